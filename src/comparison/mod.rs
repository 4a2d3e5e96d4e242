//! Two texts in force beside each other: what each gives, and the difference; what holds of every household; and how a
//! text came to be over the years.

pub mod arrears;
pub mod diff;
pub mod history;
pub mod impact;
pub mod joint;
pub mod prove;
pub mod witness;
