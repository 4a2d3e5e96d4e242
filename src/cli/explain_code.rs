//! `explain-code`: the page of a finding.

use yiju::diagnostics::nearest::nearest;

use crate::cli::Verdict;
use crate::cli::args::ExplainCodeArgs;
use crate::cli::failure::{Failure, Stop};
use crate::cli::output;

/// Lists pages of `docs/errors` with their text.
macro_rules! pages {
    ($($code:literal)*) => {
        &[$(($code, include_str!(concat!("../../docs/errors/", $code, ".md")))),*]
    };
}

/// Every page; `tests/cli` compares the list with the folder.
const PAGES: &[(&str, &str)] = pages! {
    "E0101"
    "E0102"
    "E0103"
    "E0104"
    "E0105"
    "E0106"
    "E0107"
    "E0108"
    "E0109"
    "E0110"
    "E0111"
    "E0112"
    "E0113"
    "E0114"
    "E0115"
    "E0130"
    "E0201"
    "E0202"
    "E0203"
    "E0204"
    "E0205"
    "E0206"
    "E0207"
    "E0208"
    "E0209"
    "E0210"
    "E0211"
    "E0212"
    "E0213"
    "E0214"
    "E0215"
    "E0216"
    "E0217"
    "E0218"
    "E0219"
    "E0220"
    "E0221"
    "E0222"
    "E0223"
    "E0224"
    "E0225"
    "E0226"
    "E0227"
    "E0228"
    "E0229"
    "E0230"
    "E0235"
    "E0236"
    "E0237"
    "E0245"
    "E0301"
    "E0302"
    "E0303"
    "E0304"
    "E0305"
    "E0306"
    "E0307"
    "E0308"
    "E0309"
    "E0310"
    "E0311"
    "E0312"
    "E0313"
    "E0314"
    "E0315"
    "E0316"
    "E0317"
    "E0318"
    "E0319"
    "E0320"
    "E0321"
    "E0325"
    "E0326"
    "E0327"
    "E0328"
    "E0329"
    "E0330"
    "E0340"
    "E0401"
    "E0402"
    "E0403"
    "E0404"
    "E0405"
    "E0406"
    "E0407"
    "E0408"
    "E0409"
    "E0410"
    "E0411"
    "E0412"
    "E0413"
    "E0414"
    "E0415"
    "E0416"
    "E0417"
    "E0422"
    "E0430"
    "E0501"
    "E0504"
    "E0601"
    "E0602"
    "E0603"
    "E0604"
    "E0605"
    "E0606"
    "E0607"
    "E0608"
    "E0609"
    "E0770"
    "E0771"
    "E0772"
    "R0001"
    "R0002"
    "R0003"
    "R0004"
    "R0005"
    "R0006"
    "R0007"
    "R0008"
    "R0009"
    "R0010"
    "R0011"
    "R0012"
    "R0101"
    "R0102"
    "R0103"
    "R0104"
    "R0105"
    "R0106"
    "R0107"
    "R0108"
    "R0109"
    "R0110"
    "R0111"
    "R0112"
    "R0113"
    "R0114"
    "R0115"
    "R0116"
    "R0117"
    "R0118"
    "R0119"
    "R0120"
    "R0121"
    "R0122"
    "R0123"
    "R0124"
    "R0125"
    "R0126"
    "R0127"
    "R0128"
    "R0129"
    "R0130"
    "R0131"
    "R0132"
    "R0133"
    "R0134"
};

/// Runs the command.
pub(crate) fn run(args: &ExplainCodeArgs) -> Result<Verdict, Stop> {
    let wanted = args.code.trim_matches(['[', ']', '〔', '〕', ' ']).to_ascii_uppercase();
    match PAGES.iter().find(|(code, _)| *code == wanted) {
        Some((_, page)) => {
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
