//! What stands beside a number about the number itself: on which side of it the boundary lies.
//!
//! 低于 600元 and 不低于 600元 agree about exactly 600元: it belongs to what is above. So only that is compared.

use super::numbers::{Measure, Number};

/// Where exactly this number belongs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// With what is above (低于 X, 不低于 X).
    Above,
    /// With what is below (不超过 X, 超过 X).
    Below,
}

/// What is said about the end of a range.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct End {
    /// The word.
    pub word: &'static str,
    /// Where the number belongs if the word includes it.
    pub included: Side,
    /// Whether the words themselves say that it is included; none if the document must.
    pub stated: Option<bool>,
}

impl End {
    /// Where the number belongs, once it is known whether the word includes it.
    #[must_use]
    pub fn side(self, inclusive: bool) -> Side {
        match (self.included, inclusive) {
            (side, true) => side,
            (Side::Above, false) => Side::Below,
            (Side::Below, false) => Side::Above,
        }
    }
    /// Where the number belongs, if the words say so.
    #[must_use]
    pub fn stated_side(self) -> Option<Side> {
        self.stated.map(|inclusive| self.side(inclusive))
    }
}

/// Words before a number that leave no doubt; longest first.
const BEFORE: &[(&str, Side)] = &[
    ("不低于", Side::Above),
    ("不少于", Side::Above),
    ("不小于", Side::Above),
    ("不超过", Side::Below),
    ("不高于", Side::Below),
    ("不多于", Side::Below),
    ("不大于", Side::Below),
    ("不足", Side::Above),
    ("不满", Side::Above),
    ("未满", Side::Above),
    ("低于", Side::Above),
    ("少于", Side::Above),
    ("小于", Side::Above),
    ("超过", Side::Below),
    ("高于", Side::Below),
    ("多于", Side::Below),
    ("大于", Side::Below),
    ("年满", Side::Above),
    ("满", Side::Above),
    ("达到", Side::Above),
];

/// The same for days.
const BEFORE_DAY: &[(&str, Side)] =
    &[("不早于", Side::Above), ("不晚于", Side::Below), ("早于", Side::Above), ("晚于", Side::Below)];

/// Words after a number; whether it is included, the document must say.
const AFTER: &[(&str, Side)] = &[("以上", Side::Above), ("以下", Side::Below), ("以内", Side::Below)];

/// The same for days.
const AFTER_DAY: &[(&str, Side)] = &[
    ("以前", Side::Below),
    ("之前", Side::Below),
    ("前", Side::Below),
    ("以后", Side::Above),
    ("之后", Side::Above),
    ("后", Side::Above),
];

/// What is said about the number at a position of a text's numbers.
#[must_use]
pub fn end(text: &str, numbers: &[Number], at: usize) -> Option<End> {
    let number = numbers.get(at)?;
    let after = text.get(number.end..)?;
    let day = number.measure == Measure::Date;
    // 12个月前 is a day counted from another, no boundary of 12 months.
    if !day && after.trim_start().starts_with(['前', '后']) {
        return None;
    }
    // Of a part of an amount the boundary makes no difference: 超过3000元至20000元的部分.
    let tail = AFTER.iter().find_map(|(word, _)| after.strip_prefix(word)).unwrap_or(after).trim_start();
    if tail.starts_with("的部分") || tail.starts_with("部分") {
        return None;
    }
    let before = || before_word(text, number, day);
    after_word(after, day).or_else(before).or_else(|| range(text, numbers, at))
}

/// A comparison with what is no number: 低于当地标准.
pub struct Named {
    /// The word.
    pub word: &'static str,
    /// Its first byte.
    pub start: usize,
    /// Where what equals it belongs.
    pub side: Side,
}

/// Words that compare amounts whatever stands behind them; 满 and 不足 go with numbers.
const AMOUNTS: [&str; 13] = [
    "不低于",
    "不少于",
    "不小于",
    "不超过",
    "不高于",
    "不多于",
    "不大于",
    "低于",
    "少于",
    "超过",
    "高于",
    "多于",
    "大于",
];

/// Where what equals the right side of a comparison belongs; none for words of other kinds.
#[must_use]
pub fn side_of_word(word: &str) -> Option<Side> {
    BEFORE.iter().find(|(known, _)| *known == word && AMOUNTS.contains(known)).map(|(_, side)| *side)
}

/// The comparisons of a text with what is no number.
#[must_use]
pub fn named(text: &str, numbers: &[Number]) -> Vec<Named> {
    let mut found: Vec<Named> = Vec::new();
    for (word, side) in BEFORE.iter().filter(|(word, _)| AMOUNTS.contains(word)) {
        for (start, _) in text.match_indices(word) {
            let end = start + word.len();
            // 低于 in 不低于 is not a word of its own.
            let inside =
                found.iter().any(|known| known.start < end && start < known.start + known.word.len());
            let clause =
                text[end..].split(['，', ',', '。', '；', ';', '、', '（', '(']).next().unwrap_or("");
            let number = numbers.iter().any(|number| (end..=end + clause.len()).contains(&number.start));
            if !inside && !number && !clause.trim().is_empty() {
                found.push(Named { word, start, side: *side });
            }
        }
    }
    found
}

/// 60周岁（含）以上, 60周岁以上（含60周岁）, 60周岁及以上.
fn after_word(after: &str, day: bool) -> Option<End> {
    let rest = after.trim_start();
    let (mut stated, rest) = bracket(rest);
    let and = rest.trim_start().strip_prefix(['及', '和']);
    stated = stated.or(and.map(|_| true));
    let rest = and.unwrap_or(rest).trim_start();
    let list = if day { AFTER_DAY } else { AFTER };
    let (word, included) = list.iter().find(|(word, _)| rest.starts_with(word))?;
    stated = stated.or(bracket(rest[word.len()..].trim_start()).0);
    Some(End { word, included: *included, stated })
}

/// （含）, （含60周岁）, （不含）.
fn bracket(rest: &str) -> (Option<bool>, &str) {
    let Some(inside) = rest.strip_prefix(['（', '(']) else { return (None, rest) };
    let Some(close) = inside.find(['）', ')']) else { return (None, rest) };
    let words = inside[..close].trim();
    let included = words.starts_with('含') || words.starts_with("包含");
    let excluded = words.starts_with("不含") || words.starts_with("不包含");
    if included || excluded {
        let next = close + inside[close..].chars().next().map_or(0, char::len_utf8);
        (Some(included), &inside[next..])
    } else {
        (None, rest)
    }
}

/// 500元至2000元: the first end or the second.
fn range(text: &str, numbers: &[Number], at: usize) -> Option<End> {
    let number = &numbers[at];
    let joined = |low: &Number, high: &Number| {
        let between = text.get(low.end..high.start)?;
        let (_, rest) = bracket(between.trim_start());
        let rest = rest.trim().trim_end_matches("每人每月").trim_end_matches("每户").trim_end_matches("每人");
        (low.measure == high.measure && low.measure != Measure::Date && rest.trim() == "至").then_some(())
    };
    let stated = bracket(text.get(number.end..)?.trim_start()).0;
    let low = numbers.get(at + 1).and_then(|high| joined(number, high));
    let high = at.checked_sub(1).and_then(|before| joined(&numbers[before], number));
    let included = match (low, high) {
        (Some(()), _) => Side::Above,
        (_, Some(())) => Side::Below,
        _ => return None,
    };
    Some(End { word: "至", included, stated })
}

/// 低于当地最低生活保障标准1.5倍: the nearest word of comparison in the same clause.
fn before_word(text: &str, number: &Number, day: bool) -> Option<End> {
    let before = text.get(..number.start)?;
    let clause =
        before.rsplit(['，', ',', '。', '；', ';', '：', ':', '、', '（', '(', '“', '”', '\n']).next()?;
    let list = if day { BEFORE_DAY } else { BEFORE };
    let found = list.iter().filter_map(|(word, side)| Some((clause.rfind(word)? + word.len(), word, *side)));
    // Of words that end at one place the longest: 不低于, not 低于.
    let (end, word, included) = found.max_by_key(|(end, word, _)| (*end, word.len()))?;
    let between = clause[end..].trim();
    let tight = matches!(*word, "满" | "年满" | "不满" | "未满" | "不足" | "达到");
    let amount = ["每人每月", "每户每月", "每人每年", "每户", "每人", "每月", "每次", "每年", ""];
    let near = if tight { amount.contains(&between) } else { between.chars().count() <= 24 };
    let plain = !between.chars().any(|c| c.is_ascii_digit());
    (near && plain).then_some(End { word, included, stated: Some(true) })
}

#[cfg(test)]
mod tests {
    use super::super::numbers::numbers;
    use super::*;

    fn read(text: &str) -> Vec<Option<(&'static str, Option<Side>)>> {
        let all = numbers(text, true);
        (0..all.len()).map(|at| end(text, &all, at).map(|end| (end.word, end.stated_side()))).collect()
    }

    #[test]
    fn tells_where_the_number_itself_belongs() {
        assert_eq!(read("低于当地最低生活保障标准1.5倍"), [Some(("低于", Some(Side::Above)))]);
        assert_eq!(read("不低于 低保标准的1.5倍"), [Some(("不低于", Some(Side::Above)))]);
        assert_eq!(
            read("超过 3000元、不超过 20000元"),
            [Some(("超过", Some(Side::Below))), Some(("不超过", Some(Side::Below)))]
        );
        assert_eq!(read("年龄 满60周岁"), [Some(("满", Some(Side::Above)))]);
    }

    #[test]
    fn leaves_open_what_the_words_leave_open() {
        assert_eq!(read("60周岁以上的老年人"), [Some(("以上", None))]);
        assert_eq!(read("三年以上（含三年）"), [Some(("以上", Some(Side::Above))), None]);
        assert_eq!(read("年满60周岁及以上"), [Some(("以上", Some(Side::Above)))]);
        assert_eq!(read("审核500元至2000元的"), [Some(("至", None)), Some(("至", None))]);
        assert_eq!(
            read("500元（含）至 2000元（含）"),
            [Some(("至", Some(Side::Above))), Some(("至", Some(Side::Below)))]
        );
        assert_eq!(read("离家日 不晚于 基准日的3年前"), [None]);
        assert_eq!(read("超过3000元至20000元的部分"), [Some(("超过", Some(Side::Below))), None]);
    }
}
