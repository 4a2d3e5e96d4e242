//! What a result rests on besides law and verified facts, and what is still missing, as lines.

use crate::facts::record::FactValue;
use crate::presentation::words;
use crate::program::ir::{NoteId, Type};
use crate::program::legal::NoteKind;
use crate::trace::outcome::Outcome;
use crate::trace::step::StepId;
use crate::trace::value::Question;

use super::conclusion;
use super::layout::Entry;
use super::reason::Reasoner;
use super::view::{View, mask};

/// What is said of a reading that does nothing to a result.
pub(super) const UNCHANGED: &str = "这一项不变";

/// Tells one kind of note from the others.
type IsKind = fn(&NoteKind) -> bool;

impl View<'_> {
    /// `乙的第1笔收入（工资）的月额 每人每月1200元，凭承诺（书面，2025年9月20日）`
    pub(super) fn borne_fact(&self, id: StepId) -> String {
        let step = self.step(id);
        let plane = self.node(id).plane;
        let name = self.name(id);
        let subject = self.subject(plane, step.instance);
        let evidence =
            self.fact(id).map(|(_, fact)| self.evidence(fact.evidence.as_deref())).unwrap_or_default();
        format!("{subject}的{name} {}，{evidence}", self.value_words(id))
    }

    /// The same for a household.
    pub(super) fn borne_plainly(&self, id: StepId) -> String {
        let evidence =
            self.fact(id).map(|(_, fact)| self.evidence(fact.evidence.as_deref())).unwrap_or_default();
        let subject = self.you(self.node(id).plane, self.step(id).instance);
        format!("{subject}的{}是{}，{evidence}", self.name(id), self.plain_value(id, true))
    }

    /// What is asked, for people.
    pub(super) fn question_words(&self, question: &Question) -> String {
        let of = |plane, instance, name: &str| format!("{}的{name}", self.subject(plane, instance));
        match question {
            Question::Fact(field, instance) => {
                let Some(known) = self.program.fields.get(field.index()) else { return String::new() };
                let fact = self.record.fact(*field, *instance).map(|fact| &fact.value);
                let element = self.program.planes.get(known.plane.index()).filter(|p| p.element.is_some());
                match (element, fact, known.ty) {
                    (Some(plane), Some(FactValue::OneOf(possible)), Type::Element(category)) => {
                        let parent = self.parent_of(known.plane, *instance).unwrap_or(0);
                        let holder =
                            plane.parent.map(|holder| self.subject(holder, parent)).unwrap_or_default();
                        let (shared, wanted) = self.parts(category, possible);
                        let shared = if shared.is_empty() {
                            String::new()
                        } else {
                            format!("（已知是“{shared}”）")
                        };
                        format!("{holder}的{}{shared}", wanted.join("、"))
                    }
                    (_, _, Type::Truth) => {
                        format!("{}：是还是否", of(known.plane, *instance, &format!("“{}”", known.name)))
                    }
                    _ => of(known.plane, *instance, &known.name),
                }
            }
            _ => mask(&words::question_words(self.program, self.record, question)),
        }
    }

    /// Where the answer would stand in the record.
    pub(super) fn question_place(&self, question: &Question) -> String {
        mask(&words::fact_path(self.program, self.record, question))
    }

    /// What is asked, with the people of one question together.
    pub(super) fn questions_listed(&self, questions: &[Question]) -> Vec<String> {
        let asked = questions.iter().map(|question| {
            let subject = words::question_subject(self.program, self.record, question);
            let text = mask(&words::question_words(self.program, self.record, question));
            (subject.map(|subject| mask(&subject)), text)
        });
        crate::presentation::alike::listed(asked.collect(), "、")
    }

    /// Who answers a question that is not a fact.
    pub(super) fn question_bodies(&self, question: &Question) -> Vec<String> {
        match question {
            Question::Judgement(question, _) => self
                .program
                .questions
                .get(question.index())
                .map_or_else(Vec::new, |asked| asked.bodies.clone()),
            _ => Vec::new(),
        }
    }
}

impl Reasoner<'_, '_> {
    /// What a result rests on.
    pub(super) fn rests_on(&mut self, outcome: &Outcome) -> Vec<Entry> {
        let view = self.view;
        let on = &outcome.rests_on;
        let mut lines = self.facts_below(outcome);
        let kinds: [(&str, IsKind); 3] = [
            ("假定", |kind| matches!(kind, NoteKind::Assumption)),
            ("疑义（取了一种读法）", |kind| matches!(kind, NoteKind::Reading { .. })),
            ("待定（文件没有说清）", |kind| matches!(kind, NoteKind::Pending)),
        ];
        for (word, is) in kinds {
            let mine = on
                .notes
                .iter()
                .filter(|id| self.view.program.notes.get(id.index()).is_some_and(|note| is(&note.kind)));
            let mine: Vec<NoteId> = mine.copied().collect();
            if !mine.is_empty() {
                let numbers: Vec<String> =
                    mine.into_iter().map(|id| format!("注{}", self.note_number(id))).collect();
                lines.push(Entry::of(format!("{word}：{}", numbers.join("、"))));
            }
        }
        let (changed, unchanged): (Vec<String>, Vec<String>) =
            view.other_readings(outcome).into_iter().partition(|line| !line.ends_with(UNCHANGED));
        lines.extend(changed.into_iter().map(Entry::of));
        if let [only] = unchanged.as_slice() {
            lines.push(Entry::of(only.clone()));
        } else if !unchanged.is_empty() {
            let doubts: Vec<&str> = unchanged.iter().filter_map(|line| line.split("改取").next()).collect();
            let mut named: Vec<&str> = Vec::new();
            for doubt in doubts.into_iter().map(|doubt| doubt.trim_start_matches("疑义")) {
                if !named.contains(&doubt) {
                    named.push(doubt);
                }
            }
            lines.push(Entry::of(format!("疑义{}改取另一读法的，{UNCHANGED}", named.concat())));
        }
        lines
    }

    /// What is missing, and what may come out.
    pub(super) fn missing(&mut self, outcome: &Outcome) -> Vec<Entry> {
        let view = self.view;
        let mut lines = Vec::new();
        for question in &outcome.missing {
            let bodies = view.question_bodies(question);
            let who = if bodies.is_empty() {
                String::new()
            } else {
                format!("，由{}决定", bodies.join("或者"))
            };
            lines.push(Entry::of(format!(
                "{}{who}〔记录里写在 {}〕",
                view.question_words(question),
                view.question_place(question)
            )));
        }
        lines
    }

    /// What is open but changes nothing.
    pub(super) fn idle(&mut self, outcome: &Outcome) -> Option<Entry> {
        let names: Vec<String> = outcome.cases.iter().map(|case| self.view.question_words(case)).collect();
        if names.is_empty() {
            return None;
        }
        Some(Entry::of(format!(
            "还没有查清、但不影响结果的：{}。不论它是什么，结果都是“{}”。",
            names.join("、"),
            conclusion::standing(outcome).word()
        )))
    }
}
