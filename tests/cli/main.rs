//! Whole sessions with the real binary: what people type, what they read, what the shell is told.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

#[cfg(feature = "archive")]
mod archive;
mod arrears;
mod asking;
mod bad_records;
#[path = "../schema/mod.rs"]
mod checker;
mod comparing;
mod explaining;
mod faulty_policies;
mod fixing;
mod fmt;
mod impact;
mod new;
mod newcomer;
mod prove;
mod publish;
mod readings;
mod readme;
mod session;
mod shipped;
mod showing;
mod sound;
mod supposed;
mod tutorial;
mod verify;
mod witnesses;
mod wrong_calls;
