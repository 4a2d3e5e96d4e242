//! 参照: an item takes from another, as it now stands, the clauses that it does not write itself.

use indexmap::IndexMap;

use super::amend::clauses_of;
use super::error;
use super::in_force::Replay;
use super::tree::{Change, Item, StatementId};
use crate::source::Span;
use crate::syntax::tree::{Body, Clauses, Expr, ExprKind, Target, Value, ValueKind, Valued};

/// An item that follows another.
pub(super) struct Follow {
    target: Target,
    /// Key of what it follows; none where that was reported.
    key: Option<String>,
}

/// How far the items that follow others have been made.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Made {
    Begun,
    Done,
}

impl Replay<'_> {
    /// The items that follow others, by key. Looked up before the versions are put away.
    pub fn follows(&mut self) -> IndexMap<String, Follow> {
        let mut found = IndexMap::new();
        for (key, versions) in &self.items {
            let mut body = versions.bodies.values().next_back().unwrap_or(&versions.item.body).clone();
            let target = clauses_of(&mut body).and_then(|clauses| clauses.follow.take());
            if let Some(target) = target.filter(|_| versions.item.ended.is_none()) {
                found.insert(key.clone(), Follow { target, key: None });
            }
        }
        for follow in found.values_mut() {
            let before = self.diagnostics.len();
            follow.key = self.lookup(&follow.target, true);
            let said = follow.target.document.as_ref();
            let stub = said.and_then(|said| self.corpus.find_document(&said.text));
            let stub = stub.map(|at| &self.corpus.documents[at]);
            if let (None, Some(stub)) = (&follow.key, stub.filter(|d| d.origin.contains("存目"))) {
                self.diagnostics.truncate(before);
                let title = stub.syntax.title.span;
                let name = &follow.target.name.text;
                self.diagnostics.push(error::text_not_at_hand(name, &stub.code, follow.target.span, title));
            }
        }
        found
    }

    /// Gives every item that follows another what it does not write itself.
    pub fn take_over(&mut self, follows: &IndexMap<String, Follow>) {
        let mut made = IndexMap::new();
        for key in follows.keys() {
            self.take(key, follows, &mut made);
        }
    }

    fn take(&mut self, key: &str, follows: &IndexMap<String, Follow>, made: &mut IndexMap<String, Made>) {
        let Some(Follow { target, key: Some(from) }) = follows.get(key) else { return };
        match made.insert(key.to_owned(), Made::Begun) {
            Some(Made::Begun) => {
                self.diagnostics.push(error::follows_itself(&target.name.text, target.span));
                made.insert(key.to_owned(), Made::Done);
                return;
            }
            Some(Made::Done) => {
                made.insert(key.to_owned(), Made::Done);
                return;
            }
            None => self.take(from, follows, made),
        }
        if made.insert(key.to_owned(), Made::Done) == Some(Made::Done) {
            return;
        }
        let (Some(source), Some(item)) = (self.text.items.get(from).cloned(), self.text.items.get_mut(key))
        else {
            return;
        };
        if !alike(&source.body, &item.body) {
            let declared = self.corpus.statement(source.origin).span;
            self.diagnostics.push(error::not_alike(&target.name.text, target.span, declared));
            return;
        }
        let corpus = self.corpus;
        let added = |by: &StatementId| match &corpus.statement(*by).body {
            Body::Addition { clauses, .. } => Some(clauses.as_ref().clone()),
            _ => None,
        };
        let own_approval = item.additions.iter().any(|by| added(by).is_none());
        let Some(own) = clauses_of(&mut item.body) else { return };
        let mut taken = Vec::new();
        // What other sentences add to it belongs to it as it now stands.
        let mut additions: Vec<StatementId> = Vec::new();
        for by in &source.additions {
            let wanted = match added(by) {
                Some(clauses) => {
                    clauses.schedule.is_some() && own.schedule.is_none()
                        || clauses.rounding.is_some() && own.rounding.is_none()
                        || clauses.funding.is_some() && own.funding.is_none()
                }
                None => !own_approval,
            };
            if wanted {
                additions.push(*by);
            }
        }
        let mut theirs = source.body.clone();
        if let Some(theirs) = clauses_of(&mut theirs) {
            if source.ended.is_some() {
                lapse(theirs, target.span);
            }
            fill(own, theirs, &mut taken);
        }
        if !taken.is_empty() {
            own.follow = None;
        }
        item.additions.splice(0..0, additions);
        item.history = item.history.with(source.history);
        note(item, &source, target, &taken);
    }
}

/// Items of one kind about one subject.
fn alike(one: &Body, other: &Body) -> bool {
    match (one, other) {
        (Body::Determination { owner, .. }, Body::Determination { owner: known, .. })
        | (Body::Benefit { owner, .. }, Body::Benefit { owner: known, .. })
        | (Body::Judgement { owner, .. }, Body::Judgement { owner: known, .. })
        | (Body::Disregard { owner, .. }, Body::Disregard { owner: known, .. }) => owner == known,
        _ => false,
    }
}

/// What has ended gives no rule.
fn lapse(clauses: &mut Clauses, span: Span) {
    let none = Expr { kind: ExprKind::Lapsed, span };
    if clauses.condition.is_some() {
        clauses.condition = Some((none, Vec::new()));
    }
    let unstated = || Value { kind: ValueKind::Unstated, span };
    if clauses.amount.is_some() {
        clauses.amount = Some(Valued { base: Some(unstated()), exceptions: Vec::new(), by_case: false });
    }
    if clauses.disregarded.is_some() {
        clauses.disregarded = Some(unstated());
    }
}

/// Takes each clause that is not written; remembers which.
fn fill(own: &mut Clauses, theirs: &Clauses, taken: &mut Vec<&'static str>) {
    macro_rules! fill {
        ($($field:ident $word:literal)*) => {$(
            if own.$field.is_none() && theirs.$field.is_some() {
                own.$field = theirs.$field.clone();
                taken.push($word);
            }
        )*};
    }
    fill! {
        condition "条件" term "期限" amount "金额" due "办结" disregarded "不计" floor "下限" cap "上限" rounding "取整"
        schedule "发放" payee "付给" bodies "机关" funding "资金" remainder "尾差" raise "提高" form "形式"
        consequence "后果" when "何时" ask "问"
    }
    if own.regardless.is_empty() && !theirs.regardless.is_empty() {
        own.regardless = theirs.regardless.clone();
        taken.push("不问");
    }
    if own.answers.is_empty() {
        own.answers = theirs.answers.clone();
    }
    own.reason |= theirs.reason;
}

/// The item's history says from where it takes what, and how that came to stand.
fn note(item: &mut Item, source: &Item, target: &Target, taken: &[&str]) {
    item.changes.push(Change {
        by: source.origin,
        verb: "参照".to_owned(),
        power: "修改",
        target: target.clone(),
        added: None,
        summary: format!("“{}”的{}", target.name, taken.join("、")),
    });
    item.changes.extend(source.changes.iter().cloned());
}
