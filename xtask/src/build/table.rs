//! The size table: for people on the terminal, for programs in `target/build/sizes.json`.

use super::measure::{KB, Measured, Sum, kb};
use std::fmt::Write as _;
use std::path::Path;

/// Prints it, in kB of 1,000 bytes.
pub fn print(files: &[Measured], sums: &[Sum]) {
    println!("\n{:<44} {:>9} {:>9}", "dist/ (kB)", "raw", "sent");
    for file in files {
        let mark = if file.first { "" } else { "  later" };
        println!("{:<44} {:>9} {:>9}{mark}", file.name, kb(file.raw), kb(file.sent));
    }
    println!("\n{:<44} {:>9} {:>9} {:>9}", "first page (kB, brotli)", "used", "fails at", "goal");
    for sum in sums {
        let word = match () {
            () if sum.is_over() => "OVER BUDGET",
            () if sum.used > sum.goal => "fits",
            () => "fits the goal",
        };
        println!("{:<44} {:>9} {:>9} {:>9}  {word}", sum.what, kb(sum.used), sum.limit / KB, sum.goal / KB);
    }
    println!();
}

/// Writes it, in bytes.
pub fn write(path: &Path, files: &[Measured], sums: &[Sum]) -> std::io::Result<()> {
    std::fs::create_dir_all(path.parent().unwrap_or(path))?;
    std::fs::write(path, json(files, sums))
}

fn json(files: &[Measured], sums: &[Sum]) -> String {
    let mut text = String::from("{\n  \"files\": [");
    for (index, file) in files.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let name = file.name.replace('\\', "\\\\").replace('"', "\\\"");
        let _ = write!(
            text,
            "{comma}\n    {{ \"name\": \"{name}\", \"raw\": {}, \"sent\": {}, \"first_page\": {} }}",
            file.raw, file.sent, file.first
        );
    }
    text.push_str("\n  ],\n  \"budgets\": [");
    for (index, sum) in sums.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let _ = write!(
            text,
            "{comma}\n    {{ \"what\": \"{}\", \"used\": {}, \"limit\": {}, \"goal\": {} }}",
            sum.what, sum.used, sum.limit, sum.goal
        );
    }
    text.push_str("\n  ]\n}\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_json_is_what_it_says() {
        let files = [Measured { name: "a.js".to_owned(), raw: 9, sent: 3, first: true }];
        let sums = [Sum { what: "glue", used: 3, limit: 10, goal: 8 }];
        let text = json(&files, &sums);
        assert!(text.contains("{ \"name\": \"a.js\", \"raw\": 9, \"sent\": 3, \"first_page\": true }"));
        assert!(text.contains("{ \"what\": \"glue\", \"used\": 3, \"limit\": 10, \"goal\": 8 }"));
    }
}
