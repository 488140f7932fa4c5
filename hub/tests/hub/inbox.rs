//! 受付箱: an officer's way with an application, on pages without a script.

use crate::forms::{self, PDF};
use crate::on_both_databases;
use crate::process::{As, Hub};
use engine::form::{Answer, Kind};
use serde_json::{Value, json};

const PERSON: &str = "sample-yuki";
const HERE: &str = "130001";

fn token(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"token\" value=\"").expect("a token");
    rest.split('"').next().unwrap_or_default().to_owned()
}

fn field(page: &str, name: &str) -> String {
    let (_, rest) = page.split_once(&format!("name=\"{name}\"")).expect("the field");
    let (_, rest) = rest.split_once("value=\"").expect("its value");
    rest.split('"').next().unwrap_or_default().to_owned()
}

/// 軽症高額, sent with a file and an access key.
fn apply(hub: &Hub) -> As {
    let me = hub.sign_in(PERSON);
    forms::third_month(hub, PERSON);
    let path = format!("/api/v1/people/{PERSON}/applications/a");
    let kept = hub.send_up(&format!("{path}/attachments/1"), &me, PDF.to_vec()).is(201);
    let file =
        json!([{ "id": "1", "media": kept["media"], "bytes": kept["bytes"], "digest": kept["digest"] }]);
    let answers = [
        ("other_costs", Answer::typed(true)),
        ("receipts", Answer::typed(file)),
        ("doctor_by", Answer::typed("access_key")),
        ("address", Answer::typed("<script>alert(1)</script>")),
    ];
    hub.put(&path, &me, &forms::complete_with(hub, PERSON, Kind::MildHighCost, &answers, &[])).is(201);
    me
}

fn told(hub: &Hub, me: &As) -> Value {
    hub.get(&format!("/api/v1/people/{PERSON}/applications"), me).is(200)[0].clone()
}

on_both_databases! {
    fn from_the_inbox_to_the_certificate(hub: Hub) {
        let me = apply(&hub);
        let officer = hub.sign_in_officer(HERE, "officer-kettei");
        let inbox = hub.get("/staff/inbox", &officer);
        assert_eq!(inbox.status, 200);
        let receipt = told(&hub, &me)["receipt"].as_str().unwrap_or_default().to_owned();
        assert!(inbox.body.contains(&receipt) && !inbox.body.contains("見本 雪"), "a number and no name");
        let case = format!("/staff/applications/{PERSON}/a");
        let page = hub.get(&case, &officer);
        assert_eq!(page.status, 200);
        for part in ["見本 雪", "&lt;script&gt;", "100,000円", "10割", "難病の患者に対する医療等に関する法律"] {
            assert!(page.body.contains(part), "{part}");
        }
        assert!(!page.body.contains("<script") && !page.body.contains(&forms::key()));
        let log = hub.get(&format!("/api/v1/people/{PERSON}/access-log"), &me).is(200);
        assert_eq!((&log[0]["action"], &log[0]["officer"]), (&json!("access.application"), &json!("officer-kettei")));
        assert_eq!(hub.get(&format!("{case}/files/1"), &officer).body.as_bytes(), PDF);
        let paper = hub.get(&format!("{case}/print"), &officer);
        assert!(paper.body.contains("class=\"paper\"") && paper.body.contains(&receipt));
        let exported = hub.get(&format!("{case}/export"), &officer).is(200);
        assert_eq!((&exported["application"]["receipt"], &exported["evidence"]["kind"]), (&json!(receipt), &json!("mild_high_cost")));
        assert!(!exported.to_string().contains(&forms::key()));
        let token = token(&page.body);
        // The person's own page is one button away, on the person's log like any other look.
        let hidden = ["number", "name", "born_on", "purpose", "reason"].map(|name| (name, field(&page.body, name)));
        let mut fields = vec![("token", &*token)];
        fields.extend(hidden.iter().map(|(name, value)| (*name, &**value)));
        let led = hub.submit("/staff/find", &officer, &fields, &[]);
        assert_eq!((led.status, led.header("location")), (303, "/staff/preview/"), "{}", led.body);
        let log = hub.get(&format!("/api/v1/people/{PERSON}/access-log"), &me).is(200);
        let look = log.as_array().into_iter().flatten().find(|look| look["action"] == "access.preview").expect("the look");
        assert!(look["purpose"] == "purpose.case" && look["reason"].as_str().is_some_and(|reason| reason.contains(&receipt)), "{look}");
        // A correction that says nothing is none.
        let empty = hub.submit(&format!("{case}/correction"), &officer, &[("token", &token), ("note", " ")], &[]);
        assert!(empty.status == 422 && empty.body.contains("id=\"slips\""), "{}", empty.status);
        let foreign = hub.submit(&format!("{case}/correction"), &officer, &[("token", "x"), ("note", "住所")], &[]);
        assert_eq!(foreign.status, 403);
        let asked = hub.submit(&format!("{case}/correction"), &officer, &[("token", &token), ("note", "住所を直してください")], &[]);
        assert_eq!(asked.status, 303);
        assert_eq!(told(&hub, &me)["status"]["correction"], "住所を直してください");
        // The certificate is filled in with the first day as worked out.
        let page = hub.get(&case, &officer).body;
        let (from, until, version) = (field(&page, "from"), field(&page, "until"), field(&page, "version"));
        assert_eq!(from, forms::facts(&hub, PERSON).1.next().to_string());
        let grant = |cap: &str| {
            let fields = [("token", &*token), ("outcome", "grant"), ("version", &version), ("from", &from), ("until", &until),
                          ("cap", cap), ("income_class", "middle1"), ("payer_number", ""), ("recipient_number", "")];
            hub.submit(&format!("{case}/decision"), &officer, &fields, &[])
        };
        let slip = grant("many");
        assert!(slip.status == 422 && slip.body.contains("href=\"#cap\""), "{}", slip.status);
        assert_eq!(grant("10,000").status, 303);
        let told = told(&hub, &me);
        let decision = &told["status"]["decision"];
        assert_eq!((&told["state"], &decision["as_worked_out"]), (&json!("granted"), &json!(true)));
        let facts = hub.get(&format!("/api/v1/people/{PERSON}/facts"), &me).is(200)["facts"].clone();
        let certificate = &facts["certificates"][0];
        assert_eq!((&certificate["caps"][0]["cap"], &certificate["valid"]["from"]), (&json!(10_000), &json!(from)));
        assert_eq!(certificate["traits"]["mild_high_cost"], true);
        assert!(!hub.get("/staff/inbox", &officer).body.contains(&receipt), "what is decided waits no more");
    }

    fn only_those_whose_work_it_is(hub: Hub) {
        apply(&hub);
        let case = format!("/staff/applications/{PERSON}/a");
        let desk = hub.sign_in_officer(HERE, "officer-mado");
        assert_eq!((hub.get("/staff/inbox", &desk).status, hub.get(&case, &desk).status), (403, 403));
        let elsewhere = hub.sign_in_officer("280003", "officer-yoso");
        assert_eq!(hub.get(&case, &elsewhere).status, 404);
        assert!(!hub.get("/staff/inbox", &elsewhere).body.contains("/staff/applications/"));
        let approver = hub.sign_in_officer(HERE, "officer-shonin");
        let page = hub.get(&case, &approver);
        assert!(page.status == 200 && !page.body.contains("name=\"outcome\""), "who does not decide has no form for it");
        let fields = [("token", &*token(&page.body)), ("outcome", "refuse"), ("notified_on", "2026-11-01"), ("refusal", "x")];
        assert_eq!(hub.submit(&format!("{case}/decision"), &approver, &fields, &[]).status, 403);
        let nobody = hub.get("/staff/inbox", &As::Person(String::new()));
        assert_eq!((nobody.status, nobody.header("location")), (303, "/staff/"));
    }

    fn a_past_cap_waits_for_the_second_officer(hub: Hub) {
        let clerk = As::Key(format!("sandbox-{HERE}"));
        let fact = |cap: i64| json!({ "scheme": "54", "valid": { "from": "2026-01-01", "until": "2099-12-31" }, "caps": [{ "from": "2026-01-01", "cap": cap }] });
        let path = format!("/api/v1/municipalities/{HERE}/people/{PERSON}/certificates/n");
        hub.put(&path, &clerk, &json!({ "officer": "officer-kettei", "history_key": "k1", "fact": fact(10_000) })).is(201);
        hub.put(&path, &clerk, &json!({ "officer": "officer-kettei", "history_key": "k2", "replaces": "k1", "fact": fact(5_000) })).is(201);
        let approver = hub.sign_in_officer(HERE, "officer-shonin");
        let page = hub.get("/staff/proposals", &approver).body;
        let (_, rest) = page.split_once("action=\"/staff/proposals/").expect("a proposal");
        let address = format!("/staff/proposals/{}", rest.split('"').next().unwrap_or_default());
        let decider = hub.sign_in_officer(HERE, "officer-kettei");
        assert_eq!(hub.get("/staff/proposals", &decider).status, 403);
        let given = hub.submit(&address, &approver, &[("token", &token(&page)), ("approve", "yes")], &[]);
        assert_eq!(given.status, 303);
        let me = hub.sign_in(PERSON);
        let facts = hub.get(&format!("/api/v1/people/{PERSON}/facts"), &me).is(200)["facts"].clone();
        assert_eq!(facts["certificates"][0]["caps"][0]["cap"], 5_000);
        assert!(hub.get("/staff/proposals", &approver).body.contains("待っている変更はありません"));
    }
}
