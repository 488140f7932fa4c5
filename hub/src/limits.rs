//! How often one client may ask: a bucket that fills with time. One client's flood is its own trouble and nobody else's.

use crate::problem::Problem;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Buckets that are full again are forgotten when there are more than this.
const MANY: usize = 10_000;

/// A bucket for each client.
pub struct Limits {
    /// Requests at once.
    burst: u32,
    /// Requests a second in the long run.
    rate: u32,
    buckets: Mutex<HashMap<String, Bucket>>,
}

/// In thousandths of a request, so that nothing is lost between two looks.
struct Bucket {
    level: u64,
    looked_at: Instant,
}

impl Limits {
    pub fn new(rate: u32) -> Self {
        Limits { burst: rate.saturating_mul(2), rate, buckets: Mutex::default() }
    }

    /// Takes one request out of the client's bucket, or says when there is one again.
    pub fn take(&self, client: &str) -> Result<(), Problem> {
        self.take_at(client, Instant::now())
    }

    fn take_at(&self, client: &str, now: Instant) -> Result<(), Problem> {
        let full = u64::from(self.burst) * 1000;
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let level = |bucket: &Bucket| {
            let passed = now.saturating_duration_since(bucket.looked_at).as_millis();
            let gained = u64::try_from(passed).unwrap_or(u64::MAX).saturating_mul(u64::from(self.rate));
            bucket.level.saturating_add(gained).min(full)
        };
        if buckets.len() > MANY {
            buckets.retain(|_, bucket| level(bucket) < full);
        }
        let bucket =
            buckets.entry(client.to_owned()).or_insert_with(|| Bucket { level: full, looked_at: now });
        bucket.level = level(bucket);
        bucket.looked_at = now;
        bucket.level = bucket.level.checked_sub(1000).ok_or_else(Problem::too_often)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_flood_is_stopped_and_time_lets_in_again() {
        let limits = Limits::new(5);
        let begin = Instant::now();
        let answered = (0..100).filter(|_| limits.take_at("a", begin).is_ok()).count();
        assert_eq!(answered, 10, "a burst of two seconds' worth");
        assert!(limits.take_at("b", begin).is_ok(), "a neighbour is not touched");
        let later = begin + Duration::from_secs(1);
        assert_eq!((0..100).filter(|_| limits.take_at("a", later).is_ok()).count(), 5);
    }
}
