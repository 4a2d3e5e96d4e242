//! Single conditions in one phrase: both sides, and how they stand to each other.

use crate::presentation::words;
use crate::program::ir::{NodeId, Op, Relation, SetId, Type};
use crate::quantity::unit::Base;
use crate::trace::step::StepId;
use crate::trace::value::Value;

use super::reason::Reasoner;
use super::view::{View, tidy};

/// How two values stand: 低于, 不早于, 已满.
fn relation_word(relation: Relation, holds: bool, ty: Type) -> &'static str {
    let at = match relation {
        Relation::Less => 0,
        Relation::LessOrEqual => 1,
        Relation::Equal => 2,
        Relation::NotEqual => 3,
        Relation::GreaterOrEqual => 4,
        Relation::Greater => 5,
    };
    let table: [(&str, &str); 6] = match ty {
        Type::Date => [
            ("早于", "不早于"),
            ("不晚于", "晚于"),
            ("等于", "不等于"),
            ("不等于", "等于"),
            ("不早于", "早于"),
            ("晚于", "不晚于"),
        ],
        Type::Number(unit) if unit.dimension.exponent(Base::AgeYear) == 1 => [
            ("未满", "已满"),
            ("不超过", "超过"),
            ("等于", "不等于"),
            ("不等于", "等于"),
            ("已满", "未满"),
            ("超过", "不超过"),
        ],
        _ => [
            ("低于", "不低于"),
            ("不超过", "超过"),
            ("等于", "不等于"),
            ("不等于", "等于"),
            ("不低于", "低于"),
            ("超过", "不超过"),
        ],
    };
    let (yes, no) = table[at];
    if holds { yes } else { no }
}

impl View<'_> {
    /// Whether a step's truth is settled, and how.
    pub(super) fn truth(&self, id: StepId) -> Option<bool> {
        match self.value(id) {
            Value::Truth(truth) => Some(truth),
            _ => None,
        }
    }

    /// How the sides of a comparison stand: 低于, 等于; none while it is open.
    pub(super) fn stands(&self, id: StepId) -> Option<&'static str> {
        let (Op::Compare(relation, ..), [left, right]) = (&self.node(id).op, self.children(id)) else {
            return None;
        };
        let holds = self.truth(id)?;
        let strict = matches!(relation, Relation::Less | Relation::Greater);
        if strict && !holds && self.value(*left) == self.value(*right) {
            return Some("正好等于");
        }
        Some(relation_word(*relation, holds, self.node(*left).ty))
    }

    /// Names of the elements of a set; combinations of a compound category are gathered.
    pub(super) fn set_elements(&self, set: SetId) -> String {
        let Some(set) = self.program.sets.get(set.index()) else { return String::new() };
        let Some(category) = self.program.categories.get(set.category.index()) else { return String::new() };
        let plain = || {
            let names: Vec<String> = set.elements.iter().map(|at| self.element(set.category, *at)).collect();
            names.join("、")
        };
        let [first, last] = category.components.as_slice() else { return plain() };
        let size =
            self.program.categories.get(last.index()).map_or(1, |part| part.elements.len().max(1)) as u32;
        let mut groups: Vec<(Vec<u32>, Vec<u32>)> = Vec::new();
        let mut kinds: Vec<u32> = set.elements.iter().map(|at| at / size).collect();
        kinds.dedup();
        for kind in kinds {
            let ranks: Vec<u32> =
                set.elements.iter().filter(|at| *at / size == kind).map(|at| at % size).collect();
            match groups.iter_mut().find(|(_, known)| *known == ranks) {
                Some((kinds, _)) => kinds.push(kind),
                None => groups.push((vec![kind], ranks)),
            }
        }
        let said = groups.iter().map(|(kinds, ranks)| {
            let kinds: Vec<String> = kinds.iter().map(|at| self.element(*first, *at)).collect();
            let ranks: Vec<String> = ranks.iter().map(|at| self.element(*last, *at)).collect();
            format!("{}（{}）", kinds.join("、"), ranks.join("、"))
        });
        said.collect::<Vec<_>>().join("；")
    }

    /// `在“奖励性补助来源”之内`, `不是 社会救助款物`.
    pub(super) fn membership(&self, set: SetId, holds: bool) -> String {
        let Some(known) = self.program.sets.get(set.index()) else { return String::new() };
        let single = known.elements.len() == 1;
        match (known.name.is_empty(), single, holds) {
            (true, true, true) => format!("是 {}", self.set_elements(set)),
            (true, true, false) => format!("不是 {}", self.set_elements(set)),
            (true, false, true) => format!("属于 {}", self.set_elements(set)),
            (true, false, false) => format!("不属于 {}", self.set_elements(set)),
            (false, _, true) => format!("在“{}”之内", known.name),
            (false, _, false) => format!("不在“{}”之内", known.name),
        }
    }

    /// The truth of a step is made of facts and constants alone, so that one phrase says it.
    pub(super) fn simple(&self, id: StepId) -> bool {
        let id = self.through(id);
        let node = self.node(id);
        !node.heads
            && match &node.op {
                Op::Constant(_) | Op::Today | Op::Fact(_) => true,
                Op::Compare(..)
                | Op::Within { .. }
                | Op::Present(_)
                | Op::Located { .. }
                | Op::Not(_)
                | Op::All(_)
                | Op::Any(_)
                | Op::Component { .. } => self.children(id).iter().all(|child| self.simple(*child)),
                _ => false,
            }
    }

    /// The truth of a step is how one or two values stand.
    pub(super) fn relates(&self, id: StepId) -> bool {
        matches!(self.node(id).op, Op::Compare(..) | Op::Within { .. } | Op::Located { .. })
    }

    /// The words of a truth: those of the author, but no more than the opening of a list.
    pub(super) fn condition_words(&self, id: StepId) -> String {
        let id = self.through(id);
        if self.node(id).heads {
            return self.program.item(self.node(id).item).name.clone();
        }
        self.condition_list(id)
    }

    /// The words of a condition itself, also where it is the value of an item.
    pub(super) fn condition_list(&self, id: StepId) -> String {
        let node = self.node(id);
        match &node.op {
            Op::All(parts) | Op::Any(parts) if parts.iter().any(|part| !part.label.is_empty()) => {
                let all = matches!(node.op, Op::All(_));
                if parts.iter().all(|part| matches!(part.label.as_str(), "条件" | "期限")) {
                    "条件和期限".to_owned()
                } else if all {
                    "同时符合下列条件".to_owned()
                } else {
                    "符合下列情形之一".to_owned()
                }
            }
            Op::Fact(_) => self.name(id),
            _ => tidy(&node.text),
        }
    }
}

impl Reasoner<'_, '_> {
    /// What a value is called, what it is, and, the first time, where in the record it stands.
    pub(super) fn operand(&mut self, id: StepId) -> String {
        let view = self.view;
        let id = view.through(id);
        match &view.node(id).op {
            Op::Constant(_) => view.value_words(id),
            Op::Today => format!("基准日 {}", view.value_words(id)),
            _ if self.placeless => match view.value(id) {
                Value::Open(_) => format!("{}还没有查清", view.name(id)),
                Value::Truth(truth) => format!("{}：{}", view.name(id), if truth { "是" } else { "否" }),
                _ => format!("{}是{}", view.name(id), self.fact_words(id)),
            },
            Op::Component { .. } => {
                let of = view.children(id).first().map(|of| self.source(*of)).unwrap_or_default();
                format!("{} {}{of}", view.name(id), view.value_words(id))
            }
            _ => {
                let numeric = matches!(view.node(id).ty, Type::Number(_));
                let above = numeric && self.explained.contains(&id) && !self.here.contains(&id);
                let above = if above { "（见上）" } else { "" };
                format!("{} {}{}{above}", view.name(id), self.fact_words(id), self.source(id))
            }
        }
    }

    /// The value of a step; of a fact that is known in part, what is known.
    fn fact_words(&self, id: StepId) -> String {
        match (self.view.value(id), self.view.fact(id)) {
            (Value::Open(_), Some((field, fact))) => {
                let known = self.view.program.fields.get(field.index());
                known.map_or_else(String::new, |known| {
                    self.view.fact_value(&fact.value, known.ty, known.plane)
                })
            }
            _ => self.view.value_words(id),
        }
    }

    /// `〔成员[1].收入[1].月额，凭承诺（书面）〕`, once per fact.
    pub(super) fn source(&mut self, id: StepId) -> String {
        let id = self.view.through(id);
        let Some((field, fact)) = self.view.fact(id) else { return String::new() };
        let instance = self.view.step(id).instance;
        if self.placeless || !self.sources.insert((field, instance)) {
            return String::new();
        }
        let place = self.view.place_of_fact(field, instance);
        let evidence = self.view.evidence(fact.evidence.as_deref());
        if evidence.is_empty() { format!("〔{place}〕") } else { format!("〔{place}，{evidence}〕") }
    }

    /// A truth in one phrase: 人均月收入 700元，不低于 低保标准 655元.
    pub(super) fn phrase(&mut self, id: StepId) -> String {
        let view = self.view;
        let id = view.through(id);
        let node = view.node(id);
        if node.heads {
            return format!("{}：{}", view.name(id), view.value_words(id));
        }
        self.phrase_of(id)
    }

    /// The same of what an item is, not by its name.
    pub(super) fn phrase_of(&mut self, id: StepId) -> String {
        let view = self.view;
        let id = view.through(id);
        let node = view.node(id);
        match (&node.op, view.children(id)) {
            (Op::Compare(..), [left, right]) => {
                let (left, right) = (self.operand(*left), self.operand(*right));
                match view.stands(id) {
                    Some(stands) => format!("{left}，{stands} {right}"),
                    None => format!("{left}，与 {right} 怎样，{}", view.value_words(id)),
                }
            }
            (Op::Within { set, .. }, [value]) => {
                let operand = self.operand(*value);
                match view.truth(id) {
                    Some(holds) => format!("{operand}，{}", view.membership(*set, holds)),
                    None => format!("{operand}，{}：{}", view.membership(*set, true), view.value_words(id)),
                }
            }
            (Op::Located { .. }, [place, rest @ ..]) => {
                let operand = self.operand(*place);
                let outer = match rest {
                    [within] => view.value_words(*within),
                    _ => words::area_name(&view.program.area),
                };
                match view.truth(id) {
                    Some(true) => format!("{operand}，在 {outer} 之内"),
                    Some(false) => format!("{operand}，不在 {outer} 之内"),
                    None => format!("{operand}，在不在 {outer} 之内，{}", view.value_words(id)),
                }
            }
            (Op::Present(_), [fact]) => match view.truth(id) {
                Some(_) => self.operand(*fact),
                None => format!("有没有 {}，{}", view.name(*fact), view.value_words(id)),
            },
            (Op::Not(_), [inner]) => self.phrase(*inner),
            (Op::All(_), parts) => self.phrase_of_parts(parts, view.truth(id), false),
            (Op::Any(_), parts) => self.phrase_of_parts(parts, view.truth(id), true),
            (Op::Fact(_), _) => self.operand(id),
            (Op::Constant(_), _) => tidy(&node.text),
            _ => format!("{}：{}", tidy(&node.text), view.value_words(id)),
        }
    }

    /// The parts of a list that make its truth what it is.
    fn phrase_of_parts(&mut self, parts: &[StepId], truth: Option<bool>, deciding: bool) -> String {
        let view = self.view;
        let settling = |part: &&StepId| match truth {
            Some(truth) if truth == deciding => view.truth(**part) == Some(deciding),
            _ => true,
        };
        let chosen: Vec<StepId> = parts.iter().filter(settling).copied().collect();
        let mut said: Vec<String> = chosen.into_iter().map(|part| self.phrase(part)).collect();
        // What another part says more fully is not said twice; its place in the record goes along.
        let mut at = 0;
        while at < said.len() {
            let short = said[at].clone();
            let core = short.split('〔').next().unwrap_or_default().to_owned();
            let fuller = said.iter().enumerate().position(|(other, words)| {
                let rest = words.strip_prefix(core.as_str()).filter(|_| other != at && !core.is_empty());
                rest.is_some_and(|rest| rest.starts_with('，'))
            });
            match fuller.and_then(|other| said.get_mut(other)) {
                Some(words) if short.ends_with('〕') || short == core => {
                    *words = words.replacen(&core, &short, 1);
                    said.remove(at);
                }
                _ => at += 1,
            }
        }
        said.join("；")
    }

    /// Whether the text of a node says no more than that of the node above it.
    pub(super) fn echoes(&self, inner: StepId, outer: NodeId) -> bool {
        let inner = self.view.node(self.view.through(inner));
        !inner.heads && inner.text == self.view.program.node(outer).text
    }
}
