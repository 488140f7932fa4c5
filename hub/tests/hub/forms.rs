//! Forms filled in as the portal would, with the same engine.

use crate::process::{As, Hub};
use engine::Day;
use engine::facts::Facts;
use engine::form::{self, Answer, Ask, Given, Kind, Offer, access_key};
use serde_json::{Value, json};

/// A PDF that merely shows something.
pub const PDF: &[u8] = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\nstartxref\n9\n%%EOF\n";

/// A third month above the threshold, for the sample person who has two.
pub fn third_month(hub: &Hub, person: &str) {
    let charge = json!({ "patient": person, "facility": { "code": "1310000001", "name": "見本病院", "designated": true },
                         "service_day": hub.today(), "total10": 100_000, "collected": 30_000 });
    let facility = As::Key("sandbox-1310000001".to_owned());
    hub.put("/api/v1/facilities/1310000001/charges/third", &facility, &charge).is(201);
}

/// A person's facts, and the day, as the hub tells them.
pub fn facts(hub: &Hub, person: &str) -> (Facts, Day) {
    let told = hub.get(&format!("/api/v1/people/{person}/facts"), &hub.sign_in(person)).is(200);
    let day = told["as_of"].as_str().unwrap_or_default()[..10].parse().expect("a day");
    (serde_json::from_value(told["facts"].clone()).expect("facts"), day)
}

/// A form of this kind with nothing missing.
pub fn complete(hub: &Hub, person: &str, kind: Kind) -> Value {
    complete_with(hub, person, kind, &[], &[])
}

/// The same with some answers given, and what the hub offers.
pub fn complete_with(
    hub: &Hub,
    person: &str,
    kind: Kind,
    answers: &[(&str, Answer)],
    offers: &[Offer],
) -> Value {
    let (facts, today) = facts(hub, person);
    let mut given = Given { offers: offers.to_vec(), ..Given::default() };
    given.answers.extend(answers.iter().map(|(key, answer)| ((*key).to_owned(), answer.clone())));
    for _ in 0..100 {
        let view = form::work_out(kind, &facts, &given, today);
        let Some(missing) = view.missing.first() else {
            return json!({ "kind": kind, "answers": given.answers });
        };
        let questions = view.steps.iter().flat_map(|step| &step.questions);
        let question = questions.clone().find(|one| one.key == missing.question).expect("the question");
        // What the record knows is taken over; everything else is typed.
        let answer = match question.offers.first() {
            Some(offer) if question.problem.is_none() => Answer::taken(offer),
            _ if question.ask == Ask::Certificate => Answer::typed(question.certificates[0].id.clone()),
            _ => Answer::typed(typed(question.ask, today)),
        };
        given.answers.insert(missing.question.clone(), answer);
    }
    panic!("{kind:?} is never complete: {:?}", form::work_out(kind, &facts, &given, today).missing);
}

fn typed(ask: Ask, today: Day) -> Value {
    match ask {
        Ask::Text { .. } | Ask::LongText { .. } => json!("見本"),
        Ask::Kana { .. } => json!("ミホン"),
        Ask::Digits { length } => json!("1".repeat(length.into())),
        Ask::PostalCode => json!("100-0001"),
        Ask::Phone => json!("03-1234-5678"),
        Ask::Day => json!(today.to_string()),
        Ask::Month { .. } => json!(today.month().to_string()),
        Ask::Choice { of } => json!(of[0]),
        Ask::Choices { of } => json!(of),
        Ask::AccessKey => json!(key()),
        Ask::Yen => json!(1),
        Ask::YesNo => json!(false),
        Ask::Consent | Ask::Declaration => json!(true),
        Ask::Certificate | Ask::Files | Ask::Evidence { .. } => panic!("{ask:?}: to be given"),
    }
}

/// An access key of the assumed form.
pub fn key() -> String {
    let body = "7K2MQ0ZT4HVB9XD";
    format!("{body}{}", access_key::check_letter(body).unwrap_or('?'))
}

/// The same form with one answer typed anew.
pub fn with(form: &Value, question: &str, value: &Value) -> Value {
    let mut form = form.clone();
    form["answers"][question] = json!({ "value": value });
    form
}
