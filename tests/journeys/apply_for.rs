//! 代理: a mother applies for her child. The whole flow is about the child, the step-up is the mother's, and the child's log says who it was.

use journeys::applicant::{applications, on_screen, open, picture, signed_in};
use journeys::hub::Hub;
use journeys::keyboard;

const MOTHER: &str = "sample-haha";
const CHILD: &str = "sample-ko";

#[test]
fn a_mother_applies_for_her_child() {
    let hub = Hub::start();
    let browser = signed_in(&hub, MOTHER);
    browser.open(&format!("{}/people", hub.address));
    browser.click(&format!("#show-{CHILD}"));
    browser.until("the child's page", "return document.querySelector('.whom')?.innerText.includes('光')");
    // A page that is loaded again is still about the child, and nothing in the browser says so.
    browser.open(&format!("{}/procedures", hub.address));
    browser.until("the child's page", "return document.querySelector('.whom')?.innerText.includes('光')");
    let kept = browser
        .script("return JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])");
    assert_eq!(kept, "[[],[]]");

    open(&browser, &hub, "/apply/change");
    browser.until(
        "for whom",
        "return document.querySelector('.whom')?.innerText.includes('見本 光 さんの申請')",
    );
    browser.until("the start page", "return document.querySelector('#start')");
    let mut asked = Vec::new();
    keyboard::apply(&browser, |screen| {
        asked.push(screen.to_owned());
        picture(&browser, &format!("for-{:02}-{screen}", asked.len()));
        assert_eq!(browser.axe(), Vec::<String>::new(), "{screen}");
    });
    assert!(asked.iter().any(|screen| screen == "guardian_name"), "a child has a guardian: {asked:?}");
    on_screen(&browser, "/apply/sent/0");

    // It is the child's application and not the mother's, and it is on the child's log.
    let of = |person: &str| applications(&hub, person).as_array().map_or(0, Vec::len);
    assert_eq!((of(CHILD), of(MOTHER)), (1, 0));
    let log = hub.get(&format!("/api/v1/people/{CHILD}/access-log"), &hub.sign_in(CHILD)).body;
    assert!(log.contains("access.applied") && log.contains(MOTHER), "{log}");

    // Her own pages are one click away.
    browser.open(&format!("{}/people", hub.address));
    browser.click(&format!("#show-{MOTHER}"));
    browser.until("her own page", "return document.querySelector('.whom')?.innerText.includes('恵')");
    open(&browser, &hub, "/apply/");
    browser
        .until("her own flow", "return document.querySelector('.whom')?.innerText.trim() === '見本 恵 さん'");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn what_the_authorities_hold_is_asked_for_item_by_item_and_looked_at_before_it_is_used() {
    let hub = Hub::start();
    let browser = signed_in(&hub, "sample-nashi");
    open(&browser, &hub, "/apply/registration");
    browser.click("#start");
    on_screen(&browser, "/known");
    let ticked = "return document.querySelectorAll('input:checked').length";
    assert_eq!(browser.script(ticked), 0, "nothing is ticked beforehand");
    browser.click("#wanted-address");
    browser
        .until("the button says so", "return document.querySelector('#onward').innerText === '取り寄せる'");
    picture(&browser, "myna-1");
    assert_eq!(browser.axe(), Vec::<String>::new());
    browser.click("#onward");
    browser.until(
        "what came",
        "return document.querySelector('[data-tick=address]')?.innerText.includes('見本市見本町')",
    );
    on_screen(&browser, "/known");
    picture(&browser, "myna-2");
    assert_eq!(browser.axe(), Vec::<String>::new());
    assert_eq!(browser.script(ticked), 0, "what came is offered, not used");
    assert_eq!(
        browser.script("return document.querySelector('#wanted-postal_code') !== null"),
        true,
        "the rest was not asked for"
    );
    browser.click("#known-address");
    browser.click("#onward");
    on_screen(&browser, "/tasks");
    open(&browser, &hub, "/apply/registration/ask/address");
    let field = browser.until("the answer", "return document.querySelector('#address')?.value");
    assert_eq!(field, "見本県見本市見本町1-2-3");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}
