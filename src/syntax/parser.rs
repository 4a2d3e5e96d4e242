//! pest's parser over `grammar/policy.pest`, and its failures in Chinese.

use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};
use pest_derive::Parser;

#[derive(Parser)]
#[grammar = "../grammar/policy.pest"]
pub(super) struct PolicyParser;

/// A parse failure: byte offset in the text, what could stand there.
pub(super) struct Failure {
    pub offset: usize,
    pub expected: Vec<&'static str>,
}

/// Parses a text by a rule.
pub(super) fn parse(rule: Rule, text: &str) -> Result<pest::iterators::Pair<'_, Rule>, Failure> {
    let mut pairs = PolicyParser::parse(rule, text).map_err(|error| {
        let offset = match error.location {
            InputLocation::Pos(at) => at,
            InputLocation::Span((at, _)) => at,
        };
        let mut expected: Vec<&'static str> = match &error.variant {
            ErrorVariant::ParsingError { positives, .. } => {
                positives.iter().filter_map(|r| in_words(*r)).collect()
            }
            ErrorVariant::CustomError { .. } => Vec::new(),
        };
        expected.sort_unstable();
        expected.dedup();
        Failure { offset, expected }
    })?;
    pairs.next().ok_or(Failure { offset: 0, expected: Vec::new() })
}

/// How an officer would name what a rule stands for; rules that help nobody are left out.
fn in_words(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::name | Rule::plain | Rule::path | Rule::names => "名称",
        Rule::primary | Rule::sum | Rule::operands | Rule::product => "项目或数额",
        Rule::condition | Rule::logic | Rule::comparison | Rule::group1 => "条件",
        Rule::compare_word | Rule::compare => "比较词（低于、不超过、不低于 …）",
        Rule::connective | Rule::and | Rule::or => "“且”或“或”",
        Rule::product_op | Rule::sum_op => "运算符号（＋－×÷）",
        Rule::value | Rule::computed | Rule::valued => "数值或“未载明”",
        Rule::quantity | Rule::number => "数额",
        Rule::shift | Rule::shifted | Rule::shift_unit | Rule::shift_side => "“的12个月前”“的7日后”",
        Rule::unit => "单位",
        Rule::date | Rule::date_claim => "日期",
        Rule::text | Rule::quoted => "引号中的文字",
        Rule::document => "《公文代号》",
        Rule::label1 | Rule::entry1 | Rule::label => "编号（一）",
        Rule::label2 | Rule::entry2 => "编号1.",
        Rule::openness => "（开放）或（封闭）",
        Rule::members | Rule::member => "列举的各项",
        Rule::widen | Rule::narrow | Rule::turn => "“扩大到”“缩小到”或“改为”",
        Rule::exception | Rule::exception_word => "“但 … 的，为 …”",
        Rule::effect | Rule::becomes => "“为 …”",
        Rule::type_name => "单位或类别",
        Rule::cycle => "发放方式（按月、按季、一次性 …）",
        Rule::bodies => "机关名称",
        Rule::index_item => "类别中的一项",
        Rule::EOI => "句子结束",
        _ => return None,
    })
}
