//! What somebody who only listens would note about the hub's answers: the checks of a passive scan (OWASP ZAP's rules about headers,
//! cookies, caches, content policies, mixed content, error texts, information leaks), on every address and on every kind of refusal.

use crate::on_both_databases;
use crate::process::{Answer, As, Hub, run_on};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;
use tempfile::TempDir;

const HOSPITAL: &str = "1310000001";

fn nobody() -> As {
    As::Person(String::new())
}

/// A portal of one page with an inline script, beside the hub's data.
fn with_a_portal(hub: Hub, options: &[&str]) -> (Hub, TempDir) {
    let portal = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(portal.path().join(name), text).expect("a file");
    write("index.html", "<!doctype html><title>x</title><script type=\"module\">let a = 1;</script>");
    write("app-0123456789abcdef.js", "let a = 1;");
    std::fs::create_dir(portal.path().join("apply")).expect("a folder");
    write("apply/index.html", "<!doctype html><title>x</title><script type=\"module\">let b = 1;</script>");
    let folder = portal.path().display().to_string();
    let hub = hub.with(&[&["--portal", &folder], options].concat());
    (hub, portal)
}

/// Every answer a scan would come by: each GET of the description as its reader, pages, files, and every kind of refusal.
fn answers(hub: &Hub) -> Vec<(String, Answer)> {
    let me = hub.sign_in("sample-hanako");
    let mut answers = Vec::new();
    let description = hub.get("/openapi.json", &nobody()).is(200);
    for (path, item) in description["paths"].as_object().into_iter().flatten() {
        let target = path.replace("{person}", "sample-hanako").replace("{facility}", HOSPITAL);
        // The events' answer does not end.
        if item.get("get").is_some() && !path.ends_with("/events") {
            answers.push((format!("GET {target}"), hub.get(&target, &me)));
            answers.push((format!("GET {target} by nobody"), hub.get(&target, &nobody())));
        }
    }
    for path in [
        "/",
        "/index.html",
        "/payments/2026-11",
        "/app-0123456789abcdef.js",
        "/no-such-file.js",
        "/.git/config",
        "/words/",
        "/api",
        "/api/v1/no-such-thing",
        "/openapi.json",
        "/csp-reports",
        "/sandbox/people",
        "/sandbox/desk",
        "/sandbox/desk?done=1&done=2",
        "/sandbox/desk.css",
        "/staff/",
        "/staff/find",
        "/staff/staff.css",
        "/staff/preview/",
        "/apply/",
        "/apply/mild_high_cost/ask/name",
        "/sign-out",
        "/sign-in",
        "/sign-in/back",
        "/staff/sign-in",
        "/%00",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/?a=%3Cscript%3Ealert(1)%3C/script%3E",
    ] {
        answers.push((format!("GET {path}"), hub.get(path, &nobody())));
    }
    // The staff's pages as those who may open them, and as those who may not.
    for officer in ["officer-mado", "officer-kettei", "officer-shonin", "officer-kansa", "officer-toban"] {
        let who = hub.sign_in_officer("130001", officer);
        for page in [
            "/staff/",
            "/staff/find",
            "/staff/inbox",
            "/staff/proposals",
            "/staff/audit",
            "/staff/emergency",
            "/staff/emergencies",
            "/staff/applications/sample-hanako/none",
        ] {
            answers.push((format!("GET {page} as {officer}"), hub.get(page, &who)));
        }
    }
    let charges = format!("/api/v1/facilities/{HOSPITAL}/charges/p-1");
    let hospital = As::Key(format!("sandbox-{HOSPITAL}"));
    for (what, body) in
        [("no JSON", "{".to_owned()), ("too much", "x".repeat(2 << 20)), ("nothing", String::new())]
    {
        answers.push((format!("PUT {what}"), hub.send("PUT", &charges, &hospital, &[], Some(body))));
    }
    for method in ["DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"] {
        for path in ["/", charges.as_str(), "/metrics"] {
            answers.push((format!("{method} {path}"), hub.send(method, path, &nobody(), &[], None)));
        }
    }
    answers.push(("a long address".to_owned(), hub.get(&format!("/{}", "x".repeat(3000)), &nobody())));
    answers
}

on_both_databases! {
    fn every_answer_wears_its_armour(hub: Hub) {
        let (hub, _portal) = with_a_portal(hub, &[]);
        let answers = answers(&hub);
        assert!(answers.len() > 60, "only {} answers", answers.len());
        for (asked, answer) in answers {
            let told = format!("{asked}: {answer:?}");
            for (name, value) in [
                ("x-content-type-options", "nosniff"),
                ("cross-origin-opener-policy", "same-origin"),
                ("cross-origin-resource-policy", "same-origin"),
                ("access-control-allow-origin", ""),
                ("server", ""),
                ("x-powered-by", ""),
                ("via", ""),
            ] {
                assert_eq!(answer.header(name), value, "{name} of {told}");
            }
            // Without a referrer a browser would name no origin with a page's forms.
            let has_forms = answer.header("content-security-policy").contains("form-action 'self'");
            let referrer = answer.header("referrer-policy");
            assert!(referrer == "no-referrer" || referrer == "same-origin" && has_forms, "{told}");
            let permissions = answer.header("permissions-policy");
            assert!(permissions.contains("camera=()"), "{told}");
            assert!(permissions.split(", ").all(|one| one.ends_with("=()")), "{told}");
            let policy = answer.header("content-security-policy");
            for part in ["default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"] {
                assert!(policy.contains(part), "{part} of {told}");
            }
            for part in ["unsafe-inline", "'unsafe-eval'", "*", "http:", "data:"] {
                assert!(!policy.contains(part), "{part} of {told}");
            }
            let is_data = asked.contains(" /api/") || asked.contains("/sandbox/people");
            let is_file = ["GET /app-", "GET /index.html", "GET / ", "GET /pay", "GET /?", "GET /apply", "GET /staff/preview"].iter().any(|begin| asked.starts_with(begin));
            let cache = answer.header("cache-control");
            assert!(cache == "no-store" || !is_data && (is_file || asked == "GET /" || asked.starts_with("GET /%") || asked.starts_with("GET /words")), "{told}");
            let kind = answer.header("content-type");
            assert!(answer.body.is_empty() || !kind.is_empty(), "{told}");
            assert!(!kind.starts_with("text/") || kind.contains("charset=utf-8"), "{told}");
        }
    }

    fn nothing_is_told_that_helps_an_attacker(hub: Hub) {
        let (hub, portal) = with_a_portal(hub, &[]);
        let folder = portal.path().display().to_string();
        for (asked, answer) in answers(&hub) {
            assert_ne!(answer.status, 500, "{asked}");
            for inside in
                ["panicked", "backtrace", "sqlx", ".rs:", "SELECT ", "sqlite", "postgres", "192.168.", "/etc/", folder.as_str()]
            {
                assert!(!answer.body.contains(inside), "{inside} in {asked}: {answer:?}");
            }
            if !answer.header("content-type").starts_with("text/html") {
                continue;
            }
            // Nothing over plain HTTP, nothing from elsewhere, no window that holds on to ours, no script but the portal's own.
            for fault in ["http://", "src=\"//", "onclick=", "onload=", "javascript:", "style=", "Index of"] {
                assert!(!answer.body.contains(fault), "{fault} in {asked}: {}", answer.body);
            }
            let opens = answer.body.matches("target=\"_blank\"").count();
            assert_eq!(opens, answer.body.matches("rel=\"noopener\"").count(), "{asked}");
        }
    }

    fn an_answer_with_data_is_for_programs_and_not_for_a_window(hub: Hub) {
        let me = hub.sign_in("sample-hanako");
        let facts = "/api/v1/people/sample-hanako/facts";
        for what_for in ["document", "iframe", "embed", "object", "image", "script"] {
            let answer = hub.send("GET", facts, &me, &[("sec-fetch-dest", what_for)], None);
            answer.is_problem(403, "cross_site");
            assert!(!answer.body.contains("sample-hanako"), "{what_for}: {answer:?}");
        }
        let answer = hub.send("GET", facts, &me, &[("sec-fetch-dest", "empty")], None);
        assert!(answer.header("content-security-policy").ends_with("sandbox"), "{answer:?}");
        answer.is(200);
    }

    fn a_cookie_is_for_the_server_and_this_site_alone(hub: Hub) {
        let sign_in = || {
            let headers = [("x-requested-by", "portal")];
            hub.send("POST", "/sandbox/sign-in/sample-hanako", &As::Key(String::new()), &headers, None)
        };
        let (first, second) = (sign_in(), sign_in());
        let cookie = first.header("set-cookie");
        for part in ["HttpOnly", "SameSite=", "Path=/"] {
            assert!(cookie.contains(part), "{part} in {cookie}");
        }
        assert!(!cookie.contains("Domain="), "{cookie}");
        let token = |answer: &Answer| {
            let cookie = answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
            cookie.split_once('=').map(|(_, token)| token.to_owned()).unwrap_or_default()
        };
        let (one, other) = (token(&first), token(&second));
        assert!(one.len() >= 64 && one.chars().all(|c| c.is_ascii_hexdigit()), "256 bits: {one}");
        assert_ne!(one, other, "each sign-in has its own");
        assert!(first.body.is_empty(), "the token travels in the cookie alone");
        // No session without a page of ours that asks for one.
        for headers in [&[][..], &[("x-requested-by", "portal"), ("sec-fetch-site", "cross-site")]] {
            let path = "/sandbox/sign-in/sample-hanako";
            let refused = hub.send("POST", path, &As::Key(String::new()), headers, None);
            refused.is_problem(403, "cross_site");
            assert_eq!(refused.header("set-cookie"), "");
        }
    }

    fn only_the_sites_of_the_configuration_may_frame_the_portal_and_nothing_else(hub: Hub) {
        let (hub, _portal) = with_a_portal(hub, &["--frames", "https://www.city.example.lg.jp"]);
        let policy = |path: &str| hub.get(path, &nobody()).header("content-security-policy").to_owned();
        assert!(policy("/").contains("frame-ancestors https://www.city.example.lg.jp;"), "{}", policy("/"));
        for path in ["/api", "/api/v1/me", "/sandbox/desk", "/app-0123456789abcdef.js"] {
            assert!(policy(path).contains("frame-ancestors 'none'"), "{path}: {}", policy(path));
        }
    }

    fn a_method_that_is_not_offered_is_refused(hub: Hub) {
        for method in ["TRACE", "DELETE", "PATCH", "CONNECT", "BREW"] {
            for path in ["/api/v1/me", "/metrics", "/csp-reports", "/"] {
                if method == "CONNECT" {
                    continue; // Not a path at all in HTTP/1.1; hyper closes the connection.
                }
                let answer = hub.send(method, path, &nobody(), &[], None);
                assert!([404, 405].contains(&answer.status), "{method} {path}: {answer:?}");
                assert!(!answer.body.contains(method), "an echo of {method}: {answer:?}");
            }
        }
    }

    fn a_forwarding_header_changes_nothing(hub: Hub) {
        let forged = [
            ("x-forwarded-for", "127.0.0.1"),
            ("x-forwarded-host", "elsewhere.example"),
            ("x-forwarded-proto", "https"),
            ("forwarded", "for=127.0.0.1;host=elsewhere.example"),
            ("x-real-ip", "127.0.0.1"),
            ("x-original-url", "/metrics"),
            ("x-user-id", "sample-hanako"),
        ];
        for path in ["/api/v1/me", "/api/v1/people/sample-hanako/facts", "/api"] {
            let (plain, told) = (hub.get(path, &nobody()), hub.send("GET", path, &nobody(), &forged, None));
            assert_eq!((plain.status, plain.body), (told.status, told.body), "{path}");
        }
    }

    fn a_name_given_twice_is_refused(hub: Hub) {
        let clerk = As::Key("sandbox-130001".to_owned());
        let me = hub.sign_in("sample-hanako");
        let twice = [
            ("/api/v1/municipalities/130001/applications?after=1&after=2", &clerk),
            ("/api/v1/people/sample-hanako/news?after=1&after=2", &me),
        ];
        for (path, who) in twice {
            hub.get(path, who).is_problem(422, "unreadable");
        }
    }

    fn what_browsers_report_is_counted_by_kind_and_nothing_else_is_kept(hub: Hub) {
        let hub = hub.with(&["--log", "--rate", "5"]);
        let report = json!({ "csp-report": {
            "document-uri": "https://portal.example/certificates/0?name=見本花子",
            "referrer": "https://portal.example/見本", "effective-directive": "img-src",
            "blocked-uri": "https://elsewhere.example/見本花子.png", "script-sample": "見本花子",
        } });
        let headers = [("content-type", "application/csp-report"), ("sec-fetch-site", "same-origin")];
        let post = |body: &Value, headers: &[(&str, &str)]| {
            hub.send("POST", "/csp-reports", &nobody(), headers, Some(body.to_string()))
        };
        assert_eq!(post(&report, &headers).status, 204);
        assert_eq!(post(&json!([{ "body": { "effectiveDirective": "img-src", "blockedURL": "data" } }]), &headers).status, 204);
        post(&report, &[("sec-fetch-site", "cross-site")]).is_problem(403, "cross_site");
        hub.send("POST", "/csp-reports", &nobody(), &headers, Some("見本".to_owned())).is_problem(422, "unreadable");
        let counters = hub.get("/metrics", &nobody()).body;
        for line in [
            "hub_policy_reports_total{directive=\"img-src\",blocked=\"address\"} 1\n",
            "hub_policy_reports_total{directive=\"img-src\",blocked=\"data\"} 1\n",
        ] {
            assert!(counters.contains(line), "{counters}");
        }
        let log = hub.log();
        for personal in ["見本", "elsewhere.example", "certificates/0"] {
            assert!(!counters.contains(personal) && !log.contains(personal), "{personal}: {counters} {log}");
        }
        let flood: Vec<u16> = (0..30).map(|_| post(&report, &headers).status).collect();
        assert!(flood.contains(&429), "a flood of reports is stopped: {flood:?}");
        assert_eq!(hub.get("/api/v1/me", &hub.sign_in("sample-hanako")).status, 200, "and costs nobody else anything");
    }

    fn a_message_with_two_lengths_is_read_by_neither_trick(hub: Hub) {
        let two_lengths = "POST /csp-reports HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n[]x";
        assert!(raw(&hub, two_lengths).starts_with("HTTP/1.1 400"), "{}", raw(&hub, two_lengths));
        // By the chunks, or not at all; never by the length, which would leave half a message to be read as the next.
        let both = "POST /csp-reports HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 4\r\n\
                    Transfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n";
        let answer = raw(&hub, both);
        assert!(answer.starts_with("HTTP/1.1 204") || answer.starts_with("HTTP/1.1 400"), "{answer}");
        assert_eq!(answer.matches("HTTP/1.1").count(), 1, "{answer}");
    }
}

fn raw(hub: &Hub, message: &str) -> String {
    let address = hub.address.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).expect("the hub");
    stream.write_all(message.as_bytes()).expect("sent");
    let mut answer = Vec::new();
    // Whoever refuses a message may break the connection over what is left of it.
    drop(stream.read_to_end(&mut answer));
    String::from_utf8_lossy(&answer).into_owned()
}

/// A hub as it would be installed, with a provider that nobody asks here.
fn in_production() -> Hub {
    let data = tempfile::tempdir().expect("a folder");
    let key = data.path().join("key.pem").display().to_string();
    assert!(run_on(data.path(), None, &["new-key", &key]).status.success());
    let options = [
        "--origin",
        "https://portal.example",
        "--people-issuer",
        "https://provider.example",
        "--people-client",
        "hub",
        "--people-key",
        &key,
    ];
    Hub::in_production(data, &options.map(str::to_owned))
}

#[test]
fn production_insists_on_tls() {
    let hub = in_production();
    for path in ["/", "/api", "/api/v1/me", "/healthz", "/no-such-file.js", "/staff", "/sign-in"] {
        let answer = hub.get(path, &nobody());
        let insists = answer.header("strict-transport-security");
        let seconds =
            insists.split(';').find_map(|part| part.trim().strip_prefix("max-age=")?.parse::<u64>().ok());
        assert!(seconds.is_some_and(|seconds| seconds >= 31_536_000), "{path}: {insists}");
        assert!(insists.contains("includeSubDomains"), "{path}: {insists}");
    }
    let sandbox = Hub::on_sqlite();
    assert_eq!(sandbox.get("/api", &nobody()).header("strict-transport-security"), "");
}

#[test]
fn production_has_nothing_of_the_sandbox() {
    let hub = in_production();
    for path in ["/sandbox/people", "/sandbox/desk.css", "/sandbox/officers"] {
        let answer = hub.get(path, &nobody());
        assert!([404, 503].contains(&answer.status), "{path}: {answer:?}");
    }
}
