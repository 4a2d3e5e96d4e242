//! Figures that a text adds up itself: 增加30元，达到700元; 252人占838人的30%; 20万元扣除12万元后8万元.

use super::numbers::{Measure, Number};
use super::pairs::{Pair, Words};
use crate::diagnostics::Diagnostic;
use crate::quantity::ratio::Ratio;
use crate::source::Span;

/// What does not come out.
struct Fault {
    /// The numbers, in order; the last is what they should come to.
    numbers: Vec<usize>,
    /// 670 + 30 = 700, as it comes out.
    reckoned: String,
}

/// The sums of an article's quotes. Those that nothing is computed from are not looked at: they are the source's own.
pub fn check(pair: &Pair<'_>, found: &mut Vec<Diagnostic>) {
    for quote in &pair.quotes {
        for fault in faults(quote) {
            let Some((last, parts)) = fault.numbers.split_last() else { continue };
            let written = |at: &usize| quote.written(&quote.numbers[*at]).to_owned();
            if pair.notes_mention(&[written(last).as_str()]) {
                continue;
            }
            let message = format!("原文的几个数合不上：{}，原文写的是{}", fault.reckoned, written(last));
            let mut one = wrong_sum(message, quote.place(&quote.numbers[*last]), "与前面的数合不上");
            for part in parts {
                one = one.also(quote.place(&quote.numbers[*part]), "用到这个数");
            }
            let one = one
                .why("有一个数是错的：照哪一个数算，给的钱就不一样")
                .help("核对原件；抄错了的，改引文和用到它的句子")
                .help(format!(
                    "原件就是这样的，写明取哪一个：疑义 “{}与前面的数合不上”：可作“…”“…”，取“…”",
                    written(last)
                ));
            let rule = pair.rules.iter().find(|rule| rule.of.is_some() && rule.of == quote.of);
            let subjects = rule.map(|rule| pair.subjects(rule));
            let subjects = subjects.unwrap_or_else(|| vec![pair.label.to_owned()]);
            found.push(subjects.into_iter().fold(one, Diagnostic::about));
        }
    }
}

/// Figures that do not come out.
pub(super) fn wrong_sum(message: String, place: Span, label: impl Into<String>) -> Diagnostic {
    Diagnostic::warning("E0758", message, place, label)
}

fn faults(quote: &Words<'_>) -> Vec<Fault> {
    let mut found = Vec::new();
    let count = quote.numbers.len();
    for at in 0..count {
        found.extend(raised(quote, at).or_else(|| share(quote, at)).or_else(|| less(quote, at)));
        found.extend(total(quote, at).or_else(|| yearly(quote, at)));
    }
    found
}

/// The words between two numbers, or before the first.
fn between<'q>(quote: &'q Words<'_>, at: usize) -> &'q str {
    let from = at.checked_sub(1).map_or(0, |before| quote.numbers[before].end);
    quote.text.get(from..quote.numbers[at].start).unwrap_or("")
}

fn exact<'q>(quote: &'q Words<'_>, at: usize) -> Option<&'q Number> {
    quote.numbers.get(at).filter(|number| number.fuzzy.is_none())
}

fn holds(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// 由670元提高到700元，增加30元: the third number.
fn raised(quote: &Words<'_>, at: usize) -> Option<Fault> {
    const TO: [&str; 9] =
        ["提高到", "提高至", "增加到", "增加至", "调整到", "调整为", "调整至", "上调至", "上调到"];
    let (before, now, by) = (exact(quote, at)?, exact(quote, at + 1)?, exact(quote, at + 2)?);
    let start = between(quote, at);
    let apart = [between(quote, at + 1), between(quote, at + 2)];
    let from = holds(start.rsplit(['，', '。', '；', ',']).next()?, &["由", "从"]);
    let rise = ["增加", "提高", "上调", "增长", "增幅", "涨"];
    let close = apart.iter().all(|words| words.chars().count() <= 14 && !words.contains(['。', '；']));
    if !from || !close || !holds(apart[0], &TO) || !holds(apart[1], &rise) || before.measure != now.measure {
        return None;
    }
    let rose = now.value.checked_sub(before.value)?;
    let (wanted, reckoned) = match by.measure {
        Measure::Percent => {
            let share = rose.checked_div(before.value)?.checked_mul(Ratio::from_integer(100))?;
            (near(share, by), format!("{}－{}是{}的{}%", of(now), of(before), of(before), share.to_display()))
        }
        measure if measure == now.measure => {
            (rose == by.value, format!("{}－{}＝{}", of(now), of(before), rose.to_display()))
        }
        _ => return None,
    };
    (!wanted).then(|| Fault { numbers: vec![at, at + 1, at + 2], reckoned })
}

/// 新增838人，其中识别252人，占比达30%; 252人占838人的30%.
fn share(quote: &Words<'_>, at: usize) -> Option<Fault> {
    let (one, other, percent) = (exact(quote, at)?, exact(quote, at + 1)?, exact(quote, at + 2)?);
    if one.measure != other.measure || percent.measure != Measure::Percent {
        return None;
    }
    let (first, second) = (between(quote, at + 1), between(quote, at + 2));
    let whole_first = first.contains("其中") && second.contains('占') && second.chars().count() <= 8;
    let part_first = first.contains('占') && first.chars().count() <= 8 && second.trim() == "的";
    let (part, whole) = match (whole_first, part_first) {
        (true, _) => (other, one),
        (_, true) => (one, other),
        _ => return None,
    };
    let share = part.value.checked_div(whole.value)?.checked_mul(Ratio::from_integer(100))?;
    let reckoned = format!("{}÷{}＝{}%", of(part), of(whole), share.to_display());
    (!near(share, percent)).then(|| Fault { numbers: vec![at, at + 1, at + 2], reckoned })
}

/// 20万元，除去报销12万元外，个人承担8万元.
fn less(quote: &Words<'_>, at: usize) -> Option<Fault> {
    let (whole, taken, left) = (exact(quote, at)?, exact(quote, at + 1)?, exact(quote, at + 2)?);
    if [taken, left].iter().any(|number| number.measure != whole.measure) || whole.measure != Measure::Yuan {
        return None;
    }
    let (first, second) = (between(quote, at + 1), between(quote, at + 2));
    let close = first.chars().count() <= 12 && second.chars().count() <= 14;
    let minus = holds(first, &["扣除", "除去", "减去", "剔除", "扣减"]);
    let rest = second.trim_start().starts_with(['后', '外', '以']) && !holds(second, &["的", "每", "标准"]);
    let difference = whole.value.checked_sub(taken.value)?;
    let wrong = close && minus && rest && difference != left.value;
    let reckoned = format!("{}－{}＝{}", of(whole), of(taken), difference.to_display());
    wrong.then(|| Fault { numbers: vec![at, at + 1, at + 2], reckoned })
}

/// 城市200户、农村300户，合计500户: the total.
fn total(quote: &Words<'_>, at: usize) -> Option<Fault> {
    let sum = exact(quote, at)?;
    let before = between(quote, at).trim_end();
    if !["合计", "共计", "总计", "合计为", "共计为"].iter().any(|word| before.ends_with(word)) {
        return None;
    }
    let sentence = quote.text.get(..sum.start)?.rfind(['。', '；', ';', '，', ',']).unwrap_or(0);
    let begin = quote.text.get(..sentence)?.rfind(['。', '；', ';']).unwrap_or(0);
    let parts: Vec<usize> = (0..at).filter(|part| quote.numbers[*part].start >= begin).collect();
    let apart = parts.windows(2).all(|two| {
        let words = between(quote, two[1]);
        words.contains('、') && words.chars().count() <= 12
    });
    let alike = parts.iter().all(|part| exact(quote, *part).is_some_and(|one| one.measure == sum.measure));
    if parts.len() < 2 || !apart || !alike || parts.last() != Some(&at.checked_sub(1)?) {
        return None;
    }
    let mut added = Ratio::ZERO;
    for part in &parts {
        added = added.checked_add(quote.numbers[*part].value)?;
    }
    let written: Vec<String> = parts.iter().map(|part| of(&quote.numbers[*part])).collect();
    let reckoned = format!("{}＝{}", written.join("＋"), added.to_display());
    (added != sum.value).then(|| Fault { numbers: parts.into_iter().chain([at]).collect(), reckoned })
}

/// 每人每月790元（每人每年9480元).
fn yearly(quote: &Words<'_>, at: usize) -> Option<Fault> {
    let (month, year) = (exact(quote, at)?, exact(quote, at + 1)?);
    let apart = between(quote, at + 1);
    let said = between(quote, at).trim_end();
    let year_said = apart.trim_end().ends_with("每年") || apart.trim_end().ends_with("年标准");
    let near = apart.chars().count() <= 12 && holds(apart, &["即", "折合", "合", "（", "("]);
    let yuan = month.measure == Measure::Yuan && year.measure == Measure::Yuan;
    if !said.ends_with("每月") || !year_said || !near || !yuan {
        return None;
    }
    let twelve = month.value.checked_mul(Ratio::from_integer(12))?;
    let reckoned = format!("{}×12＝{}", of(month), twelve.to_display());
    (twelve != year.value).then(|| Fault { numbers: vec![at, at + 1], reckoned })
}

/// Whether a share is what is written, rounded or cut at its last digit.
fn near(share: Ratio, written: &Number) -> bool {
    let places = written.value.decimal_places().unwrap_or(0);
    let step = Ratio::new(1, 10i128.checked_pow(places).unwrap_or(1)).unwrap_or(Ratio::ONE);
    let low = written.value.checked_sub(step).unwrap_or(written.value);
    let high = written.value.checked_add(step).unwrap_or(written.value);
    low < share && share < high
}

fn of(number: &Number) -> String {
    number.value.to_display()
}

#[cfg(test)]
mod tests {
    use super::super::numbers::numbers;
    use super::*;
    use crate::source::FileId;

    fn reckoned(text: &str) -> Vec<String> {
        let span = Span::new(FileId(0), 0, text.len());
        let quote = Words { text, span, numbers: numbers(text, true), of: None };
        faults(&quote).into_iter().map(|fault| fault.reckoned).collect()
    }

    #[test]
    fn what_comes_out_is_passed_over() {
        for text in [
            "由670元提高到700元，增加30元",
            "2025年上半年,全市新增低保对象838人,其中通过“双向推送”机制识别252人,占比达30%。",
            "252人占838人的30%",
            "治疗费用高达20余万元。除去医保报销12万元外，个人仍需承担8万元",
            "费用20万元，扣除12万元后8万元",
            "城市200户、农村300户，合计500户",
            "城市每人每月790元（每人每年9480元）",
            "由600元提高到660元，增长10%",
        ] {
            assert_eq!(reckoned(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn what_does_not_come_out_is_found() {
        for (text, wrong) in [
            ("由670元提高到700元，增加40元", "700－670＝30"),
            ("新增838人，其中识别252人，占比达40%", "252÷838＝约30.0716%"),
            ("费用20万元，扣除12万元后9万元", "200000－120000＝80000"),
            ("城市200户、农村300户，合计600户", "200＋300＝500"),
            ("城市每人每月790元（每人每年9500元）", "790×12＝9480"),
        ] {
            assert_eq!(reckoned(text), [wrong], "{text}");
        }
    }
}
