//! 申請: what of the answers and of the person is shown, and to whom.

use crate::form_support::{access_key, file, question, with_answers};
use crate::watch_support::{charge, day, facts, json_of, registered};
use engine::Day;
use engine::book::Status;
use engine::form::access_key::AccessKey;
use engine::form::{self, Answer, FormView, Given, Kind, Need, Offer, Source};
use serde_json::{Value, json};

fn today() -> Day {
    day("2026-07-10")
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

#[test]
fn debugging_shows_no_name_and_no_key() {
    let key = AccessKey::read(&access_key()).expect("a key");
    assert_eq!(format!("{key:?}"), "AccessKey(not shown)");
    let offer = Offer {
        question: "name".to_owned(),
        value: json!("見本 雪"),
        source: Source::Myna,
        as_of: Some("2026-07-01".to_owned()),
    };
    assert_eq!(format!("{offer:?}"), "Offer(name, not shown, from Myna)");
    assert_eq!(format!("{:?}", Answer::taken(&offer)), "Answer(not shown, from Some(Myna))");
    assert_eq!(format!("{:?}", Answer::typed("見本 雪")), "Answer(not shown, from None)");
}

#[test]
fn a_source_has_one_code_in_answers_and_in_the_words() {
    let keys = form::keys();
    for (source, code) in
        [(Source::Record, "record"), (Source::Myna, "myna"), (Source::LastApplication, "last_application")]
    {
        assert_eq!((json_of(&source), source.code()), (json!(code), code));
        assert!(Source::ALL.contains(&source) && keys.contains(&format!("form.source.{code}")), "{code}");
    }
}

fn refused(kind: Kind, answers: &[(&str, Value)]) -> FormView {
    let charges =
        [charge(1, "2026-04-07", 41_200), charge(2, "2026-05-12", 41_200), charge(3, "2026-06-20", 41_200)];
    let mut document = registered(&charges);
    if kind == Kind::Reapplication {
        document["refusals"] = json!([{"scheme": "54", "notified_on": "2026-03-01"}]);
    }
    form::work_out(kind, &facts(&document), &with_answers(answers), today())
}

/// The law asks for the papers of 則12条2項; within twelve months of a refusal the practice of authorities leaves the doctor's out.
#[test]
fn a_paper_is_told_with_the_text_that_asks_for_it() {
    let cite = |kind: Kind, key: &str| {
        let papers = refused(kind, &[]).papers;
        papers.iter().find(|paper| paper.key == key).map(|paper| (paper.reason, paper.cite))
    };
    for (kind, key, reason, text) in [
        (Kind::MildHighCost, "doctors_certificate", "by_post", Some("nanbyo-soku-12-2")),
        (Kind::MildHighCost, "tax_certificate", "no_consent", Some("nanbyo-soku-12-2")),
        (Kind::MildHighCost, "application_form", "this_form", Some("nanbyo-soku-12-1")),
        (Kind::MildHighCost, "individual_number", "never_taken_here", None),
        (Kind::Reapplication, "doctors_certificate", "refused_lately", Some("mild-documents")),
        (Kind::Reapplication, "tax_certificate", "no_consent", Some("nanbyo-soku-12-2")),
    ] {
        assert_eq!(cite(kind, key), Some((reason, text)), "{kind:?} {key}");
    }
}

#[test]
fn the_doctors_certificate_comes_the_way_that_was_chosen() {
    let of = |way: &str| {
        let papers = refused(Kind::MildHighCost, &[("doctor_by", json!(way))]).papers;
        let paper = papers.iter().find(|paper| paper.key == "doctors_certificate");
        paper.map(|paper| (paper.need, paper.reason, paper.question))
    };
    assert_eq!(of("access_key"), Some((Need::Omitted, "by_access_key", Some("access_key"))));
    assert_eq!(of("picture"), Some((Need::Needed, "by_picture", Some("doctor_files"))));
    assert_eq!(of("post"), Some((Need::Needed, "by_post", Some("doctor_by"))));
}

#[test]
fn what_the_engine_worked_out_is_shown_where_the_form_asks_for_it() {
    let certificate = crate::watch_support::certificate("n", "54", "2026-06-21", "2027-06-20", 10_000);
    let holding = json!({"person": {"id": "p"}, "certificates": [certificate]});
    for kind in Kind::ALL {
        let view = match kind {
            Kind::MildHighCost | Kind::Registration => {
                // A refusal opens the right to another kind.
                let mut facts = facts(&registered(&[]));
                facts.refusals.push(
                    serde_json::from_value(json!({"scheme": "54", "notified_on": "2026-03-01"}))
                        .expect("a refusal"),
                );
                form::work_out(kind, &facts, &Given::default(), today())
            }
            Kind::Reapplication => refused(kind, &[]),
            _ => form::work_out(kind, &facts(&holding), &Given::default(), today()),
        };
        let shown = (view.claim.is_some(), view.right.is_some());
        assert_eq!(shown, (kind == Kind::Refund, kind == Kind::Reapplication), "{kind:?}");
    }
}

#[test]
fn of_all_answers_only_the_form_of_the_access_key_is_assumed() {
    let view = refused(Kind::MildHighCost, &[("doctor_by", json!("access_key"))]);
    let asked = view.steps.iter().flat_map(|step| &step.questions);
    let assumed: Vec<&str> = asked.filter(|one| one.assumed).map(|one| one.key).collect();
    assert_eq!(assumed, ["access_key"]);
    assert!(question(&view, "access_key").needed);
}

/// What the common description of a paper says elsewhere is not said of it here: the text that asks for it, and how sure that is.
#[test]
fn each_paper_names_the_text_that_asks_for_it_in_this_application() {
    let papers = |kind: Kind| -> Vec<(&str, Option<&str>, Status)> {
        let papers = kind.description().papers.iter();
        papers.map(|paper| (paper.key, paper.cite, paper.status)).take(3).collect()
    };
    assert_eq!(
        papers(Kind::HighCostLongTerm),
        [
            ("application_form", Some("nanbyo-soku-33"), Status::Confirmed),
            ("cost_statement", Some("nanbyo-soku-33-2"), Status::Unconfirmed),
            ("receipts", Some("nanbyo-soku-33-2"), Status::Unconfirmed),
        ]
    );
    // What a doctor has to attest for a registration nobody has read yet.
    assert_eq!(
        papers(Kind::Registration)[..2],
        [
            ("application_form", Some("registration-document"), Status::Confirmed),
            ("doctors_certificate", Some("registration-document"), Status::Unconfirmed),
        ]
    );
}
