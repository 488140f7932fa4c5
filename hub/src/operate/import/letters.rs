//! The letters of a file, a part at a time: a file may be larger than the memory.

use encoding_rs::{Decoder, DecoderResult, Encoding, SHIFT_JIS, UTF_8};
use std::io::Read;

/// Bytes read at a time.
const PART: usize = 64 * 1024;
/// What some programs write at the beginning of UTF-8.
const MARK: char = '\u{feff}';

/// In which letters files are written. They are never guessed: it is the first of these in which all of the file can be read.
pub const LETTERS: [&Encoding; 2] = [UTF_8, SHIFT_JIS];

/// Why there is no next letter.
#[derive(Debug)]
pub enum Failed {
    /// These are no letters of that encoding.
    OtherLetters,
    /// The file is not what it should be, in words.
    File(String),
}

pub struct Letters<R> {
    from: R,
    decoder: Decoder,
    bytes: Vec<u8>,
    text: String,
    /// How far the text has been read.
    at: usize,
    is_first: bool,
    ended: bool,
    /// The line the next letter stands in, from 1 on.
    pub line: usize,
}

impl<R: Read> Letters<R> {
    pub fn of(from: R, encoding: &'static Encoding) -> Letters<R> {
        Letters {
            from,
            decoder: encoding.new_decoder_without_bom_handling(),
            bytes: vec![0; PART],
            text: String::new(),
            at: 0,
            is_first: true,
            ended: false,
            line: 1,
        }
    }

    pub fn next(&mut self) -> Result<Option<char>, Failed> {
        let Some(letter) = self.peek()? else { return Ok(None) };
        self.at += letter.len_utf8();
        self.line += usize::from(letter == '\n');
        Ok(Some(letter))
    }

    /// The next letter, if it is this one.
    pub fn next_if(&mut self, wanted: char) -> Result<bool, Failed> {
        let is_so = self.peek()? == Some(wanted);
        if is_so {
            self.next()?;
        }
        Ok(is_so)
    }

    pub fn peek(&mut self) -> Result<Option<char>, Failed> {
        loop {
            if let Some(letter) = self.text[self.at..].chars().next() {
                return Ok(Some(letter));
            }
            if self.ended {
                return Ok(None);
            }
            self.read_on()?;
        }
    }

    fn read_on(&mut self) -> Result<(), Failed> {
        let failed = |error: std::io::Error| Failed::File(format!("the file cannot be read ({error})"));
        let came = self.from.read(&mut self.bytes).map_err(failed)?;
        self.ended = came == 0;
        self.text.clear();
        self.at = 0;
        let room = self.decoder.max_utf8_buffer_length_without_replacement(came).unwrap_or(4 * PART);
        self.text.reserve(room);
        let bytes = &self.bytes[..came];
        let (result, _) =
            self.decoder.decode_to_string_without_replacement(bytes, &mut self.text, self.ended);
        if result != DecoderResult::InputEmpty {
            return Err(Failed::OtherLetters);
        }
        if self.is_first && self.text.starts_with(MARK) {
            self.at = MARK.len_utf8();
        }
        self.is_first &= self.text.is_empty();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one byte at a time, so that every letter is torn apart.
    struct Torn<'a>(&'a [u8]);

    impl Read for Torn<'_> {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            let Some((first, rest)) = self.0.split_first() else { return Ok(0) };
            into[0] = *first;
            self.0 = rest;
            Ok(1)
        }
    }

    fn read(bytes: &[u8], encoding: &'static Encoding) -> Option<(String, usize)> {
        let mut letters = Letters::of(Torn(bytes), encoding);
        let mut text = String::new();
        while let Some(letter) = letters.next().ok()? {
            text.push(letter);
        }
        Some((text, letters.line))
    }

    #[test]
    fn letters_are_whole_wherever_the_parts_end() {
        assert_eq!(read("\u{feff}甲a\n病".as_bytes(), UTF_8), Some(("甲a\n病".to_owned(), 2)));
        assert_eq!(read(b"\x8d\x62a\x95\x61", SHIFT_JIS), Some(("甲a病".to_owned(), 1)));
        assert_eq!(read(b"\x8d\x62", UTF_8), None);
        assert_eq!(read(b"a\x81", SHIFT_JIS), None, "half a letter");
        assert_eq!(read("甲".as_bytes().split_last().expect("bytes").1, UTF_8), None, "half a letter");
    }
}
