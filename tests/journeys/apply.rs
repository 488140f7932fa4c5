//! 申請 as people go through it: on a phone, with the keyboard alone, with axe on every screen and on what is wrong; and the whole loop, from
//! the charge at the desk to the next charge clipped at the new certificate's cap.

use journeys::applicant::{
    PERSON, access_key, applications, begin, fill_in, met, on_screen, onward, open, picture, signed_in,
};
use journeys::hub::Hub;
use journeys::keyboard::{enter, reach, tick};

#[test]
fn from_the_notice_to_the_receipt_with_axe_on_every_screen() {
    let hub = Hub::start();
    met(&hub);
    let browser = signed_in(&hub, PERSON);
    browser.click("[data-notice=\"watch.mild.met\"] a[href=\"/apply/mild_high_cost\"]");
    on_screen(&browser, "/apply/mild_high_cost");
    browser.until("the start page", "return document.querySelector('#start')");
    picture(&browser, "01-start");
    assert_eq!(browser.axe(), Vec::<String>::new(), "the start page");
    browser.click("#start");
    on_screen(&browser, "/known");
    assert_eq!(
        browser.script("return document.querySelectorAll('[name=known]:checked').length"),
        0,
        "nothing is ticked beforehand"
    );
    assert_eq!(browser.axe(), Vec::<String>::new(), "what is known");
    picture(&browser, "02-known");
    for key in ["name", "name_kana", "born_on"] {
        browser.click(&format!("#known-{key}"));
    }
    onward(&browser);
    on_screen(&browser, "/tasks");
    assert_eq!(browser.axe(), Vec::<String>::new(), "the list of steps");
    picture(&browser, "03-tasks");
    onward(&browser);
    let mut number = 3;
    fill_in(&browser, |key| {
        number += 1;
        picture(&browser, &format!("{number:02}-{key}"));
        assert_eq!(browser.axe(), Vec::<String>::new(), "{key}");
        let focus = browser.script("return document.activeElement.tagName");
        assert_eq!(focus, "H1", "{key}: the focus is on the question");
        // A consent stands alone and is never ticked beforehand.
        if key == "registry_consent" {
            assert_eq!(browser.script("return document.querySelector('#registry_consent').checked"), false);
        }
    });
    assert_eq!(browser.axe(), Vec::<String>::new(), "check your answers");
    picture(&browser, "90-check");
    let text = browser.script("return document.querySelector('main').innerText");
    let text = text.as_str().unwrap_or_default();
    assert!(text.contains("見本 雪") && !text.contains(&access_key()), "{text}");
    onward(&browser);
    on_screen(&browser, "/send");
    assert_eq!(browser.axe(), Vec::<String>::new(), "the page that sends");
    picture(&browser, "91-send");
    browser.click("#send");
    browser.until("the receipt", "return document.querySelector('[data-number]')");
    on_screen(&browser, "/apply/sent/0");
    picture(&browser, "92-receipt");
    assert_eq!(browser.axe(), Vec::<String>::new(), "the receipt");
    let sent = applications(&hub, PERSON);
    assert_eq!(sent.as_array().map(Vec::len), Some(1), "{sent}");
    assert_eq!(
        browser.script("return document.querySelector('[data-number]').innerText"),
        sent[0]["receipt"]
    );
    assert!(!sent.to_string().contains(&access_key()), "the key is not given back");
    let kept = browser
        .script("return JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])");
    assert_eq!(kept, "[[],[]]", "nothing of it stays in the browser");
    assert_eq!(browser.keeps(), Some(Vec::new()), "neither anywhere else");
    // Back leads to no page that would send again.
    browser.script("history.back()");
    browser.until(
        "what was sent",
        "return location.pathname === '/apply/sent/0' && document.querySelector('[data-number]')",
    );
    assert_eq!(applications(&hub, PERSON).as_array().map(Vec::len), Some(1));
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn what_is_wrong_is_said_in_words_with_the_focus_on_it_and_nothing_else_is_lost() {
    let hub = Hub::start();
    met(&hub);
    let browser = signed_in(&hub, PERSON);
    open(&browser, &hub, "/apply/mild_high_cost");
    begin(&browser);
    let wrong = |browser: &journeys::browser::Browser, key: &str, says: &str| {
        browser.click("#onward");
        browser.until("what is wrong", "return document.activeElement.id === 'wrongs'");
        let text = browser.script("return document.querySelector('#wrongs').innerText + document.title");
        let text = text.as_str().unwrap_or_default();
        assert!(text.contains(says) && text.contains("エラー"), "{key}: {text}");
        assert_eq!(browser.axe(), Vec::<String>::new(), "{key} with what is wrong");
        picture(browser, &format!("wrong-{key}"));
        browser.click("#wrongs a");
        let at = browser.script("return document.activeElement.name");
        assert_eq!(at.as_str().map(|name| name.split('.').next() == Some(key)), Some(true), "{at}");
    };
    fill_in(&browser, |key| match key {
        "postal_code" => {
            wrong(&browser, key, "答えてください");
            browser.fill("#postal_code", "100");
            wrong(&browser, key, "7けた");
            assert_eq!(
                browser.script("return document.querySelector('#postal_code').value"),
                "100",
                "what was typed stays"
            );
            browser.fill("#postal_code", "１００－０００１");
        }
        "access_key" => {
            let slip = access_key().replace('7', "8");
            browser.fill("#access_key", &slip[..8]);
            browser.until(
                "letters left",
                "return document.querySelector('[data-key]').innerText.includes('あと8文字')",
            );
            browser.fill("#access_key", &slip);
            browser.until(
                "the slip, while typing",
                "return document.querySelector('[data-key]').innerText.includes('違っています')",
            );
            assert_eq!(browser.script("return document.querySelector('#access_key').type"), "password");
            wrong(&browser, key, "違っています");
            browser.click("#reveal");
            browser.until("the letters", "return document.querySelector('#access_key').type === 'text'");
            assert_eq!(browser.script("return document.querySelector('#access_key').value"), slip.as_str());
            browser.fill("#access_key", &access_key());
        }
        "declared" => wrong(&browser, key, "印をつけてください"),
        _ => {}
    });
    // A day that has not come: changed from the check page, and back there when it is right.
    browser.click("[data-answer=born_on] a");
    on_screen(&browser, "/ask/born_on");
    browser.choose("[name=\"born_on.era\"]", "western");
    browser.fill("#born_on", "2999");
    browser.click("#onward");
    browser.until(
        "what is wrong",
        "return document.querySelector('#born_on-error')?.innerText.includes('これから先')",
    );
    assert_eq!(browser.axe(), Vec::<String>::new(), "a day in the future");
    browser.fill("#born_on", "2000");
    onward(&browser);
    on_screen(&browser, "/check");
    let back = browser.script("return document.querySelector('[data-answer=postal_code] dd').innerText");
    assert_eq!(back, "100-0001", "everything else is as it was");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn the_keyboard_goes_on_by_enter_and_back_without_losing_anything() {
    let hub = Hub::start();
    met(&hub);
    let browser = signed_in(&hub, PERSON);
    open(&browser, &hub, "/apply/mild_high_cost");
    enter(&browser, "#start");
    on_screen(&browser, "/known");
    tick(&browser, "#known-name");
    enter(&browser, "#onward");
    on_screen(&browser, "/tasks");
    enter(&browser, "#onward");
    on_screen(&browser, "/ask/other_costs");
    reach(&browser, "[name=other_costs]");
    browser.press("\u{e015}");
    browser.until("no", "return document.querySelector('[name=other_costs]:checked')?.value === 'no'");
    // Enter in a field goes on as the button does.
    enter(&browser, "#onward");
    on_screen(&browser, "/ask/statement_declared");
    tick(&browser, "#statement_declared");
    enter(&browser, "#onward");
    browser.until("the next question", "return !location.pathname.endsWith('/statement_declared')");
    // The browser's own way back goes back one question, with what was answered.
    browser.script("history.back()");
    on_screen(&browser, "/ask/statement_declared");
    assert_eq!(browser.script("return document.querySelector('#statement_declared').checked"), true);
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn no_screen_scrolls_sideways_and_every_language_is_spoken() {
    let hub = Hub::start();
    met(&hub);
    let browser = journeys::browser::Browser::start(320, 640);
    browser.open(&hub.address);
    browser.click(&format!("#{PERSON}"));
    browser.until("the page", "return document.querySelector('.fresh')");
    for language in ["ja", "ja-easy", "en"] {
        browser.script(&format!("localStorage.setItem('language', '{language}')"));
        for page in [
            "",
            "/mild_high_cost",
            "/mild_high_cost/tasks",
            "/mild_high_cost/ask/other_costs",
            "/mild_high_cost/ask/statement_declared",
            "/mild_high_cost/ask/born_on",
            "/mild_high_cost/ask/insurance_kind",
            "/mild_high_cost/check",
            "/renewal",
            "/refund",
        ] {
            open(&browser, &hub, &format!("/apply{page}"));
            let lang = format!("return document.documentElement.lang === '{}'", &language[..2]);
            browser.until("the language", &lang);
            let wide = browser.script(
                "document.querySelectorAll('details').forEach((details) => { details.open = true }); return [...document.querySelectorAll('body *')].filter((element) => \
                 element.getBoundingClientRect().right > document.documentElement.clientWidth + 1 && !element.closest('.scroll, .visually-hidden')) \
                 .map((element) => element.outerHTML.slice(0, 120))",
            );
            assert_eq!(wide, serde_json::json!([]), "{page} in {language}");
            picture(&browser, &format!("{language}{}", page.replace('/', "-")));
        }
    }
    assert_eq!(browser.complaints(), Vec::<String>::new());
}
