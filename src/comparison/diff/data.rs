//! What differs between two texts in force, as plain data: every presentation and the JSON are made from it.

use serde::Serialize;

use crate::comparison::witness::Effect;

/// How two texts stand to each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// One area on two days, or a draft and what it is to replace: the second takes the place of the first.
    Succession,
    /// Two areas: neither takes the place of the other.
    Neighbours,
}

/// One of the two texts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Version {
    /// As the caller named it.
    pub name: String,
    /// Path of the area; empty for 全国.
    pub area: String,
    /// The day.
    pub on: String,
    /// Digest of the text in force.
    pub digest: String,
}

/// What differs.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Difference {
    /// The first text.
    pub old: Version,
    /// The second text.
    pub new: Version,
    /// How they stand to each other.
    pub relation: Relation,
    /// Documents that only one of them has, or that say another thing of themselves.
    pub documents: Vec<DocumentChange>,
    /// What is changed in meaning.
    pub changes: Vec<Change>,
    /// What reads differently and means the same.
    pub alike: Vec<Change>,
    /// How many items are the same in both.
    pub unchanged: usize,
}

impl Difference {
    /// Whether nothing at all differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty() && self.changes.is_empty() && self.alike.is_empty()
    }
}

/// A document that came, went, or changed its head.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct DocumentChange {
    /// Short name.
    pub code: String,
    /// Full title.
    pub title: String,
    /// Whose.
    pub area: String,
    /// In which of the two it is in force.
    pub manner: Manner,
    /// What is said of it: `2025年9月1日起施行（原文没有写明，是假定的）`.
    pub says: Vec<String>,
}

/// What has become of something.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Manner {
    /// Only the second text has it.
    Added,
    /// Only the first text has it.
    Removed,
    /// Both have it, and it says another thing.
    Changed,
    /// More than before.
    Widened,
    /// Less than before.
    Narrowed,
    /// A greater number.
    Raised,
    /// A smaller number.
    Lowered,
    /// The same under another name.
    Renamed,
    /// The same at another place.
    Moved,
    /// The same in other words.
    Reworded,
}

impl Manner {
    /// The word for it between two texts of one area.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Manner::Added => "增加",
            Manner::Removed => "停止执行",
            Manner::Changed => "修改",
            Manner::Widened => "扩大",
            Manner::Narrowed => "缩小",
            Manner::Raised => "提高",
            Manner::Lowered => "降低",
            Manner::Renamed => "更名",
            Manner::Moved => "移动",
            Manner::Reworded => "换了写法",
        }
    }
}

/// What kind of provision, or part of one, it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 标准的数额
    Figure,
    /// 标准
    Parameter,
    /// 范围
    Scope,
    /// 类别
    Category,
    /// 记录项目
    Field,
    /// 定义
    Definition,
    /// 表
    Table,
    /// 表的一行
    Row,
    /// 认定
    Determination,
    /// 职责
    Duty,
    /// 线索
    Lead,
    /// 给付
    Benefit,
    /// 酌定
    Judgement,
    /// 清单
    Adjustments,
    /// 不计入收入、核减、列入
    Adjustment,
    /// 互斥
    Exclusion,
    /// 放假安排
    Calendar,
    /// 条件
    Condition,
    /// 例外
    Exception,
    /// 值、金额
    Amount,
    /// 上限、下限
    Bound,
    /// 单位
    Unit,
    /// 取整
    Rounding,
    /// 期限
    Term,
    /// 发放
    Schedule,
    /// 资金
    Funding,
    /// 机关
    Body,
    /// 审批
    Approval,
    /// 办结
    Due,
    /// 授权
    Authority,
    /// 程序、承诺事项
    Procedure,
    /// 用语
    Usage,
    /// 疑义、假定
    Note,
    /// 其他说明
    Wording,
}

impl Kind {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Figure => "数额",
            Kind::Parameter => "标准",
            Kind::Scope => "范围",
            Kind::Category => "类别",
            Kind::Field => "记录项目",
            Kind::Definition => "定义",
            Kind::Table => "表",
            Kind::Row => "表行",
            Kind::Determination => "认定",
            Kind::Duty => "职责",
            Kind::Lead => "线索",
            Kind::Benefit => "给付",
            Kind::Judgement => "酌定",
            Kind::Adjustments => "清单",
            Kind::Adjustment => "收入",
            Kind::Exclusion => "互斥",
            Kind::Calendar => "放假安排",
            Kind::Condition => "条件",
            Kind::Exception => "例外",
            Kind::Amount => "金额",
            Kind::Bound => "上下限",
            Kind::Unit => "单位",
            Kind::Rounding => "取整",
            Kind::Term => "期限",
            Kind::Schedule => "发放",
            Kind::Funding => "资金",
            Kind::Body => "机关",
            Kind::Approval => "审批",
            Kind::Due => "办结",
            Kind::Authority => "授权",
            Kind::Procedure => "程序",
            Kind::Usage => "用语",
            Kind::Note => "疑义、假定",
            Kind::Wording => "说明",
        }
    }
}

/// A provision that differs.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Change {
    /// What it is called, in the second text where both have it.
    pub name: String,
    /// What it was called before, where that is another name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    /// What it is.
    pub kind: Kind,
    /// What has become of it.
    pub manner: Manner,
    /// Its key in the first text in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old_key: Option<String>,
    /// Its key in the second text in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_key: Option<String>,
    /// The change as an official document says it.
    pub sentence: String,
    /// Whether these are the words of the document that made the change.
    pub quoted: bool,
    /// As the first text has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<Clause>,
    /// As the second text has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<Clause>,
    /// What precisely differs.
    pub points: Vec<Point>,
    /// What stays, where one may ask.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stays: Vec<String>,
    /// Of that, what the documents that made the change do not speak of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub untouched: Vec<String>,
    /// Which documents made the change.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<Amendment>,
    /// What the change rests on: assumptions, readings taken, what is left open.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Of something that only one text has: what is nearest to it in the other.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<Beside>,
    /// What it does to households; none where that was not asked, or is no question of rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<Effect>,
}

/// A clause: where, in which words, and what it says formally.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Clause {
    /// `《低保办法2021》第八条`, and of what has been amended, the amending clauses too.
    pub citation: String,
    /// The words of the document.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub quotes: Vec<Quoted>,
    /// What it says now, one line per part.
    pub says: Vec<String>,
}

/// Quoted words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Quoted {
    /// The words.
    pub text: String,
    /// 原文 (true) or 转述.
    pub verbatim: bool,
    /// Where they stand.
    pub citation: String,
}

/// One thing that differs within a provision.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Point {
    /// What kind of part.
    pub kind: Kind,
    /// Which: `条件第（三）项`, `农村`; empty where the kind says it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// What has become of it.
    pub manner: Manner,
    /// Before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<String>,
    /// After.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<String>,
    /// Where both differ in one number only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<NumberChange>,
    /// From when, if it says so itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
}

/// A number in the place of another.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct NumberChange {
    /// Before, with its unit.
    pub old: String,
    /// After, with its unit.
    pub new: String,
    /// By how much, with its unit, without sign.
    pub by: String,
    /// By how much of the old number, in per cent, without sign: `6.87`, exactly rounded; none where the old one is 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percent: Option<String>,
    /// The percentage is rounded.
    pub rounded: bool,
    /// The new number is greater.
    pub raised: bool,
}

/// A sentence that made a change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Amendment {
    /// Short name of its document.
    pub document: String,
    /// Where it stands.
    pub citation: String,
    /// The verb: 扩大到, 改为, 增加, 失效.
    pub verb: String,
    /// First day.
    pub from: String,
    /// The day is assumed.
    pub assumed: bool,
    /// Its words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub quotes: Vec<Quoted>,
}

/// What is nearest in the other text to something that only one has.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Beside {
    /// Its name there.
    pub name: String,
    /// Where it stands.
    pub citation: String,
    /// Why it is set beside it: 参照, 同名, 相近.
    pub why: String,
    /// What differs, in the order of the two texts.
    pub points: Vec<Point>,
    /// A household that the two decide differently, or that there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<Effect>,
}
