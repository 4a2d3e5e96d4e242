//! `explain`: decides records and says why.

use std::path::Path;

use crate::cli::args::ExplainArgs;
use crate::cli::failure::{Failure, Stop};
use crate::cli::Verdict;
use crate::cli::output::Screen;

/// Runs the command.
pub(crate) fn run(_args: &ExplainArgs, _folder: &Path, _screen: Screen) -> Result<Verdict, Stop> {
    Err(Failure::call("尚未接通").into())
}
