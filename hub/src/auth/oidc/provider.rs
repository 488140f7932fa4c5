//! One provider, and the hub as its client: its description, its keys, the request pushed to it, the code exchanged for a statement.

use super::flow::{Flow, query};
use super::web::Web;
use crate::auth::{self, Side};
use crate::config::{self, is_safe};
use crate::jose::{Jwk, Signer, Unverified};
use crate::{clock, observe};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// A provider's description and keys are asked for anew after this long, and keys not more often than this when one is not known.
const KEPT: Duration = Duration::from_hours(1);
const AT_MOST_EVERY: Duration = Duration::from_secs(30);
/// One that did not answer is not asked again before: whoever comes meanwhile is told at once instead of waiting in line.
const LEFT_ALONE: Duration = Duration::from_secs(5);
const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

pub struct Provider {
    side: Side,
    settings: config::Provider,
    /// Where it sends people back to.
    redirect: String,
    signer: Signer,
    web: Web,
    known: Mutex<Result<Known, Away>>,
}

/// Nothing is known of it: since a moment at which it did not answer, or at all.
#[derive(Copy, Clone)]
struct Away(Option<Instant>);

/// What is known of it, and since when.
#[derive(Clone)]
struct Known {
    description: Arc<Description>,
    keys: Arc<[Jwk]>,
    since: Instant,
}

/// What a provider says of itself (`OpenID` Connect Discovery), as far as it matters here.
struct Description {
    /// As it writes itself.
    issuer: String,
    authorization: String,
    token: String,
    keys: String,
    pushed: Option<String>,
    /// Where somebody signs out of it (RP-initiated logout).
    sign_out: Option<String>,
    /// RFC 9207: it says who it is in every answer.
    says_issuer: bool,
}

/// Why a provider is of no use now: words for the operator, without anything of a token.
#[derive(Debug)]
pub enum Trouble {
    /// It cannot be reached, or says that it cannot.
    Away(String),
    /// It refuses what was sent: a code that was used before, a client it does not know.
    Refused(String),
    /// What it says is not to be believed.
    Unbelievable(&'static str),
}

impl Provider {
    pub fn new(side: Side, settings: &config::Provider, origin: &str, web: &Web) -> Result<Provider, String> {
        let file = settings.key.display();
        let text = std::fs::read_to_string(&settings.key).map_err(|error| {
            format!("the key {file} cannot be read ({error}). `hub new-key FILE` makes one")
        })?;
        let signer = Signer::of_pem(&text).ok_or_else(|| {
            format!("the key {file} is no P-256 key in PKCS#8. `hub new-key FILE` makes one")
        })?;
        let redirect = format!("{origin}{}", super::back_address(side));
        Ok(Provider {
            side,
            settings: settings.clone(),
            redirect,
            signer,
            web: web.clone(),
            known: Mutex::new(Err(Away(None))),
        })
    }

    pub fn issuer(&self) -> &str {
        &self.settings.issuer
    }

    pub fn client(&self) -> &str {
        &self.settings.client
    }

    pub fn acr(&self) -> &[String] {
        &self.settings.acr
    }

    /// Whoever proved who they are longer ago than this proves it anew, seconds: else a session at the provider would outlive ours.
    pub fn max_age(&self, fresh: bool) -> i64 {
        if fresh { 0 } else { self.side.idle().num_seconds() }
    }

    /// The address to send the browser to. Where the provider takes it, the request goes there first by the hub itself (PAR): then no
    /// browser can change it.
    pub async fn request(&self, flow: &Flow) -> Result<String, Trouble> {
        let Known { description, .. } = self.known().await?;
        let mut request = vec![
            ("client_id", self.settings.client.clone()),
            ("response_type", "code".to_owned()),
            ("scope", "openid".to_owned()),
            ("redirect_uri", self.redirect.clone()),
            ("state", flow.state()),
            ("nonce", flow.nonce()),
            ("code_challenge", crate::jose::url_digest(&flow.verifier())),
            ("code_challenge_method", "S256".to_owned()),
            ("max_age", self.max_age(flow.fresh).to_string()),
        ];
        if !self.settings.acr.is_empty() {
            request.push(("acr_values", self.settings.acr.join(" ")));
        }
        if let Some(pushed) = &description.pushed {
            let mut form = request;
            form.extend(self.proof(&description.issuer)?);
            let answer = self.post(pushed, form).await?;
            let reference = answer["request_uri"].as_str().ok_or(Trouble::Unbelievable("no request_uri"))?;
            request =
                vec![("client_id", self.settings.client.clone()), ("request_uri", reference.to_owned())];
        }
        let divider = if description.authorization.contains('?') { '&' } else { '?' };
        Ok(format!("{}{divider}{}", description.authorization, query(&request)))
    }

    /// Where somebody signs out of the provider, too, and from where it sends them back; nowhere when it has no such place, or is away.
    /// The hub keeps no statement of the provider's to hand in (`id_token_hint`): the provider asks whether it is meant.
    pub async fn sign_out(&self) -> Option<String> {
        let Known { description, .. } = self.known().await.ok()?;
        let address = description.sign_out.as_ref()?;
        let back = self.redirect.strip_suffix(super::back_address(self.side)).unwrap_or_default();
        let request = [
            ("client_id", self.settings.client.clone()),
            ("post_logout_redirect_uri", format!("{back}{}", super::first_page(self.side))),
        ];
        let divider = if address.contains('?') { '&' } else { '?' };
        Some(format!("{address}{divider}{}", query(&request)))
    }

    /// Does the answer come from this provider, as far as it says (RFC 9207)? Else a code of one provider could be sent to another.
    pub async fn is_from_here(&self, issuer: Option<&str>) -> Result<bool, Trouble> {
        Ok(match issuer {
            Some(issuer) => issuer.trim_end_matches('/') == self.settings.issuer,
            None => !self.known().await?.description.says_issuer,
        })
    }

    /// The claims of the ID token that the provider gives for a code, signed by one of its keys. Everything else it gives is dropped here.
    pub async fn exchange(&self, code: &str, flow: &Flow) -> Result<Value, Trouble> {
        let description = self.known().await?.description;
        let mut form = vec![
            ("grant_type", "authorization_code".to_owned()),
            ("code", code.to_owned()),
            ("redirect_uri", self.redirect.clone()),
            ("code_verifier", flow.verifier()),
            ("client_id", self.settings.client.clone()),
        ];
        form.extend(self.proof(&description.issuer)?);
        let answer = self.post(&description.token, form).await?;
        let token = answer["id_token"].as_str().ok_or(Trouble::Unbelievable("no ID token"))?;
        let statement =
            Unverified::read(token).ok_or(Trouble::Unbelievable("an ID token of no known form"))?;
        let keys = self.keys_with(statement.kid.as_deref()).await?;
        statement
            .verified_by(&keys)
            .ok_or(Trouble::Unbelievable("an ID token that none of the provider's keys has signed"))
    }

    /// The hub proves that it is the client: a statement of its own, signed, for this provider, for a minute, once (`private_key_jwt`).
    fn proof(&self, audience: &str) -> Result<[(&'static str, String); 2], Trouble> {
        let now = clock::now().timestamp();
        let unable = Trouble::Unbelievable("no random numbers on this machine");
        let Ok(jti) = auth::random_key() else { return Err(unable) };
        let client = &self.settings.client;
        let claims =
            json!({ "iss": client, "sub": client, "aud": audience, "jti": jti, "iat": now, "exp": now + 60 });
        let assertion = self.signer.sign(&claims).ok_or(unable)?;
        Ok([("client_assertion_type", ASSERTION.to_owned()), ("client_assertion", assertion)])
    }

    async fn post(&self, address: &str, form: Vec<(&'static str, String)>) -> Result<Value, Trouble> {
        let answer = self.web.post(address.to_owned(), form).await.map_err(Trouble::Away)?;
        match answer.status {
            200..=299 => Ok(answer.document),
            // The error's code alone: what the provider says besides may name somebody.
            400..=499 => {
                let code = answer.document["error"].as_str().unwrap_or("no reason given");
                Err(Trouble::Refused(format!(
                    "{} {}",
                    answer.status,
                    code.chars().take(40).collect::<String>()
                )))
            }
            status => Err(Trouble::Away(format!("status {status}"))),
        }
    }

    /// Its keys; asked for anew when there is none of this name, since a provider changes them.
    async fn keys_with(&self, kid: Option<&str>) -> Result<Arc<[Jwk]>, Trouble> {
        let known = self.known().await?;
        let has = |keys: &[Jwk]| kid.is_none() || keys.iter().any(|key| key.kid.as_deref() == kid);
        if has(&known.keys) || known.since.elapsed() < AT_MOST_EVERY {
            return Ok(known.keys);
        }
        *self.known.lock().await = Err(Away(None));
        Ok(self.known().await?.keys)
    }

    /// What is known of it, asked for when it is not, or was long ago. Of several who want to know at once one asks.
    async fn known(&self) -> Result<Known, Trouble> {
        let mut kept = self.known.lock().await;
        match &*kept {
            Ok(known) if known.since.elapsed() < KEPT => return Ok(known.clone()),
            Err(Away(Some(since))) if since.elapsed() < LEFT_ALONE => {
                return Err(Trouble::Away("it did not answer a moment ago".to_owned()));
            }
            _ => {}
        }
        let asked = self.ask_what_it_is().await;
        *kept = asked.as_ref().map(Known::clone).map_err(|_| Away(Some(Instant::now())));
        asked
    }

    async fn ask_what_it_is(&self) -> Result<Known, Trouble> {
        let told = self.web.get(format!("{}/.well-known/openid-configuration", self.settings.issuer)).await;
        let told = told.map_err(Trouble::Away)?;
        if told.status != 200 {
            return Err(Trouble::Away(format!("its description: status {}", told.status)));
        }
        let description = self.description(&told.document).map_err(Trouble::Unbelievable)?;
        let told = self.web.get(description.keys.clone()).await.map_err(Trouble::Away)?;
        // A key of a kind that is not known here is somebody else's to use.
        let keys = told.document["keys"].as_array().into_iter().flatten();
        let keys: Arc<[Jwk]> = keys.filter_map(|key| Jwk::public(key).ok()).collect();
        if keys.is_empty() {
            return Err(Trouble::Unbelievable("no key to check a signature with"));
        }
        Ok(Known { description: Arc::new(description), keys, since: Instant::now() })
    }

    fn description(&self, document: &Value) -> Result<Description, &'static str> {
        let issuer = document["issuer"].as_str().unwrap_or_default();
        if issuer.trim_end_matches('/') != self.settings.issuer {
            return Err("its description is of another issuer");
        }
        let address =
            |name: &str| document[name].as_str().filter(|address| is_safe(address)).map(str::to_owned);
        let methods = &document["code_challenge_methods_supported"];
        if methods.as_array().is_some_and(|methods| methods.iter().all(|method| method != "S256")) {
            return Err("it does not know PKCE with S256");
        }
        Ok(Description {
            issuer: issuer.to_owned(),
            authorization: address("authorization_endpoint").ok_or("no authorization_endpoint")?,
            token: address("token_endpoint").ok_or("no token_endpoint")?,
            keys: address("jwks_uri").ok_or("no jwks_uri")?,
            pushed: address("pushed_authorization_request_endpoint"),
            sign_out: address("end_session_endpoint"),
            says_issuer: document["authorization_response_iss_parameter_supported"] == true,
        })
    }
}

impl Trouble {
    /// For the operator.
    pub fn tell(&self) {
        let words = match self {
            Trouble::Away(why) => format!("the provider is away: {why}"),
            Trouble::Refused(why) => format!("the provider refuses: {why}"),
            Trouble::Unbelievable(why) => format!("the provider is not believed: {why}"),
        };
        observe::trouble("sign-in", &words);
    }
}
