//! What the simulator holds in its hand. One for each thread, so that simulations side by side do not meet; a thread without one runs as ever.

use chrono::{DateTime, FixedOffset};
use std::cell::RefCell;
use std::sync::Arc;
use tokio::sync::Notify;

/// Where in the writer the hub may die.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// After one of a group's commands was carried out, with others to come.
    InGroup,
    /// After the whole group was carried out, before its commit.
    BeforeCommit,
    /// On the disk, nobody answered yet.
    AfterCommit,
}

/// The hub dies when it passes this place so many times more.
#[derive(Copy, Clone, Debug)]
pub struct Death {
    pub place: Place,
    pub passes: u32,
}

#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct Stage {
    now: Option<DateTime<FixedOffset>>,
    /// Commands that were ever given to the writer, and those of them it has not taken yet.
    pub(super) asked: usize,
    pub(super) waiting: usize,
    /// The writer stands before the next group.
    pub(super) at_rest: bool,
    pub(super) may_write: bool,
    pub(super) death: Option<Death>,
    pub(super) dead: bool,
    /// Rung whenever one of these changes.
    pub(super) bell: Arc<Notify>,
    /// The same for the writer that waits for its turn.
    pub(super) curtain: Arc<Notify>,
    pub(super) is_on: bool,
}

thread_local! {
    static STAGE: RefCell<Stage> = RefCell::default();
}

pub(super) fn with<T>(look: impl FnOnce(&mut Stage) -> T) -> T {
    STAGE.with_borrow_mut(look)
}

/// A new life begins: nothing waits, nothing is to die.
pub(super) fn clear() {
    with(|stage| *stage = Stage { now: stage.now, is_on: true, ..Stage::default() });
}

/// Sets this thread's clock; `None`: the machine's.
pub fn set_time(now: Option<DateTime<FixedOffset>>) {
    with(|stage| stage.now = now);
}

/// This thread's time, where it was set.
pub fn now() -> Option<DateTime<FixedOffset>> {
    with(|stage| stage.now)
}

/// The writer was given a command.
pub(crate) fn queued() {
    with(|stage| {
        stage.asked += 1;
        stage.waiting += 1;
        stage.bell.notify_one();
    });
}

/// The writer waits here until it may take what waits.
pub(crate) async fn turn_to_write() {
    loop {
        let curtain = with(|stage| {
            stage.at_rest = true;
            stage.bell.notify_one();
            if !stage.is_on || std::mem::take(&mut stage.may_write) {
                stage.at_rest = false;
                stage.waiting = 0;
                return None;
            }
            Some(Arc::clone(&stage.curtain))
        });
        let Some(curtain) = curtain else { return };
        curtain.notified().await;
    }
}

/// The hub dies here, when it was told to: nothing after this happens any more.
pub(crate) async fn may_die(place: Place) {
    let dies = with(|stage| {
        let Some(death) = stage.death.as_mut().filter(|death| death.place == place) else { return false };
        let dies = death.passes == 0;
        death.passes = death.passes.saturating_sub(1);
        if dies {
            stage.dead = true;
            stage.bell.notify_one();
        }
        dies
    });
    if dies {
        std::future::pending::<()>().await;
    }
}
