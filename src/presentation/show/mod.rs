//! The text in force as a document to be read: every article of every document, each sentence as it now reads, with the
//! documents that gave it these words; how one item came to be; and what has changed over the years.

mod articles;
mod figures;
mod history;
mod lists;
mod machine;
mod said;
mod timeline;

use crate::corpus::{Asked, Corpus, TextInForce};
use crate::presentation::document::table::Table;
use crate::presentation::document::{Block, Document};
use crate::presentation::words;
use crate::program::ir::Program;
use articles::Articles;

pub use history::{history, history_json};
pub use machine::{SCHEMA, json};
pub use timeline::{timeline, timeline_json};

/// A text in force, and how it was asked for.
#[derive(Clone, Copy)]
pub struct View<'v> {
    /// All documents.
    pub corpus: &'v Corpus,
    /// Which text.
    pub asked: &'v Asked,
    /// The text.
    pub text: &'v TextInForce,
    /// What it makes.
    pub program: &'v Program,
}

/// For people.
#[must_use]
pub fn document(view: View<'_>) -> Document {
    let (corpus, text) = (view.corpus, view.text);
    let title = format!("{}现行社会救助规定", text.area.name());
    let mut document = Document { title: title.clone(), blocks: Vec::new() };
    document.blocks.push(Block::Title { text: title });
    document.blocks.push(Block::Subtitle { text: format!("（{}）", text.on) });
    for line in words::departures(view.program) {
        document.blocks.push(Block::Fact { text: format!("！{line}") });
    }
    document.blocks.push(Block::Fact {
        text:
            "各条按公文排列，公文按施行先后。修改过的规定，印的是修改以后的文字，句后注明改动出自哪件公文哪一条，\
               句下是改动的原文；标着“假定”“疑义”的，是整理时的说明，不是公文的话。"
                .to_owned(),
    });
    let mut parts = Parts(0);
    parts.heading(&mut document, "现行公文");
    document.table(documents(view));
    let vocabulary = text.documents.iter().filter(|at| corpus.documents[**at].is_vocabulary());
    let vocabulary: Vec<String> =
        vocabulary.map(|at| format!("《{}》", corpus.documents[*at].code)).collect();
    if !vocabulary.is_empty() {
        document.blocks.push(Block::Note {
            text: format!("另有{}，是各件公文共用的词汇，不是公文。", vocabulary.join("、")),
        });
    }
    let figures = figures::table(view);
    if !figures.rows.is_empty() {
        parts.heading(&mut document, "现行标准");
        document.table(figures);
    }
    parts.heading(&mut document, "各项规定");
    Articles::new(view).write(&mut document);
    let ended = lists::ended(view);
    if !ended.is_empty() {
        parts.heading(&mut document, "已经终止的");
        document.blocks.extend(ended.into_iter().map(|text| Block::Note { text }));
    }
    let accepted: Vec<String> = lists::accepted(view).map(|accepted| accepted.line()).collect();
    if !accepted.is_empty() {
        parts.heading(&mut document, "检查提出、作者认可的");
        document.blocks.extend(accepted.into_iter().map(|text| Block::Note { text }));
    }
    let words = lists::vocabulary(view);
    if !words.is_empty() {
        parts.heading(&mut document, "共用词汇");
        document.blocks.push(Block::Note { text: words.join("、") });
    }
    document.blocks.push(Block::Remark { text: "规定文本校验码：".to_owned() });
    document.blocks.push(Block::Fact { text: view.program.digest.to_string() });
    document
}

/// 一、 二、 三、
struct Parts(usize);

impl Parts {
    fn heading(&mut self, document: &mut Document, text: &str) {
        self.0 += 1;
        document.heading(1, format!("{}、{text}", said::numeral(self.0)));
    }
}

/// The documents in force.
fn documents(view: View<'_>) -> Table {
    let mut table = Table::new(&["公文", "发文、文号", "施行"], &[8, 6, 4]);
    for at in &view.text.documents {
        let document = &view.corpus.documents[*at];
        if !document.is_vocabulary() {
            let name = format!("《{}》\n{}", document.code, document.syntax.title.text);
            table.row([name, said::issued(document).join("\n"), said::in_force(document)]);
        }
    }
    table
}
