//! 可提示: which facts may appear, and how changed, in what is pointed out as changing a result.

use super::error;
use super::scope::Binder;
use super::tree::*;
use crate::syntax::tree::{FieldRow, Variation as Written, Way, Word};

impl Binder<'_> {
    /// Binds what the rows of the entities say, once all entities are known.
    pub(super) fn declare_variations(&mut self, rows: &[(EntityIndex, Vec<FieldRow>)]) {
        for (entity, rows) in rows {
            for row in rows {
                let Some(written) = &row.variation else { continue };
                for name in &row.names {
                    let Some(at) = self.field(*entity, &name.text) else { continue };
                    let kind = self.model.entities[*entity].fields[at].kind.clone();
                    let bound = self.bound_variation(&kind, written, name);
                    self.model.entities[*entity].fields[at].variation = bound;
                }
            }
        }
    }

    fn bound_variation(&mut self, kind: &FieldKind, written: &Written, name: &Word) -> Option<Variation> {
        match (kind, written.way) {
            (FieldKind::Truth, Way::Becomes) => Some(Variation::Truth(self.truths(written))),
            (FieldKind::Element(category), Way::Becomes) => {
                Some(Variation::Elements(self.elements_of(*category, written)))
            }
            (FieldKind::Date, Way::Later) => Some(Variation::Later),
            (FieldKind::Elements(category), Way::Gains) => {
                Some(Variation::Gains(self.elements_of(*category, written)))
            }
            (FieldKind::Entities(entity), Way::Gains) if self.status_of(*entity).is_some() => {
                let category = self.status_of(*entity)?;
                Some(Variation::Gains(self.elements_of(category, written)))
            }
            _ => {
                let fits = match kind {
                    FieldKind::Truth => Some("变为 是"),
                    FieldKind::Element(_) => Some("变为 …（写明类别中的哪几项）"),
                    FieldKind::Date => Some("推后"),
                    FieldKind::Elements(_) => Some("增加 …（写明类别中的哪几项）"),
                    FieldKind::Entities(entity) if self.status_of(*entity).is_some() => {
                        Some("增加 …（写明哪几种身份）")
                    }
                    _ => None,
                };
                self.diagnostics.push(error::no_such_variation(&name.text, written.span, name.span, fits));
                None
            }
        }
    }

    /// 是, 否
    pub(super) fn truths(&mut self, written: &Written) -> Vec<bool> {
        let mut truths = Vec::new();
        for word in &written.to {
            match word.text.as_str() {
                "是" => truths.push(true),
                "否" => truths.push(false),
                _ => self.diagnostics.push(error::wants("“是”或“否”", word.span, "别的词")),
            }
        }
        if written.way != Way::Becomes {
            let found = error::no_such_variation("是否", written.span, written.span, Some("变为 是"));
            self.diagnostics.push(found);
            return Vec::new();
        }
        truths
    }

    fn elements_of(&mut self, category: CategoryIndex, written: &Written) -> Vec<u32> {
        let mut elements = Vec::new();
        for word in &written.to {
            elements.extend(self.elements_named(category, word));
        }
        let mut seen = std::collections::BTreeSet::new();
        elements.retain(|element| seen.insert(*element));
        elements
    }

    /// The category that an entity records (记载).
    fn status_of(&self, entity: EntityIndex) -> Option<CategoryIndex> {
        let entity = &self.model.entities[entity];
        let (status, ..) = entity.recording?;
        match entity.fields.get(status)?.kind {
            FieldKind::Element(category) => Some(category),
            _ => None,
        }
    }
}
