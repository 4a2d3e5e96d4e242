//! What the result of a case rests on: clauses and notes.

use super::expect::{Expect, Target};
use crate::trace::step::{StepId, Trace};

impl Expect<'_, '_> {
    /// Documents and articles that a result rests on.
    pub fn cited(&self, target: &Target) -> Vec<(String, String)> {
        let (trace, roots): (&Trace, Vec<StepId>) = match target {
            Target::Outcome(at) => {
                let outcome = &self.decision.outcomes[*at];
                (
                    &self.decision.trace,
                    std::iter::once(outcome.condition)
                        .chain(outcome.amount)
                        .chain(outcome.approval)
                        .collect(),
                )
            }
            Target::Named(named) => (&named.trace, named.root.into_iter().collect()),
        };
        let mut cited = Vec::new();
        let mut seen = vec![false; trace.steps.len()];
        let mut queue = roots;
        while let Some(step) = queue.pop() {
            if std::mem::replace(&mut seen[step.0 as usize], true) {
                continue;
            }
            let node = trace.step(step).node;
            let items = self.program.items_of(node).map(|id| self.program.item(id));
            let makers = items.flat_map(|item| item.changes.iter().map(|c| c.clause).chain([item.clause]));
            for clause in makers.chain([self.program.node(node).clause]) {
                let place = (
                    self.program.document_of(clause).code.clone(),
                    self.program.clause(clause).article.clone(),
                );
                if !cited.contains(&place) {
                    cited.push(place);
                }
            }
            queue.extend(trace.children(step));
        }
        cited
    }

    /// Texts of the notes that a result rests on.
    pub fn notes(&self, target: &Target) -> Vec<String> {
        match target {
            Target::Outcome(at) => {
                let rests = &self.decision.outcomes[*at].rests_on.notes;
                rests.iter().map(|n| self.program.notes[n.index()].text.clone()).collect()
            }
            Target::Named(named) => {
                let items = named.trace.steps.iter().flat_map(|s| self.program.items_of(s.node));
                items
                    .flat_map(|i| &self.program.item(i).notes)
                    .map(|n| self.program.notes[n.index()].text.clone())
                    .collect()
            }
        }
    }
}
