//! 更新: an application like the first one (則12条). After the end it is a new one, with a gap nobody covers.

use super::shared::{
    APPLICATION_FORM, CERTIFICATE, DECLARATION, DISEASE, DOCTOR, DOCTORS_CERTIFICATE, FACILITIES, GUARDIAN,
    HELD_CERTIFICATE, HOUSEHOLD, INDIVIDUAL_NUMBER, INSURANCE, INSURANCE_PROOF, LATE_REASONS, PERSON,
    REGISTRY, RESIDENT_RECORD, TAX, TAX_CERTIFICATE, TRAITS,
};
use crate::form::Kind;
use crate::form::description::{Ask, Circumstance, Description, Evidence, Question, Step, When};

pub const FORM: Description = Description {
    kind: Kind::Renewal,
    steps: &[
        CERTIFICATE,
        Step::new(
            "start",
            &[
                Question::new("diagnosed_on", Ask::Day).by("nanbyo-ho-7-5-1"),
                Question::new("start", Ask::Evidence { of: Evidence::Start }),
                Question::new("late_reason", Ask::Choice { of: &LATE_REASONS })
                    .when(When::Holds(Circumstance::ReasonHelps))
                    .by("mild-reasons"),
                Question::new("late_reason_text", Ask::LongText { longest: 500 })
                    .when(When::Is("late_reason", "other"))
                    .once()
                    .by("mild-reasons"),
            ],
        )
        .when(When::Holds(Circumstance::HasEnded)),
        PERSON,
        GUARDIAN,
        DISEASE,
        DOCTOR,
        INSURANCE,
        HOUSEHOLD,
        TAX,
        TRAITS,
        FACILITIES,
        REGISTRY,
        DECLARATION,
    ],
    papers: &[
        APPLICATION_FORM,
        DOCTORS_CERTIFICATE,
        TAX_CERTIFICATE,
        RESIDENT_RECORD,
        INSURANCE_PROOF,
        HELD_CERTIFICATE,
        INDIVIDUAL_NUMBER,
    ],
};
