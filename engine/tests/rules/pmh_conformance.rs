//! Every document of `tests/data/pmh` against its expected view. `PMH_EXPECT=write` writes the views anew, for reading in a diff.

use engine::pmh::{Answer, Refused, read_error_file, read_result, registration};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/pmh")
}

fn documents() -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder())
        .expect("the pack")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| !path.to_string_lossy().ends_with(".expected.json"))
        .filter(|path| path.extension().is_some_and(|kind| kind != "md"))
        .collect();
    paths.sort();
    paths
}

fn view(path: &Path) -> Value {
    let bytes = std::fs::read(path).expect("a document");
    let answer = |read: Result<Answer, Refused>| match read {
        Ok(answer) => json!({"answer": answer}),
        Err(refused) => json!({"refused": refused}),
    };
    match path.extension().and_then(|kind| kind.to_str()) {
        Some("xml") => answer(read_result(&bytes)),
        Some("err") => answer(read_error_file(&bytes)),
        _ => match registration::read(&bytes) {
            Ok(registrations) => {
                let written = registration::write(&registrations).expect("what was read can be written");
                let again = registration::read_without_number(written.json.to_string().as_bytes());
                assert_eq!(again.as_ref(), Ok(&registrations), "{} does not come back", path.display());
                json!({"registrations": registrations, "written": written})
            }
            Err(errors) => json!({"errors": errors}),
        },
    }
}

#[test]
fn every_document_gives_its_expected_view() {
    let write = std::env::var("PMH_EXPECT").is_ok_and(|wish| wish == "write");
    let mut wrong = Vec::new();
    let documents = documents();
    assert!(documents.len() >= 45, "{} documents", documents.len());
    for path in documents {
        let seen = serde_json::to_string_pretty(&view(&path)).expect("JSON") + "\n";
        let expected = PathBuf::from(format!("{}.expected.json", path.display()));
        if write {
            std::fs::write(&expected, &seen).expect("written");
        } else if std::fs::read_to_string(&expected).ok().as_deref() != Some(seen.as_str()) {
            wrong.push(format!("{}:\n{seen}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_individual_number_comes_out() {
    for path in documents() {
        let seen = view(&path).to_string();
        for digits in ["123456789018", "1234 5678 9018", "1234-5678-9018", "000000000000", "myNumber\":"] {
            assert!(!seen.contains(digits), "{}: {digits}", path.display());
        }
        let bytes = std::fs::read(&path).expect("a document");
        let debug = format!(
            "{:?} {:?} {:?}",
            read_result(&bytes),
            registration::read(&bytes),
            registration::read_without_number(&bytes)
        );
        assert!(!debug.contains("123456789018") && !debug.contains("000000000000"), "{}", path.display());
    }
}

#[test]
fn what_a_file_gives_goes_through_the_door_of_the_facts() {
    for path in documents().into_iter().filter(|path| path.extension().is_some_and(|kind| kind == "xml")) {
        let Ok(answer) = read_result(&std::fs::read(&path).expect("a document")) else { continue };
        for certificate in answer.certificates {
            let json = serde_json::to_string(&certificate).expect("JSON");
            let back: engine::facts::Certificate = engine::facts::door::read(&json)
                .unwrap_or_else(|refused| panic!("{}: {refused}", path.display()));
            assert_eq!(back, certificate, "{}", path.display());
        }
    }
}

#[test]
fn both_readers_know_one_certificate_by_one_id() {
    let result =
        read_result(&std::fs::read(folder().join("result-one-certificate.xml")).expect("a document"));
    let registered =
        registration::read(&std::fs::read(folder().join("registration-four.json")).expect("a document"));
    let (Ok(result), Ok(registered)) = (result, registered) else { panic!("refused") };
    assert_eq!(result.certificates[0].payer_number, registered[0].certificate.payer_number);
    assert_ne!(
        result.certificates[0].id, registered[0].certificate.id,
        "another sub-key is another certificate"
    );
    assert_eq!(result.certificates[0].face[3], registered[0].certificate.face[0]);
}
