//! A source with its lines: places of cargo-mutants, of `syn` and of the compiler are all bytes here.

use crate::list::{Place, Span};
use proc_macro2::LineColumn;
use std::ops::Range;

pub struct Text {
    pub text: String,
    lines: Vec<usize>,
}

impl Text {
    pub fn new(text: String) -> Text {
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        let lines = std::iter::once(0).chain(ends).collect();
        Text { text, lines }
    }

    /// Line from 1, column in characters from 0.
    fn byte(&self, line: usize, column: usize) -> usize {
        let begin = self.lines[line - 1];
        self.text[begin..].char_indices().nth(column).map_or(self.text.len(), |(at, _)| begin + at)
    }

    fn place(&self, place: Place) -> usize {
        self.byte(place.line, place.column - 1)
    }

    pub fn of_mutant(&self, span: Span) -> Range<usize> {
        self.place(span.start)..self.place(span.end)
    }

    pub fn of_syn(&self, span: proc_macro2::Span) -> Range<usize> {
        let byte = |place: LineColumn| self.byte(place.line, place.column);
        byte(span.start())..byte(span.end())
    }

    /// The line a byte stands on, without its indentation.
    pub fn line_of(&self, span: Span) -> &str {
        let begin = self.lines[span.start.line - 1];
        self.text[begin..].lines().next().unwrap_or_default().trim()
    }

    /// Part of the text with something else in the place of a part of it.
    pub fn with(&self, whole: &Range<usize>, part: &Range<usize>, other: &str) -> String {
        format!("{} {other} {}", &self.text[whole.start..part.start], &self.text[part.end..whole.end])
    }
}
