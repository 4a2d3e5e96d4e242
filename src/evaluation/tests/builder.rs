//! A small program builder: planes 家庭, 成员, 收入; nodes in the order in which they are made.

use crate::facts::record::{Answered, Evidence, Fact, FactValue, Instances, Listed, Record, Support};
use crate::program::ir::{
    Alternative, Answer, Benefit, Category, CategoryId, Cell, ClauseId, Constant, DocumentId, Field, FieldId,
    Force, ItemId, Node, NodeId, NoteId, Op, Output, Parameter, ParameterId, Part, Plane, PlaneId, Program,
    Question, QuestionId, Relation, Role, Set, SetId, Type,
};
use crate::program::legal::{Clause, Document, Item, ItemKind, Note, NoteKind};
use crate::program::promise::{Promisable, Promise};
use crate::quantity::calendar::Date;
use crate::quantity::interval::Interval;
use crate::quantity::ratio::Ratio;
use crate::quantity::unit::Unit;
use crate::source::{FileId, Span};

pub(crate) const HOME: PlaneId = PlaneId(0);
pub(crate) const MEMBER: PlaneId = PlaneId(1);
pub(crate) const INCOME: PlaneId = PlaneId(2);
pub(crate) const NUMBER: Type = Type::Number(Unit::PURE);

pub(crate) fn int(value: i128) -> Ratio {
    Ratio::from_integer(value)
}

pub(crate) fn day(year: i32, month: u32, day: u32) -> Date {
    Date::from_ymd(year, month, day).unwrap()
}

pub(crate) struct Builder {
    pub(crate) program: Program,
}

impl Builder {
    pub(crate) fn new() -> Builder {
        let span = Span::new(FileId(0), 0, 0);
        let plane = |name: &str, parent| Plane {
            name: name.to_owned(),
            external: Vec::new(),
            entity: name.to_owned(),
            pronoun: name.to_owned(),
            parent,
            element: None,
            optional: false,
            single: false,
            nonempty: false,
            per: crate::quantity::unit::Base::Household,
            label: None,
        };
        let item = |name: &str, clause, notes| Item {
            name: name.to_owned(),
            kind: ItemKind::Definition,
            clause,
            changes: Vec::new(),
            notes,
            list: None,
        };
        let document = |code: &str| Document {
            title: code.to_owned(),
            code: code.to_owned(),
            area: String::new(),
            number: None,
            effective: day(2025, 1, 1),
            effective_assumed: false,
            origin: String::new(),
        };
        let clause = |document| Clause { document, article: String::new(), quote: None, span };
        let note = |text: &str| Note {
            kind: NoteKind::Assumption,
            text: text.to_owned(),
            reason: None,
            clause: ClauseId(0),
        };
        Builder {
            program: Program {
                area: "山西省/晋城市".to_owned(),
                on: day(2025, 10, 1),
                digest: String::new(),
                planes: vec![plane("家庭", None), plane("成员", Some(HOME)), plane("收入", Some(MEMBER))],
                fields: Vec::new(),
                categories: Vec::new(),
                sets: Vec::new(),
                parameters: Vec::new(),
                variables: Vec::new(),
                questions: Vec::new(),
                nodes: Vec::new(),
                outputs: Vec::new(),
                assertions: Vec::new(),
                named: Vec::new(),
                items: vec![item("甲", ClauseId(0), Vec::new()), item("乙", ClauseId(1), vec![NoteId(0)])],
                clauses: vec![clause(DocumentId(0)), clause(DocumentId(1))],
                documents: vec![document("文件一"), document("文件二")],
                notes: vec![note("假定一"), note("假定二")],
                document_notes: vec![(DocumentId(1), NoteId(1))],
                duties: Vec::new(),
                promises: Vec::new(),
                calendar: Vec::new(),
                doubts: Vec::new(),
                other_times: Vec::new(),
            },
        }
    }

    pub(crate) fn field(&mut self, plane: PlaneId, ty: Type, optional: bool) -> FieldId {
        let name = format!("事实{}", self.program.fields.len());
        let monthly = false;
        self.program.fields.push(Field {
            plane,
            name,
            external: Vec::new(),
            ty,
            monthly,
            optional,
            doc: String::new(),
        });
        FieldId(self.program.fields.len() as u32 - 1)
    }

    pub(crate) fn category(&mut self, elements: &[&str], open: bool) -> CategoryId {
        self.program.categories.push(Category {
            name: format!("类别{}", self.program.categories.len()),
            elements: elements.iter().map(|element| (*element).to_owned()).collect(),
            aliases: Vec::new(),
            open,
            ordered: true,
            components: Vec::new(),
        });
        CategoryId(self.program.categories.len() as u32 - 1)
    }

    pub(crate) fn set(&mut self, category: CategoryId, elements: &[u32], open: bool) -> SetId {
        let name = format!("范围{}", self.program.sets.len());
        self.program.sets.push(Set { name, category, elements: elements.to_vec(), open, item: ItemId(0) });
        SetId(self.program.sets.len() as u32 - 1)
    }

    pub(crate) fn parameter(&mut self, axes: &[CategoryId], cells: Vec<Cell>) -> ParameterId {
        self.program.parameters.push(Parameter {
            name: "标准".to_owned(),
            axes: axes.to_vec(),
            yearly: false,
            unit: Unit::PURE,
            cells,
            left_to: Vec::new(),
            item: ItemId(0),
        });
        ParameterId(self.program.parameters.len() as u32 - 1)
    }

    pub(crate) fn question(&mut self, plane: PlaneId, answer: Answer, bodies: &[&str]) -> QuestionId {
        self.program.questions.push(Question {
            key: format!("问{}", self.program.questions.len()),
            plane,
            text: String::new(),
            bodies: bodies.iter().map(|body| (*body).to_owned()).collect(),
            answer,
            reason_required: false,
            item: ItemId(0),
        });
        QuestionId(self.program.questions.len() as u32 - 1)
    }

    pub(crate) fn node(&mut self, plane: PlaneId, ty: Type, op: Op) -> NodeId {
        self.program.nodes.push(Node {
            plane,
            op,
            ty,
            item: ItemId(0),
            heads: false,
            alone: false,
            clause: ClauseId(0),
            text: "".into(),
            span: Span::new(FileId(0), 0, 0),
        });
        NodeId(self.program.nodes.len() as u32 - 1)
    }

    pub(crate) fn fact(&mut self, field: FieldId) -> NodeId {
        let Field { plane, ty, .. } = self.program.fields[field.index()];
        self.node(plane, ty, Op::Fact(field))
    }

    pub(crate) fn new_fact(&mut self, plane: PlaneId, ty: Type, optional: bool) -> (FieldId, NodeId) {
        let field = self.field(plane, ty, optional);
        (field, self.fact(field))
    }

    pub(crate) fn number(&mut self, plane: PlaneId, value: i128) -> NodeId {
        self.node(plane, NUMBER, Op::Constant(Constant::Number(int(value))))
    }

    pub(crate) fn truth(&mut self, value: bool) -> NodeId {
        self.node(HOME, Type::Truth, Op::Constant(Constant::Truth(value)))
    }

    pub(crate) fn compare(&mut self, relation: Relation, a: NodeId, b: NodeId) -> NodeId {
        let plane = self.program.node(a).plane;
        self.node(plane, Type::Truth, Op::Compare(relation, a, b))
    }

    pub(crate) fn all(&mut self, nodes: &[NodeId]) -> NodeId {
        let plane = self.program.node(nodes[0]).plane;
        self.node(plane, Type::Truth, Op::All(parts(nodes)))
    }

    pub(crate) fn any(&mut self, nodes: &[NodeId]) -> NodeId {
        let plane = self.program.node(nodes[0]).plane;
        self.node(plane, Type::Truth, Op::Any(parts(nodes)))
    }

    pub(crate) fn not(&mut self, of: NodeId) -> NodeId {
        let plane = self.program.node(of).plane;
        self.node(plane, Type::Truth, Op::Not(of))
    }

    pub(crate) fn choose(&mut self, ty: Type, alternatives: Vec<Alternative>) -> NodeId {
        let plane = self.program.node(alternatives[0].value).plane;
        self.node(plane, ty, Op::Choose(alternatives))
    }

    pub(crate) fn determination(&mut self, condition: NodeId) {
        let plane = self.program.node(condition).plane;
        self.program.outputs.push(Output {
            role: Role::Decision,
            name: format!("认定{}", self.program.outputs.len()),
            item: ItemId(0),
            plane,
            condition,
            bodies: vec!["县级".to_owned()],
            due: None,
            consequence: None,
            benefit: None,
        });
    }

    pub(crate) fn benefit(&mut self, condition: NodeId, amount: Option<NodeId>, grant: Option<QuestionId>) {
        self.determination(condition);
        let output = self.program.outputs.last_mut().unwrap();
        output.benefit = Some(Benefit {
            force: if grant.is_some() { Force::May } else { Force::Shall },
            grant,
            amount,
            form: None,
            approval: None,
            schedule: None,
            funding: Vec::new(),
            remainder: 0,
        });
    }

    /// A record in which nothing is given: one household with so many incomes per member.
    pub(crate) fn record(&self, incomes: &[u32]) -> Record {
        let mut first = vec![0];
        let mut parent = Vec::new();
        for (member, count) in incomes.iter().enumerate() {
            parent.extend(std::iter::repeat_n(member as u32, *count as usize));
            first.push(parent.len() as u32);
        }
        let members = incomes.len();
        let planes = vec![
            Instances { first: vec![0, 1], listed: vec![Listed::Complete], parent: vec![0] },
            Instances {
                first: vec![0, members as u32],
                listed: vec![Listed::Complete],
                parent: vec![0; members],
            },
            Instances { first, listed: vec![Listed::Complete; members], parent },
        ];
        let count = |plane: PlaneId| planes[plane.index()].len();
        let fields = self.program.fields.iter();
        let columns = fields.map(|field| vec![fact(FactValue::Unknown); count(field.plane)]).collect();
        let questions = self.program.questions.iter();
        let answers = questions.map(|question| vec![None; count(question.plane)]).collect();
        Record { id: None, planes, columns, answers, memberships: Vec::new() }
    }
}

pub(crate) fn fact(value: FactValue) -> Fact {
    Fact { value, evidence: None }
}

pub(crate) fn set(record: &mut Record, field: FieldId, instance: u32, value: FactValue) {
    record.columns[field.index()][instance as usize].value = value;
}

pub(crate) fn support(record: &mut Record, field: FieldId, instance: u32, support: Support) {
    let evidence = Evidence { support, ..Evidence::default() };
    record.columns[field.index()][instance as usize].evidence = Some(Box::new(evidence));
}

/// A sentence that lets facts be promised in any form, for any time.
pub(crate) fn promise(may: Promisable) -> Promise {
    Promise {
        name: "容缺".to_owned(),
        clause: ClauseId(0),
        may,
        never: Vec::new(),
        forms: Vec::new(),
        within: None,
        notes: Vec::new(),
    }
}

pub(crate) fn answer(record: &mut Record, question: QuestionId, instance: u32, value: FactValue, by: &str) {
    let answered = Answered { value, by: by.to_owned(), on: None, reason: None };
    record.answers[question.index()][instance as usize] = Some(answered);
}

pub(crate) fn parts(nodes: &[NodeId]) -> Vec<Part> {
    let labelled = nodes.iter().enumerate();
    labelled
        .map(|(at, node)| Part { label: format!("（{}）", at + 1), node: *node, span: nowhere() })
        .collect()
}

fn nowhere() -> Span {
    Span::new(FileId(0), 0, 0)
}

pub(crate) fn alternative(guard: Option<NodeId>, value: NodeId, beats: u128) -> Alternative {
    Alternative { label: String::new(), guard, value, beats, clause: ClauseId(0), span: nowhere() }
}

pub(crate) fn cell(coordinates: &[u32], area: &str, from: Date, to: Date, value: Interval) -> Cell {
    Cell {
        coordinates: coordinates.to_vec(),
        year: None,
        area: area.to_owned(),
        from,
        to,
        value,
        clause: ClauseId(1),
        written: String::new(),
        filed: None,
        worked_out_from: Vec::new(),
    }
}
