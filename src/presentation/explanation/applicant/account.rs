//! The money of a page: who has what, what is not counted and why, then every sum as on paper.

use std::collections::BTreeSet;

use crate::program::ir::{Op, PlaneId, Reduction, Type};
use crate::program::legal::ItemKind;
use crate::program::node::label_words;
use crate::quantity::ratio::Ratio;
use crate::quantity::unit::Base;
use crate::trace::outcome::Outcome;
use crate::trace::step::StepId;
use crate::trace::value::Value;

use super::{Writer, audit};
use crate::presentation::explanation::conclusion::{self, Standing};
use crate::presentation::explanation::law::on_one_line;
use crate::presentation::explanation::layout::Section;
use crate::presentation::explanation::plain::closed_up;
use crate::presentation::explanation::reckoning::Fate;

impl Writer<'_, '_> {
    /// How the money is reckoned.
    pub(super) fn account(&mut self) -> Section {
        let mut section = Section::new("钱是怎么算的");
        let view = self.view;
        let cone = view.cone(&self.money_roots());
        let sums = self.sums(&cone);
        // What is told person by person is not told again.
        let people: Vec<StepId> = sums.iter().flat_map(|sum| view.children(*sum).iter().copied()).collect();
        let told = view.cone(&people);
        for id in sums {
            self.people(&mut section, id);
        }
        // What a list takes off the household as a whole.
        let household = |id: &&StepId| {
            view.head_kind(**id) == Some(ItemKind::Disregard) && view.node(**id).plane == PlaneId(0)
        };
        for id in cone.iter().filter(household) {
            self.not_counted(&mut section, *id, PlaneId(0));
        }
        let amounts: BTreeSet<StepId> =
            self.explained().into_iter().filter_map(|outcome| outcome.amount).collect();
        let before: BTreeSet<StepId> = cone.iter().filter_map(|id| self.unchanged(*id)).collect();
        for id in &cone {
            self.figures(*id);
            let named = self.reasoner.is_named_money(*id) && !told.contains(id) && !before.contains(id);
            if named || amounts.contains(id) {
                self.line(&mut section, *id);
            }
        }
        section
    }

    /// The steps of the results of which the money is told: who asks for one is told of it in any case.
    fn money_roots(&self) -> Vec<StepId> {
        let is_money = |outcome: &&Outcome| {
            let benefit =
                conclusion::output(self.view, outcome).is_some_and(|output| output.benefit.is_some());
            let stuck = matches!(
                conclusion::standing(outcome),
                Standing::Conflict | Standing::NoRule | Standing::Fault
            );
            benefit && !stuck
        };
        let main = self.explained();
        let chosen = main.into_iter().filter(|outcome| self.asked || is_money(outcome));
        chosen.flat_map(audit::roots).collect()
    }

    /// The amount from which a step takes nothing off: the step says all.
    fn unchanged(&self, id: StepId) -> Option<StepId> {
        let (before, off) = self.reasoner.taken_off(self.view.through(id))?;
        matches!(self.view.value(off), Value::Number(number) if number.is_zero()).then_some(before)
    }

    /// Remembers the clauses that published the figures used.
    fn figures(&mut self, id: StepId) {
        self.cited.extend(self.view.cell(id).map(|cell| cell.clause));
    }

    /// Sums over people, of money that has a name.
    fn sums(&self, cone: &BTreeSet<StepId>) -> Vec<StepId> {
        let view = self.view;
        let is_sum = |id: &StepId| {
            matches!(&view.node(*id).op, Op::Reduce { kind: Reduction::Sum, plane, value: Some(_), .. }
                if view.node(*id).plane == PlaneId(0)
                    && view.program.planes.get(plane.index()).is_some_and(|plane| plane.label.is_some()))
                && self.reasoner.is_money(*id)
        };
        cone.iter().copied().filter(is_sum).collect()
    }

    /// Each person of a sum: what there is, what is not counted and why, what is counted.
    fn people(&mut self, section: &mut Section, sum: StepId) {
        let view = self.view;
        let Op::Reduce { plane, value: Some(value), .. } = &view.node(sum).op else { return };
        let (plane, value) = (*plane, *value);
        let mut without: Vec<String> = Vec::new();
        for child in view.children(sum).iter().filter(|child| view.step(**child).node == value) {
            let person = view.own_name(plane, view.step(*child).instance);
            let head = view.through(*child);
            let below = view.cone(&[head]);
            let own = |id: &StepId| {
                let at = view.step(*id);
                view.holder(view.node(*id).plane, at.instance, plane) == Some(view.step(*child).instance)
            };
            let facts: Vec<StepId> = below
                .iter()
                .copied()
                .filter(|id| view.fact(*id).is_some() && self.reasoner.is_money(*id) && own(id))
                .collect();
            if facts.is_empty() && matches!(view.value(head), Value::Open(_)) {
                section.say(0, format!("{person}：{}还没有查清，算进多少还没有定。", self.money_name(sum)));
                continue;
            }
            if facts.is_empty() {
                without.push(person);
                continue;
            }
            match facts.as_slice() {
                [fact] => section.say(0, format!("{person}的{}", self.income(*fact))),
                facts => {
                    section.say(0, format!("{person}："));
                    for fact in facts {
                        section.say(1, self.income(*fact));
                    }
                }
            }
            let disregards: Vec<StepId> = below
                .iter()
                .copied()
                .filter(|id| view.head_kind(*id) == Some(ItemKind::Disregard) && own(id))
                .collect();
            let before = section.lines.len();
            for id in &disregards {
                self.not_counted(section, *id, plane);
            }
            let nothing_off = section.lines.len() == before;
            for id in &disregards {
                self.nearly(section, *id, plane);
            }
            self.counted(section, head, nothing_off && section.lines.len() == before);
        }
        if !without.is_empty() {
            let line = format!("{}：记录里没有{}，算进0元。", without.join("、"), self.money_name(sum));
            section.say(0, line);
        }
    }

    /// What the people of a sum are asked about.
    fn money_name(&self, sum: StepId) -> String {
        let view = self.view;
        let inner = view.children(sum).first().map(|child| view.through(*child));
        let Some(inner) = inner else { return "收入".to_owned() };
        let Op::Reduce { .. } = view.node(sum).op else { return "收入".to_owned() };
        let below = view.cone(&[inner]);
        let list = below.iter().find_map(|id| match &view.node(*id).op {
            Op::Reduce { kind: Reduction::Sum, plane, .. } => view.program.planes.get(plane.index()),
            _ => None,
        });
        list.map_or_else(|| "收入".to_owned(), |plane| plane.name.clone())
    }

    /// `帮扶车间就业：每月900元（凭书面承诺）。`
    fn income(&self, id: StepId) -> String {
        let view = self.view;
        let (node, step) = (view.node(id), view.step(id));
        let name = view.own_name(node.plane, step.instance);
        let evidence =
            view.fact(id).map(|(_, fact)| view.evidence(fact.evidence.as_deref())).unwrap_or_default();
        let evidence = match evidence.as_str() {
            "" => String::new(),
            said => format!("，{said}"),
        };
        let value = match view.value(id) {
            Value::Open(_) => "还没有查清".to_owned(),
            Value::Number(number) => match self.yearly(id, number) {
                Some(yearly) => format!("一年{yearly}元，合{}", view.plain_value(id, true)),
                None => view.plain_value(id, true),
            },
            _ => view.plain_value(id, true),
        };
        format!("{name}：{value}{evidence}。")
    }

    /// A monthly amount that does not end is told by the year, if that ends.
    fn yearly(&self, id: StepId, number: Ratio) -> Option<String> {
        let Type::Number(unit) = self.view.node(id).ty else { return None };
        let monthly = unit.dimension.exponent(Base::Month) == -1 && number.decimal_places().is_none();
        let yearly = number.checked_mul(Ratio::from_integer(12)).filter(|_| monthly)?;
        yearly.decimal_places().map(|_| yearly.to_display())
    }

    /// What a disregard takes off, with why.
    fn not_counted(&mut self, section: &mut Section, id: StepId, person: PlaneId) {
        let view = self.view;
        let item = view.program.item(view.node(id).item);
        let plane = view.node(id).plane;
        let single = plane != person;
        let which = if single { view.own_name(plane, view.step(id).instance) } else { String::new() };
        if matches!(view.value(id), Value::Open(_)) {
            let which = if single { format!("{which}，") } else { String::new() };
            section.say(
                1,
                format!(
                    "{which}按“{}”（{}）能不能不算、不算多少，还不能决定。",
                    item.name,
                    view.cite(item.clause)
                ),
            );
            self.cited.insert(item.clause);
            return;
        }
        let Some((why, how)) = self.reasoner.disregard(id, !self.asked) else { return };
        self.cited.insert(item.clause);
        let how = if how.is_empty() { String::new() } else { format!("算法：{how}。") };
        let whose = match (single, plane == PlaneId(0)) {
            (true, _) => format!("{which}的"),
            (false, true) => "全家".to_owned(),
            (false, false) => "其中".to_owned(),
        };
        let amount = view.plain_value(id, true);
        let what = match item.list.as_deref() {
            None | Some("不计入收入") => format!("{whose}{amount}不算"),
            Some("核减") => format!("{whose}{amount}减掉不算"),
            Some(list) => format!("{whose}{amount}算作“{list}”"),
        };
        let place = view.cite(item.clause);
        let said = format!("{what}，按“{}”（{place}）。{how}", item.name);
        if self.asked {
            section.say(1, said);
            section.say(2, format!("理由：{why}。"));
        } else {
            section.say(1, format!("{said}理由：{why}。"));
        }
    }

    /// A disregard that fails by one condition about something that the person has.
    fn nearly(&mut self, section: &mut Section, id: StepId, person: PlaneId) {
        let view = self.view;
        let Some(branch) = view.branches(id).into_iter().find(|branch| branch.guard.is_some()) else {
            return;
        };
        let (Some(guard), Fate::Fails) = (branch.guard, &branch.fate) else { return };
        let Some((list, parts, true)) = view.condition_parts(guard) else { return };
        let children = view.children(list);
        let mut failing = parts.iter().zip(children).filter(|(_, child)| view.truth(**child) == Some(false));
        let (Some((part, child)), None) = (failing.next(), failing.next()) else { return };
        let child = view.through(*child);
        let has = match &view.node(child).op {
            Op::Reduce { plane, .. } => {
                view.within(*plane, person)
                    && !view.below(*plane, view.node(child).plane, view.step(child).instance).is_empty()
            }
            Op::Fact(_) => true,
            _ => false,
        };
        if !has {
            return;
        }
        let item = view.program.item(view.node(id).item);
        self.cited.insert(item.clause);
        let detail = self.reasoner.detail(child);
        let words = view.spoken_words(
            &view.condition_words(child),
            view.node(child).plane,
            view.step(child).instance,
        );
        let detail = if detail.is_empty() { String::new() } else { format!("（{detail}）") };
        section.say(
            1,
            format!(
                "“{}”（{}）用不上，因为{}不符合：{words}{detail}。",
                item.name,
                view.cite(item.clause),
                label_words(&part.label)
            ),
        );
    }

    /// What is counted in the end.
    fn counted(&mut self, section: &mut Section, head: StepId, nothing_off: bool) {
        let view = self.view;
        let total = view.plain_value(head, true);
        if let Value::Open(_) = view.value(head) {
            section.say(1, format!("算进多少：{total}。"));
            return;
        }
        // One list after another: 不计入收入, then 核减.
        let (mut first, mut taken) = (head, Vec::new());
        while let Some((before, off)) = self.reasoner.taken_off(first) {
            if !matches!(view.value(off), Value::Number(n) if n.is_zero()) {
                taken.push(view.bare(off));
            }
            first = before;
        }
        taken.reverse();
        let said = match taken.as_slice() {
            [_, ..] => format!("算进：{} － {} ＝ {total}。", view.bare(first), taken.join(" － ")),
            // Told with the income itself, where there is only one.
            [] if nothing_off && !self.asked => {
                let said = "全部算进，没有哪条现行规定说它可以不算。";
                match section.lines.last_mut() {
                    Some((0, line)) => line.push_str(said),
                    _ => section.say(1, format!("合计{total}，{said}")),
                }
                return;
            }
            [] if nothing_off => format!("全部算进：{total}。没有哪条现行规定说它可以不算。"),
            [] => format!("算进：{total}。"),
        };
        section.say(1, said);
    }

    /// One calculation.
    fn line(&mut self, section: &mut Section, id: StepId) {
        let view = self.view;
        let name = match view.node(id).heads {
            true => view.titled(id),
            false => view.of_subject(view.node(id).plane, view.step(id).instance, &view.name(id)),
        };
        let own = view.node(id).plane != PlaneId(0);
        // The conclusion says in which range it lies.
        let open = matches!(view.value(id), Value::Open(_));
        if open && self.told.main.iter().any(|outcome| outcome.amount == Some(id)) {
            return;
        }
        self.cited.insert(view.node(id).clause);
        let mut at = view.through(id);
        let mut tail = Vec::new();
        while let (Op::Round(_, rounding), [inner]) = (&view.node(at).op, view.children(at)) {
            let inner = view.through(*inner);
            if view.value(inner) != view.value(at) {
                tail.push(format!("{rounding}：{}", view.plain_value(at, true)));
            }
            at = inner;
        }
        while let Some(before) = self.unchanged(at) {
            at = view.through(before);
        }
        match self.reasoner.on_paper(at, own) {
            Some(paper) => section.say(0, format!("{name}：{paper}。")),
            None => match &view.node(at).op {
                Op::Judged { .. } => {
                    let said = view.answer_plainly(at).unwrap_or_else(|| "要由人来定".to_owned());
                    section.say(0, format!("{name}：{said}。"));
                }
                Op::Choose(_) => self.branch_taken(section, &name, at),
                Op::Reduce { .. } => {
                    let paper = view.paper_sum(at).unwrap_or_default();
                    section.say(0, format!("{name}：{paper} ＝ {}。", view.plain_value(at, true)));
                }
                _ => {
                    let from = closed_up(&view.name(at));
                    let from = if from == view.name(id) { String::new() } else { format!("就是{from}，") };
                    let worked = self.worked_out(at);
                    section.say(0, format!("{name}：{from}{}{worked}。", view.plain_value(at, true)));
                }
            },
        }
        for line in tail {
            section.say(1, format!("{line}。"));
        }
    }

    /// How a figure that is published as a formula comes about.
    fn worked_out(&self, id: StepId) -> String {
        let cell = self.view.cell(id);
        let said =
            cell.and_then(|cell| Some((closed_up(&on_one_line(&cell.written)), self.view.bases(cell)?)));
        said.map_or_else(String::new, |(written, bases)| format!("（规定写的是“{written}”，{bases}）"))
    }

    /// The branch that gives a number.
    fn branch_taken(&mut self, section: &mut Section, name: &str, id: StepId) {
        let view = self.view;
        let branches = view.branches(id);
        let settled = matches!(view.value(id), Value::Number(_));
        let Some(taken) = branches.iter().find(|branch| branch.fate == Fate::Taken).filter(|_| settled)
        else {
            section.say(0, format!("{name}：{}。", view.plain_value(id, true)));
            return;
        };
        let judged = taken.value.and_then(|value| view.answer_plainly(view.through(value)));
        if let Some(said) = judged {
            section.say(0, format!("{name}：{said}。"));
            return;
        }
        let why = closed_up(&view.branch_name(taken));
        let value = taken.value.map_or_else(
            || view.plain_value(id, true),
            |value| {
                let own = view.node(value).plane != PlaneId(0);
                let paper = self.reasoner.on_paper(view.through(value), own);
                paper.unwrap_or_else(|| {
                    format!("{}{}", view.plain_value(value, true), self.worked_out(view.through(value)))
                })
            },
        );
        section.say(0, format!("{name}：按{why}，{value}。"));
    }
}
