//! `ledger`: one certificate, its rows in the order of registration.
//!
//! A case becomes one person's facts and goes the way of all facts. Where it cannot, because it starts in mid-month
//! (`prior_cumulative`) or gives the self-pay and not what it comes from, the same running rule is applied to its rows directly.

use super::date::{self, Given, OneMonth};
use super::kubun;
use super::node::Node;
use crate::book;
use crate::civil::{Day, Month};
use crate::facts::door::Refused;
use crate::facts::{CapEntry, Certificate, Charge, Facts};
use crate::ledger::admit::reason as off;
use crate::ledger::caps;
use crate::ledger::events::{self, Active};
use crate::ledger::kernel::{Row, Share, Terms};
use crate::ledger::settle::reason;
use crate::ledger::{self, Ledgers};
use crate::rate::Rate;
use crate::split;
use crate::trace::{NoTrace, StepId};
use crate::yen::{Cap, Yen};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Answers one worked case.
pub(super) fn case(case: &Node<'_>) -> Result<Value, Refused> {
    Case::read(case)?.answer()
}

/// One row as it was given.
struct GivenRow {
    path: String,
    id: String,
    id_given: bool,
    date: Given,
    date_text: Value,
    facility: String,
    total10: Option<Yen>,
    raw: Option<Yen>,
    rate: Option<Rate>,
    cancels: bool,
    charge: Map<String, Value>,
}

/// A case, read.
pub(super) struct Case {
    /// The case as facts.
    pub facts: Facts,
    certificate: Certificate,
    rate: Option<Rate>,
    prior: Yen,
    one_month: OneMonth,
    rows: Vec<GivenRow>,
    houbetsu_missing: bool,
}

const CERTIFICATE: &str = "certificate";

impl Case {
    /// Reads the case and refuses what cannot be meant.
    pub fn read(case: &Node<'_>) -> Result<Self, Refused> {
        let scheme = case.get("houbetsu").map(|node| node.plain()).transpose()?;
        let insurance_rate = rate(case)?;
        let scheme_rate = case.get("scheme_rate").map(|node| node.rate()).transpose()?;
        let mut rows = Vec::new();
        for (index, row) in case.need("rows")?.list()?.iter().enumerate() {
            rows.extend(GivenRow::read(row, index, insurance_rate)?);
        }
        let dates: Vec<Given> = rows.iter().map(|row| row.date).collect();
        let said = case.get("month").map(|node| node.month()).transpose()?;
        let one_month =
            OneMonth::of(said, &dates).ok_or_else(|| case.refuse_field("month", "month.invalid"))?;
        let caps = caps(case, scheme.as_deref(), one_month.month)?;
        let band = case
            .get("kubun")
            .map(|node| kubun::read(&node.text()?, None).ok_or_else(|| node.refuse("kubun.unknown")))
            .transpose()?;
        let insurance: Vec<Value> =
            band.iter().map(|band| json!({"from": FIRST, "band": band.code()})).collect();
        let charges: Vec<Value> = rows.iter().map(|row| row.charge(one_month)).collect();
        let facts = json!({
            "person": {"id": "case"},
            "certificates": [{"id": CERTIFICATE, "scheme": scheme.clone().unwrap_or_default(),
                "valid": {"from": FIRST, "until": LAST}, "caps": caps, "rate": scheme_rate}],
            "charges": charges,
            "insurance": insurance,
        });
        let facts =
            Facts::deserialize(facts).map_err(|error| Refused::new("json.shape", "", error.to_string()))?;
        let certificate = facts.certificates.first().cloned();
        Ok(Case {
            certificate: certificate.ok_or_else(|| case.refuse("json.shape"))?,
            facts,
            rate: scheme_rate,
            prior: case.get("prior_cumulative").map_or(Ok(Yen::ZERO), |node| node.yen())?,
            one_month,
            rows,
            houbetsu_missing: scheme.is_none(),
        })
    }

    /// Can the whole ledger answer, or only the running rule?
    pub fn is_whole(&self) -> bool {
        let by_rate = |row: &GivenRow| row.cancels || (row.total10.is_some() && row.rate.is_some());
        self.prior.is_zero()
            && self.rows.iter().all(by_rate)
            && ledger::terms::terms(&self.certificate, self.one_month.month.first())
                .is_some_and(|terms| terms.known)
    }

    fn answer(&self) -> Result<Value, Refused> {
        if self.is_whole() { Ok(self.by_ledger()) } else { self.by_rule() }
    }

    fn given(&self, charge: &str) -> Option<&GivenRow> {
        self.rows.iter().find(|row| row.id == charge)
    }

    /// The month as the answer names it; none when no year was given.
    fn month(&self, month: Month) -> Value {
        if self.one_month.known { json!(month) } else { Value::Null }
    }

    fn by_ledger(&self) -> Value {
        let ledgers: Ledgers = ledger::all(&self.facts, None);
        let mut rows: Vec<(u64, Value)> = Vec::new();
        let mut months = Vec::new();
        for page in &ledgers.months {
            for row in &page.rows {
                let Some(given) = self.given(&row.charge) else { continue };
                let mut answer = given.row(row.raw, row.due, row.used, row.reached);
                if let (Some(collected), Some(difference)) = (row.collected, row.difference) {
                    answer["collected"] = json!(collected);
                    answer["difference"] = json!(difference);
                }
                if let Some(meal) = row.meal {
                    answer["meal"] = json!(meal);
                }
                if !row.marks.is_empty() {
                    answer["marks"] = json!(row.marks);
                }
                rows.push((row.sequence, answer));
            }
            let reaching =
                page.rows.iter().find(|row| row.reached && Some(row.service_day) == page.reached_on);
            let reaching = reaching.and_then(|row| self.given(&row.charge));
            let mut month = json!({
                "month": self.month(page.month),
                "total10": page.total10,
                "selfpay": page.selfpay,
                "cap": page.cap,
                "reached_on": reaching.map(|row| &row.date_text),
                "reached_at": reaching.map(|row| &row.facility),
                "liability_in_law": page.liability_in_law,
            });
            if !page.caps.is_empty() {
                month["caps"] = json!(page.caps);
            }
            months.push(month);
        }
        rows.sort_by_key(|(sequence, _)| *sequence);
        let settlements: Vec<Value> = ledgers
            .settlements
            .iter()
            .map(|line| {
                self.settlement(
                    &line.charge,
                    line.amount,
                    &json!(line.direction),
                    &json!(line.by),
                    line.reason,
                )
            })
            .collect();
        let mut answer = json!({
            "rows": rows.into_iter().map(|(_, row)| row).collect::<Vec<_>>(),
            "months": months,
            "settlements": settlements,
        });
        let off: Vec<Value> =
            ledgers.off_ledger.iter().map(|off| self.off(&off.charge, off.reason)).collect();
        if !off.is_empty() {
            answer["off_ledger"] = json!(off);
        }
        if !ledgers.findings.is_empty() {
            answer["findings"] = json!(ledgers.findings);
        }
        answer
    }

    fn settlement(&self, charge: &str, amount: Yen, direction: &Value, by: &Value, reason: &str) -> Value {
        let given = self.given(charge);
        let mut line = json!({
            "facility": given.map(|row| &row.facility),
            "date": given.map(|row| &row.date_text),
            "amount": amount,
            "direction": direction,
            "by": by,
            "reason": reason,
        });
        if let Some(row) = given.filter(|row| row.id_given) {
            line["id"] = json!(row.id);
        }
        line
    }

    fn off(&self, charge: &str, reason: &str) -> Value {
        let given = self.given(charge);
        json!({
            "id": charge,
            "facility": given.map(|row| &row.facility),
            "date": given.map(|row| &row.date_text),
            "reason": reason,
        })
    }

    /// The running rule alone.
    fn by_rule(&self) -> Result<Value, Refused> {
        let folded = events::fold(&self.facts.charges, &|_| false);
        let needs_designation = ledger::terms::terms(&self.certificate, self.one_month.month.first())
            .is_none_or(|terms| terms.needs_designation);
        let mut by_month: BTreeMap<Month, Vec<&Active<'_>>> = BTreeMap::new();
        let mut left_out = Vec::new();
        for active in &folded.active {
            let charge = active.charge;
            if needs_designation && charge.facility.designated == Some(false) {
                left_out.push(self.off(&charge.id, off::NOT_DESIGNATED));
            } else if !charge.disease_related {
                left_out.push(self.off(&charge.id, off::NOT_DISEASE_RELATED));
            } else if self.given(&charge.id).is_some_and(|given| given.is_below_selfpay(charge.collected)) {
                left_out.push(self.off(&charge.id, off::BELOW_SELFPAY));
            } else {
                by_month.entry(charge.service_day.month()).or_default().push(active);
            }
        }
        let (mut rows, mut months, mut settlements) = (Vec::new(), Vec::new(), Vec::new());
        let mut prior = self.prior;
        for (month, charges) in by_month {
            let page = self.page(month, &charges, std::mem::take(&mut prior))?;
            rows.extend(page.rows);
            settlements.extend(page.settlements);
            months.push(page.month);
        }
        rows.sort_by_key(|(sequence, _)| *sequence);
        let mut answer = json!({
            "rows": rows.into_iter().map(|(_, row)| row).collect::<Vec<_>>(),
            "months": months,
            "settlements": settlements,
        });
        if !left_out.is_empty() {
            answer["off_ledger"] = json!(left_out);
        }
        if !folded.findings.is_empty() {
            answer["findings"] = json!(folded.findings);
        }
        Ok(answer)
    }

    fn page(&self, month: Month, charges: &[&Active<'_>], prior: Yen) -> Result<Page, Refused> {
        let mut page = Page::default();
        let (mut used, mut total10, mut selfpay) = (prior, Yen::ZERO, Yen::ZERO);
        let mut shares = Some(Vec::new());
        let mut reaching: Option<&GivenRow> = None;
        let caps = caps::several(caps::printed(&self.certificate, None, month));
        let cap_at_end = self.cap_on(month.last()).unwrap_or(Cap::Unlimited);
        for active in charges {
            let charge = active.charge;
            let Some(given) = self.given(&charge.id) else { continue };
            let cap = self.cap_on(charge.service_day).unwrap_or(Cap::Unlimited);
            let (terms, row) = self.terms(given, charge, month, cap)?;
            let due = ledger::kernel::assess(&terms, cap, used, StepId(0), &row, &mut NoTrace);
            if due.reached && cap == cap_at_end && cap != Cap::At(Yen::ZERO) && reaching.is_none() {
                reaching = Some(given);
            }
            let share = match terms.share {
                Share::AtMost(rate) => Some((rate.min(charge.insurance_rate), charge.total10)),
                Share::OfInsurance | Share::Nothing => None,
            };
            shares = shares.zip(share).map(|(mut shares, share)| {
                shares.push(share);
                shares
            });
            used = due.used;
            total10 += charge.total10;
            selfpay += due.due;
            let mut answer = given.row(due.raw, due.due, Some(due.used), due.reached);
            if let Some(collected) = active.collected {
                let difference = collected - due.due;
                answer["collected"] = json!(collected);
                answer["difference"] = json!(difference);
                if !difference.is_zero() {
                    let over = difference > Yen::ZERO;
                    let direction = if over { "refund" } else { "additional" };
                    let why = if over { reason::OVER } else { reason::UNDER };
                    let amount = Yen::new(difference.amount().abs());
                    page.settlements.push(self.settlement(
                        &charge.id,
                        amount,
                        &json!(direction),
                        &json!("facility"),
                        why,
                    ));
                }
            }
            page.rows.push((active.place.sequence, answer));
        }
        let in_law = shares.filter(|_| prior.is_zero() && caps.is_empty());
        let in_law = in_law.map(|shares| cap_at_end.clip(Rate::of_all_half_up(shares)));
        page.month = json!({
            "month": self.month(month),
            "total10": total10,
            "selfpay": selfpay,
            "cap": cap_at_end,
            "reached_on": reaching.map(|row| &row.date_text),
            "reached_at": reaching.map(|row| &row.facility),
            "liability_in_law": in_law,
        });
        if !caps.is_empty() {
            page.month["caps"] = json!(caps);
        }
        if !prior.is_zero() {
            page.month["prior_cumulative"] = json!(prior);
        }
        Ok(page)
    }

    fn cap_on(&self, day: Day) -> Option<Cap> {
        self.certificate.cap_on(day)
    }

    /// By the rate where there is one and a cost to apply it to, else as given.
    fn terms(
        &self,
        given: &GivenRow,
        charge: &Charge,
        month: Month,
        cap: Cap,
    ) -> Result<(Terms, Row), Refused> {
        let row = Row {
            total10: charge.total10,
            insurance_rate: charge.insurance_rate,
            raw_given: given.raw,
            insurance_room: None,
        };
        let scheme = split::public_terms(&self.certificate.scheme, month, None, cap, Yen::ZERO);
        let mut terms = scheme.map_or(PLAIN, |scheme| scheme.terms);
        if let Some(rate) = self.rate
            && (scheme.is_none() || matches!(terms.share, Share::AtMost(_)))
        {
            terms.share = Share::AtMost(rate);
        }
        let has_rate = scheme.is_some() || self.rate.is_some();
        if has_rate && given.total10.is_some() && given.rate.is_some() {
            return Ok((terms, row));
        }
        if given.raw.is_some() {
            return Ok((Terms { share: Share::OfInsurance, ..terms }, row));
        }
        if !has_rate {
            let code = if self.houbetsu_missing { "field.missing" } else { "houbetsu.unknown" };
            return Err(Refused::new(code, "houbetsu", ""));
        }
        Err(Refused::new("field.missing", format!("{}.insurance_rate", given.path), ""))
    }
}

const PLAIN: Terms =
    Terms { share: Share::OfInsurance, rate_cite: None, rounding_cite: None, cap_cite: None };
/// First and last day a certificate of a case is valid.
const FIRST: &str = "1868-01-01";
const LAST: &str = "2999-12-31";

/// One month by the running rule.
#[derive(Default)]
struct Page {
    rows: Vec<(u64, Value)>,
    settlements: Vec<Value>,
    month: Value,
}

fn rate(node: &Node<'_>) -> Result<Option<Rate>, Refused> {
    node.get("insurance_rate").map(|node| node.wari(0..=10)).transpose()
}

/// The cap as a history: an amount, `null`, or a list of both by their first day.
fn caps(case: &Node<'_>, scheme: Option<&str>, month: Month) -> Result<Vec<CapEntry>, Refused> {
    let first = FIRST.parse().map_err(|code| case.refuse(code))?;
    let listed = case.present("cap").filter(|node| node.value.is_array()).or(case.get("caps"));
    if let Some(node) = listed {
        return node
            .list()?
            .iter()
            .map(|entry| {
                let from = entry.get("from").map_or(Ok(first), |from| from.day())?;
                let cap = entry.cap("cap")?.ok_or_else(|| entry.refuse_field("cap", "field.missing"))?;
                Ok(CapEntry { from, cap })
            })
            .collect();
    }
    match case.cap("cap")? {
        Some(cap) => Ok(vec![CapEntry { from: first, cap }]),
        // Nobody knows whether there is none or it was forgotten, unless the scheme has no caps at all.
        None if scheme
            .and_then(book::scheme)
            .is_some_and(|scheme| scheme.cap_table(month.first()).is_none()) =>
        {
            Ok(Vec::new())
        }
        None => Err(case.refuse_field("cap", "field.missing")),
    }
}

impl GivenRow {
    /// Is more given as self-pay than the whole cost?
    fn is_below_selfpay(&self, collected: Option<Yen>) -> bool {
        self.total10.is_some_and(|total10| self.raw.max(collected).is_some_and(|paid| paid > total10))
    }

    /// `None`: a remark.
    fn read(row: &Node<'_>, index: usize, insurance_rate: Option<Rate>) -> Result<Option<Self>, Refused> {
        row.object()?;
        let amount = |name: &str| row.get(name).map(|node| node.yen()).transpose();
        let text = |name: &str| row.get(name).map(|node| node.text()).transpose();
        let (total10, raw) = (amount("total10")?, amount("raw_selfpay")?);
        let event = row.get("event").map(|node| event(&node)).transpose()?.unwrap_or("registered");
        let cancels = event == "cancelled";
        if total10.is_none() && raw.is_none() && !cancels {
            return Ok(None);
        }
        let id = text("id")?;
        let facility = text("facility")?.unwrap_or_default();
        let place = u64::try_from(index).unwrap_or(u64::MAX).saturating_add(1);
        let sequence = match row.get("sequence") {
            Some(node) => u64::try_from(node.integer()?).map_err(|_| node.refuse("number.out_of_range"))?,
            None => place,
        };
        let rate = rate(row)?.or(insurance_rate);
        let mut charge = Map::new();
        let mut put = |name: &str, value: Value| charge.insert(name.to_owned(), value);
        let id_given = id.is_some();
        let id = id.unwrap_or_else(|| format!("row-{place}"));
        put("id", json!(id));
        put("sequence", json!(sequence));
        put("event", json!(event));
        put("certificates", json!([CERTIFICATE]));
        put("total10", json!(total10.unwrap_or_default()));
        // Points are ten yen each; a cost that is no multiple of ten can only be one of 介護.
        let care = total10.is_some_and(|total10| total10.floor_to_10() != total10);
        let kind = if care { "long_term_care" } else { "hospital" };
        let designated = row.get("designated").map(|node| node.yes()).transpose()?;
        put("facility", json!({"code": facility, "name": facility, "kind": kind, "designated": designated}));
        if let Some(supersedes) = text("supersedes")? {
            put("supersedes", json!(supersedes));
        }
        if let Some(rate) = rate {
            put("insurance_rate", json!(rate));
        }
        for (name, field) in [("raw_selfpay", "raw_selfpay"), ("collected", "collected"), ("meal", "meal")] {
            if let Some(amount) = amount(name)? {
                put(field, json!(amount));
            }
        }
        if let Some(node) = row.get("disease_related") {
            put("disease_related", json!(node.yes()?));
        }
        if let Some(setting) = setting(row)? {
            put("setting", json!(setting));
        }
        Ok(Some(GivenRow {
            path: row.path().to_owned(),
            id,
            id_given,
            date: date::read(row)?,
            date_text: row.present("date").map_or(Value::Null, |node| node.value.clone()),
            facility,
            total10,
            raw,
            rate,
            cancels,
            charge,
        }))
    }

    fn charge(&self, one_month: OneMonth) -> Value {
        let mut charge = self.charge.clone();
        charge.insert("service_day".to_owned(), json!(one_month.day(self.date)));
        Value::Object(charge)
    }

    fn row(&self, raw: Yen, due: Yen, used: Option<Yen>, reached: bool) -> Value {
        let mut row = json!({
            "date": self.date_text,
            "facility": self.facility,
            "total10": self.total10,
            "raw_selfpay": raw,
            "selfpay": due,
            "cumulative": used,
            "cap_reached": reached,
        });
        if self.id_given {
            row["id"] = json!(self.id);
        }
        row
    }
}

fn event(node: &Node<'_>) -> Result<&'static str, Refused> {
    match node.plain()?.as_str() {
        "registered" => Ok("registered"),
        "corrected" => Ok("corrected"),
        "cancelled" => Ok("cancelled"),
        _ => Err(node.refuse("event.unknown")),
    }
}

fn setting(row: &Node<'_>) -> Result<Option<&'static str>, Refused> {
    if let Some(node) = row.get("nyuin") {
        return Ok(Some(if node.yes()? { "inpatient" } else { "outpatient" }));
    }
    let Some(node) = row.get("setting") else { return Ok(None) };
    match node.plain()?.as_str() {
        "inpatient" => Ok(Some("inpatient")),
        "outpatient" => Ok(Some("outpatient")),
        _ => Err(node.refuse("setting.unknown")),
    }
}
