//! The thin slice, real all the way: a charge put into the hub appears on the person's page without a reload, with the yen the
//! engine works out in the browser.

use journeys::browser::Browser;
use journeys::hub::Hub;
use serde_json::{Value, json};
use std::sync::OnceLock;

const HOSPITAL: &str = "1310000001";

fn charge(total10: i64, collected: i64) -> Value {
    json!({
        "patient": "sample-hanako",
        "facility": { "code": HOSPITAL, "name": "甲病院", "kind": "hospital", "designated": true },
        "certificates": ["nanbyo"],
        // The first of this month has always come.
        "service_day": format!("{}-01", this_month()),
        "total10": total10,
        "insurance_rate": "0.3",
        "collected": collected,
    })
}

/// The hub's own idea of the month, so that a test at midnight cannot disagree with it.
fn this_month() -> &'static str {
    static MONTH: OnceLock<String> = OnceLock::new();
    MONTH.get_or_init(|| {
        let hub = Hub::start();
        let cookie = hub.sign_in("sample-hanako");
        let told = hub.get("/api/v1/people/sample-hanako/facts", &cookie).json();
        told["as_of"].as_str().unwrap_or_default()[..7].to_owned()
    })
}

fn number(value: &Value) -> i64 {
    value.as_str().and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("{value} is no number"))
}

const USED: &str = "return document.querySelector('[data-used]')?.dataset.used ?? null";
const REMAINING: &str = "return document.querySelector('[data-yen]')?.dataset.yen ?? null";

#[test]
fn a_charge_appears_without_a_reload_and_to_the_yen() {
    let hub = Hub::start();
    let browser = Browser::start(360, 640);
    browser.open(&hub.address);
    browser.click("#sample-hanako");

    // As seeded: 21,840 and 7,500 at 20 %, rounded to ten yen: 4,370 + 1,500.
    assert_eq!(number(&browser.until("the gauge", USED)), 5_870);
    assert_eq!(number(&browser.script(REMAINING)), 4_130);
    browser.script("window.sameDocument = true");

    // 10,000 at 20 % is 2,000.
    let answer = hub.register(HOSPITAL, "slice-1", &charge(10_000, 2_000));
    assert_eq!(answer.status, 201, "{answer:?}");
    browser.until("2,000 yen more", "return document.querySelector('[data-used]')?.dataset.used === '7870'");
    assert_eq!(number(&browser.script(REMAINING)), 2_130);

    // 45,670 at 20 % would be 9,130; only 2,130 are left, and nothing after that.
    assert_eq!(hub.register(HOSPITAL, "slice-2", &charge(45_670, 2_130)).status, 201);
    browser.until("the cap", "return document.querySelector('[data-used]')?.dataset.used === '10000'");
    assert_eq!(browser.script(REMAINING), Value::Null, "nothing more to pay, so no amount to pay is shown");
    let text = browser.script("return document.querySelector('main').innerText");
    assert!(text.as_str().is_some_and(|text| text.contains("もう払う必要はありません")), "{text}");

    // The same registration again is the same registration.
    assert_eq!(hub.register(HOSPITAL, "slice-2", &charge(45_670, 2_130)).status, 200);
    assert_eq!(hub.register(HOSPITAL, "slice-2", &charge(1_000, 200)).status, 422);
    assert_eq!(number(&browser.script(USED)), 10_000);

    // The month's rows, on the other page, with the paper's columns.
    browser.click(".places a:nth-of-type(2)");
    browser.until("the month's rows", "return document.querySelectorAll('[data-charge]').length === 4");
    let last = browser.script(
        "return [...document.querySelectorAll('[data-charge] [data-due]')].map((cell) => cell.dataset.due)",
    );
    assert_eq!(last, json!(["4370", "1500", "2000", "2130"]));
    assert_eq!(
        browser.script("return document.activeElement.tagName"),
        "H1",
        "the focus goes to the new page's heading"
    );
    assert_eq!(browser.script("return document.title"), "支払い｜医療費助成ポータル");

    assert_eq!(browser.script("return window.sameDocument"), true, "the page was never reloaded");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn two_windows_show_the_loop_live() {
    let hub = Hub::start();
    let patient = Browser::start(360, 640);
    let desk = Browser::start(1280, 800);
    patient.open(&hub.address);
    patient.click("#sample-taro");
    patient.until("the gauge", USED);
    let before = number(&patient.script("return String(document.querySelectorAll('[data-used]').length)"));
    assert_eq!(before, 1);

    desk.open(&format!("{}/sandbox/desk", hub.address));
    desk.choose("#patient", "sample-hanako");
    desk.fill("#total10", "5020");
    desk.click("#register");
    desk.until("the desk's answer", "return document.querySelector('#done')");

    // Nothing of somebody else's news reaches this window; then its own does.
    desk.choose("#patient", "sample-taro");
    desk.fill("#total10", "7000");
    desk.fill("#collected", "0");
    desk.click("#register");
    desk.until("the desk's answer", "return document.querySelector('#done')");
    patient.click(".places a:nth-of-type(2)");
    patient.until("the new row", "return document.querySelectorAll('[data-charge]').length === 4");
    assert_eq!(patient.complaints(), Vec::<String>::new());
}

#[test]
fn signing_out_leaves_nothing_on_the_page_or_in_storage() {
    let hub = Hub::start();
    let browser = Browser::start(360, 640);
    browser.open(&hub.address);
    browser.click("#sample-hanako");
    browser.until("the gauge", USED);
    browser.click("#sign-out");
    browser.until("the choice", "return document.querySelector('.choices')");
    let page = browser.script("return document.querySelector('main').innerText + document.title");
    assert!(
        page.as_str().is_some_and(|page| !page.contains("パーキンソン") && !page.contains("4,130")),
        "{page}"
    );
    assert_eq!(browser.script("return sessionStorage.length + localStorage.length"), 0);
    let cookie = browser.script("return document.cookie");
    assert_eq!(cookie, "", "the session's cookie is not for scripts, and gone");
    assert_eq!(browser.keeps(), Some(Vec::new()), "nor anywhere else");
}

/// The dump that every journey ends with would find what it is for.
#[test]
fn a_page_that_kept_something_about_somebody_would_be_found() {
    let hub = Hub::start();
    let browser = Browser::start(360, 640);
    browser.open(&hub.address);
    browser.click("#sample-hanako");
    browser.until("the gauge", USED);
    assert_eq!(browser.keeps(), Some(Vec::new()));
    browser.script(
        "localStorage.setItem('language', '見本 花子'); sessionStorage.setItem('language', 'ja'); document.cookie = 'name=hanako';
         window.name = '4,130'; localStorage.setItem('application.renewal', '1234566');
         indexedDB.open('hanako').onsuccess = (event) => {
             event.target.result.close();
             caches.open('kept').then((cache) => cache.put('/api/v1/people/sample-hanako/facts', new Response('{}'))).then(() => { window.kept = true });
         };",
    );
    browser.until("what was kept", "return window.kept");
    let found = browser.keeps().unwrap_or_default();
    for place in [
        "localStorage language",
        "localStorage application",
        "sessionStorage",
        "cookie",
        "window.name",
        "indexedDB",
        "cache kept",
    ] {
        assert!(found.iter().any(|line| line.starts_with(place)), "{place} in {found:?}");
    }
    browser.script(
        "localStorage.clear(); sessionStorage.clear(); document.cookie = 'name=; max-age=0'; window.name = '';
         caches.delete('kept').then(() => { indexedDB.deleteDatabase('hanako').onsuccess = () => { window.kept = 'gone' } })",
    );
    browser.until("that it is gone", "return window.kept === 'gone'");
}
