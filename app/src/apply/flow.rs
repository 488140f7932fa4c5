//! What happens in the flow: going from screen to screen, saving as one goes, sending once.

use super::act::Act;
use super::bench::{Bench, Draft, Saved, question};
use super::hub::{self, Begun};
use super::page::known;
use super::place::{Place, Way};
use super::wire::Refused;
use super::{keep, screen};
use crate::action::Do;
use crate::command::Order;
use crate::desk::Desk;
use crate::net::{self, Trouble};
use crate::settings;
use crate::words::{Language, Words};
use engine::form::{FormView, Given, Kind};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::web_sys::EventSource;
use std::sync::Arc;
use wasm_bindgen::closure::Closure;

/// The hub's news, and who listens.
type Stream = (EventSource, Closure<dyn Fn()>);

/// Where the focus goes when the page has been painted.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub enum Focus {
    /// It stays.
    #[default]
    Stays,
    /// To what is to be put right.
    Wrongs,
}

/// Everything that changes. Copied around freely; it lives as long as the page.
#[derive(Copy, Clone)]
pub struct Flow {
    /// The words.
    pub words: RwSignal<Arc<Words>>,
    /// The address.
    pub way: Way,
    /// Everything else.
    pub bench: RwSignal<Bench>,
    pub(super) focus: StoredValue<Focus>,
    /// Counts changes, so that only the last pause saves.
    pub(super) change: StoredValue<u32>,
    /// A saving is on its way.
    pub(super) saving: StoredValue<bool>,
    pub(super) stream: StoredValue<Option<Stream>, LocalStorage>,
}

impl Flow {
    /// Made once, at the start.
    pub fn start(words: Words) -> Flow {
        let bench =
            RwSignal::new(Bench { desk: Desk::new(settings::remembered_shade()), ..Bench::default() });
        let flow = Flow {
            words: RwSignal::new(Arc::new(words)),
            way: Way::provide(move || bench.update(Bench::turn_page)),
            bench,
            focus: StoredValue::new(Focus::Stays),
            change: StoredValue::new(0),
            saving: StoredValue::new(false),
            stream: StoredValue::new_local(None),
        };
        flow.open();
        flow
    }

    /// Where the focus is to go now; asked once a painting.
    pub fn focus(self) -> Focus {
        self.focus.try_update_value(std::mem::take).unwrap_or_default()
    }

    /// Does what an element says.
    pub fn act(self, action: Do) {
        match action {
            Do::Speak(language) => {
                settings::remember_language(language);
                self.speak(language);
            }
            Do::Wear(shade) => {
                settings::remember_shade(shade);
                self.bench.update(|bench| bench.desk.shade = shade);
            }
            Do::Turn(name) => self.bench.update(|bench| bench.desk.turn(name)),
            Do::Command(command) => {
                if let Order::Be(person) = command.order() {
                    self.be(person);
                }
            }
            Do::TryAgain | Do::Refresh => self.open(),
            Do::Apply(act) => self.apply(act),
            // The portal's own: its pages are reached by ordinary links.
            Do::Go(_)
            | Do::Lead(_)
            | Do::Reckon(_)
            | Do::Plan(_)
            | Do::ClearPlan
            | Do::EndPreview
            | Do::PrintPreview => {}
        }
    }

    /// Becomes a sample person (sandbox).
    fn be(self, person: String) {
        spawn_local(async move {
            if hub::confirm_in_sandbox(&person).await.is_ok() {
                self.load().await;
            }
        });
    }

    fn apply(self, act: Act) {
        match act {
            Act::Take(place) => self.take(place),
            Act::Print => drop(window().print()),
            Act::Reveal => self.bench.update(|bench| bench.desk.turn("key".to_owned())),
            Act::Remove(place) => self.remove(place),
            Act::Save => {
                self.bench.update(|bench| bench.trouble = None);
                self.save();
            }
            Act::SignIn => self.sign_in_again(),
            Act::Look => self.look_who_is_here(),
            Act::Another => self.another(),
            Act::Correct(place) => self.correct(place),
            Act::AskToWithdraw => self.bench.update(|bench| bench.desk.turn("withdraw".to_owned())),
            Act::Withdraw(place) => self.withdraw(place),
            Act::RegistryConsent(place) => self.say_registry_consent(place),
            Act::Calendar(place) => {
                self.bench.with_untracked(|bench| {
                    let (Some(sent), Some(day)) = (bench.sent.get(place), bench.day()) else { return };
                    self.words.with_untracked(|words| super::calendar::save(words, sent, day));
                });
            }
        }
    }

    /// Sees to it that the page at this address has what it needs: a form to fill in, made when it is first asked for.
    pub fn enter(self, place: &Place) {
        let Some(kind) = place.kind().and_then(Kind::from_code) else { return };
        let known = self.bench.with_untracked(|bench| {
            bench.told().is_some() && bench.draft.as_ref().is_none_or(|draft| draft.kind != kind)
        });
        if known {
            self.save();
            self.take_up(kind, place);
        }
        if matches!(place, Place::Known(_)) {
            let nothing = self.bench.with_untracked(|bench| {
                bench.view().is_some_and(|view| {
                    known::offered(&view).is_empty() && known::askable(&view, &bench.askable).is_empty()
                })
            });
            if nothing {
                self.way.go(&Place::Tasks(kind.code().to_owned()), true);
            }
        }
    }

    fn take_up(self, kind: Kind, place: &Place) {
        let code = kind.code();
        let begun =
            self.bench.with_untracked(|bench| bench.begun.iter().find(|begun| begun.kind == kind).cloned());
        if let Some(Begun { application, answers, offers, saved_at, version, .. }) = begun {
            let given = Given { answers, offers };
            keep::remember(code, &application);
            return self.bench.update(|bench| {
                let sent = bench.sent.iter().find(|sent| sent.id == application);
                let correction = sent.map(|sent| sent.events.len());
                let draft = Draft::new(application, kind, given, Saved::At(saved_at));
                bench.draft = Some(Draft { version, correction, ..draft });
            });
        }
        // One that is under way is shown: whoever comes back to a page of its form finds what became of it.
        let under_way = self.bench.with_untracked(|bench| {
            let is_it = |sent: &hub::Sent| sent.status.open && sent.form.kind == code;
            bench.sent.iter().rposition(is_it).filter(|_| !bench.another && !matches!(place, Place::Start(_)))
        });
        if let Some(sent) = under_way {
            keep::forget(code);
            self.bench.update(|bench| bench.draft = None);
            return self.way.go(&Place::Sent(sent), true);
        }
        // Only a person who has begun has a form; the first page of a kind is to be read, and one that is closed is not begun.
        let open =
            self.bench.with_untracked(|bench| bench.untouched(kind).is_some_and(|view| view.opened.open));
        if matches!(place, Place::Start(_)) || !open {
            return self.bench.update(|bench| bench.draft = None);
        }
        let Some(id) = keep::id(code) else { return };
        // Sent from here before, and the answer never seen: what was sent is shown, and nothing is begun.
        if let Some(sent) = self.place_of(&id) {
            keep::forget(code);
            self.bench.update(|bench| bench.draft = None);
            return self.way.go(&Place::Sent(sent), true);
        }
        self.bench.update(|bench| {
            bench.another = false;
            bench.draft = Some(Draft::new(id, kind, Given::default(), Saved::Untouched));
        });
    }

    pub(super) fn place_of(self, id: &str) -> Option<usize> {
        self.bench.with_untracked(|bench| bench.sent.iter().position(|sent| sent.id == id))
    }

    /// Another application of a kind of which one was sent: begun on purpose, with an id of its own.
    fn another(self) {
        let place = self.way.now();
        if let Some(kind) = place.kind() {
            keep::forget(kind);
            self.bench.update(|bench| bench.another = true);
            self.go(&Place::Known(kind.to_owned()));
        }
    }

    /// Goes to a page of the flow.
    pub fn go(self, to: &Place) {
        self.bench.update(|bench| {
            bench.changing = matches!((self.way.now(), to), (Place::Check(_), Place::Ask(..)));
            bench.turn_page();
        });
        self.save();
        self.way.go(to, false);
    }

    /// Takes in what was typed. Nothing is painted while an input method is composing.
    pub fn type_in(self, name: &str, text: String, composing: bool) {
        let change = |bench: &mut Bench| {
            if let Some(draft) = &mut bench.draft {
                draft.type_in(name, text);
            }
        };
        if composing {
            self.bench.update_untracked(change);
        } else {
            self.bench.update(change);
        }
        self.save_after_a_pause();
    }

    /// Ticks a box, or takes the tick away.
    pub fn tick(self, name: &str, code: &str, on: bool) {
        self.bench.update(|bench| {
            let list = match name {
                "known" => Some(&mut bench.ticked),
                "wanted" => Some(&mut bench.wanted),
                _ => None,
            };
            if let Some(list) = list {
                list.retain(|ticked| ticked != code);
                if on {
                    list.push(code.to_owned());
                }
            } else if let Some(draft) = &mut bench.draft {
                draft.tick(name, code, on);
            }
        });
        self.save_after_a_pause();
    }

    /// The page's form is sent off: by its button, or by Enter in a field.
    pub fn submit(self) {
        match self.way.now() {
            Place::Known(_) => self.take_ticked(),
            Place::Ask(_, key) => self.answer(&key),
            Place::Check(kind) => self.checked(kind),
            Place::Send(_) => self.send(),
            _ => {}
        }
    }

    fn take_ticked(self) {
        let Some(view) = self.bench.with_untracked(Bench::view) else { return };
        self.bench.update(|bench| {
            let ticked = std::mem::take(&mut bench.ticked);
            let Some(draft) = &mut bench.draft else { return };
            for (question, offer) in known::offered(&view) {
                if ticked.iter().any(|ticked| ticked == question.key) {
                    draft.take(question.ask, offer);
                }
            }
        });
        // What was asked for is looked at before anything of it is used.
        let wanted = self.bench.with_untracked(|bench| !bench.wanted.is_empty());
        if wanted {
            return self.ask_self_info();
        }
        self.go(&Place::Tasks(view.kind.code().to_owned()));
    }

    fn take(self, place: usize) {
        let Place::Ask(_, key) = self.way.now() else { return };
        self.bench.update(|bench| {
            let Some(view) = bench.view() else { return };
            let Some(asked) = question(&view, &key) else { return };
            if let (Some(draft), Some(offer)) = (&mut bench.draft, asked.offers.get(place)) {
                draft.take(asked.ask, offer);
            }
        });
        self.answer(&key);
    }

    /// Goes on from a question, when its answer is one.
    fn answer(self, key: &str) {
        self.bench.update(|bench| {
            if let Some(draft) = &mut bench.draft {
                draft.read(key);
            }
        });
        let Some(view) = self.bench.with_untracked(Bench::view) else { return };
        let wrong = view.missing.iter().any(|missing| missing.question == key)
            || question(&view, key).is_some_and(|asked| asked.problem.is_some());
        if wrong {
            self.focus.set_value(Focus::Wrongs);
            self.bench.update(|bench| {
                bench.tried = true;
                // Told again when it is wrong again.
                bench.news = None;
            });
            return self.save();
        }
        let changing = self.bench.with_untracked(|bench| bench.changing);
        self.go(&next(&view, key, changing));
        self.bench.update(|bench| bench.changing = changing && matches!(self.way.now(), Place::Ask(..)));
    }

    fn checked(self, kind: String) {
        let ready = self.bench.with_untracked(Bench::view).is_some_and(|view| view.missing.is_empty());
        if ready {
            return self.go(&Place::Send(kind));
        }
        self.focus.set_value(Focus::Wrongs);
        self.bench.update(|bench| bench.tried = true);
    }

    /// Fetches a language's words and uses them; until they are there the page stays in the language it is in.
    fn speak(self, language: Language) {
        spawn_local(async move {
            let words = fetch_words(language).await;
            self.bench.update(|bench| bench.desk.no_words = words.is_err());
            if let Ok(words) = words {
                self.words.set(Arc::new(words));
            }
        });
    }
}

/// The words of a language, those of every page and the flow's own.
pub async fn fetch_words(language: Language) -> Result<Words, Trouble> {
    let [common, own] = language.addresses_to_apply();
    let (common, own) = (net::own_file(common).await?, net::own_file(own).await?);
    let mut words = Words::read(language, &[&common, &own]);
    words.calendar = settings::remembered_calendar();
    Ok(words)
}

/// Where one goes from a question that is answered: to the next, or back to where the change was asked for, by way of what the change has opened.
fn next(view: &FormView, key: &str, changing: bool) -> Place {
    let kind = view.kind.code().to_owned();
    let screens = screen::screens(view);
    let to = if changing {
        let here = screens.iter().find(|screen| screen.question.key == key).map(|screen| screen.step.key);
        screens.iter().find(|screen| Some(screen.step.key) == here && screen::is_open(view, screen))
    } else {
        screen::after(&screens, key)
    };
    match to {
        Some(screen) => Place::Ask(kind, screen.question.key.to_owned()),
        None => Place::Check(kind),
    }
}

/// What a page can say about a refusal it has no words of its own for.
pub(super) fn trouble_of(refused: &Refused) -> Trouble {
    match refused {
        Refused::Trouble(trouble) => *trouble,
        Refused::No { .. } => Trouble::Hub,
    }
}
