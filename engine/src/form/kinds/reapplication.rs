//! 軽症による不認定のあと、12か月以内の再申請: no new 臨床調査個人票 (RULES §5).

use super::shared::{
    APPLICATION_FORM, COST_STATEMENT, COSTS, DECLARATION, DISEASE, DOCTORS_CERTIFICATE, FACILITIES, GUARDIAN,
    HOUSEHOLD, INDIVIDUAL_NUMBER, INSURANCE, INSURANCE_PROOF, PERSON, RECEIPTS, REGISTRY, RESIDENT_RECORD,
    START, TAX, TAX_CERTIFICATE, TRAITS,
};
use crate::form::Kind;
use crate::form::description::{Ask, Description, Evidence, Question, Step};

pub const FORM: Description = Description {
    kind: Kind::Reapplication,
    steps: &[
        Step::new(
            "right",
            &[Question::new("right", Ask::Evidence { of: Evidence::Right }).by("mild-documents")],
        ),
        COSTS,
        START,
        PERSON,
        GUARDIAN,
        DISEASE,
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
        COST_STATEMENT,
        RECEIPTS,
        DOCTORS_CERTIFICATE,
        TAX_CERTIFICATE,
        RESIDENT_RECORD,
        INSURANCE_PROOF,
        INDIVIDUAL_NUMBER,
    ],
};
