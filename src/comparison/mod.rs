//! Two texts in force beside each other: what each gives, and the difference; and what holds of every household.

pub mod arrears;
pub mod diff;
pub mod impact;
pub mod joint;
pub mod prove;
pub mod witness;
