//! A page in plain words, and how it becomes a document.

use crate::presentation::document::{Block, Document};

pub(super) use crate::presentation::document::Entry;

/// A page in plain words: a title, then headed paragraphs.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Page {
    /// Whose notice it is.
    pub(super) letterhead: Option<String>,
    /// What it is.
    pub(super) title: String,
    /// Where, when, about whom.
    pub(super) subtitle: String,
    /// Its parts.
    pub(super) sections: Vec<Section>,
    /// Who signs.
    pub(super) signature: Option<String>,
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

/// A page as a document.
pub(super) fn document(page: &Page) -> Document {
    let letterhead = page.letterhead.iter().map(|text| Block::Letterhead { text: text.clone() });
    let mut blocks: Vec<Block> = letterhead.collect();
    blocks.push(Block::Title { text: page.title.clone() });
    blocks.push(Block::Subtitle { text: page.subtitle.clone() });
    for section in &page.sections {
        blocks.push(Block::Heading { level: 1, text: section.heading.clone() });
        let lines = section.lines.iter().map(|(depth, text)| Block::Paragraph {
            depth: u8::try_from(*depth).unwrap_or(u8::MAX),
            text: text.clone(),
        });
        blocks.extend(lines);
    }
    blocks.extend(page.signature.iter().map(|text| Block::Signature { text: text.clone() }));
    Document { title: page.title.clone(), blocks }
}
