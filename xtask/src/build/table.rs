//! The size table: for people on the terminal, for programs in `target/build/sizes.json`.

use super::measure::{KB, Measured, PAGES, Sum, kb};
use std::fmt::Write as _;
use std::path::Path;

/// Prints it, in kB of 1,000 bytes.
pub fn print(files: &[Measured], sums: &[Sum]) {
    println!("\n{:<44} {:>9} {:>9}", "dist/ (kB)", "raw", "sent");
    for file in files {
        let loaded = PAGES.iter().zip(file.pages).filter(|(_, loads)| *loads);
        let pages: Vec<&str> = loaded.map(|(page, _)| page.name).collect();
        let pages = if pages.is_empty() { "later".to_owned() } else { pages.join(", ") };
        println!("{:<44} {:>9} {:>9}  {pages}", file.name, kb(file.raw), kb(file.sent));
    }
    let mut page = "";
    for sum in sums {
        if sum.page != page {
            page = sum.page;
            println!(
                "\n{:<44} {:>9} {:>9} {:>9}",
                format!("{page} (kB, brotli)"),
                "used",
                "fails at",
                "goal"
            );
        }
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
            "{comma}\n    {{ \"name\": \"{name}\", \"raw\": {}, \"sent\": {}, \"first_page\": {}, \"application\": {} }}",
            file.raw, file.sent, file.pages[0], file.pages[1]
        );
    }
    text.push_str("\n  ],\n  \"budgets\": [");
    for (index, sum) in sums.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let _ = write!(
            text,
            "{comma}\n    {{ \"page\": \"{}\", \"what\": \"{}\", \"used\": {}, \"limit\": {}, \"goal\": {} }}",
            sum.page, sum.what, sum.used, sum.limit, sum.goal
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
        let files = [Measured { name: "a.js".to_owned(), raw: 9, sent: 3, pages: [true, false] }];
        let sums = [Sum { page: "first page", what: "glue", used: 3, limit: 10, goal: 8 }];
        let text = json(&files, &sums);
        assert!(text.contains(
            "{ \"name\": \"a.js\", \"raw\": 9, \"sent\": 3, \"first_page\": true, \"application\": false }"
        ));
        assert!(text.contains(
            "{ \"page\": \"first page\", \"what\": \"glue\", \"used\": 3, \"limit\": 10, \"goal\": 8 }"
        ));
    }
}
