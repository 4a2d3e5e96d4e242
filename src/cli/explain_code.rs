//! `explain-code`: the page of a finding.

use yiju::diagnostics::nearest::nearest;
use yiju::diagnostics::pages::{PAGES, page};

use crate::cli::Verdict;
use crate::cli::args::ExplainCodeArgs;
use crate::cli::failure::{Failure, Stop};
use crate::cli::output;

/// Runs the command.
pub(crate) fn run(args: &ExplainCodeArgs) -> Result<Verdict, Stop> {
    let wanted = args.code.trim_matches(['[', ']', '〔', '〕', ' ']).to_ascii_uppercase();
    match page(&wanted) {
        Some(page) => {
            output::print(&format!("{}\n", page.trim_end()))?;
            Ok(Verdict::Done)
        }
        None => {
            let failure = Failure::call(format!("没有“{}”这个编号", args.code));
            let near = nearest(&wanted, PAGES.iter().map(|(code, _)| *code));
            let failure = match near {
                Some(near) => failure.help(format!("是不是“{near}”？")),
                None => failure,
            };
            Err(failure.help("编号写在方括号里，例如“错误[E0101]”“〔R0102〕”").into())
        }
    }
}
