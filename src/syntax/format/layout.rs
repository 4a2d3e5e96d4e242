//! Words and signs to lines: broken where the structure says so, and where a line would be too long.

use super::marks::Break;
use super::tokens::Token;
use crate::source::width::width;
use crate::syntax::fold::Folded;
use crate::syntax::lines::{begins_anew, header_key};

/// Columns that a line may take.
pub(super) const LINE: usize = 120;

/// Columns up to which a line that has to be broken is filled.
const FILL: usize = 100;

/// Columns by which a line that goes on is indented.
const STEP: usize = 2;

/// The tokens of one line of the structure.
struct Line<'t> {
    indent: usize,
    tokens: &'t [Token],
}

/// Where lines stand: what a line must not begin with differs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Where {
    /// In the first sentence of a file, where a line may still read as part of the header.
    First,
    /// In a sentence.
    Sentence,
    /// In a sentence with 读法 before it: the line after the first may begin as a sentence does.
    Announced,
    /// In a case.
    Case,
}

impl Where {
    /// Whether a line of these tokens would not be read as the continuation of the line before it.
    fn anew(self, tokens: &[Token]) -> bool {
        let line = Folded::new(&joined(tokens)).text;
        match self {
            Where::First => begins_anew(&line, false) || header_key(&line).is_some(),
            Where::Sentence | Where::Announced => begins_anew(&line, false),
            Where::Case => begins_anew(&line, true),
        }
    }
}

/// The lines of a sentence. `whole`: none is wrapped.
pub(super) fn lines(tokens: &[Token], whole: bool, place: Where) -> Vec<String> {
    let mut found = Vec::new();
    for hard in split(tokens, 0, |line| !line.soft) {
        let hard_fits = hard.indent + columns(hard.tokens) <= LINE;
        let parts = if hard_fits { vec![hard] } else { split(hard.tokens, hard.indent, |line| line.soft) };
        for line in parts {
            // A line that reads as a new sentence goes on with the line before it.
            let second = place == Where::Announced && found.len() == 1;
            let last: Option<&mut String> = found.last_mut().filter(|_| !second && place.anew(line.tokens));
            if let Some(last) = last {
                last.push_str(&joined(line.tokens));
            } else if whole || line.indent + columns(line.tokens) <= LINE {
                found.push(written(line.indent, line.tokens));
            } else {
                wrap(&line, place, &mut found);
            }
        }
    }
    found
}

/// Splits tokens at lines of a kind.
fn split(tokens: &[Token], indent: usize, at: impl Fn(&Break) -> bool) -> Vec<Line<'_>> {
    let begins = |i: usize| tokens.get(i).and_then(|token| token.line.as_ref()).filter(|line| at(line));
    let mut found = Vec::new();
    let mut from = 0;
    let mut own = begins(0).map_or(indent, |line| line.indent);
    for i in 1..tokens.len() {
        if let Some(line) = begins(i) {
            found.push(Line { indent: own, tokens: &tokens[from..i] });
            (from, own) = (i, line.indent);
        }
    }
    found.push(Line { indent: own, tokens: &tokens[from..] });
    found
}

/// The text of tokens on one line, without the blank before the first.
pub(super) fn joined(tokens: &[Token]) -> String {
    let mut text = String::new();
    for (i, token) in tokens.iter().enumerate() {
        if i > 0 {
            text.push_str(token.blank);
        }
        text.push_str(&token.text);
    }
    text
}

fn written(indent: usize, tokens: &[Token]) -> String {
    format!("{}{}", " ".repeat(indent), joined(tokens))
}

fn columns(tokens: &[Token]) -> usize {
    width(&joined(tokens))
}

/// Breaks a line that is too long.
fn wrap(line: &Line<'_>, here: Where, found: &mut Vec<String>) {
    let next = line.indent + STEP;
    // Behind the head of a sentence, if the rest fits on a line.
    let head = (line.indent == 0).then(|| head_end(line.tokens, next, here)).flatten();
    if let Some(at) = head {
        let (head, rest) = line.tokens.split_at(at);
        found.push(written(line.indent, head));
        found.push(written(next, rest));
        return;
    }
    let (mut indent, mut rest, mut most) = (line.indent, line.tokens, LINE);
    while let Some(found_at) = place(rest, indent, most, here) {
        // What has been broken before is filled less, so that its lines end near each other, where that is easy.
        if !found_at.easy && indent + columns(rest) <= LINE {
            break;
        }
        let (now, later) = rest.split_at(found_at.at);
        found.push(written(indent, now));
        (indent, rest, most) = (next, later, FILL);
    }
    found.push(written(indent, rest));
}

/// Where a line is broken.
struct Place {
    /// Before which token.
    at: usize,
    /// Between items, outside parentheses, and not near the beginning.
    easy: bool,
}

/// Behind which token the head of a sentence ends, if what follows fits on one line.
fn head_end(tokens: &[Token], indent: usize, here: Where) -> Option<usize> {
    let mut depth = 0usize;
    for (i, token) in tokens.iter().enumerate() {
        if token.is("（") {
            depth += 1;
        } else if token.is("）") {
            depth = depth.saturating_sub(1);
        } else if token.is("：") && depth == 0 {
            let rest = tokens.get(i + 1..).filter(|rest| !rest.is_empty())?;
            let fits = indent + columns(rest) <= LINE && columns(&tokens[..=i]) <= LINE;
            if fits && !here.anew(rest) {
                return Some(i + 1);
            }
        }
    }
    None
}

/// Where a line is best broken: outside parentheses, behind ；and ，, before 且 and 或, behind 、, before other words that
/// join, between words; as late as it fits. None if it fits, or cannot be broken.
fn place(tokens: &[Token], indent: usize, most: usize, here: Where) -> Option<Place> {
    if indent + columns(tokens) <= most || tokens.iter().any(|token| token.text.contains('\n')) {
        return None;
    }
    let (mut depth, mut used) = (0usize, indent);
    let mut best: Option<((bool, usize, usize), Place)> = None;
    for (i, token) in tokens.iter().enumerate() {
        if let (Some(kind), Some(later)) = (kind(tokens, i), tokens.get(i..)) {
            // Little on a line is well if the rest fits on the next.
            let early = used < FILL / 4 && indent + STEP + columns(later) > LINE;
            let rank = (early, depth, kind);
            if best.as_ref().is_none_or(|(known, _)| rank <= *known) && !here.anew(later) {
                best = Some((rank, Place { at: i, easy: depth == 0 && kind <= 2 && used > FILL / 4 }));
            }
        }
        if token.is("（") {
            depth += 1;
        } else if token.is("）") {
            depth = depth.saturating_sub(1);
        }
        used += width(token.blank) + width(&token.text);
        if used > FILL {
            break;
        }
    }
    best.map(|(_, place)| place)
}

/// How well a line breaks before a token; none where it may not.
fn kind(tokens: &[Token], at: usize) -> Option<usize> {
    let last = tokens.get(at.checked_sub(1)?)?;
    let next = tokens.get(at)?;
    if last.is("；") || last.is("，") {
        Some(0)
    } else if matches!(next.text.as_str(), "且" | "或") {
        Some(1)
    } else if last.is("、") {
        Some(2)
    } else if next.text.starts_with('的') || next.blank.is_empty() {
        None
    } else if next.joins {
        Some(3)
    } else {
        Some(4)
    }
}
