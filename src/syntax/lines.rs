//! Cuts a file into whole lines (headings, quotes, table rows) and sentences, so that one slip does not hide the rest.

use super::error::SyntaxError;
use super::fold::Folded;
use crate::diagnostics::nearest::nearest;

/// A piece of a file; offsets are into the folded text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// `键：值` before the first sentence.
    Header(usize, usize),
    /// `第二条 …`
    Heading(usize, usize),
    /// `原文：…` (true), `转述：…` (false): the words after the colon.
    Quote(bool, usize, usize),
    /// `注：…`
    Remark(usize, usize),
    /// A sentence without its 。, with the table rows that follow it.
    Sentence(usize, usize, Vec<(usize, usize)>),
    /// `案例 …`: title, body.
    Case((usize, usize), (usize, usize)),
}

/// Verbs at the start of a sentence, with what must follow: a space (and a name), `“` or `:`.
pub const VERBS: &[(&str, &str)] = &[
    ("政策", " “"),
    ("词汇", " “"),
    ("用语", ":"),
    ("类别", " "),
    ("实体", " "),
    ("补充", " "),
    ("标准", " "),
    ("公布", " "),
    ("放假安排", " "),
    ("定义", " "),
    ("范围", " "),
    ("清单", " "),
    ("不计入收入", " “"),
    ("核减", " “"),
    ("列入", " "),
    ("表", " "),
    ("认定", " "),
    ("应当给付", " "),
    ("可以给付", " "),
    ("发放", " "),
    ("取整", " "),
    ("资金", " "),
    ("审批", " "),
    ("酌定", " "),
    ("互斥", " "),
    ("授权", " "),
    ("修改", " 《"),
    ("重申", " 《"),
    ("废止", " 《"),
    ("暂停", " 《"),
    ("恢复", " 《"),
    ("仍按", " 《"),
    ("到期不再执行", " 《"),
    ("读法", " “"),
    ("疑义", " “"),
    ("假定", " “"),
    ("认可", " “"),
    ("承诺事项", " "),
    ("职责", " "),
    ("线索", " "),
    ("断言", " “"),
    ("程序", " "),
    ("案例", " "),
];

/// Keys of the header.
pub const HEADER_KEYS: &[&str] =
    &["代号", "辖区", "文号", "发文", "印发", "施行", "失效", "出处", "版本", "效力", "性质"];

/// The verb that a line begins with, if it begins a sentence.
pub fn verb_of(line: &str) -> Option<&'static str> {
    VERBS.iter().find_map(|(verb, after)| {
        let rest = line.strip_prefix(verb)?;
        let next = rest.chars().next().unwrap_or(' ');
        let fits = after.chars().any(|c| if c == ' ' { next.is_whitespace() } else { next == c });
        fits.then_some(*verb)
    })
}

fn is_heading(line: &str) -> bool {
    let Some(rest) = line.strip_prefix('第') else { return false };
    let after =
        rest.trim_start_matches(|c: char| c.is_ascii_digit() || "零〇一二三四五六七八九十百千".contains(c));
    if after.len() == rest.len() {
        return false;
    }
    let mut chars = after.chars();
    matches!(chars.next(), Some('条' | '项' | '节' | '章' | '款'))
        && chars.next().is_none_or(char::is_whitespace)
}

struct Cutter<'a> {
    text: &'a str,
    pieces: Vec<Piece>,
    errors: Vec<SyntaxError>,
    /// Start and end of the sentence being read.
    open: Option<(usize, usize)>,
    /// Title of the case being read.
    title: Option<(usize, usize)>,
    begun: bool,
}

/// Cuts a folded file into pieces.
pub fn cut(folded: &Folded) -> (Vec<Piece>, Vec<SyntaxError>) {
    let mut cutter = Cutter {
        text: &folded.text,
        pieces: Vec::new(),
        errors: Vec::new(),
        open: None,
        title: None,
        begun: false,
    };
    let mut at = 0;
    for line in folded.text.split_inclusive('\n') {
        cutter.line(at, line);
        at += line.len();
    }
    cutter.close();
    (cutter.pieces, cutter.errors)
}

impl Cutter<'_> {
    fn line(&mut self, at: usize, line: &str) {
        let trimmed = line.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
        if trimmed.is_empty() {
            return;
        }
        let start = at + line.find(trimmed).unwrap_or(0);
        let end = start + trimmed.len();
        if is_heading(trimmed) {
            self.close();
            self.begun = true;
            self.pieces.push(Piece::Heading(start, end));
        } else if let Some((verbatim, offset)) = quote_prefix(trimmed) {
            self.close();
            self.begun = true;
            self.pieces.push(Piece::Quote(verbatim, start + offset, end));
        } else if trimmed.starts_with("注:") {
            self.close();
            self.pieces.push(Piece::Remark(start, end));
        } else if trimmed.starts_with('|') {
            self.row(start, end);
        } else if !self.begun && header_key(trimmed).is_some() {
            self.finish();
            self.pieces.push(Piece::Header(start, end));
        } else if let Some(key) = self.unknown_header(trimmed) {
            self.finish();
            self.errors.push(SyntaxError::UnknownHeader {
                start,
                end: start + key.len(),
                key: key.to_owned(),
            });
            self.pieces.push(Piece::Header(start, end));
        } else {
            self.words(start, end);
        }
    }

    /// The key of a line of the header that no header has: 辖去：…, 生效日期：….
    fn unknown_header<'l>(&self, line: &'l str) -> Option<&'l str> {
        let titled =
            |open: (usize, usize)| matches!(verb_of(&self.text[open.0..open.1]), Some("政策" | "词汇"));
        let first = self.open.is_none_or(titled) || self.pieces.is_empty();
        let (key, value) = line.split_once(':')?;
        let key = key.trim_end();
        let word = (1..=6).contains(&key.chars().count()) && key.chars().all(char::is_alphanumeric);
        let sentence = value.ends_with('。') || verb_of(line).is_some();
        (!self.begun && self.title.is_none() && first && word && !sentence).then_some(key)
    }

    /// A table row belongs to the sentence above it.
    fn row(&mut self, start: usize, end: usize) {
        if let Some((from, to)) = self.open.take() {
            self.pieces.push(Piece::Sentence(from, to, Vec::new()));
            self.begun = true;
        }
        match self.pieces.last_mut() {
            Some(Piece::Sentence(_, _, rows)) => rows.push((start, end)),
            _ => self.errors.push(SyntaxError::LooseRow { start, end }),
        }
    }

    fn words(&mut self, start: usize, end: usize) {
        let line = &self.text[start..end];
        if let Some(verb) = begun_by(line, self.title.is_some()) {
            // 读法 “…”： may stand on a line of its own, above its sentence.
            let announced = self.open.is_some_and(|(from, to)| {
                let begun = &self.text[from..to];
                verb_of(begun) == Some("读法") && begun.trim_end().ends_with(':')
            });
            if !announced {
                self.close();
            }
            if verb == "案例" {
                self.title = Some((start + verb.len(), end));
                return;
            }
        }
        let mut at = start;
        let mut quoted = false;
        for (offset, c) in line.char_indices() {
            match c {
                '“' => quoted = true,
                '”' => quoted = false,
                '。' if !quoted => {
                    self.extend(at, start + offset);
                    self.finish();
                    at = start + offset + c.len_utf8();
                }
                _ => {}
            }
        }
        if !self.text[at..end].trim().is_empty() {
            self.extend(at, end);
            // The title line of a document stands alone, without 。.
            if matches!(verb_of(line), Some("政策" | "词汇")) {
                self.finish();
            }
        }
    }

    fn extend(&mut self, start: usize, end: usize) {
        let skipped = self.text[start..end].len() - self.text[start..end].trim_start().len();
        let start = start + skipped;
        self.open = Some((self.open.map_or(start, |(from, _)| from), end));
    }

    fn finish(&mut self) {
        let Some((start, end)) = self.open.take() else { return };
        if let Some(title) = self.title.take() {
            self.pieces.push(Piece::Case(title, (start, end)));
        } else {
            // Whatever stands first stands for the title.
            let first = self.pieces.iter().all(|piece| matches!(piece, Piece::Remark(..)));
            let head = first || matches!(verb_of(&self.text[start..end]), Some("政策" | "词汇"));
            self.begun |= !head;
            self.pieces.push(Piece::Sentence(start, end, Vec::new()));
        }
    }

    /// Ends a sentence that has no 。 of its own; one that announces a table needs none.
    fn close(&mut self) {
        let Some((start, end)) = self.open else { return };
        // What ends with such a sign is broken off, not only without its full stop.
        let whole =
            !self.text[start..end].trim_end().ends_with([';', ',', '、', ':', '(', '“', '-', '+', '×', '÷']);
        self.errors.push(SyntaxError::NoFullStop { start, end, whole });
        self.open = Some((start, end));
        self.finish();
    }
}

/// Whether a line that begins so (folded) is never the continuation of a sentence.
pub(super) fn begins_anew(line: &str, in_case: bool) -> bool {
    let whole = is_heading(line) || line.starts_with("注:") || line.starts_with('|');
    whole || quote_prefix(line).is_some() || begun_by(line, in_case).is_some()
}

/// The verb of a line that begins a sentence. Inside a case, 资金 is an expectation.
fn begun_by(line: &str, in_case: bool) -> Option<&'static str> {
    verb_of(line).filter(|verb| !(in_case && *verb == "资金"))
}

fn quote_prefix(line: &str) -> Option<(bool, usize)> {
    for (prefix, verbatim) in [("原文:", true), ("转述:", false), (">", true)] {
        if let Some(rest) = line.strip_prefix(prefix) {
            return Some((verbatim, prefix.len() + rest.len() - rest.trim_start().len()));
        }
    }
    None
}

/// The header key of a line such as `辖区:山西省`.
pub fn header_key(line: &str) -> Option<&'static str> {
    let (key, _) = line.split_once(':')?;
    HEADER_KEYS.iter().find(|known| **known == key.trim()).copied()
}

/// The key of the header that was meant by an unknown one: one that is near, or another word for it.
pub fn meant_key(key: &str) -> Option<&'static str> {
    let key = key.trim();
    if HEADER_KEYS.contains(&key) {
        return None;
    }
    let same = match key {
        "生效" | "实施" | "执行" | "起效" | "施行日期" | "生效日期" | "实施日期" | "执行日期"
        | "施行时间" => "施行",
        "地区" | "区域" | "范围" | "适用范围" | "适用地区" | "行政区" => "辖区",
        "有效期" | "截止" | "废止" | "失效日期" | "有效期至" => "失效",
        "发布" | "公布" | "印发日期" | "发布日期" | "成文日期" => "印发",
        "简称" | "编号" => "代号",
        "字号" | "发文字号" => "文号",
        "单位" | "发文机关" | "发文单位" | "机关" => "发文",
        "来源" | "出处文件" => "出处",
        "等级" | "效力等级" | "位阶" => "效力",
        _ => {
            return nearest(key, HEADER_KEYS.iter().copied())
                .and_then(|near| HEADER_KEYS.iter().find(|known| **known == near).copied());
        }
    };
    Some(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_lines_sentences_rows_and_cases() {
        let text = "政策 “甲”\n辖区：山西省\n第一条 乙\n原文：一。二。\n类别 区域（封闭）：城市、\n农村。范围 丙（区域；封闭）：城市。\n\
                    公布 丁：\n｜甲｜乙｜\n｜丙｜丁｜\n案例 戊\n地点：山西省 应：己。\n";
        let (pieces, errors) = cut(&Folded::new(text));
        assert!(errors.is_empty(), "{errors:?}");
        let kinds: Vec<&str> = pieces
            .iter()
            .map(|p| match p {
                Piece::Header(..) => "header",
                Piece::Heading(..) => "heading",
                Piece::Quote(..) => "quote",
                Piece::Remark(..) => "remark",
                Piece::Sentence(_, _, rows) if rows.is_empty() => "sentence",
                Piece::Sentence(..) => "table",
                Piece::Case(..) => "case",
            })
            .collect();
        assert_eq!(
            kinds,
            ["sentence", "header", "heading", "quote", "sentence", "sentence", "table", "case"]
        );
    }

    #[test]
    fn a_missing_full_stop_is_one_error_and_the_next_sentence_is_read() {
        let (pieces, errors) = cut(&Folded::new("类别 甲（封闭）：乙\n类别 丙（封闭）：丁。\n"));
        assert_eq!((pieces.len(), errors.len()), (2, 1));
    }

    #[test]
    fn headings_are_not_item_references() {
        assert!(is_heading("第二条 扩大范围") && is_heading("第10项") && !is_heading("第（二）项 不符合"));
    }
}
