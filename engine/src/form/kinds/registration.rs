//! 登録者証: for whoever meets the 診断基準, mild or not (難病法28条2項, 則50条; RULES §9). No tax, no household, no insurance.

use super::shared::{
    APPLICATION_FORM, DECLARATION, DISEASE, DOCTOR, DOCTORS_CERTIFICATE, GUARDIAN, INDIVIDUAL_NUMBER, PERSON,
    RESIDENT_RECORD,
};
use crate::book::Status::Unconfirmed;
use crate::form::Kind;
use crate::form::description::{
    Ask, Circumstance, Description, Need, Paper, PaperRule, Question, Step, When,
};

const TEXT: &str = "nanbyo-soku-50";

pub const FORM: Description = Description {
    kind: Kind::Registration,
    steps: &[
        PERSON,
        GUARDIAN,
        DISEASE,
        DOCTOR.when(When::Lacks(Circumstance::Diagnosed)),
        Step::new(
            "delivery",
            &[
                Question::new("delivery", Ask::Choice { of: &["my_number_portal", "paper"] }).by(TEXT),
                Question::new("paper_reason", Ask::LongText { longest: 500 })
                    .when(When::Is("delivery", "paper"))
                    .once()
                    .by(TEXT),
            ],
        ),
        DECLARATION,
    ],
    papers: &[
        Paper { cite: Some("registration-document"), ..APPLICATION_FORM },
        Paper { cite: Some("registration-document"), status: Unconfirmed, ..DOCTORS_CERTIFICATE },
        RESIDENT_RECORD,
        Paper {
            key: "tax_certificate",
            rule: PaperRule::Fixed(Need::NotNeeded, "not_for_this"),
            cite: Some("registration-document"),
            status: Unconfirmed,
        },
        INDIVIDUAL_NUMBER,
    ],
};
