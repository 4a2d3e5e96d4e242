//! Words of judgement in a quote that no sentence leaves to anybody: 确有困难, 特殊情况, 原则上.

use super::pairs::{Pair, Words};
use super::walk;
use crate::diagnostics::Diagnostic;
use crate::source::Span;
use crate::syntax::tree::{Body, ValueKind};

/// Words that leave something to somebody, and what a sentence or note that speaks of it says.
const LEFT: &[(&str, &[&str])] = &[
    ("确有困难", &["困难"]),
    ("确实困难", &["困难"]),
    ("确实无法", &["无法"]),
    ("生活困难", &["困难"]),
    ("严重困难", &["困难"]),
    ("特殊情况", &["特殊"]),
    ("特殊困难", &["特殊", "困难"]),
    ("酌情", &["酌情", "酌定"]),
    ("视情", &["视情"]),
    ("根据实际", &["实际"]),
    ("根据情况", &["情况"]),
    ("适当", &["适当"]),
    ("必要时", &["必要"]),
    ("重大", &["重大"]),
    ("明显", &["明显"]),
];

/// Words that leave room for exceptions, and what may follow them.
const USUAL: &[(&str, &[&str])] =
    &[("原则上", &[""]), ("一般", &["不", "应", "按", "为", "在", "指", "情况"])];

/// What a sentence or note says that speaks of exceptions.
const EXCEPTIONS: [&str; 4] = ["原则", "一般", "例外", "通常"];

/// Words of an article's quotes that its sentences do without; each word once.
pub fn check(pair: &Pair<'_>, found: &mut Vec<Diagnostic>) {
    let mut told: Vec<&str> = Vec::new();
    for quote in &pair.quotes {
        let Some(rule) = rule_of(pair, quote) else { continue };
        if is_left_to_somebody(pair, quote) {
            continue;
        }
        let left =
            LEFT.iter().filter_map(|(word, spoken)| Some((*word, quote.text.find(word)?, *spoken, false)));
        let usual = USUAL.iter().filter_map(|(word, next)| {
            let at = quote.text.match_indices(word).map(|(at, _)| at).find(|at| {
                let rest = &quote.text[at + word.len()..];
                next.iter().any(|next| rest.starts_with(next))
            });
            Some((*word, at?, &EXCEPTIONS[..], true))
        });
        for (word, at, spoken, usual) in left.chain(usual) {
            if told.contains(&word) || pair.notes_mention(spoken) || is_written(pair, spoken) {
                continue;
            }
            told.push(word);
            let place = quote.part(at, at + word.len());
            let one = if usual { no_exception(word, place, rule) } else { nobody_judges(word, place, rule) };
            found.push(pair.subjects(rule).into_iter().fold(one, Diagnostic::about));
        }
    }
}

fn nobody_judges(word: &str, place: Span, rule: &Words<'_>) -> Diagnostic {
    let message = format!("原文说“{word}”，句子里没有由谁判断");
    Diagnostic::warning("E0751", message, place, "要由人判断")
        .also(rule.head(), "这一句照样算出结果，没有问人")
        .why("该由人看的，机器替人定了：有的人家本可以照顾却没有人看，有的本不该给却给了")
        .help("由机关判断的，写成“酌定”或者“由 某机关 酌定”，条件里用它的名称")
        .help(format!("不由人判断的，在句子下面写明怎样读：疑义 “{word}指什么”：可作“…”“…”，取“…”"))
}

fn no_exception(word: &str, place: Span, rule: &Words<'_>) -> Diagnostic {
    let message = format!("原文说“{word}”，句子里没有例外，也没有说能不能例外");
    Diagnostic::warning("E0751", message, place, "可能有例外")
        .also(rule.head(), "这一句一户不漏都照办")
        .why("情况特殊的人家，原文留了余地，机器却一律照办，没有人再看一眼")
        .help("有例外的，写成“但 … 的，为 由 某机关 酌定”")
        .help(format!(
            "不作例外的，写明：疑义 “{word}，能不能例外”：可作“不能”“特殊情况能”，取“不能”；理由：…"
        ))
}

/// The sentence that stands for a quote: the first below it that computes.
fn rule_of<'p, 'c>(pair: &'p Pair<'c>, quote: &Words<'c>) -> Option<&'p Words<'c>> {
    pair.rules.iter().find(|rule| rule.of.is_some() && rule.of == quote.of)
}

/// Whether a sentence about the quote asks somebody or says that nothing is stated.
fn is_left_to_somebody(pair: &Pair<'_>, quote: &Words<'_>) -> bool {
    let about = pair
        .statements
        .iter()
        .filter(|statement| statement.quotes.iter().any(|known| known.text.span == quote.span));
    about.into_iter().any(|statement| {
        let body = &statement.body;
        let asks = matches!(
            body,
            Body::Judgement { .. }
                | Body::Benefit { shall: false, .. }
                | Body::Scope { members: None, .. }
                | Body::Scope { open: true, .. }
        );
        let mut open = false;
        walk::all_values(body, &mut |value| {
            open |= matches!(
                value.kind,
                ValueKind::Judged(_)
                    | ValueKind::Unstated
                    | ValueKind::Pending(_)
                    | ValueKind::Delegated(_)
                    | ValueKind::Somewhere(..)
                    | ValueKind::Assumed(_)
            );
        });
        asks || open || statement.notes.iter().any(|note| note.doubt && note.taken.is_none())
    })
}

/// Whether the sentences speak of it by a name of their own: 经济状况明显变化, 审核确认有特殊情况.
fn is_written(pair: &Pair<'_>, spoken: &[&str]) -> bool {
    pair.rules.iter().any(|rule| spoken.iter().any(|word| rule.text.contains(word)))
}
