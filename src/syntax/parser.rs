//! pest's parser over `grammar/policy.pest`, and its failures in Chinese.

use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};
use pest::iterators::Pair;
use pest_derive::Parser;

/// Most words that are listed; of more, none helps.
const MOST: usize = 8;

#[derive(Parser)]
#[grammar = "../grammar/policy.pest"]
pub(super) struct PolicyParser;

/// A parse failure: byte offset in the text, what could stand there.
pub(super) struct Failure {
    pub offset: usize,
    pub expected: Vec<String>,
}

/// Parses a text by a rule.
pub(super) fn parse(rule: Rule, text: &str) -> Result<Pair<'_, Rule>, Failure> {
    let mut pairs = PolicyParser::parse(rule, text).map_err(|error| {
        let offset = match error.location {
            InputLocation::Pos(at) => at,
            InputLocation::Span((at, _)) => at,
        };
        let mut expected: Vec<String> = match &error.variant {
            ErrorVariant::ParsingError { positives, .. } => {
                positives.iter().filter_map(|r| in_words(*r)).map(str::to_owned).collect()
            }
            ErrorVariant::CustomError { .. } => Vec::new(),
        };
        expected.sort_unstable();
        expected.dedup();
        match furthest(rule, text).filter(|(at, _)| expected.is_empty() && *at >= offset) {
            Some((offset, expected)) => Failure { offset, expected },
            None => Failure { offset, expected },
        }
    })?;
    pairs.next().ok_or(Failure { offset: 0, expected: Vec::new() })
}

/// How far a text could be read word by word, and which fixed words could follow. pest tells rules only, unless it is
/// told to keep an account of words too, which costs time: it is told so once something cannot be read, and from then on.
fn furthest(rule: Rule, text: &str) -> Option<(usize, Vec<String>)> {
    pest::set_error_detail(true);
    let attempts = PolicyParser::parse(rule, text).err()?.parse_attempts()?;
    let tokens = attempts.expected_tokens().into_iter().map(|token| token.to_string());
    // Blanks, ranges of letters and other classes are no words.
    let is_word = |token: &String| {
        let classes = ["..", "_", "〇", "\u{FEFF}"];
        !token.trim().is_empty() && !classes.iter().any(|class| token.contains(class))
    };
    let words: Vec<String> = tokens.filter(is_word).map(|token| format!("“{}”", shown(&token))).collect();
    Some((attempts.max_position, if words.len() > MOST { Vec::new() } else { words }))
}

/// A folded sign as it stands in a document.
pub(super) fn shown(token: &str) -> String {
    let sign = |c: char| match c {
        ';' => '；',
        ',' => '，',
        ':' => '：',
        '(' => '（',
        ')' => '）',
        '|' => '｜',
        other => other,
    };
    token.chars().map(sign).collect()
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
