//! Keeps what is known: whose pages these are, what was told about them, and whether it is still true. In memory only.

use crate::clock;
use crate::copy;
use crate::host;
use crate::known::{Known, State};
use crate::live::Live;
use crate::net::{self, Trouble, Whose};
use crate::settings;
use crate::told::{Asked, Kept, Me, Papers, Session, Told};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;
use std::time::Duration;

/// How often the hub is asked for how long the session still lasts, once it ends soon: a word to another page may have kept it.
const SOON: Duration = Duration::from_secs(15);
/// So often, and so many milliseconds each time, the first page waits for what comes besides the facts.
const MOMENTS: usize = 20;
const MOMENT: i32 = 30;

/// Copied around freely; all of it lives as long as the page.
#[derive(Copy, Clone)]
pub struct Portal {
    state: RwSignal<State>,
    papers: RwSignal<Papers>,
    /// Whom the pages are about. An answer about anybody else comes too late and is dropped.
    whom: StoredValue<Option<Whose>>,
    /// Whose session it is.
    own: StoredValue<Option<String>>,
    /// An officer's preview: there is no session of the person's.
    preview: bool,
    live: StoredValue<Option<Live>, LocalStorage>,
    /// The next look at how long the session lasts.
    watch: StoredValue<Option<TimeoutHandle>>,
}

impl Portal {
    /// Made once, at the start.
    pub fn provide(preview: bool) -> Portal {
        Portal {
            state: RwSignal::new(State::Loading),
            papers: RwSignal::default(),
            whom: StoredValue::default(),
            own: StoredValue::default(),
            preview,
            live: StoredValue::new_local(None),
            watch: StoredValue::default(),
        }
    }

    /// Hears what becomes of the window, as long as the portal is on its page.
    pub fn listen_to_window(self) {
        // A page that was left may stay in the browser's memory, and its connection with it: after six of them the browser opens no
        // further one. Whoever comes back to such a page gets the news of the meantime.
        host::hear("pagehide", move |_| self.live.set_value(None));
        host::hear("pageshow", move |_| {
            if self.whom().is_some() {
                self.refresh();
                self.listen();
                self.watch_session();
            }
        });
        host::hear("online", move |_| {
            if !self.preview && (settings::is_leaving() || self.whom().is_none()) {
                self.open();
            }
        });
    }

    /// Does an officer look?
    pub fn is_preview(self) -> bool {
        self.preview
    }

    /// Read it where it is used.
    pub fn state(self) -> RwSignal<State> {
        self.state
    }

    /// What is known besides the facts.
    pub fn papers(self) -> RwSignal<Papers> {
        self.papers
    }

    /// Finds out who is signed in and what is known.
    pub fn open(self) {
        if self.preview {
            return self.open_preview();
        }
        if settings::is_leaving() {
            return self.leave(false);
        }
        spawn_local(async move {
            clock::pause(0).await;
            match net::me().await {
                Ok(Me { person: Some(person), shown, session }) => self.enter(person, shown, session).await,
                Ok(_) | Err(Trouble::SignedOut) => {
                    copy::forget();
                    self.signed_out().await;
                }
                Err(trouble) => self.show_copy(trouble).await,
            }
        });
    }

    /// The hub cannot be asked. What was kept for this is shown as what it is; whose pages these are is asked again before anything else.
    async fn show_copy(self, trouble: Trouble) {
        let copy = if trouble == Trouble::Unreadable { None } else { copy::take().await };
        let state = match copy {
            Some(told) => match known(told).await {
                State::Known(known, _) => State::Known(known, Some(trouble)),
                _ => State::Failed(trouble),
            },
            None => State::Failed(trouble),
        };
        self.state.set(state);
    }

    /// Keeps a copy on this device from now on, or no longer.
    pub fn keep_copy(self, wanted: bool) {
        if let Some(own) = self.own.get_value().filter(|_| wanted) {
            copy::want(&own);
            // A browser that remembers nothing cannot keep a copy either.
            self.say_copy(Kept::Failed);
            self.keep_if_own();
        } else {
            copy::forget();
            self.say_copy(Kept::No);
        }
    }

    /// The page shows whether there is one.
    fn say_copy(self, otherwise: Kept) {
        let kept = self.own.with_value(|own| own.as_deref().is_some_and(copy::is_wanted));
        self.papers.update(|papers| papers.copy = if kept { Kept::Yes } else { otherwise });
    }

    /// Only of oneself, and only what the hub has told now.
    fn keep_if_own(self) {
        let Some(own) = self.own.get_value().filter(|own| self.is_about(&Whose::Person(own.clone()))) else {
            return;
        };
        let told = self.state.with_untracked(|state| match state {
            State::Known(known, None) => Some(Arc::clone(known)),
            _ => None,
        });
        let Some(known) = told else { return };
        spawn_local(async move {
            if !copy::keep(&own, &known.told).await {
                copy::forget();
                self.say_copy(Kept::Failed);
            }
        });
    }

    /// Becomes a sample person.
    pub fn be(self, person: String) {
        self.state.set(State::Loading);
        spawn_local(async move {
            match net::sandbox_sign_in(&person).await {
                Ok(()) => self.enter(person, None, None).await,
                Err(trouble) => self.state.set(State::Failed(trouble)),
            }
        });
    }

    /// Shows somebody else: oneself again, or a person one may act for.
    pub fn show(self, person: String) {
        self.forget_person();
        spawn_local(async move {
            // If the hub does not hear of it, a page that is loaded again is about oneself, and says so.
            net::show(&person).await.unwrap_or_default();
            self.load(Whose::Person(person)).await;
        });
    }

    /// Ends the session, or all of them. What is on the screen and in memory goes at once, with or without a network; a hub that could
    /// not be told is told as soon as it can be.
    pub fn leave(self, everywhere: bool) {
        self.forget_everything();
        copy::forget();
        settings::remember_leaving(true);
        spawn_local(async move {
            match net::leave(everywhere).await {
                // There is a session at the provider, too: the hub leads on to where it is ended.
                Ok(true) => {
                    settings::remember_leaving(false);
                    window().location().set_href(&host::hub("/sign-out")).unwrap_or_default();
                }
                Ok(false) | Err(Trouble::SignedOut) => {
                    settings::remember_leaving(false);
                    host::signed_out();
                    self.signed_out().await;
                }
                Err(_) => self.state.set(State::Left),
            }
        });
    }

    /// Finds out what the officer's preview is of. It has an end that nothing moves: then nothing of the person stays.
    fn open_preview(self) {
        spawn_local(async move {
            match net::acting().await {
                Ok(acting) => {
                    let left = Duration::from_secs(acting.ends_in.into());
                    drop(set_timeout_with_handle(move || self.over(), left));
                    self.papers.update(|papers| papers.acting = Some(acting));
                    self.ask_people();
                    self.load(Whose::Previewed).await;
                }
                Err(Trouble::SignedOut | Trouble::NotThere) => self.over(),
                Err(trouble) => self.state.set(State::Failed(trouble)),
            }
        });
    }

    /// The officer is done. The screen is empty at once; the hub ends the preview by itself if it cannot be told.
    pub fn end_preview(self) {
        self.over();
        spawn_local(async move { net::preview("end").await.unwrap_or_default() });
    }

    /// What an officer prints is on the person's log first. Without that the sheet keeps everything off the paper.
    pub fn print_preview(self) {
        spawn_local(async move {
            if net::preview("print").await.is_ok() {
                self.papers.update(|papers| papers.printed = true);
                // When it is painted so.
                drop(set_timeout_with_handle(|| drop(window().print()), Duration::ZERO));
            }
        });
    }

    /// Keeps the session as if it had just been used.
    pub fn stay(self) {
        spawn_local(async move {
            // Whether it worked shows at the next look.
            net::stay().await.unwrap_or_default();
            self.watch_session();
        });
    }

    /// Keeps a receipt of the person's own, or takes it away; says whether the hub has it so.
    pub async fn keep_receipt(self, id: &str, document: Option<String>) -> bool {
        let Some(whose) = self.whom() else { return false };
        let answer = net::keep_receipt(&whose, id, document).await;
        if self.is_about(&whose) {
            match answer {
                Err(Trouble::SignedOut) => self.over(),
                // Also where it was not taken: somebody may have changed it elsewhere.
                _ => self.refresh(),
            }
        }
        answer.is_ok()
    }

    /// Ends another session of the signed-in person.
    pub fn end_session(self, id: String) {
        spawn_local(async move {
            net::end_session(&id).await.unwrap_or_default();
            self.ask_sessions();
        });
    }

    /// Asks who looked at the record.
    pub fn ask_looks(self) {
        let Some(whose) = self.whom() else { return };
        spawn_local(async move {
            let looks = net::looks(&whose).await;
            if self.is_about(&whose) {
                self.papers.update(|papers| papers.looks = looks.map_or(Asked::Failed, Asked::There));
            }
        });
    }

    /// Asks where the signed-in person is signed in.
    pub fn ask_sessions(self) {
        let own = self.own.get_value();
        spawn_local(async move {
            let sessions = net::sessions(self.preview).await;
            if self.own.get_value() == own {
                self.papers.update(|papers| papers.sessions = sessions.map_or(Asked::Failed, Asked::There));
            }
        });
    }

    /// Asks for how long the session lasts, says so in time, and clears the screen when it is over. A hub that cannot be asked ends it no
    /// later than it said before.
    fn watch_session(self) {
        let own = self.own.get_value();
        spawn_local(async move {
            let answer = net::me().await;
            if own.is_none() || self.own.get_value() != own {
                return;
            }
            match answer.map(|me| (me.person, me.session)) {
                Ok((person, _)) if person != own => self.over(),
                Ok((_, session)) => self.heard(session),
                Err(_) if self.papers.with_untracked(|papers| papers.ending) => self.over(),
                Err(_) => self.watch_again(SOON),
            }
        });
    }

    /// How long the session lasts.
    fn heard(self, session: Option<Session>) {
        let Some(session) = session else { return };
        let ending = session.warn_in == 0;
        self.say_ending(ending);
        let left = Duration::from_secs(session.ends_in.into());
        let look = Duration::from_secs(session.warn_in.into());
        self.watch_again(if ending { SOON.min(left) } else { look });
    }

    fn watch_again(self, after: Duration) {
        // A moment later than told, so that the hub agrees.
        let after = after + Duration::from_secs(1);
        let next = set_timeout_with_handle(move || self.watch_session(), after).ok();
        if let Some(before) = self.watch.try_update_value(|watch| std::mem::replace(watch, next)).flatten() {
            before.clear();
        }
    }

    fn say_ending(self, ending: bool) {
        if self.papers.with_untracked(|papers| papers.ending) != ending {
            self.papers.update(|papers| papers.ending = ending);
        }
    }

    /// The session is over: nothing about anybody stays on the screen of a phone that was put down.
    fn over(self) {
        self.forget_everything();
        copy::forget();
        self.state.set(if self.preview { State::PreviewOver } else { State::Failed(Trouble::SignedOut) });
    }

    /// Fetches everything anew; what is shown stays until there is something newer.
    pub fn refresh(self) {
        let Some(whose) = self.whom() else { return self.open() };
        self.ask_notices(whose.clone());
        if self.papers.with_untracked(|papers| papers.looks != Asked::Waiting) {
            self.ask_looks();
        }
        spawn_local(async move {
            let answer = match net::facts(&whose).await {
                Ok(told) => Ok(known(told).await),
                Err(trouble) => Err(trouble),
            };
            if !self.is_about(&whose) {
                return;
            }
            if matches!(answer, Err(Trouble::SignedOut)) {
                return self.over();
            }
            self.state.update(|state| match (answer, state) {
                (Ok(known), state) => *state = known,
                (Err(trouble), State::Known(_, last)) => *last = Some(trouble),
                (Err(trouble), state) => *state = State::Failed(trouble),
            });
            self.keep_if_own();
        });
    }

    /// Listens for news about the person shown.
    pub fn listen(self) {
        // An officer looks anew when they want to: what comes by itself would be on the person's log as a look.
        let sequence = self.state.with_untracked(|state| match state {
            State::Known(known, _) => known.told.sequence,
            _ => 0,
        });
        if let Some(whose) = self.whom().filter(|_| !self.preview) {
            self.live.set_value(Live::open(self, &whose, sequence));
        }
    }

    /// Tells the hub that what was told with this sequence was read; if that fails it is simply unread again next time.
    pub fn mark_read(self, sequence: i64) {
        if let Some(whose) = self.whom() {
            spawn_local(async move { net::mark_read(&whose, sequence).await.unwrap_or_default() });
        }
    }

    /// The session's own person, whom else they may see, and whom they looked at last.
    async fn enter(self, person: String, shown: Option<String>, session: Option<Session>) {
        self.own.set_value(Some(person.clone()));
        self.ask_people();
        match session {
            Some(_) => self.heard(session),
            None => self.watch_session(),
        }
        self.load(Whose::Person(shown.unwrap_or(person))).await;
    }

    fn ask_people(self) {
        let asking = self.own.get_value();
        spawn_local(async move {
            let people = net::people(self.preview).await;
            // Nothing of anybody comes in after the end.
            if self.own.get_value() == asking && self.whom().is_some() {
                self.papers.update(|papers| papers.people = people.map_or(Asked::Failed, Asked::There));
            }
        });
    }

    async fn load(self, whose: Whose) {
        self.whom.set_value(Some(whose.clone()));
        self.ask_notices(whose.clone());
        let state = match net::facts(&whose).await {
            Ok(told) => known(told).await,
            Err(trouble) => State::Failed(trouble),
        };
        self.others_came().await;
        if self.is_about(&whose) {
            let is_known = matches!(state, State::Known(..));
            self.state.set(state);
            if is_known {
                self.say_copy(Kept::No);
                self.keep_if_own();
                self.listen();
            }
        }
    }

    /// What else stands on the page is asked for at the same time, and mostly there with the facts: for a moment these wait for it, so that
    /// nothing moves on the page when it comes.
    async fn others_came(self) {
        for _ in 0..MOMENTS {
            if self
                .papers
                .with_untracked(|told| told.notices != Asked::Waiting && told.people != Asked::Waiting)
            {
                return;
            }
            clock::pause(MOMENT).await;
        }
    }

    /// Fetches the notices; those that are there stay until there are newer ones.
    fn ask_notices(self, whose: Whose) {
        spawn_local(async move {
            let answer = net::notices(&whose).await;
            if !self.is_about(&whose) {
                return;
            }
            self.papers.update(|papers| match (answer, &mut papers.notices) {
                (Ok(notices), place) => *place = Asked::There(notices),
                (Err(_), Asked::There(_)) => {}
                (Err(_), place) => *place = Asked::Failed,
            });
        });
    }

    async fn signed_out(self) {
        let people = net::sample_people().await.unwrap_or_default();
        self.state.set(State::SignedOut(people));
    }

    /// Nothing about anybody is left but whom the signed-in person may see.
    fn forget_person(self) {
        self.live.set_value(None);
        self.whom.set_value(None);
        self.state.set(State::Loading);
        self.papers.update(|papers| {
            papers.notices = Asked::Waiting;
            papers.looks = Asked::Waiting;
        });
    }

    /// Nothing about anybody is left in memory.
    pub fn forget_everything(self) {
        self.forget_person();
        if let Some(watch) = self.watch.try_update_value(Option::take).flatten() {
            watch.clear();
        }
        self.own.set_value(None);
        self.papers.set(Papers::default());
    }

    fn is_about(self, whose: &Whose) -> bool {
        self.whom.with_value(|whom| whom.as_ref() == Some(whose))
    }

    fn whom(self) -> Option<Whose> {
        self.whom.get_value()
    }
}

/// What becomes of an answer. It is worked out part by part, and whoever touches the page meanwhile is heard.
async fn known(told: Told) -> State {
    match Known::of(told, async || clock::pause(0).await).await {
        Some(known) => State::Known(Arc::new(known), None),
        None => State::Failed(Trouble::Unreadable),
    }
}
