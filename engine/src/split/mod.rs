//! Who bears which part of a month's cost: insurer, 高額療養費, 公費, patient.
//!
//! 医療費 10割 = insurer + 高額療養費 + 公費 + patient, to the yen ([`Layers`]). All of it in receipt yen (レセプト): single yen,
//! not the ten-yen amounts of a window or a ledger.
//!
//! The order of the statute (健保令41条・42条, 国保令29条の2・29条の3):
//!
//! 1. Each part of a claim has its self-pay by the insurance rate ([`PartSplit::share`]).
//! 2. A subsidised part (公費対象分) has its own limit *before* 公費: 特定疾病給付対象療養 by the patient's 適用区分, every other
//!    特定給付対象療養 by the flat 一般 limit ([`PublicLimit`]). What is left is [`PartSplit::before_public`].
//! 3. 公費 brings it down to the patient's share under the scheme, rate and monthly cap ([`PartSplit::patient`]).
//! 4. What the patient still bears of subsidised parts, and the self-pay of the others, are added up and meet the ordinary
//!    limit: under 70 only items of 21,000 yen and more (before 公費), and only where there are two (RULES §11.6; see
//!    [`MonthSplit::claimable`]), from 70 all of them, 外来 of one person first.
//!
//! Within one claim this gives what the claim's window asks ([`ClaimSplit`]); over all claims of the person's month what is
//! left in the end ([`MonthSplit::total`]). Not covered: adding up with other persons of the household, 付加給付, the yearly caps
//! (外来年間合算 and the cap of 健保令41条の3, paid back afterwards). Payers behind the first come off at the end, see [`all`].

mod amount;
mod band;
mod claim;
mod later;
mod layers;
mod limit;
mod month;
mod months;
mod part;
mod patient;
mod room;
mod scheme;
mod together;

pub use band::{AgeGroup, Band};
pub use claim::{Claim, Part, PublicTerms};
pub use layers::{ClaimSplit, Layers, MonthSplit, PartSplit, Unsplittable};
pub use limit::PublicLimit;
pub use month::month;
pub use months::{SplitMonth, all, mark};
pub use patient::{Halved, Patient, Repeated, Special};
pub use room::{InsuranceRoom, age_group, insurance_room, lowest_limit};
pub use scheme::{public_limit, public_terms};
