//! What is known of the effect of a change, as plain data.

use serde::Serialize;

use crate::comparison::joint::Joint;
use crate::program::ir::ItemId;

/// What changed: items of either text by their numbers in its own program. An item that both have stands in both.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Subject {
    /// Items of the old text.
    pub old: Vec<ItemId>,
    /// Items of the new text.
    pub new: Vec<ItemId>,
}

impl Subject {
    /// Whether both texts have it.
    #[must_use]
    pub fn is_of_both(&self) -> bool {
        !self.old.is_empty() && !self.new.is_empty()
    }

    /// The item of a name in both texts, or in one under each of two names.
    #[must_use]
    pub fn named(joint: &Joint, old: Option<&str>, new: Option<&str>) -> Subject {
        let items = |side: &crate::comparison::joint::Side, name: Option<&str>| {
            name.map(|name| side.items_named(name))
        };
        Subject {
            old: items(&joint.old, old).unwrap_or_default(),
            new: items(&joint.new, new).unwrap_or_default(),
        }
    }
}

/// What a change does to households.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Effect {
    /// This household is decided differently because of it.
    Witness(Box<Witness>),
    /// Both texts compute the same, whatever the household.
    Equivalent {
        /// How that is known.
        how: How,
    },
    /// What it says differs, but no result of any household does because of it.
    Unreachable {
        /// How that is known.
        how: How,
    },
    /// Neither a household was found nor excluded.
    Undecided {
        /// The results that may differ.
        results: Vec<String>,
        /// How far households were looked for: at most so many entries in each list.
        entries: u32,
    },
}

/// How it is known that no household shows something.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(tag = "by", rename_all = "kebab-case")]
pub enum How {
    /// Both texts apply the same operations to the same facts.
    SameShape,
    /// No result reads it.
    Unread,
    /// Every region of households was visited: any household at all.
    Regions,
    /// Every region of households with at most so many entries in each list was visited.
    Bounded {
        /// The number of entries.
        entries: u32,
    },
}

/// An amount of money.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Money {
    /// The exact number in the unit, as a decimal or a fraction: `410`, `-12.5`, `1000/3`.
    pub number: String,
    /// The unit: 元/人·月.
    pub unit: String,
    /// As said: 每人每月410元.
    pub words: String,
}

/// How a result stands under one text.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Decided {
    /// `holds`, `fails`, `granted`, `granted-in-kind`, `not-granted`, `offered`, `undetermined`, `needs-judgement`,
    /// `conflict`, `no-rule`, `error`, `no-such-result`.
    pub status: &'static str,
    /// The same in words: 符合, 不符合, 给付 每人每月410元, 没有这一条 ….
    pub words: String,
    /// The amount, where one is granted.
    pub amount: Option<Money>,
}

/// How a result is paid, approved or borne, where two texts say it otherwise.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Term {
    /// 机关, 发放, 付给, 方式, 资金, 后果.
    pub what: String,
    /// In the old text; empty where it says nothing.
    pub old: String,
    /// In the new text.
    pub new: String,
}

/// One result of a household under both texts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Line {
    /// The result as the new text calls it (as the old one does where only that has it).
    pub result: String,
    /// Whom it is about: 家庭, 成员 甲.
    pub subject: String,
    /// Under the old text.
    pub old: Decided,
    /// Under the new text.
    pub new: Decided,
    /// What the new text gives more (less: below zero); nothing counts as zero. None without amounts.
    pub difference: Option<Money>,
    /// What else the texts say otherwise of it, where both give it.
    pub terms: Vec<Term>,
}

/// A household that two texts decide differently; evaluation has confirmed it in both.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Witness {
    /// The day of the decision: `2025-09-01`.
    pub day: String,
    /// The household as an officer writes it in a case; what it supposes follows on lines of its own.
    pub household: Vec<String>,
    /// The result that differs because of the change.
    pub line: Line,
    /// Other results of the household that differ.
    pub others: Vec<Line>,
    /// Nothing else that changed matters to this result of this household.
    pub alone: bool,
    /// The household as a record (JSON) for the old text.
    pub old_record: String,
    /// The same for the new text.
    pub new_record: String,
    /// What else must be known to read it: places that stand for each other, elements that one text does not know.
    pub remarks: Vec<String>,
}
