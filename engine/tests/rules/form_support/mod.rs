//! Forms filled in by what they ask for.

use engine::Day;
use engine::facts::Facts;
use engine::form::{self, Answer, Ask, File, FormView, Given, Kind, QuestionView, access_key};
use serde_json::{Value, json};

/// A key of the assumed form.
pub fn access_key() -> String {
    let body = "7K2MQ0ZT4HVB9XD";
    format!("{body}{}", access_key::check_letter(body).unwrap_or('?'))
}

/// Typed by the person.
pub fn with_answers(answers: &[(&str, Value)]) -> Given {
    let answers = answers.iter().map(|(key, value)| ((*key).to_owned(), Answer::typed(value.clone())));
    Given { answers: answers.collect(), offers: Vec::new() }
}

pub fn file(id: &str, bytes: u64) -> File {
    File { id: id.to_owned(), media: "image/jpeg".to_owned(), bytes, digest: "a".repeat(64) }
}

/// Something that answers a question of this kind.
pub fn answer_to(question: &QuestionView, today: Day) -> Value {
    match question.ask {
        Ask::Text { .. } | Ask::LongText { .. } => json!("見本 ABC"),
        Ask::Kana { .. } => json!("ミホン ハナコ"),
        Ask::Digits { length } => json!("1".repeat(length.into())),
        Ask::PostalCode => json!("100-0001"),
        Ask::Phone => json!("03-1234-5678"),
        Ask::Day => json!(today.previous().to_string()),
        Ask::Month { .. } => json!(today.month().to_string()),
        Ask::Choice { of } => json!(of[0]),
        Ask::Choices { of } => json!(of),
        Ask::Certificate => json!(question.certificates[0].id),
        Ask::YesNo | Ask::Declaration | Ask::Consent => json!(true),
        Ask::Yen => json!(1_000),
        Ask::AccessKey => json!(access_key()),
        Ask::Files => json!([file("f1", 1_000)]),
        Ask::Evidence { .. } => panic!("{}: nothing to answer", question.key),
    }
}

pub fn question<'v>(view: &'v FormView, key: &str) -> &'v QuestionView {
    view.steps
        .iter()
        .flat_map(|step| &step.questions)
        .find(|question| question.key == key)
        .unwrap_or_else(|| panic!("{key} is not asked: {view:?}"))
}

/// Answers what is missing until nothing is.
pub fn complete(kind: Kind, facts: &Facts, mut given: Given, today: Day) -> Given {
    for _ in 0..100 {
        let view = form::work_out(kind, facts, &given, today);
        let Some(missing) = view.missing.first() else { return given };
        let value = answer_to(question(&view, &missing.question), today);
        given.answers.insert(missing.question.clone(), Answer::typed(value));
    }
    panic!("{kind:?} is never complete: {:?}", form::work_out(kind, facts, &given, today).missing)
}
