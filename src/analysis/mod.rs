//! What is wrong with policy text that still compiles: each finding with every clause concerned and, where it is about
//! households, with a witness that evaluation has confirmed.

pub mod accepted;
mod area;
pub mod causes;
pub(crate) mod law;
mod nearby;
mod prints;
pub mod published;
pub mod regions;
pub mod rules;
mod seen;
pub mod superior;
pub mod time;
pub mod whole;
pub mod words;
pub mod workspace;
