//! `eval`: decides records one after another.

use std::path::Path;

use yiju::evaluation::evaluator::Evaluator;
use yiju::evaluation::plan::Plan;
use yiju::presentation::{json, summary};

use crate::cli::args::{EvalArgs, Format};
use crate::cli::failure::{Failure, Stop};
use crate::cli::output::{self, Screen};
use crate::cli::{Verdict, place, policies, records};

/// Runs the command.
pub(crate) fn run(args: &EvalArgs, folder: &Path, screen: Screen) -> Result<Verdict, Stop> {
    let input = records::open(&args.record)?;
    let corpus = policies::read(folder)?;
    let program = place::in_force(&corpus, &args.when, screen)?.program;
    let plan = Plan::new(&program);
    let mut evaluator = Evaluator::new(&plan);
    let mut first = true;
    input.each(&program, screen, |record| {
        let decision = evaluator.decide(record);
        let text = match args.print.format {
            Format::Json => {
                let shape = json::decision(&program, record, &decision);
                let line = serde_json::to_string(&shape);
                line.map_err(|error| Failure::input(format!("结果写不成 JSON：{error}")))? + "\n"
            }
            Format::Text => {
                let gap = if first { "" } else { "\n" };
                format!("{gap}{}", summary::decision(&program, record, &decision))
            }
        };
        first = false;
        output::print(&text)
    })
}
