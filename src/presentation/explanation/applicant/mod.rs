//! The household's page: the conclusion first, then why, the money step by step, what is missing, whom to ask, the law.

mod account;
mod differently;
mod remedy;
mod select;
mod tail;
mod why;

use std::collections::BTreeSet;

use crate::program::ir::{ClauseId, Op, Role};
use crate::program::legal::ItemKind;
use crate::program::node::label_words;
use crate::trace::outcome::{Outcome, Status};
use crate::trace::step::StepId;
use crate::trace::value::Question;

use crate::presentation::alike;
use crate::presentation::document::notice::Notice;

use super::audit;
use super::conclusion::{self, Standing};
use super::folding;
use super::glossary::Glossary;
use super::layout::{Page, Section};
use super::plain;
use super::reason::Reasoner;
use super::view::{View, mask};

use select::Told;

/// Chinese numerals of headings.
const NUMERALS: [&str; 12] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];

/// What the page is made with.
struct Writer<'v, 'a> {
    /// What is told.
    view: &'v View<'a>,
    /// Says reasons without places in the record.
    reasoner: Reasoner<'v, 'a>,
    /// Clauses that the page cites.
    cited: BTreeSet<ClauseId>,
    /// Results that the page tells.
    told: Told<'a>,
    /// One result is asked for: it is told at full length.
    asked: bool,
    /// What the locality puts on its notices.
    notice: &'v Notice,
}

/// The page for the chosen results.
pub(super) fn page(view: &View, chosen: &[&Outcome], asked: bool, notice: &Notice) -> Page {
    let mut reasoner = Reasoner::new(view);
    reasoner.placeless = true;
    let decided: Vec<&Outcome> = of_role(view, chosen, Role::Decision);
    let told = select::select(view, &reasoner, &decided, asked);
    let mut writer = Writer { view, reasoner, cited: BTreeSet::new(), told, asked, notice };
    let mut sections = vec![writer.conclusions()];
    if decided.is_empty() && asked {
        // A lead is the agency's own; what a body must do is told below.
        sections[0].lines.clear();
        if !of_role(view, chosen, Role::Lead).is_empty() {
            sections[0].say(0, "所问的是供机关核查的线索，不是对您家的决定。".to_owned());
        }
    }
    let duties = of_role(view, chosen, Role::Duty);
    sections.push(writer.whys());
    sections.push(writer.account());
    sections.push(writer.missing());
    // What would change a result, and what it rests on, stand here: between what is missing and what can be done.
    sections.push(writer.differently());
    sections.push(writer.remedy(&duties));
    let (mut law, assumed) = (writer.law(&sections), writer.assumed());
    if asked {
        sections.extend([law, assumed]);
    } else {
        law.lines.extend(assumed.lines);
        sections.push(law);
    }
    sections.retain(|section| !section.lines.is_empty());
    let mut glossary = Glossary::default();
    for output in &view.program.outputs {
        glossary.keep(&output.name);
    }
    for (word, meaning) in writer.meanings() {
        glossary.learn(word, meaning);
    }
    for (at, section) in sections.iter_mut().enumerate() {
        for (_, line) in &mut section.lines {
            *line = glossary.explain(line);
        }
        let numeral = NUMERALS.get(at).copied().unwrap_or("　");
        section.heading = format!("{numeral}、{}", section.heading);
    }
    let id = view.decision.id.as_deref().map(|id| format!("　编号：{}", mask(id))).unwrap_or_default();
    Page {
        letterhead: notice.body.clone(),
        title: notice.title.clone().unwrap_or_else(|| "社会救助计算结果说明".to_owned()),
        subtitle: format!("{}　按{}的规定{id}", view.area(), view.program.on),
        sections,
        signature: notice.signed().map(str::to_owned),
    }
}

/// The outcomes of a role.
fn of_role<'a>(view: &View, chosen: &[&'a Outcome], role: Role) -> Vec<&'a Outcome> {
    chosen.iter().copied().filter(|outcome| conclusion::role(view, outcome) == role).collect()
}

impl<'a> Writer<'_, 'a> {
    /// Whom a result is about.
    fn subject(&self, outcome: &Outcome) -> String {
        match conclusion::output(self.view, outcome) {
            Some(output) => self.view.you(output.plane, outcome.instance),
            None => String::new(),
        }
    }

    /// The name of a result.
    fn name(&self, outcome: &Outcome) -> String {
        conclusion::output(self.view, outcome).map_or_else(String::new, |output| output.name.clone())
    }

    /// One sentence per result.
    fn conclusions(&mut self) -> Section {
        let mut section = Section::new("结论");
        for group in self.groups() {
            let who: Vec<String> = group.iter().map(|outcome| self.subject(outcome)).collect();
            let said = group.first().map(|outcome| self.sentence(outcome)).unwrap_or_default();
            let first = who.first().cloned().unwrap_or_default();
            section
                .say(0, if who.len() > 1 { alike::close(&alike::open(&said, &first), &who) } else { said });
        }
        for line in self.told.stuck_lines(self.view, &self.telling(&self.told.stuck)) {
            section.say(0, line);
        }
        let departures = crate::presentation::words::departures(self.view.program);
        if !departures.is_empty() {
            let lines = departures.join("；");
            section.say(0, format!("这不是按现行公文原样算的，只供比较。{lines}。"));
        }
        for line in self.told.gathered_lines(self.view) {
            section.say(0, line);
        }
        if section.lines.is_empty() {
            section.say(0, "按现在记录的情况，没有查到您家可以领的救助。".to_owned());
        }
        let unproven = match self.unproven().len() {
            0 => String::new(),
            count => format!("，用到的情况里有{count}项还没有核实（见“还缺什么”）"),
        };
        section.say(
            0,
            format!("这是按记录和现行规定算出来的{unproven}；正式决定由有权的机关作出（见“谁来定”）。"),
        );
        if let Some(line) = self.looked_at() {
            section.say(0, line);
        }
        section
    }

    /// Results of several members of which the same is said, together.
    fn groups(&mut self) -> Vec<Vec<&'a Outcome>> {
        let mut groups: Vec<(usize, String, Vec<&'a Outcome>)> = Vec::new();
        for outcome in self.told.main.clone() {
            let said = alike::open(&self.sentence(outcome), &self.subject(outcome));
            let known = groups.iter_mut().find(|group| (group.0, &group.1) == (outcome.output, &said));
            match known {
                Some(group) => group.2.push(outcome),
                None => groups.push((outcome.output, said, vec![outcome])),
            }
        }
        groups.into_iter().map(|(.., group)| group).collect()
    }

    /// Results without the determinations that only lead to one of them: who is told of a benefit need not be told by
    /// its name of what stands before it.
    fn telling<'o>(&self, outcomes: &[&'o Outcome]) -> Vec<&'o Outcome> {
        let view = self.view;
        let benefit = |outcome: &Outcome| {
            conclusion::output(view, outcome).is_some_and(|output| output.benefit.is_some())
        };
        let benefits = outcomes.iter().filter(|outcome| benefit(outcome));
        let behind = view.cone(&benefits.map(|outcome| outcome.condition).collect::<Vec<StepId>>());
        let telling =
            |outcome: &&&Outcome| benefit(outcome) || !behind.contains(&view.through(outcome.condition));
        outcomes.iter().filter(telling).copied().collect()
    }

    /// What is only counted: refused, or nothing on record has to do with it.
    fn looked_at(&self) -> Option<String> {
        let named = |outcomes: &[&Outcome]| folding::names(self.view, &self.telling(outcomes)).len();
        let (others, folded) = (named(&self.told.others), named(&self.told.folded));
        let parts = [(others, "不符合条件"), (folded, "记录里没有相关情况")];
        let said = parts.iter().filter(|(count, _)| *count > 0);
        let said: Vec<String> = said.map(|(count, why)| format!("{count}项{why}")).collect();
        let said = (!said.is_empty()).then(|| said.join("，"))?;
        Some(format!("别的认定和救助也查过：{said}。名单和理由，经办人员可以打印给您看。"))
    }

    /// Whether a result is told with all its reasons: what a household would have asked for, and what it gets.
    fn in_full(&self, outcome: &Outcome) -> bool {
        let view = self.view;
        let benefit = conclusion::output(view, outcome).is_some_and(|output| output.benefit.is_some());
        let met = view.truth(outcome.condition) == Some(true);
        self.asked || select::household_benefit(view, outcome) || benefit && met
    }

    /// The results that are told with all their reasons; all of them, where none stands out.
    fn explained(&self) -> Vec<&'a Outcome> {
        let full: Vec<&Outcome> =
            self.told.main.iter().copied().filter(|outcome| self.in_full(outcome)).collect();
        if full.is_empty() { self.told.main.clone() } else { full }
    }

    /// How one result stands.
    fn sentence(&mut self, outcome: &Outcome) -> String {
        let view = self.view;
        let (subject, name) = (self.subject(outcome), self.name(outcome));
        let title = if subject == "您家" { name.clone() } else { format!("{subject}的{name}") };
        let output = conclusion::output(view, outcome);
        let form = output.and_then(|o| o.benefit.as_ref()).and_then(|b| b.form.clone());
        let form = form.map(|form| format!("（{form}）")).unwrap_or_default();
        let unit = conclusion::unit(view, outcome);
        let range = |outcome: &Outcome| self.range(outcome);
        match conclusion::standing(outcome) {
            Standing::Given => match outcome.status {
                Status::Granted(amount) => {
                    let amount = plain::amount(amount, unit, 2, true);
                    let payment = self.payment(outcome);
                    format!("{subject}可以领到{name}，{amount}{form}{payment}。")
                }
                _ => format!("{subject}可以享受{name}{form}。"),
            },
            Standing::Holds => self.holds(outcome),
            Standing::Offered => {
                let who = self.deciders(outcome);
                format!("{title}：{subject}的情况符合条件，给不给、给多少，要由{who}来定{}。", range(outcome))
            }
            Standing::Judged
                if output.is_some_and(|o| o.benefit.is_some())
                    && view.truth(outcome.condition) == Some(true) =>
            {
                let who = self.deciders(outcome);
                format!("{title}：{subject}的情况符合条件，给多少，要由{who}来定{}。", range(outcome))
            }
            Standing::Judged => {
                let who = self.deciders(outcome);
                let unless = if outcome.may_be_refused { "能不能给，" } else { "" };
                format!("{title}：{unless}要由{who}来定{}。", range(outcome))
            }
            Standing::Open => {
                let count = outcome.missing.len();
                let first: Vec<Question> = outcome.missing.iter().take(3).copied().collect();
                let mut missing = self.asked_together(&first);
                if count > first.len() {
                    missing.push(format!("等等，共{count}项，见后面“还缺什么”"));
                }
                let range = range(outcome);
                let after = if range.is_empty() {
                    String::new()
                } else if outcome.may_be_refused {
                    format!("查清以后，可能不能领；能领的话{range}。")
                } else {
                    format!("查清以后{range}。")
                };
                format!("{title}：还不能决定，因为还缺：{}。{after}", missing.join("；"))
            }
            Standing::Refused => format!("{subject}这次不能领{name}{}。", self.because(outcome)),
            Standing::Fails => format!("{subject}这次不符合“{name}”的条件{}。", self.because(outcome)),
            Standing::Conflict | Standing::NoRule | Standing::Fault
                if output.is_some_and(|output| output.benefit.is_some())
                    && view.truth(outcome.condition) == Some(true) =>
            {
                let said = conclusion::conclusion(view, outcome);
                format!(
                    "{title}：{subject}的情况符合条件，但是给多少现在算不出。{said}。这不是您家缺材料，要等有关部门弄清楚。"
                )
            }
            Standing::Conflict | Standing::NoRule | Standing::Fault => {
                let whose = match conclusion::standing(outcome) {
                    Standing::Fault => "请经办人员核对记录",
                    _ => "这不是您家缺材料，要等有关部门弄清楚",
                };
                format!("{title}：现在算不出结果。{}。{whose}。", conclusion::conclusion(view, outcome))
            }
        }
    }

    /// `，因为“人均月收入低于低保标准”这一条不符合`
    fn because(&mut self, outcome: &Outcome) -> String {
        let view = self.view;
        if let ([], [_, ..]) = (outcome.failed.as_slice(), outcome.beaten_by.as_slice()) {
            let winners = outcome.beaten_by.join("”“");
            return format!("，因为已经取“{winners}”，规定几项里只能有一项");
        }
        let Some((list, parts, true)) = view.condition_parts(outcome.condition) else { return String::new() };
        let children = view.children(list);
        let failing: Vec<_> =
            parts.iter().zip(children).filter(|(_, child)| view.truth(**child) == Some(false)).collect();
        // By how much a line is missed belongs to the answer.
        let missed = match failing.as_slice() {
            [(_, child)] if matches!(view.node(view.through(**child)).op, Op::Compare(..)) => {
                self.reasoner.detail(**child)
            }
            _ => String::new(),
        };
        let missed = if missed.is_empty() { missed } else { format!("：{missed}") };
        let said: Vec<String> = failing
            .into_iter()
            .map(|(part, child)| {
                let child = view.through(*child);
                let (plane, instance) = (view.node(child).plane, view.step(child).instance);
                let list = !view.node(child).heads && view.condition_parts(child).is_some();
                if list && !part.label.is_empty() {
                    return label_words(&part.label);
                }
                format!("“{}”", view.spoken_words(&view.condition_words(child), plane, instance))
            })
            .collect();
        match said.len() {
            0 => String::new(),
            1 => format!("，因为{}这一条不符合{missed}", said.concat()),
            _ => format!("，因为{}这几条不符合", said.join("、")),
        }
    }

    /// A determination that holds, with what follows from it.
    fn holds(&self, outcome: &Outcome) -> String {
        let (subject, name) = (self.subject(outcome), self.name(outcome));
        let Some(output) = conclusion::output(self.view, outcome) else { return String::new() };
        match &output.consequence {
            Some(words) => {
                let words = self.view.spoken_words(words, output.plane, outcome.instance);
                let words = words.trim_end_matches('。');
                if words.starts_with(&subject) {
                    format!("{words}（符合“{name}”的条件）。")
                } else {
                    format!("{subject}符合“{name}”的条件：{words}。")
                }
            }
            None => format!("{subject}符合“{name}”的条件。"),
        }
    }

    /// `，金额在100元至1075元之间`; nothing where it says nothing.
    fn range(&self, outcome: &Outcome) -> String {
        let range = match outcome.status {
            Status::Offered(range) | Status::Undetermined(range) | Status::NeedsJudgement(range) => range,
            _ => None,
        };
        let Some(range) = range else { return String::new() };
        let unit = conclusion::unit(self.view, outcome);
        match plain::plain_range(range, unit, true) {
            Some(words) if range.is_point().is_some() => format!("，{words}"),
            Some(words) => format!("，金额{words}"),
            None => String::new(),
        }
    }

    /// `，按月发，每月10日前`
    fn payment(&self, outcome: &Outcome) -> String {
        let Some(payment) = &outcome.payment else { return String::new() };
        let mut said = vec![format!("{}发", payment.cycle)];
        if let (Some(each), Status::Granted(amount)) = (payment.each, &outcome.status)
            && each != *amount
        {
            let schedule =
                conclusion::output(self.view, outcome).and_then(|o| o.benefit.as_ref()?.schedule.as_ref());
            if let Some((output, node)) =
                conclusion::output(self.view, outcome).zip(schedule.and_then(|schedule| schedule.each))
            {
                let unit = crate::presentation::words::unit_of(self.view.program, node);
                said.push(format!(
                    "每次{}",
                    plain::amount(each, self.view.unit_on(unit, output.plane), 2, true)
                ));
            }
        }
        said.extend(conclusion::payment_words(payment).filter(|words| !words.contains("未载明")).cloned());
        if let Some(payee) = &payment.payee {
            let Some(output) = conclusion::output(self.view, outcome) else { return String::new() };
            said.push(format!("发给{}", self.view.spoken_words(payee, output.plane, outcome.instance)));
        }
        if let (Some(month), Some(due)) = (payment.first, payment.due) {
            said.push(format!("从{}起，第一笔最迟{due}发", month.spoken()));
        }
        format!("，{}", said.join("，"))
    }

    /// How the amounts that conditions compare are made: 人均月收入 is 月收入÷人数.
    fn meanings(&self) -> Vec<(String, String)> {
        let view = self.view;
        let mut found = Vec::new();
        for id in view.cone(&roots(&self.told)) {
            if !matches!(view.node(id).op, Op::Compare(..)) {
                continue;
            }
            for side in view.children(id).iter().map(|side| view.through(*side)) {
                let defined = view.head_kind(side) == Some(ItemKind::Definition);
                if defined && self.reasoner.is_money(side) {
                    let formula =
                        view.formula(side).unwrap_or_else(|| super::view::tidy(&view.node(side).text));
                    found.push((view.name(side), plain::closed_up(&formula)));
                }
            }
        }
        found
    }

    /// Who decides, in words that a household knows.
    fn deciders(&self, outcome: &Outcome) -> String {
        self.view.bodies_plainly(&conclusion::judges(self.view, outcome))
    }

    /// What is asked, for a household.
    fn asked(&self, question: &Question) -> String {
        let said = self.view.question_words(question);
        self.view.spoken_words(&said, crate::program::ir::PlaneId(0), 0)
    }

    /// Whom a question is about.
    fn asked_of(&self, question: &Question) -> Option<String> {
        let view = self.view;
        let subject = crate::presentation::words::question_subject(view.program, view.record, question);
        Some(subject.map_or_else(|| "您家".to_owned(), |subject| mask(&subject)))
    }

    /// What is asked, with the people of one question together, for a household.
    fn asked_together(&self, questions: &[Question]) -> Vec<String> {
        let asked = questions.iter().map(|question| (self.asked_of(question), self.asked(question)));
        alike::listed(asked.collect(), "；")
    }
}

/// The steps of the results that are told.
fn roots(told: &Told) -> Vec<StepId> {
    told.main.iter().flat_map(|outcome| audit::roots(outcome)).collect()
}
