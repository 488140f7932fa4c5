//! 申請 from the person's side: drafts, files, sending once, amending, withdrawing, and the whole way to the refund.

use crate::forms::{self, PDF};
use crate::on_both_databases;
use crate::process::{As, Hub};
use crate::sessions::Timed;
use engine::form::{self, Answer, Kind};
use serde_json::{Value, json};

const PERSON: &str = "sample-yuki";
const HERE: &str = "130001";

fn mine(rest: &str) -> String {
    format!("/api/v1/people/{PERSON}/{rest}")
}

fn told(hub: &Hub, me: &As) -> Value {
    hub.get(&mine("applications"), me).is(200)
}

fn clerk() -> As {
    As::Key(format!("sandbox-{HERE}"))
}

/// A picture in shape with a place in it.
fn jpeg() -> Vec<u8> {
    let mut picture = vec![0xff, 0xd8];
    for (marker, body) in [
        (0xe1, &b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0GPS 35.6,139.7"[..]),
        (0xdb, &[7; 65]),
        (0xda, &[1; 8]),
    ] {
        picture.extend_from_slice(&[0xff, marker]);
        picture.extend_from_slice(&u16::try_from(body.len() + 2).unwrap_or_default().to_be_bytes());
        picture.extend_from_slice(body);
    }
    picture.extend_from_slice(&[1, 2, 0xff, 0x00, 3, 0xff, 0xd9]);
    picture
}

on_both_databases! {
    fn a_form_is_held_to_its_description_whatever_the_browser_says(hub: Hub) {
        let me = hub.sign_in(PERSON);
        forms::third_month(&hub, PERSON);
        let form = forms::complete(&hub, PERSON, Kind::MildHighCost);
        let application = mine("applications/a");
        let mut lacking = form.clone();
        lacking["answers"].as_object_mut().expect("answers").remove("phone");
        let refused = hub.put(&application, &me, &lacking);
        refused.is_problem(422, "form");
        let said = refused.json();
        assert_eq!((&said["field"], &said["problems"][0]["question"]), (&json!("answers.phone"), &json!("phone")));
        assert_eq!(said["problems"][0]["problem"]["key"], "form.problem.missing");
        hub.put(&application, &me, &forms::with(&form, "born_on", &json!("2999-01-01"))).is_problem(422, "form");
        hub.put(&application, &me, &forms::with(&form, "shoe_size", &json!("42"))).is_problem(422, "form");
        hub.put(&application, &me, &forms::with(&form, "address", &json!("1234-5678-9018"))).is_problem(422, "my_number");
        let mut invented = form.clone();
        invented["answers"]["address"] = json!({ "value": "見本市", "from": "myna" });
        hub.put(&application, &me, &invented).is_problem(422, "form");
        hub.put(&application, &me, &json!({ "kind": "flight", "answers": {} })).is_problem(422, "unreadable");
        hub.put(&application, &me, &json!({ "kind": "renewal", "answers": {} })).is_problem(409, "not_open");
        assert_eq!(told(&hub, &me), json!([]), "nothing of all that is recorded");
        let sent = hub.put(&application, &me, &form).is(201);
        let receipt = sent["receipt"].as_str().unwrap_or_default().to_owned();
        assert!(receipt.len() >= 9, "{sent}");
        let again = hub.put(&application, &me, &form).is(200);
        assert_eq!((&again["receipt"], &again["repeated"]), (&json!(receipt), &json!(true)));
        // Another window made an id of its own.
        let second = hub.put(&mine("applications/b"), &me, &form);
        second.is_problem(409, "under_way");
        assert_eq!(second.json()["detail"], receipt);
        let told = told(&hub, &me);
        assert_eq!(told.as_array().map(Vec::len), Some(1));
        let stages: Vec<&str> =
            told[0]["status"]["timeline"].as_array().into_iter().flatten().filter_map(|one| one["stage"].as_str()).collect();
        assert_eq!(stages, ["received", "review", "decision", "issue"]);
        assert_eq!((&told[0]["receipt"], &told[0]["status"]["office"]["confirmed"]), (&json!(receipt), &json!(false)));
    }

    fn two_windows_at_once_make_one_application(hub: Hub) {
        forms::third_month(&hub, PERSON);
        let form = forms::complete(&hub, PERSON, Kind::MildHighCost);
        let me = hub.sign_in(PERSON);
        let send = |id: &str| hub.put(&mine(&format!("applications/{id}")), &me, &form).status;
        let statuses: Vec<u16> = std::thread::scope(|scope| {
            let sending: Vec<_> = ["a", "a", "a", "b", "c"].map(|id| scope.spawn(move || send(id))).into_iter().collect();
            sending.into_iter().map(|one| one.join().expect("an answer")).collect()
        });
        assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
        assert_eq!(told(&hub, &me).as_array().map(Vec::len), Some(1));
    }

    fn a_draft_is_found_again_by_its_writer_and_by_nobody_else(hub: Hub) {
        let mut hub = hub;
        let me = hub.sign_in(PERSON);
        let draft = mine("drafts/a");
        let saving = |answers: Value, version: i64| json!({ "kind": "mild_high_cost", "answers": answers, "version": version });
        let first = hub.put(&draft, &me, &saving(json!({ "phone": { "value": "03-" } }), 0)).is(200);
        assert_eq!(first["version"], 1);
        hub.put(&draft, &me, &saving(json!({}), 0)).is_problem(409, "moved_on");
        hub.put(&draft, &me, &saving(json!({ "phone": { "value": "03-1234-5678" } }), 1)).is(200);
        hub.put(&draft, &me, &saving(json!({ "address": { "value": "123456789018" } }), 2)).is_problem(422, "my_number");
        hub.kill();
        hub.start_again();
        let elsewhere = hub.sign_in(PERSON);
        let found = hub.get(&mine("drafts"), &elsewhere).is(200);
        assert_eq!(found[0]["answers"]["phone"]["value"], "03-1234-5678");
        // Somebody who may act for the person fills in forms of their own.
        let mandate = json!({ "officer": "o", "history_key": "m", "fact": { "from": "2026-01-01", "capacity": "proxy" } });
        let path = format!("/api/v1/municipalities/{HERE}/people/{PERSON}/mandates/sample-nashi");
        hub.put(&path, &clerk(), &mandate).is(201);
        let proxy = hub.sign_in("sample-nashi");
        assert_eq!(hub.get(&mine("drafts"), &proxy).is(200), json!([]));
        hub.get(&mine("drafts"), &hub.sign_in("sample-taro")).is_problem(404, "not_found");
        forms::third_month(&hub, PERSON);
        let form = forms::complete(&hub, PERSON, Kind::MildHighCost);
        hub.put(&mine("applications/a"), &elsewhere, &form).is(201);
        assert_eq!(hub.get(&mine("drafts"), &elsewhere).is(200), json!([]), "sent is no draft any more");
    }

    fn a_draft_nobody_touches_for_a_month_is_gone_and_its_files_with_it(hub: Hub) {
        let timed = Timed::new(hub);
        let me = timed.hub.sign_in(PERSON);
        timed.hub.put(&mine("drafts/a"), &me, &json!({ "kind": "mild_high_cost", "answers": {} })).is(200);
        timed.hub.send_up(&mine("applications/a/attachments/1"), &me, PDF.to_vec()).is(201);
        let kept = |days: i64| {
            timed.minutes(days * 24 * 60);
            timed.hub.get(&mine("drafts"), &timed.hub.sign_in(PERSON)).is(200).as_array().map_or(0, Vec::len)
        };
        assert_eq!((kept(29), kept(31)), (1, 0));
        // At its start, and each day, the hub sweeps.
        let timed = timed.started_again();
        let files = || timed.hub.get(&mine("applications/a/attachments"), &timed.hub.sign_in(PERSON)).is(200);
        let begun = std::time::Instant::now();
        while files() != json!([]) {
            assert!(begun.elapsed() < std::time::Duration::from_mins(1), "{}", files());
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
    }

    fn what_the_authorities_hold_is_asked_item_by_item_and_agreed_to(hub: Hub) {
        let me = hub.sign_in(PERSON);
        forms::third_month(&hub, PERSON);
        let ask = |items: Value| hub.post(&mine("drafts/a/self-info"), &me, &json!({ "items": items }));
        let items = hub.get(&format!("/api/v1/people/{PERSON}/self-info"), &me).is(200);
        assert!(items.as_array().is_some_and(|items| items.contains(&json!("address"))), "{items}");
        ask(json!(["address"])).is_problem(409, "moved_on");
        hub.put(&mine("drafts/a"), &me, &json!({ "kind": "mild_high_cost", "answers": {} })).is(200);
        ask(json!(["name_of_cat"])).is_problem(422, "unreadable");
        ask(json!(["address"])).is(200);
        let offers = hub.get(&mine("drafts"), &me).is(200)[0]["offers"].clone();
        assert_eq!(offers.as_array().map(Vec::len), Some(1), "only what was asked for: {offers}");
        let offers: Vec<form::Offer> = serde_json::from_value(offers).expect("offers");
        let taken = [("address", Answer::taken(&offers[0]))];
        let form = forms::complete_with(&hub, PERSON, Kind::MildHighCost, &taken, &offers);
        hub.put(&mine("applications/a"), &me, &form).is(201);
        let told = told(&hub, &me)[0].clone();
        assert_eq!(told["form"]["answers"]["address"]["from"], "myna");
        // A correction may rest on the same, though the draft is gone.
        hub.put(&mine("applications/a/resubmissions/1"), &me, &forms::with(&form, "phone", &json!("0312340000"))).is(201);
    }

    fn files_are_known_by_their_content_stripped_and_counted(hub: Hub) {
        let me = hub.sign_in(PERSON);
        let attach = |id: &str, bytes: Vec<u8>| hub.send_up(&mine(&format!("applications/a/attachments/{id}")), &me, bytes);
        let picture = jpeg();
        let kept = attach("1", picture.clone()).is(201);
        assert_eq!(kept["media"], "image/jpeg");
        assert!(kept["bytes"].as_u64().is_some_and(|bytes| bytes < picture.len() as u64));
        assert_eq!(attach("1", picture.clone()).is(200)["repeated"], true);
        attach("1", PDF.to_vec()).is_problem(422, "key_reused");
        let got = hub.get(&mine("applications/a/attachments/1"), &me);
        assert_eq!((got.status, got.header("content-type")), (200, "image/jpeg"));
        assert!(got.header("content-disposition").starts_with("attachment") && !got.body.contains("GPS"));
        for (bytes, key) in [
            (b"GIF89a".to_vec(), "other_file"),
            (picture[..picture.len() - 2].to_vec(), "broken_file"),
            (b"%PDF-1.4 /JavaScript (x) startxref %%EOF".to_vec(), "unsafe_file"),
            (vec![0; 10_000_001], "too_large"),
        ] {
            let refused = attach("2", bytes);
            refused.is_problem(422, "file");
            assert_eq!(refused.json()["problems"][0]["problem"]["key"], format!("form.problem.{key}"));
        }
        let mut large = PDF.to_vec();
        large.splice(9..9, vec![b' '; 5_000_000]);
        attach("3", large.clone()).is(201);
        let full = attach("4", large);
        assert_eq!(full.json()["problems"][0]["problem"]["key"], "form.problem.too_large");
        hub.get(&mine("applications/a/attachments"), &hub.sign_in("sample-taro")).is_problem(404, "not_found");
        // A form names files by what the hub said of them, and by nothing else.
        let files = |bytes: &Value| json!([{ "id": "1", "media": kept["media"], "bytes": bytes, "digest": kept["digest"] }]);
        let named = |bytes: &Value| [("other_costs", Answer::typed(true)), ("receipts", Answer::typed(files(bytes)))];
        let invented = forms::complete_with(&hub, PERSON, Kind::MildHighCost, &named(&json!(1)), &[]);
        hub.put(&mine("applications/a"), &me, &invented).is_problem(422, "form");
        let form = forms::complete_with(&hub, PERSON, Kind::MildHighCost, &named(&kept["bytes"]), &[]);
        hub.put(&mine("applications/a"), &me, &form).is(201);
        // What is part of an application stays with it.
        assert_eq!(hub.send("DELETE", &mine("drafts/a"), &me, &[], None).status, 204);
        assert_eq!(hub.get(&mine("applications/a/attachments"), &me).is(200).as_array().map(Vec::len), Some(2));
        // What was sent up for nothing goes with its draft.
        hub.send_up(&mine("applications/b/attachments/1"), &me, PDF.to_vec()).is(201);
        assert_eq!(hub.send("DELETE", &mine("drafts/b"), &me, &[], None).status, 204);
        assert_eq!(hub.get(&mine("applications/b/attachments"), &me).is(200), json!([]));
    }

    fn until_it_is_decided_it_can_be_changed_and_withdrawn(hub: Hub) {
        let me = hub.sign_in(PERSON);
        forms::third_month(&hub, PERSON);
        let by_key = [("doctor_by", Answer::typed("access_key")), ("registry_consent", Answer::typed(true))];
        let form = forms::complete_with(&hub, PERSON, Kind::MildHighCost, &by_key, &[]);
        hub.put(&mine("applications/a"), &me, &form).is(201);
        let first = told(&hub, &me)[0].clone();
        assert!(!first.to_string().contains(&forms::key()), "the key is shown to nobody");
        assert_eq!(first["status"]["registry_consent"], true);
        let theirs = format!("/api/v1/municipalities/{HERE}/applications");
        let listed = hub.send("GET", &theirs, &clerk(), &[("x-officer", "o")], None).is(200);
        assert_eq!(listed[0]["form"]["answers"]["access_key"]["value"], forms::key(), "whoever fetches the certificate needs it");
        let consent = |given: bool, id: &str| {
            hub.put(&mine(&format!("applications/a/registry-consents/{id}")), &me, &json!({ "given": given })).is(201)
        };
        consent(false, "1");
        assert_eq!(told(&hub, &me)[0]["status"]["registry_consent"], false);
        hub.put(&mine("applications/a/resubmissions/1"), &me, &forms::with(&form, "phone", &json!("0312340000"))).is(201);
        // The page has only seen the key's end, and sends that back.
        let shown = json!({ "kind": "mild_high_cost", "answers": told(&hub, &me)[0]["form"]["answers"] });
        hub.put(&mine("applications/a/resubmissions/again"), &me, &shown).is(201);
        let listed = hub.send("GET", &theirs, &clerk(), &[("x-officer", "o")], None).is(200);
        assert_eq!(listed[0]["form"]["answers"]["access_key"]["value"], forms::key());
        let other = forms::complete(&hub, PERSON, Kind::MildHighCost);
        let mut kind = other.clone();
        kind["kind"] = json!("change");
        hub.put(&mine("applications/a/resubmissions/2"), &me, &kind).is_problem(422, "unreadable");
        assert_eq!(told(&hub, &me)[0]["form"]["answers"]["phone"]["value"], "0312340000");
        hub.put(&mine("applications/a/withdrawal"), &me, &Value::Null).is(201);
        hub.put(&mine("applications/a/resubmissions/3"), &me, &other).is_problem(409, "moved_on");
        hub.put(&mine("applications/b"), &me, &other).is(201);
        consent(true, "2");
        assert_eq!(told(&hub, &me)[1]["status"]["registry_consent"], true);
    }

    fn an_authority_that_takes_packages_gets_one_archive(hub: Hub) {
        let hub = hub.with(&["--packages", HERE]);
        let me = hub.sign_in(PERSON);
        let kept = hub.send_up(&mine("applications/a/attachments/1"), &me, PDF.to_vec()).is(201);
        let file = json!([{ "id": "1", "media": kept["media"], "bytes": kept["bytes"], "digest": kept["digest"] }]);
        let answers = [("other_costs", Answer::typed(true)), ("receipts", Answer::typed(file))];
        let form = forms::complete_with(&hub, PERSON, Kind::MildHighCost, &answers, &[]);
        hub.put(&mine("applications/a"), &me, &form).is(201);
        let here = format!("/api/v1/municipalities/{HERE}");
        let waiting = hub.get(&format!("{here}/packages"), &clerk()).is(200);
        assert_eq!((&waiting[0]["application"], waiting.as_array().map(Vec::len)), (&json!("a"), Some(1)));
        let application = format!("{here}/people/{PERSON}/applications/a");
        let archive = hub.send("GET", &format!("{application}/package"), &clerk(), &[("x-officer", "o")], None);
        assert_eq!((archive.status, archive.header("content-type")), (200, "application/zip"));
        for part in ["manifest.json", "application.json", "files/01.pdf", "assumed/1", "%PDF-1.7"] {
            assert!(archive.body.contains(part), "{part}");
        }
        let sequence = waiting[0]["sequence"].as_i64().unwrap_or_default();
        let received = format!("{application}/packages/{sequence}/received");
        assert_eq!(hub.put(&received, &clerk(), &Value::Null).status, 204);
        assert_eq!(hub.get(&format!("{here}/packages"), &clerk()).is(200), json!([]));
    }

    /// Charge at the desk → notice → application → decision → certificate → the next charge clipped at the new cap → what comes back.
    fn the_whole_way(hub: Hub) {
        let me = hub.sign_in(PERSON);
        let notices = || hub.get(&mine("notices"), &me).is(200);
        let told_of = |key: &str| notices().as_array().is_some_and(|all| all.iter().any(|one| one["notice"]["key"] == key));
        assert!(!told_of("watch.mild.met"));
        forms::third_month(&hub, PERSON);
        assert!(told_of("watch.mild.met"), "{}", notices());
        let (facts, today) = forms::facts(&hub, PERSON);
        let opened = form::open_kinds(&facts, today);
        assert_eq!((opened[0].kind, opened[0].fits), (Kind::MildHighCost, true));
        let form = forms::complete(&hub, PERSON, Kind::MildHighCost);
        hub.put(&mine("applications/a"), &me, &form).is(201);
        let view = form::work_out(Kind::MildHighCost, &facts, &form::Given::default(), today);
        let start = view.start.and_then(|start| start.dates.ordinary).expect("a first day").start;
        // The day after the third month was reached is tomorrow; the certificate counts from then.
        assert_eq!(start, today.next());
        let from = today.to_string();
        let fact = json!({ "scheme": "54", "name": "特定医療費（指定難病）受給者証", "valid": { "from": from, "until": "2099-12-31" },
            "caps": [{ "from": from, "cap": 10_000 }], "decided_on": start.to_string(), "income_class": "middle1" });
        let granted = json!({ "outcome": "granted", "certificate": "n",
            "change": { "officer": "officer-1", "history_key": "k1", "fact": fact } });
        let path = format!("/api/v1/municipalities/{HERE}/people/{PERSON}/applications/a");
        let examined = hub.send("GET", &path, &clerk(), &[("x-officer", "o")], None).is(200);
        assert_eq!(examined["evidence"]["start"]["dates"]["ordinary"]["start"], start.to_string());
        assert_eq!(examined["evidence"]["statement"]["count"]["count"], 3);
        let path = format!("{path}/decision");
        hub.put(&path, &clerk(), &granted).is(201);
        let told = told(&hub, &me)[0].clone();
        let decision = &told["status"]["decision"];
        assert_eq!((&told["state"], &decision["certificate"]), (&json!("granted"), &json!("n")));
        // The authority put an earlier first day on it than the rule gives: that is said, not hidden.
        assert_eq!((&decision["start"]["start"], &decision["as_worked_out"]), (&json!(start.to_string()), &json!(false)));
        // The next charge, certificate in hand: two tenths, and no more than the cap leaves.
        let facility = As::Key("sandbox-1310000001".to_owned());
        let charge = json!({ "patient": PERSON, "facility": { "code": "1310000001", "name": "見本病院", "designated": true },
            "certificates": ["n"], "service_day": from, "total10": 90_000 });
        hub.put("/api/v1/facilities/1310000001/charges/next", &facility, &charge).is(201);
        let (facts, today) = forms::facts(&hub, PERSON);
        let view = engine::view::view(&facts, today);
        let ledger = &view.ledgers[0];
        assert_eq!(ledger.this_month.used.yen, engine::Yen::new(10_000), "clipped at the cap: {ledger:?}");
        // What was paid before it came: 30,000 at three tenths; under the cap nothing of it is left, or the next charge fills it.
        let claims = form::open_kinds(&facts, today).into_iter().find(|one| one.kind == Kind::Refund).expect("償還払い");
        assert!(claims.fits && claims.at_stake > Some(engine::Yen::ZERO), "{claims:?}");
        let claim = form::work_out(Kind::Refund, &facts, &form::Given::default(), today).claim.expect("a claim");
        assert_eq!(Some(claim.total), claims.at_stake);
        let refund = forms::complete(&hub, PERSON, Kind::Refund);
        hub.put(&mine("applications/r"), &me, &refund).is(201);
    }
}
