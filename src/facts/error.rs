//! What is wrong with a record: where in it, what, and how to mend it.
//!
//! Messages show paths, numbers and category values, never the text of a text field, a date or a place.

use std::fmt;

use thiserror::Error;

use crate::quantity::calendar::Date;
use crate::quantity::unit::Unit;

pub use crate::facts::json_error::{JsonError, JsonErrorKind};

/// A fault of a record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RecordError {
    /// Where, in the names that the record uses, elements from 1: `成员[1].收入[2].月额`; empty for the whole.
    pub path: String,
    /// What.
    pub kind: RecordErrorKind,
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if self.path.is_empty() { "记录" } else { &self.path };
        write!(f, "{path}：{}", self.kind)
    }
}

impl std::error::Error for RecordError {}

impl RecordError {
    /// Stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.kind.code()
    }
}

/// What can be wrong with a record.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum RecordErrorKind {
    /// An object was expected.
    #[error("应是对象｛…｝，这里是{found}")]
    NotAnObject {
        /// What it is.
        found: &'static str,
    },
    /// A name that the vocabulary does not have here.
    #[error("这里没有“{key}”这一项{}", proposed(nearest.as_deref()))]
    UnknownKey {
        /// As written.
        key: String,
        /// A name that exists.
        nearest: Option<String>,
    },
    /// One thing given twice, perhaps under two names.
    #[error("与“{first}”是同一项，写了两次，请只留一处")]
    RepeatedKey {
        /// The name under which it stands first.
        first: String,
    },
    /// `null` where the fact cannot be absent.
    #[error("这一项不能是无（null）；不知道的，整项不写")]
    NullRefused,
    /// A value of another kind.
    #[error("应写{expected}，这里是{found}")]
    WrongKind {
        /// What is wanted.
        expected: &'static str,
        /// What stands there.
        found: &'static str,
    },
    /// A list was expected.
    #[error("应是清单［…］，这里是{found}；只有一项也要用“[ ]”括起")]
    NotAList {
        /// What it is.
        found: &'static str,
    },
    /// A list that cannot be empty.
    #[error("至少要有一项；不知道的，整项不写")]
    EmptyList,
    /// `未列全` names what is no list of this object.
    #[error("“未列全”里的“{name}”不是这里的清单{}", proposed(nearest.as_deref()))]
    UnknownList {
        /// As written.
        name: String,
        /// A list that exists.
        nearest: Option<String>,
    },
    /// `未列全` is neither a truth nor a list of names.
    #[error("“未列全”应写 true，或者清单的名称 [\"成员\"]，这里是{found}")]
    BadIncomplete {
        /// What it is.
        found: &'static str,
    },
    /// Evidence stands on a list as a whole.
    #[error("整个清单不能带“{key}”，请写在清单的每一项上")]
    ListEvidence {
        /// The key.
        key: String,
    },
    /// An object with evidence but no value.
    #[error("缺“值”；带依据的写法是 {{\"值\": …, \"依据\": \"核对\"}}")]
    MissingValue,
    /// Unknown kind of evidence.
    #[error("依据“{given}”不认得，应是核对、承诺、陈述、有争议之一")]
    UnknownSupport {
        /// As written.
        given: String,
    },
    /// Something that is said of promises stands with other evidence.
    #[error("“{key}”只在“依据”是“承诺”时写")]
    NotAPromise {
        /// The key.
        key: &'static str,
    },
    /// The proof is due before the promise was made.
    #[error("承诺期限（{}）早于作出承诺的日期（{}）", until.iso(), made.iso())]
    PromiseEndsEarly {
        /// 日期
        made: Date,
        /// 承诺期限
        until: Date,
    },
    /// Empty text.
    #[error("是空白；不知道的，整项不写")]
    EmptyText,
    /// Not a day.
    #[error("不是日期，应写作“2025-10-01”（1900至2200年）")]
    NotADate,
    /// Born after the day of the decision.
    #[error("出生日期晚于基准日（{}）", on.iso())]
    BirthInFuture {
        /// The day of the decision.
        on: Date,
    },
    /// Not a number.
    #[error("“{given}”不是数；只写数字，或带单位（“12000元/年”），不加千分号")]
    NotANumber {
        /// As written.
        given: String,
    },
    /// `NaN`, `Infinity`.
    #[error("“{given}”不是确定的数；不知道的，整项不写")]
    NotFinite {
        /// As written.
        given: String,
    },
    /// Below zero.
    #[error("{given} 不能为负")]
    Negative {
        /// As written.
        given: String,
    },
    /// Above 10^15.
    #[error("{given} 太大，最多一千万亿")]
    TooLarge {
        /// As written.
        given: String,
    },
    /// An amount finer than 0.0001 元.
    #[error("{given} 的小数太长，金额最多到万分之一元；按年得来的请写年额，如“12000元/年”")]
    TooPrecise {
        /// As written.
        given: String,
    },
    /// More digits than can be kept exactly.
    #[error("{given} 的位数太多，无法精确保存")]
    TooManyDigits {
        /// As written.
        given: String,
    },
    /// A unit that does not exist.
    #[error("“{given}”的单位不认得：{reason}")]
    UnknownUnit {
        /// As written.
        given: String,
        /// Why.
        reason: String,
    },
    /// A unit that measures something else.
    #[error("单位不对：“{given}”是{found}，这一项要{wanted}")]
    WrongUnit {
        /// As written.
        given: String,
        /// Its unit.
        found: Unit,
        /// The unit of the field.
        wanted: Unit,
    },
    /// Not an element of the category.
    #[error("“{given}”不是{category}{}{}", proposed(nearest.as_deref()), choices(allowed))]
    UnknownElement {
        /// As written.
        given: String,
        /// The category.
        category: String,
        /// An element that exists.
        nearest: Option<String>,
        /// All elements, where they are few.
        allowed: Vec<String>,
    },
    /// A rank that the category does not have.
    #[error("{category}没有 {given} 级{}", choices(allowed))]
    RankOutOfRange {
        /// As written.
        given: String,
        /// The category.
        category: String,
        /// All elements.
        allowed: Vec<String>,
    },
    /// Only a part of a compound element.
    #[error("“{given}”只是{part}，不是完整的{category}；其余不详的，写作 {{\"{part}\": \"{given}\"}}")]
    PartOfCompound {
        /// As written.
        given: String,
        /// The component that it belongs to.
        part: String,
        /// The category.
        category: String,
    },
    /// An object that gives no component of a compound element.
    #[error("没有写明{category}的任何部分，应写{}", components.join("、"))]
    NoComponent {
        /// The category.
        category: String,
        /// Its components.
        components: Vec<String>,
    },
    /// Not a place.
    #[error("不是地点，应写作“山西省/晋城市/陵川县”")]
    NotAPlace,
    /// Not a month.
    #[error("“{given}”不是月份，应写作“2022-06”（1900至2200年）")]
    NotAMonth {
        /// As written.
        given: String,
    },
    /// One month twice.
    #[error("{month}写了两次，请只留一处")]
    RepeatedMonth {
        /// The month.
        month: String,
    },
    /// An answer about a set that leaves nothing open.
    #[error("范围“{set}”是封闭的，不由记录判断，请删去")]
    ClosedSet {
        /// The set.
        set: String,
    },
    /// An answer that does not decide.
    #[error("回答没有选定一项")]
    UndecidedAnswer,
    /// More instances than can be counted.
    #[error("条目太多")]
    TooManyInstances,
    /// Reading stopped.
    #[error("错误已有 {shown} 处，其余不再列出")]
    TooManyFaults {
        /// How many are listed.
        shown: usize,
    },
}

impl RecordErrorKind {
    /// Stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        use RecordErrorKind as K;
        match self {
            K::NotAnObject { .. } => "R0101",
            K::UnknownKey { .. } => "R0102",
            K::RepeatedKey { .. } => "R0103",
            K::NullRefused => "R0104",
            K::WrongKind { .. } => "R0105",
            K::NotAList { .. } => "R0106",
            K::EmptyList => "R0107",
            K::UnknownList { .. } => "R0108",
            K::BadIncomplete { .. } => "R0109",
            K::ListEvidence { .. } => "R0110",
            K::MissingValue => "R0111",
            K::UnknownSupport { .. } => "R0112",
            K::EmptyText => "R0113",
            K::NotADate => "R0114",
            K::BirthInFuture { .. } => "R0115",
            K::NotANumber { .. } => "R0116",
            K::NotFinite { .. } => "R0117",
            K::Negative { .. } => "R0118",
            K::TooLarge { .. } => "R0119",
            K::TooPrecise { .. } => "R0120",
            K::TooManyDigits { .. } => "R0121",
            K::UnknownUnit { .. } => "R0122",
            K::WrongUnit { .. } => "R0123",
            K::UnknownElement { .. } => "R0124",
            K::RankOutOfRange { .. } => "R0125",
            K::PartOfCompound { .. } => "R0126",
            K::NoComponent { .. } => "R0127",
            K::NotAPlace => "R0128",
            K::NotAMonth { .. } => "R0129",
            K::RepeatedMonth { .. } => "R0130",
            K::ClosedSet { .. } => "R0131",
            K::UndecidedAnswer => "R0132",
            K::TooManyInstances => "R0133",
            K::TooManyFaults { .. } => "R0134",
            K::NotAPromise { .. } => "R0135",
            K::PromiseEndsEarly { .. } => "R0136",
        }
    }
}

/// `，是不是“…”` or nothing.
fn proposed(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |nearest| format!("，是不是“{nearest}”"))
}

/// `；可写：…` or nothing.
fn choices(allowed: &[String]) -> String {
    if allowed.is_empty() { String::new() } else { format!("；可写：{}", allowed.join("、")) }
}
