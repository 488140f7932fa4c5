//! 職員プレビュー in a real browser: what the officer sees is what the person sees, but for the commands, with a banner that stays.

use journeys::PAGES;
use journeys::browser::Browser;
use journeys::hub::Hub;
use serde_json::{Value, json};

const PERSON: &str = "sample-hanako";

/// The page without what commands, without what stands for it (of one's own sessions: which of them asks), without the time of the
/// answer; links as they are below the root.
const SEEN: &str = "
    const page = document.querySelector('#portal').cloneNode(true);
    page.querySelectorAll('[data-order], .absent, .preview, .clock, .choice, .looks .state').forEach((element) => element.remove());
    page.querySelectorAll('[role=status]').forEach((element) => { element.textContent = '' });
    page.querySelectorAll('a[href]').forEach((link) => link.setAttribute('href', link.getAttribute('href').replace('/staff/preview', '')));
    return (document.title + page.innerHTML).replace(/\\d\\d:\\d\\d の時点/g, '')";

fn see(browser: &Browser, address: &str) {
    browser.open(address);
    browser.until(address, "return document.querySelector('h1') && document.querySelector('.fresh, .counter, .blank, .whom, .alone')");
    browser.until(
        "the notices",
        "return !document.querySelector('main').innerText.includes('読み込んでいます')",
    );
}

#[test]
fn an_officer_sees_the_persons_pages_and_no_command() {
    let hub = Hub::start();
    let citizen = Browser::start(360, 640);
    citizen.open(&hub.address);
    citizen.click(&format!("#{PERSON}"));
    citizen.until("the page", "return document.querySelector('.fresh')");

    // A receipt of the person's own is read like the rest, and has no button there.
    let cookie = hub.sign_in(PERSON);
    let told = hub.get(&format!("/api/v1/people/{PERSON}/facts"), &cookie).json();
    let receipt = json!({ "receipt": { "day": told["facts"]["charges"][0]["service_day"], "facility": "丙医院", "kind": "clinic",
        "total10": 10_000, "paid": 2_000, "certificates": ["nanbyo"] } });
    let noted = hub.put_as(&format!("/api/v1/people/{PERSON}/receipts/a"), &cookie, &receipt);
    assert_eq!(noted.status, 201, "{noted:?}");

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

    // Those that are made of the person's facts.
    for page in &PAGES[..8] {
        // That it is the person's own page is shown below, of everybody.
        see(&officer, &format!("{}/staff/preview/{page}", hub.address));
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
    // Each look is on the log: of the person's own questions nothing is asked by the way, and each of these once.
    let asked = "return performance.getEntriesByType('resource').map((entry) => new URL(entry.name).pathname)
        .filter((name) => name.startsWith('/api/')).sort().join(' ')";
    let preview =
        ["", "/facts", "/notices", "/people"].map(|what| format!("/api/v1/preview{what}")).join(" ");
    assert_eq!(officer.script(asked), preview);
    officer.script("scrollTo(0, document.body.scrollHeight)");
    let top = officer.script("return document.querySelector('.preview').getBoundingClientRect().top");
    assert!(top.as_f64().is_some_and(|top| top.abs() < 1.0), "{top}");
    officer.click(".places a:nth-of-type(3)");
    officer.until("the certificates", "return location.pathname === '/staff/preview/certificates'");

    // Nothing comes onto paper but by its own button, which puts it on the person's log first.
    officer.script("window.print = () => { window.onPaper = true }");
    assert_eq!(officer.script("return document.querySelector('.printed')"), Value::Null);
    officer.click("#print-preview");
    officer.until("the printing", "return window.onPaper && document.querySelector('.preview.printed')");

    // The person is told, and when the officer is done nothing of the person stays.
    citizen.open(&format!("{}/looks", hub.address));
    let told = citizen.until("the look", "return document.querySelector('.looks')?.innerText");
    let told = told.as_str().unwrap_or_default();
    assert!(
        told.contains("職員プレビュー") && told.contains("電話の問い合わせ") && told.contains("窓口での印刷"),
        "{told}"
    );
    officer.click("#end-preview");
    officer.until("the end", "return document.querySelector('a[href=\"/staff/\"]')");
    let text = officer.script("return document.body.innerText");
    assert!(text.as_str().is_some_and(|text| !text.contains("花子")), "{text}");
    assert_eq!(officer.complaints(), Vec::<String>::new());
}

/// What a person has an address for besides [`PAGES`]. Certificates by their place: whoever has fewer meets the page that says so.
const FURTHER: [&str; 4] = ["payments/2020-01", "certificates/1", "certificates/2", "certificates/3"];

fn every_page() -> Vec<&'static str> {
    [&PAGES[..], &FURTHER].concat()
}

/// Goes through all of them as links would, everything on each opened, and notes what is to be seen.
const WALK: &str = "
    const [prefix, pages] = arguments_of_the_walk;
    window.seen = null;
    const settled = () => document.querySelector('h1') && !document.querySelector('main').innerText.includes('読み込んでいます');
    const turn = () => new Promise((go) => setTimeout(go, 0));
    const until = async (holds) => { for (let wait = 0; !holds(); wait++) { if (wait > 5000) throw new Error(location.pathname); await new Promise((go) => setTimeout(go, 5)); } };
    (async () => {
        const seen = {};
        // What stands in the frame of every page is asked for once: these two say when it is there.
        for (const page of ['notices', 'people', ...pages]) {
            history.pushState(null, '', `${prefix}/${page}`);
            dispatchEvent(new PopStateEvent('popstate'));
            await turn();
            await until(settled);
            document.querySelectorAll('button[aria-expanded=false]').forEach((button) => button.click());
            await turn();
            document.querySelectorAll('details').forEach((details) => { details.open = true });
            seen[page] = (() => { SEEN })();
            seen[page + ' commands'] = document.querySelectorAll('[data-order]').length;
            seen[page + ' banner'] = document.querySelector('.preview')?.innerText ?? '';
        }
        window.seen = JSON.stringify(seen);
    })().catch((error) => { window.seen = String(error) });
    return true";

fn walk(browser: &Browser, hub: &Hub, prefix: &str) -> serde_json::Map<String, Value> {
    browser.open(&format!("{}{prefix}/", hub.address));
    browser.until("the page", "return document.querySelector('.fresh, .counter, .blank, .whom, .alone')");
    let script = WALK
        .replace("SEEN", SEEN)
        .replace("arguments_of_the_walk", &json!([prefix, every_page()]).to_string());
    browser.script(&script);
    let seen = browser.until("every page", "return window.seen");
    match serde_json::from_str(seen.as_str().unwrap_or_default()) {
        Ok(Value::Object(seen)) => seen,
        _ => panic!("{prefix}: {seen}"),
    }
}

#[test]
fn every_page_of_everybody_is_the_same_but_for_the_commands() {
    let hub = Hub::start();
    // One window with both sessions: the person's cookie and the officer's are never taken for one another.
    let browser = Browser::start(360, 640);
    browser.open(&format!("{}/settings", hub.address));
    let fetch = |what: &str, script: &str| {
        browser.script(&format!(
            "const send = (address, body) => fetch(address, {{ method: 'POST', body,
                 headers: {{ 'X-Requested-By': 'portal', 'Content-Type': 'application/json' }} }});
             window.told = null;
             (async () => {{ {script} }})().then((told) => {{ window.told = {{ told }} }}, (error) => {{ window.told = {{ told: String(error) }} }})"
        ));
        browser.until(what, "return window.told")["told"].clone()
    };
    let people = fetch(
        "the people",
        "return (await (await fetch('/sandbox/people')).json()).people.map((one) => one.id)",
    );
    let people: Vec<&str> = people.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    assert!(people.len() >= 17, "{people:?}");
    let (mut pages, mut commands) = (0, 0);
    for person in people {
        let begun = fetch(
            person,
            &format!(
                "await send('/sandbox/sign-in/{person}');
                 const told = await (await fetch('/api/v1/people/{person}/facts')).json();
                 const office = told.facts.person.authority === '280003' ? '280003/officer-yoso' : '130001/officer-kettei';
                 await send('/sandbox/staff-sign-in/' + office);
                 const {{ name, born_on }} = told.facts.person;
                 const asked = {{ name, born_on, purpose: 'purpose.phone', reason: '本人から電話で画面の見方について問い合わせがあった。' }};
                 return (await send('/api/v1/preview', JSON.stringify(asked))).status"
            ),
        );
        assert_eq!(begun, 201, "{person}");
        let own = walk(&browser, &hub, "");
        let previewed = walk(&browser, &hub, "/staff/preview");
        for page in every_page() {
            let of =
                |seen: &serde_json::Map<String, Value>, what: &str| seen[&format!("{page}{what}")].clone();
            assert_eq!(of(&own, ""), of(&previewed, ""), "{page} of {person}");
            assert_eq!(of(&previewed, " commands"), 0, "{page} of {person}");
            let banner = of(&previewed, " banner");
            assert!(
                banner
                    .as_str()
                    .is_some_and(|banner| banner.contains("疾病対策課") || banner.contains("福祉課")),
                "{page} of {person}: {banner}"
            );
            assert_eq!(of(&own, " banner"), "", "{page} of {person}");
            commands += of(&own, " commands").as_u64().unwrap_or_default();
            pages += 1;
        }
    }
    assert!(commands > pages, "the person has commands everywhere: {commands} on {pages} pages");
    assert_eq!(browser.complaints(), Vec::<String>::new());
    println!("{pages} pages of everybody, each as the person sees it but for {commands} commands");
}
