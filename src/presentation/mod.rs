//! Outcomes, traces and diagnostics to people and machines.

mod alike;
pub mod arrears;
#[cfg(feature = "charts")]
pub mod chart;
pub mod columns;
pub mod coverage;
pub mod evidence;
pub mod difference;
pub mod document;
pub mod explanation;
pub mod findings;
pub mod impact;
pub mod json;
pub mod proof;
pub mod report;
pub mod sarif;
pub mod show;
pub mod steps;
pub mod summary;
pub mod words;
