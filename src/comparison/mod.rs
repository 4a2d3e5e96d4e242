//! Two texts in force beside each other: what each gives, and the difference.

pub mod arrears;
pub mod history;
