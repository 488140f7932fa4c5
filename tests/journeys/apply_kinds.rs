//! Every kind of application from its first page to the receipt, on a phone, with the keyboard alone, with axe on every screen. An ordinary run
//! speaks one language with each kind; `cargo xtask prove kinds` all three.

use journeys::applicant::{PERSON, PREFECTURE, applications, met, open, picture, signed_in};
use journeys::browser::Browser;
use journeys::hub::Hub;
use journeys::keyboard;
use serde_json::json;

/// The languages to go through a kind in.
fn languages(ordinary: &'static str) -> Vec<&'static str> {
    match std::env::var_os("PMH_EVERY_LANGUAGE") {
        Some(_) => vec!["ja", "ja-easy", "en"],
        None => vec![ordinary],
    }
}

/// Applies, and looks that one application of this kind has arrived.
fn apply(hub: &Hub, browser: &Browser, person: &str, kind: &str, language: &str) {
    browser.script(&format!("localStorage.setItem('language', '{language}')"));
    open(browser, hub, &format!("/apply/{kind}"));
    browser.until("the start page", "return document.querySelector('#start')");
    let mut number = 0;
    keyboard::apply(browser, |screen| {
        number += 1;
        picture(browser, &format!("{kind}-{language}-{number:02}-{screen}"));
        assert_eq!(browser.axe(), Vec::<String>::new(), "{kind} in {language}: {screen}");
        let sideways = "const page = document.documentElement; return page.scrollWidth > page.clientWidth";
        assert_eq!(browser.script(sideways), false, "{kind} in {language}: {screen} scrolls sideways");
    });
    let sent = applications(hub, person);
    let of_kind: Vec<_> =
        sent.as_array().into_iter().flatten().filter(|sent| sent["form"]["kind"] == kind).collect();
    assert_eq!(of_kind.len(), 1, "{kind} in {language}: {sent}");
    assert_eq!(of_kind[0]["state"], "submitted");
    let receipt = browser.script("return document.querySelector('[data-number]').innerText");
    assert_eq!(receipt, of_kind[0]["receipt"]);
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

/// The same for somebody of the sandbox for whom the kind is open already.
fn each_language(person: &str, kind: &str, ordinary: &'static str) {
    for language in languages(ordinary) {
        let hub = Hub::start();
        let browser = signed_in(&hub, person);
        apply(&hub, &browser, person, kind, language);
    }
}

#[test]
fn mild_high_cost_and_again_after_a_refusal() {
    for language in languages("ja-easy") {
        let hub = Hub::start();
        met(&hub);
        let browser = signed_in(&hub, PERSON);
        apply(&hub, &browser, PERSON, "mild_high_cost", language);
        let sent = applications(&hub, PERSON)[0].clone();
        let id = sent["id"].as_str().unwrap_or_default();
        let path = format!("/api/v1/municipalities/{PREFECTURE}/people/{PERSON}/applications/{id}/decision");
        let day = &sent["submitted_at"].as_str().unwrap_or_default()[..10];
        let refused = json!({ "outcome": "refused", "officer": "officer-1", "mild": true, "notified_on": day,
                              "note": "症状の程度が基準に達していません。" });
        assert_eq!(hub.put(&path, PREFECTURE, &refused).status, 201);
        apply(&hub, &browser, PERSON, "reapplication", language);
    }
}

#[test]
fn high_cost_over_a_long_time() {
    each_language("sample-choki", "high_cost_long_term", "en");
}

#[test]
fn renewal() {
    each_language("sample-koshin", "renewal", "ja");
}

#[test]
fn change() {
    each_language("sample-hanako", "change", "en");
}

#[test]
fn refund() {
    each_language("sample-kaeri", "refund", "ja-easy");
}

#[test]
fn registration() {
    each_language("sample-nashi", "registration", "ja");
}
