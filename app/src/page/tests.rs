//! Every page of every sample person, in every language, read without a browser.

use super::*;
use crate::action::Do;
use crate::component::why::OFFICE;
use crate::known::Known;
use crate::sample::{acting, papers, people};
use crate::slip::{Done, Slip};
use crate::words::tests::{is_key, words};
use engine::receipt::{Written, note_of};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

const ROUTES: [Route; 14] = [
    Route::Home,
    Route::Payments(None),
    Route::Certificates,
    Route::Counter(0),
    Route::Procedures,
    Route::Notices,
    Route::WhatIf,
    Route::Receipt,
    Route::Claim,
    Route::Settings,
    Route::People,
    Route::Looks,
    Route::Sessions,
    Route::Unknown,
];

/// Everything a person can open on a page is open.
fn opened(known: &Known) -> Desk {
    let mut desk = Desk::default();
    for ledger in &known.view.ledgers {
        for row in ledger.months.iter().flat_map(|month| &month.rows) {
            desk.turn(["why:", &ledger.id, ":", &row.charge].concat());
            desk.plan.push(row.charge.clone());
        }
    }
    for noted in &known.told.facts.charges {
        let Some(id) = note_of(&noted.id) else { continue };
        desk.turn(["remove:", id].concat());
        desk.slip = Slip::of(id, noted);
    }
    desk.slip.wrongs = Written::default().read(known.day).err().unwrap_or_default();
    desk.done = Some(Done::Removed);
    for certificate in &known.told.facts.certificates {
        desk.turn(["face:", &certificate.id].concat());
        desk.turn(["disease:", &certificate.id].concat());
    }
    desk
}

/// A page as the person sees it.
fn seen(words: &Words, route: Route, state: &State, papers: &Papers, desk: &Desk) -> (String, Node) {
    seen_after(&Made::default(), words, route, state, papers, desk)
}

/// The same after another one.
fn seen_after(
    made: &Made,
    words: &Words,
    route: Route,
    state: &State,
    papers: &Papers,
    desk: &Desk,
) -> (String, Node) {
    let citizen = Citizen::own_page();
    page(&Scene {
        words,
        route,
        state,
        papers,
        desk,
        viewer: Viewer::Citizen(&citizen),
        host: &Host::default(),
        now: 0,
        made,
    })
}

/// Runs over every page there is.
fn every_page(mut look: impl FnMut(&Known, &Words, Route, &str, &Node)) {
    for language in Language::ALL {
        let words = words(language);
        for known in people() {
            let state = State::Known(Arc::clone(&known), None);
            let months = known.view.ledgers.iter().flat_map(|ledger| &ledger.months);
            let months = months.map(|month| Route::Payments(Some(month.month)));
            let told = papers(&known);
            let mut failed = Desk::default();
            (failed.slip.failed, failed.done) = (true, Some(Done::Kept));
            let mut office = opened(&known);
            office.turn(OFFICE.to_owned());
            let desks = [Desk::default(), failed, opened(&known), office];
            for route in ROUTES.into_iter().chain(months) {
                for (papers, desk) in told.iter().cycle().zip(&desks) {
                    let (title, node) = seen(&words, route, &state, papers, desk);
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
                Node::Element(_) | Node::Made(_) => false,
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
            if let Some(to) = element.on.as_ref().and_then(Do::leads_to) {
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

/// 職員プレビュー: what an officer sees is what the person sees, but for the commands.
#[test]
fn a_preview_is_the_persons_page_without_its_commands() {
    let mut commands = 0;
    for language in Language::ALL {
        let words = words(language);
        for known in people() {
            let state = State::Known(Arc::clone(&known), None);
            for route in ROUTES {
                for (papers, desk) in
                    papers(&known).into_iter().zip([Desk::default(), Desk::default(), opened(&known)])
                {
                    let (own_title, own) = seen(&words, route, &state, &papers, &desk);
                    let papers = Papers { acting: Some(acting()), ..papers };
                    let scene = Scene {
                        words: &words,
                        route,
                        state: &state,
                        papers: &papers,
                        desk: &desk,
                        viewer: Viewer::Officer,
                        host: &Host::default(),
                        now: 0,
                        made: &Made::default(),
                    };
                    let (title, previewed) = page(&scene);
                    assert_eq!(title, own_title);
                    let banner = previewed.elements().into_iter().find(|one| has_class(one, "preview"));
                    let banner = banner.map(|banner| Node::Element(banner.clone()).text());
                    assert!(banner.is_some_and(|text| text.contains("K-1024")), "no banner on {route:?}");
                    for element in previewed.elements() {
                        assert!(!matches!(element.on, Some(Do::Command(_))), "a command on {route:?}");
                    }
                    let (own, previewed) =
                        (without_commands(own, &mut commands), without_commands(previewed, &mut 0));
                    assert_eq!(own, previewed, "{route:?} in {}", language.code());
                }
            }
        }
    }
    assert!(commands > 1_000, "{commands} commands were on the person's pages");
}

fn has_class(element: &Element, class: &str) -> bool {
    element.attribute("class").is_some_and(|classes| classes.split(' ').any(|one| one == class))
}

/// The tree without what commands, without the lines that stand for it, and without the officer's banner. A link that also marks as
/// read is a link.
fn without_commands(node: Node, commands: &mut usize) -> Node {
    let Some(mut element) = node.element().cloned() else { return node };
    if let Some(to) = element.on.as_ref().and_then(Do::leads_to) {
        element.on = Some(Do::Go(to));
    }
    for child in std::mem::take(&mut element.children) {
        if let Some(child) = child.element() {
            let does = matches!(&child.on, Some(Do::Command(command)) if command.leads_to().is_none());
            let is_command = does || child.attribute("data-order").is_some();
            *commands += usize::from(is_command);
            if is_command || has_class(child, "absent") || has_class(child, "preview") {
                continue;
            }
        }
        element.children.push(without_commands(child, commands));
    }
    Node::Element(element)
}

#[test]
fn what_was_made_before_is_as_if_it_were_made_now() {
    let mut rows = 0;
    for known in people() {
        let (open, state) = (opened(&known), State::Known(Arc::clone(&known), None));
        let months: BTreeSet<_> =
            known.view.ledgers.iter().flat_map(|ledger| &ledger.months).map(|month| month.month).collect();
        for language in Language::ALL {
            let (words, made) = (Arc::new(words(language)), Made::default());
            let page = |month, desk: &Desk| {
                let see = |made| {
                    seen_after(made, &words, Route::Payments(Some(month)), &state, &Papers::default(), desk).1
                };
                made.begin(&words, &state);
                let page = see(&made);
                assert_eq!(page, see(&Made::default()), "{month} in {}", language.code());
                page
            };
            for month in &months {
                page(*month, &Desk::default());
                page(*month, &open);
                let one = page(*month, &Desk::default());
                let other = page(*month, &Desk::default());
                let both = one.elements().into_iter().zip(other.elements());
                let children = both.flat_map(|(one, other)| one.children.iter().zip(&other.children));
                for (one, other) in children.filter(|(one, _)| matches!(one, Node::Made(_))) {
                    assert!(one.is_the_very(other));
                    rows += 1;
                }
            }
        }
    }
    assert!(rows > 100, "{rows} rows were made once");
}

#[test]
fn a_disease_is_not_on_any_page_until_it_is_asked_for() {
    for known in people() {
        let mut diseases: Vec<&str> = known
            .told
            .facts
            .certificates
            .iter()
            .flat_map(|certificate| &certificate.diseases)
            .map(String::as_str)
            .collect();
        diseases.push("前の病名");
        let mut desk = opened(&known);
        for certificate in &known.told.facts.certificates {
            desk.turn(["disease:", &certificate.id].concat());
        }
        let words = Words::japanese();
        let state = State::Known(Arc::clone(&known), None);
        for route in ROUTES {
            let (_, node) = seen(&words, route, &state, &Papers::default(), &desk);
            let text = node.text();
            assert!(diseases.iter().all(|disease| !text.contains(disease)), "{route:?}");
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
