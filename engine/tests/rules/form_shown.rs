//! 申請: what of the answers and of the person is shown, and to whom.

use crate::form_support::{access_key, file};
use crate::watch_support::{day, facts};
use engine::Day;
use engine::form::{self, Answer, Given, Kind};
use serde_json::{Value, json};

fn today() -> Day {
    day("2026-07-10")
}

fn with_answers(answers: &[(&str, Value)]) -> Given {
    let answers = answers.iter().map(|(key, value)| ((*key).to_owned(), Answer::typed(value.clone())));
    Given { answers: answers.collect(), offers: Vec::new() }
}

#[test]
fn files_are_told_with_the_question_they_answer_and_a_key_by_its_end_alone() {
    let kind = Kind::MildHighCost;
    let both = json!([file("one", 1_000), file("two", 2_000)]);
    let answers = with_answers(&[
        ("doctor_files", both),
        ("receipts", json!([file("three", 3_000)])),
        ("access_key", json!(access_key())),
        ("doctor_by", json!("picture")),
    ])
    .answers;
    let named: Vec<(&str, String)> =
        form::files(kind, &answers).into_iter().map(|(key, file)| (key, file.id)).collect();
    let expected = [("receipts", "three"), ("doctor_files", "one"), ("doctor_files", "two")];
    assert_eq!(named, expected.map(|(key, id)| (key, id.to_owned())));
    assert_eq!(form::files(kind, &Given::default().answers), []);
    let shown = form::masked(kind, &answers);
    assert_eq!(shown.len(), answers.len());
    for (key, answer) in &answers {
        if key == "access_key" {
            let text = shown[key].value.as_str().unwrap_or_default();
            assert!(text.ends_with(&access_key()[12..]) && !text.contains(&access_key()[..8]), "{text}");
        } else {
            assert_eq!(shown[key], *answer, "{key}");
        }
    }
}

#[test]
fn the_authority_is_named_unless_the_person_keeps_it_to_themselves() {
    let authority = |undisclosed: bool| {
        let person = json!({"person": {"id": "p", "authority": "131016", "undisclosed": undisclosed}});
        form::work_out(Kind::Registration, &facts(&person), &Given::default(), today()).authority
    };
    assert_eq!(authority(false).as_deref(), Some("131016"));
    assert_eq!(authority(true), None);
}
