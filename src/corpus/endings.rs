//! 废止, 暂停, 恢复, 仍按: single items end and are in force again.

use super::amend::take_over;
use super::authority::may_change;
use super::error;
use super::in_force::Replay;
use super::tree::{Ended, StatementId};
use crate::quantity::calendar::Date;
use crate::syntax::tree::Target;

/// Why a part cannot be ended.
const WHOLE_ENDS: &str =
    "废止、暂停说的是整项；只去掉一部分的，写“修改 …：由 … 改为 未载明”或者“修改 …：删去 …”";

impl Replay<'_> {
    pub fn end_item(&mut self, target: &Target, by: StatementId, verb: &'static str, since: Date) {
        let Some(key) = self.lookup(target, true) else { return };
        if !self.may(target, &key, by, verb) {
            return;
        }
        if !target.parts.is_empty() {
            let span = self.corpus.statement(by).span;
            self.diagnostics.push(error::cannot_amend(&target.name.text, span, WHOLE_ENDS));
            return;
        }
        let print = self.corpus.print(by);
        if let Some(versions) = self.items.get_mut(&key) {
            versions.remember(print);
            versions.item.ended = Some(Ended { document: by.document, since, verb });
        }
    }

    /// An item that ended is in force again; a part that an ended document had replaced comes back as it was before.
    ///
    /// Gives its key where the sentence is about the whole of it.
    pub fn resume(&mut self, target: &Target, by: StatementId, verb: &str) -> Option<String> {
        let key = self.lookup(target, true)?;
        if !self.may(target, &key, by, verb) {
            return None;
        }
        let print = self.corpus.print(by);
        let versions = self.items.get_mut(&key)?;
        versions.remember(print);
        if !target.parts.is_empty() {
            // Other parts stay as they are, whoever wrote them since.
            let ended = versions.withdrawn;
            let (_, then) = versions.before.iter().find(|(by, _)| Some(*by) == ended)?;
            let bodies =
                versions.bodies.iter_mut().filter_map(|(depth, body)| Some((body, then.get(depth)?)));
            let taken: Result<Vec<()>, _> =
                bodies.map(|(body, then)| take_over(body, then, &target.parts)).collect();
            if let Err(why) = taken {
                let span = self.corpus.statement(by).span;
                self.diagnostics.push(error::cannot_amend(&target.name.text, span, why));
            }
            return None;
        }
        versions.item.ended = None;
        let before = versions.withdrawn.and_then(|ended| versions.before.iter().find(|(by, _)| *by == ended));
        if let Some((_, bodies)) = before {
            versions.bodies = bodies.clone();
            versions.withdrawn = None;
        }
        Some(key)
    }

    /// Whether a sentence may end or resume an item; reports it if not.
    fn may(&mut self, target: &Target, key: &str, by: StatementId, verb: &str) -> bool {
        let origin = self.items[key].item.origin;
        let span = self.corpus.statement(by).span;
        let allowed = may_change(self.corpus, &self.text, target, "修改", by, origin, span).is_ok();
        if !allowed {
            let depth = self.corpus.documents[by.document].area.depth();
            let declared = self.corpus.statement(origin).span;
            self.diagnostics.push(error::no_authority(verb, &target.name.text, span, declared, depth));
        }
        allowed
    }
}
