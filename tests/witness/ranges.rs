//! Figures of which a text gives only a range: what is supposed of them never makes the difference.

use yiju::comparison::joint::{Joint, Matching, Which};
use yiju::comparison::witness::{Effect, Subject, Witnesses};

use crate::common::{corpus, corpus_with, program};

const PLACE: (&str, &str) = ("山西省/晋城市", "2025-10-01");

fn beside(from: &str, to: &str) -> Joint {
    let (old, new) = (corpus(), corpus_with(from, to));
    Joint::of(&program(&old, PLACE.0, PLACE.1), &program(&new, PLACE.0, PLACE.1), &Matching::default())
}

/// 照料护理标准 is between 100 and 1075元; from 200元 on: both texts leave it open, one further than the other.
#[test]
fn a_range_that_moves_is_told_as_two_ranges() {
    let joint = beside("未载明，在 每人每月100元（含）至", "未载明，在 每人每月200元（含）至");
    let name = Some("照料护理标准");
    let effect = Witnesses::new(&joint).effect(&Subject::named(&joint, name, name));
    let Effect::Witness(witness) = effect else { panic!("{effect:?}") };
    assert_eq!(witness.line.result, "护理补贴", "{witness:?}");
    assert_eq!(witness.line.old.words, "在每人每月100元至1075元之间未定");
    assert_eq!(witness.line.new.words, "在每人每月200元至1075元之间未定");
    assert_eq!((witness.line.old.status, &witness.line.difference), ("undetermined", &None));
    assert!(witness.household.iter().all(|line| !line.contains("照料护理标准")), "{witness:?}");
}

/// Nothing is evaluated while a household takes the figure for one thing in one text and for another in the other.
#[test]
fn no_household_supposes_otherwise_of_two_texts() {
    let joint = beside("未载明，在 每人每月100元（含）至", "未载明，在 每人每月200元（含）至");
    let of = |side: &yiju::comparison::joint::Side| {
        let own = side.program.parameters.iter().position(|known| known.name == "照料护理标准").unwrap();
        side.parameters[own]
    };
    let (old, new) = (of(&joint.old), of(&joint.new));
    assert_ne!(old, new);
    let planes = joint.program.planes.len();
    let mut household = yiju::analysis::regions::household::Household::with_lists(vec![Vec::new(); planes]);
    let figure = |hundreds: i128| yiju::quantity::ratio::Ratio::from_integer(hundreds * 100);
    household.suppose(&joint.program, old, 0, figure(1));
    household.suppose(&joint.program, new, 0, figure(2));
    assert!(!joint.supposes_alike(&household));
    assert!(Which::BOTH.into_iter().all(|which| joint.household(which, &household).is_none()));
    assert!(joint.household(Which::New, &household.unsettled()).is_some());
}
