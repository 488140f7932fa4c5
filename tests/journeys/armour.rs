//! A page that cannot be turned against its reader: text stays text whatever it says, nothing foreign runs or is asked for, a changed file
//! is refused, and what a browser left out is counted.

use journeys::browser::Browser;
use journeys::corpus::CORPUS;
use journeys::hub::{Hub, copy_folder, portal};
use serde_json::{Value, json};
use tempfile::TempDir;

const PAGES: [&str; 10] = [
    "/",
    "/payments",
    "/certificates",
    "/certificates/0",
    "/procedures",
    "/notices",
    "/what-if",
    "/claim",
    "/settings",
    "/choose",
];

/// Every text the hub tells is exchanged for one of the corpus on its way to the page: free text alone, or codes and references too
/// (each by the same text wherever it stands, so that what belongs together still does). Days, moments and rates stay: with anything else
/// in them the door refuses the whole, and under another reference nothing is asked for again.
const POISON: &str = r"
    window.ranOnce = []; window.ran = () => ranOnce.push(new Error().stack);
    window.alert = window.confirm = window.prompt = ran;
    window.forbidden = [];
    addEventListener('securitypolicyviolation', (event) => forbidden.push(event.effectiveDirective + ' ' + event.blockedURI));
    const free = new Set(['name', 'name_kana', 'label', 'value', 'diseases', 'additional_conditions', 'note', 'title', 'about', 'address']);
    const kept = (text) => text === 'sample-hanako' || /^\d{4}-\d{2}|^\d*\.?\d+$/.test(text);
    window.poison = { turn: 0, codes: false, used: 0, given: new Map() };
    const text = (was) => {
        if (!poison.given.has(was)) {
            const it = corpus[(poison.given.size + poison.turn) % corpus.length];
            poison.given.set(was, `${it}〔${poison.turn}.${poison.given.size}〕`);
        }
        return poison.given.get(was);
    };
    const walk = (value, name) => {
        if (typeof value === 'string') {
            const change = poison.codes ? !kept(value) : free.has(name);
            return change ? text(value) : value;
        }
        if (Array.isArray(value)) return value.map((item) => walk(item, name));
        if (value && typeof value === 'object') {
            return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, key)]));
        }
        return value;
    };
    const real = window.fetch.bind(window);
    window.fetch = async (request, options) => {
        const response = await real(request, options);
        const address = new URL(request.url ?? request, location.href).pathname;
        if (!poison.on || !address.endsWith('/facts')) return response;
        poison.given.clear();
        const told = walk(await response.json(), '');
        poison.used = poison.given.size;
        return new Response(JSON.stringify(told), { status: 200, headers: { 'content-type': 'application/json' } });
    };
    return true;
";

/// What markup in a text would have made, and how many of the texts stand there as text.
const LOOK: &str = r"
    const root = document.querySelector('#portal');
    const wrong = [];
    for (const element of root.querySelectorAll('*')) {
        if (['script', 'img', 'iframe', 'svg', 'math', 'object', 'embed', 'template', 'style', 'base', 'form', 'body', 'animate']
            .includes(element.localName) && !element.closest('[data-own]')) wrong.push(element.outerHTML.slice(0, 200));
        for (const attribute of element.attributes) {
            if (/^on/i.test(attribute.name)) wrong.push(`${attribute.name} on ${element.localName}`);
            if (['href', 'src', 'action', 'formaction', 'xlink:href'].includes(attribute.name) && !/^(\/|#|$)/.test(attribute.value))
                wrong.push(`${attribute.name}=${attribute.value}`);
        }
    }
    const seen = [...poison.given.values()].filter((text) => root.textContent.includes(text)).length;
    return { wrong, seen, ran: ranOnce, forbidden, title: document.title };
";

fn signed_in(hub: &Hub, browser: &Browser) {
    browser.open(&hub.address);
    browser.click("#sample-hanako");
    browser.until("the page", "return document.querySelector('.fresh')");
}

/// Goes to a page as a link would, without loading anything.
fn go(browser: &Browser, page: &str) {
    browser.script(&format!(
        "history.pushState(null, '', '{page}'); dispatchEvent(new PopStateEvent('popstate')); return true"
    ));
    browser.until(page, "return document.querySelector('#portal h1')");
    browser.script(
        "document.querySelectorAll('button[aria-expanded=false]').forEach((button) => button.click());
         document.querySelectorAll('details').forEach((details) => { details.open = true }); return true",
    );
}

#[test]
fn whatever_stands_in_a_field_stays_text() {
    let hub = Hub::start();
    let browser = Browser::start(360, 640);
    signed_in(&hub, &browser);
    browser.script(&format!("window.corpus = {}; {POISON}", json!(CORPUS)));
    let mut seen = 0;
    for codes in [false, true] {
        // Every field meets every text: the corpus moves on by one each turn.
        for turn in 0..CORPUS.len() {
            // Where codes are exchanged a few turns are enough: what is unknown is shown the same way.
            if codes && turn % 8 != 0 {
                continue;
            }
            browser.script(&format!(
                "Object.assign(poison, {{ on: true, turn: {turn}, codes: {codes} }}); return true"
            ));
            go(&browser, "/");
            browser.click(".fresh .button");
            let mark = format!(
                "return poison.used && document.querySelector('#portal').textContent.includes('〔{turn}.')"
            );
            browser.until(&format!("the texts of turn {turn}, codes {codes}"), &mark);
            for page in PAGES {
                go(&browser, page);
                let found = browser.script(LOOK);
                assert_eq!(found["wrong"], json!([]), "{page}, turn {turn}, codes {codes}");
                assert_eq!(found["ran"], json!([]), "{page}, turn {turn}, codes {codes}");
                assert_eq!(
                    found["forbidden"],
                    json!([]),
                    "nothing was even tried: {page}, turn {turn}, codes {codes}"
                );
                let here = found["seen"].as_u64().unwrap_or_default();
                assert!(here > 0 || page == "/choose", "{page} shows none of the texts: {found}");
                seen += here;
            }
        }
    }
    assert!(seen > 500, "only {seen} texts were seen");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn the_portal_runs_where_no_text_becomes_markup() {
    let hub = Hub::start();
    let policy = hub.get("/", "").header("content-security-policy").to_owned();
    assert!(policy.contains("require-trusted-types-for 'script'; trusted-types shell"), "{policy}");
    let browser = Browser::start(360, 640);
    signed_in(&hub, &browser);
    assert_eq!(browser.script("return 'trustedTypes' in window"), true, "this browser knows Trusted Types");
    for page in PAGES {
        browser.open(&format!("{}{page}", hub.address));
        browser.until(page, "return document.querySelector('#portal h1')");
    }
    browser.open(&format!("{}/settings", hub.address));
    browser
        .until("the person", "return document.querySelector('#sign-out') && document.title.includes('｜')");
    browser.click("#speak-ja-easy");
    browser.until("readings", "return document.querySelector('ruby rt')");
    assert_eq!(browser.complaints(), Vec::<String>::new(), "nothing of ours is refused");
    assert_eq!(browser.script("return document.querySelectorAll('base').length"), 0);
}

/// Each tries something a page of ours never does, and says whether it happened.
const FORBIDDEN: &[(&str, &str)] = &[
    (
        "markup from text",
        "const p = document.createElement('p'); p.innerHTML = '<b>x</b>'; return p.childElementCount > 0",
    ),
    (
        "text into the document",
        "document.write('<b id=written></b>'); return !!document.getElementById('written')",
    ),
    (
        "a script from text",
        "const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.head.append(s); return window.ran === 1",
    ),
    ("eval", "return window['ev' + 'al']('1') === 1"),
    ("a function from text", "return new Function('return 1')() === 1"),
    ("a timer with text", "setTimeout('window.late = 1', 0); return false"),
    ("a policy of one's own", "return !!trustedTypes.createPolicy('mine', { createHTML: (text) => text })"),
    (
        "another base",
        "const b = document.createElement('base'); b.href = 'https://elsewhere.example/'; document.head.append(b); return document.baseURI.includes('elsewhere')",
    ),
    (
        "an inline style",
        "const p = document.createElement('p'); p.setAttribute('style', 'width: 7px'); document.body.append(p); return p.style.width === '7px'",
    ),
];

#[test]
fn what_the_policy_forbids_does_not_happen_and_is_counted() {
    let hub = Hub::start();
    let browser = Browser::start(360, 640);
    // Tried by the page itself, before the driver has run anything in it: for the driver's sake the browser would let everything pass.
    let tries: Vec<String> = FORBIDDEN
        .iter()
        .map(|(what, script)| {
            format!(
                "try {{ happened[{}] = (() => {{ {script} }})() }} catch {{ happened[{0}] = false }}",
                json!(what)
            )
        })
        .collect();
    browser.prepare(&format!(
        "window.happened = {{}}; addEventListener('load', () => setTimeout(() => {{ {}; window.tried = true }}));",
        tries.join("\n")
    ));
    browser.open(&hub.address);
    browser.until("the page", "return window.tried && document.querySelector('#portal h1')");
    let nothing: serde_json::Map<String, Value> =
        FORBIDDEN.iter().map(|(what, _)| ((*what).to_owned(), Value::Bool(false))).collect();
    assert_eq!(browser.script("return window.happened"), Value::Object(nothing));
    browser.script("const i = document.createElement('img'); i.src = 'https://elsewhere.example/見本花子.png'; document.body.append(i); return true");
    browser.script(
        "window.asked = 'nothing yet'; fetch('https://elsewhere.example/').then(() => { window.asked = 'answered' }, () => { window.asked = 'refused' }); return true",
    );
    assert_eq!(
        browser.until("the request", "return window.asked !== 'nothing yet' && window.asked"),
        "refused"
    );
    assert_eq!(browser.script("return window.late ?? null"), Value::Null, "the timer with text");
    for (directive, blocked) in [
        ("img-src", "address"),
        ("connect-src", "address"),
        ("require-trusted-types-for", "trusted-types-sink"),
    ] {
        let line = format!("hub_policy_reports_total{{directive=\"{directive}\",blocked=\"{blocked}\"}}");
        let counted = (0..300).any(|_| {
            std::thread::sleep(std::time::Duration::from_millis(100));
            hub.get("/metrics", "").body.contains(&line)
        });
        assert!(counted, "{line} in {}", hub.get("/metrics", "").body);
    }
    let counters = hub.get("/metrics", "").body;
    assert!(!counters.contains("elsewhere") && !counters.contains("見本"), "{counters}");
}

/// The portal's files with one of them changed; its packed twin would hide the change and goes.
fn changed(ending: &str, change: fn(&mut Vec<u8>)) -> TempDir {
    let copy = tempfile::tempdir().expect("a folder");
    copy_folder(&portal(), copy.path());
    let files = std::fs::read_dir(copy.path()).expect("the portal").flatten().map(|entry| entry.path());
    let file = files.filter(|file| file.to_string_lossy().ends_with(ending)).min().expect("a file to change");
    let mut bytes = std::fs::read(&file).expect("its bytes");
    change(&mut bytes);
    std::fs::write(&file, bytes).expect("its new bytes");
    drop(std::fs::remove_file(format!("{}.br", file.display())));
    copy
}

#[test]
fn a_changed_byte_of_the_program_and_it_does_not_run() {
    // The last byte of a program is data: with another one it is a program still, and only its hash tells.
    let flip = |bytes: &mut Vec<u8>| {
        if let Some(last) = bytes.last_mut() {
            *last ^= 1;
        }
    };
    for (ending, change) in
        [("_bg.wasm", flip as fn(&mut Vec<u8>)), (".js", |bytes: &mut Vec<u8>| bytes.push(b'\n'))]
    {
        let portal = changed(ending, change);
        let hub = Hub::start_with(portal.path());
        let browser = Browser::start(360, 640);
        browser.open(&hub.address);
        let says =
            browser.until(ending, "return document.querySelector('#boot-says[role=alert]')?.textContent");
        assert!(says.as_str().is_some_and(|says| says.contains("読み込めませんでした")), "{ending}: {says}");
        assert_eq!(browser.script("return document.querySelector('#portal')"), Value::Null, "{ending}");
        if ending.ends_with("wasm") {
            browser.script(
                "const file = document.querySelector('link[as=fetch][href$=wasm]').href;
                 fetch(file).then((answer) => answer.arrayBuffer()).then((bytes) => { window.valid = WebAssembly.validate(bytes) ? 'yes' : 'no' });
                 return true",
            );
            assert_eq!(
                browser.until("the program", "return window.valid"),
                "yes",
                "the browser could have run it"
            );
        }
    }
    // Unchanged, the copy runs: it is the change that is refused.
    let portal = changed("_bg.wasm", |_| {});
    let hub = Hub::start_with(portal.path());
    let browser = Browser::start(360, 640);
    browser.open(&hub.address);
    browser.until("the page", "return document.querySelector('#portal h1')");
    let fetched = browser.script("return performance.getEntriesByType('resource').filter((entry) => entry.name.endsWith('.wasm')).length");
    assert_eq!(fetched, 1, "the program travels once");
}

#[test]
fn a_browser_that_lacks_something_is_told_so_on_a_plain_page() {
    let hub = Hub::start();
    let page = hub.get("/", "").body;
    assert!(
        page.contains("<noscript>") && page.contains("JavaScript を有効に"),
        "without JavaScript: {page}"
    );
    let port = hub.address.rsplit(':').next().unwrap_or_default();
    let elsewhere = format!("http://portal.example:{port}");
    for (lack, without, address, words) in [
        ("WebAssembly", "delete window.WebAssembly", hub.address.as_str(), "必要な機能がありません"),
        (
            "a content policy",
            "delete window.SecurityPolicyViolationEvent",
            &hub.address,
            "必要な機能がありません",
        ),
        ("a protected connection", "", &elsewhere, "https で始まるアドレス"),
    ] {
        // This machine by another name is a connection that anybody could read.
        let browser = Browser::start_with(360, 640, &["--host-resolver-rules=MAP portal.example 127.0.0.1"]);
        browser.prepare(without);
        browser.open(address);
        let says =
            browser.until(lack, "return document.querySelector('#boot-says[role=alert]')?.textContent");
        assert!(says.as_str().is_some_and(|says| says.contains(words)), "{lack}: {says}");
        // It stays so, and what paper can do is said, too.
        browser.until(lack, "return document.readyState === 'complete'");
        assert_eq!(browser.script("return document.querySelector('#portal')"), Value::Null, "{lack}");
        assert_eq!(browser.script("return document.querySelector('#boot-help').hidden"), false, "{lack}");
    }
}
