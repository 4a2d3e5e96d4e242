//! What items show to sentences that name them: kind, subject and type, and nothing of how they come to a value. While this
//! stays the same, a sentence elsewhere that names an item is right or wrong as before.

use crate::corpus::TextInForce;
use crate::corpus::marks::Print;
use crate::names::tree::ItemBody;
use crate::syntax::tree::Body;
use crate::types::tree::Typed;

/// The faces of all items together; the order of the items does not count.
#[must_use]
pub fn faces(text: &TextInForce, typed: &Typed) -> Print {
    let mut all = Print::default();
    for (at, item) in typed.model.items.iter().enumerate() {
        let declared = text.items.get(&item.key).map(|item| match &item.body {
            Body::Definition { ty, .. } => format!("定义{ty:?}"),
            Body::Table { ty, .. } => format!("表{ty:?}"),
            Body::Determination { role, .. } => format!("认定{role:?}"),
            Body::Benefit { family, .. } => format!("给付{family:?}"),
            Body::Scope { over, open, .. } => format!("范围{over}{open}"),
            Body::Judgement { .. } => "酌定".to_owned(),
            Body::Adjustments { .. } => "清单".to_owned(),
            _ => String::new(),
        });
        let stages = match &item.body {
            ItemBody::Adjustments { stages } => {
                stages.iter().map(|stage| format!("{:?}{:?}", stage.owner, typed.ty(&stage.full))).collect()
            }
            _ => String::new(),
        };
        let face = format!(
            "{} {:?} {} {declared:?} {:?} {stages}",
            item.key,
            item.subject,
            item.ended.is_some(),
            typed.item(at)
        );
        all = all.beside(Print::of(face.as_bytes()));
    }
    for parameter in &typed.model.parameters {
        let face = format!(
            "{} {:?} {} {:?} {:?}",
            parameter.name, parameter.axes, parameter.yearly, parameter.unit, parameter.monthly
        );
        all = all.beside(Print::of(face.as_bytes()));
    }
    all
}
