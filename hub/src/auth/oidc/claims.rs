//! What a provider says about somebody (the ID token), and whether it may be believed here and now. Its signature has been checked before.

use serde_json::Value;

/// Clocks of two machines may differ by this many seconds.
const LEEWAY: i64 = 60;
/// A statement is for this one sign-in: an older one was kept by somebody, seconds.
const OLDEST: i64 = 10 * 60;

/// What must hold.
pub struct Expected<'e> {
    pub issuer: &'e str,
    pub client: &'e str,
    pub nonce: &'e str,
    /// Any of these; empty leaves it to the provider.
    pub acr: &'e [String],
    /// How many seconds ago they may have proved who they are. Asked of the provider, and seen to here.
    pub max_age: i64,
    /// Must the statement say when that was?
    pub must_say_when: bool,
    /// Seconds since 1970.
    pub now: i64,
}

/// Who it is.
#[derive(Debug, PartialEq, Eq)]
pub struct Vouched {
    pub subject: String,
    /// When they proved who they are; not every provider says.
    pub authenticated_at: Option<i64>,
    /// How, as the provider calls it (`acr`); empty where it does not say.
    pub acr: String,
}

/// Why it is not believed; in the operator's log, never with a value of the statement.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Doubt {
    Issuer,
    Audience,
    Time,
    Nonce,
    Strength,
    NotFresh,
    Subject,
}

impl Doubt {
    pub fn word(self) -> &'static str {
        match self {
            Doubt::Issuer => "iss is another issuer's",
            Doubt::Audience => "aud or azp is another client",
            Doubt::Time => "exp, iat or nbf does not fit the hub's clock",
            Doubt::Nonce => "nonce is of another sign-in",
            Doubt::Strength => "acr is none of those asked for",
            Doubt::NotFresh => "auth_time is missing or too long ago",
            Doubt::Subject => "sub is missing",
        }
    }
}

pub fn check(claims: &Value, expected: &Expected<'_>) -> Result<Vouched, Doubt> {
    let text = |name: &str| claims[name].as_str();
    let moment = |name: &str| claims[name].as_f64().map(whole_seconds);
    let holds = |holds: bool, doubt: Doubt| if holds { Ok(()) } else { Err(doubt) };
    // With a slash at the end or without, as the settings have it.
    let issuer = text("iss").map(|issuer| issuer.trim_end_matches('/'));
    holds(issuer == Some(expected.issuer), Doubt::Issuer)?;
    holds(is_for(claims, expected.client), Doubt::Audience)?;
    let now = expected.now;
    let ends = moment("exp").is_some_and(|exp| now < exp + LEEWAY);
    let began = moment("iat").is_some_and(|iat| iat - LEEWAY <= now && now <= iat + OLDEST + LEEWAY);
    let not_before = moment("nbf").is_none_or(|nbf| nbf - LEEWAY <= now);
    holds(ends && began && not_before, Doubt::Time)?;
    holds(text("nonce") == Some(expected.nonce), Doubt::Nonce)?;
    let strong = text("acr").is_some_and(|acr| expected.acr.iter().any(|wanted| wanted == acr));
    holds(expected.acr.is_empty() || strong, Doubt::Strength)?;
    let authenticated_at = moment("auth_time");
    let fresh = authenticated_at
        .map_or(!expected.must_say_when, |moment| moment - LEEWAY <= now && now <= moment + expected.max_age);
    holds(fresh, Doubt::NotFresh)?;
    let subject = text("sub").filter(|subject| !subject.is_empty() && subject.len() <= 255);
    let subject = subject.ok_or(Doubt::Subject)?.to_owned();
    // Goes onto the log: what is longer than a name of a way is none.
    let acr = text("acr").filter(|acr| acr.len() <= 100).unwrap_or_default().to_owned();
    Ok(Vouched { subject, authenticated_at, acr })
}

/// For this client; where for several, issued to this one.
fn is_for(claims: &Value, client: &str) -> bool {
    let azp = &claims["azp"];
    match &claims["aud"] {
        Value::String(audience) => audience == client && (azp.is_null() || azp == client),
        Value::Array(audiences) => {
            audiences.iter().any(|audience| audience == client)
                && (azp == client || azp.is_null() && audiences.len() == 1)
        }
        _ => false,
    }
}

/// Moments are numbers of seconds, which JSON lets have fractions; beyond what is a moment at all they fit nothing.
#[expect(clippy::cast_possible_truncation, reason = "bounded on the same line")]
fn whole_seconds(seconds: f64) -> i64 {
    seconds.clamp(0.0, 1e12) as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const NOW: i64 = 1_800_000_000;

    fn expected(acr: &[String]) -> Expected<'_> {
        Expected {
            issuer: "https://op",
            client: "hub",
            nonce: "n",
            acr,
            max_age: 300,
            must_say_when: true,
            now: NOW,
        }
    }

    fn claims() -> Value {
        json!({ "iss": "https://op", "aud": "hub", "sub": "s", "nonce": "n", "exp": NOW + 60, "iat": NOW - 1, "auth_time": NOW - 200, "acr": "aal3" })
    }

    #[test]
    fn each_part_that_does_not_fit_is_a_doubt_of_its_own() {
        let strong = ["aal3".to_owned()];
        let vouched =
            Vouched { subject: "s".to_owned(), authenticated_at: Some(NOW - 200), acr: "aal3".to_owned() };
        assert_eq!(check(&claims(), &expected(&strong)), Ok(vouched));
        for (name, value, doubt) in [
            ("iss", json!("https://other"), Doubt::Issuer),
            ("iss", Value::Null, Doubt::Issuer),
            ("aud", json!("other"), Doubt::Audience),
            ("aud", json!(["hub", "other"]), Doubt::Audience),
            ("aud", json!([]), Doubt::Audience),
            ("azp", json!("other"), Doubt::Audience),
            ("exp", json!(NOW - 61), Doubt::Time),
            ("exp", json!("tomorrow"), Doubt::Time),
            ("iat", json!(NOW + 120), Doubt::Time),
            ("iat", json!(NOW - 700), Doubt::Time),
            ("nbf", json!(NOW + 120), Doubt::Time),
            ("nonce", json!("m"), Doubt::Nonce),
            ("nonce", Value::Null, Doubt::Nonce),
            ("acr", json!("aal2"), Doubt::Strength),
            ("acr", Value::Null, Doubt::Strength),
            ("auth_time", json!(NOW - 400), Doubt::NotFresh),
            ("auth_time", json!(NOW + 400), Doubt::NotFresh),
            ("auth_time", json!(1e300), Doubt::NotFresh),
            ("auth_time", Value::Null, Doubt::NotFresh),
            ("sub", json!(""), Doubt::Subject),
            ("sub", json!("s".repeat(256)), Doubt::Subject),
        ] {
            let mut changed = claims();
            changed[name] = value.clone();
            assert_eq!(check(&changed, &expected(&strong)), Err(doubt), "{name}: {value}");
        }
    }

    #[test]
    fn several_audiences_need_this_client_named() {
        let mut several = claims();
        several["aud"] = json!(["hub", "other"]);
        several["azp"] = json!("hub");
        assert!(check(&several, &expected(&[])).is_ok());
    }

    #[test]
    fn who_does_not_say_when_is_believed_but_not_fresh() {
        let mut silent = claims();
        silent["auth_time"] = Value::Null;
        let lenient = Expected { must_say_when: false, ..expected(&[]) };
        assert_eq!(check(&silent, &lenient).map(|vouched| vouched.authenticated_at), Ok(None));
    }
}
