//! How long ago something was told. The browser's clock is asked only for what has gone by since, never for what time it is.

use crate::host;
use js_sys::Promise;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen_futures::JsFuture;

const DAY: u32 = 24 * 60 * 60;
/// Often enough for whatever counts minutes.
const SLOW: u32 = 15;

/// A reading of the browser's clock, in seconds of its own day.
pub fn reading() -> u32 {
    let now = js_sys::Date::new_0();
    (now.get_hours() * 60 + now.get_minutes()) * 60 + now.get_seconds()
}

/// Seconds from one reading to a later one.
pub fn gone(then: u32, now: u32) -> u32 {
    (now + DAY - then) % DAY
}

/// What time it is `gone` seconds after a time stamp of the hub: 10:42:07.
pub fn time_after(stamp: &str, gone: u32) -> Option<String> {
    let mut parts = stamp.get(11..19)?.split(':').map(str::parse::<u32>);
    let mut part = || parts.next()?.ok();
    let (hours, minutes, seconds) = (part()?, part()?, part()?);
    let now = ((hours * 60 + minutes) * 60 + seconds + gone) % DAY;
    let two =
        |number: u32| if number < 10 { ["0", &number.to_string()].concat() } else { number.to_string() };
    Some([&*two(now / 3600), ":", &two(now / 60 % 60), ":", &two(now % 60)].concat())
}

/// Lets the browser do what else it has to do, for so many milliseconds.
pub async fn pause(milliseconds: i32) {
    let passed = Promise::new(&mut |resolve, _| {
        drop(window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds));
    });
    drop(JsFuture::from(passed).await);
}

/// Ticks while something on the page needs it.
#[derive(Copy, Clone)]
pub struct Clock(RwSignal<u32>);

impl Clock {
    /// Stands still.
    pub fn new() -> Clock {
        Clock(RwSignal::new(reading()))
    }

    /// Runs as long as the portal is on the page; `every_second` says whether a page shows seconds.
    pub fn run(self, every_second: impl Fn() -> bool + 'static, at_all: bool) {
        let tick = move || {
            let now = reading();
            if every_second() || (at_all && now.is_multiple_of(SLOW)) {
                self.0.set(now);
            }
        };
        if let Ok(ticking) = set_interval_with_handle(tick, Duration::from_secs(1)) {
            host::undo(move || ticking.clear());
        }
    }

    /// The reading the page goes by.
    pub fn now(self) -> u32 {
        self.0.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_goes_on_from_the_hubs_stamp_and_past_midnight() {
        let after = |gone| time_after("2026-11-20T23:59:58+09:00", gone);
        assert_eq!(after(0).as_deref(), Some("23:59:58"));
        assert_eq!(after(3).as_deref(), Some("00:00:01"));
        assert_eq!(time_after("2026-11-20", 1), None);
        assert_eq!(gone(DAY - 1, 2), 3);
    }
}
