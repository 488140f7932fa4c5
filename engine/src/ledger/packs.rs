//! The published rules of a local scheme inside the ledger: what the pack still allows, given the month so far.

use crate::book::pack::{Counted, Pack, Paid, Per, Rule, Text, Visit};
use crate::facts::{Certificate, Charge, IncomeClass};
use crate::yen::Yen;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What was paid in the month so far, kept as short as the rules of the pack allow.
#[derive(Clone, Debug, Default)]
pub struct History {
    by_place: BTreeMap<String, Vec<Paid>>,
}

fn visit(charge: &Charge, self_pay: Yen) -> Visit {
    let text = |code: &str| -> Text { Cow::Owned(code.to_owned()) };
    Visit {
        day: charge.service_day,
        facility: text(&charge.facility.code),
        kind: text(charge.facility.kind.code()),
        setting: text(charge.setting.code()),
        total10: charge.total10,
        insurance_selfpay: self_pay,
        visits: charge.visits,
    }
}

/// The circumstances a pack tells apart, as the printed 所得区分 gives them.
fn conditions(certificate: &Certificate) -> Vec<Text> {
    match &certificate.income_class {
        Some(IncomeClass::Low1 | IncomeClass::Low2 | IncomeClass::PublicAssistance) => {
            vec![Cow::Borrowed("non_taxed"), Cow::Borrowed("low_income")]
        }
        Some(IncomeClass::Other(word)) => vec![Cow::Owned(word.clone())],
        _ => Vec::new(),
    }
}

/// Has the pack one rule for such a charge?
pub fn fits(pack: &Pack, certificate: &Certificate, charge: &Charge) -> bool {
    pack.assess(&known(pack, certificate), &[], &visit(charge, Yen::ZERO)).is_ok()
}

/// Those of the circumstances this pack has a word for.
fn known(pack: &Pack, certificate: &Certificate) -> Vec<Text> {
    let mut conditions = conditions(certificate);
    conditions.retain(|condition| pack.conditions.contains(condition));
    conditions
}

/// Amounts counted everywhere together need the whole month; else each facility is a story of its own.
fn place<'c>(pack: &Pack, charge: &'c Charge) -> &'c str {
    let everywhere = pack.rules.iter().any(|rule| rule.scope == Counted::Everywhere);
    if everywhere { "" } else { &charge.facility.code }
}

impl History {
    /// What the pack lets a facility take of `self_pay`, and the rule that says so.
    pub fn allows<'p>(
        &self,
        pack: &'p Pack,
        certificate: &Certificate,
        charge: &Charge,
        self_pay: Yen,
    ) -> Option<(Yen, &'p Rule)> {
        let earlier = self.by_place.get(place(pack, charge)).map_or(&[][..], Vec::as_slice);
        let answer = pack.assess(&known(pack, certificate), earlier, &visit(charge, self_pay)).ok()?;
        Some((answer.due, answer.rule))
    }

    /// Takes down what was due under a rule. Visits of one day, place and kind are kept together, so that a month is never longer
    /// than its days.
    pub fn take(&mut self, pack: &Pack, rule: &Rule, charge: &Charge, due: Yen) {
        let history = self.by_place.entry(place(pack, charge).to_owned()).or_default();
        let visit = visit(charge, Yen::ZERO);
        let alike = history.iter_mut().find(|paid| {
            let other = &paid.visit;
            (other.day, &other.facility, &other.kind, &other.setting)
                == (visit.day, &visit.facility, &visit.kind, &visit.setting)
                && (paid.paid > Yen::ZERO) == (due > Yen::ZERO)
        });
        let Some(alike) = alike else {
            history.push(Paid { visit, paid: due });
            return;
        };
        alike.paid += due;
        let (before, more) = (alike.visit.visits.max(1), charge.visits.max(1));
        // A day is a day however many visits it had; visits add up.
        alike.visit.visits =
            if rule.per == Per::Day { before.max(more) } else { before.saturating_add(more) };
    }
}
