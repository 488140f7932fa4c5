//! Faults as they would really be made, planted to see that the simulator finds them. Each is a word at its place in the hub.

use crate::store::{FactRow, Key, Patient};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;

macro_rules! faults {
    ($($(#[$meta:meta])* $name:ident,)+) => {
        /// A fault that can be planted.
        #[derive(Copy, Clone, Debug, PartialEq, Eq)]
        pub enum Fault { $($(#[$meta])* $name,)+ }

        impl Fault {
            /// All of them.
            pub const ALL: &'static [Fault] = &[$(Fault::$name,)+];
        }
    };
}

faults! {
    /// Group commit answers before the commit.
    AnswersBeforeCommit,
    /// A command that is refused leaves behind what it had written.
    RefusedRowsStay,
    /// Receipts are written behind, not in the transaction of what they are for.
    ReceiptsBehind,
    /// A known key is answered as before without comparing the documents.
    KeyWithoutDigest,
    /// One facility's keys are every facility's.
    KeyOfAnybody,
    /// A cancellation forgets the receipt of what it cancels: a late retry brings the charge back.
    CancelForgetsReceipt,
    /// A charge may be corrected or cancelled twice.
    CorrectedTwice,
    /// What a watch no longer says stays as it was told.
    NoticeNotWithdrawn,
    /// The outbox row is written in the next transaction.
    OutboxBehind,
    /// Somebody becomes undisclosed, and what was on its way about them goes out.
    NotWithheld,
    /// The number of a delivery that has arrived is given again: a late acknowledgement takes away another's.
    DeliveryNumberAgain,
    /// A crash between a wave and its record: everybody in it is told again.
    AnnouncedTwice,
    /// Consent holds a day more.
    ConsentADayMore,
    /// A mandate holds a day more.
    MandateADayMore,
    /// The question at the window is answered from facts read earlier that day.
    StaleDossier,
    /// The look goes on the log after the answer.
    LookAfterAnswer,
    /// A page's tag is the day alone: what came since is "unchanged".
    TagOfTheDay,
    /// What the hub has read stays in its memory after a commit that changed it.
    MemoryNotTold,
    /// Whoever proposed a change of a past cap may approve it.
    SecondPersonSkipped,
    /// A change of a past cap counts at once.
    PastCapAtOnce,
    /// An application that was decided is decided again.
    DecidedTwice,
}

thread_local! {
    static PLANTED: Cell<Option<Fault>> = const { Cell::new(None) };
    static MEMORY: RefCell<Memory> = RefCell::default();
}

/// What a faulty hub has in memory only. A death takes it.
#[derive(Default)]
struct Memory {
    receipts: HashMap<String, (String, String)>,
    rows: HashMap<String, Vec<FactRow>>,
    outbox: Vec<(String, String, i64, String)>,
}

/// Plants this fault into every hub of this thread, or none.
pub fn plant(fault: Option<Fault>) {
    PLANTED.set(fault);
}

/// Is this the one?
pub fn is_planted(fault: Fault) -> bool {
    PLANTED.get() == Some(fault)
}

pub(super) fn forget() {
    MEMORY.take();
}

/// Of [`Fault::ReceiptsBehind`].
pub(crate) fn remember(key: &Key, answer: &str) {
    let receipt = (key.digest.clone(), answer.to_owned());
    MEMORY
        .with_borrow_mut(|memory| memory.receipts.insert(format!("{}/{}", key.recorder, key.name), receipt));
}

/// Of [`Fault::ReceiptsBehind`].
pub(crate) fn recalled(key: &Key) -> Option<(String, String)> {
    MEMORY.with_borrow(|memory| memory.receipts.get(&format!("{}/{}", key.recorder, key.name)).cloned())
}

/// Of [`Fault::StaleDossier`].
pub(crate) fn as_first_read(person: &str, rows: Vec<FactRow>) -> Vec<FactRow> {
    if !is_planted(Fault::StaleDossier) {
        return rows;
    }
    let name = format!("{person} {}", crate::clock::today());
    MEMORY.with_borrow_mut(|memory| memory.rows.entry(name).or_insert(rows).clone())
}

/// Of [`Fault::OutboxBehind`]: this row waits, those that waited are to be written.
pub(crate) fn gathered(patient: &Patient, row: &FactRow) -> Vec<(String, String, i64, String)> {
    let row = (patient.authority.clone(), patient.id.clone(), row.sequence, row.recorded_at.clone());
    MEMORY.with_borrow_mut(|memory| std::mem::replace(&mut memory.outbox, vec![row]))
}
