//! 償還払い: what was paid before the certificate came, or at a rate or cap that was too high, claimed from the authority.

use super::shared::{CERTIFICATE, DECLARATION, GUARDIAN, HELD_CERTIFICATE, INDIVIDUAL_NUMBER, PERSON};
use crate::book::Status::Unconfirmed;
use crate::form::Kind;
use crate::form::description::{
    Ask, Circumstance, Description, Evidence, Known, Need, Paper, PaperRule, Question, Step, When,
};

pub const FORM: Description = Description {
    kind: Kind::Refund,
    steps: &[
        CERTIFICATE,
        Step::new(
            "claim",
            &[
                Question::new("claim_from", Ask::Month { not_before: None }).known_as(Known::ClaimFrom),
                Question::new("claim_until", Ask::Month { not_before: Some("claim_from") })
                    .known_as(Known::ClaimUntil),
                Question::new("claim", Ask::Evidence { of: Evidence::Claim }),
                Question::new("other_costs", Ask::YesNo).yes_unless(Circumstance::ChargesSuffice),
                Question::new("receipts", Ask::Files).when(When::Yes("other_costs")),
            ],
        ),
        PERSON,
        GUARDIAN,
        Step::new(
            "account",
            &[
                Question::new("bank_code", Ask::Digits { length: 4 }),
                Question::new("branch_code", Ask::Digits { length: 3 }),
                Question::new("account_kind", Ask::Choice { of: &["ordinary", "current", "savings"] })
                    .stays(),
                Question::new("account_number", Ask::Digits { length: 7 }),
                Question::new("account_holder", Ask::Kana { longest: 60 }),
            ],
        ),
        DECLARATION,
    ],
    papers: &[
        Paper {
            key: "application_form",
            rule: PaperRule::Fixed(Need::NotNeeded, "this_form"),
            cite: None,
            status: Unconfirmed,
        },
        Paper { key: "receipts", rule: PaperRule::FromCharges, cite: None, status: Unconfirmed },
        HELD_CERTIFICATE,
        Paper {
            key: "bank_book",
            rule: PaperRule::Fixed(Need::NotNeeded, "account_typed"),
            cite: None,
            status: Unconfirmed,
        },
        INDIVIDUAL_NUMBER,
    ],
};
