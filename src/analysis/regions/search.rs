//! Splitting the space of households into regions, one after another.
//!
//! A run goes through the rules once and asks [`Search::choose`] wherever they would take different ways; each way is a
//! region with its constraints. Runs are repeated with another way at the last place that has one left, so that all
//! regions are visited exactly once. A way whose constraints have no solution is not taken.

use std::rc::Rc;

use super::linear::{Linear, Sign, Unknown};
use super::simplex::{Simplex, Verdict};
use crate::quantity::ratio::Ratio;

/// An unknown with finitely many values.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct Finite(pub(super) u32);

/// Why a run ends before it has a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stop {
    /// Nothing is left in the region.
    Empty,
    /// The search has taken as long as it may.
    Spent,
}

/// What is known of the unknowns of a region.
#[derive(Clone, Debug, Default)]
pub(super) struct Store {
    simplex: Rc<Simplex>,
    domains: Vec<Rc<[u32]>>,
}

impl Store {
    /// Adds `expression sign 0`.
    fn require(&mut self, expression: &Linear, sign: Sign) -> bool {
        // Unknown (fractions outgrew their bits) only leaves the region larger.
        Rc::make_mut(&mut self.simplex).require(expression, sign) != Verdict::Infeasible
    }

    fn restrict(&mut self, of: Finite, keep: impl Fn(u32) -> bool) -> bool {
        let Some(domain) = self.domains.get_mut(of.0 as usize) else { return true };
        let left: Vec<u32> = domain.iter().copied().filter(|value| keep(*value)).collect();
        *domain = left.into();
        !domain.is_empty()
    }
}

/// One way at a place where runs may go different ways.
#[derive(Clone, Debug)]
struct Choice {
    /// How many ways were tried.
    tried: usize,
    ways: usize,
    before: Store,
}

/// In which order the ways are tried. Any order visits all regions; a witness may be near the beginning of one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Order {
    /// The first first: nothing, no, none.
    Small,
    /// The last first.
    Large,
    /// By the place of the choice, from a number.
    Mixed(u32),
}

impl Order {
    /// The way that is tried after so many others; a preferred one first.
    fn way(self, place: usize, tried: usize, ways: usize, preferred: Option<usize>) -> usize {
        let nth = |tried: usize| match self {
            Order::Small => tried,
            Order::Large => ways - 1 - tried,
            Order::Mixed(seed) => {
                let mixed = (place as u32 ^ seed).wrapping_mul(0x9e37_79b9) >> 16;
                (mixed as usize + tried) % ways
            }
        };
        let Some(preferred) = preferred.filter(|preferred| *preferred < ways) else { return nth(tried) };
        match tried {
            0 => preferred,
            _ => (0..ways).map(nth).filter(|way| *way != preferred).nth(tried - 1).unwrap_or(preferred),
        }
    }
}

/// Visits the regions.
#[derive(Debug)]
pub(super) struct Search {
    order: Order,
    /// The order for lengths of lists.
    lengths: Order,
    /// What an example in mind has for an unknown.
    numbers: Vec<Option<Ratio>>,
    elements: Vec<Option<u32>>,
    trail: Vec<Choice>,
    at: usize,
    store: Store,
    unknowns: u32,
    /// Of each finite unknown of this run, how many values it has in all.
    sizes: Vec<u32>,
    /// How many places of choice may still be passed.
    pub(super) left: usize,
    /// Some values were passed over to find an example sooner: that none was found says nothing.
    pub(super) narrowed: bool,
}

impl Search {
    pub(super) fn new(order: Order, lengths: Order, budget: usize) -> Search {
        let store = Store::default();
        Search {
            order,
            lengths,
            numbers: Vec::new(),
            elements: Vec::new(),
            trail: Vec::new(),
            at: 0,
            store,
            unknowns: 0,
            sizes: Vec::new(),
            left: budget,
            narrowed: false,
        }
    }

    /// The ways up to the last choice are those of the run before: their constraints stand already.
    fn repeats(&self) -> bool {
        self.at < self.trail.len()
    }

    /// Goes to the next region; `false` when all were visited.
    pub(super) fn advance(&mut self) -> bool {
        self.at = 0;
        self.unknowns = 0;
        self.numbers.clear();
        self.elements.clear();
        self.sizes.clear();
        while let Some(last) = self.trail.last_mut() {
            if last.tried < last.ways {
                return true;
            }
            self.trail.pop();
        }
        false
    }

    /// Takes one of several ways; `apply` adds its constraints and says whether anything is left.
    fn choose(
        &mut self,
        ways: usize,
        order: Order,
        preferred: Option<usize>,
        apply: impl Fn(&mut Store, usize) -> bool,
    ) -> Result<usize, Stop> {
        self.left = self.left.checked_sub(1).ok_or(Stop::Spent)?;
        let place = self.at;
        if self.at + 1 < self.trail.len() {
            self.at += 1;
            let taken = self.trail[place].tried - 1;
            return Ok(order.way(place, taken, ways, preferred));
        }
        if self.at == self.trail.len() {
            self.trail.push(Choice { tried: 0, ways, before: self.store.clone() });
        }
        while self.trail[place].tried < ways {
            let way = order.way(place, self.trail[place].tried, ways, preferred);
            self.trail[place].tried += 1;
            let mut store = self.trail[place].before.clone();
            if apply(&mut store, way) {
                self.store = store;
                self.at += 1;
                return Ok(way);
            }
        }
        Err(Stop::Empty)
    }

    /// Takes any of several ways freely.
    pub(super) fn any(&mut self, ways: usize) -> Result<usize, Stop> {
        self.any_rather(ways, None)
    }

    /// Takes any of several ways freely, one rather than the others.
    pub(super) fn any_rather(&mut self, ways: usize, preferred: Option<usize>) -> Result<usize, Stop> {
        if ways == 1 { Ok(0) } else { self.choose(ways, self.order, preferred, |_, _| true) }
    }

    /// How many entries more than the fewest a list has.
    pub(super) fn length(&mut self, ways: usize) -> Result<usize, Stop> {
        if ways == 1 { Ok(0) } else { self.choose(ways, self.lengths, None, |_, _| true) }
    }

    /// An example in mind has this number for the unknown made last.
    pub(super) fn hint(&mut self, number: Option<Ratio>) {
        if let Some(last) = self.numbers.last_mut() {
            *last = number;
        }
    }

    /// An example in mind has this value for the finite unknown made last.
    pub(super) fn hint_element(&mut self, element: Option<u32>) {
        if let Some(last) = self.elements.last_mut() {
            *last = element;
        }
    }

    /// The number of an expression for the example in mind.
    fn hinted(&self, expression: &Linear) -> Option<Ratio> {
        expression.terms.iter().try_fold(expression.constant, |sum, (unknown, factor)| {
            let number = self.numbers.get(unknown.0 as usize).copied().flatten()?;
            sum.checked_add(number.checked_mul(*factor)?)
        })
    }

    /// A new unknown number.
    pub(super) fn unknown(&mut self, whole: bool) -> Unknown {
        let unknown = Unknown(self.unknowns);
        self.unknowns += 1;
        self.numbers.push(None);
        if !self.repeats() {
            Rc::make_mut(&mut self.store.simplex).add_unknown(whole);
        }
        unknown
    }

    /// A new unknown with the values `0 .. count`.
    pub(super) fn finite(&mut self, count: u32) -> Finite {
        let finite = Finite(self.sizes.len() as u32);
        self.sizes.push(count);
        self.elements.push(None);
        if !self.repeats() {
            self.store.domains.push((0..count).collect());
        }
        finite
    }

    /// `expression sign 0` holds in the whole region.
    pub(super) fn require(&mut self, expression: &Linear, sign: Sign) -> Result<(), Stop> {
        if self.repeats() || self.store.require(expression, sign) { Ok(()) } else { Err(Stop::Empty) }
    }

    /// Whether `expression sign 0` holds.
    pub(super) fn holds(&mut self, expression: &Linear, sign: Sign) -> Result<bool, Stop> {
        if let Some(known) = expression.known() {
            return Ok(sign.holds(known));
        }
        let ways: &[(Sign, bool)] = match sign {
            Sign::Below => &[(Sign::Below, true), (Sign::NotBelow, false)],
            Sign::NotAbove => &[(Sign::NotAbove, true), (Sign::Above, false)],
            Sign::Zero => &[(Sign::Zero, true), (Sign::Below, false), (Sign::Above, false)],
            Sign::NotBelow => &[(Sign::NotBelow, true), (Sign::Below, false)],
            Sign::Above => &[(Sign::Above, true), (Sign::NotAbove, false)],
        };
        let hinted = self.hinted(expression);
        let preferred = hinted.and_then(|number| ways.iter().position(|(sign, _)| sign.holds(number)));
        let apply = |store: &mut Store, way: usize| store.require(expression, ways[way].0);
        let way = self.choose(ways.len(), self.order, preferred, apply)?;
        Ok(ways[way].1)
    }

    /// Whether the value of a finite unknown passes a test.
    pub(super) fn passes(&mut self, of: Finite, test: impl Fn(u32) -> bool) -> Result<bool, Stop> {
        let preferred =
            self.elements.get(of.0 as usize).copied().flatten().map(|value| usize::from(test(value)));
        let apply = |store: &mut Store, way: usize| store.restrict(of, |value| test(value) == (way == 1));
        let way = self.choose(2, self.order, preferred, apply)?;
        Ok(way == 1)
    }

    /// The class into which the value of a finite unknown falls.
    pub(super) fn class(
        &mut self,
        of: Finite,
        classes: &[u32],
        class: impl Fn(u32) -> u32,
    ) -> Result<u32, Stop> {
        let hinted = self.elements.get(of.0 as usize).copied().flatten();
        let preferred = hinted.and_then(|value| classes.iter().position(|known| *known == class(value)));
        let apply = |store: &mut Store, way: usize| store.restrict(of, |value| class(value) == classes[way]);
        let way = self.choose(classes.len(), self.order, preferred, apply)?;
        Ok(classes[way])
    }

    /// The first value that a finite unknown may have.
    pub(super) fn first(&self, of: Finite) -> u32 {
        self.store.domains.get(of.0 as usize).and_then(|domain| domain.first().copied()).unwrap_or(0)
    }

    /// How many values a finite unknown has in all.
    pub(super) fn size(&self, of: Finite) -> u32 {
        self.sizes.get(of.0 as usize).copied().unwrap_or(0)
    }

    /// A point of the region: a number for each unknown, plain ones where there are such; `None` where none was found.
    pub(super) fn point(&self) -> Option<Vec<Ratio>> {
        let mut simplex = (*self.store.simplex).clone();
        let mut point = Vec::new();
        for unknown in (0..self.unknowns).map(Unknown) {
            let near = simplex.value(unknown)?;
            let fen = |number: Ratio, up: i128| {
                let hundredths = number.checked_mul(Ratio::from_integer(100))?.floor() + up;
                Ratio::new(hundredths, 100)
            };
            let whole = |up: i128| Some(Ratio::from_integer(near.floor() + up));
            let tried = [
                Some(Ratio::ZERO),
                Some(near).filter(|near| near.is_integer()),
                whole(1),
                whole(0),
                whole(-1),
                fen(near, 0),
                fen(near, 1),
                fen(near, -1),
                Some(near),
            ];
            let fits = tried.into_iter().flatten().find_map(|number| {
                let mut fixed = simplex.clone();
                let equal =
                    Linear::unknown(unknown).plus(&Linear::constant(number), Ratio::from_integer(-1))?;
                (fixed.require(&equal, Sign::Zero) == Verdict::Feasible).then_some((number, fixed))
            });
            let (number, fixed) = fits?;
            simplex = fixed;
            point.push(number);
        }
        Some(point)
    }
}
