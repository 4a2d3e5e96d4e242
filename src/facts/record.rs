//! One household's facts, laid out by plane and field of the program they were validated against.

use crate::program::ir::{FieldId, PlaneId, QuestionId};
use crate::quantity::calendar::{Date, Month};
use crate::quantity::ratio::Ratio;

/// A validated record.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// 编号, if given.
    pub id: Option<String>,
    /// Per plane, in the order of `Program::planes`.
    pub planes: Vec<Instances>,
    /// Per field, in the order of `Program::fields`; one fact per instance of the field's plane.
    pub columns: Vec<Vec<Fact>>,
    /// Per question, in the order of `Program::questions`; one entry per instance of the question's plane.
    pub answers: Vec<Vec<Option<Answered>>>,
    /// Answers about unlisted elements of open sets: (set name, plane, instance, answer).
    pub memberships: Vec<Membership>,
}

/// How much of a list is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Listed {
    /// Every element is given (also: the list is absent, hence empty).
    #[default]
    Complete,
    /// Marked `未列全`: there may be more.
    Incomplete,
    /// Not given at all.
    Unknown,
}

/// The instances of a plane, ordered by parent.
#[derive(Clone, Debug, Default)]
pub struct Instances {
    /// `first[p] .. first[p + 1]` are the children of parent instance `p`; the root has `[0, 1]`.
    pub first: Vec<u32>,
    /// Per parent instance, how much of its list is known.
    pub listed: Vec<Listed>,
    /// Parent instance of each instance.
    pub parent: Vec<u32>,
}

impl Instances {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.parent.len()
    }
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.parent.is_empty()
    }
}

/// What is known of a fact.
#[derive(Clone, PartialEq, Debug)]
pub enum FactValue {
    /// Not given.
    Unknown,
    /// 无
    Absent,
    /// 是、否
    Truth(bool),
    /// In base measures of the field's unit.
    Number(Ratio),
    /// Element of the field's category.
    Element(u32),
    /// One of several elements (a compound of which only some components are given).
    OneOf(Vec<u32>),
    /// An element that an open category does not list.
    Unlisted(String),
    /// A day.
    Date(Date),
    /// Text.
    Text(String),
    /// A place as a path: 山西省/晋城市/陵川县.
    Place(String),
    /// By month.
    Monthly(Vec<(Month, bool)>),
}

/// How a fact is supported.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Support {
    /// Nothing is said about evidence.
    #[default]
    Plain,
    /// 核对
    Verified,
    /// 承诺
    Promised,
    /// 陈述
    Stated,
    /// 有争议
    Disputed,
}

/// Evidence of a fact.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Evidence {
    /// Kind.
    pub support: Support,
    /// 书面、录音、录像; or the source of a check.
    pub form: Option<String>,
    /// When.
    pub on: Option<Date>,
    /// By whom: the body that checked it, or took the promise.
    pub by: Option<String>,
    /// 承诺人: who promises, by the name that the record uses.
    pub promiser: Option<String>,
    /// 承诺期限: the last day on which the proof is to be handed in.
    pub until: Option<Date>,
}

/// A fact with its evidence.
#[derive(Clone, PartialEq, Debug)]
pub struct Fact {
    /// The value.
    pub value: FactValue,
    /// Evidence; boxed because most facts carry none.
    pub evidence: Option<Box<Evidence>>,
}

/// A person's answer to a question of the policy.
#[derive(Clone, PartialEq, Debug)]
pub struct Answered {
    /// Truth, number or element.
    pub value: FactValue,
    /// 机关
    pub by: String,
    /// 日期
    pub on: Option<Date>,
    /// 理由
    pub reason: Option<String>,
}

/// A person's answer whether an unlisted element belongs to an open set.
#[derive(Clone, PartialEq, Debug)]
pub struct Membership {
    /// Name of the set.
    pub set: String,
    /// Plane of the object that holds the answer.
    pub plane: PlaneId,
    /// Its instance.
    pub instance: u32,
    /// The answer (truth).
    pub answer: Answered,
}

impl Record {
    /// Number of instances of a plane.
    pub fn count(&self, plane: PlaneId) -> usize {
        self.planes.get(plane.index()).map_or(0, Instances::len)
    }
    /// A fact.
    pub fn fact(&self, field: FieldId, instance: u32) -> Option<&Fact> {
        self.columns.get(field.index())?.get(instance as usize)
    }
    /// An answer.
    pub fn answer(&self, question: QuestionId, instance: u32) -> Option<&Answered> {
        self.answers.get(question.index())?.get(instance as usize)?.as_ref()
    }
}
