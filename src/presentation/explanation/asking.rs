//! Open questions in the words in which a person is asked them.

use crate::facts::record::Record;
use crate::presentation::evidence;
use crate::program::ir::{Program, Role};
use crate::trace::outcome::{Decision, Outcome, Status};
use crate::trace::value::Question;

use super::view::View;
use super::{conclusion, folding};

/// A question for people. Identity numbers are masked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Described {
    /// What is asked: `甲的残疾等级（已知是“肢体”）`.
    pub words: String,
    /// What the vocabulary says of it; may be empty.
    pub doc: String,
    /// Where the answer stands in the record.
    pub place: String,
    /// Whose it is: `甲`, `本户`.
    pub subject: String,
    /// Who answers, where that is not for the household to say.
    pub bodies: Vec<String>,
    /// Why the promise that the record holds does not count.
    pub refused: Option<String>,
}

/// A question in words.
#[must_use]
pub fn described(program: &Program, record: &Record, decision: &Decision, question: &Question) -> Described {
    let view = View { program, record, decision, others: &[], brief: true };
    let (plane, instance, doc, refused) = match question {
        Question::Fact(field, instance) | Question::Month(field, instance, _) => {
            let known = program.fields.get(field.index());
            let refused = evidence::refusal(program, record, *field, *instance);
            (known.map(|f| f.plane), *instance, known.map(|f| f.doc.trim().to_owned()), refused)
        }
        Question::List(plane, parent) => {
            (program.planes.get(plane.index()).and_then(|plane| plane.parent), *parent, None, None)
        }
        Question::Judgement(id, instance) => {
            (program.questions.get(id.index()).map(|asked| asked.plane), *instance, None, None)
        }
        Question::Membership(_, plane, instance) => (Some(*plane), *instance, None, None),
        Question::Figure(..) => (None, 0, None, None),
    };
    Described {
        words: view.question_words(question),
        doc: doc.unwrap_or_default(),
        place: view.question_place(question),
        subject: plane.map(|plane| view.subject(plane, instance)).unwrap_or_default(),
        bodies: view.question_bodies(question),
        refused,
    }
}

/// A result's name, and how it stands.
#[must_use]
pub fn concluded(
    program: &Program,
    record: &Record,
    decision: &Decision,
    outcome: &Outcome,
) -> (String, String) {
    let view = View { program, record, decision, others: &[], brief: true };
    (conclusion::title(&view, outcome), conclusion::stands(&view, outcome))
}

/// The results that answers could settle and that concern the record: decisions of which it says something; or, if a
/// name is given, those of that name.
#[must_use]
pub fn askable<'d>(
    program: &Program,
    record: &Record,
    decision: &'d Decision,
    result: Option<&str>,
) -> Vec<&'d Outcome> {
    let view = View { program, record, decision, others: &[], brief: true };
    let folded = folding::of_view(&view);
    let outcomes = decision.outcomes.iter().enumerate();
    let wanted = outcomes.filter(|(at, outcome)| match result {
        Some(name) => {
            conclusion::title(&view, outcome) == name
                || program.outputs.get(outcome.output).is_some_and(|output| output.name == name)
        }
        None => {
            let decided =
                program.outputs.get(outcome.output).is_some_and(|output| output.role == Role::Decision);
            decided && !folded.get(*at).copied().unwrap_or(false)
        }
    });
    let open = wanted.filter(|(_, outcome)| {
        matches!(outcome.status, Status::Undetermined(_) | Status::NeedsJudgement(_) | Status::Offered(_))
    });
    open.map(|(_, outcome)| outcome).collect()
}
