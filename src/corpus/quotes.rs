//! Compares quotes with the source texts; line breaks and blanks aside.

use super::error;
use super::tree::Corpus;
use crate::diagnostics::Diagnostic;
use crate::syntax::tree::Quote;

/// What is left of a text for comparison: no blanks, one form of width-variant punctuation.
fn bare(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFF01 + 0x21).unwrap_or(c),
            _ => c,
        })
        .collect()
}

/// Names of source files in a 出处 line: the words in “”.
pub fn source_names(origin: &str) -> Vec<String> {
    origin
        .split('“')
        .skip(1)
        .filter_map(|part| part.split('”').next())
        .filter(|name| name.contains('.'))
        .map(str::to_owned)
        .collect()
}

/// Checks every verbatim quote of the corpus against the sources, given as (file name, text).
pub fn check(corpus: &Corpus, sources: &[(String, String)]) -> (usize, Vec<Diagnostic>) {
    let sources: Vec<(&str, String)> =
        sources.iter().map(|(name, text)| (name.as_str(), bare(text))).collect();
    let mut diagnostics = Vec::new();
    let mut confirmed = 0;
    for document in &corpus.documents {
        let names = source_names(&document.origin);
        let texts: Vec<&String> = sources
            .iter()
            .filter(|(name, _)| names.iter().any(|n| n == name))
            .map(|(_, text)| text)
            .collect();
        for name in names.iter().filter(|name| !sources.iter().any(|(known, _)| known == name)) {
            diagnostics.push(error::source_missing(super::from_syntax::title_span(document), name));
        }
        if texts.is_empty() {
            continue;
        }
        let mut seen: Vec<&Quote> = Vec::new();
        for quote in document.syntax.statements.iter().flat_map(|s| &s.quotes).filter(|q| q.verbatim) {
            if seen.iter().any(|known| known.text.span == quote.text.span) {
                continue;
            }
            seen.push(quote);
            match texts.iter().find(|text| missing_part(text, &quote.text.text).is_none()) {
                Some(_) => confirmed += 1,
                None => {
                    let near = texts.iter().find_map(|text| near(text, &quote.text.text));
                    diagnostics.push(error::quote_not_found(quote.text.span, near));
                }
            }
        }
    }
    (confirmed, diagnostics)
}

/// The first part (between omissions) that does not occur, in order, in a source.
fn missing_part(source: &str, quote: &str) -> Option<String> {
    let mut at = 0;
    for part in quote.split("〔略〕").map(bare).filter(|part| !part.is_empty()) {
        match source[at..].find(&part) {
            Some(found) => at += found + part.len(),
            None => return Some(part),
        }
    }
    None
}

/// What the source says after the longest beginning that it shares with the missing part.
fn near(source: &str, quote: &str) -> Option<String> {
    let part = missing_part(source, quote)?;
    let chars: Vec<char> = part.chars().collect();
    let mut shared = chars.len();
    while shared >= 4 {
        let head: String = chars[..shared].iter().collect();
        if let Some(found) = source.find(&head) {
            let rest = &source[found + head.len()..];
            return Some(rest.chars().take(12).collect());
        }
        shared -= 1;
    }
    None
}
