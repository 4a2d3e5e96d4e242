//! Arithmetic, lists, alternatives and figures.

use super::encode::{Encoder, Free};
use super::sym::{Kind, Number, Sym, few};
use super::term::{Term, and, apply, choice, equal, not, or, whole};
use crate::program::figures::{Wanted, covering};
use crate::program::ir::{Alternative, Arithmetic, NodeId, Op, ParameterId, Reduction, Type};
use crate::quantity::calendar::Date;
use crate::quantity::ratio::Ratio;

/// More readings of a figure than this are not written out.
const MOST_FIGURES: usize = 20_000;
/// With more guards than this that may be at fault, alternatives are left open.
const MOST_FAULTY: usize = 3;

const FIGURES: &str = "按地点读的标准太多";
const GUARDS: &str = "很多条件可能算不出";

impl Encoder<'_> {
    /// ＋ － × ÷; a product or quotient with a number that has few values is told apart by them.
    pub(super) fn arithmetic(&mut self, operation: Arithmetic, a: &Sym, b: &Sym) -> Sym {
        let lacks = or([a.lacks(), b.lacks()]);
        let (Kind::Number(x), Kind::Number(y)) = (&a.kind, &b.kind) else {
            return Sym { fault: Term::truth(true), ..a.clone() };
        };
        let by = |one: Ratio, two: Ratio| match operation {
            Arithmetic::Add => one.checked_add(two),
            Arithmetic::Subtract => one.checked_sub(two),
            Arithmetic::Multiply => one.checked_mul(two),
            Arithmetic::Divide => one.checked_div(two),
        };
        let values = match (&x.values, &y.values) {
            (Some(one), Some(two)) => {
                few(one.iter().flat_map(|one| two.iter().filter_map(|two| by(*one, *two))))
            }
            _ => None,
        };
        let zero = Term::real(Ratio::ZERO);
        let divided = match operation {
            Arithmetic::Divide => match &y.values {
                Some(values) if !values.iter().any(|one| one.is_zero()) => Term::truth(false),
                _ => equal(&y.term, &zero),
            },
            _ => Term::truth(false),
        };
        let term = match (operation, values.as_deref()) {
            (_, Some([only])) => Term::real(*only),
            (Arithmetic::Add, _) => apply("+", &[&x.term, &y.term]),
            (Arithmetic::Subtract, _) => apply("-", &[&x.term, &y.term]),
            (Arithmetic::Multiply, _) => match (&x.values, &y.values) {
                (_, Some(values)) => scaled(&x.term, &y.term, values, Some),
                (Some(values), _) => scaled(&y.term, &x.term, values, Some),
                _ => {
                    self.products = true;
                    apply("*", &[&x.term, &y.term])
                }
            },
            (Arithmetic::Divide, _) => match &y.values {
                Some(values) => {
                    let values: Vec<Ratio> = values.iter().copied().filter(|one| !one.is_zero()).collect();
                    scaled(&x.term, &y.term, &values, |one| Ratio::ONE.checked_div(one))
                }
                None => {
                    // The quotient is cleared: it is what times the divisor gives the dividend.
                    self.products = true;
                    let quotient = self.declare("q", "Real", Free::Other);
                    let back = equal(&apply("*", &[&quotient, &y.term]), &x.term);
                    self.assert(&or([divided.clone(), back]));
                    quotient
                }
            },
        };
        let kind = Kind::Number(Number { term, values });
        Sym { fault: or([lacks, divided]), absent: Term::truth(false), kind }
    }

    /// 合计, 人数, 最低值, 最高值, 有, 均 over places of a list: taken, filter, value.
    pub(super) fn reduce(
        &mut self,
        kind: Reduction,
        of: Vec<(Term, Option<Sym>, Option<Sym>)>,
        ty: Type,
    ) -> Sym {
        let counts = |taken: &Term, filter: &Option<Sym>| match filter {
            Some(filter) => and([taken.clone(), filter.holds()]),
            None => taken.clone(),
        };
        let unsure = |taken: &Term, filter: &Option<Sym>| match filter {
            Some(filter) => and([taken.clone(), filter.fault.clone()]),
            None => Term::truth(false),
        };
        match kind {
            Reduction::Exists | Reduction::Every => {
                let every = kind == Reduction::Every;
                let (mut decisive, mut faulty) = (Vec::new(), Vec::new());
                for (taken, filter, value) in &of {
                    let (fits, fails) = match value {
                        Some(value) if every => (value.fails(), value.holds()),
                        Some(value) => (value.holds(), value.fails()),
                        None => (Term::truth(!every), Term::truth(every)),
                    };
                    decisive.push(and([counts(taken, filter), fits]));
                    let possible = filter.as_ref().map_or(Term::truth(true), |filter| not(&filter.fails()));
                    let any_fault = or([
                        unsure(taken, filter),
                        value.as_ref().map_or(Term::truth(false), |value| value.fault.clone()),
                    ]);
                    faulty.push(and([taken.clone(), possible, not(&fails), any_fault]));
                }
                let decided = or(decisive);
                let fault = and([not(&decided), or(faulty)]);
                Sym { fault, ..Sym::truth(if every { not(&decided) } else { decided }) }
            }
            Reduction::Count => self.counted(&of, counts, unsure),
            Reduction::Sum => {
                if of.iter().all(|(_, _, value)| value.is_none()) {
                    return self.counted(&of, counts, unsure);
                }
                let zero = Term::real(Ratio::ZERO);
                let (mut fault, mut terms) = (Vec::new(), Vec::new());
                for (taken, filter, value) in &of {
                    let counted = counts(taken, filter);
                    fault.push(unsure(taken, filter));
                    if let Some(value) = value
                        && let Kind::Number(number) = &value.kind
                    {
                        fault.push(and([counted.clone(), value.lacks()]));
                        terms.push(choice(&counted, &number.term, &zero));
                    }
                }
                terms.retain(|term| *term != zero);
                let sum = match terms.as_slice() {
                    [] => Number::known(Ratio::ZERO),
                    [only] => Number::any(only.clone()),
                    several => Number::any(apply("+", &several.iter().collect::<Vec<_>>())),
                };
                Sym { fault: or(fault), absent: Term::truth(false), kind: Kind::Number(sum) }
            }
            Reduction::Least | Reduction::Greatest => {
                let fault: Vec<Term> = of.iter().map(|(taken, filter, _)| unsure(taken, filter)).collect();
                let mut contenders = Vec::new();
                for (taken, filter, value) in &of {
                    let Some(value) = value else { return Sym::fault(ty) };
                    contenders.push((counts(taken, filter), value.clone()));
                }
                let best = self.extreme(contenders, kind == Reduction::Greatest, ty);
                Sym { fault: or(fault.into_iter().chain([best.fault.clone()])), ..best }
            }
        }
    }

    fn counted(
        &mut self,
        of: &[(Term, Option<Sym>, Option<Sym>)],
        counts: impl Fn(&Term, &Option<Sym>) -> Term,
        unsure: impl Fn(&Term, &Option<Sym>) -> Term,
    ) -> Sym {
        let one = |truth: &Term| choice(truth, &Term::real(Ratio::ONE), &Term::real(Ratio::ZERO));
        let each: Vec<Term> = of.iter().map(|(taken, filter, _)| counts(taken, filter)).collect();
        let least = each.iter().filter(|term| term.is_true()).count() as i128;
        let most = each.iter().filter(|term| !term.is_false()).count() as i128;
        let ones: Vec<Term> = each.iter().filter(|term| !term.is_false()).map(one).collect();
        let term = match ones.as_slice() {
            [] => Term::real(Ratio::ZERO),
            [only] => only.clone(),
            several => apply("+", &several.iter().collect::<Vec<_>>()),
        };
        let values = few((least..=most).map(Ratio::from_integer));
        let fault = or(of.iter().map(|(taken, filter, _)| unsure(taken, filter)));
        Sym { fault, absent: Term::truth(false), kind: Kind::Number(Number { term, values }) }
    }

    /// A base and exceptions, table rows, versions: guard and value of each.
    pub(super) fn choose(
        &mut self,
        id: NodeId,
        alternatives: &[Alternative],
        of: Vec<(Option<Sym>, Sym)>,
    ) -> Sym {
        // Guards at fault matter only if turning them changes what is taken.
        let mut faulty: Vec<(NodeId, Term)> = Vec::new();
        let mut atoms: Vec<Option<(usize, bool)>> = Vec::new();
        for (alternative, (guard, _)) in alternatives.iter().zip(&of) {
            let (Some(mut node), Some(guard)) = (alternative.guard, guard.as_ref()) else {
                atoms.push(None);
                continue;
            };
            if guard.fault.is_false() {
                atoms.push(None);
                continue;
            }
            let mut negated = false;
            while let Op::Not(of) = &self.program.node(node).op {
                (node, negated) = (*of, !negated);
            }
            let known = faulty.iter().position(|(of, _)| *of == node);
            atoms.push(Some((known.unwrap_or(faulty.len()), negated)));
            if known.is_none() {
                faulty.push((node, guard.fault.clone()));
            }
        }
        if faulty.len() > MOST_FAULTY {
            let any = or(faulty.iter().map(|(_, fault)| fault.clone()));
            let open = self.anything(id, GUARDS);
            let plain = self.completion(id, alternatives, &of, |at| {
                of[at].0.as_ref().map_or(Term::truth(true), Sym::holds)
            });
            return open.or(&any, &plain);
        }
        let mut result: Option<Sym> = None;
        for mask in 0..1usize << faulty.len() {
            let applies = |at: usize| match (&of[at].0, atoms[at]) {
                (None, _) => Term::truth(true),
                (Some(guard), None) => guard.holds(),
                (Some(guard), Some((atom, negated))) => {
                    choice(&guard.fault, &Term::truth((mask >> atom & 1 == 1) != negated), &guard.holds())
                }
            };
            let one = self.completion(id, alternatives, &of, applies);
            result = Some(match result {
                None => one,
                Some(before) => {
                    let differ = not(&one.same(&before));
                    Sym { fault: or([before.fault.clone(), one.fault.clone(), differ]), ..before }
                }
            });
        }
        result.unwrap_or_else(|| Sym::fault(self.program.node(id).ty))
    }

    /// What alternatives come to when it is said which of them apply.
    fn completion(
        &mut self,
        id: NodeId,
        alternatives: &[Alternative],
        of: &[(Option<Sym>, Sym)],
        applies: impl Fn(usize) -> Term,
    ) -> Sym {
        let count = alternatives.len();
        let applies: Vec<Term> = (0..count).map(|at| self.define("Bool", applies(at))).collect();
        let beats = |one: usize, other: usize| other < 128 && alternatives[one].beats >> other & 1 == 1;
        let mut left = Vec::new();
        for at in 0..count {
            let beaten = or((0..count).filter(|other| beats(*other, at)).map(|other| applies[other].clone()));
            let stays = and([applies[at].clone(), not(&beaten)]);
            left.push(self.define("Bool", stays));
        }
        let mut fault = vec![not(&or(left.iter().cloned()))];
        let mut result: Option<Sym> = None;
        for at in (0..count).rev().filter(|at| !left[*at].is_false()) {
            fault.push(and([left[at].clone(), of[at].1.fault.clone()]));
            for other in at + 1..count {
                if beats(at, other) || beats(other, at) || alternatives[at].value == alternatives[other].value
                {
                    continue;
                }
                let both = and([left[at].clone(), left[other].clone()]);
                if !both.is_false() {
                    fault.push(and([both, not(&of[at].1.same(&of[other].1))]));
                }
            }
            result = Some(match result {
                None => of[at].1.clone(),
                Some(rest) => {
                    let sym = of[at].1.or(&left[at], &rest);
                    self.named(sym)
                }
            });
        }
        let value = result.unwrap_or_else(|| Sym::fault(self.program.node(id).ty));
        // The value is that of an alternative that is left, so its own fault is among these.
        Sym { fault: or(fault), absent: value.absent, kind: value.kind }
    }

    /// A published figure.
    pub(super) fn parameter(
        &mut self,
        id: NodeId,
        parameter: ParameterId,
        coordinates: &[Sym],
        year: Option<i32>,
        place: Option<Sym>,
        at: Option<Sym>,
    ) -> Sym {
        let program = self.program;
        let known = &program.parameters[parameter.index()];
        let ty = program.node(id).ty;
        let lacks = or(coordinates.iter().chain(&place).chain(&at).map(Sym::lacks));
        let day = match &at {
            None => self.today.clone(),
            Some(Sym { kind: Kind::Day(day), .. }) => day.clone(),
            Some(_) => return Sym::fault(ty),
        };
        let places: Vec<(Term, String)> = match &place {
            None => vec![(Term::truth(true), program.area.clone())],
            Some(Sym { kind: Kind::Place(term), .. }) => {
                self.chosen(term).into_iter().map(|(is, at)| (is, self.places[at].clone())).collect()
            }
            Some(_) => return self.anything(id, super::ops::TEXTS),
        };
        let mut axes: Vec<Vec<(Term, u32)>> = Vec::new();
        for (sym, axis) in coordinates.iter().zip(&known.axes) {
            let Kind::Element(term) = &sym.kind else { return Sym::fault(ty) };
            let count = program.categories[axis.index()].elements.len() as u32;
            axes.push(match whole(term) {
                Some(one) => u32::try_from(one)
                    .ok()
                    .filter(|one| *one < count)
                    .map(|one| (Term::truth(true), one))
                    .into_iter()
                    .collect(),
                None => (0..count).map(|one| (equal(term, &Term::int(i64::from(one))), one)).collect(),
            });
        }
        let combinations: usize = axes.iter().map(Vec::len).product::<usize>() * places.len();
        if combinations > MOST_FIGURES {
            return self.anything(id, FIGURES);
        }
        let mut result: Option<Sym> = None;
        for index in (0..combinations).rev() {
            let mut rest = index;
            let mut wanted = vec![0; axes.len()];
            let mut is = Vec::new();
            for (slot, axis) in wanted.iter_mut().zip(&axes).rev() {
                let (condition, element) = &axis[rest % axis.len()];
                *slot = *element;
                is.push(condition.clone());
                rest /= axis.len();
            }
            let (condition, place) = &places[rest];
            is.push(condition.clone());
            let one = self.figure_on(parameter, &wanted, year, place, &day, ty);
            result = Some(match result {
                // What is none of these has no figure.
                None => one.or(&and(is), &Sym::fault(ty)),
                Some(rest) => one.or(&and(is), &rest),
            });
        }
        let found = result.unwrap_or_else(|| Sym::fault(ty));
        Sym { fault: or([lacks, found.fault.clone()]), ..found }
    }

    /// The figure for one place and combination, by the day.
    fn figure_on(
        &mut self,
        parameter: ParameterId,
        coordinates: &[u32],
        year: Option<i32>,
        place: &str,
        day: &super::sym::Day,
        ty: Type,
    ) -> Sym {
        let program = self.program;
        let cells = &program.parameters[parameter.index()].cells;
        let on = |day: Date| covering(cells, &Wanted { coordinates, year, place, day, home: &program.area });
        let mut turns: Vec<Date> = match day.fixed() {
            Some(fixed) => vec![fixed],
            None => {
                let of = cells.iter().filter(|cell| cell.coordinates == coordinates);
                let turns = of.flat_map(|cell| [Some(cell.from), cell.to.next()]).flatten();
                let (first, last) =
                    if *day == self.today { self.period } else { (Date::NEVER_BEFORE, Date::FOREVER) };
                let turns = turns.filter(|turn| *turn > first && *turn <= last).chain([first]);
                turns.collect()
            }
        };
        turns.sort_unstable();
        turns.dedup();
        let mut result: Option<Sym> = None;
        for turn in turns {
            let value = match on(turn) {
                None => Sym::fault(ty),
                Some(cell) => {
                    let mut number = self.cell(parameter, cell);
                    if let Some(super::encode::Raise::Parameter(raised, by)) = &self.raise
                        && *raised == parameter
                    {
                        number = Number::any(apply("+", &[&number.term, by]));
                    }
                    Sym::value(Kind::Number(number))
                }
            };
            result = Some(match result {
                None => value,
                Some(before) => {
                    let since = apply(">=", &[&day.key(), &super::sym::Day::known(turn).key()]);
                    value.or(&since, &before)
                }
            });
        }
        result.unwrap_or_else(|| Sym::fault(ty))
    }
}

/// A term times a function of a number that has few values.
fn scaled(of: &Term, by: &Term, values: &[Ratio], map: impl Fn(Ratio) -> Option<Ratio>) -> Term {
    let mut result: Option<Term> = None;
    for value in values {
        let Some(factor) = map(*value) else { continue };
        let product = if factor.is_zero() {
            Term::real(Ratio::ZERO)
        } else if factor == Ratio::ONE {
            of.clone()
        } else {
            apply("*", &[&Term::real(factor), of])
        };
        result = Some(match result {
            None => product,
            Some(rest) => choice(&equal(by, &Term::real(*value)), &product, &rest),
        });
    }
    result.unwrap_or_else(|| Term::real(Ratio::ZERO))
}
