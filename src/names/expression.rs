//! Bound expressions and values: every name resolved.

use super::tree::{CategoryIndex, EntityIndex, ItemIndex};
use crate::quantity::calendar::Date;
use crate::quantity::ratio::Ratio;
use crate::quantity::rounding::Rounding;
use crate::quantity::shift::Shift;
use crate::quantity::unit::Unit;
use crate::source::Span;
use crate::syntax::tree::{Gather, Length, Relation, Sign};

/// A value.
#[derive(Clone, Debug)]
pub struct Value {
    /// What.
    pub kind: ValueKind,
    /// Where.
    pub span: Span,
}

/// Kinds of values.
#[derive(Clone, Debug)]
pub enum ValueKind {
    /// A formula.
    Computed {
        /// The formula.
        expr: Expr,
        /// 不足零的按零
        floor_zero: bool,
        /// Rounded here.
        rounding: Option<Rounding>,
    },
    /// 未载明
    Unstated,
    /// 待定
    Pending,
    /// 由 … 酌定
    Judged {
        /// Who; empty: as 审批 says.
        bodies: Vec<String>,
        /// 不低于
        low: Option<Expr>,
        /// 不超过
        high: Option<Expr>,
    },
}

/// A base with exceptions.
#[derive(Clone, Debug)]
pub struct Valued {
    /// Base.
    pub base: Option<Value>,
    /// Exceptions in order.
    pub exceptions: Vec<Exception>,
    /// 分情形: cases are siblings without a base that they beat.
    pub by_case: bool,
}

/// An exception.
#[derive(Clone, Debug)]
pub struct Exception {
    /// An exception to the exception above.
    pub nested: bool,
    /// Label.
    pub label: String,
    /// Positions of siblings that it beats.
    pub beats: Vec<usize>,
    /// When.
    pub condition: Expr,
    /// 再加 rather than 为.
    pub plus: bool,
    /// The value.
    pub value: Value,
    /// Where.
    pub span: Span,
}

/// A bound expression.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What.
    pub kind: Kind,
    /// Where.
    pub span: Span,
    /// Position in the table of types.
    pub id: u32,
}

/// A labelled part.
#[derive(Clone, Debug)]
pub struct Part {
    /// Label.
    pub label: String,
    /// Part.
    pub expr: Expr,
}

/// Kinds of bound expressions. `Subject(0)` is the innermost subject.
#[derive(Clone, Debug)]
pub enum Kind {
    /// In base measures; bare amounts are filled for the sentence's owner by the checker.
    Number(Ratio, Unit),
    /// A truth.
    Truth(bool),
    /// A day.
    Date(Date),
    /// 基准日
    Today,
    /// Text.
    Text(String),
    /// 无
    Absent,
    /// An element.
    Element(CategoryIndex, u32),
    /// The subject, `n` levels out.
    Subject(usize),
    /// The owner of the innermost subject that is this entity (本户).
    Owner(EntityIndex),
    /// 本人为一户: the household of which a person (an entity expression) is the only member.
    Alone(Box<Expr>),
    /// A scalar field of an entity expression.
    Field(Box<Expr>, EntityIndex, usize),
    /// A component of a compound element.
    Component(Box<Expr>, usize),
    /// A definition, table, determination, judgement or condition scope of an entity (or element) expression.
    Item(Box<Expr>, ItemIndex),
    /// The disregard of a stage: list item, stage.
    Adjustment(Box<Expr>, ItemIndex, usize),
    /// The amount that a table of authorities looks at.
    Amount,
    /// A figure.
    Parameter {
        /// Index into `Model::parameters`.
        parameter: usize,
        /// One per axis.
        coordinates: Vec<Expr>,
        /// Year.
        year: Option<i32>,
        /// Place; none: 本辖区.
        place: Option<Box<Expr>>,
    },
    /// Instances of a list field that pass a filter.
    List {
        /// Whose list.
        owner: Box<Expr>,
        /// Entity that has the field.
        entity: EntityIndex,
        /// The field.
        field: usize,
        /// Condition on each, with the element as innermost subject.
        filter: Option<Box<Expr>>,
    },
    /// A value of each instance of a list, with the element as innermost subject.
    Each(Box<Expr>, Box<Expr>),
    /// 合计 …
    Gather(Box<Expr>, Gather),
    /// 有 list
    Exists(Box<Expr>),
    /// list 均 condition
    Every(Box<Expr>, Box<Expr>),
    /// 有 an optional fact.
    Present(Box<Expr>),
    /// ＋ － × ÷
    Arithmetic(Sign, Box<Expr>, Box<Expr>),
    /// 的45%, 的1.5倍
    Scaled(Box<Expr>, Ratio),
    /// 的月额 (1), 的年额 (12)
    Converted(Box<Expr>, bool),
    /// 的12个月前, 的当月首日
    Shifted(Box<Expr>, Shift),
    /// 视作 another unit, with the reason.
    Treated(Box<Expr>, Unit),
    /// 的月额 of a yearly figure with 折月: rounded as its declaration says.
    Monthly(Box<Expr>, Rounding),
    /// A part of a reckoning under its own words (a band of 分段累计): the same value.
    Worded(Box<Expr>),
    /// Nought where it is below nought.
    FloorZero(Box<Expr>),
    /// A value where a condition holds; no rule where it fails.
    Where(Box<Expr>, Box<Expr>),
    /// 较小者 …
    Extreme(bool, Vec<Expr>),
    /// 周岁数 …
    Elapsed(Box<Expr>, Box<Expr>, Length),
    /// 前连续 n 个月
    Run {
        /// The day.
        before: Box<Expr>,
        /// n
        months: u32,
        /// Entity and field.
        entity: EntityIndex,
        /// A monthly field of the innermost subject.
        field: usize,
    },
    /// A comparison.
    Compare(Relation, Box<Expr>, Box<Expr>),
    /// 属于 elements
    Within(Box<Expr>, WithinSet),
    /// 位于; none: 本辖区
    Located(Box<Expr>, Option<Box<Expr>>),
    /// 非
    Not(Box<Expr>),
    /// 同时符合
    All(Vec<Part>),
    /// 之一
    Any(Vec<Part>),
    /// No rule any more.
    Lapsed,
    /// What could not be bound; reported already.
    Broken,
}

/// The right side of 属于.
#[derive(Clone, Debug)]
pub enum WithinSet {
    /// A declared set.
    Named(usize),
    /// Listed elements.
    Listed(CategoryIndex, Vec<u32>),
}
