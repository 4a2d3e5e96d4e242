//! Properties that the law itself has: raising the standard drops no one, the budget decides on no one, more income never
//! brings more.

mod direction;
