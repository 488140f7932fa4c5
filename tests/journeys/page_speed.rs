//! Measurements, for `cargo xtask bench pages`: what Lighthouse says of a year of a hundred charges, and how long a month of two thousand keeps
//! somebody waiting whose phone is four times slower than this machine. No ordinary test measures time.

use journeys::browser::Browser;
use journeys::hub::Hub;
use serde_json::{Value, json};
use std::process::Command;

const HOSPITAL: &str = "1310000001";
const PERSON: &str = "sample-hanako";

/// As much slower as the phone is.
const SLOWER: u32 = 4;

/// Registers so many charges, each on one of these days.
fn charges(hub: &Hub, days: &[String], count: usize) {
    for (number, day) in days.iter().cycle().take(count).enumerate() {
        let charge = json!({
            "patient": PERSON,
            "facility": { "code": HOSPITAL, "name": "甲病院", "kind": "hospital", "designated": true },
            "certificates": ["nanbyo"],
            "service_day": day,
            "total10": 3_000 + number % 7 * 1_000,
            "insurance_rate": "0.3",
            "collected": 0,
        });
        let answer = hub.register(HOSPITAL, &format!("speed-{number}"), &charge);
        assert_eq!(answer.status, 201, "{answer:?}");
    }
}

/// The first days of this month and of the eleven before it, by the hub's own calendar.
fn months(hub: &Hub, cookie: &str) -> Vec<String> {
    let facts = hub.get(&format!("/api/v1/people/{PERSON}/facts"), cookie).json();
    let today = facts["as_of"].as_str().unwrap_or_default();
    let number = |part: &str| part.parse::<u32>().unwrap_or_else(|_| panic!("{today}"));
    let now = number(&today[..4]) * 12 + number(&today[5..7]) - 1;
    (now - 11..=now).map(|month| format!("{:04}-{:02}-01", month / 12, month % 12 + 1)).collect()
}

#[test]
#[ignore = "a measurement: `cargo xtask bench pages`"]
fn lighthouse() {
    let hub = Hub::start();
    let cookie = hub.sign_in(PERSON);
    charges(&hub, &months(&hub, &cookie), 100);
    let program = std::env::var_os("PMH_LIGHTHOUSE").expect("`cargo xtask bench pages` says where it is");
    for path in ["/payments", "/"] {
        let folder = tempfile::tempdir().expect("a folder");
        let report = folder.path().join("report.json");
        let mut command = Command::new("node");
        command
            .arg(&program)
            .arg(format!("{}{path}", hub.address))
            .args(["--quiet", "--output=json", "--only-categories=performance,accessibility,best-practices"])
            // Its own defaults else: a mobile phone on slow 4G with a processor four times slower.
            .args(["--throttling-method=devtools", "--max-wait-for-load=30000"])
            .arg("--chrome-flags=--headless=new --no-sandbox --disable-dev-shm-usage --disable-gpu")
            .arg(format!("--extra-headers={}", json!({ "Cookie": cookie })))
            .arg(format!("--output-path={}", report.display()));
        assert!(command.status().expect("Lighthouse").success());
        let report: Value = serde_json::from_slice(&std::fs::read(&report).expect("a report")).expect("JSON");
        let score = |category: &str| {
            let score = &report["categories"][category]["score"];
            score.as_f64().map_or_else(|| "none".to_owned(), |score| format!("{:.0}", score * 100.0))
        };
        let audit = |name: &str| {
            report["audits"][name]["displayValue"].as_str().unwrap_or("?").replace('\u{a0}', " ")
        };
        println!(
            "Lighthouse {} on {path}: performance {}, accessibility {}, best practices {}; FCP {}, LCP {}, TBT {}, CLS {}, {}",
            report["lighthouseVersion"].as_str().unwrap_or_default(),
            score("performance"),
            score("accessibility"),
            score("best-practices"),
            audit("first-contentful-paint"),
            audit("largest-contentful-paint"),
            audit("total-blocking-time"),
            audit("cumulative-layout-shift"),
            audit("total-byte-weight"),
        );
        for shift in report["audits"]["layout-shifts"]["details"]["items"].as_array().into_iter().flatten() {
            println!("  moved by {}: {}", shift["score"], shift["node"]["snippet"]);
        }
        for (name, audit) in report["audits"].as_object().into_iter().flatten() {
            let in_category = |category: &str| {
                let audits = report["categories"][category]["auditRefs"].as_array();
                audits.is_some_and(|audits| audits.iter().any(|one| one["id"] == **name))
            };
            if audit["score"].as_f64().is_some_and(|score| score < 0.9)
                && (in_category("accessibility") || in_category("best-practices"))
            {
                println!("  {name}: {}", audit["title"].as_str().unwrap_or_default());
            }
        }
    }
}

#[test]
#[ignore = "a measurement: `cargo xtask bench pages`"]
fn a_month_of_two_thousand() {
    let hub = Hub::start();
    let cookie = hub.sign_in(PERSON);
    let this = months(&hub, &cookie).pop().unwrap_or_default();
    charges(&hub, &[this], 2_000);
    let browser = Browser::start(360, 640);
    browser.open(&hub.address);
    browser.click(&format!("#{PERSON}"));
    browser.until("the gauge", "return document.querySelector('[data-used]')?.dataset.used ?? null");
    browser.click("a[href='/payments']");
    browser.until("the rows", "return document.querySelectorAll('[data-charge]').length > 2000");
    browser.script(
        "window.waited = [];
         new PerformanceObserver((list) => {
             for (const entry of list.getEntries()) if (entry.name === 'click') window.waited.push(entry.duration);
         }).observe({ type: 'event', durationThreshold: 16 });",
    );
    browser.devtools("Emulation.setCPUThrottlingRate", &json!({ "rate": SLOWER }));
    let measure = |what: &str, css: &str, then: &str| {
        let mut times: Vec<f64> = (0..5)
            .map(|_| {
                browser.script("window.waited = []");
                browser.click(css);
                browser.until(what, then);
                let waited = browser
                    .until("its time", "return window.waited.length ? Math.max(...window.waited) : null");
                waited.as_f64().unwrap_or_default()
            })
            .collect();
        times.sort_by(f64::total_cmp);
        println!(
            "{what}: {:.0} ms in the middle, {:.0} at most (goal 50)",
            times[times.len() / 2],
            times[times.len() - 1]
        );
    };
    measure("open or close a why", "[data-charge] button", "return true");
    measure("another month", "nav.months a", "return !!document.querySelector('nav.months')");
}
