//! Boundaries: what a quote says of exactly 60周岁, and what the sentence does with it.

use std::collections::BTreeMap;

use super::bounds::{self, Side};
use super::numbers::{Measure, Number};
use super::pairs::{Pair, Words, mentions};
use super::walk;
use crate::corpus::Document;
use crate::diagnostics::Diagnostic;
use crate::syntax::tree::{Body, ExprKind, Note, Usage};

/// What a document says of its words.
pub struct Spoken<'c> {
    usages: Vec<&'c Usage>,
    notes: Vec<&'c Note>,
}

impl<'c> Spoken<'c> {
    /// Reads the 用语, 疑义 and 假定 of a document.
    #[must_use]
    pub fn of(document: &'c Document) -> Spoken<'c> {
        let statements = &document.syntax.statements;
        let usages = statements.iter().filter_map(|statement| match &statement.body {
            Body::Usage(usages) => Some(usages),
            _ => None,
        });
        let notes = statements.iter().flat_map(|statement| &statement.notes).collect();
        Spoken { usages: usages.flatten().collect(), notes }
    }

    /// Whether a word includes its number here; a longer word that holds it says the same.
    fn inclusive(&self, word: &str) -> Option<bool> {
        let exact = self.usages.iter().find(|usage| usage.word.text == word);
        let longer = || self.usages.iter().find(|usage| usage.word.text.contains(word));
        exact.or_else(longer)?.inclusive
    }

    fn notes_mention(&self, words: &[&str]) -> bool {
        self.notes.iter().any(|note| mentions(note, words))
    }
}

/// Where a word's reading is used without having been said.
pub type Unsaid = BTreeMap<&'static str, Diagnostic>;

/// Boundaries of an article's quotes beside those of its sentences.
pub fn check(pair: &Pair<'_>, spoken: &Spoken<'_>, unsaid: &mut Unsaid, found: &mut Vec<Diagnostic>) {
    for quote in &pair.quotes {
        for (at, number) in quote.numbers.iter().enumerate() {
            let Some(end) = bounds::end(quote.text, &quote.numbers, at) else { continue };
            let rules = sides(pair, spoken, number);
            let Some((rule, exact, _)) = rules.first() else { continue };
            let inclusive = end.stated.or_else(|| spoken.inclusive(end.word));
            let Some(inclusive) = inclusive else {
                let bracketed =
                    rules.iter().any(|(_, _, word)| matches!(*word, "以上" | "以下" | "以内" | "至"));
                let said = spoken.notes_mention(&[end.word, "本数", "当天", "当日"]);
                if !bracketed && !said {
                    let place = quote.place(number);
                    let known = unsaid.remove(end.word);
                    let one = match known {
                        Some(known) => known.also(place, "还有这里"),
                        None => unsaid_reading(pair, quote, number, end.word, rule, exact),
                    };
                    unsaid.insert(end.word, one);
                }
                continue;
            };
            let side = end.side(inclusive);
            let agreed = rules.iter().any(|(rule, exact, _)| side_of(rule, exact, spoken) == Some(side));
            let digits = quote.written(number);
            if !agreed && !pair.notes_mention(&[digits, end.word, "本数", "当天", "当日"]) {
                found.push(disagreement(pair, (quote, number, end.word), (rule, exact), side));
            }
        }
    }
}

/// Comparisons with what has a name: 低于当地标准 in the quotes, 不超过 低保标准 in the sentences.
pub fn check_named(pair: &Pair<'_>, found: &mut Vec<Diagnostic>) {
    let quoted: Vec<(&Words<'_>, bounds::Named)> = pair
        .quotes
        .iter()
        .flat_map(|quote| {
            bounds::named(quote.text, &quote.numbers).into_iter().map(move |named| (quote, named))
        })
        .collect();
    let mut computed = Vec::new();
    for statement in &pair.statements {
        walk::expressions(&statement.body, &mut |expr| {
            let ExprKind::Compare(_, chain) = &expr.kind else { return };
            for (_, word, right) in chain {
                let number = matches!(right.kind, ExprKind::Quantity(_) | ExprKind::Scaled(..));
                if let Some(side) = bounds::side_of_word(&word.text).filter(|_| !number) {
                    computed.push((*statement, word, side));
                }
            }
        });
    }
    // Only where both know one side: what is compared with what cannot be told from the words.
    let (Some((quote, named)), Some((statement, word, side))) = (quoted.first(), computed.first()) else {
        return;
    };
    let one_sided = quoted.iter().all(|(_, other)| other.side == named.side)
        && computed.iter().all(|(_, _, other)| other == side);
    let words = [named.word, &word.text, "正好"];
    if named.side == *side || !one_sided || pair.notes_mention(&words) {
        return;
    }
    let message = format!("原文说“{}”，句子写成了“{word}”：正好相等的，两处不一样", named.word);
    let mut one =
        Diagnostic::warning("E0753", message, word.span, format!("照这一句，正好相等的{}", belongs(*side)))
            .also(
                quote.part(named.start, named.start + named.word.len()),
                format!("照原文，正好相等的{}", belongs(named.side)),
            )
            .why("正好等于这个数的人家，照原文一个结果，照这一句另一个结果")
            .help("照原文改比较的词：低于、不低于，正好的算在上面；超过、不超过，正好的算在下面");
    for subject in super::pairs::declared(&statement.body).into_iter().chain([pair.label.to_owned()]) {
        one = one.about(subject);
    }
    found.push(one);
}

fn belongs(side: Side) -> &'static str {
    match side {
        Side::Above => "算在上面一边",
        Side::Below => "算在下面一边",
    }
}

/// The same number where the sentences compare with it.
fn sides<'p, 'c>(
    pair: &'p Pair<'c>,
    spoken: &Spoken<'_>,
    number: &Number,
) -> Vec<(&'p Words<'c>, &'p Number, &'static str)> {
    let mut found = Vec::new();
    for rule in &pair.rules {
        for (at, exact) in rule.numbers.iter().enumerate() {
            if (exact.measure, exact.value) != (number.measure, number.value) {
                continue;
            }
            if let Some(end) = bounds::end(rule.text, &rule.numbers, at)
                && end.stated.or_else(|| spoken.inclusive(end.word)).is_some()
            {
                found.push((rule, exact, end.word));
            }
        }
    }
    found
}

fn side_of(rule: &Words<'_>, exact: &Number, spoken: &Spoken<'_>) -> Option<Side> {
    let at = rule.numbers.iter().position(|known| known.start == exact.start)?;
    let end = bounds::end(rule.text, &rule.numbers, at)?;
    Some(end.side(end.stated.or_else(|| spoken.inclusive(end.word))?))
}

fn unsaid_reading(
    pair: &Pair<'_>,
    quote: &Words<'_>,
    number: &Number,
    word: &'static str,
    rule: &Words<'_>,
    exact: &Number,
) -> Diagnostic {
    let (counted, included, excluded) = match number.measure {
        Measure::Date => ("当日", "含当日", "不含当日"),
        _ => ("本数", "含本数", "不含本数"),
    };
    let message = format!("原文“{}{word}”含不含{counted}，公文没有写明", quote.written(number));
    let one =
        Diagnostic::warning("E0752", message, quote.place(number), format!("“{word}”可以含，也可以不含"))
            .also(rule.place(exact), "这一句已经取了一种")
            .why(format!("正好{}的人家，含就有，不含就没有；各地各件公文的说法不一样", quote.written(number)))
            .help(format!("原文写明的，在文件开头写：用语：“{word}”{included}（或者 {excluded}）"))
            .help(format!("原文没有写的，写：用语：“{word}”未载明，假定 {included}"))
            .about(word);
    pair.subjects(rule).into_iter().fold(one, Diagnostic::about)
}

fn disagreement(
    pair: &Pair<'_>,
    (quote, number, word): (&Words<'_>, &Number, &str),
    (rule, exact): (&Words<'_>, &Number),
    side: Side,
) -> Diagnostic {
    let other = match side {
        Side::Above => Side::Below,
        Side::Below => Side::Above,
    };
    let written = quote.written(number);
    let message = format!("正好{written}，原文与句子说的不一样");
    let one = Diagnostic::warning(
        "E0753",
        message,
        rule.place(exact),
        format!("照这一句，正好这个数{}", belongs(other)),
    )
    .also(quote.place(number), format!("照原文“{word}”，正好这个数{}", belongs(side)))
    .why(format!("正好{written}的人家，照原文一个结果，照这一句另一个结果"))
    .help("照原文改比较的词：低于、不低于，正好的算在上面；超过、不超过，正好的算在下面");
    pair.subjects(rule).into_iter().fold(one, Diagnostic::about)
}
