//! A household's grant that a local document gives to some members only (不得只纳入部分成员).

use super::conditions::key_of;
use super::{error, powers};
use crate::analysis::words::walk::expressions;
use crate::corpus::Corpus;
use crate::corpus::tree::TextInForce;
use crate::diagnostics::Diagnostic;
use crate::source::Span;
use crate::syntax::tree::{Amended, Body, Change, Effect, Expr, ExprKind, Gather, Power, Value, ValueKind};

/// What a household is, and whom it holds.
const HOUSEHOLD: &str = "家庭";
const MEMBER: &str = "成员";

/// Looks at what local documents made of a protected grant.
pub fn check(corpus: &Corpus, text: &TextInForce) -> Vec<Diagnostic> {
    let bans: Vec<(usize, &Power)> = powers(corpus, text)
        .into_iter()
        .filter(|(_, _, power)| power.forbidden && power.verb == "只纳入部分成员")
        .map(|(_, level, power)| (level, power))
        .collect();
    let mut found = Vec::new();
    for (level, ban) in bans {
        for target in &ban.targets {
            let Some(item) = text.items.get(&target.name.text).filter(|item| item.ended.is_none()) else {
                continue;
            };
            let superior = corpus.statement(item.origin).span;
            for change in &item.changes {
                if corpus.documents[change.by.document].area.depth() != level {
                    continue;
                }
                let by = corpus.statement(change.by);
                let Body::Amend { changes, .. } = &by.body else { continue };
                if let Some(part) = changes.iter().find_map(some_members) {
                    found.push(error::some_members(key_of(item), part, ban, superior));
                }
            }
            found.extend(
                stand_ins(corpus, text, level, &target.name.text)
                    .map(|(name, span)| error::given_to_members(name, key_of(item), span, ban, superior)),
            );
        }
    }
    found.dedup();
    found
}

/// Local benefits to members that stand for a household's.
fn stand_ins<'t>(
    corpus: &'t Corpus,
    text: &'t TextInForce,
    level: usize,
    name: &'t str,
) -> impl Iterator<Item = (&'t str, Span)> {
    let household = text.items.get(name).is_some_and(|item| owner(&item.body) == Some(HOUSEHOLD));
    text.items.values().filter(move |_| household).filter_map(move |item| {
        let own = corpus.statement(item.origin);
        let local = corpus.documents[item.origin.document].area.depth() == level;
        let Body::Benefit { family, clauses, owner, .. } = &own.body else { return None };
        let follows = clauses.follow.as_ref().is_some_and(|target| target.name.text == name);
        let paid = family.as_ref().is_some_and(|family| family.text == name);
        (local && item.ended.is_none() && (follows || paid) && owner.text == MEMBER)
            .then(|| (key_of(item), own.span))
    })
}

fn owner(body: &Body) -> Option<&str> {
    match body {
        Body::Determination { owner, .. } | Body::Benefit { owner, .. } => Some(&owner.text),
        _ => None,
    }
}

/// Where a change counts or adds up some of the members only.
fn some_members(change: &Change) -> Option<Span> {
    let mut found = None;
    let mut look = |expr: &Expr| {
        let ExprKind::Gather(of, Gather::Least | Gather::Greatest | Gather::Sum | Gather::Count, _) =
            &expr.kind
        else {
            return;
        };
        if found.is_none() && filtered(of) {
            found = Some(expr.span);
        }
    };
    let value = match change {
        Change::Replace { to: Amended::Value(value), .. } => value,
        Change::AddException(exception) => match &exception.effect {
            Effect::Becomes(value) => value,
            _ => return None,
        },
        _ => return None,
    };
    visit(value, &mut look);
    found
}

/// 成员（限 …）, also below what is read of them.
fn filtered(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Filter(of, ..) => names_members(of) || filtered(of),
        ExprKind::Member(of, _) => filtered(of),
        _ => false,
    }
}

fn names_members(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Name(name) => name == MEMBER,
        ExprKind::Member(_, name) => name.text == MEMBER,
        _ => false,
    }
}

/// Every expression of a value.
fn visit(value: &Value, look: &mut dyn FnMut(&Expr)) {
    if let ValueKind::Assumed(inner) = &value.kind {
        return visit(inner, look);
    }
    // The walk goes over sentences: a definition holds nothing but the value.
    let word = |text: &str| crate::syntax::tree::Word { text: text.to_owned(), span: value.span };
    let valued =
        crate::syntax::tree::Valued { base: Some(value.clone()), exceptions: Vec::new(), by_case: false };
    let body =
        Body::Definition { owner: word(HOUSEHOLD), name: word(""), ty: None, value: valued, own: false };
    expressions(&body, &mut |expr| look(expr));
}
