//! Cases as written.

use super::{Expr, Guard, IndexItem, Quantity, Value, Word};
use crate::quantity::calendar::{Date, Month};
use crate::quantity::shift::Shift;
use crate::source::Span;

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
    /// 另读: readings taken in place of the documents' own.
    pub readings: Vec<Guard>,
    /// 设, all lines (同上: those of the stages above, then its own).
    pub given: Vec<CaseLine>,
    /// How many of them are the first stage's; the others are of 同上, each of which says its lists anew.
    pub first: usize,
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
    /// 甲的, 急难的; 甲的收入的 (the only one).
    pub owner: Vec<Word>,
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
    /// 前补齐: the last day for the proof of a promise.
    pub until: Option<Date>,
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
    /// 2025年9月30日的1个工作日后＝2025年10月9日: the calendar itself.
    Day(Date, Vec<Shift>, DayClaim),
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

/// When something must be settled, as a case claims it.
#[derive(Clone, Debug)]
pub enum DayClaim {
    /// A day.
    On(Date),
    /// 未定: a fact is missing.
    Open,
    /// 未载明: no rule, or no arrangement of holidays.
    NoRule,
}

/// What supports a claim.
#[derive(Clone, Debug)]
pub enum SupportClaim {
    /// 因 第（二）项 不符合
    Failed(Word),
    /// 因 与 甲 互斥
    Excluded(Word),
    /// 据 《…》第二条
    Ground(Word, Word),
    /// 据 疑义 “…”
    Doubt(Word),
    /// 批准＝…
    Approved(Vec<Word>),
    /// 付给 …
    Payee(Word),
    /// 首月＝2025年11月
    FirstMonth(Month),
    /// 最迟＝2025年11月10日
    Due(Date),
    /// 缺 …
    Missing(Vec<Expr>),
    /// 在 … 至 … 之间
    Between(Quantity, Quantity),
    /// 不低于 …
    AtLeast(Quantity),
    /// 办结＝2025年12月3日; 办结＝未定, 办结＝未载明 as words.
    Settled(DayClaim),
}
