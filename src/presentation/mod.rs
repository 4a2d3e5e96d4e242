//! Outcomes, traces and diagnostics to people and machines.

pub mod explanation;
pub mod json;
pub mod report;
pub mod show;
pub mod words;
