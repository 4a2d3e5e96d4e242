//! One core for every verb of amendment: a part of an item is found, its present wording asserted, and replaced.

use super::error;
use super::members::text as members_text;
use super::replace::Replacement;
use super::set_change::{add_new, by_name, holds, without};
use crate::diagnostics::Diagnostic;
use crate::source::Span;
use crate::syntax::tree::{
    Amended, Bodies, Body, Change, Clauses, Effect, Entry, Exception, Expr, ExprKind, Member, Part,
    ReplaceVerb, Schedule, Stage, Value, ValueKind, Valued, Word, canonical,
};

/// Where and how a change is applied.
pub struct Site<'a> {
    /// The item's name, for messages.
    pub name: &'a str,
    /// Where the item is declared.
    pub declared: Span,
    /// Elements of the category, where the item is a set over one.
    pub elements: Option<&'a [String]>,
    /// The amending level asserts 由; deeper levels only take the change over where they did not write the part themselves.
    pub asserting: bool,
}

/// The verb of a change, as authority speaks of it.
pub fn power_of(change: &Change) -> &'static str {
    match change {
        Change::Replace { from: Amended::Unstated, .. } => "补充",
        Change::Replace { verb: ReplaceVerb::Widen, .. } | Change::AddMembers(..) => "扩大",
        Change::Replace { verb: ReplaceVerb::Narrow, .. } | Change::DeleteMembers(..) => "缩小",
        _ => "修改",
    }
}

/// One line about a change.
pub fn summary(change: &Change, text: impl Fn(Span) -> String) -> (String, String) {
    match change {
        Change::Replace { verb, span, .. } => {
            let word = match verb {
                ReplaceVerb::Widen => "扩大到",
                ReplaceVerb::Narrow => "缩小到",
                ReplaceVerb::Turn => "改为",
            };
            (word.to_owned(), text(*span))
        }
        Change::AddException(e) => ("增加".to_owned(), text(e.span)),
        Change::AddEntry(e) => ("增加".to_owned(), format!("{}{}", e.label, text(e.expr.span))),
        Change::AddMembers(members, _) => ("增加".to_owned(), members_text(members)),
        Change::DeletePart(label) => ("删去".to_owned(), label.text.clone()),
        Change::DeleteMembers(members, _) => ("删去".to_owned(), members_text(members)),
    }
}

/// A part of an item that can be replaced as a whole.
pub(super) enum Slot<'b> {
    Members(&'b mut Option<Vec<Member>>),
    /// Members whose order counts.
    Ordered(&'b mut Option<Vec<Member>>),
    Value(&'b mut Option<Value>),
    /// What an exception gives.
    Given(&'b mut Value),
    Condition(&'b mut Expr),
    Rounding(&'b mut Option<(crate::quantity::rounding::Rounding, bool, Span)>),
    Word(&'b mut Option<Word>),
    Schedule(&'b mut Option<Schedule>),
    Bodies(&'b mut Option<Bodies>),
}

pub(super) fn clauses_of(body: &mut Body) -> Option<&mut Clauses> {
    match body {
        Body::Determination { clauses, .. }
        | Body::Benefit { clauses, .. }
        | Body::Judgement { clauses, .. }
        | Body::Disregard { clauses, .. } => Some(clauses),
        _ => None,
    }
}

fn entry_mut<'e>(expr: &'e mut Expr, label: &str) -> Option<&'e mut Entry> {
    match &mut expr.kind {
        ExprKind::All(entries) | ExprKind::Any(entries) => {
            for entry in entries {
                if entry.label == label {
                    return Some(entry);
                }
                if let Some(found) = entry_mut(&mut entry.expr, label) {
                    return Some(found);
                }
            }
            None
        }
        _ => None,
    }
}

fn slot<'b>(body: &'b mut Body, parts: &[Part]) -> Result<Slot<'b>, &'static str> {
    match body {
        Body::Scope { members, .. } => {
            return if parts.is_empty() {
                Ok(Slot::Members(members))
            } else {
                Err("范围只能整体或按各项修改")
            };
        }
        Body::Definition { value, .. } => {
            let labelled = parts.iter().position(|part| matches!(part, Part::Label(_)));
            return valued_slot(value, labelled.map_or(&[], |at| &parts[at..]));
        }
        Body::Adjustments { stages, .. } => return stage_cap(stages, parts),
        Body::Exclusion { members, how } => {
            return match parts.last() {
                Some(Part::Key(key)) if key == "办法" => Ok(Slot::Word(how)),
                _ => Ok(Slot::Ordered(members)),
            };
        }
        _ => {}
    }
    let Some(clauses) = clauses_of(body) else {
        return Err("这一类不能修改，须另行公布或重新规定");
    };
    if let [Part::Key(key), rest @ ..] = parts {
        match key.as_str() {
            "金额" => return valued_slot(clauses.amount.as_mut().ok_or("它没有金额")?, rest),
            "办结" => return valued_slot(clauses.due.as_mut().ok_or("它没有办结期限")?, rest),
            _ => {}
        }
    }
    match parts.last() {
        Some(Part::Label(label)) => {
            let condition = clauses.condition.as_mut().ok_or("它没有条件")?;
            entry_mut(&mut condition.0, label)
                .map(|entry| Slot::Condition(&mut entry.expr))
                .ok_or("条件里没有这一项")
        }
        Some(Part::Key(key)) => match key.as_str() {
            "条件" => clauses.condition.as_mut().map(|(c, _)| Slot::Condition(c)).ok_or("它没有条件"),
            "不计" | "核减" | "数额" => Ok(Slot::Value(&mut clauses.disregarded)),
            "下限" => clauses.floor.as_mut().map(Slot::Condition).ok_or("它没有下限"),
            "上限" => clauses.cap.as_mut().map(Slot::Condition).ok_or("它没有上限"),
            "取整" => Ok(Slot::Rounding(&mut clauses.rounding)),
            "发放" => Ok(Slot::Schedule(&mut clauses.schedule)),
            "形式" => Ok(Slot::Word(&mut clauses.form)),
            "机关" | "批准" | "何人" => Ok(Slot::Bodies(&mut clauses.bodies)),
            _ => Err("没有这一部分"),
        },
        _ => Err("要写明修改哪一部分，例如“的条件”“的金额”“（二）”"),
    }
}

/// Puts a part of an item as it stands in one text into another text of it.
///
/// # Errors
/// Why the part cannot be told by itself.
pub(super) fn take_over(body: &mut Body, from: &Body, parts: &[Part]) -> Result<(), &'static str> {
    let mut from = from.clone();
    match (slot(body, parts)?, slot(&mut from, parts)?) {
        (Slot::Members(now), Slot::Members(then)) | (Slot::Ordered(now), Slot::Ordered(then)) => {
            now.clone_from(then)
        }
        (Slot::Value(now), Slot::Value(then)) => now.clone_from(then),
        (Slot::Given(now), Slot::Given(then)) => now.clone_from(then),
        (Slot::Condition(now), Slot::Condition(then)) => now.clone_from(then),
        (Slot::Rounding(now), Slot::Rounding(then)) => now.clone_from(then),
        (Slot::Word(now), Slot::Word(then)) => now.clone_from(then),
        (Slot::Schedule(now), Slot::Schedule(then)) => now.clone_from(then),
        (Slot::Bodies(now), Slot::Bodies(then)) => now.clone_from(then),
        _ => return Err("前后不是同一种内容"),
    }
    Ok(())
}

/// `的成员的合计`: what a stage comes to at most.
fn stage_cap<'b>(stages: &'b mut [Stage], parts: &[Part]) -> Result<Slot<'b>, &'static str> {
    let [Part::Key(owner), Part::Key(what)] = parts else {
        return Err("清单里只能修改某一级的合计，写“的成员的合计”");
    };
    let stage = stages.iter_mut().find(|s| s.owner.text == *owner).ok_or("清单里没有这一级")?;
    match (what.as_str(), &mut stage.cap) {
        ("合计", Some(cap)) => Ok(Slot::Condition(cap)),
        ("合计", None) => Err("这一级没有写“合计不超过”"),
        _ => Err("清单里只能修改某一级的合计，写“的成员的合计”"),
    }
}

/// The base of a value; `（一）`, when an exception applies; `（一）的金额`, what it then gives.
fn valued_slot<'b>(valued: &'b mut Valued, parts: &[Part]) -> Result<Slot<'b>, &'static str> {
    let [Part::Label(label), rest @ ..] = parts else { return Ok(Slot::Value(&mut valued.base)) };
    let exception = valued.exceptions.iter_mut().find(|e| e.label == *label).ok_or("没有这个编号的例外")?;
    match (rest, &mut exception.effect) {
        ([], _) => Ok(Slot::Condition(&mut exception.condition)),
        ([Part::Key(key)], Effect::Becomes(value) | Effect::Plus(value))
            if matches!(key.as_str(), "金额" | "数额") =>
        {
            Ok(Slot::Given(value))
        }
        _ => Err("例外里能修改的是它的条件“（一）”和它给的数“（一）的金额”"),
    }
}

/// Where exceptions to a part stand: to its amount, to its time limit, else to its condition.
fn exceptions_of<'b>(body: &'b mut Body, parts: &[Part]) -> Option<&'b mut Vec<Exception>> {
    if let Body::Definition { value, .. } = body {
        return Some(&mut value.exceptions);
    }
    let clauses = clauses_of(body)?;
    match parts.first() {
        Some(Part::Key(key)) if key == "金额" => {
            clauses.amount.as_mut().map(|amount| &mut amount.exceptions)
        }
        Some(Part::Key(key)) if key == "办结" => clauses.due.as_mut().map(|due| &mut due.exceptions),
        _ => clauses.condition.as_mut().map(|(_, exceptions)| exceptions),
    }
}

/// The bodies to which a part of an item is left (另行规定).
pub(super) fn delegated(body: &Body, parts: &[Part]) -> Vec<Word> {
    let mut body = body.clone();
    match slot(&mut body, parts) {
        Ok(Slot::Value(Some(Value { kind: ValueKind::Delegated(bodies), .. }))) => bodies.names.clone(),
        Ok(Slot::Given(Value { kind: ValueKind::Delegated(bodies), .. })) => bodies.names.clone(),
        Ok(Slot::Condition(Expr { kind: ExprKind::Delegated(names), .. })) => names.clone(),
        _ => Vec::new(),
    }
}

/// A place-free spelling of a value.
pub fn value_text(value: &Value) -> String {
    match &value.kind {
        ValueKind::Computed { expr, floor_zero, rounding } => {
            let floor = if *floor_zero { ",不足零的按零" } else { "" };
            format!("{}{floor}{}", canonical(expr), rounding.map(|r| format!(",{r}")).unwrap_or_default())
        }
        ValueKind::Unstated | ValueKind::Delegated(_) => "未载明".to_owned(),
        ValueKind::Assumed(value) => value_text(value),
        ValueKind::Somewhere(a, b) => format!("{}至{}", canonical(a), canonical(b)),
        ValueKind::Pending(_) => "待定".to_owned(),
        ValueKind::Full => "全额".to_owned(),
        ValueKind::Judged(j) => {
            let bound = |e: &Option<Expr>| e.as_ref().map(canonical).unwrap_or_default();
            let names: Vec<&str> = j.bodies.names.iter().map(|n| n.text.as_str()).collect();
            format!("由{}酌定{}..{}", names.join("、"), bound(&j.low), bound(&j.high))
        }
    }
}

/// Applies a change to a copy of an item.
pub fn apply(
    site: &Site<'_>,
    body: &mut Body,
    parts: &[Part],
    change: &Change,
    show: impl Fn(Span) -> String,
) -> Result<(), Diagnostic> {
    match change {
        Change::Replace { partly, wholly, from, verb, to, span } => {
            let target = slot(body, parts).map_err(|why| error::cannot_amend(site.name, *span, why))?;
            {
                let sides =
                    Replacement { site, part: *partly && !*wholly, from, verb: *verb, to, span: *span };
                sides.apply(target, show)
            }
        }
        Change::AddMembers(added, span) => match slot(body, parts) {
            Ok(Slot::Members(members) | Slot::Ordered(members)) => {
                let members = members.get_or_insert_default();
                add_new(site, members, added);
                Ok(())
            }
            _ => Err(error::cannot_amend(site.name, *span, "它不是一个范围")),
        },
        Change::DeleteMembers(gone, span) => match slot(body, parts) {
            Ok(Slot::Members(members) | Slot::Ordered(members)) => {
                let now = members.clone().unwrap_or_default();
                let gone = &by_name(gone, &now);
                if site.asserting {
                    holds(site, &now, gone, true, *span)?;
                }
                *members = Some(without(site, &now, gone));
                Ok(())
            }
            _ => Err(error::cannot_amend(site.name, *span, "它不是一个范围")),
        },
        Change::AddException(exception) => match exceptions_of(body, parts) {
            Some(exceptions) => {
                exceptions.push(exception.clone());
                Ok(())
            }
            None => Err(error::cannot_amend(site.name, exception.span, "它没有可以加例外的地方")),
        },
        Change::AddEntry(entry) => {
            let condition = clauses_of(body).and_then(|c| c.condition.as_mut());
            match condition.map(|(c, _)| &mut c.kind) {
                Some(ExprKind::All(entries) | ExprKind::Any(entries)) => {
                    if let Some(old) = entries.iter().find(|e| e.label == entry.label) {
                        return Err(error::declared_twice(
                            &format!("{}{}", site.name, entry.label),
                            entry.expr.span,
                            old.expr.span,
                        ));
                    }
                    entries.push(entry.clone());
                    Ok(())
                }
                _ => Err(error::cannot_amend(site.name, entry.expr.span, "它的条件不是列举的各项")),
            }
        }
        Change::DeletePart(label) => delete_part(site, body, parts, label),
    }
}

fn delete_part(site: &Site<'_>, body: &mut Body, parts: &[Part], label: &Word) -> Result<(), Diagnostic> {
    let missing = || error::cannot_amend(site.name, label.span, "没有这个编号");
    if let Some(exceptions) = exceptions_of(body, parts) {
        let before = exceptions.len();
        exceptions.retain(|e| e.label != label.text);
        if exceptions.len() < before {
            // What is gone need not be beaten.
            exceptions.iter_mut().for_each(|e| e.beats.retain(|beaten| beaten.text != label.text));
            return Ok(());
        }
    }
    if matches!(body, Body::Definition { .. }) {
        return if site.asserting { Err(missing()) } else { Ok(()) };
    }
    let condition = clauses_of(body).and_then(|c| c.condition.as_mut()).ok_or_else(missing)?;
    match &mut condition.0.kind {
        ExprKind::All(entries) | ExprKind::Any(entries) => {
            let before = entries.len();
            if before == 1 && entries[0].label == label.text {
                return Err(error::cannot_amend(site.name, label.span, "删去后条件就空了"));
            }
            entries.retain(|e| e.label != label.text);
            if entries.len() < before || !site.asserting { Ok(()) } else { Err(missing()) }
        }
        _ => Err(missing()),
    }
}
