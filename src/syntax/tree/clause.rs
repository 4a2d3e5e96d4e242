//! Clauses, values and amendments as written.

use super::{BoundWord, Entry, Expr, IndexItem, Relation, Word};
use crate::quantity::calendar::{Date, Month};
use crate::quantity::due::Due;
use crate::quantity::ratio::Ratio;
use crate::quantity::rounding::Rounding;
use crate::source::Span;

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
    /// 由 某机关 另行规定: no rule yet; that body may give one.
    Delegated(Bodies),
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
    /// 按月，每月10日前
    Schedule(Schedule),
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
    /// 办结
    pub due: Option<Valued>,
    /// 不计, 核减, 数额: what an entry of a list comes to.
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
    /// 后果, 应当, 提示
    pub consequence: Option<Word>,
    /// 何时
    pub when: Option<Word>,
    /// 问
    pub ask: Option<Word>,
    /// 答
    pub answers: Vec<Word>,
    /// 须写明理由
    pub reason: bool,
    /// 可提示
    pub variation: Option<Variation>,
    /// 参照: what is not written here is as it stands there. Gone once it has been taken over.
    pub follow: Option<Target>,
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

impl Schedule {
    /// Only a cycle: 按月.
    pub fn of_cycle(cycle: &Word) -> Schedule {
        let (terms, cases) = (Vec::new(), Vec::new());
        Schedule { cycle: cycle.clone(), assumed: false, terms, cases, span: cycle.span }
    }

    /// What always holds of it, on one line.
    pub fn words(&self) -> String {
        let mut words = vec![self.cycle.text.clone()];
        words.extend(self.terms.iter().map(|term| match term {
            Term::Payee(who) => format!("付给 {who}"),
            Term::Due(_, said) | Term::Start(_, said) | Term::Spell(_, said) | Term::Words(said) => {
                said.text.split_whitespace().collect()
            }
        }));
        words.join("，")
    }
}

/// A term of 发放.
#[derive(Clone, Debug)]
pub enum Term {
    /// 付给
    Payee(Word),
    /// 每月10日前
    Due(Due, Word),
    /// 自 … 起
    Start(Start, Word),
    /// 连续 6个月
    Spell(u32, Word),
    /// Any other words.
    Words(Word),
}

/// 自 … 起
#[derive(Clone, Debug)]
pub enum Start {
    /// So many months after the month of the decision: 自 确认 次月 起 (1).
    Decision(u32),
    /// 自 2025年7月 起
    Month(Month),
    /// The month of a day: 自 申请日 起.
    Day(Expr),
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
    /// 扩大, 缩小, 修改, 补充, 公布; with 不得 also 增设限制条件, 只纳入部分成员.
    pub verb: String,
    /// 不得.
    pub forbidden: bool,
    /// What.
    pub targets: Vec<Target>,
    /// 不低于 (for 公布 and 修改).
    pub low: Option<Expr>,
    /// 不超过 (for 公布 and 修改).
    pub high: Option<Expr>,
    /// 须先向 … 备案 (for 公布).
    pub file_with: Vec<Word>,
    /// Where.
    pub span: Span,
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
    /// 合计不超过: what all of them together come to at most.
    pub cap: Option<Expr>,
}

/// How entries that apply together combine.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Combine {
    /// 就高
    Highest,
    /// 累计
    Total,
    /// 取在前的: the first that applies, in the order of the documents.
    First,
    /// 视为冲突
    Conflict,
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

/// Days in a row.
#[derive(Clone, Debug)]
pub struct Days {
    /// The first.
    pub from: Date,
    /// The last; the first where only one is written.
    pub to: Date,
    /// Where.
    pub span: Span,
}

/// 可提示: how a fact may change in what is pointed out to people as changing a result.
#[derive(Clone, Debug)]
pub struct Variation {
    /// In which way.
    pub way: Way,
    /// What it may become or gain.
    pub to: Vec<Word>,
    /// Where.
    pub span: Span,
}

/// In which way a fact may change.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// 变为
    Becomes,
    /// 增加
    Gains,
    /// 推后
    Later,
}
