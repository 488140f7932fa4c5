//! Over-collection and its opposite: what the ledger found, as something to tell (RULES §1.6). Never an accusation: the pages
//! speak of a possibility and of the next step.

use super::Watches;
use super::notice::{Certainty, Notice, Params, Value};
use super::sources::Ground;
use crate::ledger::settle::{By, Direction, Settlement};
use serde::Serialize;

/// One difference to be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ToSettle {
    /// What the ledger says.
    #[serde(flatten)]
    pub settlement: Settlement,
    /// How sure it is.
    pub certainty: Certainty,
}

/// Every difference the ledger found; refunds first, then the larger one, then by day and charge.
pub fn watch(ground: &Ground<'_>) -> Vec<ToSettle> {
    let expected = ground.charges.iter().filter(|standing| standing.charge.source.is_expected());
    let expected: Vec<&str> = expected.map(|standing| &*standing.charge.id).collect();
    let mut lines: Vec<ToSettle> = ground
        .ledgers
        .settlements
        .iter()
        .map(|settlement| ToSettle {
            certainty: if ground.incomplete([settlement.month]) {
                Certainty::Incomplete
            } else if expected.contains(&&*settlement.charge) {
                Certainty::Expected
            } else {
                Certainty::Confirmed
            },
            settlement: settlement.clone(),
        })
        .collect();
    crate::order::sort_by(&mut lines, |a, b| {
        let (a, b) = (&a.settlement, &b.settlement);
        (a.direction, b.amount, a.service_day, &a.charge, &a.account).cmp(&(
            b.direction,
            a.amount,
            b.service_day,
            &b.charge,
            &b.account,
        ))
    });
    lines
}

impl ToSettle {
    /// What is claimed from the authority together with others is told with them, and by itself on its page only.
    pub(super) fn notice(&self, watches: &Watches) -> Notice {
        let line = &self.settlement;
        let key = match line.direction {
            Direction::Refund => "watch.settle.over",
            Direction::Additional => "watch.settle.under",
        };
        let by = match line.by {
            By::Facility => "settle.by.facility",
            By::Prefecture => "settle.by.prefecture",
        };
        let params = Params::default()
            .id("charge", &line.charge)
            .id("account", &line.account)
            .with("service_day", Value::Day(line.service_day))
            .with("facility", Value::Text(line.facility.name.clone()))
            .with("amount", Value::Yen(line.amount))
            .with("by", Value::Key(by.to_owned()))
            .with("reason", Value::Key(format!("settle.reason.{}", line.reason)));
        let notice = Notice::new(key, &[&line.account, &line.charge], params).certainty(self.certainty);
        let to_claim = watches.to_claim.iter().flat_map(|claim| &claim.lines);
        let is_this = |other: &Settlement| other.charge == line.charge && other.account == line.account;
        let is_claimed_with_others = to_claim.chain(&watches.claimed).any(is_this);
        let notice = if is_claimed_with_others { notice.quiet() } else { notice };
        match line.direction {
            Direction::Refund => notice.at_stake(line.amount),
            Direction::Additional => notice,
        }
    }
}
