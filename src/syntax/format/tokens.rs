//! A marked text as words and signs, each with the blank before it.

use super::marks::{Break, End, Marks};
use crate::syntax::fold::Folded;

/// A word or sign of a sentence.
#[derive(Clone, Debug)]
pub(super) struct Token {
    /// As it is written out.
    pub text: String,
    /// What stands before it on a line.
    pub blank: &'static str,
    /// The line that begins with it.
    pub line: Option<Break>,
    /// It joins what stands before and after it: 且, 低于, ×.
    pub joins: bool,
    /// Kept as the author wrote it.
    raw: bool,
    start: usize,
    end: usize,
}

impl Token {
    /// Whether it is this sign of punctuation.
    pub fn is(&self, sign: &str) -> bool {
        !self.raw && self.text == sign
    }

    /// A sign that was not written.
    fn added(text: &str, at: usize) -> Token {
        let text = text.to_owned();
        Token { text, blank: "", line: None, joins: false, raw: false, start: at, end: at }
    }
}

/// The full-width form of a sign that is folded in reading.
fn sign(c: char) -> Option<&'static str> {
    Some(match c {
        ':' => "：",
        ';' => "；",
        ',' => "，",
        '(' => "（",
        ')' => "）",
        '=' => "＝",
        '、' => "、",
        '。' => "。",
        _ => return None,
    })
}

/// Cuts a range of the folded text into words and signs.
pub(super) fn tokens(folded: &Folded, original: &str, range: (usize, usize), marks: &Marks) -> Vec<Token> {
    let text = &folded.text;
    let mut found: Vec<Token> = Vec::new();
    let (mut at, mut blank) = (range.0, false);
    while at <= range.1 {
        let rest = text.get(at..range.1).unwrap_or("");
        let token = |text: String, end: usize, raw: bool| Token {
            text,
            blank: "",
            line: marks.breaks.get(&at).copied(),
            joins: marks.before.contains(&at),
            raw,
            start: at,
            end,
        };
        let token = if let Some((end, put)) = marks.put.get(&at) {
            token(put.clone(), *end, false)
        } else if rest.is_empty() {
            break;
        } else if let Some(end) = marks.raw.get(&at) {
            let raw = original.get(folded.origin(at)..folded.origin(*end)).unwrap_or("");
            token(raw.trim().to_owned(), *end, true)
        } else {
            let c = rest.chars().next().unwrap_or(' ');
            let end = at + c.len_utf8();
            if c.is_whitespace() || marks.gone.contains(&at) {
                blank |= c.is_whitespace();
                at = end;
                continue;
            }
            match sign(c) {
                Some(sign) => token(sign.to_owned(), end, false),
                None => {
                    let end = word_end(text, at, range.1, marks);
                    token(text[at..end].to_owned(), end, false)
                }
            }
        };
        at = if token.end == at { at + 1 } else { token.end };
        push(&mut found, token, blank, marks);
        blank = false;
    }
    while found.last().is_some_and(|last| last.is("；")) {
        found.pop();
    }
    found
}

/// Where the word that begins at `at` ends: at a blank, a sign, or the next place that is marked.
fn word_end(text: &str, at: usize, end: usize, marks: &Marks) -> usize {
    let stops = |place: usize| {
        let sets = [&marks.before, &marks.after, &marks.tight, &marks.wide];
        let marked = marks.breaks.contains_key(&place)
            || marks.raw.contains_key(&place)
            || marks.put.contains_key(&place);
        marked || sets.iter().any(|set| set.contains(&place))
    };
    let word = text.get(at..end).unwrap_or("");
    let inside = word.char_indices().skip(1);
    let stop =
        inside.into_iter().find(|(offset, c)| c.is_whitespace() || sign(*c).is_some() || stops(at + offset));
    stop.map_or(end, |(offset, _)| at + offset)
}

/// Adds a token with what stands between it and the one before it.
fn push(found: &mut Vec<Token>, mut token: Token, blank: bool, marks: &Marks) {
    if let Some(line) = token.line.filter(|_| !found.is_empty()) {
        if line.end == End::Open {
            drop_semicolon(found);
        } else if found.last().is_some_and(|last| last.is("，")) {
            found.pop();
        }
        let ended = found.last().is_some_and(|last| last.is("；") || last.is("："));
        if line.end == End::Semicolon && !ended {
            found.push(Token::added("；", token.start));
        }
    }
    if marks.wide.contains(&token.start) {
        drop_semicolon(found);
        token.blank = "　";
    } else if let Some(last) = found.last() {
        token.blank = if spaced(last, &token, blank, marks) { " " } else { "" };
    }
    found.push(token);
}

fn drop_semicolon(found: &mut Vec<Token>) {
    if found.last().is_some_and(|last| last.is("；")) {
        found.pop();
    }
}

/// Whether a blank stands between two tokens: between words as the author parts them, around words that join, never
/// beside a sign that has its own white.
fn spaced(last: &Token, next: &Token, blank: bool, marks: &Marks) -> bool {
    const CLOSING: [&str; 8] = ["：", "；", "，", "、", "。", "（", "）", "＝"];
    const OPENING: [&str; 7] = ["：", "；", "，", "、", "。", "（", "＝"];
    if marks.tight.contains(&next.start)
        || CLOSING.iter().any(|sign| next.is(sign))
        || OPENING.iter().any(|sign| last.is(sign))
    {
        return false;
    }
    let joined = next.joins || marks.after.contains(&last.end);
    if !next.raw && next.text.starts_with('的') {
        return joined;
    }
    if last.is("）") || !last.raw && last.text.ends_with('的') {
        return false;
    }
    blank || joined
}
