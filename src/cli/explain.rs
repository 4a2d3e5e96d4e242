//! `explain`: decides records and says why.

use std::path::Path;

use yiju::diagnostics::nearest::nearest;
use yiju::evaluation::evaluator::Evaluator;
use yiju::evaluation::plan::Plan;
use yiju::presentation::explanation::{Options, Reader, explain, explain_json, others};
use yiju::program::ir::Program;

use crate::cli::args::{Audience, ExplainArgs, Format};
use crate::cli::failure::{Failure, Stop};
use crate::cli::others::{Ready, compile_others};
use crate::cli::output::{self, Screen};
use crate::cli::place::InForce;
use crate::cli::{Verdict, place, policies, records};

/// Runs the command.
pub(crate) fn run(args: &ExplainArgs, folder: &Path, screen: Screen) -> Result<Verdict, Stop> {
    let input = records::open(&args.record)?;
    let corpus = policies::read(folder)?;
    let InForce { asked, compiled, program } = place::in_force(&corpus, &args.when, screen)?;
    let reader = match args.audience {
        Audience::Officer => Reader::Officer,
        Audience::Applicant => Reader::Applicant,
        Audience::Audit => Reader::Audit,
    };
    if let Some(wanted) = &args.result {
        known(&program, wanted)?;
    }
    let mut options = Options { reader, result: args.result.clone(), others: Vec::new() };
    // Who decides and who checks is told in any case whether another reading would change a result.
    let told = args.other_readings || reader != Reader::Applicant;
    let others = if told { compile_others(&corpus, &asked, &compiled.text) } else { Vec::new() };
    let ready = Ready::new(&others);
    let plan = Plan::new(&program);
    let mut evaluator = Evaluator::new(&plan);
    let (mut whole, mut first) = (String::new(), true);
    let verdict = input.each(&program, screen, |record, json| {
        let decision = evaluator.decide(record);
        options.others = ready.readings(json, (&program, record, &decision));
        let text = match args.print.format {
            Format::Text => {
                let gap = if first { "" } else { "\n" };
                let mut text = explain(&program, record, &decision, &options);
                if args.other_readings {
                    text.push_str(&format!("\n{}", others::text(&program, &options.others)));
                }
                format!("{gap}{text}")
            }
            Format::Json => {
                let mut shape = explain_json(&program, record, &decision, &options);
                if args.other_readings {
                    shape["other_readings"] = others::machine(&program, &options.others);
                }
                format!("{shape}\n")
            }
        };
        first = false;
        if args.out.is_some() {
            whole.push_str(&text);
            return Ok(());
        }
        output::print(&text)
    })?;
    match &args.out {
        Some(path) if verdict == Verdict::Done => output::save(path, &whole)?,
        Some(path) => {
            let message = format!("有记录没有办成，文件“{}”没有写", path.display());
            return Err(Failure::input(message).help("改正以上记录后再做一次").into());
        }
        None => {}
    }
    Ok(verdict)
}

/// Stops at a result that the text in force does not have.
fn known(program: &Program, wanted: &str) -> Result<(), Stop> {
    let bare = wanted.trim().split(['（', '(']).next().unwrap_or_default();
    let mut names: Vec<&str> = program.outputs.iter().map(|output| output.name.as_str()).collect();
    names.dedup();
    if names.contains(&bare) || names.contains(&wanted.trim()) {
        return Ok(());
    }
    let failure = Failure::call(format!("现行公文没有“{wanted}”这一项结果"));
    let failure = match nearest(bare, names.iter().copied()) {
        Some(near) => failure.help(format!("是不是“{near}”？")),
        None => failure,
    };
    Err(failure.help(format!("有的是：{}", names.join("、"))).into())
}
