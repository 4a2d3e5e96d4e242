//! What would change a result: by hand from the texts, and against trying everything.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod brute;
mod seeds;
