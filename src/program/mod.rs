//! The checked policy as a small, typed, acyclic program: the only thing that evaluators see.

pub mod ir;
pub mod legal;
