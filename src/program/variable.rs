//! What of a record may be pointed out to people as changing a result (可提示).

use crate::program::ir::{FieldId, PlaneId, QuestionId};

/// Something of a record that may be pointed out to people as changing a result.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Variable {
    /// What changes.
    pub what: Changeable,
    /// In which way.
    pub how: Variation,
}

/// What of a record may change.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Changeable {
    /// A fact.
    Field(FieldId),
    /// A list.
    List(PlaneId),
    /// The answer to a judgement.
    Judgement(QuestionId),
}

/// In which way something of a record may change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Variation {
    /// It becomes one of these truths.
    Truth(Vec<bool>),
    /// It becomes one of these elements.
    Elements(Vec<u32>),
    /// The list gains one of these elements in this field.
    Gains {
        /// The field of the list's plane that holds the element.
        field: FieldId,
        /// The elements.
        elements: Vec<u32>,
        /// Of a list of records (记载): the fields of the first and the last day.
        days: Option<(FieldId, FieldId)>,
    },
    /// A later day.
    Later,
}
