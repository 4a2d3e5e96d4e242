//! Clauses: each is found by its own place, or put in where it was not written.

use super::Run;
use super::edits::{Edits, UNSTATED};
use crate::source::Span;
use crate::syntax::tree::{Bodies, Clauses, Expr, Valued, Word};

/// A clause as far as its words go: where they stand, and what they are.
struct Said {
    place: Span,
    run: Run,
}

impl Edits<'_> {
    /// The clauses of a sentence.
    pub(super) fn clauses(&mut self, old: &Clauses, new: &Clauses) {
        match (&old.condition, &new.condition) {
            (Some((then, but)), Some((now, still))) => {
                self.expr(then, now);
                self.exceptions(but, still, Some(then.span));
            }
            (None, Some((now, _))) => {
                let run = self.expr_words(now);
                self.put_in("条件", run);
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
        for (key, then, now) in [("金额", &old.amount, &new.amount), ("办结", &old.due, &new.due)] {
            match (then, now) {
                (Some(then), Some(now)) => self.valued(then, now),
                (None, Some(now)) => {
                    let run = self.whole(now);
                    self.put_in(key, run);
                }
                _ => {}
            }
        }
        match (&old.disregarded, &new.disregarded) {
            (Some(then), Some(now)) => self.value(then, now),
            (None, Some(now)) => {
                let run = self.value_words(now);
                self.put_in("不计", run);
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
        self.clause("机关", self.bodies(&old.bodies), self.bodies(&new.bodies));
        for (key, then, now) in [
            ("形式", &old.form, &new.form),
            ("付给", &old.payee, &new.payee),
            ("后果", &old.consequence, &new.consequence),
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

    /// A value with its exceptions, as another sentence has it.
    fn whole(&self, valued: &Valued) -> Run {
        let parts = valued.base.iter().map(|base| self.value_words(base));
        let parts: Vec<Run> = parts.chain(valued.exceptions.iter().map(|but| self.words(but.span))).collect();
        let by = parts.first().and_then(|run| run.by);
        let words: Vec<&str> = parts.iter().map(|run| run.text.as_str()).collect();
        Run { text: words.join("；"), by }
    }

    fn clause(&mut self, key: &str, old: Option<Said>, new: Option<Said>) {
        match (old, new) {
            (Some(old), Some(new)) if old.place != new.place => self.replace(old.place, new.run),
            (Some(old), None) => self.replace(old.place, Run { text: UNSTATED.to_owned(), by: None }),
            (None, Some(new)) => self.put_in(key, new.run),
            _ => {}
        }
    }

    /// A clause that the sentence does not write, or of which it says 未载明.
    fn put_in(&mut self, key: &str, run: Run) {
        let range = self.span.range();
        let said = self.corpus.files.text(self.span);
        let silent = [format!("{key}：{UNSTATED}"), format!("{key}:{UNSTATED}")];
        for words in &silent {
            if let Some(at) = said.find(words.as_str()) {
                let end = range.start + at + words.len();
                return self.edit(end - UNSTATED.len()..end, vec![run]);
            }
        }
        let end = range.start + said.trim_end().trim_end_matches('。').len();
        let head = Run { text: format!("；\n  {key}："), by: run.by };
        // A sentence that has no clauses yet ends with its colon.
        self.edit(end..end, vec![head, run]);
    }
}
