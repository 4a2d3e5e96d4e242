//! Which item of one text is which of the other: by name, else by what it says.

use std::collections::BTreeMap;

use super::Side;
use super::clause::bare;
use super::data::Kind;
use super::facets::{Facet, facets, kind_of, owner_of};
use super::normal::Speller;
use super::similar::likeness;
use crate::corpus::tree::Item;

/// Items of two texts that are one.
pub(super) struct Pairs<'t> {
    /// In both, in the order of the new text.
    pub both: Vec<(&'t Item, &'t Item)>,
    pub only_old: Vec<&'t Item>,
    pub only_new: Vec<&'t Item>,
}

/// Names so alike may be one name that was corrected.
const NAMED_ALIKE: u32 = 40;
/// What says so much of the same under such a name is the same item, changed.
const SAYS_ALIKE: u32 = 50;
/// Shorter spellings say too little to tell an item by.
const TELLING: usize = 24;

/// Pairs the items of two texts; under `renaming`, what is under another name is looked for, and the speller of the new
/// text is told the names.
pub(super) fn pair<'t>(
    old: &Side<'t>,
    new: &Side<'t>,
    old_words: &Speller<'t>,
    new_words: &mut Speller<'t>,
    renaming: bool,
) -> Pairs<'t> {
    let living = |side: &Side<'t>| -> Vec<&'t Item> {
        side.text.items.values().filter(|item| item.ended.is_none()).collect()
    };
    let (before, after) = (living(old), living(new));
    let mut pairs = Pairs { both: Vec::new(), only_old: Vec::new(), only_new: Vec::new() };
    let mut taken: Vec<&str> = Vec::new();
    let mut left: Vec<&'t Item> = Vec::new();
    for item in &after {
        match before.iter().find(|other| other.key == item.key && same_kind(other, item)) {
            Some(was) => {
                taken.push(&was.key);
                pairs.both.push((was, item));
            }
            None => left.push(item),
        }
    }
    pairs.only_old = before.into_iter().filter(|item| !taken.contains(&item.key.as_str())).collect();
    if renaming {
        found(&mut pairs, &mut left, old_words, new_words, exact);
        found(&mut pairs, &mut left, old_words, new_words, near);
    }
    pairs.only_new = left;
    let position = |item: &Item| new.text.items.get_index_of(&item.key);
    pairs.both.sort_by_key(|(_, item)| position(item));
    pairs
}

fn same_kind(one: &Item, other: &Item) -> bool {
    kind_of(&one.body) == kind_of(&other.body)
}

type Fits<'t> =
    fn((&Speller<'t>, &Item), (&Speller<'t>, &'t Item), &[Facet<'t>], &[Facet<'t>]) -> Option<u32>;

/// Pairs until nothing more is found: a name that is known makes others known.
fn found<'t>(
    pairs: &mut Pairs<'t>,
    left: &mut Vec<&'t Item>,
    old_words: &Speller<'t>,
    new_words: &mut Speller<'t>,
    fits: Fits<'t>,
) {
    loop {
        let mut best: Option<(u32, usize, usize)> = None;
        for (at, item) in left.iter().enumerate() {
            let ours = meant(facets(new_words, item));
            for (was_at, was) in pairs.only_old.iter().enumerate().filter(|(_, was)| alike(was, item)) {
                let theirs = meant(facets(old_words, was));
                let score = fits((old_words, was), (new_words, item), &theirs, &ours);
                best = best.max(score.map(|score| (score, usize::MAX - at, usize::MAX - was_at)));
            }
        }
        let Some((_, at, was_at)) = best else { return };
        let (item, was) = (left.remove(usize::MAX - at), pairs.only_old.remove(usize::MAX - was_at));
        new_words.renamed.extend(names(&was.key, &item.key));
        pairs.both.push((was, item));
    }
}

/// The names under which sentences call an item, new and old.
fn names(was: &str, is: &str) -> BTreeMap<String, String> {
    let called = |key: &str| match key.split_once('〔') {
        Some((name, code)) => format!("{}〔{code}", bare(name)),
        None => bare(key).to_owned(),
    };
    BTreeMap::from([(is.to_owned(), was.to_owned()), (called(is), called(was))])
}

fn alike(was: &Item, item: &Item) -> bool {
    same_kind(was, item) && owner_of(&was.body) == owner_of(&item.body)
}

fn meant(facets: Vec<Facet<'_>>) -> Vec<Facet<'_>> {
    facets.into_iter().filter(|facet| facet.kind != Kind::Wording).collect()
}

/// Everything that is said, by meaning.
fn spelling(facets: &[Facet<'_>]) -> String {
    let mut parts: Vec<String> = facets
        .iter()
        .map(|f| format!("{:?} {} {}", f.kind, if f.among { "" } else { &f.place }, f.normal))
        .collect();
    parts.sort();
    parts.join("\n")
}

/// The same by meaning, and enough of it to tell, or under a like name.
fn exact<'t>(
    (_, was): (&Speller<'t>, &Item),
    (_, item): (&Speller<'t>, &'t Item),
    theirs: &[Facet<'t>],
    ours: &[Facet<'t>],
) -> Option<u32> {
    let named = likeness(bare(&was.key), bare(&item.key));
    let telling = match kind_of(&item.body) {
        Kind::Parameter | Kind::Category | Kind::Judgement | Kind::Field => named >= NAMED_ALIKE,
        _ => named >= NAMED_ALIKE || ours.iter().map(|f| f.normal.chars().count()).sum::<usize>() >= TELLING,
    };
    (telling && spelling(theirs) == spelling(ours)).then_some(100 + named)
}

/// Much of the same under a like name.
fn near<'t>(
    (_, was): (&Speller<'t>, &Item),
    (_, item): (&Speller<'t>, &'t Item),
    theirs: &[Facet<'t>],
    ours: &[Facet<'t>],
) -> Option<u32> {
    let named = likeness(bare(&was.key), bare(&item.key));
    let said = likeness(&spelling(theirs), &spelling(ours));
    (named >= NAMED_ALIKE && said >= SAYS_ALIKE).then_some(named + said)
}
