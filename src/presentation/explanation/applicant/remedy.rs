//! What can be done: who decides and by when, what bodies owe, whom to ask, where to object.

use crate::presentation::explanation::conclusion::{self, Standing};
use crate::presentation::explanation::layout::Section;
use crate::trace::outcome::{Outcome, Status};
use crate::trace::step::StepId;
use crate::trace::value::Value;

use super::Writer;

impl<'a> Writer<'_, 'a> {
    /// Who decides, by when, and where to go.
    pub(super) fn remedy(&mut self, duties: &[&Outcome]) -> Section {
        let mut section = Section::new("谁来定，怎么办");
        for line in self.deciding_bodies() {
            section.say(0, line);
        }
        for line in self.limits() {
            section.say(0, line);
        }
        for line in self.duties(duties) {
            section.say(0, line);
        }
        for line in self.contact() {
            section.say(0, line);
        }
        section
    }

    /// Who decides, with the results that each decides together.
    fn deciding_bodies(&self) -> Vec<String> {
        let mut deciders: Vec<(String, Vec<String>)> = Vec::new();
        for outcome in &self.told.main {
            let stands = matches!(conclusion::standing(outcome), Standing::Refused | Standing::Fails);
            let own = if stands && outcome.bodies.is_empty() {
                conclusion::output(self.view, outcome).map_or_else(Vec::new, |output| output.bodies.clone())
            } else {
                outcome.bodies.clone()
            };
            if !own.is_empty() {
                gather(&mut deciders, self.view.bodies_plainly(&own), self.name(outcome));
            }
        }
        deciders.into_iter().map(|(who, names)| format!("{}：由{who}决定。", names.join("、"))).collect()
    }

    /// By when results must be settled, as far as it is known.
    fn limits(&mut self) -> Vec<String> {
        let mut limits: Vec<(String, Vec<String>)> = Vec::new();
        for outcome in self.told.main.clone() {
            // While it cannot be told by when, nothing is to be said.
            let known = |outcome: &&Outcome| {
                self.asked || outcome.due.is_some_and(|due| matches!(self.view.value(due), Value::Date(_)))
            };
            let Some(limited) = self.limited(outcome).filter(known) else { continue };
            let Some(due) = self.view.due_line(limited) else { continue };
            gather(&mut limits, due, self.name(outcome));
            self.cite_years(limited);
        }
        limits.into_iter().map(|(due, names)| format!("{}：{due}。", names.join("、"))).collect()
    }

    /// The result whose last day is that of a result: itself, or the determination that it is given on.
    fn limited(&self, outcome: &'a Outcome) -> Option<&'a Outcome> {
        let view = self.view;
        let condition = view.through(outcome.condition);
        let beneath = || {
            let mut all = view.decision.outcomes.iter();
            all.find(|other| other.due.is_some() && view.through(other.condition) == condition)
        };
        if outcome.due.is_some() { Some(outcome) } else { beneath() }
    }

    /// The arrangements of holidays that the last day of a result was counted by stand among the law.
    fn cite_years(&mut self, outcome: &Outcome) {
        let roots: Vec<StepId> = outcome.due.into_iter().collect();
        for id in self.view.cone(&roots) {
            self.cited.extend(self.view.years_counted(id).into_iter().map(|year| year.clause));
        }
    }

    /// What bodies must do for the household, as far as it is settled.
    fn duties(&mut self, duties: &[&Outcome]) -> Vec<String> {
        let mut lines = Vec::new();
        for outcome in duties.iter().filter(|outcome| outcome.status == Status::Holds(true)) {
            let Some(output) = conclusion::output(self.view, outcome) else { continue };
            let clause = self.view.program.item(output.item).clause;
            self.cited.insert(clause);
            let who = self.view.bodies_plainly(&outcome.bodies);
            let what = output.consequence.clone().unwrap_or_default();
            let what = self.view.spoken_words(&what, output.plane, outcome.instance);
            let what = what.trim_end_matches('。');
            let place = if self.asked { format!("（{}）", self.view.cite(clause)) } else { String::new() };
            let whom = match self.subject(outcome).as_str() {
                "您家" => String::new(),
                subject => format!("{subject}："),
            };
            lines.push(format!("{whom}{who}应当{what}{place}。"));
        }
        lines
    }

    /// Whom to ask and where to object: as the locality says, else nothing is made up.
    fn contact(&self) -> Vec<String> {
        let notice = self.notice;
        let mut lines = Vec::new();
        let reached = notice.reached();
        if !reached.is_empty() {
            lines.push(format!("有不明白的，请问：{}。", reached.join("，")));
        }
        let wrong = "记录里的情况有不对的，请告诉受理申请的经办人员。";
        let objected = match (&notice.objection, &notice.limit) {
            (Some(channel), Some(limit)) => format!("不服这个结果的：{channel}；期限：{limit}。"),
            (Some(channel), None) => format!("不服这个结果的：{channel}；几天以内提，请问经办人员。"),
            (None, Some(limit)) => format!("不服这个结果的，期限：{limit}；到哪里提，请问经办人员。"),
            (None, None) => {
                "不服这个结果的，到哪里提、几天以内提，现行规定里没有写，也请问经办人员。".to_owned()
            }
        };
        lines.push(format!("{wrong}{objected}"));
        lines.extend(notice.supervision.as_ref().map(|words| format!("监督电话：{words}。")));
        lines
    }
}

/// Puts a name to those of which the same is said, once.
fn gather(groups: &mut Vec<(String, Vec<String>)>, said: String, name: String) {
    match groups.iter_mut().find(|(known, _)| *known == said) {
        Some((_, names)) if names.contains(&name) => {}
        Some((_, names)) => names.push(name),
        None => groups.push((said, vec![name])),
    }
}
