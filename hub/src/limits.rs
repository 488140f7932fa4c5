//! How often one client may ask: a bucket that fills with time. One client's flood is its own trouble and nobody else's. What strangers try,
//! and what a client asks about people who are not there, is counted apart, in much smaller buckets: nobody finds anything by trying.

use crate::problem::Problem;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Buckets that are full again are forgotten when there are more than this.
const MANY: usize = 10_000;

pub struct Limits {
    /// All requests of one client or account.
    clients: Buckets,
    /// Answers that something is not there, of one client or account.
    misses: Buckets,
    /// Requests of one address by nobody the hub knows.
    strangers: Buckets,
    /// Sign-ins begun at one address. Whole offices share one.
    sign_ins: Buckets,
}

impl Limits {
    /// `rate`: requests a second that a client may send in the long run. The others go with it: at the usual 500 a client may miss sixty times at
    /// once and then every five seconds.
    pub fn new(rate: u32) -> Self {
        let share = |of: u32| rate.saturating_div(of).max(5);
        Limits {
            clients: Buckets::new(rate.saturating_mul(2), u64::from(rate) * 1000),
            misses: Buckets::new(share(8), 200),
            strangers: Buckets::new(share(4), 2_000),
            sign_ins: Buckets::new(share(8), 1_000),
        }
    }

    /// One request of a client. Whoever has missed too often is told to wait whatever they ask: an answer would say that it was a hit.
    pub fn take(&self, client: &str) -> Result<(), Problem> {
        let now = Instant::now();
        self.clients.take_at(client, now)?;
        self.misses.look_at(client, now)
    }

    /// What a client asked about was not there.
    pub fn missed(&self, client: &str) {
        drop(self.misses.take_at(client, Instant::now()));
    }

    /// A request of nobody the hub knows: the problem it is answered with, or that there were too many from there.
    pub fn stranger(&self, address: &str, problem: Problem) -> Problem {
        self.strangers.take_at(address, Instant::now()).err().unwrap_or(problem)
    }

    /// Somebody begins to sign in.
    pub fn sign_in(&self, address: &str) -> Result<(), Problem> {
        self.sign_ins.take_at(address, Instant::now())
    }
}

/// A bucket for each client.
struct Buckets {
    /// Requests at once, in thousandths of a request, so that nothing is lost between two looks.
    full: u64,
    /// The same a second.
    rate: u64,
    of_client: Mutex<HashMap<String, Bucket>>,
}

#[derive(Copy, Clone)]
struct Bucket {
    level: u64,
    looked_at: Instant,
}

impl Buckets {
    fn new(burst: u32, rate: u64) -> Self {
        Buckets { full: u64::from(burst) * 1000, rate, of_client: Mutex::default() }
    }

    /// Takes one request out of the client's bucket, or says when there is one again.
    fn take_at(&self, client: &str, now: Instant) -> Result<(), Problem> {
        let mut buckets = self.of_client.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() > MANY {
            buckets.retain(|_, bucket| self.level(bucket, now) < self.full);
        }
        let full = Bucket { level: self.full, looked_at: now };
        let bucket = buckets.entry(client.to_owned()).or_insert(full);
        *bucket = Bucket { level: self.level(bucket, now), looked_at: now };
        bucket.level = bucket.level.checked_sub(1000).ok_or_else(Problem::too_often)?;
        Ok(())
    }

    /// Is there one request in the client's bucket?
    fn look_at(&self, client: &str, now: Instant) -> Result<(), Problem> {
        let buckets = self.of_client.lock().unwrap_or_else(PoisonError::into_inner);
        let level = buckets.get(client).map_or(self.full, |bucket| self.level(bucket, now));
        if level >= 1000 { Ok(()) } else { Err(Problem::too_often()) }
    }

    fn level(&self, bucket: &Bucket, now: Instant) -> u64 {
        let passed = now.saturating_duration_since(bucket.looked_at).as_millis();
        // A thousandth of a request a second is a millionth in a millisecond.
        let gained = u64::try_from(passed).unwrap_or(u64::MAX).saturating_mul(self.rate) / 1000;
        bucket.level.saturating_add(gained).min(self.full)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_flood_is_stopped_and_time_lets_in_again() {
        let buckets = Buckets::new(10, 5_000);
        let begin = Instant::now();
        let answered = (0..100).filter(|_| buckets.take_at("a", begin).is_ok()).count();
        assert_eq!(answered, 10, "a burst");
        assert!(buckets.take_at("b", begin).is_ok(), "a neighbour is not touched");
        let later = begin + Duration::from_secs(1);
        assert_eq!((0..100).filter(|_| buckets.take_at("a", later).is_ok()).count(), 5);
    }

    #[test]
    fn whoever_misses_too_often_is_told_nothing_more() {
        let limits = Limits::new(480);
        assert!((0..59).all(|_| {
            limits.missed("a");
            limits.take("a").is_ok()
        }));
        limits.missed("a");
        assert!(limits.take("a").is_err() && limits.take("b").is_ok());
        let begin = Instant::now();
        assert!(limits.misses.look_at("a", begin + Duration::from_secs(6)).is_ok(), "one every five seconds");
    }

    #[test]
    fn a_bucket_looked_at_often_fills_as_one_left_alone() {
        let buckets = Buckets::new(1, 200);
        let begin = Instant::now();
        assert!(buckets.take_at("a", begin).is_ok());
        let tries = (1..=5_000).filter(|ms| buckets.look_at("a", begin + Duration::from_millis(*ms)).is_ok());
        assert_eq!(tries.count(), 1, "after five seconds");
    }
}
