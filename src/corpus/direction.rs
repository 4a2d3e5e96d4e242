//! Whether a condition, as changed, lets more households in or fewer, as far as the words alone show it.

use crate::syntax::tree::{
    Amended, Body, Change, Effect, Entry, Expr, ExprKind, Member, Part, Relation, Value, ValueKind,
    canonical, rising,
};

use super::amend::clauses_of;

/// How what a condition becomes stands to what it was.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// The same.
    Same,
    /// Whoever met it meets it still.
    Wider,
    /// Whoever meets it now met it before; somebody does not any more, as far as the words say.
    Narrower,
    /// The words do not show it.
    Unknown,
}

impl Direction {
    fn reversed(self) -> Direction {
        match self {
            Direction::Wider => Direction::Narrower,
            Direction::Narrower => Direction::Wider,
            same => same,
        }
    }
}

/// What a change does to the condition of an item; none where it changes something else. `body` is the item as its own
/// document declares it.
#[must_use]
pub fn of_change(body: &Body, parts: &[Part], change: &Change) -> Option<Direction> {
    let mut body = body.clone();
    let (condition, exceptions) = clauses_of(&mut body)?.condition.take()?;
    let about = match parts {
        [] => true,
        [Part::Key(key), ..] => key == "条件",
        [Part::Label(_), ..] => true,
        _ => false,
    };
    if !about {
        return None;
    }
    let list = |label: &str| listed_in(&condition, label);
    // One more thing to meet, or one more way to meet it.
    let more = |all: bool| if all { Direction::Narrower } else { Direction::Wider };
    Some(match change {
        Change::AddEntry(_) => match &condition.kind {
            ExprKind::All(_) => more(true),
            ExprKind::Any(_) => more(false),
            _ => Direction::Unknown,
        },
        Change::DeletePart(label) => match exceptions.iter().find(|one| one.label == label.text) {
            Some(exception) => match &exception.effect {
                Effect::NotApplied(of) => list(&of.text).map_or(Direction::Unknown, more),
                _ => return None,
            },
            None => list(&label.text).map_or(Direction::Unknown, |all| more(all).reversed()),
        },
        Change::AddException(exception) => match &exception.effect {
            Effect::NotApplied(of) => list(&of.text).map_or(Direction::Unknown, |all| more(all).reversed()),
            _ => return None,
        },
        Change::Replace { from, to, .. } => {
            let reversed = parts.iter().any(|part| match part {
                Part::Label(label) => exceptions.iter().any(|one| one.label == *label),
                _ => false,
            });
            match (expr_of(from), expr_of(to)) {
                (Some(from), Some(to)) if !reversed => compare(&from, &to),
                _ => Direction::Unknown,
            }
        }
        Change::AddMembers(..) | Change::DeleteMembers(..) => return None,
    })
}

fn expr_of(side: &Amended) -> Option<Expr> {
    match side {
        Amended::Value(Value { kind: ValueKind::Computed { expr, .. }, .. }) => Some(expr.clone()),
        // A single name is read as a member.
        Amended::Members(members) => match &members[..] {
            [Member { name, condition: None, .. }] => {
                Some(Expr { kind: ExprKind::Name(name.text.clone()), span: name.span })
            }
            _ => None,
        },
        _ => None,
    }
}

/// Whether an entry is one of several that must all hold (true) or of which one suffices.
fn listed_in(expr: &Expr, label: &str) -> Option<bool> {
    let (entries, all) = match &expr.kind {
        ExprKind::All(entries) => (entries, true),
        ExprKind::Any(entries) => (entries, false),
        _ => return None,
    };
    if entries.iter().any(|entry| entry.label == label) {
        return Some(all);
    }
    entries.iter().find_map(|entry| listed_in(&entry.expr, label))
}

/// What must all hold, each by itself.
pub fn conjuncts(expr: &Expr) -> Vec<Expr> {
    match &expr.kind {
        ExprKind::All(entries) => entries.iter().flat_map(|Entry { expr, .. }| conjuncts(expr)).collect(),
        ExprKind::Compare(left, chain) if chain.len() > 1 => {
            let one = |link: &(Relation, crate::syntax::tree::Word, Expr)| Expr {
                kind: ExprKind::Compare(left.clone(), vec![link.clone()]),
                span: expr.span,
            };
            chain.iter().map(one).collect()
        }
        _ => vec![expr.clone()],
    }
}

/// How one condition stands to another.
#[must_use]
pub fn compare(from: &Expr, to: &Expr) -> Direction {
    if canonical(from) == canonical(to) {
        return Direction::Same;
    }
    let (was, is) = (conjuncts(from), conjuncts(to));
    if was.len() > 1 || is.len() > 1 {
        return several(&was, &is);
    }
    match (&from.kind, &to.kind) {
        (ExprKind::Any(was), ExprKind::Any(is)) => several(&alternatives(was), &alternatives(is)).reversed(),
        (ExprKind::Any(was), _) => several(&alternatives(was), std::slice::from_ref(to)).reversed(),
        (_, ExprKind::Any(is)) => several(std::slice::from_ref(from), &alternatives(is)).reversed(),
        (ExprKind::Compare(left, was), ExprKind::Compare(other, is)) => {
            let same =
                left.as_ref().map(|left| canonical(left)) == other.as_ref().map(|left| canonical(left));
            match (&was[..], &is[..]) {
                ([(was, _, low)], [(is, _, high)]) if same => threshold((*was, low), (*is, high)),
                _ => Direction::Unknown,
            }
        }
        _ => Direction::Unknown,
    }
}

fn alternatives(entries: &[Entry]) -> Vec<Expr> {
    entries.iter().map(|entry| entry.expr.clone()).collect()
}

/// Conditions that must all hold.
fn several(was: &[Expr], is: &[Expr]) -> Direction {
    let left = |these: &[Expr], those: &[Expr]| -> Vec<Expr> {
        these.iter().filter(|one| !those.contains(one)).cloned().collect()
    };
    let (gone, new) = (left(was, is), left(is, was));
    match (&gone[..], &new[..]) {
        ([], []) => Direction::Same,
        ([], _) => Direction::Narrower,
        (_, []) => Direction::Wider,
        ([gone], [new]) if was.len() + is.len() > 2 => compare(gone, new),
        _ => Direction::Unknown,
    }
}

/// A comparison with another amount.
fn threshold((was, low): (Relation, &Expr), (is, high): (Relation, &Expr)) -> Direction {
    use Relation::{Greater, GreaterOrEqual, Less, LessOrEqual};
    let below = matches!(was, Less | LessOrEqual) && matches!(is, Less | LessOrEqual);
    let above = matches!(was, Greater | GreaterOrEqual) && matches!(is, Greater | GreaterOrEqual);
    if !below && !above {
        return Direction::Unknown;
    }
    let direction = if canonical(low) == canonical(high) {
        let strict = |relation| matches!(relation, Less | Greater);
        return match (strict(was), strict(is)) {
            (true, false) => Direction::Wider,
            (false, true) => Direction::Narrower,
            _ => Direction::Same,
        };
    } else {
        match (rising(low, high), rising(high, low)) {
            (Some(true), _) => Direction::Wider,
            (_, Some(true)) => Direction::Narrower,
            _ => Direction::Unknown,
        }
    };
    if below { direction } else { direction.reversed() }
}
