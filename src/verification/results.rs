//! How each result stands, read off the values of a run.

use std::rc::Rc;

use crate::facts::record::{Answered, FactValue};
use crate::program::ir::{Benefit, CategoryId, Force, NodeId, Output, QuestionId, Type};
use crate::trace::outcome::Status;
use crate::trace::value::{Fault, FaultKind, Question};

use super::bridge;
use super::number::Number;
use super::range::Range;
use super::run::{Here, Run};
use super::value::{Holds, May, Val, in_order};

/// How a result stands.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Stands {
    Holds(bool),
    Granted(Number),
    InKind,
    Refused,
    Offered(Option<Range>),
    Undetermined(Option<Range>),
    NeedsJudgement(Option<Range>),
    AtFault(Fault),
}

/// Who determines or approves.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Bodies {
    /// Those that the text names for the result.
    Named,
    /// Elements of a category of bodies, by the amount.
    Among(CategoryId, Vec<u32>),
    Unlisted(Rc<str>),
    Nobody,
}

/// A result with what it still waits for.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Standing {
    pub(super) stands: Stands,
    pub(super) missing: Vec<Question>,
    pub(super) may_be_refused: bool,
    pub(super) bodies: Bodies,
}

impl Stands {
    /// The amounts that are possible; none where no amount is said.
    pub(super) fn range(&self) -> Option<Range> {
        match self {
            Stands::Granted(amount) => Some(Range::only(*amount)),
            Stands::Offered(range) | Stands::Undetermined(range) | Stands::NeedsJudgement(range) => *range,
            _ => None,
        }
    }

    /// Something may come to be paid or given.
    pub(super) fn is_possible(&self) -> bool {
        match self {
            Stands::Holds(_) | Stands::Refused | Stands::AtFault(_) => false,
            Stands::Granted(_) | Stands::InKind | Stands::Offered(_) => true,
            Stands::Undetermined(_) | Stands::NeedsJudgement(_) => true,
        }
    }

    /// The amount is a question at all.
    pub(super) fn has_amount(&self) -> bool {
        !matches!(self, Stands::Holds(_) | Stands::Refused)
    }

    pub(super) fn status(&self) -> Status {
        let interval = |range: &Option<Range>| range.map(bridge::interval);
        match self {
            Stands::Holds(holds) => Status::Holds(*holds),
            Stands::Granted(amount) => Status::Granted(bridge::ratio(*amount)),
            Stands::InKind => Status::GrantedInKind,
            Stands::Refused => Status::NotGranted,
            Stands::Offered(range) => Status::Offered(interval(range)),
            Stands::Undetermined(range) => Status::Undetermined(interval(range)),
            Stands::NeedsJudgement(range) => Status::NeedsJudgement(interval(range)),
            Stands::AtFault(fault) => match &fault.kind {
                FaultKind::Conflict(_) | FaultKind::Pending => Status::Conflict(fault.clone()),
                FaultKind::NoRule | FaultKind::NoFigure(_) | FaultKind::NoCalendar(_) => {
                    Status::NoRule(fault.clone())
                }
                _ => Status::Error(fault.clone()),
            },
        }
    }
}

impl Standing {
    fn of(stands: Stands) -> Standing {
        Standing { stands, missing: Vec::new(), may_be_refused: false, bodies: Bodies::Named }
    }

    fn at_fault(fault: &Fault) -> Standing {
        Standing::of(Stands::AtFault(fault.clone()))
    }

    fn waiting(missing: Vec<Question>, range: Option<Range>) -> Standing {
        let stands = waiting(&missing, range);
        Standing { missing, ..Standing::of(stands) }
    }

    /// Nothing is open but whether a power is used.
    pub(super) fn is_settled(&self) -> bool {
        match &self.stands {
            Stands::Undetermined(_) | Stands::NeedsJudgement(_) => false,
            Stands::Offered(_) => match self.missing.as_slice() {
                [] => true,
                [only] => matches!(only, Question::Judgement(..)),
                _ => false,
            },
            _ => true,
        }
    }

    pub(super) fn is_at_fault(&self) -> bool {
        matches!(self.stands, Stands::AtFault(_))
    }
}

/// What waits for people's judgement only, and what waits for facts as well.
pub(super) fn waiting(missing: &[Question], range: Option<Range>) -> Stands {
    let by_people =
        |question: &Question| matches!(question, Question::Judgement(..) | Question::Membership(..));
    if missing.is_empty() || !missing.iter().all(by_people) {
        Stands::Undetermined(range)
    } else {
        Stands::NeedsJudgement(range)
    }
}

/// The amounts that a value may be.
fn amounts(value: &Val) -> Option<Range> {
    match value {
        Val::Number(number) => Some(Range::only(*number)),
        Val::Open(open) => match open.may {
            May::Number(range) => Some(range),
            _ => None,
        },
        _ => None,
    }
}

/// A result about one subject.
#[derive(Clone, Copy)]
struct About<'a> {
    output: &'a Output,
    benefit: &'a Benefit,
    instance: u32,
}

impl Run<'_> {
    /// How a result stands for a subject.
    pub(super) fn standing(&self, output: usize, instance: u32) -> Standing {
        let output = &self.ground.program.outputs[output];
        let condition = self.val(output.condition, instance);
        let open = match condition.holds() {
            Holds::Fault(failing) => return Standing::at_fault(&failing.fault),
            Holds::No if output.benefit.is_some() => return Standing::of(Stands::Refused),
            Holds::No => return Standing::of(Stands::Holds(false)),
            Holds::Yes => false,
            Holds::Open(_) => true,
        };
        let Some(benefit) = &output.benefit else {
            return if open {
                Standing::waiting(condition.questions().to_vec(), None)
            } else {
                Standing::of(Stands::Holds(true))
            };
        };
        let about = About { output, benefit, instance };
        let mut standing = match benefit.force {
            Force::Shall => self.due(about),
            Force::May => self.power(about),
        };
        if standing.stands == Stands::Refused {
            return standing;
        }
        standing.bodies = self.bodies(benefit, instance);
        if let Some(kind) = self.unfit_body(about, &standing) {
            standing = Standing { bodies: standing.bodies, ..self.fault(about, kind) };
        }
        if !open {
            return standing;
        }
        // While the condition is open, whether the power is used is not asked yet; what bears on the amount is.
        let amount = benefit.amount.map(|amount| self.val(amount, instance));
        let grant = benefit.grant.map(|grant| self.judgement(grant, output, instance));
        let mut missing = standing.missing.clone();
        missing.extend(amount.into_iter().flat_map(|amount| amount.questions().iter().copied()));
        missing.retain(|question| Some(*question) != grant);
        missing.extend_from_slice(condition.questions());
        let mut waits = Standing::waiting(in_order(missing), standing.stands.range());
        waits.may_be_refused = true;
        waits.bodies = standing.bodies;
        waits
    }

    /// What must be given: the amount, or a service.
    fn due(&self, about: About) -> Standing {
        let Some(amount) = about.benefit.amount else { return Standing::of(Stands::InKind) };
        match self.val(amount, about.instance) {
            Val::Number(number) => Standing::of(Stands::Granted(*number)),
            Val::Fault(failing) => Standing::at_fault(&failing.fault),
            value @ Val::Open(open) => Standing::waiting(open.questions.clone(), amounts(value)),
            _ => self.fault(about, FaultKind::AbsentOperand),
        }
    }

    /// What may be given: the body has used its power, has not, or is still to say.
    fn power(&self, about: About) -> Standing {
        let About { output, benefit, instance } = about;
        let amount = benefit.amount.map(|amount| self.val(amount, instance));
        let answered = benefit.grant.and_then(|grant| Some((grant, self.answer(grant, output, instance)?)));
        if let Some((grant, answered)) = answered {
            if let Some(kind) = self.unfit(grant, answered) {
                return self.fault(about, kind);
            }
            match &answered.value {
                FactValue::Truth(true) => return self.due(about),
                FactValue::Truth(false) => return Standing::of(Stands::Refused),
                FactValue::Number(number) => {
                    return self.named(about, amount, bridge::number(*number));
                }
                _ => {}
            }
        }
        if let Some(Val::Fault(failing)) = amount {
            return Standing::at_fault(&failing.fault);
        }
        let mut missing = amount.map_or_else(Vec::new, |amount| amount.questions().to_vec());
        missing.extend(benefit.grant.map(|grant| self.judgement(grant, output, instance)));
        let offered = Stands::Offered(amount.and_then(amounts));
        Standing { missing: in_order(missing), ..Standing::of(offered) }
    }

    /// The power is used with an amount: it must be the text's, unless the text makes its amount of this answer; without
    /// an amount in the text it is the amount.
    fn named(&self, about: About, amount: Option<&Val>, number: Number) -> Standing {
        let out = |range: Range| {
            let kind = FaultKind::OutOfBounds(bridge::ratio(number), bridge::interval(range));
            self.fault(about, kind)
        };
        match amount {
            None if number.is_below_zero() => out(Range::AMOUNTS),
            None => Standing::of(Stands::Granted(number)),
            Some(value) => match amounts(value) {
                Some(range) if !range.holds(number) && !self.ground.amount_by(about.output).0 => out(range),
                _ => self.due(about),
            },
        }
    }

    /// A body that named the amount without being the one that approves such an amount.
    fn unfit_body(&self, about: About, standing: &Standing) -> Option<FaultKind> {
        let Stands::Granted(granted) = &standing.stands else { return None };
        let may = |by: &str| match &standing.bodies {
            Bodies::Named | Bodies::Nobody => true,
            Bodies::Unlisted(text) => **text == *by,
            Bodies::Among(category, elements) => match elements.as_slice() {
                [element] => {
                    let category = &self.ground.program.categories[category.index()];
                    let own = category.elements.get(*element as usize).is_some_and(|name| name == by);
                    own || category.aliases.iter().any(|(alias, of)| of == element && alias == by)
                }
                _ => true,
            },
        };
        let judged = self.ground.amount_by(about.output).1;
        // The answer to the grant question counts where it is the amount; the amount's own answer in any case.
        for (question, always) in [(about.benefit.grant, false), (judged, true)] {
            let Some(answered) =
                question.and_then(|question| self.answer(question, about.output, about.instance))
            else {
                continue;
            };
            let FactValue::Number(number) = &answered.value else { continue };
            if (always || bridge::number(*number) == *granted) && !may(&answered.by) {
                return Some(FaultKind::WrongBody(answered.by.clone()));
            }
        }
        None
    }

    /// A fault of the result itself, told at its amount.
    fn fault(&self, about: About, kind: FaultKind) -> Standing {
        let node: NodeId = about.benefit.amount.unwrap_or(about.output.condition);
        Standing::of(Stands::AtFault(Fault { kind, node, instance: about.instance }))
    }

    /// Who approves, where that goes by the amount.
    fn bodies(&self, benefit: &Benefit, instance: u32) -> Bodies {
        let Some(approval) = benefit.approval else { return Bodies::Named };
        let Type::Element(category) = self.ground.program.node(approval).ty else { return Bodies::Named };
        match self.val(approval, instance) {
            Val::Element(element) => Bodies::Among(category, vec![*element]),
            Val::Unlisted(text) => Bodies::Unlisted(Rc::clone(text)),
            Val::Open(open) => match &open.may {
                May::Elements(elements) => Bodies::Among(category, elements.clone()),
                _ => {
                    let all = self.ground.program.categories[category.index()].elements.len() as u32;
                    Bodies::Among(category, (0..all).collect())
                }
            },
            _ => Bodies::Nobody,
        }
    }

    /// The names of the bodies.
    pub(super) fn body_names(&self, output: &Output, bodies: &Bodies) -> Vec<String> {
        match bodies {
            Bodies::Named => output.bodies.clone(),
            Bodies::Nobody => Vec::new(),
            Bodies::Unlisted(text) => vec![text.to_string()],
            Bodies::Among(category, elements) => {
                let names = &self.ground.program.categories[category.index()].elements;
                elements.iter().filter_map(|element| names.get(*element as usize).cloned()).collect()
            }
        }
    }

    fn judgement(&self, question: QuestionId, output: &Output, instance: u32) -> Question {
        Question::Judgement(question, self.asked_of(question, output, instance))
    }

    fn answer(&self, question: QuestionId, output: &Output, instance: u32) -> Option<&Answered> {
        self.record.answer(question, self.asked_of(question, output, instance))
    }

    /// The instance that holds the answer to a question about a result's subject.
    fn asked_of(&self, question: QuestionId, output: &Output, instance: u32) -> u32 {
        let here = Here { node: output.condition, plane: output.plane, instance };
        self.holder(here, self.ground.program.questions[question.index()].plane)
    }
}
