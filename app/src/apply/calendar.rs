//! The last day by which a decision can be expected, for the person's own calendar: a reminder to ask.

use super::hub::Sent;
use crate::save::{self, calendar};
use crate::words::Words;
use engine::Day;

/// Makes the file and hands it to the browser; nothing where no day can be told.
pub fn save(words: &Words, sent: &Sent, made_on: Day) {
    let Some((_, until)) = sent.status.expected else { return };
    let summary = [&words.say("apply.receipt.calendar_entry"), " ", &sent.receipt].concat();
    let file = calendar::file(made_on, &[("application", until, summary)]);
    drop(save::offer("pmh.ics", "text/calendar", &file));
}
