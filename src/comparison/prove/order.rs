//! Which of two nodes is never below the other, for any household at all.
//!
//! Two texts that differ only in figures that rose, in sets that were widened and in conditions that were loosened have
//! the same rules, one beside the other. Following both from the result down shows what the new text never gives less
//! of, without visiting a single household. For conditions *not below* is *holds wherever the other holds*.
//!
//! What is shown of two values is that either both are absent or neither is, besides their order: an absent value (无)
//! makes a comparison fail on either side. Where two values are not built alike, neither may be absent.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::evaluation::limits::non_negative;
use crate::program::ir::{
    Alternative, Arithmetic, Cell, Constant, Node, NodeId, Op, Parameter, ParameterId, Program, Reduction,
    Relation, Type,
};
use crate::quantity::interval::Interval;

/// What raised a result, or left it as it was.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Risen {
    /// Figures that are nowhere lower.
    pub figures: Vec<String>,
    /// Sets that lost nothing.
    pub sets: Vec<String>,
}

/// Compares nodes of one program.
pub(super) struct Order<'p> {
    program: &'p Program,
    limits: &'p [Interval],
    known: RefCell<BTreeMap<(NodeId, NodeId), bool>>,
}

impl<'p> Order<'p> {
    pub(super) fn new(program: &'p Program, limits: &'p [Interval]) -> Order<'p> {
        Order { program, limits, known: RefCell::default() }
    }

    /// Whether the first is never above the second: for conditions, whether the second holds wherever the first does.
    pub(super) fn below(&self, one: NodeId, other: NodeId) -> bool {
        if one == other {
            return true;
        }
        if let Some(known) = self.known.borrow().get(&(one, other)) {
            return *known;
        }
        let below = self.compared(one, other);
        self.known.borrow_mut().insert((one, other), below);
        below
    }

    /// What differs beneath two nodes of which the first is never above the second.
    pub(super) fn risen(&self, one: NodeId, other: NodeId) -> Risen {
        let (olds, news) = (self.beneath(one), self.beneath(other));
        let mut figures = BTreeSet::new();
        let mut sets = BTreeSet::new();
        for id in news.difference(&olds) {
            match self.node(*id).map(|node| &node.op) {
                Some(Op::Parameter { parameter, .. }) => {
                    figures.extend(self.parameter(*parameter).map(|known| known.name.clone()));
                }
                Some(Op::Within { set, .. }) => {
                    sets.extend(self.program.sets.get(set.index()).map(|known| known.name.clone()));
                }
                _ => {}
            }
        }
        let known = |name: &String| !name.is_empty();
        Risen {
            figures: figures.into_iter().filter(known).collect(),
            sets: sets.into_iter().filter(known).collect(),
        }
    }

    fn beneath(&self, root: NodeId) -> BTreeSet<NodeId> {
        let mut marked = vec![false; self.program.nodes.len()];
        if let Some(slot) = marked.get_mut(root.index()) {
            *slot = true;
        }
        let needed = crate::analysis::regions::shape::closed(self.program, marked);
        (0..).map(NodeId).zip(needed).filter(|(_, needed)| *needed).map(|(id, _)| id).collect()
    }

    fn node(&self, id: NodeId) -> Option<&'p Node> {
        self.program.nodes.get(id.index())
    }

    fn parameter(&self, id: ParameterId) -> Option<&'p Parameter> {
        self.program.parameters.get(id.index())
    }

    fn range(&self, id: NodeId) -> Interval {
        self.limits.get(id.index()).copied().unwrap_or(Interval::everything())
    }

    /// Whether a value is never below zero on either side.
    fn amounts(&self, of: &[NodeId]) -> bool {
        of.iter().all(|id| non_negative(self.range(*id)))
    }

    fn compared(&self, one: NodeId, other: NodeId) -> bool {
        let (Some(old), Some(new)) = (self.node(one), self.node(other)) else { return false };
        let alike = match (old.ty, new.ty) {
            (Type::Number(a), Type::Number(b)) => a.dimension == b.dimension,
            (a, b) => a == b,
        };
        if old.plane != new.plane || !alike {
            return false;
        }
        if old.ty == Type::Truth && self.implied((one, old), (other, new)) {
            return true;
        }
        self.built(old, new) || self.apart(one, other)
    }

    /// What 且 and 或 say of two conditions, however many there are of each.
    fn implied(&self, (one, old): (NodeId, &Node), (other, new): (NodeId, &Node)) -> bool {
        if matches!(old.op, Op::Constant(Constant::Truth(false)))
            || matches!(new.op, Op::Constant(Constant::Truth(true)))
        {
            return true;
        }
        if let Op::All(parts) = &new.op {
            return parts.iter().all(|part| self.below(one, part.node));
        }
        if let Op::Any(parts) = &old.op {
            return parts.iter().all(|part| self.below(part.node, other));
        }
        let any = |op: &Op, is: &dyn Fn(NodeId) -> bool| match op {
            Op::All(parts) | Op::Any(parts) => parts.iter().any(|part| is(part.node)),
            _ => false,
        };
        any(&new.op, &|part| self.below(one, part)) || any(&old.op, &|part| self.below(part, other))
    }

    /// Whether one is built like the other, of parts that move the right way.
    fn built(&self, old: &Node, new: &Node) -> bool {
        let both = |(a, b): (NodeId, NodeId), (c, d): (NodeId, NodeId)| self.below(a, b) && self.below(c, d);
        match (&old.op, &new.op) {
            (Op::Constant(Constant::Number(a)), Op::Constant(Constant::Number(b))) => a <= b,
            (
                Op::Parameter { parameter: a, coordinates: of, year, place, at },
                Op::Parameter {
                    parameter: b,
                    coordinates: with,
                    year: other_year,
                    place: other_place,
                    at: other_at,
                },
            ) => {
                (of, year, place, at) == (with, other_year, other_place, other_at)
                    && match (self.parameter(*a), self.parameter(*b)) {
                        (Some(a), Some(b)) => a.axes == b.axes && nowhere_lower(&a.cells, &b.cells),
                        _ => false,
                    }
            }
            (Op::Within { value: a, set: of }, Op::Within { value: b, set: with }) => {
                a == b && self.holds_all(of.index(), with.index())
            }
            (Op::Ancestor(a), Op::Ancestor(b))
            | (Op::FloorZero(a), Op::FloorZero(b))
            | (Op::Reinterpret(a), Op::Reinterpret(b)) => self.below(*a, *b),
            (Op::Round(a, how), Op::Round(b, other)) => {
                how == other && old.ty == new.ty && self.below(*a, *b)
            }
            (Op::Not(a), Op::Not(b)) => self.below(*b, *a),
            (Op::Compare(relation, a, b), Op::Compare(other, c, d)) if relation == other => match relation {
                Relation::Less | Relation::LessOrEqual => both((*c, *a), (*b, *d)),
                Relation::Greater | Relation::GreaterOrEqual => both((*a, *c), (*d, *b)),
                Relation::Equal | Relation::NotEqual => false,
            },
            (Op::Arithmetic(operation, a, b), Op::Arithmetic(other, c, d)) if operation == other => {
                match operation {
                    Arithmetic::Add => both((*a, *c), (*b, *d)),
                    Arithmetic::Subtract => both((*a, *c), (*d, *b)),
                    // First one factor rises, the other being an amount; then the other.
                    Arithmetic::Multiply => {
                        both((*a, *c), (*b, *d))
                            && (a == c || self.amounts(&[*b, *d]))
                            && (b == d || self.amounts(&[*a, *c]))
                    }
                    Arithmetic::Divide => {
                        both((*a, *c), (*d, *b))
                            && self.amounts(&[*b, *d])
                            && (b == d || self.amounts(&[*a, *c]))
                    }
                }
            }
            (Op::Extreme { greatest, of }, Op::Extreme { greatest: other, of: with }) => {
                let pairs = || of.iter().zip(with);
                greatest == other && of.len() == with.len() && pairs().all(|(a, b)| self.below(*a, *b))
            }
            (
                Op::Reduce { kind, plane, filter, value },
                Op::Reduce { kind: other_kind, plane: other_plane, filter: other_filter, value: other_value },
            ) => {
                let same = (kind, plane) == (other_kind, other_plane);
                same && self.gathered(*kind, (*filter, *other_filter), (*value, *other_value))
            }
            (Op::Choose(olds), Op::Choose(news)) => self.chosen(olds, news),
            _ => false,
        }
    }

    /// Whether two open or closed sets are alike but for what the second holds besides.
    fn holds_all(&self, one: usize, other: usize) -> bool {
        let (Some(one), Some(other)) = (self.program.sets.get(one), self.program.sets.get(other)) else {
            return false;
        };
        // About what is not listed a record answers by the set's name.
        let alike = one.open == other.open && (!one.open || one.name == other.name);
        alike
            && one.category == other.category
            && one.elements.iter().all(|element| other.elements.contains(element))
    }

    fn gathered(
        &self,
        kind: Reduction,
        filter: (Option<NodeId>, Option<NodeId>),
        value: (Option<NodeId>, Option<NodeId>),
    ) -> bool {
        let below = |pair: (Option<NodeId>, Option<NodeId>)| match pair {
            (Some(one), Some(other)) => self.below(one, other),
            (None, None) => true,
            _ => false,
        };
        match kind {
            Reduction::Exists => below(filter) && below(value),
            Reduction::Every => below((filter.1, filter.0)) && below(value),
            Reduction::Count => below(filter),
            _ if filter.0 == filter.1 => below(value),
            // Whoever is counted besides adds an amount.
            Reduction::Sum => {
                let (Some(one), Some(other)) = value else { return false };
                below(filter)
                    && self.below(one, other)
                    && self.amounts(&[one, other])
                    && self.is_there(one)
                    && self.is_there(other)
            }
            _ => false,
        }
    }

    fn chosen(&self, olds: &[Alternative], news: &[Alternative]) -> bool {
        let pairs = || olds.iter().zip(news);
        if olds.len() != news.len() || !pairs().all(|(a, b)| a.beats == b.beats) {
            return false;
        }
        if !pairs().all(|(a, b)| self.below(a.value, b.value)) {
            return false;
        }
        if pairs().all(|(a, b)| a.guard == b.guard) {
            return true;
        }
        // Another one may apply than did: each that may come must not be below each that may have been. A guard that
        // only rises or only falls leaves one direction between a base and its exception.
        let there = |alternative: &Alternative| {
            let truth = self.node(alternative.value).is_some_and(|node| node.ty == Type::Truth);
            truth || self.is_there(alternative.value)
        };
        if !olds.iter().chain(news).all(there) {
            return false;
        }
        if let ([base, exception], [other_base, other_exception]) = (olds, news)
            && let (None, Some(guard), None, Some(other)) =
                (base.guard, exception.guard, other_base.guard, other_exception.guard)
        {
            return (self.below(guard, other) && self.below(base.value, other_exception.value))
                || (self.below(other, guard) && self.below(exception.value, other_base.value));
        }
        olds.iter().all(|old| news.iter().all(|new| self.below(old.value, new.value)))
    }

    /// Whether no number that the first can be lies above any that the second can be.
    fn apart(&self, one: NodeId, other: NodeId) -> bool {
        let (high, low) = (self.range(one).high.value(), self.range(other).low.value());
        matches!((high, low), (Some(high), Some(low)) if high <= low)
            && self.is_there(one)
            && self.is_there(other)
    }

    /// Whether a number is never absent and rests on no figure that is only supposed.
    fn is_there(&self, id: NodeId) -> bool {
        match self.node(id).map(|node| &node.op) {
            Some(Op::Constant(_)) => true,
            Some(Op::Parameter { parameter, .. }) => self
                .parameter(*parameter)
                .is_some_and(|known| known.cells.iter().all(|cell| !cell.written.is_empty())),
            Some(Op::Fact(field)) => {
                self.program.fields.get(field.index()).is_some_and(|field| !field.optional)
            }
            Some(Op::FloorZero(of) | Op::Round(of, _) | Op::Reinterpret(of) | Op::Ancestor(of)) => {
                self.is_there(*of)
            }
            Some(Op::Arithmetic(_, a, b)) => self.is_there(*a) && self.is_there(*b),
            Some(Op::Reduce { kind: Reduction::Count, .. }) => true,
            Some(Op::Reduce { kind: Reduction::Sum, value: Some(value), .. }) => self.is_there(*value),
            Some(Op::Choose(alternatives)) => {
                alternatives.iter().all(|alternative| self.is_there(alternative.value))
            }
            _ => false,
        }
    }
}

/// Whether the second publishes a figure wherever the first does, and nowhere a lower one. Of a range only the ends are
/// known: a figure somewhere between them may be any.
fn nowhere_lower(olds: &[Cell], news: &[Cell]) -> bool {
    let place = |cell: &Cell| (cell.coordinates.clone(), cell.year, cell.area.clone(), cell.from, cell.to);
    let new: BTreeMap<_, &Cell> = news.iter().map(|cell| (place(cell), cell)).collect();
    olds.len() == news.len()
        && new.len() == news.len()
        && olds.iter().all(|old| {
            new.get(&place(old)).is_some_and(|new| {
                let same = old.value == new.value && old.value.is_point().is_some();
                let ends = (old.value.high.value(), new.value.low.value());
                same || matches!(ends, (Some(high), Some(low)) if high <= low)
            })
        })
}
