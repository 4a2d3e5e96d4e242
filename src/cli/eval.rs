//! `eval`: decides records one after another.

use std::path::Path;

use yiju::evaluation::evaluator::Evaluator;
use yiju::evaluation::plan::Plan;
use yiju::presentation::explanation::others;
use yiju::presentation::{json as shapes, summary};

use crate::cli::args::{EvalArgs, Format};
use crate::cli::failure::{Failure, Stop};
use crate::cli::others::{Ready, compile_others};
use crate::cli::output::{self, Screen};
use crate::cli::place::InForce;
use crate::cli::{Verdict, place, policies, records};

/// Runs the command.
pub(crate) fn run(args: &EvalArgs, folder: &Path, screen: Screen) -> Result<Verdict, Stop> {
    let input = records::open(&args.record)?;
    let corpus = policies::read(folder)?;
    let InForce { asked, compiled, program } = place::in_force(&corpus, &args.when, screen)?;
    let program = place::supposing(program, &args.supposed.figures)?;
    let others =
        args.other_readings.then(|| compile_others(&corpus, &asked, &compiled.text, &args.supposed.figures));
    let ready = others.as_deref().map(Ready::new);
    let plan = Plan::new(&program);
    let mut evaluator = Evaluator::new(&plan);
    let mut first = true;
    input.each(&program, screen, |record, json| {
        let decision = evaluator.decide(record);
        let others = ready.as_ref().map(|ready| ready.readings(json, (&program, record, &decision)));
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
        output::print(&text)
    })
}
