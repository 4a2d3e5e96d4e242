//! Certificates of real decisions: the checker confirms them all, and no change to one goes unnoticed.
//! Random programs and records: `src/evaluation/tests/verified.rs`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod alterations;
mod altered;
mod common;
mod confirmed;
mod refused;
