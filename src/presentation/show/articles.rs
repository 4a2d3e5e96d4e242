//! The documents in force, article by article, each sentence as it now reads.

use std::collections::BTreeMap;

use super::{View, lists, said};
use crate::comparison::history::said as item_name;
use crate::corpus::tree::{Change, Corpus, Document as Source, Item, StatementId};
use crate::corpus::wording::{self, on_one_line};
use crate::presentation::document::{Block, Document, RuleLine};
use crate::syntax::tree::{Body, Statement};

/// Writes the articles.
pub(super) struct Articles<'v> {
    view: View<'v>,
    /// Items by the sentences that declare them.
    items: BTreeMap<StatementId, &'v Item>,
    /// Items by the sentences that change them.
    changed: BTreeMap<StatementId, Vec<&'v Item>>,
}

impl<'v> Articles<'v> {
    pub(super) fn new(view: View<'v>) -> Articles<'v> {
        let items = view.text.items.values().map(|item| (item.origin, item)).collect();
        let mut changed: BTreeMap<StatementId, Vec<&Item>> = BTreeMap::new();
        for item in view.text.items.values() {
            let own = item.changes.iter().filter(|change| change.verb != "参照").map(|change| change.by);
            for by in own.chain(item.additions.iter().copied()) {
                let known = changed.entry(by).or_default();
                if !known.iter().any(|known| known.key == item.key) {
                    known.push(item);
                }
            }
        }
        Articles { view, items, changed }
    }

    pub(super) fn write(&self, document: &mut Document) {
        let corpus = self.view.corpus;
        let mut number = 0;
        for at in &self.view.text.documents {
            let source = &corpus.documents[*at];
            let sentences = self.sentences(*at);
            // Of a vocabulary only what has been changed is told.
            if source.is_vocabulary() && sentences.is_empty() {
                continue;
            }
            number += 1;
            let title = &source.syntax.title.text;
            document.heading(2, format!("（{}）《{}》{title}", said::numeral(number), source.code));
            document.blocks.push(Block::Note { text: about(source) });
            if sentences.is_empty() {
                let absent = source.origin.contains("存目");
                let why = if absent { "正文没有取得。" } else { "没有写成规则的条文。" };
                document.blocks.push(Block::Note { text: why.to_owned() });
            }
            let mut article = None;
            let mut before: Option<StatementId> = None;
            for id in sentences {
                let statement = corpus.statement(id);
                if article != Some(statement.article) {
                    article = Some(statement.article);
                    before = None;
                    let heading = &source.syntax.articles[statement.article];
                    if !heading.label.is_empty() {
                        let words = format!("{}　{}", heading.label, heading.title);
                        document.heading(3, words.trim_end());
                    }
                }
                if !before.is_some_and(|before| self.together(before, id)) {
                    document.blocks.extend(said::quotes(corpus, id));
                }
                before = Some(id);
                self.sentence(document, id);
            }
        }
    }

    /// The sentences of a document that are told, in their order.
    fn sentences(&self, document: usize) -> Vec<StatementId> {
        let (corpus, view) = (self.view.corpus, self.view);
        let count = corpus.documents[document].syntax.statements.len();
        let all = (0..count).map(|statement| StatementId { document, statement });
        let vocabulary = corpus.documents[document].is_vocabulary();
        all.filter(|id| corpus.applies(*id, view.asked))
            .filter(|id| match &corpus.statement(*id).body {
                Body::Acceptance { .. } | Body::Extension { .. } => false,
                Body::Remark => !vocabulary && !corpus.statement(*id).notes.is_empty(),
                _ => !vocabulary || self.items.get(id).is_some_and(|item| !lists::is_word(view, item)),
            })
            .collect()
    }

    /// Whether two sentences formalise the same words of one article.
    fn together(&self, one: StatementId, other: StatementId) -> bool {
        let corpus = self.view.corpus;
        let (first, second) = (corpus.statement(one), corpus.statement(other));
        let places =
            |statement: &Statement| statement.quotes.iter().map(|quote| quote.text.span).collect::<Vec<_>>();
        one.document == other.document && first.article == second.article && places(first) == places(second)
    }

    /// One sentence, with what is said beside it.
    fn sentence(&self, document: &mut Document, id: StatementId) {
        let corpus = self.view.corpus;
        let statement = corpus.statement(id);
        let item = self.items.get(&id).copied();
        if !matches!(statement.body, Body::Remark) {
            let lines = match item {
                Some(item) => wording::of_item(corpus, self.view.text, item),
                None => wording::of_statement(corpus, id),
            };
            let mut lines = said::rule(corpus, &lines);
            if let Some(item) = item {
                lines.extend(item.additions.iter().flat_map(|by| addition(corpus, *by)));
            }
            document.blocks.push(Block::Rule { lines });
        }
        if let Body::Table { rows, .. } | Body::Approval { rows, .. } | Body::Publish { rows, .. } =
            &statement.body
        {
            document.table(said::rows(rows));
        }
        let mut note = |text: String| document.blocks.push(Block::Note { text });
        for changed in self.changed.get(&id).into_iter().flatten() {
            let into = corpus.citation(changed.origin);
            note(format!("▷ 已写进{into}“{}”。", item_name(&changed.key)));
        }
        if let Some(item) = item {
            if let Some(ended) = &item.ended {
                let by = &corpus.documents[ended.document].code;
                note(format!("▷ 自{}起{}（《{by}》），现在没有规定。", ended.since, ended.verb));
            }
            let mut told = Vec::new();
            for change in &item.changes {
                let words = self.change(change);
                if !told.contains(&words) {
                    note(words.clone());
                    told.push(words);
                }
            }
        }
        // A doubt may stand below another of the sentences that it decides between.
        let over = corpus.doubt_over(id).filter(|doubt| doubt.by != id);
        for remark in statement.notes.iter().chain(over.map(|doubt| corpus.doubt(doubt))) {
            let words = on_one_line(corpus.files.text(remark.span));
            note(format!("◇ {words}"));
        }
    }

    /// An amendment: by which document, since when, in its own words.
    fn change(&self, change: &Change) -> String {
        let corpus = self.view.corpus;
        let citation = corpus.citation(change.by);
        let summary = on_one_line(&change.summary);
        if change.verb == "参照" {
            return format!("▷ 参照{citation}{summary}。");
        }
        if !self.view.text.documents.contains(&change.by.document) {
            return format!("▷ {citation}作过修改；该公文已经终止，所作的改动不再有。");
        }
        let since = said::claimed(corpus.documents[change.by.document].effective);
        let verb = change.verb.trim_end_matches('到');
        let formal = match change.verb.as_str() {
            "增加" | "删去" => format!("{verb}“{summary}”"),
            _ => summary,
        };
        let quotes = &corpus.statement(change.by).quotes;
        let words: Vec<String> =
            quotes.iter().map(|quote| quote.text.text.trim_end_matches('。').to_owned()).collect();
        // What is gone is not seen in the wording.
        match (words.is_empty(), change.verb.as_str()) {
            (true, _) => format!("▷ {citation}，{since}起：{formal}。"),
            (false, "删去" | "缩小到") => {
                format!("▷ {citation}，{since}起：{formal}。原文：{}。", words.join("。"))
            }
            (false, _) => format!("▷ {citation}，{since}起：{}。", words.join("。")),
        }
    }
}

/// What another sentence adds to an item, below it.
pub(super) fn addition(corpus: &Corpus, by: StatementId) -> Vec<RuleLine> {
    let ground = Some(format!("〔{}〕", corpus.citation(by)));
    if let Body::Approval { .. } = corpus.statement(by).body {
        return vec![RuleLine {
            ground, ..said::plain(1, "审批：按金额由谁批准，见该条的表。")
        }];
    }
    let lines = said::rule(corpus, &wording::of_statement(corpus, by));
    lines
        .into_iter()
        .map(|line| RuleLine { depth: line.depth.saturating_add(1), ground: ground.clone(), ..line })
        .collect()
}

/// What a document is: who issued it, for where, since when, and how far its words can be relied on.
fn about(source: &Source) -> String {
    let mut words = vec![source.area.name()];
    words.extend(said::issued(source));
    if source.is_vocabulary() {
        words.push("词汇，不是公文".to_owned());
    } else {
        words.push(format!("{}施行", said::in_force(source)));
    }
    let nature = source.syntax.header.iter().find(|(key, _)| key.text == "性质");
    let nature = nature.map(|(_, value)| format!("{}。", value.text.trim_end_matches('。')));
    format!("{}。{}", words.join("，"), nature.unwrap_or_default())
}
