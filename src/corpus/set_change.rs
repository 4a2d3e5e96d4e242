//! Changes of sets: what is added, taken out, called by its name, and whether the 由 side holds (semantics 5).

use super::amend::Site;
use super::error;
use super::members::{keys, text as members_text};
use crate::diagnostics::Diagnostic;
use crate::source::Span;
use crate::syntax::tree::{Member, Word, canonical};

/// Elements with a condition may be called by their names alone (semantics 5): each stands for the one in force.
pub(super) fn by_name(said: &[Member], now: &[Member]) -> Vec<Member> {
    let known = |member: &Member| {
        let same = |other: &&Member| other.own && other.name.text == member.name.text;
        now.iter().find(same).filter(|_| member.own && member.condition.is_none())
    };
    said.iter().map(|member| known(member).unwrap_or(member).clone()).collect()
}

pub(super) fn add_new(site: &Site<'_>, members: &mut Vec<Member>, added: &[Member]) {
    let present: Vec<String> = keys(site.elements, members).into_iter().map(|(key, _)| key).collect();
    for member in added {
        let own = keys(site.elements, std::slice::from_ref(member));
        if own.iter().any(|(key, _)| !present.contains(key)) || member.condition.is_some() {
            members.push(member.clone());
        }
    }
}

pub(super) fn without(site: &Site<'_>, members: &[Member], gone: &[Member]) -> Vec<Member> {
    let gone: Vec<String> = keys(site.elements, gone).into_iter().map(|(key, _)| key).collect();
    let mut left = Vec::new();
    for (key, member) in keys(site.elements, members) {
        if !gone.contains(&key) {
            left.push(Member {
                name: Word { text: key, span: member.name.span },
                own: member.own,
                condition: member.condition.clone(),
            });
        }
    }
    left
}

pub(super) fn key_set(site: &Site<'_>, members: &[Member]) -> Vec<String> {
    let mut set: Vec<String> = keys(site.elements, members)
        .into_iter()
        .map(|(key, m)| m.condition.as_ref().map_or(key.clone(), |c| format!("{key}({})", canonical(c))))
        .collect();
    set.sort();
    set.dedup();
    set
}

/// The 由 side holds: all of the set, or (其中) a part of it.
pub(super) fn holds(
    site: &Site<'_>,
    now: &[Member],
    said: &[Member],
    partly: bool,
    span: Span,
) -> Result<(), Diagnostic> {
    let (current, claimed) = (key_set(site, now), key_set(site, said));
    let fits = if partly { claimed.iter().all(|k| current.contains(k)) } else { claimed == current };
    if fits {
        return Ok(());
    }
    Err(error::from_does_not_hold(span, site.declared, &members_text(said), &members_text(now), partly))
}
