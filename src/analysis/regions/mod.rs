//! The region method: whether any household at all meets a claim about the rules, decided by splitting the space of
//! households wherever the rules take different ways.
//!
//! In each region every rule has one symbolic value: a truth, a linear expression over the facts, a set of elements, a
//! range of days. Categories and yes–no facts are split, numbers and days are constrained and solved by the simplex
//! method on exact fractions, quotients are compared by clearing them. What is not linear (a product of two facts, a
//! rounding) becomes an unknown within what is known of it. So a claim that has no region has no household. A claim
//! that has one is believed only with a household that evaluation confirms.

pub mod apart;
pub mod ask;
pub mod figures;
pub mod household;
pub mod shape;
pub mod worlds;

mod choices;
mod comparisons;
mod confirm;
mod examples;
mod linear;
mod lists;
mod numbers;
mod run;
mod search;
mod simplex;
mod symbol;
mod tell;

pub(crate) use choices::places as places_told_apart;
pub(crate) use figures::{is_supposed, same_figure};
