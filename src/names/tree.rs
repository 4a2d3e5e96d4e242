//! The bound model: declarations by index, expressions whose names are resolved.

pub use crate::names::expression::{Exception, Expr, Kind, Part, Value, ValueKind, Valued, WithinSet};
pub use crate::names::promise::{Promisable, Promise, Promised};

use crate::corpus::tree::{Figure, StatementId};
use crate::quantity::calendar::Month;
use crate::quantity::due::Due;
use crate::quantity::ratio::Ratio;
use crate::quantity::rounding::Rounding;
use crate::quantity::unit::{Base, Unit};
use crate::source::Span;
use crate::syntax::tree::{Combine, Role};

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
    /// 可提示
    pub variation: Option<Variation>,
    /// Explanation.
    pub doc: String,
    /// Where.
    pub span: Span,
}

/// How a fact may change in what is pointed out to people (可提示).
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Variation {
    /// 变为 是, 否
    Truth(Vec<bool>),
    /// 变为 one of these elements.
    Elements(Vec<u32>),
    /// 增加 one of these elements, or an object that records one.
    Gains(Vec<u32>),
    /// 推后
    Later,
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
    /// 折月: its monthly figure is the yearly one divided by twelve and rounded so; each use says which it means.
    pub monthly: Option<(Rounding, Span)>,
    /// Its item.
    pub item: ItemIndex,
    /// Figures, with element positions per axis.
    pub figures: Vec<(Figure, Vec<u32>)>,
    /// The values of figures that are formulas over other figures; told apart by their places.
    pub formulas: Vec<Value>,
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
    /// 承诺事项, in order of the documents.
    pub promises: Vec<Promise>,
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
    /// 地点
    Place,
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
        /// 可提示: what the answer may become.
        becomes: Vec<bool>,
    },
    /// 认定, 职责, 线索
    Determination {
        /// Which of the three.
        role: Role,
        /// The condition.
        condition: Expr,
        /// Bodies.
        bodies: Vec<String>,
        /// 办结
        due: Option<Valued>,
        /// 后果
        consequence: Option<String>,
    },
    /// 应当给付, 可以给付
    Benefit(Box<Benefit>),
    /// 互斥: of the members that qualify only one stands.
    Exclusion {
        /// Results, in order.
        members: Vec<ItemIndex>,
        /// Which of them stands.
        how: Preference,
    },
    /// 清单
    Adjustments {
        /// Stages.
        stages: Vec<AdjustmentStage>,
    },
    /// 不计入收入 “…”, 核减 “…”, 列入 甲 “…”
    Disregard {
        /// The list.
        list: String,
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
    /// 合计不超过
    pub cap: Option<Expr>,
    /// Entries.
    pub entries: Vec<ItemIndex>,
}

/// Which of several results that exclude each other stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Preference {
    /// 依次: the first that qualifies.
    InOrder,
    /// 就高: the greatest amount, the first of equal ones.
    Highest,
    /// 由本人选择
    Chosen,
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
    /// 办结
    pub due: Option<Valued>,
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
    /// What holds always, then what holds under a condition.
    pub terms: Vec<ScheduleTerm>,
    /// Where.
    pub span: Span,
}

/// When and to whom, as far as one condition says.
#[derive(Clone, Debug, Default)]
pub struct ScheduleTerm {
    /// Holds when; always if none.
    pub guard: Option<Expr>,
    /// As written.
    pub words: Vec<String>,
    /// 付给
    pub payee: Option<String>,
    /// The last day in time.
    pub due: Option<Due>,
    /// The first month.
    pub start: Option<ScheduleStart>,
    /// For how many months.
    pub months: Option<u32>,
}

/// The first month of a payment.
#[derive(Clone, Debug)]
pub enum ScheduleStart {
    /// So many months after the month of the decision.
    Decision(u32),
    /// A month of the text.
    Month(Month),
    /// The month of a day.
    Day(Expr),
}

impl ScheduleTerm {
    /// The day whose month is the first.
    pub fn start_day(&self) -> Option<&Expr> {
        match &self.start {
            Some(ScheduleStart::Day(day)) => Some(day),
            _ => None,
        }
    }
}

impl Model {
    /// The 互斥 that an item is a member of.
    pub fn exclusion_of(&self, item: ItemIndex) -> Option<ItemIndex> {
        self.items.iter().position(
            |known| matches!(&known.body, ItemBody::Exclusion { members, .. } if members.contains(&item)),
        )
    }
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
