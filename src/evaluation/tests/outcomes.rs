//! Results: how they stand, what they miss, who decides, what they rest on.

use super::builder::*;
use super::verified::confirmed;
use crate::evaluation::evaluate;
use crate::facts::record::{FactValue, Record, Support};
use crate::program::ir::{
    Answer, Arithmetic, Benefit, ClauseId, Constant, FieldId, ItemId, NodeId, NoteId, Op, QuestionId,
    Relation, Schedule, Share, Term, Type,
};
use crate::program::promise::Promisable;
use crate::quantity::interval::Interval;
use crate::quantity::ratio::Ratio;
use crate::quantity::unit::Unit;
use crate::trace::outcome::{Outcome, Status};
use crate::trace::value::{FaultKind, Question};

fn decide(builder: &Builder, record: &Record) -> Vec<Outcome> {
    confirmed(builder, record);
    evaluate(&builder.program, record).outcomes
}

fn only(builder: &Builder, record: &Record) -> Outcome {
    let mut outcomes = decide(builder, record);
    assert_eq!(outcomes.len(), 1);
    outcomes.remove(0)
}

fn last_benefit(builder: &mut Builder) -> &mut Benefit {
    builder.program.outputs.last_mut().unwrap().benefit.as_mut().unwrap()
}

fn known(builder: &Builder, facts: &[(u32, FactValue)]) -> Record {
    let mut record = builder.record(&[]);
    for (field, value) in facts {
        set(&mut record, FieldId(*field), 0, value.clone());
    }
    record
}

fn yes() -> FactValue {
    FactValue::Truth(true)
}

fn no() -> FactValue {
    FactValue::Truth(false)
}

fn number(value: i128) -> FactValue {
    FactValue::Number(int(value))
}

#[test]
fn a_determination_holds_fails_or_waits() {
    let mut builder = Builder::new();
    let (fact, poor) = builder.new_fact(HOME, Type::Truth, false);
    let asked = builder.question(HOME, Answer::Truth, &[]);
    let hard = builder.node(HOME, Type::Truth, Op::Judged { question: asked, low: None, high: None });
    let both = builder.all(&[poor, hard]);
    builder.determination(both);
    let judgement = Question::Judgement(asked, 0);
    let waiting = only(&builder, &builder.record(&[]));
    assert_eq!(waiting.status, Status::Undetermined(None));
    assert_eq!(waiting.missing, [Question::Fact(fact, 0), judgement]);
    assert_eq!(waiting.bodies, ["县级"]);
    let judging = only(&builder, &known(&builder, &[(0, yes())]));
    assert_eq!((judging.status, judging.missing), (Status::NeedsJudgement(None), vec![judgement]));
    let failed = only(&builder, &known(&builder, &[(0, no())]));
    assert_eq!((failed.status, failed.failed), (Status::Holds(false), vec!["（1）".to_owned()]));
    let mut record = known(&builder, &[(0, yes())]);
    answer(&mut record, asked, 0, yes(), "县级");
    let held = only(&builder, &record);
    assert_eq!((held.status, held.rests_on.judged.len()), (Status::Holds(true), 1));
}

#[test]
fn a_case_distinction_settles_what_is_the_same_either_way() {
    let mut builder = Builder::new();
    let (fact, ill) = builder.new_fact(HOME, Type::Truth, true);
    let (other, old) = builder.new_fact(HOME, Type::Truth, false);
    let well = builder.not(ill);
    let either = builder.any(&[ill, well]);
    builder.determination(either);
    // 甲 or (not 甲 and 乙): 乙 matters still.
    let and = builder.all(&[well, old]);
    let half = builder.any(&[ill, and]);
    builder.determination(half);
    // Exclusive or: neither question may be dropped.
    let young = builder.not(old);
    let one = builder.all(&[ill, young]);
    let two = builder.any(&[one, and]);
    builder.determination(two);
    // (甲 and 乙) or (not 甲 and 乙): only 乙 matters.
    let first = builder.all(&[ill, old]);
    let only_old = builder.any(&[first, and]);
    builder.determination(only_old);
    let outcomes = decide(&builder, &builder.record(&[]));
    let (one, two) = (Question::Fact(fact, 0), Question::Fact(other, 0));
    assert_eq!(outcomes[0].status, Status::Holds(true));
    assert_eq!((&outcomes[0].missing[..], &outcomes[0].cases[..]), (&[][..], &[one][..]));
    assert_eq!(outcomes[1].missing, [one, two]);
    assert_eq!(outcomes[2].missing, [one, two]);
    assert_eq!(outcomes[3].missing, [two]);
}

#[test]
fn an_amount_is_granted_refused_or_in_an_interval() {
    let mut builder = Builder::new();
    let (_, poor) = builder.new_fact(HOME, Type::Truth, false);
    let (income, earned) = builder.new_fact(HOME, NUMBER, false);
    let standard = builder.number(HOME, 655);
    let gap = builder.node(HOME, NUMBER, Op::Arithmetic(Arithmetic::Subtract, standard, earned));
    let amount = builder.node(HOME, NUMBER, Op::FloorZero(gap));
    builder.benefit(poor, Some(amount), None);
    let status = |facts: &[(u32, FactValue)]| only(&builder, &known(&builder, facts));
    assert_eq!(status(&[(0, yes()), (1, number(600))]).status, Status::Granted(int(55)));
    let refused = status(&[(0, no())]);
    assert_eq!((refused.status, refused.amount), (Status::NotGranted, None));
    let range = Interval::between(int(0), int(655));
    let open = status(&[(0, yes())]);
    assert_eq!((open.status, open.may_be_refused), (Status::Undetermined(Some(range)), false));
    assert_eq!(open.missing, [Question::Fact(income, 0)]);
    let both = status(&[]);
    assert_eq!((both.status, both.may_be_refused), (Status::Undetermined(Some(range)), true));
    let condition = status(&[(1, number(600))]);
    assert_eq!(condition.status, Status::Undetermined(Some(Interval::point(int(55)))));
    assert_eq!(condition.missing, [Question::Fact(FieldId(0), 0)]);
}

#[test]
fn faults_have_their_statuses() {
    let mut builder = Builder::new();
    let always = builder.truth(true);
    let pending = builder.node(HOME, NUMBER, Op::Pending);
    let unstated = builder.node(HOME, NUMBER, Op::Unstated);
    let none = builder.node(HOME, NUMBER, Op::Constant(Constant::Absent));
    let (one, two) = (builder.number(HOME, 1), builder.number(HOME, 2));
    let conflict = builder.choose(NUMBER, vec![alternative(None, one, 0), alternative(Some(always), two, 0)]);
    for amount in [pending, unstated, none, conflict] {
        builder.benefit(always, Some(amount), None);
    }
    let statuses: Vec<Status> =
        decide(&builder, &builder.record(&[])).into_iter().map(|o| o.status).collect();
    assert!(matches!(&statuses[0], Status::Conflict(fault) if fault.kind == FaultKind::Pending));
    assert!(matches!(&statuses[1], Status::NoRule(fault) if fault.kind == FaultKind::NoRule));
    assert!(matches!(&statuses[2], Status::Error(fault) if fault.kind == FaultKind::AbsentOperand));
    assert!(matches!(&statuses[3], Status::Conflict(fault) if fault.kind == FaultKind::Conflict(vec![0, 1])));
}

/// 可以给付 with an amount that its body names, approved by amount: 500–2000 township, above county.
fn power() -> (Builder, QuestionId) {
    let mut builder = Builder::new();
    let bodies = builder.category(&["乡镇级", "县级", "市级"], false);
    let (_, poor) = builder.new_fact(HOME, Type::Truth, false);
    let grant = builder.question(HOME, Answer::Grant(Unit::PURE), &[]);
    let low = builder.number(HOME, 500);
    let amount = builder.node(HOME, NUMBER, Op::Judged { question: grant, low: Some(low), high: None });
    let limit = builder.number(HOME, 2000);
    let small = builder.compare(Relation::LessOrEqual, amount, limit);
    let large = builder.compare(Relation::Greater, amount, limit);
    let township = builder.node(HOME, Type::Element(bodies), Op::Constant(Constant::Element(0)));
    let county = builder.node(HOME, Type::Element(bodies), Op::Constant(Constant::Element(1)));
    let rows = vec![alternative(Some(small), township, 0), alternative(Some(large), county, 0)];
    let approval = builder.choose(Type::Element(bodies), rows);
    builder.benefit(poor, Some(amount), Some(grant));
    last_benefit(&mut builder).approval = Some(approval);
    (builder, grant)
}

#[test]
fn a_power_is_offered_until_its_body_answers() {
    let (builder, grant) = power();
    let asked = Question::Judgement(grant, 0);
    let with = |given: Option<(FactValue, &str)>| {
        let mut record = known(&builder, &[(0, yes())]);
        if let Some((value, by)) = given {
            answer(&mut record, grant, 0, value, by);
        }
        only(&builder, &record)
    };
    let room = Interval::at_least(int(500));
    let offered = with(None);
    assert_eq!((offered.status, offered.missing), (Status::Offered(Some(room)), vec![asked]));
    assert_eq!(offered.bodies, ["乡镇级", "县级"]);
    let granted = with(Some((number(600), "乡镇级")));
    assert_eq!((granted.status, granted.bodies), (Status::Granted(int(600)), vec!["乡镇级".to_owned()]));
    assert_eq!(with(Some((no(), "县级"))).status, Status::NotGranted);
    let used = with(Some((yes(), "县级")));
    assert_eq!((used.status, used.missing), (Status::NeedsJudgement(Some(room)), vec![asked]));
    let fault = |outcome: Outcome| match outcome.status {
        Status::Error(fault) => fault.kind,
        status => panic!("{status:?}"),
    };
    assert_eq!(fault(with(Some((number(3000), "乡镇级")))), FaultKind::WrongBody("乡镇级".to_owned()));
    assert_eq!(fault(with(Some((number(499), "乡镇级")))), FaultKind::OutOfBounds(int(499), room));
    // The condition comes first; whether the power is used is asked once it holds.
    let mut record = builder.record(&[]);
    let open = only(&builder, &record);
    assert_eq!((open.status, open.may_be_refused), (Status::Undetermined(Some(room)), true));
    assert_eq!(open.missing, [Question::Fact(FieldId(0), 0)]);
    answer(&mut record, grant, 0, no(), "县级");
    assert_eq!(only(&builder, &record).status, Status::NotGranted);
}

#[test]
fn a_power_over_a_formula_is_used_or_not() {
    let mut builder = Builder::new();
    let always = builder.truth(true);
    let grant = builder.question(HOME, Answer::Grant(Unit::PURE), &[]);
    let amount = builder.number(HOME, 655);
    builder.benefit(always, Some(amount), Some(grant));
    let with = |value: FactValue| {
        let mut record = builder.record(&[]);
        answer(&mut record, grant, 0, value, "县级");
        only(&builder, &record).status
    };
    let offered = only(&builder, &builder.record(&[]));
    assert_eq!(offered.status, Status::Offered(Some(Interval::point(int(655)))));
    assert_eq!(with(yes()), Status::Granted(int(655)));
    assert_eq!(with(number(655)), Status::Granted(int(655)));
    let Status::Error(fault) = with(number(700)) else { panic!() };
    assert_eq!(fault.kind, FaultKind::OutOfBounds(int(700), Interval::point(int(655))));
}

#[test]
fn shares_add_up_to_the_amount() {
    let mut builder = Builder::new();
    let always = builder.truth(true);
    let (_, amount) = builder.new_fact(HOME, NUMBER, false);
    builder.benefit(always, Some(amount), None);
    let each = builder.node(HOME, NUMBER, Op::Arithmetic(Arithmetic::Add, amount, amount));
    let (_, apart) = builder.new_fact(HOME, Type::Truth, false);
    let benefit = last_benefit(&mut builder);
    let share =
        |bearer: &str, part: i128| Share { bearer: bearer.to_owned(), part: Ratio::new(part, 3).unwrap() };
    benefit.funding = vec![share("省", 1), share("市", 1), share("县", 1)];
    benefit.remainder = 1;
    let term = |guard, words: &str, payee: &str| Term {
        guard,
        words: vec![words.to_owned()],
        payee: Some(payee.to_owned()),
        due: None,
        start: None,
        months: None,
    };
    benefit.schedule = Some(Schedule {
        cycle: "按月".to_owned(),
        each: Some(each),
        terms: vec![term(Some(apart), "每月5日前", "机构"), term(None, "每月10日前", "本户")],
    });
    let granted = only(&builder, &known(&builder, &[(0, number(100)), (1, no())]));
    let cents = |cents: i128| Ratio::new(cents, 100).unwrap();
    let expected = [("省", 3333), ("市", 3334), ("县", 3333)].map(|(who, of)| (who.to_owned(), cents(of)));
    assert_eq!(granted.funding, expected);
    let payment = granted.payment.unwrap();
    assert_eq!(
        (payment.each, payment.words.len(), payment.payee.as_deref()),
        (Some(int(200)), 1, Some("本户"))
    );
    assert_eq!(only(&builder, &builder.record(&[])).funding, []);
}

#[test]
fn results_rest_on_evidence_and_assumptions() {
    let mut builder = Builder::new();
    let (promised, first) = builder.new_fact(HOME, Type::Truth, false);
    let (stated, second) = builder.new_fact(HOME, Type::Truth, false);
    let both = builder.any(&[first, second]);
    builder.determination(both);
    builder.determination(first);
    builder.program.promises.push(promise(Promisable::Everything));
    // The second fact was written by another item, in a document with an assumed date.
    builder.program.nodes[second.index()].item = ItemId(1);
    builder.program.nodes[second.index()].clause = ClauseId(1);
    let mut record = known(&builder, &[(0, no()), (1, yes())]);
    support(&mut record, promised, 0, Support::Promised);
    support(&mut record, stated, 0, Support::Stated);
    let decision = evaluate(&builder.program, &record);
    let node = |step| decision.trace.step(step).node;
    let rests = &decision.outcomes[0].rests_on;
    assert_eq!(rests.promised.iter().map(|step| node(*step)).collect::<Vec<NodeId>>(), [first]);
    assert_eq!(rests.stated.iter().map(|step| node(*step)).collect::<Vec<NodeId>>(), [second]);
    assert_eq!(rests.notes, [NoteId(0), NoteId(1)]);
    let rests = &decision.outcomes[1].rests_on;
    assert_eq!((rests.promised.len(), rests.stated.len(), rests.notes.len()), (1, 0, 0));
}

/// A promise that no text allows is no fact; how it would stand is said beside, and only where it matters.
#[test]
fn a_promise_that_is_not_allowed_holds_back_what_rests_on_it() {
    let mut builder = Builder::new();
    let (promised, first) = builder.new_fact(HOME, Type::Truth, false);
    let (other, second) = builder.new_fact(HOME, Type::Truth, false);
    let (either, both) = (builder.any(&[first, second]), builder.all(&[first, second]));
    builder.determination(first);
    builder.determination(either);
    builder.determination(both);
    let mut record = known(&builder, &[(0, yes()), (1, yes())]);
    support(&mut record, promised, 0, Support::Promised);
    let found = |builder: &Builder, record: &Record| -> Vec<(Status, Option<Status>)> {
        let outcomes = evaluate(&builder.program, record).outcomes;
        outcomes.into_iter().map(|o| (o.status, o.held.map(|held| held.provisional))).collect()
    };
    let (open, holds) = (Status::Undetermined(None), Status::Holds(true));
    let held = (open, Some(holds.clone()));
    assert_eq!(found(&builder, &record), [held.clone(), (holds.clone(), None), held.clone()]);
    builder.program.promises.push(promise(Promisable::Facts(vec![promised])));
    assert_eq!(
        found(&builder, &record),
        [(holds.clone(), None), (holds.clone(), None), (holds.clone(), None)]
    );
    // What one text forbids, no other allows.
    builder.program.promises[0].never = vec![promised];
    builder.program.promises.push(promise(Promisable::Everything));
    assert_eq!(found(&builder, &record)[0], held);
    builder.program.promises[0].never = vec![other];
    assert_eq!(found(&builder, &record)[0], (holds, None));
}

/// A result per member; a member's fault is that member's.
#[test]
fn each_member_has_its_result() {
    let mut builder = Builder::new();
    let (field, disabled) = builder.new_fact(MEMBER, Type::Truth, false);
    builder.determination(disabled);
    let mut record = builder.record(&[0, 0]);
    set(&mut record, field, 1, yes());
    let outcomes = decide(&builder, &record);
    let found: Vec<(u32, Status)> = outcomes.into_iter().map(|o| (o.instance, o.status)).collect();
    assert_eq!(found, [(0, Status::Undetermined(None)), (1, Status::Holds(true))]);
}
