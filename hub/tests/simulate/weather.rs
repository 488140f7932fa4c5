//! How bad it is, and what came of it.

use crate::random::Random;

/// Drawn anew for each seed, so that worlds of every kind come up. Numbers without a unit: so many times in a hundred.
pub struct Weather {
    pub drop: u64,
    pub double: u64,
    pub late: u64,
    pub mangle: u64,
    pub die: u64,
    /// Requests that arrive within so many milliseconds arrive together.
    pub together: i64,
    /// Most milliseconds between two things people do in a row.
    pub haste: i64,
}

impl Weather {
    pub fn of(random: &mut Random) -> Weather {
        Weather {
            drop: *random.one(&[0, 5, 25]),
            double: *random.one(&[0, 10, 30]),
            late: *random.one(&[0, 5, 20]),
            mangle: *random.one(&[0, 0, 5]),
            die: *random.one(&[0, 4, 12]),
            together: *random.one(&[0, 200, 2_000]),
            haste: *random.one(&[1_000, 60_000, 3_600_000]),
        }
    }
}

/// What happened, for the closing line.
#[derive(Clone, Copy, Default)]
pub struct Tally {
    pub requests: u64,
    pub lost: u64,
    pub doubled: u64,
    pub mangled: u64,
    pub deaths: u64,
    pub milliseconds: i64,
}

impl Tally {
    pub fn add(&mut self, other: Tally) {
        self.requests += other.requests;
        self.lost += other.lost;
        self.doubled += other.doubled;
        self.mangled += other.mangled;
        self.deaths += other.deaths;
        self.milliseconds += other.milliseconds;
    }
}
