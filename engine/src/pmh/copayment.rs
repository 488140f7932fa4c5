//! 自己負担上限額{種別, 負担定義, 負担率(日)/(月)/(回), 金額(日)…}: read by the assumed names, kept verbatim beside.

use super::assumed::{field_of, table};
use super::tree::Element;
use super::{Finding, Log};
use crate::facts::{CapEntry, Certificate, FacilityKind, Limit, LimitPer, Setting};
use crate::{Cap, Rate, Yen};
use serde_json::{Map, Value};

/// One set of values, of one 種別 or of all.
#[derive(Default)]
struct Row {
    kinds: Vec<FacilityKind>,
    setting: Option<Setting>,
    amounts: Vec<(LimitPer, Yen)>,
    rates: Vec<Rate>,
    times_a_month: Option<u32>,
    first_visit_only: bool,
}

impl Row {
    fn is_for_all(&self) -> bool {
        self.kinds.is_empty() && self.setting.is_none()
    }
}

/// Fills caps, limits and rate of the certificate.
pub(super) fn apply<'a>(
    elements: impl IntoIterator<Item = &'a Element>,
    certificate: &mut Certificate,
    log: &mut Log,
) {
    let mut rows = Vec::new();
    for element in elements {
        collect(element, &mut rows, log);
    }
    let mut caps: Vec<Yen> = Vec::new();
    let mut rates: Vec<Rate> = Vec::new();
    for row in rows {
        for rate in &row.rates {
            if !rates.contains(rate) {
                rates.push(*rate);
            }
        }
        for (per, amount) in &row.amounts {
            if *per == LimitPer::Month && row.is_for_all() && !row.first_visit_only {
                if !caps.contains(amount) {
                    caps.push(*amount);
                }
            } else {
                certificate.limits.push(Limit {
                    per: per.clone(),
                    amount: *amount,
                    times_a_month: row.times_a_month.filter(|_| *per != LimitPer::Month),
                    first_visit_only: row.first_visit_only,
                    at_each_facility: false,
                    kinds: row.kinds.clone(),
                    setting: row.setting.clone(),
                });
            }
        }
    }
    match caps.as_slice() {
        [] => {}
        [cap] => certificate.caps = vec![CapEntry { from: certificate.valid.from, cap: Cap::At(*cap) }],
        _ => log.find(Finding::new("copayment.several_caps", "caps")),
    }
    match rates.as_slice() {
        [] => {}
        [rate] => certificate.rate = Some(*rate),
        _ => log.find(Finding::new("copayment.several_rates", "rate")),
    }
}

/// The month's cap as it is written out, where the source's own form is not kept.
pub(super) fn write(cap: Yen) -> Value {
    let name = table().copayment.iter().find(|row| row.field == "amount_month");
    let name = name.and_then(|row| row.names.first()).map(|name| super::face::small(name));
    Value::Object(name.map(|name| (name, Value::from(cap.amount()))).into_iter().collect::<Map<_, _>>())
}

/// The rows of an element: itself where it holds a known field, or a bare amount; else those of its children.
fn collect(element: &Element, rows: &mut Vec<Row>, log: &mut Log) {
    if element.is_leaf() {
        if let Some(amount) = amount(&element.text) {
            log.assume("caps", &element.name);
            rows.push(Row { amounts: vec![(LimitPer::Month, amount)], ..Row::default() });
        } else if !element.text.trim().is_empty() {
            log.find(Finding::new("copayment.amount", "caps"));
        }
        return;
    }
    let known = |child: &&Element| child.is_leaf() && field_of(&table().copayment, &child.name).is_some();
    if element.children.iter().any(|child| known(&child)) {
        let mut row = Row::default();
        for child in element.children.iter().filter(known) {
            fill(&mut row, child, log);
        }
        rows.push(row);
    }
    for child in element.children.iter().filter(|child| !child.is_leaf()) {
        collect(child, rows, log);
    }
}

fn fill(row: &mut Row, element: &Element, log: &mut Log) {
    let text = element.text.trim();
    if text.is_empty() {
        return;
    }
    let field = field_of(&table().copayment, &element.name).unwrap_or_default();
    match field {
        "kind" => {
            log.assume("limits.kinds", &element.name);
            match table().kind(text) {
                Some(known) => {
                    row.kinds.extend(known.kinds.iter().cloned());
                    row.setting = row.setting.take().or_else(|| known.setting.clone());
                }
                None => row.kinds.push(FacilityKind::Other(text.to_owned())),
            }
        }
        "amount_day" => row.add_amount(LimitPer::Day, element, log),
        "amount_month" => row.add_amount(LimitPer::Month, element, log),
        "amount_visit" => row.add_amount(LimitPer::Visit, element, log),
        "rate_day" | "rate_month" | "rate_visit" => match rate(text) {
            Some(rate) => {
                log.assume("rate", &element.name);
                row.rates.push(rate);
            }
            None => log.find(Finding::new("copayment.amount", "rate")),
        },
        "times_month" => match text.parse() {
            Ok(times) => {
                log.assume("limits.times_a_month", &element.name);
                row.times_a_month = Some(times);
            }
            Err(_) => log.find(Finding::new("copayment.amount", "limits.times_a_month")),
        },
        "first_visit_only" => {
            if let Some(flag) = table().flag(text) {
                log.assume("limits.first_visit_only", &element.name);
                row.first_visit_only = flag;
            }
        }
        // 負担定義: its values are not known; it stays where the whole is kept.
        _ => {}
    }
}

impl Row {
    fn add_amount(&mut self, per: LimitPer, element: &Element, log: &mut Log) {
        let field = if per == LimitPer::Month { "caps" } else { "limits" };
        match amount(&element.text) {
            Some(amount) => {
                log.assume(field, &element.name);
                self.amounts.push((per, amount));
            }
            None => log.find(Finding::new("copayment.amount", field)),
        }
    }
}

/// An amount of yen: digits, perhaps with thousands marks and 円.
fn amount(text: &str) -> Option<Yen> {
    let text = text.trim();
    let text = text.strip_suffix('円').unwrap_or(text);
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b',') {
        return None;
    }
    text.replace(',', "").parse().ok().and_then(Yen::from_outside)
}

/// A rate: whole percent, or a decimal share with its point.
fn rate(text: &str) -> Option<Rate> {
    if text.contains('.') {
        return text.parse().ok();
    }
    let percent: u16 = text.strip_suffix('%').unwrap_or(text).parse().ok()?;
    (percent <= 100).then(|| Rate::per_ten_thousand(percent * 100))
}
