//! What the author wrote: one tree per document, spans into the file, no meaning yet.

pub mod case;
pub mod clause;
pub mod expression;

pub use case::*;
pub use clause::*;
pub use expression::*;

use crate::quantity::calendar::Date;
use crate::quantity::rounding::Rounding;
use crate::quantity::unit::Unit;
use crate::source::{FileId, Span};

/// A word (or quoted text) and its place.
#[derive(Clone, Debug)]
pub struct Word {
    /// The word with full-width forms folded; quoted text is kept as written.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

impl PartialEq for Word {
    fn eq(&self, other: &Word) -> bool {
        self.text == other.text
    }
}
impl Eq for Word {}

impl std::fmt::Display for Word {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

/// A policy file.
#[derive(Clone, Debug)]
pub struct Document {
    /// The file.
    pub file: FileId,
    /// 政策 or 词汇.
    pub kind: DocumentKind,
    /// Full title.
    pub title: Word,
    /// Header lines in order: (代号, 《…》).
    pub header: Vec<(Word, Word)>,
    /// Articles in order; the first one is the part before any heading.
    pub articles: Vec<Article>,
    /// Sentences in order.
    pub statements: Vec<Statement>,
    /// Cases in order.
    pub cases: Vec<Case>,
    /// Sentences and cases of which something could not be read.
    pub unread: Vec<Span>,
}

/// What kind of file it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DocumentKind {
    /// 政策: an official document.
    Policy,
    /// 词汇: shared words, not a document.
    Vocabulary,
}

/// An article.
#[derive(Clone, Debug)]
pub struct Article {
    /// `第二条`, `第7项`; empty for the part before any heading.
    pub label: String,
    /// Its heading after the label.
    pub title: String,
    /// The heading line.
    pub span: Span,
}

/// A quoted line.
#[derive(Clone, Debug)]
pub struct Quote {
    /// The words after `原文：`.
    pub text: Word,
    /// `原文` (true) or `转述`.
    pub verbatim: bool,
}

/// A sentence with the quotes that it formalises.
#[derive(Clone, Debug)]
pub struct Statement {
    /// What it says.
    pub body: Body,
    /// The whole sentence.
    pub span: Span,
    /// Index of its article.
    pub article: usize,
    /// The quotes above it, since the sentence before them.
    pub quotes: Vec<Quote>,
    /// 疑义 and 假定 written directly below it.
    pub notes: Vec<Note>,
    /// It is in force only under this reading of a 疑义 of its document.
    pub guard: Option<Guard>,
}

/// 读法 “疑义”“读法”：
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Guard {
    /// The doubt, where the reading alone does not tell it.
    pub doubt: Option<Word>,
    /// The reading.
    pub reading: Word,
}

/// 疑义 or 假定.
#[derive(Clone, Debug)]
pub struct Note {
    /// Its words.
    pub text: Word,
    /// Possible readings; empty for an assumption.
    pub readings: Vec<Word>,
    /// The reading taken; none for an assumption or 待定.
    pub taken: Option<Word>,
    /// Stated reason.
    pub reason: Option<String>,
    /// 疑义 (true) or 假定.
    pub doubt: bool,
    /// Where it stands.
    pub span: Span,
}

/// A row of a table: cells with their places.
#[derive(Clone, Debug)]
pub struct Row {
    /// Cells between `｜`, trimmed, folded.
    pub cells: Vec<Word>,
    /// The line.
    pub span: Span,
}

/// A row of an entity: one field or several of one kind.
#[derive(Clone, Debug)]
pub struct FieldRow {
    /// Names.
    pub names: Vec<Word>,
    /// Its type as written.
    pub ty: FieldType,
    /// The type cell.
    pub ty_span: Span,
    /// 可无
    pub optional: bool,
    /// Names in other systems.
    pub external: Vec<Word>,
    /// 可提示
    pub variation: Option<Variation>,
    /// Explanation.
    pub doc: String,
    /// The line.
    pub span: Span,
}

/// The type cell of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// 若干 甲
    Several(String),
    /// 按月 是否
    Monthly(String),
    /// A unit.
    Unit(Unit),
    /// 文字, 是否, 日期, 地点, a category, or one object of an entity.
    Named(String),
}

/// What a condition that holds comes to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Role {
    /// 认定: a status is determined.
    Status,
    /// 职责: a body must act.
    Duty,
    /// 线索: something is worth looking into; nothing is decided by it.
    Lead,
    /// 断言: it is claimed of everyone, and can be proved; nothing is decided by it.
    Assertion,
}

/// A sentence.
#[derive(Clone, Debug)]
pub enum Body {
    /// 用语
    Usage(Vec<Usage>),
    /// 类别 with elements: name, open, ordered, elements (name, full title).
    Category {
        /// Its name.
        name: Word,
        /// 开放
        open: bool,
        /// 有序 or 由 … 到 …
        ordered: bool,
        /// Elements with their full titles.
        elements: Vec<(Word, Option<Word>)>,
    },
    /// 类别 … 由 … 合成
    Compound {
        /// Its name.
        name: Word,
        /// Components.
        components: Vec<Word>,
    },
    /// 实体
    Entity {
        /// Its name.
        name: Word,
        /// 称
        pronoun: Option<Word>,
        /// 以人计 (true), 以户计 (false).
        counted: Option<bool>,
        /// 记载 甲，自 乙，至 丙
        recording: Option<(Word, Word, Word)>,
        /// Fields.
        fields: Vec<FieldRow>,
    },
    /// 补充 甲 的项目
    Extension {
        /// The entity.
        entity: Word,
        /// Fields.
        fields: Vec<FieldRow>,
    },
    /// 标准
    Parameter {
        /// Its name.
        name: Word,
        /// 按
        axes: Vec<Word>,
        /// Its unit.
        unit: Unit,
        /// 折月 进一到元: how the monthly figure of a yearly one is rounded, and where it says so.
        monthly: Option<(Rounding, Span)>,
        /// 由 … 公布
        publishers: Vec<Word>,
    },
    /// 公布
    Publish {
        /// The parameter.
        name: Word,
        /// Coordinates given before the table.
        index: Vec<IndexItem>,
        /// 自
        from: Option<DateClaim>,
        /// 至
        to: Option<Date>,
        /// 已向 … 备案, and whether that is assumed.
        filed: Option<(Vec<Word>, bool)>,
        /// A single value.
        value: Option<Value>,
        /// Table: header, rows.
        rows: Vec<Row>,
    },
    /// 放假安排
    Calendar {
        /// The year.
        year: i32,
        /// As written: 2025年度.
        name: Word,
        /// 放假
        off: Vec<Days>,
        /// 上班
        on: Vec<Days>,
    },
    /// 定义
    Definition {
        /// Whose.
        owner: Word,
        /// Its name.
        name: Word,
        /// Unit or category as declared.
        ty: Option<FieldType>,
        /// Its value.
        value: Valued,
        /// 仅用于本文件
        own: bool,
    },
    /// 范围
    Scope {
        /// Its name.
        name: Word,
        /// 对 an entity (true) or over a category.
        entity: bool,
        /// The entity or category.
        over: Word,
        /// 开放
        open: bool,
        /// Elements; none: 未载明.
        members: Option<Vec<Member>>,
        /// 仅用于本文件
        own: bool,
    },
    /// 清单
    Adjustments {
        /// Its name.
        name: Word,
        /// 开放
        open: bool,
        /// Stages in order: entity, full amount, how entries combine.
        stages: Vec<Stage>,
    },
    /// 不计入收入, 核减, 列入: an entry of a list.
    Disregard {
        /// The list, by the name that the sentence gives or stands for.
        list: Word,
        /// Its name.
        name: Word,
        /// 对
        owner: Word,
        /// 条件, 期限, and 不计, 核减 or 数额.
        clauses: Box<Clauses>,
    },
    /// 表
    Table {
        /// Its name.
        name: Word,
        /// 对
        owner: Option<Word>,
        /// 按
        axes: Vec<Expr>,
        /// 得: unit or category of the result.
        ty: Option<FieldType>,
        /// Header and rows.
        rows: Vec<Row>,
        /// 仅用于本文件
        own: bool,
    },
    /// 认定, 职责（对 …）, 线索（对 …）
    Determination {
        /// Which of the three.
        role: Role,
        /// Whom.
        owner: Word,
        /// As what.
        name: Word,
        /// Its clauses.
        clauses: Box<Clauses>,
    },
    /// 应当给付, 可以给付
    Benefit {
        /// 应当
        shall: bool,
        /// Its name.
        name: Word,
        /// To whom.
        owner: Word,
        /// 归入
        family: Option<Word>,
        /// Its clauses.
        clauses: Box<Clauses>,
    },
    /// 酌定
    Judgement {
        /// Its name.
        name: Word,
        /// 对
        owner: Word,
        /// Its clauses.
        clauses: Box<Clauses>,
    },
    /// 互斥: of several results only one stands.
    Exclusion {
        /// Their names in order; always there.
        members: Option<Vec<Member>>,
        /// 依次, 就高, 由本人选择; always there.
        how: Option<Word>,
    },
    /// 发放, 取整, 资金 of an item declared elsewhere.
    Addition {
        /// The item.
        target: Target,
        /// The clause.
        clauses: Box<Clauses>,
    },
    /// 审批
    Approval {
        /// The benefit (and all that is 归入 it).
        target: Target,
        /// Header and rows.
        rows: Vec<Row>,
    },
    /// 授权
    Authority {
        /// Bodies; their level is their first two characters (市级民政部门).
        bodies: Vec<Word>,
        /// Powers.
        powers: Vec<Power>,
    },
    /// 修改
    Amend {
        /// What.
        target: Target,
        /// 自 … 起, for a figure.
        from: Option<DateClaim>,
        /// How.
        changes: Vec<Change>,
    },
    /// 重申
    Restate {
        /// What.
        target: Target,
        /// As what.
        to: Amended,
    },
    /// 废止
    Repeal {
        /// A document.
        document: Option<Word>,
        /// An item.
        target: Option<Target>,
        /// 其…保留
        keep: Option<Word>,
    },
    /// 暂停
    Suspend {
        /// What.
        target: Target,
        /// 自
        from: Option<DateClaim>,
        /// 至
        to: Option<Date>,
    },
    /// 恢复
    Resume {
        /// What.
        target: Target,
        /// 自
        from: Option<DateClaim>,
    },
    /// 仍按 … 执行
    Continue {
        /// A document.
        document: Option<Word>,
        /// An item.
        target: Option<Target>,
        /// 至
        to: Option<Date>,
    },
    /// 到期不再执行: that it ends is meant.
    Lapse {
        /// A document.
        document: Option<Word>,
        /// An item.
        target: Option<Target>,
    },
    /// 承诺事项, 职责, 程序
    Duty {
        /// The verb.
        verb: String,
        /// Its name.
        name: Word,
        /// Its parts.
        parts: Vec<(Option<Word>, Word)>,
    },
    /// 认可: a warning that its author stands by.
    Acceptance {
        /// The name of the finding.
        finding: Word,
        /// What the finding is about: an item, an article, a document or a word.
        of: Word,
        /// 理由
        reason: Word,
    },
    /// 疑义 or 假定 that stands on its own (about the document).
    Remark,
}

impl Body {
    /// Whether only the sentences of its document see what a sentence declares (仅用于本文件).
    pub fn is_own(&self) -> bool {
        matches!(
            self,
            Body::Definition { own: true, .. }
                | Body::Scope { own: true, .. }
                | Body::Table { own: true, .. }
        )
    }
}
