//! What stands around every page of the flow: our name, the words and colours, who it is for, the places to go. The places are the portal's own
//! pages, so its links are ordinary ones.

use super::page::{Page, Scene};
use crate::action::Do;
use crate::component::link::quiet;
use crate::node::{Element, Node, el};
use crate::route::Route;
use crate::settings::Shade;
use crate::words::Language;
use engine::facts::Person;

/// A page in its frame.
pub fn frame(scene: &Scene<'_>, page: Page) -> Element {
    let words = scene.words;
    let told = scene.bench.told();
    let heading = el("h1").set("tabindex", "-1").with(page.title);
    let main = el("main")
        .set("id", "main")
        .set("tabindex", "-1")
        .with(page.above)
        .with(heading)
        .with(super::page::trouble::trouble(scene))
        .with(page.body);
    let synthetic = told.is_some_and(|told| told.facts.person.synthetic);
    el("div")
        .with(el("a.skip").set("href", "#main").with(words.say("frame.skip")))
        .with(
            el("header")
                .with(
                    el("div.masthead")
                        .with(el("span.masthead__name").with(words.say("app.name")))
                        .with(display(scene)),
                )
                .with(told.map(|told| whom(scene, &told.facts.person)))
                .with(synthetic.then(|| el("p.sandbox").with(words.say("frame.synthetic")))),
        )
        .with(told.map(|_| places(scene)))
        .with(main)
        .with(el("footer.foot").with(words.say("frame.not_official")))
}

/// For whom it is applied. Where somebody acts for another it says so, and leads to where one changes.
fn whom(scene: &Scene<'_>, person: &Person) -> Element {
    let words = scene.words;
    let name = [("name", Node::Text(person.name.clone()))];
    let line = if scene.bench.actor == person.id {
        el("span").with(words.tell("frame.name", &name))
    } else {
        let people = el("a").set("href", Route::People.href()).with(words.say("people.title"));
        el("span").with(words.tell("apply.for", &name)).with(" ").with(people)
    };
    el("div.whom").with(line)
}

/// Words and colours can be changed without leaving what is half filled in.
fn display(scene: &Scene<'_>) -> Element {
    let words = scene.words;
    let open = scene.bench.desk.is_open("display");
    let pressed = |button: Element, on: bool| button.set("aria-pressed", if on { "true" } else { "false" });
    let languages = Language::ALL.map(|language| {
        let button = quiet(language.name().to_owned(), Do::Speak(language)).set("lang", language.tag());
        pressed(button, words.language == language)
    });
    let shades = Shade::ALL.map(|shade| {
        let button = quiet(words.name("shade", shade.code()), Do::Wear(shade));
        pressed(button, scene.bench.desk.shade == shade)
    });
    let inside = open.then(|| {
        el("div.display")
            .with(el("p.buttons").with(languages.to_vec()))
            .with(el("p.buttons").with(shades.to_vec()))
            .with(
                scene
                    .bench
                    .desk
                    .no_words
                    .then(|| el("p").set("role", "alert").with(words.say("settings.no_words"))),
            )
    });
    let button =
        crate::component::link::turn(words.say("frame.settings"), "display", open).set("id", "display");
    el("div").with(button).with(inside)
}

/// The five places, always the same five.
fn places(scene: &Scene<'_>) -> Element {
    let words = scene.words;
    let place = |to: Route, key: &str| el("a").set("href", to.href()).with(words.say(key));
    el("nav.places")
        .set("aria-label", words.say("frame.places"))
        .with(place(Route::Home, "home.title"))
        .with(place(Route::Payments(None), "payments.title"))
        .with(place(Route::Certificates, "certificates.title"))
        .with(place(Route::Procedures, "procedures.title").set("aria-current", "true"))
        .with(place(Route::Notices, "notices.title"))
}
