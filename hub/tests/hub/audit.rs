//! 監査: who looked at what in one's own municipality, without looking at anybody; and 緊急の閲覧, each looked through by another officer.

use crate::on_both_databases;
use crate::process::{Answer, As, Hub};
use serde_json::{Value, json};

const HERE: &str = "130001";
const PERSON: &str = "sample-hanako";
const NUMBER: &str = "1234566";
const REASON: &str = "本人から電話で領収書の額について問い合わせがあった。";
const EMERGENCY: &str = "救急外来から電話があり、受給者証を持たない方の上限額を急いで聞かれた。";

fn officer(hub: &Hub, id: &str) -> As {
    hub.sign_in_officer(HERE, id)
}

fn look(hub: &Hub, officer: &As, asked: &Value) -> Answer {
    hub.post("/api/v1/preview", officer, asked)
}

fn ordinary(number: &str) -> Value {
    json!({ "recipient_number": number, "purpose": "purpose.phone", "reason": REASON })
}

fn emergency() -> Value {
    json!({ "recipient_number": NUMBER, "purpose": "purpose.emergency", "reason": EMERGENCY, "confirmed": true })
}

fn log(hub: &Hub, person: &str) -> Vec<Value> {
    let told = hub.get(&format!("/api/v1/people/{person}/access-log"), &hub.sign_in(person)).is(200);
    told.as_array().cloned().unwrap_or_default()
}

fn hidden<'p>(page: &'p str, name: &str) -> &'p str {
    let begin = format!("name=\"{name}\" value=\"");
    let (_, rest) = page.split_once(&begin).unwrap_or_else(|| panic!("{name} in {page}"));
    rest.split('"').next().unwrap_or_default()
}

on_both_databases! {
    fn the_person_reads_which_office_looked(hub: Hub) {
        let told = look(&hub, &officer(&hub, "officer-mado"), &ordinary(NUMBER)).is(201);
        assert_eq!(told["office"], "疾病対策課");
        let line = &log(&hub, PERSON)[0];
        let line = ["role", "actor", "office", "officer", "purpose", "reason"].map(|field| line[field].as_str().unwrap_or_default());
        assert_eq!(line, ["municipality", HERE, "東京都 疾病対策課", "officer-mado", "purpose.phone", REASON]);
        // A municipality's own system names no office: then the one the authority has named.
        let file = hub.file("offices.json", br#"{"130001": {"name": "\u798f\u7949\u8ab2"}}"#);
        let hub = hub.with(&["--offices", &file]);
        let clerk = As::Key(format!("sandbox-{HERE}"));
        let path = format!("/api/v1/municipalities/{HERE}/people/{PERSON}/history");
        hub.send("GET", &path, &clerk, &[("X-Officer", "o-9")], None).is(200);
        assert_eq!(log(&hub, PERSON)[0]["office"], "東京都 福祉課");
    }

    fn an_auditor_reads_the_log_and_looks_at_nobody(hub: Hub) {
        let desk = officer(&hub, "officer-mado");
        look(&hub, &desk, &ordinary(NUMBER)).is(201);
        look(&hub, &desk, &ordinary("3456845")).is_problem(404, "not_found");
        hub.get("/api/v1/preview/facts", &desk).is_problem(404, "not_found");
        let elsewhere = hub.sign_in_officer("280003", "officer-yoso");
        let auditor = officer(&hub, "officer-kansa");
        let page = hub.get("/staff/audit", &auditor);
        assert_eq!(page.status, 200, "{page:?}");
        for told in ["officer-mado", "疾病対策課", REASON, "見せませんでした", "サインインした", "職員ごとの件数"] {
            assert!(page.body.contains(told), "{told} in {}", page.body);
        }
        for person in ["花子", PERSON, NUMBER, "hikaiji", "非開示"] {
            assert!(!page.body.contains(person), "{person} in {}", page.body);
        }
        // Only what was asked for, and another municipality's is not there.
        let only = |query: &str| hub.get(&format!("/staff/audit?{query}"), &auditor).body;
        assert!(only("what=refused").contains("見せませんでした") && !only("what=previews").contains("見せませんでした"));
        assert!(!only("officer=officer-kettei").contains(&format!("：{REASON}")));
        assert!(!only("from=2020-01-01&until=2020-12-31").contains(&format!("：{REASON}")));
        let theirs = hub.get("/staff/audit", &elsewhere);
        assert!(theirs.status == 200 && !theirs.body.contains("officer-mado"), "{}", theirs.body);
        // Reading it is on the log, for whoever audits the auditors.
        assert!(only("what=audits").contains("閲覧記録を監査した"));
        let read = format!("SELECT COUNT(*) FROM access_look WHERE authority = '{HERE}' AND action = 'log.audited' AND officer = 'officer-kansa'");
        assert!(hub.number(&read) >= 5);
        assert_eq!(log(&hub, PERSON).len(), 1, "nobody's record was looked at");
        // Nobody else reads it, and an auditor sees nobody, in an emergency neither.
        for id in ["officer-mado", "officer-kettei", "officer-shonin", "officer-toban"] {
            assert_eq!(hub.get("/staff/audit", &officer(&hub, id)).status, 403, "{id}");
        }
        look(&hub, &auditor, &ordinary(NUMBER)).is_problem(403, "not_your_role");
        look(&hub, &auditor, &emergency()).is_problem(403, "not_your_role");
        assert_eq!(hub.get("/staff/find", &auditor).status, 403);
        assert!(hub.run(&["verify-log"]).status.success());
    }

    fn without_the_log_nobody_reads_the_log(hub: Hub) {
        let auditor = officer(&hub, "officer-kansa");
        hub.run_sql("ALTER TABLE access_chain RENAME TO away");
        assert_eq!(hub.get("/staff/audit", &auditor).status, 503);
        hub.run_sql("ALTER TABLE away RENAME TO access_chain");
        assert_eq!(hub.get("/staff/audit", &auditor).status, 200);
    }

    fn an_emergency_is_marked_told_and_looked_through_by_another(hub: Hub) {
        let hub = hub.with(&["--log"]);
        let duty = officer(&hub, "officer-toban");
        look(&hub, &duty, &ordinary(NUMBER)).is_problem(403, "not_your_role");
        for (name, value) in [("confirmed", json!(false)), ("reason", json!("本人から急ぎの電話。"))] {
            let mut asked = emergency();
            asked[name] = value;
            assert_eq!(look(&hub, &duty, &asked).is(422)["field"], name);
        }
        assert!(log(&hub, PERSON).is_empty());
        assert_eq!(look(&hub, &duty, &emergency()).is(201)["purpose"], "purpose.emergency");
        hub.get("/api/v1/preview/facts", &duty).is(200);
        // The person is told, and so are the operator and whoever looks through it.
        let line = &log(&hub, PERSON)[0];
        assert_eq!((&line["action"], &line["purpose"], &line["office"]), (&json!("access.emergency"), &json!("purpose.emergency"), &json!("東京都 宿日直室")));
        let operators = hub.log();
        assert!(operators.contains("\"emergency_look\":\"shown\"") && !operators.contains(PERSON), "{operators}");
        let counters = hub.get("/metrics", &As::Key(String::new())).body;
        assert!(counters.contains("hub_emergency_looks_total{outcome=\"shown\"} 1\n"), "{counters}");
        let auditor = officer(&hub, "officer-kansa");
        for second in [&auditor, &officer(&hub, "officer-shonin")] {
            let home = hub.get("/staff/", second).body;
            assert!(home.contains("緊急の閲覧が1件"), "{home}");
        }
        assert!(!hub.get("/staff/", &officer(&hub, "officer-mado")).body.contains("緊急の閲覧が"));
        let page = hub.get("/staff/emergencies", &auditor).body;
        assert!(page.contains(EMERGENCY) && page.contains("officer-toban") && !page.contains(PERSON), "{page}");
        let (token, id) = (hidden(&page, "token"), hidden(&page, "look"));
        let say = |who: &As, token: &str| {
            hub.submit("/staff/emergencies", who, &[("token", token), ("look", id), ("verdict", "fine")], &[])
        };
        let others = hub.get("/staff/", &duty).body;
        assert_eq!(say(&duty, hidden(&others, "token")).status, 403, "nobody looks through their own");
        assert_eq!(say(&auditor, "").status, 403);
        assert_eq!(say(&auditor, token).status, 303);
        assert_eq!(say(&auditor, token).status, 404, "once");
        assert!(!hub.get("/staff/", &auditor).body.contains("緊急の閲覧が"));
        let told = &log(&hub, PERSON)[0];
        assert_eq!((&told["action"], &told["officer"]), (&json!("access.reviewed"), &json!("officer-kansa")));
        assert!(hub.run(&["verify-log"]).status.success());
    }

    fn an_emergency_opens_nobody_who_must_not_be_shown_and_no_office_of_ones_own(hub: Hub) {
        let own = ["add-officer", HERE, "o-7", "見本 七", "宿日直室", "duty approver", "https://op.example", "s-7", "sample-taro"];
        assert!(hub.run(&own).status.success());
        let duty = officer(&hub, "o-7");
        for number in ["3456845", "2345676", "3456787", "0000000"] {
            let mut asked = emergency();
            asked["recipient_number"] = number.into();
            look(&hub, &duty, &asked).is_problem(404, "not_found");
        }
        // What was tried is looked through, too, and not by whoever tried it.
        let page = hub.get("/staff/emergencies", &duty).body;
        assert!(page.contains("だれも見つからなかった") && page.contains("自分の閲覧は"), "{page}");
        assert!(!page.contains("name=\"look\""), "{page}");
        // By the page, too: what is missing is said, and nothing is lost.
        let form = hub.get("/staff/emergency", &duty);
        assert_eq!(form.status, 200);
        let token = hidden(&form.body, "token");
        let fields = [("token", token), ("number", NUMBER), ("reason", EMERGENCY)];
        let slips = hub.submit("/staff/emergency", &duty, &fields, &[]);
        assert!(slips.status == 422 && slips.body.contains("href=\"#confirmed\"") && slips.body.contains(EMERGENCY), "{slips:?}");
        let fields = [("token", token), ("number", NUMBER), ("reason", EMERGENCY), ("confirmed", "yes")];
        assert_eq!(hub.submit("/staff/emergency", &duty, &fields, &[]).header("location"), "/staff/preview/");
        assert_eq!(hub.get("/staff/emergency", &officer(&hub, "officer-mado")).status, 403, "they have the ordinary way");
    }

    fn every_sign_in_is_on_the_log_and_on_nobodys_page(hub: Hub) {
        let hub = hub.with(&["--log"]);
        let me = hub.sign_in(PERSON);
        let staff = officer(&hub, "officer-mado");
        let count = |person: &str, role: &str| hub.number(&format!(
            "SELECT COUNT(*) FROM access_look WHERE authority = '{HERE}' AND person = '{person}' AND role = '{role}' AND action = 'log.signed_in'"
        ));
        assert_eq!((count(PERSON, "person"), count("", "municipality")), (1, 1));
        assert!(hub.get(&format!("/api/v1/people/{PERSON}/access-log"), &me).is(200).as_array().is_some_and(Vec::is_empty));
        // By the session's id the operator's line of what was refused can be told from the log, and from nothing else.
        let session = hub.get("/api/v1/staff/me", &staff).is(200)["officer"]["session"]["id"].as_str().unwrap_or_default().to_owned();
        let found = format!("SELECT COUNT(*) FROM access_look WHERE officer = 'officer-mado' AND action = 'log.signed_in' AND objects LIKE '%{session}%'");
        assert_eq!(hub.number(&found), 1);
        hub.get("/api/v1/preview/facts", &staff).is_problem(404, "not_found");
        hub.put(&format!("/api/v1/staff/people/{PERSON}/applications/a/decision"), &staff, &json!({})).is_problem(403, "not_your_role");
        let log = hub.log();
        let lines: Vec<Value> = log.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let refused = lines.iter().find(|line| line["problem"] == "not_your_role").unwrap_or_else(|| panic!("{log}"));
        assert_eq!(refused["asker"], format!("session/{session}"));
        assert!(lines.iter().filter(|line| line["outcome"] == "signed in").count() == 2, "{log}");
        let counters = hub.get("/metrics", &As::Key(String::new())).body;
        for line in ["hub_sign_ins_total{side=\"officer\",outcome=\"signed in\"} 1\n", "hub_refusals_total{problem=\"not_your_role\"} 1\n"] {
            assert!(counters.contains(line), "{counters}");
        }
        // Without the log nobody is signed in.
        hub.run_sql("ALTER TABLE access_chain RENAME TO away");
        let none = As::Person(String::new());
        hub.send("POST", "/sandbox/sign-in/sample-taro", &none, &[], None).is_problem(503, "storage");
        hub.run_sql("ALTER TABLE away RENAME TO access_chain");
    }
}
