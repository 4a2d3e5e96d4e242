//! The value of a node for all households of a region.

use super::linear::{Linear, Unknown};
use super::search::Finite;
use crate::program::ir::{Elapsed, NodeId};
use crate::quantity::calendar::Date;
use crate::quantity::shift::Shift;

/// Why a node has no value in a region.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Lack {
    /// No alternative applies.
    Gap,
    /// Alternatives of one rank apply and differ.
    Conflict(Vec<usize>),
    /// 未载明, 待定: the text says so itself.
    Declared,
    /// Absent operands, division by zero, nothing to take the least of.
    Other,
}

/// A lack and where it arises.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Fault {
    pub(super) lack: Lack,
    pub(super) node: NodeId,
}

/// An element, or a component of one.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Element {
    pub(super) base: Base,
    /// Components taken: divisor and size.
    pub(super) parts: Vec<(u32, u32)>,
    /// The code that stands for elements which the category does not list.
    pub(super) unlisted: u32,
}

/// The element of which a component is taken.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Base {
    Known(u32),
    Picked(Finite),
}

impl Element {
    /// The component of an element of the base's category.
    pub(super) fn image(&self, base: u32) -> Option<u32> {
        (base != self.unlisted).then(|| {
            self.parts.iter().fold(base, |element, (divisor, size)| element / divisor.max(&1) % size.max(&1))
        })
    }
}

/// A day, or a day counted from an unknown one.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Day {
    Known(Date),
    Moved { from: Unknown, shifts: Vec<Shift> },
}

/// A place.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Place {
    Known(String),
    /// One of the places that the rules tell apart.
    Picked(Finite),
}

/// The value of a node for all households of a region.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Symbol {
    Truth(bool),
    Number(Linear),
    /// The second is above zero.
    Quotient(Linear, Linear),
    /// A length of time.
    Span {
        unit: Elapsed,
        from: Day,
        to: Day,
    },
    Element(Element),
    Day(Day),
    Place(Place),
    /// A text that the rules write, or one of a record.
    Text(Option<String>),
    Absent,
    Fault(Fault),
}
