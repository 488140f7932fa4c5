//! Pictures of every page at phone and desktop size, so that a person can look at all of them in a minute.
//! `cargo xtask screenshots` runs this; the pictures are in `target/screenshots`.

use journeys::browser::Browser;
use journeys::hub::Hub;
use std::path::Path;

/// Who is looked at, where, and a name for the picture.
const PAGES: [(&str, &str, &str); 19] = [
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
    ("sample-hanako", "what-if", "what-if"),
    ("sample-hanako", "claim", "claim"),
    ("sample-hanako", "settings", "settings"),
    ("sample-haha", "people", "people"),
    ("sample-ko", "looks", "looks"),
    ("sample-hanako", "sessions", "sessions"),
    ("sample-hanako", "no-such-page", "unknown"),
];
const SIZES: [(&str, u32, u32); 3] = [("phone", 360, 640), ("tall", 360, 2400), ("desktop", 1280, 800)];

fn main() {
    let folder = Path::new("target/screenshots");
    std::fs::create_dir_all(folder).expect("target/screenshots can be made");
    let hub = Hub::start();
    for (size, width, height) in SIZES {
        let browser = Browser::start(width, height);
        for (person, page, name) in PAGES {
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
