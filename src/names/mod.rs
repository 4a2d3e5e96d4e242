//! Text in force to a model in which every name is bound to one declaration.

pub mod bind;
pub mod error;
mod exclusion;
pub mod from_corpus;
pub mod promise;
mod role;
pub mod scope;
pub mod tree;

mod bands;
mod benefit;
mod declare;
pub mod expression;
mod figure;
mod items;
mod membership;
mod monthly;
mod own;
pub mod path;
mod shift;
mod table;
mod variation;
