//! What is due for a visit by a pack's rules.

use super::{Counted, Pack, PackDue, PackFault, Paid, Per, Rule, Text, Visit};
use super::{Day, Yen};

fn fits_list(list: &[Text], word: &str) -> bool {
    list.is_empty() || list.iter().any(|entry| entry == word)
}
fn times(amount: Yen, count: u32) -> Yen {
    Yen::new(amount.amount().saturating_mul(i64::from(count)))
}

impl Rule {
    /// Does the rule govern visits of this kind, whoever the patient is and whenever it was?
    pub(super) fn governs(&self, setting: &str, kind: &str) -> bool {
        fits_list(&self.settings, setting) && fits_list(&self.kinds, kind)
    }

    fn holds(&self, day: Day, conditions: &[Text]) -> bool {
        self.from <= day
            && self.before.is_none_or(|before| day < before)
            && self.when.iter().all(|needed| conditions.contains(needed))
            && !self.unless.iter().any(|refused| conditions.contains(refused))
    }

    fn counts_with(&self, visit: &Visit, earlier: &Visit) -> bool {
        earlier.day.month() == visit.day.month()
            && self.governs(&earlier.setting, &earlier.kind)
            && match self.scope {
                Counted::Everywhere => true,
                Counted::Facility => earlier.facility == visit.facility,
                Counted::FacilityAndSetting => {
                    earlier.facility == visit.facility && earlier.setting == visit.setting
                }
            }
    }

    /// `min(insurance self-pay, what the shape still allows)`.
    fn due(&self, visit: &Visit, earlier: &[Paid]) -> Yen {
        let counted: Vec<&Paid> =
            earlier.iter().filter(|paid| self.counts_with(visit, &paid.visit)).collect();
        let paid_this_month: Yen = counted.iter().map(|paid| paid.paid).sum();
        let units = visit.visits.max(1);
        let allowed = match self.per {
            Per::Nothing => Yen::ZERO,
            Per::Month => self.amount - paid_this_month,
            Per::Share => self.share_of(visit.total10),
            Per::Visit => {
                let before = counted.iter().map(|paid| paid.visit.visits.max(1)).fold(0, u32::saturating_add);
                let collected = counted
                    .iter()
                    .filter(|paid| paid.paid > Yen::ZERO)
                    .map(|paid| paid.visit.visits.max(1))
                    .fold(0, u32::saturating_add);
                times(self.amount, self.chargeable(units, before, collected))
            }
            Per::Day => self.day_allows(visit, units, &counted),
        };
        let room = self.monthly_limit.map(|limit| limit - paid_this_month);
        let due = visit.insurance_selfpay.min(allowed);
        room.map_or(due, |room| due.min(room)).at_least_zero()
    }

    /// How many of `units` are still charged, when `before` came earlier and `collected` of them were paid for.
    fn chargeable(&self, units: u32, before: u32, collected: u32) -> u32 {
        let not_free = self
            .free_from
            .map_or(units, |first_free| first_free.saturating_sub(1).saturating_sub(before).min(units));
        self.times_a_month.map_or(not_free, |most| most.saturating_sub(collected).min(not_free))
    }

    /// A day is charged once, however many visits it had.
    fn day_allows(&self, visit: &Visit, units: u32, counted: &[&Paid]) -> Yen {
        let mut other_days: Vec<(Day, u32, bool)> = Vec::new();
        let mut paid_today = Yen::ZERO;
        for paid in counted {
            let units = paid.visit.visits.max(1);
            if paid.visit.day == visit.day {
                paid_today += paid.paid;
            } else if let Some(day) = other_days.iter_mut().find(|day| day.0 == paid.visit.day) {
                day.1 = day.1.max(units);
                day.2 |= paid.paid > Yen::ZERO;
            } else {
                other_days.push((paid.visit.day, units, paid.paid > Yen::ZERO));
            }
        }
        let before = other_days.iter().map(|day| day.1).fold(0, u32::saturating_add);
        let collected = other_days.iter().filter(|day| day.2).map(|day| day.1).fold(0, u32::saturating_add);
        times(self.amount, self.chargeable(units, before, collected)) - paid_today
    }

    /// The share, half-up to ten yen in one step (健康保険法75条), as [`crate::Rate::of_at_window`].
    fn share_of(&self, total10: Yen) -> Yen {
        let share = i64::from(self.share.unwrap_or_default());
        let scaled = total10.amount().saturating_mul(share).saturating_add(50_000);
        Yen::new(scaled.div_euclid(100_000).saturating_mul(10))
    }
}

impl Pack {
    /// What is due for `visit` after `earlier` visits (in the order of registration, other months may be among them).
    pub fn assess(
        &self,
        conditions: &[Text],
        earlier: &[Paid],
        visit: &Visit,
    ) -> Result<PackDue<'_>, PackFault> {
        let mut fitting = self
            .rules
            .iter()
            .filter(|rule| rule.governs(&visit.setting, &visit.kind) && rule.holds(visit.day, conditions));
        let rule = fitting.next().ok_or(PackFault::NothingFits)?;
        if let Some(other) = fitting.next() {
            return Err(PackFault::Conflict { rule: rule.id.to_string(), other: other.id.to_string() });
        }
        Ok(PackDue { due: rule.due(visit, earlier), rule })
    }
}
