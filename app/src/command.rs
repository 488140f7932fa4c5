//! What changes something beyond this screen. A command can be made only by whoever holds [`Citizen`], and only the scene of the
//! person's own pages holds it: before an officer there is no value with which a page could make one (職員プレビュー).

use crate::action::Do;
use crate::route::Route;
use crate::save::Sheet;

/// The pages are shown to the person, or to somebody who acts for them, in a session of their own.
#[derive(Debug)]
pub struct Citizen(());

/// Something to be carried out. Its inside is nobody's to make but [`Citizen`]'s.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command(Order);

/// What is to be carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// Becomes a sample person.
    Be(String),
    /// Shows another person one may act for, or oneself again.
    Show(String),
    /// Ends the session.
    Leave,
    /// Ends all of one's sessions.
    LeaveEverywhere,
    /// Ends one of one's other sessions.
    EndSession(String),
    /// Keeps the session as if it had just been used.
    Stay,
    /// Goes to what a notice is about, and notes that what was told with this sequence was read.
    Read(i64, Route),
    /// Keeps a copy on this device for times without a network, or no longer.
    KeepCopy(bool),
    /// Opens the page on which a receipt is written down: the one of this id, or a new one.
    WriteReceipt(String),
    /// Keeps the receipt as it stands on its page.
    KeepReceipt,
    /// Takes a receipt away.
    RemoveReceipt(String),
    /// Prints the page.
    Print,
    /// Saves a file.
    Save(Sheet),
}

impl Citizen {
    /// Made once, where the portal starts on a page of the person's own.
    pub fn own_page() -> Citizen {
        Citizen(())
    }

    /// A command.
    #[expect(clippy::unused_self, reason = "whoever holds it may; that is all it is for")]
    pub fn orders(&self, order: Order) -> Do {
        Do::Command(Command(order))
    }
}

impl Command {
    /// What is to be carried out.
    pub fn order(self) -> Order {
        self.0
    }

    /// The page it leads to, if it is a link.
    pub fn leads_to(&self) -> Option<Route> {
        match self.0 {
            Order::Read(_, route) => Some(route),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    /// The compiler sees to it that nothing else makes a command; this, that nothing else says it may.
    #[test]
    fn only_the_start_of_the_portal_says_that_the_pages_are_the_persons_own() {
        let mut places = Vec::new();
        let mut folders = vec![Path::new("src").to_path_buf()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                let path = entry.path();
                let text = std::fs::read_to_string(&path).unwrap_or_default();
                if path.is_dir() {
                    folders.push(path);
                } else if text.contains("Citizen::own_page") {
                    places.push(path.display().to_string());
                }
            }
        }
        places.sort();
        assert_eq!(
            places,
            [
                "src/action.rs",
                "src/apply/page/mod.rs",
                "src/command.rs",
                "src/gallery.rs",
                "src/page/tests.rs"
            ]
        );
    }
}
