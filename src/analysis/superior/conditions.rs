//! Conditions that a local document adds to what a superior grants (不得增设限制条件, 不得缩小).

use super::{error, powers};
use crate::corpus::Corpus;
use crate::corpus::direction::{Direction, compare, conjuncts, of_change};
use crate::corpus::tree::{Item, TextInForce};
use crate::diagnostics::Diagnostic;
use crate::syntax::tree::{Body, Clauses, Expr, ExprKind, Power, Target, canonical};

/// Looks at what local documents changed, and at local items that stand for a superior's.
pub fn check(corpus: &Corpus, text: &TextInForce) -> Vec<Diagnostic> {
    let bans: Vec<(usize, usize, &Power)> = powers(corpus, text)
        .into_iter()
        .filter(|(_, _, power)| power.forbidden && matches!(power.verb.as_str(), "缩小" | "增设限制条件"))
        .collect();
    if bans.is_empty() {
        return Vec::new();
    }
    let ban_of = |name: &str, depth: usize| {
        let named = |target: &Target| {
            let about = matches!(&target.parts[..], [] | [crate::syntax::tree::Part::Key(_)]);
            target.name.text == name && about
        };
        bans.iter()
            .find(|(_, level, power)| *level == depth && power.targets.iter().any(named))
            .map(|(.., ban)| *ban)
    };
    let mut found = Vec::new();
    for item in text.items.values().filter(|item| item.ended.is_none()) {
        let own = corpus.statement(item.origin);
        let above = corpus.documents[item.origin.document].area.depth();
        let mut seen = Vec::new();
        for change in &item.changes {
            let depth = corpus.documents[change.by.document].area.depth();
            if depth <= above || seen.contains(&change.by) {
                continue;
            }
            seen.push(change.by);
            let name = &change.target.name.text;
            let Some(ban) = ban_of(name, depth) else { continue };
            let by = corpus.statement(change.by);
            let Body::Amend { target, changes, .. } = &by.body else { continue };
            for one in changes {
                match of_change(&own.body, &target.parts, one) {
                    // A ban that came before it has refused it.
                    Some(Direction::Narrower) => {
                        found.push(error::narrowed_before(name, by.span, ban, own.span))
                    }
                    Some(Direction::Unknown) => found.push(error::unproven(name, by.span, ban, own.span)),
                    _ => {}
                }
            }
        }
        found.extend(stands_for(corpus, text, item, &ban_of));
    }
    found
}

/// A local item that follows a superior's (参照) or pays it under another name (归入), and asks for more.
fn stands_for<'c>(
    corpus: &Corpus,
    text: &TextInForce,
    item: &Item,
    ban_of: &impl Fn(&str, usize) -> Option<&'c Power>,
) -> Option<Diagnostic> {
    let own = corpus.statement(item.origin);
    let depth = corpus.documents[item.origin.document].area.depth();
    let (clauses, family) = clauses_of(&own.body)?;
    let (condition, _) = clauses.condition.as_ref()?;
    let named = clauses.follow.as_ref().map(|target| target.name.text.as_str());
    let superior = text.items.get(named.or(family)?)?;
    let above = corpus.statement(superior.origin);
    if depth <= corpus.documents[superior.origin.document].area.depth() {
        return None;
    }
    let name = key_of(superior);
    let ban = ban_of(name, depth)?;
    let (theirs, _) = clauses_of(&superior.body)?;
    let (wanted, _) = theirs.condition.as_ref()?;
    let added = added(condition, wanted, name);
    let extra = added.first()?;
    Some(error::added_condition(key_of(item), name, extra.span, ban, above.span))
}

/// The conditions that are met beside those of the superior; none where they do not include them.
fn added(own: &Expr, wanted: &Expr, name: &str) -> Vec<Expr> {
    let (mine, theirs) = (conjuncts(own), conjuncts(wanted));
    // 本户 符合 低保家庭 stands for all its conditions.
    let meets = |expr: &Expr| matches!(&expr.kind, ExprKind::Meets(_, of) if canonical(of) == name);
    let includes = mine.iter().any(meets) || theirs.iter().all(|one| mine.contains(one));
    if includes {
        return mine.into_iter().filter(|one| !meets(one) && !theirs.contains(one)).collect();
    }
    match compare(wanted, own) {
        Direction::Narrower => mine.into_iter().filter(|one| !theirs.contains(one)).collect(),
        _ => Vec::new(),
    }
}

/// The clauses of a result, and what it is paid under.
fn clauses_of(body: &Body) -> Option<(&Clauses, Option<&str>)> {
    match body {
        Body::Determination { clauses, .. } => Some((clauses, None)),
        Body::Benefit { clauses, family, .. } => {
            Some((clauses, family.as_ref().map(|family| family.text.as_str())))
        }
        _ => None,
    }
}

/// The item's own name.
pub fn key_of(item: &Item) -> &str {
    item.key.split('〔').next().unwrap_or(&item.key)
}
