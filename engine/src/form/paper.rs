//! Papers: 省略できる(自動取得), 必要 or 不要, each with its reason.

use super::description::{Circumstance, Need, Paper, PaperRule};
use super::scene::Scene;
use crate::book::Status;
use serde::Serialize;

/// One paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PaperView {
    /// Key; the words are under `form.paper.`.
    pub key: &'static str,
    /// Is it needed?
    pub need: Need,
    /// Why: key of the words, under `form.paper_reason.`.
    pub reason: &'static str,
    /// The text that asks for it ([`crate::book::cite`]).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cite: Option<&'static str>,
    /// How sure it is that authorities handle it so.
    pub status: Status,
    /// Where it is put in, when it is needed and can be sent here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<&'static str>,
}

/// Reasons that follow from answers and facts; the fixed ones stand in the descriptions.
pub(super) const REASONS: [&str; 10] = [
    "consent_given",
    "no_consent",
    "registered_charges",
    "costs_elsewhere",
    "charges_not_enough",
    "refused_lately",
    "held_by_authority",
    "by_access_key",
    "by_picture",
    "by_post",
];

pub(super) fn papers(scene: &Scene<'_>) -> Vec<PaperView> {
    scene.description().papers.iter().map(|paper| view(scene, paper)).collect()
}

fn view(scene: &Scene<'_>, paper: &Paper) -> PaperView {
    let (need, reason, question) = match paper.rule {
        PaperRule::Fixed(need, reason) => (need, reason, None),
        PaperRule::ByConsent(key) => {
            if scene.question(key).is_none() {
                (Need::NotNeeded, "not_for_this", None)
            } else if scene.is_yes(key) {
                (Need::Omitted, "consent_given", None)
            } else {
                (Need::Needed, "no_consent", Some(key))
            }
        }
        PaperRule::FromCharges => {
            if scene.is_yes("other_costs") {
                (Need::Needed, "costs_elsewhere", Some("receipts"))
            } else if scene.holds(Circumstance::ChargesSuffice) {
                (Need::Omitted, "registered_charges", None)
            } else {
                (Need::Needed, "charges_not_enough", Some("other_costs"))
            }
        }
        PaperRule::DoctorsCertificate => doctors_certificate(scene),
    };
    // Within twelve months of a refusal the practice of authorities decides, not the regulation.
    let cite = if reason == "refused_lately" { Some("mild-documents") } else { paper.cite };
    PaperView { key: paper.key, need, reason, cite, status: paper.status, question }
}

fn doctors_certificate(scene: &Scene<'_>) -> (Need, &'static str, Option<&'static str>) {
    if scene.question("doctor_by").is_none() {
        let refused = scene.holds(Circumstance::RefusedLately);
        return (Need::NotNeeded, if refused { "refused_lately" } else { "held_by_authority" }, None);
    }
    match scene.answer("doctor_by").and_then(serde_json::Value::as_str) {
        Some("access_key") => (Need::Omitted, "by_access_key", Some("access_key")),
        Some("picture") => (Need::Needed, "by_picture", Some("doctor_files")),
        _ => (Need::Needed, "by_post", Some("doctor_by")),
    }
}
