//! Why a value is what it is: data only, derived by no second computation.

pub mod outcome;
pub mod step;
pub mod value;
