//! Outcomes, traces and diagnostics to people and machines.

mod alike;
pub mod arrears;
pub mod columns;
pub mod coverage;
pub mod evidence;
pub mod document;
pub mod explanation;
pub mod findings;
pub mod json;
pub mod proof;
pub mod report;
pub mod sarif;
pub mod show;
pub mod steps;
pub mod summary;
pub mod words;
