//! Which facts a condition shows to be present.

use crate::names::tree::{Expr, Kind};

/// A key for a fact: the same path gives the same key.
pub fn key(expr: &Expr) -> Option<String> {
    match &expr.kind {
        Kind::Field(base, entity, field) => Some(format!("{}.{entity}.{field}", key(base)?)),
        Kind::Subject(level) => Some(format!("s{level}")),
        Kind::Owner(entity) => Some(format!("o{entity}")),
        Kind::Alone(person) => Some(format!("{}!", key(person)?)),
        _ => None,
    }
}

/// The key that the same fact has one subject further in.
pub fn further_out(key: &str) -> Option<String> {
    let Some(rest) = key.strip_prefix('s') else { return Some(key.to_owned()) };
    let (level, path) = rest.split_once('.').unwrap_or((rest, ""));
    let level: usize = level.parse().ok()?;
    Some(format!("s{}.{path}", level + 1))
}

/// Facts present wherever a condition holds.
pub fn when_true(condition: &Expr) -> Vec<String> {
    match &condition.kind {
        Kind::Present(fact) => key(fact).into_iter().collect(),
        Kind::All(parts) => parts.iter().flat_map(|p| when_true(&p.expr)).collect(),
        Kind::Not(inner) => when_false(inner),
        _ => Vec::new(),
    }
}

/// Facts present wherever a condition fails.
pub fn when_false(condition: &Expr) -> Vec<String> {
    match &condition.kind {
        Kind::Any(parts) => parts.iter().flat_map(|p| when_false(&p.expr)).collect(),
        Kind::Not(inner) => when_true(inner),
        _ => Vec::new(),
    }
}
