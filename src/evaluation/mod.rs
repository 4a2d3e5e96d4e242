//! Program and facts to a decision with its trace.
