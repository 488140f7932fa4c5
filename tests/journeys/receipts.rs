//! 領収書 of a facility that is not connected: written down with the keyboard, seen as an estimate apart from what is registered, there after a reload,
//! told as counted twice when the facility registers it, changed and taken away; and nothing is lost when the hub cannot be reached.

use journeys::browser::Browser;
use journeys::hub::Hub;
use serde_json::{Value, json};

const HOSPITAL: &str = "1310000001";
const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const DOWN: &str = "\u{e015}";

fn on_payments(hub: &Hub) -> Browser {
    let browser = Browser::start(360, 640);
    browser.open(&hub.address);
    browser.click("#sample-hanako");
    browser.until("the page", "return document.querySelector('.fresh')");
    browser.click(".places a:nth-of-type(2)");
    browser.until("the payments", "return document.querySelector('[data-charge]')");
    browser
}

/// Goes on with the keyboard until this holds.
fn tab_until(browser: &Browser, what: &str) {
    for _ in 0..80 {
        if browser.script(&format!("return document.activeElement.matches({})", json!(what))) == true {
            return;
        }
        browser.press(TAB);
    }
    panic!("the keyboard does not reach {what}");
}

/// The first of this month as the form asks for it: a year of Reiwa, a month, a day.
fn first_of_month(hub: &Hub) -> (String, [String; 3]) {
    let told = hub.get("/api/v1/people/sample-hanako/facts", &hub.sign_in("sample-hanako")).json();
    let as_of = told["as_of"].as_str().unwrap_or_default().to_owned();
    let number = |text: &str| text.parse::<i32>().unwrap_or_default();
    let (year, month) = (number(&as_of[..4]) - 2018, number(&as_of[5..7]));
    (format!("{}-01", &as_of[..7]), [year.to_string(), month.to_string(), "1".to_owned()])
}

fn fill_in(browser: &Browser, [year, month, date]: &[String; 3]) {
    for (field, text) in
        [("#day", &**year), ("#month", month), ("#date", date), ("#facility", "丙医院"), ("#amount", "1,000")]
    {
        browser.fill(field, text);
    }
    browser.choose("#kind", "clinic");
    browser.fill("#paid", "2000");
}

fn rows(browser: &Browser) -> Value {
    browser
        .script("return [...document.querySelectorAll('[data-charge] .due')].map((due) => due.dataset.due)")
}

#[test]
fn with_the_keyboard_it_is_written_seen_changed_told_twice_and_taken_away() {
    let hub = Hub::start();
    let browser = on_payments(&hub);
    let (day, parts) = first_of_month(&hub);
    tab_until(&browser, "#add-receipt");
    browser.press(ENTER);
    browser.until(
        "the form",
        "return document.activeElement.tagName === 'H1' && document.title.startsWith('領収書を追加する')",
    );
    assert_eq!(browser.axe(), Vec::<String>::new());

    // Nothing written: everything that is wrong, with the focus on it and a way to each field.
    tab_until(&browser, "#keep-receipt");
    browser.press(ENTER);
    browser.until("what is wrong", "return document.activeElement.id === 'wrongs'");
    let wrongs = browser.script(
        "return [...document.querySelectorAll('#wrongs a')].map((link) => link.getAttribute('href'))",
    );
    assert_eq!(wrongs, json!(["#day", "#facility", "#kind", "#amount", "#paid"]));
    let told = browser.script(
        "return [...document.querySelectorAll('[aria-invalid]')].every((field) => field.closest('.field').querySelector('.flag').innerText.startsWith('エラー'))",
    );
    assert_eq!(told, true, "each wrong field says so itself");
    assert_eq!(browser.axe(), Vec::<String>::new());
    browser.press(TAB);
    browser.press(ENTER);
    browser.until("the field", "return document.activeElement.id === 'day'");

    // Written with the keyboard, sent off with Enter. What was typed before an error stays.
    let press = |field: &str, text: &str| {
        tab_until(&browser, field);
        browser.type_in(text);
    };
    press("#day", &parts[0]);
    press("#month", &parts[1]);
    press("#date", &parts[2]);
    press("#facility", "丙医院");
    tab_until(&browser, "#kind");
    browser.press(DOWN);
    press("#amount", "１，０００");
    press("#paid", "99999");
    browser.press(ENTER);
    browser.until("what is wrong", "return document.activeElement.id === 'wrongs'");
    assert_eq!(browser.script("return document.querySelectorAll('#wrongs a').length"), 1);
    assert_eq!(
        browser.script(
            "return document.querySelector('#facility').value + document.querySelector('#kind').value"
        ),
        "丙医院hospital"
    );
    browser.fill("#paid", "2000");
    browser.press(ENTER);
    browser.until(
        "that it is kept",
        "return document.activeElement.matches('.done') && document.querySelector('.own')",
    );
    assert_eq!(rows(&browser), json!(["4370", "1500", "2000"]), "behind what is registered");
    let page = browser.script("return document.querySelector('main').innerText");
    let page = page.as_str().unwrap_or_default();
    assert!(page.contains("このうち 2,000円 は、あなたが追加した領収書の分です（見込み）"), "{page}");
    assert!(page.contains("使った 7,870円") && page.contains("医療機関の登録ではありません"), "{page}");
    assert_eq!(browser.axe(), Vec::<String>::new());

    // Nothing of it is in the browser: it is there after a reload, and on the first page.
    browser.open(&hub.address);
    browser.until("the gauge", "return document.querySelector('[data-used]')?.dataset.used === '7870'");
    let home = browser.script(
        "return document.querySelector('.added').innerText + document.querySelector('main').innerText",
    );
    assert!(
        home.as_str().is_some_and(|home| home.contains("2,000円") && home.contains("見込みを含む")),
        "{home}"
    );

    // Changed: what stands there is what was noted.
    browser.open(&format!("{}/payments", hub.address));
    browser.until("the receipt", "return document.querySelector('.own')");
    browser.click(".own .button:nth-of-type(1)");
    browser.until("the form", "return document.querySelector('#paid')?.value === '2000' && document.title.startsWith('領収書を直す')");
    assert_eq!(
        browser
            .script("return document.querySelector('#amount').value + document.querySelector('#unit').value"),
        "10000yen"
    );
    browser.fill("#amount", "20000");
    browser.click("#keep-receipt");
    browser.until("the change", "return document.querySelector('.done') && document.querySelector('.added')?.innerText.includes('4,000円')");

    // The facility registers the same visit: told on the open page, and both count until the person decides.
    let same = json!({ "patient": "sample-hanako", "facility": { "code": HOSPITAL, "name": "甲病院", "kind": "hospital", "designated": true },
        "certificates": ["nanbyo"], "service_day": day, "total10": 20_000, "insurance_rate": "0.3", "collected": 4_000 });
    assert_eq!(hub.register(HOSPITAL, "same", &same).status, 201);
    browser.until(
        "the doubt",
        "return document.querySelector('.own .warning')?.innerText.includes('二重かもしれません')",
    );
    assert_eq!(rows(&browser), json!(["4370", "1500", "4000", "130"]));
    assert_eq!(browser.axe(), Vec::<String>::new());
    tab_until(&browser, ".own .button:nth-of-type(2)");
    browser.press(ENTER);
    browser.until(
        "the question",
        "return document.querySelector('.own [data-order]:only-of-type, .own > div .button')",
    );
    browser.click(".own > div .button");
    browser.until(
        "that it is gone",
        "return document.activeElement.matches('.done') && !document.querySelector('.own')",
    );
    assert_eq!(rows(&browser), json!(["4370", "1500", "4000"]));
    assert_eq!(browser.script("return document.querySelector('.added')"), Value::Null);
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn without_the_hub_nothing_that_was_written_is_lost_and_it_is_kept_once() {
    let mut hub = Hub::start();
    let browser = on_payments(&hub);
    let (_, parts) = first_of_month(&hub);
    browser.click("#add-receipt");
    browser.until("the form", "return document.querySelector('#keep-receipt')");
    fill_in(&browser, &parts);
    hub.kill();
    browser.click("#keep-receipt");
    browser.until("the trouble", "return document.activeElement.id === 'wrongs'");
    let said = browser.script("return document.querySelector('#wrongs').innerText");
    assert!(
        said.as_str().is_some_and(
            |said| said.contains("保存できませんでした") && said.contains("この画面に残っています")
        ),
        "{said}"
    );
    assert_eq!(browser.script("return document.querySelector('#facility').value"), "丙医院");
    assert_eq!(browser.axe(), Vec::<String>::new());
    hub.start_again();
    browser.click("#keep-receipt");
    browser.until("that it is kept", "return document.activeElement.matches('.done')");
    let noted = hub.get("/api/v1/people/sample-hanako/facts", &hub.sign_in("sample-hanako")).json();
    assert_eq!(noted["own_receipts"].as_array().map(Vec::len), Some(1), "{noted}");
    browser.click(".places a:nth-of-type(1)");
    browser.until("the gauge", "return document.querySelector('[data-used]')?.dataset.used === '7870'");
}

#[test]
fn it_is_in_every_language_and_fits_a_narrow_screen() {
    let hub = Hub::start();
    let browser = on_payments(&hub);
    let (_, parts) = first_of_month(&hub);
    browser.click("#add-receipt");
    browser.until("the form", "return document.querySelector('#keep-receipt')");
    fill_in(&browser, &parts);
    browser.click("#keep-receipt");
    browser.until("that it is kept", "return document.querySelector('.own')");
    for (language, said) in [("ja-easy", "あなたが"), ("en", "A receipt you added")] {
        browser.script(&format!("localStorage.setItem('language', '{language}')"));
        for page in ["payments", "payments/receipt"] {
            browser.open(&format!("{}/{page}", hub.address));
            browser.until(page, &format!("return document.documentElement.lang === '{}' && document.querySelector('.own, #keep-receipt')", &language[..2]));
            assert_eq!(browser.axe(), Vec::<String>::new(), "{page} in {language}");
            let wide = browser
                .script("return document.documentElement.scrollWidth > document.documentElement.clientWidth");
            assert_eq!(wide, false, "{page} in {language}");
        }
        browser.open(&format!("{}/payments", hub.address));
        browser.until(said, &format!("return document.querySelector('.own')?.innerText.includes('{said}')"));
    }
}
