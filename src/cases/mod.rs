//! Runs the cases (案例) that documents hold about themselves.

pub mod coverage;
pub mod report;
pub mod run;
pub mod supposed;

mod settled;
mod error;
mod expect;
mod given;
mod ground;
mod names;
mod say;
mod sites;
mod support;
