//! Checks what supports an expectation: 因 …不符合, 据 …, 批准, 付给, 首月, 最迟, 缺 …, 在 … 之间.

use super::expect::{Expect, Target, interval};
use super::names::{aim, asked};
use super::say::{excluded, listed};
use crate::program::node::label_words;
use crate::quantity::calendar::{Date, Month};
use crate::quantity::interval::Interval;
use crate::source::Span;
use crate::syntax::tree::SupportClaim;
use crate::trace::value::{Domain, Question, Value};

impl Expect<'_, '_> {
    pub(super) fn supports(&mut self, supports: &[SupportClaim], target: &Target, span: Span) {
        for support in supports {
            if let Err((expected, found)) = self.support(support, target) {
                self.fail(span, &expected, &found);
            }
        }
    }

    fn support(&self, support: &SupportClaim, target: &Target) -> Result<(), (String, String)> {
        let outcome = match target {
            Target::Outcome(at) => Some(&self.decision.outcomes[*at]),
            Target::Named(_) => None,
        };
        let (missing, interval): (Vec<Question>, Option<Interval>) = match (outcome, target) {
            (Some(outcome), _) => (outcome.missing.clone(), interval(&outcome.status)),
            (None, Target::Named(named)) => match named.value() {
                Some(Value::Open(id)) => {
                    let open = named.trace.arena.open(id);
                    let interval =
                        if let Domain::Number(interval) = open.domain { Some(interval) } else { None };
                    (open.questions.clone(), interval)
                }
                _ => (Vec::new(), None),
            },
            _ => (Vec::new(), None),
        };
        match support {
            SupportClaim::Failed(label) => {
                let failed = outcome.map(|o| o.failed.clone()).unwrap_or_default();
                if failed.contains(&label.text) {
                    return Ok(());
                }
                let found = if failed.is_empty() {
                    "没有不符合的项".to_owned()
                } else {
                    format!("不符合的是{}", listed(&failed))
                };
                Err((format!("因{}不符合", label_words(&label.text)), found))
            }
            SupportClaim::Excluded(name) => {
                let found = outcome.map(|o| o.beaten_by.clone()).unwrap_or_default();
                if found.contains(&name.text) {
                    return Ok(());
                }
                Err((format!("因与“{name}”互斥"), excluded(&found)))
            }
            SupportClaim::Ground(document, article) => {
                let cited = self.cited(target);
                if cited.contains(&(document.text.clone(), article.text.clone())) {
                    return Ok(());
                }
                let found: Vec<String> = cited.into_iter().map(|(d, a)| format!("《{d}》{a}")).collect();
                Err((format!("据《{document}》{article}"), format!("所据：{}", found.join("、"))))
            }
            SupportClaim::Doubt(text) => {
                let rests = self.notes(target);
                if rests.contains(&text.text) {
                    return Ok(());
                }
                Err((format!("据疑义“{text}”"), "没有用到这一处疑义".to_owned()))
            }
            SupportClaim::Approved(bodies) => {
                let found = outcome.map(|o| o.bodies.clone()).unwrap_or_default();
                let wanted: Vec<String> = bodies.iter().map(|b| b.text.clone()).collect();
                if found == wanted || found.is_empty() && wanted == ["未载明"] {
                    return Ok(());
                }
                let found = if found.is_empty() { "未载明".to_owned() } else { found.join("、") };
                Err((format!("批准＝{}", wanted.join("、")), format!("批准＝{found}")))
            }
            SupportClaim::Payee(who) => {
                let found = outcome
                    .and_then(|o| o.payment.as_ref())
                    .and_then(|p| p.payee.clone())
                    .unwrap_or("未载明".to_owned());
                if found == who.text {
                    Ok(())
                } else {
                    Err((format!("付给{who}"), format!("付给{found}")))
                }
            }
            SupportClaim::FirstMonth(month) => {
                let found = outcome.and_then(|o| o.payment.as_ref()).and_then(|p| p.first);
                if found == Some(*month) {
                    return Ok(());
                }
                let say = |month: Month| format!("首月＝{}", month.spoken());
                Err((say(*month), found.map_or("没有写明首月".to_owned(), say)))
            }
            SupportClaim::Due(day) => {
                let found = outcome.and_then(|o| o.payment.as_ref()).and_then(|p| p.due);
                if found == Some(*day) {
                    return Ok(());
                }
                let say = |day: Date| format!("最迟＝{day}");
                Err((say(*day), found.map_or("没有写明期限".to_owned(), say)))
            }
            SupportClaim::Missing(paths) => {
                let mut wanted: Vec<&str> = paths.iter().filter_map(aim).map(|a| a.name).collect();
                let mut found: Vec<&str> = missing.iter().map(|q| asked(self.program, q)).collect();
                for list in [&mut wanted, &mut found] {
                    list.sort_unstable();
                    list.dedup();
                }
                if wanted == found {
                    Ok(())
                } else {
                    Err((format!("缺{}", wanted.join("、")), format!("缺{}", found.join("、"))))
                }
            }
            SupportClaim::Between(low, high) => {
                let wanted = low.in_base(None).zip(high.in_base(None)).map(|(l, h)| Interval::between(l, h));
                if wanted.is_some() && wanted == interval {
                    return Ok(());
                }
                Err((format!("在{}至{}之间", low.text, high.text), Self::say_interval(interval)))
            }
            SupportClaim::Settled(claim) => self.settled(claim, outcome),
            SupportClaim::AtLeast(low) => {
                let floor = interval.and_then(|i| i.low.value());
                if floor.is_some() && floor == low.in_base(None) {
                    return Ok(());
                }
                Err((format!("不低于{}", low.text), Self::say_interval(interval)))
            }
        }
    }
}
