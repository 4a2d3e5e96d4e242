//! The checked policy as a small, typed, acyclic program: the only thing that evaluators see.

mod adjustment;
mod alone;
mod choice;
pub mod compile;
pub mod exclusion;
mod expression;
pub mod figures;
mod faces;
pub mod from_types;
pub mod ir;
pub mod legal;
mod lowering;
pub mod node;
pub mod operands;
pub mod place;
mod planes;
pub mod promise;
mod provenance;
mod result;
pub mod variable;
mod variables;
pub mod working_days;
