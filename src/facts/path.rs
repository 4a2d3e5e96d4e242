//! Where a reader stands in a record, and the faults it has found.

use std::fmt::Write as _;

use crate::facts::error::{RecordError, RecordErrorKind};

/// Most faults that are listed of one record.
const FAULT_LIMIT: usize = 1000;

/// Most characters of a record that a message repeats.
const SHOWN: usize = 40;

/// A place in a record; built on the stack and spelled out only for a fault.
#[derive(Clone, Copy)]
pub(super) struct Path<'a> {
    outer: Option<&'a Path<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Root,
    Key(&'a str),
    Item(usize),
}

impl<'a> Path<'a> {
    /// The record itself.
    pub(super) const ROOT: Path<'static> = Path { outer: None, step: Step::Root };

    /// The value under a key.
    pub(super) fn key(&'a self, key: &'a str) -> Path<'a> {
        Path { outer: Some(self), step: Step::Key(key) }
    }

    /// An element of a list, counted from 0.
    pub(super) fn item(&'a self, index: usize) -> Path<'a> {
        Path { outer: Some(self), step: Step::Item(index) }
    }

    fn spell(&self, text: &mut String) {
        if let Some(outer) = self.outer {
            outer.spell(text);
        }
        match self.step {
            Step::Root => {}
            Step::Key(key) => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(&clipped(key));
            }
            Step::Item(index) => {
                // Writing to a string cannot fail.
                let _ = write!(text, "[{}]", index.saturating_add(1));
            }
        }
    }
}

/// The beginning of a text from the record, for messages.
pub(super) fn clipped(text: &str) -> String {
    let mut shown: String =
        text.chars().take(SHOWN).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

/// The known name nearest to one from the record, unless that is too long to be a slip of the pen.
pub(super) fn nearest<'a>(given: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    if given.chars().nth(SHOWN).is_some() {
        return None;
    }
    crate::diagnostics::nearest::nearest(given, candidates).map(str::to_owned)
}

/// The faults of one record.
#[derive(Default)]
pub(super) struct Faults {
    found: Vec<RecordError>,
    more: bool,
}

impl Faults {
    /// Notes a fault; beyond the limit only that there are more.
    pub(super) fn add(&mut self, path: &Path<'_>, kind: RecordErrorKind) {
        if self.found.len() >= FAULT_LIMIT {
            self.more = true;
            return;
        }
        let mut text = String::new();
        path.spell(&mut text);
        self.found.push(RecordError { path: text, kind });
    }

    /// Whether no further fault would be listed.
    pub(super) fn full(&self) -> bool {
        self.more
    }

    /// All faults found.
    pub(super) fn finish(mut self) -> Vec<RecordError> {
        if self.more {
            let kind = RecordErrorKind::TooManyFaults { shown: self.found.len() };
            self.found.push(RecordError { path: String::new(), kind });
        }
        self.found
    }
}
