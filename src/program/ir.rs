//! The program: typed nodes on entity planes, operands before users.
//!
//! A *plane* is an entity type at its place in the record (家庭, 成员, 成员的收入 …); each plane has as many instances as
//! the record holds. A node has one value per instance of its plane. All nodes are total: unknown and faulty are values,
//! so the order of evaluation cannot be observed and an evaluator may work node by node over whole columns.

use crate::program::legal::{Clause, Document, Duty, Item, Note};
use crate::quantity::calendar::Date;
use crate::quantity::interval::Interval;
use crate::quantity::ratio::Ratio;
use crate::quantity::rounding::Rounding;
use crate::quantity::unit::{Base, Unit};
use crate::source::Span;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(pub u32);
        impl $name {
            /// Position in the table that it indexes.
            pub fn index(self) -> usize { self.0 as usize }
        }
    )*};
}

ids! {
    /// Index into [`Program::planes`]; 0 is the household.
    PlaneId,
    /// Index into [`Program::fields`].
    FieldId,
    /// Index into [`Program::categories`].
    CategoryId,
    /// Index into [`Program::sets`].
    SetId,
    /// Index into [`Program::parameters`].
    ParameterId,
    /// Index into [`Program::questions`].
    QuestionId,
    /// Index into [`Program::nodes`].
    NodeId,
    /// Index into [`Program::items`].
    ItemId,
    /// Index into [`Program::clauses`].
    ClauseId,
    /// Index into [`Program::documents`].
    DocumentId,
    /// Index into [`Program::notes`].
    NoteId,
}

/// A checked policy for one area and day.
#[derive(Clone, Debug)]
pub struct Program {
    /// Path of the area, `山西省/晋城市`; empty for 全国.
    pub area: String,
    /// The day whose law and facts it decides by (基准日).
    pub on: Date,
    /// `sha256:…` of the text in force.
    pub digest: String,
    /// Entity planes, parents before children.
    pub planes: Vec<Plane>,
    /// Facts that a record may hold.
    pub fields: Vec<Field>,
    /// Categories (类别).
    pub categories: Vec<Category>,
    /// Sets of category elements (范围).
    pub sets: Vec<Set>,
    /// Parameters (标准) with every published cell.
    pub parameters: Vec<Parameter>,
    /// What is left to people (酌定, amounts by judgement, 可以).
    pub questions: Vec<Question>,
    /// Nodes, operands before users.
    pub nodes: Vec<Node>,
    /// Determinations and benefits in the order of the documents.
    pub outputs: Vec<Output>,
    /// Named values that may be asked for (定义, 表), for cases and inspection.
    pub named: Vec<Named>,
    /// Items of the text in force.
    pub items: Vec<Item>,
    /// Citable places.
    pub clauses: Vec<Clause>,
    /// Documents of the text in force.
    pub documents: Vec<Document>,
    /// Assumptions and open questions.
    pub notes: Vec<Note>,
    /// Notes on a document as a whole (an assumed date), shown with every result that uses it.
    pub document_notes: Vec<(DocumentId, NoteId)>,
    /// Duties, procedures, promises.
    pub duties: Vec<Duty>,
}

/// An entity type at its place in the record.
#[derive(Clone, Debug)]
pub struct Plane {
    /// Name of the list field in the parent (`成员`), or of the entity for the root (`家庭`).
    pub name: String,
    /// Other names of the list in records.
    pub external: Vec<String>,
    /// Entity type (`身份记录` may stand on several planes).
    pub entity: String,
    /// How rules call one instance: 本人, 该笔.
    pub pronoun: String,
    /// The plane that holds the list; none for the household.
    pub parent: Option<PlaneId>,
    /// The list holds plain values of this category (残疾), not objects; the value is the only field.
    pub element: Option<CategoryId>,
    /// The list itself may be absent (`null`).
    pub optional: bool,
    /// The record gives one object (or null) instead of a list.
    pub single: bool,
    /// The list may not be empty (成员 of a household).
    pub nonempty: bool,
    /// Bare amounts are per this: a person or a household.
    pub per: Base,
    /// Field that names an instance to people (姓名), if any.
    pub label: Option<FieldId>,
}

/// The type of a value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Type {
    /// 是否
    Truth,
    /// A number with its unit.
    Number(Unit),
    /// An element of a category.
    Element(CategoryId),
    /// A day.
    Date,
    /// Free text; compared for equality only.
    Text,
    /// A place, a path such as 山西省/晋城市/陵川县.
    Place,
}

/// A fact that a record may hold for each instance of a plane.
#[derive(Clone, Debug)]
pub struct Field {
    /// The plane it belongs to.
    pub plane: PlaneId,
    /// Its name in rules and records.
    pub name: String,
    /// Names of the same column in other systems.
    pub external: Vec<String>,
    /// Its type; the unit of a number is filled for its owner (元/月 of a member is 元/人·月).
    pub ty: Type,
    /// It is a history by month (`按月 是否`).
    pub monthly: bool,
    /// `null` (无) is allowed.
    pub optional: bool,
    /// Explanation from the vocabulary.
    pub doc: String,
}

/// A category and its elements.
#[derive(Clone, Debug)]
pub struct Category {
    /// Its name.
    pub name: String,
    /// Element names in declared order; compound categories list every combination (`智力三级`), last component fastest.
    pub elements: Vec<String>,
    /// Other spellings of elements (external values, full titles) to element index.
    pub aliases: Vec<(String, u32)>,
    /// Records may hold elements that are not listed.
    pub open: bool,
    /// Elements may be compared by rank.
    pub ordered: bool,
    /// Component categories of a compound one.
    pub components: Vec<CategoryId>,
}

/// A set of elements of one category.
#[derive(Clone, Debug)]
pub struct Set {
    /// Its name (empty for an anonymous list in a condition).
    pub name: String,
    /// Category of its elements.
    pub category: CategoryId,
    /// Members, ascending.
    pub elements: Vec<u32>,
    /// `开放`: an element that the category does not list is asked, never *no*.
    pub open: bool,
    /// The item that declares it.
    pub item: ItemId,
}

/// One published figure.
#[derive(Clone, Debug)]
pub struct Cell {
    /// Element index per axis.
    pub coordinates: Vec<u32>,
    /// Year the figure is for (`按 年度`).
    pub year: Option<i32>,
    /// Area that published it.
    pub area: String,
    /// First day.
    pub from: Date,
    /// Last day ([`Date::FOREVER`] if open).
    pub to: Date,
    /// The figure in base measures, or only the interval that the text gives.
    pub value: Interval,
    /// Where it is published.
    pub clause: ClauseId,
    /// As written: 每人每年7860元.
    pub written: String,
}

/// A named figure by categories, year, place and period.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Categories of its axes.
    pub axes: Vec<CategoryId>,
    /// It has a year axis (last).
    pub yearly: bool,
    /// Unit as declared.
    pub unit: Unit,
    /// Cells of the chain of areas and of other places that rules may read.
    pub cells: Vec<Cell>,
    /// The item that declares it.
    pub item: ItemId,
}

/// What a person must answer.
#[derive(Clone, Debug)]
pub struct Question {
    /// Key under which a record holds the answer, on an object of `plane`.
    pub key: String,
    /// Whom it is about.
    pub plane: PlaneId,
    /// The question as asked.
    pub text: String,
    /// Bodies that answer, by name (empty: not stated).
    pub bodies: Vec<String>,
    /// What an answer is.
    pub answer: Answer,
    /// A reason must be given.
    pub reason_required: bool,
    /// The item that asks.
    pub item: ItemId,
}

/// The form of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// 是、否
    Truth,
    /// An amount.
    Number(Unit),
    /// Whether a power (可以) is used; an amount answers it too.
    Grant(Unit),
    /// One of a closed list.
    Choice(CategoryId),
}

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

/// A value that can be asked for by name.
#[derive(Clone, Debug)]
pub struct Named {
    /// Its name.
    pub name: String,
    /// Whose it is.
    pub plane: PlaneId,
    /// The node.
    pub node: NodeId,
}

/// How a benefit stands to its body: duty or power.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Force {
    /// 应当给付
    Shall,
    /// 可以给付
    May,
}

/// A result: one determination or benefit of the text in force.
#[derive(Clone, Debug)]
pub struct Output {
    /// Its name.
    pub name: String,
    /// The item.
    pub item: ItemId,
    /// Whom it is about.
    pub plane: PlaneId,
    /// Truth of the determination, or of the benefit's condition.
    pub condition: NodeId,
    /// Body that determines or approves, where it does not depend on an amount.
    pub bodies: Vec<String>,
    /// What follows, in the author's words.
    pub consequence: Option<String>,
    /// Everything about money; none for a determination.
    pub benefit: Option<Benefit>,
}

/// The paying side of a benefit.
#[derive(Clone, Debug)]
pub struct Benefit {
    /// Duty or power.
    pub force: Force,
    /// Whether a power is used: a question with [`Answer::Grant`]; none for a duty.
    pub grant: Option<QuestionId>,
    /// Rounded amount; none for a service.
    pub amount: Option<NodeId>,
    /// 现金, 消费券 …; 现金 where the text is silent is not assumed: none.
    pub form: Option<String>,
    /// Approving body by amount (审批): an element of a category of bodies.
    pub approval: Option<NodeId>,
    /// How it is paid.
    pub schedule: Option<Schedule>,
    /// Who bears it.
    pub funding: Vec<Share>,
    /// Index in `funding` that takes the rounding remainder.
    pub remainder: usize,
}

/// When and to whom money is paid.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// 按月, 按季, 一次性, 分阶段, 定期定量.
    pub cycle: String,
    /// Amount of one payment, where the cycle fixes it (月标准 × 3).
    pub each: Option<NodeId>,
    /// Deadline, start and payee, each with the condition under which it holds.
    pub terms: Vec<Term>,
}

/// One term of a schedule.
#[derive(Clone, Debug)]
pub struct Term {
    /// Holds when; always if none.
    pub guard: Option<NodeId>,
    /// 每季首月10日前, 期限未载明, 自 确认 次月 起 ….
    pub words: Vec<String>,
    /// 付给.
    pub payee: Option<String>,
}

/// A share of the funding.
#[derive(Clone, Debug)]
pub struct Share {
    /// Who bears it.
    pub bearer: String,
    /// Which part, adding up to one.
    pub part: Ratio,
}

impl Program {
    /// The node behind an id.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }
    /// The item behind an id.
    pub fn item(&self, id: ItemId) -> &Item {
        &self.items[id.index()]
    }
    /// The items that a node rests on: its own, and the set or parameter that it reads.
    pub fn items_of(&self, id: NodeId) -> impl Iterator<Item = ItemId> {
        let node = self.node(id);
        let read = match &node.op {
            Op::Within { set, .. } => Some(self.sets[set.index()].item),
            Op::Parameter { parameter, .. } => Some(self.parameters[parameter.index()].item),
            _ => None,
        };
        std::iter::once(node.item).chain(read)
    }
    /// The clause behind an id.
    pub fn clause(&self, id: ClauseId) -> &Clause {
        &self.clauses[id.index()]
    }
    /// The document of a clause.
    pub fn document_of(&self, id: ClauseId) -> &Document {
        &self.documents[self.clause(id).document.index()]
    }
    /// `《基本生活通知2022》第7项`.
    pub fn citation(&self, id: ClauseId) -> String {
        let clause = self.clause(id);
        format!("《{}》{}", self.documents[clause.document.index()].code, clause.article)
    }
}
