//! What a description is held against: the facts on a day, and what has been answered.

use super::description::{Circumstance, Description, Known, Question, Step, When};
use super::given::{File, Given, Offer, Source};
use super::problem::{self, Bounds};
use super::{Kind, claim};
use crate::book::income;
use crate::civil::Day;
use crate::facts::{Certificate, Facts};
use crate::order;
use crate::start_date::{self, StartDate};
use crate::watch::mild_high_cost::{ByReason, Met, Reckoned, refund_estimate};
use crate::watch::sources::{Ground, NANBYO, SHOMAN};
use crate::watch::{Reapplication, Watches};
use crate::yen::Yen;
use serde_json::Value;

/// One form, one person, one day.
pub(super) struct Scene<'a> {
    pub kind: Kind,
    pub facts: &'a Facts,
    pub given: &'a Given,
    pub ground: &'a Ground<'a>,
    pub watches: &'a Watches,
    /// 軽症高額 as it counts today, whoever applies.
    pub mild: Option<Reckoned<'a>>,
    /// The criterion of it, as met today.
    pub met: Option<Met>,
}

impl<'a> Scene<'a> {
    pub fn of(
        kind: Kind,
        facts: &'a Facts,
        given: &'a Given,
        ground: &'a Ground<'a>,
        watches: &'a Watches,
    ) -> Self {
        let covered = ground.valid_on(NANBYO, ground.as_of);
        let mild = Reckoned::of(ground).filter(|_| !covered);
        let met = mild.as_ref().and_then(|mild| mild.met(ground));
        Scene { kind, facts, given, ground, watches, mild, met }
    }

    pub fn today(&self) -> Day {
        self.ground.as_of
    }

    pub fn description(&self) -> &'static Description {
        self.kind.description()
    }

    /// The steps that are asked, in order.
    pub fn steps(&self) -> impl Iterator<Item = &'static Step> + '_ {
        self.description().steps.iter().filter(|step| self.applies(step.applies))
    }

    /// The question of this key, where it is asked.
    pub fn question(&self, key: &str) -> Option<&'static Question> {
        self.steps()
            .flat_map(|step| step.questions)
            .find(|question| question.key == key && self.applies(question.applies))
    }

    /// The answer to a question that is asked; none where nothing is in it.
    pub fn answer(&self, key: &str) -> Option<&'a Value> {
        self.question(key)?;
        self.given.answers.get(key).map(|answer| &answer.value).filter(|value| !problem::is_empty(value))
    }

    pub fn is_yes(&self, key: &str) -> bool {
        self.answer(key).and_then(Value::as_bool) == Some(true)
    }

    pub fn applies(&self, when: When) -> bool {
        match when {
            When::Always => true,
            When::Is(key, code) => self.answer(key).is_some_and(|value| match value {
                Value::Array(items) => items.iter().any(|item| item == code),
                other => other == code,
            }),
            When::Yes(key) => self.is_yes(key),
            When::Holds(circumstance) => self.holds(circumstance),
            When::Lacks(circumstance) => !self.holds(circumstance),
            When::Any(any) => any.iter().any(|when| self.applies(*when)),
        }
    }

    pub fn holds(&self, circumstance: Circumstance) -> bool {
        match circumstance {
            Circumstance::Minor => self.ground.born_on.is_some_and(|born_on| {
                let age = income::majority(self.today());
                age.is_some_and(|age| self.today() < born_on.birthday(age.value))
            }),
            Circumstance::ChargesSuffice => match self.kind {
                Kind::HighCostLongTerm => self.long_term().is_some_and(|watch| watch.count.eligible),
                Kind::Refund => !crate::watch::claim::lines(self.ground).is_empty(),
                _ => self.mild.as_ref().is_some_and(|mild| mild.count.eligible),
            },
            Circumstance::ReasonHelps => {
                self.start_dates().is_some_and(|dates| match (dates.ordinary, dates.unavoidable) {
                    (Some(ordinary), Some(unavoidable)) => unavoidable.start < ordinary.start,
                    _ => false,
                })
            }
            Circumstance::RefusedLately => self.right().is_some(),
            Circumstance::HasEnded => {
                self.certificate().is_some_and(|certificate| certificate.valid.until < self.today())
            }
            Circumstance::Diagnosed => {
                self.ground.of_scheme(NANBYO).next().is_some()
                    || self.ground.refusals.iter().any(|refusal| refusal.scheme == NANBYO)
            }
        }
    }

    /// The right to apply again without a new certificate of the doctor.
    pub fn right(&self) -> Option<&'a Reapplication> {
        self.watches.reapplications.last()
    }

    /// The watch over the lower cap of the certificate it is about.
    pub fn long_term(&self) -> Option<&'a crate::watch::HighCostLongTerm> {
        let certificate = self.certificate()?;
        self.watches.high_cost_long_term.iter().find(|watch| watch.certificate == certificate.id)
    }

    /// Certificates one may choose from, the one that runs longest first.
    pub fn certificates(&self) -> Vec<&'a Certificate> {
        let may_be_chosen = |certificate: &&&'a Certificate| {
            let fits = certificate.scheme == NANBYO || certificate.scheme == SHOMAN;
            fits && match self.kind {
                Kind::HighCostLongTerm => {
                    self.watches.high_cost_long_term.iter().any(|watch| watch.certificate == certificate.id)
                }
                Kind::Change => certificate.valid.contains(self.today()),
                Kind::Renewal => self
                    .watches
                    .renewals
                    .iter()
                    .any(|renewal| renewal.certificate == certificate.id && renewal.followed_by.is_none()),
                _ => true,
            }
        };
        let mut certificates: Vec<&'a Certificate> =
            self.ground.certificates.iter().filter(may_be_chosen).copied().collect();
        order::sort_by(&mut certificates, |a, b| (b.valid.until, &a.id).cmp(&(a.valid.until, &b.id)));
        certificates
    }

    /// The certificate it is about: the chosen one, or the only one there is.
    pub fn certificate(&self) -> Option<&'a Certificate> {
        let certificates = self.certificates();
        match self.given.answers.get("certificate").and_then(|answer| answer.value.as_str()) {
            Some(id) => certificates.into_iter().find(|certificate| certificate.id == id),
            None => certificates.first().copied().filter(|_| certificates.len() == 1),
        }
    }

    /// 法別番号 of what is applied for.
    pub fn scheme(&self) -> &str {
        self.certificate().map_or(NANBYO, |certificate| certificate.scheme.as_str())
    }

    /// First days without and with やむを得ない理由, for an application today.
    pub fn start_dates(&self) -> Option<ByReason<Option<StartDate>>> {
        match self.kind {
            Kind::MildHighCost | Kind::Reapplication => {
                self.met.as_ref().map(|met| met.start_if_applied_today)
            }
            Kind::Renewal => {
                // Asked by its own key and not as an answer: the step it stands in asks for the days themselves.
                let diagnosed = self.given.answers.get("diagnosed_on")?.value.as_str()?;
                let diagnosed: Day = diagnosed.parse().ok().filter(|day| *day <= self.today())?;
                let covered = self.certificate()?.valid.until;
                let scheme = self.scheme();
                Some(ByReason::of(|unavoidable| {
                    start_date::ordinary(scheme, diagnosed.max(covered.next()), self.today(), unavoidable)
                }))
            }
            _ => None,
        }
    }

    /// What an application today might bring back, without and with a reason.
    pub fn refunds(&self) -> ByReason<Yen> {
        match (&self.met, self.start_dates()) {
            (Some(met), _) => met.refund_estimate,
            (None, Some(dates)) => {
                let charges = self.ground.disease_charges();
                ByReason {
                    ordinary: refund_estimate(self.ground, &charges, dates.ordinary),
                    unavoidable: refund_estimate(self.ground, &charges, dates.unavoidable),
                }
            }
            (None, None) => ByReason { ordinary: Yen::ZERO, unavoidable: Yen::ZERO },
        }
    }

    /// Every value that could be taken over as the answer to a question.
    pub fn offers(&self, question: &Question) -> Vec<Offer> {
        let known = question.known_as.and_then(|known| self.known(known));
        let record = known.map(|value| Offer {
            question: question.key.to_owned(),
            value,
            source: Source::Record,
            as_of: self.facts.sources.iter().filter_map(|source| source.good_at.clone()).max(),
        });
        let others = self.given.offers.iter().filter(|offer| {
            offer.question == question.key
                && offer.source != Source::Record
                && !problem::is_empty(&offer.value)
        });
        record.into_iter().chain(others.cloned()).collect()
    }

    fn known(&self, known: Known) -> Option<Value> {
        let person = &self.facts.person;
        if person.undisclosed {
            return None;
        }
        let text = |text: &str| (!text.trim().is_empty()).then(|| Value::from(text));
        match known {
            Known::Name => text(&person.name),
            Known::NameKana => text(&person.name_kana),
            Known::BornOn => person.born_on.map(|day| day.to_string().into()),
            Known::Diseases => {
                let newest = self.ground.of_scheme(self.scheme()).last()?;
                text(&newest.diseases.join("\u{3001}"))
            }
            Known::Facilities => {
                let mut names: Vec<&str> = Vec::new();
                for counted in self.ground.disease_charges() {
                    let facility = &counted.charge.facility;
                    if facility.designated != Some(false) && !names.contains(&facility.name.as_str()) {
                        names.push(&facility.name);
                    }
                }
                text(&names.join("\n"))
            }
            Known::Certificate => {
                let certificates = self.certificates();
                certificates.first().filter(|_| certificates.len() == 1).map(|one| one.id.as_str().into())
            }
            Known::ClaimFrom => claim::months(self).map(|(from, _)| from.to_string().into()),
            Known::ClaimUntil => claim::months(self).map(|(_, until)| until.to_string().into()),
            Known::Ventilator => {
                self.ground.of_scheme(self.scheme()).last().map(|newest| newest.traits.ventilator.into())
            }
        }
    }

    /// Every file named in an answer to a question that is asked.
    pub fn files(&self) -> Vec<File> {
        let questions = self.steps().flat_map(|step| step.questions);
        let asked = questions.filter(|question| matches!(question.ask, super::Ask::Files));
        asked.filter_map(|question| problem::files_of(self.answer(question.key)?)).flatten().collect()
    }

    /// What the answer to a question is held against. The day of birth itself is not held against the one on record: it may be the record
    /// that is wrong, and whoever decides sees both.
    pub fn bounds<'b>(&self, question: &Question, certificates: &'b [String]) -> Bounds<'b> {
        let not_before = match question.ask {
            super::Ask::Month { not_before } => not_before,
            _ => None,
        };
        Bounds {
            today: self.today(),
            born_on: self.ground.born_on.filter(|_| question.known_as != Some(Known::BornOn)),
            certificates,
            not_before: not_before
                .and_then(|key| self.answer(key))
                .and_then(Value::as_str)
                .and_then(|text| text.parse().ok()),
        }
    }
}
