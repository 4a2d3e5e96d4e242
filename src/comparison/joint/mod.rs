//! Two texts as one program: the nodes of both over shared facts, questions, categories and places.
//!
//! What both texts compute alike is one node, so that two results which rest on the same nodes cannot differ; whatever
//! is asked about the two texts is a question about the nodes of one program. Both read one day: 基准日 is that day for
//! both, while figures that a rule reads without saying for which day are those of the day that each text was asked for.

mod figures;
mod household;
mod nodes;
mod pairs;
mod places;
mod side;
mod vocabulary;

pub use figures::on_day;
pub use household::Translated;
pub use nodes::Weaver;
pub use pairs::{Granted, Pair};
pub use places::Places;

use std::collections::BTreeMap;

use crate::program::ir::{
    CategoryId, FieldId, ItemId, NodeId, ParameterId, PlaneId, Program, QuestionId, SetId,
};
use crate::quantity::calendar::Date;

/// Which of the two texts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Which {
    /// The one that was.
    Old,
    /// The one that is to be.
    New,
}

impl Which {
    /// Both, the old one first.
    pub const BOTH: [Which; 2] = [Which::Old, Which::New];
}

/// How two texts are laid beside each other.
#[derive(Clone, Debug, Default)]
pub struct Matching {
    /// The day on which both decide; that of the new text if none.
    pub day: Option<Date>,
    /// Names of the old text and what the new one calls the same thing: items, facts, categories and their elements.
    pub renamed: Vec<(String, String)>,
}

/// Two texts as one program.
#[derive(Clone, Debug)]
pub struct Joint {
    /// The program: nodes of both sides, those that compute alike only once. Its outputs are those of the old text,
    /// then those of the new one. It has no duties, promises and doubts.
    pub program: Program,
    /// The old text.
    pub old: Side,
    /// The new text.
    pub new: Side,
    /// Results of the two texts, paired by name and by whom they are about; those of the new text in its order, then
    /// those that only the old one has.
    pub pairs: Vec<Pair>,
    /// Which place of the old text stands for which of the new one.
    pub places: Places,
    /// What the two texts name alike and could not be taken for the same, and why, in words for people.
    pub remarks: Vec<String>,
}

/// One text, and where everything of it stands in the joint program.
#[derive(Clone, Debug)]
pub struct Side {
    /// The text by itself on the common day, with the figures of its own day: what evaluation confirms a finding by.
    /// Figures that neither text publishes are supposed to be plain ones (their wording is empty).
    pub program: Program,
    /// Per plane, that of the joint program; the same for what follows.
    pub planes: Vec<PlaneId>,
    /// Facts.
    pub fields: Vec<FieldId>,
    /// Categories.
    pub categories: Vec<CategoryId>,
    /// Elements, by category.
    pub elements: Vec<Vec<u32>>,
    /// Sets.
    pub sets: Vec<SetId>,
    /// Parameters.
    pub parameters: Vec<ParameterId>,
    /// Questions.
    pub questions: Vec<QuestionId>,
    /// Nodes.
    pub nodes: Vec<NodeId>,
    /// Outputs: positions in [`Program::outputs`].
    pub outputs: Vec<usize>,
    /// The number of the first of its items among those of the joint program.
    pub first_item: u32,
}

impl Side {
    /// The joint node of one of its own.
    #[must_use]
    pub fn node(&self, own: NodeId) -> NodeId {
        self.nodes.get(own.index()).copied().unwrap_or(NodeId(0))
    }

    /// Its items of a name (the same name may stand for several that only one document sees).
    #[must_use]
    pub fn items_named(&self, name: &str) -> Vec<ItemId> {
        let items = (0..).map(ItemId).zip(&self.program.items);
        items.filter(|(_, item)| item.name == name).map(|(id, _)| id).collect()
    }
}

impl Joint {
    /// Lays two programs beside each other.
    #[must_use]
    pub fn of(old: &Program, new: &Program, how: &Matching) -> Joint {
        let day = how.day.unwrap_or(new.on);
        let renamed: BTreeMap<String, String> = how.renamed.iter().cloned().collect();
        let places = Places::between(&old.area, &new.area);
        let (old, new) = figures::supposing_alike(on_day(old, day), on_day(new, day), &renamed);
        let mut join = side::Join::new(&new, day, renamed, places);
        let (old, new) = join.sides(old, new);
        let pairs = join.pairs(&old, &new);
        let side::Join { weaver, places, remarks, .. } = join;
        Joint { program: weaver.program, old, new, pairs, places, remarks }
    }

    /// One of the two texts.
    #[must_use]
    pub fn side(&self, which: Which) -> &Side {
        match which {
            Which::Old => &self.old,
            Which::New => &self.new,
        }
    }

    /// The pair of a result's name, as either text calls it; where several are about others, the first.
    #[must_use]
    pub fn pair(&self, name: &str) -> Option<&Pair> {
        self.pairs.iter().find(|pair| pair.name == name || pair.old_name.as_deref() == Some(name))
    }
}
