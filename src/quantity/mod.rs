//! Quantities: exact fractions, ranges of them, measures, rounding and the civil calendar.
//!
//! Every value is an exact fraction in base measures; nothing here ever rounds unless a text of policy
//! asks for it by a [`rounding::Rounding`].

pub mod calendar;
pub mod due;
pub mod interval;
pub mod ratio;
pub mod rounding;
pub mod shift;
pub mod spoken;
pub mod unit;
