//! Numbers in words: every amount, age, length, share and date of a text, with what is said beside it.
//!
//! The same scan reads quotes (Chinese numerals, fuzzy words, 以上) and sentences, so that the two can be compared.

use crate::quantity::ratio::Ratio;

/// What a number counts. Spellings of one measure are one: 岁 and 周岁, 天 and 日, 个月 and 月.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Measure {
    /// 元
    Yuan,
    /// 周岁
    Age,
    /// 个月
    Months,
    /// 年, as a length
    Years,
    /// 工作日
    WorkingDays,
    /// 日, as a length
    Days,
    /// %
    Percent,
    /// 倍
    Times,
    /// 次, 人次
    Occasions,
    /// 人, 名
    Persons,
    /// 户
    Households,
    /// A calendar day; the value is 20251001.
    Date,
}

/// A number and its place in the text, in bytes.
#[derive(Clone, Debug)]
pub struct Number {
    /// The value in the measure; 万 is multiplied out.
    pub value: Ratio,
    /// What it counts.
    pub measure: Measure,
    /// First byte.
    pub start: usize,
    /// One past the last byte, its unit included.
    pub end: usize,
    /// The word that makes it no number: 左右, 余, 约.
    pub fuzzy: Option<&'static str>,
}

/// Longest first.
const MEASURES: &[(&str, Measure)] = &[
    ("个工作日", Measure::WorkingDays),
    ("工作日", Measure::WorkingDays),
    ("个月", Measure::Months),
    ("周岁", Measure::Age),
    ("岁", Measure::Age),
    ("元", Measure::Yuan),
    ("年", Measure::Years),
    ("日", Measure::Days),
    ("天", Measure::Days),
    ("%", Measure::Percent),
    ("％", Measure::Percent),
    ("倍", Measure::Times),
    ("人次", Measure::Occasions),
    ("次", Measure::Occasions),
    ("人", Measure::Persons),
    ("名", Measure::Persons),
    ("户", Measure::Households),
];

/// Measures that Chinese numerals may count; 一次性, 一人一策 and the like are no numbers.
const SPELT: [Measure; 7] = [
    Measure::Yuan,
    Measure::Age,
    Measure::Months,
    Measure::Years,
    Measure::WorkingDays,
    Measure::Days,
    Measure::Times,
];

/// All numbers of a text, in order. `spelt`: Chinese numerals count too.
#[must_use]
pub fn numbers(text: &str, spelt: bool) -> Vec<Number> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let read = match c {
            _ if digit(c).is_some() => date(text, at).or_else(|| counted(text, at)),
            _ if spelt && numeral(c).is_some() => spelt_out(text, at),
            _ => None,
        };
        match read {
            Some((number, next)) => {
                found.extend(number);
                at = next.max(at + c.len_utf8());
            }
            None => at += c.len_utf8(),
        }
    }
    found
}

fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => c.to_digit(10),
        '０'..='９' => Some(c as u32 - '０' as u32),
        _ => None,
    }
}

/// Digits with at most one point, half-width; and where they end.
fn digits(text: &str, at: usize) -> (String, usize) {
    let mut read = String::new();
    let mut end = at;
    for (offset, c) in text[at..].char_indices() {
        let point = matches!(c, '.' | '．') && !read.contains('.');
        match digit(c) {
            Some(value) => read.extend(char::from_digit(value, 10)),
            None if point
                && text[at + offset + c.len_utf8()..].chars().next().is_some_and(|c| digit(c).is_some()) =>
            {
                read.push('.')
            }
            None => break,
        }
        end = at + offset + c.len_utf8();
    }
    (read, end)
}

/// `2025年10月1日`; a year alone and a day of a month are no amounts and are passed over.
fn date(text: &str, at: usize) -> Option<(Option<Number>, usize)> {
    let (first, end) = digits(text, at);
    let rest = &text[end..];
    if let Some(after) = rest.strip_prefix('月') {
        let (_, day) = digits(after, 0);
        return Some((None, end + '月'.len_utf8() + if day > 0 { day + day_word(&after[day..]) } else { 0 }));
    }
    let after = rest.strip_prefix('年')?;
    if first.len() != 4 {
        return None;
    }
    let year_end = end + '年'.len_utf8();
    let (month, month_end) = digits(after, 0);
    let Some(day_text) = after[month_end..].strip_prefix('月').filter(|_| month_end > 0) else {
        return Some((None, year_end));
    };
    let (day, day_end) = digits(day_text, 0);
    let days = day_word(&day_text[day_end..]);
    let end = year_end + month_end + '月'.len_utf8() + day_end + days;
    if day_end == 0 || days == 0 {
        return Some((None, end));
    }
    let of = |text: &str| text.parse::<i128>().ok();
    let value = of(&first)? * 10_000 + of(&month)? * 100 + of(&day)?;
    let value = Ratio::from_integer(value);
    Some((Some(Number { value, measure: Measure::Date, start: at, end, fuzzy: None }), end))
}

fn day_word(rest: &str) -> usize {
    if rest.starts_with('日') { '日'.len_utf8() } else { 0 }
}

/// `20余万元`, `400多元`, `1.5倍`, `70%左右`.
fn counted(text: &str, at: usize) -> Option<(Option<Number>, usize)> {
    let (read, end) = digits(text, at);
    let value = Ratio::parse_decimal(&read).ok()?;
    // Every month's tenth day is a day, not a length.
    let before = text[..at].trim_end();
    let of_month = before.ends_with("每月") || before.ends_with('月') || before.ends_with("每季");
    let number = finish(text, at, end, value).filter(|n| !(of_month && n.measure == Measure::Days));
    let next = number.as_ref().map_or(end, |number| number.end);
    Some((number, next))
}

/// Multiplier, unit and fuzzy words after the digits.
fn finish(text: &str, start: usize, end: usize, value: Ratio) -> Option<Number> {
    let mut rest = &text[end..];
    let mut fuzzy = None;
    let mut scale = 1;
    loop {
        rest = rest.trim_start_matches([' ', '\u{3000}']);
        if let Some(word) = ["余", "多"].into_iter().find(|word| rest.starts_with(word)) {
            fuzzy = Some(word);
            rest = &rest[word.len()..];
        } else if let Some((word, times)) = SCALES.iter().find(|(word, _)| rest.starts_with(word)) {
            scale *= times;
            rest = &rest[word.len()..];
        } else {
            break;
        }
    }
    let (word, measure) = MEASURES.iter().find(|(word, _)| rest.starts_with(word))?;
    rest = &rest[word.len()..];
    let mut end = text.len() - rest.len();
    if let Some(word) = ["左右", "上下"].into_iter().find(|word| rest.starts_with(word)) {
        fuzzy = Some(word);
        end += word.len();
    }
    let before = text[..start].trim_end();
    for word in ["大约", "约", "将近", "近", "接近"] {
        let inside = ["最近", "附近", "契约", "预约", "节约"].iter().any(|longer| before.ends_with(longer));
        if before.ends_with(word) && !inside {
            fuzzy = Some(word);
            break;
        }
    }
    let value = value.checked_mul(Ratio::from_integer(scale))?;
    Some(Number { value, measure: *measure, start, end, fuzzy })
}

const SCALES: [(&str, i128); 4] = [("亿", 100_000_000), ("万", 10_000), ("千", 1_000), ("百", 100)];

fn numeral(c: char) -> Option<i128> {
    let at = "零一二三四五六七八九".chars().position(|known| known == c);
    match c {
        '两' => Some(2),
        '十' => Some(10),
        _ => at.and_then(|at| i128::try_from(at).ok()),
    }
}

/// `三十个工作日`, `十二个月`.
fn spelt_out(text: &str, at: usize) -> Option<(Option<Number>, usize)> {
    let (mut total, mut last, mut end) = (0, 0, at);
    for (offset, c) in text[at..].char_indices() {
        match c {
            '十' => {
                total += last.max(1) * 10;
                last = 0;
            }
            '百' if offset > 0 => {
                total += last.max(1) * 100;
                last = 0;
            }
            _ => match numeral(c) {
                Some(value) => last = value,
                None => break,
            },
        }
        end = at + offset + c.len_utf8();
    }
    // 第三年, 十四五, 三、四级: an ordinal or a list.
    let ordinal = text[..at].ends_with('第');
    let number = finish(text, at, end, Ratio::from_integer(total + last))
        .filter(|number| SPELT.contains(&number.measure) && !ordinal);
    let next = number.as_ref().map_or(end, |number| number.end);
    Some((number, next))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, Measure, Option<&'static str>)> {
        numbers(text, true).into_iter().map(|n| (n.value.to_display(), n.measure, n.fuzzy)).collect()
    }

    #[test]
    fn reads_amounts_with_what_makes_them_fuzzy() {
        assert_eq!(read("高达20余万元"), [("200000".to_owned(), Measure::Yuan, Some("余"))]);
        assert_eq!(read("救助金2万余元"), [("20000".to_owned(), Measure::Yuan, Some("余"))]);
        assert_eq!(read("支付比例稳定在70%左右"), [("70".to_owned(), Measure::Percent, Some("左右"))]);
        assert_eq!(read("每人每月６５５元"), [("655".to_owned(), Measure::Yuan, None)]);
        assert_eq!(read("最近3年，约500元")[1], ("500".to_owned(), Measure::Yuan, Some("约")));
    }

    #[test]
    fn reads_numerals_dates_and_passes_over_what_counts_nothing() {
        assert_eq!(read("三十个工作日"), [("30".to_owned(), Measure::WorkingDays, None)]);
        assert_eq!(read("连续十二个月"), [("12".to_owned(), Measure::Months, None)]);
        assert_eq!(read("一次性、一人一策、十四五期间、三级、第三年、每月10日前、8月20日前、2025年"), []);
        assert_eq!(read("2025年10月1日起"), [("20251001".to_owned(), Measure::Date, None)]);
    }
}
