//! What each kind of node is, as terms.

use super::encode::{Encoder, World};
use super::sym::{Day, Kind, Number, Sym, few};
use super::term::{Term, and, apply, choice, equal, not, or, whole};
use crate::program::ir::{Constant, Elapsed, NodeId, Op, Relation, SetId, Type};
use crate::program::place::{Lies, lies, same};
use crate::quantity::calendar::Date;
use crate::quantity::ratio::Ratio;
use crate::quantity::rounding::{Mode, Rounding};
use crate::quantity::unit::Base;

/// Why something is left open.
pub(super) const TEXTS: &str = "文字按地点用";
pub(super) const WORKDAYS: &str = "不固定的日子数工作日";
pub(super) const HISTORY: &str = "不从基准日起数的按月历史";

impl Encoder<'_> {
    /// The value of a node; its operands are in `world`.
    pub(super) fn node(&mut self, world: &World, id: NodeId, slot: u32) -> Sym {
        let program = self.program;
        let node = program.node(id);
        let ty = node.ty;
        let own =
            |of: NodeId| world.get(of, slot).cloned().unwrap_or_else(|| Sym::fault(program.node(of).ty));
        match &node.op {
            Op::Constant(constant) => self.constant(constant, ty),
            Op::Today => Sym::value(Kind::Day(self.today.clone())),
            Op::Fact(field) => self.fact(id, *field, slot),
            Op::Component { of, position } => self.component(&own(*of), program.node(*of).ty, *position, ty),
            Op::Ancestor(of) => {
                let outer = self.climb(node.plane, slot, program.node(*of).plane);
                world.get(*of, outer).cloned().unwrap_or_else(|| Sym::fault(ty))
            }
            Op::Parameter { parameter, coordinates, year, place, at } => {
                let coordinates: Vec<Sym> = coordinates.iter().map(|of| own(*of)).collect();
                let (place, at) = (place.map(own), at.map(own));
                self.parameter(id, *parameter, &coordinates, *year, place, at)
            }
            Op::Arithmetic(operation, a, b) => self.arithmetic(*operation, &own(*a), &own(*b)),
            Op::FloorZero(of) => {
                let of = own(*of);
                let Kind::Number(number) = &of.kind else { return Sym::fault(ty) };
                let zero = Term::real(Ratio::ZERO);
                let below = apply("<", &[&number.term, &zero]);
                let values =
                    number.values.as_ref().and_then(|all| few(all.iter().map(|one| (*one).max(Ratio::ZERO))));
                let kind = match number.only() {
                    Some(only) => Kind::Number(Number::known(only.max(Ratio::ZERO))),
                    None => Kind::Number(Number { term: choice(&below, &zero, &number.term), values }),
                };
                Sym { fault: of.lacks(), absent: Term::truth(false), kind }
            }
            Op::Extreme { greatest, of } => {
                let of = of.iter().map(|of| (Term::truth(true), own(*of))).collect();
                self.extreme(of, *greatest, ty)
            }
            Op::Compare(relation, a, b) => {
                let none = |of: NodeId| matches!(program.node(of).op, Op::Constant(Constant::Absent));
                let asked = match relation {
                    Relation::Equal | Relation::NotEqual if none(*b) => Some(*a),
                    Relation::Equal | Relation::NotEqual if none(*a) => Some(*b),
                    _ => None,
                };
                match asked {
                    Some(asked) => {
                        let asked = own(asked);
                        let there = not(&asked.absent);
                        let truth = if *relation == Relation::Equal { not(&there) } else { there };
                        Sym { fault: asked.fault, ..Sym::truth(truth) }
                    }
                    None => self.compared(*relation, (&own(*a), program.node(*a).ty), &own(*b)),
                }
            }
            Op::Not(of) => {
                let of = own(*of);
                Sym { fault: of.fault.clone(), ..Sym::truth(not(&of.holds())) }
            }
            Op::All(parts) => junction(true, parts.iter().map(|part| own(part.node)).collect()),
            Op::Any(parts) => junction(false, parts.iter().map(|part| own(part.node)).collect()),
            Op::Present(of) => {
                let of = own(*of);
                Sym { fault: of.fault, ..Sym::truth(not(&of.absent)) }
            }
            Op::Within { value, set } => self.within(&own(*value), program.node(*value).ty, *set, (id, slot)),
            Op::Located { place, within } => self.located(id, &own(*place), within.map(own)),
            Op::Reduce { kind, plane, filter, value } => {
                let mut gathered = Vec::new();
                for (at, taken) in self.gathered(node.plane, slot, *plane) {
                    let of = |of: NodeId| {
                        world.get(of, at).cloned().unwrap_or_else(|| Sym::fault(program.node(of).ty))
                    };
                    gathered.push((taken, filter.map(of), value.map(of)));
                }
                self.reduce(*kind, gathered, ty)
            }
            Op::Elapsed { unit, from, to } => {
                let exact: &[Elapsed] = &[Elapsed::Years, Elapsed::Months, Elapsed::Days];
                debug_assert!(exact.contains(unit));
                self.elapsed(*unit, &own(*from), &own(*to)).unwrap_or_else(|| Sym::fault(ty))
            }
            Op::Shift(of, shift) => match self.shifted(id, &own(*of), *shift) {
                Some(sym) => sym,
                None => self.anything(id, WORKDAYS),
            },
            Op::Run { field, months, before } => {
                let from = own(*before);
                if !matches!(program.node(*before).op, Op::Today) {
                    return self.anything(id, HISTORY);
                }
                let held = self.held(*field, slot, *months);
                Sym { fault: from.lacks(), ..Sym::truth(held) }
            }
            Op::Choose(alternatives) => {
                let of = alternatives.iter().map(|one| (one.guard.map(own), own(one.value))).collect();
                self.choose(id, alternatives, of)
            }
            Op::Round(of, rounding) => self.round(&own(*of), *rounding, ty),
            Op::Judged { question, low, high } => {
                let plane = program.questions[question.index()].plane;
                let holder = self.climb(node.plane, slot, plane);
                let kind = self.answer(*question, holder);
                let (low, high) = (low.map(own), high.map(own));
                let bounds = [(low, ">="), (high, "<=")];
                let mut fault = Vec::new();
                for (bound, keeps) in bounds {
                    let Some(bound) = bound else { continue };
                    fault.push(bound.lacks());
                    if let (Kind::Number(answer), Kind::Number(end)) = (&kind, &bound.kind) {
                        fault.push(not(&apply(keeps, &[&answer.term, &end.term])));
                    }
                }
                Sym { fault: or(fault), absent: Term::truth(false), kind }
            }
            Op::Unstated | Op::Pending => Sym::fault(ty),
            Op::Reinterpret(of) => own(*of),
        }
    }

    fn constant(&self, constant: &Constant, ty: Type) -> Sym {
        let at = |of: &[String], wanted: &str| {
            Term::int(of.iter().position(|one| one == wanted).unwrap_or(of.len()) as i64)
        };
        Sym::value(match constant {
            Constant::Truth(truth) => Kind::Truth(Term::truth(*truth)),
            Constant::Number(number) => Kind::Number(Number::known(*number)),
            Constant::Element(element) => Kind::Element(Term::int(i64::from(*element))),
            Constant::Date(day) => Kind::Day(Day::known(*day)),
            Constant::Text(text) => Kind::Text(at(&self.texts, text)),
            Constant::Place(place) => Kind::Place(at(&self.places, place)),
            Constant::Absent => return Sym::absent(ty),
        })
    }

    /// A component of a compound element, last component fastest.
    fn component(&mut self, of: &Sym, compound: Type, position: usize, ty: Type) -> Sym {
        let (Kind::Element(element), Type::Element(category)) = (&of.kind, compound) else {
            return Sym::fault(ty);
        };
        let known = &self.program.categories[category.index()];
        let size = |at: usize| {
            let part = known.components.get(at);
            part.map_or(1, |part| self.program.categories[part.index()].elements.len().max(1))
        };
        if position >= known.components.len() {
            return Sym::fault(ty);
        }
        let faster: usize = (position + 1..known.components.len()).map(size).product();
        let parts: Vec<Term> =
            (0..known.elements.len()).map(|at| Term::int((at / faster % size(position)) as i64)).collect();
        let fault = or([of.fault.clone(), and([not(&of.absent), self.unlisted(element, category)])]);
        let part = self.by_number(element, &parts);
        Sym { fault, absent: of.absent.clone(), kind: Kind::Element(part) }
    }

    /// A comparison of two values of a type.
    fn compared(&mut self, relation: Relation, (a, ty): (&Sym, Type), b: &Sym) -> Sym {
        // 无 counts as 否 where conditions are compared, unless both are 无.
        if let (Kind::Truth(x), Kind::Truth(y)) = (&a.kind, &b.kind) {
            let read = |of: &Sym, term: &Term| and([not(&of.absent), term.clone()]);
            let (x, y) = (read(a, x), read(b, y));
            let fault = or([a.fault.clone(), b.fault.clone(), and([a.absent.clone(), b.absent.clone()])]);
            let (less, same) = (and([not(&x), y.clone()]), equal(&x, &y));
            return Sym { fault, ..Sym::truth(by_order(relation, &less, &same)) };
        }
        let fault = or([a.lacks(), b.lacks()]);
        let in_order = |less: Term, same: Term| Sym {
            fault: fault.clone(),
            ..Sym::truth(by_order(relation, &less, &same))
        };
        // Where the two only are the same or differ, there is no order between different ones.
        let unordered = |same: Term, differ: Term| match relation {
            Relation::Equal => Sym { fault: fault.clone(), ..Sym::truth(same) },
            Relation::NotEqual => Sym { fault: fault.clone(), ..Sym::truth(not(&same)) },
            _ => {
                let truth = matches!(relation, Relation::LessOrEqual | Relation::GreaterOrEqual);
                Sym { fault: or([fault.clone(), differ]), ..Sym::truth(Term::truth(truth)) }
            }
        };
        match (&a.kind, &b.kind) {
            (Kind::Number(x), Kind::Number(y)) => match (x.only(), y.only()) {
                (Some(x), Some(y)) => in_order(Term::truth(x < y), Term::truth(x == y)),
                _ => in_order(apply("<", &[&x.term, &y.term]), equal(&x.term, &y.term)),
            },
            (Kind::Day(x), Kind::Day(y)) => {
                let (x, y) = (x.key(), y.key());
                match (whole(&x), whole(&y)) {
                    (Some(x), Some(y)) => in_order(Term::truth(x < y), Term::truth(x == y)),
                    _ => in_order(apply("<", &[&x, &y]), equal(&x, &y)),
                }
            }
            (Kind::Element(x), Kind::Element(y)) => {
                let unlisted = match ty {
                    Type::Element(category) => or([self.unlisted(x, category), self.unlisted(y, category)]),
                    _ => Term::truth(false),
                };
                let (less, same) = match (whole(x), whole(y)) {
                    (Some(x), Some(y)) => (Term::truth(x < y), Term::truth(x == y)),
                    _ => (apply("<", &[x, y]), equal(x, y)),
                };
                let odd = and([unlisted, not(&same)]);
                let ordered = in_order(less, same.clone());
                let apart = unordered(same.clone(), not(&same));
                apart.or(&odd, &ordered)
            }
            (Kind::Text(x), Kind::Text(y)) => unordered(equal(x, y), not(&equal(x, y))),
            (Kind::Place(x), Kind::Place(y)) => {
                let same = self.same_place(x, y);
                unordered(same.clone(), not(&same))
            }
            _ => unordered(Term::truth(false), Term::truth(true)),
        }
    }

    fn same_place(&mut self, a: &Term, b: &Term) -> Term {
        let home = &self.program.area;
        let mut ways = vec![equal(a, b)];
        for (i, one) in self.places.iter().enumerate() {
            for (j, other) in self.places.iter().enumerate() {
                if i != j && same(one, other, home) {
                    ways.push(and([equal(a, &Term::int(i as i64)), equal(b, &Term::int(j as i64))]));
                }
            }
        }
        or(ways)
    }

    fn within(&mut self, value: &Sym, ty: Type, set: SetId, (id, slot): (NodeId, u32)) -> Sym {
        let (Kind::Element(element), Type::Element(category)) = (&value.kind, ty) else {
            return Sym { fault: value.fault.clone(), ..Sym::truth(Term::truth(false)) };
        };
        let known = &self.program.sets[set.index()];
        let listed = self.one_of(element, known.elements.iter().map(|one| i64::from(*one)));
        let unlisted = self.unlisted(element, category);
        let belongs = if known.open && !unlisted.is_false() {
            let plane = self.program.node(id).plane;
            let said = self.membership(set.0, plane, slot);
            or([listed, and([unlisted, said])])
        } else {
            listed
        };
        Sym { fault: value.fault.clone(), ..Sym::truth(and([not(&value.absent), belongs])) }
    }

    /// 位于
    fn located(&mut self, id: NodeId, place: &Sym, within: Option<Sym>) -> Sym {
        let program = self.program;
        let (Kind::Place(inner), Some(outer)) = (
            &place.kind,
            within.as_ref().map_or(Some(None), |within| match &within.kind {
                Kind::Place(term) => Some(Some(term.clone())),
                _ => None,
            }),
        ) else {
            return self.anything(id, TEXTS);
        };
        let outers: Vec<(Term, &str)> = match &outer {
            None => vec![(Term::truth(true), program.area.as_str())],
            Some(term) => {
                self.chosen(term).into_iter().map(|(is, at)| (is, self.places[at].as_str())).collect()
            }
        };
        let (mut inside, mut unclear) = (Vec::new(), Vec::new());
        for (is_inner, at) in self.chosen(inner) {
            for (is_outer, outer) in &outers {
                let both = and([is_inner.clone(), is_outer.clone()]);
                match lies(&self.places[at], outer, &program.area) {
                    Lies::Inside => inside.push(both),
                    Lies::Outside => {}
                    Lies::Unclear => unclear.push(both),
                }
            }
        }
        let unclear = or(unclear);
        if !unclear.is_false() {
            // Given too coarsely, it may turn out either way.
            let open = self.declare("u", "Bool", super::encode::Free::Other);
            inside.push(and([unclear, open]));
        }
        let outer_fault = within.as_ref().map_or(Term::truth(false), |within| within.fault.clone());
        let outer_absent = within.map_or(Term::truth(false), |within| within.absent);
        let there = not(&place.absent);
        let fault = or([place.fault.clone(), and([there.clone(), or([outer_fault, outer_absent])])]);
        Sym { fault, ..Sym::truth(and([there, or(inside)])) }
    }

    /// The places that a term may be, each with the condition that it is.
    pub(super) fn chosen(&self, place: &Term) -> Vec<(Term, usize)> {
        if let Some(at) =
            whole(place).and_then(|at| usize::try_from(at).ok()).filter(|at| *at < self.places.len())
        {
            return vec![(Term::truth(true), at)];
        }
        (0..self.places.len()).map(|at| (equal(place, &Term::int(at as i64)), at)).collect()
    }

    /// The least or greatest of values that count under conditions; absent days are passed over, none left is never.
    pub(super) fn extreme(&mut self, of: Vec<(Term, Sym)>, greatest: bool, ty: Type) -> Sym {
        let days = ty == Type::Date;
        let mut fault = Vec::new();
        let mut any = Vec::new();
        for (counts, value) in &of {
            let lacking = if days { value.fault.clone() } else { value.lacks() };
            fault.push(and([counts.clone(), lacking]));
            any.push(counts.clone());
        }
        fault.push(not(&or(any)));
        let (mut has, mut best) = (Term::truth(false), None::<Sym>);
        for (counts, value) in of {
            let counts = and([counts, not(&value.lacks())]);
            let counts = self.define("Bool", counts);
            best = Some(match best {
                None => value,
                Some(before) => {
                    let relation = if greatest { Relation::Greater } else { Relation::Less };
                    let plain = |sym: &Sym| Sym::value(sym.kind.clone());
                    let better = self.compared(relation, (&plain(&value), ty), &plain(&before)).holds();
                    let taken = and([counts.clone(), or([not(&has), better])]);
                    let taken = self.define("Bool", taken);
                    let kind = value.kind.or(&taken, &before.kind);
                    self.named(Sym::value(kind))
                }
            });
            has = or([has, counts]);
        }
        let mut kind = best.map_or_else(|| Kind::plain(ty), |best| best.kind);
        if days {
            let never = Kind::Day(Day::known(if greatest { Date::NEVER_BEFORE } else { Date::FOREVER }));
            kind = kind.or(&has, &never);
        }
        Sym { fault: or(fault), absent: Term::truth(false), kind }
    }

    fn round(&mut self, of: &Sym, rounding: Rounding, ty: Type) -> Sym {
        let Kind::Number(number) = &of.kind else { return Sym::fault(ty) };
        // A sum per year is rounded per year.
        let months = match ty {
            Type::Number(unit) if unit.dimension.exponent(Base::Month) == -1 => {
                i128::from(unit.scale.span.months()).max(1)
            }
            _ => 1,
        };
        let Some(step) = rounding.step.checked_div(Ratio::from_integer(months)) else {
            return Sym::fault(ty);
        };
        let steps = apply("/", &[&number.term, &Term::real(step)]);
        let steps = self.define("Real", steps);
        let floor = |of: &str| format!("(to_int {of})");
        let half = Term::real(Ratio::new(1, 2).unwrap_or(Ratio::ONE));
        let whole = match rounding.mode {
            Mode::Down => floor(steps.text()),
            Mode::Up => format!("(- {})", floor(&format!("(- {})", steps.text()))),
            Mode::HalfUp => {
                let up = floor(&format!("(+ {} {})", steps.text(), half.text()));
                let down = format!("(- {})", floor(&format!("(- {} {})", half.text(), steps.text())));
                format!("(ite (>= {} 0.0) {up} {down})", steps.text())
            }
        };
        let rounded = Term::of(format!("(* {} (to_real {whole}))", Term::real(step).text()));
        Sym { fault: of.lacks(), absent: Term::truth(false), kind: Kind::Number(Number::any(rounded)) }
    }
}

/// Whether a relation holds, by whether the first is less and whether the two are equal.
fn by_order(relation: Relation, less: &Term, same: &Term) -> Term {
    match relation {
        Relation::Less => less.clone(),
        Relation::LessOrEqual => or([less.clone(), same.clone()]),
        Relation::Equal => same.clone(),
        Relation::NotEqual => not(same),
        Relation::GreaterOrEqual => not(less),
        Relation::Greater => not(&or([less.clone(), same.clone()])),
    }
}

/// 且 (`all`) or 或: any 否 (是) decides, else any fault, else 是 (否).
fn junction(all: bool, parts: Vec<Sym>) -> Sym {
    let decides = |part: &Sym| if all { part.fails() } else { part.holds() };
    let decided = or(parts.iter().map(decides));
    let fault = and([not(&decided), or(parts.iter().map(|part| part.fault.clone()))]);
    Sym { fault, ..Sym::truth(if all { not(&decided) } else { decided }) }
}
