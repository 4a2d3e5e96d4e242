//! Everything that is counted over a population, in memory that does not grow with it.

use std::collections::BTreeMap;

use crate::quantity::interval::Interval;
use crate::quantity::ratio::Ratio;

use super::bands::Bands;
use super::household::{Change, Household, Standing};
use super::losers::{Loser, Losers};
use super::money::{Effect, Money, Overflow, Paid};
use super::pair::Pair;
use super::reason::{Cause, Reason};
use super::repeated::Repeated;

/// More values than this to count by are a slip: an id instead of an area.
pub const GROUPS: usize = 5_000;
/// More pairs of categories than this do not make a matrix.
const CATEGORIES: usize = 2_000;
/// Combinations of determinations, reasons and missing facts beyond this are counted together.
const KINDS: usize = 20_000;

/// Why a household could not be added.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Full {
    /// A sum does not fit exact numbers.
    Overflow,
    /// Too many values to count by.
    Groups,
    /// Too many categories for a matrix.
    Categories,
}

impl From<Overflow> for Full {
    fn from(_: Overflow) -> Full {
        Full::Overflow
    }
}

/// Sums under both texts.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Sums {
    /// Under the old text.
    pub old: Paid,
    /// Under the new text.
    pub new: Paid,
}

impl Sums {
    /// What the new text costs more.
    ///
    /// # Errors
    /// [`Overflow`].
    pub fn more(&self) -> Result<Paid, Overflow> {
        self.new.minus(self.old)
    }

    fn add(&mut self, old: Paid, new: Paid) -> Result<(), Overflow> {
        *self = Sums { old: self.old.plus(old)?, new: self.new.plus(new)? };
        Ok(())
    }
}

/// Households of one kind: of one area, or all.
#[derive(Clone, PartialEq, Debug)]
pub struct Group {
    /// How many.
    pub households: u64,
    /// How many people live in them.
    pub people: u64,
    /// How many by [`Effect::ALL`].
    pub effects: [u64; 5],
    /// People in them, likewise.
    pub affected: [u64; 5],
    /// Households that had a benefit which they no longer have.
    pub stopped: u64,
    /// Households that were paid every month and no longer are.
    pub monthly_stopped: u64,
    /// Households that have a benefit which they did not have.
    pub begun: u64,
    /// Households whose determinations differ.
    pub recategorized: u64,
    /// Of these, those that lose a determination and are given no other.
    pub only_lost: u64,
    /// What is settled under both texts.
    pub sums: Sums,
    /// What those that get more get more, and those that get less get less (below zero), of settled households.
    pub more_and_less: [Paid; 2],
    /// Between what the rest may cost more under the new text.
    pub open: Money,
}

impl Default for Group {
    fn default() -> Group {
        Group {
            households: 0,
            people: 0,
            effects: [0; 5],
            affected: [0; 5],
            stopped: 0,
            monthly_stopped: 0,
            begun: 0,
            recategorized: 0,
            only_lost: 0,
            sums: Sums::default(),
            more_and_less: [Paid::NOTHING; 2],
            open: Money::NOTHING,
        }
    }
}

/// One benefit or determination over all households.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ItemTally {
    /// Households to whom it is granted, or one of whom it holds, under the old and the new text.
    pub households: [u64; 2],
    /// For how many it is granted or holds, under the old and the new text.
    pub subjects: [u64; 2],
    /// For how many it is granted or holds that had it not, and the other way round.
    pub gained_and_lost: [u64; 2],
    /// Households that begin to have it, and that no longer have it.
    pub begun_and_stopped: [u64; 2],
    /// Households that get more or less of it.
    pub more_and_less: [u64; 2],
    /// To how many it may be given.
    pub offered: [u64; 2],
    /// Households for which it is open or without rule under either text.
    pub open: u64,
    /// What is settled under both texts.
    pub sums: Sums,
}

/// What a text costs whom.
#[derive(Clone, PartialEq, Debug)]
pub struct Burden {
    /// Who bears it; none where the text does not say.
    pub bearer: Option<String>,
    /// How much.
    pub sums: Sums,
}

/// A record that was not counted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Uncountable {
    /// Which record it is.
    pub number: u64,
    /// Why not.
    pub why: String,
}

/// What is counted over a population.
#[derive(Clone, PartialEq, Debug)]
pub struct Tally {
    /// All households.
    pub all: Group,
    /// Households by the wanted values.
    pub groups: BTreeMap<Vec<String>, Group>,
    /// Per item of the pair.
    pub items: Vec<ItemTally>,
    /// Per bearer of the pair, and last what no text says a bearer of.
    burdens: Vec<Sums>,
    /// Households by what holds under the old and the new text.
    standings: BTreeMap<[Standing; 2], u64>,
    /// Households whose combination was one too many to be kept apart.
    pub standings_beyond: u64,
    /// Households by their categories under the old and the new text.
    pub categories: BTreeMap<[String; 2], u64>,
    /// How much more or less households get every month.
    pub monthly: Bands,
    /// How much more or less they get once.
    pub once: Bands,
    /// Those that lose most.
    pub losers: Losers,
    /// Why households lose: how many.
    pub reasons: BTreeMap<Reason, u64>,
    /// What is missing: for how many undetermined households.
    pub missing: BTreeMap<String, u64>,
    /// Records that bear the 编号 of one before; they are counted.
    pub repeated: Repeated,
    /// Records that were not counted.
    pub uncounted: u64,
    /// The first of them.
    pub first_uncounted: Vec<Uncountable>,
}

/// How many of the records that were not counted are kept by number.
const NAMED: usize = 20;

impl Tally {
    /// Nothing counted yet; `losers` is how many are kept by name.
    #[must_use]
    pub fn new(pair: &Pair<'_>, losers: Option<usize>, monthly: Bands, once: Bands) -> Tally {
        Tally {
            all: Group::default(),
            groups: BTreeMap::new(),
            items: vec![ItemTally::default(); pair.items.len()],
            burdens: vec![Sums::default(); pair.bearers.len() + 1],
            standings: BTreeMap::new(),
            standings_beyond: 0,
            categories: BTreeMap::new(),
            monthly,
            once,
            losers: Losers::keeping(losers),
            reasons: BTreeMap::new(),
            missing: BTreeMap::new(),
            repeated: Repeated::default(),
            uncounted: 0,
            first_uncounted: Vec::new(),
        }
    }

    /// A record that could not be counted.
    pub fn skip(&mut self, number: u64, why: impl FnOnce() -> String) {
        self.uncounted += 1;
        if self.first_uncounted.len() < NAMED {
            self.first_uncounted.push(Uncountable { number, why: why() });
        }
    }

    /// Counts a household; gives it back as one that loses, if it does.
    ///
    /// # Errors
    /// Why it cannot be counted; then the counts are of no use.
    pub fn add(&mut self, pair: &Pair<'_>, household: &Household) -> Result<Option<Loser>, Full> {
        self.repeated.look(household.number, household.id.as_deref());
        let mut own = Group { households: 1, people: u64::from(household.people), ..Group::default() };
        let effect = household.effect.index();
        own.effects[effect] = 1;
        own.affected[effect] = u64::from(household.people);
        let mut paid_before = Money::NOTHING;
        let mut paid_after = Money::NOTHING;
        for change in &household.changes {
            let item = &pair.items[change.item];
            if let Some(tally) = self.items.get_mut(change.item) {
                tally.add(change, item.is_benefit())?;
            }
            if !item.is_benefit() {
                continue;
            }
            own.stopped |= u64::from(change.stopped());
            own.begun |= u64::from(change.begun());
            paid_before = paid_before.plus(change.old.money)?;
            paid_after = paid_after.plus(change.new.money)?;
            if let (true, Some(old), Some(new)) =
                (change.settled(), change.old.money.settled(), change.new.money.settled())
            {
                own.sums.add(old, new)?;
                self.bear(change)?;
            }
        }
        let monthly = (paid_before.monthly.is_point(), paid_after.monthly.is_point());
        own.monthly_stopped = u64::from(
            matches!(monthly, (Some(before), Some(after)) if before > Ratio::ZERO && after == Ratio::ZERO),
        );
        let [before, after] = household.standing;
        let settled = before.open | after.open == 0;
        let differs = before.holds & !after.open != after.holds & !before.open;
        own.recategorized = u64::from(differs);
        own.only_lost = u64::from(differs && settled && after.holds & !before.holds == 0);
        match household.difference.settled() {
            Some(difference) => {
                self.monthly.add(difference.monthly)?;
                self.once.add(difference.once)?;
                let [more, less] = &mut own.more_and_less;
                *more = part(difference, |amount| amount > Ratio::ZERO);
                *less = part(difference, |amount| amount < Ratio::ZERO);
            }
            None => {
                self.monthly.open += 1;
                self.once.open += 1;
                own.open = open_part(household, pair)?;
            }
        }
        self.standing(household.standing);
        if let Some(categories) = &household.categories {
            *self.categories.entry(categories.clone()).or_insert(0) += 1;
            if self.categories.len() > CATEGORIES {
                return Err(Full::Categories);
            }
        }
        for name in &household.missing {
            let name = name.clone();
            counted(&mut self.missing, name, || "其他".to_owned());
        }
        for reason in &household.reasons {
            let rest = || Reason { result: "其他".to_owned(), cause: Cause::Other };
            counted(&mut self.reasons, reason.clone(), rest);
        }
        self.all.merge(&own)?;
        if !household.by.is_empty() {
            self.groups.entry(household.by.clone()).or_default().merge(&own)?;
            if self.groups.len() > GROUPS {
                return Err(Full::Groups);
            }
        }
        if !matches!(household.effect, Effect::Loses | Effect::Mixed) {
            return Ok(None);
        }
        let loser = Loser::of(pair, household, own.sums, [paid_before, paid_after])?;
        self.losers.add(&loser);
        Ok(Some(loser))
    }

    /// Who bears what a benefit costs.
    fn bear(&mut self, change: &Change) -> Result<(), Overflow> {
        let last = self.burdens.len().saturating_sub(1);
        for (given, old) in [(&change.old, true), (&change.new, false)] {
            for (bearer, paid) in &given.shares {
                let Some(burden) = self.burdens.get_mut(bearer.unwrap_or(last)) else { continue };
                let (before, after) = if old { (*paid, Paid::NOTHING) } else { (Paid::NOTHING, *paid) };
                burden.add(before, after)?;
            }
        }
        Ok(())
    }

    fn standing(&mut self, standing: [Standing; 2]) {
        let full = self.standings.len() >= KINDS;
        match self.standings.get_mut(&standing) {
            Some(count) => *count += 1,
            None if full => self.standings_beyond += 1,
            None => {
                self.standings.insert(standing, 1);
            }
        }
    }

    /// Who bears what, those that bear nothing left out.
    #[must_use]
    pub fn burdens(&self, pair: &Pair<'_>) -> Vec<Burden> {
        let names = pair.bearers.iter().cloned().map(Some).chain([None]);
        names
            .zip(&self.burdens)
            .filter(|(_, sums)| **sums != Sums::default())
            .map(|(bearer, sums)| Burden { bearer, sums: *sums })
            .collect()
    }

    /// Combinations of determinations under the old and the new text that households have, only of those determinations
    /// (numbers of items) that tell something: households are counted by which of them hold before and after.
    #[must_use]
    pub fn combinations(&self, pair: &Pair<'_>) -> Combinations {
        let moved = |[before, after]: &[Standing; 2]| before != after;
        let mut differ = 0;
        let mut context = 0;
        let mut always = u128::MAX;
        for [before, after] in self.standings.keys().filter(|pair| moved(pair)) {
            differ |= before.holds ^ after.holds | before.open ^ after.open;
            context |= before.holds | after.holds;
            always &= before.holds & after.holds;
        }
        let wide = differ | (context & !always);
        let shown = if wide.count_ones() <= FEW { wide } else { differ };
        let mut counts: BTreeMap<[Standing; 2], u64> = BTreeMap::new();
        for (standing, count) in &self.standings {
            let only = standing.map(|one| Standing { holds: one.holds & shown, open: one.open & shown });
            *counts.entry(only).or_insert(0) += count;
        }
        let items = pair.combined.iter().enumerate().filter(|(bit, _)| shown >> bit & 1 == 1);
        let (bits, items) = items.unzip();
        Combinations { bits, items, counts }
    }
}

/// Determinations that are shown together, although not all of them differ.
const FEW: u32 = 6;

/// Which determinations hold together, before and after.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Combinations {
    /// The bits that are looked at.
    pub bits: Vec<usize>,
    /// The items that they stand for.
    pub items: Vec<usize>,
    /// How many households.
    pub counts: BTreeMap<[Standing; 2], u64>,
}

impl Combinations {
    /// The items that hold, and those that are open.
    #[must_use]
    pub fn of(&self, standing: Standing) -> (Vec<usize>, Vec<usize>) {
        let set = |bits: u128| {
            let own = self.bits.iter().zip(&self.items).filter(|(bit, _)| bits >> **bit & 1 == 1);
            own.map(|(_, item)| *item).collect()
        };
        (set(standing.holds), set(standing.open))
    }
}

/// Counts one of a kind, together with others once there are too many kinds.
fn counted<K: Ord>(counts: &mut BTreeMap<K, u64>, kind: K, rest: impl FnOnce() -> K) {
    let full = counts.len() >= KINDS;
    match counts.get_mut(&kind) {
        Some(count) => *count += 1,
        None => {
            let kind = if full { rest() } else { kind };
            *counts.entry(kind).or_insert(0) += 1;
        }
    }
}

/// The parts of a difference that go one way.
fn part(difference: Paid, way: impl Fn(Ratio) -> bool) -> Paid {
    let only = |amount: Ratio| if way(amount) { amount } else { Ratio::ZERO };
    Paid { monthly: only(difference.monthly), yearly: only(difference.yearly), once: only(difference.once) }
}

/// What benefits that are not settled under both texts may come to more under the new one.
fn open_part(household: &Household, pair: &Pair<'_>) -> Result<Money, Overflow> {
    let mut open = Money::NOTHING;
    for change in &household.changes {
        let item = &pair.items[change.item];
        if item.is_benefit() && !item.same && !change.settled() {
            open = open.plus(change.new.money.minus(change.old.money)?)?;
        }
    }
    Ok(open)
}

impl Group {
    fn merge(&mut self, other: &Group) -> Result<(), Overflow> {
        self.households += other.households;
        self.people += other.people;
        for at in 0..Effect::ALL.len() {
            self.effects[at] += other.effects[at];
            self.affected[at] += other.affected[at];
        }
        self.stopped += other.stopped;
        self.monthly_stopped += other.monthly_stopped;
        self.begun += other.begun;
        self.recategorized += other.recategorized;
        self.only_lost += other.only_lost;
        self.sums.add(other.sums.old, other.sums.new)?;
        for (own, more) in self.more_and_less.iter_mut().zip(other.more_and_less) {
            *own = own.plus(more)?;
        }
        self.open = self.open.plus(other.open)?;
        Ok(())
    }

    /// How many households have this effect.
    #[must_use]
    pub fn count(&self, effect: Effect) -> u64 {
        self.effects[effect.index()]
    }

    /// What the settled sums grow by, in two parts that make it up: of households of which all amounts are settled, and
    /// of the settled benefits of the others. None where it does not fit exact numbers.
    #[must_use]
    pub fn settled_and_rest(&self) -> Option<[Paid; 2]> {
        let [more, less] = self.more_and_less;
        let settled = more.plus(less).ok()?;
        Some([settled, self.sums.more().ok()?.minus(settled).ok()?])
    }

    /// Between what undetermined households may cost more every month, over a year and once; nothing where there are none.
    #[must_use]
    pub fn open_ranges(&self) -> [Interval; 3] {
        [self.open.monthly, self.open.yearly, self.open.once]
    }
}

impl ItemTally {
    fn add(&mut self, change: &Change, benefit: bool) -> Result<(), Overflow> {
        let (old, new) = (&change.old, &change.new);
        for (at, given) in [old, new].into_iter().enumerate() {
            self.households[at] += u64::from(given.granted > 0);
            self.subjects[at] += u64::from(given.granted);
            self.offered[at] += u64::from(given.offered);
        }
        self.gained_and_lost[0] += u64::from(change.gained);
        self.gained_and_lost[1] += u64::from(change.lost);
        self.begun_and_stopped[0] += u64::from(change.begun());
        self.begun_and_stopped[1] += u64::from(change.stopped());
        self.open += u64::from(!change.settled());
        if !benefit || !change.settled() {
            return Ok(());
        }
        if let (Some(old), Some(new)) = (old.money.settled(), new.money.settled()) {
            self.sums.add(old, new)?;
            let (before, after) = (old.in_a_year()?, new.in_a_year()?);
            self.more_and_less[0] += u64::from(after > before);
            self.more_and_less[1] += u64::from(after < before);
        }
        Ok(())
    }
}
