//! 同时符合 and 符合之一: what a quote says of its list, and what the sentence does.

use super::pairs::{Pair, Words};
use super::walk;
use crate::diagnostics::Diagnostic;
use crate::source::Span;
use crate::syntax::tree::ExprKind;

/// Words that ask for all of a list.
const ALL: [&str; 9] = [
    "同时符合",
    "同时具备",
    "同时满足",
    "具备下列条件",
    "具备以下条件",
    "符合下列条件的",
    "符合以下条件的",
    "均应符合",
    "下列全部条件",
];

/// Words that ask for one of a list.
const ANY: [&str; 6] = ["情形之一", "条件之一", "情况之一", "下列之一", "其中之一", "之一的"];

/// A list of a sentence.
struct List {
    all: bool,
    entries: usize,
    span: Span,
}

/// The lists of an article's quotes beside those of its sentences.
pub fn check(pair: &Pair<'_>, found: &mut Vec<Diagnostic>) {
    for quote in &pair.quotes {
        let entries = labels(quote.text);
        let Some((all, at, word)) = asked(quote.text).filter(|_| entries >= 2) else { continue };
        let lists = lists(pair, quote);
        let same_size: Vec<&List> = lists.iter().filter(|list| list.entries == entries).collect();
        let right = lists.iter().any(|list| list.all == all);
        let Some(wrong) = same_size.iter().find(|list| list.all != all).filter(|_| !right) else { continue };
        if pair.notes_mention(&["之一", "同时", "都要", "且", "或"]) {
            continue;
        }
        let (said, done) =
            if all { ("都要符合", "有一项就行") } else { ("有一项就行", "都要符合") };
        let message = format!("原文的{entries}项{said}，句子写成了{done}");
        let mut one = Diagnostic::warning("E0755", message, wrong.span, done.to_owned())
            .also(quote.part(at, at + word.len()), format!("原文：{said}"))
            .why(if all {
                "原文要几项都有才给，照这一句有一项就给了"
            } else {
                "原文有一项就给，照这一句几项都有才给：该得的人家得不到"
            })
            .help(if all {
                "改成“同时符合下列条件”"
            } else {
                "改成“符合下列情形之一”"
            });
        let rule = pair
            .rules
            .iter()
            .find(|rule| rule.span.file == wrong.span.file && encloses(rule.span, wrong.span));
        for subject in rule.map(|rule| pair.subjects(rule)).unwrap_or_else(|| vec![pair.label.to_owned()]) {
            one = one.about(subject);
        }
        found.push(one);
    }
}

fn encloses(outer: Span, inner: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// What a quote asks for, if it asks for one thing only.
fn asked(text: &str) -> Option<(bool, usize, &'static str)> {
    let first = |words: &[&'static str]| {
        words.iter().filter_map(|word| Some((text.find(word)?, *word))).min_by_key(|(at, _)| *at)
    };
    match (first(&ALL), first(&ANY)) {
        (Some((at, word)), None) => Some((true, at, word)),
        (None, Some((at, word))) => Some((false, at, word)),
        _ => None,
    }
}

/// How many of （一）（二）… a quote has.
fn labels(text: &str) -> usize {
    let numerals = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    let written =
        |numeral: &&&str| text.contains(&format!("（{numeral}）")) || text.contains(&format!("({numeral})"));
    numerals.iter().take_while(written).count()
}

/// The lists of the sentences below a quote.
fn lists(pair: &Pair<'_>, quote: &Words<'_>) -> Vec<List> {
    let mut found = Vec::new();
    for statement in &pair.statements {
        if !statement.quotes.iter().any(|known| known.text.span == quote.span) {
            continue;
        }
        walk::expressions(&statement.body, &mut |expr| {
            let (all, entries) = match &expr.kind {
                ExprKind::All(entries) => (true, entries),
                ExprKind::Any(entries) => (false, entries),
                _ => return,
            };
            if entries.iter().all(|entry| !entry.label.is_empty()) && entries.len() >= 2 {
                found.push(List { all, entries: entries.len(), span: expr.span });
            }
        });
    }
    found
}
