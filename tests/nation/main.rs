//! Checking at scale: a small nation is clean, a fault is found where it is planted, and a workspace finds after any edits
//! what a check from the beginning finds; that check finds all that looking at every text in force finds.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests of the project's own files")]

mod edits;
#[path = "../../benches/nation/generated.rs"]
#[allow(dead_code, reason = "the benchmark uses the rest")]
mod generated;
mod small;
