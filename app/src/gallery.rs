//! 部品の見本: every part of a page in the states it can be in, as one page of HTML without a program. For whoever changes a part or the sheet, for
//! axe-core and for pictures; it is in no bundle (feature `gallery`). The frame's own example is the frame around it.

use crate::command::Citizen;
use crate::component;
use crate::component::frame::frame;
use crate::desk::Desk;
use crate::host::Host;
use crate::known::{Known, State};
use crate::made::Made;
use crate::net::Trouble;
use crate::node::{Element, Node, el};
use crate::page::{Page, Scene, Viewer};
use crate::route::Route;
use crate::ruby;
use crate::sample;
use crate::told::Papers;
use crate::words::{Language, Words};
use std::sync::Arc;

/// A part in one of its states.
pub struct Example {
    /// Which state.
    pub name: String,
    /// How it looks.
    pub looks: Vec<Element>,
}

/// One state of a part.
pub fn example(name: &str, looks: impl IntoIterator<Item = Element>) -> Example {
    Example { name: name.to_owned(), looks: looks.into_iter().collect() }
}

/// What stands around a part when it is shown.
#[derive(Default)]
pub struct Around {
    /// What the hub answered besides the facts.
    pub papers: Papers,
    /// What is open.
    pub desk: Desk,
    /// An officer looks.
    pub officer: bool,
    /// What the last attempt to renew the facts met with.
    pub trouble: Option<Trouble>,
}

/// The sample people and the words, for parts to be shown with.
pub struct Stage {
    /// The words.
    pub words: Words,
    /// The sample people.
    pub people: Vec<Arc<Known>>,
}

impl Stage {
    /// One of the sample people.
    pub fn person(&self, id: &str) -> &Arc<Known> {
        let found = self.people.iter().find(|known| known.told.facts.person.id == id);
        found.unwrap_or_else(|| panic!("no sample person {id}"))
    }

    /// Shows what needs a whole scene.
    pub fn with<T>(&self, person: &str, around: &Around, play: impl FnOnce(&Scene<'_>, &Known) -> T) -> T {
        let known = self.person(person);
        let citizen = Citizen::own_page();
        let state = State::Known(Arc::clone(known), around.trouble);
        let scene = Scene {
            words: &self.words,
            route: Route::Home,
            state: &state,
            papers: &around.papers,
            desk: &around.desk,
            viewer: if around.officer { Viewer::Officer } else { Viewer::Citizen(&citizen) },
            host: &Host::default(),
            now: 0,
            made: &Made::default(),
        };
        play(&scene, known)
    }
}

type Examples = fn(&Stage) -> Vec<Example>;

/// The parts by the names of their files.
const PARTS: [(&str, Examples); 12] = [
    ("amounts", component::amounts::examples::all),
    ("field", component::field::examples::all),
    ("freshness", component::freshness::examples::all),
    ("gauge", component::gauge::examples::all),
    ("link", component::link::examples::all),
    ("notice", component::notice::examples::all),
    ("order", component::order::examples::all),
    ("paper", component::paper::examples::all),
    ("preview", component::preview::examples::all),
    ("standing", component::standing::examples::all),
    ("staying", component::staying::examples::all),
    ("why", component::why::examples::all),
];

/// The whole gallery as HTML; a language nobody knows is Japanese.
pub fn page(language: &str) -> String {
    let language =
        Language::ALL.into_iter().find(|known| known.code() == language).unwrap_or(Language::Japanese);
    let text = match language {
        Language::Japanese => include_str!("../../public/messages/ja.txt"),
        Language::EasyJapanese => include_str!("../../public/messages/ja-easy.txt"),
        Language::English => include_str!("../../public/messages/en.txt"),
    };
    let stage = Stage { words: Words::read(language, &[text]), people: sample::people() };
    let [_, _, papers] = sample::papers(stage.person("sample-haha"));
    let around = Around { papers: Papers { ending: false, ..papers }, ..Around::default() };
    let whole = stage.with("sample-haha", &around, |scene, _| {
        let body = PARTS.iter().map(|(name, examples)| Node::Element(part(name, examples(&stage))));
        frame(scene, Page { title: "部品の見本".to_owned(), body: body.collect(), alone: false })
    });
    let whole = if language == Language::EasyJapanese { ruby::annotate(whole) } else { whole };
    let mut html = [
        "<!doctype html>\n<html lang=\"",
        language.tag(),
        "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>部品の見本</title><style>",
        include_str!("../style/portal.css"),
        "</style></head><body>",
    ]
    .concat();
    write(&whole, &mut html);
    html + "</body></html>\n"
}

fn part(name: &str, examples: Vec<Example>) -> Element {
    let looks = examples.into_iter().enumerate().map(|(place, Example { name: state, looks })| {
        let own = ["-", name, "-", &place.to_string()].concat();
        let looks = looks.into_iter().map(|element| apart(element, &own)).collect::<Vec<Element>>();
        el("section.example").with(el("p.support").with(["［", name, "］", &state].concat())).with(looks)
    });
    el("div").set("data-part", name).with(looks.collect::<Vec<Element>>())
}

/// What refers to an element by its name still does, and no two on the page have the same.
fn apart(mut element: Element, own: &str) -> Element {
    for (name, value) in &mut element.attributes {
        let renamed = match *name {
            "id" | "for" => true,
            "href" => value.starts_with('#'),
            name => name.starts_with("aria-") && (name.ends_with("by") || name.ends_with("controls")),
        };
        if renamed {
            *value = value.split(' ').map(|one| [one, own].concat()).collect::<Vec<String>>().join(" ");
        }
    }
    let children = std::mem::take(&mut element.children);
    element.children = children
        .into_iter()
        .map(|child| match child {
            Node::Element(child) => Node::Element(apart(child, own)),
            same @ (Node::Text(_) | Node::Made(_)) => same,
        })
        .collect();
    element
}

fn write(element: &Element, html: &mut String) {
    html.push_str(&["<", element.tag].concat());
    for (name, value) in &element.attributes {
        html.push_str(&[" ", name, "=\"", &escaped(value), "\""].concat());
    }
    html.push('>');
    if ["input", "br", "img", "hr"].contains(&element.tag) {
        return;
    }
    for child in &element.children {
        match child {
            Node::Text(text) => html.push_str(&escaped(text)),
            Node::Element(child) => write(child, html),
            Node::Made(child) => write(child, html),
        }
    }
    html.push_str(&["</", element.tag, ">"].concat());
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// A part without an example is one nobody looks at.
    #[test]
    fn every_part_is_in_the_gallery() {
        let files = std::fs::read_dir("src/component").unwrap_or_else(|error| panic!("{error}"));
        let files = files.filter_map(|file| file.ok()?.file_name().into_string().ok());
        let mut parts: BTreeSet<String> =
            files.filter_map(|file| file.strip_suffix(".rs").map(str::to_owned)).collect();
        // The list of parts, and the frame, which stands around the gallery.
        assert!(parts.remove("mod") && parts.remove("frame"));
        assert_eq!(parts, PARTS.iter().map(|(name, _)| (*name).to_owned()).collect());
    }

    #[test]
    fn every_part_shows_something_in_every_language_and_no_two_elements_share_a_name() {
        for language in Language::ALL {
            let html = page(language.code());
            let ids: Vec<&str> =
                html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
            assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "{ids:?}");
            for part in html.split("data-part=").skip(1) {
                assert!(part.matches("class=\"example\"").count() > 0, "{}", part.get(..80).unwrap_or(part));
            }
        }
    }

    #[test]
    fn what_is_said_is_never_markup() {
        let mut html = String::new();
        write(&el("p").set("title", "\"<").with("<b>&").with(el("br")), &mut html);
        assert_eq!(html, "<p title=\"&quot;&lt;\">&lt;b>&amp;<br></p>");
    }
}
