//! The one clock of the system. Days are Japanese days, whatever the machine's own time zone.

use chrono::{DateTime, FixedOffset, SecondsFormat, TimeDelta, Utc};
use engine::Day;

/// Now, in Japan.
pub fn now() -> DateTime<FixedOffset> {
    #[cfg(feature = "simulate")]
    if let Some(now) = crate::simulation::now() {
        return now;
    }
    let utc = Utc::now();
    FixedOffset::east_opt(9 * 3600).map_or_else(|| utc.fixed_offset(), |japan| utc.with_timezone(&japan))
}

/// RFC 3339 to the second; texts of one offset, so that their order is the order in time.
pub fn stamp(moment: DateTime<FixedOffset>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Secs, false)
}

/// The stamp this many minutes from now.
pub fn stamp_in(minutes: i64) -> String {
    stamp(now() + TimeDelta::minutes(minutes))
}

/// Today, in Japan.
pub fn today() -> Day {
    Day::from(now().date_naive())
}
