//! 職員プレビュー in a real browser: what the officer sees is what the person sees, but for the commands, with a banner that stays.

use journeys::browser::Browser;
use journeys::hub::Hub;
use serde_json::{Value, json};

const PERSON: &str = "sample-hanako";
const PAGES: [&str; 8] =
    ["", "payments", "certificates", "certificates/0", "procedures", "notices", "what-if", "claim"];

/// The page without what commands, without what stands for it, without the time of the answer; links as they are below the root.
const SEEN: &str = "
    const page = document.querySelector('#portal').cloneNode(true);
    page.querySelectorAll('[data-order], .absent, .preview, .clock').forEach((element) => element.remove());
    page.querySelectorAll('[role=status]').forEach((element) => { element.textContent = '' });
    page.querySelectorAll('a[href]').forEach((link) => link.setAttribute('href', link.getAttribute('href').replace('/staff/preview', '')));
    return document.title + page.innerHTML";

fn see(browser: &Browser, address: &str) -> Value {
    browser.open(address);
    browser.until(address, "return document.querySelector('h1') && document.querySelector('.fresh, .counter, .blank, .whom, .alone')");
    browser.until(
        "the notices",
        "return !document.querySelector('main').innerText.includes('読み込んでいます')",
    );
    browser.script(SEEN)
}

#[test]
fn an_officer_sees_the_persons_pages_and_no_command() {
    let hub = Hub::start();
    let citizen = Browser::start(360, 640);
    citizen.open(&hub.address);
    citizen.click(&format!("#{PERSON}"));
    citizen.until("the page", "return document.querySelector('.fresh')");

    let officer = Browser::start(360, 640);
    officer.open(&hub.address);
    officer.until("a page", "return document.querySelector('h1')");
    let asked = json!({ "recipient_number": "1234566", "purpose": "purpose.phone", "reason": "本人から電話で領収書の額について問い合わせがあった。" });
    officer.script(&format!(
        "const send = (address, body) => fetch(address, {{ method: 'POST', body,
             headers: {{ 'X-Requested-By': 'portal', 'Content-Type': 'application/json' }} }});
         window.begun = null;
         send('/sandbox/staff-sign-in/130001/officer-mado').then(() => send('/api/v1/preview', JSON.stringify({asked})))
             .then((answer) => {{ window.begun = String(answer.status) }})"
    ));
    assert_eq!(officer.until("the preview", "return window.begun"), "201");

    for page in PAGES {
        // The badge counts what is unread; both read nothing.
        let own = see(&citizen, &format!("{}/{page}", hub.address));
        let previewed = see(&officer, &format!("{}/staff/preview/{page}", hub.address));
        assert_eq!(own, previewed, "{page}");
        let banner = officer.script("return document.querySelector('.preview').innerText");
        let banner = banner.as_str().unwrap_or_default();
        assert!(
            banner.contains("officer-mado") && banner.contains("電話の問い合わせ") && banner.contains("分"),
            "{banner}"
        );
        assert_eq!(officer.script("return document.querySelectorAll('[data-order]').length"), 0, "{page}");
        assert_eq!(officer.axe(), Vec::<String>::new(), "{page}");
    }
    // It is in sight wherever the page is scrolled to, and a link stays inside the preview.
    officer.open(&format!("{}/staff/preview/payments", hub.address));
    officer.until("the rows", "return document.querySelector('[data-charge]')");
    officer.script("scrollTo(0, document.body.scrollHeight)");
    let top = officer.script("return document.querySelector('.preview').getBoundingClientRect().top");
    assert!(top.as_f64().is_some_and(|top| top.abs() < 1.0), "{top}");
    officer.click(".places a:nth-of-type(3)");
    officer.until("the certificates", "return location.pathname === '/staff/preview/certificates'");

    // The person is told, and when the officer is done nothing of the person stays.
    citizen.open(&format!("{}/looks", hub.address));
    let told = citizen.until("the look", "return document.querySelector('.looks')?.innerText");
    let told = told.as_str().unwrap_or_default();
    assert!(told.contains("職員プレビュー") && told.contains("電話の問い合わせ"), "{told}");
    officer.click("#end-preview");
    officer.until("the end", "return document.querySelector('a[href=\"/staff/\"]')");
    let text = officer.script("return document.body.innerText");
    assert!(text.as_str().is_some_and(|text| !text.contains("花子")), "{text}");
    assert_eq!(officer.complaints(), Vec::<String>::new());
}
