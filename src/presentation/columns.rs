//! Text in columns of a terminal, where a Chinese character takes two.

pub use crate::source::width::{char_width, padded, width};

/// Columns of a plain terminal.
pub const SCREEN: usize = 80;

/// Signs that may not begin a line.
const CLOSING: &str = "。，；：、！？）》”’」』】…%,.;:!?)]}";
/// Signs that may not end a line.
const OPENING: &str = "（《“‘「『【([{";

/// Whether a line may break between two characters.
fn breakable(before: char, after: char) -> bool {
    let word = |c: char| c.is_ascii_graphic() && !matches!(c, '/' | '-');
    !(word(before) && word(after) || CLOSING.contains(after) || OPENING.contains(before))
}

/// Breaks a text into lines of at most `columns`, between Chinese characters or at blanks, as typesetters do.
#[must_use]
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let chars: Vec<char> = paragraph.chars().collect();
        let mut rest = chars.as_slice();
        loop {
            let size = fitting(rest, columns);
            let (line, behind) = rest.split_at_checked(size).unwrap_or((rest, &[]));
            lines.push(line.iter().collect::<String>().trim_end().to_owned());
            let blanks = behind.iter().take_while(|c| matches!(**c, ' ' | '\u{3000}')).count();
            rest = behind.get(blanks..).unwrap_or(&[]);
            if rest.is_empty() {
                break;
            }
        }
    }
    lines
}

/// How many characters go on the line; at least one.
fn fitting(chars: &[char], columns: usize) -> usize {
    let mut used = 0;
    let full = chars.iter().position(|c| {
        used += char_width(*c);
        used > columns
    });
    let Some(full) = full else { return chars.len() };
    let may = |at: usize| match (chars.get(at.wrapping_sub(1)), chars.get(at)) {
        (Some(before), Some(after)) => breakable(*before, *after),
        _ => false,
    };
    let nearest = (1..=full).rev().find(|at| may(*at)).filter(|at| *at * 2 > full);
    nearest.unwrap_or(full).max(1)
}

/// The text wrapped, its first line behind `head` and the others indented as far.
#[must_use]
pub fn hanging(head: &str, text: &str, columns: usize) -> String {
    let indent = width(head);
    let lines = wrap(text, columns.saturating_sub(indent).max(20));
    let mut out = String::new();
    for (at, line) in lines.iter().enumerate() {
        if at == 0 {
            out.push_str(head);
        } else {
            out.push_str(&" ".repeat(indent));
        }
        out.push_str(line);
        out.push('\n');
    }
    if lines.is_empty() {
        out.push_str(head.trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{hanging, wrap};

    #[test]
    fn lines_break_between_characters_but_not_before_a_full_stop() {
        assert_eq!(wrap("低保标准每人每月655元。", 22), ["低保标准每人每月655", "元。"]);
        assert_eq!(wrap("低保标准。", 8), ["低保标", "准。"]);
        assert_eq!(wrap("", 8), Vec::<String>::new());
        assert_eq!(hanging("甲：", "乙丙丁", 4), "甲：乙丙丁\n");
    }

    #[test]
    fn nothing_is_lost() {
        let text = "“”（（（（（（（（（（（（（（（（（（（（（（（（（（（（";
        assert_eq!(wrap(text, 10).concat(), text);
    }
}
