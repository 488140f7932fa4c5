//! The rule book: every number with its law, article, day checked and how sure we are.
