//! How large the bundle is, and which of its files which page loads.

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
    /// Which pages load it, by their place in [`PAGES`].
    pub pages: [bool; PAGES.len()],
}

/// A page that is loaded whole, with a program of its own.
pub struct Page {
    pub name: &'static str,
    /// In `dist/`.
    file: &'static str,
    /// How the names of the words begin that it fetches: it names every language and fetches the one that is chosen; Japanese stands for it.
    words: &'static [&'static str],
    /// What fails the build, and the goal, in kB, for each kind of [`KINDS`].
    budget: [(u64, u64); KINDS.len()],
}

/// The pages. The application's is opened by whoever has decided to apply: its program holds the engine's forms besides the ledger and
/// the watches that fill them in.
pub const PAGES: [Page; 2] = [
    Page {
        name: "first page",
        file: "index.html",
        words: &["words/ja"],
        budget: [(250, 200), (220, 160), (10, 8), (15, 12)],
    },
    Page {
        name: "application",
        file: "apply/index.html",
        words: &["words/ja", "words/apply-ja"],
        budget: [(300, 250), (270, 210), (10, 8), (15, 12)],
    },
];

/// A budget with what is used of it.
#[derive(Debug, Clone)]
pub struct Sum {
    pub page: &'static str,
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

    /// `first page: wasm 217.3 of 216 kB`
    pub fn over_words(&self) -> String {
        format!("{}: {} {} of {} kB", self.page, self.what, kb(self.used), self.limit / KB)
    }
}

/// What is counted apart, and which files it is.
type Kind = (&'static str, fn(&str) -> bool);
const KINDS: [Kind; 4] = [
    ("everything", |_| true),
    ("wasm", |name| has_end(name, "wasm")),
    ("glue", |name| has_end(name, "js")),
    ("CSS", |name| has_end(name, "css")),
];

/// Adds up what each page loads.
pub fn sums(files: &[Measured]) -> Vec<Sum> {
    let mut sums = Vec::new();
    for (place, page) in PAGES.iter().enumerate() {
        for ((what, belongs), (limit, goal)) in KINDS.into_iter().zip(page.budget) {
            let its = files.iter().filter(|file| file.pages[place] && belongs(&file.name));
            let used = its.map(|file| file.sent).sum();
            sums.push(Sum { page: page.name, what, used, limit: limit * KB, goal: goal * KB });
        }
    }
    sums
}

/// Measures `dist`. A page loads its `index.html` and whatever is named in a text file that it loads.
pub fn files(dist: &Path) -> std::io::Result<Vec<Measured>> {
    let mut names = Vec::new();
    list(dist, "", &mut names)?;
    names.sort();
    let mut loaded = Vec::new();
    for page in &PAGES {
        let mut by = loaded_by(page.file, dist, &names)?;
        by.extend(names.iter().filter(|name| page.words.iter().any(|words| is_named(name, words))).cloned());
        loaded.push(by);
    }
    let mut files = Vec::new();
    for name in names {
        let raw = dist.join(&name).metadata()?.len();
        let sent = dist.join(format!("{name}.br")).metadata().map_or(raw, |meta| meta.len());
        let pages = std::array::from_fn(|place| loaded[place].contains(&name));
        files.push(Measured { name, raw, sent, pages });
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

/// `words/ja-0123456789abcdef.txt`, and not `words/ja-easy-…`.
fn is_named(name: &str, words: &str) -> bool {
    let hash = name.strip_prefix(words).and_then(|rest| rest.strip_prefix('-')?.strip_suffix(".txt"));
    hash.is_some_and(|hash| hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn loaded_by(page: &str, dist: &Path, names: &[String]) -> std::io::Result<Vec<String>> {
    let mut reached = vec![page.to_owned()];
    let mut next = 0;
    while let Some(name) = reached.get(next).cloned() {
        next += 1;
        // What the worker names it fetches once everything is there, or finds it there.
        if name == "worker.js" || !["html", "js", "css"].iter().any(|end| has_end(&name, end)) {
            continue;
        }
        let text = std::fs::read_to_string(dist.join(&name))?;
        for other in names {
            let is_file = !has_end(other, "html") && !other.starts_with("words/");
            if is_file && !reached.contains(other) && text.contains(other.as_str()) {
                reached.push(other.clone());
            }
        }
    }
    Ok(reached)
}

fn list(dist: &Path, below: &str, names: &mut Vec<String>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(dist.join(below))? {
        let entry = entry?;
        let file_name = entry.file_name().to_string_lossy().into_owned();
        let name = if below.is_empty() { file_name } else { format!("{below}/{file_name}") };
        if entry.file_type()?.is_dir() {
            // Files of earlier builds (`earlier.rs`) are loaded by no page of this one.
            if name == "earlier" {
                continue;
            }
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

    fn file(name: &str, sent: u64, pages: [bool; PAGES.len()]) -> Measured {
        Measured { name: name.to_owned(), raw: sent * 3, sent, pages }
    }

    #[test]
    fn a_page_counts_what_it_loads_and_only_over_the_limit_fails() {
        let files = [
            file("a.wasm", 210_000, [true, false]),
            file("b.css", 15_001, [true, true]),
            file("later.json", 900_000, [false, false]),
        ];
        let over: Vec<String> =
            sums(&files).iter().filter(|sum| sum.is_over()).map(Sum::over_words).collect();
        assert_eq!(over, ["first page: CSS 15.0 of 15 kB", "application: CSS 15.0 of 15 kB"]);
        assert_eq!(sums(&files)[0].used, 225_001);
    }

    #[test]
    fn what_the_page_names_is_loaded_and_what_nobody_names_is_not() {
        let dist = std::env::temp_dir().join(format!("xtask-measure-{}", std::process::id()));
        std::fs::create_dir_all(dist.join("snippets")).expect("a temporary folder");
        std::fs::create_dir_all(dist.join("apply")).expect("a temporary folder");
        let write = |name: &str, text: &str| std::fs::write(dist.join(name), text).expect("a temporary file");
        write(
            "index.html",
            "<link href=\"/all-3.css\"><script src=\"/a-1.js\"> words/ja-00ff.txt words/ja-easy-00ff.txt",
        );
        write("a-1.js", "import './snippets/b.js'; fetch('/a-1_bg.wasm'); go('/apply/')");
        write("snippets/b.js", "");
        write("a-1_bg.wasm", "0123456789");
        write("a-1_bg.wasm.br", "012");
        write("all-3.css", "");
        write("later.json", "{}");
        write("apply/index.html", "<link href=\"/all-3.css\"><script src=\"/apply-2.js\">");
        write("apply-2.js", "");
        std::fs::create_dir_all(dist.join("words")).expect("a temporary folder");
        write("words/ja-00ff.txt", "");
        write("words/ja-easy-00ff.txt", "");
        let files = files(&dist).expect("readable");
        std::fs::remove_dir_all(&dist).expect("its own folder");
        let loaded = |place: usize| -> Vec<&str> {
            files.iter().filter(|file| file.pages[place]).map(|file| file.name.as_str()).collect()
        };
        assert_eq!(
            loaded(0),
            ["a-1.js", "a-1_bg.wasm", "all-3.css", "index.html", "snippets/b.js", "words/ja-00ff.txt"]
        );
        assert_eq!(loaded(1), ["all-3.css", "apply-2.js", "apply/index.html", "words/ja-00ff.txt"]);
        let wasm = files.iter().find(|file| file.name == "a-1_bg.wasm").expect("measured");
        assert_eq!((wasm.raw, wasm.sent), (10, 3));
    }

    #[test]
    fn kilobytes_are_thousands() {
        assert_eq!(kb(121_817), "121.8");
        assert_eq!(kb(999), "0.9");
    }
}
