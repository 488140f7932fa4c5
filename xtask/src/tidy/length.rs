//! A file is read at one sitting.

use super::Finding;

const LONGEST: usize = 500;
const WHY: &str = "a file that cannot be read at one sitting holds more than one thought: divide it, or give a reason in \
                   the table in xtask/src/tidy/length.rs";

/// Ends of files that people write and read.
const WRITTEN: &[&str] = &["rs", "css", "html", "mjs", "js", "py", "sh"];

/// Files that may be longer: the file, and why.
const ALLOWED: &[(&str, &str)] = &[
    ("engine/build.rs", "a build script is one file; it writes one table after the other"),
    ("engine/src/cases/ledger.rs", "one form of document, read and answered"),
    ("engine/oracle/compare.py", "one script that anybody can run and read without the rest"),
    ("engine/oracle/oracle.py", "an independent computation is one thing to read against the rule text"),
    ("engine/tests/rules/book_tables.rs", "the book's tables written out once more, row by row"),
    ("engine/tests/rules/cli_cases.rs", "worked cases, one after the other"),
];

/// See the module.
pub fn check(path: &str, text: &str) -> Vec<Finding> {
    let written = path.rsplit_once('.').is_some_and(|(_, end)| WRITTEN.contains(&end));
    let lines = text.lines().count();
    if !written || lines <= LONGEST || ALLOWED.iter().any(|(file, _)| *file == path) {
        return Vec::new();
    }
    vec![Finding::new(path, LONGEST + 1, format!("{lines} lines, and {LONGEST} are the most"), WHY)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_files_are_found_and_data_is_not() {
        let long = "x\n".repeat(LONGEST + 1);
        assert_eq!(check("app/src/x.rs", &long).len(), 1);
        assert!(check("app/src/x.rs", &"x\n".repeat(LONGEST)).is_empty());
        assert!(check("public/people.json", &long).is_empty());
    }
}
