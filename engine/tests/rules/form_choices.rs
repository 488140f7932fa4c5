//! 申請: which certificates there are to choose from, what is asked because of a choice, and what is offered as an answer.

use crate::form_support::{question, with_answers};
use crate::watch_support::{certificate, charge, day, facts, registered, with};
use engine::form::{self, FormView, Given, Kind, Need, Offer, Source};
use serde_json::{Value, json};

const TODAY: &str = "2026-07-10";

fn view(kind: Kind, document: &Value, answers: &[(&str, Value)], today: &str) -> FormView {
    form::work_out(kind, &facts(document), &with_answers(answers), day(today))
}

fn holding(certificates: &[Value]) -> Value {
    json!({"person": {"id": "p"}, "certificates": certificates})
}

fn choices(view: &FormView) -> Vec<&str> {
    question(view, "certificate").certificates.iter().map(|one| one.id.as_str()).collect()
}

fn problem(view: &FormView, key: &str) -> Option<&'static str> {
    question(view, key).problem.as_ref().map(|problem| problem.key)
}

/// What is offered, where only the record has something to offer.
fn offered(view: &FormView, key: &str) -> Option<Value> {
    let offers = &question(view, key).offers;
    assert!(offers.iter().all(|offer| offer.source == Source::Record && offer.question == key), "{offers:?}");
    assert!(offers.len() < 2, "{offers:?}");
    offers.first().map(|offer| offer.value.clone())
}

fn three_schemes() -> Value {
    holding(&[
        certificate("n", "54", "2025-09-01", "2026-08-31", 10_000),
        certificate("s", "52", "2026-01-01", "2026-12-31", 5_000),
        certificate("z", "21", "2026-01-01", "2027-06-30", 5_000),
    ])
}

#[test]
fn certificates_of_54_and_52_are_to_be_chosen_from_the_one_that_runs_longest_first() {
    for kind in [Kind::Refund, Kind::Change, Kind::Renewal, Kind::HighCostLongTerm] {
        let empty = view(kind, &three_schemes(), &[], TODAY);
        assert_eq!(choices(&empty), ["s", "n"], "{kind:?}");
        assert_eq!(offered(&empty, "certificate"), None, "{kind:?}: two to choose from");
        for (chosen, scheme, wrong) in
            [("s", "52", None), ("n", "54", None), ("z", "54", Some("form.problem.not_a_choice"))]
        {
            let view = view(kind, &three_schemes(), &[("certificate", json!(chosen))], TODAY);
            assert_eq!((&*view.scheme, problem(&view, "certificate")), (scheme, wrong), "{kind:?} {chosen}");
        }
    }
}

#[test]
fn the_only_certificate_is_offered_and_is_the_one_it_is_about() {
    let child = holding(&[certificate("s", "52", "2026-01-01", "2026-12-31", 5_000)]);
    let one = view(Kind::Refund, &child, &[], TODAY);
    assert_eq!((offered(&one, "certificate"), &*one.scheme), (Some(json!("s")), "52"));
}

/// 2024 to 2025, and the one that goes on from there.
fn followed() -> Value {
    holding(&[
        certificate("old", "54", "2024-09-01", "2025-08-31", 10_000),
        certificate("new", "54", "2025-09-01", "2026-08-31", 10_000),
    ])
}

#[test]
fn only_a_certificate_the_application_can_be_about_is_to_be_chosen() {
    let of = |kind: Kind| {
        let view = view(kind, &followed(), &[], TODAY);
        choices(&view).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    // The old one is renewed already, and changes and caps are those of the one that is valid.
    for kind in [Kind::Renewal, Kind::Change, Kind::HighCostLongTerm] {
        assert_eq!(of(kind), ["new"], "{kind:?}");
    }
    // What was paid too much under the old one comes back all the same.
    assert_eq!(of(Kind::Refund), ["new", "old"]);
}

#[test]
fn after_the_end_and_not_on_the_last_day_a_renewal_asks_from_when_it_counts() {
    let asked = |today: &str| {
        let view = view(Kind::Renewal, &followed(), &[], today);
        view.steps.iter().any(|step| step.key == "start")
    };
    for (today, expected) in [
        ("2026-07-10", false),
        ("2026-08-31", false),
        ("2026-09-01", true),
        ("2026-09-02", true),
        ("2026-12-31", true),
    ] {
        assert_eq!(asked(today), expected, "{today}");
    }
}

#[test]
fn of_several_choices_each_asks_what_it_needs() {
    let asked = |changes: Value| -> Vec<&'static str> {
        let view = view(Kind::Change, &followed(), &[("changes", changes)], TODAY);
        let questions = view.steps.iter().flat_map(|step| &step.questions).map(|one| one.key);
        let of_changes = ["name_before", "address_before", "income_change", "insurance_kind", "tax_consent"];
        questions.filter(|key| of_changes.contains(key)).collect()
    };
    assert_eq!(asked(json!(["name"])), ["name_before"]);
    assert_eq!(asked(json!(["address"])), ["address_before"]);
    assert_eq!(asked(json!(["income", "address"])), ["address_before", "income_change", "tax_consent"]);
    assert_eq!(asked(json!(["insurance"])), ["insurance_kind", "tax_consent"]);
    assert_eq!(asked(json!(["facilities"])), [""; 0]);
}

/// Are the registered charges enough by themselves? Then "no other costs" is an answer, and no receipts are needed.
fn suffices(view: &FormView) -> bool {
    let receipts = view.papers.iter().find(|paper| paper.key == "receipts");
    let paper = receipts.map(|paper| (paper.need, paper.reason));
    let enough = problem(view, "other_costs").is_none();
    let expected = if enough {
        (Need::Omitted, "registered_charges")
    } else {
        assert_eq!(problem(view, "other_costs"), Some("form.problem.not_enough"));
        (Need::Needed, "charges_not_enough")
    };
    assert_eq!(paper, Some(expected));
    enough
}

const NO_OTHER: (&str, Value) = ("other_costs", Value::Bool(false));

#[test]
fn six_months_suffice_for_the_lower_cap_and_five_do_not() {
    let months = |count: u64| {
        let charges: Vec<Value> = (1..=count)
            .map(|month| {
                with(charge(month, &format!("2026-{month:02}-05"), 60_000), &json!({"certificates": ["new"]}))
            })
            .collect();
        let document = with(followed(), &json!({"charges": charges}));
        suffices(&view(Kind::HighCostLongTerm, &document, &[NO_OTHER], TODAY))
    };
    assert!(months(6));
    assert!(!months(5));
}

#[test]
fn for_a_refund_suffices_whatever_there_is_to_claim() {
    let mut document = holding(&[with(
        certificate("n", "54", "2026-06-21", "2027-06-20", 10_000),
        &json!({"decided_on": "2026-08-20"}),
    )]);
    assert!(!suffices(&view(Kind::Refund, &document, &[NO_OTHER], "2026-08-25")));
    document["charges"] = json!([with(charge(1, "2026-06-25", 40_000), &json!({"collected": 12_000}))]);
    assert!(suffices(&view(Kind::Refund, &document, &[NO_OTHER], "2026-08-25")));
}

#[test]
fn facilities_are_offered_each_once_and_none_that_is_not_designated() {
    let at = |sequence: u64, name: &str, designated: Value| {
        let facility = json!({"code": format!("13100000{sequence:02}"), "name": name, "kind": "hospital",
            "designated": designated});
        with(charge(sequence, &format!("2026-06-{sequence:02}"), 1_000), &json!({"facility": facility}))
    };
    let charges = [
        at(1, "甲病院", json!(true)),
        at(2, "乙病院", json!(false)),
        at(3, "丙病院", json!(null)),
        at(4, "甲病院", json!(true)),
    ];
    let form = view(Kind::MildHighCost, &registered(&charges), &[], TODAY);
    assert_eq!(offered(&form, "facilities"), Some(json!("甲病院\n丙病院")));
    let nowhere = view(Kind::MildHighCost, &registered(&charges[1..2]), &[], TODAY);
    assert_eq!(offered(&nowhere, "facilities"), None);
}

#[test]
fn what_a_source_offers_stands_beside_its_own_question() {
    let offer = |question: &str, value: &str| Offer {
        question: question.to_owned(),
        value: json!(value),
        source: Source::Myna,
        as_of: Some(TODAY.to_owned()),
    };
    let address = offer("address", "東京都見本市甲町1-2");
    let given = Given { offers: vec![address.clone(), offer("phone", " ")], ..Given::default() };
    let form = form::work_out(Kind::Registration, &facts(&holding(&[])), &given, day(TODAY));
    for one in form.steps.iter().flat_map(|step| &step.questions) {
        let expected: &[Offer] = if one.key == "address" { std::slice::from_ref(&address) } else { &[] };
        assert_eq!(one.offers, expected, "{}", one.key);
    }
}
