//! Text for a terminal: Chinese takes two columns, and no line begins with a closing sign or ends with an opening one.
//!
//! Signs such as “ and × count as wide: in Chinese terminals they are, and in others a line only ends earlier.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{Block, DAY, Document, Entry, Look};

/// Columns of a line.
const WIDTH: usize = 78;
/// Columns that a terminal has beside those of a line.
const MARGIN: usize = 2;

/// Deeper indentation than this is not shown, so that a line keeps room for words.
const DEEPEST: usize = 28;

/// Signs that must not begin a line.
const CLOSING: &str = "，。；：、？！）》”’】〕」％%";
/// Signs that must not end a line.
const OPENING: &str = "（《“‘【〔「约第";
/// Words that stay with the number before them.
const COUNTED: &str = "元月年日人户次周个级条项笔万角分倍";

/// A document as text of 80 columns, tables as wide as the terminal; of trees, only the lines down to the depth of the
/// look, if it has one.
#[must_use]
pub fn render(document: &Document, look: &Look) -> String {
    let depth = look.depth;
    let mut text = String::new();
    for block in &document.blocks {
        match block {
            Block::Letterhead { text: line } => {
                centred(&mut text, line);
                text.push('\n');
            }
            Block::Signature { text: line } => {
                text.push('\n');
                for line in [line.as_str(), DAY] {
                    text.push_str(&" ".repeat(WIDTH.saturating_sub(line.width_cjk())));
                    text.push_str(line);
                    text.push('\n');
                }
            }
            Block::Title { text: line } | Block::Subtitle { text: line } => centred(&mut text, line),
            Block::Fact { text: line } => wrap(&mut text, line, 0, 2),
            Block::Heading { text: line, .. } => {
                text.push('\n');
                wrap(&mut text, line, 0, 2);
            }
            Block::Paragraph { depth, text: line } => {
                let indent = 2 + usize::from(*depth) * 2;
                wrap(&mut text, line, indent, indent + hanging(line));
            }
            Block::Remark { text: line } => {
                text.push('\n');
                wrap(&mut text, line, 0, 2);
            }
            Block::Quote { text: line } => wrap(&mut text, line, 2, 8),
            Block::Rule { lines } => {
                for line in lines {
                    let indent = 4 + usize::from(line.depth) * 2;
                    let words = line.text();
                    wrap(&mut text, &words, indent, indent + hanging(&words).max(2));
                }
            }
            Block::Note { text: line } => {
                let marked = line.starts_with(['▷', '◇']);
                wrap(&mut text, line, 6, if marked { 9 } else { 6 });
            }
            Block::Tree { entries } => list(&mut text, entries, 1, depth),
            Block::References { entries } => {
                for entry in entries {
                    wrap(&mut text, &entry.text, 2, 4);
                    if let Some(detail) = &entry.detail {
                        wrap(&mut text, detail, 6, 8);
                    }
                }
            }
            Block::Table(table) => {
                let columns = look.columns.map_or(WIDTH, |columns| columns.saturating_sub(MARGIN));
                for line in table.lines(columns.max(WIDTH / 2) - MARGIN) {
                    text.push_str(format!("  {line}").trim_end());
                    text.push('\n');
                }
            }
            Block::Picture { says, .. } => wrap(&mut text, says, 2, 2),
        }
    }
    text
}

/// A line in the middle.
fn centred(text: &mut String, line: &str) {
    let margin = (WIDTH + 2).saturating_sub(line.width_cjk()) / 2;
    text.push_str(&" ".repeat(margin));
    text.push_str(line);
    text.push('\n');
}

/// Entries as an indented list; below `deepest`, only how many there are.
fn list(text: &mut String, entries: &[Entry], depth: usize, deepest: Option<u8>) {
    for entry in entries {
        let indent = (depth * 2).min(DEEPEST);
        let below = entry.count();
        if below > 0 && deepest.is_some_and(|deepest| depth >= usize::from(deepest)) {
            wrap(text, &format!("- {}（下面还有{below}条）", entry.text), indent, indent + 2);
            continue;
        }
        wrap(text, &format!("- {}", entry.text), indent, indent + 2);
        list(text, &entry.below, depth + 1, deepest);
    }
}

/// How far the lines after the first stand in: behind a label such as （一） or 1．.
fn hanging(line: &str) -> usize {
    let label = match line.strip_prefix('（') {
        Some(rest) => rest.find('）').filter(|at| *at <= 9).map(|at| at + "（）".len()),
        None => None,
    };
    label.and_then(|end| line.get(..end)).map_or(0, UnicodeWidthStr::width_cjk)
}

/// Writes a paragraph in lines.
fn wrap(text: &mut String, words: &str, first: usize, rest: usize) {
    let mut line = " ".repeat(first);
    let mut column = first;
    let mut fresh = true;
    for token in tokens(words) {
        let width = token.width_cjk();
        if !fresh && column + width > WIDTH && !token.trim().is_empty() {
            text.push_str(line.trim_end());
            text.push('\n');
            line = " ".repeat(rest);
            column = rest;
            fresh = true;
        }
        if fresh && token.trim().is_empty() && column == rest && rest != first {
            continue;
        }
        line.push_str(&token);
        column += width;
        fresh = false;
    }
    text.push_str(line.trim_end());
    text.push('\n');
}

/// The least parts of a text between which a line may break.
fn tokens(words: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut open = false;
    for sign in words.chars() {
        let sign = if sign.is_control() { ' ' } else { sign };
        let joined = match tokens.last() {
            None => false,
            Some(last) => {
                let before = last.chars().next_back().unwrap_or(' ');
                open || CLOSING.contains(sign)
                    || (bound(before) && bound(sign))
                    || (before.is_ascii_digit() && COUNTED.contains(sign))
            }
        };
        let fits = |last: &String| last.width_cjk() + sign.width_cjk().unwrap_or(0) < 40;
        match tokens.last_mut() {
            Some(last) if joined && fits(last) => last.push(sign),
            _ => tokens.push(sign.to_string()),
        }
        open = OPENING.contains(sign);
    }
    tokens
}

/// Signs of Latin words, numbers and paths, which are not broken.
fn bound(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || ".,-_:[]#/".contains(sign)
}
