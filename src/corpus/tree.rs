//! Documents with their headers read, and the text in force that they make.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::area::Area;
use super::index::Index;
use super::lock::Lock;
use super::marks::{Marks, Print};
use super::readings::Under;
use crate::diagnostics::Diagnostic;
use crate::quantity::calendar::Date;
use crate::source::{FileSet, Span};
use crate::syntax::tree as syntax;
use crate::syntax::tree::{Body, DateClaim, Statement, Value};

/// A document with its header read.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its text.
    pub syntax: syntax::Document,
    /// Short name between 《》.
    pub code: String,
    /// Jurisdiction.
    pub area: Area,
    /// 文号
    pub number: Option<String>,
    /// 发文
    pub issuer: Option<String>,
    /// 印发; the effective date where it is not stated.
    pub issued: Date,
    /// 印发 is assumed or not stated.
    pub issued_assumed: bool,
    /// 施行
    pub effective: DateClaim,
    /// 失效: last day in force.
    pub expires: Option<Date>,
    /// Where the header says 施行.
    pub effective_span: Span,
    /// 效力: 0 law, 1 administrative regulation, 2 local regulation or rule, 3 other normative document.
    pub rank: u8,
    /// 出处
    pub origin: String,
    /// Its figures by the sentence that publishes them; their document is not filled in.
    pub(super) published: BTreeMap<usize, (Vec<Figure>, Vec<Diagnostic>)>,
    /// What can be told of it at a glance.
    pub marks: Marks,
    /// Names that its sentences may read at a place, sorted by nothing, each once.
    pub(super) at_places: Vec<String>,
    /// Which sentences stand under which doubt.
    pub(super) under: Under,
}

impl Document {
    /// 词汇 rather than 政策.
    pub fn is_vocabulary(&self) -> bool {
        self.syntax.kind == syntax::DocumentKind::Vocabulary
    }
    /// Days from which its own words may make another text in force, in the order in which it says them.
    pub fn turning_days(&self) -> Vec<Date> {
        let mut days = vec![self.effective.date];
        days.extend(self.expires.and_then(Date::next));
        for statement in &self.syntax.statements {
            match &statement.body {
                Body::Publish { from, to, .. } | Body::Suspend { from, to, .. } => {
                    days.extend(from.map(|f| f.date));
                    days.extend(to.and_then(Date::next));
                }
                Body::Amend { from, .. } | Body::Resume { from, .. } => days.extend(from.map(|f| f.date)),
                Body::Continue { to, .. } => days.extend(to.and_then(Date::next)),
                _ => {}
            }
        }
        days
    }
}

/// All documents, in the order of their paths.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    /// Files.
    pub files: FileSet,
    /// Documents that could be read.
    pub documents: Vec<Document>,
    /// What is wrong with single files.
    pub diagnostics: Vec<Diagnostic>,
    /// Where documents stand.
    pub(super) index: Index,
    /// Which documents are published; none where no lock was handed over.
    pub lock: Lock,
}

/// A sentence of a document, by position.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct StatementId {
    /// Index into [`Corpus::documents`].
    pub document: usize,
    /// Index into its statements.
    pub statement: usize,
}

/// A change made to an item.
#[derive(Clone, Debug)]
pub struct Change {
    /// The amending sentence.
    pub by: StatementId,
    /// The verb.
    pub verb: String,
    /// The verb as authority speaks of it: 扩大, 缩小, 修改, 补充.
    pub power: &'static str,
    /// What was changed.
    pub target: syntax::Target,
    /// The label of a condition that was added.
    pub added: Option<String>,
    /// One line.
    pub summary: String,
}

/// Why an item has no rule any more.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ended {
    /// The document that ended, or the sentence's document that ended it.
    pub document: usize,
    /// Since when.
    pub since: Date,
    /// 失效, 废止, 暂停.
    pub verb: &'static str,
}

/// An item of the text in force.
#[derive(Clone, Debug)]
pub struct Item {
    /// Unique key: the name, or 成员·年龄 for a definition.
    pub key: String,
    /// The sentence that declared it.
    pub origin: StatementId,
    /// Its sentence as amended.
    pub body: Body,
    /// Changes in order.
    pub changes: Vec<Change>,
    /// Clauses added by other sentences (发放, 资金, 审批): the sentences.
    pub additions: Vec<StatementId>,
    /// It has no rule any more.
    pub ended: Option<Ended>,
    /// Of everything that has made it what it is, in order.
    pub history: Print,
}

/// A published figure.
#[derive(Clone, Debug)]
pub struct Figure {
    /// The parameter.
    pub parameter: String,
    /// Element words, in any order.
    pub coordinates: Vec<syntax::Word>,
    /// Year that it is for.
    pub year: Option<i32>,
    /// The figure.
    pub value: Value,
    /// First day, and whether assumed.
    pub from: DateClaim,
    /// Last day.
    pub to: Date,
    /// The last day is written, not implied by a later figure.
    pub to_written: bool,
    /// Area that published it.
    pub area: Area,
    /// The sentence.
    pub by: StatementId,
    /// The cell.
    pub span: Span,
}

/// The documents of a chain of areas, replayed up to a day.
#[derive(Clone, Debug)]
pub struct TextInForce {
    /// The area.
    pub area: Area,
    /// The day.
    pub on: Date,
    /// Documents in force, in the order in which they apply.
    pub documents: Vec<usize>,
    /// Items by key, in order of declaration.
    pub items: IndexMap<String, Item>,
    /// Published figures of every area.
    pub figures: Vec<Figure>,
    /// Sentences in force that declare no item: 用语, 审批, 授权, 职责 ….
    pub others: Vec<StatementId>,
}

/// The key of an item that only the sentences of its document see (仅用于本文件).
pub fn own_key(key: &str, code: &str) -> String {
    format!("{key}〔{code}〕")
}

impl Corpus {
    /// A sentence.
    pub fn statement(&self, id: StatementId) -> &Statement {
        &self.documents[id.document].syntax.statements[id.statement]
    }
    /// `《…》第二条` of a sentence.
    pub fn citation(&self, id: StatementId) -> String {
        let document = &self.documents[id.document];
        let article = &document.syntax.articles[self.statement(id).article];
        format!("《{}》{}", document.code, article.label)
    }
    /// The document behind a file.
    pub fn document_of(&self, span: Span) -> Option<usize> {
        self.document_in(span.file)
    }
    /// Areas that have documents, and their ancestors, in order.
    pub fn areas(&self) -> Vec<Area> {
        let mut areas: Vec<Area> = self.areas_with_documents().flat_map(Area::with_ancestors).collect();
        areas.push(Area::default());
        areas.sort();
        areas.dedup();
        areas
    }
    /// The area that a path or an unambiguous last part names.
    pub fn find_area(&self, text: &str) -> Option<Area> {
        let wanted = Area::parse(text);
        let areas = self.areas();
        if areas.contains(&wanted)
            || wanted.depth() > 1 && areas.iter().any(|a| a.depth() > 0 && wanted.within(a))
        {
            return Some(wanted);
        }
        let mut named = areas.into_iter().filter(|a| a.last() == Some(text.trim()));
        named.next().filter(|_| named.next().is_none())
    }
    /// Days from which a different text may be in force in an area, ascending.
    pub fn turning_days(&self, area: &Area) -> Vec<Date> {
        let mut days = Vec::new();
        let around = self.documents_around(area);
        let ours = || around.iter().map(|at| &self.documents[*at]).filter(|d| !d.is_vocabulary());
        for document in ours() {
            days.extend(document.turning_days());
        }
        let first = ours().map(|d| d.effective.date).min();
        days.retain(|day| first.is_some_and(|first| *day >= first));
        days.sort();
        days.dedup();
        // A document whose day of effect cannot be read counts as in force at all times; what holds before every other
        // document is no text of its own.
        if days.len() > 1 {
            days.retain(|day| *day != Date::NEVER_BEFORE);
        }
        days
    }
}
