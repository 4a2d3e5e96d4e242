//! Records in, validated against the program.

pub mod builder;
mod element;
pub mod error;
pub mod from_json;
pub mod identity;
pub mod json;
mod json_error;
mod json_text;
mod number;
mod path;
mod place;
pub mod promise;
pub mod record;
pub mod stream;
mod value;
