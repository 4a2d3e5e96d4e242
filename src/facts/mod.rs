//! Records in, validated against the program.

pub mod error;
pub mod from_json;
pub mod json;
pub mod record;
