//! What a person can do in the flow besides going somewhere, choosing words and printing. Small enough to be copied, so that the pages that
//! have no form carry nothing of it.

/// Something an element of the flow does when it is used.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Takes over what a source knows: the place in the question's offers.
    Take(usize),
    /// Shows the access key, or hides it.
    Reveal,
    /// Takes a file away: its place in the question's files.
    Remove(usize),
    /// Saves the draft now.
    Save,
    /// Signs in again as the same person (sandbox).
    SignIn,
    /// Looks whether the person has signed in elsewhere.
    Look,
    /// Begins another application of this kind.
    Another,
    /// Corrects what was sent: its place in the list.
    Correct(usize),
    /// Asks whether to withdraw, or no longer.
    AskToWithdraw,
    /// Withdraws what was sent: its place in the list.
    Withdraw(usize),
    /// Agrees to secondary use of what was sent, or takes it back: its place in the list.
    RegistryConsent(usize),
    /// Prints the page.
    Print,
    /// Puts the day by which a decision can be expected into the calendar.
    Calendar(usize),
}
