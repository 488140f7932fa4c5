//! Before a session ends by itself there is a word in time, and one tap to stay; after it nothing about anybody is on the screen.

use journeys::browser::Browser;
use journeys::hub::Hub;

/// Stands between the page and the hub: the session is told to end soon (`soon`), or to have ended (`over`).
const SHORT: &str = "{
    window.session = 'soon';
    const real = window.fetch.bind(window);
    window.fetch = async (request, options) => {
        const answer = await real(request, options);
        const path = new URL(request.url ?? request, location.href).pathname;
        if (path.endsWith('/me/stay')) { window.session = 'stays' }
        if (!path.endsWith('/api/v1/me') || !window.session || !answer.ok) return answer;
        const told = await answer.json();
        if (window.session === 'over') { told.person = null; told.session = null }
        if (window.session === 'soon' && told.session) { told.session.warn_in = 0; told.session.ends_in = 240 }
        if (window.session === 'stays' && told.session) { told.session.warn_in = 1; window.session = 'over' }
        return new Response(JSON.stringify(told), { headers: { 'content-type': 'application/json' } });
    };
}";

#[test]
fn a_session_that_ends_is_announced_can_be_kept_and_leaves_nothing() {
    let hub = Hub::start();
    let browser = Browser::start(360, 640);
    browser.prepare(SHORT);
    browser.open(&hub.address);
    browser.click("#sample-hanako");
    browser.until("the word about it", "return document.querySelector('.staying[role=alert] #stay')");
    let text = browser.script("return document.querySelector('.staying').innerText");
    assert!(text.as_str().is_some_and(|text| text.contains("まもなく自動で終わります")), "{text}");
    assert_eq!(browser.axe(), Vec::<String>::new());
    browser.until("the page meanwhile", "return document.querySelector('[data-used]')");
    // One tap, and the word is gone.
    browser.click("#stay");
    browser.until(
        "that it goes on",
        "return !document.querySelector('.staying') && document.querySelector('[data-used]')",
    );
    // And when it is over all the same, the screen is empty of the person.
    browser.until("the end", "return !document.querySelector('.fresh') && document.querySelector('h1')");
    let text = browser.script("return document.body.innerText");
    let text = text.as_str().unwrap_or_default();
    assert!(!text.contains('円') && !text.contains("見本 花子"), "{text}");
    assert_eq!(browser.axe(), Vec::<String>::new());
}
