//! An answer as it is read again: a choice by its name, a day as a day, an amount as an amount, an access key hidden.

use crate::component::amounts::{count, day, month};
use crate::node::{Element, Node, el};
use crate::words::Words;
use engine::form::{Ask, QuestionView};
use engine::{Day, Month};
use serde_json::Value;

/// What the answer says. An amount is the person's own, so it is a text and not one of the engine's amounts.
pub fn value(words: &Words, question: &QuestionView, value: &Value) -> Vec<Node> {
    let text = value.as_str().unwrap_or_default();
    let said = |text: String| vec![Node::Text(text)];
    let choice = |code: &str| words.say(&["form.choice.", question.key, ".", code].concat());
    match question.ask {
        Ask::Day => match text.parse::<Day>() {
            Ok(on) => vec![day(words, on)],
            Err(_) => said(text.to_owned()),
        },
        Ask::Month { .. } => match text.parse::<Month>() {
            Ok(of) => vec![month(words, of)],
            Err(_) => said(text.to_owned()),
        },
        Ask::Choice { .. } => said(choice(text)),
        Ask::Choices { .. } => {
            let codes = value.as_array().into_iter().flatten().filter_map(Value::as_str);
            said(words.join(&codes.map(choice).collect::<Vec<String>>()))
        }
        Ask::Certificate => {
            let found = question.certificates.iter().find(|known| known.id == text);
            found.map_or_else(|| said(text.to_owned()), |known| certificate(words, known))
        }
        Ask::YesNo => said(words.say(if value == true { "field.yes" } else { "field.no" })),
        Ask::Consent => {
            said(words.say(if value == true { "form.consent.given" } else { "form.consent.not_given" }))
        }
        Ask::Declaration => {
            said(words.say(if value == true { "form.declared.given" } else { "form.declared.not_given" }))
        }
        Ask::Yen => {
            let digits = value.as_i64().map_or_else(|| text.to_owned(), crate::format::grouped);
            words.tell("unit.yen", &[("amount", Node::Text(digits))])
        }
        Ask::Files => {
            let files = value.as_array().into_iter().flatten().enumerate();
            let files = files.map(|(place, known)| el("li").with(file(words, place, known)));
            vec![Node::Element(el("ul").with(files.collect::<Vec<Element>>()))]
        }
        Ask::PostalCode => said(postal_code(text).unwrap_or_else(|| text.to_owned())),
        _ => lines(text),
    }
}

/// `100-0001`, however it was typed; nothing when it is none.
fn postal_code(typed: &str) -> Option<String> {
    let digits = engine::form::digits(typed)?;
    (digits.len() == 7).then(|| [&digits[..3], "-", &digits[3..]].concat())
}

/// A file: which, of what kind, how large.
pub fn file(words: &Words, place: usize, file: &Value) -> Vec<Node> {
    let media = file.get("media").and_then(Value::as_str).unwrap_or_default();
    let bytes = file.get("bytes").and_then(Value::as_u64).unwrap_or_default();
    let kind = media.rsplit('/').next().unwrap_or_default().to_uppercase();
    let parameters =
        [("number", count(&(place + 1))), ("kind", Node::Text(kind)), ("size", size(words, bytes))];
    words.tell("apply.files.one", &parameters)
}

/// A certificate as one chooses it.
pub fn certificate(words: &Words, certificate: &engine::form::CertificateChoice) -> Vec<Node> {
    let name = Node::Text(words.scheme(&certificate.scheme, &certificate.name));
    words.tell("form.certificate", &[("name", name), ("until", day(words, certificate.until))])
}

/// Several lines stay several lines.
fn lines(text: &str) -> Vec<Node> {
    let mut nodes = Vec::new();
    for (place, line) in text.lines().enumerate() {
        if place > 0 {
            nodes.push(Node::Element(el("br")));
        }
        nodes.push(Node::Text(line.to_owned()));
    }
    nodes
}

/// `3.4 MB`: bytes as people read them, cut, not rounded up.
pub fn size(words: &Words, bytes: u64) -> Node {
    let tenths = bytes / 100_000;
    let number = [&(tenths / 10).to_string(), ".", &(tenths % 10).to_string()].concat();
    Node::Element(el("span").with(words.tell("apply.files.size", &[("size", count(&number))])))
}
