//! `show`: the text in force.

use std::path::Path;

use crate::cli::args::{Format, ShowArgs};
use crate::cli::failure::Stop;
use crate::cli::output::{self, Screen};
use crate::cli::{Verdict, place, policies};
use yiju::presentation::show;

/// Runs the command.
pub(crate) fn run(args: &ShowArgs, folder: &Path, screen: Screen) -> Result<Verdict, Stop> {
    let corpus = policies::read(folder)?;
    let found = place::in_force(&corpus, &args.when(), screen)?;
    let text = match args.print.format {
        Format::Text => show::text(&corpus, &found.compiled.text, &found.program),
        Format::Json => format!("{:#}\n", show::json(&corpus, &found.compiled.text, &found.program)),
    };
    output::print(&text)?;
    Ok(Verdict::Done)
}
