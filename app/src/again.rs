//! What could not be fetched is asked for again by itself: later each time, not sooner than the hub says, and never together with everybody else.

use crate::known::State;
use crate::net::{self, Trouble};
use crate::portal::Portal;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use std::time::Duration;

/// Before the first further attempt.
const FIRST: u32 = 5;
/// Between any two.
const LONGEST: u32 = 300;

/// As long as the page is there. An officer asks anew when they want to: each look is on the person's log.
pub fn watch(portal: Portal) {
    let attempts = StoredValue::new(0);
    let next: StoredValue<Option<TimeoutHandle>> = StoredValue::default();
    Effect::new(move |_| {
        let troubled = portal.state().with(|state| match state {
            State::Known(_, trouble) => *trouble,
            State::Failed(trouble) => Some(*trouble),
            _ => None,
        });
        if let Some(before) = next.try_update_value(Option::take).flatten() {
            before.clear();
        }
        if !matches!(troubled, Some(Trouble::Offline | Trouble::Hub)) {
            return attempts.set_value(0);
        }
        // Where within its second this browser is, is as good as chance.
        let chance = js_sys::Date::new_0().get_milliseconds();
        let after = wait(attempts.get_value(), net::asked_to_wait(), chance);
        attempts.update_value(|attempts| *attempts += 1);
        next.set_value(set_timeout_with_handle(move || portal.refresh(), after).ok());
    });
}

/// Twice as long each time, and up to as much again: `chance` of a thousand.
fn wait(attempts: u32, asked: u32, chance: u32) -> Duration {
    let seconds = FIRST.saturating_mul(2_u32.saturating_pow(attempts)).min(LONGEST).max(asked);
    Duration::from_millis(u64::from(seconds) * u64::from(1_000 + chance))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_attempt_is_later_than_the_one_before_and_none_sooner_than_the_hub_asked() {
        let seconds = |attempts, asked, chance| wait(attempts, asked, chance).as_secs();
        assert_eq!([0, 1, 2, 5, 6, 90].map(|attempts| seconds(attempts, 0, 0)), [5, 10, 20, 160, 300, 300]);
        assert_eq!(seconds(0, 0, 999), 9);
        assert_eq!((seconds(0, 60, 0), seconds(0, 900, 500)), (60, 1350));
    }
}
