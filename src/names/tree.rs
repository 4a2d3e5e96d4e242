//! The bound model: declarations by index, expressions whose names are resolved.

use crate::corpus::tree::{Figure, StatementId};
use crate::quantity::calendar::Date;
use crate::quantity::ratio::Ratio;
use crate::quantity::rounding::Rounding;
use crate::quantity::unit::{Base, Unit};
use crate::source::Span;
use crate::syntax::tree::{Combine, Gather, Length, Relation, Sign};

/// Index into [`Model::categories`].
pub type CategoryIndex = usize;
/// Index into [`Model::entities`].
pub type EntityIndex = usize;
/// Index into [`Model::items`].
pub type ItemIndex = usize;

/// A category.
#[derive(Clone, Debug)]
pub struct Category {
    /// Name.
    pub name: String,
    /// Elements, every combination for a compound one (last component fastest).
    pub elements: Vec<String>,
    /// Full titles of elements.
    pub titles: Vec<(String, u32)>,
    /// 开放
    pub open: bool,
    /// Elements have a rank.
    pub ordered: bool,
    /// Components.
    pub components: Vec<CategoryIndex>,
    /// Where.
    pub span: Span,
}

/// What a field holds.
#[derive(Clone, PartialEq, Debug)]
pub enum FieldKind {
    /// 是否
    Truth,
    /// 按月 是否
    Monthly,
    /// A number; the unit filled for the owner.
    Number(Unit),
    /// An element.
    Element(CategoryIndex),
    /// 日期
    Date,
    /// 文字
    Text,
    /// 地点
    Place,
    /// 若干 of an entity.
    Entities(EntityIndex),
    /// 若干 of a category.
    Elements(CategoryIndex),
    /// One object (or none) of an entity.
    Entity(EntityIndex),
}

/// A field of an entity.
#[derive(Clone, Debug)]
pub struct Field {
    /// Name.
    pub name: String,
    /// What it holds.
    pub kind: FieldKind,
    /// 可无
    pub optional: bool,
    /// Other names in records.
    pub external: Vec<String>,
    /// Explanation.
    pub doc: String,
    /// Where.
    pub span: Span,
}

/// An entity.
#[derive(Clone, Debug)]
pub struct Entity {
    /// Name.
    pub name: String,
    /// 称
    pub pronoun: String,
    /// Bare amounts are per this.
    pub per: Base,
    /// Counting its instances gives this measure (成员: 人).
    pub counts: Option<Base>,
    /// 记载: status, from, to (field positions).
    pub recording: Option<(usize, usize, usize)>,
    /// Fields.
    pub fields: Vec<Field>,
    /// Entities that hold lists of it.
    pub owners: Vec<EntityIndex>,
    /// Where.
    pub span: Span,
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Name.
    pub name: String,
    /// Category axes.
    pub axes: Vec<CategoryIndex>,
    /// It has a year axis.
    pub yearly: bool,
    /// Unit.
    pub unit: Unit,
    /// Its item.
    pub item: ItemIndex,
    /// Figures, with element positions per axis.
    pub figures: Vec<(Figure, Vec<u32>)>,
}

/// A set of elements of one category (范围 over a category).
#[derive(Clone, Debug)]
pub struct Set {
    /// Name.
    pub name: String,
    /// Category.
    pub category: CategoryIndex,
    /// Elements, ascending.
    pub elements: Vec<u32>,
    /// 开放
    pub open: bool,
    /// Its item.
    pub item: ItemIndex,
    /// 未载明: no elements were ever given.
    pub unstated: bool,
}

/// Whom a sentence is about.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Subject {
    /// An instance of an entity.
    Entity(EntityIndex),
    /// A value of a category (an element of a list of values).
    Element(CategoryIndex),
}

/// The model of a text in force.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// Categories.
    pub categories: Vec<Category>,
    /// Entities; the root is the one counted by household.
    pub entities: Vec<Entity>,
    /// Index of the root entity.
    pub root: Option<EntityIndex>,
    /// Parameters.
    pub parameters: Vec<Parameter>,
    /// Sets over categories.
    pub sets: Vec<Set>,
    /// Everything that computes, in order of the documents.
    pub items: Vec<Item>,
    /// How many expressions there are; ids are below it.
    pub expressions: u32,
}

/// An item that computes.
#[derive(Clone, Debug)]
pub struct Item {
    /// Key in the text in force.
    pub key: String,
    /// Name.
    pub name: String,
    /// Whom it is about; none for parameters and sets.
    pub subject: Option<Subject>,
    /// What it is.
    pub body: ItemBody,
    /// The sentence that declared it.
    pub origin: StatementId,
    /// The name's place.
    pub span: Span,
    /// It has no rule any more (失效, 废止, 暂停), with the words for it.
    pub ended: Option<String>,
}

/// Declared type of a value.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Declared {
    /// 是否
    Truth,
    /// A unit, filled for the owner.
    Unit(Unit),
    /// A category.
    Category(CategoryIndex),
    /// 日期
    Date,
    /// 文字
    Text,
}

/// What an item is.
#[derive(Clone, Debug)]
pub enum ItemBody {
    /// Declared in `Model::parameters`.
    Parameter,
    /// Declared in `Model::sets`.
    Set,
    /// 定义
    Definition {
        /// Declared type.
        ty: Option<Declared>,
        /// Value.
        value: Valued,
    },
    /// 表
    Table {
        /// Declared type of the result column.
        ty: Option<Declared>,
        /// Rows: label, condition (none: always), value, place.
        rows: Vec<TableRow>,
    },
    /// 范围 over an entity: named conditions.
    Conditions {
        /// Name, condition.
        members: Vec<(String, Expr)>,
        /// 开放
        open: bool,
        /// 未载明
        unstated: bool,
    },
    /// 酌定
    Judgement {
        /// The question.
        ask: String,
        /// Who answers.
        bodies: Vec<String>,
        /// The bodies are assumed.
        assumed: bool,
        /// 须写明理由
        reason: bool,
    },
    /// 认定
    Determination {
        /// The condition.
        condition: Expr,
        /// Bodies.
        bodies: Vec<String>,
        /// 后果
        consequence: Option<String>,
    },
    /// 应当给付, 可以给付
    Benefit(Box<Benefit>),
    /// 清单
    Adjustments {
        /// Stages.
        stages: Vec<AdjustmentStage>,
    },
    /// 不计入收入 “…”
    Disregard {
        /// Stage's entity.
        owner: EntityIndex,
        /// 条件 and 期限.
        condition: Option<Expr>,
        /// Amount; none for 全额.
        amount: Option<Value>,
    },
}

/// A stage of a list of adjustments.
#[derive(Clone, Debug)]
pub struct AdjustmentStage {
    /// Whose.
    pub owner: EntityIndex,
    /// 全额
    pub full: Expr,
    /// How entries combine.
    pub combine: Combine,
    /// Entries.
    pub entries: Vec<ItemIndex>,
}

/// A row of a decision table.
#[derive(Clone, Debug)]
pub struct TableRow {
    /// Label.
    pub label: String,
    /// When it applies; none: always.
    pub condition: Option<Expr>,
    /// 其他: it applies only when no row without it does.
    pub other: bool,
    /// Its value.
    pub value: Value,
    /// The line.
    pub span: Span,
}

/// A benefit.
#[derive(Clone, Debug)]
pub struct Benefit {
    /// 应当
    pub shall: bool,
    /// 条件
    pub condition: Option<Expr>,
    /// 金额
    pub amount: Option<Valued>,
    /// 下限
    pub floor: Option<Expr>,
    /// 上限
    pub cap: Option<Expr>,
    /// 取整
    pub rounding: Option<(Rounding, Span)>,
    /// 提高: when, bodies, place.
    pub raise: Option<(Expr, Vec<String>, Span)>,
    /// 形式
    pub form: Option<String>,
    /// 批准
    pub bodies: Vec<String>,
    /// 审批: rows by amount.
    pub approval: Option<Approval>,
    /// 发放: cycle, terms with conditions, place.
    pub schedule: Option<Schedule>,
    /// 资金
    pub funding: Vec<(String, Ratio)>,
    /// 尾差, by bearer.
    pub remainder: Option<String>,
}

/// 审批
#[derive(Clone, Debug)]
pub struct Approval {
    /// Category of bodies.
    pub category: CategoryIndex,
    /// Rows: condition on the amount (`Kind::Amount`), bodies; none: 未载明.
    pub rows: Vec<(Expr, Option<u32>, Span)>,
    /// The sentence.
    pub by: StatementId,
    /// Its place.
    pub span: Span,
}

/// 发放
#[derive(Clone, Debug)]
pub struct Schedule {
    /// 按月 …
    pub cycle: String,
    /// Condition, words, payee.
    pub terms: Vec<(Option<Expr>, Vec<String>, Option<String>)>,
    /// Where.
    pub span: Span,
}

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
    /// The amount before 提高.
    OriginalAmount,
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

impl Model {
    /// The entity's own instances are reached from an entity through this many kinds of owners.
    pub fn is_owner(&self, outer: EntityIndex, inner: EntityIndex) -> bool {
        let mut queue = vec![inner];
        let mut seen = Vec::new();
        while let Some(at) = queue.pop() {
            if seen.contains(&at) {
                continue;
            }
            seen.push(at);
            for owner in &self.entities[at].owners {
                if *owner == outer {
                    return true;
                }
                queue.push(*owner);
            }
        }
        false
    }
}
