//! What differs between two texts in force: item by item, by meaning, not by line.
//!
//! Items are taken apart ([`facets`]) and their parts spelled so that what means the same reads the same ([`normal`]);
//! parts that remain are told one by one ([`points`]), with both clauses, the documents that made the change, and a
//! sentence ready to be pasted ([`sentence`]).

mod clause;
pub mod data;
mod documents;
mod effects;
mod facets;
mod figures;
mod near;
mod normal;
mod numbers;
mod others;
mod points;
mod renames;
mod sentence;
mod similar;

pub use data::{Change, Difference, Kind, Manner, Relation};
pub use effects::effects;
pub(crate) use sentence::{by_how_much, figure};

use std::collections::BTreeMap;

use crate::corpus::tree::{Item, StatementId, TextInForce};
use crate::corpus::{Asked, Corpus};
use crate::program::ir::Program;
use crate::syntax::fold::Folded;
use crate::syntax::tree::{Amended, Body, Change as AmendChange, Member};
use clause::{amendments, clause, notes, shown};
use data::{Point, Version};
use facets::{Facet, facets, kind_of, member_keys, member_words, owner_of};
use near::Around;
use normal::{Speller, on_one_line};
use renames::{Pairs, pair};

/// One of two texts.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// As people call it.
    pub name: &'a str,
    /// All documents.
    pub corpus: &'a Corpus,
    /// Area, day and readings.
    pub asked: &'a Asked,
    /// The text in force.
    pub text: &'a TextInForce,
    /// Its program: figures are taken from it, so that what is supposed counts.
    pub program: &'a Program,
}

/// What differs between two texts in force.
#[must_use]
pub fn difference(old: &Side<'_>, new: &Side<'_>) -> Difference {
    let (one, other) = (&old.text.area, &new.text.area);
    let relation = if one == other || one.within(other) || other.within(one) {
        Relation::Succession
    } else {
        Relation::Neighbours
    };
    let old_words = Speller::new(old.corpus, old.text);
    let mut new_words = Speller::new(new.corpus, new.text);
    let pairs = pair(old, new, &old_words, &mut new_words, relation == Relation::Succession);
    let comparing = Comparing { old, new, old_words: &old_words, new_words: &new_words, relation };
    let (mut changes, mut alike) = figures::changes(old, new);
    let unchanged = comparing.items(&pairs, &mut changes, &mut alike);
    changes.extend(others::changes((old, &old_words), (new, &new_words)));
    for change in changes.iter_mut().chain(&mut alike) {
        sentence::write(change, relation, old, new);
    }
    let mut documents = documents::changes(old, new, relation);
    if documents.is_empty() && changes.is_empty() && alike.is_empty() {
        documents = documents::otherwise(old, new);
    }
    Difference { old: version(old), new: version(new), relation, documents, changes, alike, unchanged }
}

fn version(side: &Side<'_>) -> Version {
    Version {
        name: side.name.to_owned(),
        area: side.text.area.path(),
        on: side.text.on.iso(),
        digest: side.program.digest.clone(),
    }
}

struct Comparing<'w, 't> {
    old: &'w Side<'t>,
    new: &'w Side<'t>,
    old_words: &'w Speller<'t>,
    new_words: &'w Speller<'t>,
    relation: Relation,
}

impl<'t> Comparing<'_, 't> {
    /// Every item that differs; gives how many do not.
    fn items(&self, pairs: &Pairs<'t>, changes: &mut Vec<Change>, alike: &mut Vec<Change>) -> usize {
        let mut unchanged = 0;
        for (was, is) in &pairs.both {
            match self.both(was, is) {
                Some(change) if matches!(change.manner, Manner::Moved | Manner::Reworded) => {
                    alike.push(change)
                }
                Some(change) if change.manner == Manner::Renamed => alike.push(change),
                Some(change) => changes.push(change),
                None => unchanged += 1,
            }
        }
        changes.extend(pairs.only_new.iter().map(|item| self.one(item, true)));
        changes.extend(pairs.only_old.iter().map(|item| self.one(item, false)));
        unchanged
    }

    /// An item that both have.
    fn both(&self, was: &'t Item, is: &'t Item) -> Option<Change> {
        let beside = points::Beside { old: self.old_words, new: self.new_words, owner: owner_of(&is.body) };
        let (before, after) = (facets(self.old_words, was), facets(self.new_words, is));
        // What an office has to do is all that a duty says.
        let duty = kind_of(&is.body) == Kind::Duty;
        let of_duty = |point: Point| match point.place == "后果" && duty {
            true => Point { kind: Kind::Duty, place: "应当".to_owned(), ..point },
            false => point,
        };
        let (wording, meaning): (Vec<Point>, Vec<Point>) = beside
            .points(&before, &after)
            .into_iter()
            .map(of_duty)
            .partition(|point| point.kind == Kind::Wording);
        let renamed = was.key != is.key;
        let (points, manner) = if !meaning.is_empty() {
            let manner = self.manner(was, is, &meaning);
            (meaning.into_iter().chain(wording).collect(), manner)
        } else if renamed {
            (wording, Manner::Renamed)
        } else if self.relation == Relation::Neighbours {
            return None;
        } else if let Some(point) = self.moved(was, is) {
            (vec![point], Manner::Moved)
        } else {
            let names = &self.new_words.renamed;
            let reworded = reworded(&before, &after, names).into_iter().chain(wording).collect::<Vec<_>>();
            if reworded.is_empty() {
                return None;
            }
            (reworded, Manner::Reworded)
        };
        let mut change = self.blank(shown(&is.key), kind_of(&is.body), manner);
        change.was = renamed.then(|| shown(&was.key));
        change.old_key = Some(was.key.clone());
        change.new_key = Some(is.key.clone());
        change.old = Some(clause(self.old, self.old_words, was));
        change.new = Some(clause(self.new, self.new_words, is));
        change.points = points;
        if matches!(manner, Manner::Widened | Manner::Narrowed | Manner::Changed) {
            change.stays = self.stays(was, is);
            let named = self.named(is);
            change.untouched = change.stays.iter().filter(|kept| !named.contains(kept)).cloned().collect();
        }
        if !matches!(manner, Manner::Moved | Manner::Reworded | Manner::Renamed) {
            change.by = amendments((self.old, Some(was)), (self.new, Some(is)));
            let made = self.made(was, is);
            change.notes = made.into_iter().flat_map(|by| notes(self.new, by)).collect();
            change.notes.dedup();
        }
        Some(change)
    }

    /// The sentences that made an item what it now is and that the old text has not.
    fn made(&self, was: &Item, is: &Item) -> Vec<StatementId> {
        let known: Vec<String> =
            was.changes.iter().map(|change| self.old.corpus.citation(change.by)).collect();
        let by = is.changes.iter().map(|change| change.by).chain(is.additions.iter().copied());
        let mut made: Vec<StatementId> =
            by.filter(|by| !known.contains(&self.new.corpus.citation(*by))).collect();
        made.dedup();
        made
    }

    /// An item that only one of them has.
    fn one(&self, item: &'t Item, only_new: bool) -> Change {
        let manner = if only_new { Manner::Added } else { Manner::Removed };
        let mut change = self.blank(shown(&item.key), kind_of(&item.body), manner);
        let around = Around { old: (self.old, self.old_words), new: (self.new, self.new_words) };
        if self.relation == Relation::Neighbours {
            change.beside = around.beside(item, only_new);
        }
        if only_new {
            change.new_key = Some(item.key.clone());
            change.new = Some(clause(self.new, self.new_words, item));
            change.by = vec![clause::amendment(self.new, item.origin, "规定".to_owned())];
            change.notes = notes(self.new, item.origin);
        } else {
            change.old_key = Some(item.key.clone());
            change.old = Some(clause(self.old, self.old_words, item));
            let ended = self.new.text.items.get(&item.key).filter(|known| known.ended.is_some());
            change.by = amendments((self.old, None), (self.new, ended));
            change.by.retain(|by| matches!(by.verb.as_str(), "失效" | "废止" | "暂停"));
        }
        change
    }

    fn blank(&self, name: String, kind: Kind, manner: Manner) -> Change {
        Change {
            name,
            was: None,
            kind,
            manner,
            old_key: None,
            new_key: None,
            sentence: String::new(),
            quoted: false,
            old: None,
            new: None,
            points: Vec::new(),
            stays: Vec::new(),
            untouched: Vec::new(),
            by: Vec::new(),
            notes: Vec::new(),
            beside: Vec::new(),
            effect: None,
        }
    }

    /// A set that only gained is wider, one that only lost is narrower; a number that rose is raised.
    fn manner(&self, was: &Item, is: &Item, points: &[Point]) -> Manner {
        let all = |manner: Manner| points.iter().all(|point| point.manner == manner);
        match (&was.body, &is.body) {
            (Body::Scope { .. }, Body::Scope { .. }) | (Body::Category { .. }, Body::Category { .. }) => {
                if all(Manner::Added) {
                    Manner::Widened
                } else if all(Manner::Removed) {
                    Manner::Narrowed
                } else {
                    Manner::Changed
                }
            }
            _ if all(Manner::Raised) => Manner::Raised,
            _ if all(Manner::Lowered) => Manner::Lowered,
            _ => Manner::Changed,
        }
    }

    /// What a set keeps, in the words in which it is written.
    fn stays(&self, was: &Item, is: &Item) -> Vec<String> {
        let (Some(before), Some(after)) = (parts_of(&was.body), parts_of(&is.body)) else {
            return Vec::new();
        };
        let held: Vec<String> = member_keys(self.old_words, self.old.text, before)
            .into_iter()
            .map(|(_, normal, _)| normal)
            .collect();
        let (entity, over, members) = after;
        let mut stays = Vec::new();
        for member in members {
            let keys =
                member_keys(self.new_words, self.new.text, (entity, over, std::slice::from_ref(member)));
            if keys.iter().all(|(_, normal, _)| held.contains(normal)) {
                stays.extend(member_words(self.new_words, std::slice::from_ref(member)));
            } else if keys.len() > 1 {
                let kept = keys.into_iter().filter(|(_, normal, _)| held.contains(normal));
                stays.extend(kept.map(|(_, _, said)| said));
            }
        }
        stays
    }

    /// The elements that the new amendments of a set speak of.
    fn named(&self, is: &Item) -> Vec<String> {
        let mut named = Vec::new();
        for change in &is.changes {
            let Body::Amend { changes, .. } = &self.new.corpus.statement(change.by).body else { continue };
            for one in changes {
                if let AmendChange::Replace { to: Amended::Members(to), .. } = one {
                    named.extend(member_words(self.new_words, to));
                    named.extend(to.iter().map(|member| member.name.text.clone()));
                }
            }
        }
        named
    }

    /// The same provision at another place.
    fn moved(&self, was: &Item, is: &Item) -> Option<Point> {
        let (from, to) = (self.old.corpus.citation(was.origin), self.new.corpus.citation(is.origin));
        (from != to).then(|| points::point(Kind::Wording, "位置", Manner::Moved, Some(&from), Some(&to)))
    }
}

/// The members of a set.
fn parts_of(body: &Body) -> Option<(bool, &crate::syntax::tree::Word, &[Member])> {
    match body {
        Body::Scope { entity, over, members, .. } => Some((*entity, over, members.as_deref().unwrap_or(&[]))),
        _ => None,
    }
}

/// Parts that mean the same and read differently; layout, width of signs and names that are only renamed aside.
fn reworded(before: &[Facet<'_>], after: &[Facet<'_>], names: &BTreeMap<String, String>) -> Vec<Point> {
    let bare_words = |text: &str| -> String { Folded::new(text).text.split_whitespace().collect() };
    let as_before = |text: &str| {
        let all = names.iter().fold(text.to_owned(), |text, (new, old)| text.replace(new.as_str(), old));
        bare_words(&all)
    };
    let mut left: Vec<&Facet<'_>> = before.iter().collect();
    let mut found = Vec::new();
    let mut places = Vec::new();
    for facet in after {
        let same = |other: &&Facet<'_>| {
            other.kind == facet.kind
                && other.normal == facet.normal
                && (facet.among || other.place == facet.place)
        };
        let Some(at) = left.iter().position(same) else { continue };
        let was = left.remove(at);
        places.extend(before.iter().position(|other| std::ptr::eq(other, was)));
        let (old, new) = (bare_words(&was.said), bare_words(&facet.said));
        if old == new || old == as_before(&facet.said) {
            continue;
        }
        let mut made = points::point(facet.kind, &facet.place, Manner::Reworded, None, None);
        // The same words in another order are not worth reading twice.
        if !shuffled(&old, &new) {
            (made.old, made.new) = (Some(on_one_line(&was.said)), Some(on_one_line(&facet.said)));
        }
        found.push(made);
    }
    if found.is_empty() && !places.is_sorted() {
        found.push(points::point(Kind::Wording, "", Manner::Reworded, None, None));
    }
    found
}

/// Whether two wordings consist of the same signs, labels aside.
fn shuffled(one: &str, other: &str) -> bool {
    let signs = |text: &str| {
        let mut signs: Vec<char> =
            text.chars().filter(|c| c.is_alphabetic() && !"一二三四五六七八九十".contains(*c)).collect();
        signs.sort_unstable();
        signs
    };
    signs(one) == signs(other)
}
