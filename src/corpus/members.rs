//! Sets of category elements as documents write them: 智力三级, 各类一级, 智力各级.

use indexmap::IndexMap;

use super::tree::Item;
use crate::syntax::tree::{Body, Member};

/// Element names of a category, every combination for a compound one; none if it is not a category.
pub fn elements(items: &IndexMap<String, Item>, category: &str) -> Option<Vec<String>> {
    match &items.get(category)?.body {
        Body::Category { elements, .. } => Some(elements.iter().map(|(name, _)| name.text.clone()).collect()),
        Body::Compound { components, .. } => {
            let mut all = vec![String::new()];
            for component in components {
                let parts = elements_of_simple(items, &component.text)?;
                all = all
                    .iter()
                    .flat_map(|head| parts.iter().map(move |part| format!("{head}{part}")))
                    .collect();
            }
            Some(all)
        }
        _ => None,
    }
}

fn elements_of_simple(items: &IndexMap<String, Item>, category: &str) -> Option<Vec<String>> {
    match &items.get(category)?.body {
        Body::Category { elements, .. } => Some(elements.iter().map(|(name, _)| name.text.clone()).collect()),
        _ => None,
    }
}

/// The elements that a written member stands for: itself, or all of 各类一级, 智力各级, 一级、二级 of one component.
pub fn expand(elements: &[String], written: &str) -> Vec<String> {
    if elements.iter().any(|e| e == written) {
        return vec![written.to_owned()];
    }
    let select =
        |fits: &dyn Fn(&str) -> bool| elements.iter().filter(|e| fits(e)).cloned().collect::<Vec<_>>();
    if let Some(end) = written.strip_prefix("各类") {
        return select(&|e| e.ends_with(end) && !end.is_empty());
    }
    for all in ["各级", "各类"] {
        if let Some(start) = written.strip_suffix(all) {
            return select(&|e| e.starts_with(start) && !start.is_empty());
        }
    }
    Vec::new()
}

/// One key per element that a list of members stands for, with the member that it comes from.
pub fn keys<'m>(elements: Option<&[String]>, members: &'m [Member]) -> Vec<(String, &'m Member)> {
    let mut keys = Vec::new();
    for member in members {
        let expanded = match elements {
            Some(elements) if !member.own => expand(elements, &member.name.text),
            _ => Vec::new(),
        };
        if expanded.is_empty() || member.condition.is_some() {
            keys.push((member.name.text.clone(), member));
        } else {
            keys.extend(expanded.into_iter().map(|key| (key, member)));
        }
    }
    keys
}

/// Members as one line.
pub fn text(members: &[Member]) -> String {
    let words: Vec<String> = members
        .iter()
        .map(|m| if m.condition.is_some() { format!("{}（限 …）", m.name) } else { m.name.text.clone() })
        .collect();
    if words.is_empty() { "未载明".to_owned() } else { words.join("、") }
}
