//! Records that bear the 编号 of one before.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// How many of them are kept by number.
const NAMED: usize = 20;

/// Records that bear the 编号 of one before. They are counted like any other: two households may have been given one
/// 编号 by a slip, and leaving one out would change the sums without a word.
///
/// Of each 编号 only a digest of 64 bits is kept, so that a million of them fit some megabytes; that two different ones
/// among so many have the same digest happens in fewer than one of ten million populations, and only makes a warning.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Repeated {
    seen: BTreeSet<u64>,
    /// How many there are.
    pub count: u64,
    /// The first of them: which record, and its 编号.
    pub first: Vec<(u64, String)>,
}

impl Repeated {
    /// Looks at a record; nothing is said of one without 编号.
    pub(super) fn look(&mut self, number: u64, id: Option<&str>) {
        let Some(id) = id.map(str::trim).filter(|id| !id.is_empty()) else { return };
        let mut digest = DefaultHasher::new();
        id.hash(&mut digest);
        if self.seen.insert(digest.finish()) {
            return;
        }
        self.count += 1;
        if self.first.len() < NAMED {
            self.first.push((number, id.to_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Repeated;

    #[test]
    fn an_id_is_repeated_from_the_second_time() {
        let mut repeated = Repeated::default();
        for (number, id) in
            (1..).zip([Some("甲"), Some("乙"), None, None, Some("甲"), Some(" 甲 "), Some("")])
        {
            repeated.look(number, id);
        }
        assert_eq!(repeated.count, 2);
        assert_eq!(repeated.first, [(5, "甲".to_owned()), (6, "甲".to_owned())]);
    }
}
