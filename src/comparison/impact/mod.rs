//! What a new text means for a population: who gains, who loses, what it costs whom.
//!
//! A [`pair::Pair`] is made once of two programs, a [`household::Comparer`] once per thread; every record becomes a
//! [`household::Household`], which a [`tally::Tally`] counts in the order of the records and forgets. So a population of
//! any size is counted in the same memory, and by any number of threads with the same result.
//!
//! - **Like with like.** A benefit enters the sums only where it is settled under both texts; where it is not, its range
//!   is added apart. Results that both texts compute in the same way ([`pair::Item::same`]) make no difference, known or not.
//! - **May** (可以) is nobody's money until a body decides: it is counted by itself, never in sums.
//! - **By the month and once** are apart; a year has twelve months of what is paid by the month.

pub mod bands;
pub mod household;
pub mod losers;
pub mod money;
pub mod pair;
pub mod reason;
pub mod repeated;
pub mod tally;
