//! What can be said about source text; codes; no rendering.

pub mod acceptable;
pub mod characters;
pub mod diagnostic;
pub mod mending;
pub mod nearest;
pub mod pages;

pub use diagnostic::{Diagnostic, Edit, Fix, Label, Severity};
