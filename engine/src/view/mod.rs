//! Everything a page shows, as plain data: keys, parameters, amounts with source, as-of and certainty.
