//! How large the bundle is, and which of its files the first page loads.

use std::path::Path;

/// Everything is counted in kB of 1,000 bytes, after brotli, as it goes over the wire.
pub const KB: u64 = 1_000;

/// A file of `dist/`.
#[derive(Debug, Clone)]
pub struct Measured {
    /// Relative to `dist/`.
    pub name: String,
    pub raw: u64,
    /// What is sent: the brotli file, or the file itself where there is none (images are compressed already).
    pub sent: u64,
    /// Whether the first page loads it.
    pub first: bool,
}

/// A budget with what is used of it.
#[derive(Debug, Clone)]
pub struct Sum {
    pub what: &'static str,
    pub used: u64,
    pub limit: u64,
    pub goal: u64,
}

impl Sum {
    /// Over the limit that fails the build.
    pub fn is_over(&self) -> bool {
        self.used > self.limit
    }

    /// `wasm 215.3 of 210 kB`
    pub fn over_words(&self) -> String {
        format!("{} {} of {} kB", self.what, kb(self.used), self.limit / KB)
    }
}

/// What, which files, the limit, the goal.
type Budget = (&'static str, fn(&str) -> bool, u64, u64);

/// The budgets in force: what fails the build, and the goal.
const BUDGETS: [Budget; 4] = [
    ("first page", |_| true, 250 * KB, 200 * KB),
    ("wasm", |name| has_end(name, "wasm"), 215 * KB, 160 * KB),
    ("glue", |name| has_end(name, "js"), 10 * KB, 8 * KB),
    ("CSS", |name| has_end(name, "css"), 15 * KB, 12 * KB),
];

/// Adds up what the first page loads.
pub fn sums(files: &[Measured]) -> Vec<Sum> {
    let used = |belongs: fn(&str) -> bool| {
        files.iter().filter(|file| file.first && belongs(&file.name)).map(|file| file.sent).sum()
    };
    BUDGETS
        .iter()
        .map(|(what, belongs, limit, goal)| Sum { what, used: used(*belongs), limit: *limit, goal: *goal })
        .collect()
}

/// Measures `dist`. The first page loads `index.html` and whatever is named in a text file that it loads.
pub fn files(dist: &Path) -> std::io::Result<Vec<Measured>> {
    let mut names = Vec::new();
    list(dist, "", &mut names)?;
    names.sort();
    let first = first_page(dist, &names)?;
    let mut files = Vec::new();
    for name in names {
        let raw = dist.join(&name).metadata()?.len();
        let sent = dist.join(format!("{name}.br")).metadata().map_or(raw, |meta| meta.len());
        files.push(Measured { raw, sent, first: first.contains(&name), name });
    }
    Ok(files)
}

/// The files of any other folder, with their sizes.
pub fn files_of(folder: &Path) -> std::io::Result<Vec<(String, u64)>> {
    let mut names = Vec::new();
    list(folder, "", &mut names)?;
    names.sort();
    names
        .into_iter()
        .map(|name| {
            let size = folder.join(&name).metadata()?.len();
            Ok((name, size))
        })
        .collect()
}

fn first_page(dist: &Path, names: &[String]) -> std::io::Result<Vec<String>> {
    let mut reached = vec!["index.html".to_owned()];
    let mut next = 0;
    while let Some(name) = reached.get(next).cloned() {
        next += 1;
        if !["html", "js", "css"].iter().any(|end| has_end(&name, end)) {
            continue;
        }
        let text = std::fs::read_to_string(dist.join(&name))?;
        for other in names {
            if !reached.contains(other) && text.contains(other.as_str()) && !is_another_language(other) {
                reached.push(other.clone());
            }
        }
    }
    Ok(reached)
}

/// The page names every language and fetches the one that was chosen; Japanese stands for it.
fn is_another_language(name: &str) -> bool {
    let language = name.strip_prefix("words/").and_then(|rest| rest.rsplit_once('-'));
    language.is_some_and(|(language, _)| language != "ja")
}

fn list(dist: &Path, below: &str, names: &mut Vec<String>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(dist.join(below))? {
        let entry = entry?;
        let file_name = entry.file_name().to_string_lossy().into_owned();
        let name = if below.is_empty() { file_name } else { format!("{below}/{file_name}") };
        if entry.file_type()?.is_dir() {
            list(dist, &name, names)?;
        } else if !has_end(&name, "br") {
            names.push(name);
        }
    }
    Ok(())
}

fn has_end(name: &str, end: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == end)
}

/// `121.8`
pub fn kb(bytes: u64) -> String {
    format!("{}.{}", bytes / KB, bytes % KB / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, sent: u64, first: bool) -> Measured {
        Measured { name: name.to_owned(), raw: sent * 3, sent, first }
    }

    #[test]
    fn only_the_first_page_counts_and_only_over_the_limit_fails() {
        let files =
            [file("a.wasm", 210_000, true), file("b.css", 15_001, true), file("later.json", 900_000, false)];
        let over: Vec<&str> = sums(&files).iter().filter(|sum| sum.is_over()).map(|sum| sum.what).collect();
        assert_eq!(over, ["CSS"]);
        assert_eq!(sums(&files)[0].used, 225_001);
    }

    #[test]
    fn what_the_page_names_is_loaded_and_what_nobody_names_is_not() {
        let dist = std::env::temp_dir().join(format!("xtask-measure-{}", std::process::id()));
        std::fs::create_dir_all(dist.join("snippets")).expect("a temporary folder");
        let write = |name: &str, text: &str| std::fs::write(dist.join(name), text).expect("a temporary file");
        write("index.html", "<script src=\"/a-1.js\"> words/ja-1.txt words/ja-easy-2.txt words/en-3.txt");
        std::fs::create_dir_all(dist.join("words")).expect("a temporary folder");
        ["ja-1", "ja-easy-2", "en-3"].iter().for_each(|name| write(&format!("words/{name}.txt"), ""));
        write("a-1.js", "import './snippets/b.js'; fetch('/a-1_bg.wasm')");
        write("snippets/b.js", "");
        write("a-1_bg.wasm", "0123456789");
        write("a-1_bg.wasm.br", "012");
        write("later.json", "{}");
        let files = files(&dist).expect("readable");
        std::fs::remove_dir_all(&dist).expect("its own folder");
        let first: Vec<&str> =
            files.iter().filter(|file| file.first).map(|file| file.name.as_str()).collect();
        assert_eq!(first, ["a-1.js", "a-1_bg.wasm", "index.html", "snippets/b.js", "words/ja-1.txt"]);
        let wasm = files.iter().find(|file| file.name == "a-1_bg.wasm").expect("measured");
        assert_eq!((wasm.raw, wasm.sent), (10, 3));
    }

    #[test]
    fn kilobytes_are_thousands() {
        assert_eq!(kb(121_817), "121.8");
        assert_eq!(kb(999), "0.9");
    }
}
