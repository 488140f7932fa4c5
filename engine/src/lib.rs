//! The rule book of Japan's medical-subsidy certificates (公費負担医療): caps, ledgers, watches, explanations.
//!
//! Facts go in, a view comes out, and nothing else happens: no clock (the day is an argument), no float, no I/O, no DOM, no
//! sentence for a person (keys and parameters only; the words are the pages'). The same facts give the same bytes in any order,
//! native or as WebAssembly.
//!
//! Where to look: a sentence of the rule reference has one module. [`book`] holds every number with its law, article and the
//! day somebody last checked it; [`ledger`] the running month; [`split`] who bears which part of a cost; [`watch`] 軽症高額,
//! 高額かつ長期 and the other things to be told in time; [`apportion`] 世帯内按分; [`start_date`] from when a certificate
//! counts; [`form`] what one applies for; [`receipt`] what the person adds; [`view`] everything a page shows; [`trace`] why.
#![warn(missing_docs)]

pub mod apportion;
pub mod book;
pub mod civil;
mod code;
pub mod facts;
pub mod form;
pub mod ledger;
mod order;
pub mod rate;
pub mod receipt;
pub mod split;
pub mod start_date;
pub mod trace;
pub mod view;
pub mod watch;
pub mod what_if;
pub mod yen;

#[cfg(feature = "cli")]
pub mod cases;
#[cfg(feature = "pmh")]
pub mod pmh;

pub use civil::{Day, Month};
pub use rate::Rate;
pub use yen::{Cap, Yen};
