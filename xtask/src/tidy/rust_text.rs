//! A Rust file as the checks see it: code, strings and comments told apart, tests marked. It knows just enough of
//! the language for that; it does not parse it.

/// A line, split.
#[derive(Debug, Default, Clone)]
pub struct Line {
    /// The code; strings are empty (`""`), comments are gone.
    pub code: String,
    /// The text of the comments on this line.
    pub comment: String,
    /// The strings and characters that begin on this line.
    pub strings: Vec<String>,
    /// Inside `#[cfg(test)]`, or in a file of tests.
    pub test: bool,
}

/// The whole file.
#[derive(Debug)]
pub struct RustText {
    pub lines: Vec<Line>,
}

impl RustText {
    /// Reads a file; the path tells whether all of it is tests.
    pub fn read(path: &str, text: &str) -> Self {
        let mut lines = Reader::new(text).lines();
        if path.split('/').any(|part| matches!(part, "tests" | "tests.rs" | "benches")) {
            for line in &mut lines {
                line.test = true;
            }
        } else {
            mark_tests(&mut lines);
        }
        Self { lines }
    }

    /// The product's lines, with their numbers from 1, except those that say why they must be so.
    pub fn product(&self) -> impl Iterator<Item = (usize, &Line)> {
        let numbered = self.lines.iter().enumerate();
        numbered
            .filter(|(index, line)| !line.test && !self.excused(*index))
            .map(|(index, line)| (index + 1, line))
    }

    /// `// tidy: the reason` on the line, or in the comment directly above it.
    pub fn excused(&self, index: usize) -> bool {
        let says = |line: &Line| {
            line.comment.split_once("tidy:").is_some_and(|(_, reason)| reason.trim().chars().count() >= 5)
        };
        let above = self.lines[..index].iter().rev().take_while(|line| line.code.trim().is_empty());
        let above = above.take_while(|line| !line.comment.is_empty());
        let previous = index.checked_sub(1).map(|previous| &self.lines[previous]);
        std::iter::once(&self.lines[index]).chain(previous).chain(above).any(says)
    }
}

/// Whether `word` stands in `code` as a word of its own.
pub fn has_word(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back().is_some_and(is_word);
        let after = code[at + word.len()..].chars().next().is_some_and(is_word);
        !before && !after
    })
}

/// A letter, a digit or an underscore.
pub fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The words of a line of code: names and numbers.
pub fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c| !is_word(c)).filter(|word| !word.is_empty())
}

/// From `#[cfg(test)]` to the end of what it stands before.
fn mark_tests(lines: &mut [Line]) {
    let mut depth = 0_usize;
    let mut waiting = false;
    for line in lines {
        if depth == 0 && !waiting && line.code.replace(' ', "").contains("#[cfg(test)]") {
            waiting = true;
        }
        line.test = waiting || depth > 0;
        for c in line.code.chars() {
            match c {
                '{' if waiting || depth > 0 => {
                    depth += 1;
                    waiting = false;
                }
                '}' if depth > 0 => depth -= 1,
                ';' if waiting => waiting = false,
                _ => {}
            }
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    lines: Vec<Line>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, at: 0, lines: vec![Line::default()] }
    }

    fn lines(mut self) -> Vec<Line> {
        while let Some(c) = self.next() {
            let rest = &self.text[self.at..];
            match c {
                '\n' => self.lines.push(Line::default()),
                '/' if rest.starts_with('/') => self.line_comment(),
                '/' if rest.starts_with('*') => self.block_comment(),
                '"' => self.string(),
                'r' if !self.after_word() && raw_hashes(rest).is_some() => self.raw_string(),
                '\'' if is_character(rest) => self.character(),
                _ => self.line().code.push(c),
            }
        }
        self.lines
    }

    fn next(&mut self) -> Option<char> {
        let c = self.text[self.at..].chars().next()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn line(&mut self) -> &mut Line {
        // There is always a first line.
        let last = self.lines.len() - 1;
        &mut self.lines[last]
    }

    /// `r` as the end of a name is no raw string; `br` is one.
    fn after_word(&mut self) -> bool {
        let code = &self.line().code;
        let before = code.strip_suffix('b').unwrap_or(code);
        before.chars().next_back().is_some_and(is_word)
    }

    fn line_comment(&mut self) {
        let rest = &self.text[self.at..];
        let end = rest.find('\n').unwrap_or(rest.len());
        let comment = rest[1..end].to_owned();
        self.line().comment.push_str(&comment);
        self.at += end;
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        self.at -= 1;
        while let Some(c) = self.next() {
            let rest = &self.text[self.at..];
            if c == '/' && rest.starts_with('*') {
                depth += 1;
                self.at += 1;
            } else if c == '*' && rest.starts_with('/') {
                depth -= 1;
                self.at += 1;
                if depth == 0 {
                    return;
                }
            } else if c == '\n' {
                self.lines.push(Line::default());
            } else {
                self.line().comment.push(c);
            }
        }
    }

    fn string(&mut self) {
        let mut text = String::new();
        let (first, mut broken) = (self.lines.len() - 1, 0);
        while let Some(c) = self.next() {
            match c {
                '"' => break,
                '\\' => match self.next() {
                    Some('\n') => broken += 1,
                    Some(other) => text.push(other),
                    None => break,
                },
                '\n' => {
                    broken += 1;
                    text.push(c);
                }
                _ => text.push(c),
            }
        }
        self.finish(first, broken, text);
    }

    fn raw_string(&mut self) {
        let hashes = raw_hashes(&self.text[self.at..]).unwrap_or_default();
        self.at += hashes + 1;
        let end = format!("\"{}", "#".repeat(hashes));
        let rest = &self.text[self.at..];
        let length = rest.find(&end).unwrap_or(rest.len());
        let text = rest[..length].to_owned();
        self.at = (self.at + length + end.len()).min(self.text.len());
        let (first, broken) = (self.lines.len() - 1, text.matches('\n').count());
        self.finish(first, broken, text);
    }

    fn character(&mut self) {
        let first = self.lines.len() - 1;
        let mut text = String::new();
        while let Some(c) = self.next() {
            match c {
                '\'' => break,
                '\\' => text.extend(self.next()),
                _ => text.push(c),
            }
        }
        self.finish(first, 0, text);
    }

    fn finish(&mut self, first: usize, broken: usize, text: String) {
        self.lines[first].strings.push(text);
        self.lines[first].code.push_str("\"\"");
        self.lines.extend(std::iter::repeat_n(Line::default(), broken));
    }
}

/// After an `r`: how many `#` stand before the quote, if it is a raw string.
fn raw_hashes(rest: &str) -> Option<usize> {
    let hashes = rest.bytes().take_while(|byte| *byte == b'#').count();
    rest[hashes..].starts_with('"').then_some(hashes)
}

/// After a `'`: a character, not a lifetime.
fn is_character(rest: &str) -> bool {
    let mut chars = rest.chars();
    match chars.next() {
        Some('\\') => true,
        Some(_) => chars.next() == Some('\''),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Line> {
        RustText::read("engine/src/x.rs", text).lines
    }

    #[test]
    fn code_strings_and_comments_are_told_apart() {
        let lines = read(
            "let a = \"f64 // no\"; // yes f64\nlet b = r#\"x \"q\" y\"#; /* a /* b */ c */ let c = 'x';\n",
        );
        assert_eq!(lines[0].code.trim(), "let a = \"\";");
        assert_eq!(lines[0].strings, ["f64 // no"]);
        assert_eq!(lines[0].comment.trim(), "yes f64");
        assert_eq!(lines[1].strings, ["x \"q\" y", "x"]);
        assert!(lines[1].code.contains("let c") && !lines[1].code.contains('*'));
    }

    #[test]
    fn lines_keep_their_numbers() {
        let lines =
            read("/* one\ntwo */\nlet s = \"a\nb\";\nlet t = \"c \\\n   d\";\nfn f<'a>(x: &'a str) {}\nend");
        assert_eq!(lines[2].strings, ["a\nb"]);
        assert_eq!(lines[4].strings.len(), 1);
        assert!(lines[6].code.contains("'a str"));
        assert_eq!(lines[7].code, "end");
    }

    #[test]
    fn tests_are_marked_to_their_end() {
        let lines = read(
            "fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() { }\n}\nfn c() {}\n#[cfg(test)]\nuse x;\nfn d() {}",
        );
        let marks: Vec<bool> = lines.iter().map(|line| line.test).collect();
        assert_eq!(marks, [false, true, true, true, true, false, true, true, false]);
    }

    #[test]
    fn an_excuse_needs_a_reason() {
        let text = RustText::read(
            "a.rs",
            "a(); // tidy: checked above\nb();\nc();\n// tidy:\nd();\n// tidy: it is\n// so here\ne();",
        );
        let excused: Vec<bool> = (0..8).map(|index| text.excused(index)).collect();
        assert_eq!(excused, [true, true, false, false, false, true, true, true]);
    }

    #[test]
    fn words_are_whole() {
        assert!(has_word("x as f64)", "f64") && !has_word("to_f64x", "f64"));
    }
}
