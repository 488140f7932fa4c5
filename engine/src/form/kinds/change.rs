//! 変更: what is to be told without delay (難病則13条), and the facilities, which are applied for (難病法10条, 則33条).

use super::shared::{
    CERTIFICATE, DECLARATION, FACILITIES_QUESTION, GUARDIAN, HELD_CERTIFICATE, HOUSEHOLD, INDIVIDUAL_NUMBER,
    INSURANCE, INSURANCE_PROOF, PERSON, RESIDENT_RECORD, TAX, TAX_CERTIFICATE,
};
use crate::book::Status::Unconfirmed;
use crate::form::Kind;
use crate::form::description::{Ask, Description, Need, Paper, PaperRule, Question, Step, When};

const TEXT: &str = "nanbyo-soku-13";

pub const FORM: Description = Description {
    kind: Kind::Change,
    steps: &[
        CERTIFICATE,
        Step::new(
            "changes",
            &[
                Question::new(
                    "changes",
                    Ask::Choices {
                        of: &["name", "address", "insurance", "income", "household", "facilities"],
                    },
                )
                .by(TEXT),
                Question::new("changed_on", Ask::Day).by(TEXT),
                Question::new("name_before", Ask::Text { longest: 100 })
                    .when(When::Is("changes", "name"))
                    .once()
                    .by(TEXT),
                Question::new("address_before", Ask::Text { longest: 200 })
                    .when(When::Is("changes", "address"))
                    .once()
                    .by(TEXT),
                Question::new("income_change", Ask::LongText { longest: 500 })
                    .when(When::Is("changes", "income"))
                    .once()
                    .by(TEXT),
            ],
        ),
        PERSON,
        GUARDIAN,
        INSURANCE.when(When::Is("changes", "insurance")),
        HOUSEHOLD.when(When::Is("changes", "household")),
        TAX.when(When::Any(&[
            When::Is("changes", "insurance"),
            When::Is("changes", "income"),
            When::Is("changes", "household"),
        ])),
        Step::new("facilities", &[FACILITIES_QUESTION.by("nanbyo-soku-33")])
            .when(When::Is("changes", "facilities")),
        Step::new("proof", &[Question::new("proof_files", Ask::Files).optional().by(TEXT)]),
        DECLARATION,
    ],
    papers: &[
        Paper {
            key: "application_form",
            rule: PaperRule::Fixed(Need::NotNeeded, "this_form"),
            cite: Some(TEXT),
            status: Unconfirmed,
        },
        TAX_CERTIFICATE,
        RESIDENT_RECORD,
        INSURANCE_PROOF,
        HELD_CERTIFICATE,
        INDIVIDUAL_NUMBER,
    ],
};
