//! One claim in the manner of the published cases.

use engine::rate::Rate;
use engine::split::{self, Band, Claim, Halved, MonthSplit, Part, Patient, PublicTerms, Repeated, Special};
use engine::trace::{NoTrace, Trace};
use engine::yen::{Cap, Yen};

/// Under the certificate.
pub const K: Option<usize> = Some(0);
/// 保険単独.
pub const H: Option<usize> = None;

/// One claim in the manner of the published cases.
#[derive(Clone)]
pub struct Case {
    pub patient: Patient,
    pub public: PublicTerms,
    pub claims: Vec<Claim>,
}

pub fn case(band: Band, wari: u8, scheme: &str, cap: Option<i64>, parts: &[(Option<usize>, i64)]) -> Case {
    let month = "2026-07".parse().unwrap();
    let cap = cap.map_or(Cap::Unlimited, |cap| Cap::At(Yen::new(cap)));
    Case {
        patient: Patient {
            month,
            age: band.age(),
            band: Some(band),
            rate: Rate::tenths(wari).unwrap(),
            repeated: Repeated::default(),
            halved: Halved::default(),
            special: Special::default(),
        },
        public: split::public_terms(scheme, month, None, cap, Yen::ZERO).unwrap(),
        claims: vec![claim(true, parts)],
    }
}

pub fn claim(inpatient: bool, parts: &[(Option<usize>, i64)]) -> Claim {
    Claim {
        inpatient,
        parts: parts
            .iter()
            .map(|(public, total)| Part { total10: Yen::new(*total), public: *public })
            .collect(),
    }
}

impl Case {
    /// 外来
    pub fn visit(mut self) -> Self {
        for claim in &mut self.claims {
            claim.inpatient = false;
        }
        self
    }
    /// 多数回該当, both ways.
    pub fn repeated(mut self) -> Self {
        self.patient.repeated = Repeated { in_the_year: true, at_this_hospital: true };
        self
    }
    pub fn turns_75(mut self) -> Self {
        self.patient.halved.turns_75 = true;
        self
    }
    pub fn moved(mut self) -> Self {
        self.patient.halved.moved = true;
        self
    }
    pub fn welfare(mut self) -> Self {
        self.patient.special.welfare = true;
        self
    }
    pub fn specified_disease(mut self) -> Self {
        self.patient.special.specified_disease = true;
        self
    }
    pub fn month(mut self, month: &str) -> Self {
        self.patient.month = month.parse().unwrap();
        self
    }
    pub fn and(mut self, inpatient: bool, parts: &[(Option<usize>, i64)]) -> Self {
        self.claims.push(claim(inpatient, parts));
        self
    }
    pub fn run(&self) -> MonthSplit {
        let mut trace = Trace::default();
        let traced = split::month(&self.patient, &[self.public], &self.claims, &mut trace).unwrap();
        let mut plain = split::month(&self.patient, &[self.public], &self.claims, &mut NoTrace).unwrap();
        assert_eq!(trace.replay(), Ok(()));
        plain.step = traced.step;
        assert_eq!(plain, traced, "an explanation changes nothing");
        let layers = traced.layers;
        assert_eq!(layers.insurer + layers.high_cost + layers.public + layers.patient, layers.total10);
        assert_eq!(layers.patient, traced.total);
        traced
    }
    /// (kakari, kself, total)
    #[track_caller]
    pub fn gives(&self, kakari: i64, kself: i64, total: i64) {
        let split = self.run();
        assert_eq!(
            (split.before_public.amount(), split.under_public.amount(), split.total.amount()),
            (kakari, kself, total)
        );
    }
}
