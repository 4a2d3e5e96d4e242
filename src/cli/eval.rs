//! `eval`: decides records one after another.

use std::path::Path;

use yiju::counterfactual::changes;
use yiju::evaluation::evaluator::Evaluator;
use yiju::evaluation::plan::Plan;
use yiju::facts::identity::hide;
use yiju::presentation::explanation::{Options, others};
use yiju::presentation::{json as shapes, summary};

use crate::cli::archive::keep::{Common, Keeper};
use crate::cli::args::{EvalArgs, Format};
use crate::cli::failure::{Failure, Stop};
use crate::cli::later::{compile_later, later};
use crate::cli::others::{Ready, compile_others};
use crate::cli::output::{self, Screen};
use crate::cli::place::InForce;
use crate::cli::{Verdict, notices, place, policies, records};

/// Runs the command.
pub(crate) fn run(args: &EvalArgs, folder: &Path, screen: Screen) -> Result<Verdict, Stop> {
    let input = records::open(&args.record)?;
    let corpus = policies::read(folder)?;
    let InForce { asked, compiled, program } = place::in_force(&corpus, &args.when, screen)?;
    let program = place::supposing(program, &args.supposed.figures)?;
    args.keep.fitting(&args.supposed.figures)?;
    // An archive keeps what `explain` would tell.
    let others = (args.other_readings || args.keep.archive.is_some())
        .then(|| compile_others(&corpus, &asked, &compiled.text, &args.supposed.figures));
    let ready = others.as_deref().map(Ready::new);
    let texts = match args.keep.archive {
        Some(_) => compile_later(&corpus, &asked, &args.supposed.figures),
        None => Vec::new(),
    };
    let then: Vec<Plan<'_>> = texts.iter().map(Plan::new).collect();
    let plan = Plan::new(&program);
    let mut evaluator = Evaluator::new(&plan);
    let common = Common { corpus: &corpus, asked: &asked, plan: &plan };
    let one_by_one = args.record == Path::new("-");
    let mut keeper = Keeper::open(&args.keep, common, one_by_one)?;
    let mut options = Options::default();
    if keeper.is_some() {
        options.notice = notices::of(folder, &asked.area)?;
    }
    let (mut first, mut kept_back) = (true, String::new());
    let verdict = input.each(&program, screen, |record, json| {
        let decision = evaluator.decide(record);
        let others = ready.as_ref().map(|ready| ready.readings(json, (&program, record, &decision)));
        if let Some(keeper) = &mut keeper {
            options.others = others.clone().unwrap_or_default();
            options.changes = changes(&mut evaluator, &plan, record, &decision, &later(&then, json));
            keeper.add(json, record, &decision, &options)?;
        }
        let others = others.filter(|_| args.other_readings);
        let text = match args.print.format {
            Format::Json => {
                let shape = shapes::decision(&program, record, &decision);
                let line = match &others {
                    None => serde_json::to_string(&shape),
                    Some(others) => serde_json::to_value(&shape).map(|mut shape| {
                        shape["other_readings"] = others::machine(&program, others);
                        shape.to_string()
                    }),
                };
                line.map_err(|error| Failure::input(format!("结果写不成 JSON：{error}")))? + "\n"
            }
            Format::Text => {
                let gap = if first { "" } else { "\n" };
                let others = others.map(|others| others::text(&program, &others)).unwrap_or_default();
                format!("{gap}{}{others}", summary::decision(&program, record, &decision))
            }
        };
        first = false;
        let text = hide(&text);
        match &mut keeper {
            None => output::print(&text),
            // Nothing is shown that is not kept.
            Some(keeper) => {
                kept_back.push_str(&text);
                if keeper.full() { shown(keeper, &mut kept_back) } else { Ok(()) }
            }
        }
    })?;
    if let Some(keeper) = &mut keeper {
        shown(keeper, &mut kept_back)?;
        keeper.tell();
    }
    Ok(verdict)
}

/// Keeps what was decided, then shows it.
fn shown(keeper: &mut Keeper<'_>, kept_back: &mut String) -> Result<(), Stop> {
    keeper.settle()?;
    output::print(&std::mem::take(kept_back))
}
