//! 申請: how long, how late and how many an answer may be, to the last letter, day and byte; and the check letter of the access key.

use crate::form_support::{file, question, with_answers};
use crate::watch_support::{certificate, charge, day, facts, registered};
use engine::form::access_key::check_letter;
use engine::form::{self, FormView, Kind, MOST_FILES, StepState};
use serde_json::{Value, json};

/// The form of somebody whose three months open 軽症高額.
fn mild(answers: &[(&str, Value)]) -> FormView {
    let charges =
        [charge(1, "2026-04-07", 41_200), charge(2, "2026-05-12", 41_200), charge(3, "2026-06-20", 41_200)];
    form::work_out(
        Kind::MildHighCost,
        &facts(&registered(&charges)),
        &with_answers(answers),
        day("2026-07-10"),
    )
}

fn problem(view: &FormView, key: &str) -> Option<&'static str> {
    question(view, key).problem.as_ref().map(|problem| problem.key)
}

#[test]
fn a_text_may_be_as_long_as_is_said_and_no_longer() {
    let of = |letters: usize| problem(&mild(&[("name", json!("見".repeat(letters)))]), "name");
    assert_eq!((of(100), of(101)), (None, Some("form.problem.too_long")));
}

#[test]
fn lines_belong_to_long_texts_and_other_control_letters_to_none() {
    let malformed = Some("form.problem.malformed.text");
    for (key, value, expected) in [
        ("facilities", "甲病院\n乙薬局", None),
        ("facilities", "甲病院\t乙薬局", malformed),
        ("facilities", "甲病院\u{7f}", malformed),
        ("name", "見本\n雪", malformed),
    ] {
        assert_eq!(problem(&mild(&[(key, json!(value))]), key), expected, "{key} {value:?}");
    }
}

#[test]
fn today_has_come_and_tomorrow_has_not() {
    let of = |on: &str| problem(&mild(&[("born_on", json!(on))]), "born_on");
    assert_eq!((of("2026-07-10"), of("2026-07-11")), (None, Some("form.problem.future")));
}

#[test]
fn nothing_happens_to_anybody_before_the_day_of_birth() {
    let document = json!({"person": {"id": "p", "born_on": "1991-01-15"},
        "certificates": [certificate("n", "54", "2025-09-01", "2026-08-31", 10_000)]});
    for (on, expected) in [
        ("1991-01-14", Some("form.problem.before_birth")),
        ("1991-01-15", None),
        ("1991-01-16", None),
        ("2026-07-10", None),
    ] {
        let given = with_answers(&[("changed_on", json!(on))]);
        let view = form::work_out(Kind::Change, &facts(&document), &given, day("2026-07-10"));
        assert_eq!(problem(&view, "changed_on"), expected, "{on}");
    }
}

#[test]
fn a_blank_is_no_answer() {
    let missing = |key: &str, value: Value| {
        let view = mild(&[(key, value), ("other_costs", json!(true))]);
        let missing = view.missing.iter().find(|one| one.question == key);
        (question(&view, key).value.clone(), missing.map(|one| one.problem.key))
    };
    for (key, blank) in [
        ("name", json!("")),
        ("name", json!(" \u{3000}\n")),
        ("name", json!(null)),
        ("receipts", json!([])),
        ("tax_consent", json!(null)),
    ] {
        // Without this consent nothing is refused.
        let expected = (key != "tax_consent").then_some("form.problem.missing");
        assert_eq!(missing(key, blank.clone()), (None, expected), "{key} {blank}");
    }
    assert_eq!(missing("name", json!("雪")), (Some(json!("雪")), None));
    assert_eq!(missing("tax_consent", json!(false)), (Some(json!(false)), None));
}

#[test]
fn as_many_files_as_one_may_send_and_as_large_as_the_package_holds() {
    let of = |files: Value| {
        let view = mild(&[("other_costs", json!(true)), ("receipts", files)]);
        problem(&view, "receipts")
    };
    let many = |count: usize| -> Value {
        (0..count).map(|number| json!(file(&format!("f{number}"), 1))).collect::<Vec<_>>().into()
    };
    assert_eq!(MOST_FILES, 20);
    assert_eq!((of(many(20)), of(many(21))), (None, Some("form.problem.too_many_files")));
    let large = |bytes: u64| of(json!([file("a", bytes - 1), file("b", 1)]));
    // Ten megabytes less the room for form and list of contents.
    assert_eq!(form::FILES_BYTES, 9_800_000);
    assert_eq!(large(form::FILES_BYTES), None);
    assert_eq!(large(form::FILES_BYTES + 1), Some("form.problem.too_large"));
}

#[test]
fn files_too_large_together_are_told_at_the_last_that_asks_for_files() {
    let most = form::FILES_BYTES;
    let view = mild(&[
        ("other_costs", json!(true)),
        ("receipts", json!([file("a", most)])),
        ("doctor_by", json!("picture")),
        ("doctor_files", json!([file("b", 1)])),
        // Answered later, and no files.
        ("insurance_kind", json!("national")),
        ("declared", json!(true)),
    ]);
    let large = view.missing.iter().filter(|one| one.problem.key == "form.problem.too_large");
    let told: Vec<(&str, &str)> = large.map(|one| (one.step, one.question.as_str())).collect();
    assert_eq!(told, [("doctor", "doctor_files")]);
    let first_alone = mild(&[("other_costs", json!(true)), ("receipts", json!([file("a", most)]))]);
    assert!(first_alone.missing.iter().all(|one| one.problem.key != "form.problem.too_large"));
}

#[test]
fn a_step_is_begun_from_its_first_answer_to_its_last() {
    let state = |answers: &[(&str, Value)]| {
        let view = mild(answers);
        let step = view.steps.iter().find(|step| step.key == "doctor");
        step.map_or_else(|| panic!("no such step"), |step| step.state)
    };
    assert_eq!(state(&[]), StepState::ToCome);
    // Answers of other steps are theirs.
    assert_eq!(state(&[("name", json!("見本 雪")), ("declared", json!(true))]), StepState::ToCome);
    assert_eq!(state(&[("doctor_by", json!("picture"))]), StepState::Begun);
    assert_eq!(
        state(&[("doctor_by", json!("picture")), ("doctor_files", json!([file("a", 1)]))]),
        StepState::Done
    );
    assert_eq!(state(&[("doctor_by", json!("post"))]), StepState::Done);
}

/// Luhn's scheme by hand: from the right every other value twice, one carried over the count of 32 added, and what the sum lacks.
#[test]
fn the_check_letter_is_what_the_sum_lacks() {
    for (body, letter) in [
        ("0", '0'),
        // Twice 1 is 2; 30 are lacking.
        ("1", 'Y'),
        // 1 in the second place counts once; 31 are lacking.
        ("10", 'Z'),
        // Twice 16 is 32: one carried, nothing left.
        ("G", 'Z'),
        // Twice 31 is 62: one carried, 30 left.
        ("Z", '1'),
        // In either place Z counts 31, and fifteen of them are 465 = 14 × 32 + 17.
        ("ZZZZZZZZZZZZZZZ", 'F'),
        // Twice each of 1, 3, … 15 is 128, the others are 56: 184 = 5 × 32 + 24.
        ("123456789ABCDEF", '8'),
        ("000000000000000", '0'),
    ] {
        assert_eq!(check_letter(body), Some(letter), "{body}");
    }
    for other in ["I", "L", "O", "U", "a", "-"] {
        assert_eq!(check_letter(other), None, "{other}");
    }
}
