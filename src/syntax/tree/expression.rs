//! Expressions and conditions as written.

use super::Word;
use crate::quantity::calendar::Date;
use crate::quantity::ratio::Ratio;
use crate::quantity::shift::Shift;
use crate::quantity::unit::Unit;
use crate::source::Span;

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

impl Quantity {
    /// In base measures; a bare number is in the unit wanted, if any.
    pub fn in_base(&self, wanted: Option<Unit>) -> Option<Ratio> {
        self.number.checked_mul(self.unit.or(wanted).map_or(Ratio::ONE, |unit| unit.factor()))
    }
}

impl Expr {
    /// The exact value of a plain amount, in base measures.
    pub fn plain_amount(&self) -> Option<Ratio> {
        match &self.kind {
            ExprKind::Quantity(quantity) => quantity.in_base(None),
            _ => None,
        }
    }
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

/// A band of 分段累计.
#[derive(Clone, Debug)]
pub struct Band {
    /// （一）
    pub label: String,
    /// 超过; none from nought on.
    pub low: Option<Expr>,
    /// 不超过; none without end.
    pub high: Option<Expr>,
    /// 按
    pub rate: Expr,
    /// Where: from its label to its rate.
    pub span: Span,
}

/// Whether one end of a band lies above the other, as far as the words show it: amounts, or shares of one amount.
pub fn rising(low: &Expr, high: &Expr) -> Option<bool> {
    if let (ExprKind::Quantity(a), ExprKind::Quantity(b)) = (&low.kind, &high.kind) {
        let same = a.unit.map(|unit| unit.dimension) == b.unit.map(|unit| unit.dimension);
        return if same { Some(a.in_base(None)? < b.in_base(None)?) } else { None };
    }
    let share = |expr: &Expr| match &expr.kind {
        ExprKind::Scaled(of, factor) => (canonical(of), *factor),
        _ => (canonical(expr), Ratio::ONE),
    };
    let ((of, low), (same, high)) = (share(low), share(high));
    (of == same).then_some(low < high)
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
    /// 甲的12个月前
    Shifted(Box<Expr>, Shift),
    /// 甲 视作 元/户·月（理由：“…”）
    Treated(Box<Expr>, Unit, Option<Word>),
    /// 甲 分段累计：…
    Banded(Box<Expr>, Vec<Band>),
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
    /// 由 某机关 另行规定, as a bound.
    Delegated(Vec<Word>),
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
        Banded(e, bands) => {
            let band = |b: &Band| format!("{}..{}*{}", opt_of(&b.low), opt_of(&b.high), canonical(&b.rate));
            format!("{} 分段累计({})", canonical(e), bands.iter().map(band).collect::<Vec<_>>().join(";"))
        }
        Treated(e, unit, reason) => {
            format!(
                "{} 视作 {unit}{}",
                canonical(e),
                reason.as_ref().map(|r| r.text.as_str()).unwrap_or_default()
            )
        }
        Shifted(e, shift) => format!("{}的{shift}", canonical(e)),
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
        Delegated(_) => "未载明".to_owned(),
        Lapsed => "已失效".to_owned(),
        Has(e) => format!("有 {}", canonical(e)),
        Every(a, b) => format!("{} 均 {}", canonical(a), canonical(b)),
        Not(e) => format!("非 {}", canonical(e)),
        All(items) => format!("all({})", entries(items)),
        Any(items) => format!("any({})", entries(items)),
    }
}

fn opt_of(expr: &Option<Expr>) -> String {
    expr.as_ref().map(canonical).unwrap_or_default()
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
