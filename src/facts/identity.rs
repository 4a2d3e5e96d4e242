//! Identity numbers (公民身份号码, old ones of 15 digits, and the numbers of disability certificates that begin with one)
//! wherever they stand in a text, and texts without them.
//!
//! A number counts as one if it begins with the code of a province and a day of birth that can be, wrong check digit or
//! not: a slip of the pen does not make it anybody else's.

use std::borrow::Cow;

use crate::facts::json::Json;

/// First two digits of the codes of provinces.
const PROVINCES: [u32; 35] = [
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54,
    61, 62, 63, 64, 65, 71, 81, 82, 91,
];

/// Digits that stay to be seen.
const SHOWN: usize = 3;

/// A digit of a text: its value (10 for X), and where it stands.
#[derive(Clone, Copy)]
struct Digit {
    value: u32,
    at: usize,
    /// A sign that divides numbers into groups stands before it.
    divided: bool,
}

/// The text with `*` in the place of every digit of an identity number but the first three; as long as before, in bytes.
#[must_use]
pub fn hide(text: &str) -> Cow<'_, str> {
    // Most texts hold no long number; signs of three bytes are full-width digits.
    let digits = |sign: char| sign.is_ascii_digit() || value(sign).is_some();
    if text.len() < 15 || text.chars().filter(|sign| digits(*sign)).count() < 15 {
        return Cow::Borrowed(text);
    }
    let mut hidden: Vec<usize> = Vec::new();
    for run in runs(text) {
        let pieces = run.chunk_by(|_, next| !next.divided);
        let mut found: Vec<&[Digit]> = pieces.filter(|piece| identifies(piece)).collect();
        let whole = matches!(run.len(), 18 | 20) && run.get(..18).is_some_and(current);
        if found.is_empty() && whole {
            found.push(&run);
        }
        hidden.extend(found.into_iter().flat_map(|digits| digits.iter().skip(SHOWN)).map(|digit| digit.at));
    }
    if hidden.is_empty() {
        return Cow::Borrowed(text);
    }
    hidden.sort_unstable();
    let shown = text.char_indices().map(|(at, sign)| match hidden.binary_search(&at) {
        Ok(_) if sign.is_ascii() => '*',
        Ok(_) => '＊',
        Err(_) => sign,
    });
    Cow::Owned(shown.collect())
}

/// The value without identity numbers, in keys, texts and numbers at any depth; a number that is one becomes a text.
#[must_use]
pub fn hidden(json: &Json) -> Json {
    match json {
        Json::Null | Json::Bool(_) => json.clone(),
        Json::Number(text) => match hide(text) {
            Cow::Borrowed(_) => json.clone(),
            Cow::Owned(hidden) => Json::String(hidden),
        },
        Json::String(text) => Json::String(hide(text).into_owned()),
        Json::Array(items) => Json::Array(items.iter().map(hidden).collect()),
        Json::Object(entries) => {
            Json::Object(entries.iter().map(|(key, value)| (hide(key).into_owned(), hidden(value))).collect())
        }
    }
}

fn value(sign: char) -> Option<u32> {
    match sign {
        '0'..='9' => sign.to_digit(10),
        '０'..='９' => u32::from(sign).checked_sub(u32::from('０')),
        _ => None,
    }
}

/// Digits in a row; single blanks and hyphens between them do not end a run.
fn runs(text: &str) -> Vec<Vec<Digit>> {
    let (mut runs, mut run) = (Vec::new(), Vec::<Digit>::new());
    let mut signs = text.char_indices().peekable();
    let mut divided = false;
    while let Some((at, sign)) = signs.next() {
        // The check digit X is the eighteenth.
        let closing = matches!(sign, 'x' | 'X' | 'ｘ' | 'Ｘ') && run.len() >= 17;
        match value(sign).or(closing.then_some(10)) {
            Some(value) => {
                run.push(Digit { value, at, divided });
                divided = false;
            }
            None => {
                let between = matches!(sign, ' ' | '-' | '\u{3000}' | '－' | '–' | '—' | '_');
                let goes_on = signs.peek().is_some_and(|(_, next)| {
                    value(*next).is_some() || run.len() >= 17 && matches!(next, 'x' | 'X' | 'ｘ' | 'Ｘ')
                });
                if between && !run.is_empty() && goes_on {
                    divided = true;
                } else {
                    runs.push(std::mem::take(&mut run));
                    divided = false;
                }
            }
        }
    }
    runs.push(run);
    runs.retain(|run| run.len() >= 15);
    runs
}

/// Whether undivided digits are, or hold, an identity number.
fn identifies(digits: &[Digit]) -> bool {
    digits.len() == 15 && old(digits) || digits.windows(18).any(current)
}

/// Eighteen digits: place, day of birth, order, check digit.
fn current(digits: &[Digit]) -> bool {
    let number = |from: usize, to: usize| number(digits, from, to);
    let year = number(6, 10);
    place(digits) && (1850..2100).contains(&year) && day(number(10, 12), number(12, 14))
}

/// Fifteen digits: place, day of birth without the century, order.
fn old(digits: &[Digit]) -> bool {
    place(digits) && day(number(digits, 8, 10), number(digits, 10, 12))
}

fn place(digits: &[Digit]) -> bool {
    PROVINCES.contains(&number(digits, 0, 2))
}

fn day(month: u32, day: u32) -> bool {
    (1..=12).contains(&month) && (1..=31).contains(&day)
}

/// The number that some of the digits make; an X among them makes it too large to be anything.
fn number(digits: &[Digit], from: usize, to: usize) -> u32 {
    let part = digits.get(from..to).unwrap_or(&[]).iter();
    part.fold(0, |number, digit| if digit.value > 9 { 100_000 } else { number * 10 + digit.value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_numbers_are_hidden_wherever_they_stand() {
        for (text, shown) in [
            ("140502199001011234", "140***************"),
            ("14050219900101123X", "140***************"),
            ("身份证14050219900101123x，已核", "身份证140***************，已核"),
            ("140502900101123", "140************"),
            ("140502 19900101 1234", "140*** ******** ****"),
            ("140502-1990-0101-123X", "140***-****-****-****"),
            ("残疾人证14050219900101123X42", "残疾人证140*****************"),
            ("１４０５０２１９９００１０１１２３４", "１４０＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊"),
            ("甲140502199001011234乙371102198512121239", "甲140***************乙371***************"),
        ] {
            assert_eq!(hide(text), shown);
            assert_eq!(hide(text).len(), text.len());
            assert_eq!(hide(shown), shown, "hidden once, hidden for good");
        }
    }

    #[test]
    fn other_numbers_stay() {
        for text in [
            "2025-09-18至2025-10-01",
            "2025-09-18 2025-10-01 10",
            "900",
            "6222021234567890123",
            "示例-三口之家",
            "140502199013011234",
            "990502199001011234",
            "12345678901234567.89",
        ] {
            assert_eq!(hide(text), text);
        }
    }

    #[test]
    fn records_are_hidden_in_keys_texts_and_numbers() {
        let json =
            Json::parse(r#"{"_140502199001011234": [140502199001011234, "14050219900101123X", 900, null]}"#);
        let shown = r#"{"_140***************": ["140***************", "140***************", 900, null]}"#;
        assert_eq!(json.as_ref().map(hidden), Ok(Json::parse(shown).unwrap_or(Json::Null)));
    }
}
