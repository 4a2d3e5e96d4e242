//! What can be miswritten.

use super::lines::{HEADER_KEYS, meant_key};
use super::repair::Repair;
use crate::diagnostics::nearest::nearest;
use crate::diagnostics::{Diagnostic, Edit};
use crate::source::Span;

/// Keys of clauses, as they are proposed.
const CLAUSES: [&str; 22] = [
    "条件",
    "期限",
    "金额",
    "办结",
    "不计",
    "下限",
    "上限",
    "取整",
    "发放",
    "付给",
    "机关",
    "批准",
    "资金",
    "尾差",
    "提高",
    "不问",
    "形式",
    "后果",
    "问",
    "答",
    "须写明理由",
    "可提示",
];

/// A slip of syntax; offsets are into the folded text until [`SyntaxError::diagnose`] maps them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SyntaxError {
    /// A sentence does not end with 。.
    NoFullStop {
        /// Start.
        start: usize,
        /// End.
        end: usize,
        /// Nothing announces more, so that only the full stop can be missing.
        whole: bool,
    },
    /// A table row without a sentence above it.
    LooseRow {
        /// Start.
        start: usize,
        /// End.
        end: usize,
    },
    /// A sentence that begins with no known verb.
    UnknownVerb {
        /// Start.
        start: usize,
        /// End.
        end: usize,
        /// The nearest verb.
        nearest: Option<String>,
        /// The verb that can only be meant.
        repair: Option<Repair>,
    },
    /// The sentence cannot be read from here on.
    Unreadable {
        /// Where reading stopped.
        start: usize,
        /// End of the sentence.
        end: usize,
        /// What could stand there.
        expected: Vec<String>,
        /// What may have been meant.
        hint: Option<String>,
        /// What can only be meant.
        repair: Option<Repair>,
    },
    /// 且 and 或 on one level.
    MixedConnectives {
        /// Start.
        start: usize,
        /// End.
        end: usize,
    },
    /// Parentheses nested too deeply.
    TooDeep {
        /// Start.
        start: usize,
        /// End.
        end: usize,
    },
    /// A clause key that this sentence does not have.
    UnknownClause {
        /// Start.
        start: usize,
        /// End.
        end: usize,
        /// The key.
        key: String,
    },
    /// A clause written twice.
    RepeatedClause {
        /// Start.
        start: usize,
        /// End.
        end: usize,
        /// The key.
        key: String,
        /// The first one.
        first: (usize, usize),
        /// It says the same again: where what can be taken away begins.
        spare: Option<usize>,
    },
    /// A number or date that does not exist or does not fit.
    BadNumber {
        /// Start.
        start: usize,
        /// End.
        end: usize,
        /// Why.
        why: &'static str,
    },
    /// A list where one value is wanted.
    StrayList {
        /// Start.
        start: usize,
        /// End.
        end: usize,
    },
    /// A table whose rows do not fit its header.
    BadTable {
        /// Start.
        start: usize,
        /// End.
        end: usize,
        /// The row or cell in the file.
        row: Span,
        /// Why.
        why: String,
    },
    /// 视作 without a reason.
    NoReason {
        /// Start.
        start: usize,
        /// End.
        end: usize,
    },
    /// Bands (分段累计) that do not join.
    BadBands {
        /// Start.
        start: usize,
        /// End.
        end: usize,
        /// The end or band that it does not fit.
        other: Option<(usize, usize)>,
        /// Why.
        why: &'static str,
    },
    /// The file does not begin with 政策 “…” or 词汇 “…”.
    NoTitle {
        /// Start.
        start: usize,
        /// End.
        end: usize,
        /// The first word, where it can only be a slip of 政策 or 词汇.
        repair: Option<(usize, usize, &'static str)>,
    },
    /// A line of the header with a key that no header has.
    UnknownHeader {
        /// Start.
        start: usize,
        /// End.
        end: usize,
        /// The key.
        key: String,
    },
    /// 疑义 or 假定 behind 读法.
    GuardedNote {
        /// Start.
        start: usize,
        /// End.
        end: usize,
    },
    /// The file is not a text in UTF-8.
    NotText {
        /// Start.
        start: usize,
        /// End.
        end: usize,
    },
}

impl SyntaxError {
    fn place(&self) -> (usize, usize) {
        use SyntaxError::*;
        match self {
            NoFullStop { start, end, .. }
            | LooseRow { start, end }
            | UnknownVerb { start, end, .. }
            | Unreadable { start, end, .. }
            | MixedConnectives { start, end }
            | TooDeep { start, end }
            | UnknownClause { start, end, .. }
            | RepeatedClause { start, end, .. }
            | BadNumber { start, end, .. }
            | StrayList { start, end }
            | BadTable { start, end, .. }
            | BadBands { start, end, .. }
            | NoReason { start, end }
            | NoTitle { start, end, .. }
            | UnknownHeader { start, end, .. }
            | GuardedNote { start, end }
            | NotText { start, end } => (*start, *end),
        }
    }

    /// As a finding; `span` maps folded offsets to the file.
    pub fn diagnose(self, span: impl Fn(usize, usize) -> Span) -> Diagnostic {
        let (start, end) = self.place();
        let whole = span(start, end);
        match self {
            SyntaxError::NoFullStop { whole: complete, .. } => {
                let place = whole.at_end();
                let found = Diagnostic::error("E0101", "句子没有用句号结束", place, "在这里加“。”")
                    .help("每一句用“。”结束；后面接表格的，表格前不必加句号");
                if !complete {
                    return found;
                }
                found.fix("句末补“。”", vec![Edit { span: place, text: "。".to_owned() }])
            }
            SyntaxError::LooseRow { .. } => {
                Diagnostic::error("E0102", "表格行的上面没有引出它的句子", whole, "这一行不属于任何句子")
                    .help("在表格前写“公布 …：”“表 …”或“实体 …”，中间不要隔着别的行")
            }
            SyntaxError::UnknownVerb { nearest, repair, .. } => {
                let found = Diagnostic::error("E0103", "不认识句首的动词", whole, "句子应当以“定义”“认定”“修改”等动词开头");
                let found = repaired(found, repair, span);
                match nearest {
                    Some(verb) => found.help(format!("是否想写“{verb}”？动词后面要空一格")),
                    None => found.help("说明文字写成“注：…”，引文写成“原文：…”，全部动词见 docs/language.md"),
                }
            }
            SyntaxError::Unreadable { expected, hint, repair, .. } => {
                let found = Diagnostic::error("E0104", "句子读不下去", whole, "从这里起读不懂");
                if let Some(repair) = repair {
                    let said = hint.unwrap_or_else(|| repair.title.clone());
                    return repaired(found, Some(repair), span).help(said);
                }
                let found = match hint {
                    Some(hint) => found.help(hint),
                    None => found,
                };
                // Beside the words there is no room for it.
                let found = if expected.is_empty() {
                    found
                } else {
                    found.help(format!("这里可以写：{}", expected.join("、")))
                };
                let found = if expected == ["句子结束"] {
                    found.help("说明的话（理由、后果、假定、何人 …）里不能有分号，分号后面是另一项；改用逗号")
                } else {
                    found
                };
                found.help("词与词之间要空一格；“的”表示取项目，名称里不能有“的”，确有需要时写成「…」")
            }
            SyntaxError::MixedConnectives { .. } => {
                Diagnostic::error("E0105", "同一层里混用了“且”和“或”", whole, "读不出先后")
                    .help("给其中一部分加括号，或者改写成“同时符合下列条件：（一）…；（二）…”")
            }
            SyntaxError::TooDeep { .. } => {
                Diagnostic::error("E0106", "括号套得太深（超过64层）", whole, "从这里起不再往下读").help("把里层另立一条“定义”")
            }
            SyntaxError::UnknownClause { key, .. } => {
                let found = Diagnostic::error("E0107", format!("这一句没有“{key}”这一项"), whole, "不认识的一项");
                let found = match nearest(&key, CLAUSES).filter(|near| *near != key) {
                    Some(near) => found.help(format!("是否想写“{near}”？")),
                    None => found,
                };
                found.help(format!("可写的项：{}", CLAUSES.join("、")))
            }
            SyntaxError::RepeatedClause { key, first, spare, end, .. } => {
                let found = Diagnostic::error("E0108", format!("“{key}”写了两次"), whole, "这是第二次")
                    .also(span(first.0, first.1), "这是第一次")
                    .help("保留一处，另一处删去");
                match spare {
                    Some(from) => {
                        let edit = Edit { span: span(from, end), text: String::new() };
                        found.fix("删去一字不差重复的一项", vec![edit])
                    }
                    None => found,
                }
            }
            SyntaxError::BadNumber { why, .. } => {
                Diagnostic::error("E0109", format!("数或日期不成立：{why}"), whole, why).help("按“2025年10月1日”“每人每月655元”的样子书写")
            }
            SyntaxError::StrayList { .. } => {
                Diagnostic::error("E0110", "这里只能写一个值，却列了几个", whole, "列举只能跟在“属于”“等于”等词后面，或以“的较小者”“的最早者”收尾")
                    .help("要取其中一个，写成“甲 与 乙 的较小者”")
            }
            SyntaxError::BadTable { why, row, .. } => {
                Diagnostic::error("E0111", format!("表格不成立：{why}"), row, why).help("每行的列数要与首行相同，行首行尾都写“｜”")
            }
            SyntaxError::NoReason { .. } => {
                Diagnostic::error("E0115", "“视作”没有写明理由", whole, "换了单位，却没有说为什么可以")
                    .help("写成“损失额 视作 元/户·月（理由：“…”）”；理由会出现在每一份解释里")
            }
            SyntaxError::BadBands { why, other, .. } => {
                let found = Diagnostic::error("E0114", format!("分段累计的各段接不上：{why}"), whole, why);
                let found = match other {
                    Some((start, end)) => found.also(span(start, end), "与这一处不合"),
                    None => found,
                };
                found.help("第一段写“不超过 甲 的部分”，中间写“超过 甲、不超过 乙 的部分”，最后一段写“超过 乙 的部分”；前一段的上限与后一段的起点写得一样")
            }
            SyntaxError::NoTitle { repair, .. } => {
                let found = Diagnostic::error("E0112", "文件没有以“政策 “…””或“词汇 “…””开头", whole, "第一行应当是公文的名称")
                    .help("第一行写：政策 “公文全称”");
                match repair {
                    Some((start, end, word)) => {
                        let edit = Edit { span: span(start, end), text: word.to_owned() };
                        found.fix(format!("第一个词改成“{word}”"), vec![edit])
                    }
                    None => found,
                }
            }
            SyntaxError::UnknownHeader { key, .. } => {
                let found = Diagnostic::error("E0116", format!("文件头里没有“{key}”这一项"), whole, "不认识的一项");
                let found = match meant_key(&key) {
                    Some(meant) => found.help(format!("是否想写“{meant}”？")),
                    None => found,
                };
                found.help(format!("文件头可写的项：{}；说明的话写成“注：…”", HEADER_KEYS.join("、")))
            }
            SyntaxError::GuardedNote { .. } => {
                Diagnostic::error("E0130", "“读法”后面跟的是疑义或假定", whole, "这一句不是规定")
                    .help("“读法”只写在规定前面，例如“读法 “按每笔”：不计入收入 “…”（对 收入）：…。”；疑义写在它的各个读法下面，前面不写“读法”")
            }
            SyntaxError::NotText { .. } => {
                Diagnostic::error("E0113", "文件不是 UTF-8 编码的文本", whole, "从这里起不是 UTF-8").help("在编辑器里另存为 UTF-8 编码")
            }
        }
    }
}

/// The finding with the changes that mend it, if there are some.
fn repaired(found: Diagnostic, repair: Option<Repair>, span: impl Fn(usize, usize) -> Span) -> Diagnostic {
    let Some(Repair { title, edits }) = repair else { return found };
    let edit = |(start, end, text)| Edit { span: span(start, end), text };
    found.fix(title, edits.into_iter().map(edit).collect())
}
