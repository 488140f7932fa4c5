//! Every page of every sample person, in every language, read without a browser.

use super::*;
use crate::action::Do;
use crate::known::Known;
use crate::net::Told;
use crate::words::tests::{is_key, words};
use engine::facts::Facts;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

const ROUTES: [Route; 10] = [
    Route::Home,
    Route::Payments(None),
    Route::Certificates,
    Route::Counter(0),
    Route::Procedures,
    Route::Notices,
    Route::WhatIf,
    Route::Claim,
    Route::Settings,
    Route::Unknown,
];

/// The sample people on a fixed day, their facts as the hub would serve them.
pub fn people() -> Vec<Arc<Known>> {
    let text = include_str!("../../../public/sample-people.json");
    let dated = sample_days(text);
    let sample: Value = serde_json::from_str(&dated).unwrap_or_else(|error| panic!("{error}"));
    let people = sample["people"].as_array().unwrap_or_else(|| panic!("no people"));
    let known = people.iter().map(|person| {
        let facts: Facts =
            serde_json::from_value(person["facts"].clone()).unwrap_or_else(|error| panic!("{error}"));
        let told = Told { as_of: "2026-11-20T10:42:00+09:00".to_owned(), facts, json: String::new() };
        Arc::new(Known::of(told).unwrap_or_else(|| panic!("no day")))
    });
    known.collect()
}

/// `@M-2-05` is the 5th of two months ago, `@Y-70-04-02` the 2nd of April seventy years ago, `@D-3` three days ago.
fn sample_days(text: &str) -> String {
    let today: engine::Day = "2026-11-20".parse().unwrap_or_else(|_| panic!("a day"));
    let mut dated = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\"@") {
        let Some((code, after)) = after.split_once('"') else { break };
        dated.push_str(before);
        dated.push_str(&["\"", &sample_day(code, today), "\""].concat());
        rest = after;
    }
    dated + rest
}

fn sample_day(code: &str, today: engine::Day) -> String {
    let (kind, rest) = code.split_at(1);
    let sign: i32 = if rest.starts_with('-') && !rest.starts_with("--") { -1 } else { 1 };
    let mut parts = rest.trim_start_matches(['+', '-']).split('-');
    let mut next = || parts.next().unwrap_or_default().to_owned();
    match kind {
        "M" if rest.matches(['+', '-']).count() == 2 => {
            let number: i32 = next().parse().unwrap_or_default();
            [today.month().plus(sign * number).to_string(), "-".to_owned(), next()].concat()
        }
        "M" => [today.month().to_string(), "-".to_owned(), next()].concat(),
        "Y" => {
            let years: i32 = next().parse().unwrap_or_default();
            [(today.year() - years).to_string(), "-".to_owned(), next(), "-".to_owned(), next()].concat()
        }
        _ => today.to_string(),
    }
}

/// Everything a person can open on a page is open.
fn opened(known: &Known) -> Desk {
    let mut desk = Desk::default();
    for ledger in &known.view.ledgers {
        for row in ledger.months.iter().flat_map(|month| &month.rows) {
            desk.turn(["why:", &ledger.id, ":", &row.charge].concat());
            desk.plan.push(row.charge.clone());
        }
    }
    for certificate in &known.told.facts.certificates {
        desk.turn(["face:", &certificate.id].concat());
        desk.turn(["disease:", &certificate.id].concat());
    }
    desk
}

/// Runs over every page there is.
fn every_page(mut look: impl FnMut(&Known, &Words, Route, &str, &Node)) {
    for language in Language::ALL {
        let words = words(language);
        for known in people() {
            let state = State::Known(Arc::clone(&known), None);
            let months = known.view.ledgers.iter().flat_map(|ledger| &ledger.months);
            let months = months.map(|month| Route::Payments(Some(month.month)));
            for route in ROUTES.into_iter().chain(months) {
                for desk in [Desk::default(), opened(&known)] {
                    let (title, node) = page(&Scene { words: &words, route, state: &state, desk: &desk });
                    look(&known, &words, route, &title, &node);
                }
            }
        }
    }
}

#[test]
fn every_amount_on_every_page_is_one_the_engine_worked_out() {
    let mut seen = 0;
    every_page(|known, _, route, _, node| {
        let amounts = amounts_of(known);
        for data in node.elements().into_iter().filter(|element| element.tag == "data") {
            let yen: i64 = data.attribute("value").and_then(|value| value.parse().ok()).unwrap_or(i64::MIN);
            assert!(amounts.contains(&yen), "{yen} on {route:?}");
            seen += 1;
        }
    });
    assert!(seen > 1_000, "{seen} amounts were looked at");
}

#[test]
fn an_amount_is_never_written_but_as_an_amount() {
    every_page(|_, words, route, _, node| {
        let loose = node.elements().into_iter().filter(|element| element.tag != "data").any(|element| {
            element.children.iter().any(|child| match child {
                Node::Text(text) => {
                    text.contains("0円") && text.trim_end_matches("円").parse::<u32>().is_ok()
                }
                Node::Element(_) => false,
            })
        });
        assert!(!loose, "{route:?} in {}", words.language.code());
    });
}

#[test]
fn no_page_shows_a_key_or_an_empty_place() {
    every_page(|_, words, route, title, node| {
        let elements = node.elements();
        let texts = elements.iter().flat_map(|element| &element.children);
        let letter = |letter: char| letter.is_ascii_alphanumeric() || letter == '.' || letter == '_';
        for text in texts.filter_map(|node| if let Node::Text(text) = node { Some(text) } else { None }) {
            for word in text.split(|other| !letter(other)) {
                let (group, name) = word.trim_end_matches('.').split_once('.').unwrap_or_default();
                let key = is_key(&[group, ".", name].concat()) && words.has_group(group);
                assert!(!key, "{word} on {route:?} in {}", words.language.code());
            }
        }
        let text = node.text();
        assert!(!text.contains('{') && !title.is_empty(), "{route:?}: {text}");
    });
}

#[test]
fn every_page_has_one_heading_one_main_and_names_for_what_can_be_used() {
    every_page(|_, _, route, _, node| {
        let elements = node.elements();
        let count = |tag: &str| elements.iter().filter(|element| element.tag == tag).count();
        assert_eq!((count("h1"), count("main")), (1, 1), "{route:?}");
        for element in &elements {
            if matches!(element.tag, "a" | "button" | "summary") {
                let named = !Node::Element((*element).clone()).text().trim().is_empty();
                assert!(named, "a nameless {} on {route:?}", element.tag);
            }
            if let Some(Do::Go(to) | Do::Read(_, to)) = &element.on {
                assert_eq!(element.attribute("href"), Some(&*to.href()), "a link goes where it says");
            }
        }
        let levels = elements.iter().filter_map(|element| element.tag.strip_prefix('h')?.parse::<u8>().ok());
        let levels: Vec<u8> = levels.collect();
        assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "headings {levels:?} on {route:?}");
        let ids: Vec<&str> = elements.iter().filter_map(|element| element.attribute("id")).collect();
        assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "ids on {route:?}");
    });
}

#[test]
fn a_disease_is_not_on_any_page_until_it_is_asked_for() {
    for known in people() {
        let diseases: Vec<&String> =
            known.told.facts.certificates.iter().flat_map(|certificate| &certificate.diseases).collect();
        let mut desk = opened(&known);
        for certificate in &known.told.facts.certificates {
            desk.turn(["disease:", &certificate.id].concat());
        }
        let words = Words::japanese();
        let state = State::Known(Arc::clone(&known), None);
        for route in ROUTES {
            let (_, node) = page(&Scene { words: &words, route, state: &state, desk: &desk });
            let text = node.text();
            assert!(diseases.iter().all(|disease| !text.contains(disease.as_str())), "{route:?}");
        }
    }
}

/// Every whole number in everything the engine says about a person, plans and reasons among them.
fn amounts_of(known: &Known) -> BTreeSet<i64> {
    let facts = &known.told.facts;
    let mut amounts = BTreeSet::new();
    let mut take = |value: Value| numbers(&value, &mut amounts);
    let json = |value: Result<Value, serde_json::Error>| value.unwrap_or_else(|error| panic!("{error}"));
    take(json(serde_json::to_value(facts)));
    take(json(serde_json::to_value(&known.view)));
    take(json(serde_json::to_value(&known.certificates)));
    take(json(serde_json::to_value(&known.money)));
    take(json(serde_json::to_value(&known.news)));
    for charge in &facts.charges {
        let explanation = engine::ledger::explain(facts, known.day, &charge.id);
        take(json(serde_json::to_value(explanation)));
    }
    let planned = what_if::planned_visits(known, &opened(known).plan);
    take(json(serde_json::to_value(engine::what_if::view_of(facts, &planned, known.day))));
    amounts
}

pub fn numbers(value: &Value, found: &mut BTreeSet<i64>) {
    match value {
        Value::Number(number) => found.extend(number.as_i64()),
        Value::Array(items) => items.iter().for_each(|item| numbers(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| numbers(field, found)),
        _ => {}
    }
}
