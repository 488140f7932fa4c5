//! The whole loop, with two browsers side by side: a charge at the desk, the notice on the phone, the application, the decision through the
//! municipality's address, the certificate, and the next charge clipped at its cap. And what happens when it goes otherwise.

use journeys::applicant::{
    HOSPITAL, PERSON, PREFECTURE, applications, begin, fill_in, on_screen, onward, open, picture, send,
    signed_in,
};
use journeys::browser::Browser;
use journeys::hub::Hub;
use serde_json::{Value, json};

const CERTIFICATE: &str = "nanbyo-new";

fn decide(hub: &Hub, decision: &Value) {
    let id = applications(hub, PERSON)[0]["id"].as_str().unwrap_or_default().to_owned();
    let path = format!("/api/v1/municipalities/{PREFECTURE}/people/{PERSON}/applications/{id}/decision");
    let answer = hub.put(&path, PREFECTURE, decision);
    assert_eq!(answer.status, 201, "{answer:?}");
}

fn granted(from: &str) -> Value {
    let fact = json!({
        "scheme": "54", "name": "特定医療費（指定難病）受給者証", "valid": { "from": from, "until": "2099-12-31" },
        "caps": [{ "from": from, "cap": 10_000 }], "income_class": "middle1",
    });
    let change = json!({ "officer": "officer-1", "history_key": "loop-1", "fact": fact });
    json!({ "outcome": "granted", "certificate": CERTIFICATE, "change": change })
}

/// The desk registers a charge for today.
fn at_the_desk(desk: &Browser, hub: &Hub, total10: &str) {
    desk.open(&format!("{}/sandbox/desk", hub.address));
    desk.choose("#patient", PERSON);
    desk.fill("#total10", total10);
    desk.click("#register");
    desk.until("the desk's answer", "return document.querySelector('#done')");
}

#[test]
fn from_the_charge_at_the_desk_to_the_next_charge_at_the_cap() {
    let hub = Hub::start();
    let phone = signed_in(&hub, PERSON);
    let desk = Browser::start(1280, 800);

    // The third month above the threshold: the notice appears on the phone by itself.
    at_the_desk(&desk, &hub, "45000");
    phone.until("the notice", "return document.querySelector('[data-notice=\"watch.mild.met\"]')");
    phone.click("[data-notice=\"watch.mild.met\"] a[href=\"/apply/mild_high_cost\"]");
    on_screen(&phone, "/apply/mild_high_cost");
    begin(&phone);
    let mut start = Value::Null;
    fill_in(&phone, |key| {
        if key == "late_reason" || key == "start" {
            start = phone.script("return document.querySelector('[data-start]')?.dataset.start ?? null");
        }
    });
    send(&phone);
    let number = phone.script("return document.querySelector('[data-number]').innerText");
    phone.script("window.sameDocument = true");

    // The municipality decides; the page that lies open says so by itself.
    let today = hub.get(&format!("/api/v1/people/{PERSON}/facts"), &hub.sign_in(PERSON)).json();
    let today = today["as_of"].as_str().unwrap_or_default()[..10].to_owned();
    decide(&hub, &granted(&today));
    phone.until("the decision", "return document.querySelector('[data-outcome=granted]')");
    assert_eq!(phone.script("return window.sameDocument"), true, "the page was never reloaded");
    assert_eq!(phone.script("return document.querySelector('[data-from]').dataset.from"), today.as_str());
    assert_eq!(phone.script("return document.querySelector('[data-number]').innerText"), number);
    assert_eq!(phone.axe(), Vec::<String>::new(), "a decision");
    picture(&phone, "93-granted");
    assert!(start.is_string() || start.is_null(), "{start}");

    let warned = phone.script("return document.querySelector('main').innerText.includes('取り消されました')");
    assert_eq!(warned, false, "nothing was cancelled");

    // The certificate is there, and the next charge is clipped at its cap.
    phone.click("#certificate");
    phone.until(
        "the certificate",
        "return document.title.startsWith('受給者証') && document.body.innerText.includes('10,000円')",
    );
    let next = json!({
        "patient": PERSON, "facility": { "code": HOSPITAL, "name": "甲病院", "kind": "hospital", "designated": true },
        "certificates": [CERTIFICATE], "service_day": today, "total10": 90_000, "insurance_rate": "0.3", "collected": 10_000,
    });
    assert_eq!(hub.register(HOSPITAL, "loop-next", &next).status, 201);
    phone.open(&hub.address);
    phone.until("the cap reached", "return document.querySelector('[data-used]')?.dataset.used === '10000'");

    // What was paid before it came can be claimed back: the next application offers itself.
    open(&phone, &hub, "/apply/refund");
    phone.until("the refund", "return document.querySelector('#start')");
    assert_eq!(phone.complaints(), Vec::<String>::new());
}

/// The certificate counts from the first of last month, in which somebody without one paid 5,400 of 18,000: two tenths were due.
#[test]
fn what_was_paid_before_the_certificate_came_is_named_and_claimed_back() {
    const BACK: &str = "1800";
    let hub = Hub::start();
    journeys::applicant::met(&hub);
    let phone = signed_in(&hub, PERSON);
    open(&phone, &hub, "/apply/mild_high_cost");
    begin(&phone);
    fill_in(&phone, |_| {});
    send(&phone);
    let told = hub.get(&format!("/api/v1/people/{PERSON}/facts"), &hub.sign_in(PERSON)).json();
    let mut charges = told["facts"]["charges"].as_array().into_iter().flatten();
    let paid = charges.find(|charge| charge["total10"] == 18_000).expect("last month's charge");
    let last_month = paid["service_day"].as_str().unwrap_or_default()[..7].to_owned();
    decide(&hub, &granted(&format!("{last_month}-01")));
    let named = "return document.querySelector('[data-back-pay]')?.dataset.backPay";
    assert_eq!(phone.until("what can be claimed back", named), BACK);
    assert_eq!(phone.axe(), Vec::<String>::new(), "a decision that gives something back");
    picture(&phone, "96-back-pay");

    // It is told, with the same yen as the engine has settled, and leads to the claim.
    let claim = || {
        let told = hub.get(&format!("/api/v1/people/{PERSON}/notices"), &hub.sign_in(PERSON)).json();
        let is_claim = |told: &&Value| told["notice"]["key"] == "watch.claim.open";
        told.as_array().into_iter().flatten().find(is_claim).cloned().unwrap_or_default()
    };
    assert_eq!(
        (&claim()["change"], claim()["notice"]["at_stake"].to_string()),
        (&json!("raised"), BACK.to_owned())
    );
    phone.open(&format!("{}/notices", hub.address));
    let card = "[data-notice=\"watch.claim.open\"]";
    phone.until(
        "the notice",
        &format!("return document.querySelector('{card}')?.innerText.includes('1,800円')"),
    );
    assert_eq!(phone.axe(), Vec::<String>::new(), "the notice");
    picture(&phone, "97-back-pay-notice");
    phone.click(&format!("{card} a[href=\"/apply/refund\"]"));
    on_screen(&phone, "/apply/refund");

    // The months are known; whoever agrees types none.
    phone.click("#start");
    on_screen(&phone, "/known");
    for key in ["name", "name_kana", "born_on", "claim_from", "claim_until"] {
        phone.click(&format!("#known-{key}"));
    }
    onward(&phone);
    on_screen(&phone, "/tasks");
    onward(&phone);
    let mut listed = Value::Null;
    fill_in(&phone, |_| {
        let yen = "return document.querySelector('[data-evidence=claim] .answer data')?.value ?? null";
        let shown = phone.script(yen);
        if !shown.is_null() {
            listed = shown;
        }
    });
    assert_eq!(listed, BACK);
    send(&phone);
    let sent = applications(&hub, PERSON)[0]["form"].clone();
    assert_eq!(
        (&sent["kind"], &sent["answers"]["claim_from"]["value"]),
        (&json!("refund"), &json!(last_month)),
        "{sent}"
    );
    assert_eq!(
        (&claim()["change"], &claim()["because"]),
        (&json!("withdrawn"), &json!("watch.withdrawn.claimed"))
    );
    assert_eq!(phone.complaints(), Vec::<String>::new());
}

#[test]
fn a_correction_is_answered_and_an_application_withdrawn() {
    let hub = Hub::start();
    journeys::applicant::met(&hub);
    let phone = signed_in(&hub, PERSON);
    open(&phone, &hub, "/apply/mild_high_cost");
    begin(&phone);
    fill_in(&phone, |_| {});
    send(&phone);
    let id = applications(&hub, PERSON)[0]["id"].as_str().unwrap_or_default().to_owned();
    let path = format!(
        "/api/v1/municipalities/{PREFECTURE}/people/{PERSON}/applications/{id}/correction-requests/1"
    );
    let ask = json!({ "officer": "officer-1", "note": "住所をもう一度確かめてください。" });
    assert_eq!(hub.put(&path, PREFECTURE, &ask).status, 201);
    phone.until("what is asked", "return document.querySelector('[data-note]')?.innerText.includes('住所')");
    picture(&phone, "94-correction");
    assert_eq!(phone.axe(), Vec::<String>::new(), "a correction that is asked for");
    phone.click("#answer");
    on_screen(&phone, "/check");
    phone.click("[data-answer=address] a");
    on_screen(&phone, "/ask/address");
    phone.fill("#address", "架空県架空市2-2");
    onward(&phone);
    on_screen(&phone, "/check");
    // The key is not given back by the hub; it is typed once more.
    phone.click("[data-answer=access_key] a");
    on_screen(&phone, "/ask/access_key");
    phone.fill("#access_key", &journeys::applicant::access_key());
    onward(&phone);
    on_screen(&phone, "/check");
    send(&phone);
    let told = applications(&hub, PERSON);
    assert_eq!((told.as_array().map(Vec::len), &told[0]["state"]), (Some(1), &json!("submitted")), "{told}");
    assert_eq!(told[0]["form"]["answers"]["address"]["value"], "架空県架空市2-2");
    phone.click("#withdraw");
    phone.until("whether it is meant", "return document.querySelector('#withdraw-yes')");
    assert_eq!(phone.axe(), Vec::<String>::new(), "withdrawing");
    phone.click("#withdraw-yes");
    phone.until("that it is withdrawn", "return document.querySelector('[data-state=withdrawn]')");
    assert_eq!(applications(&hub, PERSON)[0]["state"], "withdrawn");
    assert_eq!(phone.complaints(), Vec::<String>::new());
}

#[test]
fn a_refusal_says_the_next_right_and_until_when() {
    let hub = Hub::start();
    journeys::applicant::met(&hub);
    let phone = signed_in(&hub, PERSON);
    open(&phone, &hub, "/apply/mild_high_cost");
    begin(&phone);
    fill_in(&phone, |_| {});
    send(&phone);
    let today = hub.get(&format!("/api/v1/people/{PERSON}/facts"), &hub.sign_in(PERSON)).json();
    let today = today["as_of"].as_str().unwrap_or_default()[..10].to_owned();
    decide(
        &hub,
        &json!({ "outcome": "refused", "officer": "officer-1", "mild": true, "notified_on": today, "note": "症状の程度が基準に達していません。" }),
    );
    phone.until("the decision", "return document.querySelector('[data-outcome=refused] [data-until]')");
    picture(&phone, "95-refused");
    assert_eq!(phone.axe(), Vec::<String>::new(), "a refusal");
    phone.click("#reapply");
    on_screen(&phone, "/apply/reapplication");
    phone.until("the way on", "return document.querySelector('#start')");
    assert_eq!(phone.complaints(), Vec::<String>::new());
}
