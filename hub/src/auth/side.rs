//! The two kinds of session. They have cookies of their own and are never taken for one another: who is signed in as a member of staff is
//! nobody to the pages of people, and the other way round.

use crate::config::Mode;
use axum::http::{HeaderMap, header};
use chrono::TimeDelta;

/// Whose session.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Side {
    /// A person's, who reads about themselves and those they may act for.
    Person,
    /// A member of a municipality's staff (職員).
    Officer,
}

impl Side {
    pub fn word(self) -> &'static str {
        match self {
            Side::Person => "person",
            Side::Officer => "officer",
        }
    }

    pub fn of_word(word: &str) -> Option<Side> {
        [Side::Person, Side::Officer].into_iter().find(|side| side.word() == word)
    }

    /// A session nobody uses ends after this long.
    pub fn idle(self) -> TimeDelta {
        match self {
            Side::Person => TimeDelta::minutes(30),
            Side::Officer => TimeDelta::minutes(15),
        }
    }

    /// A session ends after this long, used or not.
    pub fn longest(self) -> TimeDelta {
        match self {
            Side::Person => TimeDelta::hours(12),
            Side::Officer => TimeDelta::hours(8),
        }
    }

    /// This long before it ends for want of use, its holder is asked whether to stay.
    pub fn warning(self) -> TimeDelta {
        match self {
            Side::Person => TimeDelta::minutes(5),
            Side::Officer => TimeDelta::minutes(3),
        }
    }

    /// The cookie's name. `__Host-` makes the browser see to it that the cookie came over TLS, from this very host and for all of it. The
    /// sandbox speaks plain HTTP to its own machine, where not every browser would keep such a cookie: there the name is bare.
    pub fn cookie(self, mode: Mode) -> &'static str {
        match (self, mode) {
            (Side::Person, Mode::Production) => "__Host-sid",
            (Side::Officer, Mode::Production) => "__Host-staff-sid",
            (Side::Person, Mode::Sandbox) => "sid",
            (Side::Officer, Mode::Sandbox) => "staff-sid",
        }
    }

    /// Sets the cookie. It has no age of its own: it goes with the browser's window, and the session's ends are the hub's to keep.
    pub fn set(self, mode: Mode, token: &str) -> String {
        self.line(mode, token, "")
    }

    /// Makes the browser forget the cookie.
    pub fn forget(self, mode: Mode) -> String {
        self.line(mode, "", "; Max-Age=0")
    }

    fn line(self, mode: Mode, token: &str, age: &str) -> String {
        // A link in a letter leads a person to their pages; no link from elsewhere leads anywhere in an officer's name.
        let same_site = match self {
            Side::Person => "Lax",
            Side::Officer => "Strict",
        };
        format!("{}={token}; Path=/; HttpOnly; SameSite={same_site}{}{age}", self.cookie(mode), secure(mode))
    }

    /// The token a request carries.
    pub fn token(self, mode: Mode, headers: &HeaderMap) -> Option<&str> {
        cookie(headers, self.cookie(mode))
    }
}

/// What a cookie needs in production, on TLS.
pub fn secure(mode: Mode) -> &'static str {
    match mode {
        Mode::Production => "; Secure",
        Mode::Sandbox => "",
    }
}

/// The content of the cookie of this name.
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
        .filter(|token| !token.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn in_production_a_cookie_is_bound_to_its_host_and_to_tls() {
        for side in [Side::Person, Side::Officer] {
            let line = side.set(Mode::Production, "t");
            for part in ["__Host-", "; Secure", "; HttpOnly", "; Path=/;"] {
                assert!(line.contains(part), "{line}");
            }
            assert!(!line.contains("Domain") && !line.contains("Max-Age"), "{line}");
        }
        assert!(Side::Person.set(Mode::Production, "t").contains("SameSite=Lax"));
        assert!(Side::Officer.set(Mode::Production, "t").contains("SameSite=Strict"));
    }

    #[test]
    fn one_cookie_is_never_read_for_the_other() {
        for mode in [Mode::Production, Mode::Sandbox] {
            for (carried, other) in [(Side::Person, Side::Officer), (Side::Officer, Side::Person)] {
                let mut headers = HeaderMap::new();
                let line = format!("x=1; {}=token", carried.cookie(mode));
                headers.insert(header::COOKIE, HeaderValue::try_from(line).unwrap_or_else(|_| panic!()));
                assert_eq!(carried.token(mode, &headers), Some("token"));
                assert_eq!(other.token(mode, &headers), None);
            }
        }
    }
}
