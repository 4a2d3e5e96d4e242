//! The program: typed nodes on entity planes, operands before users.
//!
//! A *plane* is an entity type at its place in the record (家庭, 成员, 成员的收入 …); each plane has as many instances as
//! the record holds. A node has one value per instance of its plane. All nodes are total: unknown and faulty are values,
//! so the order of evaluation cannot be observed and an evaluator may work node by node over whole columns.

pub use crate::program::node::{
    Alternative, Arithmetic, Constant, Elapsed, Node, Op, Part, Reduction, Relation,
};

pub use crate::program::variable::{Changeable, Variable, Variation};

use crate::program::legal::{Clause, Document, Doubt, Duty, Item, Note};
use crate::program::promise::Promise;
use crate::program::working_days::WorkYear;
use crate::quantity::calendar::{Date, Month};
use crate::quantity::due::Due;
use crate::quantity::interval::Interval;
use crate::quantity::ratio::Ratio;
use crate::quantity::unit::{Base, Unit};

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
    /// Arrangements of holidays in force, by year.
    pub calendar: Vec<WorkYear>,
    /// What may be pointed out to people as changing a result (可提示); nothing else is.
    pub variables: Vec<Variable>,
    /// What is left to people (酌定, amounts by judgement, 可以).
    pub questions: Vec<Question>,
    /// Nodes, operands before users.
    pub nodes: Vec<Node>,
    /// Determinations and benefits in the order of the documents.
    pub outputs: Vec<Output>,
    /// What the documents claim of every household (断言); no result.
    pub assertions: Vec<Assertion>,
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
    /// Which facts may rest on a promise.
    pub promises: Vec<Promise>,
    /// Doubts whose readings are rules.
    pub doubts: Vec<Doubt>,
    /// Names of facts and answers that documents above and below declare, today or at other times: a record may hold
    /// them.
    pub other_times: Vec<String>,
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
    /// Bodies to which it was reported before it was published (备案), as written.
    pub filed: Option<String>,
    /// Of a figure that is published as a formula: the figures that it was worked out from, each once.
    pub worked_out_from: Vec<Basis>,
}

/// A published figure that another figure is worked out from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Basis {
    /// Its parameter.
    pub parameter: ParameterId,
    /// Element index per axis.
    pub coordinates: Vec<u32>,
    /// Its value in base measures.
    pub value: Ratio,
    /// Where it is published.
    pub clause: ClauseId,
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
    /// Bodies that must publish a figure which the documents leave to them (另行规定).
    pub left_to: Vec<String>,
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

/// A value that can be asked for by name.
#[derive(Clone, Debug)]
pub struct Named {
    /// Its name.
    pub name: String,
    /// Whose it is.
    pub plane: PlaneId,
    /// The node.
    pub node: NodeId,
    /// The only document that sees it (仅用于本文件).
    pub own: Option<DocumentId>,
}

/// A claim of a document about every household, to be proved; it decides nothing.
#[derive(Clone, Debug)]
pub struct Assertion {
    /// Its title.
    pub name: String,
    /// The item.
    pub item: ItemId,
    /// Whom it is about.
    pub plane: PlaneId,
    /// What is claimed.
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

/// What a result is to its reader.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Role {
    /// 认定, 给付: it is decided.
    Decision,
    /// 职责: a body must act, or need not.
    Duty,
    /// 线索: worth looking into; nothing rests on it.
    Lead,
}

/// A result: one determination, benefit, duty or lead of the text in force.
#[derive(Clone, Debug)]
pub struct Output {
    /// What it is to its reader.
    pub role: Role,
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
    /// 办结: the last day on which it must be settled.
    pub due: Option<NodeId>,
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
    /// The last day in time.
    pub due: Option<Due>,
    /// The first month.
    pub start: Option<Start>,
    /// For how many months.
    pub months: Option<u32>,
}

/// The first month of a payment.
#[derive(Clone, Copy, Debug)]
pub enum Start {
    /// So many months after the month of the decision.
    Decision(u32),
    /// A month of the text.
    Month(Month),
    /// The month of a day.
    Day(NodeId),
}

/// A share of the funding.
#[derive(Clone, Debug)]
pub struct Share {
    /// Who bears it.
    pub bearer: String,
    /// Which part, adding up to one.
    pub part: Ratio,
}

impl Term {
    /// The nodes on which the term rests.
    pub fn nodes(&self) -> impl Iterator<Item = NodeId> {
        let start = match self.start {
            Some(Start::Day(day)) => Some(day),
            _ => None,
        };
        self.guard.into_iter().chain(start)
    }
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
