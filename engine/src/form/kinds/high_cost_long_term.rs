//! 高額かつ長期: the change to the lower cap (難病法10条, 則33条; 平成26年告示428号).

use super::shared::{
    APPLICATION_FORM, CERTIFICATE, COST_STATEMENT, COSTS, DECLARATION, GUARDIAN, HELD_CERTIFICATE,
    INDIVIDUAL_NUMBER, PERSON, RECEIPTS,
};
use crate::book::Status::Confirmed;
use crate::form::Kind;
use crate::form::description::{Ask, Description, Evidence, Need, Paper, PaperRule, Question, Step};

pub const FORM: Description = Description {
    kind: Kind::HighCostLongTerm,
    steps: &[
        CERTIFICATE,
        COSTS,
        Step::new(
            "lower_cap",
            &[Question::new("lower_cap", Ask::Evidence { of: Evidence::LowerCap }).by("nanbyo-kokuji-428")],
        ),
        PERSON,
        GUARDIAN,
        DECLARATION,
    ],
    papers: &[
        Paper { cite: Some("nanbyo-soku-33"), ..APPLICATION_FORM },
        Paper { cite: Some("nanbyo-soku-33-2"), ..COST_STATEMENT },
        Paper { cite: Some("nanbyo-soku-33-2"), ..RECEIPTS },
        Paper {
            key: "doctors_certificate",
            rule: PaperRule::Fixed(Need::NotNeeded, "not_for_this"),
            cite: Some("nanbyo-soku-33-2"),
            status: Confirmed,
        },
        HELD_CERTIFICATE,
        INDIVIDUAL_NUMBER,
    ],
};
