//! What the tables look like.

use super::Day;
use serde::Deserialize;
use std::collections::BTreeMap;

/// One citation.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Citation {
    pub id: String,
    pub law: Option<String>,
    pub law_id: Option<String>,
    pub article: Option<String>,
    pub source: Option<String>,
    pub url: Option<String>,
    pub checked_on: Day,
    pub quote: Option<String>,
    pub sources: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayerOrder {
    pub houbetsu: Vec<String>,
    pub cite: Option<String>,
    pub status: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scheme {
    pub key: String,
    pub houbetsu: Option<String>,
    #[serde(default)]
    pub answers: bool,
    pub name: String,
    pub listed: bool,
    #[serde(default)]
    pub shares_household_cap: bool,
    pub facilities: Facilities,
    pub share: Vec<Share>,
    #[serde(default)]
    pub meals: Vec<Meals>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facilities {
    pub rule: String,
    pub cite: Option<String>,
    pub status: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    pub from: Day,
    pub before: Option<Day>,
    pub rule: String,
    pub rate: Option<String>,
    pub cite: Option<String>,
    pub status: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meals {
    pub from: Day,
    pub before: Option<Day>,
    pub share: String,
    pub cite: Option<String>,
    pub status: Option<String>,
}

/// A cell of a cap table.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    Yen(i64),
    Word(String),
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CapTable {
    pub schemes: Vec<String>,
    pub from: Day,
    pub before: Option<Day>,
    pub cite: Option<String>,
    pub status: Option<String>,
    #[serde(default)]
    pub columns: Vec<String>,
    pub haemophilia: Option<Cell>,
    pub any: Option<Cell>,
    #[serde(default)]
    pub may_be_lower: bool,
    #[serde(default)]
    pub caps: BTreeMap<String, Vec<Cell>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    pub from: Day,
    pub before: Option<Day>,
    #[serde(rename = "amount")]
    pub yen: i64,
    pub cite: Option<String>,
    pub status: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Majority {
    pub from: Day,
    pub before: Option<Day>,
    pub years: u32,
    pub cite: Option<String>,
    pub status: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChildAge {
    pub from: Day,
    pub before: Option<Day>,
    pub apply_below: u32,
    pub continue_below: u32,
    pub cite: Option<String>,
    pub status: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Watch {
    pub scheme: Option<String>,
    pub from: Day,
    pub before: Option<Day>,
    pub threshold_exclusive: i64,
    pub need: u8,
    pub window_months: u8,
    pub benefits: Vec<String>,
    pub cite: Option<String>,
    pub status: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MonthCount {
    pub from: Day,
    pub before: Option<Day>,
    pub need: u8,
    pub window_months: u8,
    pub cite: Option<String>,
    pub status: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartDate {
    pub scheme: String,
    pub ground: String,
    pub from: Day,
    pub before: Option<Day>,
    pub rule: String,
    pub months: Option<u32>,
    pub months_with_reason: Option<u32>,
    pub not_before: Option<Day>,
    pub cite: Option<String>,
    pub period_cite: Option<String>,
    pub floor_cite: Option<String>,
    pub floor_status: Option<String>,
    pub status: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Validity {
    pub scheme: String,
    pub from: Day,
    pub before: Option<Day>,
    pub months: u32,
    pub months_special: Option<u32>,
    pub cite: Option<String>,
    pub status: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lead {
    pub what: String,
    pub from: Day,
    pub before: Option<Day>,
    pub months: u32,
    pub cite: Option<String>,
    pub status: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Newborn {
    pub from: Day,
    pub before: Option<Day>,
    pub floor_to: i64,
    pub cite: Option<String>,
    pub status: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Isolation {
    pub from: Day,
    pub before: Option<Day>,
    pub income_levy_above: i64,
    pub amount: i64,
    pub cite: Option<String>,
    pub status: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    pub base: i64,
    pub threshold: Option<i64>,
    pub repeated: Option<i64>,
    pub outpatient: Option<i64>,
    pub outpatient_yearly: Option<i64>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    pub group: String,
    pub from: Day,
    pub before: Option<Day>,
    pub cite: Option<String>,
    pub status: Option<String>,
    pub limits: BTreeMap<String, Limit>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aggregation {
    pub from: Day,
    pub before: Option<Day>,
    pub least: i64,
    pub least_month_of_75: i64,
    pub cite: Option<String>,
    pub status: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LowStandardPay {
    pub limit: i64,
    pub cite: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Annual {
    pub from: Day,
    pub before: Option<Day>,
    pub cite: Option<String>,
    pub status: Option<String>,
    pub limits: BTreeMap<String, i64>,
    pub low_standard_pay: LowStandardPay,
}

/// The texts of the table files, by name.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    pub citations: String,
    pub schemes: String,
    pub caps: String,
    pub parameters: String,
    pub high_cost: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CitationsFile {
    pub citation: Vec<Citation>,
}
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemesFile {
    pub payer_order: PayerOrder,
    pub scheme: Vec<Scheme>,
}
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CapsFile {
    pub table: Vec<CapTable>,
}
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParametersFile {
    pub low_income_threshold: Vec<Amount>,
    pub employment_deduction: Vec<Amount>,
    pub majority: Vec<Majority>,
    pub child_age: Vec<ChildAge>,
    pub mild_high_cost: Vec<Watch>,
    pub high_cost_long_term: Vec<Watch>,
    pub liver_cancer_months: Vec<MonthCount>,
    pub start_date: Vec<StartDate>,
    pub validity: Vec<Validity>,
    pub newborn: Vec<Newborn>,
    pub isolation: Vec<Isolation>,
    pub lead: Vec<Lead>,
    pub reporting_habit: Vec<MonthCount>,
}
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HighCostFile {
    pub period: Vec<Period>,
    pub aggregation: Vec<Aggregation>,
    pub annual: Vec<Annual>,
}

/// All tables together.
#[derive(Clone, Debug)]
pub struct Book {
    pub citations: Vec<Citation>,
    pub schemes: SchemesFile,
    pub caps: Vec<CapTable>,
    pub parameters: ParametersFile,
    pub high_cost: HighCostFile,
}
