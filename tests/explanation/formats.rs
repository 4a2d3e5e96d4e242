//! The formats of an explanation: what each must hold, whoever lays it out.

use yiju::presentation::document::notice::Notice;
use yiju::presentation::document::{Block, Document, Look, html, plain, text};
use yiju::presentation::explanation::{Options, Reader, document};

use crate::sample::{Case, FIRE, THREE, UNKNOWN, jincheng};

/// What a locality wrote.
fn notice() -> Notice {
    let text =
        "单位：甲县民政局\n电话：0000-1234567\n异议途径：向甲县民政局书面提出\n异议期限：收到之日起7日内\n";
    Notice::parse(text).unwrap()
}

fn made(case: &Case, reader: Reader, notice: Notice) -> Document {
    let options = Options { reader, notice, ..Options::default() };
    document(&case.program, &case.record, &case.decision, &options)
}

/// All documents of a few households.
fn documents() -> Vec<Document> {
    let mut all = Vec::new();
    for household in [THREE, UNKNOWN, FIRE] {
        let case = jincheng(household, "2025-10-01", |text| text);
        for reader in [Reader::Officer, Reader::Applicant] {
            all.push(made(&case, reader, Notice::default()));
        }
    }
    all
}

/// Every opened tag is closed, in order; returns the names of the tags.
fn balanced(page: &str) -> Vec<String> {
    let (mut open, mut seen) = (Vec::new(), Vec::new());
    let body = page.split_once("<body>").unwrap().1;
    let body = body.split("<script>").next().unwrap();
    for tag in body.split('<').skip(1) {
        let name: String = tag.chars().take_while(|sign| *sign == '/' || sign.is_alphanumeric()).collect();
        match name.strip_prefix('/') {
            Some("body" | "html") => break,
            Some(name) => assert_eq!(open.pop().as_deref(), Some(name), "closed before it was opened: {tag}"),
            None if name == "br" => {}
            None => {
                open.push(name.clone());
                seen.push(name);
            }
        }
    }
    assert!(open.is_empty(), "{open:?} stay open");
    seen
}

#[test]
fn a_page_needs_nothing_else_and_is_well_formed() {
    for document in documents() {
        for look in [Look::default(), Look { depth: Some(1), large: true, ..Look::default() }] {
            let page = html::render(&[document.clone(), document.clone()], &look);
            for outside in ["http:", "https:", "src=", "@import", "url(", "<link"] {
                assert!(!page.contains(outside), "{outside} leads out of the page");
            }
            assert!(page.contains("size: A4") && page.contains("lang=\"zh-CN\""));
            let tags = balanced(&page);
            let headings =
                document.blocks.iter().filter(|block| matches!(block, Block::Heading { .. })).count();
            let found = tags.iter().filter(|tag| ["h2", "h3"].contains(&tag.as_str())).count();
            assert_eq!(found, 2 * headings, "headings are headings");
            assert_eq!(tags.iter().filter(|tag| *tag == "article").count(), 2);
        }
    }
}

#[test]
fn reasons_are_folded_and_cut_where_it_is_asked() {
    let case = jincheng(THREE, "2025-10-01", |text| text);
    let officer = made(&case, Reader::Officer, Notice::default());
    let open =
        |depth| html::render(std::slice::from_ref(&officer), &Look { depth: Some(depth), ..Look::default() });
    assert!(!open(1).contains("<details open>") && open(9).contains("<details open>"));
    let lines = |depth| text::render(&officer, &Look { depth, ..Look::default() }).lines().count();
    assert!(
        lines(Some(1)) < lines(Some(2)) && lines(Some(2)) < lines(Some(5)) && lines(Some(5)) < lines(None)
    );
    // What is cut is counted.
    assert!(text::render(&officer, &Look { depth: Some(1), ..Look::default() }).contains("（下面还有"));
    assert!(!text::render(&officer, &Look::default()).contains("（下面还有"));
}

#[test]
fn what_is_read_aloud_has_no_signs_for_words_and_no_indentation() {
    for document in documents() {
        let said = plain::render(&document, &Look::default());
        for line in said.lines() {
            assert!(!line.starts_with([' ', '-', '·', '　']), "{line}");
            for sign in ["＝", "÷", " － ", "〔", "【", "→", "——"] {
                assert!(!line.contains(sign), "{sign} in {line}");
            }
            assert!(line.is_empty() || line.ends_with(['。', '：', '；', '！', '？']), "{line}");
        }
    }
}

#[cfg(feature = "docx")]
#[test]
fn a_word_document_holds_what_the_text_says() {
    for document in documents() {
        let bytes =
            yiju::presentation::document::docx::render(std::slice::from_ref(&document), &Look::default())
                .unwrap();
        let read = docx_rs::read_docx(&bytes).unwrap();
        let (mut headings, mut words) = (0, String::new());
        for child in &read.document.children {
            let docx_rs::DocumentChild::Paragraph(paragraph) = child else { continue };
            words.push_str(&paragraph.raw_text());
            let style = paragraph.property.style.as_ref().map(|style| style.val.as_str());
            headings += usize::from(matches!(style, Some("Heading1" | "Heading2")));
        }
        let expected = document.blocks.iter().filter(|block| matches!(block, Block::Heading { .. })).count();
        assert_eq!(headings, expected);
        for block in &document.blocks {
            if let Block::Paragraph { text, .. } | Block::Fact { text } | Block::Heading { text, .. } = block
            {
                assert!(words.contains(text.as_str()), "{text} is missing");
            }
        }
    }
}

#[test]
fn the_notice_of_a_locality_stands_on_the_page_and_nothing_is_made_up() {
    let case = jincheng(THREE, "2025-10-01", |text| text);
    let own = text::render(&made(&case, Reader::Applicant, notice()), &Look::default());
    for words in ["甲县民政局", "电话 0000-1234567", "向甲县民政局书面提出；期限：收到之日起7日内"]
    {
        assert!(own.replace(['\n', ' '], "").contains(&words.replace(' ', "")), "{words} in\n{own}");
    }
    let without = text::render(&made(&case, Reader::Applicant, Notice::default()), &Look::default());
    let without = without.replace(['\n', ' '], "");
    assert!(without.contains("到哪里提、几天以内提，现行规定里没有写"), "{without}");
    assert!(!without.contains("电话"), "{without}");
    insta::assert_snapshot!("notice_text", own);
    // A notice that is kept is the same when it is laid out again.
    let made = made(&case, Reader::Applicant, notice());
    let kept = serde_json::to_string(&made).unwrap();
    assert_eq!(serde_json::from_str::<Document>(&kept).unwrap(), made);
}

#[test]
fn a_short_page_as_html_and_to_be_read_aloud() {
    let document = Document {
        title: "样张".to_owned(),
        blocks: serde_json::from_value(serde_json::json!([
            {"block": "letterhead", "text": "甲县民政局"},
            {"block": "title", "text": "样张"},
            {"block": "subtitle", "text": "甲省乙市　按2025年10月1日的规定"},
            {"block": "heading", "level": 1, "text": "一、结论"},
            {"block": "paragraph", "depth": 0, "text": "人均 ＝ 900 ÷ 3 ＝ 300元〔《甲》第一条〕，依据民发〔2021〕57号。"},
            {"block": "paragraph", "depth": 1, "text": "（一）1 < 2 & 3——符合"},
            {"block": "heading", "level": 2, "text": "【低保金（本户）】每月300元"},
            {"block": "tree", "entries": [{"text": "条件：是", "step": 4, "below": [{"text": "财产：否"}]}]},
            {"block": "references", "entries": [{"text": "注1　甲", "detail": "乙"}]},
            {"block": "signature", "text": "甲县民政局"}
        ]))
        .unwrap(),
    };
    let page = html::render(std::slice::from_ref(&document), &Look::default());
    insta::assert_snapshot!(
        "short_html",
        page.split_once("<body>").unwrap().1.split("<script>").next().unwrap()
    );
    insta::assert_snapshot!("short_plain", plain::render(&document, &Look::default()));
    insta::assert_snapshot!("short_text", text::render(&document, &Look::default()));
}
