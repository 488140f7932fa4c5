//! Pictures of every page at phone and desktop size, so that a person can look at all of them in a minute.
//! `cargo xtask screenshots` runs this; the pictures are in `target/screenshots`.

use journeys::applicant::{PERSON, met};
use journeys::browser::Browser;
use journeys::gallery;
use journeys::hub::Hub;
use serde_json::json;
use std::path::Path;

/// Who is looked at, where, and a name for the picture.
const PAGES: [(&str, &str, &str); 20] = [
    ("", "", "choose"),
    ("sample-hanako", "", "today-below-cap"),
    ("sample-hanako", "payments", "payments"),
    ("sample-taro", "", "today-reached"),
    ("sample-yuki", "", "today-registration-only"),
    ("sample-nashi", "", "today-nothing"),
    ("sample-hanako", "payments/2020-01", "payments-empty-month"),
    ("sample-hanako", "certificates", "certificates"),
    ("sample-hanako", "certificates/0", "counter"),
    ("sample-hanako", "procedures", "procedures"),
    ("sample-yuki", "procedures", "procedures-mild"),
    ("sample-hanako", "notices", "notices"),
    ("sample-hanako", "payments/receipt", "receipt"),
    ("sample-hanako", "what-if", "what-if"),
    ("sample-hanako", "claim", "claim"),
    ("sample-hanako", "settings", "settings"),
    ("sample-haha", "people", "people"),
    ("sample-ko", "looks", "looks"),
    ("sample-hanako", "sessions", "sessions"),
    ("sample-hanako", "no-such-page", "unknown"),
];
/// The pages of an application that was begun.
const APPLYING: [&str; 9] = [
    "",
    "mild_high_cost",
    "mild_high_cost/known",
    "mild_high_cost/tasks",
    "mild_high_cost/ask/other_costs",
    "mild_high_cost/ask/start",
    "mild_high_cost/ask/access_key",
    "mild_high_cost/ask/doctor_files",
    "mild_high_cost/check",
];
/// An officer's pages.
const STAFF: [(&str, &str); 3] = [("", "desk"), ("find", "find"), ("inbox", "inbox")];
const SIZES: [(&str, u32, u32); 3] = [("phone", 360, 640), ("tall", 360, 2400), ("desktop", 1280, 800)];

fn main() {
    let folder = Path::new("target/screenshots");
    std::fs::create_dir_all(folder).expect("target/screenshots can be made");
    let hub = Hub::start();
    met(&hub);
    let parts = gallery::made();
    for (size, width, height) in SIZES {
        let browser = Browser::start(width, height);
        browser.open(&parts.address("ja"));
        browser.whole_page(&folder.join(format!("parts-{size}.png")));
        for (person, page, name) in PAGES {
            become_one(&browser, &hub, person);
            if !page.is_empty() {
                browser.open(&format!("{}/{page}", hub.address));
                browser.until("the page", "return document.title.includes('｜')");
            }
            open_everything(&browser);
            save(&browser, folder, &format!("{name}-{size}"));
        }
        browser.open(&format!("{}/sandbox/desk", hub.address));
        save(&browser, folder, &format!("desk-{size}"));
        for language in ["ja-easy", "en"] {
            browser.open(&hub.address);
            browser.script(&format!("localStorage.setItem('language', '{language}')"));
            for (page, name) in [("", "today"), ("payments", "payments")] {
                browser.open(&format!("{}/{page}", hub.address));
                browser.until("the page", "return document.querySelector('.fresh')");
                save(&browser, folder, &format!("{name}-{language}-{size}"));
            }
        }
        browser.script("localStorage.clear()");
        applying(&browser, &hub, folder, size);
        officers(&browser, &hub, folder, size);
    }
}

/// 申請, begun and not sent.
fn applying(browser: &Browser, hub: &Hub, folder: &Path, size: &str) {
    let cookie = hub.sign_in(PERSON);
    let answers = json!({ "doctor_by": { "value": "picture" } });
    let draft = json!({ "kind": "mild_high_cost", "answers": answers });
    // The same draft again where another size was here before.
    hub.put_as(&format!("/api/v1/people/{PERSON}/drafts/0123456789abcdef0123456789abcdef"), &cookie, &draft);
    become_one(browser, hub, PERSON);
    for page in APPLYING {
        browser.open(&format!("{}/apply/{page}", hub.address));
        browser.until("the page", "return document.querySelector('.places')");
        open_everything(browser);
        save(browser, folder, &format!("apply-{}-{size}", page.replace('/', "-")));
    }
}

/// The municipality's side, and the portal as an officer previews it.
fn officers(browser: &Browser, hub: &Hub, folder: &Path, size: &str) {
    browser.open(&format!("{}/staff/", hub.address));
    if browser.script("return document.querySelector('.who') === null") == true {
        browser.click("button[value=\"130001/officer-kettei\"]");
        browser.until("the officer", "return document.querySelector('.who')");
    }
    for (page, name) in STAFF {
        browser.open(&format!("{}/staff/{page}", hub.address));
        save(browser, folder, &format!("staff-{name}-{size}"));
    }
    browser.open(&format!("{}/staff/find", hub.address));
    browser.fill("#number", "1234566");
    browser.choose("#purpose", "purpose.phone");
    browser.fill("#reason", "本人から電話で領収書の額について問い合わせがあった。");
    browser.click("main form button");
    browser.until(
        "the person's page",
        "return document.querySelector('.preview') && document.querySelector('.fresh')",
    );
    save(browser, folder, &format!("staff-preview-{size}"));
}

/// Signs out, and in as this person; as nobody when there is no name.
fn become_one(browser: &Browser, hub: &Hub, person: &str) {
    browser.open(&hub.address);
    browser.until("the first page", "return document.querySelector('.choices, #sign-out')");
    if browser.script("return document.querySelector('#sign-out') !== null") == true {
        browser.click("#sign-out");
    }
    browser.until("the choice", "return document.querySelector('.choices')");
    if !person.is_empty() {
        browser.click(&format!("#{person}"));
        browser.until("the page", "return document.querySelector('.fresh')");
    }
}

/// Reasons and faces opened, visits planned: what a click away would hide from the picture.
fn open_everything(browser: &Browser) {
    const CLICK: &str = "document.querySelectorAll('button[aria-expanded=false], main .options .button:not([aria-pressed])')\
                         .forEach((button) => button.click()); return true";
    if browser.script("return innerHeight > 1000") == true {
        browser.script(CLICK);
        browser.script(
            "document.querySelectorAll('details').forEach((details) => { details.open = true }); return true",
        );
    }
}

fn save(browser: &Browser, folder: &Path, name: &str) {
    let file = folder.join(format!("{name}.png"));
    browser.screenshot(&file);
    println!("{}", file.display());
}
