//! Why each result is as it is: its conditions, what decides each, and whose law it is.

use std::collections::BTreeSet;

use crate::presentation::alike;
use crate::presentation::explanation::conclusion::{self, Standing};
use crate::presentation::explanation::layout::Section;
use crate::presentation::explanation::plain::{Condition, verdict};
use crate::program::legal::ItemKind;
use crate::trace::outcome::Outcome;
use crate::trace::step::StepId;

use super::{NUMERALS, Writer, select};

/// Paragraphs with how deep each stands.
type Lines = Vec<(usize, String)>;

impl Writer<'_, '_> {
    /// Why each result is as it is.
    pub(super) fn whys(&mut self) -> Section {
        let mut section = Section::new("为什么");
        let mut known: Vec<(StepId, String)> = Vec::new();
        let view = self.view;
        let own = self.told.main.iter().filter(|outcome| {
            conclusion::output(view, outcome).is_some_and(|output| output.benefit.is_none())
        });
        self.reasoner.apart = own.map(|outcome| view.through(outcome.condition)).collect();
        let explained = self.explained();
        for group in self.groups() {
            let full = |outcome: &&Outcome| explained.iter().any(|known| std::ptr::eq(*known, *outcome));
            if !group.iter().any(full) {
                for outcome in group {
                    if let Some(line) = self.in_short(outcome) {
                        section.say(0, line);
                    }
                }
                continue;
            }
            for (who, lines) in self.reasons(&group, &mut known) {
                let first = who.first().cloned().unwrap_or_default();
                for (depth, line) in lines {
                    let said = match who.len() {
                        0 | 1 => line,
                        _ => alike::close(&alike::open(&line, &first), &who),
                    };
                    section.say(depth, said);
                }
            }
        }
        section
    }

    /// What holds beside the main results, in one sentence; of what does not, the conclusion says all.
    fn in_short(&mut self, outcome: &Outcome) -> Option<String> {
        let view = self.view;
        let output = conclusion::output(view, outcome)?;
        self.cited.insert(view.program.item(output.item).clause);
        let condition = view.through(outcome.condition);
        let (_, _, all) = view.condition_parts(condition)?;
        if conclusion::standing(outcome) != Standing::Holds {
            return None;
        }
        let conditions = self.reasoner.conditions(condition);
        let count = conditions.len();
        let met = conditions.into_iter().filter(|one| one.truth == Some(true)).map(|one| one.text);
        let met: Vec<String> = met.collect();
        let rule = if all {
            format!("{}都符合", counted(count))
        } else {
            "有一条符合就行，符合的".to_owned()
        };
        let head = match self.subject(outcome).as_str() {
            "您家" => output.name.clone(),
            subject => format!("{subject}——{}", output.name),
        };
        Some(format!("{head}：{rule}：{}。", met.join("；")))
    }

    /// The reasons of the members of one result; those of whom the same is said together.
    fn reasons(
        &mut self,
        group: &[&Outcome],
        known: &mut Vec<(StepId, String)>,
    ) -> Vec<(Vec<String>, Lines)> {
        let mut told: Vec<(Vec<String>, &Outcome, String)> = Vec::new();
        // Whose reasons are alike is found by telling each as if he came first.
        let before = (self.reasoner.explained.clone(), self.reasoner.sets.clone());
        for outcome in group {
            let who = self.subject(outcome);
            let lines = self.reasons_of(outcome, &mut known.clone());
            (self.reasoner.explained, self.reasoner.sets) = before.clone();
            let words: Vec<&str> = lines.iter().map(|(_, line)| line.as_str()).collect();
            let template = alike::open(&words.join("\n"), &who);
            match told.iter_mut().find(|one| one.2 == template) {
                Some(one) => one.0.push(who),
                None => told.push((vec![who], outcome, template)),
            }
        }
        told.into_iter().map(|(who, outcome, _)| (who, self.reasons_of(outcome, known))).collect()
    }

    /// The reasons of one result.
    fn reasons_of(&mut self, outcome: &Outcome, known: &mut Vec<(StepId, String)>) -> Lines {
        let view = self.view;
        let Some(output) = conclusion::output(view, outcome) else { return Vec::new() };
        self.cited.insert(view.program.item(output.item).clause);
        let head = match (self.subject(outcome).as_str(), output.benefit.is_some()) {
            ("您家", _) => output.name.clone(),
            (subject, true) => format!("{subject}的{}", output.name),
            (subject, false) => format!("{subject}——{}", output.name),
        };
        let condition = view.through(outcome.condition);
        if let Some((_, before)) = known.iter().find(|(id, _)| *id == condition) {
            return vec![(0, format!("{head}：条件跟上面“{before}”的一样。"))];
        }
        known.push((condition, output.name.clone()));
        self.cite_law(condition);
        // What has a block of its own is told there, and here nowhere else.
        self.reasoner.apart.remove(&condition);
        let all = view.condition_parts(condition).map(|(_, _, all)| all);
        let settled = view.truth(condition);
        let conditions = self.reasoner.conditions(condition);
        self.reasoner.explained.insert(condition);
        let count = conditions.len();
        // What is refused is told by what fails, what one of several is enough for by that one.
        let expected = select::household_benefit(view, outcome) || self.asked;
        let brief = match (conclusion::standing(outcome), all, settled) {
            (Standing::Refused | Standing::Fails, Some(true), Some(false)) if !expected => Some(false),
            (_, Some(false), Some(true)) if !self.asked => Some(true),
            _ => None,
        };
        let wanted = |one: &Condition| brief.is_none_or(|truth| one.truth == Some(truth));
        let told: Vec<Condition> = conditions.into_iter().filter(wanted).collect();
        let less = told.len() < count;
        let mut lines = vec![(
            0,
            match (all, less) {
                (Some(true), false) => format!("{head}：下面{}都要符合。", counted(count)),
                (Some(true), true) => format!("{head}：{}都要符合，不符合的是：", counted(count)),
                (Some(false), false) => format!("{head}：下面{}，符合一条就行。", counted(count)),
                (Some(false), true) => format!("{head}：{}里符合一条就行，符合的是：", counted(count)),
                (None, _) => format!("{head}："),
            },
        )];
        for one in told {
            let detail = if one.detail.is_empty() { String::new() } else { format!("{}。", one.detail) };
            let detail = match one.truth {
                None if settled.is_some() => "但不影响这里的结果。".to_owned(),
                _ if detail.starts_with("还没有查清") => String::new(),
                _ => detail,
            };
            lines.push((1, format!("{}{}——{}。{detail}", one.label, one.text, verdict(one.truth))));
        }
        if !outcome.cases.is_empty() {
            let names = self.asked_together(&outcome.cases);
            lines.push((1, format!("还没有查清的（{}），不论是什么，结果都一样。", names.join("；"))));
        }
        lines
    }

    /// The clauses that a condition rests on stand among the law.
    fn cite_law(&mut self, condition: StepId) {
        let view = self.view;
        let steps: BTreeSet<StepId> = view.cone(&[condition]);
        for id in steps {
            let item = view.program.item(view.node(id).item);
            let determines = view.node(id).heads && item.kind == ItemKind::Determination;
            if determines || item.kind == ItemKind::Exclusion {
                self.cited.insert(item.clause);
            }
            // Whoever changed what the result rests on is part of its law.
            let rests_on = view.program.items_of(view.decision.trace.step(id).node);
            let changes = rests_on.flat_map(|item| &view.program.item(item).changes);
            self.cited.extend(changes.map(|change| change.clause));
        }
    }
}

/// 这一条, 三条.
fn counted(count: usize) -> String {
    match count {
        0 | 1 => "这一条".to_owned(),
        2 => "两条".to_owned(),
        count => match NUMERALS.get(count - 1) {
            Some(numeral) => format!("{numeral}条"),
            None => format!("{count}条"),
        },
    }
}
