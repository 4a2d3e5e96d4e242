//! Binds benefits: what other sentences add to them, their schedule, who approves them.

use super::error;
use super::scope::{Binder, Environment, Symbol};
use super::tree::*;
use crate::corpus::tree::StatementId;
use crate::quantity::due::Due;
use crate::quantity::ratio::Ratio;
use crate::source::Span;
use crate::syntax::tree::{self as syntax, Body, Clauses, Term, Word};

impl Binder<'_> {
    /// A benefit with what other sentences add to it.
    pub fn benefit(
        &mut self,
        at: ItemIndex,
        shall: bool,
        family: Option<&Word>,
        clauses: &Clauses,
        env: &Environment,
    ) -> ItemBody {
        let key = self.model.items[at].key.clone();
        let mut merged = clauses.clone();
        self.merge_additions(&key, &mut merged);
        let condition = self.whole_condition(&merged, env, at);
        if merged.amount.is_none() && merged.form.is_none() && merged.follow.is_none() {
            let item = &self.model.items[at];
            let diagnostic = error::missing_clause("金额", &item.name, item.span);
            self.diagnostics.push(diagnostic);
        }
        let amount = merged.amount.as_ref().map(|v| self.valued(v, env, None));
        let schedule =
            merged.schedule.as_ref().map(|s| self.schedule(s, merged.payee.as_ref(), env)).or_else(|| {
                // Who is paid is told even where the text does not say when.
                let payee = merged.payee.as_ref()?;
                let terms = vec![ScheduleTerm { payee: Some(payee.text.clone()), ..ScheduleTerm::default() }];
                Some(Schedule { cycle: "未载明".to_owned(), terms, span: payee.span })
            });
        let families: Vec<String> = [Some(self.model.items[at].name.clone()), family.map(|f| f.text.clone())]
            .into_iter()
            .flatten()
            .collect();
        let total = merged.funding.as_ref().and_then(|f| {
            f.shares
                .iter()
                .try_fold(Ratio::ZERO, |sum, (_, part)| sum.checked_add(*part))
                .filter(|t| !t.is_zero())
        });
        let funding: Vec<(String, Ratio)> = match (&merged.funding, total) {
            (Some(funding), Some(total)) => funding
                .shares
                .iter()
                .filter_map(|(bearer, part)| Some((bearer.text.clone(), part.checked_div(total)?)))
                .collect(),
            _ => Vec::new(),
        };
        let remainder = merged.remainder.as_ref().map(|(bearer, _)| bearer.text.clone());
        if let Some(bearer) = &remainder
            && !funding.iter().any(|(known, _)| known == bearer)
        {
            let span = merged.remainder.as_ref().map_or(self.model.items[at].span, |(w, _)| w.span);
            self.diagnostics.push(error::unknown(
                bearer,
                span,
                Some("尾差要归资金负担方中的一方".to_owned()),
            ));
        }
        ItemBody::Benefit(Box::new(Benefit {
            shall,
            condition,
            amount,
            due: self.due(&merged, env),
            floor: merged.floor.as_ref().map(|e| self.condition(e, env, None)),
            cap: merged.cap.as_ref().map(|e| self.condition(e, env, None)),
            rounding: merged.rounding.map(|(rounding, _, span)| (rounding, span)),
            raise: merged.raise.as_ref().map(|(when, bodies, span)| {
                (self.condition(when, env, None), self.body_names(&bodies.names), *span)
            }),
            form: merged.form.as_ref().map(|w| w.text.clone()),
            bodies: self.bodies(&merged),
            approval: self.approval(&families, env),
            schedule,
            funding,
            remainder,
        }))
    }

    /// 办结: a day that the text gives, not one that somebody sets.
    pub fn due(&mut self, clauses: &Clauses, env: &Environment) -> Option<Valued> {
        let due = clauses.due.as_ref().map(|due| self.valued(due, env, None))?;
        for value in due.base.iter().chain(due.exceptions.iter().map(|exception| &exception.value)) {
            if matches!(value.kind, ValueKind::Judged { .. }) {
                self.diagnostics.push(error::wants("日期", value.span, "由人酌定的数额"));
            }
        }
        for exception in due.exceptions.iter().filter(|exception| exception.plus) {
            self.diagnostics.push(error::wants("“为 …”，写明总的期限", exception.span, "“再加”"));
        }
        Some(due)
    }

    /// 发放, 取整, 资金 that other sentences add.
    fn merge_additions(&mut self, key: &str, clauses: &mut Clauses) {
        let Some(item) = self.text.items.get(key) else { return };
        for by in &item.additions {
            let Body::Addition { clauses: added, .. } = &self.corpus.statement(*by).body else { continue };
            if let Some(schedule) = &added.schedule {
                let said = clauses.schedule.as_mut().filter(|said| !said.yields());
                if said.is_some_and(|said| complement(said, schedule)) {
                    continue;
                }
                self.set_once(&mut clauses.schedule, schedule, |s| s.span, "发放", *by);
            }
            if let Some(rounding) = &added.rounding {
                self.set_once(&mut clauses.rounding, rounding, |r| r.2, "取整", *by);
            }
            if let Some(funding) = &added.funding {
                self.set_once(&mut clauses.funding, funding, |f| f.span, "资金", *by);
            }
        }
    }

    /// What is there may only be changed by 修改. A clause that rests on a superior's assumption gives way.
    fn set_once<T: Clone + MayYield>(
        &mut self,
        slot: &mut Option<T>,
        new: &T,
        span: impl Fn(&T) -> Span,
        key: &str,
        by: StatementId,
    ) {
        match slot {
            Some(old) if !old.yields() => {
                let diagnostic = error::duplicate_field(key, self.corpus.statement(by).span, span(old))
                    .help("原来已有这一项，要改动的用“修改 《…》的…”");
                self.diagnostics.push(diagnostic);
            }
            _ => *slot = Some(new.clone()),
        }
    }

    fn schedule(&mut self, schedule: &syntax::Schedule, payee: Option<&Word>, env: &Environment) -> Schedule {
        let mut always = self.schedule_term(&schedule.terms, env);
        always.payee = always.payee.or(payee.map(|p| p.text.clone()));
        let mut terms = vec![always];
        for (condition, case) in &schedule.cases {
            let guard = Some(self.condition(condition, env, None));
            terms.push(ScheduleTerm { guard, ..self.schedule_term(case, env) });
        }
        Schedule { cycle: schedule.cycle.text.clone(), terms, span: schedule.span }
    }

    fn schedule_term(&mut self, terms: &[Term], env: &Environment) -> ScheduleTerm {
        let mut said = ScheduleTerm::default();
        for term in terms {
            let (Term::Words(words) | Term::Due(_, words) | Term::Start(_, words) | Term::Spell(_, words)) =
                term
            else {
                if let Term::Payee(who) = term {
                    said.payee = Some(who.text.clone());
                }
                continue;
            };
            said.words.push(words.text.clone());
            match term {
                Term::Due(due, words) => said.due = self.last_day(*due, words),
                Term::Start(start, _) => {
                    said.start = Some(match start {
                        syntax::Start::Decision(after) => ScheduleStart::Decision(*after),
                        syntax::Start::Month(month) => ScheduleStart::Month(*month),
                        syntax::Start::Day(day) => ScheduleStart::Day(self.condition(day, env, None)),
                    });
                }
                Term::Spell(months, _) => said.months = Some(*months),
                _ => {}
            }
        }
        said
    }

    /// A deadline with the day itself still in time, as the document says of “日前” (Q21).
    fn last_day(&mut self, due: Due, words: &Word) -> Option<Due> {
        match self.usage("日前", words.span) {
            Some(true) => Some(due),
            Some(false) => due.day_before(),
            None => {
                self.diagnostics.push(error::bound_word("日前", words.span));
                None
            }
        }
    }

    /// The table of authorities of a benefit or of the family it belongs to.
    fn approval(&mut self, families: &[String], env: &Environment) -> Option<Approval> {
        let text = self.text;
        let found = families.iter().find_map(|family| {
            let item = text.items.get(family)?;
            item.additions.iter().rev().find_map(|by| match &self.corpus.statement(*by).body {
                Body::Approval { rows, .. } => Some((*by, rows.clone())),
                _ => None,
            })
        });
        let (by, rows) = found?;
        let Some(Symbol::Category(category)) = self.globals.get("机关").copied() else { return None };
        let span = self.corpus.statement(by).span;
        let mut bound = Vec::new();
        for row in rows.iter().skip(1) {
            let [amount, bodies] = &row.cells[..] else {
                self.diagnostics.push(error::wants("“每次金额”和“由谁批准”两格", row.span, "别的格数"));
                continue;
            };
            let subject = self.expr(Kind::Amount, amount.span);
            let Some(condition) = self.cell(amount, subject, env) else { continue };
            match self.cell_bodies(bodies) {
                Some(names) => {
                    let elements: Vec<u32> =
                        names.iter().flat_map(|n| self.elements_named(category, n)).collect();
                    let condition = condition.unwrap_or_else(|| self.expr(Kind::Truth(true), amount.span));
                    bound.push((condition, elements.first().copied(), row.span));
                }
                None => continue,
            }
        }
        Some(Approval { category, rows: bound, by, span })
    }

    fn cell_bodies(&mut self, cell: &Word) -> Option<Vec<Word>> {
        let file = self.corpus.files.file(cell.span.file);
        match crate::syntax::bodies_of_cell(cell.span.file, &file.text, cell) {
            Ok(bodies) => Some(bodies.map(|b| b.names).unwrap_or_default()),
            Err(diagnostic) => {
                self.diagnostics.push(diagnostic);
                None
            }
        }
    }
}

/// Adds to a schedule what it does not say yet: 自 确认 次月 起 of one document and 每月10日前 of another. False, and
/// nothing is added, where both say the same thing, or pay in other cycles.
fn complement(said: &mut syntax::Schedule, more: &syntax::Schedule) -> bool {
    let kind = std::mem::discriminant::<Term>;
    let words = |term: &Term| matches!(term, Term::Words(_));
    let twice =
        more.terms.iter().any(|new| !words(new) && said.terms.iter().any(|old| kind(old) == kind(new)));
    if said.cycle.text != more.cycle.text || twice || !said.cases.is_empty() {
        return false;
    }
    said.terms.extend(more.terms.iter().cloned());
    said.cases.clone_from(&more.cases);
    true
}

/// Whether a clause gives way to one that another document states.
trait MayYield {
    fn yields(&self) -> bool;
}

impl MayYield for syntax::Schedule {
    fn yields(&self) -> bool {
        self.assumed || self.cycle.text == "未载明"
    }
}

impl MayYield for (crate::quantity::rounding::Rounding, bool, Span) {
    fn yields(&self) -> bool {
        self.1
    }
}

impl MayYield for syntax::Funding {
    fn yields(&self) -> bool {
        false
    }
}
