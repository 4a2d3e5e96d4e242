//! What of a file is the document itself: its header, articles, quotes and sentences.
//!
//! Layout, width of signs, 注, 认可 and 案例 are not: they can be mended after the document is published, for they change
//! no result.

use super::fold::Folded;
use super::lines::{Piece, cut};

/// A heading, a header line, a quote or a sentence with its rows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Substance {
    /// The words, folded, without the blanks that mean nothing.
    pub words: String,
    /// A line of the header, or the title.
    pub header: bool,
    /// `第二条`; empty before the first heading.
    pub article: String,
    /// Bytes of the file.
    pub range: std::ops::Range<usize>,
}

/// The document itself, in order.
#[must_use]
pub fn substance(text: &str) -> Vec<Substance> {
    let folded = Folded::new(text);
    let (pieces, _) = cut(&folded);
    let mut article = String::new();
    let mut found = Vec::new();
    for piece in pieces {
        let (start, end, header, mark) = match &piece {
            Piece::Header(start, end) => (*start, *end, true, ""),
            Piece::Heading(start, end) => (*start, *end, false, ""),
            Piece::Quote(true, start, end) => (*start, *end, false, "原文:"),
            Piece::Quote(false, start, end) => (*start, *end, false, "转述:"),
            Piece::Sentence(start, end, _) => (*start, *end, false, ""),
            Piece::Remark(..) | Piece::Case(..) => continue,
        };
        let said = &folded.text[start..end];
        if said.starts_with("认可") {
            continue;
        }
        if matches!(piece, Piece::Heading(..)) {
            article = said.split(char::is_whitespace).next().unwrap_or_default().to_owned();
        }
        let mut words = format!("{mark}{}", bare(said));
        let mut last = end;
        if let Piece::Sentence(_, _, rows) = &piece {
            for (from, to) in rows {
                words.push('\n');
                words.push_str(&bare(&folded.text[*from..*to]));
                last = *to;
            }
        }
        let range = folded.origin(start)..folded.origin(last);
        let header = header || found.is_empty();
        found.push(Substance { words, header, article: article.clone(), range });
    }
    found
}

/// A blank between two words of names stays, one; every other blank means nothing.
fn bare(text: &str) -> String {
    let joins = |c: char| c.is_alphabetic() && c != '的';
    let mut bare = String::with_capacity(text.len());
    let mut blank = false;
    for c in text.chars() {
        if c.is_whitespace() {
            blank = true;
            continue;
        }
        if blank && joins(c) && bare.ends_with(joins) {
            bare.push(' ');
        }
        blank = false;
        bare.push(c);
    }
    bare
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        substance(text).into_iter().map(|part| part.words).collect()
    }

    const DOCUMENT: &str = "政策 “甲”\n代号：《甲》\n第一条 乙\n原文：一元。\n公布 丙，自 2025年1月1日 起：\n｜ 区域 ｜ 数额 ｜\n｜ 农村 ｜ 1元 ｜\n";

    #[test]
    fn layout_width_remarks_and_cases_are_not_the_document() {
        let other = "政策 “甲”\n\n代号:《甲》\n注：整理时加的。\n第一条　乙\n原文：一元。\n公布 丙， 自 2025 年1月1日 起：\n｜区域｜数额 ｜\n｜ 农村 ｜1元｜\n案例 丁\n  地点：全国　日期：2025年1月1日\n  应：本户的丙＝1元。\n";
        assert_eq!(words(DOCUMENT), words(other));
    }

    #[test]
    fn a_digit_a_name_and_a_quote_are() {
        for (from, to) in
            [("1元 ｜", "2元 ｜"), ("公布 丙", "公布 丁"), ("一元", "二元"), ("第一条", "第二条")]
        {
            assert_ne!(words(DOCUMENT), words(&DOCUMENT.replace(from, to)), "{from} → {to}");
        }
        assert_eq!(bare("甲 乙 低于 3 元"), "甲 乙 低于3元");
        assert_ne!(bare("甲 乙"), bare("甲乙"));
    }
}
