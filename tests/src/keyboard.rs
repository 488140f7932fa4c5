//! Somebody who has a keyboard and nothing else: Tab to get about, Space and the arrows to choose, Enter to go on.

use crate::applicant::{access_key, on_screen};
use crate::browser::Browser;

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const SPACE: &str = " ";
const DOWN: &str = "\u{e015}";

/// What has the focus: its tag or type, its name, and what stands in it.
const FOCUSED: &str = "const it = document.activeElement;
    const inside = it.closest('[data-question], fieldset') !== null;
    const chosen = it.type === 'radio' ? document.querySelector(`[name='${it.name}']:checked`) !== null : it.checked === true;
    return { id: it.id, kind: inside ? (it.type || it.tagName) : it.tagName, name: it.name || '', filled: chosen || (it.value || '') !== '' && !['radio', 'checkbox'].includes(it.type) }";

/// Presses Tab until something has the focus.
pub fn reach(browser: &Browser, css: &str) {
    for _ in 0..160 {
        if browser.script(&format!("return document.activeElement.matches('{css}')")) == true {
            return;
        }
        browser.press(TAB);
    }
    panic!("the keyboard does not reach {css}: {}", browser.script("return location.pathname"));
}

/// Presses a key on something.
pub fn enter(browser: &Browser, css: &str) {
    reach(browser, css);
    browser.press(ENTER);
}

/// Ticks a box.
pub fn tick(browser: &Browser, css: &str) {
    reach(browser, css);
    browser.press(SPACE);
}

/// Answers the question on the screen and goes on: from the heading, which has the focus, to the button.
pub fn answer(browser: &Browser) {
    let mut seen: Vec<String> = Vec::new();
    for _ in 0..80 {
        browser.press(TAB);
        let focused = browser.script(FOCUSED);
        let text = |field: &str| focused[field].as_str().unwrap_or_default().to_owned();
        if text("id") == "onward" {
            browser.press(ENTER);
            return;
        }
        let (kind, name) = (text("kind"), text("name"));
        // What was taken over stays, and of several boxes of one name the first is enough.
        if name.is_empty() || focused["filled"] == true || seen.contains(&name) {
            continue;
        }
        match kind.as_str() {
            // Of two ways the last: no other costs, nobody else, no reason to be late.
            "radio" if wants_the_last(&name) => {
                browser.press(SPACE);
                browser.press(DOWN);
            }
            "radio" | "checkbox" => browser.press(SPACE),
            "text" | "password" | "tel" | "textarea" => browser.type_in(&typed(&name)),
            _ => {}
        }
        seen.push(name);
    }
    panic!("no way on from {}", browser.script("return location.pathname"));
}

fn wants_the_last(name: &str) -> bool {
    matches!(name, "other_recipients" | "ventilator" | "other_costs")
}

/// What is typed into a field of this name.
fn typed(name: &str) -> String {
    let (key, part) = name.split_once('.').unwrap_or((name, ""));
    let text = match (key, part) {
        ("born_on", "year") => "2",
        (_, "year") => "8",
        (_, "month") => "6",
        (_, "day") => "1",
        ("name_kana" | "account_holder", _) => "ミホン ユキ",
        ("postal_code", _) => "1000001",
        ("phone" | "guardian_phone", _) => "03-0000-0000",
        ("bank_code", _) => "0001",
        ("branch_code", _) => "001",
        ("account_number", _) => "1234567",
        ("access_key", _) => return access_key(),
        _ => "見本のこたえ",
    };
    text.to_owned()
}

/// From the start page of a kind to the receipt. `look` sees every screen.
pub fn apply(browser: &Browser, mut look: impl FnMut(&str)) {
    look("start");
    enter(browser, "#start");
    browser.until("what is known, or the steps", "return document.querySelector('#onward')");
    if browser.script("return location.pathname.endsWith('/known')") == true {
        look("known");
        for key in ["name", "name_kana", "born_on"] {
            let css = format!("#known-{key}");
            if browser.script(&format!("return document.querySelector('{css}') !== null")) == true {
                tick(browser, &css);
            }
        }
        enter(browser, "#onward");
        on_screen(browser, "/tasks");
    }
    look("tasks");
    enter(browser, "#onward");
    for _ in 0..60 {
        let place = browser
            .until("a question", "return document.querySelector('#onward, #send') && location.pathname");
        let place = place.as_str().unwrap_or_default().to_owned();
        let Some(key) = place.split("/ask/").nth(1) else { break };
        browser.until(key, &format!("return document.activeElement.tagName === 'H1' && document.querySelector('[data-question={key}]') !== null"));
        look(key);
        answer(browser);
        browser.until("the next screen", &format!("return location.pathname !== '{place}'"));
    }
    on_screen(browser, "/check");
    look("check");
    enter(browser, "#onward");
    on_screen(browser, "/send");
    look("send");
    enter(browser, "#send");
    browser.until("the receipt", "return document.querySelector('[data-number]')");
    look("receipt");
}
