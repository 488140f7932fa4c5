//! Who owes whom, where each yen went, how a household shares.

use crate::view_support::{certificate, charge, json_of, nanbyo, person, seen, with};
use engine::view::Certainty;
use serde_json::{Value, json};

#[test]
fn who_owes_whom_how_much_and_what_to_do() {
    let took = |id: &str, at: u64, day: &str, took: i64| {
        with(charge(id, at, day, "A", 10_000), &json!({"collected": took}))
    };
    let charges = [
        took("over", 1, "2026-11-04", 3_000),
        took("long-ago", 2, "2026-08-04", 2_100),
        took("under", 3, "2026-11-05", 1_500),
        took("right", 4, "2026-11-06", 2_000),
    ];
    let view = seen(&person(&[nanbyo()], &charges), "2026-11-20");
    let told: Vec<Value> = view.pages.money.settlements.iter().map(json_of).collect();
    assert_eq!(
        told[0],
        json!({"charge": "over", "ledger": "54", "day": "2026-11-04", "facility": {"code": "A", "name": "A", "kind": "hospital"},
            "owes": "facility", "to": "patient", "collected": 3_000, "due": 2_000, "reason": "insurance_rate",
            "amount": {"yen": 1_000, "certainty": "confirmed", "sources": ["recept"], "as_of": "2026-11-04T17:00:00+09:00"},
            "advice": "settle.do.ask_the_facility"})
    );
    let brief: Vec<Value> = told
        .iter()
        .map(|line| json!([line["charge"], line["owes"], line["to"], line["amount"]["yen"], line["advice"]]))
        .collect();
    assert_eq!(
        brief,
        [
            json!(["over", "facility", "patient", 1_000, "settle.do.ask_the_facility"]),
            json!(["long-ago", "prefecture", "patient", 100, "settle.do.claim_from_the_prefecture"]),
            json!(["under", "patient", "facility", 500, "settle.do.wait_for_the_facility"]),
        ]
    );
}

fn costs(document: &Value) -> Vec<[i64; 5]> {
    let figures = |cost: &engine::view::CostView| {
        [&cost.total10, &cost.insurer, &cost.high_cost, &cost.public, &cost.patient]
            .map(|part| part.yen.amount())
    };
    seen(document, "2026-11-20").pages.money.costs.iter().map(figures).collect()
}

#[test]
fn where_each_yen_went() {
    let charges = [
        charge("a", 1, "2026-10-04", "A", 30_000),
        charge("b", 2, "2026-11-04", "A", 21_840),
        charge("c", 3, "2026-11-08", "B", 200_000),
    ];
    let document = person(&[nanbyo()], &charges);
    // 30,000: 21,000 / 0 / 3,000 / 6,000; November: 30 % of 221,840 is 66,552, of which 10,000 stay.
    assert_eq!(costs(&document), [[221_840, 155_288, 0, 56_552, 10_000], [30_000, 21_000, 0, 3_000, 6_000]]);
    let view = seen(&document, "2026-11-20");
    assert_eq!(view.pages.money.costs[1].patient.as_of.as_deref(), Some("2026-10-04T17:00:00+09:00"));
    // a bill of 400,000 at one hospital under ウ of 2026-11: 120,000 by the rate, 85,800 + 1 % of 114,000 is the limit
    let known = json!({"insurance": [{"from": "2026-01-01", "band": "u", "rate": "0.3"}]});
    let dear = with(person(&[nanbyo()], &[charge("a", 1, "2026-11-04", "A", 400_000)]), &known);
    assert_eq!(costs(&dear), [[400_000, 280_000, 33_060, 76_940, 10_000]]);
    let cost = &seen(&dear, "2026-11-20").pages.money.costs[0];
    assert_eq!((cost.patient.certainty, cost.marks.len()), (Certainty::Confirmed, 0));
}

#[test]
fn a_change_of_insurer_in_mid_month_is_one_month_to_the_reader() {
    let second = with(charge("b", 2, "2026-11-08", "B", 10_000), &json!({"insurance_rate": "0.2"}));
    let document = person(&[nanbyo()], &[charge("a", 1, "2026-11-04", "A", 10_000), second]);
    assert_eq!(costs(&document), [[20_000, 15_000, 0, 1_000, 4_000]]);
}

#[test]
fn a_cost_with_a_part_missing_says_so() {
    let certainty = |document: &Value| {
        let view = seen(document, "2026-11-20");
        (view.pages.money.costs[0].total10.certainty, view.pages.money.costs[0].marks.clone())
    };
    let visit = charge("a", 1, "2026-11-04", "A", 30_000);
    let odd = with(charge("odd", 2, "2026-11-05", "A", 5_000), &json!({"collected": 6_000}));
    assert_eq!(
        certainty(&person(&[nanbyo()], &[visit.clone(), odd])),
        (Certainty::Incomplete, vec!["mark.charge_left_out"])
    );
    // one of a day to come is no fault
    let later = charge("later", 2, "2026-11-30", "A", 5_000);
    assert_eq!(certainty(&person(&[nanbyo()], &[visit.clone(), later])), (Certainty::Confirmed, vec![]));
    // under ア to オ a bill above the lowest limit may go different ways
    let dear = charge("dear", 2, "2026-11-05", "A", 150_000);
    assert_eq!(
        certainty(&person(&[nanbyo()], &[visit, dear])),
        (Certainty::Expected, vec!["mark.insurance_band_unknown"])
    );
}

/// One of the two is enough: a source that could not be looked at, or a cap nobody knows.
#[test]
fn a_cost_is_incomplete_without_a_source_and_without_a_cap() {
    let certainty = |certificate: Value, state: &str| {
        let sources = json!({"sources": [{"source": "pmh", "state": state}]});
        let document = with(person(&[certificate], &[charge("a", 1, "2026-11-04", "A", 30_000)]), &sources);
        let view = seen(&document, "2026-11-20");
        (view.pages.money.costs[0].patient.certainty, view.pages.money.costs[0].marks.clone())
    };
    assert_eq!(certainty(nanbyo(), "present"), (Certainty::Confirmed, vec![]));
    assert_eq!(certainty(nanbyo(), "error"), (Certainty::Incomplete, vec![]));
    let no_cap = with(nanbyo(), &json!({"caps": []}));
    assert_eq!(certainty(no_cap, "present"), (Certainty::Incomplete, vec!["mark.cap_unknown"]));
}

#[test]
fn a_household_and_its_formula() {
    let shares = json!([{"certificate": "c", "scheme": "54", "cap_before": 30_000}, {"name": "M", "scheme": "52", "cap_before": 10_000}]);
    let of = |cap: i64, shares: &Value| {
        let printed = certificate("c", "54", "2026-01-01", "2026-12-31", &json!(cap));
        let document = with(person(&[printed], &[]), &json!({"household": {"shares": shares}}));
        json_of(&seen(&document, "2026-11-20").pages.certificates.household)
    };
    assert_eq!(
        of(22_500, &shares),
        json!({"largest": 30_000, "sum": 40_000, "cite": "nanbyo-rei-1-2", "shares": [
            {"certificate": "c", "scheme": "54", "before": 30_000, "share": 22_500, "as_printed": true},
            {"name": "M", "scheme": "52", "before": 10_000, "share": 7_500},
        ]})
    );
    assert_eq!(of(30_000, &shares)["shares"][0]["as_printed"], false);
    // what must not be seen and has no part in it takes nothing away
    let secret = with(
        certificate("secret", "21", "2026-01-01", "2026-12-31", &json!(5_000)),
        &json!({"undisclosed": true}),
    );
    let beside = with(person(&[nanbyo(), secret], &[]), &json!({"household": {"shares": shares}}));
    let household = json_of(&seen(&beside, "2026-11-20").pages.certificates.household);
    assert_eq!(household["shares"][0]["share"], 22_500);
    let alone = json!([{"certificate": "c", "scheme": "54", "cap_before": 30_000}]);
    let mixed = json!([{"scheme": "54", "cap_before": 30_000}, {"scheme": "21", "cap_before": 5_000}]);
    let no_cap = json!([{"scheme": "54", "cap_before": 30_000}, {"scheme": "52", "cap_before": null}]);
    for nothing in [alone, mixed, no_cap] {
        assert_eq!(of(30_000, &nothing), Value::Null, "{nothing}");
    }
}
