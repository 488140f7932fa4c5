//! An officer at work: signs in, is told what is missing, finds a person and is led to their page. Plain pages in a real browser, whose form
//! must come through its own checks of where it came from.

use journeys::browser::Browser;
use journeys::hub::Hub;
use serde_json::{Value, json};

const REASON: &str = "本人から電話で領収書の額について問い合わせがあった。";

fn signed_in(hub: &Hub, width: u32) -> Browser {
    let browser = Browser::start(width, 640);
    browser.open(&format!("{}/staff/", hub.address));
    browser.click("button[value=\"130001/officer-mado\"]");
    browser.until("the officer", "return document.querySelector('.who')");
    browser
}

fn is_sound(browser: &Browser, place: &str) {
    assert_eq!(browser.axe(), Vec::<String>::new(), "{place}");
    let sideways = browser.script("return document.documentElement.scrollWidth > window.innerWidth");
    assert_eq!(sideways, false, "{place} scrolls sideways");
}

#[test]
fn an_officer_finds_a_person_and_the_person_knows() {
    let hub = Hub::start();
    for width in [320, 1280] {
        let browser = Browser::start(width, 640);
        browser.open(&format!("{}/staff/", hub.address));
        is_sound(&browser, "nobody signed in");
        let browser = signed_in(&hub, width);
        is_sound(&browser, "signed in");
        browser.click("nav a[href=\"/staff/find\"]");
        browser.until("the form", "return document.querySelector('#number')");
        is_sound(&browser, "the form");
        assert_eq!(browser.complaints(), Vec::<String>::new());

        // Each slip is told at the top, with a way to its field, and at the field.
        browser.fill("#number", "1234566");
        browser.fill("#reason", "短い");
        browser.click("main form button");
        browser.until("what is wrong", "return document.querySelector('[role=alert] a[href=\"#purpose\"]')");
        is_sound(&browser, "what is wrong");
        let kept = browser.script(
            "return [document.querySelector('#number').value, document.querySelector('#reason').value]",
        );
        assert_eq!(kept, json!(["1234566", "短い"]), "nothing that was typed is lost");
        browser.click("[role=alert] a[href=\"#reason\"]");
        browser.until(
            "the field",
            "return document.activeElement.id === 'reason' || location.hash === '#reason'",
        );

        browser.choose("#purpose", "purpose.phone");
        browser.fill("#reason", REASON);
        browser.click("main form button");
        browser.until("the person's page", "return location.pathname === '/staff/preview/'");
        browser.open(&format!("{}/staff/", hub.address));
        browser.until("that it runs", "return document.querySelector('.running')");
        is_sound(&browser, "a preview that runs");
        browser.click(".running button");
        browser.until(
            "that it ended",
            "return document.querySelector('[role=status]') && !document.querySelector('.running')",
        );
        browser.click("header form button");
        browser.until("nobody", "return !document.querySelector('.who')");
    }
    // What others than the desk's have: each page as its officer sees it.
    for width in [320, 1280] {
        for (officer, pages) in [
            ("officer-kansa", &["audit", "audit?what=sign-ins", "emergencies"][..]),
            ("officer-toban", &["", "emergency"]),
            ("officer-kettei", &["inbox"]),
            ("officer-shonin", &["proposals", "emergencies"]),
        ] {
            let browser = Browser::start(width, 640);
            browser.open(&format!("{}/staff/", hub.address));
            browser.click(&format!("button[value=\"130001/{officer}\"]"));
            browser.until("the officer", "return document.querySelector('.who')");
            for page in pages {
                browser.open(&format!("{}/staff/{page}", hub.address));
                browser.until(page, "return document.querySelector('h1')");
                is_sound(&browser, page);
            }
            assert_eq!(browser.complaints(), Vec::<String>::new());
        }
    }
    let log = hub.get("/api/v1/people/sample-hanako/access-log", &hub.sign_in("sample-hanako")).json();
    let looks: Vec<&Value> = log.as_array().into_iter().flatten().collect();
    assert!(looks.len() == 2 && looks.iter().all(|look| look["reason"] == REASON), "{log}");
}
