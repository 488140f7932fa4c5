//! Signing in through a certified `OpenID` provider, and everything that can go wrong on the way.

use crate::forms;
use crate::on_both_databases;
use crate::process::{Answer, As, Hub};
use crate::provider::{Browser, ORIGIN, Provider};
use crate::sessions::Timed;
use engine::form::Kind;
use serde_json::{Value, json};

const PERSON: &str = "sample-hanako";
const HERE: &str = "130001";

fn with_provider(hub: Hub, pushed: bool, more: &[&str]) -> Option<(Hub, Provider)> {
    let provider = Provider::start(&hub, pushed)?;
    let options = provider.options();
    let options: Vec<&str> = options.iter().map(String::as_str).chain(more.iter().copied()).collect();
    Some((hub.with(&options), provider))
}

fn bind(hub: &Hub, provider: &Provider, person: &str, subject: &str) {
    assert!(hub.run(&["bind", person, &provider.issuer, subject]).status.success());
}

fn me(hub: &Hub, browser: &Browser, cookie: &str) -> Value {
    let who = As::Person(browser.cookie(cookie).unwrap_or_default());
    hub.get("/api/v1/me", &who).is(200)
}

/// A page in words, in both languages, that sets no session.
#[track_caller]
fn is_page(told: &Answer, status: u16, words: &str) {
    assert_eq!(told.status, status, "{told:?}");
    assert!(told.body.contains(words) && told.body.contains("lang=\"en\""), "{}", told.body);
    assert_eq!(told.header("cache-control"), "no-store");
    assert!(told.all("set-cookie").all(|cookie| cookie.contains("Max-Age=0")), "{told:?}");
}

/// The address with one of its values changed.
fn changed(address: &str, name: &str, value: &str) -> String {
    let (path, query) = address.split_once('?').expect("values");
    let pairs = query.split('&').map(|pair| match pair.split_once('=') {
        Some((known, _)) if known == name => format!("{name}={value}"),
        _ => pair.to_owned(),
    });
    format!("{path}?{}", pairs.collect::<Vec<_>>().join("&"))
}

fn value<'a>(address: &'a str, name: &str) -> &'a str {
    let (_, query) = address.split_once('?').expect("values");
    let found = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    found.unwrap_or_default()
}

on_both_databases! {
    fn a_person_signs_in_and_no_token_reaches_the_browser(hub: Hub) {
        let Some((hub, provider)) = with_provider(hub, true, &["--log"]) else { return };
        bind(&hub, &provider, PERSON, "subject-7");
        let mut browser = Browser::new(&hub, "subject-7 aal3");
        let begun = browser.open("/sign-in?to=/payments");
        let address = begun.header("location").to_owned();
        // Pushed: the browser carries a reference and nothing it could change.
        assert!(address.contains("request_uri=") && !address.contains("nonce="), "{address}");
        let back = browser.go_through(&address);
        let told = browser.open(&back);
        assert_eq!((told.status, told.header("location")), (303, "/payments"));
        assert!(browser.cookie("sign-in").is_none(), "the sign-in is over");
        let told_me = me(&hub, &browser, "sid");
        assert_eq!(told_me["person"], PERSON);
        assert!(told_me["session"]["fresh_for"].as_i64() > Some(200), "{told_me}");
        let sent: String = told.all("set-cookie").collect();
        assert!(!sent.contains("eyJ") && !told.body.contains("eyJ"), "no token leaves the hub: {told:?}");
        let log = hub.log();
        for secret in ["eyJ", "subject-7", value(&back, "code"), value(&back, "state"), PERSON] {
            assert!(!log.contains(secret), "{secret} in {log}");
        }
        assert!(log.contains("signed in"), "{log}");
    }

    fn signing_out_leads_on_to_the_provider(hub: Hub) {
        let Some((hub, provider)) = with_provider(hub, false, &["--log", "--people-acr", "aal3"]) else { return };
        bind(&hub, &provider, PERSON, "subject-7");
        let mut browser = Browser::new(&hub, "subject-7 aal3");
        let back = browser.come_back_from("/sign-in");
        browser.open(&back);
        let who = As::Person(browser.cookie("sid").unwrap_or_default());
        let left = hub.send("POST", "/api/v1/me/sign-out", &who, &[], None);
        assert_eq!((left.status, left.header("clear-site-data")), (205, "\"cache\", \"storage\""));
        assert!(me(&hub, &browser, "sid")["person"].is_null(), "here it is over, whatever becomes of it there");
        let on = browser.open("/sign-out");
        let address = on.header("location").to_owned();
        assert!(on.status == 303 && address.starts_with(&provider.issuer), "{on:?}");
        assert_eq!(value(&address, "client_id"), "hub-people");
        assert_eq!(value(&address, "post_logout_redirect_uri"), "https%3A%2F%2Fportal.example%2F");
        // The provider knows the client and where it may send people back to: it asks whether it is meant.
        let asked = browser.open(&address);
        assert!(asked.status == 200 && asked.body.contains("form"), "{asked:?}");
        // What came to nothing is written down, too, and says why.
        let stale = browser.open(&back);
        assert_eq!(stale.status, 400);
        let log = hub.log();
        assert!(log.contains("\"outcome\":\"stale\"") && log.contains("\"outcome\":\"signed in\""), "{log}");
        let how = "SELECT COUNT(*) FROM access_look WHERE action = 'log.signed_in' AND objects LIKE '%aal3%'";
        assert_eq!(hub.number(how), 1);
        // Staff go on by the page itself.
        let added = ["add-officer", HERE, "o-7", "見本 七", "見本課", "desk", &provider.issuer, "officer-subject"];
        assert!(hub.run(&added).status.success());
        let mut officer = Browser::new(&hub, "officer-subject aal3");
        let back = officer.come_back_from("/staff/sign-in?to=/staff/");
        officer.open(&back);
        let page = officer.open("/staff/").body;
        let (_, rest) = page.split_once("name=\"token\" value=\"").expect("a token");
        let token = rest.split('"').next().unwrap_or_default();
        let who = As::Person(officer.cookie("staff-sid").unwrap_or_default());
        let left = hub.submit("/staff/sign-out", &who, &[("token", token)], &[]);
        let goes = left.header("refresh").to_owned();
        assert!(left.status == 200 && goes.starts_with(&format!("0; url={}", provider.issuer)), "{left:?}");
        assert!(goes.contains("client_id=hub-staff") && left.body.contains("サインアウトしました"), "{left:?}");
    }

    fn an_officer_signs_in_by_another_client_and_cookie(hub: Hub) {
        let Some((hub, provider)) = with_provider(hub, true, &[]) else { return };
        let added = ["add-officer", HERE, "o-7", "見本 七", "見本課", "desk", &provider.issuer, "officer-subject"];
        assert!(hub.run(&added).status.success());
        // The same sign-in is nobody among people.
        let mut browser = Browser::new(&hub, "officer-subject aal3");
        let back = browser.come_back_from("/staff/sign-in?to=/staff");
        assert_eq!(browser.open(&back).header("location"), "/staff");
        let who = As::Person(browser.cookie("staff-sid").unwrap_or_default());
        assert_eq!(hub.get("/api/v1/staff/me", &who).is(200)["officer"]["id"], "o-7");
        assert!(me(&hub, &browser, "sid")["person"].is_null());
        let back = browser.come_back_from("/sign-in");
        is_page(&browser.open(&back), 403, "まだ登録がありません");
    }

    fn an_answer_that_does_not_fit_signs_nobody_in(hub: Hub) {
        let Some((hub, provider)) = with_provider(hub, false, &[]) else { return };
        bind(&hub, &provider, PERSON, "subject-7");
        let mut browser = Browser::new(&hub, "subject-7 aal3");
        let back = browser.come_back_from("/sign-in");
        let stale = "サインインをはじめから行ってください";
        // Each time by a copy of the browser, so that the sign-in itself is still under way.
        is_page(&browser.clone().open(&changed(&back, "state", "other")), 400, stale);
        is_page(&browser.clone().open(&changed(&back, "iss", "https%3A%2F%2Fother.example")), 400, "確かめられませんでした");
        is_page(&browser.clone().open(&back.replace("&iss=", "&was=")), 400, "確かめられませんでした");
        is_page(&browser.clone().open(&changed(&back, "code", "other")), 400, stale);
        is_page(&browser.clone().open(&back.replace("/sign-in/", "/staff/sign-in/")), 400, stale);
        is_page(&Browser::new(&hub, "subject-7").open(&back), 400, stale);
        // The code of another sign-in of the same person: its PKCE is another's.
        let mut other = Browser::new(&hub, "subject-7 aal3");
        let others = other.come_back_from("/sign-in");
        is_page(&browser.clone().open(&changed(&back, "code", value(&others, "code"))), 400, stale);
        // The one that fits, once.
        let before = browser.clone();
        assert_eq!(browser.open(&back).status, 303);
        assert_eq!(me(&hub, &browser, "sid")["person"], PERSON);
        is_page(&before.clone().open(&back), 400, stale);
        is_page(&browser.open(&back), 400, stale);
        assert_eq!(me(&hub, &browser, "sid")["person"], PERSON, "whoever was signed in is");
    }

    fn what_the_provider_signed_for_another_sign_in_is_not_believed(hub: Hub) {
        let Some((hub, provider)) = with_provider(hub, false, &["--people-acr", "aal3"]) else { return };
        bind(&hub, &provider, PERSON, "subject-7");
        let mut browser = Browser::new(&hub, "subject-7 aal3");
        let begun = browser.open("/sign-in");
        let back = browser.go_through(&changed(begun.header("location"), "nonce", "other"));
        is_page(&browser.open(&back), 400, "確かめられませんでした");
        let mut weak = Browser::new(&hub, "subject-7 aal2");
        let begun = weak.open("/sign-in");
        let back = weak.go_through(&begun.header("location").replace("&acr_values=aal3", "&acr_values=aal2"));
        is_page(&weak.open(&back), 403, "より確かな本人確認");
        let back = browser.clone().come_back_from("/sign-in");
        assert!(back.contains("code="));
    }

    fn whoever_turns_back_is_told_so(hub: Hub) {
        let Some((hub, _provider)) = with_provider(hub, true, &[]) else { return };
        let mut browser = Browser::new(&hub, "nobody");
        let back = browser.come_back_from("/sign-in");
        assert!(back.contains("error=access_denied"), "{back}");
        is_page(&browser.open(&back), 200, "サインインを取りやめました");
    }

    fn a_step_up_takes_a_proof_of_the_last_minutes_and_no_older_one(hub: Hub) {
        let Some(provider) = Provider::start(&hub, false) else { return };
        let options = provider.options();
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        bind(&hub, &provider, "sample-nashi", "subject-7");
        let form = forms::complete(&hub, "sample-nashi", Kind::Registration);
        let timed = Timed::new(hub.with(&options));
        let hub = &timed.hub;
        let mut browser = Browser::new(hub, "subject-7 aal3");
        let back = browser.come_back_from("/sign-in");
        browser.open(&back);
        timed.minutes(6);
        let apply = |browser: &Browser| {
            let who = As::Person(browser.cookie("sid").unwrap_or_default());
            hub.put("/api/v1/people/sample-nashi/applications/a", &who, &form)
        };
        apply(&browser).is_problem(403, "step_up_required");
        // The provider's own session would do for it, if the browser took away what the hub asks: the hub sees to it itself.
        let mut cheating = browser.clone();
        let begun = cheating.open("/sign-in?fresh=true&to=/procedures");
        assert_eq!(value(begun.header("location"), "max_age"), "0");
        let back = cheating.go_through(&changed(begun.header("location"), "max_age", "9999"));
        is_page(&cheating.open(&back), 403, "もう一度、本人確認が必要です");
        apply(&cheating).is_problem(403, "step_up_required");
        timed.minutes(0);
        let back = browser.come_back_from("/sign-in?fresh=true&to=/procedures");
        assert_eq!(browser.open(&back).header("location"), "/procedures");
        apply(&browser).is(201);
    }

    fn a_provider_that_is_away_is_said_and_sessions_go_on(hub: Hub) {
        let Some((hub, mut provider)) = with_provider(hub, true, &[]) else { return };
        bind(&hub, &provider, PERSON, "subject-7");
        let mut browser = Browser::new(&hub, "subject-7 aal3");
        let back = browser.come_back_from("/sign-in");
        browser.open(&back);
        let mut late = Browser::new(&hub, "subject-7 aal3");
        let late_back = late.come_back_from("/sign-in");
        provider.stop();
        let told = Browser::new(&hub, "subject-7").open("/sign-in");
        is_page(&told, 503, "本人確認のサービスにつながりません");
        assert!(!told.header("retry-after").is_empty());
        is_page(&late.open(&late_back), 503, "本人確認のサービスにつながりません");
        let who = As::Person(browser.cookie("sid").unwrap_or_default());
        hub.get("/api/v1/people/sample-hanako/facts", &who).is(200);
    }

    fn somebody_unknown_gets_a_code_and_their_municipality_says_who_they_are(hub: Hub) {
        let Some((hub, provider)) = with_provider(hub, true, &[]) else { return };
        let mut browser = Browser::new(&hub, "subject-9 aal3");
        let back = browser.come_back_from("/sign-in");
        let told = browser.open(&back);
        is_page(&told, 403, "アカウントは作られていません");
        let (_, rest) = told.body.split_once("id=\"code\">").expect("a code");
        let code = rest.split('<').next().unwrap_or_default().to_owned();
        let shown = hub.run(&["introduced", &code.replace('-', "")]);
        assert_eq!(String::from_utf8_lossy(&shown.stdout).trim(), format!("{} subject-9", provider.issuer));
        let clerk = As::Key(format!("sandbox-{HERE}"));
        let said = |person: &str, code: &str| {
            let path = format!("/api/v1/municipalities/{HERE}/people/{person}/sign-ins");
            hub.post(&path, &clerk, &json!({ "officer": "o-1", "code": code }))
        };
        said(PERSON, "00000-00000").is_problem(422, "unknown_code");
        said("sample-yottsu", &code).is_problem(404, "not_found");
        assert_eq!(said(PERSON, &code.to_lowercase()).status, 204);
        said(PERSON, &code).is_problem(422, "unknown_code");
        let back = browser.come_back_from("/sign-in");
        browser.open(&back);
        assert_eq!(me(&hub, &browser, "sid")["person"], PERSON);
        // Nobody else signs in so, and what was said can be taken back: at once.
        assert!(!hub.run(&["bind", "sample-taro", &provider.issuer, "subject-9"]).status.success());
        let path = format!("/api/v1/municipalities/{HERE}/people/{PERSON}/sign-ins/end");
        assert_eq!(hub.post(&path, &clerk, &Value::Null).status, 204);
        assert!(me(&hub, &browser, "sid")["person"].is_null());
        let back = browser.come_back_from("/sign-in");
        is_page(&browser.open(&back), 403, "まだ登録がありません");
    }
}

/// In production, with everything only production has.
#[test]
fn production_knows_no_sandbox_and_binds_its_cookies_to_its_host() {
    let data = tempfile::tempdir().expect("a folder");
    let folder = data.path().to_owned();
    let run = |words: &[&str]| crate::process::run_on(&folder, None, words);
    let refused = run(&["serve", "--listen", "127.0.0.1:0"]);
    let words = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && words.contains("nobody could sign in"), "{words}");
    let sandbox = Hub::on_sqlite();
    let Some(provider) = Provider::start(&sandbox, true) else { return };
    let person = r#"[{"municipality":"130001","person":"p-1","officer":"o","history_key":"k","fact":{"name":"見本 一"}}]"#;
    let file = folder.join("people.json");
    std::fs::write(&file, person).expect("a file");
    let imported = run(&["import", "people", &file.display().to_string()]);
    assert!(imported.status.success(), "{imported:?}");
    assert!(run(&["bind", "p-1", &provider.issuer, "subject-1"]).status.success());
    let hub = Hub::in_production(data, &provider.options());
    let nobody = As::Person(String::new());
    for path in ["/sandbox/sign-in/p-1", "/sandbox/staff-sign-in/130001/officer-mado"] {
        hub.send("POST", path, &nobody, &[], None).is_problem(404, "not_found");
    }
    let mut browser = Browser::new(&hub, "subject-1 aal3");
    let begun = browser.open("/sign-in");
    let flow = begun.header("set-cookie");
    for part in ["__Host-sign-in=", "; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"] {
        assert!(flow.contains(part), "{flow}");
    }
    let address = begun.header("location").to_owned();
    let back = browser.go_through(&address);
    assert!(back.starts_with(ORIGIN));
    let told = browser.open(&back);
    let session = told.all("set-cookie").find(|cookie| cookie.starts_with("__Host-sid=")).expect("a session");
    for part in ["; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"] {
        assert!(session.contains(part) && !session.contains("Domain"), "{session}");
    }
    let who = As::Person(browser.cookie("__Host-sid").unwrap_or_default());
    let told = hub.get("/api/v1/me", &who);
    assert_eq!(told.header("strict-transport-security"), "max-age=63072000; includeSubDomains");
    assert_eq!(told.header("cache-control"), "no-store");
    assert_eq!(told.is(200)["person"], "p-1");
    // The sandbox's bare name is nobody's here.
    let bare = As::Person(browser.cookie("__Host-sid").unwrap_or_default().replace("__Host-", ""));
    assert!(hub.get("/api/v1/me", &bare).is(200)["person"].is_null());
    assert!(sandbox.get("/healthz", &nobody).header("strict-transport-security").is_empty(), "plain HTTP");
}
