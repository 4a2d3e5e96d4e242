//! What results rest on besides law, in the words of each reader: facts by their evidence, promises that do not count.

use crate::facts::promise::{self, Standing};
use crate::facts::record::Support;
use crate::presentation::evidence;
use crate::trace::outcome::Outcome;
use crate::trace::step::StepId;
use crate::trace::value::Question;

use super::conclusion;
use super::layout::Entry;
use super::reason::Reasoner;
use super::view::View;

/// Most questions that a conclusion names; more are listed below it only.
const NAMED: usize = 3;

impl View<'_> {
    /// Which sentence lets the fact of a step be promised, and until when it must be proven.
    fn allowance(&self, id: StepId) -> Option<String> {
        let (field, fact) = self.fact(id)?;
        let evidence = fact.evidence.as_deref().filter(|evidence| evidence.support == Support::Promised)?;
        let Standing::Accepted { by, until } = promise::standing(self.program, field, Some(evidence))? else {
            return None;
        };
        let allowing = self.program.promises.get(by)?;
        let form = if evidence.form.is_none() { "形式没有写明，" } else { "" };
        let until = match until {
            Some(day) => format!("{day}前（含当日）补齐证明"),
            None => "补齐期限没有载明".to_owned(),
        };
        Some(format!("{form}依{}可以承诺，{until}", self.cite(allowing.clause)))
    }

    /// `；只有 甲的残疾等级 能改变`: nothing else can, whatever it is.
    pub(super) fn only_these(&self, outcome: &Outcome) -> String {
        let count = outcome.missing.len();
        if count == 0 {
            return String::new();
        }
        if count > NAMED {
            return format!("；只有“还缺”的{count}件事能改变");
        }
        let questions = outcome.missing.iter().map(|question| self.asked_briefly(question));
        format!("；只有 {} 能改变", questions.collect::<Vec<_>>().join("、"))
    }

    /// A question without the words that ask.
    fn asked_briefly(&self, question: &Question) -> String {
        let words = self.question_words(question);
        let words = words.trim_end_matches("：是还是否");
        words.split("（已知是").next().unwrap_or(words).to_owned()
    }
}

impl Reasoner<'_, '_> {
    /// Facts by their evidence, and what people decided.
    pub(super) fn facts_below(&mut self, outcome: &Outcome) -> Vec<Entry> {
        let view = self.view;
        let on = &outcome.rests_on;
        let mut lines = Vec::new();
        let facts = [
            ("已核对的事实", &on.verified),
            ("凭承诺的事实", &on.promised),
            ("只有陈述的事实", &on.stated),
            ("有争议的事实", &on.disputed),
        ];
        for (word, steps) in facts.into_iter().filter(|(_, steps)| !steps.is_empty()) {
            let line = |id: &StepId| {
                let allowed = view.allowance(*id).map(|allowed| format!("；{allowed}")).unwrap_or_default();
                Entry::of(format!("{}{allowed}", view.borne_fact(*id))).about(id.0)
            };
            lines.push(Entry::over(format!("{word}："), steps.iter().map(line).collect()));
        }
        if !on.judged.is_empty() {
            let line = |id: &StepId| {
                let said = view.answer_words(*id).unwrap_or_else(|| view.value_words(*id));
                Entry::of(format!("{}：{said}", view.name(*id))).about(id.0)
            };
            lines.push(Entry::over("由人决定的：", on.judged.iter().map(line).collect()));
        }
        lines
    }

    /// Why a result is held back, and what it would be.
    pub(super) fn held(&mut self, outcome: &Outcome) -> Option<Entry> {
        let view = self.view;
        let held = outcome.held.as_ref()?;
        let mut below: Vec<Entry> = Vec::new();
        for (field, instance) in &held.facts {
            let question = Question::Fact(*field, *instance);
            let why = evidence::refusal(view.program, view.record, *field, *instance)?;
            let given = view.record.fact(*field, *instance)?;
            let declared = view.program.fields.get(field.index())?;
            let value = view.fact_value(&given.value, declared.ty, declared.plane);
            let support = view.evidence(given.evidence.as_deref());
            below.push(Entry::of(format!(
                "{} {value}，{support}〔{}〕：{why}",
                view.asked_briefly(&question),
                view.question_place(&question)
            )));
        }
        let then = evidence::provisional(outcome, conclusion::unit(view, outcome));
        below.extend(then.map(|then| Entry::of(format!("补齐证明、与承诺一致的，结果是 {then}"))));
        Some(Entry::over("暂缓，因为凭承诺的事实不能作数：", below))
    }
}

/// Promises that do not count, for the household: what it is, why, what to do.
pub(super) fn held_plainly(view: &View, told: &[&Outcome]) -> Vec<String> {
    let mut seen: Vec<(crate::program::ir::FieldId, u32)> = Vec::new();
    let facts = told.iter().filter_map(|outcome| outcome.held.as_ref()).flat_map(|held| &held.facts);
    for fact in facts {
        if !seen.contains(fact) {
            seen.push(*fact);
        }
    }
    seen.into_iter()
        .filter_map(|(field, instance)| {
            let why = evidence::refusal(view.program, view.record, field, instance)?;
            let fact = view.asked_briefly(&Question::Fact(field, instance));
            Some(format!("{fact}现在只有承诺，还不能作数：{why}。请补齐证明；补齐以前，这一项先不定。"))
        })
        .collect()
}
