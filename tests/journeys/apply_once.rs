//! Never twice, never lost: whatever happens to the finger, the network, the hub, the session or the tab.

use journeys::applicant::{
    PERSON, applications, begin, fill_in, met, on_screen, onward, open, path, signed_in,
};
use journeys::browser::Browser;
use journeys::hub::Hub;

/// A filled-in form at the page that sends it.
fn ready_to_send(hub: &Hub) -> Browser {
    met(hub);
    let browser = signed_in(hub, PERSON);
    open(&browser, hub, "/apply/mild_high_cost");
    begin(&browser);
    fill_in(&browser, |_| {});
    onward(&browser);
    on_screen(&browser, "/send");
    browser
}

fn how_many(hub: &Hub) -> usize {
    applications(hub, PERSON).as_array().map_or(0, Vec::len)
}

/// From now on the hub's answers to what this condition holds for do not reach the page: they are `status`. What was sent is sent.
fn answers_become(browser: &Browser, condition: &str, status: u16) {
    browser.script(&format!(
        "const proto = XMLHttpRequest.prototype;
         if (!window.realOpen) {{
           window.realOpen = proto.open;
           window.realStatus = Object.getOwnPropertyDescriptor(proto, 'status').get;
           proto.open = function (method, url, ...rest) {{ this.was = method + ' ' + url; return realOpen.call(this, method, url, ...rest); }};
         }}
         Object.defineProperty(proto, 'status', {{ configurable: true, get() {{
           const was = this.was; return ({condition}) ? {status} : realStatus.call(this); }} }});"
    ));
}

const RECEIPT: &str = "return document.querySelector('[data-number]')";

#[test]
fn two_clicks_are_one_application() {
    let hub = Hub::start();
    let browser = ready_to_send(&hub);
    browser.script("const send = document.querySelector('#send'); send.click(); send.click(); send.click();");
    browser.until("the receipt", RECEIPT);
    assert_eq!(how_many(&hub), 1);
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn an_answer_that_is_lost_is_asked_for_before_anything_is_told() {
    let hub = Hub::start();
    let browser = ready_to_send(&hub);
    answers_become(&browser, "was.startsWith('PUT') && was.includes('/applications/')", 0);
    browser.click("#send");
    browser.until("the receipt all the same", RECEIPT);
    assert_eq!(how_many(&hub), 1);
}

#[test]
fn a_tab_killed_after_sending_finds_the_truth_when_it_is_opened_again() {
    let hub = Hub::start();
    let browser = ready_to_send(&hub);
    // Neither the answer nor the question after it comes through: the page does not know.
    answers_become(&browser, "was.includes('/applications')", 0);
    browser.click("#send");
    browser.until(
        "that nobody knows yet",
        "return document.querySelector('[data-news=\"apply.trouble.not_known\"]')",
    );
    let text = browser.script("return document.querySelector('main').innerText");
    assert!(text.as_str().is_some_and(|text| text.contains("申請は一つだけ")), "{text}");
    assert_eq!(how_many(&hub), 1, "it had arrived");
    // The tab goes; what is left of it in the browser is a random id.
    let kept = browser
        .script("return Object.entries(localStorage).map(([key, value]) => key + '=' + value.length).join()");
    assert_eq!(kept, "application.mild_high_cost=32");
    open(&browser, &hub, "/apply/mild_high_cost/send");
    browser.until("the receipt number", RECEIPT);
    on_screen(&browser, "/apply/sent/0");
    assert_eq!(browser.script("return Object.keys(localStorage).length"), 0);
    assert_eq!(how_many(&hub), 1);
}

#[test]
fn two_windows_are_one_application() {
    let hub = Hub::start();
    let browser = ready_to_send(&hub);
    let [first, second] = browser.two_windows();
    browser.look_at(&second);
    open(&browser, &hub, "/apply/mild_high_cost/send");
    browser.click("#send");
    let number = "return document.querySelector('[data-number]')?.innerText";
    let sent = browser.until("its receipt", number);
    browser.look_at(&first);
    // It may have heard of it already, and then shows it by itself.
    browser.script("document.querySelector('#send')?.click()");
    assert_eq!(browser.until("the same receipt", number), sent);
    assert_eq!(how_many(&hub), 1);
}

#[test]
fn the_hub_going_away_loses_nothing_that_was_typed() {
    let mut hub = Hub::start();
    met(&hub);
    let browser = signed_in(&hub, PERSON);
    open(&browser, &hub, "/apply/mild_high_cost");
    begin(&browser);
    browser.click("[name=other_costs][value=no]");
    hub.kill();
    onward(&browser);
    browser.until(
        "that it is not saved",
        "return document.querySelector('.saved')?.innerText.includes('まだ保存できていません')",
    );
    browser.click("#statement_declared");
    hub.start_again();
    browser.until("that it is saved", "return document.querySelector('[data-saved]')");
    // Another telephone, or the same after a fall, goes on where this one was.
    browser.script("localStorage.clear()");
    open(&browser, &hub, "/apply/mild_high_cost/ask/other_costs");
    browser.until(
        "what was answered",
        "return document.querySelector('[name=other_costs]:checked')?.value === 'no'",
    );
    open(&browser, &hub, "/apply");
    browser
        .until("what was begun", "return document.querySelector('a[href=\"/apply/mild_high_cost/tasks\"]')");
}

#[test]
fn what_could_not_be_saved_is_saved_when_the_network_is_back() {
    let mut hub = Hub::start();
    met(&hub);
    let browser = signed_in(&hub, PERSON);
    open(&browser, &hub, "/apply/mild_high_cost");
    begin(&browser);
    browser.click("[name=other_costs][value=no]");
    hub.kill();
    onward(&browser);
    let not_saved = "return document.querySelector('.saved')?.innerText.includes('まだ保存できていません')";
    browser.until("that it is not saved", not_saved);
    hub.start_again();
    browser.until("that it is saved, untouched", "return document.querySelector('[data-saved]')");
}

#[test]
fn the_hub_going_away_while_it_is_sent_loses_nothing_and_sends_once() {
    let mut hub = Hub::start();
    let browser = ready_to_send(&hub);
    hub.kill();
    browser.click("#send");
    browser
        .until("what is safe", "return document.querySelector('[data-trouble=\"apply.trouble.offline\"]')");
    assert_eq!(path(&browser), "/apply/mild_high_cost/send");
    hub.start_again();
    browser.click("#send");
    browser.until("the receipt", RECEIPT);
    assert_eq!(how_many(&hub), 1);
}

#[test]
fn a_hub_that_fails_is_said_to_and_asked_again() {
    let hub = Hub::start();
    let browser = ready_to_send(&hub);
    answers_become(&browser, "was.startsWith('POST')", 500);
    browser.click("#send");
    browser.until("what is safe", "return document.querySelector('[data-trouble=\"apply.trouble.hub\"]')");
    assert_eq!(how_many(&hub), 0);
    assert_eq!(browser.axe(), Vec::<String>::new(), "trouble on the page that sends");
    answers_become(&browser, "false", 0);
    browser.click("#send");
    browser.until("the receipt", RECEIPT);
    assert_eq!(how_many(&hub), 1);
}

#[test]
fn a_session_that_ends_in_the_middle_of_the_form_takes_nothing_with_it() {
    let hub = Hub::start();
    met(&hub);
    let browser = signed_in(&hub, PERSON);
    open(&browser, &hub, "/apply/mild_high_cost");
    begin(&browser);
    browser.click("[name=other_costs][value=no]");
    browser.script("return fetch('/api/v1/me/sign-out', { method: 'POST', headers: { 'X-Requested-By': 'portal' } }).then(() => true)");
    onward(&browser);
    browser.until(
        "what has happened",
        "return document.querySelector('[data-trouble=\"apply.trouble.signed_out\"]')",
    );
    assert_eq!(browser.axe(), Vec::<String>::new(), "a session that has ended");
    browser.click("#sign-in");
    browser.until("that it goes on", "return document.querySelector('[data-saved]')");
    on_screen(&browser, "/ask/statement_declared");
    browser.script("history.back()");
    on_screen(&browser, "/ask/other_costs");
    assert_eq!(browser.script("return document.querySelector('[name=other_costs]:checked')?.value"), "no");
}

#[test]
fn a_file_is_taken_or_turned_away_in_words_and_the_form_stays() {
    let hub = Hub::start();
    met(&hub);
    let browser = signed_in(&hub, PERSON);
    open(&browser, &hub, "/apply/mild_high_cost");
    begin(&browser);
    browser.click("[name=other_costs][value=yes]");
    onward(&browser);
    on_screen(&browser, "/ask/receipts");
    let folder = tempfile::tempdir().expect("a folder");
    let give = |name: &str, bytes: &[u8]| {
        let file = folder.path().join(name);
        std::fs::write(&file, bytes).expect("a file");
        browser.attach("#receipts", &file);
    };
    give("program.exe", b"MZ\x90\x00 no picture");
    browser.until("why", "return document.querySelector('#turned-away').innerText.includes('program.exe')");
    assert_eq!(browser.axe(), Vec::<String>::new(), "a file that is turned away");
    give("large.png", &vec![0; 10_000_001]);
    browser.until("why", "return document.querySelector('#turned-away').innerText.includes('大きすぎて')");
    give("receipt.png", PICTURE);
    browser.until("the file", "return document.querySelectorAll('[data-file]').length === 1");
    assert_eq!(browser.axe(), Vec::<String>::new(), "a file that is there");
    browser.click("[data-file] .button");
    browser.until("no file", "return document.querySelectorAll('[data-file]').length === 0");
    give("receipt.png", PICTURE);
    browser.until("the file", "return document.querySelectorAll('[data-file]').length === 1");
    onward(&browser);
    on_screen(&browser, "/ask/statement_declared");
}

/// One grey point.
const PICTURE: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00,
    0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00, 0x00, 0x3a, 0x7e, 0x9b, 0x55, 0x00,
    0x00, 0x00, 0x0a, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0x68, 0x00, 0x00, 0x00, 0x82, 0x00, 0x81,
    0x77, 0xcd, 0x72, 0xb6, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];
