//! アクセス記録: who looked is there before they see anything, and nobody edits it unnoticed.

use crate::forms;
use crate::on_both_databases;
use crate::process::{As, Hub};
use base64::Engine as _;
use engine::form::Kind;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::process::Output;

const HERE: &str = "130001";
const FACILITY: &str = "1310000001";
const PERSON: &str = "sample-hanako";

fn clerk() -> As {
    As::Key(format!("sandbox-{HERE}"))
}

fn facility() -> As {
    As::Key(format!("sandbox-{FACILITY}"))
}

fn ask(hub: &Hub, person: &str) -> u16 {
    let path = format!("/api/v1/facilities/{FACILITY}/eligibility");
    hub.post(&path, &facility(), &json!({ "patient": person })).status
}

fn log(hub: &Hub, person: &str) -> Vec<Value> {
    let told = hub.get(&format!("/api/v1/people/{person}/access-log"), &hub.sign_in(person)).is(200);
    told.as_array().cloned().unwrap_or_default()
}

/// Is the log whole? And what was said of it.
fn verify(hub: &Hub, more: &[&str]) -> (bool, String) {
    let Output { status, stdout, stderr } = hub.run(&[&["verify-log"], more].concat());
    let told = format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    (status.success(), told)
}

/// Takes away what keeps the tables as they are, as somebody could to whom the database belongs; and keeps a copy.
fn break_in(hub: &Hub) {
    for table in ["access_chain", "access_look", "access_checkpoint"] {
        for trigger in ["changes", "goes"] {
            let on = if hub.is_on_postgres() { format!(" ON {table}") } else { String::new() };
            hub.run_sql(&format!("DROP TRIGGER {table}_never_{trigger}{on}"));
        }
    }
    if hub.is_on_postgres() {
        hub.run_sql("DROP TRIGGER access_look_goes_in_time ON access_look");
    }
    for table in TABLES {
        hub.run_sql(&format!("CREATE TABLE copy_of_{table} AS SELECT * FROM {table}"));
    }
}

fn put_back(hub: &Hub) {
    for table in TABLES {
        hub.run_sql(&format!("DELETE FROM {table}"));
        hub.run_sql(&format!("INSERT INTO {table} SELECT * FROM copy_of_{table}"));
    }
}

const TABLES: [&str; 4] = ["access_chain", "access_look", "access_head", "access_checkpoint"];

/// Ten looks at two people, signed; the witness's file.
fn looks(hub: &Hub) -> (String, String) {
    for person in [PERSON, "sample-taro"].iter().cycle().take(10) {
        assert_eq!(ask(hub, person), 200);
    }
    hub.sign_log()
}

/// Of a chain's entry and of its text, as docs/access-log.md has it, and up to the root.
fn root_of(proof: &Value) -> Vec<u8> {
    let text = |bytes: &[u8]| [&u32::try_from(bytes.len()).expect("short").to_be_bytes()[..], bytes].concat();
    let of = |field: &str| bytes(proof[field].as_str().unwrap_or_default());
    let said = FIELDS.iter().map(|field| text(proof["said"][field].as_str().unwrap_or("?").as_bytes()));
    let commitment =
        Sha256::digest([vec![1], text(&of("salt"))].into_iter().chain(said).collect::<Vec<_>>().concat());
    assert_eq!(commitment[..], of("commitment")[..], "{proof}");
    let sequence = proof["sequence"].as_u64().unwrap_or_default();
    let leaf = [
        vec![0, 1],
        text(HERE.as_bytes()),
        sequence.to_be_bytes().to_vec(),
        text(proof["at"].as_str().unwrap_or_default().as_bytes()),
        text(&commitment),
        text(&of("previous")),
    ];
    let mut hash = Sha256::digest(leaf.concat()).to_vec();
    assert_eq!(hash, of("hash"));
    let size: u64 =
        proof["checkpoint"].as_str().and_then(|note| note.lines().nth(1)?.parse().ok()).expect("a size");
    // From below: the other half is on the left of an odd place, and of a last place that has nothing on its right.
    let (mut place, mut last) = (sequence - 1, size - 1);
    for other in proof["path"].as_array().into_iter().flatten() {
        let other = bytes(other.as_str().unwrap_or_default());
        while place % 2 == 0 && place == last {
            (place, last) = (place / 2, last / 2);
        }
        let (left, right) = if place % 2 == 1 { (&other, &hash) } else { (&hash, &other) };
        hash = Sha256::digest([&[1], &left[..], &right[..]].concat()).to_vec();
        (place, last) = (place / 2, last / 2);
    }
    hash
}

fn bytes(hexadecimal: &str) -> Vec<u8> {
    let digits = |at: usize| u8::from_str_radix(&hexadecimal[at..at + 2], 16).expect("hexadecimal");
    (0..hexadecimal.len()).step_by(2).map(digits).collect()
}

const FIELDS: [&str; 15] = [
    "person",
    "role",
    "issuer",
    "subject",
    "organisation",
    "office",
    "officer",
    "on_behalf_of",
    "purpose",
    "reason",
    "action",
    "objects",
    "decision",
    "policy",
    "request",
];

on_both_databases! {
    fn looks_and_changes_say_who_what_and_why(hub: Hub) {
        let consents = format!("/api/v1/facilities/{FACILITY}/consents");
        for (id, given) in [("1", true), ("2", false)] {
            hub.put(&format!("{consents}/{id}"), &facility(), &json!({ "patient": PERSON, "given": given })).is(201);
        }
        assert_eq!(ask(&hub, PERSON), 200);
        let about = format!("/api/v1/municipalities/{HERE}/people/{PERSON}");
        let mandate = json!({ "officer": "officer-1", "history_key": "m", "fact": { "from": "2026-01-01", "capacity": "proxy" } });
        hub.put(&format!("{about}/mandates/sample-nashi"), &clerk(), &mandate).is(201);
        let officer = [("x-officer", "officer-2")];
        hub.send("GET", &format!("{about}/history"), &clerk(), &officer, None).is(200);
        hub.get(&format!("/api/v1/people/{PERSON}/facts"), &hub.sign_in("sample-nashi")).is(200);
        let form = forms::complete(&hub, PERSON, Kind::Change);
        hub.put(&format!("/api/v1/people/{PERSON}/applications/a"), &hub.sign_in("sample-nashi"), &form).is(201);
        let note = json!({ "officer": "officer-3", "note": "x" });
        hub.put(&format!("{about}/applications/a/correction-requests/1"), &clerk(), &note).is(201);
        let decision = json!({ "outcome": "refused", "officer": "officer-3", "mild": false, "notified_on": hub.today(), "note": "" });
        hub.put(&format!("{about}/applications/a/decision"), &clerk(), &decision).is(201);
        assert!(hub.run(&["export"]).status.success());

        let log = log(&hub, PERSON);
        let told: Vec<[&str; 5]> = log
            .iter()
            .rev()
            .map(|line| ["role", "actor", "officer", "action", "purpose"].map(|field| line[field].as_str().unwrap_or_default()))
            .collect();
        assert_eq!(
            told,
            [
                ["facility", FACILITY, "", "access.consent_given", "purpose.visit"],
                ["facility", FACILITY, "", "access.consent_declined", "purpose.visit"],
                ["facility", FACILITY, "", "access.eligibility", "purpose.visit"],
                ["municipality", HERE, "officer-1", "access.changed", "purpose.administration"],
                ["municipality", HERE, "officer-2", "access.history", "purpose.administration"],
                ["person", "sample-nashi", "", "access.facts", "purpose.proxy"],
                ["person", "sample-nashi", "", "access.applied", "purpose.proxy"],
                ["municipality", HERE, "officer-3", "access.correction_asked", "purpose.administration"],
                ["municipality", HERE, "officer-3", "access.decided", "purpose.administration"],
                ["operator", HERE, "", "access.export", "purpose.operation"],
            ]
        );
        assert_eq!(log[6]["objects"], json!(["mandate/sample-nashi"]));
        assert_eq!(log[1]["objects"], json!(["application/a"]));
        let (whole, told) = verify(&hub, &[]);
        assert!(whole && told.contains(&format!("{HERE}: ")), "{told}");
    }

    fn a_look_says_under_which_request_it_was_answered(hub: Hub) {
        let path = format!("/api/v1/facilities/{FACILITY}/eligibility");
        let answer = hub.post(&path, &facility(), &json!({ "patient": PERSON }));
        let request = answer.header("x-request-id").to_owned();
        assert_eq!(request.len(), 32);
        assert_eq!(hub.number(&format!("SELECT COUNT(*) FROM access_look WHERE request = '{request}'")), 1);
    }

    fn the_database_itself_refuses_to_change_the_log(hub: Hub) {
        assert_eq!(ask(&hub, PERSON), 200);
        for table in ["access_chain", "access_look"] {
            assert!(!hub.try_sql(&format!("UPDATE {table} SET sequence = sequence + 1000")), "{table}");
            assert!(!hub.try_sql(&format!("DELETE FROM {table}")), "{table}");
        }
        assert!(verify(&hub, &[]).0);
    }

    fn whatever_is_changed_behind_its_back_is_found(hub: Hub) {
        let (key, witness) = looks(&hub);
        break_in(&hub);
        let at = |table: &str, set: &str| format!("UPDATE {table} SET {set} WHERE authority = '{HERE}' AND sequence = 4");
        let mut changes: Vec<String> = FIELDS.iter().map(|text| at("access_look", &format!("{text} = {text} || 'x'"))).collect();
        let commitment = "(SELECT commitment FROM access_chain AS link WHERE link.authority = access_look.authority AND link.sequence = 4)";
        changes.extend([
            at("access_look", &format!("salt = {commitment}")),
            at("access_look", "sequence = 4000"),
            at("access_look", "authority = 'x'"),
            at("access_chain", "at = at || ' '"),
            at("access_chain", "version = 2"),
            at("access_chain", "commitment = previous"),
            at("access_chain", "previous = hash"),
            at("access_chain", "hash = previous"),
            at("access_chain", "sequence = 4000"),
            at("access_chain", "sequence = 0"),
            at("access_chain", "authority = 'x'"),
            "DELETE FROM access_look WHERE sequence = 4".to_owned(),
            "DELETE FROM access_chain WHERE sequence = 4".to_owned(),
            "DELETE FROM access_chain".to_owned(),
            "DELETE FROM access_head".to_owned(),
            "UPDATE access_head SET size = size + 1".to_owned(),
            "UPDATE access_head SET hash = (SELECT previous FROM access_chain WHERE sequence = 2)".to_owned(),
            "UPDATE access_head SET peaks = (SELECT previous FROM access_chain WHERE sequence = 2)".to_owned(),
            "UPDATE access_checkpoint SET size = size - 1".to_owned(),
            // One letter of the signature, always another one: base64 ends the note.
            "UPDATE access_checkpoint SET note = substr(note, 1, length(note) - 21)
                 || CASE substr(note, length(note) - 20, 1) WHEN 'A' THEN 'B' ELSE 'A' END || substr(note, length(note) - 19)"
                .to_owned(),
            // A look that nobody had, beside the chain and as part of it.
            "INSERT INTO access_look SELECT authority, 4000, salt, person, role, issuer, subject, organisation, office, officer, on_behalf_of,
                 purpose, reason, action, objects, decision, policy, request FROM access_look WHERE sequence = 4".to_owned(),
            "INSERT INTO access_chain SELECT authority, 4000, version, at, commitment, previous, hash FROM access_chain WHERE sequence = 4".to_owned(),
        ]);
        assert!(verify(&hub, &["--checkpoint", &witness]).0);
        for change in &changes {
            hub.run_sql(change);
            let (whole, told) = verify(&hub, &[]);
            assert!(!whole && told.contains("NOT WHOLE"), "{change}: {told}");
            put_back(&hub);
        }
        // Two entries change places, and every link with them.
        for table in ["access_chain", "access_look"] {
            for (from, to) in [(4, 4000), (5, 4), (4000, 5)] {
                hub.run_sql(&format!("UPDATE {table} SET sequence = {to} WHERE sequence = {from}"));
            }
        }
        assert!(!verify(&hub, &[]).0);
        put_back(&hub);
        let (whole, told) = verify(&hub, &["--checkpoint", &witness, "--log-key", &key]);
        assert!(whole, "{told}");
        // The public half is enough to verify, and not to sign.
        let public = format!("{key}.pub");
        assert!(verify(&hub, &["--checkpoint", &witness, "--log-key", &public]).0);
        assert!(!hub.run(&["checkpoint", "--log-key", &public]).status.success());
    }

    fn an_end_that_was_cut_off_is_known_by_what_was_signed(hub: Hub) {
        let mut hub = hub;
        let (_, witness) = looks(&hub);
        hub.kill();
        break_in(&hub);
        // As if the log had never been: chain, words and end agree with each other.
        for table in ["access_chain", "access_look", "access_head"] {
            hub.run_sql(&format!("DELETE FROM {table}"));
        }
        let (whole, told) = verify(&hub, &[]);
        assert!(!whole && told.contains("it was signed that there were"), "{told}");
        // Whoever removes the hub's own checkpoints, too, is given away by the witness's.
        hub.run_sql("DELETE FROM access_checkpoint");
        assert!(verify(&hub, &[]).0, "nothing is there that could disagree");
        let (whole, told) = verify(&hub, &["--checkpoint", &witness]);
        assert!(!whole && told.contains("it was signed that there were"), "{told}");
        // And so is a new log in place of the old one.
        hub.start_again();
        (0..10).for_each(|_| assert_eq!(ask(&hub, PERSON), 200));
        let (whole, told) = verify(&hub, &["--checkpoint", &witness]);
        assert!(!whole && told.contains("are not those that were signed"), "{told}");
    }

    fn what_was_written_before_there_was_a_chain_is_in_it(hub: Hub) {
        let mut hub = hub;
        hub.kill();
        for (sequence, role, actor, action) in [
            (1, "facility", FACILITY, "access.eligibility"),
            (2, "person", "sample-nashi", "access.facts"),
            (3, "facility", FACILITY, "access.refused"),
        ] {
            hub.run_sql(&format!(
                "INSERT INTO earlier_access (sequence, authority, person, role, actor, officer, action, at)
                 VALUES ({sequence}, '{HERE}', '{PERSON}', '{role}', '{actor}', '', '{action}', '2026-10-0{sequence}T09:00:00+09:00')"
            ));
        }
        hub.start_again();
        assert_eq!(ask(&hub, PERSON), 200);
        let log = log(&hub, PERSON);
        let told: Vec<(&str, &str, &str)> = log
            .iter()
            .map(|line| ["actor", "action", "at"].map(|field| line[field].as_str().unwrap_or_default()))
            .map(|[actor, action, at]| (actor, action, &at[..10]))
            .collect();
        assert_eq!(
            told[1..],
            [
                (FACILITY, "access.refused", "2026-10-03"),
                ("sample-nashi", "access.facts", "2026-10-02"),
                (FACILITY, "access.eligibility", "2026-10-01"),
            ]
        );
        assert_eq!((&log[1]["refused"], &log[1]["sequence"]), (&json!(true), &json!(3)));
        assert!(verify(&hub, &[]).0);
    }

    fn a_person_can_hold_a_proof_of_each_line(hub: Hub) {
        // More than one subtree that is kept, and an end that is none.
        (0..300).for_each(|_| assert_eq!(ask(&hub, PERSON), 200));
        let me = hub.sign_in(PERSON);
        let proof = |line: i64| hub.get(&format!("/api/v1/people/{PERSON}/access-log/{line}/proof"), &me);
        hub.sign_log();
        for line in [1, 2, 128, 255, 256, 257, 288, 299, 300] {
            let proof = proof(line).is(200);
            let note = proof["checkpoint"].as_str().unwrap_or_default();
            let root = note.lines().nth(2).unwrap_or_default().to_owned();
            assert_eq!(base64::engine::general_purpose::STANDARD.encode(root_of(&proof)), root, "{line}: {proof}");
            assert_eq!(proof["said"]["action"], "access.eligibility");
        }
        // 301 is that the person signed in.
        assert_eq!(proof(301).is(200)["said"]["action"], "log.signed_in");
        assert_eq!(ask(&hub, PERSON), 200);
        proof(302).is_problem(404, "not_found");
        proof(0).is_problem(404, "not_found");
        // Of nobody else's lines.
        let other = hub.sign_in("sample-taro");
        hub.get("/api/v1/people/sample-taro/access-log/1/proof", &other).is_problem(404, "not_found");
    }

    fn words_whose_time_is_over_go_and_the_chain_holds(hub: Hub) {
        let (_, witness) = looks(&hub);
        assert!(hub.run(&["forget-looks", "2020-01-01"]).stdout.is_empty(), "nothing is that old");
        assert_eq!(log(&hub, PERSON).len(), 5);
        let last = || hub.number(&format!("SELECT MAX(sequence) FROM access_chain WHERE authority = '{HERE}'"));
        let before = last();
        let forgotten = hub.run(&["forget-looks", "2099-01-01"]);
        assert!(String::from_utf8_lossy(&forgotten.stdout).contains(&format!("{HERE}: the words of entries up to {before} ")), "{forgotten:?}");
        assert!(log(&hub, PERSON).is_empty());
        let (whole, told) = verify(&hub, &["--checkpoint", &witness]);
        assert!(whole && told.contains(&format!("{} entries", last())), "{told}");
        // The database lets go what an entry says and nothing else.
        assert_eq!(ask(&hub, PERSON), 200);
        assert!(!hub.try_sql("DELETE FROM access_look"));
        break_in(&hub);
        let newest = last();
        hub.run_sql(&format!("DELETE FROM access_look WHERE sequence = {newest}"));
        let (whole, told) = verify(&hub, &[]);
        assert!(!whole && told.contains(&format!("what entry {newest} says is gone")), "{told}");
    }

    fn without_the_log_nobody_is_told_anything(hub: Hub) {
        assert_eq!(ask(&hub, PERSON), 200);
        let mandate = json!({ "officer": "o", "history_key": "m", "fact": { "from": "2026-01-01", "capacity": "proxy" } });
        let path = format!("/api/v1/municipalities/{HERE}/people/{PERSON}/mandates/sample-nashi");
        hub.put(&path, &clerk(), &mandate).is(201);
        let (proxy, own) = (hub.sign_in("sample-nashi"), hub.sign_in(PERSON));
        let reads = format!("/api/v1/people/{PERSON}/facts");
        for table in ["access_head", "access_chain", "access_look"] {
            hub.run_sql(&format!("ALTER TABLE {table} RENAME TO away"));
            let path = format!("/api/v1/facilities/{FACILITY}/eligibility");
            hub.post(&path, &facility(), &json!({ "patient": PERSON })).is_problem(503, "storage");
            hub.get(&reads, &proxy).is_problem(503, "storage");
            // Who reads about themselves needs no entry.
            hub.get(&reads, &own).is(200);
            hub.run_sql(&format!("ALTER TABLE away RENAME TO {table}"));
        }
        hub.get(&reads, &proxy).is(200);
        assert_eq!(ask(&hub, PERSON), 200);
        assert!(verify(&hub, &[]).0);
    }
}

#[test]
fn a_key_is_made_once_and_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("key");
    let name = file.display().to_string();
    let make = || crate::process::run_on(folder.path(), None, &["make-log-key", "pmh.example", &name]);
    let made = make();
    let public = String::from_utf8_lossy(&made.stdout).into_owned();
    assert!(made.status.success() && public.starts_with("pmh.example+"), "{made:?}");
    assert_eq!(std::fs::read_to_string(format!("{name}.pub")).ok(), Some(public));
    let mode = std::fs::metadata(&file).expect("the key").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let again = make();
    assert!(
        !again.status.success() && String::from_utf8_lossy(&again.stderr).contains("untouched"),
        "{again:?}"
    );
}
