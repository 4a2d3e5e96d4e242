//! Nodes of two texts in one program: what computes the same is one node.
//!
//! Two nodes are the same if they apply the same operation to the same nodes. What makes no difference to any household
//! is passed over: the order and the nesting of 且 and 或, of sums, products and extremes; which side of a comparison
//! stands first; how a unit is written; labels, wording and where it stands.

use std::collections::BTreeMap;

use super::vocabulary::Named;
use crate::program::ir::{
    Arithmetic, Benefit, ClauseId, Constant, FieldId, ItemId, Node, NodeId, Op, Output, ParameterId, PlaneId,
    Program, QuestionId, Relation, Schedule, SetId, Start, Term, Type,
};
use crate::program::operands::map_operands;

/// Adds nodes to a program, each computation once.
#[derive(Clone, Debug)]
pub struct Weaver {
    /// The program so far.
    pub program: Program,
    known: BTreeMap<String, NodeId>,
}

/// Where everything that nodes of a side refer to stands in the joint program.
pub(super) struct Within<'a> {
    pub(super) program: &'a Program,
    pub(super) named: &'a Named,
    pub(super) planes: &'a [PlaneId],
    pub(super) fields: &'a [FieldId],
    pub(super) sets: &'a [SetId],
    pub(super) parameters: &'a [ParameterId],
    pub(super) questions: &'a [QuestionId],
    pub(super) place: &'a dyn Fn(&str) -> String,
    /// What the side calls its own area, where it is another than that of the joint program.
    pub(super) home: Option<&'a str>,
    pub(super) first_item: u32,
    pub(super) first_clause: u32,
}

impl Within<'_> {
    pub(super) fn plane(&self, own: PlaneId) -> PlaneId {
        self.planes.get(own.index()).copied().unwrap_or(own)
    }
    fn field(&self, own: FieldId) -> FieldId {
        self.fields.get(own.index()).copied().unwrap_or(own)
    }
    pub(super) fn question(&self, own: QuestionId) -> QuestionId {
        self.questions.get(own.index()).copied().unwrap_or(own)
    }
    fn clause(&self, own: ClauseId) -> ClauseId {
        ClauseId(own.0 + self.first_clause)
    }
}

impl Weaver {
    /// Adds to a program whose nodes were all added by a weaver, or that has none.
    #[must_use]
    pub fn new(program: Program) -> Weaver {
        let mut weaver = Weaver { known: BTreeMap::new(), program };
        for (id, node) in (0..).map(NodeId).zip(&weaver.program.nodes) {
            let key = key(&weaver.program, node);
            weaver.known.entry(key).or_insert(id);
        }
        weaver
    }

    /// Adds a node, or finds the one that computes the same.
    pub fn add(&mut self, node: Node) -> NodeId {
        if let Op::Not(of) = node.op
            && let Some(Op::Not(inner)) = self.program.nodes.get(of.index()).map(|node| &node.op)
            && self.settles(*inner)
        {
            return *inner;
        }
        if let Op::All(parts) | Op::Any(parts) = &node.op
            && let [only] = parts.as_slice()
            && self.settles(only.node)
        {
            return only.node;
        }
        let key = key(&self.program, &node);
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let id = NodeId(self.program.nodes.len() as u32);
        self.program.nodes.push(node);
        self.known.insert(key, id);
        id
    }

    /// Whether a condition is never absent: a fact may be 无, which counts as 否.
    fn settles(&self, id: NodeId) -> bool {
        self.program.nodes.get(id.index()).is_some_and(|node| {
            matches!(
                node.op,
                Op::Not(_)
                    | Op::All(_)
                    | Op::Any(_)
                    | Op::Compare(..)
                    | Op::Within { .. }
                    | Op::Located { .. }
                    | Op::Present(_)
                    | Op::Constant(Constant::Truth(_))
            )
        })
    }

    /// A node that no text wrote, beside one that a text did.
    pub fn beside(&mut self, model: NodeId, op: Op, ty: Type, text: &str) -> NodeId {
        let Some(model) = self.program.nodes.get(model.index()) else { return model };
        let node = Node { op, ty, heads: false, alone: false, text: text.into(), ..model.clone() };
        self.add(node)
    }

    /// Adds the nodes of a side; gives the place of each.
    pub(super) fn side(&mut self, within: &Within<'_>) -> Vec<NodeId> {
        let mut nodes: Vec<NodeId> = Vec::with_capacity(within.program.nodes.len());
        for own in &within.program.nodes {
            let mut op = own.op.clone();
            map_operands(&mut op, |id| nodes.get(id.index()).copied().unwrap_or(id));
            self.relocate(&mut op, own, within);
            let node = Node {
                plane: within.plane(own.plane),
                op,
                ty: within.named.ty(own.ty),
                item: ItemId(own.item.0 + within.first_item),
                clause: within.clause(own.clause),
                ..own.clone()
            };
            nodes.push(self.add(node));
        }
        nodes
    }

    /// What an operation refers to besides its operands.
    fn relocate(&mut self, op: &mut Op, own: &Node, within: &Within<'_>) {
        match op {
            Op::Constant(Constant::Element(element)) => {
                if let Type::Element(category) = own.ty {
                    *element = within.named.element(category, *element);
                }
            }
            Op::Constant(Constant::Place(place)) => *place = (within.place)(place),
            Op::Fact(field) | Op::Run { field, .. } => *field = within.field(*field),
            Op::Parameter { parameter, .. } => {
                *parameter = within.parameters.get(parameter.index()).copied().unwrap_or(*parameter);
            }
            Op::Within { set, .. } => *set = within.sets.get(set.index()).copied().unwrap_or(*set),
            Op::Reduce { plane, .. } => *plane = within.plane(*plane),
            Op::Judged { question, .. } => *question = within.question(*question),
            Op::Choose(alternatives) => {
                for alternative in alternatives {
                    alternative.clause = within.clause(alternative.clause);
                }
            }
            Op::Located { within: outer @ None, .. } => {
                if let Some(home) = within.home {
                    let node = Node {
                        plane: within.plane(own.plane),
                        op: Op::Constant(Constant::Place(home.to_owned())),
                        ty: Type::Place,
                        item: ItemId(own.item.0 + within.first_item),
                        clause: within.clause(own.clause),
                        heads: false,
                        ..own.clone()
                    };
                    *outer = Some(self.add(node));
                }
            }
            _ => {}
        }
    }

    /// Adds the outputs of a side; gives the place of each.
    pub(super) fn outputs(&mut self, within: &Within<'_>, nodes: &[NodeId]) -> Vec<usize> {
        let node = |id: NodeId| nodes.get(id.index()).copied().unwrap_or(id);
        let mut places = Vec::with_capacity(within.program.outputs.len());
        for own in &within.program.outputs {
            let benefit = own.benefit.as_ref().map(|benefit| Benefit {
                grant: benefit.grant.map(|id| within.question(id)),
                amount: benefit.amount.map(node),
                approval: benefit.approval.map(node),
                schedule: benefit.schedule.as_ref().map(|schedule| Schedule {
                    each: schedule.each.map(node),
                    terms: schedule.terms.iter().map(|term| moved(term, &node)).collect(),
                    ..schedule.clone()
                }),
                ..benefit.clone()
            });
            self.program.outputs.push(Output {
                item: ItemId(own.item.0 + within.first_item),
                plane: within.plane(own.plane),
                condition: node(own.condition),
                due: own.due.map(node),
                benefit,
                ..own.clone()
            });
            places.push(self.program.outputs.len() - 1);
        }
        for own in &within.program.named {
            self.program.named.push(crate::program::ir::Named {
                plane: within.plane(own.plane),
                node: node(own.node),
                own: None,
                ..own.clone()
            });
        }
        places
    }
}

fn moved(term: &Term, node: &dyn Fn(NodeId) -> NodeId) -> Term {
    Term {
        guard: term.guard.map(node),
        start: term.start.map(|start| match start {
            Start::Day(day) => Start::Day(node(day)),
            other => other,
        }),
        ..term.clone()
    }
}

/// What a node computes, as far as any household can tell.
fn key(program: &Program, node: &Node) -> String {
    let ty = match (node.ty, &node.op) {
        // Only rounding looks at how a unit is written.
        (Type::Number(unit), Op::Round(..)) => format!("{unit:?}"),
        (Type::Number(unit), _) => format!("{:?}", unit.dimension),
        (ty, _) => format!("{ty:?}"),
    };
    let what = match &node.op {
        Op::All(parts) => {
            let parts = flat(program, parts.iter().map(|part| part.node), &|op| match op {
                Op::All(parts) => Some(parts.iter().map(|part| part.node).collect()),
                _ => None,
            });
            format!("all {:?}", unordered(parts, true))
        }
        Op::Any(parts) => {
            let parts = flat(program, parts.iter().map(|part| part.node), &|op| match op {
                Op::Any(parts) => Some(parts.iter().map(|part| part.node).collect()),
                _ => None,
            });
            format!("any {:?}", unordered(parts, true))
        }
        Op::Extreme { greatest, of } => format!("extreme {greatest} {:?}", unordered(of.clone(), true)),
        Op::Arithmetic(sign @ (Arithmetic::Add | Arithmetic::Multiply), a, b) => {
            format!("{sign:?} {:?}", unordered(vec![*a, *b], false))
        }
        Op::Compare(relation, a, b) => match relation {
            Relation::Greater => format!("{:?} {b:?} {a:?}", Relation::Less),
            Relation::GreaterOrEqual => format!("{:?} {b:?} {a:?}", Relation::LessOrEqual),
            Relation::Equal | Relation::NotEqual => {
                format!("{relation:?} {:?}", unordered(vec![*a, *b], false))
            }
            _ => format!("{relation:?} {a:?} {b:?}"),
        },
        Op::Choose(alternatives) => {
            let own = |at: usize| (alternatives[at].guard, alternatives[at].value);
            let mut order: Vec<usize> = (0..alternatives.len()).collect();
            order.sort_by_key(|at| (own(*at), *at));
            let beaten = |beats: u128| {
                let beaten = order.iter().enumerate().filter(|(_, at)| beats >> **at & 1 == 1);
                beaten.map(|(place, _)| place).collect::<Vec<_>>()
            };
            let parts = order.iter().map(|at| (own(*at), beaten(alternatives[*at].beats)));
            format!("choose {:?}", parts.collect::<Vec<_>>())
        }
        other => format!("{other:?}"),
    };
    format!("{} {ty} {what}", node.plane.0)
}

/// Operands with those of operands of the same kind in their place.
fn flat(
    program: &Program,
    of: impl Iterator<Item = NodeId>,
    inner: &dyn Fn(&Op) -> Option<Vec<NodeId>>,
) -> Vec<NodeId> {
    let mut all = Vec::new();
    for id in of {
        match program.nodes.get(id.index()).and_then(|node| inner(&node.op)) {
            Some(parts) => all.extend(flat(program, parts.into_iter(), inner)),
            None => all.push(id),
        }
    }
    all
}

fn unordered(mut of: Vec<NodeId>, once: bool) -> Vec<NodeId> {
    of.sort_unstable();
    if once {
        of.dedup();
    }
    of
}
