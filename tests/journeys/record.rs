//! What the hub keeps about the person beside the facts: what was told and read, who looked, who may see whom. And leaving, also
//! without a network.

use journeys::browser::Browser;
use journeys::hub::Hub;
use serde_json::{Value, json};

const PHARMACY: &str = "1340000002";

fn signed_in(hub: &Hub, person: &str) -> Browser {
    let browser = Browser::start(360, 640);
    browser.open(&hub.address);
    browser.click(&format!("#{person}"));
    browser.until("the page", "return document.querySelector('.fresh')");
    browser
}

fn unread(browser: &Browser) -> i64 {
    let badge = browser.script("return parseInt(document.querySelector('.badge')?.textContent ?? '0', 10)");
    badge.as_i64().unwrap_or_default()
}

fn today(hub: &Hub) -> String {
    let cookie = hub.sign_in("sample-hanako");
    let told = hub.get("/api/v1/people/sample-hanako/facts", &cookie).json();
    told["as_of"].as_str().unwrap_or_default()[..10].to_owned()
}

fn overcharge(day: &str) -> Value {
    json!({
        "patient": "sample-hanako",
        "facility": { "code": PHARMACY, "name": "乙薬局", "kind": "pharmacy", "designated": true },
        "certificates": ["nanbyo"],
        "service_day": day,
        "total10": 1_000,
        "insurance_rate": "0.3",
        "collected": 900,
    })
}

#[test]
fn what_was_read_is_read_on_another_device_and_after_a_reload() {
    let hub = Hub::start();
    let (one, other) = (signed_in(&hub, "sample-hanako"), signed_in(&hub, "sample-hanako"));
    one.until("the badge", "return document.querySelector('.badge')");
    other.until("the badge", "return document.querySelector('.badge')");
    let before = unread(&one);
    assert_eq!(unread(&other), before);
    one.click(".notice--new a");
    one.until("the payments", "return document.title.startsWith('支払い')");
    assert_eq!(unread(&one), before - 1);
    // The other device is told by itself.
    let fewer = format!(
        "return parseInt(document.querySelector('.badge')?.textContent ?? '0', 10) === {}",
        before - 1
    );
    other.until("one notice less on the other device", &fewer);
    one.open(&hub.address);
    one.until("the page again", "return document.querySelector('.fresh')");
    one.until("still read", &fewer);
    assert_eq!(one.script("return localStorage.length + sessionStorage.length"), 0);
}

#[test]
fn a_notice_comes_and_goes_live_and_stays_struck_with_why() {
    let hub = Hub::start();
    let browser = signed_in(&hub, "sample-hanako");
    browser.open(&format!("{}/notices", hub.address));
    browser.until("what was told", "return document.querySelector('.notice')");
    let told = "return [...document.querySelectorAll('.notice')].filter((card) => card.dataset.notice === 'watch.settle.over').length";
    let before = browser.script(told).as_i64().unwrap_or_default();
    let day = today(&hub);
    assert_eq!(hub.register(PHARMACY, "over-1", &overcharge(&day)).status, 201);
    browser.until("the new notice", &told.replace("return ", &format!("return {} === ", before + 1)));
    let cancel = json!({ "patient": "sample-hanako" });
    assert_eq!(hub.register(PHARMACY, "over-1/cancellations/undo", &cancel).status, 201);
    browser.until("the struck one", "return document.querySelector('.notice s')");
    let text = browser.script("return document.querySelector('.notice:has(s)').innerText");
    let text = text.as_str().unwrap_or_default();
    assert!(text.contains("取り消しました") && text.contains("いまは当てはまりません"), "{text}");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn a_mother_sees_her_childs_pages_and_the_child_sees_that_she_did() {
    let hub = Hub::start();
    let browser = signed_in(&hub, "sample-haha");
    browser.until("the switch", "return document.querySelector('.whom a')");
    browser.click(".whom a");
    browser.until("the people", "return document.querySelector('#show-sample-ko')");
    assert_eq!(browser.axe(), Vec::<String>::new());
    browser.click("#show-sample-ko");
    browser
        .until("the child's page", "return document.querySelector('.whom')?.innerText.includes('親として')");
    // A page that is loaded again is still about the child.
    browser.open(&format!("{}/looks", hub.address));
    browser.until(
        "the child's page still",
        "return document.querySelector('.looks li') && document.querySelector('.whom')?.innerText.includes('親として')",
    );
    browser.click("#sign-out");
    browser.until("the choice", "return document.querySelector('.choices')");
    browser.click("#sample-ko");
    browser.until("the look", "return document.querySelector('.looks li')?.innerText.includes('代理')");
    assert_eq!(browser.axe(), Vec::<String>::new());
    // There is nobody to switch to for the child, so nothing offers it.
    assert_eq!(browser.script("return document.querySelector('.whom a')"), Value::Null);
}

#[test]
fn leaving_without_a_network_empties_the_screen_and_ends_the_session_later() {
    let mut hub = Hub::start();
    let browser = signed_in(&hub, "sample-hanako");
    // An application was begun here, whose kind would say something about whoever has left.
    browser.script(
        "localStorage.setItem('application.renewal', '0'.repeat(32)); localStorage.setItem('language', 'ja')",
    );
    hub.kill();
    browser.click("#sign-out");
    browser.until("the good-bye", "return document.title.startsWith('終わりました')");
    let left = browser.script("return document.body.innerText");
    assert!(left.as_str().is_some_and(|text| !text.contains("4,130") && !text.contains("花子")), "{left}");
    assert_eq!(
        browser.script("return Object.keys(localStorage)"),
        json!(["leaving"]),
        "nothing about anybody"
    );
    hub.start_again();
    browser.open(&hub.address);
    browser.until("the choice: nobody is signed in any more", "return document.querySelector('.choices')");
    assert_eq!(browser.script("return localStorage.length"), 0);
}

#[test]
fn a_program_that_fails_says_so_and_shows_nothing_more() {
    let hub = Hub::start();
    let browser = signed_in(&hub, "sample-hanako");
    // A real trap, as a panic in the patient's bundle is one: a program of one function that cannot go on. Firefox's driver has a world of its own,
    // whose errors the page does not hear of.
    browser.script(
        "const page = window.wrappedJSObject ?? window;
         const bytes = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11];
         page.setTimeout(new page.WebAssembly.Instance(new page.WebAssembly.Module(new page.Uint8Array(bytes))).exports.f)",
    );
    let text = browser
        .until("the apology", "return document.querySelector('[role=alert]')?.parentElement.innerText");
    let text = text.as_str().unwrap_or_default();
    assert!(
        text.contains("失われていません")
            && text.contains("お問い合わせのときの番号：-0")
            && !text.contains("4,130"),
        "{text}"
    );
    browser.click("main a");
    browser.until("the page again", "return document.querySelector('.fresh')");
}
