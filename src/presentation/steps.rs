//! The steps that led to one value, as an indented list for people.

use crate::facts::record::Record;
use crate::presentation::columns::{SCREEN, hanging};
use crate::presentation::words;
use crate::program::ir::{Op, Program};
use crate::trace::step::{StepId, Trace};

/// Steps below steps that are still shown.
const DEEPEST: usize = 12;
/// Most steps that are shown.
const MOST: usize = 120;

/// The steps and those below them, each once: the author's words, whose they are, the value and where it is written.
#[must_use]
pub fn tree(program: &Program, record: &Record, trace: &Trace, roots: &[StepId]) -> String {
    let mut walk =
        Walk { program, record, trace, seen: vec![false; trace.steps.len()], shown: 0, out: String::new() };
    roots.iter().for_each(|root| walk.step(*root, 0));
    if walk.shown >= MOST {
        walk.out.push_str("  ……（其余的步骤没有列出）\n");
    }
    walk.out
}

struct Walk<'w> {
    program: &'w Program,
    record: &'w Record,
    trace: &'w Trace,
    seen: Vec<bool>,
    shown: usize,
    out: String,
}

impl Walk<'_> {
    fn step(&mut self, id: StepId, depth: usize) {
        let (Some(step), Some(seen)) =
            (self.trace.steps.get(id.0 as usize), self.seen.get_mut(id.0 as usize))
        else {
            return;
        };
        let Some(node) = self.program.nodes.get(step.node.index()) else { return };
        if matches!(node.op, Op::Constant(_) | Op::Ancestor(_)) && depth > 0
            || depth > DEEPEST
            || self.shown >= MOST
        {
            if matches!(node.op, Op::Ancestor(_)) {
                self.below(id, depth);
            }
            return;
        }
        let again = std::mem::replace(seen, true);
        let words = match (&node.op, self.program.items.get(node.item.index())) {
            (Op::Fact(field), _) => {
                self.program.fields.get(field.index()).map_or("", |field| &field.name).to_owned()
            }
            (_, Some(item)) if node.heads && (node.alone || !node.text.contains(&item.name)) => {
                format!("{}：{}", words::item_of(self.program, node), node.text)
            }
            _ => node.text.to_string(),
        };
        let text: Vec<&str> = words.split_whitespace().collect();
        let about = words::subject(self.program, self.record, node.plane, step.instance);
        let about = about.map(|about| format!("（{about}）")).unwrap_or_default();
        let value = words::value(self.program, &self.trace.arena, step.node, step.value);
        let ground =
            if node.heads { format!("　{}", self.program.citation(node.clause)) } else { String::new() };
        let more = if again && step.count > 0 { "（见上）" } else { "" };
        let line = format!("{}{about}＝{value}{ground}{more}", text.join(" "));
        self.out.push_str(&hanging(&format!("{}- ", "  ".repeat(depth + 1)), &line, SCREEN));
        self.shown += 1;
        if !again {
            self.below(id, depth + 1);
        }
    }

    /// 不属于 is written once: the 属于 that it denies has the same words.
    fn says_the_same(&self, outer: StepId, inner: StepId) -> bool {
        let node = |id: StepId| {
            let step = self.trace.steps.get(id.0 as usize)?;
            self.program.nodes.get(step.node.index())
        };
        node(outer).zip(node(inner)).is_some_and(|(outer, inner)| {
            matches!(outer.op, Op::Not(_)) && outer.text == inner.text && !inner.heads
        })
    }

    fn below(&mut self, id: StepId, depth: usize) {
        let trace = self.trace;
        for child in trace.children(id) {
            if self.says_the_same(id, *child) {
                self.below(*child, depth);
                continue;
            }
            self.step(*child, depth);
        }
    }
}
