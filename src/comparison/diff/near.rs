//! What is nearest in one text to something that only the other has: what it follows, what is called the same, what comes
//! to the same, what is worded alike.

use super::Side;
use super::clause::{bare, shown};
use super::data::{Beside, Kind};
use super::facets::{Facet, facets, kind_of, member_words, owner_of};
use super::normal::Speller;
use super::points;
use super::similar::likeness;
use crate::corpus::tree::{Item, own_key};
use crate::syntax::tree::{Body, ExprKind};

/// Consequences so alike are one purpose.
const SAME_PURPOSE: u32 = 55;
/// Parts of conditions so alike ask the same thing.
const SAME_ASKED: u32 = 60;
/// Names so alike are about one thing.
const SAME_NAME: u32 = 60;
/// At most so many are set beside one.
const MOST: usize = 3;

/// The text that has an item, and the one that has not, each with its speller; the old text first.
pub(super) struct Around<'w, 't> {
    pub old: (&'w Side<'t>, &'w Speller<'t>),
    pub new: (&'w Side<'t>, &'w Speller<'t>),
}

impl<'t> Around<'_, 't> {
    /// What stands beside an item that only one of them has.
    pub fn beside(&self, item: &'t Item, only_new: bool) -> Vec<Beside> {
        let kinds = [Kind::Determination, Kind::Benefit, Kind::Scope, Kind::Table];
        let kind = kind_of(&item.body);
        if !kinds.contains(&kind) {
            return Vec::new();
        }
        let (has, other) = if only_new { (self.new, self.old) } else { (self.old, self.new) };
        let mut found: Vec<(&'t Item, &'static str)> = Vec::new();
        let living = other.0.text.items.values().filter(|one| {
            one.ended.is_none() && kind_of(&one.body) == kind && owner_of(&one.body) == owner_of(&item.body)
        });
        let mut scored = Vec::new();
        for one in living {
            if followed(item, one) {
                found.push((one, "参照"));
            } else if bare(&one.key) == bare(&item.key) {
                found.push((one, "同名"));
            } else {
                let purpose = purpose(item).zip(purpose(one)).map_or(0, |(a, b)| likeness(&a, &b));
                if purpose >= SAME_PURPOSE && self.shares(item, one, only_new) {
                    scored.push((purpose, one, "后果相近"));
                } else if likeness(bare(&item.key), bare(&one.key)) >= SAME_NAME {
                    scored.push((likeness(bare(&item.key), bare(&one.key)), one, "名称相近"));
                }
            }
        }
        scored.sort_by_key(|(score, _, _)| std::cmp::Reverse(*score));
        found.extend(scored.into_iter().map(|(_, one, why)| (one, why)));
        found.truncate(MOST);
        found
            .into_iter()
            .map(|(one, why)| {
                let (a, b) = if only_new { (one, item) } else { (item, one) };
                Beside {
                    name: shown(&one.key),
                    citation: other.0.corpus.citation(one.origin),
                    why: why.to_owned(),
                    points: self.points(a, b, has.0),
                    effect: None,
                }
            })
            .collect()
    }

    /// Whether two determinations ask something alike.
    fn shares(&self, item: &'t Item, one: &'t Item, only_new: bool) -> bool {
        let (a, b) = if only_new { (self.new.1, self.old.1) } else { (self.old.1, self.new.1) };
        asked(a, item)
            .iter()
            .any(|asks| asked(b, one).iter().any(|other| likeness(asks, other) >= SAME_ASKED))
    }

    /// What differs, names that each document keeps to itself taken as one; then what those differ in.
    fn points(&self, a: &'t Item, b: &'t Item, has: &Side<'t>) -> Vec<super::data::Point> {
        let mut words = Speller::new(self.new.0.corpus, self.new.0.text);
        words.renamed.clone_from(&self.new.1.renamed);
        let own: Vec<(&'t Item, &'t Item)> = self.own_words(a, b);
        for (was, is) in &own {
            words.renamed.insert(is.key.clone(), was.key.clone());
        }
        let compare = |a: &'t Item, b: &'t Item| {
            let owner = owner_of(&b.body);
            let side = points::Beside { old: self.old.1, new: &words, owner };
            side.points(&told(facets(self.old.1, a)), &told(facets(&words, b)))
        };
        let mut all = compare(a, b);
        for (was, is) in own {
            // The sets themselves, under their name.
            let name = bare(&is.key).to_owned();
            all.extend(compare(was, is).into_iter().map(|mut point| {
                point.place = name.clone();
                point
            }));
        }
        for point in all.iter_mut().filter(|point| point.kind == Kind::Condition) {
            explained(self.old, &mut point.old);
            explained(self.new, &mut point.new);
        }
        // Who applies it to whom goes without saying.
        all.retain(|point| point.kind != Kind::Body || has.text.area.depth() == 0);
        all
    }

    /// Sets that two items call by one name and that their documents keep to themselves.
    fn own_words(&self, a: &'t Item, b: &'t Item) -> Vec<(&'t Item, &'t Item)> {
        let code = |side: &Side<'_>, item: &Item| side.corpus.documents[item.origin.document].code.clone();
        let (from, to) = (code(self.old.0, a), code(self.new.0, b));
        let own = self.new.0.text.items.values().filter(|item| item.body.is_own());
        own.filter_map(|is| {
            let name = bare(&is.key);
            let mine = own_key(name, &to) == is.key;
            let was = self.old.0.text.items.get(&own_key(name, &from)).filter(|_| mine && is.key != b.key)?;
            // Only what the two items speak of.
            let speaks = told(facets(self.new.1, b)).iter().any(|facet| facet.normal.contains(&is.key));
            speaks.then_some((was, is))
        })
        .collect()
    }
}

/// The parts of a condition, as written.
fn asked(words: &Speller<'_>, item: &Item) -> Vec<String> {
    let Body::Determination { clauses, .. } = &item.body else { return Vec::new() };
    match clauses.condition.as_ref().map(|(condition, _)| &condition.kind) {
        Some(ExprKind::All(entries) | ExprKind::Any(entries)) => {
            entries.iter().map(|entry| words.said(entry.expr.span)).collect()
        }
        _ => Vec::new(),
    }
}

/// A set that is named is told with its elements.
fn explained((side, words): (&Side<'_>, &Speller<'_>), said: &mut Option<String>) {
    let Some(said) = said else { return };
    let sets: Vec<&Item> = side
        .text
        .items
        .values()
        .filter(|item| item.ended.is_none() && said.contains(bare(&item.key)))
        .collect();
    for item in sets {
        if let Body::Scope { own: false, members: Some(members), .. } = &item.body {
            let name = bare(&item.key);
            let elements = member_words(words, members).join("、");
            *said = said.replacen(name, &format!("{name}（{elements}）"), 1);
        }
    }
}

fn told(facets: Vec<Facet<'_>>) -> Vec<Facet<'_>> {
    facets.into_iter().filter(|facet| facet.kind != Kind::Wording).collect()
}

/// 参照
fn followed(item: &Item, other: &Item) -> bool {
    item.changes.iter().any(|change| change.verb == "参照" && change.target.name.text == bare(&other.key))
        || item.changes.iter().any(|change| change.verb == "参照" && change.by == other.origin)
}

/// What follows from it, in the words of its document.
fn purpose(item: &Item) -> Option<String> {
    match &item.body {
        Body::Determination { clauses, .. } => clauses.consequence.as_ref().map(|words| words.text.clone()),
        _ => None,
    }
}
