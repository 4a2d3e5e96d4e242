//! Yiju (依据) compiles social-assistance policy text and decides household records by it, with the ground of every step.
//!
//! Data flows downward through the modules below; imports point only upward (`tests/architecture.rs` keeps it so).

pub mod source;
pub mod quantity;
pub mod diagnostics;
pub mod syntax;
pub mod corpus;
pub mod names;
pub mod types;
pub mod program;
pub mod facts;
pub mod trace;
pub mod verification;
pub mod evaluation;
pub mod inquiry;
pub mod archive;
pub mod counterfactual;
pub mod cases;
pub mod analysis;
pub mod comparison;
pub mod presentation;
