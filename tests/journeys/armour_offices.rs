//! What people type and what officers write stays text: on every screen of an application, on the officers' pages, in a preview, and in the
//! log that the auditor reads. The texts are really in the hub: typed into the forms, registered by organisations' machines.

use journeys::applicant::{
    HOSPITAL, PERSON, PREFECTURE, applications, fill_in, on_screen, onward, signed_in,
};
use journeys::browser::Browser;
use journeys::corpus::{CORPUS, LOOK, TRAP};
use journeys::hub::Hub;
use serde_json::{Value, json};

/// As many of the texts as go into a field, another set each turn.
fn texts(turn: usize, longest: usize) -> String {
    let mut text = String::new();
    for one in CORPUS.iter().cycle().skip(turn * CORPUS.len() / TURNS).take(CORPUS.len() / TURNS) {
        if text.chars().count() + one.chars().count() < longest {
            text.push_str(one);
            text.push(' ');
        }
    }
    text
}

const TURNS: usize = 3;

/// Nothing but text on this page; says how many of the texts stand on it.
fn is_text(browser: &Browser, place: &str) -> u64 {
    let found = browser.script(&format!("const corpus = {}; {LOOK}", json!(CORPUS)));
    for wrong in ["wrong", "ran", "forbidden"] {
        assert!(found[wrong].is_null() || found[wrong] == json!([]), "{wrong} on {place}: {found}");
    }
    found["seen"].as_u64().unwrap_or_default()
}

/// The person under such a name, with charges of a facility of such a name: enough to apply.
fn registered(hub: &Hub, turn: usize) {
    let evil = texts(turn, 200);
    let fact = json!({ "name": texts(turn, 60), "name_kana": texts(turn, 60), "born_on": "1990-01-15" });
    let change =
        json!({ "officer": evil, "history_key": format!("evil-{turn}"), "replaces": "", "fact": fact });
    let path = format!("/api/v1/municipalities/{PREFECTURE}/people/{PERSON}");
    let answer = hub.put(&path, PREFECTURE, &change);
    assert_eq!(answer.status, 201, "{answer:?}");
    let told = hub.get(&format!("/api/v1/people/{PERSON}/facts"), &hub.sign_in(PERSON)).json();
    let day = told["as_of"].as_str().unwrap_or_default()[..10].to_owned();
    let charge = json!({
        "patient": PERSON, "facility": { "code": HOSPITAL, "name": evil, "kind": "hospital", "designated": true },
        "service_day": day, "total10": 45_000, "insurance_rate": "0.3", "collected": 13_500,
    });
    assert_eq!(hub.register(HOSPITAL, "evil", &charge).status, 201);
}

/// Applies, typing the texts into whatever takes text.
fn applied(hub: &Hub, turn: usize) -> (Browser, u64) {
    let phone = signed_in(hub, PERSON);
    phone.prepare(TRAP);
    phone.open(&format!("{}/apply/mild_high_cost", hub.address));
    phone.until("the start", "return document.querySelector('#start')");
    let mut seen = is_text(&phone, "the start page");
    phone.click("#start");
    on_screen(&phone, "/known");
    let known = is_text(&phone, "what is known");
    assert!(known > 0, "the name is offered as it is registered");
    phone.click("#known-name");
    onward(&phone);
    on_screen(&phone, "/tasks");
    onward(&phone);
    fill_in(&phone, |key| {
        seen += is_text(&phone, key);
        // What must be a number or a name in kana is asked for as such; everything else takes any text.
        let free = "const field = document.querySelector('main textarea, main input[type=text]');
             return field && field.value === '' && !field.inputMode?.match(/numeric|tel/) && { id: field.id, most: field.localName === 'textarea' ? 200 : 38 }";
        let field = phone.script(free);
        let strict = [
            "name_kana",
            "account_holder",
            "postal_code",
            "phone",
            "guardian_phone",
            "bank_code",
            "branch_code",
            "account_number",
            "access_key",
            "claim_from",
            "claim_until",
            "born_on",
            "changed_on",
            "diagnosed_on",
        ];
        if let (Some(id), false) = (field["id"].as_str(), strict.contains(&key)) {
            let most = field["most"].as_u64().and_then(|most| usize::try_from(most).ok()).unwrap_or_default();
            phone.fill(&format!("#{id}"), &texts(turn, most));
            seen += is_text(&phone, key);
        }
    });
    let check = is_text(&phone, "check your answers");
    assert!(check > 2, "what was typed is on the page: {check}");
    onward(&phone);
    on_screen(&phone, "/send");
    seen += is_text(&phone, "the page that sends");
    phone.click("#send");
    phone.until("the receipt", "return document.querySelector('[data-number]')");
    let sent = is_text(&phone, "the receipt");
    (phone, seen + known + check + sent)
}

fn officer(hub: &Hub, id: &str) -> Browser {
    let browser = Browser::start(1280, 800);
    browser.prepare(TRAP);
    browser.open(&format!("{}/staff/", hub.address));
    browser.click(&format!("button[value=\"{id}\"]"));
    browser.until("the officer", "return document.querySelector('.who')");
    browser
}

fn look(browser: &Browser, hub: &Hub, page: &str) -> u64 {
    browser.open(&format!("{}{page}", hub.address));
    browser.until(page, "return document.querySelector('h1')");
    is_text(browser, page)
}

#[test]
fn whatever_is_typed_or_written_stays_text_for_applicants_and_officers() {
    let mut seen = 0;
    for turn in 0..TURNS {
        let hub = Hub::start();
        registered(&hub, turn);
        let (phone, on_phone) = applied(&hub, turn);
        seen += on_phone;
        let id = applications(&hub, PERSON)[0]["id"].as_str().unwrap_or_default().to_owned();

        // The officers' pages: the inbox, the case with everything that was typed, its paper, and what is typed there and comes back.
        let staff = officer(&hub, "130001/officer-kettei");
        look(&staff, &hub, "/staff/inbox");
        let case = format!("/staff/applications/{PERSON}/{id}");
        let on_case = look(&staff, &hub, &case);
        assert!(on_case > 2, "what was typed is before the officer: {on_case}");
        seen += on_case + look(&staff, &hub, &format!("{case}/print"));
        staff.open(&format!("{}{case}", hub.address));
        staff.fill("#correction", &texts(turn, 400));
        staff.click("form[action$=\"/correction\"] button");
        staff.until("that it was asked", "return document.querySelector('[role=status]')");
        let asked = is_text(&staff, "the case after a correction");
        assert!(asked > on_case / 2, "{asked}");
        staff.fill("#refusal", &texts(turn, 400));
        staff.fill("#notified_on", "");
        staff.click("form[action$=\"/decision\"]:last-of-type button");
        staff.until("what is wrong", "return document.querySelector('[role=alert]')");
        seen += is_text(&staff, "a decision that is not complete") + asked;

        // The correction in the applicant's hands.
        phone.until("what is asked", "return document.querySelector('[data-note]')");
        let note = is_text(&phone, "what is to be corrected");
        assert!(note > 0);
        seen += note;

        // Finding somebody: what was typed comes back with what is wrong, and the reason stands on the officer's first page.
        staff.open(&format!("{}/staff/find", hub.address));
        let evil = texts(turn, 300);
        staff.fill("#number", &evil);
        staff.fill("#reason", &evil);
        staff.click("main form button");
        staff.until("what is wrong", "return document.querySelector('[role=alert]')");
        let slips = is_text(&staff, "the form with what is wrong");
        assert!(slips > 2, "nothing that was typed is lost: {slips}");
        staff.fill("#number", "");
        staff.fill("#name", &texts(turn, 60));
        staff.script("document.querySelector('#born_on').value = '1990-01-15'");
        staff.fill("#reason", &format!("本人から電話で問い合わせがあった。{evil}"));
        staff.choose("#purpose", "purpose.phone");
        staff.click("main form button");
        staff.until(
            "the person's page",
            "return location.pathname.startsWith('/staff/preview') && document.querySelector('.fresh')",
        );
        for page in ["", "payments", "procedures", "notices", "looks", "settings"] {
            let here = look(&staff, &hub, &format!("/staff/preview/{page}"));
            staff.until("the page", "return document.querySelector('.preview') && !document.querySelector('main').innerText.includes('読み込んでいます')");
            seen += here.max(is_text(&staff, page));
        }
        let home = look(&staff, &hub, "/staff/");
        assert!(home > 0, "the reason of the look");

        // A change that waits for a second person, and the log as the auditor reads it.
        let path = format!("/api/v1/municipalities/{PREFECTURE}/people/sample-hanako/certificates/nanbyo");
        let history = hub.get_with(
            &format!("/api/v1/municipalities/{PREFECTURE}/people/sample-hanako/history"),
            &[("Authorization", "Bearer sandbox-130001"), ("X-Officer", "o-1")],
        );
        let key = newest(&history.json(), "nanbyo");
        let fact = json!({ "scheme": "54", "name": texts(turn, 200), "valid": { "from": "2020-01-01", "until": "2099-12-31" },
            "caps": [{ "from": "2020-01-01", "cap": 5_000 }], "diseases": [texts(turn, 200)] });
        let change =
            json!({ "officer": texts(turn, 60), "history_key": "evil-c", "replaces": key, "fact": fact });
        let proposed = hub.put(&path, PREFECTURE, &change);
        assert_eq!(proposed.status, 201, "{proposed:?}");
        let second = officer(&hub, "130001/officer-shonin");
        let proposals = look(&second, &hub, "/staff/proposals");
        assert!(proposals > 2, "the change as it was proposed: {proposals}");
        let auditor = officer(&hub, "130001/officer-kansa");
        let audit = look(&auditor, &hub, "/staff/audit");
        assert!(audit > 2, "the reasons: {audit}");
        seen += home + proposals + audit;
        for browser in [&phone, &staff, &second, &auditor] {
            let complaints = browser.complaints();
            let own: Vec<&String> = complaints.iter().filter(|line| !line.contains("status of 4")).collect();
            assert!(own.is_empty(), "{own:?}");
        }
    }
    assert!(seen > 300, "only {seen} texts were seen");
    println!("{seen} texts stood on these pages as text");
}

/// The key of a certificate's newest version.
fn newest(history: &Value, id: &str) -> String {
    let mut versions = history.as_array().into_iter().flatten().rev().filter(|version| version["id"] == id);
    versions.next().and_then(|version| version["history_key"].as_str()).unwrap_or_default().to_owned()
}
