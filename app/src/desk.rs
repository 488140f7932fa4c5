//! What the person has opened, read and chosen on this page. In memory only, but for the colours.

use crate::settings::Shade;
use crate::slip::{Done, Slip};

/// Everything that is neither facts nor address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Desk {
    /// The colours of the page.
    pub shade: Shade,
    /// What was opened, by its name: a reason, a disease, a certificate's face.
    opened: Vec<String>,
    /// What was read here, by the sequence with which it was told; the hub is being told so.
    read: Vec<i64>,
    /// もしも: charges like which a visit is planned, in the order in which they were added.
    pub plan: Vec<String>,
    /// The receipt that is being written down.
    pub slip: Slip,
    /// What became of the last one.
    pub done: Option<Done>,
    /// Did the last attempt to fetch another language fail?
    pub no_words: bool,
}

impl Desk {
    /// Nothing opened yet.
    pub fn new(shade: Shade) -> Desk {
        Desk { shade, ..Desk::default() }
    }

    /// Is this open?
    pub fn is_open(&self, name: &str) -> bool {
        self.opened.iter().any(|open| open == name)
    }

    /// Opens what is closed and closes what is open.
    pub fn turn(&mut self, name: String) {
        if self.is_open(&name) {
            self.opened.retain(|open| *open != name);
        } else {
            self.opened.push(name);
        }
    }

    /// Was this read here?
    pub fn has_read(&self, sequence: i64) -> bool {
        self.read.contains(&sequence)
    }

    /// Notes that something was read.
    pub fn note_read(&mut self, sequence: i64) {
        if !self.has_read(sequence) {
            self.read.push(sequence);
        }
    }

    /// Forgets everything about a person; the colours are not about a person.
    pub fn clear(&mut self) {
        *self = Desk::new(self.shade);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_opened_is_forgotten_with_the_person_and_the_colours_are_not() {
        let mut desk = Desk::new(Shade::Dark);
        desk.turn("why:1".to_owned());
        desk.note_read(7);
        assert!(desk.is_open("why:1") && desk.has_read(7));
        desk.clear();
        assert!(!desk.is_open("why:1") && !desk.has_read(7) && desk.shade == Shade::Dark);
    }
}
