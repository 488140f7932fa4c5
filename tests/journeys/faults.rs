//! What becomes of a page when the network, the hub, the browser's memory or the phone's clock is at fault (docs/faults.md names the test of each fault).

use journeys::browser::Browser;
use journeys::hub::Hub;
use serde_json::{Value, json};

/// Stands between the page and the network: what `fault` says happens to every answer with facts, as to the page it would.
const FAULTY: &str = "{
    window.fault = null;
    const real = window.fetch.bind(window);
    const answer = (body, status = 200, headers = {}) => new Response(body, { status, headers: { 'content-type': 'application/json', ...headers } });
    window.fetch = async (request, options) => {
        if (!window.fault || !new URL(request.url ?? request, location.href).pathname.endsWith('/facts')) return real(request, options);
        window.asked = (window.asked ?? 0) + 1;
        const signal = options?.signal ?? request.signal;
        const given_up = new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
        switch (window.fault) {
            case 'hang': return given_up;
            case 'slow': return new Response(new ReadableStream({ async pull(stream) { stream.enqueue(new Uint8Array([32])); await Promise.race([new Promise((resolve) => setTimeout(resolve, 300)), given_up]) } }), { headers: { 'content-type': 'application/json' } });
            case '500': return answer('{}', 500);
            case '503': return answer('{}', 503, { 'retry-after': '30' });
            case '429': return answer('{}', 429, { 'retry-after': '30' });
            case 'cut': return answer((await (await real(request, options)).text()).slice(0, 900));
            case 'malformed': return answer('{\"as_of\": nothing}');
            case 'another type': return answer(JSON.stringify({ as_of: 7, facts: [] }));
            case 'another shape': return answer(JSON.stringify({ as_of: '2026-11-20T10:00:00+09:00', facts: { person: { id: 'p' }, charges: [{ id: 1 }] } }));
            case 'no page of ours': return new Response('<!doctype html><p>Wi-Fi', { headers: { 'content-type': 'text/html' } });
            case 'deep': return answer('['.repeat(200000));
            case 'a million rows': return answer('{\"as_of\":\"2026-11-20T10:00:00+09:00\",\"facts\":{\"person\":{\"id\":\"p\"},\"charges\":[' + '0,'.repeat(1000000) + '0]}}');
            case 'huge': return answer('\"' + 'a'.repeat(12000000) + '\"');
        }
    };
    // Nobody waits here for as long as the page would.
    const later = window.setTimeout;
    window.setTimeout = (what, after, ...rest) => later(what, after === 30000 && ['hang', 'slow'].includes(window.fault) ? 2000 : after, ...rest);
}";

fn signed_in(browser: &Browser, hub: &Hub) {
    browser.open(&hub.address);
    browser.click("#sample-hanako");
    browser.until("the page", "return document.querySelector('[data-used]')");
}

fn main_text(browser: &Browser) -> String {
    browser.script("return document.querySelector('main').innerText").as_str().unwrap_or_default().to_owned()
}

#[test]
fn whatever_the_answer_is_the_page_stays_usable_and_says_so() {
    let hub = Hub::start();
    let browser = Browser::start(360, 640);
    browser.prepare(FAULTY);
    signed_in(&browser, &hub);
    for fault in [
        "hang",
        "slow",
        "500",
        "503",
        "429",
        "cut",
        "malformed",
        "another type",
        "another shape",
        "no page of ours",
        "deep",
        "a million rows",
        "huge",
    ] {
        // What is on the screen stays, with its time, and says that it is old.
        browser.script(&format!("window.fault = '{fault}'; return true"));
        browser.click(".fresh .button");
        browser.until(fault, "return document.querySelector('.fresh--stale')");
        let text = main_text(&browser);
        assert!(text.contains("最新ではありません") && text.contains("4,130"), "{fault}: {text}");
        browser.click(".places a:nth-of-type(2)");
        browser.until(fault, "return document.querySelectorAll('[data-charge]').length > 1");
        browser.click(".places a:nth-of-type(1)");
        // Nothing is invented where nothing is known; and when the fault is over, one touch is enough.
        browser.script("window.fault = null; return true");
        browser.click(".fresh .button");
        browser.until("the truth again", "return document.querySelector('.fresh:not(.fresh--stale)')");
    }
    assert_eq!(browser.script("return document.querySelector('#portal h1').innerText"), "今日");
}

#[test]
fn what_could_not_be_fetched_is_asked_for_again_by_itself() {
    let hub = Hub::start();
    let browser = Browser::start(360, 640);
    browser.prepare(FAULTY);
    signed_in(&browser, &hub);
    browser.script("window.fault = '500'; return true");
    browser.click(".fresh .button");
    browser.until("the warning", "return document.querySelector('.fresh--stale')");
    browser.script("window.fault = null; return true");
    browser.until("the truth again", "return document.querySelector('.fresh:not(.fresh--stale)')");
}

#[test]
fn nothing_is_invented_where_nothing_ever_came() {
    let hub = Hub::start();
    let browser = Browser::start(360, 640);
    signed_in(&browser, &hub);
    for (fault, words) in
        [("hang", "通信できません"), ("503", "いま情報を受け取れません"), ("cut", "読み取れません")]
    {
        browser.prepare(&format!("{FAULTY} window.fault = '{fault}';"));
        browser.open(&hub.address);
        browser.until(fault, "return document.title.startsWith('表示できません')");
        let text = main_text(&browser);
        assert!(
            text.contains(words) && text.contains("紙の受給者証") && !text.contains('円'),
            "{fault}: {text}"
        );
        browser.script("window.fault = null; return true");
        browser.click("main .button");
        browser.until("the page", "return document.querySelector('[data-used]')");
    }
}

#[test]
fn a_browser_that_keeps_nothing_works_in_memory_and_says_what_it_cannot() {
    let hub = Hub::start();
    for refuses in [
        // As where all of it is switched off, and as where there is no room.
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } });
         Object.defineProperty(window, 'indexedDB', { value: { open() { throw new DOMException('no', 'SecurityError') } } });
         Object.defineProperty(window, 'caches', { get() { throw new DOMException('no', 'SecurityError') } });",
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') };
         IDBFactory.prototype.open = () => { throw new DOMException('gone', 'AbortError') };",
        "IDBObjectStore.prototype.put = function () { this.transaction.abort(); return {} };",
    ] {
        let browser = Browser::start(360, 640);
        browser.prepare(refuses);
        signed_in(&browser, &hub);
        browser.open(&format!("{}/settings", hub.address));
        browser.until("the choice", "return document.querySelector('#keep-copy')");
        browser.click("#keep-copy");
        let said = browser.until("the word about it", "return document.querySelector('main [role=alert]')?.innerText");
        assert!(said.as_str().is_some_and(|said| said.contains("残せませんでした")), "{said}");
        browser.click("#wear-dark");
        browser.until("dark all the same", "return document.documentElement.dataset.shade === 'dark'");
        browser.click("#speak-en");
        browser.until("English all the same", "return document.documentElement.lang === 'en'");
        browser.click(".places a:nth-of-type(2)");
        browser.until("the month", "return document.querySelectorAll('[data-charge]').length > 1");
        browser.click("#sign-out");
        browser.until("the choice of people", "return document.querySelector('.choices')");
    }
}

#[test]
fn the_phones_clock_and_place_change_no_month_and_no_deadline() {
    let hub = Hub::start();
    // Everything a page says, but for the minute it says it in.
    let said = |zone: &str, moved: &str| -> Vec<Value> {
        let browser = Browser::start(360, 640);
        browser.devtools("Emulation.setTimezoneOverride", &json!({ "timezoneId": zone }));
        browser.prepare(&format!(
            "const Real = Date; const now = () => Real.now() + ({moved});
             window.Date = class extends Real {{ constructor(...all) {{ all.length ? super(...all) : super(now()) }} static now() {{ return now() }} }};"
        ));
        browser.open(&hub.address);
        browser.click("#sample-hanako");
        browser.until("the page", "return document.querySelector('[data-used]')");
        assert_eq!(browser.script("return Intl.DateTimeFormat().resolvedOptions().timeZone"), zone);
        ["/", "/payments", "/certificates", "/procedures", "/notices"]
            .iter()
            .map(|page| {
                browser.script(&format!("history.pushState(null, '', '{page}'); dispatchEvent(new PopStateEvent('popstate')); return true"));
                browser.until(page, "return document.querySelector('.fresh') && document.querySelector('main').innerText.length > 100");
                browser.script("return [...document.querySelectorAll('main > :not(h1)')].map((part) => part.innerText.replace(/^.*時点.*$/mg, '')).join('\\n')")
            })
            .collect()
    };
    let here = said("Asia/Tokyo", "0");
    assert!(here.iter().all(|page| page.as_str().is_some_and(|page| page.len() > 100)), "{here:?}");
    for (zone, moved) in [
        ("Pacific/Kiritimati", "0"),
        ("America/New_York", "0"),
        ("Asia/Tokyo", "2 * 86400e3"),
        ("Asia/Tokyo", "-365 * 86400e3"),
    ] {
        assert_eq!(said(zone, moved), here, "{zone}, {moved}");
    }
}

#[test]
fn a_script_from_elsewhere_is_reported_and_the_page_lives_on() {
    let hub = Hub::start();
    let browser = Browser::start(360, 640);
    signed_in(&browser, &hub);
    // As an extension does that puts itself into every page.
    browser.script(
        "for (const address of ['https://elsewhere.example/x.js', 'data:text/javascript,window.intruder=1']) {
           const script = document.createElement('script');
           try { script.src = address } catch { script.setAttribute('data-refused', '') }
           document.head.append(script);
         } return true",
    );
    let counted = (0..300).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(100));
        hub.get("/metrics", "")
            .body
            .contains("hub_policy_reports_total{directive=\"require-trusted-types-for\"")
    });
    assert!(counted, "{}", hub.get("/metrics", "").body);
    assert_eq!(browser.script("return window.intruder ?? null"), Value::Null);
    browser.click(".places a:nth-of-type(2)");
    browser.until("the month", "return document.querySelectorAll('[data-charge]').length > 1");
}
