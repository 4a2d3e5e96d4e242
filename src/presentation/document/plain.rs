//! Text for those who have it read to them: no line is broken or indented, no sign stands for a word, and where a reason
//! belongs is said by its number.

use super::table::{Cell, Mark, Part, Table};
use super::{Block, Document, Entry, Look};

/// Signs that are not read aloud, or read wrongly, and the words for them.
const SIGNS: [(&str, &str); 12] = [
    (" ＋ ", "加"),
    (" － ", "减"),
    (" × ", "乘"),
    (" ÷ ", "除以"),
    ("÷", "除以"),
    ("×", "乘"),
    (" ＝ ", "等于"),
    (" → ", "变为"),
    ("——", "："),
    ("〔", "（"),
    ("〕", "）"),
    ("　", "，"),
];

/// A document as text to be read aloud; of trees, only the lines down to the depth of the look, if it has one.
#[must_use]
pub fn render(document: &Document, look: &Look) -> String {
    let depth = look.depth;
    let mut text = String::new();
    for block in &document.blocks {
        match block {
            Block::Letterhead { text: line }
            | Block::Signature { text: line }
            | Block::Title { text: line }
            | Block::Subtitle { text: line }
            | Block::Fact { text: line }
            | Block::Paragraph { text: line, .. }
            | Block::Quote { text: line }
            | Block::Remark { text: line } => say(&mut text, &spoken(line)),
            Block::Heading { text: line, .. } => {
                text.push('\n');
                say(&mut text, &spoken(&heading(line)));
            }
            Block::Note { text: line } => {
                // A sign only sets notes apart for the eye.
                let line = line.strip_prefix("◇ ").unwrap_or(line);
                let line = line.strip_prefix("▷ ").map_or(line.to_owned(), |rest| format!("修改：{rest}"));
                say(&mut text, &spoken(&line));
            }
            Block::Rule { lines } => {
                lines.iter().for_each(|line| say(&mut text, &spoken(&line.text())));
            }
            Block::Tree { entries } => tree(&mut text, entries, "", 1, depth),
            Block::References { entries } => {
                for entry in entries {
                    let detail = entry.detail.as_deref().map(|said| format!("；{said}")).unwrap_or_default();
                    say(&mut text, &spoken(&format!("{}{detail}", entry.text)));
                }
            }
            Block::Table(table) => rows(&mut text, table),
            Block::Picture { says, .. } => say(&mut text, &spoken(says)),
        }
    }
    text
}

/// A table, row by row, each cell with the name of its column.
fn rows(text: &mut String, table: &Table) {
    for (at, row) in table.rows.iter().enumerate() {
        let cells = table.head.iter().zip(row).map(|(head, cell)| (head, heard(cell)));
        let said: Vec<String> = cells
            .filter(|(_, cell)| !cell.is_empty())
            .map(|(head, cell)| if head.is_empty() { cell } else { format!("{head}：{cell}") })
            .collect();
        say(text, &spoken(&format!("第{}行：{}", at + 1, said.join("；"))));
    }
}

/// The words of a cell, with what becomes of them said.
fn heard(cell: &Cell) -> String {
    let said = |part: Part| match part.mark {
        None => part.text,
        Some(Mark::Struck) => format!("（删去：{}）", part.text),
        Some(Mark::New) => format!("（新增：{}）", part.text),
    };
    let whole: String = cell.parts().into_iter().map(said).collect();
    whole.replace('\n', "，")
}

/// `【低保金（本户）】未定` is read as `低保金（本户）：未定`.
fn heading(line: &str) -> String {
    match line.strip_prefix('【').and_then(|rest| rest.split_once('】')) {
        Some((name, said)) => format!("{name}：{said}"),
        None => line.to_owned(),
    }
}

/// A line, ended so that the voice falls.
fn say(text: &mut String, line: &str) {
    text.push_str(line);
    if !line.ends_with(['。', '：', '！', '？', '；']) {
        text.push('。');
    }
    text.push('\n');
}

/// Words instead of signs.
fn spoken(line: &str) -> String {
    let mut said = line.trim().to_owned();
    for (sign, words) in SIGNS {
        said = said.replace(sign, words);
    }
    said
}

/// Entries, each with its number: `1.2.1：…`.
fn tree(text: &mut String, entries: &[Entry], number: &str, depth: u8, deepest: Option<u8>) {
    for (at, entry) in entries.iter().enumerate() {
        let number = if number.is_empty() { (at + 1).to_string() } else { format!("{number}.{}", at + 1) };
        let said = spoken(&entry.text);
        let below = entry.count();
        if below > 0 && deepest.is_some_and(|deepest| depth >= deepest) {
            say(text, &format!("{number}：{said}（下面还有{below}条）"));
            continue;
        }
        say(text, &format!("{number}：{said}"));
        tree(text, &entry.below, &number, depth.saturating_add(1), deepest);
    }
}
