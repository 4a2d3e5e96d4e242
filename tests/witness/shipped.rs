//! The shipped documents.

use std::collections::BTreeSet;
use std::time::Instant;

use yiju::comparison::joint::{Joint, Matching};
use yiju::comparison::witness::{Effect, Subject, Witnesses};
use yiju::corpus::{Area, Asked};
use yiju::program::compile::compile;

use crate::common::{corpus, joint};

/// What changes between two texts, by the names of items whose computations differ.
fn changed(joint: &Joint) -> Vec<String> {
    let mut names: BTreeSet<String> = BTreeSet::new();
    for (side, other) in [(&joint.old, &joint.new), (&joint.new, &joint.old)] {
        let kept: BTreeSet<_> = other.nodes.iter().copied().collect();
        for (own, at) in side.program.nodes.iter().zip(&side.nodes) {
            if kept.contains(at) {
                continue;
            }
            let id = side.nodes.iter().position(|known| known == at).unwrap();
            let _ = own;
            for item in side.program.items_of(yiju::program::ir::NodeId(id as u32)) {
                if let Some(item) = side.program.items.get(item.index()) {
                    names.insert(item.name.clone());
                }
            }
        }
    }
    names.into_iter().collect()
}

#[test]
#[ignore = "prints"]
fn look() {
    let corpus = corpus();
    let joint = joint(&corpus, ("山西省", "2025-08-31"), ("山西省", "2025-09-01"));
    println!("{} + {} -> {}", joint.old.nodes.len(), joint.new.nodes.len(), joint.program.nodes.len());
    println!("{:?}", joint.remarks);
    let names = changed(&joint);
    println!("{names:?}");
    let witnesses = Witnesses::new(&joint);
    let only = std::env::var("ONLY").unwrap_or_default();
    for name in names.iter().filter(|name| name.contains(&only)) {
        let start = Instant::now();
        let effect = witnesses.effect(&Subject::named(&joint, Some(name), Some(name)));
        println!("{name} {:?}", start.elapsed());
        match effect {
            Effect::Witness(witness) => {
                println!(
                    "   {:?}\n   {:?}\n   others {} alone {}",
                    witness.household,
                    witness.line,
                    witness.others.len(),
                    witness.alone
                );
            }
            other => println!("   {other:?}"),
        }
    }
}
