//! What is said to people, before it is laid out: one model that the officer's, the applicant's and the auditor's texts
//! are turned into once, and that every format is made from.
//!
//! A document knows nothing of programs or traces. It can be kept (it is plain data) and laid out again later, as it was.

#[cfg(feature = "docx")]
pub mod docx;
pub mod html;
pub mod notice;
pub mod plain;
pub mod table;
pub mod text;

use serde::{Deserialize, Serialize};

use table::{Part, Table};

/// A text for people.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Document {
    /// What it is, for title bars and running heads.
    pub title: String,
    /// Its parts, in the order in which they are read.
    pub blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "block", rename_all = "snake_case")]
pub enum Block {
    /// Whose notice it is, above the title.
    Letterhead {
        /// The name of the body.
        text: String,
    },
    /// What the page is, above everything.
    Title {
        /// The words.
        text: String,
    },
    /// Where, when, about whom.
    Subtitle {
        /// The words.
        text: String,
    },
    /// A line of the head: `记录：…`.
    Fact {
        /// The words.
        text: String,
    },
    /// The heading of what follows up to the next heading of its level.
    Heading {
        /// 1 for a part, 2 for a result within the parts.
        level: u8,
        /// The words.
        text: String,
    },
    /// A paragraph.
    Paragraph {
        /// How deep it stands below its heading, from 0.
        depth: u8,
        /// The words.
        text: String,
    },
    /// A paragraph that belongs to nothing above it.
    Remark {
        /// The words.
        text: String,
    },
    /// Who signs, with a place for the day.
    Signature {
        /// The name of the body.
        text: String,
    },
    /// Reasons, and reasons of reasons.
    Tree {
        /// The outermost lines.
        entries: Vec<Entry>,
    },
    /// What the rest refers to: notes, clauses, documents, steps.
    References {
        /// One after another.
        entries: Vec<Reference>,
    },
    /// Words of a source, before what is made of them.
    Quote {
        /// The words, after `原文：` or `转述：`.
        text: String,
    },
    /// A sentence of rules, line by line.
    Rule {
        /// Its lines.
        lines: Vec<RuleLine>,
    },
    /// What is said beside a sentence: who changed it, what is assumed.
    Note {
        /// The words.
        text: String,
    },
    /// Rows and columns.
    Table(Table),
    /// A drawing, where it can be shown.
    Picture {
        /// The drawing, made by ourselves: it is put into pages as it is.
        svg: String,
        /// What it shows, for those who do not see it.
        says: String,
    },
}

/// A line of a sentence of rules.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct RuleLine {
    /// How far it stands in, from 0.
    pub depth: u8,
    /// Its words; what another document has put there is marked as new.
    pub parts: Vec<Part>,
    /// Where what is marked comes from, between 〔〕.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground: Option<String>,
}

/// One line of a tree of reasons, with what stands below it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Entry {
    /// What is said.
    pub text: String,
    /// The step of the trace that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<u32>,
    /// Why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub below: Vec<Entry>,
}

/// Something that is referred to, with what is said beside it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Reference {
    /// The line that carries its name: `注1　…`, `#12 …`.
    pub text: String,
    /// A second line, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// The day of a signature, to be written in.
const DAY: &str = "　　　　年　　月　　日";

/// How a document is laid out.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Look {
    /// Down to which line of a tree reasons are told; where they can be folded, down to which they are open.
    pub depth: Option<u8>,
    /// Large print.
    pub large: bool,
    /// Columns of the terminal, if they are not 80.
    pub columns: Option<usize>,
    /// Pages lie on their side.
    pub landscape: bool,
    /// A table of contents stands before the parts, where there can be links.
    pub contents: bool,
}

impl Document {
    /// A document of one paragraph.
    #[must_use]
    pub fn of(title: impl Into<String>, words: impl Into<String>) -> Document {
        Document { title: title.into(), blocks: vec![Block::Fact { text: words.into() }] }
    }

    /// Adds a heading.
    pub fn heading(&mut self, level: u8, text: impl Into<String>) {
        self.blocks.push(Block::Heading { level, text: text.into() });
    }

    /// Adds a table, unless it has no rows.
    pub fn table(&mut self, table: Table) {
        if !table.rows.is_empty() {
            self.blocks.push(Block::Table(table));
        }
    }

    /// Adds a heading with lines that are referred to; nothing if there are none.
    pub fn references(&mut self, heading: &str, entries: Vec<Reference>) {
        if !entries.is_empty() {
            self.heading(1, heading);
            self.blocks.push(Block::References { entries });
        }
    }
}

impl RuleLine {
    /// Its words, with where they come from.
    #[must_use]
    pub fn text(&self) -> String {
        let words = self.parts.iter().map(|part| part.text.as_str());
        words.chain(self.ground.as_deref()).collect()
    }
}

impl Entry {
    /// A line with nothing below it.
    #[must_use]
    pub fn of(text: impl Into<String>) -> Entry {
        Entry { text: text.into(), step: None, below: Vec::new() }
    }

    /// A line with lines below it.
    #[must_use]
    pub fn over(text: impl Into<String>, below: Vec<Entry>) -> Entry {
        Entry { text: text.into(), step: None, below }
    }

    /// The line is about a step.
    #[must_use]
    pub fn about(mut self, step: u32) -> Entry {
        self.step = Some(step);
        self
    }

    /// How many lines stand below it, at any depth.
    #[must_use]
    pub fn count(&self) -> usize {
        self.below.iter().map(|entry| 1 + entry.count()).sum()
    }
}

impl Reference {
    /// One line.
    #[must_use]
    pub fn of(text: impl Into<String>) -> Reference {
        Reference { text: text.into(), detail: None }
    }
}
