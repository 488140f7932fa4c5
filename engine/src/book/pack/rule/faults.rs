//! What is wrong with a pack.

use super::Yen;
use super::{KINDS, Pack, PackFault, Paid, Per, Rule, SETTINGS, Text};

const MOST_CONDITIONS: usize = 6;
const MOST: usize = 200;

impl Rule {
    fn shape_is_sound(&self) -> bool {
        let positive = self.amount > Yen::ZERO;
        let limit_is_sound = self.monthly_limit.is_none_or(|limit| limit >= Yen::ZERO);
        let counts =
            self.times_a_month.is_none_or(|most| most > 0) && self.free_from.is_none_or(|first| first > 0);
        let counts_nothing = self.times_a_month.is_none() && self.free_from.is_none();
        limit_is_sound
            && counts
            && match self.per {
                Per::Visit | Per::Day => positive && self.share.is_none(),
                Per::Month => positive && self.share.is_none() && counts_nothing,
                Per::Share => {
                    self.amount.is_zero() && self.share.is_some_and(|share| share <= 10_000) && counts_nothing
                }
                Per::Nothing => {
                    self.amount.is_zero()
                        && self.share.is_none()
                        && counts_nothing
                        && self.monthly_limit.is_none()
                }
            }
    }
}

impl Pack {
    /// Everything that is wrong with the pack; empty: it may be used.
    pub fn faults(&self) -> Vec<PackFault> {
        let rows = || self.cases.iter().flat_map(|case| case.rows.iter());
        if self.conditions.len() > MOST_CONDITIONS
            || [self.rules.len(), self.citations.len(), self.cases.len()].into_iter().any(|many| many > MOST)
            || rows().count() > MOST * 10
        {
            return vec![PackFault::TooLarge];
        }
        let mut faults = Vec::new();
        if !authority_is_sound(&self.authority) {
            faults.push(PackFault::Authority);
        }
        if self.rules.is_empty() {
            faults.push(PackFault::NoRule);
        }
        self.ids(&mut faults);
        self.words(&mut faults);
        for rule in self.rules.iter() {
            let id = || rule.id.to_string();
            if rule.before.is_some_and(|before| before <= rule.from) {
                faults.push(PackFault::EmptyRange { rule: id() });
            }
            if !self.citations.iter().any(|cite| cite.id == rule.cite) {
                faults.push(PackFault::UnknownCitation { rule: id() });
            }
            if !rule.shape_is_sound() {
                faults.push(PackFault::Shape { rule: id() });
            }
        }
        self.conflicts(&mut faults);
        if faults.is_empty() {
            self.run_cases(&mut faults);
        }
        faults
    }

    fn ids(&self, faults: &mut Vec<PackFault>) {
        let lists: [Vec<&Text>; 3] = [
            self.rules.iter().map(|rule| &rule.id).collect(),
            self.citations.iter().map(|cite| &cite.id).collect(),
            self.conditions.iter().collect(),
        ];
        for mut ids in lists {
            ids.sort_unstable();
            for pair in ids.windows(2) {
                if let [one, other] = pair
                    && one == other
                {
                    faults.push(PackFault::SameIdTwice { id: one.to_string() });
                }
            }
        }
    }

    fn words(&self, faults: &mut Vec<PackFault>) {
        let mut known = |at: &Text, word: &Text, known: bool| {
            if !known {
                faults.push(PackFault::UnknownWord { at: at.to_string(), word: word.to_string() });
            }
        };
        for rule in self.rules.iter() {
            for word in rule.settings.iter() {
                known(&rule.id, word, SETTINGS.contains(&&**word));
            }
            for word in rule.kinds.iter() {
                known(&rule.id, word, KINDS.contains(&&**word));
            }
            for word in rule.when.iter().chain(rule.unless.iter()) {
                known(&rule.id, word, self.conditions.contains(word));
            }
        }
        for case in self.cases.iter() {
            for word in case.conditions.iter() {
                known(&case.name, word, self.conditions.contains(word));
            }
        }
    }

    /// Two rules conflict when some visit of some person on some day fits both.
    fn conflicts(&self, faults: &mut Vec<PackFault>) {
        for (index, rule) in self.rules.iter().enumerate() {
            for other in self.rules.iter().skip(index + 1) {
                let same_days = rule.before.is_none_or(|before| other.from < before)
                    && other.before.is_none_or(|before| rule.from < before);
                let same_care = SETTINGS.iter().any(|setting| {
                    KINDS.iter().any(|kind| rule.governs(setting, kind) && other.governs(setting, kind))
                });
                // The smallest set of conditions that both accept is what both need.
                let needed: Vec<Text> = rule.when.iter().chain(other.when.iter()).cloned().collect();
                let same_people = ![rule, other]
                    .iter()
                    .any(|rule| rule.unless.iter().any(|refused| needed.contains(refused)));
                if same_days && same_care && same_people {
                    faults
                        .push(PackFault::Conflict { rule: rule.id.to_string(), other: other.id.to_string() });
                }
            }
        }
    }

    fn run_cases(&self, faults: &mut Vec<PackFault>) {
        let mut used: Vec<&str> = Vec::new();
        for case in self.cases.iter() {
            let mut earlier: Vec<Paid> = Vec::new();
            for (index, row) in case.rows.iter().enumerate() {
                let answer = self.assess(&case.conditions, &earlier, &row.visit);
                if let Ok(answer) = &answer {
                    used.push(&answer.rule.id);
                    earlier.push(Paid { visit: row.visit.clone(), paid: answer.due });
                }
                let found = answer.ok().map(|answer| answer.due);
                if found != Some(row.pays) {
                    faults.push(PackFault::CaseFails {
                        case: case.name.to_string(),
                        row: index + 1,
                        expected: row.pays.amount(),
                        found: found.map(Yen::amount),
                    });
                }
            }
        }
        for rule in self.rules.iter() {
            if !used.contains(&&*rule.id) {
                faults.push(PackFault::RuleWithoutCase { rule: rule.id.to_string() });
            }
        }
    }
}

/// 団体コード: five digits and a check digit (11 less the weighted sum 6,5,4,3,2 by 11, last digit).
fn authority_is_sound(code: &str) -> bool {
    let digits: Option<Vec<u32>> = code.chars().map(|digit| digit.to_digit(10)).collect();
    let Some([first, second, third, fourth, fifth, check]) = digits.as_deref() else { return false };
    let sum = first * 6 + second * 5 + third * 4 + fourth * 3 + fifth * 2;
    *check == (11 - sum % 11) % 10
}
