//! Random programs, records with gaps, and ways to fill the gaps.

use super::builder::*;
use crate::facts::record::{FactValue, Listed, Record};
use crate::program::ir::{
    Answer, Arithmetic, CategoryId, ClauseId, FieldId, NodeId, Op, PlaneId, QuestionId, Reduction, Relation,
    SetId, Type,
};
use crate::program::working_days::WorkYear;
use crate::quantity::calendar::Date;
use crate::quantity::ratio::Ratio;
use crate::quantity::rounding::{Mode, Rounding};
use crate::quantity::shift::{Anchor, Shift};
use crate::trace::value::Question;

const ELEMENT: Type = Type::Element(CategoryId(0));

/// A small generator of numbers, so that a case is one seed.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % end.max(1)
    }
    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// A program over one household and its members, with nodes of every kind.
pub(crate) struct World {
    pub(crate) builder: Builder,
    pub(crate) record: Record,
}

/// Nodes by plane and type.
#[derive(Default)]
struct Pool {
    truths: Vec<NodeId>,
    numbers: Vec<NodeId>,
    elements: Vec<NodeId>,
    /// Only in worlds with days.
    days: Vec<NodeId>,
    facts: Vec<NodeId>,
}

/// A world without days, in which persons gather nothing.
pub(crate) fn world(dice: &mut Dice) -> World {
    some_world(dice, false)
}

/// A world with days counted from other days, in which a person as a household of one (本人为一户) gathers themselves.
pub(crate) fn wide_world(dice: &mut Dice) -> World {
    some_world(dice, true)
}

fn some_world(dice: &mut Dice, wide: bool) -> World {
    let mut builder = Builder::new();
    if wide {
        builder.program.calendar = vec![holidays()];
    }
    let category = builder.category(&["甲", "乙", "丙"], false);
    builder.set(category, &[0], false);
    builder.set(category, &[1, 2], false);
    let mut pools = [Pool::default(), Pool::default()];
    for plane in [HOME, MEMBER] {
        for ty in [Type::Truth, Type::Truth, NUMBER, NUMBER, ELEMENT] {
            let optional = dice.chance(30);
            let (_, node) = builder.new_fact(plane, ty, optional);
            let pool = &mut pools[plane.index()];
            pool.facts.push(node);
            pool.of(ty).push(node);
        }
        for _ in 0..2 {
            let constant = builder.number(plane, dice.below(6) as i128);
            pools[plane.index()].numbers.push(constant);
        }
        if wide {
            let (_, node) = builder.new_fact(plane, Type::Date, false);
            let today = builder.node(plane, Type::Date, Op::Today);
            pools[plane.index()].days.extend([node, today]);
        }
    }
    let asked = builder.question(HOME, Answer::Truth, &[]);
    let op = Op::Judged { question: asked, low: None, high: None };
    pools[0].truths.push(builder.node(HOME, Type::Truth, op));
    for _ in 0..6 + dice.below(20) {
        let plane = dice.pick(&[HOME, HOME, MEMBER]);
        let ty = match wide && dice.chance(40) {
            true => dice.pick(&[Type::Truth, Type::Date, Type::Date]),
            false => dice.pick(&[Type::Truth, Type::Truth, NUMBER, NUMBER, ELEMENT]),
        };
        let op = match wide && dice.chance(40) {
            true => wide_op(dice, &pools, plane, ty),
            false if ty == Type::Date => Some(day_op(dice, &pools[plane.index()])),
            false => None,
        };
        let op = op.unwrap_or_else(|| some_op(dice, &mut builder, &pools, plane, ty));
        let node = builder.node(plane, ty, op);
        pools[plane.index()].of(ty).push(node);
    }
    for _ in 0..3 {
        let condition = dice.pick(&pools[0].truths[2..]);
        match dice.below(3) {
            0 => builder.determination(condition),
            _ => {
                let amount = dice.pick(&pools[0].numbers);
                builder.benefit(condition, Some(amount), None);
            }
        }
    }
    let record = gaps(dice, &builder);
    World { builder, record }
}

impl Pool {
    fn of(&mut self, ty: Type) -> &mut Vec<NodeId> {
        match ty {
            Type::Truth => &mut self.truths,
            Type::Element(_) => &mut self.elements,
            Type::Date => &mut self.days,
            _ => &mut self.numbers,
        }
    }
}

/// The year 2025 with two holidays and a Sunday worked; the years beside it are not published.
fn holidays() -> WorkYear {
    WorkYear {
        year: 2025,
        off: [day(2025, 1, 1), day(2025, 10, 1)].to_vec(),
        on: [day(2025, 9, 28)].to_vec(),
        notes: Vec::new(),
        clause: ClauseId(0),
    }
}

/// A computation that only worlds with days have, where there is one of the type.
fn wide_op(dice: &mut Dice, pools: &[Pool; 2], plane: PlaneId, ty: Type) -> Option<Op> {
    let pool = &pools[plane.index()];
    let relation = dice.pick(&[Relation::Less, Relation::LessOrEqual, Relation::Equal, Relation::Greater]);
    // A person gathers themselves alone; the household all its members.
    let members = &pools[MEMBER.index()];
    let filter = dice.chance(50).then(|| dice.pick(&members.truths));
    let gathered = |kind, value| Op::Reduce { kind, plane: MEMBER, filter, value: Some(value) };
    Some(match ty {
        Type::Truth if dice.chance(60) => Op::Compare(relation, dice.pick(&pool.days), dice.pick(&pool.days)),
        Type::Truth => {
            gathered(dice.pick(&[Reduction::Exists, Reduction::Every]), dice.pick(&members.truths))
        }
        Type::Date if dice.chance(30) => {
            gathered(dice.pick(&[Reduction::Least, Reduction::Greatest]), dice.pick(&members.days))
        }
        Type::Date => day_op(dice, pool),
        Type::Number(_) => {
            let kinds = [Reduction::Sum, Reduction::Count, Reduction::Least, Reduction::Greatest];
            gathered(dice.pick(&kinds), dice.pick(&members.numbers))
        }
        _ => return None,
    })
}

/// A day counted from another, the earliest or latest of some, or one by an exception.
fn day_op(dice: &mut Dice, pool: &Pool) -> Op {
    let counted = dice.below(40) as i32 - 20;
    let shift = dice.pick(&[
        Shift::Days(counted),
        Shift::Months(counted),
        Shift::Years(counted / 8),
        Shift::WorkingDays(if counted == 0 { 1 } else { counted }),
        Shift::Anchor(Anchor::MonthEnd),
        Shift::Anchor(Anchor::NextMonthStart),
        Shift::Anchor(Anchor::QuarterStart),
        Shift::Anchor(Anchor::YearEnd),
    ]);
    match dice.below(4) {
        0 => {
            Op::Extreme { greatest: dice.chance(50), of: vec![dice.pick(&pool.days), dice.pick(&pool.days)] }
        }
        1 => Op::Choose(vec![
            alternative(None, dice.pick(&pool.days), 0),
            alternative(Some(dice.pick(&pool.truths)), dice.pick(&pool.days), 1),
        ]),
        _ => Op::Shift(dice.pick(&pool.days), shift),
    }
}

fn some_op(dice: &mut Dice, builder: &mut Builder, pools: &[Pool; 2], plane: PlaneId, ty: Type) -> Op {
    let pool = &pools[plane.index()];
    let relation = dice.pick(&[Relation::Less, Relation::LessOrEqual, Relation::Equal, Relation::Greater]);
    let several = |dice: &mut Dice, of: &[NodeId]| -> Vec<NodeId> {
        (0..2 + dice.below(2)).map(|_| dice.pick(of)).collect()
    };
    let members = pools[MEMBER.index()].truths.clone();
    match (ty, dice.below(9)) {
        (_, 0) if plane == MEMBER => {
            let outer = &pools[0];
            Op::Ancestor(match ty {
                Type::Truth => dice.pick(&outer.truths),
                Type::Element(_) => dice.pick(&outer.elements),
                _ => dice.pick(&outer.numbers),
            })
        }
        (Type::Truth, 0 | 1) if plane == HOME => Op::Reduce {
            kind: dice.pick(&[Reduction::Exists, Reduction::Every]),
            plane: MEMBER,
            filter: dice.chance(50).then(|| dice.pick(&members)),
            value: Some(dice.pick(&members)),
        },
        (Type::Truth, 2) => Op::All(parts(&several(dice, &pool.truths))),
        (Type::Truth, 3) => Op::Any(parts(&several(dice, &pool.truths))),
        (Type::Truth, 4) => Op::Not(dice.pick(&pool.truths)),
        (Type::Truth, 5) => Op::Within { value: dice.pick(&pool.elements), set: SetId(dice.below(2) as u32) },
        (Type::Truth, 6) => Op::Compare(relation, dice.pick(&pool.elements), dice.pick(&pool.elements)),
        (Type::Truth, 7) => Op::Present(dice.pick(&pool.facts)),
        (Type::Truth, _) => Op::Compare(relation, dice.pick(&pool.numbers), dice.pick(&pool.numbers)),
        (Type::Number(_), 0..=2) if plane == HOME => Op::Reduce {
            kind: dice.pick(&[
                Reduction::Sum,
                Reduction::Sum,
                Reduction::Count,
                Reduction::Least,
                Reduction::Greatest,
            ]),
            plane: MEMBER,
            filter: dice.chance(60).then(|| dice.pick(&members)),
            value: Some(dice.pick(&pools[MEMBER.index()].numbers)),
        },
        (Type::Number(_), 3) => Op::FloorZero(dice.pick(&pool.numbers)),
        (Type::Number(_), 4) => Op::Extreme { greatest: dice.chance(50), of: several(dice, &pool.numbers) },
        (Type::Number(_), 5) => {
            let step = Ratio::from_integer(2);
            Op::Round(
                dice.pick(&pool.numbers),
                Rounding { mode: dice.pick(&[Mode::HalfUp, Mode::Up, Mode::Down]), step },
            )
        }
        (Type::Number(_), 6) => {
            let operation = dice.pick(&[Arithmetic::Add, Arithmetic::Subtract, Arithmetic::Multiply]);
            let small = builder.number(plane, dice.below(4) as i128 - 1);
            Op::Arithmetic(operation, dice.pick(&pool.numbers), small)
        }
        (Type::Number(_), 7) => {
            let operation = dice.pick(&[Arithmetic::Add, Arithmetic::Subtract, Arithmetic::Divide]);
            Op::Arithmetic(operation, dice.pick(&pool.numbers), dice.pick(&pool.numbers))
        }
        _ => {
            let values = match ty {
                Type::Truth => &pool.truths,
                Type::Element(_) => &pool.elements,
                _ => &pool.numbers,
            };
            let base = alternative(dice.chance(30).then(|| dice.pick(&pool.truths)), dice.pick(values), 0);
            let mut alternatives = vec![base];
            for at in 1..2 + dice.below(3) {
                let beats = if dice.chance(60) { (1 << at) - 1 } else { 0 };
                alternatives.push(alternative(Some(dice.pick(&pool.truths)), dice.pick(values), beats));
            }
            Op::Choose(alternatives)
        }
    }
}

/// Two members, of whom much is unknown.
fn gaps(dice: &mut Dice, builder: &Builder) -> Record {
    let mut record = builder.record(&[0, 0]);
    for (at, field) in builder.program.fields.iter().enumerate() {
        for instance in 0..record.count(field.plane) {
            if dice.chance(50) {
                let value = some_value(dice, field.ty, field.optional);
                set(&mut record, FieldId(at as u32), instance as u32, value);
            } else if field.ty == ELEMENT && dice.chance(30) {
                set(&mut record, FieldId(at as u32), instance as u32, FactValue::OneOf(vec![0, 2]));
            }
        }
    }
    if dice.chance(30) {
        record.planes[MEMBER.index()].listed[0] = Listed::Incomplete;
    }
    record
}

fn some_value(dice: &mut Dice, ty: Type, optional: bool) -> FactValue {
    match ty {
        _ if optional && dice.chance(25) => FactValue::Absent,
        Type::Truth => FactValue::Truth(dice.chance(50)),
        Type::Element(_) => FactValue::Element(dice.below(3) as u32),
        Type::Date => FactValue::Date(some_day(dice)),
        _ => FactValue::Number(int(dice.below(7) as i128)),
    }
}

/// Around the turns of months and of the year with working days.
fn some_day(dice: &mut Dice) -> Date {
    let (year, month) = (2024 + dice.below(3) as i32, 1 + dice.below(12) as u32);
    day(year, month, dice.pick(&[1, 15, 28]))
}

/// One way to fill the gaps of a record.
pub(crate) struct Completion {
    facts: Vec<(FieldId, u32, FactValue)>,
    /// Members not listed before, each with a value per field.
    members: Vec<Vec<FactValue>>,
    judged: bool,
}

impl World {
    pub(crate) fn is_incomplete(&self) -> bool {
        self.record.planes[MEMBER.index()].listed[0] == Listed::Incomplete
    }

    pub(crate) fn completion(&self, dice: &mut Dice) -> Completion {
        let fields = &self.builder.program.fields;
        let mut facts = Vec::new();
        for (at, field) in fields.iter().enumerate() {
            let id = FieldId(at as u32);
            for instance in 0..self.record.count(field.plane) as u32 {
                match &self.record.fact(id, instance).unwrap().value {
                    FactValue::Unknown => {
                        facts.push((id, instance, some_value(dice, field.ty, field.optional)))
                    }
                    FactValue::OneOf(of) => {
                        let element = of[dice.below(of.len())];
                        facts.push((id, instance, FactValue::Element(element)));
                    }
                    _ => {}
                }
            }
        }
        let count = if self.is_incomplete() { dice.below(3) } else { 0 };
        let member = |dice: &mut Dice| fields.iter().map(|f| some_value(dice, f.ty, f.optional)).collect();
        Completion { facts, members: (0..count).map(|_| member(dice)).collect(), judged: dice.chance(50) }
    }

    /// A completion that answers `questions` as `one` does and all others as `other` does.
    pub(crate) fn mixed(&self, questions: &[Question], one: &Completion, other: &Completion) -> Completion {
        let facts =
            one.facts.iter().zip(&other.facts).map(|(a, b)| {
                if questions.contains(&Question::Fact(a.0, a.1)) { a.clone() } else { b.clone() }
            });
        let listed = questions.contains(&Question::List(MEMBER, 0));
        let judged = questions.contains(&Question::Judgement(QuestionId(0), 0));
        Completion {
            facts: facts.collect(),
            members: if listed { one.members.clone() } else { other.members.clone() },
            judged: if judged { one.judged } else { other.judged },
        }
    }

    pub(crate) fn completed(&self, completion: &Completion) -> Record {
        let mut record = self.record.clone();
        for (field, instance, value) in &completion.facts {
            set(&mut record, *field, *instance, value.clone());
        }
        record.planes[MEMBER.index()].listed[0] = Listed::Complete;
        for values in &completion.members {
            let members = &mut record.planes[MEMBER.index()];
            members.parent.push(0);
            members.first[1] += 1;
            record.planes[INCOME.index()].first.push(0);
            record.planes[INCOME.index()].listed.push(Listed::Complete);
            for (at, field) in self.builder.program.fields.iter().enumerate() {
                if field.plane == MEMBER {
                    record.columns[at].push(fact(values[at].clone()));
                }
            }
        }
        answer(&mut record, QuestionId(0), 0, FactValue::Truth(completion.judged), "");
        record
    }
}
