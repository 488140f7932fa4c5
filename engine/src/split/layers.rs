//! What comes out: who bears what of a part, a claim and a month.

use crate::civil::Month;
use crate::trace::StepId;
use crate::yen::Yen;
use serde::Serialize;

/// Who bears what. The four layers are each not below zero and together exactly `total10`.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Layers {
    /// 医療費 10割.
    pub total10: Yen,
    /// The insurer by its rate.
    pub insurer: Yen,
    /// 高額療養費.
    pub high_cost: Yen,
    /// 公費.
    pub public: Yen,
    /// The patient.
    pub patient: Yen,
}

/// One part, worked out.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PartSplit {
    /// 医療費 10割.
    pub total10: Yen,
    /// Place of its certificate; none for 保険単独.
    pub public: Option<usize>,
    /// Self-pay by the insurance's rate, before everything.
    pub share: Yen,
    /// What 高額療養費 leaves of it before 公費.
    pub before_public: Yen,
    /// What 公費 leaves to the patient, before the ordinary limit.
    pub patient: Yen,
}

/// One claim, worked out by itself: what its window asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClaimSplit {
    /// In the order given.
    pub parts: Vec<PartSplit>,
    /// Who bears what of this claim, before other claims are looked at.
    pub layers: Layers,
}

/// One person's month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MonthSplit {
    /// In the order given; the cap of a certificate is used up in this order.
    pub claims: Vec<ClaimSplit>,
    /// Self-pay of the subsidised parts before 公費, after 高額療養費 (一部負担).
    pub before_public: Yen,
    /// What the patient pays of the subsidised parts under 公費.
    pub under_public: Yen,
    /// What the patient bears of the month in the end.
    pub total: Yen,
    /// What the insurer pays back because several claims were added up (合算): the windows' sum less `total`.
    pub paid_back: Yen,
    /// What may be claimed back besides, and is not taken off `total`: under 70 the share left by 公費 of the only item of 21,000 yen
    /// and more, as far as it exceeds the ordinary limit. RULES §11.6 adds up from two items on; the letter of 国保令29条の2①二 knows
    /// no such condition.
    pub claimable: Yen,
    /// Who bears what of the month.
    pub layers: Layers,
    /// Was the 適用区分 known? Otherwise the figures are 見込み.
    pub band_known: bool,
    /// Where the trace tells of `total`.
    #[serde(skip)]
    pub step: StepId,
}

/// Why a month cannot be split.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Unsplittable {
    /// A band of the other age.
    BandOfOtherAge,
    /// The book has no amounts of 高額療養費 for the month.
    NoTable(Month),
    /// A part names a certificate that is not in the list.
    NoSuchCertificate(usize),
    /// A cost below zero.
    Negative,
}

impl MonthSplit {
    /// What payers behind the first bear comes off what the patient would.
    pub(super) fn take_off(&mut self, relief: Yen) {
        self.total -= relief;
        self.layers.patient -= relief;
        self.layers.public += relief;
        self.claimable = self.claimable.min(self.total);
    }
}

impl Layers {
    pub(crate) fn and(self, other: Layers) -> Layers {
        Layers {
            total10: self.total10 + other.total10,
            insurer: self.insurer + other.insurer,
            high_cost: self.high_cost + other.high_cost,
            public: self.public + other.public,
            patient: self.patient + other.patient,
        }
    }
}
