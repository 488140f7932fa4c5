//! Days as a calendar file (RFC 5545).

use crate::known::Known;
use crate::words::Words;
use engine::Day;

/// A day's entry for each step that lies ahead.
pub fn renewal(words: &Words, known: &Known, certificate: &str) -> String {
    let mut entries = Vec::new();
    let of = |id: &str| id == certificate;
    for renewal in known.news.watches.renewals.iter().filter(|renewal| of(&renewal.certificate)) {
        let scheme = words.scheme(&renewal.scheme, &renewal.scheme);
        for step in renewal.plan.iter().filter(|step| !step.passed) {
            entries.push((step.key, step.on, [&scheme, "：", &words.say(step.key)].concat()));
        }
    }
    file(known.day, &entries)
}

/// Whole days with what they are: a code, the day, the words.
pub fn file(made_on: Day, entries: &[(&str, Day, String)]) -> String {
    let mut text = String::new();
    line(&mut text, "BEGIN:VCALENDAR");
    line(&mut text, "VERSION:2.0");
    line(&mut text, "PRODID:-//pmh-portal//renewal//JA");
    for (code, on, summary) in entries {
        line(&mut text, "BEGIN:VEVENT");
        line(&mut text, &["UID:", code, "-", &compact(*on), "@pmh-portal"].concat());
        line(&mut text, &["DTSTAMP:", &compact(made_on), "T000000Z"].concat());
        line(&mut text, &["DTSTART;VALUE=DATE:", &compact(*on)].concat());
        line(&mut text, &["SUMMARY:", &escaped(summary)].concat());
        line(&mut text, "END:VEVENT");
    }
    line(&mut text, "END:VCALENDAR");
    text
}

fn compact(day: Day) -> String {
    day.to_string().replace('-', "")
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,")
}

/// A line is at most 75 bytes; what is longer goes on in the next, after a blank.
fn line(text: &mut String, content: &str) {
    let mut length = 0;
    for letter in content.chars() {
        if length + letter.len_utf8() > 75 {
            text.push_str("\r\n ");
            length = 1;
        }
        text.push(letter);
        length += letter.len_utf8();
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_goes_on_after_a_blank_and_no_letter_is_cut() {
        let mut text = String::new();
        line(&mut text, &"あ".repeat(30));
        assert_eq!(text, ["あ".repeat(25), "\r\n ".to_owned(), "あ".repeat(5), "\r\n".to_owned()].concat());
    }

    #[test]
    fn signs_of_the_format_are_escaped() {
        assert_eq!(escaped("a,b;c\\"), "a\\,b\\;c\\\\");
    }
}
