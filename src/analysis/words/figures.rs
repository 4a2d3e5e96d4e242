//! Figures of a quote beside those of its sentences: 原文 says 700元, the sentence 710元.

use super::numbers::{Measure, Number};
use super::pairs::{Pair, Words};
use crate::diagnostics::Diagnostic;
use crate::quantity::ratio::Ratio;

/// What is compared; other measures count things that no rule is about.
const COMPARED: [Measure; 8] = [
    Measure::Yuan,
    Measure::Age,
    Measure::Months,
    Measure::Years,
    Measure::WorkingDays,
    Measure::Days,
    Measure::Percent,
    Measure::Times,
];

/// All of it: no figure of its own.
const WHOLE: (Measure, Ratio) = (Measure::Percent, Ratio::from_integer(100));

/// Numbers of one measure that stand in the quote only, where others stand in its sentences only.
pub fn check(pair: &Pair<'_>, found: &mut Vec<Diagnostic>) {
    // Looked for once: a table of figures may have thousands of cells.
    let lonely: Vec<(&Words<'_>, &Number)> = pair
        .quoted()
        .filter(|(_, quoted)| quoted.fuzzy.is_none() && COMPARED.contains(&quoted.measure))
        .filter(|(_, quoted)| !pair.computed().any(|(_, exact)| same(exact, quoted)))
        .collect();
    if lonely.is_empty() {
        return;
    }
    for (rule, number) in pair.computed() {
        let nothing = number.value == Ratio::ZERO || base(number) == WHOLE;
        if !COMPARED.contains(&number.measure) || nothing {
            continue;
        }
        let alike: Vec<(&Words<'_>, &Number)> =
            pair.quoted().filter(|(_, quoted)| comparable(quoted) == comparable(number)).collect();
        if alike.is_empty() || explained(&alike, number) || spoken_of(pair, rule, number) {
            continue;
        }
        let Some(statement) = pair.statement(rule) else { continue };
        let lonely = lonely.iter().filter(|(words, quoted)| {
            let above = statement.quotes.iter().any(|known| known.text.span == words.span);
            above && comparable(quoted) == comparable(number)
        });
        let apart = |other: &Number| {
            let apart = base(other).1.checked_sub(base(number).1).unwrap_or(Ratio::ZERO);
            if apart < Ratio::ZERO { apart.checked_neg().unwrap_or(apart) } else { apart }
        };
        let Some((words, quoted)) = lonely.min_by_key(|(_, quoted)| apart(quoted)) else { continue };
        let (said, written) = (words.written(quoted), rule.written(number));
        let message = format!("原文写的是{said}，句子写的是{written}");
        let one = Diagnostic::warning("E0759", message, rule.place(number), "引文里没有这个数")
            .also(words.place(quoted), "句子里没有这个数")
            .why("照句子算出来的，与公布的原文不是一个数：多给少给都说不清依据")
            .help("照原文改句子里的数")
            .help("句子里的数是推算的，在句子下面写明：假定 “…”：由原文的哪几个数算出");
        found.push(pair.subjects(rule).into_iter().fold(one, Diagnostic::about));
    }
}

/// The measure that numbers are compared in, and the value in it.
fn base(number: &Number) -> (Measure, Ratio) {
    let times = |factor| number.value.checked_mul(Ratio::from_integer(factor)).unwrap_or(number.value);
    match number.measure {
        Measure::Years => (Measure::Months, times(12)),
        Measure::Times => (Measure::Percent, times(100)),
        measure => (measure, number.value),
    }
}

fn comparable(number: &Number) -> Measure {
    base(number).0
}

fn same(one: &Number, other: &Number) -> bool {
    let ((measure, value), (of, wanted)) = (base(one), base(other));
    let by = |factor| value.checked_mul(Ratio::from_integer(factor));
    let back = |factor| wanted.checked_mul(Ratio::from_integer(factor));
    let periods = measure == Measure::Yuan
        && [3, 4, 12].into_iter().any(|factor| by(factor) == Some(wanted) || back(factor) == Some(value));
    measure == of && (value == wanted || periods)
}

/// Whether a number stands in the quotes, or two of them make it: 700 － 30.
fn explained(quoted: &[(&Words<'_>, &Number)], number: &Number) -> bool {
    if quoted.iter().any(|(_, known)| same(known, number)) {
        return true;
    }
    let wanted = base(number).1;
    let mut values: Vec<Ratio> = quoted.iter().map(|(_, known)| base(known).1).collect();
    // 提高10% makes 110%.
    values.extend((base(number).0 == WHOLE.0).then_some(WHOLE.1));
    let makes = |a: &Ratio, b: &Ratio| a.checked_sub(*b) == Some(wanted) || a.checked_add(*b) == Some(wanted);
    // A quote has few numbers of one measure; a long one is not looked at pair by pair.
    values.len() <= 16 && values.iter().any(|a| values.iter().any(|b| makes(a, b)))
}

/// Whether a note or an 未载明，假定 stands with the number.
fn spoken_of(pair: &Pair<'_>, rule: &Words<'_>, number: &Number) -> bool {
    let written = rule.written(number);
    let digits = written.trim_end_matches(|c: char| !c.is_ascii_digit());
    let before = rule.text.get(..number.start).unwrap_or("");
    let sentence = before.rsplit(['；', ';', '。', '\n']).next().unwrap_or(before);
    sentence.contains("假定") || sentence.contains("未载明") || pair.notes_mention(&[digits])
}
