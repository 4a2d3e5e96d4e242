//! What an archive keeps of a decision: one row of texts.

use crate::facts::json::Json;

/// The columns of a row, in the order in which its digest covers them, with what officers call them.
pub const COLUMNS: [(&str, &str); 17] = [
    ("decided_at", "办理时间"),
    ("decided_by", "经办人"),
    ("program", "程序版本"),
    ("case_id", "记录编号"),
    ("area", "地区"),
    ("on_day", "基准日"),
    ("known_by", "知道到哪一天"),
    ("readings", "改取的读法"),
    ("text_digest", "规定文本的校验码"),
    ("identity", "证件号码"),
    ("record", "记录"),
    ("decision", "结果"),
    ("certificate", "核验用的证书"),
    ("notice_officer", "给经办的说明"),
    ("notice_applicant", "给申请人的说明"),
    ("notice_audit", "给审计的说明"),
    ("notice_format", "说明的格式"),
];

/// How many columns there are.
pub const WIDTH: usize = COLUMNS.len();

/// Columns that may be empty; the others always hold a text.
pub const OPTIONAL: [&str; 3] = ["decided_by", "case_id", "known_by"];

/// Identity numbers are in the row as they were given.
pub const IDENTITY_KEPT: &str = "kept";
/// Identity numbers were taken out before the record was decided for the archive.
pub const IDENTITY_HIDDEN: &str = "hidden";

/// The columns of a row, in the order of [`COLUMNS`].
pub type Cells = [Option<String>; WIDTH];

/// A decision as it is kept.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Entry {
    /// When it was decided, Beijing time: `2026-11-22T16:34:13+08:00`.
    pub decided_at: String,
    /// Who decided, as far as it was said.
    pub decided_by: Option<String>,
    /// The version of this program.
    pub program: String,
    /// 编号 of the record.
    pub case_id: Option<String>,
    /// `山西省/晋城市`; `全国`.
    pub area: String,
    /// The day whose law decided, `2025-10-01`.
    pub on_day: String,
    /// What was issued later was not known.
    pub known_by: Option<String>,
    /// Readings that were switched, as JSON: `[{"code": …, "doubt": …, "reading": …}]`.
    pub readings: String,
    /// Digest of the text in force.
    pub text_digest: String,
    /// [`IDENTITY_KEPT`] or [`IDENTITY_HIDDEN`].
    pub identity: String,
    /// The record, as [`written`].
    pub record: String,
    /// All results, as `eval --format json` gives them.
    pub decision: String,
    /// The trace for the independent checker, as `explain --format trace` gives it.
    pub certificate: String,
    /// The notice for the officer: a serialized `presentation::document::Document`.
    pub notice_officer: String,
    /// The notice for the applicant, likewise.
    pub notice_applicant: String,
    /// The notice for the auditor, likewise.
    pub notice_audit: String,
    /// Which form of document the notices have.
    pub notice_format: String,
}

impl Entry {
    /// Its columns, in the order of [`COLUMNS`].
    #[must_use]
    pub fn cells(&self) -> [Option<&str>; WIDTH] {
        [
            Some(&self.decided_at),
            self.decided_by.as_deref(),
            Some(&self.program),
            self.case_id.as_deref(),
            Some(&self.area),
            Some(&self.on_day),
            self.known_by.as_deref(),
            Some(&self.readings),
            Some(&self.text_digest),
            Some(&self.identity),
            Some(&self.record),
            Some(&self.decision),
            Some(&self.certificate),
            Some(&self.notice_officer),
            Some(&self.notice_applicant),
            Some(&self.notice_audit),
            Some(&self.notice_format),
        ]
    }

    /// An entry from its columns; none if one that is always there is empty.
    #[must_use]
    pub fn of(cells: Cells) -> Option<Entry> {
        let [
            decided_at,
            decided_by,
            program,
            case_id,
            area,
            on_day,
            known_by,
            readings,
            text_digest,
            identity,
            record,
            decision,
            certificate,
            notice_officer,
            notice_applicant,
            notice_audit,
            notice_format,
        ] = cells;
        Some(Entry {
            decided_at: decided_at?,
            decided_by,
            program: program?,
            case_id,
            area: area?,
            on_day: on_day?,
            known_by,
            readings: readings?,
            text_digest: text_digest?,
            identity: identity?,
            record: record?,
            decision: decision?,
            certificate: certificate?,
            notice_officer: notice_officer?,
            notice_applicant: notice_applicant?,
            notice_audit: notice_audit?,
            notice_format: notice_format?,
        })
    }

    /// Bytes of all its columns.
    #[must_use]
    pub fn size(&self) -> usize {
        self.cells().iter().flatten().map(|text| text.len()).sum()
    }
}

/// A record in one line, nothing of it left out: numbers, order and repeated keys as they were given.
#[must_use]
pub fn written(json: &Json) -> String {
    let mut text = String::new();
    write(json, &mut text);
    text
}

fn write(json: &Json, text: &mut String) {
    match json {
        Json::Null => text.push_str("null"),
        Json::Bool(true) => text.push_str("true"),
        Json::Bool(false) => text.push_str("false"),
        Json::Number(number) => text.push_str(number),
        Json::String(words) => quoted(words, text),
        Json::Array(items) => {
            text.push('[');
            for (at, item) in items.iter().enumerate() {
                text.push_str(if at == 0 { "" } else { "," });
                write(item, text);
            }
            text.push(']');
        }
        Json::Object(entries) => {
            text.push('{');
            for (at, (key, value)) in entries.iter().enumerate() {
                text.push_str(if at == 0 { "" } else { "," });
                quoted(key, text);
                text.push(':');
                write(value, text);
            }
            text.push('}');
        }
    }
}

fn quoted(words: &str, text: &mut String) {
    text.push('"');
    for sign in words.chars() {
        match sign {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            sign if sign < ' ' || sign == '\u{7f}' => {
                text.push_str(&format!("\\u{:04x}", u32::from(sign)));
            }
            sign => text.push(sign),
        }
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_written_as_it_was_given() {
        let text = r#"{"编号":"甲","数":0.10,"再":[null,true,false,{}],"编号":"\u0000\n\"\\"}"#;
        let json = Json::parse(text).unwrap_or(Json::Null);
        let kept = written(&json);
        assert_eq!(Json::parse(&kept), Ok(json));
        assert_eq!(kept, r#"{"编号":"甲","数":0.10,"再":[null,true,false,{}],"编号":"\u0000\u000a\"\\"}"#);
    }

    #[test]
    fn columns_come_in_the_order_of_the_table() {
        let cells: Cells = std::array::from_fn(|at| Some(format!("{at}")));
        let entry = Entry::of(cells.clone()).unwrap_or_default();
        let back: Vec<Option<&str>> = entry.cells().into_iter().collect();
        assert_eq!(back, cells.iter().map(Option::as_deref).collect::<Vec<_>>());
        assert!(entry.notice_format == "16" && entry.decided_at == "0");
        for (at, (name, _)) in COLUMNS.iter().enumerate() {
            let mut lacking = cells.clone();
            lacking[at] = None;
            assert_eq!(Entry::of(lacking).is_some(), OPTIONAL.contains(name), "{name}");
        }
    }
}
