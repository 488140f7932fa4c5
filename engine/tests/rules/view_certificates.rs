//! Certificates as a page shows them: everything printed, where each is in its life, which applies first.

use crate::view_support::{certificate, charge, json_of, nanbyo, person, seen, with};
use engine::view::Whole;
use serde_json::{Value, json};

fn status(view: &Whole, id: &str) -> Value {
    let found = view.pages.certificates.certificates.iter().find(|certificate| certificate.printed.id == id);
    json_of(&found.unwrap_or_else(|| panic!("no {id}")).status)
}

#[test]
fn where_a_certificate_is_in_its_life_to_the_day() {
    let at = |as_of| status(&seen(&person(&[nanbyo()], &[]), as_of), "c");
    assert_eq!(
        at("2025-12-31"),
        json!({"key": "certificate.not_started", "params": [{"name": "from", "value": {"day": "2026-01-01"}}]})
    );
    let valid = |key: &str, days: u32| {
        json!({"key": key, "params": [{"name": "until", "value": {"day": "2026-12-31"}},
            {"name": "days_left", "value": {"count": days}}]})
    };
    assert_eq!(at("2026-01-01"), valid("certificate.valid", 364));
    assert_eq!(at("2026-09-29"), valid("certificate.valid", 93));
    assert_eq!(at("2026-09-30"), valid("certificate.ending_soon", 92));
    assert_eq!(at("2026-12-31"), valid("certificate.ending_soon", 0));
    assert_eq!(
        at("2027-01-01"),
        json!({"key": "certificate.ended", "params": [{"name": "until", "value": {"day": "2026-12-31"}}]})
    );
    let next = certificate("d", "54", "2027-01-01", "2027-12-31", &json!(10_000));
    let view = seen(&person(&[nanbyo(), next], &[]), "2026-12-30");
    assert_eq!(status(&view, "c"), valid("certificate.goes_on", 1));
    assert_eq!(status(&view, "d")["key"], "certificate.not_started");
    let order: Vec<&str> = view.pages.certificates.certificates.iter().map(|one| &*one.printed.id).collect();
    assert_eq!(order, ["d", "c"]);
}

/// The one that is valid longest first, those that ended last.
#[test]
fn certificates_stand_in_the_order_of_their_last_days() {
    let certificates = [
        certificate("long-ago", "54", "2024-01-01", "2024-12-31", &json!(10_000)),
        certificate("short", "21", "2026-01-01", "2026-11-30", &json!(5_000)),
        certificate("ended", "54", "2025-01-01", "2025-12-31", &json!(10_000)),
        nanbyo(),
    ];
    let view = seen(&person(&certificates, &[]), "2026-11-20");
    let order: Vec<&str> = view.pages.certificates.certificates.iter().map(|one| &*one.printed.id).collect();
    assert_eq!(order, ["c", "short", "ended", "long-ago"]);
}

#[test]
fn a_follower_that_names_no_disease_goes_on_and_one_for_another_disease_does_not() {
    let key = |before: &Value, after: &Value| {
        let next = with(
            certificate("d", "54", "2027-01-01", "2027-12-31", &json!(10_000)),
            &json!({"diseases": after}),
        );
        let view = seen(&person(&[with(nanbyo(), &json!({"diseases": before})), next], &[]), "2026-12-30");
        status(&view, "c")["key"].clone()
    };
    for (before, after, goes_on) in [
        (json!(["X"]), json!([]), true),
        (json!([]), json!(["Y"]), true),
        (json!(["X"]), json!(["Y", "X"]), true),
        (json!(["X"]), json!(["Y"]), false),
    ] {
        let expected = if goes_on { "certificate.goes_on" } else { "certificate.ending_soon" };
        assert_eq!(key(&before, &after), expected, "{before} {after}");
    }
}

#[test]
fn everything_printed_is_there_verbatim_what_nobody_knows_too() {
    let printed = json!({"id": "c", "scheme": "54", "name": "特定医療費（指定難病）受給者証", "payer_number": "54136015",
        "recipient_number": "1234566", "diseases": ["X"], "valid": {"from": "2026-01-01", "until": "2026-12-31"},
        "caps": [{"from": "2026-01-01", "cap": 10_000}, {"from": "2026-07-01", "cap": 5_000}], "rate": "0.2",
        "facilities": ["1310000001"], "income_class": "middle1", "decided_on": "2025-12-20", "onset_month": "2024-03",
        "additional_conditions": "Y", "face": [{"label": "B", "value": "ｶﾅ"}, {"label": "A", "value": ""}], "of_a_later_version": {"z": 1}});
    let view = seen(&person(std::slice::from_ref(&printed), &[]), "2026-11-20");
    assert_eq!(json_of(&view.pages.certificates.certificates[0].printed), printed);
    assert_eq!(json_of(&view.pages.certificates.certificates[0].cap), json!(5_000));
}

#[test]
fn a_scheme_without_a_monthly_cap_has_none_on_its_card_and_in_a_month_without_a_visit() {
    let unprinted = |scheme: &str| json!({"id": "c", "scheme": scheme, "valid": {"from": "2026-01-01", "until": "2026-12-31"}});
    for (scheme, cap) in
        [("local:280003/fukushi", json!(null)), ("18", json!(0)), ("54", json!({"unknown": true}))]
    {
        let view = seen(&person(&[unprinted(scheme)], &[]), "2026-11-20");
        let month = &view.pages.view.ledgers[0].this_month;
        let card = &view.pages.certificates.certificates[0];
        assert_eq!(card.cap, month.cap, "{scheme}: the card and the month say the same");
        let told = card.cap.map_or_else(|| json!({"unknown": true}), |cap| json_of(&cap));
        assert_eq!(told, cap, "{scheme}");
    }
}

#[test]
fn what_does_not_fit_is_told_and_changes_nothing() {
    let checks = |changes: &Value, more: &Value| {
        let document = with(person(&[with(nanbyo(), changes)], &[]), more);
        json_of(&seen(&document, "2026-11-20").pages.certificates.certificates[0].checks)
    };
    let fits = json!({"payer_number": "54136015", "recipient_number": "1234566", "income_class": "middle1"});
    assert_eq!(checks(&fits, &json!({})), json!([]));
    let numbers = json!({"payer_number": "54136016", "recipient_number": "1234567"});
    assert_eq!(
        checks(&numbers, &json!({})),
        json!([
            {"key": "certificate.check.payer_number", "params": [{"name": "number", "value": {"text": "54136016"}}]},
            {"key": "certificate.check.recipient_number", "params": [{"name": "number", "value": {"text": "1234567"}}]},
        ])
    );
    // numbers of other lengths cannot be checked
    assert_eq!(checks(&json!({"payer_number": "5413601", "recipient_number": "12"}), &json!({})), json!([]));
    let upper = json!({"income_class": "upper"});
    assert_eq!(
        checks(&upper, &json!({})),
        json!([{"key": "certificate.check.cap_of_another_class",
            "params": [{"name": "printed", "value": {"yen": 10_000}}, {"name": "of_table", "value": {"yen": 30_000}}]}])
    );
    // a shared cap is lower by right
    let household = json!({"household": {"shares": [{"certificate": "c", "scheme": "54", "cap_before": 30_000},
        {"scheme": "52", "cap_before": 15_000}]}});
    assert_eq!(checks(&upper, &household), json!([]));
    // a household of other certificates lowers nothing here
    let others = json!({"household": {"shares": [{"certificate": "d", "scheme": "54", "cap_before": 30_000},
        {"scheme": "52", "cap_before": 15_000}]}});
    assert_eq!(checks(&upper, &others), checks(&upper, &json!({})));
}

#[test]
fn a_registration_certificate_has_no_cap_no_end_and_no_disease() {
    let document = with(
        person(&[], &[]),
        &json!({"registrations": [{"id": "r", "from": "2024-04-01", "onset_month": "2020-01", "diseases": ["X"]},
            {"id": "later", "from": "2027-01-01"}]}),
    );
    let view = seen(&document, "2026-11-20");
    assert_eq!(
        json_of(&view.pages.view.registrations),
        json!([
            {"id": "r", "scheme": "54", "from": "2024-04-01",
                "status": "registration.valid"},
            {"id": "later", "scheme": "54", "from": "2027-01-01",
                "status": "registration.not_started"},
        ])
    );
    assert!(view.pages.view.ledgers.is_empty() && view.pages.certificates.certificates.is_empty());
}

#[test]
fn the_time_line_says_who_applies_first() {
    let certificates = [
        certificate("local", "local:282103/x", "2026-01-01", "2026-06-30", &json!(null)),
        certificate("54", "54", "2026-03-01", "2026-12-31", &json!(10_000)),
        certificate("52", "52", "2026-05-01", "2026-12-31", &json!(5_000)),
        certificate("21", "21", "2026-05-01", "2026-05-31", &json!(5_000)),
        certificate("strange", "99", "2026-05-01", "2026-05-01", &json!(0)),
        certificate("later", "54", "2027-02-01", "2027-12-31", &json!(10_000)),
        certificate("never", "54", "2027-03-01", "2026-03-01", &json!(10_000)),
    ];
    let view = seen(&person(&certificates, &[]), "2026-11-20");
    let told: Vec<(String, String, String)> = view
        .pages
        .certificates
        .time_line
        .iter()
        .map(|stretch| (stretch.from.to_string(), stretch.until.to_string(), stretch.in_order.join(" ")))
        .collect();
    let of = |from: &str, until: &str, order: &str| (from.to_owned(), until.to_owned(), order.to_owned());
    assert_eq!(
        told,
        [
            of("2026-01-01", "2026-02-28", "local"),
            of("2026-03-01", "2026-03-01", "54 local"),
            of("2026-03-02", "2026-04-30", "54 local"),
            of("2026-05-01", "2026-05-01", "21 52 54 local strange"),
            of("2026-05-02", "2026-05-31", "21 52 54 local"),
            of("2026-06-01", "2026-06-30", "52 54 local"),
            of("2026-07-01", "2026-12-31", "52 54"),
            of("2027-02-01", "2027-02-28", "later"),
            of("2027-03-01", "2027-12-31", "later"),
        ]
    );
}

#[test]
fn nothing_says_that_there_is_something_undisclosed() {
    let hidden = with(
        certificate("secret", "52", "2026-01-01", "2026-12-31", &json!(5_000)),
        &json!({"undisclosed": true, "name": "secret"}),
    );
    let shares = json!([{"certificate": "c", "scheme": "54", "cap_before": 10_000},
        {"certificate": "secret", "scheme": "52", "cap_before": 5_000}]);
    let secret =
        with(charge("secret-visit", 1, "2026-11-04", "secret", 10_000), &json!({"certificates": ["secret"]}));
    let mut document = with(
        person(&[nanbyo(), hidden], &[secret, charge("a", 2, "2026-11-04", "A", 10_000)]),
        &json!({"household": {"shares": shares}, "registrations": [{"id": "secret-r", "from": "2024-04-01", "undisclosed": true}],
            "sources": [{"source": "pmh", "state": "undisclosed", "reason": "secret"}]}),
    );
    let view = seen(&document, "2026-11-20");
    assert!(!json_of(&view).to_string().contains("secret"), "{}", json_of(&view));
    assert_eq!(
        json_of(&view.pages.view.sources),
        json!([{"source": "pmh", "state": "none_confirmed", "advice": "standing.none_confirmed", "good_at": null}])
    );
    assert_eq!((view.pages.certificates.certificates.len(), view.pages.certificates.household), (1, None));
    // a person who must not be seen: as if nothing were known, not even a name
    document["person"]["undisclosed"] = json!(true);
    let nobody = with(json!({"person": {"id": "other"}}), &json!({}));
    assert_eq!(seen(&document, "2026-11-20"), seen(&nobody, "2026-11-20"));
}

#[test]
fn each_state_of_a_source_has_its_own_advice() {
    let states =
        ["present", "none_confirmed", "error", "pending", "consent_declined", "not_connected", "strange"];
    let sources: Vec<Value> = states
        .iter()
        .map(|state| json!({"source": state, "state": state, "good_at": "2026-11-19T18:03:00+09:00"}))
        .collect();
    let view = seen(&with(person(&[], &[]), &json!({"sources": sources})), "2026-11-20");
    let mut told: Vec<(String, Option<&str>)> =
        view.pages.view.sources.iter().map(|source| (source.source.clone(), source.advice)).collect();
    told.sort();
    assert_eq!(
        told,
        [
            ("consent_declined".to_owned(), Some("standing.consent_declined")),
            ("error".to_owned(), Some("standing.error")),
            ("none_confirmed".to_owned(), Some("standing.none_confirmed")),
            ("not_connected".to_owned(), Some("standing.not_connected")),
            ("pending".to_owned(), Some("standing.pending")),
            ("present".to_owned(), None),
            ("strange".to_owned(), Some("standing.unknown")),
        ]
    );
    assert!(
        view.pages
            .view
            .sources
            .iter()
            .all(|source| source.good_at.as_deref() == Some("2026-11-19T18:03:00+09:00"))
    );
}
