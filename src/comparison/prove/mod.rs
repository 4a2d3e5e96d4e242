//! What holds of every household: proved, or a household that breaks it, or why neither could be told.
//!
//! A property is first put to the region method of the static analysis, whose proofs hold for households of any size.
//! What that leaves undecided is put to a solver, for households up to a stated size (`smt/`). A household is believed
//! only when evaluation of the real program has confirmed it.

pub mod smt;
pub mod tree;

mod cliffs;
mod hunt;
mod order;
mod pair;
mod raised;
mod single;
mod told;

pub use hunt::{Reply, Solvers};
pub use order::Risen;
pub use pair::pairs;
pub use single::single;
pub use smt::Bounds;
pub use tree::{Broken, Finding, Given, How, Line, Property, Undecided, Verdict};

use crate::quantity::calendar::Date;
use crate::quantity::ratio::Ratio;

/// How far is looked.
#[derive(Clone, PartialEq, Debug)]
pub struct Limits {
    /// How large the households are that a solver is asked about.
    pub bounds: Bounds,
    /// By how much an income or a standard is raised at most, in its own unit.
    pub raise: Ratio,
    /// The last day of the period whose text is asked about.
    pub last: Date,
    /// Only these results and assertions; all if empty.
    pub results: Vec<String>,
    /// Regions are not visited: what a solver says stands by itself.
    pub solver_only: bool,
}
