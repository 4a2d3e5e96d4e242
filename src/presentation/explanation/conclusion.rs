//! How a result stands, in words.

use crate::presentation::words;
use crate::program::ir::{Answer, Force, NodeId, Output, QuestionId, Role};
use crate::program::node::label_words;
use crate::quantity::interval::Interval;
use crate::quantity::unit::Unit;
use crate::trace::outcome::{Outcome, Payment, Status};
use crate::trace::value::Question;

use super::view::View;

/// How a result stands, in the order in which results are told.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Standing {
    /// Money or a service is given.
    Given,
    /// A determination holds.
    Holds,
    /// A power may be used.
    Offered,
    /// A person must judge.
    Judged,
    /// Facts are missing.
    Open,
    /// Texts conflict.
    Conflict,
    /// No rule in force covers it.
    NoRule,
    /// The record or the numbers are at fault.
    Fault,
    /// A determination does not hold.
    Fails,
    /// A benefit is not given.
    Refused,
}

impl Standing {
    /// 给付, 不符合, 未定 ….
    pub(super) fn word(self) -> &'static str {
        match self {
            Standing::Given => "给付",
            Standing::Holds => "符合",
            Standing::Offered => "可以给付",
            Standing::Judged => "须由人决定",
            Standing::Open => "未定",
            Standing::Conflict => "规定有冲突",
            Standing::NoRule => "没有现行规定",
            Standing::Fault => "有误",
            Standing::Fails => "不符合",
            Standing::Refused => "不给付",
        }
    }
}

/// How a result stands, in a word: a duty arises or not, a lead is there or not.
pub(super) fn word(view: &View, outcome: &Outcome) -> &'static str {
    match (role(view, outcome), standing(outcome)) {
        (Role::Duty, Standing::Holds) => "须办",
        (Role::Duty, Standing::Fails) => "不须办",
        (Role::Lead, Standing::Holds) => "有此线索",
        (Role::Lead, Standing::Fails) => "没有此线索",
        (_, Standing::Open) if outcome.held.is_some() => "暂缓",
        (_, standing) => standing.word(),
    }
}

/// What a result is to its reader.
pub(super) fn role(view: &View, outcome: &Outcome) -> Role {
    output(view, outcome).map_or(Role::Decision, |output| output.role)
}

/// What stands before the name of a result that is no decision.
pub(super) fn kind(role: Role) -> &'static str {
    match role {
        Role::Decision => "",
        Role::Duty => "职责：",
        Role::Lead => "线索（不是决定）：",
    }
}

/// How an outcome stands.
pub(super) fn standing(outcome: &Outcome) -> Standing {
    match &outcome.status {
        Status::Holds(true) => Standing::Holds,
        Status::Holds(false) => Standing::Fails,
        Status::Granted(_) | Status::GrantedInKind => Standing::Given,
        Status::NotGranted => Standing::Refused,
        Status::Offered(_) => Standing::Offered,
        Status::Undetermined(_) => Standing::Open,
        Status::NeedsJudgement(_) => Standing::Judged,
        Status::Conflict(_) => Standing::Conflict,
        Status::NoRule(_) => Standing::NoRule,
        Status::Error(_) => Standing::Fault,
    }
}

/// The declaration of an outcome.
pub(super) fn output<'a>(view: &View<'a>, outcome: &Outcome) -> Option<&'a Output> {
    view.program.outputs.get(outcome.output)
}

/// `护理补贴（甲）`, `低保金（本户）`
pub(super) fn title(view: &View, outcome: &Outcome) -> String {
    match output(view, outcome) {
        Some(output) => format!("{}（{}）", output.name, view.subject(output.plane, outcome.instance)),
        None => String::new(),
    }
}

/// `给付 每月520元`, `未定：给付的话，每月520元`, `不符合，因为第（一）项不符合`
pub(super) fn conclusion(view: &View, outcome: &Outcome) -> String {
    let only = match outcome.status {
        Status::Undetermined(_) => view.only_these(outcome),
        _ => String::new(),
    };
    format!("{}{only}", stands(view, outcome))
}

/// The same without what could change it.
pub(super) fn stands(view: &View, outcome: &Outcome) -> String {
    let word = word(view, outcome);
    let range = |range: &Option<Interval>| range.and_then(|range| range_words(view, outcome, range));
    match &outcome.status {
        Status::Holds(true) | Status::GrantedInKind => word.to_owned(),
        Status::Holds(false) | Status::NotGranted => {
            let failed: Vec<String> = outcome.failed.iter().map(|label| label_words(label)).collect();
            match (failed.as_slice(), outcome.beaten_by.as_slice()) {
                ([], []) => word.to_owned(),
                ([], winners) => format!("{word}，因为与“{}”互斥，取后者", winners.join("”“")),
                (failed, _) => format!("{word}，因为{}不符合", failed.join("、")),
            }
        }
        Status::Granted(amount) => format!("{word} {}", words::amount(*amount, unit(view, outcome))),
        Status::Offered(bounds) => match range(bounds) {
            Some(range) => format!("{word}，金额{range}"),
            None => word.to_owned(),
        },
        Status::Undetermined(bounds) => {
            let amount = range(bounds).map(|range| {
                if outcome.may_be_refused {
                    format!("：可能不给付；给付的话，金额{range}")
                } else {
                    format!("：金额{range}")
                }
            });
            format!("{word}{}", amount.unwrap_or_default())
        }
        Status::NeedsJudgement(bounds) => {
            let who = view.bodies(&judges(view, outcome));
            let amount = range(bounds).map(|range| format!("；金额{range}"));
            format!("须由{who}决定{}", amount.unwrap_or_default())
        }
        Status::Conflict(fault) | Status::NoRule(fault) | Status::Error(fault) => {
            format!("{word}：{}", view.fault_words(fault))
        }
    }
}

/// Who must answer what an outcome waits for.
pub(super) fn judges(view: &View, outcome: &Outcome) -> Vec<String> {
    let mut bodies: Vec<String> = Vec::new();
    for question in &outcome.missing {
        if let Question::Judgement(question, _) = question
            && let Some(asked) = view.program.questions.get(question.index())
        {
            for body in &asked.bodies {
                if !bodies.contains(body) {
                    bodies.push(body.clone());
                }
            }
        }
    }
    if bodies.is_empty() { outcome.bodies.clone() } else { bodies }
}

/// The node whose unit the amount of an outcome has.
fn amount_node(view: &View, outcome: &Outcome) -> Option<NodeId> {
    output(view, outcome)?.benefit.as_ref()?.amount
}

/// The question whether a power is used.
pub(super) fn grant(view: &View, outcome: &Outcome) -> Option<QuestionId> {
    output(view, outcome)?.benefit.as_ref()?.grant
}

/// The unit of the amount of an outcome.
pub(super) fn unit(view: &View, outcome: &Outcome) -> Unit {
    let Some(output) = output(view, outcome) else { return Unit::PURE };
    let declared = amount_node(view, outcome).map(|node| words::unit_of(view.program, node));
    let asked = grant(view, outcome).and_then(|grant| view.program.questions.get(grant.index()));
    let answered = asked.map(|asked| match asked.answer {
        Answer::Number(unit) | Answer::Grant(unit) => unit,
        _ => Unit::PURE,
    });
    view.unit_on(declared.or(answered).unwrap_or(Unit::PURE), output.plane)
}

/// A range of the amount; nothing where it only says that amounts are not negative.
pub(super) fn range_words(view: &View, outcome: &Outcome, range: Interval) -> Option<String> {
    use crate::quantity::interval::Bound;
    use crate::quantity::ratio::Ratio;
    let idle =
        matches!((range.low, range.high), (Bound::Closed(low), Bound::Unbounded) if low == Ratio::ZERO);
    if idle { Some("由决定的机关定".to_owned()) } else { words::range(range, unit(view, outcome)) }
}

/// Which payment the deadline is about: without a first month it is the one after the decision.
pub(super) fn first_or_next(payment: &Payment) -> &'static str {
    if payment.cycle.contains("一次") {
        ""
    } else if payment.first.is_some() {
        "第一期"
    } else {
        "最近一期"
    }
}

/// Deadlines and starts; where the first month is known, it says from when.
pub(super) fn payment_words(payment: &Payment) -> impl Iterator<Item = &String> {
    let starts = |words: &&String| words.starts_with('自') && words.ends_with('起');
    payment.words.iter().filter(move |words| payment.first.is_none() || !starts(words))
}

/// `按月，每月10日前，付给 本户；每次每月…元`
pub(super) fn payment(view: &View, outcome: &Outcome) -> Option<String> {
    let payment = outcome.payment.as_ref()?;
    let mut said = vec![payment.cycle.clone()];
    if let Some(each) = payment.each {
        let cycle = output(view, outcome)?.benefit.as_ref()?.schedule.as_ref()?.each;
        let unit = cycle.map_or(Unit::PURE, |node| words::unit_of(view.program, node));
        let plane = output(view, outcome)?.plane;
        let each = words::amount(each, view.unit_on(unit, plane));
        said.push(if payment.cycle.contains("一次") { each } else { format!("每次{each}") });
    }
    said.extend(payment_words(payment).cloned());
    said.extend(payment.payee.iter().map(|payee| format!("付给 {payee}")));
    said.extend(payment.first.map(|month| format!("首月为{}", month.spoken())));
    said.extend(payment.due.map(|day| format!("{}最迟{day}", first_or_next(payment))));
    Some(said.join("，"))
}

/// `省财政 180元，市县财政 120元`; the shares where the amount is not settled.
pub(super) fn funding(view: &View, outcome: &Outcome) -> Option<String> {
    let benefit = output(view, outcome)?.benefit.as_ref()?;
    if !outcome.funding.is_empty() {
        let unit = unit(view, outcome);
        let said = outcome
            .funding
            .iter()
            .map(|(bearer, amount)| format!("{bearer} {}", words::amount(*amount, unit)));
        return Some(said.collect::<Vec<_>>().join("，"));
    }
    let shares: Vec<String> = benefit
        .funding
        .iter()
        .map(|share| format!("{} {}", share.bearer, words::amount(share.part, Unit::PERCENT)))
        .collect();
    (!shares.is_empty()).then(|| shares.join("，"))
}

/// Whether a benefit is owed or may be given.
pub(super) fn force(view: &View, outcome: &Outcome) -> Option<&'static str> {
    let benefit = output(view, outcome)?.benefit.as_ref()?;
    Some(match benefit.force {
        Force::Shall => "应当给付",
        Force::May => "可以给付",
    })
}
