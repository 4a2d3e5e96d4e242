//! Rules that end while others still rest on them: 失效, 废止, 暂停, and what says itself until when it holds.

use std::collections::{BTreeMap, BTreeSet};

use super::cover::lapse_place;
use super::error::{self, Over};
use crate::corpus::tree::{Item, TextInForce};
use crate::corpus::{Area, Corpus, term};
use crate::diagnostics::Diagnostic;
use crate::program::ir::{ItemId, NodeId, Op, Program};
use crate::program::operands::for_each_operand;
use crate::quantity::calendar::Date;
use crate::source::{FileId, Span};
use crate::syntax::tree::{Body, Clauses, Part, Statement, Target, canonical};

/// The last day of every document of a chain that ends, whenever that is.
pub fn last_days(corpus: &Corpus, area: &Area) -> BTreeMap<usize, Date> {
    let chain: Vec<usize> = chain(corpus, area).collect();
    let mut ends: BTreeMap<usize, Date> =
        chain.iter().filter_map(|at| Some((*at, corpus.documents[*at].expires?))).collect();
    let find = |code: &str| chain.iter().copied().find(|at| corpus.documents[*at].code == code);
    for by in &chain {
        for statement in &corpus.documents[*by].syntax.statements {
            match &statement.body {
                Body::Repeal { document: Some(code), .. } => {
                    let last = corpus.documents[*by].effective.date.previous();
                    if let (Some(target), Some(last)) = (find(&code.text), last) {
                        let end = ends.entry(target).or_insert(last);
                        *end = last.min(*end);
                    }
                }
                Body::Continue { document: Some(code), to, .. } => {
                    if let Some(target) = find(&code.text) {
                        match to {
                            Some(to) => ends.insert(target, *to),
                            None => ends.remove(&target),
                        };
                    }
                }
                _ => {}
            }
        }
    }
    ends
}

/// Official documents of an area and those around it.
fn chain<'c>(corpus: &'c Corpus, area: &Area) -> impl Iterator<Item = usize> + use<'c> {
    corpus.documents_around(area).into_iter().filter(|at| !corpus.documents[*at].is_vocabulary())
}

/// The first place of another item that uses an item, and the name of the other.
type Users<'p> = BTreeMap<ItemId, (Span, &'p str)>;

fn users(program: &Program) -> Users<'_> {
    let mut users = Users::new();
    // A result stands in several items of one name: what it is raw, and what is left of it.
    let mut use_of = |item: ItemId, by: ItemId, span: Span| {
        let (name, user) = (program.item(item).name.as_str(), program.item(by).name.as_str());
        if name != user {
            users.entry(item).or_insert((span, user));
        }
    };
    // Parts that two items have in common stand in the program once: only what is the value of an item counts.
    let values: BTreeSet<NodeId> = program
        .outputs
        .iter()
        .map(|output| output.condition)
        .chain(program.named.iter().map(|named| named.node))
        .collect();
    let is_value = |id: NodeId| {
        let node = program.node(id);
        node.heads && (values.contains(&id) || matches!(node.op, Op::Unstated))
    };
    for node in &program.nodes {
        for_each_operand(&node.op, |operand| {
            let of = program.node(operand);
            if is_value(operand) {
                use_of(of.item, node.item, node.span);
            }
        });
        if let Op::Within { set, .. } = &node.op {
            // A list without a name belongs to whoever wrote it first.
            let set = &program.sets[set.index()];
            if !set.name.is_empty() {
                use_of(set.item, node.item, node.span);
            }
        }
    }
    for output in &program.outputs {
        let amount = output.benefit.as_ref().and_then(|benefit| benefit.amount);
        for id in amount.into_iter().chain([output.condition]) {
            let node = program.node(id);
            if is_value(id) {
                use_of(node.item, output.item, program.clause(program.item(output.item).clause).span);
            }
        }
    }
    users
}

/// What has ended, or will end by its own words, while something in force uses it.
pub fn check(corpus: &Corpus, text: &TextInForce, program: &Program) -> Vec<Diagnostic> {
    let limited: Vec<(&Item, Date, Span)> = text
        .items
        .values()
        .filter(|item| item.ended.is_none())
        .filter_map(|item| last_day(&item.body).map(|(last, span)| (item, last, span)))
        .collect();
    let ended: Vec<&Item> = text.items.values().filter(|item| item.ended.is_some()).collect();
    let gone = gone_files(corpus, text);
    let withdrawn: Vec<NodeId> = program
        .nodes
        .iter()
        .enumerate()
        .filter(|(_, node)| matches!(node.op, Op::Unstated) && gone.contains_key(&node.span.file))
        .map(|(at, _)| NodeId(at as u32))
        .collect();
    if limited.is_empty() && ended.is_empty() && withdrawn.is_empty() {
        return Vec::new();
    }
    let users = users(program);
    let ids: BTreeMap<(&str, &str), ItemId> = program
        .items
        .iter()
        .enumerate()
        .map(|(at, item)| {
            let code = program.document_of(item.clause).code.as_str();
            ((item.name.as_str(), code), ItemId(at as u32))
        })
        .collect();
    let looker = Looker { corpus, text, program, users, ids };
    let mut found: Vec<Diagnostic> =
        limited.into_iter().filter_map(|(item, last, span)| looker.limited(item, last, span)).collect();
    found.extend(looker.ended(&ended, &withdrawn, &gone));
    found
}

/// Files of documents that were in force here and are no longer.
fn gone_files(corpus: &Corpus, text: &TextInForce) -> BTreeMap<FileId, usize> {
    let over = |at: &usize| corpus.documents[*at].effective.date <= text.on && !text.documents.contains(at);
    chain(corpus, &text.area).filter(over).map(|at| (corpus.documents[at].syntax.file, at)).collect()
}

struct Looker<'a> {
    corpus: &'a Corpus,
    text: &'a TextInForce,
    program: &'a Program,
    users: Users<'a>,
    ids: BTreeMap<(&'a str, &'a str), ItemId>,
}

impl Looker<'_> {
    /// Where another item uses it.
    fn user(&self, item: &Item) -> Option<(Span, String)> {
        let code = self.corpus.documents[item.origin.document].code.as_str();
        let name = name_of(item);
        let (span, user) = self.users.get(self.ids.get(&(name, code))?)?;
        Some((*span, (*user).to_owned()))
    }

    /// An item that says itself until when it holds.
    fn limited(&self, item: &Item, last: Date, span: Span) -> Option<Diagnostic> {
        let user = match &item.body {
            Body::Disregard { list, .. } => self.list(&list.text)?,
            _ => self.user(item)?,
        };
        if self.followed(item, last) {
            return None;
        }
        Some({
            let code = &self.corpus.documents[item.origin.document].code;
            error::holds_until(code, name_of(item), last, span, &user)
        })
    }

    fn list(&self, name: &str) -> Option<(Span, String)> {
        let list = self.text.items.get(name)?;
        Some((self.corpus.statement(list.origin).span, name.to_owned()))
    }

    /// Whether a document of the chain says what happens after the last day.
    fn followed(&self, item: &Item, last: Date) -> bool {
        let own = self.corpus.statement(item.origin);
        let name = name_of(item);
        let names = |target: &Target| {
            target.name.text == name
                || target.parts.iter().any(|part| matches!(part, Part::Key(key) if key == name))
        };
        let code = &self.corpus.documents[item.origin.document].code;
        let says = |statement: &Statement| match &statement.body {
            Body::Continue { target: Some(target), to, .. } => names(target) && to.is_none_or(|to| to > last),
            Body::Lapse { target: Some(target), .. } | Body::Repeal { target: Some(target), .. } => {
                names(target)
            }
            Body::Lapse { document: Some(word), .. } | Body::Repeal { document: Some(word), .. } => {
                word.text == *code
            }
            body => succeeds(body, &own.body, last),
        };
        chain(self.corpus, &self.text.area)
            .any(|at| self.corpus.documents[at].syntax.statements.iter().any(says))
    }

    /// One finding for each document that ended: what of it is still used.
    fn ended(
        &self,
        ended: &[&Item],
        withdrawn: &[NodeId],
        gone: &BTreeMap<FileId, usize>,
    ) -> Vec<Diagnostic> {
        let mut causes: BTreeMap<(usize, Date, &'static str), Over> = BTreeMap::new();
        for item in ended {
            let Some(end) = &item.ended else { continue };
            let user = match &item.body {
                Body::Disregard { list, .. } => self.list(&list.text),
                _ => self.user(item),
            };
            let Some(user) = user.filter(|_| !self.renounced(item)) else { continue };
            let declared = self.corpus.statement(item.origin).span;
            let place = self.place(end.document, end.verb, item).unwrap_or(declared);
            let over = causes
                .entry((end.document, end.since, end.verb))
                .or_insert_with(|| Over::new(place, declared, user));
            over.names.push(name_of(item).to_owned());
        }
        for id in withdrawn {
            let node = self.program.node(*id);
            let item = self.program.item(node.item);
            let Some(at) = gone.get(&node.span.file) else { continue };
            // An item of the document itself is told above.
            if self.program.clause(item.clause).span.file == node.span.file {
                continue;
            }
            let Some((since, verb)) = self.end_of(*at) else { continue };
            let place = self.document_place(*at).unwrap_or(node.span);
            let own = self.program.clause(item.clause).span;
            let over = causes
                .entry((*at, since, verb))
                .or_insert_with(|| Over::new(place, node.span, (own, item.name.clone())));
            if !over.names.contains(&item.name) {
                over.names.push(item.name.clone());
            }
        }
        let told = causes.into_iter().map(|((document, since, verb), over)| {
            error::over(&self.corpus.documents[document].code, verb, since, &over)
        });
        told.collect()
    }

    /// 到期不再执行: its end is meant.
    fn renounced(&self, item: &Item) -> bool {
        let code = &self.corpus.documents[item.origin.document].code;
        chain(self.corpus, &self.text.area).any(|at| {
            self.corpus.documents[at].syntax.statements.iter().any(|statement| match &statement.body {
                Body::Lapse { target: Some(target), .. } => target.name.text == name_of(item),
                Body::Lapse { document: Some(word), .. } => word.text == *code,
                _ => false,
            })
        })
    }

    /// Since when a document is not in force, and why.
    fn end_of(&self, at: usize) -> Option<(Date, &'static str)> {
        let last = *last_days(self.corpus, &self.text.area).get(&at)?;
        let own = self.corpus.documents[at].expires == Some(last);
        Some((last.next()?, if own { "失效" } else { "废止" }))
    }

    /// Where the text says that an item ends.
    fn place(&self, document: usize, verb: &str, item: &Item) -> Option<Span> {
        if document == item.origin.document {
            return self.document_place(document);
        }
        let statements = &self.corpus.documents[document].syntax.statements;
        let says = |statement: &&Statement| match &statement.body {
            Body::Repeal { target: Some(target), .. } => verb == "废止" && target.name.text == name_of(item),
            Body::Suspend { target, .. } => verb == "暂停" && target.name.text == name_of(item),
            _ => false,
        };
        statements.iter().find(says).map(|statement| statement.span)
    }

    /// Where the text says that a document ends.
    fn document_place(&self, document: usize) -> Option<Span> {
        let code = &self.corpus.documents[document].code;
        let repeals = |statement: &&Statement| matches!(&statement.body, Body::Repeal { document: Some(word), .. } if word.text == *code);
        let by = chain(self.corpus, &self.text.area)
            .find_map(|at| self.corpus.documents[at].syntax.statements.iter().find(repeals));
        by.map(|statement| statement.span).or_else(|| lapse_place(self.corpus, document))
    }
}

/// An entry of the same list under the same condition goes on after the day.
fn succeeds(body: &Body, own: &Body, last: Date) -> bool {
    let (Body::Disregard { list, clauses, .. }, Body::Disregard { list: other, clauses: now, .. }) =
        (body, own)
    else {
        return false;
    };
    let condition = |clauses: &Clauses| clauses.condition.as_ref().map(|(condition, _)| canonical(condition));
    list.text == other.text
        && condition(clauses) == condition(now)
        && last_day(body).is_none_or(|(later, _)| later > last)
}

/// The item's own name.
fn name_of(item: &Item) -> &str {
    let key = item.key.split('〔').next().unwrap_or(&item.key);
    key.rsplit('·').next().unwrap_or(key)
}

/// The last day that an item's 期限 or condition names, and where.
pub fn last_day(body: &Body) -> Option<(Date, Span)> {
    match body {
        Body::Determination { clauses, .. }
        | Body::Benefit { clauses, .. }
        | Body::Disregard { clauses, .. } => term::last_day(clauses),
        _ => None,
    }
}
