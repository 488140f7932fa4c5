//! On paper: the 管理票 of a month, the sheet of a claim and the certificates, as Chromium prints them: A4, nothing cut off at the side, the table's head on
//! every sheet, amounts with where they come from and since when, and nothing that could only be pressed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use journeys::browser::Browser;
use journeys::hub::Hub;
use serde_json::{Value, json};
use std::path::Path;

const HOSPITAL: &str = "1310000001";
/// A4 less the sheet's margins of 15 mm, in CSS pixels.
const WIDTH: u32 = 680;
/// A4 in points, as Chromium rounds it.
const A4: &str = "/MediaBox [0 0 594.95996 841.91998]";

fn signed_in(hub: &Hub, person: &str) -> Browser {
    let browser = Browser::start(WIDTH, 800);
    browser.open(&hub.address);
    browser.click(&format!("#{person}"));
    browser.until("the page", "return document.querySelector('.fresh')");
    browser
}

/// The page as it is printed: its sheets, and a file of it where somebody wants to look (`PMH_PICTURES`).
fn printed(browser: &Browser, name: &str) -> usize {
    let printed = browser.devtools("Page.printToPDF", &json!({ "preferCSSPageSize": true }));
    let pdf = BASE64.decode(printed["data"].as_str().unwrap_or_default()).expect("a PDF");
    if let Some(folder) = std::env::var_os("PMH_PICTURES") {
        std::fs::write(Path::new(&folder).join(format!("print-{name}.pdf")), &pdf).expect("a file");
    }
    let text = String::from_utf8_lossy(&pdf);
    let sheets = text.matches("/Type /Page\n").count();
    assert!(sheets > 0, "{name} is a PDF of sheets");
    assert_eq!(text.matches(A4).count(), sheets, "{name}: every sheet is A4");
    sheets
}

/// What stands on paper, looked at as paper.
fn on_paper(browser: &Browser, name: &str) -> String {
    browser.devtools("Emulation.setEmulatedMedia", &json!({ "media": "print" }));
    let metrics = json!({ "width": WIDTH, "height": 1009, "deviceScaleFactor": 1, "mobile": false });
    browser.devtools("Emulation.setDeviceMetricsOverride", &metrics);
    let cut = browser.script(
        "return [...document.querySelectorAll('body *')].filter((element) => {
             const box = element.getBoundingClientRect();
             return box.width && (box.right > innerWidth + 1 || element.scrollWidth > element.clientWidth + 1 && element.matches('.scroll'))
                 && !element.closest('.visually-hidden') })
           .map((element) => element.outerHTML.slice(0, 120))",
    );
    assert_eq!(cut, json!([]), "{name}: nothing is cut off at the side");
    let pressed = browser.script(
        "return [...document.querySelectorAll('button, a[href], summary, select, input, nav')]
           .filter((element) => element.checkVisibility() && element.getClientRects().length && !element.closest('.visually-hidden'))
           .map((element) => element.outerHTML.slice(0, 120))",
    );
    assert_eq!(pressed, json!([]), "{name}: nothing on it is to be pressed");
    if let Some(folder) = std::env::var_os("PMH_PICTURES") {
        browser.whole_page(&Path::new(&folder).join(format!("print-{name}.png")));
    }
    let text = browser.script("return document.body.innerText");
    browser.devtools("Emulation.clearDeviceMetricsOverride", &json!({}));
    browser.devtools("Emulation.setEmulatedMedia", &json!({ "media": "" }));
    text.as_str().unwrap_or_default().to_owned()
}

fn says(text: &str, all: &[&str]) {
    for said in all {
        assert!(text.contains(said), "{said} is not on the paper:\n{text}");
    }
}

fn today(hub: &Hub) -> String {
    let told = hub.get("/api/v1/people/sample-hanako/facts", &hub.sign_in("sample-hanako")).json();
    told["as_of"].as_str().unwrap_or_default()[..10].to_owned()
}

#[test]
fn the_record_of_a_month_is_a_sheet_that_an_officer_knows() {
    let hub = Hub::start();
    let browser = signed_in(&hub, "sample-hanako");
    let receipt = json!({ "receipt": { "day": format!("{}-01", &today(&hub)[..7]), "facility": "丙医院", "kind": "clinic", "total10": 10_000,
        "paid": 2_000, "certificates": ["nanbyo"] } });
    assert_eq!(
        hub.put_as("/api/v1/people/sample-hanako/receipts/a", &hub.sign_in("sample-hanako"), &receipt).status,
        201
    );
    browser.open(&format!("{}/payments", hub.address));
    browser.until("the rows", "return document.querySelector('.own')");
    let text = on_paper(&browser, "month");
    says(
        &text,
        &[
            "自己負担上限額管理票（電子）",
            "見本 花子",
            "1234566",
            "の時点",
            "医療費の総額",
            "累計",
            "21,840円",
            "4,370円",
            "5,870円",
            "7,870円",
            "見込み",
            "あなたが追加した領収書です",
            "登録 2件（見込みを含む）、ほかにあなたの領収書 1件",
            "すべて架空です",
        ],
    );
    assert!(!text.contains("読み込み") && !text.contains("印刷する") && !text.contains("お知らせ"), "{text}");
    assert_eq!(printed(&browser, "month"), 1, "one month of a few payments is one sheet");
}

#[test]
fn a_long_month_goes_over_several_sheets_each_with_the_head_of_the_table() {
    let hub = Hub::start();
    let day = today(&hub);
    for number in 0..60 {
        let charge = json!({ "patient": "sample-hanako", "facility": { "code": HOSPITAL, "name": "見本県立総合医療センター附属リハビリテーション病院", "kind": "hospital", "designated": true },
            "certificates": ["nanbyo"], "service_day": day, "total10": 1_000 + 10 * number, "insurance_rate": "0.3" });
        assert_eq!(hub.register(HOSPITAL, &format!("long-{number}"), &charge).status, 201);
    }
    let browser = signed_in(&hub, "sample-hanako");
    browser.open(&format!("{}/payments", hub.address));
    browser.until("the rows", "return document.querySelectorAll('[data-charge]').length > 60");
    let text = on_paper(&browser, "long-month");
    says(&text, &["登録 62件", "見本県立総合医療センター附属リハビリテーション病院"]);
    browser.devtools("Emulation.setEmulatedMedia", &json!({ "media": "print" }));
    let head = browser.script(
        "const style = (css) => getComputedStyle(document.querySelector(css));
         return [style('main table thead').display, style('main table tr').breakInside, style('main .card').breakInside]",
    );
    assert_eq!(
        head,
        json!(["table-header-group", "avoid", "auto"]),
        "a long table begins on the sheet it is on, and its head comes again"
    );
    browser.devtools("Emulation.setEmulatedMedia", &json!({ "media": "" }));
    let sheets = printed(&browser, "long-month");
    assert!((2..=6).contains(&sheets), "{sheets} sheets for sixty lines");
}

#[test]
fn a_claim_and_the_certificates_are_on_one_sheet_each() {
    let hub = Hub::start();
    let browser = signed_in(&hub, "sample-hanako");
    browser.open(&format!("{}/certificates", hub.address));
    browser.until("the certificate", "return document.querySelector('[data-certificate]')");
    let text = on_paper(&browser, "certificates");
    says(&text, &["指定難病", "1234566", "見本 花子", "の時点", "10,000円", "まで、あと"]);
    assert!(!text.contains("見本病"), "no disease unasked: {text}");
    assert!(printed(&browser, "certificates") <= 2);
    browser.open(&format!("{}/certificates/0", hub.address));
    browser.until("the counter", "return document.querySelector('.counter')");
    let text = on_paper(&browser, "counter");
    says(&text, &["見本 花子", "1234566", "の時点", "10,000円"]);
    assert_eq!(printed(&browser, "counter"), 1);

    // What a prefecture pays back, with blanks for what only the person knows.
    // Signing out tells the browser to clear its site, which it notes; so before that.
    assert_eq!(browser.complaints(), Vec::<String>::new());
    let person = claims(&hub).expect("a sample person has something to claim");
    browser.open(&hub.address);
    browser.click("#sign-out");
    browser.click(&format!("#{person}"));
    browser.until("the page", "return document.querySelector('.fresh')");
    browser.open(&format!("{}/claim", hub.address));
    browser.until("the claim", "return document.querySelector('.blank')");
    let text = on_paper(&browser, "claim");
    says(&text, &["償還払い", "円", "の時点", "医療機関", "振込先", "署名"]);
    assert_eq!(printed(&browser, "claim"), 1);
}

/// A sample person with something to claim from the prefecture.
fn claims(hub: &Hub) -> Option<String> {
    let browser = Browser::start(WIDTH, 800);
    let people = hub.get("/sandbox/people", "").json();
    let people = people["people"].as_array().cloned().unwrap_or_default();
    people.iter().filter_map(|person| person["id"].as_str()).map(str::to_owned).find(|person| {
        browser.open(&hub.address);
        browser.until("the first page", "return document.querySelector('.choices, #sign-out')");
        if browser.script("return document.querySelector('#sign-out') !== null") == true {
            browser.click("#sign-out");
        }
        browser.click(&format!("#{person}"));
        browser.until("the page", "return document.querySelector('.fresh')");
        browser.open(&format!("{}/claim", hub.address));
        browser.until("the page", "return document.title.includes('｜') && document.querySelector('main p')");
        browser.script("return document.querySelector('.blank') !== null") == Value::Bool(true)
    })
}
