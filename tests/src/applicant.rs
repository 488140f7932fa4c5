//! What the journeys of an application (申請) share: somebody who has everything at hand and answers whatever is asked.

use crate::browser::Browser;
use crate::hub::Hub;
use serde_json::{Value, json};

/// The hospital whose charges count.
pub const HOSPITAL: &str = "1310000001";
/// Who decides.
pub const PREFECTURE: &str = "130001";
/// Who applies.
pub const PERSON: &str = "sample-yuki";

/// A phone with this person signed in.
pub fn signed_in(hub: &Hub, person: &str) -> Browser {
    let browser = Browser::start(360, 640);
    browser.open(&hub.address);
    browser.click(&format!("#{person}"));
    browser.until("the page", "return document.querySelector('.fresh')");
    browser
}

/// Opens a page of the flow, and waits until it is there.
pub fn open(browser: &Browser, hub: &Hub, page: &str) {
    browser.open(&format!("{}{page}", hub.address));
    browser.until(page, "return document.querySelector('.places')");
}

/// Waits for the screen at this address, its heading with the focus.
pub fn on_screen(browser: &Browser, ending: &str) {
    // The readings above the words are not in the title.
    let there = format!(
        "const heading = document.querySelector('h1')?.cloneNode(true);
         heading?.querySelectorAll('rt, rp').forEach((reading) => reading.remove());
         return location.pathname.endsWith('{ending}') && document.title.includes(heading?.textContent ?? '?')"
    );
    browser.until(ending, &there);
}

/// Where one is.
pub fn path(browser: &Browser) -> String {
    browser.script("return location.pathname").as_str().unwrap_or_default().to_owned()
}

/// Goes on, and waits for another screen.
pub fn onward(browser: &Browser) {
    let before = path(browser);
    browser.click("#onward");
    browser.until("the next screen", &format!("return location.pathname !== '{before}'"));
}

/// A screenshot, where somebody wants to look: `PMH_PICTURES` names the folder.
pub fn picture(browser: &Browser, name: &str) {
    let Some(folder) = std::env::var_os("PMH_PICTURES") else { return };
    let file = std::path::Path::new(&folder).join(format!("{name}.png"));
    browser.whole_page(&file);
}

/// Answers whatever question is on the screen, as somebody would who has everything at hand.
pub fn answer(browser: &Browser, key: &str) {
    let filled = |text: &str| browser.fill(&format!("#{key}"), text);
    let shown =
        |css: &str| browser.script(&format!("return document.querySelector('{css}') !== null")) == true;
    let is_chosen = || browser.script(&format!("return document.querySelector('#{key}').checked")) == true;
    // What was taken over stays.
    let taken = format!(
        "const field = document.querySelector('input#{key}, textarea#{key}'); \
                         return field !== null && !['radio', 'checkbox', 'file'].includes(field.type) && field.value !== ''"
    );
    if browser.script(&taken) == true {
        return;
    }
    match key {
        "name_kana" | "account_holder" => filled("ミホン ユキ"),
        "postal_code" => filled("１００－０００１"),
        "phone" | "guardian_phone" => filled("03-0000-0000"),
        "bank_code" => filled("0001"),
        "branch_code" => filled("001"),
        "account_number" => filled("1234567"),
        "access_key" => filled(&access_key()),
        "claim_from" | "claim_until" => {
            filled("8");
            browser.fill(&format!("[name=\"{key}.month\"]"), "6");
        }
        "born_on" | "changed_on" | "diagnosed_on" => {
            browser.choose(&format!("[name=\"{key}.era\"]"), "western");
            filled("2026");
            browser.fill(&format!("[name=\"{key}.month\"]"), "6");
            browser.fill(&format!("[name=\"{key}.day\"]"), "1");
        }
        "late_reason" | "other_recipients" | "ventilator" | "other_costs" => {
            let no = if key == "late_reason" { "none" } else { "no" };
            browser.click(&format!("[name={key}][value={no}]"));
        }
        _ if (shown("[type=radio]") || shown("[type=checkbox]")) && !is_chosen() => {
            browser.click(&format!("#{key}"));
        }
        _ if shown("input[type=text], textarea") => filled("見本のこたえ"),
        _ => {}
    }
}

/// A key of the assumed form with its check letter.
pub fn access_key() -> String {
    let body = "7K2MQ0ZT4HVB9XD";
    let letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let check = letters.chars().find(|letter| is_key(&format!("{body}{letter}")));
    format!("{body}{}", check.expect("one letter fits"))
}

/// Luhn's scheme over thirty-two letters, written out once more.
fn is_key(key: &str) -> bool {
    let letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let sum: usize = key
        .chars()
        .rev()
        .enumerate()
        .map(|(place, letter)| {
            let value = letters.find(letter).unwrap_or_default();
            let value = if place % 2 == 1 { value * 2 } else { value };
            value / 32 + value % 32
        })
        .sum();
    sum.is_multiple_of(32)
}

/// Goes through all questions from the first screen to the check page; `look` sees each of them before it is answered.
pub fn fill_in(browser: &Browser, mut look: impl FnMut(&str)) {
    for _ in 0..60 {
        let at = path(browser);
        let Some(key) = at.split("/ask/").nth(1) else { break };
        browser.until(key, &format!("return document.querySelector('[data-question={key}]') !== null"));
        look(key);
        answer(browser, key);
        onward(browser);
    }
    on_screen(browser, "/check");
}

/// What was sent, as the hub tells it.
pub fn applications(hub: &Hub, person: &str) -> Value {
    let cookie = hub.sign_in(person);
    hub.get(&format!("/api/v1/people/{person}/applications"), &cookie).json()
}

/// Three months above the threshold: 雪 has two, and the desk registers the third.
pub fn met(hub: &Hub) {
    let cookie = hub.sign_in(PERSON);
    let told = hub.get("/api/v1/people/sample-yuki/facts", &cookie).json();
    let day = told["as_of"].as_str().unwrap_or_default()[..10].to_owned();
    let charge = json!({
        "patient": PERSON,
        "facility": { "code": HOSPITAL, "name": "甲病院", "kind": "hospital", "designated": true },
        "service_day": day,
        "total10": 45_000,
        "insurance_rate": "0.3",
        "collected": 13_500,
    });
    assert_eq!(hub.register(HOSPITAL, "apply-met", &charge).status, 201);
}

/// From the start page through what is known to the first question.
pub fn begin(browser: &Browser) {
    browser.click("#start");
    on_screen(browser, "/known");
    for key in ["name", "name_kana", "born_on"] {
        browser.click(&format!("#known-{key}"));
    }
    onward(browser);
    on_screen(browser, "/tasks");
    onward(browser);
}

/// From the check page to the receipt.
pub fn send(browser: &Browser) {
    onward(browser);
    on_screen(browser, "/send");
    browser.click("#send");
    browser.until("the receipt", "return document.querySelector('[data-number]')");
}
