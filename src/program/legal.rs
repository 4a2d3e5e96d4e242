//! The legal side of a program: documents, clauses, items and what is assumed or open in them.

use crate::quantity::calendar::Date;
use crate::source::Span;

use super::ir::{ClauseId, DocumentId, NoteId};

/// A document in force, as results cite it.
#[derive(Clone, Debug)]
pub struct Document {
    /// Full title: 关于切实保障困难群众基本生活的通知.
    pub title: String,
    /// Short name between 《》: 基本生活通知2022.
    pub code: String,
    /// Path of the jurisdiction: `山西省/晋城市`; empty for 全国.
    pub area: String,
    /// 文号, when it is known.
    pub number: Option<String>,
    /// First day in force.
    pub effective: Date,
    /// The header assumes the effective date because the source does not state it.
    pub effective_assumed: bool,
    /// Where the text was read: a file of the source folder, 转述, 存目 ….
    pub origin: String,
}

/// A quoted or paraphrased sentence of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The words; `〔略〕` marks an omission.
    pub text: String,
    /// `原文` (true) or `转述` (false).
    pub verbatim: bool,
}

/// A place in a document that can be cited: 《…》第二条, with the wording it rests on.
#[derive(Clone, Debug)]
pub struct Clause {
    /// The document.
    pub document: DocumentId,
    /// `第二条`, `第7项`; empty before the first article.
    pub article: String,
    /// The wording that the formal reading below it stands for.
    pub quote: Option<Quote>,
    /// Where the formal reading stands in the policy file.
    pub span: Span,
}

/// What kind of thing an item of the text in force is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ItemKind {
    /// 定义
    Definition,
    /// 认定
    Determination,
    /// 应当给付、可以给付
    Benefit,
    /// 范围
    Scope,
    /// 表
    Table,
    /// 标准
    Parameter,
    /// 不计入收入
    Disregard,
    /// 清单
    Adjustment,
    /// 互斥
    Exclusion,
    /// 酌定
    Judgement,
    /// Built in: 基准日, 已认定为 and the like.
    Builtin,
}

/// One change that another document made to an item.
#[derive(Clone, Debug)]
pub struct Change {
    /// The clause that made it.
    pub clause: ClauseId,
    /// The verb as written: 扩大到, 改为, 增加 ….
    pub verb: String,
    /// One line for people: 由 … 扩大到 ….
    pub summary: String,
}

/// An item of the text in force, with the documents that made it.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its name as rules use it.
    pub name: String,
    /// What it is.
    pub kind: ItemKind,
    /// The clause that declared it.
    pub clause: ClauseId,
    /// Changes by later documents, in order.
    pub changes: Vec<Change>,
    /// Assumptions and readings that its value rests on.
    pub notes: Vec<NoteId>,
    /// The list that it is an entry of: 不计入收入, 核减 ….
    pub list: Option<String>,
}

/// What is assumed, read one way, or left open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoteKind {
    /// `假定`
    Assumption,
    /// `疑义 … 取 …`
    Reading {
        /// The possible readings.
        readings: Vec<String>,
        /// The one taken.
        taken: String,
    },
    /// `疑义 … 待定`
    Pending,
}

/// An assumption or an open question of the policy text.
#[derive(Clone, Debug)]
pub struct Note {
    /// Which of the three.
    pub kind: NoteKind,
    /// The words of the author.
    pub text: String,
    /// Why this reading was taken, where it is said.
    pub reason: Option<String>,
    /// Where it is written.
    pub clause: ClauseId,
}

/// A 疑义 whose readings are rules, in a document in force.
#[derive(Clone, Debug)]
pub struct Doubt {
    /// The document.
    pub document: DocumentId,
    /// Where it is written.
    pub clause: ClauseId,
    /// Its words.
    pub text: String,
    /// Its readings.
    pub readings: Vec<String>,
    /// The one that the document takes; none: 待定.
    pub stated: Option<String>,
    /// The one that this program takes.
    pub taken: Option<String>,
}

impl Doubt {
    /// Whether another reading than the document's is taken.
    #[must_use]
    pub fn is_switched(&self) -> bool {
        self.taken != self.stated
    }
}

/// A duty that the text puts on an agency or an officer (`职责`, `程序`, `承诺事项`).
#[derive(Clone, Debug)]
pub struct Duty {
    /// Where it is stated.
    pub clause: ClauseId,
    /// What kind of statement: 职责, 程序, 承诺事项.
    pub verb: String,
    /// Its name.
    pub name: String,
    /// Its parts in order: (何人, 业务经办人员), (应当, …); the key may be empty.
    pub parts: Vec<(String, String)>,
}
