//! 怎样会不一样: what would change a result, for whom it concerns. It states what is missing; it advises nothing.

use crate::counterfactual::{Change, Way};
use crate::presentation::explanation::layout::Section;
use crate::presentation::explanation::plain::closed_up;
use crate::trace::outcome::Outcome;

use super::Writer;

/// Ways that are told of one result.
const FEW: usize = 3;

impl Writer<'_, '_> {
    /// What would change the results that the page tells.
    pub(super) fn differently(&mut self) -> Section {
        let mut section = Section::new("怎样会不一样");
        let view = self.view;
        let told = self.telling(&self.told.main);
        let others = if told.iter().any(|outcome| !view.ways(outcome).is_empty()) {
            Vec::new()
        } else {
            // Where no main result can change, what is refused beside it may.
            self.telling(&self.told.others)
        };
        for outcome in told.into_iter().chain(others) {
            let ways = view.ways(outcome);
            if ways.is_empty() {
                continue;
            }
            let (subject, name) = (self.subject(outcome), self.name(outcome));
            let title = if subject == "您家" { name } else { format!("{subject}的{name}") };
            let said: Vec<String> = ways.iter().take(FEW).map(|way| self.plainly(outcome, way)).collect();
            match said.as_slice() {
                [one] => section.say(0, format!("{title}：{one}。")),
                several => {
                    section.say(0, format!("{title}，下面任何一样都会使结果不同："));
                    for one in several {
                        section.say(1, format!("{one}。"));
                    }
                }
            }
        }
        if !section.lines.is_empty() {
            section.say(
                0,
                "这些只是说明结果由什么决定，不是要您改动情况；情况要照实说，有变化的请告诉经办人员。"
                    .to_owned(),
            );
        }
        section
    }

    fn plainly(&self, outcome: &Outcome, way: &Way) -> String {
        let view = self.view;
        let plane =
            super::conclusion::output(view, outcome).map_or(crate::program::ir::PlaneId(0), |o| o.plane);
        let words = view.spoken_words(&view.way_words(outcome, way), plane, outcome.instance);
        let only_lines = way.changes.iter().all(|change| matches!(change, Change::Meets(_)));
        let words = closed_up(&words);
        if only_lines { words.replace("即可，现为", "就可以，现在是") } else { words }
    }
}
