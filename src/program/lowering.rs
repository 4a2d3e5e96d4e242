//! The state of lowering: nodes, and what has been lowered already.

use indexmap::IndexMap;

use super::ir::*;
use crate::corpus::{Asked, Corpus, TextInForce};
use crate::diagnostics::Diagnostic;
use crate::names::tree as bound;
use crate::source::Span;
use crate::types::tree::{Scalar, Ty, Typed};

/// Lowers a typed model.
pub(super) struct Lowering<'t> {
    pub corpus: &'t Corpus,
    pub asked: &'t Asked,
    pub text: &'t TextInForce,
    pub typed: &'t Typed,
    pub program: Program,
    pub diagnostics: Vec<Diagnostic>,
    /// By position in the corpus: the document as cited, and its first clause.
    pub cited: IndexMap<usize, (DocumentId, u32)>,
    /// Child plane by parent plane, entity and field.
    pub children: IndexMap<(PlaneId, usize, usize), PlaneId>,
    /// Fact field by plane and field position.
    pub facts: IndexMap<(PlaneId, usize), FieldId>,
    /// Where each field is declared.
    pub declared: Vec<Span>,
    /// The only field of a plane of values.
    pub values: IndexMap<PlaneId, FieldId>,
    pub fact_nodes: IndexMap<FieldId, NodeId>,
    /// The assertion that is being lowered: in it a benefit is what it pays.
    pub asserted: Option<ItemId>,
    pub item_nodes: IndexMap<(usize, PlaneId), NodeId>,
    /// Conditions and amounts of results before 互斥.
    pub raw_conditions: IndexMap<(usize, PlaneId), NodeId>,
    pub raw_amounts: IndexMap<(usize, PlaneId), Option<NodeId>>,
    pub stage_nodes: IndexMap<(usize, usize, PlaneId), NodeId>,
    pub lifted: IndexMap<(NodeId, PlaneId), NodeId>,
    /// By node and plane of persons: the node for a person as a household of one.
    pub alone_nodes: IndexMap<(NodeId, PlaneId), NodeId>,
    /// By node and plane of persons: whether it depends on who the members are.
    pub turning: IndexMap<(NodeId, PlaneId), bool>,
    /// The item whose nodes are being made.
    pub item: ItemId,
    /// The amount that a table of authorities looks at.
    pub amount: Option<NodeId>,
}

/// Stands in the place of a subject that cannot be seen from inside a list that does not hang below it.
pub(super) const OUT_OF_REACH: PlaneId = PlaneId(u32::MAX);

/// Subjects of an expression as planes, outermost first.
pub(super) type Env = Vec<PlaneId>;

impl Lowering<'_> {
    /// The plane of the innermost subject.
    pub fn here(env: &Env) -> PlaneId {
        env.last().copied().unwrap_or(PlaneId(0))
    }

    /// Adds a node.
    pub fn node(&mut self, plane: PlaneId, op: Op, ty: Type, span: Span) -> NodeId {
        let text = self.words(span).into_boxed_str();
        let clause = self.clause_at(span);
        let id = NodeId(self.program.nodes.len() as u32);
        self.program.nodes.push(Node {
            plane,
            op,
            ty,
            item: self.item,
            heads: false,
            alone: false,
            clause,
            text,
            span,
        });
        id
    }

    /// The item of what belongs to no item.
    pub fn builtin(&self) -> ItemId {
        ItemId(self.typed.model.items.len() as u32)
    }

    /// The author's words for a place, on one line.
    pub fn words(&self, span: Span) -> String {
        let mut words = String::new();
        for part in self.corpus.files.text(span).split_whitespace() {
            let glue = words
                .chars()
                .next_back()
                .is_some_and(|c| !c.is_ascii_punctuation() && !"：；，。、（《“".contains(c));
            if glue && !words.is_empty() {
                words.push(' ');
            }
            words.push_str(part);
        }
        words
    }

    pub fn constant(&mut self, plane: PlaneId, constant: Constant, ty: Type, span: Span) -> NodeId {
        self.node(plane, Op::Constant(constant), ty, span)
    }

    /// Whether a plane is another or lies above it.
    pub fn above(&self, outer: PlaneId, inner: PlaneId) -> bool {
        let mut at = Some(inner);
        while let Some(plane) = at {
            if plane == outer {
                return true;
            }
            at = self.program.planes[plane.index()].parent;
        }
        false
    }

    /// A node's value as seen from a plane below it.
    pub fn lift(&mut self, node: NodeId, to: PlaneId) -> NodeId {
        let Node { plane, ty, span, .. } = *self.program.node(node);
        if plane == to {
            return node;
        }
        if let Some(known) = self.lifted.get(&(node, to)) {
            return *known;
        }
        if !self.above(plane, to) {
            self.diagnostics.push(super::from_types::unreachable_subject(span));
            return self.node(to, Op::Unstated, ty, span);
        }
        let text = self.program.node(node).text.clone();
        let lifted = self.for_item(self.builtin(), |this| this.node(to, Op::Ancestor(node), ty, span));
        self.program.nodes[lifted.index()].text = text;
        self.lifted.insert((node, to), lifted);
        lifted
    }

    /// Marks a node as the value of an item; a node that is something else already gets one of its own.
    pub fn head(&mut self, node: NodeId, item: ItemId, plane: PlaneId, span: Span) -> NodeId {
        let node = self.lift(node, plane);
        let inner = self.program.node(node);
        let own = inner.item == item
            && !inner.heads
            && !matches!(inner.op, Op::Fact(_) | Op::Constant(_) | Op::Ancestor(_) | Op::Judged { .. });
        let node = if own { node } else { self.node(plane, Op::Reinterpret(node), inner.ty, span) };
        let head = &mut self.program.nodes[node.index()];
        (head.heads, head.item) = (true, item);
        node
    }

    /// The type of a bound expression.
    pub fn ty(&self, expr: &bound::Expr) -> Type {
        match self.typed.ty(expr) {
            Ty::Value(scalar) | Ty::Values(scalar, _) => self.scalar(scalar),
            Ty::Subject(category) => Type::Element(CategoryId(category as u32)),
            _ => Type::Truth,
        }
    }

    /// A scalar type.
    pub fn scalar(&self, scalar: Scalar) -> Type {
        match scalar {
            Scalar::Truth => Type::Truth,
            Scalar::Number(unit) => Type::Number(unit),
            Scalar::Element(category) => Type::Element(CategoryId(category as u32)),
            Scalar::Date => Type::Date,
            Scalar::Text | Scalar::Absent => Type::Text,
            Scalar::Place => Type::Place,
        }
    }

    /// Runs with another item as the owner of new nodes.
    pub fn for_item<T>(&mut self, item: ItemId, work: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.item, item);
        let result = work(self);
        self.item = before;
        result
    }
}
