//! Documents to the text in force at an area and a date: levels, amendments, authority.

pub mod amend;
pub mod area;
pub mod authority;
pub mod calendar;
pub mod direction;
pub mod elsewhere;
mod endings;
pub mod error;
pub mod figures;
pub mod filing;
mod follow;
pub mod from_syntax;
pub mod in_force;
pub mod index;
pub mod lock;
mod lookup;
pub mod marks;
pub mod members;
mod not_in_force;
pub mod parallel;
pub mod quotes;
pub mod readings;
mod replace;
mod replay_figures;
mod restate;
mod set_change;
pub mod term;
pub mod tree;
mod versions;
mod withdraw;
pub mod wording;

pub use area::Area;
pub use in_force::text_in_force;
pub use readings::Asked;
pub use tree::{Corpus, Document, TextInForce};
