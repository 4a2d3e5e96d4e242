//! The checked policy as a small, typed, acyclic program: the only thing that evaluators see.

mod adjustment;
mod choice;
pub mod compile;
pub mod exclusion;
mod expression;
pub mod from_types;
pub mod ir;
pub mod legal;
mod lowering;
pub mod node;
mod planes;
mod provenance;
mod result;
