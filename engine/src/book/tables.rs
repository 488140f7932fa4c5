//! The constants the build makes of `engine/book/*.toml`.

use super::cap::{CapTable, Reduced, TierCap};
use super::high_cost::{Aggregation, AnnualLimits, LimitRow};
use super::income::ChildAge;
use super::newborn::Isolation;
use super::scheme::{FacilityRule, PayerRank, Scheme, SchemeTerms, ShareRule};
use super::start::{LongestValidity, Retroactive, StartRule};
use super::watch::{MonthCount, WatchRule};
use super::{Cite, Dated, Status};
use crate::civil::Day;
use crate::facts::{IncomeClass, MealShare};
use crate::ledger::kernel::{Share, Terms};
use crate::rate::Rate;
use crate::yen::{Cap, Yen};

include!(concat!(env!("OUT_DIR"), "/book_tables.rs"));
