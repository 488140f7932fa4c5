//! Every page of every kind of application for every sample person, in every language, read without a browser.

use super::*;
use crate::apply::bench::{Draft, Saved};
use crate::apply::hub::Sent;
use crate::apply::screen::screens;
use crate::sample::people;
use crate::told::Told;
use crate::words::tests::{is_key, words_to_apply};
use engine::form::{Answer, Ask, Given, Offer, QuestionView};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;

const NAME: &str = "無名 太郎";

/// An answer that fits a question.
fn fitting(question: &QuestionView) -> Value {
    match question.ask {
        Ask::Text { .. } | Ask::LongText { .. } => NAME.into(),
        Ask::Kana { .. } => "ムメイ タロウ".into(),
        Ask::Digits { length } => "1".repeat(length.into()).into(),
        Ask::PostalCode => "100-0001".into(),
        Ask::Phone => "03-0000-0000".into(),
        Ask::Day => "2026-06-01".into(),
        Ask::Month { .. } => "2026-06".into(),
        Ask::Choice { of } => of[0].into(),
        Ask::Choices { of } => json!(of),
        Ask::Certificate => question.certificates.first().map_or("", |known| &known.id).into(),
        Ask::YesNo | Ask::Consent | Ask::Declaration => true.into(),
        Ask::Yen => 1_000.into(),
        Ask::AccessKey => key().into(),
        Ask::Files => json!([file()]),
        Ask::Evidence { .. } => Value::Null,
    }
}

/// An answer that does not.
fn misfit(question: &QuestionView) -> Value {
    match question.ask {
        Ask::Text { .. } | Ask::LongText { .. } => "長".repeat(1_000).into(),
        Ask::Day => "2999-01-01".into(),
        Ask::Month { .. } => "2999-01".into(),
        Ask::Files => {
            json!([{ "id": "f", "media": "text/plain", "bytes": 1, "digest": "" }])
        }
        Ask::AccessKey => key().replace('7', "8").into(),
        Ask::Evidence { .. } => Value::Null,
        _ => "no answer".into(),
    }
}

fn key() -> String {
    let body = "7K2MQ0ZT4HVB9XD";
    let check = engine::form::access_key::check_letter(body);
    [body, &check.unwrap_or_else(|| panic!("letters")).to_string()].concat()
}

fn file() -> Value {
    json!({ "id": "f", "media": "image/jpeg", "bytes": 2_345_678, "digest": "00" })
}

/// A bench at a form of this kind with these answers.
fn bench(told: &Arc<Told>, kind: Kind, given: Given, tried: bool) -> Bench {
    let draft = Draft::new("00".repeat(16), kind, given, Saved::At("2026-11-20T10:42:00+09:00".to_owned()));
    Bench {
        who: Who::Known(Arc::clone(told)),
        actor: told.facts.person.id.clone(),
        askable: vec!["address".to_owned(), "insurer_name".to_owned()],
        draft: Some(draft),
        tried,
        sent: sent(kind),
        ..Bench::default()
    }
}

/// One application in each state, as the hub tells it.
fn sent(kind: Kind) -> Vec<Sent> {
    let at = "2026-10-01T09:00:00+09:00";
    let granted = json!({ "outcome": "granted", "from": "2026-09-01", "as_worked_out": false });
    let refused = json!({ "outcome": "refused", "mild": true, "notified_on": "2026-10-01", "note": "症状の程度",
                          "reapply_until": "2027-10-01" });
    let all = [
        ("submitted", vec!["submitted"], Value::Null, Value::Null),
        ("correction_asked", vec!["submitted", "correction_asked"], "領収書をもう一枚".into(), Value::Null),
        (
            "submitted",
            vec!["submitted", "resubmitted", "ground_gone", "registry_consent"],
            Value::Null,
            Value::Null,
        ),
        ("withdrawn", vec!["submitted", "withdrawn"], Value::Null, Value::Null),
        ("granted", vec!["submitted", "granted"], Value::Null, granted),
        ("refused", vec!["submitted", "refused"], Value::Null, refused),
    ];
    let told = all.into_iter().map(|(state, events, correction, decision)| {
        let open = matches!(state, "submitted" | "correction_asked");
        let stages = ["received", "review", "correction", "decision", "issue"];
        let states = ["done", "now", "to_come", "to_come", "to_come"];
        let stages = stages.iter().zip(states).map(|(stage, state)| json!({ "stage": stage, "state": state, "at": at }));
        let sent = json!({
            "id": "0123456789abcdef", "receipt": "0000001-Y", "state": state, "submitted_at": at,
            "form": { "kind": kind, "answers": { "registry_consent": { "value": true } } },
            "events": events.iter().map(|event| json!({ "at": at, "event": event })).collect::<Vec<Value>>(),
            "status": {
                "timeline": stages.collect::<Vec<Value>>(), "office": { "days": [60, 90], "confirmed": false },
                "expected": if open { json!(["2026-11-30", "2026-12-30"]) } else { Value::Null },
                "open": open, "correction": correction, "ground_gone": events.contains(&"ground_gone"),
                "registry_consent": true, "decision": decision,
            },
        });
        serde_json::from_value(sent).unwrap_or_else(|error| panic!("{error}"))
    });
    told.collect()
}

/// The forms of a person as they stand: untouched, filled in well, filled in badly.
fn forms(told: &Arc<Told>, kind: Kind) -> Vec<Given> {
    let mut forms = vec![Given::default()];
    for answer in [fitting, misfit] {
        let mut given = Given::default();
        // What is asked depends on what was answered: answered again until nothing new is asked.
        for _ in 0..4 {
            let bench = bench(told, kind, given.clone(), false);
            let Some(view) = bench.view() else { panic!("no view") };
            for question in view.steps.iter().flat_map(|step| &step.questions) {
                let choice = matches!(question.ask, Ask::Choice { .. } | Ask::Choices { .. } | Ask::YesNo);
                let value = if choice { fitting(question) } else { answer(question) };
                if !value.is_null() {
                    given.answers.entry(question.key.to_owned()).or_insert_with(|| Answer::typed(value));
                }
            }
        }
        forms.push(given);
    }
    let offer = Offer {
        question: "address".to_owned(),
        value: "架空県架空市1-1".into(),
        source: engine::form::Source::LastApplication,
        as_of: None,
    };
    forms.push(Given { offers: vec![offer], ..Given::default() });
    forms
}

/// Runs over every page there is in a language.
fn every_page(language: Language, mut look: impl FnMut(&Bench, &Words, &Place, &str, &Node)) {
    let words = words_to_apply(language);
    for known in people() {
        let told = Arc::new(known.told.clone());
        for kind in Kind::ALL {
            let code = || kind.code().to_owned();
            for given in forms(&told, kind) {
                for tried in [false, true] {
                    let bench = bench(&told, kind, given.clone(), tried);
                    let first = !tried && given.answers.is_empty();
                    let view = bench.view().unwrap_or_else(|| panic!("no view"));
                    let asked = screens(&view)
                        .into_iter()
                        .map(|screen| Place::Ask(code(), screen.question.key.to_owned()));
                    let pages = [
                        Place::List,
                        Place::Start(code()),
                        Place::Known(code()),
                        Place::Tasks(code()),
                        Place::Check(code()),
                        Place::Send(code()),
                        Place::Unknown,
                    ];
                    // What does not depend on the answers is read once.
                    let pages = pages.into_iter().filter(|place| first || place.kind().is_some());
                    let sent = (0..bench.sent.len()).filter(|_| first).map(Place::Sent);
                    for place in pages.chain(asked).chain(sent) {
                        let (title, node) = page(&Scene { words: &words, place: &place, bench: &bench });
                        look(&bench, &words, &place, &title, &node);
                    }
                }
            }
        }
    }
}

/// All of it in one reading: the pages are many, and each costs an engine's run.
fn every_page_of_every_kind_reads_as_it_should(language: Language) {
    let (mut pages, mut wrongs, mut amounts) = (0, 0, 0);
    every_page(language, |bench, words, place, title, node| {
        let context = format!("{place:?} in {}", words.language.code());
        no_key_and_no_empty_place(words, title, node, &context);
        one_heading_and_a_name_for_everything(node, &context);
        wrongs += what_is_wrong_is_said(bench, words, place, title, node, &context);
        amounts += every_amount_is_one_of_the_engines(bench, place, node, &context);
        an_access_key_is_hidden(place, node, &context);
        consent_stands_alone_and_unticked(bench, place, node, &context);
        pages += 1;
    });
    assert!(
        pages > 1_600 && wrongs > 160 && amounts > 330,
        "{pages} pages, {wrongs} wrongs, {amounts} amounts"
    );
}

#[test]
fn every_page_reads_as_it_should_in_japanese() {
    every_page_of_every_kind_reads_as_it_should(Language::Japanese);
}

#[test]
fn every_page_reads_as_it_should_in_easy_japanese() {
    every_page_of_every_kind_reads_as_it_should(Language::EasyJapanese);
}

#[test]
fn every_page_reads_as_it_should_in_english() {
    every_page_of_every_kind_reads_as_it_should(Language::English);
}

fn no_key_and_no_empty_place(words: &Words, title: &str, node: &Node, context: &str) {
    let elements = node.elements();
    let letter = |letter: char| letter.is_ascii_alphanumeric() || letter == '.' || letter == '_';
    let texts = elements.iter().flat_map(|element| &element.children);
    for text in texts.filter_map(|node| if let Node::Text(text) = node { Some(text) } else { None }) {
        for word in text.split(|other| !letter(other)) {
            let (group, name) = word.trim_end_matches('.').split_once('.').unwrap_or_default();
            let key = is_key(&[group, ".", name].concat()) && words.has_group(group);
            assert!(!key, "{word} on {context}");
        }
    }
    assert!(!node.text().contains('{') && !title.is_empty(), "{context}: {}", node.text());
}

fn one_heading_and_a_name_for_everything(node: &Node, context: &str) {
    let elements = node.elements();
    let count = |tag: &str| elements.iter().filter(|element| element.tag == tag).count();
    assert_eq!((count("h1"), count("main")), (1, 1), "{context}");
    assert!(count("form") <= 1, "one thing to answer at a time: {context}");
    let labelled: BTreeSet<&str> = elements
        .iter()
        .filter(|element| {
            element.tag == "label" && !Node::Element((**element).clone()).text().trim().is_empty()
        })
        .filter_map(|element| element.attribute("for"))
        .collect();
    let ids: Vec<&str> = elements.iter().filter_map(|element| element.attribute("id")).collect();
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len(), "ids on {context}: {ids:?}");
    for element in &elements {
        let named = || !Node::Element((*element).clone()).text().trim().is_empty();
        match element.tag {
            "a" | "button" | "summary" => assert!(named(), "a nameless {} on {context}", element.tag),
            "input" | "select" | "textarea" => {
                let id = element.attribute("id").unwrap_or_default();
                assert!(labelled.contains(id), "{id} has no label on {context}");
            }
            _ => {}
        }
        for about in ["aria-describedby", "aria-labelledby", "for"] {
            for id in element.attribute(about).into_iter().flat_map(|ids| ids.split(' ')) {
                assert!(unique.contains(id), "{about} names {id}, which is not on {context}");
            }
        }
        // A message leads to its field.
        if let Some(field) = element.attribute("href").and_then(|href| href.strip_prefix('#')) {
            assert!(unique.contains(field), "#{field} is not on {context}");
        }
        assert!(element.attribute("disabled").is_none(), "nothing is ever disabled: {context}");
    }
    let levels = elements.iter().filter_map(|element| element.tag.strip_prefix('h')?.parse::<u8>().ok());
    let levels: Vec<u8> = levels.collect();
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "headings {levels:?} on {context}");
}

/// On top, at the field and in the title; and never before an attempt.
fn what_is_wrong_is_said(
    bench: &Bench,
    words: &Words,
    place: &Place,
    title: &str,
    node: &Node,
    context: &str,
) -> usize {
    let Place::Ask(_, key) = place else { return 0 };
    let elements = node.elements();
    let has = |id: &str| elements.iter().any(|element| element.attribute("id") == Some(id));
    let summary = has("wrongs");
    let in_title = title.starts_with(&words.say("apply.errors.in_title"));
    assert_eq!((summary, summary), (has(&[key, "-error"].concat()), in_title), "{context}");
    assert!(bench.tried || !summary, "nothing is wrong before an attempt: {context}");
    usize::from(summary)
}

fn every_amount_is_one_of_the_engines(bench: &Bench, place: &Place, node: &Node, context: &str) -> usize {
    let elements = node.elements();
    let shown: Vec<i64> = elements
        .iter()
        .filter(|element| element.tag == "data")
        .map(|data| data.attribute("value").and_then(|value| value.parse().ok()).unwrap_or(i64::MIN))
        .collect();
    let Some(told) = bench.told().filter(|_| !shown.is_empty()) else { return 0 };
    let kinds = engine::form::open_kinds(&told.facts, told.day().unwrap_or_else(|| panic!("a day")));
    let untouched = place.kind().and_then(Kind::from_code).and_then(|kind| bench.untouched(kind));
    let mut amounts = BTreeSet::new();
    for value in
        [serde_json::to_value(bench.view()), serde_json::to_value(untouched), serde_json::to_value(kinds)]
    {
        crate::page::tests::numbers(&value.unwrap_or_else(|error| panic!("{error}")), &mut amounts);
    }
    for yen in &shown {
        assert!(amounts.contains(yen), "{yen} on {context}");
    }
    shown.len()
}

/// The key is on no page but its own, and there as dots.
fn an_access_key_is_hidden(place: &Place, node: &Node, context: &str) {
    let whole = key();
    let own = matches!(place, Place::Ask(_, key) if key == "access_key");
    for element in node.elements() {
        let shown = element.attributes.iter().any(|(name, value)| {
            *value == whole && !(own && *name == "value" && element.attribute("type") == Some("password"))
        });
        assert!(!shown, "{context}");
    }
    assert!(!node.text().contains(&whole), "{context}");
}

fn consent_stands_alone_and_unticked(bench: &Bench, place: &Place, node: &Node, context: &str) {
    let Place::Ask(_, key) = place else { return };
    let answered = bench.draft.as_ref().is_some_and(|draft| draft.given.answers.contains_key(key));
    if !matches!(key.as_str(), "registry_consent" | "tax_consent") || answered {
        return;
    }
    let elements = node.elements();
    let boxes: Vec<_> =
        elements.iter().filter(|element| element.attribute("type") == Some("checkbox")).collect();
    assert_eq!(boxes.len(), 1, "{context}");
    assert!(boxes.iter().all(|tick| tick.attribute("checked").is_none()), "{context}");
}

/// 軽症高額 decided late: of what was paid last month the page names what can be claimed back, as the engine's settlement has it, and leads to
/// the claim; once it is claimed it names nothing.
#[test]
fn a_decision_says_how_much_can_be_claimed_back() {
    let words = words_to_apply(Language::Japanese);
    let decided = |change: fn(&mut Value)| {
        let known = people().into_iter().find(|known| known.told.facts.person.id == "sample-yuki");
        let mut told = known.unwrap_or_else(|| panic!("雪")).told.clone();
        // An application knows what facilities have registered, and no receipts of one's own.
        told.facts.charges.retain(|charge| engine::receipt::note_of(&charge.id).is_none());
        let day = told.day().unwrap_or_else(|| panic!("a day"));
        let from = day.minus_months(1).month().first();
        let mut facts = serde_json::to_value(&told.facts).unwrap_or_else(|error| panic!("{error}"));
        facts["certificates"] = json!([{ "id": "new", "scheme": "54", "valid": { "from": from, "until": "2099-12-31" },
            "caps": [{ "from": from, "cap": 10_000 }], "decided_on": day }]);
        facts["claims"] = json!([{ "from": from.month(), "until": from.month(), "sequence": 99 }]);
        change(&mut facts);
        told.facts = serde_json::from_value(facts).unwrap_or_else(|error| panic!("{error}"));
        let settled =
            engine::watch::all(&told.facts, day).to_claim.map(|claim| claim.total.amount().to_string());
        let bench = bench(&Arc::new(told), Kind::MildHighCost, Given::default(), false);
        let place =
            bench.sent.iter().position(|sent| sent.state == "granted").unwrap_or_else(|| panic!("one"));
        let (_, node) = page(&Scene { words: &words, place: &Place::Sent(place), bench: &bench });
        let elements = node.elements();
        let named = elements.iter().find_map(|element| element.attribute("data-back-pay")).map(str::to_owned);
        let refund = elements.iter().find(|element| element.attribute("id") == Some("refund"));
        assert_eq!(refund.and_then(|link| link.attribute("href")), Some("/apply/refund"));
        (named, settled, node.text())
    };
    let (named, settled, text) = decided(|facts| facts["claims"] = json!([]));
    // 18,000 at three tenths, and two tenths were due.
    assert_eq!((named.as_deref(), settled.as_deref()), (Some("1800"), Some("1800")));
    assert!(text.contains("1,800円"), "{text}");
    let (named, settled, text) = decided(|_| {});
    assert_eq!((named, settled), (None, None), "it is claimed");
    assert!(text.contains(&words.say("apply.status.back_pay")), "{text}");
}

#[test]
fn nobody_signed_in_and_nothing_known_have_their_own_words() {
    let words = words_to_apply(Language::Japanese);
    let of = |who: Who| Bench { who, ..Bench::default() };
    for who in [Who::Loading, Who::Nobody(Vec::new()), Who::Failed(crate::net::Trouble::Offline)] {
        for place in [Place::List, Place::Sent(3), Place::Ask("renewal".to_owned(), "name".to_owned())] {
            let (title, node) = page(&Scene { words: &words, place: &place, bench: &of(who.clone()) });
            assert!(!title.is_empty() && node.elements().iter().any(|element| element.tag == "h1"));
        }
    }
}
