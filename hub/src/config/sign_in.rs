//! Who vouches for those who sign in: an `OpenID` provider for people and, where a municipality's staff signs in here, one for staff. They may
//! be the same; the hub is a client of its own at each.

use crate::auth::Side;
use std::path::PathBuf;

/// What was said about one provider.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub issuer: Option<String>,
    pub client: Option<String>,
    pub key: Option<PathBuf>,
    pub acr: Vec<String>,
}

/// A provider, and the hub as its client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// As the provider calls itself; also where its description is found.
    pub issuer: String,
    /// The client id it knows the hub by.
    pub client: String,
    /// The file with the key that the hub proves itself with (`private_key_jwt`).
    pub key: PathBuf,
    /// How somebody must have proved who they are (`acr`), any of these; empty leaves it to the provider.
    pub acr: Vec<String>,
}

impl Asked {
    /// The provider, when all of it was said; nothing, when none of it was.
    pub fn whole(self, side: Side) -> Result<Option<Provider>, String> {
        let prefix = prefix(side);
        match (self.issuer, self.client, self.key) {
            (None, None, None) if self.acr.is_empty() => Ok(None),
            (Some(issuer), Some(client), Some(key)) => Ok(Some(Provider {
                issuer: address(&format!("{prefix}-issuer"), &issuer)?,
                client,
                key,
                acr: self.acr,
            })),
            _ => Err(format!(
                "a provider is {prefix}-issuer, {prefix}-client and {prefix}-key together: one of them was not said"
            )),
        }
    }
}

/// How the settings of a side begin.
pub fn prefix(side: Side) -> &'static str {
    match side {
        Side::Person => "people",
        Side::Officer => "staff",
    }
}

/// The address that a setting names: all of it goes over TLS, or it is of this machine: then a test's.
pub fn address(name: &str, text: &str) -> Result<String, String> {
    let text = text.trim_end_matches('/');
    if is_safe(text) && !text.contains(['?', '#']) {
        Ok(text.to_owned())
    } else {
        Err(format!("{name} {text:?} is no address that begins with https://"))
    }
}

/// Over TLS, or to this machine.
pub fn is_safe(address: &str) -> bool {
    let Some((scheme, rest)) = address.split_once("://") else { return false };
    let authority = rest.split('/').next().unwrap_or_default();
    let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
    // A name in front of @ would be mistaken for the host.
    let plain = !authority.is_empty() && !authority.contains('@');
    plain && (scheme == "https" || scheme == "http" && ["127.0.0.1", "localhost", "[::1]"].contains(&host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_of_tls_or_of_this_machine() {
        let address = |text: &str| super::address("origin", text);
        assert_eq!(address("https://op.example/a/"), Ok("https://op.example/a".to_owned()));
        assert!(address("http://127.0.0.1:9/").is_ok() && address("http://localhost").is_ok());
        for text in [
            "http://op.example",
            "https://",
            "op.example",
            "http://127.0.0.1@evil.example",
            "https://x@y",
            "https://x?y",
            "",
        ] {
            assert!(address(text).is_err(), "{text}");
        }
    }

    #[test]
    fn half_a_provider_is_none() {
        let issuer = Some("https://op.example".to_owned());
        assert_eq!(Asked::default().whole(Side::Person), Ok(None));
        let half = Asked { issuer, ..Asked::default() };
        assert!(half.whole(Side::Officer).is_err_and(|sentence| sentence.contains("staff-key")));
    }
}
