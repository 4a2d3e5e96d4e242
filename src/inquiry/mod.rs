//! What to ask next of a record with gaps, and where an answer stands in it.
//!
//! [`order::ordered`] puts the open questions of the results wanted into the order in which they settle most, by trying
//! answers. [`answer::Slot`] writes an answer into the record as it was handed in, so that everything else stays as typed.

pub mod answer;
pub mod order;
