//! The program itself: standard input, standard output, exit code.

use serde_json::{Value, json};
use std::io::Write;
use std::process::{Command, Stdio};

/// Runs the program; its exit code and the one document it wrote.
fn engine(arguments: &[&str], input: &[u8]) -> (Option<i32>, Value) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_engine"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A refused command line does not read its input.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    (output.status.code(), serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn a_good_case_exits_with_zero() {
    let case = json!({"months": {"2026-05": 40000}, "application_month": "2026-06"}).to_string();
    let (code, answer) = engine(&["watch"], case.as_bytes());
    assert_eq!((code, &answer["count"]), (Some(0), &json!(1)));
    let (code, _) = engine(&["watch", "--as-of", "2026-11-20"], case.as_bytes());
    assert_eq!(code, Some(0));
    let (code, _) = engine(&["--as-of=2026-11-20", "watch"], case.as_bytes());
    assert_eq!(code, Some(0));
    // A list with a bad case in it is answered.
    let (code, answer) = engine(&["split"], br#"{"cases": [{}]}"#);
    assert_eq!((code, answer["results"][0]["error"]["code"].as_str()), (Some(0), Some("field.missing")));
}

#[test]
fn bad_input_exits_with_two_and_one_error() {
    for (arguments, input, field) in [
        (&["watch", "--as-offf"][..], &b"{}"[..], "--as-offf"),
        (&["split"], b"{}", "age"),
        (&["split"], b"not json", ""),
        (&["split"], b"\xff\xfe", ""),
        (&["split"], b"", ""),
        (&["dance"], b"{}", "command"),
        (&[], b"{}", "command"),
        (&["watch", "--as-of"], b"{}", "--as-of"),
        (&["watch", "--as-of", "soon"], b"{}", "--as-of"),
        (&["watch", "--quickly"], b"{}", "--quickly"),
        (&["watch", "split"], b"{}", "split"),
        (
            &["ledger"],
            br#"{"houbetsu": 54, "cap": 1, "rows": [{}, {"note": 1}, {}, {"total10": []}]}"#,
            "rows[3].total10",
        ),
    ] {
        let (code, answer) = engine(arguments, input);
        assert_eq!(
            (code, answer["error"]["field"].as_str()),
            (Some(2), Some(field)),
            "{arguments:?} {answer}"
        );
        assert!(answer["error"]["code"].is_string() && answer["error"]["detail"].is_string());
    }
}
