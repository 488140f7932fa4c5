//! Worked cases on the command line: the compact forms of the published examples.
