//! 互斥 in words: which member of a group stands, and by which sentence the others do not.

use crate::program::ir::{Op, Part};
use crate::program::legal::ItemKind;
use crate::trace::step::StepId;

use super::law::on_one_line;
use super::layout::Entry;
use super::reason::Reasoner;
use super::view::{View, tidy};

impl<'a> View<'a> {
    /// The members that may go before a result, with their steps, where a step is the part that a 互斥 adds to it.
    pub(super) fn rivals(&self, id: StepId) -> Option<Vec<(&'a Part, StepId)>> {
        let node = self.node(id);
        if self.program.item(node.item).kind != ItemKind::Exclusion || !matches!(node.op, Op::Not(_)) {
            return None;
        }
        let inner = self.through(*self.children(id).first()?);
        let Op::Any(parts) = &self.node(inner).op else { return None };
        Some(parts.iter().zip(self.children(inner).iter().copied()).collect())
    }

    /// The names of the members that go before a result, or may.
    pub(super) fn winners(&self, id: StepId, holds: Option<bool>) -> Vec<&'a str> {
        let rivals = self.rivals(id).unwrap_or_default();
        let named =
            rivals.into_iter().filter(|(part, step)| !part.label.is_empty() && self.truth(*step) == holds);
        named.map(|(part, _)| part.label.as_str()).collect()
    }
}

impl Reasoner<'_, '_> {
    /// `互斥：取“低保家庭”，不取本项（低保家庭、特困人员：依次）〔《甲》第三条〕`
    pub(super) fn excluded(&mut self, label: &str, id: StepId, rivals: &[(&Part, StepId)]) -> Entry {
        let view = self.view;
        let item = view.program.item(view.node(id).item);
        let said = match view.truth(id) {
            Some(true) => "没有在先的一项，取本项".to_owned(),
            Some(false) => format!("取“{}”，不取本项", view.winners(id, Some(true)).join("”“")),
            None => format!("还不能定，要看“{}”", view.winners(id, None).join("”“")),
        };
        let sentence = tidy(&on_one_line(&view.node(id).text));
        let sentence = sentence.strip_prefix("互斥").unwrap_or(&sentence).trim();
        let mut line = format!("{label}{said}（{sentence}）〔{}〕", view.cite(item.clause));
        if let crate::trace::value::Value::Fault(_) = view.value(id) {
            line = format!("{label}{}（{sentence}）〔{}〕", view.value_words(id), view.cite(item.clause));
        }
        let mut below = self.grounds(view.node(id).item);
        for (part, step) in rivals {
            let decisive = view.truth(id).is_none() || view.truth(*step) == view.truth(id).map(|kept| !kept);
            if decisive && !part.label.is_empty() {
                below.push(self.entry(&format!("{}：", part.label), *step, Some(id)));
            }
        }
        Entry::over(line, below).about(id.0)
    }
}
