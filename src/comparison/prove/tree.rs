//! What was found out about a property, as plain data.

use super::order::Risen;
use super::smt::Bounds;
use super::smt::encode::Outside;

/// What is claimed of every household.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Property {
    /// 断言: what the text itself claims.
    Assertion,
    /// 应保尽保: whoever was entitled under the old text is entitled under the new one.
    Kept,
    /// 不减: nobody is granted less under the new text.
    NoLess,
    /// 提标不减人: raising a standard drops no one.
    Raised,
    /// 多一元: one more yuan of income never costs more than one yuan.
    OneMoreYuan,
    /// 不看预算: what is granted does not depend on the budget.
    NoBudget,
}

impl Property {
    /// Every property with its names: as officers write it, and for scripts.
    pub const NAMES: [(Property, &'static str, &'static str); 6] = [
        (Property::Assertion, "断言", "assertions"),
        (Property::Kept, "应保尽保", "kept"),
        (Property::NoLess, "不减", "no-less"),
        (Property::Raised, "提标不减人", "raised"),
        (Property::OneMoreYuan, "多一元", "one-more-yuan"),
        (Property::NoBudget, "不看预算", "no-budget"),
    ];

    /// The property of a name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Property> {
        Self::NAMES.iter().find(|(_, name, id)| *name == text || *id == text).map(|(property, ..)| *property)
    }

    /// Its name for people.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(property, ..)| *property == self).map_or("", |(_, name, _)| name)
    }

    /// Its name for scripts.
    #[must_use]
    pub fn id(self) -> &'static str {
        Self::NAMES.iter().find(|(property, ..)| *property == self).map_or("", |(.., id)| id)
    }

    /// It is about two texts.
    #[must_use]
    pub fn is_about_two(self) -> bool {
        matches!(self, Property::Kept | Property::NoLess)
    }
}

/// What was found out about one result (or one assertion) under one property.
#[derive(Clone, PartialEq, Debug)]
pub struct Verdict {
    /// What is claimed.
    pub property: Property,
    /// The result, or the assertion.
    pub about: String,
    /// What is raised: the standard, the income.
    pub input: Option<String>,
    /// What was found.
    pub finding: Finding,
}

/// What was found.
#[derive(Clone, PartialEq, Debug)]
pub enum Finding {
    /// It holds of every household.
    Proved(How),
    /// Some household breaks it.
    Broken(Box<Broken>),
    /// Neither is known.
    Undecided(Undecided),
    /// Who loses it gets something else instead that they did not get before.
    Turned {
        /// Such a household.
        household: Box<Broken>,
        /// Every region was visited: nobody loses it without getting one of the others.
        all: bool,
    },
    /// It is not asked: losing it is no loss.
    LeftOut(&'static str),
}

impl Finding {
    /// Nobody is worse off.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        matches!(self, Finding::Proved(_) | Finding::LeftOut(_) | Finding::Turned { all: true, .. })
    }
}

/// Words in the names of results that take something away: whom they no longer concern is better off.
const ADVERSE: [&str; 9] = ["终止", "停发", "减发", "停止", "不予", "取消", "退出", "追回", "退回"];

/// Why losing a result of this name is no loss, if so.
pub(super) fn adverse(name: &str) -> Option<&'static str> {
    ADVERSE.iter().any(|word| name.contains(word)).then_some("对这一户不利，不再符合不算吃亏")
}

/// How it is known that a property holds.
#[derive(Clone, PartialEq, Debug)]
pub enum How {
    /// Both texts apply the same operations to the same facts.
    SameShape,
    /// No rule concerned reads it.
    Unread,
    /// Every rule concerned moves the right way, however far.
    Direction,
    /// What the new text changes only ever raises it: figures rose, sets were widened, conditions were loosened.
    Risen(Risen),
    /// Every region of households was visited: any household at all.
    Regions,
    /// Whoever loses the result gets others instead; solvers say so of households up to a size.
    Replaced {
        /// The other results.
        results: Vec<String>,
        /// Solvers with their versions.
        by: Vec<String>,
        /// How large the households are.
        bounds: Bounds,
    },
    /// A solver says so of households up to a size.
    Solver {
        /// Solvers with their versions.
        by: Vec<String>,
        /// How large the households are.
        bounds: Bounds,
    },
}

/// How a result stands.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Given {
    /// In words: 符合, 给付 每人每月410元.
    pub words: String,
    /// The exact number in its unit, where an amount is granted.
    pub number: Option<String>,
}

/// One result of a household, before and after.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// The result.
    pub result: String,
    /// Whom it is about: 家庭, 成员 甲.
    pub subject: String,
    /// In the first world, or under the only text.
    pub before: Given,
    /// In the second world, or under the new text.
    pub after: Option<Given>,
    /// What the second gives less, in words.
    pub less: Option<String>,
}

/// A household that breaks a property; evaluation has confirmed it.
#[derive(Clone, PartialEq, Debug)]
pub struct Broken {
    /// The day of the decision: `2025-09-01`.
    pub day: String,
    /// The household as an officer writes it in a case.
    pub household: Vec<String>,
    /// The household as a record that `yiju eval` takes; none where a number in it cannot be written.
    pub record: Option<String>,
    /// By how much the input was raised, in words.
    pub raised: Option<String>,
    /// The results that matter; the one that the property is about first.
    pub lines: Vec<Line>,
    /// Other results that the household gets instead.
    pub gained: Vec<String>,
    /// The largest fall that was found, and whether it is known that there is none larger.
    pub largest: Option<(String, bool)>,
    /// The solver that named the household; none where the regions did.
    pub by: Option<String>,
    /// What must be known to read it: places that stand for each other.
    pub remarks: Vec<String>,
}

/// Why neither is known.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Undecided {
    /// What the encoding leaves open.
    pub outside: Vec<Outside>,
    /// What was tried, in words.
    pub tried: Vec<String>,
}
