//! What a new text means for a population: as a document for people, as rows for spreadsheets, as JSON.

#[cfg(feature = "charts")]
mod charts;
mod conclusion;
mod machine;
mod rows;
mod spread;
mod tables;
pub mod words;

use crate::comparison::impact::pair::Pair;
use crate::comparison::impact::tally::Tally;
use crate::presentation::document::{Block, Document};

pub use machine::{SCHEMA, loser_columns, loser_row, machine};
pub use rows::rows;

/// What was compared.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct About {
    /// The old text, as it is called before people.
    pub old: String,
    /// The new text.
    pub new: String,
    /// The records, likewise.
    pub records: String,
    /// What is counted by.
    pub by: Vec<String>,
    /// What the matrix counts.
    pub matrix: Vec<String>,
    /// It is read on the screen, where options of the command may be named.
    pub on_screen: bool,
    /// Where all households that lose were written to.
    pub losers_file: Option<String>,
}

/// Everything that is told of an impact.
#[derive(Clone, Copy)]
pub struct Report<'a> {
    /// The two texts.
    pub pair: &'a Pair<'a>,
    /// What was counted.
    pub tally: &'a Tally,
    /// What was compared.
    pub about: &'a About,
}

/// Numbers of parts.
const NUMERALS: [&str; 12] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];

/// The report for people; `pictures` adds charts where they can be shown.
#[must_use]
pub fn document(report: &Report<'_>, pictures: bool) -> Document {
    let mut writer = Writer {
        document: Document { title: "政策调整影响测算".to_owned(), blocks: Vec::new() },
        parts: 0,
    };
    conclusion::head(report, &mut writer);
    conclusion::conclusion(report, &mut writer);
    if pictures {
        picture(report, &mut writer);
    }
    tables::losers(report, &mut writer);
    tables::determinations(report, &mut writer);
    tables::benefits(report, &mut writer);
    tables::burdens(report, &mut writer);
    tables::groups(report, &mut writer);
    spread::bands(report, &mut writer);
    tables::missing(report, &mut writer);
    tables::uncounted(report, &mut writer);
    conclusion::measure(report, &mut writer);
    writer.document
}

#[cfg(feature = "charts")]
fn picture(report: &Report<'_>, writer: &mut Writer) {
    for (svg, says) in charts::of(report) {
        writer.document.blocks.push(Block::Picture { svg, says });
    }
}

#[cfg(not(feature = "charts"))]
fn picture(_: &Report<'_>, _: &mut Writer) {}

/// Writes the parts of a report, numbered.
pub(super) struct Writer {
    document: Document,
    parts: usize,
}

impl Writer {
    /// Begins a part.
    fn part(&mut self, title: &str) {
        let numeral = NUMERALS.get(self.parts).copied().unwrap_or("");
        self.parts += 1;
        self.document.heading(1, format!("{numeral}、{title}"));
    }

    /// Says something.
    fn say(&mut self, text: impl Into<String>) {
        self.document.blocks.push(Block::Paragraph { depth: 0, text: text.into() });
    }
}
