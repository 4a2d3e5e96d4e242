//! The households that get less.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::quantity::ratio::Ratio;

use super::household::Household;
use super::money::{Money, Overflow, Paid};
use super::pair::Pair;
use super::reason::Reason;
use super::tally::Sums;

/// A household that gets less.
#[derive(Clone, PartialEq, Debug)]
pub struct Loser {
    /// Which record it is, from 1.
    pub number: u64,
    /// 编号, if given.
    pub id: Option<String>,
    /// How many people.
    pub people: u32,
    /// The values that are counted by.
    pub by: Vec<String>,
    /// What is settled under both texts.
    pub sums: Sums,
    /// What the new text gives more: below zero.
    pub difference: Money,
    /// What both texts give, what is open included.
    pub given: [Money; 2],
    /// Benefits that it no longer has (numbers of items).
    pub stopped: Vec<usize>,
    /// Determinations that no longer hold, and that hold now (numbers of items).
    pub lost_and_gained: [Vec<usize>; 2],
    /// Its category under both texts, if a matrix is wanted.
    pub categories: Option<[String; 2]>,
    /// Why.
    pub reasons: Vec<Reason>,
    /// What it loses at least over a year, with what is paid once.
    pub loss: Ratio,
}

impl Loser {
    /// A household that loses.
    pub(super) fn of(
        pair: &Pair<'_>,
        household: &Household,
        sums: Sums,
        given: [Money; 2],
    ) -> Result<Loser, Overflow> {
        let items = |picked: &dyn Fn(&super::household::Change) -> bool, benefit: bool| {
            let own = household.changes.iter().filter(|change| picked(change));
            own.map(|change| change.item).filter(|item| pair.items[*item].is_benefit() == benefit).collect()
        };
        let difference = household.difference;
        let least = |range: crate::quantity::interval::Interval| range.high.value();
        let loss = match difference.settled() {
            Some(settled) => settled.in_a_year()?,
            None => match (least(difference.yearly), least(difference.once)) {
                (Some(yearly), Some(once)) => yearly.checked_add(once).ok_or(Overflow)?,
                _ => Ratio::ZERO,
            },
        };
        Ok(Loser {
            number: household.number,
            id: household.id.clone(),
            people: household.people,
            by: household.by.clone(),
            sums,
            difference,
            given,
            stopped: items(&|change| change.stopped(), true),
            lost_and_gained: [
                items(&|change| change.lost > 0, false),
                items(&|change| change.gained > 0, false),
            ],
            categories: household.categories.clone(),
            reasons: household.reasons.clone(),
            loss: loss.checked_neg().ok_or(Overflow)?,
        })
    }

    /// What the old and the new text give, where all of it is settled.
    #[must_use]
    pub fn settled(&self) -> Option<(Paid, Paid)> {
        Some((self.given[0].settled()?, self.given[1].settled()?))
    }
}

/// The households that lose most: no more than wanted are kept.
#[derive(Clone, PartialEq, Debug)]
pub struct Losers {
    keep: Option<usize>,
    kept: BTreeSet<Ranked>,
    /// How many there are altogether.
    pub count: u64,
}

/// A loser in the order of what it loses, then of the records.
#[derive(Clone, PartialEq, Debug)]
struct Ranked(Loser);

impl Ranked {
    fn rank(&self) -> (Reverse<Ratio>, u64) {
        (Reverse(self.0.loss), self.0.number)
    }
}

impl Eq for Ranked {}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Ranked) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ranked {
    fn cmp(&self, other: &Ranked) -> std::cmp::Ordering {
        self.rank().cmp(&other.rank())
    }
}

impl Losers {
    /// Keeps so many, or all.
    #[must_use]
    pub fn keeping(keep: Option<usize>) -> Losers {
        Losers { keep, kept: BTreeSet::new(), count: 0 }
    }

    pub(super) fn add(&mut self, loser: &Loser) {
        self.count += 1;
        if self.keep == Some(0) {
            return;
        }
        let ranked = Ranked(loser.clone());
        let full = self.keep.is_some_and(|keep| self.kept.len() >= keep);
        if full && self.kept.last().is_some_and(|last| *last < ranked) {
            return;
        }
        self.kept.insert(ranked);
        if full {
            self.kept.pop_last();
        }
    }

    /// Those that are kept, who lose most first.
    pub fn iter(&self) -> impl Iterator<Item = &Loser> {
        self.kept.iter().map(|ranked| &ranked.0)
    }
}
