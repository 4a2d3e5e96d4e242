//! Nodes of a program: what is computed, from what, in whose words.

use crate::program::ir::{ClauseId, FieldId, ItemId, NodeId, ParameterId, PlaneId, QuestionId, SetId, Type};
use crate::quantity::calendar::Date;
use crate::quantity::ratio::Ratio;
use crate::quantity::rounding::Rounding;
use crate::quantity::shift::Shift;
use crate::source::Span;

/// A constant of a program.
#[derive(Clone, PartialEq, Debug)]
pub enum Constant {
    /// 是、否
    Truth(bool),
    /// In base measures.
    Number(Ratio),
    /// Element of the node's category.
    Element(u32),
    /// A day.
    Date(Date),
    /// Text.
    Text(String),
    /// A place path.
    Place(String),
    /// 无
    Absent,
}

/// A computation.
#[derive(Clone, Debug)]
pub struct Node {
    /// Whose value it is.
    pub plane: PlaneId,
    /// What it computes.
    pub op: Op,
    /// Type of its value.
    pub ty: Type,
    /// The item that it belongs to.
    pub item: ItemId,
    /// The node is the value of its item (the point where explanations show a name).
    pub heads: bool,
    /// It is about one person as a household (本人为一户).
    pub alone: bool,
    /// The clause that wrote it (differs from the item's where a document amended it).
    pub clause: ClauseId,
    /// The author's words for it.
    pub text: Box<str>,
    /// Where they stand.
    pub span: Span,
}

/// Arithmetic of two numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Arithmetic {
    /// ＋
    Add,
    /// －
    Subtract,
    /// ×
    Multiply,
    /// ÷
    Divide,
}

/// Comparison of two values of one type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Relation {
    /// 低于、早于
    Less,
    /// 不超过、不晚于
    LessOrEqual,
    /// 等于
    Equal,
    /// 不等于
    NotEqual,
    /// 不低于、达到、满、不早于
    GreaterOrEqual,
    /// 超过、高于、晚于
    Greater,
}

/// How the instances of a child plane are gathered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reduction {
    /// 合计
    Sum,
    /// 人数、笔数
    Count,
    /// 最低值
    Least,
    /// 最高值
    Greatest,
    /// 有
    Exists,
    /// 均
    Every,
}

/// What a length of time is counted in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Elapsed {
    /// 周岁数
    Years,
    /// 月数
    Months,
    /// 天数
    Days,
}

/// One labelled part of a condition.
#[derive(Clone, Debug)]
pub struct Part {
    /// （一）, 1., （1）; empty where it has none.
    pub label: String,
    /// Its truth.
    pub node: NodeId,
    /// Where the author wrote it (a fact or another item that it names is declared elsewhere).
    pub span: Span,
}

/// How a label is said: 第（二）项, “期限”.
#[must_use]
pub fn label_words(label: &str) -> String {
    let numbered = |c: char| matches!(c, '（' | '(') || c.is_ascii_digit();
    if label.starts_with(numbered) { format!("第{label}项") } else { format!("“{label}”") }
}

/// One alternative of a choice.
#[derive(Clone, Debug)]
pub struct Alternative {
    /// Label of the exception or row, if any.
    pub label: String,
    /// It applies when this holds; the base applies always.
    pub guard: Option<NodeId>,
    /// Its value; none for 不适用 (nothing applies).
    pub value: NodeId,
    /// Bit i set: it beats alternative i when both apply (transitively closed).
    pub beats: u128,
    /// The clause that wrote it.
    pub clause: ClauseId,
    /// Where the author wrote it.
    pub span: Span,
}

/// What a node computes.
#[derive(Clone, Debug)]
pub enum Op {
    /// A literal.
    Constant(Constant),
    /// 基准日.
    Today,
    /// A fact of the record.
    Fact(FieldId),
    /// A component (残疾等级) of a compound element.
    Component {
        /// A node of the compound category.
        of: NodeId,
        /// Which component.
        position: usize,
    },
    /// The same node's value at the instance's ancestor on an outer plane.
    Ancestor(NodeId),
    /// A published figure.
    Parameter {
        /// Which.
        parameter: ParameterId,
        /// One node per axis.
        coordinates: Vec<NodeId>,
        /// Year wanted, where the parameter has years.
        year: Option<i32>,
        /// Whose place decides; the program's area if none.
        place: Option<NodeId>,
        /// The day it is read at; the program's day if none.
        at: Option<NodeId>,
    },
    /// ＋ － × ÷
    Arithmetic(Arithmetic, NodeId, NodeId),
    /// 不足零的按零
    FloorZero(NodeId),
    /// 较小者、较大者、最早者、最晚者; absent days are passed over, none left is never.
    Extreme {
        /// The greatest (latest) rather than the least (earliest).
        greatest: bool,
        /// Operands.
        of: Vec<NodeId>,
    },
    /// A comparison.
    Compare(Relation, NodeId, NodeId),
    /// 非
    Not(NodeId),
    /// 同时符合
    All(Vec<Part>),
    /// 符合之一
    Any(Vec<Part>),
    /// 有 项目: the fact is not absent.
    Present(NodeId),
    /// 属于
    Within {
        /// An element.
        value: NodeId,
        /// The set.
        set: SetId,
    },
    /// 位于
    Located {
        /// A place.
        place: NodeId,
        /// The outer place; 本辖区 if none.
        within: Option<NodeId>,
    },
    /// Gathers a child plane.
    Reduce {
        /// How.
        kind: Reduction,
        /// A descendant plane.
        plane: PlaneId,
        /// Instances for which this holds; all if none.
        filter: Option<NodeId>,
        /// Summed, compared or tested value, on `plane`.
        value: Option<NodeId>,
    },
    /// 从 … 到 … 的周岁数
    Elapsed {
        /// Counted in.
        unit: Elapsed,
        /// First day.
        from: NodeId,
        /// Last day.
        to: NodeId,
    },
    /// A day counted from another: 12个月前, 30个工作日后, 当月末日
    Shift(NodeId, Shift),
    /// A monthly fact holds in each of the full months before a day.
    Run {
        /// A monthly field of the same plane.
        field: FieldId,
        /// How many months.
        months: u32,
        /// The day; its own month is not counted.
        before: NodeId,
    },
    /// A base and exceptions, table rows, versions.
    Choose(Vec<Alternative>),
    /// Rounding, once, where the text says so.
    Round(NodeId, Rounding),
    /// A person's answer within bounds.
    Judged {
        /// Which question.
        question: QuestionId,
        /// Not below.
        low: Option<NodeId>,
        /// Not above.
        high: Option<NodeId>,
    },
    /// 未载明: there is no rule.
    Unstated,
    /// 待定: texts conflict.
    Pending,
    /// 视作: same value, other unit.
    Reinterpret(NodeId),
}
