//! Two texts side by side: which results are one another's, and what is to be counted of every household.

use crate::analysis::regions::shape::{Apart, Shape, cone, shapes};
use crate::diagnostics::nearest::nearest;
use crate::evaluation::plan::Plan;
use crate::program::ir::{
    Field, FieldId, Named, NodeId, Op, Output, Plane, PlaneId, Program, QuestionId, Role, Type,
};
use crate::quantity::unit::Base;
use crate::trace::value::Question as Asked;

use super::money::{Pace, pace};

/// Household-wide determinations of which every combination is counted; further ones are only counted by themselves.
pub const COMBINED: usize = 128;

/// What is wanted besides what is always counted.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Wanted {
    /// Facts or definitions of the household by which everything is counted apart.
    pub by: Vec<String>,
    /// A definition, or determinations of which the first that holds is the category: changes are counted as a matrix.
    pub matrix: Vec<String>,
}

/// Why something cannot be counted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refused {
    /// What was wanted.
    pub name: String,
    /// Why not.
    pub why: Why,
}

/// Why a name cannot be counted by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Why {
    /// Neither text has it for the household; a name that is near, and those that there are.
    Unknown {
        /// A name that was perhaps meant.
        nearest: Option<String>,
        /// The names that would do.
        known: Vec<String>,
    },
    /// It is a history by month, or of a kind that has no small number of values.
    Unfit,
}

/// A result that is counted: what both texts call by one name.
#[derive(Clone, PartialEq, Debug)]
pub struct Item {
    /// Its name.
    pub name: String,
    /// What the old text calls it, if that is another name.
    pub renamed: Option<String>,
    /// Whom it is about: 家庭, 成员.
    pub about: String,
    /// It is about the household as a whole.
    pub whole: bool,
    /// Where it stands in the outputs of the old text.
    pub old: Option<usize>,
    /// Where it stands in the outputs of the new text.
    pub new: Option<usize>,
    /// No household can tell the two texts apart by it: they compute the same from the same.
    pub same: bool,
    /// How it is paid under the old and the new text; none for a determination.
    pub paces: Option<(Option<Pace>, Option<Pace>)>,
}

impl Item {
    /// It is a benefit.
    #[must_use]
    pub fn is_benefit(&self) -> bool {
        self.paces.is_some()
    }

    /// Its unit, where no sum can be made of it.
    #[must_use]
    pub fn no_sum(&self) -> bool {
        let other = |pace: Option<Pace>| matches!(pace, Some(Pace::Other(_)));
        self.paces.is_some_and(|(old, new)| other(old) || other(new))
    }
}

/// One text of the two.
#[derive(Debug)]
pub(super) struct Side<'p> {
    pub(super) program: &'p Program,
    pub(super) plan: Plan<'p>,
    /// Per output, the item that counts it.
    pub(super) items: Vec<Option<usize>>,
    /// Per output, how it is paid.
    pub(super) paces: Vec<Pace>,
    /// The plane of the members of the household.
    pub(super) people: Option<PlaneId>,
}

/// A value that is told of every household.
#[derive(Clone, Copy, Debug)]
pub(super) enum Told {
    /// A fact, in the new text's record.
    NewFact(FieldId),
    /// A fact that only the old text knows.
    OldFact(FieldId),
    /// A definition of the old text.
    Old(NodeId),
    /// A definition that only the new text has.
    New(NodeId),
}

/// What the matrix of categories counts.
#[derive(Clone, Debug)]
pub(super) enum Categories {
    /// A definition in each text.
    Definition(Option<NodeId>, Option<NodeId>),
    /// The first of these items that holds.
    First(Vec<usize>),
}

/// Two texts made ready to decide records by both.
#[derive(Debug)]
pub struct Pair<'p> {
    pub(super) old: Side<'p>,
    pub(super) new: Side<'p>,
    /// The results that are counted, those of the new text first.
    pub items: Vec<Item>,
    pub(super) by: Vec<Told>,
    pub(super) categories: Option<Categories>,
    /// The categories of the matrix in the order of the text, as far as there is one.
    pub category_order: Vec<String>,
    /// The items among the combinations that are counted, in their order.
    pub combined: Vec<usize>,
    /// Who bears costs under either text.
    pub bearers: Vec<String>,
}

impl<'p> Pair<'p> {
    /// Pairs the results of two texts by their names and whom they are about.
    ///
    /// # Errors
    /// A wanted name that cannot be counted by.
    pub fn new(old: &'p Program, new: &'p Program, wanted: &Wanted) -> Result<Pair<'p>, Refused> {
        let items = paired(old, new);
        let by = wanted.by.iter().map(|name| told(old, new, name)).collect::<Result<Vec<Told>, _>>()?;
        let categories = categories(old, new, &items, &wanted.matrix)?;
        let category_order = order(old, new, &items, categories.as_ref());
        let (mut old_nodes, mut new_nodes) = (Vec::new(), Vec::new());
        for told in &by {
            match told {
                Told::Old(node) => old_nodes.push(*node),
                Told::New(node) => new_nodes.push(*node),
                Told::NewFact(_) | Told::OldFact(_) => {}
            }
        }
        if let Some(Categories::Definition(old, new)) = &categories {
            old_nodes.extend(*old);
            new_nodes.extend(*new);
        }
        let combined = items
            .iter()
            .enumerate()
            .filter(|(_, item)| !item.is_benefit() && item.whole)
            .map(|(at, _)| at)
            .take(COMBINED)
            .collect();
        let mut bearers: Vec<String> = Vec::new();
        for output in new.outputs.iter().chain(&old.outputs) {
            for share in output.benefit.iter().flat_map(|benefit| &benefit.funding) {
                if !bearers.contains(&share.bearer) {
                    bearers.push(share.bearer.clone());
                }
            }
        }
        let side = |program: &'p Program, nodes: &[NodeId], at: fn(&Item) -> Option<usize>| {
            let mut own = vec![None; program.outputs.len()];
            for (number, item) in items.iter().enumerate() {
                if let Some(output) = at(item) {
                    own[output] = Some(number);
                }
            }
            let person = |(_, plane): &(u32, &Plane)| {
                plane.parent == Some(PlaneId(0)) && plane.per == Base::Person && plane.nonempty
            };
            Side {
                program,
                plan: Plan::with_nodes(program, nodes),
                items: own,
                paces: program.outputs.iter().map(|output| pace_of(program, output)).collect(),
                people: (0..).zip(&program.planes).find(person).map(|(at, _)| PlaneId(at)),
            }
        };
        let (old, new) = (side(old, &old_nodes, |item| item.old), side(new, &new_nodes, |item| item.new));
        Ok(Pair { old, new, items, by, categories, category_order, combined, bearers })
    }

    /// The old text.
    #[must_use]
    pub fn old(&self) -> &'p Program {
        self.old.program
    }

    /// The new text.
    #[must_use]
    pub fn new_program(&self) -> &'p Program {
        self.new.program
    }

    /// Whether both texts give the same for every household.
    #[must_use]
    pub fn same(&self) -> bool {
        self.items.iter().all(|item| item.same)
    }
}

fn pace_of(program: &Program, output: &Output) -> Pace {
    let amount = output.benefit.as_ref().and_then(|benefit| benefit.amount);
    pace(output, amount.map(|node| program.node(node).ty))
}

/// What a result is known by in both texts.
fn key<'p>(program: &'p Program, output: &'p Output) -> (&'p str, &'p str, bool) {
    (&output.name, &program.planes[output.plane.index()].name, output.benefit.is_some())
}

/// The results of both texts, those of the new one first, in its order.
fn paired(old: &Program, new: &Program) -> Vec<Item> {
    let days = old.on == new.on && format!("{:?}", old.calendar) == format!("{:?}", new.calendar);
    let (old_shapes, new_shapes) = (output_shapes(old, days), output_shapes(new, days));
    let counted = |program: &Program| {
        let decided = |(_, output): &(usize, &Output)| output.role == Role::Decision;
        program.outputs.iter().enumerate().filter(decided).map(|(at, _)| at).collect::<Vec<_>>()
    };
    let mut left = counted(old);
    let mut items = Vec::new();
    let item = |program: &Program, at: usize, old_at: Option<usize>, new_at: Option<usize>| {
        let output = &program.outputs[at];
        let pace = |program: &Program, at: Option<usize>| at.map(|at| pace_of(program, &program.outputs[at]));
        let shape = |shapes: &[Shape], at: Option<usize>| at.and_then(|at| shapes.get(at).copied());
        Item {
            name: output.name.clone(),
            renamed: old_at.map(|at| old.outputs[at].name.clone()).filter(|name| *name != output.name),
            about: program.planes[output.plane.index()].name.clone(),
            whole: output.plane == PlaneId(0),
            old: old_at,
            new: new_at,
            same: shape(&old_shapes, old_at) == shape(&new_shapes, new_at),
            paces: output.benefit.is_some().then(|| (pace(old, old_at), pace(new, new_at))),
        }
    };
    let after = counted(new);
    let mut before: Vec<Option<usize>> = Vec::new();
    for at in &after {
        let wanted = key(new, &new.outputs[*at]);
        let found = left.iter().position(|old_at| key(old, &old.outputs[*old_at]) == wanted);
        before.push(found.map(|place| left.remove(place)));
    }
    for (at, before) in after.into_iter().zip(before) {
        let (_, about, benefit) = key(new, &new.outputs[at]);
        // What is computed in the same way under another name is the same.
        let alike = |old_at: &usize| {
            let (_, old_about, old_benefit) = key(old, &old.outputs[*old_at]);
            old_shapes[*old_at] == new_shapes[at] && (old_about, old_benefit) == (about, benefit)
        };
        let before = before.or_else(|| left.iter().position(alike).map(|place| left.remove(place)));
        items.push(item(new, at, before, Some(at)));
    }
    items.extend(left.into_iter().map(|at| item(old, at, Some(at), None)));
    items
}

/// What every output computes, with how it is paid and by whom it is borne. Unless both texts decide on one day with one
/// calendar, what counts days is told apart by the day.
fn output_shapes(program: &Program, days: bool) -> Vec<Shape> {
    let nodes = shapes(program, Apart::FiguresAndDay);
    let counts_days = |node: NodeId| {
        let marked = cone(program, node);
        let counts = |at: usize| matches!(program.nodes[at].op, Op::Today | Op::Run { .. } | Op::Shift(..));
        (0..marked.len()).any(|at| marked[at] && counts(at))
    };
    let day = Shape::of(program.on.iso().as_bytes());
    let of_node = |node: NodeId| {
        let shape = nodes[node.index()];
        if !days && counts_days(node) { shape.with(day) } else { shape }
    };
    let of = |output: &Output| {
        let mut shape = of_node(output.condition);
        let Some(benefit) = &output.benefit else { return shape };
        let grant = benefit.grant.map(|QuestionId(at)| program.questions[at as usize].key.clone());
        let schedule = benefit.schedule.as_ref();
        let cycle = schedule.map(|schedule| schedule.cycle.clone());
        let money =
            format!("{:?}{grant:?}{cycle:?}{:?}{}", benefit.force, benefit.funding, benefit.remainder);
        shape = shape.with(Shape::of(money.as_bytes()));
        shape = benefit.amount.into_iter().fold(shape, |all, node| all.with(of_node(node)));
        for term in schedule.iter().flat_map(|schedule| &schedule.terms) {
            shape = shape.with(Shape::of(format!("{:?}", term.months).as_bytes()));
            shape = term.guard.into_iter().fold(shape, |all, node| all.with(of_node(node)));
        }
        shape
    };
    program.outputs.iter().map(of).collect()
}

/// The definition of a household by its name.
fn definition(program: &Program, name: &str) -> Option<NodeId> {
    let fits = |named: &&Named| named.name == name && named.plane == PlaneId(0);
    program.named.iter().find(fits).map(|named| named.node)
}

/// The fact of a household by its name or one of its other names.
fn fact(program: &Program, name: &str) -> Option<FieldId> {
    let is = |(_, field): &(u32, &Field)| {
        let known = field.name == name || field.external.iter().any(|other| other == name);
        field.plane == PlaneId(0) && known
    };
    (0..).zip(&program.fields).find(is).map(|(at, _)| FieldId(at))
}

fn told(old: &Program, new: &Program, name: &str) -> Result<Told, Refused> {
    let refused = |why| Refused { name: name.to_owned(), why };
    // Every household has an id of its own: however few there are, nothing is counted together by it.
    let fit = |field: &Field| !field.monthly && field.name != "编号";
    let usable = |program: &Program, field: FieldId| fit(&program.fields[field.index()]);
    let found = match (fact(new, name), fact(old, name)) {
        (Some(field), _) => usable(new, field).then_some(Told::NewFact(field)),
        (None, Some(field)) => usable(old, field).then_some(Told::OldFact(field)),
        (None, None) => match (definition(old, name), definition(new, name)) {
            (Some(node), _) => Some(Told::Old(node)),
            (None, Some(node)) => Some(Told::New(node)),
            (None, None) => {
                let facts = new.fields.iter().filter(|field| field.plane == PlaneId(0) && fit(field));
                let few = facts.filter(|field| !matches!(field.ty, Type::Date));
                let known: Vec<String> = few.map(|field| field.name.clone()).collect();
                let defined = new.named.iter().filter(|named| named.plane == PlaneId(0));
                let all = known.iter().map(String::as_str).chain(defined.map(|named| named.name.as_str()));
                return Err(refused(Why::Unknown { nearest: nearest(name, all).map(str::to_owned), known }));
            }
        },
    };
    found.ok_or_else(|| refused(Why::Unfit))
}

fn categories(
    old: &Program,
    new: &Program,
    items: &[Item],
    names: &[String],
) -> Result<Option<Categories>, Refused> {
    let Some(first) = names.first() else { return Ok(None) };
    if names.len() == 1 {
        let found = (definition(old, first), definition(new, first));
        let fits = |program: &Program, node: Option<NodeId>| {
            node.is_none_or(|node| matches!(program.node(node).ty, Type::Element(_) | Type::Truth))
        };
        if found != (None, None) {
            return match fits(old, found.0) && fits(new, found.1) {
                true => Ok(Some(Categories::Definition(found.0, found.1))),
                false => Err(Refused { name: first.clone(), why: Why::Unfit }),
            };
        }
    }
    let determination = |item: &&Item| !item.is_benefit() && item.whole;
    let place = |name: &String| {
        items.iter().position(|item| determination(&item) && item.name == *name).ok_or_else(|| {
            let mut known: Vec<String> =
                items.iter().filter(determination).map(|item| item.name.clone()).collect();
            let of_elements = |named: &&Named| {
                named.plane == PlaneId(0) && matches!(new.node(named.node).ty, Type::Element(_))
            };
            known.extend(new.named.iter().filter(of_elements).map(|named| named.name.clone()));
            known.dedup();
            let nearest = nearest(name, known.iter().map(String::as_str)).map(str::to_owned);
            Refused { name: name.clone(), why: Why::Unknown { nearest, known } }
        })
    };
    Ok(Some(Categories::First(names.iter().map(place).collect::<Result<_, _>>()?)))
}

/// The categories of a matrix in the order in which the new text, then the old one, has them.
fn order(old: &Program, new: &Program, items: &[Item], categories: Option<&Categories>) -> Vec<String> {
    let elements = |program: &Program, node: Option<NodeId>| match node.map(|node| program.node(node).ty) {
        Some(Type::Element(category)) => program.categories[category.index()].elements.clone(),
        _ => Vec::new(),
    };
    let mut names = match categories {
        None => Vec::new(),
        Some(Categories::First(first)) => first.iter().map(|at| items[*at].name.clone()).collect(),
        Some(Categories::Definition(before, after)) => {
            let mut names = elements(new, *after);
            names.extend(elements(old, *before));
            names
        }
    };
    let mut seen: Vec<String> = Vec::new();
    names.retain(|name| {
        let first = !seen.contains(name);
        seen.push(name.clone());
        first
    });
    names
}

/// What is missing, without saying of whom: 成员的残疾等级.
pub(super) fn missing(program: &Program, question: Asked) -> String {
    let of = |plane: PlaneId, name: &str| {
        let mut holder = program.planes.get(plane.index());
        // An entry that is a plain value (残疾) is told of whom it is.
        if holder.is_some_and(|kind| kind.element.is_some()) {
            holder = holder.and_then(|kind| program.planes.get(kind.parent?.index()));
        }
        match holder {
            Some(kind) if kind.parent.is_some() => format!("{}的{name}", kind.name),
            _ => name.to_owned(),
        }
    };
    match question {
        Asked::Fact(field, _) | Asked::Month(field, ..) => {
            program.fields.get(field.index()).map(|known| of(known.plane, &known.name))
        }
        Asked::List(plane, _) => program.planes.get(plane.index()).map(|list| {
            let list = of(list.parent.unwrap_or(PlaneId(0)), &list.name);
            format!("{list}（有没有，有哪些）")
        }),
        Asked::Judgement(question, _) => program.questions.get(question.index()).map(|asked| {
            let by = asked.bodies.join("、");
            if by.is_empty() { asked.text.clone() } else { format!("{}（由{by}决定）", asked.text) }
        }),
        Asked::Membership(set, ..) => {
            program.sets.get(set.index()).map(|set| format!("是否属于“{}”（文件没有列到）", set.name))
        }
        Asked::Figure(parameter, _) => program
            .parameters
            .get(parameter.index())
            .map(|parameter| format!("{}（文件只给了范围）", parameter.name)),
    }
    .unwrap_or_default()
}
