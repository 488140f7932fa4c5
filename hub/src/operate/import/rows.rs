//! A file as documents, each with its place, one after the other: however long the file, no more of it than one document is in memory. UTF-8 or
//! `Shift_JIS`, a table or JSON: told from what is in it.

use super::csv::{self, Record};
use super::letters::{Failed, LETTERS, Letters};
use encoding_rs::Encoding;
use serde_json::Value;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Bytes of one document; as much as may come over HTTP.
const LONGEST: usize = 1024 * 1024;

/// One document of the file, or why it is none.
pub struct Row {
    /// `line 17`, `item 3`.
    pub place: String,
    pub document: Result<Value, String>,
}

/// A file that has been read through once: it is whole, of these letters and as many rows.
#[derive(Clone)]
pub struct Surveyed {
    file: PathBuf,
    encoding: &'static Encoding,
    pub rows: usize,
}

/// Reads the file through. One that is not all letters, or has no end where it should, is refused before anything of it is recorded.
pub fn survey(file: &Path) -> Result<Surveyed, String> {
    let refused = |why: &str| format!("{}: {why}; nothing was recorded", file.display());
    for encoding in LETTERS {
        match count(open(file).map_err(|why| refused(&why))?, encoding) {
            Ok(rows) => return Ok(Surveyed { file: file.to_owned(), encoding, rows }),
            Err(Failed::OtherLetters) => {}
            Err(Failed::File(why)) => return Err(refused(&why)),
        }
    }
    Err(refused("the file is neither UTF-8 nor Shift_JIS"))
}

fn open(file: &Path) -> Result<File, String> {
    File::open(file).map_err(|error| format!("the file cannot be read ({error})"))
}

fn count(from: impl Read, encoding: &'static Encoding) -> Result<usize, Failed> {
    let mut rows = Rows::of(from, encoding)?;
    while rows.piece()?.is_some() {}
    Ok(rows.so_far)
}

impl Surveyed {
    /// Its rows, from the first on.
    pub fn rows(&self) -> Result<impl FnMut() -> Result<Option<Row>, String> + Send + use<>, String> {
        let in_words = |failed| match failed {
            Failed::OtherLetters => "the file has changed while it was read".to_owned(),
            Failed::File(why) => why,
        };
        let mut rows = Rows::of(open(&self.file)?, self.encoding).map_err(in_words)?;
        let counted = self.rows;
        Ok(move || match rows.piece().map_err(in_words)? {
            None if rows.so_far != counted => Err("the file has changed while it was read".to_owned()),
            None => Ok(None),
            Some(piece) => Ok(Some(rows.row(piece))),
        })
    }
}

/// What is between two documents, and around them.
enum Form {
    /// One JSON array.
    Items,
    /// One JSON document a line.
    Lines,
    /// The names of the columns, and records.
    Table(Vec<String>),
}

/// A document as it stands in the file.
enum Piece {
    Json { place: String, text: Option<String> },
    Record(Record),
}

struct Rows<R> {
    letters: Letters<R>,
    form: Form,
    so_far: usize,
    ended: bool,
}

impl<R: Read> Rows<R> {
    fn of(from: R, encoding: &'static Encoding) -> Result<Rows<R>, Failed> {
        let mut letters = Letters::of(from, encoding);
        pass_over_blanks(&mut letters)?;
        let form = match letters.peek()? {
            None => return Err(Failed::File("the file is empty".to_owned())),
            Some('[') => {
                letters.next()?;
                Form::Items
            }
            Some('{') => Form::Lines,
            Some(_) => {
                Form::Table(csv::record(&mut letters, LONGEST)?.map(|first| first.fields).unwrap_or_default())
            }
        };
        Ok(Rows { letters, form, so_far: 0, ended: false })
    }

    fn piece(&mut self) -> Result<Option<Piece>, Failed> {
        let piece = match self.form {
            _ if self.ended => None,
            Form::Items => self.item()?,
            Form::Lines => self.line()?,
            Form::Table(_) => csv::record(&mut self.letters, LONGEST)?.map(Piece::Record),
        };
        self.ended |= piece.is_none();
        self.so_far += usize::from(piece.is_some());
        Ok(piece)
    }

    fn row(&self, piece: Piece) -> Row {
        match (piece, &self.form) {
            (Piece::Record(record), Form::Table(columns)) => {
                Row { place: format!("line {}", record.line), document: csv::document(columns, &record) }
            }
            (Piece::Record(record), _) => Row { place: String::new(), document: csv::document(&[], &record) },
            (Piece::Json { place, text: None }, _) => {
                Row { place, document: Err(format!("a document of more than {LONGEST} bytes")) }
            }
            (Piece::Json { place, text: Some(text) }, _) => {
                Row { place, document: serde_json::from_str(&text).map_err(|error| of_json(&error)) }
            }
        }
    }

    fn line(&mut self) -> Result<Option<Piece>, Failed> {
        pass_over_blanks(&mut self.letters)?;
        if self.letters.peek()?.is_none() {
            return Ok(None);
        }
        let place = format!("line {}", self.letters.line);
        let mut text = Text::default();
        while let Some(letter) = self.letters.next()? {
            if letter == '\n' {
                break;
            }
            text.push(letter);
        }
        Ok(Some(Piece::Json { place, text: text.whole() }))
    }

    /// An item ends at a comma, or at the array's end, that is in no text and no brackets of its own.
    fn item(&mut self) -> Result<Option<Piece>, Failed> {
        pass_over_blanks(&mut self.letters)?;
        if self.so_far == 0 && self.letters.next_if(']')? {
            return self.nothing_more().map(|()| None);
        }
        let place = format!("item {}", self.so_far + 1);
        let mut text = Text::default();
        let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
        loop {
            let letter =
                self.letters.next()?.ok_or_else(|| Failed::File("the array is never closed".to_owned()))?;
            match letter {
                _ if escaped => escaped = false,
                '\\' if quoted => escaped = true,
                '"' => quoted = !quoted,
                _ if quoted => {}
                '[' | '{' => depth += 1,
                ',' if depth == 0 => break,
                ']' if depth == 0 => {
                    self.nothing_more()?;
                    self.ended = true;
                    break;
                }
                ']' | '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            text.push(letter);
        }
        Ok(Some(Piece::Json { place, text: text.whole() }))
    }

    fn nothing_more(&mut self) -> Result<(), Failed> {
        pass_over_blanks(&mut self.letters)?;
        if self.letters.peek()?.is_none() {
            return Ok(());
        }
        let line = self.letters.line;
        Err(Failed::File(format!("line {line}: the array is closed, and something stands behind it")))
    }
}

fn pass_over_blanks(letters: &mut Letters<impl Read>) -> Result<(), Failed> {
    while letters.peek()?.is_some_and(char::is_whitespace) {
        letters.next()?;
    }
    Ok(())
}

/// A text that is kept as long as it is not too long.
#[derive(Default)]
struct Text {
    text: String,
    is_too_long: bool,
}

impl Text {
    fn push(&mut self, letter: char) {
        if self.text.len() < LONGEST {
            self.text.push(letter);
        } else {
            self.is_too_long = true;
        }
    }

    fn whole(self) -> Option<String> {
        (!self.is_too_long).then_some(self.text)
    }
}

/// Where and what; `serde_json` may repeat what it found, which may be somebody's name.
fn of_json(error: &serde_json::Error) -> String {
    format!("no JSON from its line {}, column {} on", error.line(), error.column())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(bytes: &[u8]) -> Result<Vec<Row>, String> {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("f");
        std::fs::write(&file, bytes).expect("a file");
        let mut next = survey(&file)?.rows()?;
        let mut rows = Vec::new();
        while let Some(row) = next()? {
            rows.push(row);
        }
        Ok(rows)
    }

    fn places(bytes: &[u8]) -> Vec<(String, bool)> {
        let rows = rows(bytes).unwrap_or_else(|why| panic!("{why}"));
        rows.into_iter().map(|row| (row.place, row.document.is_ok())).collect()
    }

    #[test]
    fn a_file_says_what_it_is() {
        let good = |place: &str| (place.to_owned(), true);
        let bad = |place: &str| (place.to_owned(), false);
        assert_eq!(places(b"\xEF\xBB\xBFid,name\n1,\xE7\x94\xB2\n"), [good("line 2")]);
        assert_eq!(places(b"[{}, {\"a\": [\"],\\\"\", {}]}]\n"), [good("item 1"), good("item 2")]);
        assert_eq!(places(b" []"), []);
        assert_eq!(places(b"[{}, {\"a\" 1}, {}]"), [good("item 1"), bad("item 2"), good("item 3")]);
        assert_eq!(places(b"{}\n\n{\"a\"\n"), [good("line 1"), bad("line 3")]);
        // 甲, in Shift_JIS.
        let rows = rows(b"id,name\n1,\x8d\x62\n").unwrap_or_else(|why| panic!("{why}"));
        assert_eq!(rows[0].document.as_ref().map(|document| &document["name"]), Ok(&"甲".into()));
    }

    #[test]
    fn a_document_without_end_is_refused_and_not_kept() {
        let long = "x".repeat(2 * LONGEST);
        let lines = format!("{{\"a\": \"{long}\"}}\n{{}}\n");
        assert_eq!(places(lines.as_bytes()), [("line 1".to_owned(), false), ("line 2".to_owned(), true)]);
        let items = format!("[{{\"a\": \"{long}\"}}, {{}}]");
        assert_eq!(places(items.as_bytes()), [("item 1".to_owned(), false), ("item 2".to_owned(), true)]);
        assert!(rows(format!("id\n{long}\n").as_bytes()).is_err_and(|why| why.contains("line 2")));
        let deep = format!("[{}1{}]", "[".repeat(10_000), "]".repeat(10_000));
        assert_eq!(places(deep.as_bytes()), [("item 1".to_owned(), false)]);
    }

    #[test]
    fn what_cannot_be_read_for_certain_is_refused_whole() {
        for bytes in
            [&b"id\n\x81\n"[..], b"id\n\xff\xff\n", b"", b" \n", b"[{}, ", b"[{}] {}", b"id\n\"open\n"]
        {
            assert!(rows(bytes).is_err_and(|why| why.contains("nothing was recorded")), "{bytes:?}");
        }
        let deep = format!("[{}", "[".repeat(1_000_000));
        assert!(rows(deep.as_bytes()).is_err(), "brackets without end");
    }

    #[test]
    fn a_file_that_changes_meanwhile_is_noticed() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("f");
        std::fs::write(&file, "id\n1\n2\n").expect("a file");
        let surveyed = survey(&file).expect("a file");
        std::fs::write(&file, "id\n1\n").expect("a file");
        let mut next = surveyed.rows().expect("rows");
        assert!(next().is_ok_and(|row| row.is_some()));
        assert!(next().is_err_and(|why| why.contains("changed")));
    }
}
