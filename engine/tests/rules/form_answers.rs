//! 申請: answers and what is wrong with them, papers, steps, what is copied; every kind from nothing to ready.

use crate::form_support::{access_key, complete, file, question, with_answers};
use crate::watch_support::{certificate, charge, day, facts, registered, with};
use engine::facts::Facts;
use engine::form::{self, Answer, FormView, Given, Kind, Need, Offer, Source, StepState};
use engine::{Day, Yen};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const TODAY: &str = "2026-07-10";

fn today() -> Day {
    day(TODAY)
}

/// 登録者証 and three months above the threshold.
fn mild() -> Facts {
    let charges =
        [charge(1, "2026-04-07", 41_200), charge(2, "2026-05-12", 41_200), charge(3, "2026-06-20", 41_200)];
    let person = json!({"person": {"id": "p-1", "name": "見本 雪", "name_kana": "ミホン ユキ", "born_on": "1991-01-15"}});
    facts(&with(registered(&charges), &person))
}

/// A certificate of 一般所得Ⅱ that ends in two months, and six months above 50,000.
fn long() -> Facts {
    let charges: Vec<Value> = (1..=6)
        .map(|month| {
            let named = json!({"certificates": ["n"], "insurance_rate": "0.3"});
            with(charge(month, &format!("2026-{month:02}-05"), 60_000), &named)
        })
        .collect();
    facts(&json!({"person": {"id": "p-2"}, "charges": charges,
        "certificates": [certificate("n", "54", "2025-09-01", "2026-08-31", 10_000)]}))
}

fn refused() -> Facts {
    let mut facts = mild();
    facts.registrations.clear();
    facts.refusals = vec![
        serde_json::from_value(json!({"scheme": "54", "notified_on": "2026-03-01"}))
            .unwrap_or_else(|error| panic!("{error}")),
    ];
    facts
}

fn facts_of(kind: Kind) -> Facts {
    match kind {
        Kind::MildHighCost => mild(),
        Kind::Reapplication => refused(),
        Kind::Registration => facts(&json!({"person": {"id": "p-3"}})),
        Kind::HighCostLongTerm | Kind::Renewal | Kind::Change | Kind::Refund => long(),
    }
}

fn of(kind: Kind, answers: &[(&str, Value)]) -> FormView {
    form::work_out(kind, &facts_of(kind), &with_answers(answers), today())
}

fn problem(kind: Kind, key: &str, value: Value) -> Option<&'static str> {
    question(&of(kind, &[(key, value)]), key).problem.as_ref().map(|problem| problem.key)
}

#[test]
fn every_kind_goes_from_nothing_to_ready() {
    for kind in Kind::ALL {
        let facts = facts_of(kind);
        let empty = form::work_out(kind, &facts, &Given::default(), today());
        assert!(empty.opened.open && !empty.ready, "{kind:?} {:?}", empty.opened);
        let to_come =
            |view: &FormView| view.steps.iter().filter(|step| step.state == StepState::ToCome).count();
        assert!(to_come(&empty) > 0);
        let given = complete(kind, &facts, Given::default(), today());
        let full = form::work_out(kind, &facts, &given, today());
        assert!(full.ready, "{kind:?}");
        let open: Vec<_> = full.steps.iter().filter(|step| step.state != StepState::Done).collect();
        // Consents alone are left: without one nothing is refused.
        assert!(open.iter().all(|step| step.questions.iter().all(|one| !one.needed)), "{kind:?} {open:?}");
        let settled = form::check(kind, &facts, &given, today());
        assert!(settled.is_ok_and(|answers| !answers.is_empty()), "{kind:?}");
    }
}

#[test]
fn what_is_missing_is_told_in_the_order_of_the_questions() {
    for kind in Kind::ALL {
        let empty = form::work_out(kind, &facts_of(kind), &Given::default(), today());
        let missing: Vec<&str> = empty.missing.iter().map(|one| one.question.as_str()).collect();
        let needed: Vec<&str> = empty
            .steps
            .iter()
            .flat_map(|step| &step.questions)
            .filter(|one| one.needed && !matches!(one.ask, form::Ask::Evidence { .. }))
            .map(|one| one.key)
            .collect();
        assert_eq!(missing, needed, "{kind:?}");
        assert!(empty.missing.iter().all(|one| one.problem.key == "form.problem.missing"));
        assert_eq!(form::check(kind, &facts_of(kind), &Given::default(), today()), Err(empty.missing));
    }
}

#[test]
fn a_condition_looks_only_at_earlier_questions() {
    fn keys<'a>(when: &form::When, found: &mut Vec<&'a str>)
    where
        'static: 'a,
    {
        match when {
            form::When::Is(key, _) | form::When::Yes(key) => found.push(key),
            form::When::Any(any) => any.iter().for_each(|when| keys(when, found)),
            _ => {}
        }
    }
    for kind in Kind::ALL {
        let mut seen = BTreeSet::new();
        for step in kind.description().steps {
            let mut named = Vec::new();
            keys(&step.applies, &mut named);
            for question in step.questions {
                keys(&question.applies, &mut named);
                assert!(named.iter().all(|key| seen.contains(key)), "{kind:?} {} {named:?}", question.key);
                seen.insert(question.key);
            }
        }
    }
}

#[test]
fn every_text_it_rests_on_is_in_the_book() {
    for kind in Kind::ALL {
        let description = kind.description();
        let asked = description.steps.iter().flat_map(|step| step.questions).filter_map(|one| one.cite);
        for cite in asked.chain(description.papers.iter().filter_map(|paper| paper.cite)) {
            assert!(engine::book::cite(cite).is_some(), "{kind:?}: {cite}");
        }
        assert_eq!(Kind::from_code(kind.code()), Some(kind));
    }
    assert!(engine::book::cite("mild-documents").is_some());
}

#[test]
fn what_is_wrong_with_an_answer_is_said_at_the_question() {
    let mild = |key: &str, value: Value| problem(Kind::MildHighCost, key, value);
    for (key, value, code) in [
        ("name", json!("x".repeat(101)), "too_long"),
        ("name", json!("a\u{7}"), "malformed.text"),
        ("name", json!(7), "malformed.text"),
        ("name_kana", json!("みほん"), "malformed.kana"),
        ("born_on", json!("2026-02-30"), "malformed.day"),
        ("born_on", json!("2026-07-11"), "future"),
        ("postal_code", json!("100-000"), "malformed.postal_code"),
        ("phone", json!("1234567890"), "malformed.phone"),
        ("phone", json!("090-1234-567890"), "malformed.phone"),
        ("insurance_kind", json!("other"), "not_a_choice"),
        ("other_recipients", json!("yes"), "not_a_choice"),
        ("tax_consent", json!(1), "not_a_choice"),
        ("address", json!("東京都 1234-5678-9018"), "my_number"),
        ("statement_declared", json!(false), "missing"),
    ] {
        assert_eq!(mild(key, value.clone()), Some(&*format!("form.problem.{code}")), "{key} {value}");
    }
    for (key, value) in [
        ("name", json!("見本 花子")),
        ("name_kana", json!("ミホン ハナコー")),
        ("name_kana", json!("ﾐﾎﾝ ﾊﾅｺ")),
        ("born_on", json!("1991-01-15")),
        ("postal_code", json!("１００－０００１")),
        ("phone", json!("090-1234-5678")),
        ("phone", json!("０３ 1234 5678")),
        ("tax_consent", json!(false)),
    ] {
        assert_eq!(mild(key, value.clone()), None, "{key} {value}");
    }
    let refund = |answers: &[(&str, Value)], key: &str| {
        question(&of(Kind::Refund, answers), key).problem.as_ref().map(|problem| problem.key)
    };
    assert_eq!(refund(&[("bank_code", json!("123"))], "bank_code"), Some("form.problem.malformed.digits"));
    assert_eq!(refund(&[("certificate", json!("x"))], "certificate"), Some("form.problem.not_a_choice"));
    let months = [("claim_from", json!("2026-05")), ("claim_until", json!("2026-04"))];
    assert_eq!(refund(&months, "claim_until"), Some("form.problem.before_from"));
    assert_eq!(refund(&[("claim_from", json!("2026-08"))], "claim_from"), Some("form.problem.future"));
    let change = |value: Value| problem(Kind::Change, "changes", value);
    assert_eq!(change(json!(["name", "name"])), Some("form.problem.not_a_choice"));
    assert_eq!(change(json!(["name", "income"])), None);
    let born =
        question(&of(Kind::Change, &[("changed_on", json!("1990-01-01"))]), "changed_on").problem.clone();
    assert_eq!(born, None, "the day of birth is not known");
    let mut facts = long();
    facts.person.born_on = Some(day("1991-01-15"));
    let given = with_answers(&[("changed_on", json!("1990-01-01"))]);
    let view = form::work_out(Kind::Change, &facts, &given, today());
    assert_eq!(
        question(&view, "changed_on").problem.as_ref().map(|one| one.key),
        Some("form.problem.before_birth")
    );
    // The day of birth itself may differ from the one on record, either way.
    for on in ["1990-01-01", "1992-01-01"] {
        let view = form::work_out(Kind::Change, &facts, &with_answers(&[("born_on", json!(on))]), today());
        assert_eq!(question(&view, "born_on").problem.as_ref().map(|one| one.key), None);
    }
}

#[test]
fn the_access_key_is_masked_and_shown_by_nothing() {
    let key = access_key();
    let answers = [("doctor_by", json!("access_key")), ("access_key", json!(key))];
    let view = of(Kind::MildHighCost, &answers);
    let asked = question(&view, "access_key");
    assert!(asked.assumed && asked.problem.is_none());
    assert_eq!(asked.value, Some(json!(format!("{}{}", "\u{2022}".repeat(12), &key[12..]))));
    assert!(!serde_json::to_string(&view).is_ok_and(|text| text.contains(&key)));
    assert!(!format!("{view:?}{:?}", with_answers(&answers)).contains(&key));
    let slip = key.replace('7', "8");
    let wrong = |typed: &str| {
        let view =
            of(Kind::MildHighCost, &[("doctor_by", json!("access_key")), ("access_key", json!(typed))]);
        question(&view, "access_key").problem.as_ref().map(|problem| problem.key)
    };
    assert_eq!(wrong(&slip), Some("form.problem.checksum"));
    assert_eq!(wrong("7K2M"), Some("form.problem.malformed.access_key"));
}

#[test]
fn files_are_counted_together() {
    let answers = |first: u64, second: u64| {
        [
            ("other_costs", json!(true)),
            ("receipts", json!([file("a", first)])),
            ("doctor_by", json!("picture")),
            ("doctor_files", json!([file("b", second)])),
        ]
    };
    let keys = |view: &FormView| -> Vec<String> {
        let large = view.missing.iter().filter(|one| one.problem.key == "form.problem.too_large");
        large.map(|one| one.question.clone()).collect()
    };
    let half = form::FILES_BYTES / 2;
    let fits = of(Kind::MildHighCost, &answers(half, half));
    assert_eq!((keys(&fits), fits.bytes), (Vec::new(), [half * 2, form::FILES_BYTES]));
    assert_eq!(keys(&of(Kind::MildHighCost, &answers(half, half + 1))), ["doctor_files"]);
    assert_eq!(keys(&of(Kind::MildHighCost, &answers(form::FILES_BYTES + 1, 0))), ["receipts"]);
    let many: Vec<_> = (0..21).map(|number| file(&format!("f{number}"), 1)).collect();
    let with_files = |files: Value| {
        let view = of(Kind::MildHighCost, &[("other_costs", json!(true)), ("receipts", files)]);
        question(&view, "receipts").problem.as_ref().map(|problem| problem.key)
    };
    assert_eq!(with_files(json!(many)), Some("form.problem.too_many_files"));
    assert_eq!(with_files(json!([{"id": "a"}])), Some("form.problem.other_file"));
    let mut other = file("a", 1);
    other.media = "image/gif".to_owned();
    assert_eq!(with_files(json!([other])), Some("form.problem.other_file"));
}

#[test]
fn nothing_is_filled_in_without_consent_to_that_item() {
    let empty = of(Kind::MildHighCost, &[]);
    let name = question(&empty, "name");
    assert_eq!(name.value, None);
    let offer = name.offers.first().unwrap_or_else(|| panic!("{name:?}"));
    assert_eq!((offer.source, &offer.value), (Source::Record, &json!("見本 雪")));
    let mut given = Given::default();
    given.answers.insert("name".to_owned(), Answer::taken(offer));
    let taken = form::work_out(Kind::MildHighCost, &mild(), &given, today());
    assert_eq!(
        (question(&taken, "name").from, &question(&taken, "name").problem),
        (Some(Source::Record), &None)
    );
    // Who says it came from somewhere, and it did not.
    let invented = Answer { value: json!("別人"), from: Some(Source::Record) };
    given.answers.insert("name".to_owned(), invented);
    let view = form::work_out(Kind::MildHighCost, &mild(), &given, today());
    assert_eq!(question(&view, "name").problem.as_ref().map(|one| one.key), Some("form.problem.not_offered"));
    // A source that is none of ours to speak for says nothing.
    given.offers.push(Offer {
        question: "name".to_owned(),
        value: json!("別人"),
        source: Source::Record,
        as_of: None,
    });
    let view = form::work_out(Kind::MildHighCost, &mild(), &given, today());
    assert!(question(&view, "name").problem.is_some());
}

#[test]
fn papers_say_what_is_needed_and_what_is_not() {
    let paper = |view: &FormView, key: &str| {
        let paper = view.papers.iter().find(|paper| paper.key == key);
        paper.map_or_else(|| panic!("{key}"), |paper| (paper.need, paper.reason))
    };
    let empty = of(Kind::MildHighCost, &[]);
    assert_eq!(paper(&empty, "receipts"), (Need::Omitted, "registered_charges"));
    assert_eq!(paper(&empty, "doctors_certificate"), (Need::Needed, "by_post"));
    assert_eq!(paper(&empty, "tax_certificate"), (Need::Needed, "no_consent"));
    assert_eq!(paper(&empty, "individual_number"), (Need::NotNeeded, "never_taken_here"));
    let with = |answers: &[(&str, Value)]| of(Kind::MildHighCost, answers);
    assert_eq!(
        paper(&with(&[("tax_consent", json!(true))]), "tax_certificate"),
        (Need::Omitted, "consent_given")
    );
    assert_eq!(paper(&with(&[("other_costs", json!(true))]), "receipts"), (Need::Needed, "costs_elsewhere"));
    let by_key = with(&[("doctor_by", json!("access_key"))]);
    assert_eq!(paper(&by_key, "doctors_certificate"), (Need::Omitted, "by_access_key"));
    let again = of(Kind::Reapplication, &[]);
    assert_eq!(paper(&again, "doctors_certificate"), (Need::NotNeeded, "refused_lately"));
    assert_eq!(again.right.map(|right| right.until), Some(day("2027-03-01")));
    // The year is over: a new certificate is needed, and the kind is closed.
    let late = form::work_out(Kind::MildHighCost, &refused(), &Given::default(), day("2027-03-02"));
    assert_eq!(paper(&late, "doctors_certificate"), (Need::Needed, "by_post"));
    let on_the_day = form::work_out(Kind::MildHighCost, &refused(), &Given::default(), day("2027-03-01"));
    assert_eq!(paper(&on_the_day, "doctors_certificate").0, Need::NotNeeded);
}

#[test]
fn too_few_months_need_receipts() {
    let mut facts = mild();
    facts.charges.pop();
    let no = with_answers(&[("other_costs", json!(false))]);
    let view = form::work_out(Kind::MildHighCost, &facts, &no, today());
    assert!(view.opened.open && !view.opened.fits);
    assert_eq!(
        question(&view, "other_costs").problem.as_ref().map(|one| one.key),
        Some("form.problem.not_enough")
    );
    let yes = with_answers(&[("other_costs", json!(true))]);
    let view = form::work_out(Kind::MildHighCost, &facts, &yes, today());
    assert!(question(&view, "receipts").needed && question(&view, "other_costs").problem.is_none());
}

#[test]
fn the_statement_is_the_registered_charges() {
    let statement = of(Kind::MildHighCost, &[]).statement.unwrap_or_else(|| panic!("no statement"));
    assert_eq!((statement.count.count, statement.count.need, statement.months.len()), (3, 3, 12));
    let june = &statement.months[10];
    assert_eq!((june.of.total10, june.of.qualifies, june.rows.len()), (Yen::new(41_200), true, 1));
    assert_eq!((june.rows[0].facility.as_str(), june.rows[0].service_day), ("甲病院", day("2026-06-20")));
    let sums = statement
        .months
        .iter()
        .all(|month| month.rows.iter().map(|row| row.total10).sum::<Yen>() == month.of.total10);
    assert!(sums, "{statement:?}");
    let long = of(Kind::HighCostLongTerm, &[]);
    assert_eq!(long.statement.map(|statement| statement.count.count), Some(6));
    assert_eq!(long.lower_cap.map(|lower| lower.effective.to_string()), Some("2026-08".to_owned()));
}

#[test]
fn a_refund_counts_what_was_paid_before_the_certificate_came() {
    let mut document = json!({"person": {"id": "p"}, "charges": [
            with(charge(1, "2026-06-25", 40_000), &json!({"collected": 12_000})),
            with(charge(2, "2026-07-03", 30_000), &json!({"collected": 9_000})),
        ], "certificates": [certificate("c", "54", "2026-06-21", "2027-06-20", 10_000)]});
    document["certificates"][0]["decided_on"] = json!("2026-08-20");
    let claim = |document: &Value, answers: &[(&str, Value)]| {
        let view = form::work_out(Kind::Refund, &facts(document), &with_answers(answers), day("2026-08-25"));
        view.claim.unwrap_or_else(|| panic!("no claim"))
    };
    // X1.
    let whole = claim(&document, &[]);
    let amounts: Vec<i64> = whole.rows.iter().map(|row| row.amount.amount()).collect();
    assert_eq!((amounts, whole.total), (vec![4_000, 3_000], Yen::new(7_000)));
    let june = [("claim_from", json!("2026-06")), ("claim_until", json!("2026-06"))];
    assert_eq!(claim(&document, &june).total, Yen::new(4_000));
    assert_eq!(whole.at_facilities, Yen::ZERO);
    // What a facility took too much of under the certificate comes back there, and is told beside the claim.
    let mut later = document.clone();
    later["charges"]
        .as_array_mut()
        .unwrap_or_else(|| panic!("charges"))
        .push(with(charge(3, "2026-08-21", 40_000), &json!({"certificates": ["c"], "collected": 12_000})));
    let both = claim(&later, &[]);
    assert_eq!((both.total, both.at_facilities), (Yen::new(7_000), Yen::new(4_000)));
    assert_eq!(claim(&later, &june).at_facilities, Yen::ZERO);
    // Under a cap of 2,500 each month gives back all above it.
    document["certificates"][0]["caps"][0]["cap"] = json!(2_500);
    assert_eq!(claim(&document, &[]).total, Yen::new(12_000 - 2_500 + 9_000 - 2_500));
}

#[test]
fn a_child_is_spoken_for() {
    let mut facts = mild();
    let guardian = |facts: &Facts| {
        let view = form::work_out(Kind::MildHighCost, facts, &Given::default(), today());
        view.steps.iter().any(|step| step.key == "guardian")
    };
    assert!(!guardian(&facts));
    facts.person.born_on = Some(day("2008-07-11"));
    assert!(guardian(&facts), "eighteen tomorrow");
    facts.person.born_on = Some(day("2008-07-10"));
    assert!(!guardian(&facts), "eighteen today");
}

#[test]
fn only_what_is_asked_is_recorded_and_what_is_unknown_is_refused() {
    let mut given = complete(Kind::MildHighCost, &mild(), Given::default(), today());
    given.answers.insert("late_reason_text".to_owned(), Answer::typed("left from before"));
    let settled = form::check(Kind::MildHighCost, &mild(), &given, today());
    assert!(settled.is_ok_and(|answers| !answers.contains_key("late_reason_text")));
    given.answers.insert("shoe_size".to_owned(), Answer::typed("42"));
    let Err(missing) = form::check(Kind::MildHighCost, &mild(), &given, today()) else { panic!("let in") };
    assert_eq!(
        (missing[0].question.as_str(), missing[0].problem.key),
        ("shoe_size", "form.problem.not_asked")
    );
}

#[test]
fn the_last_application_offers_what_stays_and_nothing_agreed_to() {
    let mut last = complete(Kind::MildHighCost, &mild(), Given::default(), today());
    for key in ["tax_consent", "registry_consent"] {
        last.answers.insert(key.to_owned(), Answer::typed(true));
    }
    let offers = form::copied(Kind::Renewal, &last.answers, "2026-07-10");
    let keys: BTreeSet<&str> = offers.iter().map(|offer| offer.question.as_str()).collect();
    assert!(
        keys.contains("address") && keys.contains("phone") && keys.contains("insurance_kind"),
        "{keys:?}"
    );
    for never in
        ["declared", "statement_declared", "tax_consent", "registry_consent", "access_key", "late_reason"]
    {
        assert!(!keys.contains(never), "{never}");
    }
    let given = Given { offers, ..Given::default() };
    let view = form::work_out(Kind::Renewal, &long(), &given, today());
    let address = question(&view, "address");
    assert_eq!((address.value.clone(), address.offers[0].source), (None, Source::LastApplication));
}

#[test]
fn nothing_of_somebody_undisclosed_is_offered() {
    let mut facts = mild();
    facts.person.undisclosed = true;
    let view = form::work_out(Kind::MildHighCost, &facts, &Given::default(), today());
    assert!(view.steps.iter().flat_map(|step| &step.questions).all(|one| one.offers.is_empty()));
    assert!(!serde_json::to_string(&view).is_ok_and(|text| text.contains("見本")));
}

#[test]
fn every_key_a_form_says_is_listed() {
    let keys: BTreeSet<String> = form::keys().into_iter().collect();
    for kind in Kind::ALL {
        let facts = facts_of(kind);
        let given = complete(kind, &facts, Given::default(), today());
        for given in [Given::default(), given] {
            let view = form::work_out(kind, &facts, &given, today());
            let mut said = vec![
                view.opened.why.to_owned(),
                view.decides.to_owned(),
                format!("form.kind.{}", kind.code()),
            ];
            for paper in &view.papers {
                said.extend([
                    format!("form.paper.{}", paper.key),
                    format!("form.paper_reason.{}", paper.reason),
                ]);
            }
            for step in &view.steps {
                said.push(format!("form.step.{}", step.key));
                said.extend(step.questions.iter().map(|one| format!("form.q.{}", one.key)));
            }
            said.extend(view.missing.iter().map(|one| one.problem.key.to_owned()));
            for said in said {
                assert!(keys.contains(&said), "{kind:?}: {said}");
            }
        }
    }
    assert!(
        keys.contains("form.choice.late_reason.none") && keys.contains("form.problem.malformed.access_key")
    );
}
