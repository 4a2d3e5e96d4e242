//! Reasons in plain sentences: conditions with what decides them, money step by step as on paper.

use crate::presentation::words;
use crate::program::ir::{Arithmetic, Op, Part, PlaneId, Reduction, Type};
use crate::program::legal::ItemKind;
use crate::quantity::interval::{Bound, Interval};
use crate::quantity::ratio::Ratio;
use crate::quantity::rounding::{Mode, Rounding};
use crate::quantity::unit::{Base, Unit};
use crate::trace::step::StepId;
use crate::trace::value::{Domain, Value};

use super::reason::Reasoner;
use super::reckoning::Fate;
use super::spoken::spoken;
use super::view::View;

/// Said of what nobody has looked into.
pub(super) const UNKNOWN: &str = "还没有查清";

/// One condition, said plainly.
pub(super) struct Condition {
    /// （一）, or nothing.
    pub(super) label: String,
    /// What is asked.
    pub(super) text: String,
    /// What is the case.
    pub(super) detail: String,
    /// Whether it holds.
    pub(super) truth: Option<bool>,
}

/// Spaces between Chinese words are left out.
pub(super) fn closed_up(text: &str) -> String {
    let wide = |sign: char| !sign.is_ascii();
    let signs: Vec<char> = text.chars().collect();
    let mut said = String::new();
    for (at, sign) in signs.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| signs.get(at)).copied().unwrap_or('。');
        let after = signs.get(at + 1).copied().unwrap_or('。');
        if *sign == ' ' && (wide(before) || wide(after)) {
            continue;
        }
        said.push(*sign);
    }
    said
}

/// A name without what stands in brackets.
fn unbracketed(name: &str) -> String {
    let mut depth = 0_u32;
    let outside = name.chars().filter(|sign| {
        match sign {
            '（' => depth += 1,
            '）' => depth = depth.saturating_sub(1),
            _ => return depth == 0,
        }
        false
    });
    outside.collect()
}

/// A number for people who count in 分: 481.67, marked 约 where it does not end there.
pub(super) fn rounded(value: Ratio, places: u32) -> String {
    if value.decimal_places().is_some_and(|known| known <= 4) {
        return value.to_display();
    }
    let step = 10_i128.checked_pow(places).and_then(|scale| Ratio::new(1, scale));
    let near = step.and_then(|step| Rounding { mode: Mode::HalfUp, step }.apply(value));
    match near.and_then(|near| near.to_decimal_string(places)) {
        Some(text) => format!("约{text}"),
        None => value.to_display(),
    }
}

/// An amount of one person or household: nobody needs to be told that it is per person.
pub(super) fn amount(value: Ratio, unit: Unit, places: u32, own: bool) -> String {
    let Some(written) = unit.from_base(value) else { return words::amount(value, unit) };
    let said = match unit.spoken() {
        Some(template) => template.replacen("{}", &rounded(written, places), 1),
        None => words::amount(value, unit),
    };
    // What a household has is not said to be per household.
    let said = said.strip_prefix("每户").map(str::to_owned).unwrap_or(said);
    let plain = said.strip_prefix("每人").filter(|_| own);
    plain.map_or_else(|| said.clone(), str::to_owned)
}

/// `在每月245元至每月900元之间`
pub(super) fn plain_range(range: Interval, unit: Unit, own: bool) -> Option<String> {
    let say = |bound: Bound| bound.value().map(|value| amount(value, unit, 2, own));
    match (say(range.low), say(range.high)) {
        (Some(low), Some(high)) if range.is_point().is_some() => Some(if low == high { low } else { high }),
        (Some(low), Some(high)) => Some(format!("在{low}至{high}之间")),
        (Some(low), None) if range.low.value() != Some(Ratio::ZERO) => Some(format!("不低于{low}")),
        (None, Some(high)) => Some(format!("不超过{high}")),
        _ => None,
    }
}

impl View<'_> {
    /// The value of a step for a household.
    pub(super) fn plain_value(&self, id: StepId, own: bool) -> String {
        match self.value(id) {
            Value::Number(number) => amount(number, self.unit(id), 2, own),
            Value::Open(open) => match self.decision.trace.arena.open(open).domain {
                Domain::Number(range) => match plain_range(range, self.unit(id), own) {
                    Some(range) => format!("还没有定，{range}"),
                    None => "还没有定".to_owned(),
                },
                _ => self.value_words(id),
            },
            _ => self.value_words(id),
        }
    }

    /// 您家, or whoever it is.
    pub(super) fn you(&self, plane: PlaneId, instance: u32) -> String {
        if plane == PlaneId(0) { "您家".to_owned() } else { self.subject(plane, instance) }
    }

    /// The author's words, closed up, with the people whom they mean.
    pub(super) fn spoken_words(&self, text: &str, plane: PlaneId, instance: u32) -> String {
        let mut said = spoken(text, &self.program.on.to_string());
        let household = self.program.planes.first().map_or("", |root| root.pronoun.as_str());
        if !household.is_empty() {
            said = said.replace(household, "您家");
        }
        let own = self.program.planes.get(plane.index()).filter(|_| plane != PlaneId(0));
        if let Some(own) = own.filter(|own| !own.pronoun.is_empty()) {
            said = said.replace(&own.pronoun, &self.subject(plane, instance));
        }
        match text.strip_prefix("非 ").filter(|rest| !rest.contains(' ')) {
            Some(_) => format!("不是“{}”", said.strip_prefix("不是").unwrap_or(&said)),
            None => said,
        }
    }

    /// What decides a truth says all that there is to say of it.
    fn says_itself(&self, id: StepId) -> bool {
        let id = self.through(id);
        self.simple(id) || self.relates(id) || matches!(self.node(id).op, Op::Present(_))
    }

    /// The list of conditions behind a truth: through the determinations that it is made of.
    pub(super) fn condition_parts(&self, id: StepId) -> Option<(StepId, &[Part], bool)> {
        let mut id = self.through(id);
        loop {
            match (&self.node(id).op, self.children(id)) {
                (Op::All(parts), _) if parts.iter().any(|part| !part.label.is_empty()) => {
                    return Some((id, parts, true));
                }
                (Op::Any(parts), _) if parts.iter().any(|part| !part.label.is_empty()) => {
                    return Some((id, parts, false));
                }
                (Op::Reinterpret(_), [inner]) => id = self.through(*inner),
                _ => return None,
            }
        }
    }
}

impl Reasoner<'_, '_> {
    /// The conditions of a truth, said plainly.
    pub(super) fn conditions(&mut self, id: StepId) -> Vec<Condition> {
        let view = self.view;
        match view.condition_parts(id) {
            Some((list, parts, _)) => {
                let children = view.children(list);
                let fails = |child: &StepId| {
                    view.rivals(view.through(*child)).is_none() && view.truth(*child) == Some(false)
                };
                let unfit = children.iter().any(fails);
                // Of what does not qualify, and of what stands, it is not told that another might go before it.
                let told = |child: &StepId| {
                    view.rivals(view.through(*child)).is_none() || !unfit && view.truth(*child) != Some(true)
                };
                let parts = parts.iter().zip(children).filter(|(_, child)| told(child));
                parts.map(|(part, child)| self.condition(&part.label, *child)).collect()
            }
            None => {
                let mut own = self.condition("", id);
                // A determination without a list is told by what it asks.
                if view.node(id).heads {
                    let words = view.condition_list(id);
                    own.text = view.spoken_words(&words, view.node(id).plane, view.step(id).instance);
                }
                vec![own]
            }
        }
    }

    /// One condition.
    fn condition(&mut self, label: &str, id: StepId) -> Condition {
        let view = self.view;
        let id = view.through(id);
        let (plane, instance) = (view.node(id).plane, view.step(id).instance);
        if view.rivals(id).is_some() {
            let winners = view.winners(id, Some(true));
            let detail = match winners.as_slice() {
                [] => String::new(),
                winners => format!("已经取“{}”，规定几项里只能有一项", winners.join("”“")),
            };
            let text = "不跟别的认定或救助重复".to_owned();
            return Condition { label: String::new(), text, detail, truth: view.truth(id) };
        }
        let text = view.spoken_words(&view.condition_words(id), plane, instance);
        let label = match label.chars().next_back() {
            None | Some('）' | ')' | '.' | '．' | '、' | '：') => label.to_owned(),
            Some(_) => format!("{label}："),
        };
        // A determination is told once.
        let named = view.head_kind(id) == Some(ItemKind::Determination);
        let detail = if self.apart.contains(&id) {
            "理由见下".to_owned()
        } else if named && !self.explained.insert(id) {
            "理由见上".to_owned()
        } else {
            self.detail(id)
        };
        Condition { label, text, detail, truth: view.truth(id) }
    }

    /// What makes a condition hold or fail.
    pub(super) fn detail(&mut self, id: StepId) -> String {
        let view = self.view;
        let id = view.through(id);
        let (node, children) = (view.node(id), view.children(id));
        match &node.op {
            Op::Compare(relation, ..) => self.compared_plainly(id, *relation),
            Op::Not(_) => match children {
                [inner] if !view.node(view.through(*inner)).heads => self.detail(*inner),
                [inner] => {
                    let inner = view.through(*inner);
                    format!("{}：{}", view.name(inner), view.value_words(inner))
                }
                _ => String::new(),
            },
            Op::Within { .. } => {
                let value = children
                    .first()
                    .map(|value| format!("{}是{}", view.name(*value), view.value_words(*value)));
                match view.truth(id) {
                    Some(true) => value.map(|value| closed_up(&value)).unwrap_or_default(),
                    None => self.open_side(id),
                    _ => closed_up(&self.phrase(id)),
                }
            }
            Op::Located { .. } if view.truth(id).is_none() => self.open_side(id),
            Op::Run { field, months, .. } => self.months_words(id, *field, *months).unwrap_or_default(),
            Op::Located { .. } => closed_up(&self.phrase(id)),
            Op::Fact(_) => {
                let fact = view.fact(id).map(|(_, fact)| view.evidence(fact.evidence.as_deref()));
                let evidence = fact.unwrap_or_default();
                match view.value(id) {
                    Value::Open(_) => UNKNOWN.to_owned(),
                    _ => evidence,
                }
            }
            Op::Judged { question, .. } => match view.answer_plainly(id) {
                Some(answer) => answer,
                None => {
                    let asked = view.program.questions.get(question.index());
                    let bodies = asked.map(|asked| view.bodies_plainly(&asked.bodies)).unwrap_or_default();
                    format!("这一条要由{bodies}来认定")
                }
            },
            Op::Reinterpret(_) => children.first().map(|inner| self.detail(*inner)).unwrap_or_default(),
            Op::Reduce { kind: Reduction::Exists, .. } => self.found(id),
            Op::All(_) | Op::Any(_)
                if view.truth(id).is_some()
                    && view.condition_parts(id).is_none()
                    && children.iter().all(|child| view.says_itself(*child)) =>
            {
                let settling = |child: &&StepId| view.truth(**child) == view.truth(id);
                let parts: Vec<StepId> = children.iter().filter(settling).copied().collect();
                let said: Vec<String> = parts.into_iter().map(|part| self.detail(part)).collect();
                said.into_iter().filter(|said| !said.is_empty()).collect::<Vec<_>>().join("；")
            }
            Op::All(parts) | Op::Any(parts)
                if view.truth(id).is_none() && parts.iter().all(|part| part.label.is_empty()) =>
            {
                self.still_unknown(id)
            }
            Op::All(_) | Op::Any(_) => {
                let settling = |child: &&StepId| view.truth(**child) == view.truth(id);
                let parts: Vec<StepId> = children.iter().filter(settling).copied().collect();
                let said: Vec<String> = parts
                    .into_iter()
                    .map(|part| {
                        let words = self.condition("", part);
                        let detail = match words.detail.as_str() {
                            "" => String::new(),
                            detail if words.truth.is_none() && detail == UNKNOWN => String::new(),
                            detail => format!("（{detail}）"),
                        };
                        format!("{}{}{detail}", words.text, short_verdict(words.truth))
                    })
                    .collect();
                said.join("；")
            }
            _ => String::new(),
        }
    }

    /// Which elements of a list make that there is one, or why each does not count.
    fn found(&mut self, id: StepId) -> String {
        let view = self.view;
        let Op::Reduce { plane, filter, .. } = &view.node(id).op else { return String::new() };
        let members = view.below(*plane, view.node(id).plane, view.step(id).instance);
        let name = view.program.planes.get(plane.index()).map_or("", |plane| plane.name.as_str());
        if members.is_empty() {
            return match view.truth(id) {
                Some(_) => format!("记录里没有{name}"),
                None => format!("记录里没有写明有没有{name}"),
            };
        }
        let called = |at: u32| view.hint(*plane, at).unwrap_or_else(|| view.own_name(*plane, at));
        let filters: Vec<StepId> = view
            .children(id)
            .iter()
            .copied()
            .filter(|child| Some(view.step(*child).node) == *filter)
            .collect();
        if filters.is_empty() {
            let names: Vec<String> = members.into_iter().map(called).collect();
            return format!("记录里有：{}", names.join("、"));
        }
        let element = view.program.planes.get(plane.index()).is_some_and(|plane| plane.element.is_some());
        let (mut yes, mut no, mut open) = (Vec::new(), Vec::new(), Vec::new());
        for filter in &filters {
            let own = called(view.step(*filter).instance);
            match view.truth(*filter) {
                Some(true) if element && view.simple(*filter) => yes.push(closed_up(&self.phrase(*filter))),
                Some(true) if view.simple(*filter) && !self.echoes(*filter, view.step(id).node) => {
                    yes.push(format!("{own}（{}）", closed_up(&self.phrase(*filter))));
                }
                Some(true) => yes.push(own),
                Some(false) if view.simple(*filter) => {
                    let phrase = closed_up(&self.phrase(*filter));
                    no.push(if phrase.contains(&own) { phrase } else { format!("{own}：{phrase}") });
                }
                Some(false) => no.push(format!("{own}：不符合")),
                None => open.push(own),
            }
        }
        let mut said = match (yes.is_empty(), open.is_empty()) {
            (false, _) if element && yes.iter().all(|one| one.starts_with(name)) => {
                format!("记录里的{}", yes.join("；"))
            }
            (false, _) => format!("记录里有：{}", yes.join("；")),
            (true, false) => format!("{}，还定不下来", open.join("、")),
            (true, true) => format!("记录里的{}", no.join("；")),
        };
        for filter in filters {
            // What else it holds matters to whom it leaves out.
            if view.truth(id) != Some(true)
                && let Some(list) = self.set_listed(filter)
            {
                said = format!("{said}。{list}");
            }
        }
        said
    }

    /// What the named set of a condition holds, once on a page.
    fn set_listed(&mut self, id: StepId) -> Option<String> {
        let view = self.view;
        let id = view.through(id);
        match &view.node(id).op {
            Op::Within { set, .. } => {
                let known = view.program.sets.get(set.index()).filter(|known| !known.name.is_empty())?;
                if !self.sets.insert(*set) {
                    return None;
                }
                let open = if known.open { "；没有列到的，由人认定" } else { "" };
                Some(format!("“{}”指的是：{}{open}", known.name, view.set_elements(*set)))
            }
            Op::All(_) => {
                let children = view.children(id).to_vec();
                children.into_iter().find_map(|child| self.set_listed(child))
            }
            _ => None,
        }
    }

    /// What one disregard takes off, and why; nothing where it does not apply. In brief, what is the case stands for
    /// what was asked.
    pub(super) fn disregard(&mut self, id: StepId, brief: bool) -> Option<(String, String)> {
        let view = self.view;
        let taken = view.entry_branch(id).filter(|branch| branch.fate == Fate::Taken)?;
        let guard = taken.guard?;
        let reasons: Vec<String> = self
            .conditions(guard)
            .into_iter()
            .map(|one| match one.detail.is_empty() {
                true => one.text,
                false if brief => one.detail,
                false => format!("{}——{}", one.text, one.detail),
            })
            .collect();
        let how = taken.value.map(|value| self.how_much(value, brief)).unwrap_or_default();
        Some((reasons.join("；"), how))
    }

    /// How the amount that is not counted comes about: 900元和655元里小的.
    fn how_much(&mut self, id: StepId, brief: bool) -> String {
        let view = self.view;
        let mut parts: Vec<(String, String)> = Vec::new();
        for operand in view.operands(id) {
            if !matches!(view.value(operand), Value::Number(_)) {
                return String::new();
            }
            let name =
                view.spoken_words(&view.name(operand), view.node(operand).plane, view.step(operand).instance);
            let name = if brief { unbracketed(&name) } else { name };
            let part = (name, view.plain_value(operand, true));
            if !parts.iter().any(|known| known.1 == part.1) {
                parts.push(part);
            }
        }
        let least = matches!(view.node(view.through(id)).op, Op::Extreme { greatest: false, .. });
        if !least || parts.len() < 2 {
            return String::new();
        }
        let said: Vec<String> = parts.into_iter().map(|(name, value)| format!("“{name}”{value}")).collect();
        format!("{}，取小的：{}", said.join("，"), view.plain_value(id, true))
    }

    /// A calculation as on paper: 月收入÷人数 ＝ 1445 ÷ 3 ＝ 每人每月约481.67元.
    pub(super) fn on_paper(&self, id: StepId, own: bool) -> Option<String> {
        let view = self.view;
        let (formula, paper) = (view.formula(id)?, view.paper(id)?);
        let end = match view.floored(id) {
            Some(_) => format!("不足零，按零：{}", view.plain_value(id, own)),
            None => view.plain_value(id, own),
        };
        let sums = view.operands(id).into_iter().all(|part| matches!(view.node(part).op, Op::Reduce { .. }));
        let added = matches!(view.node(id).op, Op::Arithmetic(Arithmetic::Add, ..));
        let formula = if sums && added { String::new() } else { format!("{} ＝ ", closed_up(&formula)) };
        Some(format!("{formula}{paper} ＝ {end}"))
    }

    /// Whether a step is money that one might reckon.
    pub(super) fn is_money(&self, id: StepId) -> bool {
        let unit = match self.view.node(id).ty {
            Type::Number(unit) => unit,
            _ => return false,
        };
        unit.dimension.exponent(Base::Yuan) == 1
    }

    /// A definition by its own name, not an adjustment.
    pub(super) fn is_named_money(&self, id: StepId) -> bool {
        let kind = self.view.head_kind(id);
        self.is_money(id) && matches!(kind, Some(ItemKind::Definition | ItemKind::Benefit))
    }
}

/// The same within a list.
fn short_verdict(truth: Option<bool>) -> &'static str {
    match truth {
        Some(true) => "——符合",
        Some(false) => "——不符合",
        None => "——还不清楚",
    }
}

/// 符合, 不符合, 还不清楚.
pub(super) fn verdict(truth: Option<bool>) -> &'static str {
    match truth {
        Some(true) => "符合",
        Some(false) => "不符合",
        None => "还不清楚",
    }
}
