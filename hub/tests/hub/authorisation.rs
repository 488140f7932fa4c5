//! Who may do what: every operation of the API's own description, asked by every kind of asker, about one's own and about others'. An
//! operation that is new in the description is in this matrix by itself, or the test says what it lacks.

use crate::forms;
use crate::on_both_databases;
use crate::process::{As, Hub};
use engine::form::Kind;
use serde_json::{Value, json};

const HERE: &str = "130001";
const ELSEWHERE: &str = "130002";
const FACILITY: &str = "1310000001";
const OTHER_FACILITY: &str = "1340000002";

/// Somebody who asks.
struct Asker {
    name: &'static str,
    /// The security scheme this asker has.
    scheme: &'static str,
    /// Is it the one the address names (or, of people, somebody who may read)?
    own: bool,
    /// Of a member of staff.
    roles: &'static [&'static str],
    who: As,
}

/// What an address may be filled with, apart from the asker's own organisation.
struct Scene {
    proposal: String,
    notice: i64,
    /// Of the person's access log, signed.
    line: i64,
    today: String,
}

/// Operations anybody may ask.
const OPEN: [&str; 8] = ["live", "me", "metrics", "ready", "sign_out", "staff_me", "staff_sign_out", "token"];
/// Operations that end sessions, the askers' own or, of a municipality, its people's; everybody signs in anew afterwards.
const LEAVING: [&str; 6] =
    ["end_session", "end_sessions", "preview_end", "staff_end_session", "staff_end_sessions", "unbind"];
/// Whoever comes with a cookie is signed in to one thing and nobody to everything else.
const BY_COOKIE: [&str; 2] = ["person", "staff"];

on_both_databases! {
    fn every_operation_answers_only_those_it_is_for(hub: Hub) {
        // All of it comes from one address, and most of it is refused.
        let hub = hub.with(&["--rate", "100000"]);
        let scene = scene(&hub);
        let mut askers = self::askers(&hub);
        let description = hub.get("/openapi.json", &As::Key(String::new())).is(200);
        assert!(description["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")));
        let (mut asked, mut open) = (0, Vec::new());
        let mut names = std::collections::BTreeSet::new();
        for (path, item) in description["paths"].as_object().into_iter().flatten() {
            for (method, operation) in item.as_object().into_iter().flatten() {
                let name = operation["operationId"].as_str().unwrap_or_default();
                assert!(names.insert(name.to_owned()), "two operations are called {name}");
                let named = operation["parameters"].as_array().into_iter().flatten();
                let named = named.filter(|parameter| parameter["in"] == "path").count();
                assert_eq!(named, path.matches('{').count(), "every name in {path} is described");
                let Some(scheme) = operation["security"][0].as_object().and_then(|scheme| scheme.keys().next()) else {
                    open.push(name.to_owned());
                    continue;
                };
                // Of staff the description says which roles an operation asks for.
                let roles = operation["security"][0][scheme].as_array().into_iter().flatten();
                let roles: Vec<&str> = roles.filter_map(Value::as_str).collect();
                for asker in &askers {
                    for (person, is_here) in [("sample-hanako", true), ("person-elsewhere", false), ("nobody", false)] {
                        // Nobody whom they look for is there for an officer elsewhere, so no preview runs.
                        let elsewhere = asker.name == "an officer elsewhere";
                        let sees_nobody = elsewhere && name.starts_with("preview_") && name != "preview_end";
                        // Somebody whom nobody holds yet may be registered by any municipality.
                        let registers = name == "put_person" && person == "nobody";
                        let themselves = asker.name == "a person elsewhere" && person == "person-elsewhere";
                        if registers || themselves || !is_here && !path.contains("{person}") {
                            continue;
                        }
                        let body = body(name, person, &scene);
                        let target = filled(path, person, &scene);
                        let target = target.replace("{session}", &session(&hub, asker));
                        let status = hub.status_of(&method.to_uppercase(), &target, &asker.who, &body);
                        let told = format!("{method} {path} by {} about {person}: {status}", asker.name);
                        // About nobody in particular: everybody of the right kind may ask about themselves.
                        let of_oneself = BY_COOKIE.contains(&scheme.as_str()) && asker.scheme == scheme && !path.contains("{person}");
                        match expected(scheme, &roles, asker, is_here).filter(|refusal| *refusal == 403 || !of_oneself || sees_nobody) {
                            Some(refusal) => assert_eq!(status, refusal, "{told}"),
                            None => assert!(![401, 403, 404, 503].contains(&status) && status < 500, "{told}"),
                        }
                        asked += 1;
                    }
                }
                if LEAVING.contains(&name) {
                    askers = self::askers(&hub);
                }
            }
        }
        open.sort();
        assert_eq!(open, OPEN, "an operation without a security scheme is open to everybody");
        assert!(asked > 500, "only {asked} questions");
    }

    fn somebody_undisclosed_is_not_there_for_facilities(hub: Hub) {
        let scene = scene(&hub);
        let hidden = json!({ "officer": "o", "history_key": "p", "fact": { "name": "x", "undisclosed": true } });
        let clerk = As::Key(format!("sandbox-{HERE}"));
        hub.put(&format!("/api/v1/municipalities/{HERE}/people/hidden"), &clerk, &hidden).is(201);
        let facility = As::Key(format!("sandbox-{FACILITY}"));
        for (method, name, rest) in [
            ("POST", "eligibility", "eligibility"),
            ("PUT", "record_consent", "consents/h"),
            ("PUT", "register", "charges/h"),
            ("PUT", "cancel", "charges/r1/cancellations/h"),
        ] {
            let path = format!("/api/v1/facilities/{FACILITY}/{rest}");
            let (hidden, nobody) = (body(name, "hidden", &scene), body(name, "nobody", &scene));
            assert_eq!(hub.status_of(method, &path, &facility, &hidden), 404, "{name}");
            assert_eq!(hub.status_of(method, &path, &facility, &nobody), 404, "{name}: the same as nobody");
        }
    }
}

/// The refusal this asker must get; `None` when it must be let in.
fn expected(scheme: &str, roles: &[&str], asker: &Asker, is_here: bool) -> Option<u16> {
    let by_cookie = |scheme: &str| BY_COOKIE.contains(&scheme);
    let other_cookie = scheme != asker.scheme && (by_cookie(scheme) || by_cookie(asker.scheme));
    if asker.scheme == "none" || other_cookie {
        return Some(401);
    }
    if !roles.iter().all(|role| asker.roles.contains(role)) {
        return Some(403);
    }
    match (asker.scheme == scheme && asker.own, is_here) {
        (true, true) => None,
        // Of people, others are not there; an organisation is told that its key is another's.
        (true, false) => Some(404),
        (false, _) => Some(if by_cookie(scheme) { 404 } else { 403 }),
    }
}

/// The id of the asker's own session; of a machine none.
fn session(hub: &Hub, asker: &Asker) -> String {
    let told = match asker.scheme {
        "person" => hub.get("/api/v1/me", &asker.who).is(200),
        "staff" => hub.get("/api/v1/staff/me", &asker.who).is(200)["officer"].take(),
        _ => Value::Null,
    };
    told["session"]["id"].as_str().unwrap_or("x").to_owned()
}

/// The officer, looking at somebody where they may.
fn previewing(hub: &Hub, officer: As) -> As {
    hub.post("/api/v1/preview", &officer, &preview());
    officer
}

fn preview() -> Value {
    json!({ "recipient_number": "1234566", "purpose": "purpose.phone", "reason": "本人から電話で問い合わせがあったため。" })
}

fn askers(hub: &Hub) -> Vec<Asker> {
    let key = |code: &str| As::Key(format!("sandbox-{code}"));
    let added = |role: &str, code: &str| As::Key(hub.add_client(role, code));
    let asker = |name, scheme, own, who| Asker { name, scheme, own, roles: &[], who };
    let officer = |name, authority, roles, id| Asker {
        name,
        scheme: "staff",
        own: authority == HERE,
        roles,
        who: previewing(hub, hub.sign_in_officer(authority, id)),
    };
    vec![
        asker("nobody", "person", false, As::Person(String::new())),
        asker("an unknown key", "person", false, As::Key("x".to_owned())),
        asker("the facility", "facility", true, key(FACILITY)),
        asker("another facility", "facility", false, key(OTHER_FACILITY)),
        asker("a facility with the municipality's code", "facility", false, added("facility", HERE)),
        asker("the municipality", "municipality", true, key(HERE)),
        asker("another municipality", "municipality", false, added("municipality", ELSEWHERE)),
        asker("the portal", "portal", true, added("portal", "myna")),
        asker("another portal", "portal", false, added("portal", "other")),
        asker("the person", "person", true, hub.sign_in("sample-hanako")),
        asker("who acts for them", "person", true, hub.sign_in("sample-nashi")),
        asker("who acted for them once", "person", false, hub.sign_in("sample-yuki")),
        asker("another person", "person", false, hub.sign_in("sample-taro")),
        asker("a person elsewhere", "person", false, hub.sign_in("person-elsewhere")),
        officer("an officer at the desk", HERE, &["desk"], "officer-mado"),
        officer("an officer who decides", HERE, &["desk", "decider"], "officer-kettei"),
        officer("an officer who approves", HERE, &["desk", "approver"], "officer-shonin"),
        officer("an officer who audits", HERE, &["auditor"], "officer-kansa"),
        officer(
            "an officer elsewhere",
            "280003",
            &["desk", "decider", "approver", "auditor"],
            "officer-yoso",
        ),
    ]
    .into_iter()
    .map(|asker| match asker.name {
        // These two have no scheme at all; nobody lets them in.
        "nobody" | "an unknown key" => Asker { scheme: "none", ..asker },
        _ => asker,
    })
    .collect()
}

/// A certificate, a change of it that waits, a notice, a charge, an application, mandates, and somebody in another municipality.
fn scene(hub: &Hub) -> Scene {
    let today = hub.today();
    let clerk = As::Key(format!("sandbox-{HERE}"));
    let put = |rest: &str, body: &Value| {
        hub.put(&format!("/api/v1/municipalities/{HERE}/people/sample-hanako/{rest}"), &clerk, body).is(201)
    };
    put("certificates/waiting", &certificate("k1", None, 10_000));
    let waiting = put("certificates/waiting", &certificate("k2", Some("k1"), 5_000));
    let mandate = |until: &str| json!({ "officer": "o", "history_key": "m", "fact": { "from": "2026-01-01", "until": until, "capacity": "proxy" } });
    put("mandates/sample-nashi", &mandate("2099-12-31"));
    put("mandates/sample-yuki", &mandate("2026-01-31"));
    let neighbour = As::Key(hub.add_client("municipality", ELSEWHERE));
    let person = json!({ "officer": "o", "history_key": "p", "fact": { "name": "見本 隣" } });
    let path = format!("/api/v1/municipalities/{ELSEWHERE}/people/person-elsewhere");
    hub.put(&path, &neighbour, &person).is(201);
    let mut scene = Scene {
        proposal: waiting["proposal"].as_str().unwrap_or_default().to_owned(),
        notice: 0,
        line: 0,
        today,
    };
    let charge = body("register", "sample-hanako", &scene);
    let facility = As::Key(format!("sandbox-{FACILITY}"));
    hub.put(&format!("/api/v1/facilities/{FACILITY}/charges/r1"), &facility, &charge).is(201);
    let me = hub.sign_in("sample-hanako");
    let form = forms::complete(hub, "sample-hanako", Kind::Change);
    let mine = "/api/v1/people/sample-hanako/applications/x";
    hub.send_up(&format!("{mine}/attachments/x"), &me, forms::PDF.to_vec()).is(201);
    hub.put(mine, &me, &form).is(201);
    let notices = hub.get("/api/v1/people/sample-hanako/notices", &me).is(200);
    hub.sign_log();
    let log = hub.get("/api/v1/people/sample-hanako/access-log", &me).is(200);
    scene.line = log[0]["sequence"].as_i64().expect("a line");
    scene.notice = notices[0]["sequence"].as_i64().expect("a notice");
    scene
}

fn certificate(key: &str, replaces: Option<&str>, cap: i64) -> Value {
    json!({ "officer": "officer-1", "history_key": key, "replaces": replaces, "fact": {
        "scheme": "54", "valid": { "from": "2026-01-01", "until": "2099-12-31" }, "caps": [{ "from": "2026-01-01", "cap": cap }] } })
}

fn filled(path: &str, person: &str, scene: &Scene) -> String {
    [
        ("{facility}", FACILITY),
        ("{municipality}", HERE),
        ("{portal}", "myna"),
        ("{person}", person),
        ("{registration}", "r1"),
        ("{correction}", "r2"),
        ("{cancellation}", "r3"),
        ("{proposal}", &scene.proposal),
        ("{sequence}", &scene.notice.to_string()),
        ("{line}", &scene.line.to_string()),
        ("{actor}", "sample-taro-2"),
    ]
    .iter()
    .fold(path.to_owned(), |path, (name, value)| path.replace(name, value))
    // Whatever else the address names is of the sender's own making; a session is each asker's own.
    .split('/')
    .map(|part| if part.starts_with('{') && part != "{session}" { "x" } else { part })
    .collect::<Vec<_>>()
    .join("/")
}

/// A document that the operation understands.
fn body(operation: &str, person: &str, scene: &Scene) -> Value {
    let change = |fact: Value| json!({ "officer": "officer-1", "history_key": "h1", "fact": fact });
    match operation {
        "record_consent" => json!({ "patient": person, "given": true }),
        "eligibility" | "cancel" => json!({ "patient": person }),
        "register" | "correct" => {
            json!({ "patient": person, "facility": { "code": FACILITY, "designated": true }, "certificates": ["nanbyo"],
                    "service_day": scene.today, "total10": 400_000 })
        }
        "batch" => json!({ "items": [] }),
        "put_person" => {
            json!({ "officer": "o", "history_key": "h1", "replaces": "", "fact": { "name": "x" } })
        }
        "put_certificate" => certificate("h1", None, 1_000),
        "put_registration" => change(json!({ "from": "2026-01-01" })),
        "put_household" => change(json!({ "shares": [] })),
        "put_mandate" => change(json!({ "from": "2026-01-01", "capacity": "proxy" })),
        "verdict" => json!({ "officer": "officer-2", "approve": true }),
        "ask_for_correction" => json!({ "officer": "o", "note": "" }),
        "decide" | "staff_decide" => {
            json!({ "outcome": "refused", "officer": "o", "mild": false, "notified_on": scene.today, "note": "" })
        }
        "preview_begin" => preview(),
        "announce" => json!({ "officer": "o", "title": "x", "text": "x" }),
        "apply" | "resubmit" | "save_draft" => json!({ "kind": "change", "answers": {} }),
        "note_receipt" => {
            json!({ "receipt": { "day": scene.today, "facility": "x", "kind": "clinic", "total10": 10, "paid": 0 } })
        }
        "ask_self_info" => json!({ "items": ["address"] }),
        "say_registry_consent" => json!({ "given": false }),
        "recognise" => json!({ "officer": "o", "code": "00000-00000" }),
        "acknowledge" => json!({ "deliveries": [] }),
        // The rest needs no document.
        _ => Value::Null,
    }
}
