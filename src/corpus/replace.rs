//! 由 … 改为 …: one part of an item in the place of another, once the 由 side is seen to hold.

use super::amend::{Site, Slot, value_text};
use super::error;
use super::members::text as members_text;
use super::set_change::{add_new, by_name, holds, key_set, without};
use crate::diagnostics::Diagnostic;
use crate::source::Span;
use crate::syntax::tree::{
    Amended, Bodies, Expr, ExprKind, Member, ReplaceVerb, Schedule, Value, ValueKind, canonical,
};

/// What is said where nothing is.
const UNSTATED: &str = "未载明";

/// Both sides of one replacement.
pub(super) struct Replacement<'a> {
    pub site: &'a Site<'a>,
    /// 其中: the 由 side is only a part.
    pub part: bool,
    pub from: &'a Amended,
    pub verb: ReplaceVerb,
    pub to: &'a Amended,
    pub span: Span,
}

impl Replacement<'_> {
    /// Puts the new side in the place of the old one; `show` gives the words of the file.
    pub fn apply(&self, target: Slot<'_>, show: impl Fn(Span) -> String) -> Result<(), Diagnostic> {
        match (target, self.to) {
            (Slot::Members(members), Amended::Members(added)) => self.members(members, added),
            (Slot::Ordered(members), Amended::Members(added)) => self.order(members, added),
            (Slot::Value(current), _) => self.value(current, show),
            (Slot::Given(value), _) => {
                let mut held = Some(value.clone());
                self.value(&mut held, show)?;
                held.into_iter().for_each(|new| *value = new);
                Ok(())
            }
            (Slot::Condition(current), _) => self.condition(current, show),
            (Slot::Rounding(current), Amended::Rounding(new)) => {
                let now = current.as_ref().map(|(rounding, _, _)| rounding.to_string());
                self.plain(now, || *current = Some((*new, false, self.span)))
            }
            (Slot::Word(current), Amended::Members(new)) => {
                let now = current.as_ref().map(|word| word.text.clone());
                self.plain(now, || *current = new.first().map(|member| member.name.clone()))
            }
            (Slot::Schedule(current), _) => {
                let now = current.as_ref().map(Schedule::words);
                self.plain(now, || *current = as_schedule(self.to))
            }
            (Slot::Bodies(current), Amended::Members(new)) => {
                let named = |bodies: &Bodies| {
                    bodies.names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join("、")
                };
                let now = current.as_ref().map(named);
                let names = new.iter().map(|member| member.name.clone()).collect();
                self.plain(now, || *current = Some(Bodies { names, assumed: false }))
            }
            _ => Err(error::cannot_amend(self.site.name, self.span, "前后不是同一种内容")),
        }
    }

    fn mismatch(&self, said: &str, now: &str) -> Diagnostic {
        error::from_does_not_hold(self.span, self.site.declared, said, now, true)
    }

    /// What the 由 side says, on one line.
    fn said(&self) -> String {
        match self.from {
            Amended::Unstated => UNSTATED.to_owned(),
            Amended::Value(value) => value_text(value),
            Amended::Members(members) => members_text(members),
            Amended::Rounding(rounding) => rounding.to_string(),
            Amended::Schedule(schedule) => schedule.words(),
        }
    }

    /// A part that is told by its words. A view that does not assert passes over what it does not see.
    fn plain(&self, now: Option<String>, set: impl FnOnce()) -> Result<(), Diagnostic> {
        let (now, said) = (now.unwrap_or(UNSTATED.to_owned()), self.said());
        if said == now {
            set();
        } else if self.site.asserting {
            return Err(self.mismatch(&said, &now));
        }
        Ok(())
    }

    /// The elements that the 由 side names.
    fn named(&self, now: &[Member]) -> Vec<Member> {
        if let Amended::Members(said) = self.from { by_name(said, now) } else { Vec::new() }
    }

    /// S′ = (S∖A)∪B, requiring A⊆S (semantics 5).
    fn members(&self, members: &mut Option<Vec<Member>>, added: &[Member]) -> Result<(), Diagnostic> {
        let (site, span) = (self.site, self.span);
        let now = members.clone().unwrap_or_default();
        let said = &self.named(&now);
        let (old, new) = (key_set(site, said), key_set(site, added));
        if site.asserting {
            holds(site, &now, said, self.part, span)?;
            let subset = |a: &[String], b: &[String]| a.iter().all(|k| b.contains(k)) && a.len() < b.len();
            match self.verb {
                ReplaceVerb::Widen if !subset(&old, &new) => return Err(error::not_wider(span, "扩大到")),
                ReplaceVerb::Narrow if !subset(&new, &old) => return Err(error::not_wider(span, "缩小到")),
                _ => {}
            }
        }
        // What is in both stays as it was written first: the amending document adds only what is new.
        let gone = |member: &&Member| {
            let keys = key_set(site, std::slice::from_ref(*member));
            keys.iter().any(|key| old.contains(key) && !new.contains(key))
        };
        let dropped: Vec<Member> = said.iter().filter(gone).cloned().collect();
        let mut result = if dropped.is_empty() { now } else { without(site, &now, &dropped) };
        add_new(site, &mut result, added);
        *members = Some(result);
        Ok(())
    }

    /// Members whose order counts: the new ones stand where the first of those that they replace stood.
    fn order(&self, members: &mut Option<Vec<Member>>, added: &[Member]) -> Result<(), Diagnostic> {
        let now = members.clone().unwrap_or_default();
        let said = if let Amended::Members(said) = self.from { said.as_slice() } else { &[] };
        if self.site.asserting {
            holds(self.site, &now, said, self.part, self.span)?;
        }
        let at = now.iter().position(|member| said.contains(member)).unwrap_or(now.len());
        let stays = |member: &&Member| !said.contains(member) && !added.contains(member);
        let before = now[..at].iter().filter(stays);
        let after = now[at..].iter().filter(stays);
        *members = Some(before.chain(added).chain(after).cloned().collect());
        Ok(())
    }

    fn value(&self, current: &mut Option<Value>, show: impl Fn(Span) -> String) -> Result<(), Diagnostic> {
        let (now, said) = (current.as_ref().map_or(UNSTATED.to_owned(), value_text), self.said());
        if said == now {
            *current = match self.to {
                Amended::Value(value) => Some(value.clone()),
                Amended::Members(members) => members.first().map(as_value),
                _ => None,
            };
        } else if self.site.asserting {
            let shown = current.as_ref().map_or(now, |value| show(value.span));
            let quoted = if let Amended::Value(value) = self.from { show(value.span) } else { said };
            return Err(self.mismatch(&quoted, &shown));
        }
        Ok(())
    }

    fn condition(&self, current: &mut Expr, show: impl Fn(Span) -> String) -> Result<(), Diagnostic> {
        let unstated = matches!(self.from, Amended::Unstated) && canonical(current) == UNSTATED;
        match (as_expr(self.from), as_expr(self.to)) {
            (None, Some(new)) if unstated => *current = new,
            (Some(said), Some(new)) if said == *current => *current = new,
            (Some(said), Some(_)) if self.site.asserting => {
                return Err(self.mismatch(&show(said.span), &show(current.span)));
            }
            (Some(_), Some(_)) => {}
            _ => return Err(error::cannot_amend(self.site.name, self.span, "前后都应当是条件")),
        }
        Ok(())
    }
}

fn as_expr(side: &Amended) -> Option<Expr> {
    match side {
        Amended::Value(Value { kind: ValueKind::Computed { expr, .. }, .. }) => Some(expr.clone()),
        Amended::Members(members) => members.first().map(as_name),
        _ => None,
    }
}

fn as_schedule(side: &Amended) -> Option<Schedule> {
    match side {
        Amended::Schedule(schedule) => Some(schedule.clone()),
        // 按月 alone reads as a name.
        Amended::Members(members) => members.first().map(|member| Schedule::of_cycle(&member.name)),
        _ => None,
    }
}

fn as_name(member: &Member) -> Expr {
    Expr { kind: ExprKind::Name(member.name.text.clone()), span: member.name.span }
}

fn as_value(member: &Member) -> Value {
    Value {
        kind: ValueKind::Computed { expr: as_name(member), floor_zero: false, rounding: None },
        span: member.name.span,
    }
}
