//! A session from its beginning to its ends. Its token is in the cookie and nowhere else; the hub keeps the digest.

use super::random_key;
use super::side::Side;
use crate::access_log::{self, Look, Who};
use crate::problem::Problem;
use crate::store::{BeginSession, EndSessions, Ended, KeepSession, Patient, Session};
use crate::{Hub, clock, digest};
use axum::http::{HeaderMap, header};
use chrono::{DateTime, FixedOffset, TimeDelta};
use serde::Serialize;
use utoipa::ToSchema;

/// A use this soon after the last is not written down: a page asks several things at once, and each writing is a commit.
const GRAIN: TimeDelta = TimeDelta::minutes(1);
/// Before what weighs most, one must have proved who one is at most this long ago (step-up).
const FRESH: TimeDelta = TimeDelta::minutes(5);

/// Who signs in.
pub struct SignIn {
    pub side: Side,
    pub authority: String,
    pub holder: String,
    /// When they proved who they are.
    pub authenticated_at: DateTime<FixedOffset>,
    /// How: what the provider said of it (`acr`), or that this is a sandbox.
    pub how: String,
}

/// Is the request its holder's doing, or the page's own?
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Use {
    /// It keeps the session alive.
    Holder,
    /// A page that lies open and asks by itself keeps nothing alive.
    Page,
}

/// A session as its holder is told. Seconds count from now, so that the clock of the holder's machine does not matter.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionTold {
    pub id: String,
    /// Kind of browser and of machine.
    pub device: String,
    pub began_at: String,
    /// When its holder last proved who they are.
    pub authenticated_at: String,
    /// When it ends if it is not used.
    pub ends_at: String,
    /// When it ends, used or not.
    pub ends_at_latest: String,
    /// Seconds until it ends if it is not used.
    pub ends_in: i64,
    /// Seconds until its holder should be asked whether to stay.
    pub warn_in: i64,
    /// Seconds for which what asks for a fresh sign-in is possible; 0 when one is needed first.
    pub fresh_for: i64,
    /// The session that asks.
    pub current: bool,
}

/// Begins a session with a token of its own; the one the browser had before ends. Gives the cookie to set.
pub async fn begin(hub: &Hub, headers: &HeaderMap, who: SignIn) -> Result<String, Problem> {
    let mode = hub.config.mode;
    let token = random_key()?;
    let now = clock::now();
    let side = who.side;
    let session = Session {
        id: random_key()?[..16].to_owned(),
        side,
        authority: who.authority,
        holder: who.holder,
        device: device(headers),
        began_at: now,
        authenticated_at: who.authenticated_at.min(now),
        ends_at: now + side.idle(),
        ends_at_latest: now + side.longest(),
    };
    let replaces = side.token(mode, headers).map(digest::of_text);
    let look = signed_in(hub, &session, who.how).await?;
    hub.store
        .carry_out(BeginSession { token_digest: digest::of_text(&token), session, replaces, look })
        .await?;
    hub.metrics.sign_in(side.word(), "signed in");
    Ok(side.set(mode, &token))
}

/// What the log of the authority says of a sign-in: who, when and how, and the session's id, by which the operator's lines name it.
async fn signed_in(hub: &Hub, session: &Session, how: String) -> Result<Look, Problem> {
    let (patient, who) = match session.side {
        Side::Person => {
            let patient = hub.store.patient(&session.holder).await?.ok_or_else(Problem::not_found)?;
            (patient, Who::person(&session.holder))
        }
        Side::Officer => {
            let (authority, id) = (session.authority.clone(), String::new());
            let account = hub.store.officer(&authority, &session.holder).await?;
            let office = account.map(|account| account.office).unwrap_or_default();
            (Patient { authority, id }, Who::staff(&session.authority, &office, &session.holder))
        }
    };
    let look = Look::new(patient, who, access_log::SIGNED_IN).because("", "").of(&*session.id).of(how);
    Ok(look.of(&*session.device).in_own_name())
}

/// The session behind the request's cookie, when there is one that has not ended.
pub async fn of_request(
    hub: &Hub,
    headers: &HeaderMap,
    side: Side,
    used_by: Use,
) -> Result<Option<Session>, Problem> {
    let Some(token) = side.token(hub.config.mode, headers) else { return Ok(None) };
    let token_digest = digest::of_text(token);
    let now = clock::now();
    let Some(session) = hub.store.session(side, &token_digest, now).await? else { return Ok(None) };
    let ends_at = session.used(now);
    if used_by == Use::Holder && ends_at - session.ends_at >= GRAIN {
        // Nobody waits for it: a disk that is full must not keep anybody from reading.
        let store = hub.store.clone();
        tokio::spawn(async move { store.carry_out(KeepSession { token_digest, ends_at }).await.map(drop) });
    }
    Ok(Some(session))
}

/// Keeps the session as if it had just been used, and says until when.
pub async fn stay(hub: &Hub, headers: &HeaderMap, side: Side) -> Result<SessionTold, Problem> {
    let session = of_request(hub, headers, side, Use::Page).await?.ok_or_else(Problem::not_signed_in)?;
    let token = side.token(hub.config.mode, headers).ok_or_else(Problem::not_signed_in)?;
    let ends_at = session.used(clock::now());
    hub.store.carry_out(KeepSession { token_digest: digest::of_text(token), ends_at }).await?;
    let id = session.id.clone();
    Ok(Session { ends_at, ..session }.told(&id))
}

/// The holder's sessions, the newest first.
pub async fn all(hub: &Hub, current: &Session) -> Result<Vec<SessionTold>, Problem> {
    let Session { side, authority, holder, .. } = current;
    let sessions = hub.store.sessions_of(*side, authority, holder, clock::now()).await?;
    Ok(sessions.iter().map(|session| session.told(&current.id)).collect())
}

/// A person's, for whoever sees what they see: none of them is the one that asks.
pub async fn of_person(hub: &Hub, person: &str) -> Result<Vec<SessionTold>, Problem> {
    let sessions = hub.store.sessions_of(Side::Person, "", person, clock::now()).await?;
    Ok(sessions.iter().map(|session| session.told("")).collect())
}

/// Ends one of the holder's sessions. Anybody else's is not there.
pub async fn end_one(hub: &Hub, current: &Session, id: String) -> Result<(), Problem> {
    let which = Ended::One {
        side: current.side,
        authority: current.authority.clone(),
        holder: current.holder.clone(),
        id,
    };
    match hub.store.carry_out(EndSessions(which)).await?.answer {
        0 => Err(Problem::not_found()),
        _ => Ok(()),
    }
}

/// Ends all of the holder's sessions, the one that asks too. Gives the cookie that forgets it.
pub async fn end_all(hub: &Hub, current: &Session) -> Result<String, Problem> {
    let which = Ended::All {
        side: current.side,
        authority: current.authority.clone(),
        holder: current.holder.clone(),
    };
    hub.store.carry_out(EndSessions(which)).await?;
    Ok(current.side.forget(hub.config.mode))
}

/// Ends the session the request carries, if any, and gives the cookie that forgets it.
pub async fn sign_out(hub: &Hub, headers: &HeaderMap, side: Side) -> Result<String, Problem> {
    if let Some(token) = side.token(hub.config.mode, headers) {
        hub.store.carry_out(EndSessions(Ended::Token(digest::of_text(token)))).await?;
    }
    Ok(side.forget(hub.config.mode))
}

impl Session {
    /// Its end, were it used now.
    fn used(&self, now: DateTime<FixedOffset>) -> DateTime<FixedOffset> {
        (now + self.side.idle()).min(self.ends_at_latest)
    }

    /// Refused unless its holder has just proved who they are.
    pub fn is_fresh(&self) -> Result<(), Problem> {
        if clock::now() - self.authenticated_at <= FRESH { Ok(()) } else { Err(Problem::step_up_required()) }
    }

    /// As its holder is told, by the session of this id.
    pub fn told(&self, current: &str) -> SessionTold {
        let now = clock::now();
        let seconds = |until: DateTime<FixedOffset>| (until - now).num_seconds().max(0);
        SessionTold {
            id: self.id.clone(),
            device: self.device.clone(),
            began_at: clock::stamp(self.began_at),
            authenticated_at: clock::stamp(self.authenticated_at),
            ends_at: clock::stamp(self.ends_at),
            ends_at_latest: clock::stamp(self.ends_at_latest),
            ends_in: seconds(self.ends_at),
            warn_in: seconds(self.ends_at - self.side.warning()),
            fresh_for: seconds(self.authenticated_at + FRESH),
            current: self.id == current,
        }
    }
}

/// Kind of browser and of machine, as far as its holder needs to know it again; versions and the rest are nobody's business.
fn device(headers: &HeaderMap) -> String {
    const MACHINES: [(&str, &str); 6] = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "Mac"),
        ("Linux", "Linux"),
    ];
    // Each also names those below it.
    const BROWSERS: [(&str, &str); 6] = [
        ("Edg", "Edge"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let known = |words: &[(&str, &'static str)]| {
        words.iter().find(|(part, _)| agent.contains(part)).map(|(_, name)| *name)
    };
    let parts: Vec<&str> = [known(&BROWSERS), known(&MACHINES)].into_iter().flatten().collect();
    parts.join(" / ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_device_is_named_without_its_versions() {
        for (agent, name) in [
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile/15E148 Safari/604.1",
                "Safari / iPhone",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0",
                "Edge / Windows",
            ),
            (
                "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36",
                "Chrome / Android",
            ),
            ("curl/8", ""),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::USER_AGENT, HeaderValue::from_static(agent));
            assert_eq!(device(&headers), name);
        }
    }

    fn session(began: TimeDelta) -> Session {
        let began_at = clock::now() - began;
        Session {
            id: "s".to_owned(),
            side: Side::Person,
            authority: String::new(),
            holder: "p".to_owned(),
            device: String::new(),
            began_at,
            authenticated_at: began_at,
            ends_at: began_at + Side::Person.idle(),
            ends_at_latest: began_at + Side::Person.longest(),
        }
    }

    #[test]
    fn use_moves_the_end_but_never_past_the_latest() {
        let now = clock::now();
        assert_eq!(session(TimeDelta::zero()).used(now), now + TimeDelta::minutes(30));
        let old = session(TimeDelta::minutes(12 * 60 - 10));
        assert_eq!(old.used(now), old.ends_at_latest);
    }

    #[test]
    fn what_weighs_most_asks_for_a_sign_in_of_the_last_minutes() {
        assert!(session(TimeDelta::minutes(4)).is_fresh().is_ok());
        assert!(session(TimeDelta::minutes(6)).is_fresh().is_err());
        assert_eq!(session(TimeDelta::minutes(6)).told("s").fresh_for, 0);
        let told = session(TimeDelta::zero()).told("t");
        assert!((1495..=1500).contains(&told.warn_in) && !told.current, "{told:?}");
    }
}
