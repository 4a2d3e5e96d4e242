//! Replays the documents of a chain of areas up to a day: the text in force.
//!
//! Order (semantics 6): 施行; within a day the higher level first, then 印发. Each level keeps its own version of an item
//! from the moment it changes it, so that an amendment asserts against the text that its own level sees; deeper versions
//! take over what a superior changes later, except parts that they wrote themselves.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::amend::{Site, apply, power_of, summary};
use super::authority::{check_bounds, check_figures, may_change, narrowed_against};
use super::filing::check_filings;
use super::lookup::declared;
use super::marks::Print;
use super::readings::Asked;
use super::term::carry_on;
use super::tree::{Change, Corpus, Ended, Item, StatementId, TextInForce, own_key};
use super::versions::Versions;
use super::withdraw::withdraw;
use super::{error, members};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::nearest::nearest;
use crate::quantity::calendar::Date;
use crate::source::Span;
use crate::syntax::tree::{Body, DateClaim, Target};

pub(super) struct Replay<'c> {
    pub corpus: &'c Corpus,
    asked: &'c Asked,
    /// Nothing is decided by this text: figures that change no finding may be left out.
    pub checking: bool,
    pub text: TextInForce,
    pub items: IndexMap<String, Versions>,
    pub diagnostics: Vec<Diagnostic>,
    /// Documents that 废止 … 其 … 保留 keeps the changes of.
    kept: Vec<usize>,
}

/// The text in force in an area on a day, as known by another day, under the readings that are taken.
pub fn text_in_force(corpus: &Corpus, asked: &Asked) -> (TextInForce, Vec<Diagnostic>) {
    replay(corpus, asked, false)
}

/// The same for a check: figures of other places that change no finding are left out.
pub fn text_to_check(corpus: &Corpus, asked: &Asked) -> (TextInForce, Vec<Diagnostic>) {
    replay(corpus, asked, true)
}

fn replay(corpus: &Corpus, asked: &Asked, checking: bool) -> (TextInForce, Vec<Diagnostic>) {
    let Asked { area, on, known_by, .. } = asked;
    let (on, known_by) = (*on, *known_by);
    let known = |at: &usize| {
        known_by.is_none_or(|by| corpus.documents[*at].issued <= by || corpus.documents[*at].is_vocabulary())
    };
    let mut chain = corpus.documents_around(area);
    chain.retain(|at| known(at) && corpus.documents[*at].effective.date <= on);
    let key = |at: &usize| {
        let d = &corpus.documents[*at];
        (d.effective.date, d.area.depth(), d.issued, *at)
    };
    chain.sort_by_key(key);
    let text = TextInForce {
        area: area.clone(),
        on,
        documents: Vec::new(),
        items: IndexMap::new(),
        figures: Vec::new(),
        others: Vec::new(),
    };
    let mut replay = Replay {
        corpus,
        asked,
        checking,
        text,
        items: IndexMap::new(),
        diagnostics: Vec::new(),
        kept: Vec::new(),
    };
    let mut ends = replay.ends(&chain, on);
    // What is repealed before its first day never begins.
    chain.retain(|at| ends.get(at).is_none_or(|(since, _)| corpus.documents[*at].effective.date < *since));
    ends.retain(|at, _| chain.contains(at));
    replay.find_kept(&chain);
    // Beginnings and ends of documents in one order of days.
    let mut events: Vec<(Date, usize, bool)> =
        chain.iter().map(|at| (corpus.documents[*at].effective.date, *at, false)).collect();
    events.extend(
        ends.iter().filter(|(_, (since, _))| *since <= on).map(|(at, (since, _))| (*since, *at, true)),
    );
    events.sort_by_key(|(day, at, end)| {
        (*day, !*end, corpus.documents[*at].area.depth(), corpus.documents[*at].issued, *at)
    });
    for (day, at, end) in events {
        if end {
            replay.end(at, day, ends[&at].1);
        } else {
            replay.begin(at);
        }
    }
    replay.collect_figures(known, &ends);
    replay.finish()
}

impl<'c> Replay<'c> {
    /// When each document of the chain ends: 失效, 废止, unless 仍按 … 执行.
    fn ends(&mut self, chain: &[usize], on: Date) -> BTreeMap<usize, (Date, &'static str)> {
        let mut ends = BTreeMap::new();
        for at in chain {
            if let Some(last) = self.corpus.documents[*at].expires {
                ends.insert(*at, (last.next().unwrap_or(Date::FOREVER), "失效"));
            }
        }
        for by in chain {
            let document = &self.corpus.documents[*by];
            for statement in self.sentences(*by).map(|by| self.corpus.statement(by)) {
                match &statement.body {
                    Body::Repeal { document: Some(code), .. } => {
                        let Some(target) = self.find(&code.text) else {
                            let near =
                                nearest(&code.text, self.corpus.documents.iter().map(|d| d.code.as_str()));
                            self.diagnostics.push(error::unknown_target(
                                &format!("《{code}》"),
                                code.span,
                                near,
                            ));
                            continue;
                        };
                        let superior = &self.corpus.documents[target];
                        if superior.area.depth() < document.area.depth() {
                            let title = superior.syntax.title.span;
                            let depth = document.area.depth();
                            self.diagnostics.push(error::no_authority(
                                "废止",
                                &superior.code,
                                statement.span,
                                title,
                                depth,
                            ));
                        } else {
                            let since = document.effective.date;
                            let earlier = ends.get(&target).is_some_and(|(day, _)| *day <= since);
                            if !earlier {
                                ends.insert(target, (since, "废止"));
                            }
                        }
                    }
                    Body::Continue { document: Some(code), to, .. } => {
                        if let Some(target) = self.find(&code.text).filter(|t| ends.contains_key(t)) {
                            match to.and_then(Date::next) {
                                Some(day) => ends.insert(target, (day, "失效")),
                                None => ends.remove(&target),
                            };
                        }
                    }
                    _ => {}
                }
            }
        }
        ends.retain(|_, (since, _)| *since <= on);
        ends
    }

    /// Documents of which a repeal keeps the changes (废止 …，其 … 保留).
    fn find_kept(&mut self, chain: &[usize]) {
        for by in chain {
            for statement in self.sentences(*by).map(|by| self.corpus.statement(by)) {
                if let Body::Repeal { document: Some(code), keep: Some(_), .. } = &statement.body {
                    let target = self.find(&code.text);
                    self.kept.extend(target);
                }
            }
        }
    }

    fn find(&self, code: &str) -> Option<usize> {
        self.corpus.find_document(code)
    }

    /// The sentences of a document that belong to it under the readings that are taken.
    pub fn sentences(&self, document: usize) -> impl Iterator<Item = StatementId> + use<'c> {
        let (corpus, asked) = (self.corpus, self.asked);
        let all = 0..corpus.documents[document].syntax.statements.len();
        all.map(move |statement| StatementId { document, statement })
            .filter(move |by| corpus.applies(*by, asked))
    }

    fn begin(&mut self, at: usize) {
        self.text.documents.push(at);
        for by in self.sentences(at) {
            self.statement(by);
        }
    }

    fn end(&mut self, at: usize, since: Date, verb: &'static str) {
        self.text.documents.retain(|known| *known != at);
        self.text.others.retain(|id| id.document != at);
        let file = self.corpus.documents[at].syntax.file;
        let day = since.to_string();
        let ending = self.corpus.documents[at]
            .marks
            .stamp
            .with(Print::of(verb.as_bytes()).with(Print::of(day.as_bytes())));
        for versions in self.items.values_mut() {
            if versions.item.origin.document == at {
                versions.item.ended = Some(Ended { document: at, since, verb });
                versions.remember(ending);
            } else if !self.kept.contains(&at) && versions.item.changes.iter().any(|c| c.by.document == at) {
                let own = versions.item.changes.iter().filter(|c| c.by.document == at);
                let added: Vec<String> = own.filter_map(|c| c.added.clone()).collect();
                versions.bodies().values_mut().for_each(|body| withdraw(body, file, &added));
                versions.withdrawn = Some(at);
                versions.remember(ending);
            }
            if versions.item.additions.iter().any(|id| id.document == at) {
                versions.item.additions.retain(|id| id.document != at);
                versions.remember(ending);
            }
        }
    }

    fn statement(&mut self, by: StatementId) {
        let corpus = self.corpus;
        let depth = corpus.documents[by.document].area.depth();
        let statement = corpus.statement(by);
        if let Some((key, span)) = declared(&statement.body) {
            let code = &corpus.documents[by.document].code;
            let key = if statement.body.is_own() { own_key(&key, code) } else { key };
            return self.declare(key, span, by, depth);
        }
        match &statement.body {
            Body::Amend { target, from, changes } => {
                for change in changes {
                    self.amend(target, *from, change, by, depth);
                }
            }
            Body::Restate { target, to } => self.restate(target, to, by, depth),
            Body::Addition { target, .. } | Body::Approval { target, .. } => {
                if let Some(key) = self.lookup(target, true)
                    && let Some(versions) = self.items.get_mut(&key)
                {
                    versions.item.additions.push(by);
                    versions.remember(corpus.print(by));
                }
            }
            Body::Repeal { document: Some(_), .. } => {}
            Body::Repeal { target: Some(target), .. } => {
                self.end_item(target, by, "废止", corpus.documents[by.document].effective.date)
            }
            Body::Suspend { target, from, to } => {
                let since = from.map_or(corpus.documents[by.document].effective.date, |f| f.date);
                if since <= self.text.on && to.is_none_or(|to| self.text.on <= to) {
                    self.end_item(target, by, "暂停", since);
                }
            }
            Body::Resume { target, from } => {
                let since = from.map_or(corpus.documents[by.document].effective.date, |f| f.date);
                if since <= self.text.on {
                    self.resume(target, by, "恢复");
                }
            }
            Body::Continue { target: Some(target), to, .. } if to.is_none_or(|to| self.text.on <= to) => {
                if let Some(key) = self.resume(target, by, "仍按执行")
                    && let Some(versions) = self.items.get_mut(&key)
                {
                    versions.bodies().values_mut().for_each(|body| carry_on(body, *to, statement.span));
                }
            }
            _ => self.text.others.push(by),
        }
    }

    fn declare(&mut self, key: String, span: Span, by: StatementId, depth: usize) {
        if let Some(old) = self.items.get(&key).filter(|old| old.item.ended.is_none()) {
            let other = declared(&old.item.body).map_or(span, |(_, span)| span);
            let name = key.replace('·', "的");
            self.diagnostics.push(error::declared_twice(&name, span, other));
            return;
        }
        let item = Item {
            key: key.clone(),
            origin: by,
            body: self.corpus.statement(by).body.clone(),
            changes: Vec::new(),
            additions: Vec::new(),
            ended: None,
            history: self.corpus.print(by),
        };
        self.items.insert(
            key,
            Versions {
                item,
                depth,
                bodies: BTreeMap::new(),
                last: None,
                before: Vec::new(),
                withdrawn: None,
            },
        );
    }

    pub fn elements_for(&self, body: &Body) -> Option<Vec<String>> {
        let Body::Scope { entity: false, over, .. } = body else { return None };
        let items: IndexMap<String, Item> = self
            .items
            .iter()
            .filter(|(_, v)| matches!(v.item.body, Body::Category { .. } | Body::Compound { .. }))
            .map(|(k, v)| (k.clone(), v.item.clone()))
            .collect();
        members::elements(&items, &over.text)
    }

    fn amend(
        &mut self,
        target: &Target,
        from: Option<DateClaim>,
        change: &crate::syntax::tree::Change,
        by: StatementId,
        depth: usize,
    ) {
        let Some(key) = self.lookup_for(target, by) else { return };
        let corpus = self.corpus;
        let origin = self.items[&key].item.origin;
        let name = target.name.text.clone();
        if self.has_ended(&key, target) {
            return;
        }
        if matches!(self.items[&key].item.body, Body::Parameter { .. }) {
            return self.amend_figure(target, from, change, by);
        }
        let span = corpus.statement(by).span;
        if let Some(found) = narrowed_against(corpus, &self.text, target, change, by, origin) {
            self.diagnostics.push(found);
            return;
        }
        if let Err(diagnostic) = may_change(corpus, &self.text, target, power_of(change), by, origin, span) {
            self.diagnostics.push(diagnostic);
            return;
        }
        let document = &corpus.documents[by.document];
        let order = (document.effective.date, depth, document.issued);
        let elements = self.elements_for(&self.items[&key].item.body);
        let Some(versions) = self.items.get_mut(&key) else { return };
        let print = corpus.print(by).and(versions.item.changes.len() as u64);
        versions.remember(print);
        if let Some((last, other, parts)) = &versions.last
            && *last == order
            && other.document != by.document
            && *parts == target.parts
        {
            self.diagnostics.push(error::changed_twice(&name, span, corpus.statement(*other).span));
            return;
        }
        versions.bodies();
        if depth >= versions.depth && !versions.bodies.contains_key(&depth) {
            let seen = versions.bodies.range(..=depth).next_back().map(|(_, body)| body.clone());
            versions.bodies.extend(seen.map(|body| (depth, body)));
        }
        if !versions.before.iter().any(|(at, _)| *at == by.document) {
            versions.before.push((by.document, versions.bodies.clone()));
        }
        let declared_span = declared(&versions.item.body).map_or(span, |(_, span)| span);
        let show = |span: Span| corpus.files.text(span).to_owned();
        for (level, body) in versions.bodies.range_mut(depth..) {
            let site = Site {
                name: &name,
                declared: declared_span,
                elements: elements.as_deref(),
                asserting: *level == depth,
            };
            if let Err(diagnostic) = apply(&site, body, &target.parts, change, show) {
                self.diagnostics.push(diagnostic);
                return;
            }
        }
        let (verb, summary) = summary(change, show);
        let added = match change {
            crate::syntax::tree::Change::AddEntry(entry) => Some(entry.label.clone()),
            _ => None,
        };
        versions.item.changes.push(Change {
            by,
            verb,
            power: power_of(change),
            target: target.clone(),
            added,
            summary,
        });
        versions.last = Some((order, by, target.parts.clone()));
    }

    /// A local part stays only while the authority for it stands: a grant that has ended since takes its basis away.
    fn recheck(&mut self) {
        for item in self.text.items.values().filter(|item| item.ended.is_none()) {
            for change in item.changes.iter().filter(|c| self.text.documents.contains(&c.by.document)) {
                let span = self.corpus.statement(change.by).span;
                let found = may_change(
                    self.corpus,
                    &self.text,
                    &change.target,
                    change.power,
                    change.by,
                    item.origin,
                    span,
                );
                self.diagnostics.extend(found.err());
            }
        }
    }

    fn finish(mut self) -> (TextInForce, Vec<Diagnostic>) {
        let follows = self.follows();
        for (key, mut versions) in std::mem::take(&mut self.items) {
            if let Some((_, body)) = versions.bodies.pop_last() {
                versions.item.body = body;
            }
            self.text.items.insert(key, versions.item);
        }
        self.recheck();
        self.take_over(&follows);
        self.diagnostics.extend(check_bounds(self.corpus, &self.text));
        self.diagnostics.extend(check_figures(self.corpus, &self.text));
        self.diagnostics.extend(check_filings(self.corpus, &self.text));
        (self.text, self.diagnostics)
    }
}
