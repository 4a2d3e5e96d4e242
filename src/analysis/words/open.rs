//! Lists that end with 等 or 其他, and sets that are declared closed; and the other way round.

use super::pairs::Pair;
use crate::corpus::Document;
use crate::diagnostics::Diagnostic;
use crate::syntax::tree::{Body, Member, Word};

/// The sets of an article beside the lists in its quotes.
pub fn check(document: &Document, pair: &Pair<'_>, found: &mut Vec<Diagnostic>) {
    for statement in &pair.statements {
        let Body::Scope { name, open, members: Some(members), .. } = &statement.body else { continue };
        for quote in &pair.quotes {
            let quoted = statement.quotes.iter().any(|known| known.text.span == quote.span);
            let Some(last) = list_end(quote.text, members).filter(|_| quoted) else { continue };
            let ending = ending(&quote.text[last..]);
            if let Some((from, to)) = ending.filter(|_| !open) {
                let word = quote.text.get(last + from..last + to).unwrap_or("");
                let spoken = pair.notes_mention(&["等", "其他", "还有", "还包括"]);
                if !spoken && !names_others(pair) && !may_grow(document, name) {
                    found.push(closed_here(name, pair, quote.part(last + from, last + to), word));
                }
            } else if *open && !leaves_open(quote.text) {
                let spoken = pair.notes_mention(&["等", "其他", "开放", "还有", "没有列", "对象"]);
                if !spoken {
                    let first = members.iter().find_map(|member| quote.text.find(&member.name.text));
                    let place = quote.part(first.unwrap_or(last), last);
                    found.push(open_here(name, pair, place));
                }
            }
        }
    }
}

/// Where the last of the members ends in a quote that lists at least two of them.
fn list_end(text: &str, members: &[Member]) -> Option<usize> {
    let places: Vec<usize> = members
        .iter()
        .filter_map(|member| text.find(&member.name.text).map(|at| at + member.name.text.len()))
        .collect();
    (places.len() >= 2).then(|| places.into_iter().max()).flatten()
}

/// 等 or 其他 right after a list; 等四类 closes it.
fn ending(tail: &str) -> Option<(usize, usize)> {
    let clause = tail.split(['，', ',', '。', '；', ';']).next().unwrap_or(tail);
    if let Some(at) = clause.find('等') {
        let near = clause[..at].chars().count() <= 4 && !clause[..at].contains(['、', '）', ')']);
        let after = clause[at + '等'.len_utf8()..].trim_start();
        let counted = after.starts_with(|c: char| c.is_ascii_digit() || "一二三四五六七八九十两".contains(c));
        let word = ["等级", "等于", "等次", "等额"].iter().any(|word| clause[at..].starts_with(word));
        if near && !counted && !word {
            return Some((at, at + '等'.len_utf8()));
        }
    }
    let other = clause.find("其他").filter(|at| clause[..*at].chars().count() <= 4);
    other.map(|at| (at, at + "其他".len()))
}

fn leaves_open(text: &str) -> bool {
    ["等", "其他", "主要", "包括", "例如", "比如", "之类", "如"].iter().any(|word| text.contains(word))
}

/// Whether the sentences speak of others by a name.
fn names_others(pair: &Pair<'_>) -> bool {
    pair.rules.iter().any(|rule| rule.text.contains("其他"))
}

/// Whether the document lets others add to the set.
fn may_grow(document: &Document, name: &Word) -> bool {
    document.syntax.statements.iter().any(|statement| match &statement.body {
        Body::Authority { powers, .. } => powers.iter().any(|power| {
            !power.forbidden && power.targets.iter().any(|target| target.name.text == name.text)
        }),
        _ => false,
    })
}

fn closed_here(name: &Word, pair: &Pair<'_>, place: crate::source::Span, word: &str) -> Diagnostic {
    let message = format!("原文的列举以“{word}”结尾，“{name}”却是封闭的");
    Diagnostic::warning("E0754", message, name.span, "封闭：没有列到的一律答“否”")
        .also(place, "原文没有列完")
        .why("没有列到的人家，原文给留了余地，机器却直接答“否”，没有人再看一眼")
        .help(format!("把“{name}”写成“开放”：没有列到的由人认定"))
        .help(format!(
            "确实只有这些的，写明理由：疑义 “{word}还有哪些”：可作“只此几类”“还有其他”，取“只此几类”；理由：…"
        ))
        .about(name.text.clone())
        .about(pair.label)
}

fn open_here(name: &Word, pair: &Pair<'_>, place: crate::source::Span) -> Diagnostic {
    let message = format!("原文的列举没有“等”“其他”，“{name}”却是开放的");
    Diagnostic::warning("E0754", message, name.span, "开放：没有列到的要由人认定")
        .also(place, "原文列完了")
        .why("原文没有列到的，本来就是不算；写成开放，每遇到一户都要再问一次人，也可能放进原文没有说的人家")
        .help(format!("把“{name}”写成“封闭”"))
        .about(name.text.clone())
        .about(pair.label)
}
