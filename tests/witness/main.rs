//! What two texts make of the same household: the joint program says what each says by itself, and a witness that is
//! told is one.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod common;
mod shipped;
mod random;
mod ranges;
