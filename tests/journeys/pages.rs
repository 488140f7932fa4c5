//! Every page as different people meet it: with axe-core in light and dark, on 320 px, with the keyboard alone, in another
//! language, and without a network. That every amount on every page is one of the engine's is tested without a browser
//! (`app/src/page/tests.rs`), on the very data the painter puts into the document.

use journeys::PAGES;
use journeys::browser::Browser;
use journeys::hub::Hub;
use serde_json::{Value, json};

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";

/// Everything that can be opened is opened.
const OPEN: &str = "document.querySelectorAll('button[aria-expanded=false]').forEach((button) => button.click());
                    document.querySelectorAll('details').forEach((details) => { details.open = true }); return true";

fn signed_in(hub: &Hub, person: &str, width: u32) -> Browser {
    let browser = Browser::start(width, 640);
    browser.open(&hub.address);
    browser.click(&format!("#{person}"));
    browser.until("the page", "return document.querySelector('.fresh')");
    browser
}

fn go(browser: &Browser, hub: &Hub, page: &str) {
    browser.open(&format!("{}/{page}", hub.address));
    browser.until(page, "return document.querySelector('h1') && document.title.includes('｜')");
    browser.script(OPEN);
}

#[test]
fn axe_finds_nothing_on_any_page_in_light_dark_and_high_contrast() {
    let hub = Hub::start();
    let browser = signed_in(&hub, "sample-hanako", 360);
    for shade in ["light", "dark", "contrast"] {
        for page in PAGES {
            browser.script(&format!("localStorage.setItem('shade', '{shade}')"));
            go(&browser, &hub, page);
            assert_eq!(browser.axe(), Vec::<String>::new(), "{page} in {shade}");
        }
    }
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn no_page_scrolls_sideways_on_320_pixels() {
    let hub = Hub::start();
    let browser = signed_in(&hub, "sample-hanako", 320);
    for language in ["ja", "ja-easy", "en"] {
        browser.script(&format!("localStorage.setItem('language', '{language}')"));
        for page in PAGES {
            go(&browser, &hub, page);
            browser.until(
                "the language",
                &format!("return document.documentElement.lang === '{}'", &language[..2]),
            );
            let wide = browser.script(
                "return [...document.querySelectorAll('body *')].filter((element) => \
                 element.getBoundingClientRect().right > document.documentElement.clientWidth + 1 && !element.closest('.scroll, .visually-hidden')) \
                 .map((element) => element.outerHTML.slice(0, 120))",
            );
            assert_eq!(wide, json!([]), "{page} in {language}");
        }
    }
}

#[test]
fn the_answer_stands_on_the_first_screen() {
    let hub = Hub::start();
    let browser = signed_in(&hub, "sample-hanako", 360);
    let bottom = browser.script(
        "const of = (css) => document.querySelector(css).getBoundingClientRect();
         return of('.places').top - of('[data-used]').bottom",
    );
    assert!(bottom.as_f64().is_some_and(|room| room >= 0.0), "{bottom} px are left above the places");
}

#[test]
fn the_keyboard_alone_reaches_the_reason_of_an_amount() {
    let hub = Hub::start();
    let browser = signed_in(&hub, "sample-hanako", 1280);
    let press_until = |what: &str, script: &str| {
        for _ in 0..60 {
            browser.press(TAB);
            if browser.script(script) == true {
                return browser.press(ENTER);
            }
        }
        panic!("the keyboard does not reach {what}");
    };
    press_until("the payments", "return document.activeElement.getAttribute('href') === '/payments'");
    browser.until(
        "the heading",
        "return document.activeElement.tagName === 'H1' && document.title.startsWith('支払い')",
    );
    press_until("a reason", "return document.activeElement.matches('[data-charge] button')");
    let steps = browser.until("the steps", "return document.querySelectorAll('.why .steps > li').length");
    assert!(steps.as_u64().is_some_and(|steps| steps > 3), "{steps}");
    assert_eq!(
        browser.script("return document.activeElement.matches('[data-charge] button')"),
        true,
        "the focus stays"
    );
    let law = browser.script("return document.querySelector('.why').innerText.includes('根拠：')");
    assert_eq!(law, true, "a step names the text it rests on");
}

#[test]
fn another_language_is_fetched_when_chosen_and_remembered() {
    let hub = Hub::start();
    let browser = signed_in(&hub, "sample-hanako", 360);
    let others = "return performance.getEntriesByType('resource').filter((entry) => /words\\/(ja-easy|en)-/.test(entry.name)).length";
    assert_eq!(browser.script(others), 0, "the first page needs no words besides its own");
    go(&browser, &hub, "settings");
    browser.click("#speak-en");
    browser.until(
        "English",
        "return document.title.startsWith('Display') && document.documentElement.lang === 'en'",
    );
    browser.click("#speak-ja-easy");
    browser.until("readings", "return document.querySelector('ruby rt')");
    go(&browser, &hub, "");
    browser.until("readings again", "return document.querySelector('ruby rt')");
    let kept = browser.script("return Object.keys(localStorage)");
    assert_eq!(kept, json!(["language"]), "nothing but the language is kept");
}

#[test]
fn a_notice_is_counted_until_it_was_looked_at() {
    let hub = Hub::start();
    let browser = signed_in(&hub, "sample-hanako", 360);
    let badge = "return parseInt(document.querySelector('.badge')?.textContent ?? '0', 10)";
    browser.until("the badge", "return document.querySelector('.badge')");
    let before = browser.script(badge).as_i64().unwrap_or_default();
    assert!(before > 0, "there is something to tell");
    browser.click(".notice--new a");
    browser.until("the payments", "return document.title.startsWith('支払い')");
    assert_eq!(browser.script(badge), before - 1);
}

#[test]
fn a_planned_visit_changes_the_expectation_and_nothing_else() {
    let hub = Hub::start();
    let browser = signed_in(&hub, "sample-hanako", 360);
    go(&browser, &hub, "what-if");
    browser.until("the offers", "return document.querySelectorAll('.options .button').length > 0");
    browser.click(".options .button");
    browser.until("the expectation", "return document.querySelector('[data-what-if]')");
    browser.click(".places a:nth-of-type(1)");
    browser.until("the real month", "return document.querySelector('[data-used]')?.dataset.used === '5870'");
    let asked = browser.script(
        "return performance.getEntriesByType('resource').filter((entry) => entry.name.includes('/charges/')).length",
    );
    assert_eq!(asked, 0, "a plan is sent nowhere");
}

#[test]
fn without_a_network_the_last_content_stays_and_says_so() {
    let mut hub = Hub::start();
    let browser = signed_in(&hub, "sample-hanako", 360);
    hub.kill();
    browser.click(".fresh .button");
    browser.until("the warning", "return document.querySelector('.fresh--stale')");
    let text = browser.script("return document.querySelector('main').innerText");
    let text = text.as_str().unwrap_or_default();
    assert!(
        text.contains("いま確認できません") && text.contains("紙の受給者証") && text.contains("4,130"),
        "{text}"
    );
    // The certificate can still be shown at a counter, and other pages still open.
    browser.click(".places a:nth-of-type(3)");
    browser.click("a[href='/certificates/0']");
    browser.until("the counter", "return document.querySelector('.counter')");
    assert_eq!(browser.script("return document.querySelector('.places')"), Value::Null);
    assert_eq!(browser.script("return document.querySelector('main').innerText.includes('1234566')"), true);
}
