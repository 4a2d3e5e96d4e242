//! What makes one text in force another than the one before it.

use super::{Deed, Event, figures, living};
use crate::corpus::tree::{Change, Corpus, Item, StatementId, TextInForce};
use crate::corpus::wording::{self, Line, clauses_in, on_one_line};
use crate::corpus::{Asked, term};
use crate::syntax::tree::{Body, Target};

/// Two texts, one after the other.
pub(super) struct Changes<'c> {
    pub corpus: &'c Corpus,
    pub asked: &'c Asked,
    /// None for the first.
    pub before: Option<&'c TextInForce>,
    pub text: &'c TextInForce,
}

/// How an item reads; nothing where it has no rule.
pub(super) fn lines(corpus: &Corpus, text: &TextInForce, item: &Item) -> Vec<Line> {
    if item.ended.is_some() { Vec::new() } else { wording::of_item(corpus, text, item) }
}

impl Changes<'_> {
    /// Documents, then what they do in their order, then figures.
    pub fn all(&self) -> Vec<Event> {
        let mut all = self.documents();
        let mut items = self.items();
        items.extend(self.sentences());
        items.extend(figures::events(self.corpus, self.before, self.text));
        items.sort_by_key(|event| {
            let place = self.text.documents.iter().position(|at| *at == event.document);
            (place.map_or(0, |place| place + 1), event.by)
        });
        all.extend(items);
        all
    }

    pub fn event(&self, deed: Deed, document: usize, by: Option<StatementId>) -> Event {
        let known = &self.corpus.documents[document];
        let own_day = known.effective.date == self.text.on;
        Event {
            on: self.text.on,
            assumed: own_day && known.effective.assumed,
            deed,
            document,
            by,
            key: None,
            origin: None,
            of: String::new(),
            says: String::new(),
            before: Vec::new(),
            after: Vec::new(),
            growth: None,
        }
    }

    fn documents(&self) -> Vec<Event> {
        let none = Vec::new();
        let then = self.before.map_or(&none, |text| &text.documents);
        let mut all = Vec::new();
        for at in then.iter().filter(|at| !self.text.documents.contains(at)) {
            let by = self.repealed_by(*at);
            let verb = if by.is_some() { "废止" } else { "失效" };
            let mut event = self.event(Deed::Ends(verb), *at, by);
            event.assumed = by.is_some_and(|by| self.corpus.documents[by.document].effective.assumed);
            all.push(event);
        }
        let new = self.text.documents.iter().filter(|at| !then.contains(at));
        for at in new.filter(|at| !self.corpus.documents[**at].is_vocabulary()) {
            all.push(self.event(Deed::Begins, *at, None));
        }
        all
    }

    /// The sentence of a document in force that repeals another.
    fn repealed_by(&self, document: usize) -> Option<StatementId> {
        let code = &self.corpus.documents[document].code;
        self.all_sentences().find(|by| {
            matches!(&self.corpus.statement(*by).body, Body::Repeal { document: Some(said), .. } if said.text == *code)
        })
    }

    /// Every sentence of the documents in force, under the readings that are taken.
    fn all_sentences(&self) -> impl Iterator<Item = StatementId> {
        self.text.documents.iter().flat_map(|at| self.sentences_of(*at))
    }

    fn sentences_of(&self, document: usize) -> impl Iterator<Item = StatementId> {
        let count = self.corpus.documents[document].syntax.statements.len();
        (0..count)
            .map(move |statement| StatementId { document, statement })
            .filter(|by| self.corpus.applies(*by, self.asked))
    }

    fn is_new(&self, document: usize) -> bool {
        self.before.is_none_or(|text| !text.documents.contains(&document))
    }

    fn items(&self) -> Vec<Event> {
        let mut all = Vec::new();
        for (key, item) in &self.text.items {
            let then = self.before.and_then(|text| text.items.get(key));
            let mut found = match then {
                Some(then) if then.origin == item.origin => self.item(key, then, item),
                _ if item.ended.is_none() => {
                    vec![self.event(Deed::Declared, item.origin.document, Some(item.origin))]
                }
                _ => Vec::new(),
            };
            if !found.is_empty() {
                let before = then.zip(self.before).map(|(then, text)| lines(self.corpus, text, then));
                let after = lines(self.corpus, self.text, item);
                for event in &mut found {
                    event.key = Some(key.clone());
                    event.origin = Some(item.origin);
                    event.before = before.clone().unwrap_or_default();
                    event.after.clone_from(&after);
                }
            }
            all.extend(found);
        }
        all
    }

    /// What has become of an item that was there before.
    fn item(&self, key: &str, then: &Item, now: &Item) -> Vec<Event> {
        let mut all = self.expiry(then, now).into_iter().collect::<Vec<_>>();
        if then.history == now.history && then.ended == now.ended {
            return all;
        }
        match (&then.ended, &now.ended) {
            (None, Some(ended)) => {
                let by = self.ended_by(key, ended.document, now);
                all.push(self.event(Deed::Ended(ended.verb), ended.document, by));
                return all;
            }
            (Some(_), Some(_)) => return all,
            (Some(ended), None) => {
                // A suspension may only have run out.
                let (deed, by) = self.resumed_by(key).map_or_else(
                    || (Deed::Resumed, self.ended_by(key, ended.document, then)),
                    |(deed, by)| (deed, Some(by)),
                );
                all.push(self.event(deed, by.map_or(ended.document, |by| by.document), by));
            }
            (None, None) => {}
        }
        let same = |one: &Change, other: &Change| one.by == other.by && one.summary == other.summary;
        let fresh = now.changes.iter().filter(|change| !then.changes.iter().any(|known| same(known, change)));
        for change in fresh.filter(|change| change.verb != "参照") {
            let mut event = self.event(Deed::Changed(change.power), change.by.document, Some(change.by));
            event.says = told(change);
            all.push(event);
        }
        for by in now.additions.iter().filter(|by| !then.additions.contains(by)) {
            let mut event = self.event(Deed::Added, by.document, Some(*by));
            event.says = on_one_line(wording::unguarded(self.corpus, *by));
            all.push(event);
        }
        for by in then.additions.iter().filter(|by| !now.additions.contains(by)) {
            all.push(self.event(Deed::Withdrawn, by.document, Some(*by)));
        }
        if all.is_empty() {
            all.extend(self.withdrawn(then, now));
        }
        all
    }

    /// Changes of a document that has ended, or that 恢复 and 仍按 … 执行 have undone.
    fn withdrawn(&self, then: &Item, now: &Item) -> Option<Event> {
        let before = self.before?;
        if lines(self.corpus, before, then) == lines(self.corpus, self.text, now) {
            return None;
        }
        if let Some((deed, by)) = self.resumed_by(&now.key) {
            return Some(self.event(deed, by.document, Some(by)));
        }
        if let Some(by) = self.run_out(&now.key) {
            return Some(self.event(Deed::Expired, by.document, Some(by)));
        }
        let gone = then.changes.iter().rev().map(|change| change.by);
        let by = gone.into_iter().find(|by| !self.text.documents.contains(&by.document))?;
        Some(self.event(Deed::Withdrawn, by.document, Some(by)))
    }

    /// The last day that the item names was yesterday.
    fn expiry(&self, then: &Item, now: &Item) -> Option<Event> {
        let last = |item: &Item| clauses_in(&item.body).and_then(term::last_day).map(|(day, _)| day);
        let yesterday = self.text.on.previous();
        let over = living(&then) && living(&now) && last(then) == yesterday && last(now) == yesterday;
        (over && yesterday.is_some())
            .then(|| self.event(Deed::Expired, now.origin.document, Some(now.origin)))
    }

    /// Where it is said that an item ends; its document may have ended as a whole.
    fn ended_by(&self, key: &str, document: usize, item: &Item) -> Option<StatementId> {
        if document == item.origin.document && !self.text.documents.contains(&document) {
            return self.repealed_by(document);
        }
        self.sentences_of(document).find(|by| match &self.corpus.statement(*by).body {
            Body::Repeal { target: Some(target), .. } | Body::Suspend { target, .. } => names(target, key),
            _ => false,
        })
    }

    /// The sentence that brings an item back, or lets it go on, from this day.
    fn resumed_by(&self, key: &str) -> Option<(Deed, StatementId)> {
        self.all_sentences().find_map(|by| {
            let effective = self.corpus.documents[by.document].effective.date;
            let (deed, target, since) = match &self.corpus.statement(by).body {
                Body::Resume { target, from } => {
                    (Deed::Resumed, target, from.map_or(effective, |from| from.date))
                }
                Body::Continue { target: Some(target), .. } => (Deed::Continued, target, effective),
                _ => return None,
            };
            (since == self.text.on && names(target, key)).then_some((deed, by))
        })
    }

    /// The 仍按 … 执行 whose last day was yesterday.
    fn run_out(&self, key: &str) -> Option<StatementId> {
        self.all_sentences().find(|by| match &self.corpus.statement(*by).body {
            Body::Continue { target: Some(target), to: Some(to), .. } => {
                to.next() == Some(self.text.on) && names(target, key)
            }
            _ => false,
        })
    }

    /// What the sentences of new documents say of items without changing them: 重申, 授权.
    fn sentences(&self) -> Vec<Event> {
        let mut all = Vec::new();
        for at in self.text.documents.iter().filter(|at| self.is_new(**at)) {
            for by in self.sentences_of(*at) {
                let statement = self.corpus.statement(by);
                let (deed, targets): (Deed, Vec<&Target>) = match &statement.body {
                    Body::Restate { target, .. } => (Deed::Restated, vec![target]),
                    Body::Authority { powers, .. } => {
                        (Deed::Empowered, powers.iter().flat_map(|power| &power.targets).collect())
                    }
                    _ => continue,
                };
                let mut told: Vec<&str> = Vec::new();
                for target in targets {
                    let named = self.text.items.iter().find(|(key, _)| names(target, key));
                    let Some((key, item)) = named else { continue };
                    if told.contains(&key.as_str()) {
                        continue;
                    }
                    told.push(key);
                    let mut event = self.event(deed.clone(), *at, Some(by));
                    event.key = Some(key.clone());
                    event.origin = Some(item.origin);
                    event.says = on_one_line(wording::unguarded(self.corpus, by));
                    all.push(event);
                }
            }
        }
        all
    }
}

/// Whether a sentence names an item.
fn names(target: &Target, key: &str) -> bool {
    let plain = key.split('〔').next().unwrap_or(key);
    let owned = plain.rsplit('·').next() == Some(target.name.text.as_str());
    let member = target.parts.iter().any(|part| {
        matches!(part, crate::syntax::tree::Part::Key(part) if plain == format!("{}·{part}", target.name))
    });
    plain == target.name.text || owned || member
}

/// A change on one line: verb and words.
fn told(change: &Change) -> String {
    let words = on_one_line(&change.summary);
    match change.verb.as_str() {
        "增加" | "删去" => format!("{}{words}", change.verb),
        _ => words,
    }
}
