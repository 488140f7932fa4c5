//! The command line: one JSON document in, one out. See `engine/README.md`.

use std::io::{Read, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut command = None;
    let mut as_of = None;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.strip_prefix("--as-of") {
            Some("") => as_of = Some(arguments.next().unwrap_or_default()),
            Some(value) if value.starts_with('=') => as_of = value.get(1..).map(str::to_owned),
            _ if command.is_none() => command = Some(argument),
            _ => return refuse("argument.unknown", &argument),
        }
    }
    let Some(command) = command else { return refuse("command.missing", "command") };
    let mut bytes = Vec::new();
    if std::io::stdin().lock().read_to_end(&mut bytes).is_err() {
        return refuse("input.unreadable", "");
    }
    let Ok(document) = String::from_utf8(bytes) else { return refuse("input.not_utf8", "") };
    let answer = engine::cases::answer(&command, &document, as_of.as_deref());
    write(&answer.document, answer.good)
}

fn refuse(code: &'static str, field: &str) -> ExitCode {
    let refused = engine::facts::door::Refused::new(code, field, "");
    write(&serde_json::json!({ "error": refused }), false)
}

/// One document and a line end; a reader that has gone away is no business of ours.
fn write(document: &serde_json::Value, good: bool) -> ExitCode {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{document}").and_then(|()| out.flush());
    if good { ExitCode::SUCCESS } else { ExitCode::from(2) }
}
