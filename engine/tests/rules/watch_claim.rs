//! 償還払い: what can be claimed back, told once for all of it, and not any more when it was claimed.

use crate::watch_support::{
    cancel, certificate, charge, day, facts, json_of, months, notices, watches, with,
};
use engine::Yen;
use engine::form::{self, Given, Kind};
use engine::watch::{self, Certainty, Notice, NoticeChange, ToClaim};
use serde_json::{Value, json};

/// X1 of RULES §11.5: three tenths paid in June and July, and the certificate of 21 June decided in August.
fn x1() -> Value {
    let mut certificate = certificate("c", "54", "2026-06-21", "2027-06-20", 10_000);
    certificate["decided_on"] = json!("2026-08-20");
    json!({"person": {"id": "p"}, "certificates": [certificate], "charges": [
        with(charge(1, "2026-06-25", 40_000), &json!({"collected": 12_000})),
        with(charge(2, "2026-07-03", 30_000), &json!({"collected": 9_000})),
    ]})
}

fn to_claim(document: &Value, as_of: &str) -> Option<ToClaim> {
    watches(document, as_of).to_claim
}

fn total(document: &Value, as_of: &str) -> Option<i64> {
    to_claim(document, as_of).map(|claim| claim.total.amount())
}

fn claimed(document: Value, from: &str, until: &str, sequence: u64) -> Value {
    with(document, &json!({"claims": [{"from": from, "until": until, "sequence": sequence}]}))
}

fn charged(document: Value, more: &Value) -> Value {
    let mut charges = document["charges"].as_array().cloned().unwrap_or_default();
    charges.push(more.clone());
    with(document, &json!({"charges": charges}))
}

fn of_claim(notices: Vec<Notice>) -> Option<Notice> {
    notices.into_iter().find(|notice| notice.key == "watch.claim.open")
}

#[test]
fn what_was_paid_before_the_certificate_came_is_told_with_its_months_and_its_sum() {
    let claim = to_claim(&x1(), "2026-08-25").unwrap_or_else(|| panic!("a claim"));
    assert_eq!((claim.months, claim.total), (months(&["2026-06", "2026-07"]), Yen::new(7_000)));
    assert_eq!(claim.certainty, Certainty::Expected);
    let notice = of_claim(notices(&x1(), "2026-08-25")).unwrap_or_else(|| panic!("a notice"));
    assert_eq!(
        json_of(&notice),
        json!({"id": "watch.claim.open", "key": "watch.claim.open", "at_stake": 7_000, "certainty": "expected", "params": [
            {"name": "amount", "value": {"yen": 7_000}}, {"name": "months", "value": {"months": ["2026-06", "2026-07"]}}]})
    );
    // It is what the form comes to, to the yen, and the form knows the months.
    let view = form::work_out(Kind::Refund, &facts(&x1()), &Given::default(), day("2026-08-25"));
    assert_eq!(
        (view.opened.at_stake, view.claim.map(|claim| claim.total)),
        (Some(claim.total), Some(claim.total))
    );
    let offered: Vec<String> = view
        .steps
        .iter()
        .flat_map(|step| &step.questions)
        .filter(|question| question.key.starts_with("claim_"))
        .flat_map(|question| question.offers.iter().map(|offer| offer.value.to_string()))
        .collect();
    assert_eq!(offered, ["\"2026-06\"", "\"2026-07\""]);
}

#[test]
fn only_months_that_are_over() {
    // Decided in July already: what was paid in July may still be put right within July.
    let mut document = x1();
    document["certificates"][0]["decided_on"] = json!("2026-07-10");
    assert_eq!(total(&document, "2026-07-31"), Some(4_000));
    assert_eq!(total(&document, "2026-08-01"), Some(7_000));
    // The form itself does not wait.
    let view = form::work_out(Kind::Refund, &facts(&document), &Given::default(), day("2026-07-31"));
    assert_eq!(view.opened.at_stake, Some(Yen::new(7_000)));
}

#[test]
fn nothing_without_a_certificate_to_claim_under() {
    let with_certificates = |certificates: Value| with(x1(), &json!({"certificates": certificates}));
    assert_eq!(total(&with_certificates(json!([])), "2026-08-25"), None);
    let other = certificate("c", "21", "2026-06-21", "2027-06-20", 10_000);
    assert_eq!(total(&with_certificates(json!([other])), "2026-08-25"), None);
    let later = certificate("c", "54", "2026-08-01", "2027-06-20", 10_000);
    assert_eq!(total(&with_certificates(json!([later])), "2026-08-25"), None);
    let child = certificate("c", "52", "2026-06-21", "2027-06-20", 10_000);
    assert_eq!(total(&with_certificates(json!([child])), "2026-08-25"), Some(7_000));
    let hidden = with(x1(), &json!({"person": {"id": "p", "undisclosed": true}}));
    assert_eq!(total(&hidden, "2026-08-25"), None);
}

#[test]
fn what_was_claimed_is_not_told_again_and_what_came_later_is() {
    let june = claimed(x1(), "2026-06", "2026-06", 10);
    let sum = |document: &Value| -> i64 {
        watches(document, "2026-08-25").claimed.iter().map(|line| line.amount.amount()).sum()
    };
    assert_eq!((total(&june, "2026-08-25"), sum(&june)), (Some(3_000), 4_000));
    let both = claimed(x1(), "2026-06", "2026-07", 10);
    assert_eq!((total(&both, "2026-08-25"), sum(&both)), (None, 7_000));
    assert_eq!(total(&claimed(x1(), "2026-08", "2026-09", 10), "2026-08-25"), Some(7_000));
    assert_eq!(total(&claimed(x1(), "2026-04", "2026-05", 10), "2026-08-25"), Some(7_000));
    // Claimed with the sequence of the first charge: the second was registered after it.
    let between = claimed(x1(), "2026-06", "2026-07", 1);
    assert_eq!(total(&between, "2026-08-25"), Some(3_000));
    let late = with(charge(11, "2026-07-05", 10_000), &json!({"collected": 3_000}));
    assert_eq!(total(&charged(both.clone(), &late), "2026-08-25"), Some(1_000));
    // The form offers what is left, and shows everything of the months one asks for.
    let view = |document: &Value, given: &Given| {
        form::work_out(Kind::Refund, &facts(document), given, day("2026-08-25"))
    };
    assert_eq!(view(&june, &Given::default()).opened.at_stake, Some(Yen::new(3_000)));
    assert_eq!(view(&june, &Given::default()).claim.map(|claim| claim.total), Some(Yen::new(3_000)));
    let asked: Given = serde_json::from_value(json!({"answers": {"claim_from": {"value": "2026-06"}}}))
        .unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(view(&june, &asked).claim.map(|claim| claim.total), Some(Yen::new(7_000)));
    assert_eq!(
        (view(&both, &Given::default()).opened.fits, view(&both, &Given::default()).opened.open),
        (false, true)
    );
}

#[test]
fn the_notice_is_amended_and_withdrawn_with_what_it_rests_on() {
    let told: Vec<Notice> = of_claim(notices(&x1(), "2026-08-25")).into_iter().collect();
    let changes = |document: &Value| -> Vec<NoticeChange> {
        let changes = watch::compare(&told, &watches(document, "2026-08-25"));
        changes.into_iter().filter(|change| format!("{change:?}").contains("watch.claim.open")).collect()
    };
    assert_eq!(changes(&x1()), []);
    let one = charged(x1(), &cancel(3, 1));
    assert!(
        matches!(&*changes(&one), [NoticeChange::Amended { after, .. }] if after.at_stake == Some(Yen::new(3_000))),
        "{:?}",
        changes(&one)
    );
    let none = charged(one, &cancel(4, 2));
    let because = |document: &Value| match &*changes(document) {
        [NoticeChange::Withdrawn { because, .. }] => because.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(because(&none), "watch.withdrawn.no_longer");
    assert_eq!(because(&claimed(x1(), "2026-06", "2026-07", 10)), "watch.withdrawn.claimed");
}

/// While its month lasts a difference is the facility's, and told by itself; when the month is over it is claimed with everything else, and
/// told with it.
#[test]
fn a_difference_of_a_month_that_is_over_is_told_once() {
    let document = json!({"person": {"id": "p"}, "certificates": [certificate("c", "54", "2026-01-01", "2026-12-31", 10_000)],
        "charges": [with(charge(1, "2026-06-02", 30_000), &json!({"certificates": ["c"], "collected": 7_000}))]});
    let loud = |as_of: &str| -> Vec<String> {
        let notices = notices(&document, as_of).into_iter().filter(|notice| !notice.quiet);
        notices.map(|notice| notice.id).collect()
    };
    assert_eq!(loud("2026-06-30"), ["watch.settle.over:54:c1"]);
    assert_eq!(loud("2026-07-01"), ["watch.claim.open"]);
    assert!(
        notices(&document, "2026-07-01")
            .iter()
            .any(|notice| notice.quiet && notice.id == "watch.settle.over:54:c1")
    );
    let changes = watch::compare(&notices(&document, "2026-06-30"), &watches(&document, "2026-07-01"));
    let [NoticeChange::Raised { notice }, NoticeChange::Withdrawn { because, .. }] = &*changes else {
        panic!("{changes:?}")
    };
    assert_eq!((notice.at_stake, because.as_str()), (Some(Yen::new(1_000)), "watch.withdrawn.to_claim"));
    // Claimed, it is no news of its own either way: it stays with its charge.
    let after = claimed(document.clone(), "2026-06", "2026-06", 5);
    let changes = watch::compare(&notices(&document, "2026-07-01"), &watches(&after, "2026-07-01"));
    assert!(
        matches!(&*changes, [NoticeChange::Withdrawn { because, .. }] if because == "watch.withdrawn.claimed"),
        "{changes:?}"
    );
}

/// Beside what is claimed for June stands what the facility pays back in July, by itself; when that charge is cancelled, it has not moved into
/// the claim.
#[test]
fn a_difference_of_this_month_is_told_beside_the_claim_for_an_earlier_one() {
    let over = |sequence, on| {
        with(charge(sequence, on, 30_000), &json!({"certificates": ["c"], "collected": 7_000}))
    };
    let document = json!({"person": {"id": "p"}, "certificates": [certificate("c", "54", "2026-01-01", "2026-12-31", 10_000)],
        "charges": [over(1, "2026-06-02"), over(2, "2026-07-02")]});
    let told = notices(&document, "2026-07-15");
    let mut loud: Vec<&str> =
        told.iter().filter(|notice| !notice.quiet).map(|notice| notice.id.as_str()).collect();
    loud.sort_unstable();
    assert_eq!(loud, ["watch.claim.open", "watch.settle.over:54:c2"]);
    let changes = watch::compare(&told, &watches(&charged(document, &cancel(3, 2)), "2026-07-15"));
    let withdrawn: Vec<(&str, &str)> = changes
        .iter()
        .filter_map(|change| match change {
            NoticeChange::Withdrawn { notice, because } => Some((notice.id.as_str(), because.as_str())),
            _ => None,
        })
        .collect();
    assert_eq!(withdrawn, [("watch.settle.over:54:c2", "watch.withdrawn.no_longer")]);
}

#[test]
fn a_source_that_could_not_be_looked_at_leaves_it_open() {
    let failed = with(x1(), &json!({"sources": [{"source": "pmh", "state": "error"}]}));
    let claim = to_claim(&failed, "2026-08-25").unwrap_or_else(|| panic!("a claim"));
    assert_eq!((claim.total, claim.certainty), (Yen::new(7_000), Certainty::Incomplete));
}
