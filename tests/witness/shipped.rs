//! The shipped documents: what changed is shown by a household, and the record that is told is decided as it says.

use std::collections::{BTreeMap, BTreeSet};

use yiju::comparison::joint::{Joint, Matching, Side};
use yiju::comparison::witness::{Decided, Effect, Subject, Witness, Witnesses};
use yiju::corpus::{Area, Asked};
use yiju::evaluation::evaluator::Evaluator;
use yiju::evaluation::plan::Plan;
use yiju::facts::from_json::RecordReader;
use yiju::facts::json::Json;
use yiju::program::compile::compile;
use yiju::program::ir::NodeId;
use yiju::quantity::calendar::Date;
use yiju::trace::outcome::Status;

use crate::common::{corpus, joint};

/// The names of items that do not compute the same in both texts.
pub fn changed(joint: &Joint) -> Vec<String> {
    let by_name = |side: &Side| -> BTreeMap<String, BTreeSet<NodeId>> {
        let mut nodes: BTreeMap<String, BTreeSet<NodeId>> = BTreeMap::new();
        for (own, at) in (0..).map(NodeId).zip(&side.nodes) {
            for item in side.program.items_of(own).filter_map(|item| side.program.items.get(item.index())) {
                nodes.entry(item.name.clone()).or_default().insert(*at);
            }
        }
        nodes
    };
    let (old, new) = (by_name(&joint.old), by_name(&joint.new));
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    names.into_iter().filter(|name| old.get(*name) != new.get(*name)).cloned().collect()
}

/// What a text makes of a record of a witness, read as `yiju eval` reads it.
fn status(side: &Side, day: &str, record: &str, result: &str) -> Option<Status> {
    let mut program = side.program.clone();
    program.on = Date::parse(day).unwrap();
    let read = RecordReader::new(&program).read(&Json::parse(record).unwrap());
    let record = read.unwrap_or_else(|faults| panic!("{record}\n{faults:?}"));
    let plan = Plan::new(&program);
    let settled = Evaluator::new(&plan).settle(&record);
    let of = |name: &str| program.outputs.iter().position(|output| output.name == name);
    let output = of(result)?;
    settled.into_iter().find(|one| one.output == output && one.instance == 0).map(|one| one.status)
}

fn says(decided: &Decided, status: Option<&Status>) -> bool {
    matches!(
        (decided.status, status),
        ("no-such-result", None)
            | ("holds", Some(Status::Holds(true)))
            | ("fails", Some(Status::Holds(false)))
            | ("granted", Some(Status::Granted(_)))
            | ("not-granted", Some(Status::NotGranted))
            | ("granted-in-kind", Some(Status::GrantedInKind))
            | ("offered", Some(Status::Offered(_)))
            | ("no-rule", Some(Status::NoRule(_)))
            | ("conflict", Some(Status::Conflict(_)))
            | ("needs-judgement", Some(Status::NeedsJudgement(_)))
    )
}

/// The records of a witness are decided as it says.
pub fn confirmed(joint: &Joint, witness: &Witness) -> bool {
    let result = &witness.line.result;
    let old = status(&joint.old, &witness.day, &witness.old_record, result);
    let new = status(&joint.new, &witness.day, &witness.new_record, result);
    says(&witness.line.old, old.as_ref()) && says(&witness.line.new, new.as_ref())
}

fn witness(witnesses: &Witnesses<'_>, joint: &Joint, name: &str) -> Witness {
    match witnesses.effect(&Subject::named(joint, Some(name), Some(name))) {
        Effect::Witness(witness) => *witness,
        other => panic!("{name}: {other:?}"),
    }
}

/// A05, A06, A10 of 《扩围增效2025》: one household each, for which nothing else that changed that day matters.
#[test]
fn what_shanxi_changed_on_1_september_2025_is_shown_by_households() {
    let corpus = corpus();
    let joint = joint(&corpus, ("山西省", "2025-08-31"), ("山西省", "2025-09-01"));
    assert_eq!(joint.remarks, [""; 0], "both speak of the same");
    let witnesses = Witnesses::new(&joint);
    let told = |name: &str| {
        let witness = witness(&witnesses, &joint, name);
        assert!(witness.alone && confirmed(&joint, &witness), "{witness:?}");
        witness
    };
    let a05 = told("单独申请所属群体");
    assert!(a05.household[0].contains("防止返贫监测对象"), "{a05:?}");
    assert_eq!((a05.line.old.words.as_str(), a05.line.new.words.as_str()), ("不符合", "符合"));
    assert_eq!((a05.line.result.as_str(), a05.line.subject.as_str()), ("单独申请低保对象", "成员 甲"));
    let a06 = told("单独申请残疾情形");
    assert!(a06.household[0].contains("四级") && a06.household[0].contains("低保边缘家庭"), "{a06:?}");
    assert_eq!((a06.line.old.words.as_str(), a06.line.new.words.as_str()), ("不符合", "符合"));
    let a10 = told("免计赡养费情形");
    assert!(a10.household[0].contains("义务人"), "{a10:?}");
    // What is gained is shown before the lesser determination that is lost with it.
    assert!(["低保家庭", "低保金"].contains(&a10.line.result.as_str()), "{a10:?}");
    assert!(["符合", "给付"].iter().any(|word| a10.line.new.words.starts_with(word)), "{a10:?}");
    // What only reads what changed has not changed itself.
    let same = witnesses.effect(&Subject::named(&joint, Some("单独申请低保对象"), Some("单独申请低保对象")));
    assert!(matches!(same, Effect::Equivalent { .. }), "{same:?}");
}

/// Q26, Q27: whether 三级 counts as 重度, and whether the family must be 低保边缘, differs between the two cities.
#[test]
fn two_cities_decide_separate_application_differently() {
    let corpus = corpus();
    let joint = joint(&corpus, ("山西省/晋城市", "2025-10-01"), ("山东省/滨州市", "2025-10-01"));
    assert!(joint.remarks.iter().any(|remark| remark.contains("晋城市") && remark.contains("滨州市")));
    let witnesses = Witnesses::new(&joint);
    for name in ["单独申请残疾情形", "重度残疾情形", "参照单人户申请低保人员", "单独申请低保对象"]
    {
        let effect = witnesses.effect(&Subject::named(&joint, Some(name), Some(name)));
        let Effect::Witness(witness) = effect else { panic!("{name}: {effect:?}") };
        assert!(confirmed(&joint, &witness), "{witness:?}");
        println!("{name}: {:?}\n  {:?}", witness.household, witness.line);
    }
}

/// Every text beside the next one of its area: how much of what changed is shown, excluded or left open.
#[test]
#[ignore = "a measurement: cargo test --test witness -- --ignored --nocapture measured"]
#[allow(clippy::disallowed_methods, reason = "a measurement takes the time, of what the caller names")]
fn measured() {
    let corpus = corpus();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let areas = ["", "山西省", "山西省/晋城市", "山西省/晋中市/榆次区", "山东省", "山东省/滨州市"];
    for name in areas {
        let area = Area::parse(name);
        let days = corpus.turning_days(&area);
        let of = |day: &Date| compile(&corpus, &Asked::new(&area, *day)).program;
        let mut before = None;
        for day in &days {
            let program = of(day);
            if let (Some(old), Some(new)) = (&before, &program) {
                let joint = Joint::of(old, new, &Matching::default());
                let names = changed(&joint);
                let witnesses = Witnesses::new(&joint);
                println!(
                    "== {name}@{day}: {} + {} -> {} nodes",
                    joint.old.nodes.len(),
                    joint.new.nodes.len(),
                    joint.program.nodes.len()
                );
                for name in &names {
                    let effect = witnesses.effect(&Subject::named(&joint, Some(name), Some(name)));
                    let kind = match &effect {
                        Effect::Witness(witness) => {
                            assert!(confirmed(&joint, witness), "{witness:?}");
                            format!("witness alone {}", witness.alone)
                        }
                        Effect::Undecided { .. } => "undecided".to_owned(),
                        Effect::Equivalent { how } => format!("equivalent {how:?}"),
                        Effect::Unreachable { how } => format!("unreachable {how:?}"),
                    };
                    match &effect {
                        Effect::Equivalent { how: yiju::comparison::witness::How::SameShape } => {}
                        Effect::Witness(witness) => println!(
                            "  {name} [{kind}] {:?} | {} {}: {} → {} ({:?})",
                            witness.household,
                            witness.line.result,
                            witness.line.subject,
                            witness.line.old.words,
                            witness.line.new.words,
                            witness.line.difference.as_ref().map(|d| &d.words),
                        ),
                        other => println!("  {name} {other:?}"),
                    }
                    *counts.entry(kind).or_default() += 1;
                }
            }
            before = program;
        }
    }
    println!("{counts:#?}");
}
