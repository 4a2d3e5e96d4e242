//! Tables, and words in which something is marked as struck or as new.

use serde::{Deserialize, Serialize};

use crate::presentation::columns::{padded, width, wrap};

/// A table.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Table {
    /// What stands above each column.
    pub head: Vec<String>,
    /// The rows, each with a cell for every column.
    pub rows: Vec<Vec<Cell>>,
    /// How wide the columns are, in relation to each other; where a row is short enough, they are as wide as they need.
    pub shares: Vec<u16>,
    /// Columns whose words stand on the right: figures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub right: Vec<usize>,
}

/// What stands in a cell.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    /// Words.
    Plain(String),
    /// Words of which some are struck or new.
    Marked(Vec<Part>),
}

/// A part of the words of a cell.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Part {
    /// The words.
    pub text: String,
    /// What becomes of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Mark>,
}

/// What becomes of some words.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// They are struck.
    Struck,
    /// They are new.
    New,
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::Plain(text)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::Plain(text.to_owned())
    }
}

impl Cell {
    /// Its words without marks.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Cell::Plain(text) => text.clone(),
            Cell::Marked(parts) => parts.iter().map(|part| part.text.as_str()).collect(),
        }
    }

    /// Its parts, one after another.
    #[must_use]
    pub fn parts(&self) -> Vec<Part> {
        match self {
            Cell::Plain(text) => vec![Part { text: text.clone(), mark: None }],
            Cell::Marked(parts) => parts.clone(),
        }
    }

    /// Its words with what is marked in brackets that no official text uses.
    fn bracketed(&self) -> String {
        let said = |part: &Part| match part.mark {
            None => part.text.clone(),
            Some(Mark::Struck) => format!("[-{}-]", part.text),
            Some(Mark::New) => format!("[+{}+]", part.text),
        };
        self.parts().iter().map(said).collect()
    }
}

impl Table {
    /// A table without rows.
    #[must_use]
    pub fn new(head: &[&str], shares: &[u16]) -> Table {
        let head = head.iter().map(|text| (*text).to_owned()).collect();
        Table { head, rows: Vec::new(), shares: shares.to_vec(), right: Vec::new() }
    }

    /// These columns hold figures.
    #[must_use]
    pub fn figures(mut self, columns: &[usize]) -> Table {
        self.right = columns.to_vec();
        self
    }

    /// Adds a row.
    pub fn row<C: Into<Cell>>(&mut self, cells: impl IntoIterator<Item = C>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// Every column's share in a whole.
    #[must_use]
    pub fn widths(&self, whole: usize) -> Vec<usize> {
        let share = |at: usize| usize::from(self.shares.get(at).copied().unwrap_or(1).max(1));
        let all: usize = (0..self.head.len()).map(share).sum();
        (0..self.head.len()).map(|at| (whole * share(at)) / all.max(1)).collect()
    }

    /// Drawn in lines of so many columns.
    #[must_use]
    pub fn lines(&self, columns: usize) -> Vec<String> {
        let rows: Vec<Vec<String>> =
            self.rows.iter().map(|row| row.iter().map(Cell::bracketed).collect()).collect();
        let widths = self.fitting(&rows, columns);
        let head: Vec<Vec<String>> =
            self.head.iter().zip(&widths).map(|(text, room)| wrap(text, *room)).collect();
        let mut lines = self.drawn(&head, &widths);
        lines.push(widths.iter().map(|room| "-".repeat(*room)).collect::<Vec<_>>().join("  "));
        let wrapped: Vec<Vec<Vec<String>>> = rows
            .iter()
            .map(|row| row.iter().zip(&widths).map(|(text, room)| wrap(text, *room)).collect())
            .collect();
        let tall = wrapped.iter().any(|row| row.iter().any(|cell| cell.len() > 1));
        for (at, row) in wrapped.iter().enumerate() {
            if tall && at > 0 {
                lines.push(String::new());
            }
            lines.extend(self.drawn(row, &widths));
        }
        lines
    }

    /// As wide as the words need, if that fits; else by their shares, what a column does not need given to the others.
    fn fitting(&self, rows: &[Vec<String>], columns: usize) -> Vec<usize> {
        let count = self.head.len();
        let needed: Vec<usize> = (0..count)
            .map(|at| {
                let cells = rows.iter().filter_map(|row| row.get(at));
                cells.chain(self.head.get(at)).map(|text| width(text)).max().unwrap_or(0).max(2)
            })
            .collect();
        let room = columns.saturating_sub(count.saturating_sub(1) * 2);
        if needed.iter().sum::<usize>() <= room {
            return needed;
        }
        let mut widths = vec![0; count];
        let mut left = room;
        let mut open: Vec<usize> = (0..count).collect();
        loop {
            let share = |at: &usize| usize::from(self.shares.get(*at).copied().unwrap_or(1).max(1));
            let all: usize = open.iter().map(share).sum();
            let part = |at: &usize| left * share(at) / all.max(1);
            let Some(place) = open.iter().position(|at| needed[*at] <= part(at)) else {
                for at in &open {
                    widths[*at] = part(at).max(4);
                }
                return widths;
            };
            let at = open.remove(place);
            widths[at] = needed[at];
            left = left.saturating_sub(needed[at]);
            if open.is_empty() {
                return widths;
            }
        }
    }

    /// The lines of one row.
    fn drawn(&self, cells: &[Vec<String>], widths: &[usize]) -> Vec<String> {
        let height = cells.iter().map(Vec::len).max().unwrap_or(0);
        let line = |down: usize| {
            let mut out = String::new();
            for (at, room) in widths.iter().enumerate() {
                let text = cells.get(at).and_then(|cell| cell.get(down)).map_or("", String::as_str);
                if at > 0 {
                    out.push_str("  ");
                }
                if self.right.contains(&at) {
                    out.push_str(&" ".repeat(room.saturating_sub(width(text))));
                    out.push_str(text);
                } else {
                    out.push_str(&padded(text, *room));
                }
            }
            out.trim_end().to_owned()
        };
        (0..height).map(line).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Cell, Mark, Part, Table};

    #[test]
    fn columns_take_what_they_need_and_figures_stand_on_the_right() {
        let mut table = Table::new(&["结果", "户数"], &[1, 1]).figures(&[1]);
        table.row(["低保金", "12"]);
        table.row(["护理补贴", "3"]);
        let drawn = ["结果      户数", "--------  ----", "低保金      12", "护理补贴     3"];
        assert_eq!(table.lines(78), drawn);
    }

    #[test]
    fn long_words_are_broken_within_their_column() {
        let mut table = Table::new(&["原规定", "新规定"], &[1, 1]);
        let new = |text: &str, mark| Part { text: text.to_owned(), mark };
        let cell = Cell::Marked(vec![new("三级", None), new("、四级", Some(Mark::New))]);
        table.row([Cell::from("三级智力残疾人、三级精神残疾人"), cell]);
        let drawn = [
            "原规定                新规定",
            "--------------------  --------------",
            "三级智力残疾人、三级  三级[+、四级+]",
            "精神残疾人",
        ];
        assert_eq!(table.lines(36), drawn);
    }
}
