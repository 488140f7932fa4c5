//! The portal as a module of somebody else's page: under its header, beside its sheet, below its addresses, and gone again without a trace.

use journeys::applicant::picture;
use journeys::browser::Browser;
use journeys::host::Host;
use journeys::hub::Hub;
use serde_json::{Value, json};

/// Counts what a page hears from the window and how often it asks, so that what stays behind shows.
const WATCH: &str = "
    window.heard = new Map();
    const add = window.addEventListener, remove = window.removeEventListener;
    const count = (what, by) => heard.set(what, (heard.get(what) ?? 0) + by);
    window.addEventListener = function (what, ...rest) { if (this === window || this == null) count(what, 1); return add.call(this ?? window, what, ...rest) };
    window.removeEventListener = function (what, ...rest) { if (this === window || this == null) count(what, -1); return remove.call(this ?? window, what, ...rest) };
    window.ticking = new Set();
    const tick = window.setInterval, stop = window.clearInterval;
    window.setInterval = (...all) => { const id = tick(...all); ticking.add(id); return id };
    window.clearInterval = (id) => { ticking.delete(id); stop(id) };
    window.streams = [];
    const Source = window.EventSource;
    window.EventSource = class extends Source { constructor(...all) { super(...all); streams.push(this) } };
";

fn start() -> (Hub, Host, Browser) {
    let hub = Hub::start();
    let host = Host::start(&hub.address);
    let browser = Browser::start(360, 640);
    browser.prepare(WATCH);
    (hub, host, browser)
}

fn open(browser: &Browser, address: &str) {
    browser.open(address);
    browser.until("the host's script", "return window.show");
}

/// Clicks inside the portal's own tree.
fn click(browser: &Browser, id: &str, css: &str) {
    let place = inside(id, css);
    browser.until(css, &format!("return !!{place}"));
    browser.script(&format!("{place}.scrollIntoView({{ block: 'center' }}); {place}.click(); return true"));
}

fn inside(id: &str, css: &str) -> String {
    format!("document.getElementById('{id}').shadowRoot?.querySelector({})", json!(css))
}

fn text(browser: &Browser, id: &str, css: &str) -> String {
    let text = browser.script(&format!("return {}?.innerText ?? ''", inside(id, css)));
    text.as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_host_embeds_the_portal_under_its_own_header_and_addresses() {
    let (_hub, host, browser) = start();
    open(&browser, &format!("{}/iryohi/", host.address));
    browser.script("show('one'); return true");
    click(&browser, "one", "#sample-hanako");
    browser.until("the gauge", &format!("return {}?.dataset.used === '5870'", inside("one", "[data-used]")));

    // Addresses are the host's, and so is the title; the host hears where the person goes.
    click(&browser, "one", ".places a:nth-of-type(2)");
    browser.until("the month", "return location.pathname === '/iryohi/payments'");
    browser.until("the heading", &format!("return {}.innerText.includes('支払い')", inside("one", "h1")));
    assert_eq!(browser.script("return document.title"), "見本市 暮らしの手続き");
    assert!(text(&browser, "one", ".main").contains("甲病院"));
    assert_eq!(browser.script("return went.at(-1)"), "/iryohi/payments");
    assert!(
        browser
            .script("return document.getElementById('where').textContent")
            .as_str()
            .is_some_and(|where_to| where_to.starts_with("見本市 ＞ 支払い"))
    );
    browser.script("history.back(); return true");
    browser.until("the first page again", &format!("return {}", inside("one", "[data-used]")));
    assert_eq!(
        browser.script(&format!(
            "return document.getElementById('one').shadowRoot.activeElement === {}",
            inside("one", "h1")
        )),
        true,
        "the focus goes to the heading, inside the portal"
    );

    picture(&browser, "embedded");
    // Neither sheet reaches into the other.
    let style = |element: &str, what: &str| {
        browser
            .script(&format!("return getComputedStyle({element}).{what}"))
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    assert_eq!(style(&inside("one", "h1"), "textTransform"), "none");
    assert_ne!(style(&inside("one", ".card"), "borderTopColor"), "rgb(200, 0, 0)");
    assert_eq!(style(&inside("one", ".masthead"), "backgroundColor"), "rgb(255, 255, 255)");
    assert_eq!(style("document.querySelector('footer.card')", "borderTopColor"), "rgb(200, 0, 0)");
    assert_eq!(style("document.querySelector('header.masthead')", "backgroundColor"), "rgb(10, 90, 10)");
    assert_eq!(style(&inside("one", ".places"), "position"), "static", "the window's bottom is the host's");

    // A page within is an address within: opened anew it is there again, with the same session.
    open(&browser, &format!("{}/iryohi/certificates", host.address));
    browser.script("show('one'); return true");
    browser.until(
        "the certificates",
        &format!("return {}?.innerText.includes('受給者証')", inside("one", "h1")),
    );
    // axe has a style of its own to try, which the policy forbids.
    assert_eq!(browser.complaints(), Vec::<String>::new(), "the host's policy forbids nothing of ours");
    assert_eq!(browser.axe(), Vec::<String>::new());
}

#[test]
fn one_place_after_another_and_nothing_stays_behind() {
    let (_hub, host, browser) = start();
    open(&browser, &format!("{}/iryohi/", host.address));
    let before = browser.script(
        "return [document.documentElement.outerHTML, [...heard].filter(([, left]) => left), ticking.size]",
    );
    let state =
        "return [document.documentElement.outerHTML, [...heard].filter(([, left]) => left), ticking.size]";
    for (turn, id) in ["one", "two", "one"].into_iter().enumerate() {
        browser.script(&format!("show('{id}', {{ language: 'en', start: '/settings' }}); return true"));
        if turn == 0 {
            browser.until("English", &format!("return {}?.innerText === 'Display'", inside(id, "h1")));
            assert_eq!(browser.script("return location.pathname"), "/iryohi/settings");
            browser.script("history.pushState(null, '', '/iryohi/'); dispatchEvent(new PopStateEvent('popstate')); return true");
            click(&browser, id, "#sample-hanako");
        } else {
            browser.script("history.pushState(null, '', '/iryohi/notices'); dispatchEvent(new PopStateEvent('popstate')); return true");
            browser.until("the notices", &format!("return {}", inside(id, ".notice")));
            browser.script("history.pushState(null, '', '/iryohi/'); dispatchEvent(new PopStateEvent('popstate')); return true");
        }
        browser.until("the gauge", &format!("return {}", inside(id, "[data-used]")));
        browser.until("the news", "return streams.some((stream) => stream.readyState === 1)");
        // A second one beside it is refused: there is one address bar.
        let refused =
            browser.script("try { show('two'); return 'shown' } catch (error) { return error.message }");
        assert!(refused.as_str().is_some_and(|why| why.contains("unmount it first")), "{refused}");
        browser.script("portal.unmount(); document.getElementById('where').textContent = 'このページは見本市のものです。'; return true");
        browser.until("quiet", "return streams.every((stream) => stream.readyState === 2)");
        assert_eq!(browser.script(state), before, "turn {turn}");
        let left = browser.script("return document.getElementById('one').shadowRoot?.childNodes.length ?? 0");
        assert_eq!(left, 0);
        browser.script("window.dispatchEvent(new Event('online')); window.dispatchEvent(new Event('pageshow')); return true");
    }
    let kept = browser.script("return Object.keys(localStorage)");
    assert_eq!(kept, json!([]), "a host's wish is not a person's choice");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn an_element_in_the_markup_is_enough() {
    let (_hub, host, browser) = start();
    open(&browser, &format!("{}/iryohi/payments", host.address));
    browser.script(
        "const portal = document.createElement('pmh-portal'); portal.id = 'here';
         for (const [name, value] of Object.entries({ hub: '/iryohi/hub', base: '/iryohi', language: 'ja' })) portal.setAttribute(name, value);
         window.titles = []; document.body.addEventListener('pmh-navigate', (event) => titles.push(event.detail.title));
         document.getElementById('two').append(portal); return true",
    );
    click(&browser, "here", "#sample-taro");
    browser.until("the month", &format!("return {}", inside("here", "[data-charge]")));
    assert!(browser.script("return titles.at(-1)").as_str().is_some_and(|title| title.starts_with("支払い")));
    let elsewhere = browser.script(
        "return [...document.getElementById('here').shadowRoot.querySelectorAll('a')]
           .map((a) => a.getAttribute('href')).filter((href) => !href.startsWith('/iryohi/'))",
    );
    assert_eq!(elsewhere, json!([]), "every address is below the host's");
    browser.script("document.getElementById('here').remove(); return true");
    browser.until("quiet", "return streams.every((stream) => stream.readyState === 2)");
    for wrong in ["https://elsewhere.example/hub", "//elsewhere.example", "javascript:alert(1)"] {
        let refused = browser.script(&format!(
            "try {{ show('one', {{ hub: '{wrong}' }}); return 'shown' }} catch (error) {{ return error.message }}"
        ));
        assert!(
            refused.as_str().is_some_and(|why| why.contains("path of this origin")),
            "{wrong}: {refused}"
        );
    }
    assert_ne!(browser.script("return document.body.innerText"), Value::Null);
}
