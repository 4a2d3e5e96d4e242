//! Who and what a case speaks of: instances by name, facts, questions and results of a plane.

use indexmap::IndexMap;

use crate::program::ir::{FieldId, PlaneId, Program, QuestionId};
use crate::syntax::tree::{Expr, ExprKind, IndexItem, Word};
use crate::trace::value::Question;

/// Instances by the names that a case gives them.
#[derive(Clone, Debug, Default)]
pub struct People {
    /// Name to plane and instance.
    pub known: IndexMap<String, (PlaneId, u32)>,
}

impl People {
    /// The instance that a word names; 本户 and 家庭 are the household.
    pub fn find(&self, program: &Program, word: &str) -> Option<(PlaneId, u32)> {
        let household = &program.planes[0];
        if word == household.pronoun || word == household.entity {
            return Some((PlaneId(0), 0));
        }
        self.known.get(word).copied()
    }
}

/// A list plane below a plane.
pub fn list(program: &Program, parent: PlaneId, name: &str) -> Option<PlaneId> {
    let fits = |p: &crate::program::ir::Plane| p.parent == Some(parent) && p.name == name;
    program.planes.iter().position(fits).map(|at| PlaneId(at as u32))
}

/// A fact of a plane.
pub fn field(program: &Program, plane: PlaneId, name: &str) -> Option<FieldId> {
    program.fields.iter().position(|f| f.plane == plane && f.name == name).map(|at| FieldId(at as u32))
}

/// A question of a plane.
pub fn question(program: &Program, plane: PlaneId, key: &str) -> Option<QuestionId> {
    program.questions.iter().position(|q| q.plane == plane && q.key == key).map(|at| QuestionId(at as u32))
}

/// The question how far a benefit is raised (提高): 临时救助金的提高.
pub fn raise(program: &Program, plane: PlaneId, benefit: &str) -> Option<QuestionId> {
    question(program, plane, &format!("{benefit}（提高后）"))
}

/// What a path of an expectation names: a subject, if written, and a result or value.
pub struct Aim<'e> {
    /// 甲 in 甲的月计入收入 and in 护理补贴（甲）.
    pub subject: Option<&'e str>,
    /// 月计入收入.
    pub name: &'e str,
}

/// Reads a path of an expectation.
pub fn aim(path: &Expr) -> Option<Aim<'_>> {
    match &path.kind {
        ExprKind::Name(name) => Some(Aim { subject: None, name }),
        ExprKind::Member(base, Word { text: name, .. })
        | ExprKind::Gather(base, _, Word { text: name, .. }) => match &base.kind {
            ExprKind::Name(subject) => Some(Aim { subject: Some(subject), name }),
            _ => None,
        },
        ExprKind::Index(base, items) => match (&base.kind, &items[..]) {
            (ExprKind::Name(name), [IndexItem::Name(subject)]) => {
                Some(Aim { subject: Some(&subject.text), name })
            }
            _ => None,
        },
        _ => None,
    }
}

/// The name of what a question asks, as a case writes it.
pub fn asked<'p>(program: &'p Program, question: &Question) -> &'p str {
    match question {
        Question::Fact(field, _) | Question::Month(field, ..) => &program.fields[field.index()].name,
        Question::List(plane, _) => &program.planes[plane.index()].name,
        Question::Judgement(question, _) => &program.questions[question.index()].key,
        Question::Membership(set, ..) => &program.sets[set.index()].name,
        Question::Figure(parameter, _) => &program.parameters[parameter.index()].name,
    }
}
