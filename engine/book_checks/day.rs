//! Days as the tables write them.

use serde::Deserialize;
use std::fmt;
use std::str::FromStr;

/// A day of the calendar as the tables write it.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Day {
    pub year: i32,
    pub month: u32,
    pub of_month: u32,
}

impl Day {
    /// Year and month: days of one month have the same.
    pub fn month(self) -> (i32, u32) {
        (self.year, self.month)
    }
}
impl FromStr for Day {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let fault = || format!("{text:?} is no day of the form YYYY-MM-DD");
        let fields: Vec<&str> = text.split('-').collect();
        let [year, month, day] = fields.as_slice() else { return Err(fault()) };
        if (year.len(), month.len(), day.len()) != (4, 2, 2) {
            return Err(fault());
        }
        let year: i32 = year.parse().map_err(|_| fault())?;
        let month: u32 = month.parse().map_err(|_| fault())?;
        let day: u32 = day.parse().map_err(|_| fault())?;
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let last = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 => 28 + u32::from(leap),
            _ => 0,
        };
        if !(1868..=2999).contains(&year) || !(1..=last).contains(&day) {
            return Err(fault());
        }
        Ok(Day { year, month, of_month: day })
    }
}
impl TryFrom<String> for Day {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.of_month)
    }
}
