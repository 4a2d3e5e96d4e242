//! Text for a terminal: Chinese takes two columns, and no line begins with a closing sign or ends with an opening one.
//!
//! Signs such as “ and × count as wide: in Chinese terminals they are, and in others a line only ends earlier.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns of a line.
const WIDTH: usize = 78;

/// Deeper indentation than this is not shown, so that a line keeps room for words.
const DEEPEST: usize = 28;

/// Signs that must not begin a line.
const CLOSING: &str = "，。；：、？！）》”’】〕」％%";
/// Signs that must not end a line.
const OPENING: &str = "（《“‘【〔「约第";
/// Words that stay with the number before them.
const COUNTED: &str = "元月年日人户次周个级条项笔万角分倍";

/// One line of a tree of reasons, with what stands below it.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Entry {
    /// What is said.
    pub(super) text: String,
    /// The step that it is about.
    pub(super) step: Option<u32>,
    /// Why.
    pub(super) below: Vec<Entry>,
}

impl Entry {
    /// A line with nothing below it.
    pub(super) fn of(text: impl Into<String>) -> Entry {
        Entry { text: text.into(), step: None, below: Vec::new() }
    }

    /// A line with lines below it.
    pub(super) fn over(text: impl Into<String>, below: Vec<Entry>) -> Entry {
        Entry { text: text.into(), step: None, below }
    }

    /// The line is about a step.
    pub(super) fn about(mut self, step: u32) -> Entry {
        self.step = Some(step);
        self
    }
}

/// A page in plain words: a title, then headed paragraphs.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Page {
    /// What it is.
    pub(super) title: String,
    /// Where, when, about whom.
    pub(super) subtitle: String,
    /// Its parts.
    pub(super) sections: Vec<Section>,
}

/// A headed part of a page.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Section {
    /// Its heading.
    pub(super) heading: String,
    /// Its paragraphs, with how deep each is indented.
    pub(super) lines: Vec<(usize, String)>,
}

impl Section {
    /// A part without paragraphs.
    pub(super) fn new(heading: impl Into<String>) -> Section {
        Section { heading: heading.into(), lines: Vec::new() }
    }

    /// Adds a paragraph.
    pub(super) fn say(&mut self, depth: usize, text: impl Into<String>) {
        self.lines.push((depth, text.into()));
    }
}

/// A page as text.
pub(super) fn page(page: &Page) -> String {
    let mut text = String::new();
    for line in [&page.title, &page.subtitle] {
        let margin = (WIDTH + 2).saturating_sub(line.width_cjk()) / 2;
        text.push_str(&" ".repeat(margin));
        text.push_str(line);
        text.push('\n');
    }
    for section in &page.sections {
        text.push('\n');
        text.push_str(&section.heading);
        text.push('\n');
        for (depth, line) in &section.lines {
            let indent = 2 + depth * 2;
            wrap(&mut text, line, indent, indent + hanging(line));
        }
    }
    text
}

/// A paragraph without indentation.
pub(super) fn paragraph(words: &str) -> String {
    let mut text = String::new();
    wrap(&mut text, words, 0, 0);
    text
}

/// Entries as an indented list.
pub(super) fn list(text: &mut String, entries: &[Entry], depth: usize) {
    for entry in entries {
        let indent = (depth * 2).min(DEEPEST);
        wrap(text, &format!("- {}", entry.text), indent, indent + 2);
        list(text, &entry.below, depth + 1);
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
pub(super) fn wrap(text: &mut String, words: &str, first: usize, rest: usize) {
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
    sign.is_ascii_alphanumeric() || ".-_:[]#/".contains(sign)
}
