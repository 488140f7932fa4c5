//! Without a network: the shell opens and says what it cannot know; a copy only where somebody has asked for one, sealed, short-lived, and gone
//! with the session; never an answer of the hub in a cache; and a new build waits until nobody is filling in a form.

use journeys::applicant::{self, PERSON, begin, met, picture};
use journeys::browser::Browser;
use journeys::hub::{Hub, copy_folder, portal};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

const PERSONS_PAGE: &str = "return document.querySelector('.fresh')";

fn signed_in(hub: &Hub) -> Browser {
    let browser = Browser::start(360, 640);
    browser.open(&hub.address);
    browser.click("#sample-hanako");
    browser.until("the page", PERSONS_PAGE);
    browser
}

/// Waits for what a promise gives.
fn promised(browser: &Browser, what: &str, promise: &str) -> Value {
    browser.script(&format!(
        "window.promised = null; ({promise}).then((value) => {{ window.promised = {{ value }} }}, (error) => {{ window.promised = {{ value: String(error) }} }}); return true"
    ));
    browser.until(what, "return window.promised")["value"].clone()
}

/// Waits until the shell of this build is kept and its worker is the one that serves.
fn shell_is_kept(browser: &Browser) {
    browser.script(
        "window.kept = false; navigator.serviceWorker.ready.then(() => { window.kept = true }); return true",
    );
    browser.until("the shell", "return window.kept");
}

/// Everything in every cache, by its address.
fn cached(browser: &Browser) -> Vec<String> {
    let all = promised(
        browser,
        "the caches",
        "caches.keys().then((names) => Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map((request) => new URL(request.url).pathname)))).then((all) => all.flat())",
    );
    all.as_array().into_iter().flatten().map(|path| path.as_str().unwrap_or_default().to_owned()).collect()
}

fn databases(browser: &Browser) -> Value {
    promised(browser, "the databases", "indexedDB.databases().then((all) => all.map(({ name }) => name))")
}

fn words(browser: &Browser) -> String {
    browser.script("return document.body.innerText").as_str().unwrap_or_default().to_owned()
}

/// Signed in, with a copy asked for.
fn with_copy(hub: &Hub) -> Browser {
    let browser = signed_in(hub);
    shell_is_kept(&browser);
    browser.open(&format!("{}/settings", hub.address));
    browser.until("the choice", "return document.querySelector('#keep-copy')");
    assert!(words(&browser).contains("長くて12時間"));
    browser.click("#keep-copy");
    browser.until("that it is kept", "return document.body.innerText.includes('写しを残しています')");
    assert_eq!(browser.axe(), Vec::<String>::new());
    picture(&browser, "copy-kept");
    let there = "window.there = false; indexedDB.databases().then(async (all) => { window.there = all.length === 1 }); return window.there";
    browser.until("the copy", &there.replace("window.there = false; ", ""));
    browser
}

#[test]
fn the_shell_opens_without_a_network_and_says_what_it_cannot_know() {
    let mut hub = Hub::start();
    let browser = signed_in(&hub);
    shell_is_kept(&browser);
    for page in ["/payments", "/certificates", "/notices", "/procedures", "/settings"] {
        browser.open(&format!("{}{page}", hub.address));
        browser.until(page, "return document.querySelector('.places')");
    }
    let kept = cached(&browser);
    assert!(kept.iter().any(|path| path.contains("_bg.wasm")) && kept.contains(&"/".to_owned()), "{kept:?}");
    assert!(kept.iter().any(|path| path.starts_with("/words/en-")), "every language: {kept:?}");
    assert!(!kept.iter().any(|path| path.contains("/api/") || path.contains("/sandbox")), "{kept:?}");
    assert_eq!(databases(&browser), json!([]), "nothing is kept that nobody asked for");
    hub.kill();
    for page in ["/", "/payments", "/certificates/0"] {
        browser.open(&format!("{}{page}", hub.address));
        browser.until("the trouble", "return document.title.startsWith('表示できません')");
        let text = words(&browser);
        assert!(text.contains("通信できませんでした") && text.contains("紙の受給者証"), "{text}");
        assert!(!text.contains("円") && !text.contains("花子"), "no invented number, nobody's name: {text}");
    }
    browser.open(&format!("{}/settings", hub.address));
    browser.click("#speak-en");
    browser.until("English, too", "return document.documentElement.lang === 'en'");
    hub.start_again();
    browser.open(&hub.address);
    browser.until("the page, with the same session", PERSONS_PAGE);
}

#[test]
fn a_copy_that_was_asked_for_is_shown_with_its_date_and_sealed() {
    let mut hub = Hub::start();
    let browser = with_copy(&hub);
    let record = "new Promise((resolve, reject) => {
        const asked = indexedDB.open('copy'); asked.onerror = reject;
        asked.onsuccess = () => { const got = asked.result.transaction('copy').objectStore('copy').get('copy'); got.onsuccess = () => { asked.result.close(); resolve(got.result) } };
      })";
    let looked = promised(
        &browser,
        "the record",
        &format!(
            "{record}.then(async ({{ key, sealed, iv, since }}) => ({{
               fields: key.constructor.name + ' ' + sealed.constructor.name + ' ' + iv.length, extractable: key.extractable,
               exported: await crypto.subtle.exportKey('raw', key).then(() => 'yes', () => 'no'),
               plain: new TextDecoder().decode(sealed).includes('hanako'), age: Date.now() - since }}))"
        ),
    );
    assert_eq!(looked["fields"], "CryptoKey ArrayBuffer 12", "{looked}");
    assert_eq!(
        (&looked["extractable"], &looked["exported"], &looked["plain"]),
        (&json!(false), &json!("no"), &json!(false))
    );
    let kept = browser.script("return Object.entries(localStorage).flat().join(' ')");
    assert!(
        kept.as_str().is_some_and(|kept| kept.starts_with("copy ") && !kept.contains("hanako")),
        "{kept}"
    );

    hub.kill();
    browser.open(&hub.address);
    browser.until("that it is old", "return document.querySelector('.fresh--stale')");
    let text = words(&browser);
    assert!(
        text.contains("最新ではありません") && text.contains("4,130") && text.contains("紙の受給者証"),
        "{text}"
    );
    assert!(text.contains("最新ではありません（") && text.contains("日 "), "with its day: {text}");
    assert_eq!(browser.axe(), Vec::<String>::new());
    picture(&browser, "copy-shown");
    // A counter sees the same, with a clock that goes on.
    browser.open(&format!("{}/certificates/0", hub.address));
    browser.until("the counter", "return document.querySelector('.counter .digits')");
    assert!(words(&browser).contains("最新ではありません"));

    // Whoever signs out leaves nothing, with no network at all.
    browser.open(&hub.address);
    browser.click("#sign-out");
    browser.until("the good-bye", "return document.title.startsWith('終わりました')");
    assert_eq!(databases(&browser), json!([]));
    assert_eq!(browser.script("return Object.keys(localStorage)"), json!(["leaving"]));
    browser.open(&hub.address);
    browser.until("that somebody has left", "return document.title.startsWith('終わりました')");
    assert!(!words(&browser).contains("4,130"));
    hub.start_again();
    browser.open(&hub.address);
    browser.until("the choice: nobody is signed in any more", "return document.querySelector('.choices')");
    assert_eq!(browser.script("return localStorage.length"), 0);
}

#[test]
fn a_copy_does_not_outlive_half_a_day_nor_a_clock_that_was_turned_back() {
    let mut hub = Hub::start();
    for (what, moved) in [("later", "13 * 3600e3"), ("earlier", "-365 * 86400e3")] {
        let browser = with_copy(&hub);
        hub.kill();
        browser.prepare(&format!("const real = Date.now; Date.now = () => real() + {moved};"));
        browser.open(&hub.address);
        browser.until(what, "return document.title.startsWith('表示できません')");
        assert_eq!(databases(&browser), json!([]), "{what}");
        hub.start_again();
    }
}

#[test]
fn a_copy_ends_with_the_session_and_is_nobody_elses() {
    let hub = Hub::start();
    let browser = with_copy(&hub);
    // The session ends elsewhere; the page finds out at its next word with the hub.
    promised(
        &browser,
        "the session's end",
        "fetch('/api/v1/me/sessions/end', { method: 'POST', headers: { 'X-Requested-By': 'portal' } })",
    );
    browser.open(&hub.address);
    browser.until("the choice", "return document.querySelector('.choices')");
    assert_eq!(browser.script("return localStorage.length"), 0);
    assert_eq!(databases(&browser), json!([]));
    browser.click("#sample-taro");
    browser.until("another person", PERSONS_PAGE);
    browser.open(&format!("{}/settings", hub.address));
    browser.until("the choice", "return document.querySelector('#keep-copy')");
    assert!(words(&browser).contains("この端末に写しを残す"), "who comes next has asked for nothing");
    assert_eq!(databases(&browser), json!([]));
}

/// Another build in the same place: the same program under another page, with a worker of its own.
fn deploy_another_build(dist: &Path) {
    let page = dist.join("index.html");
    let html = std::fs::read_to_string(&page).expect("the page");
    std::fs::write(&page, html.replace("<title>", "<meta name=build content=another><title>"))
        .expect("the page");
    drop(std::fs::remove_file(dist.join("index.html.br")));
    drop(std::fs::remove_file(dist.join("worker.js.br")));
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the checkout");
    let made = Command::new("node").arg(root.join("xtask/npm/shell.mjs")).arg(root).arg(dist).status();
    assert!(made.expect("node").success());
}

#[test]
fn a_new_build_waits_until_nobody_is_filling_in_a_form() {
    let dist = tempfile::tempdir().expect("a folder");
    copy_folder(&portal(), dist.path());
    let mut hub = Hub::start_with(dist.path());
    met(&hub);
    let browser = applicant::signed_in(&hub, PERSON);
    shell_is_kept(&browser);
    let first = promised(&browser, "the build", "caches.keys().then((names) => names.join())");
    applicant::open(&browser, &hub, "/apply/mild_high_cost");
    begin(&browser);
    let half = applicant::path(&browser);
    browser.script("window.sameDocument = true; return true");

    deploy_another_build(dist.path());
    // Whoever comes back to the page looks for a new build.
    browser.script("document.dispatchEvent(new Event('visibilitychange')); return true");
    let said = browser.until("the word about it", "return document.querySelector('#newer')?.innerText");
    assert!(said.as_str().is_some_and(|said| said.contains("入力が終わったら")), "{said}");
    browser.script("document.dispatchEvent(new Event('visibilitychange')); return true");
    let waiting = promised(
        &browser,
        "what waits",
        "navigator.serviceWorker.getRegistration('/').then(({ active, waiting }) => [active?.state, waiting?.state].join())",
    );
    assert_eq!(waiting, "activated,installed");
    assert_eq!(browser.script("return window.sameDocument"), true, "the form was not touched");
    assert_eq!(applicant::path(&browser), half);
    picture(&browser, "newer-build");
    assert_eq!(browser.axe(), Vec::<String>::new());

    // The form is left: the new build takes over, and what it kept is its own.
    browser.open(&hub.address);
    browser.until("the page", PERSONS_PAGE);
    assert_eq!(
        browser.script("return !!document.querySelector('meta[name=build]')"),
        true,
        "the new build's page"
    );
    let only = "(async () => { const names = await caches.keys(); const { waiting } = await navigator.serviceWorker.getRegistration('/'); return names.length === 1 && !waiting && names[0] })()";
    let mut now = Value::Null;
    for _ in 0..100 {
        now = promised(&browser, "the build", only);
        if now.is_string() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    assert!(now.is_string() && now != first, "{first} then {now}");
    hub.kill();
    browser.open(&format!("{}/payments", hub.address));
    browser.until(
        "the new shell without a network",
        "return document.querySelector('meta[name=build]') && document.title.startsWith('表示できません')",
    );
}

#[test]
fn the_page_of_an_application_says_without_a_network_what_is_safe() {
    let mut hub = Hub::start();
    met(&hub);
    let browser = applicant::signed_in(&hub, PERSON);
    shell_is_kept(&browser);
    applicant::open(&browser, &hub, "/apply/mild_high_cost");
    begin(&browser);
    let half = applicant::path(&browser);
    let kept = cached(&browser);
    assert!(kept.contains(&"/apply/".to_owned()), "{kept:?}");
    assert!(
        !kept.iter().any(|path| path.contains("apply-") || path.contains("/api/")),
        "its page alone: {kept:?}"
    );

    // The browser may still have the program among its own files; here it has not.
    browser.devtools("Network.clearBrowserCache", &json!({}));
    hub.kill();
    for (language, said) in [
        ("ja", "下書きとして申請先に残っています"),
        ("ja-easy", "送（おく）った 申（もう）し込（こ）みも なくなって いません"),
        ("en", "kept as a draft by the authority"),
    ] {
        browser.script(&format!("localStorage.setItem('language', '{language}')"));
        browser.open(&format!("{}{half}", hub.address));
        browser.until("what is safe", "return document.querySelector('#again')");
        let text = words(&browser);
        assert!(text.contains(said) && !text.contains("時間がかかっています"), "{text}");
        assert_eq!(browser.axe(), Vec::<String>::new(), "{language}");
        picture(&browser, &format!("apply-without-network-{language}"));
    }
    browser.script("localStorage.setItem('language', 'ja')");
    hub.start_again();
    browser.click("#again");
    applicant::on_screen(&browser, &half);
    browser.until(
        "the form as it was",
        "return document.querySelector('#portal h1') && document.querySelector('.saved, #form')",
    );
}

#[test]
fn the_portal_can_be_installed() {
    let hub = Hub::start();
    let manifest = hub.get("/portal.webmanifest", "");
    assert_eq!(manifest.header("content-type"), "application/manifest+json");
    let manifest = manifest.json();
    assert_eq!(
        (&manifest["start_url"], &manifest["scope"], &manifest["display"]),
        (&json!("/"), &json!("/"), &json!("standalone"))
    );
    let icons = manifest["icons"].as_array().expect("icons");
    assert!(icons.iter().any(|icon| icon["purpose"] == "maskable"));
    for icon in icons {
        let picture = hub.get(icon["src"].as_str().unwrap_or_default(), "");
        assert_eq!((picture.status, picture.header("content-type")), (200, "image/png"), "{icon}");
    }
    let worker = hub.get("/worker.js", "");
    assert_eq!(worker.header("cache-control"), "no-cache");
    assert!(worker.header("content-security-policy").contains("connect-src 'self'"));
    let browser = Browser::start(360, 640);
    browser.open(&hub.address);
    browser.until("the page", "return document.querySelector('#portal h1')");
    shell_is_kept(&browser);
    let found = browser.devtools("Page.getInstallabilityErrors", &json!({}));
    assert_eq!(found["installabilityErrors"], json!([]), "{found}");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}
