//! The fields of a form. A field is the browser's own: what is typed stays in it until the page takes the field away, so nothing rewrites it
//! while an input method is composing; the page says only what stood in it when it was made. What it says is told by its name, in events.

use super::date;
use crate::node::{Element, Node, Nodes, el};
use crate::words::Words;

/// What every field has.
pub struct Field<'a> {
    /// Its name: of the answer, and of the element (`id`), so that a message can lead to it.
    pub name: &'a str,
    /// What is asked; the page's heading says it to those who see.
    pub label: Vec<Node>,
    /// What helps to answer.
    pub hint: Vec<Node>,
    /// What is wrong with the answer, in words.
    pub error: Option<Vec<Node>>,
    /// What is in it.
    pub value: &'a str,
}

/// What is written in a field of one line, and which keyboard a phone brings up.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// Anything.
    Text,
    /// A telephone number.
    Telephone,
    /// A number without a sign.
    Number,
    /// An amount in yen.
    Yen,
    /// Something that people beside must not read: shown as dots.
    Secret,
    /// The same, while it is shown.
    Shown,
}

impl Field<'_> {
    fn id(&self, part: &str) -> String {
        [self.name, "-", part].concat()
    }

    /// Error first, then hint: so they are read.
    fn described(&self, more: Option<&str>) -> Option<String> {
        let error = self.error.as_ref().map(|_| self.id("error"));
        let hint = (!self.hint.is_empty()).then(|| self.id("hint"));
        let all: Vec<String> = error.into_iter().chain(hint).chain(more.map(|part| self.id(part))).collect();
        (!all.is_empty()).then(|| all.join(" "))
    }

    fn hint(&self) -> Option<Element> {
        (!self.hint.is_empty()).then(|| el("p.support").set("id", self.id("hint")).with(self.hint.clone()))
    }

    fn error(&self, words: &Words) -> Option<Element> {
        let error = self.error.clone()?;
        let sign = el("span.flag__sign").with([&words.say("field.error"), "："].concat());
        Some(el("p.flag").set("id", self.id("error")).with(sign).with(error))
    }

    fn frame(&self, element: Element) -> Element {
        element.set("class", if self.error.is_some() { "field field--wrong" } else { "field" })
    }

    /// The field's own element with its name and what describes it.
    fn marked(&self, element: Element, more: Option<&str>) -> Element {
        let element = element.set("id", self.name).set("name", self.name);
        let element = match self.described(more) {
            Some(ids) => element.set("aria-describedby", ids),
            None => element,
        };
        if self.error.is_some() { element.set("aria-invalid", "true") } else { element }
    }

    /// A label over one field.
    fn labelled(&self, words: &Words, control: Element, below: Option<Element>) -> Element {
        self.frame(el("div"))
            .with(el("label.visually-hidden").set("for", self.name).with(self.label.clone()))
            .with(self.hint())
            .with(self.error(words))
            .with(control)
            .with(below)
    }

    /// A legend over several.
    fn grouped(&self, words: &Words, inside: Vec<Element>) -> Element {
        // Where there is nothing to choose a message leads to the group itself.
        let id = if inside.is_empty() { self.name.to_owned() } else { self.id("group") };
        let group = self.frame(el("fieldset").set("id", id).set("tabindex", "-1"));
        let group = match self.described(None) {
            Some(ids) => group.set("aria-describedby", ids),
            None => group,
        };
        group
            .with(el("legend.visually-hidden").with(self.label.clone()))
            .with(self.hint())
            .with(self.error(words))
            .with(inside)
    }
}

/// One line. `below` stands under it and is read with it.
pub fn line(
    words: &Words,
    field: &Field<'_>,
    kind: Line,
    complete: Option<&str>,
    below: Option<Element>,
) -> Element {
    let (of, mode) = match kind {
        Line::Text | Line::Shown => ("text", None),
        Line::Telephone => ("tel", Some("tel")),
        Line::Number | Line::Yen => ("text", Some("numeric")),
        Line::Secret => ("password", None),
    };
    let below = below.map(|below| below.set("id", field.id("below")));
    let input = field
        .marked(el("input.input"), below.as_ref().map(|_| "below"))
        .set("type", of)
        .set("value", field.value)
        // An access key is no password: nothing should offer to keep it.
        .set("autocomplete", complete.unwrap_or("off"));
    let input = match mode {
        Some(mode) => input.set("inputmode", mode),
        None => input,
    };
    let input = match kind {
        Line::Secret | Line::Shown => input
            .set("autocapitalize", "characters")
            .set("spellcheck", "false")
            .set("class", "input input--key"),
        Line::Yen => input.set("class", "input input--yen"),
        Line::Number => input.set("class", "input input--number"),
        _ => input,
    };
    field.labelled(words, input, below)
}

/// Several lines.
pub fn area(words: &Words, field: &Field<'_>) -> Element {
    let area = field.marked(el("textarea.input"), None).set("rows", "4").with(field.value);
    field.labelled(words, area, None)
}

/// A choice: its code, what it is called, and what else to know about it.
pub struct Choice {
    /// What is answered.
    pub code: String,
    /// What it is called.
    pub name: Vec<Node>,
    /// What it means.
    pub about: Vec<Node>,
}

/// One of several. The first is reached by the field's own name, so that a message can lead to it.
pub fn radios(words: &Words, field: &Field<'_>, choices: &[Choice]) -> Element {
    let rows = choices
        .iter()
        .enumerate()
        .map(|(place, choice)| tick(field, "radio", place, choice, field.value == choice.code));
    let rows = rows.collect();
    field.grouped(words, rows)
}

/// Any of several; what is chosen is told as codes with blanks between.
pub fn checks(words: &Words, field: &Field<'_>, choices: &[Choice]) -> Element {
    let chosen: Vec<&str> = field.value.split(' ').collect();
    let rows = choices.iter().enumerate().map(|(place, choice)| {
        tick(field, "checkbox", place, choice, chosen.contains(&choice.code.as_str()))
    });
    let rows = rows.collect();
    field.grouped(words, rows)
}

/// A yes that stands alone: `says` is what is said by ticking it.
pub fn check(words: &Words, field: &Field<'_>, says: String) -> Element {
    const YES: &str = "yes";
    let choice = Choice { code: YES.to_owned(), name: vec![Node::Text(says)], about: Vec::new() };
    let row = tick(field, "checkbox", 0, &choice, field.value == YES);
    let row = match field.described(None) {
        Some(ids) => describe_input(row, &ids),
        None => row,
    };
    field.frame(el("div")).with(field.hint()).with(field.error(words)).with(row)
}

fn describe_input(mut row: Element, ids: &str) -> Element {
    for child in &mut row.children {
        if let Node::Element(input) = child
            && input.tag == "input"
        {
            input.attributes.push(("aria-describedby", ids.to_owned()));
        }
    }
    row
}

fn tick(field: &Field<'_>, kind: &str, place: usize, choice: &Choice, on: bool) -> Element {
    let id = if place == 0 { field.name.to_owned() } else { field.id(&choice.code) };
    let input = el("input.tick__box")
        .set("type", kind)
        .set("id", id.clone())
        .set("name", field.name)
        .set("value", choice.code.clone());
    let input = if field.error.is_some() { input.set("aria-invalid", "true") } else { input };
    let input = if on { input.set("checked", "") } else { input };
    let about = [&*id, "-about"].concat();
    let (input, text) = if choice.about.is_empty() {
        (input, None)
    } else {
        let text = el("span.tick__about").set("id", about.clone()).with(choice.about.clone());
        (input.set("aria-describedby", about), Some(text))
    };
    el("div.tick")
        .with(input)
        .with(el("label.tick__name").set("for", id).with(choice.name.clone()))
        .with(text)
}

/// A day in three parts with the era before them, or a month in two.
pub fn day(words: &Words, field: &Field<'_>, whole: bool, typed: impl Fn(&str) -> String) -> Element {
    let wrong = field.error.is_some();
    let invalid = |element: Element| if wrong { element.set("aria-invalid", "true") } else { element };
    let era_name = [field.name, ".era"].concat();
    let chosen = Some(typed("era")).filter(|era| !era.is_empty());
    let chosen = chosen.unwrap_or_else(|| date::first_shown(field.name).to_owned());
    let options = date::ERAS.iter().map(|era| {
        let option = el("option").set("value", era.code).with(words.name("era", era.code));
        if era.code == chosen { option.set("selected", "") } else { option }
    });
    let era = el("span.part")
        .with(el("label").set("for", era_name.clone()).with(words.say("field.era")))
        .with(invalid(
            el("select.input")
                .set("id", era_name.clone())
                .set("name", era_name)
                .with(options.collect::<Vec<Element>>()),
        ));
    let part = |part: &str, key: &str| {
        let name = [field.name, ".", part].concat();
        // The first part carries the field's own name as id: there a message leads.
        let id = if part == "year" { field.name.to_owned() } else { name.clone() };
        let input = el("input.input.input--part")
            .set("id", id.clone())
            .set("name", name)
            .set("type", "text")
            .set("inputmode", "numeric")
            .set("autocomplete", "off")
            .set("value", typed(part));
        el("span.part").with(el("label").set("for", id).with(words.say(key))).with(invalid(input))
    };
    let parts = el("div.parts")
        .with(era)
        .with(part("year", "field.year"))
        .with(part("month", "field.month"))
        .with(whole.then(|| part("day", "field.day")));
    field.grouped(words, vec![parts])
}

/// Files from the phone, added to those that are there. `there` lists them.
pub fn files(words: &Words, field: &Field<'_>, kinds: &str, there: impl Into<Nodes>) -> Element {
    let input =
        field.marked(el("input.input"), None).set("type", "file").set("multiple", "").set("accept", kinds);
    field.labelled(words, input, None).with(there)
}
