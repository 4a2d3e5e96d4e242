//! What is wrong with a file of records before any name in it is looked at.

use std::fmt;

use thiserror::Error;

/// A fault of JSON text, with its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JsonError {
    /// Which record of the file, from 1; none before the first or where one text was read by itself.
    pub record: Option<u64>,
    /// Line, from 1.
    pub line: u64,
    /// Character in the line, from 1, where it is known.
    pub column: Option<u64>,
    /// What is wrong.
    pub kind: JsonErrorKind,
}

/// What can be wrong with JSON text.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum JsonErrorKind {
    /// Nothing but space.
    #[error("内容是空的，没有任何记录")]
    Empty,
    /// The file begins with a byte order mark.
    #[error("文件开头有 {encoding} 的字节顺序标记（BOM），请另存为不带 BOM 的 UTF-8")]
    ByteOrderMark {
        /// Whose mark it is.
        encoding: &'static str,
    },
    /// Bytes that are not UTF-8.
    #[error("第 {offset} 字节处不是 UTF-8 文字（多半是 GBK 编码），请另存为 UTF-8")]
    NotUtf8 {
        /// First bad byte, from 0, in the whole input.
        offset: u64,
    },
    /// `NaN`, `Infinity`.
    #[error("“{word}”不是数，JSON 里不能写；不知道的项目不写，没有的写 null")]
    NotFinite {
        /// As written.
        word: String,
    },
    /// Not JSON.
    #[error("不合 JSON 写法：{message}")]
    Syntax {
        /// What was found or expected.
        message: &'static str,
    },
    /// The text ends within a value.
    #[error("内容不完整：{message}，到末尾仍没有结束")]
    Unfinished {
        /// What was left open.
        message: &'static str,
    },
    /// Lists and objects nested too deeply.
    #[error("嵌套太深，最多 127 层")]
    TooDeep,
    /// A record with too many bytes.
    #[error("一条记录超过 {limit} 字节，不读；一户一条，请检查是否漏了分隔")]
    TooLarge {
        /// Most bytes of a record.
        limit: usize,
    },
    /// A record with too many values.
    #[error("一条记录的值超过 {limit} 个，不读；一户一条，请检查是否把多户写成了一条")]
    TooManyValues {
        /// Most values of a record.
        limit: usize,
    },
    /// A record that is not an object.
    #[error("一条记录应是对象｛…｝，这里是{found}")]
    NotAnObject {
        /// What it is instead.
        found: &'static str,
    },
    /// Something follows the last record.
    #[error("记录之后还有别的内容；多条记录请写成清单［…］或每行一条")]
    Trailing,
    /// The input could not be read.
    #[error("读不下去：{message}")]
    Unreadable {
        /// The system's words.
        message: String,
    },
}

impl JsonErrorKind {
    /// Stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            JsonErrorKind::Empty => "R0001",
            JsonErrorKind::ByteOrderMark { .. } => "R0002",
            JsonErrorKind::NotUtf8 { .. } => "R0003",
            JsonErrorKind::NotFinite { .. } => "R0004",
            JsonErrorKind::Syntax { .. } => "R0005",
            JsonErrorKind::Unfinished { .. } => "R0006",
            JsonErrorKind::TooDeep => "R0007",
            JsonErrorKind::TooLarge { .. } => "R0008",
            JsonErrorKind::TooManyValues { .. } => "R0009",
            JsonErrorKind::NotAnObject { .. } => "R0010",
            JsonErrorKind::Trailing => "R0011",
            JsonErrorKind::Unreadable { .. } => "R0012",
        }
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(record) = self.record {
            write!(f, "第 {record} 条记录，")?;
        }
        write!(f, "第 {} 行", self.line)?;
        if let Some(column) = self.column {
            write!(f, "第 {column} 字")?;
        }
        write!(f, "：{}", self.kind)
    }
}

impl std::error::Error for JsonError {}

impl JsonError {
    /// Stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.kind.code()
    }

    /// A fault of the text as a whole.
    pub(super) fn at_start(kind: JsonErrorKind) -> JsonError {
        JsonError { record: None, line: 1, column: None, kind }
    }

    /// A fault where the parser stopped.
    pub(super) fn at(text: &str, error: &serde_json::Error, kind: JsonErrorKind) -> JsonError {
        let before = text.get(line_start(text, error.line())..offset(text, error)).unwrap_or("");
        let column = before.chars().count() as u64 + 1;
        JsonError { record: None, line: error.line().max(1) as u64, column: Some(column), kind }
    }

    /// What the parser found.
    pub(super) fn from_serde(error: &serde_json::Error, text: &str) -> JsonError {
        let said = error.to_string();
        let said = said.split(" at line ").next().unwrap_or("");
        let kind = match not_finite(text, offset(text, error)) {
            Some(word) if matches!(said, "expected value" | "invalid number" | "expected ident") => {
                JsonErrorKind::NotFinite { word }
            }
            _ => translated(said),
        };
        JsonError::at(text, error, kind)
    }
}

/// Chinese for the parser's words.
fn translated(said: &str) -> JsonErrorKind {
    let syntax = |message| JsonErrorKind::Syntax { message };
    let unfinished = |message| JsonErrorKind::Unfinished { message };
    match said {
        "EOF while parsing a list" => unfinished("清单缺“]”"),
        "EOF while parsing an object" => unfinished("对象缺“}”"),
        "EOF while parsing a string" => unfinished("文字缺右引号"),
        "EOF while parsing a value" => unfinished("缺一个值"),
        "unexpected end of hex escape" => syntax("“\\u”后面应有四位十六进制数"),
        "lone leading surrogate in hex escape" => syntax("“\\u”后面不是完整的字符"),
        "recursion limit exceeded" => JsonErrorKind::TooDeep,
        "expected `:`" => syntax("名称后面应有半角冒号“:”"),
        "expected `,` or `]`" => syntax("应有半角逗号“,”或“]”"),
        "expected `,` or `}`" => syntax("应有半角逗号“,”或“}”"),
        "expected ident" => syntax("只认得 true、false、null 三个词"),
        "expected value" => syntax("这里应有一个值；文字要用半角双引号括起"),
        "expected `\"`" | "key must be a string" => syntax("名称要用半角双引号括起"),
        "invalid escape" => syntax("文字里的“\\”用错了，“\\”本身写作“\\\\”"),
        "invalid number" => syntax("数的写法不对"),
        "invalid unicode code point" => syntax("不是有效的字符"),
        "trailing comma" => syntax("最后一项后面多了逗号"),
        "trailing characters" => syntax("这个值之后还有多余的内容"),
        said if said.starts_with("control character") => syntax("文字里有换行或别的控制字符，换行写作“\\n”"),
        _ => syntax("无法读懂"),
    }
}

/// First byte of a line, counted from 1.
fn line_start(text: &str, line: usize) -> usize {
    match line.checked_sub(2) {
        None => 0,
        Some(skipped) => text
            .bytes()
            .enumerate()
            .filter(|(_, b)| *b == b'\n')
            .nth(skipped)
            .map_or(text.len(), |(at, _)| at + 1),
    }
}

/// The byte where the parser stopped, moved back to the start of its character.
fn offset(text: &str, error: &serde_json::Error) -> usize {
    let column = error.column().saturating_sub(1);
    let mut at = line_start(text, error.line()).saturating_add(column).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The word around a byte, if it is one of those that other languages write for what is no number.
fn not_finite(text: &str, at: usize) -> Option<String> {
    let part = |b: &u8| b.is_ascii_alphabetic() || matches!(b, b'-' | b'+');
    let bytes = text.as_bytes();
    let start = at - bytes.get(..at)?.iter().rev().take(12).take_while(|b| part(b)).count();
    let end = at + bytes.get(at..)?.iter().take(12).take_while(|b| part(b)).count();
    let word = text.get(start..end)?;
    let known = matches!(
        word.trim_start_matches(['-', '+']).to_ascii_lowercase().as_str(),
        "nan" | "inf" | "infinity"
    );
    known.then(|| word.to_owned())
}
