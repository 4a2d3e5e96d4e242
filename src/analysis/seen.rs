//! What has been looked at already, in an area and in those around it.

use std::collections::BTreeMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use indexmap::IndexSet;

use crate::corpus::marks::Print;

/// Prints are spread already.
#[derive(Clone, Copy, Default)]
pub struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }
    fn write_u128(&mut self, print: u128) {
        self.0 = print as u64;
    }
}

type Set = IndexSet<Print, BuildHasherDefault<Spread>>;

/// The other reading of a doubt: the print of its sentence, its place among the notes, the reading.
pub type Reading = (Print, usize, String);

/// What has been looked at. An area sees what those around it have seen.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    around: Option<Arc<Seen>>,
    /// Things that were looked at in a text without errors, through all stages.
    whole: Set,
    /// Things that were looked at in a text with errors, where the last stage did not run.
    partly: Set,
    /// Things that are wrong themselves: a text that holds one has errors.
    wrong: Set,
    /// Whether taking a reading leaves all items as they show to others.
    neutral: BTreeMap<Reading, bool>,
}

impl Seen {
    /// Nothing yet, but what was seen around.
    #[must_use]
    pub fn inside(around: Option<Arc<Seen>>) -> Seen {
        Seen { around, ..Seen::default() }
    }

    fn levels(&self) -> impl Iterator<Item = &Seen> {
        std::iter::successors(Some(self), |seen| seen.around.as_deref())
    }

    /// Whether a text holds nothing that would be looked at anew. `faulty`: it has errors before its names are bound.
    #[must_use]
    pub fn knows(&self, prints: &[Print], faulty: bool) -> bool {
        let mut partly = false;
        for print in prints {
            if self.levels().any(|seen| seen.whole.contains(print)) {
                continue;
            }
            if !self.levels().any(|seen| seen.partly.contains(print)) {
                return false;
            }
            partly = true;
        }
        // The last stage did not run for some of it: will it here?
        let wrong = |print: &Print| self.levels().any(|seen| seen.wrong.contains(print));
        !partly || faulty || prints.iter().any(wrong)
    }

    /// A text has been looked at through all stages.
    pub fn saw(&mut self, prints: &[Print]) {
        for print in prints {
            if !self.levels().any(|seen| seen.whole.contains(print)) {
                self.whole.insert(*print);
            }
        }
    }

    /// A text with errors has been looked at; `wrong` are those of its things that the errors are about.
    pub fn saw_partly(&mut self, prints: &[Print], wrong: impl IntoIterator<Item = Print>) {
        self.partly.extend(prints);
        self.wrong.extend(wrong);
    }

    /// Whether a reading is known to leave all items as they show to others, here and around.
    #[must_use]
    pub fn is_neutral(&self, reading: &Reading) -> bool {
        let mut known = self.levels().filter_map(|seen| seen.neutral.get(reading)).peekable();
        known.peek().is_some() && known.all(|neutral| *neutral)
    }

    /// A reading was taken in some text.
    pub fn took(&mut self, reading: Reading, neutral: bool) {
        let known = self.neutral.entry(reading).or_insert(true);
        *known &= neutral;
    }
}
