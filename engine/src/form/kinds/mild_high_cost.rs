//! 軽症高額 (難病法6条・7条1項2号, 則12条).

use super::shared::{
    APPLICATION_FORM, COST_STATEMENT, COSTS, DECLARATION, DISEASE, DOCTOR, DOCTORS_CERTIFICATE, FACILITIES,
    GUARDIAN, HOUSEHOLD, INDIVIDUAL_NUMBER, INSURANCE, INSURANCE_PROOF, PERSON, RECEIPTS, REGISTRY,
    RESIDENT_RECORD, START, TAX, TAX_CERTIFICATE, TRAITS,
};
use crate::form::Kind;
use crate::form::description::{Circumstance, Description, When};

pub const FORM: Description = Description {
    kind: Kind::MildHighCost,
    steps: &[
        COSTS,
        START,
        PERSON,
        GUARDIAN,
        DISEASE,
        // Within twelve months of a refusal the doctor's certificate of then still serves.
        DOCTOR.when(When::Lacks(Circumstance::RefusedLately)),
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
