//! Records: reading JSON against a program, streams of records, records built for cases.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod arbitrary;
mod cases;
mod program;
mod reading;
mod refusals;
mod streams;
