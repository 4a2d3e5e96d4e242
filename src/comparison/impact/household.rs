//! One household under both texts.

use crate::evaluation::evaluator::Evaluator;
use crate::facts::error::RecordError;
use crate::facts::from_json::RecordReader;
use crate::facts::json::Json;
use crate::facts::record::{FactValue, Record};
use crate::program::ir::{FieldId, NodeId, Program, Type};
use crate::quantity::interval::Interval;
use crate::quantity::ratio::Ratio;
use crate::quantity::spoken;
use crate::trace::outcome::{Settled, Status};
use crate::trace::value::Value;

use super::money::{Effect, Money, Overflow, Pace, Paid, Ways, of_amount};
use super::pair::{Categories, Item, Pair, Side, Told, missing};
use super::reason::{Reason, reasons};

/// What the matrix says where no category holds.
pub const NONE: &str = "都不符合";
/// What is said of a value that facts are missing for.
pub const OPEN: &str = "未定";
/// What is said of a value that no rule gives.
pub const UNRULED: &str = "没有规定";
/// What is said of a value that a text does not know.
pub const UNKNOWN_ITEM: &str = "没有这一项";

/// Why a record was not counted.
#[derive(Clone, PartialEq, Debug)]
pub enum Uncounted {
    /// It is at fault, for the old text (true) or the new.
    Faulty(bool, Vec<RecordError>),
    /// A sum does not fit exact numbers.
    Overflow,
}

impl From<Overflow> for Uncounted {
    fn from(_: Overflow) -> Uncounted {
        Uncounted::Overflow
    }
}

/// One result for one household under one text, over all whom it is about.
#[derive(Clone, PartialEq, Debug)]
pub struct Given {
    /// How many it is granted to (of a determination: for how many it holds).
    pub granted: u32,
    /// Of these, without an amount.
    pub in_kind: u32,
    /// To how many it may be given (可以) if a body so decides; no sum is counted.
    pub offered: u32,
    /// For how many facts or answers are missing.
    pub open: u32,
    /// For how many the text has no rule, or several that differ.
    pub unruled: u32,
    /// What it comes to, what is open included.
    pub money: Money,
    /// The sum of amounts of which no sum of money can be made (per day, per visit), in their own unit.
    pub other: Interval,
    /// Who bears how much of what is settled: index into the bearers of the pair, none where the text does not say.
    pub shares: Vec<(Option<usize>, Paid)>,
}

impl Default for Given {
    fn default() -> Given {
        Given {
            granted: 0,
            in_kind: 0,
            offered: 0,
            open: 0,
            unruled: 0,
            money: Money::NOTHING,
            other: Interval::point(Ratio::ZERO),
            shares: Vec::new(),
        }
    }
}

impl Given {
    /// Nothing is missing to say what it comes to.
    #[must_use]
    pub fn settled(&self) -> bool {
        self.open == 0 && self.unruled == 0
    }
}

/// A result under both texts.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// Index into the items of the pair.
    pub item: usize,
    /// Under the old text.
    pub old: Given,
    /// Under the new text.
    pub new: Given,
    /// For how many it is granted or holds now but was not or did not before.
    pub gained: u32,
    /// The other way round.
    pub lost: u32,
}

impl Change {
    /// What both texts give can be said.
    #[must_use]
    pub fn settled(&self) -> bool {
        self.old.settled() && self.new.settled()
    }

    /// It was granted, and no more.
    #[must_use]
    pub fn stopped(&self) -> bool {
        self.settled() && self.old.granted > 0 && self.new.granted == 0
    }

    /// It was not granted, and is now.
    #[must_use]
    pub fn begun(&self) -> bool {
        self.settled() && self.old.granted == 0 && self.new.granted > 0
    }
}

/// Which of the combined determinations hold, and which are open, as bits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Standing {
    /// They hold.
    pub holds: u128,
    /// It is not settled whether they hold.
    pub open: u128,
}

/// A household under both texts.
#[derive(Clone, PartialEq, Debug)]
pub struct Household {
    /// Which record it is, from 1.
    pub number: u64,
    /// 编号, if given.
    pub id: Option<String>,
    /// How many people.
    pub people: u32,
    /// The values that are counted by.
    pub by: Vec<String>,
    /// Results that are not nothing under both texts.
    pub changes: Vec<Change>,
    /// The combined determinations under the old and the new text.
    pub standing: [Standing; 2],
    /// Its category under the old and the new text, if a matrix is wanted.
    pub categories: Option<[String; 2]>,
    /// What it comes to.
    pub effect: Effect,
    /// What the new text gives more, over all benefits.
    pub difference: Money,
    /// What is missing to say more, without saying of whom.
    pub missing: Vec<String>,
    /// Of a household that loses: why.
    pub reasons: Vec<Reason>,
}

/// Decides one record after another by both texts; one per thread.
pub struct Comparer<'a> {
    pair: &'a Pair<'a>,
    readers: [RecordReader<'a>; 2],
    evaluators: [Evaluator<'a>; 2],
}

impl<'a> Comparer<'a> {
    /// Decides by a pair of texts.
    #[must_use]
    pub fn new(pair: &'a Pair<'a>) -> Comparer<'a> {
        Comparer {
            pair,
            readers: [RecordReader::new(pair.old.program), RecordReader::new(pair.new.program)],
            evaluators: [Evaluator::new(&pair.old.plan), Evaluator::new(&pair.new.plan)],
        }
    }

    /// What both texts make of a record.
    ///
    /// # Errors
    /// Why it cannot be counted.
    pub fn compare(&mut self, number: u64, json: &Json) -> Result<Household, Uncounted> {
        let read =
            |at: usize| self.readers[at].read(json).map_err(|errors| Uncounted::Faulty(at == 0, errors));
        let records = [read(0)?, read(1)?];
        let settled = [self.evaluators[0].settle(&records[0]), self.evaluators[1].settle(&records[1])];
        let pair = self.pair;
        let categories = pair.categories.as_ref().map(|wanted| {
            let standing = |side: usize| self.category(wanted, side, &settled[side]);
            [standing(0), standing(1)]
        });
        let by = pair.by.iter().map(|told| self.value(*told, &records)).collect();
        let mut changes = changes(pair, &settled)?;
        let mut ways = Ways::default();
        let mut difference = Money::NOTHING;
        let mut asked: Vec<String> = Vec::new();
        for change in &changes {
            let item = &pair.items[change.item];
            if item.same {
                continue;
            }
            if item.is_benefit() {
                difference = difference.plus(apart(change)?)?;
                beside_money(item, change, &mut ways)?;
            }
        }
        for range in [difference.monthly, difference.yearly, difference.once] {
            ways.add(range);
        }
        let effect = ways.effect();
        if effect == Effect::Undetermined {
            for (side, settled) in [&pair.old, &pair.new].into_iter().zip(&settled) {
                gather(pair, side, settled, &mut asked);
            }
        }
        let standing = [combined(pair, &pair.old, &settled[0]), combined(pair, &pair.new, &settled[1])];
        let people = pair.new.people.or(pair.old.people);
        let record = if pair.new.people.is_some() { &records[1] } else { &records[0] };
        let people = people.map_or(0, |plane| u32::try_from(record.count(plane)).unwrap_or(u32::MAX));
        let reasons = if matches!(effect, Effect::Loses | Effect::Mixed) {
            reasons(pair, &changes, &mut self.evaluators[1], &records[1])?
        } else {
            Vec::new()
        };
        changes.retain(|change| !is_nothing(change));
        Ok(Household {
            number,
            id: records[1].id.clone().or_else(|| records[0].id.clone()),
            people,
            by,
            changes,
            standing,
            categories,
            effect,
            difference,
            missing: asked,
            reasons,
        })
    }

    /// The category of the household under one text.
    fn category(&self, wanted: &Categories, side: usize, settled: &[Settled]) -> String {
        let text = if side == 0 { &self.pair.old } else { &self.pair.new };
        match wanted {
            Categories::Definition(old, new) => match if side == 0 { *old } else { *new } {
                Some(node) => self.computed(side, text.program, node),
                None => UNKNOWN_ITEM.to_owned(),
            },
            Categories::First(items) => {
                for item in items {
                    let own = settled.iter().find(|settled| text.items[settled.output] == Some(*item));
                    match own.map(|settled| &settled.status) {
                        Some(Status::Holds(true)) => return self.pair.items[*item].name.clone(),
                        Some(Status::Holds(false)) | None => {}
                        Some(Status::Conflict(_) | Status::NoRule(_) | Status::Error(_)) => {
                            return UNRULED.to_owned();
                        }
                        Some(_) => return OPEN.to_owned(),
                    }
                }
                NONE.to_owned()
            }
        }
    }

    /// A value that is counted by.
    fn value(&self, told: Told, records: &[Record; 2]) -> String {
        match told {
            Told::OldFact(field) => known(self.pair.old.program, &records[0], field),
            Told::NewFact(field) => known(self.pair.new.program, &records[1], field),
            Told::Old(node) => self.computed(0, self.pair.old.program, node),
            Told::New(node) => self.computed(1, self.pair.new.program, node),
        }
    }

    /// A definition of the household.
    fn computed(&self, side: usize, program: &Program, node: NodeId) -> String {
        let evaluator = &self.evaluators[side];
        let Some(value) = evaluator.value_of(node, 0) else { return UNRULED.to_owned() };
        match (value, program.node(node).ty) {
            (Value::Truth(holds), _) => truth(holds),
            (Value::Element(at), Type::Element(category)) => {
                program.categories[category.index()].elements.get(at as usize).cloned().unwrap_or_default()
            }
            (Value::Number(number), Type::Number(unit)) => spoken::number(number, unit),
            (Value::Date(day), _) => day.iso(),
            (Value::Unlisted(text) | Value::Text(text) | Value::Place(text), _) => {
                evaluator.arena().text(text).to_owned()
            }
            (Value::Absent, _) => "无".to_owned(),
            (Value::Open(_), _) => OPEN.to_owned(),
            _ => UNRULED.to_owned(),
        }
    }
}

fn truth(holds: bool) -> String {
    if holds { "是" } else { "否" }.to_owned()
}

/// A fact of the household.
fn known(program: &Program, record: &Record, field: FieldId) -> String {
    let kind = &program.fields[field.index()];
    match (record.fact(field, 0).map(|fact| &fact.value), kind.ty) {
        (Some(FactValue::Absent), _) => "无".to_owned(),
        (Some(FactValue::Truth(holds)), _) => truth(*holds),
        (Some(FactValue::Number(number)), Type::Number(unit)) => spoken::number(*number, unit),
        (Some(FactValue::Element(at)), Type::Element(category)) => {
            program.categories[category.index()].elements.get(*at as usize).cloned().unwrap_or_default()
        }
        (Some(FactValue::Unlisted(text) | FactValue::Text(text) | FactValue::Place(text)), _) => text.clone(),
        (Some(FactValue::Date(day)), _) => day.iso(),
        (Some(FactValue::OneOf(_)), _) => "没有查清".to_owned(),
        _ => "没有填".to_owned(),
    }
}

/// Every item under both texts.
fn changes(pair: &Pair<'_>, settled: &[Vec<Settled>; 2]) -> Result<Vec<Change>, Overflow> {
    let mut changes: Vec<Change> = (0..pair.items.len())
        .map(|item| Change { item, old: Given::default(), new: Given::default(), gained: 0, lost: 0 })
        .collect();
    for (side, settled, old) in [(&pair.old, &settled[0], true), (&pair.new, &settled[1], false)] {
        for one in settled {
            let Some(change) = side.items[one.output].and_then(|item| changes.get_mut(item)) else {
                continue;
            };
            let given = if old { &mut change.old } else { &mut change.new };
            count(pair, side, one, given)?;
        }
    }
    for (change, (old, new)) in changes.iter_mut().zip(stands(pair, settled)) {
        let places = old.len().max(new.len());
        let at = |list: &[Option<bool>], place: usize| list.get(place).copied().unwrap_or(Some(false));
        for place in 0..places {
            match (at(&old, place), at(&new, place)) {
                (Some(false), Some(true)) => change.gained += 1,
                (Some(true), Some(false)) => change.lost += 1,
                _ => {}
            }
        }
    }
    Ok(changes)
}

/// Per item, for each whom it is about, whether it holds or is granted under either text; none where that is open.
type Stands = Vec<(Vec<Option<bool>>, Vec<Option<bool>>)>;

fn stands(pair: &Pair<'_>, settled: &[Vec<Settled>; 2]) -> Stands {
    let mut stands: Stands = vec![(Vec::new(), Vec::new()); pair.items.len()];
    for (side, settled, old) in [(&pair.old, &settled[0], true), (&pair.new, &settled[1], false)] {
        for one in settled {
            let Some(place) = side.items[one.output].and_then(|item| stands.get_mut(item)) else { continue };
            let list = if old { &mut place.0 } else { &mut place.1 };
            list.push(match one.status {
                Status::Holds(holds) => Some(holds),
                Status::Granted(_) | Status::GrantedInKind => Some(true),
                Status::NotGranted | Status::Offered(_) => Some(false),
                _ => None,
            });
        }
    }
    stands
}

/// Adds one result to what its item gives.
fn count(pair: &Pair<'_>, side: &Side<'_>, one: &Settled, given: &mut Given) -> Result<(), Overflow> {
    let pace = side.paces[one.output];
    match &one.status {
        Status::Holds(true) => given.granted += 1,
        Status::Holds(false) | Status::NotGranted => {}
        Status::GrantedInKind => {
            given.granted += 1;
            given.in_kind += 1;
        }
        Status::Granted(amount) => {
            given.granted += 1;
            let money = of_amount(pace, Interval::point(*amount), one)?;
            given.money = given.money.plus(money)?;
            if let Pace::Other(_) = pace {
                given.other = given.other.add(Interval::point(*amount)).ok_or(Overflow)?;
            }
            let mut bear = |bearer: Option<usize>, part: Money| match part.settled() {
                Some(paid) if paid != Paid::NOTHING => given.shares.push((bearer, paid)),
                _ => {}
            };
            if one.funding.is_empty() {
                bear(None, money);
            }
            for (bearer, part) in &one.funding {
                let bearer = pair.bearers.iter().position(|known| known == bearer);
                bear(bearer, of_amount(pace, Interval::point(*part), one)?);
            }
        }
        Status::Offered(_) => given.offered += 1,
        Status::Undetermined(range) | Status::NeedsJudgement(range) => {
            given.open += 1;
            let range = range.unwrap_or(Interval::everything());
            // No benefit takes money away.
            let range = range.intersect(Interval::at_least(Ratio::ZERO)).unwrap_or(range);
            given.money = given.money.plus(of_amount(pace, range, one)?)?;
            if let Pace::Other(_) = pace {
                given.other = given.other.add(range.hull(Interval::point(Ratio::ZERO))).ok_or(Overflow)?;
            }
        }
        Status::Conflict(_) | Status::NoRule(_) | Status::Error(_) => {
            given.unruled += 1;
            given.money = Money::anything();
            given.other = Interval::everything();
        }
    }
    Ok(())
}

/// What a benefit gives more under the new text.
fn apart(change: &Change) -> Result<Money, Overflow> {
    if change.old == change.new && change.settled() {
        return Ok(Money::NOTHING);
    }
    change.new.money.minus(change.old.money)
}

/// What has no amount to be set off: services, and amounts per day or per visit.
fn beside_money(item: &Item, change: &Change, ways: &mut Ways) -> Result<(), Overflow> {
    let (old, new) = (&change.old, &change.new);
    let (before, after) = item.paces.unwrap_or_default();
    let either = |of: fn(Pace) -> bool| before.is_some_and(of) || after.is_some_and(of);
    if either(|pace| pace == Pace::InKind) {
        let (more, fewer) = (new.in_kind > old.in_kind, new.in_kind < old.in_kind);
        let open = !change.settled();
        ways.add_known(more || open, fewer || open, more && !open, fewer && !open);
    }
    if either(|pace| matches!(pace, Pace::Other(_))) {
        let alike = before == after || before.is_none() || after.is_none();
        let apart = if alike { new.other.sub(old.other).ok_or(Overflow)? } else { Interval::everything() };
        let nothing = old.granted + old.open + old.unruled + new.granted + new.open + new.unruled == 0;
        if !nothing {
            ways.add(apart);
        }
    }
    Ok(())
}

/// What is missing for results that the texts do not share.
fn gather(pair: &Pair<'_>, side: &Side<'_>, settled: &[Settled], asked: &mut Vec<String>) {
    for one in settled {
        let counts = side.items[one.output].map(|item| &pair.items[item]);
        if !counts.is_some_and(|item| !item.same && item.is_benefit()) {
            continue;
        }
        if matches!(one.status, Status::Conflict(_) | Status::NoRule(_) | Status::Error(_)) {
            let name = &side.program.outputs[one.output].name;
            put(asked, format!("{name}（公文没有规定，或者互相冲突）"));
        }
        if matches!(one.status, Status::Offered(_)) {
            continue;
        }
        for question in &one.missing {
            put(asked, missing(side.program, *question));
        }
    }
}

fn put(list: &mut Vec<String>, name: String) {
    if !list.contains(&name) {
        list.push(name);
    }
}

/// The combined determinations under one text.
fn combined(pair: &Pair<'_>, side: &Side<'_>, settled: &[Settled]) -> Standing {
    let mut standing = Standing::default();
    for one in settled {
        let Some(item) = side.items[one.output] else { continue };
        let Some(bit) = pair.combined.iter().position(|known| *known == item) else { continue };
        match one.status {
            Status::Holds(true) => standing.holds |= 1 << bit,
            Status::Holds(false) => {}
            _ => standing.open |= 1 << bit,
        }
    }
    standing
}

fn is_nothing(change: &Change) -> bool {
    let nothing = |given: &Given| given.granted == 0 && given.offered == 0 && given.settled();
    nothing(&change.old) && nothing(&change.new)
}
