//! Clauses: each is found by its own place, or put in where it was not written.

use super::Run;
use super::clauses_in;
use super::edits::{Edits, UNSTATED};
use crate::source::Span;
use crate::syntax::tree::{
    Bodies, Body, Clauses, Exception, Expr, ExprKind, Role, Value, ValueKind, Valued, Word,
};

/// A clause as far as its words go: where they stand, and what they are.
struct Said {
    place: Span,
    run: Run,
}

/// What clauses are called that are called otherwise in other sentences.
pub(super) struct Keys {
    who: &'static str,
    consequence: &'static str,
    entry: &'static str,
}

impl Keys {
    pub(super) fn of(body: &Body) -> Keys {
        let (who, consequence) = match body {
            Body::Benefit { .. } => ("批准", "后果"),
            Body::Determination { role: Role::Duty, .. } => ("何人", "应当"),
            Body::Determination { role: Role::Lead, .. } => ("机关", "提示"),
            _ => ("机关", "后果"),
        };
        let entry = match body {
            Body::Disregard { list, .. } if list.text == "核减" => "核减",
            Body::Disregard { list, .. } if list.text != "不计入收入" => "数额",
            _ => "不计",
        };
        Keys { who, consequence, entry }
    }
}

impl Edits<'_> {
    /// The clauses of a sentence.
    pub(super) fn clauses(&mut self, old: &Clauses, new: &Clauses, keys: &Keys) {
        match (&old.condition, &new.condition) {
            (Some((then, but)), Some((now, still))) => {
                self.expr(then, now);
                self.exceptions(but, still, Some(then.span));
            }
            (None, Some((Expr { kind: ExprKind::Lapsed, .. }, _))) => {
                self.put_in("条件", vec![Run { text: UNSTATED.to_owned(), by: None }]);
            }
            (None, Some((now, but))) => {
                let place = whole(now.span, but);
                let runs = self.taken(place, |edits, theirs| {
                    if let Some((then, before)) = &theirs.condition {
                        edits.expr(then, now);
                        edits.exceptions(before, but, Some(then.span));
                    }
                });
                self.put_in("条件", runs);
            }
            _ => {}
        }
        for (key, then, now) in
            [("期限", &old.term, &new.term), ("下限", &old.floor, &new.floor), ("上限", &old.cap, &new.cap)]
        {
            match (then, now) {
                (Some(then), Some(now)) => self.expr(then, now),
                _ => self.clause(key, self.bound(then), self.bound(now)),
            }
        }
        self.sums("金额", &old.amount, &new.amount, |theirs| theirs.amount.as_ref());
        self.sums("办结", &old.due, &new.due, |theirs| theirs.due.as_ref());
        match (&old.disregarded, &new.disregarded) {
            (Some(then), Some(now)) => self.value(then, now),
            (None, Some(now)) => {
                let run = self.value_words(now);
                self.put_in(keys.entry, vec![run]);
            }
            _ => {}
        }
        let rounding = |clauses: &Clauses, edits: &Self| {
            let (rounding, _, place) = clauses.rounding?;
            Some(Said { place, run: Run { text: rounding.to_string(), by: edits.maker(place) } })
        };
        self.clause("取整", rounding(old, self), rounding(new, self));
        let schedule = |clauses: &Clauses, edits: &Self| {
            let place = clauses.schedule.as_ref()?.span;
            Some(Said { place, run: edits.words(place) })
        };
        self.clause("发放", schedule(old, self), schedule(new, self));
        let funding = |clauses: &Clauses, edits: &Self| {
            let place = clauses.funding.as_ref()?.span;
            Some(Said { place, run: edits.words(place) })
        };
        self.clause("资金", funding(old, self), funding(new, self));
        self.clause(keys.who, self.bodies(&old.bodies), self.bodies(&new.bodies));
        for (key, then, now) in [
            ("形式", &old.form, &new.form),
            ("付给", &old.payee, &new.payee),
            (keys.consequence, &old.consequence, &new.consequence),
            ("何时", &old.when, &new.when),
            ("问", &old.ask, &new.ask),
        ] {
            self.clause(key, self.word_said(then), self.word_said(now));
        }
    }

    fn bound(&self, expr: &Option<Expr>) -> Option<Said> {
        let expr = expr.as_ref()?;
        Some(Said { place: expr.span, run: self.expr_words(expr) })
    }

    fn word_said(&self, word: &Option<Word>) -> Option<Said> {
        let word = word.as_ref()?;
        Some(Said { place: word.span, run: self.words(word.span) })
    }

    fn bodies(&self, bodies: &Option<Bodies>) -> Option<Said> {
        let names = &bodies.as_ref()?.names;
        let (first, last) = (names.first()?, names.last()?);
        let place = first.span.to(last.span);
        Some(Said { place, run: self.words(place) })
    }

    /// A value with its exceptions; one that another sentence has, as it stands there.
    fn sums(
        &mut self,
        key: &str,
        old: &Option<Valued>,
        new: &Option<Valued>,
        theirs: fn(&Clauses) -> Option<&Valued>,
    ) {
        match (old, new) {
            (Some(old), Some(new)) => self.valued(old, new),
            // What it is taken from has ended.
            (None, Some(new)) if matches!(new.base, Some(Value { kind: ValueKind::Unstated, .. })) => {
                self.put_in(key, vec![Run { text: UNSTATED.to_owned(), by: None }]);
            }
            (None, Some(new)) => {
                let first = theirs_first(new).unwrap_or(self.span.at_end());
                let runs = self.taken(whole(first, &new.exceptions), |edits, clauses| {
                    if let Some(then) = theirs(clauses) {
                        edits.valued(then, new);
                    }
                });
                self.put_in(key, runs);
            }
            _ => {}
        }
    }

    /// Words that are taken over from another sentence, with what has been changed in them there.
    fn taken(&self, place: Span, change: impl FnOnce(&mut Self, &Clauses)) -> Vec<Run> {
        let Some(owner) = self.corpus.sentence_at(place) else { return vec![self.words(place)] };
        let mut inner = self.within(place, owner);
        if let Some(theirs) = clauses_in(&self.corpus.statement(owner).body) {
            change(&mut inner, theirs);
        }
        let mut runs = inner.runs();
        if let Some(last) = runs.last_mut() {
            last.text = last.text.trim_end().trim_end_matches(['；', ';']).to_owned();
        }
        runs
    }

    fn clause(&mut self, key: &str, old: Option<Said>, new: Option<Said>) {
        match (old, new) {
            (Some(old), Some(new)) if old.place != new.place => self.replace(old.place, new.run),
            (Some(old), None) => self.replace(old.place, Run { text: UNSTATED.to_owned(), by: None }),
            (None, Some(new)) => self.put_in(key, vec![new.run]),
            _ => {}
        }
    }

    /// A clause that the sentence does not write, or of which it says 未载明.
    fn put_in(&mut self, key: &str, runs: Vec<Run>) {
        let range = self.span.range();
        let said = self.corpus.files.text(self.span);
        let silent = [format!("{key}：{UNSTATED}"), format!("{key}:{UNSTATED}")];
        for words in &silent {
            if let Some(at) = said.find(words.as_str()) {
                let end = range.start + at + words.len();
                return self.edit(end - UNSTATED.len()..end, runs);
            }
        }
        let end = range.start + said.trim_end().trim_end_matches('。').len();
        let by = runs.first().and_then(|run| run.by);
        let head = [Run { text: "；\n".to_owned(), by: None }, Run { text: format!("  {key}："), by }];
        self.edit(end..end, head.into_iter().chain(runs).collect());
    }
}

/// From a base to the last of the exceptions that stand behind it in the same file.
fn whole(base: Span, exceptions: &[Exception]) -> Span {
    let behind =
        exceptions.iter().map(|but| but.span).filter(|but| but.file == base.file && but.start >= base.start);
    behind.fold(base, Span::to)
}

/// Where the words of a value begin.
fn theirs_first(valued: &Valued) -> Option<Span> {
    valued.base.as_ref().map(|base| base.span).or_else(|| valued.exceptions.first().map(|but| but.span))
}
