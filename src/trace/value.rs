//! Values as evaluation sees them: known, absent, open (with what would settle it) or at fault.

use crate::program::ir::{FieldId, NodeId, ParameterId, PlaneId, QuestionId, SetId};
use crate::quantity::calendar::{Date, Month};
use crate::quantity::interval::Interval;
use crate::quantity::ratio::Ratio;

/// Index of an [`Open`] of one evaluation.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct OpenId(pub u32);
/// Index of a [`Fault`] of one evaluation.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct FaultId(pub u32);
/// Index of an interned text (or place, or unlisted element) of one evaluation.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct TextId(pub u32);

/// The value of a node for one instance.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Value {
    /// 是、否
    Truth(bool),
    /// In base measures.
    Number(Ratio),
    /// Element of the node's category.
    Element(u32),
    /// An element that an open category does not list.
    Unlisted(TextId),
    /// A day.
    Date(Date),
    /// Text.
    Text(TextId),
    /// A place path.
    Place(TextId),
    /// 无
    Absent,
    /// Not settled.
    Open(OpenId),
    /// At fault.
    Fault(FaultId),
}

/// What would settle an open value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Question {
    /// A fact that the record does not hold.
    Fact(FieldId, u32),
    /// A list that the record does not hold, or not completely: plane, parent instance.
    List(PlaneId, u32),
    /// A month of a monthly fact.
    Month(FieldId, u32, Month),
    /// A judgement.
    Judgement(QuestionId, u32),
    /// Whether an unlisted element belongs to an open set: set, plane and instance of the object, text.
    Membership(SetId, PlaneId, u32),
    /// A figure that the texts give only as a range: the parameter and the index of its cell.
    Figure(ParameterId, u32),
}

/// What an open value may still be.
#[derive(Clone, PartialEq, Debug)]
pub enum Domain {
    /// 是 or 否.
    Truth,
    /// A number in the interval.
    Number(Interval),
    /// One of these elements.
    Elements(Vec<u32>),
    /// Anything of its type.
    Any,
}

/// An unsettled value.
#[derive(Clone, PartialEq, Debug)]
pub struct Open {
    /// The questions that could settle it, ascending, without repetition.
    pub questions: Vec<Question>,
    /// What it may be.
    pub domain: Domain,
    /// It may also be absent.
    pub or_absent: bool,
    /// It may also come out at fault (division by an unknown that may be zero, rows none of which may apply).
    pub or_fault: bool,
}

/// Why a value cannot be given.
#[derive(Clone, PartialEq, Debug)]
pub enum FaultKind {
    /// The exact fraction exceeds 128 bits.
    Overflow,
    /// Division by zero.
    DivisionByZero,
    /// Alternatives of one rank apply and differ (indices into `Op::Choose`).
    Conflict(Vec<usize>),
    /// 待定: the texts conflict.
    Pending,
    /// 未载明, or no alternative applies: there is no rule.
    NoRule,
    /// No figure is published for this day and place.
    NoFigure(ParameterId),
    /// No arrangement of holidays is in force for this year, so that its working days are not known.
    NoCalendar(i32),
    /// Least, greatest of nothing.
    Empty,
    /// An absent value in arithmetic or comparison.
    AbsentOperand,
    /// A person's answer outside its bounds: the answer, the bounds.
    OutOfBounds(Ratio, Interval),
    /// A body answered that the text does not name.
    WrongBody(String),
    /// A required reason is missing.
    ReasonMissing(QuestionId),
}

/// A fault and where it arose.
#[derive(Clone, PartialEq, Debug)]
pub struct Fault {
    /// Why.
    pub kind: FaultKind,
    /// The node.
    pub node: NodeId,
    /// Its instance.
    pub instance: u32,
}

/// What the values of one evaluation refer to.
#[derive(Clone, Debug, Default)]
pub struct Arena {
    /// Unsettled values.
    pub opens: Vec<Open>,
    /// Faults.
    pub faults: Vec<Fault>,
    /// Texts.
    pub texts: Vec<String>,
}

impl Arena {
    /// An unsettled value.
    pub fn open(&self, id: OpenId) -> &Open {
        &self.opens[id.0 as usize]
    }
    /// A fault.
    pub fn fault(&self, id: FaultId) -> &Fault {
        &self.faults[id.0 as usize]
    }
    /// A text.
    pub fn text(&self, id: TextId) -> &str {
        &self.texts[id.0 as usize]
    }
    /// Keeps an unsettled value.
    pub fn add_open(&mut self, open: Open) -> Value {
        self.opens.push(open);
        Value::Open(OpenId((self.opens.len() - 1) as u32))
    }
    /// Keeps a fault.
    pub fn add_fault(&mut self, kind: FaultKind, node: NodeId, instance: u32) -> Value {
        self.faults.push(Fault { kind, node, instance });
        Value::Fault(FaultId((self.faults.len() - 1) as u32))
    }
    /// Interns a text.
    pub fn add_text(&mut self, text: &str) -> TextId {
        if let Some(at) = self.texts.iter().position(|known| known == text) {
            return TextId(at as u32);
        }
        self.texts.push(text.to_owned());
        TextId((self.texts.len() - 1) as u32)
    }
}
