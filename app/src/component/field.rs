//! The fields of a short form that stands on one page, each with its label in sight. A field is the browser's own: the page says only what stood in it
//! when it was made.

#[cfg(any(test, feature = "gallery"))]
pub mod examples;

use crate::node::{Element, Node, el};
use crate::page::Scene;

/// What every field has.
pub struct Field<'a> {
    /// Its name: of the element (`id`), so that a message can lead to it.
    pub name: &'static str,
    /// Message key of what is asked.
    pub label: &'static str,
    /// Message key of what helps to answer.
    pub hint: Option<&'static str>,
    /// Message key of what is wrong.
    pub wrong: Option<&'static str>,
    /// What is in it.
    pub value: &'a str,
}

impl Field<'_> {
    fn part(&self, part: &str) -> String {
        [self.name, "-", part].concat()
    }

    /// What is wrong first, then the hint: so they are read.
    fn described(&self, element: Element) -> Element {
        let hint = self.hint.map(|_| self.part("hint"));
        let ids: Vec<String> = self.wrong.map(|_| self.part("error")).into_iter().chain(hint).collect();
        if ids.is_empty() { element } else { element.set("aria-describedby", ids.join(" ")) }
    }

    fn around(
        &self,
        scene: &Scene<'_>,
        element: Element,
        label: Element,
        control: impl Into<crate::node::Nodes>,
    ) -> Element {
        let words = scene.words;
        let hint = self.hint.map(|key| el("p.support").set("id", self.part("hint")).with(words.say(key)));
        let error = self.wrong.map(|key| {
            let sign = [&words.say("field.error"), "："].concat();
            el("p.flag").set("id", self.part("error")).with(sign).with(words.say(key))
        });
        let class = if self.wrong.is_some() { "field field--wrong" } else { "field" };
        element
            .set("class", class)
            .with(label.with(words.say(self.label)))
            .with(hint)
            .with(error)
            .with(control)
    }
}

fn marked(element: Element, wrong: Option<&str>) -> Element {
    if wrong.is_some() { element.set("aria-invalid", "true") } else { element }
}

/// One line; `numeric` brings up the keyboard for numbers.
pub fn line(scene: &Scene<'_>, field: &Field<'_>, numeric: bool) -> Element {
    let input = el(if numeric { "input.input.input--yen" } else { "input.input" })
        .set("id", field.name)
        .set("name", field.name)
        .set("value", field.value)
        .set("autocomplete", "off");
    let input = if numeric { input.set("inputmode", "numeric") } else { input };
    let input = marked(field.described(input), field.wrong);
    field.around(scene, el("div"), el("label").set("for", field.name), input)
}

/// One of several: codes and what they are called.
pub fn choice(scene: &Scene<'_>, field: &Field<'_>, choices: &[(&str, String)]) -> Element {
    let select = select(field.name, field.value, choices);
    let select = marked(field.described(select), field.wrong);
    field.around(scene, el("div"), el("label").set("for", field.name), select)
}

fn select(name: &'static str, chosen: &str, choices: &[(&str, String)]) -> Element {
    let options = choices.iter().map(|(code, text)| {
        let option = el("option").set("value", *code).with(text.clone());
        if *code == chosen { option.set("selected", "") } else { option }
    });
    el("select.input").set("id", name).set("name", name).with(options.collect::<Vec<Element>>())
}

/// A day in three parts; `value` says what stands in a part. The first carries the field's own name: there a message leads.
pub fn day<'v>(scene: &Scene<'_>, field: &Field<'_>, value: impl Fn(&str) -> &'v str) -> Element {
    let parts = [(field.name, "field.year"), ("month", "field.month"), ("date", "field.day")];
    let parts = parts.map(|(name, key)| {
        let input = el("input.input.input--part")
            .set("id", name)
            .set("name", name)
            .set("inputmode", "numeric")
            .set("autocomplete", "off")
            .set("value", value(name));
        let label = el("label").set("for", name).with(scene.words.say(key));
        el("span.part").with(label).with(marked(input, field.wrong))
    });
    let parts = el("div.parts").with(parts.to_vec());
    field.around(scene, field.described(el("fieldset")), el("legend"), parts)
}

/// What is to be put right, each with a link to its field. The focus goes here.
pub fn summary(title: String, wrongs: Vec<(&'static str, Vec<Node>)>) -> Element {
    let lines = wrongs.into_iter().map(|(field, said)| {
        let link = el("a").set("href", ["#", field].concat()).on(crate::action::Do::Lead(field)).with(said);
        el("li").with(link)
    });
    el("section.wrongs")
        .set("id", "wrongs")
        .set("tabindex", "-1")
        .set("role", "alert")
        .with(el("h2").with(title))
        .with(el("ul").with(lines.collect::<Vec<Element>>()))
}
