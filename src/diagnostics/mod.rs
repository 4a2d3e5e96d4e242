//! What can be said about source text; codes; no rendering.

pub mod acceptable;
pub mod diagnostic;
pub mod nearest;

pub use diagnostic::{Diagnostic, Edit, Fix, Label, Severity};
