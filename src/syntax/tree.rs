//! What the author wrote: one tree per document, spans into the file, no meaning yet.

use crate::quantity::calendar::{Date, Month};
use crate::quantity::ratio::Ratio;
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

/// A number of the text with the unit as it stands beside it.
#[derive(Clone, Debug)]
pub struct Quantity {
    /// The number as written.
    pub number: Ratio,
    /// Unit; none for a bare number.
    pub unit: Option<Unit>,
    /// As written.
    pub text: String,
}

/// An expression or condition.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

/// Comparison words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Relation {
    /// 低于 不足 少于 不满 未满 早于
    Less,
    /// 不超过 不高于 不多于 不晚于
    LessOrEqual,
    /// 等于
    Equal,
    /// 不等于
    NotEqual,
    /// 不低于 不少于 达到 满 不早于
    GreaterOrEqual,
    /// 超过 高于 多于 晚于
    Greater,
}

/// Arithmetic signs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sign {
    /// ＋
    Add,
    /// －
    Subtract,
    /// ×
    Multiply,
    /// ÷
    Divide,
}

/// Words that gather a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Gather {
    /// 合计
    Sum,
    /// 人数、笔数
    Count,
    /// 最高值
    Greatest,
    /// 最低值
    Least,
}

/// What an elapsed time is counted in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Length {
    /// 周岁数
    Years,
    /// 月数
    Months,
    /// 天数
    Days,
}

/// Words whose bound differs between instruments (Q35).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BoundWord {
    /// 以上
    Above,
    /// 以下
    Below,
    /// 以内
    Within,
    /// 以前
    Before,
    /// 以后
    After,
}

/// A part of a condition with its label.
#[derive(Clone, Debug)]
pub struct Entry {
    /// （一）, 1., (1); empty in a sentence joined by 且 or 或.
    pub label: String,
    /// The part.
    pub expr: Expr,
}

/// An item of an index: 农村, 2025年度.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IndexItem {
    /// A category element or a named year (上年度).
    Name(Word),
    /// 2025年度
    Year(i32),
}

/// Kinds of expressions.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// 每人每月655元
    Quantity(Quantity),
    /// 2025年10月1日
    Date(Date),
    /// “…”
    Text(String),
    /// A name.
    Name(String),
    /// 《甲》的乙
    Qualified(Word, Word),
    /// 甲的乙
    Member(Box<Expr>, Word),
    /// 甲的合计
    Gather(Box<Expr>, Gather, Word),
    /// 甲的1.5倍
    Scaled(Box<Expr>, Ratio),
    /// 甲（限 …）, 甲（不含 …）
    Filter(Box<Expr>, Box<Expr>, bool),
    /// 甲（农村）
    Index(Box<Expr>, Vec<IndexItem>),
    /// ＋ － × ÷
    Arithmetic(Sign, Box<Expr>, Box<Expr>),
    /// 甲 与 乙 的较小者
    Extreme {
        /// 较大者, 最晚者.
        greatest: bool,
        /// Operands.
        of: Vec<Expr>,
    },
    /// 甲、乙 where a list is allowed.
    List(Vec<Expr>),
    /// 从 … 到 … 的周岁数
    Elapsed(Box<Expr>, Box<Expr>, Length),
    /// 申请日前连续3个月 均 …
    Run(Word, u32, Box<Expr>),
    /// 甲 不低于 乙、低于 丙
    Compare(Option<Box<Expr>>, Vec<(Relation, Word, Expr)>),
    /// 甲 60周岁以上
    Bounded(Box<Expr>, Box<Expr>, BoundWord),
    /// 甲 属于 乙、丙
    Belongs(Option<Box<Expr>>, Box<Expr>),
    /// 甲 已认定为 乙
    Recorded(Option<Box<Expr>>, Box<Expr>),
    /// 甲 符合 乙
    Meets(Option<Box<Expr>>, Box<Expr>),
    /// 甲 位于 乙
    Located(Option<Box<Expr>>, Box<Expr>),
    /// 有 甲
    Has(Box<Expr>),
    /// 甲 均 …
    Every(Box<Expr>, Box<Expr>),
    /// 非, 没有, 不属于 …
    Not(Box<Expr>),
    /// No rule any more: the document that wrote this condition has ended.
    Lapsed,
    /// 同时符合, 且
    All(Vec<Entry>),
    /// 符合之一, 或
    Any(Vec<Entry>),
}

impl PartialEq for Expr {
    /// Equal as written, places aside (this is what the 由 side of an amendment asserts).
    fn eq(&self, other: &Expr) -> bool {
        canonical(self) == canonical(other)
    }
}

/// A place-free spelling, for comparison of two texts.
pub fn canonical(expr: &Expr) -> String {
    use ExprKind::*;
    let opt = |e: &Option<Box<Expr>>| e.as_ref().map(|e| canonical(e)).unwrap_or_default();
    let list = |items: &[Expr]| items.iter().map(canonical).collect::<Vec<_>>().join("、");
    let entries = |items: &[Entry]| {
        items.iter().map(|e| format!("{}{}", e.label, canonical(&e.expr))).collect::<Vec<_>>().join(";")
    };
    match &expr.kind {
        Quantity(q) => {
            let factor = q.unit.map(|u| u.factor()).unwrap_or(Ratio::ONE);
            let value = q.number.checked_mul(factor).unwrap_or(q.number);
            let dimension = q.unit.map(|u| u.dimension);
            format!("{}/{} {dimension:?}", value.numerator(), value.denominator())
        }
        Date(d) => d.iso(),
        Text(t) => format!("“{t}”"),
        Name(n) => n.clone(),
        Qualified(d, n) => format!("《{d}》的{n}"),
        Member(e, n) | Gather(e, _, n) => format!("{}的{n}", canonical(e)),
        Scaled(e, r) => format!("{}的{r:?}", canonical(e)),
        Filter(e, c, keep) => format!("{}({keep} {})", canonical(e), canonical(c)),
        Index(e, items) => format!("{}({items})", canonical(e), items = index_text(items)),
        Arithmetic(s, a, b) => format!("({} {s:?} {})", canonical(a), canonical(b)),
        Extreme { greatest, of } => format!("{greatest}[{}]", list(of)),
        List(items) => list(items),
        Elapsed(a, b, l) => format!("{l:?}({},{})", canonical(a), canonical(b)),
        Run(a, n, e) => format!("run({a},{n},{})", canonical(e)),
        Compare(l, chain) => {
            let chain: Vec<String> =
                chain.iter().map(|(r, _, e)| format!("{r:?} {}", canonical(e))).collect();
            format!("{} {}", opt(l), chain.join("、"))
        }
        Bounded(a, b, w) => format!("{} {} {w:?}", canonical(a), canonical(b)),
        Belongs(l, r) => format!("{} 属于 {}", opt(l), canonical(r)),
        Recorded(l, r) => format!("{} 已认定为 {}", opt(l), canonical(r)),
        Meets(l, r) => format!("{} 符合 {}", opt(l), canonical(r)),
        Located(l, r) => format!("{} 位于 {}", opt(l), canonical(r)),
        Lapsed => "已失效".to_owned(),
        Has(e) => format!("有 {}", canonical(e)),
        Every(a, b) => format!("{} 均 {}", canonical(a), canonical(b)),
        Not(e) => format!("非 {}", canonical(e)),
        All(items) => format!("all({})", entries(items)),
        Any(items) => format!("any({})", entries(items)),
    }
}

/// `农村、2025年度`
pub fn index_text(items: &[IndexItem]) -> String {
    let words: Vec<String> = items
        .iter()
        .map(|i| match i {
            IndexItem::Name(w) => w.text.clone(),
            IndexItem::Year(y) => format!("{y}年度"),
        })
        .collect();
    words.join("、")
}

/// A value as a clause gives it.
#[derive(Clone, Debug)]
pub struct Value {
    /// What it is.
    pub kind: ValueKind,
    /// Where it stands.
    pub span: Span,
}

/// Kinds of values.
#[derive(Clone, Debug)]
pub enum ValueKind {
    /// A formula; `floor_zero`: 不足零的按零.
    Computed {
        /// The formula.
        expr: Expr,
        /// 不足零的按零 is said.
        floor_zero: bool,
        /// Rounded here: ，四舍五入到分.
        rounding: Option<Rounding>,
    },
    /// 未载明
    Unstated,
    /// 未载明，假定 甲
    Assumed(Box<Value>),
    /// 未载明，在 甲 至 乙 之间
    Somewhere(Expr, Expr),
    /// 待定
    Pending(Option<Word>),
    /// 全额
    Full,
    /// 由 某机关 酌定
    Judged(Judged),
}

/// An amount that a body sets.
#[derive(Clone, Debug)]
pub struct Judged {
    /// Who.
    pub bodies: Bodies,
    /// 不低于
    pub low: Option<Expr>,
    /// 不超过
    pub high: Option<Expr>,
}

/// Bodies, stated or assumed.
#[derive(Clone, Debug)]
pub struct Bodies {
    /// Their names.
    pub names: Vec<Word>,
    /// 未载明，假定
    pub assumed: bool,
}

/// An exception.
#[derive(Clone, Debug)]
pub struct Exception {
    /// 其中: an exception to the exception above it.
    pub nested: bool,
    /// Own label, if written.
    pub label: String,
    /// Labels of siblings that it beats.
    pub beats: Vec<Word>,
    /// When.
    pub condition: Expr,
    /// What then.
    pub effect: Effect,
    /// Where.
    pub span: Span,
}

/// What an exception does.
#[derive(Clone, Debug)]
pub enum Effect {
    /// 为
    Becomes(Value),
    /// 再加
    Plus(Value),
    /// 不适用 第（二）项
    NotApplied(Word),
}

/// A base with exceptions, or cases.
#[derive(Clone, Debug)]
pub struct Valued {
    /// The base; none for 分情形 without 其他.
    pub base: Option<Value>,
    /// Exceptions in order; for 分情形 its cases.
    pub exceptions: Vec<Exception>,
    /// Written as 分情形.
    pub by_case: bool,
}

/// A row of a table: cells with their places.
#[derive(Clone, Debug)]
pub struct Row {
    /// Cells between `｜`, trimmed, folded.
    pub cells: Vec<Word>,
    /// The line.
    pub span: Span,
}

/// How an item is named in an amendment.
#[derive(Clone, Debug)]
pub struct Target {
    /// 《…》, if written.
    pub document: Option<Word>,
    /// The item.
    pub name: Word,
    /// Which part of it.
    pub parts: Vec<Part>,
    /// Where.
    pub span: Span,
}

/// A part of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// （二）
    Label(String),
    /// 的条件, 的金额 …
    Key(String),
    /// （农村）
    Index(Vec<IndexItem>),
}

/// A date, stated or assumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateClaim {
    /// The day.
    pub date: Date,
    /// 未载明，假定
    pub assumed: bool,
}

/// An element of a scope.
#[derive(Clone, Debug)]
pub struct Member {
    /// A category element, a set of them (各类一级), or a name in “”.
    pub name: Word,
    /// Written in “”: a conditional element of its own.
    pub own: bool,
    /// （限 …）
    pub condition: Option<Expr>,
}

impl PartialEq for Member {
    fn eq(&self, other: &Member) -> bool {
        self.name == other.name && self.condition == other.condition
    }
}

/// A side of an amendment.
#[derive(Clone, Debug)]
pub enum Amended {
    /// 未载明
    Unstated,
    /// Elements joined by 、 (a single name also fits here).
    Members(Vec<Member>),
    /// A rounding rule.
    Rounding(Rounding),
    /// A value or condition.
    Value(Value),
}

/// Verbs of 由 … 到 ….
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReplaceVerb {
    /// 扩大到
    Widen,
    /// 缩小到
    Narrow,
    /// 改为
    Turn,
}

/// One change of an amendment.
#[derive(Clone, Debug)]
pub enum Change {
    /// （其中｜全部）由 甲 扩大到 乙
    Replace {
        /// 其中 is written.
        partly: bool,
        /// 全部 is written.
        wholly: bool,
        /// 由
        from: Amended,
        /// The verb.
        verb: ReplaceVerb,
        /// 到
        to: Amended,
        /// Where.
        span: Span,
    },
    /// 增加 但 …
    AddException(Exception),
    /// 增加 （三）…
    AddEntry(Entry),
    /// 增加 甲、乙
    AddMembers(Vec<Member>, Span),
    /// 删去 第（二）项
    DeletePart(Word),
    /// 删去 甲、乙
    DeleteMembers(Vec<Member>, Span),
}

/// Clauses of a determination, benefit, judgement or disregard, each at most once.
#[derive(Clone, Debug, Default)]
pub struct Clauses {
    /// 条件, with its exceptions (不适用).
    pub condition: Option<(Expr, Vec<Exception>)>,
    /// 期限
    pub term: Option<Expr>,
    /// 金额
    pub amount: Option<Valued>,
    /// 不计
    pub disregarded: Option<Value>,
    /// 下限
    pub floor: Option<Expr>,
    /// 上限
    pub cap: Option<Expr>,
    /// 取整
    pub rounding: Option<(Rounding, bool, Span)>,
    /// 发放
    pub schedule: Option<Schedule>,
    /// 付给
    pub payee: Option<Word>,
    /// 机关, 批准
    pub bodies: Option<Bodies>,
    /// 资金
    pub funding: Option<Funding>,
    /// 尾差
    pub remainder: Option<(Word, bool)>,
    /// 提高
    pub raise: Option<(Expr, Bodies, Span)>,
    /// 不问
    pub regardless: Vec<Word>,
    /// 形式
    pub form: Option<Word>,
    /// 后果
    pub consequence: Option<Word>,
    /// 问
    pub ask: Option<Word>,
    /// 答
    pub answers: Vec<Word>,
    /// 须写明理由
    pub reason: bool,
}

/// 发放
#[derive(Clone, Debug)]
pub struct Schedule {
    /// 按月 …
    pub cycle: Word,
    /// 未载明，假定 before it.
    pub assumed: bool,
    /// Terms that always hold.
    pub terms: Vec<Term>,
    /// 其中 … 的，….
    pub cases: Vec<(Expr, Vec<Term>)>,
    /// Where.
    pub span: Span,
}

/// A term of 发放.
#[derive(Clone, Debug)]
pub enum Term {
    /// 付给
    Payee(Word),
    /// Any other words.
    Words(Word),
}

/// 资金
#[derive(Clone, Debug)]
pub struct Funding {
    /// Bearer and share number.
    pub shares: Vec<(Word, Ratio)>,
    /// Where.
    pub span: Span,
}

/// A power granted or withheld.
#[derive(Clone, Debug)]
pub struct Power {
    /// 扩大, 缩小, 修改, 补充, 公布.
    pub verb: String,
    /// 不得.
    pub forbidden: bool,
    /// What.
    pub targets: Vec<Target>,
    /// 不低于 (for 公布).
    pub low: Option<Expr>,
    /// 不超过 (for 公布).
    pub high: Option<Expr>,
    /// Where.
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

/// What a word means in one document (`用语`).
#[derive(Clone, Debug)]
pub struct Usage {
    /// The word.
    pub word: Word,
    /// 含本数 (Some(true)), 不含 (Some(false)); none for 指 ….
    pub inclusive: Option<bool>,
    /// 未载明，假定
    pub assumed: bool,
    /// 指 ….
    pub means: Option<String>,
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
        /// A single value.
        value: Option<Value>,
        /// Table: header, rows.
        rows: Vec<Row>,
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
    /// 不计入收入
    Disregard {
        /// The list.
        list: Word,
        /// Its name.
        name: Word,
        /// 对
        owner: Word,
        /// 条件, 期限, 不计.
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
    },
    /// 认定
    Determination {
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
    /// 承诺事项, 职责, 程序
    Duty {
        /// The verb.
        verb: String,
        /// Its name.
        name: Word,
        /// Its parts.
        parts: Vec<(Option<Word>, Word)>,
    },
    /// 疑义 or 假定 that stands on its own (about the document).
    Remark,
}

/// A stage of a list of adjustments.
#[derive(Clone, Debug)]
pub struct Stage {
    /// 对
    pub owner: Word,
    /// 全额指
    pub full: Expr,
    /// How co-applying entries combine.
    pub combine: Combine,
}

/// How entries that apply together combine.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Combine {
    /// 就高
    Highest,
    /// 累计
    Total,
    /// 视为冲突
    Conflict,
}

/// A case of a document.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its title.
    pub title: Word,
    /// Index of the article above it.
    pub article: usize,
    /// First stage and 同上 stages.
    pub stages: Vec<CaseStage>,
    /// The whole case.
    pub span: Span,
}

/// One situation of a case with what is expected.
#[derive(Clone, Debug)]
pub struct CaseStage {
    /// 地点 (from the first stage for 同上).
    pub place: Word,
    /// 日期
    pub date: Date,
    /// 另设
    pub overrides: Vec<Override>,
    /// 设, all lines (同上: those of the stages above, then its own).
    pub given: Vec<CaseLine>,
    /// 应
    pub expect: Vec<Expectation>,
    /// Where.
    pub span: Span,
}

/// A figure set for one case.
#[derive(Clone, Debug)]
pub struct Override {
    /// The parameter.
    pub name: Word,
    /// Coordinates.
    pub index: Vec<IndexItem>,
    /// The figure.
    pub value: Value,
}

/// A line of 设.
#[derive(Clone, Debug)]
pub enum CaseLine {
    /// 其余＝无
    RestAbsent(Span),
    /// 成员 甲：…, 甲的收入：…
    Object {
        /// 甲的
        owner: Option<Word>,
        /// 成员, 收入, 家庭
        list: Word,
        /// 甲、乙
        names: Vec<Word>,
        /// Facts of each.
        facts: Vec<CaseFact>,
        /// Where.
        span: Span,
    },
    /// 甲的项目＝值
    Fact(CaseFact),
}

/// A fact of a case.
#[derive(Clone, Debug)]
pub struct CaseFact {
    /// 甲的
    pub owner: Option<Word>,
    /// The field or question.
    pub name: Word,
    /// Months, for a monthly fact.
    pub months: Vec<Month>,
    /// Values.
    pub values: Vec<CaseValue>,
    /// （机关，日期，理由）
    pub evidence: Option<CaseEvidence>,
    /// Where.
    pub span: Span,
}

/// A value of a case.
#[derive(Clone, Debug)]
pub enum CaseValue {
    /// An amount.
    Quantity(Quantity, Span),
    /// A day.
    Date(Date, Span),
    /// “…”
    Text(Word),
    /// 是, 否, 无, 未知, an element, a place.
    Word(Word),
    /// 低保对象（2022年1月1日 起）
    Status(Word, Date, Option<Date>),
}

/// Evidence or judgement details of a case's fact.
#[derive(Clone, Debug, Default)]
pub struct CaseEvidence {
    /// Words in order: a body, or 承诺 and its form.
    pub words: Vec<Word>,
    /// The day.
    pub on: Option<Date>,
    /// 理由
    pub reason: Option<String>,
}

/// One expectation.
#[derive(Clone, Debug)]
pub struct Expectation {
    /// What is claimed.
    pub claim: Claim,
    /// With which support.
    pub supports: Vec<SupportClaim>,
    /// Where.
    pub span: Span,
}

/// What an expectation claims.
#[derive(Clone, Debug)]
pub enum Claim {
    /// 甲 符合 乙
    Meets(Word, bool, Word),
    /// 甲＝值; 全户: summed over the household; 每期: one payment.
    Value {
        /// A path: 低保金, 一次性生活补贴（甲）, 甲的月计入收入.
        path: Expr,
        /// 全户
        whole: bool,
        /// 每期
        each: bool,
        /// The value.
        value: CaseValue,
    },
    /// 资金：甲＝…
    Funding(bool, Vec<(Word, Expr)>),
    /// 甲：未定
    Status(Expr, ExpectedStatus),
}

/// A status that is expected.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ExpectedStatus {
    /// 给付 (whatever the amount)
    Granted,
    /// 不给付
    Refused,
    /// 未定
    Undetermined,
    /// 须由 … 决定
    Judgement(Vec<Word>),
    /// 可以给付
    Offered,
    /// 未载明
    NoRule,
    /// 待定
    Conflict,
}

/// What supports a claim.
#[derive(Clone, Debug)]
pub enum SupportClaim {
    /// 因 第（二）项 不符合
    Failed(Word),
    /// 据 《…》第二条
    Ground(Word, Word),
    /// 据 疑义 “…”
    Doubt(Word),
    /// 批准＝…
    Approved(Vec<Word>),
    /// 付给 …
    Payee(Word),
    /// 缺 …
    Missing(Vec<Expr>),
    /// 在 … 至 … 之间
    Between(Quantity, Quantity),
    /// 不低于 …
    AtLeast(Quantity),
}

/// What a cell of a decision table says about its column.
#[derive(Clone, Debug)]
pub enum CellMatch {
    /// 各级, 不限
    Any,
    /// 其他: when no other row applies.
    Other,
    /// 低于 5000元; 不低于 甲、低于 乙
    Chain(Vec<(Relation, Word, Expr)>),
    /// 500元（含）至 2000元（含）; none where the document must say what 至 means.
    Between(Expr, Option<bool>, Expr, Option<bool>),
    /// 2026年3月1日（含）以后
    Beyond(Expr, Option<bool>, BoundWord),
    /// 一级、二级
    Members(Vec<Member>),
}
