//! Comparisons and memberships over regions: numbers, elements, days and places.

use std::rc::Rc;

use super::linear::{Linear, Sign};
use super::numbers::{difference, elapsed};
use super::run::{At, Computed, Lists, Run};
use super::search::Stop;
use super::symbol::{Base, Day, Element, Fault, Lack, Place, Symbol};
use crate::program::ir::{Constant, NodeId, Op, Relation, Set, SetId};
use crate::program::place::{self, Lies};
use crate::quantity::calendar::Date;
use crate::quantity::interval::Interval;
use crate::quantity::ratio::Ratio;
use crate::quantity::shift::Shift;

/// The sign of a difference for which a relation holds, and whether it is the negation that holds.
fn sign_of(relation: Relation) -> (Sign, bool) {
    match relation {
        Relation::Less => (Sign::Below, true),
        Relation::LessOrEqual => (Sign::NotAbove, true),
        Relation::Equal => (Sign::Zero, true),
        Relation::NotEqual => (Sign::Zero, false),
        Relation::GreaterOrEqual => (Sign::NotBelow, true),
        Relation::Greater => (Sign::Above, true),
    }
}

/// The fewest and the most days of so many steps, with a few days more where months end.
fn ends(steps: i32, least: i32, most: i32) -> (i32, i32) {
    let (one, other) = (steps.saturating_mul(least), steps.saturating_mul(most));
    (one.min(other).saturating_sub(3), one.max(other).saturating_add(3))
}

/// The relation with its sides swapped.
fn swapped(relation: Relation) -> Relation {
    match relation {
        Relation::Less => Relation::Greater,
        Relation::LessOrEqual => Relation::GreaterOrEqual,
        Relation::Equal => Relation::Equal,
        Relation::NotEqual => Relation::NotEqual,
        Relation::GreaterOrEqual => Relation::LessOrEqual,
        Relation::Greater => Relation::Less,
    }
}

/// Whether a relation holds between two values in order.
fn holds<T: Ord>(relation: Relation, a: &T, b: &T) -> bool {
    match relation {
        Relation::Less => a < b,
        Relation::LessOrEqual => a <= b,
        Relation::Equal => a == b,
        Relation::NotEqual => a != b,
        Relation::GreaterOrEqual => a >= b,
        Relation::Greater => a > b,
    }
}

impl Run<'_, '_> {
    /// A comparison.
    pub(super) fn compare(&mut self, at: At, relation: Relation, a: NodeId, b: NodeId) -> Computed {
        let (left, right) = (self.own(at, a)?, self.own(at, b)?);
        if matches!(relation, Relation::Equal | Relation::NotEqual) {
            let none =
                |node: NodeId| matches!(self.ground.program.node(node).op, Op::Constant(Constant::Absent));
            let asked = if none(b) { Some(&left) } else { none(a).then_some(&right) };
            if let Some(asked) = asked.filter(|asked| !matches!(***asked, Symbol::Fault(_))) {
                return Ok(Symbol::Truth((**asked == Symbol::Absent) == (relation == Relation::Equal)));
            }
        }
        let (left, right) = match (&*left, &*right) {
            (Symbol::Absent, Symbol::Truth(_)) => (Rc::new(Symbol::Truth(false)), right),
            (Symbol::Truth(_), Symbol::Absent) => (left, Rc::new(Symbol::Truth(false))),
            _ => (left, right),
        };
        self.compared(at, relation, &left, &right)
    }

    /// A comparison of two symbols.
    pub(super) fn compared(&mut self, at: At, relation: Relation, a: &Symbol, b: &Symbol) -> Computed {
        Ok(match (a, b) {
            (Symbol::Fault(_) | Symbol::Absent, _) | (_, Symbol::Fault(_) | Symbol::Absent) => {
                self.lacking(at, &[a, b])
            }
            (Symbol::Truth(a), Symbol::Truth(b)) => Symbol::Truth(holds(relation, a, b)),
            (Symbol::Element(a), Symbol::Element(b)) => self.compare_elements(at, relation, a, b)?,
            (Symbol::Day(a), Symbol::Day(b)) => self.compare_days(at, relation, a, b)?,
            (Symbol::Place(a), Symbol::Place(b)) => self.compare_places(at, relation, a, b)?,
            (Symbol::Text(Some(a)), Symbol::Text(Some(b))) => Symbol::Truth(holds(relation, a, b)),
            (Symbol::Text(_), _) | (_, Symbol::Text(_)) => self.coin(at)?,
            _ => self.compare_numbers(at, relation, a, b)?,
        })
    }

    fn compare_numbers(&mut self, at: At, relation: Relation, a: &Symbol, b: &Symbol) -> Computed {
        let (sign, wanted) = sign_of(relation);
        if let Some((above, _)) = difference(a, b) {
            return Ok(Symbol::Truth(self.search.holds(&above, sign)? == wanted));
        }
        if let (Symbol::Span { .. }, Symbol::Number(number)) = (a, b)
            && let Some(length) = number.known()
            && let Some(truth) = self.compare_span(relation, a, length)?
        {
            return Ok(Symbol::Truth(truth));
        }
        if let (Symbol::Number(number), Symbol::Span { .. }) = (a, b)
            && let Some(length) = number.known()
            && let Some(truth) = self.compare_span(swapped(relation), b, length)?
        {
            return Ok(Symbol::Truth(truth));
        }
        let (a, b) = match (self.linear(at, a)?, self.linear(at, b)?) {
            (Ok(a), Ok(b)) => (a, b),
            (Err(fault), _) | (_, Err(fault)) => return Ok(fault),
        };
        match a.minus(&b) {
            Some(difference) => Ok(Symbol::Truth(self.search.holds(&difference, sign)? == wanted)),
            None => self.coin(at),
        }
    }

    /// A length of time from or to a known day beside a number.
    fn compare_span(
        &mut self,
        relation: Relation,
        span: &Symbol,
        length: Ratio,
    ) -> Result<Option<bool>, Stop> {
        let Symbol::Span { unit, from, to } = span else { return Ok(None) };
        let whole = |number: i128| Ratio::from_integer(number);
        // Longer the later it ends, and the earlier it begins.
        let reached = |beyond: bool| {
            move |days: i128| if beyond { whole(days) > length } else { whole(days) >= length }
        };
        let mut test = |beyond: bool| -> Result<Option<bool>, Stop> {
            let reached = reached(beyond);
            Ok(match (from, to) {
                (Day::Known(from), Day::Moved { from: unknown, shifts }) => {
                    self.holds_since(*unknown, shifts, |day| reached(elapsed(*unit, *from, day)))?
                }
                (Day::Moved { from: unknown, shifts }, Day::Known(to)) => {
                    let short =
                        self.holds_since(*unknown, shifts, |day| !reached(elapsed(*unit, day, *to)))?;
                    short.map(|short| !short)
                }
                _ => None,
            })
        };
        Ok(match relation {
            Relation::GreaterOrEqual => test(false)?,
            Relation::Less => test(false)?.map(|reached| !reached),
            Relation::Greater => test(true)?,
            Relation::LessOrEqual => test(true)?.map(|beyond| !beyond),
            Relation::Equal | Relation::NotEqual => match test(false)? {
                Some(true) => test(true)?.map(|beyond| beyond != (relation == Relation::Equal)),
                Some(false) => Some(relation == Relation::NotEqual),
                None => None,
            },
        })
    }

    /// Whether a test holds of an unknown day, counted on by shifts, that holds from some day on and never before;
    /// `None` where the shifts cannot be followed.
    fn holds_since(
        &mut self,
        unknown: super::linear::Unknown,
        shifts: &[Shift],
        test: impl Fn(Date) -> bool,
    ) -> Result<Option<bool>, Stop> {
        if shifts.iter().any(|shift| matches!(shift, Shift::WorkingDays(_))) {
            return Ok(None);
        }
        let on = self.ground.program.on;
        let moved = |days: i128| {
            let day = i32::try_from(days).ok().and_then(|days| on.add_days(days))?;
            shifts.iter().try_fold(day, |day, shift| shift.apply(day))
        };
        let last_day = |day: Option<Date>| day.map(|day| i128::from(Date::days_between(on, day)));
        let (Some(mut low), Some(mut high)) =
            (last_day(Date::from_ymd(1900, 1, 1)), last_day(Date::from_ymd(2200, 12, 31)))
        else {
            return Ok(None);
        };
        // The first day on which it holds; one past the last if on none.
        high += 1;
        while low < high {
            let middle = low + (high - low) / 2;
            let Some(day) = moved(middle) else { return Ok(None) };
            if test(day) { high = middle } else { low = middle + 1 }
        }
        let beyond = Linear::unknown(unknown).minus(&Linear::constant(Ratio::from_integer(low)));
        Ok(match beyond {
            Some(beyond) => Some(self.search.holds(&beyond, Sign::NotBelow)?),
            None => None,
        })
    }

    fn compare_days(&mut self, at: At, relation: Relation, a: &Day, b: &Day) -> Computed {
        let (sign, wanted) = sign_of(relation);
        let found = match (a, b) {
            (Day::Known(a), Day::Known(b)) => Some(holds(relation, a, b)),
            (Day::Moved { from, shifts }, Day::Known(day)) if !shifts.is_empty() => {
                self.compare_moved(relation, *from, shifts, *day)?
            }
            (Day::Known(day), Day::Moved { from, shifts }) if !shifts.is_empty() => {
                self.compare_moved(swapped(relation), *from, shifts, *day)?
            }
            _ => None,
        };
        if let Some(truth) = found {
            return Ok(Symbol::Truth(truth));
        }
        let (a, b) = (self.near_day(a)?, self.near_day(b)?);
        match a.and_then(|a| a.minus(&b?)) {
            Some(difference) => Ok(Symbol::Truth(self.search.holds(&difference, sign)? == wanted)),
            None => self.coin(at),
        }
    }

    /// A day as days from the day of the text. How many days a shift makes is not told exactly: anything between what
    /// is certain where all lists are gathered, one end of it where a household is sought.
    fn near_day(&mut self, day: &Day) -> Result<Option<Linear>, Stop> {
        let Day::Moved { from, shifts } = day else { return Ok(self.day_number(day)) };
        let mut at = Linear::unknown(*from);
        for shift in shifts {
            let (low, high) = match *shift {
                Shift::Days(days) => (days, days),
                Shift::Months(months) => ends(months, 28, 31),
                Shift::Years(years) => ends(years, 365, 366),
                Shift::WorkingDays(days) => ends(days, 1, 12),
                Shift::Anchor(_) => (-366, 366),
            };
            let (low, high) = (Ratio::from_integer(low.into()), Ratio::from_integer(high.into()));
            let step = if self.ground.lists == Lists::Gathered {
                let range = Interval::between(low, high);
                self.within_range(range, true)?
            } else {
                self.search.narrowed = true;
                Linear::constant(if self.search.any(2)? == 0 { high } else { low })
            };
            match at.plus(&step, Ratio::ONE) {
                Some(moved) => at = moved,
                None => return Ok(None),
            }
        }
        Ok(Some(at))
    }

    fn compare_moved(
        &mut self,
        relation: Relation,
        from: super::linear::Unknown,
        shifts: &[Shift],
        day: Date,
    ) -> Result<Option<bool>, Stop> {
        let mut reached = || self.holds_since(from, shifts, |moved| moved >= day);
        Ok(match relation {
            Relation::GreaterOrEqual => reached()?,
            Relation::Less => reached()?.map(|reached| !reached),
            Relation::Greater => self.holds_since(from, shifts, |moved| moved > day)?,
            Relation::LessOrEqual => self.holds_since(from, shifts, |moved| moved > day)?.map(|later| !later),
            Relation::Equal | Relation::NotEqual => match reached()? {
                Some(true) => self
                    .holds_since(from, shifts, |moved| moved > day)?
                    .map(|later| later != (relation == Relation::Equal)),
                Some(false) => Some(relation == Relation::NotEqual),
                None => None,
            },
        })
    }

    /// A day counted from a day.
    pub(super) fn shifted(&mut self, at: At, of: &Symbol, shift: Shift) -> Computed {
        Ok(match of {
            Symbol::Day(Day::Known(day)) => match (shift, shift.apply(*day)) {
                (_, Some(moved)) => Symbol::Day(Day::Known(moved)),
                (Shift::WorkingDays(count), None) => {
                    match self.ground.program.working_days_from(*day, count) {
                        Ok(moved) => Symbol::Day(Day::Known(moved)),
                        Err(_) => Symbol::Fault(Fault { lack: Lack::Declared, node: at.node }),
                    }
                }
                (_, None) => self.lacking(at, &[]),
            },
            Symbol::Day(Day::Moved { from, shifts }) => {
                let mut shifts = shifts.clone();
                shifts.push(shift);
                Symbol::Day(Day::Moved { from: *from, shifts })
            }
            other => self.lacking(at, &[other]),
        })
    }

    fn compare_elements(&mut self, at: At, relation: Relation, a: &Element, b: &Element) -> Computed {
        let (picked, other, relation) = match (a.base, b.base) {
            (Base::Known(a_base), Base::Known(b_base)) => {
                let (Some(a), Some(b)) = (a.image(a_base), b.image(b_base)) else {
                    return Ok(self.lacking(at, &[]));
                };
                return Ok(Symbol::Truth(holds(relation, &a, &b)));
            }
            (Base::Picked(_), _) => (a, b, relation),
            (Base::Known(_), Base::Picked(_)) => (b, a, swapped(relation)),
        };
        let (Some(own), Some(fixed)) = (self.listed_element(picked)?, self.fixed_element(other)?) else {
            // An element that no list holds is no known one.
            return match relation {
                Relation::Equal | Relation::NotEqual => self.coin(at),
                _ => Ok(self.lacking(at, &[])),
            };
        };
        let test = |base: u32| picked.image(base).is_some_and(|image| holds(relation, &image, &fixed));
        Ok(Symbol::Truth(self.search.passes(own, test)?))
    }

    /// The unknown behind an element, if it is a listed one.
    fn listed_element(&mut self, element: &Element) -> Result<Option<super::search::Finite>, Stop> {
        let Base::Picked(finite) = element.base else { return Ok(None) };
        let listed = self.search.passes(finite, |base| base == element.unlisted)?;
        Ok((!listed).then_some(finite))
    }

    /// An element, told apart from all others; none if no list holds it.
    pub(super) fn fixed_element(&mut self, element: &Element) -> Result<Option<u32>, Stop> {
        let finite = match element.base {
            Base::Known(base) => return Ok(element.image(base)),
            Base::Picked(finite) => finite,
        };
        const NONE: u32 = u32::MAX;
        let class = |base: u32| element.image(base).unwrap_or(NONE);
        let mut classes: Vec<u32> = (0..self.search.size(finite)).map(class).collect();
        classes.sort_unstable();
        classes.dedup();
        let found = self.search.class(finite, &classes, class)?;
        Ok((found != NONE).then_some(found))
    }

    /// 属于
    pub(super) fn within(&mut self, at: At, value: NodeId, set: SetId) -> Computed {
        let value = self.own(at, value)?;
        let known = &self.ground.program.sets[set.index()];
        let element = match &*value {
            Symbol::Element(element) => element,
            Symbol::Fault(fault) => return Ok(Symbol::Fault(fault.clone())),
            _ => return Ok(Symbol::Truth(false)),
        };
        let member = |image: u32| known.elements.binary_search(&image).is_ok();
        let finite = match element.base {
            Base::Known(base) => return Ok(Symbol::Truth(element.image(base).is_some_and(member))),
            Base::Picked(finite) => finite,
        };
        if !element.parts.is_empty() || known.open {
            // A component of an element that no list holds is at fault; an open set asks about it.
            if self.search.passes(finite, |base| base == element.unlisted)? {
                if !element.parts.is_empty() {
                    return Ok(self.lacking(at, &[]));
                }
                // A record answers by the name of a set, whichever of two texts it stands in.
                let same = |other: &Set| {
                    other.open && (&other.name, other.category) == (&known.name, known.category)
                };
                let first = self.ground.program.sets.iter().position(same).map_or(set.0, |at| at as u32);
                let key = (first, at.plane, at.instance);
                let belongs = match self.memberships.get(&key) {
                    Some(belongs) => *belongs,
                    None => self.search.any(2)? == 1,
                };
                self.memberships.insert(key, belongs);
                return Ok(Symbol::Truth(belongs));
            }
        }
        Ok(Symbol::Truth(self.search.passes(finite, |base| element.image(base).is_some_and(member))?))
    }

    /// A place, told apart from all others.
    pub(super) fn fixed_place(&mut self, place: &Place) -> Result<String, Stop> {
        let finite = match place {
            Place::Known(place) => return Ok(place.clone()),
            Place::Picked(finite) => *finite,
        };
        let classes: Vec<u32> = (0..self.search.size(finite)).collect();
        let index = self.search.class(finite, &classes, |at| at)?;
        Ok(self.ground.places.get(index as usize).cloned().unwrap_or_default())
    }

    fn compare_places(&mut self, at: At, relation: Relation, a: &Place, b: &Place) -> Computed {
        let equal = match (a, b) {
            (Place::Picked(a), Place::Picked(b)) if a == b => true,
            (Place::Picked(_), Place::Picked(_)) => match self.coin(at)? {
                Symbol::Truth(truth) => truth,
                other => return Ok(other),
            },
            _ => {
                let (a, b) = (self.fixed_place(a)?, self.fixed_place(b)?);
                place::same(&a, &b, &self.ground.program.area)
            }
        };
        Ok(Symbol::Truth(equal == (relation == Relation::Equal)))
    }

    /// 位于
    pub(super) fn located(&mut self, at: At, inner: NodeId, within: Option<NodeId>) -> Computed {
        let inner = self.own(at, inner)?;
        let outer = within.map(|within| self.own(at, within)).transpose()?;
        let inner = match &*inner {
            Symbol::Place(place) => place.clone(),
            Symbol::Text(Some(text)) => Place::Known(text.clone()),
            Symbol::Absent => return Ok(Symbol::Truth(false)),
            Symbol::Fault(fault) => return Ok(Symbol::Fault(fault.clone())),
            _ => return self.coin(at),
        };
        let home = self.ground.program.area.clone();
        let outer = match outer.as_deref() {
            None => home.clone(),
            Some(Symbol::Place(place)) => {
                let place = place.clone();
                self.fixed_place(&place)?
            }
            Some(Symbol::Text(Some(text))) => text.clone(),
            Some(Symbol::Text(None)) => return self.coin(at),
            Some(other) => return Ok(self.lacking(at, &[other])),
        };
        let inside = |place: &str| place::lies(place, &outer, &home) == Lies::Inside;
        Ok(Symbol::Truth(match &inner {
            Place::Known(place) => inside(place),
            Place::Picked(finite) => {
                let places = &self.ground.places;
                let test = |at: u32| places.get(at as usize).is_some_and(|place| inside(place));
                self.search.passes(*finite, test)?
            }
        }))
    }
}
