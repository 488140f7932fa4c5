//! Signed statements (JWS, RFC 7515) and the keys that sign them (JWK, RFC 7517): as much of it as signing in needs, on the primitives of the
//! TLS library that is here anyway. Only signatures by a key pair; `none` and shared secrets are not known at all.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD as URL};
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ED25519, EcdsaKeyPair, KeyPair as _,
    RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jwk {
    pub kty: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alg: Option<String>,
    #[serde(default, rename = "use", skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crv: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub x: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub y: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub e: Option<String>,
}

/// How a statement may be signed.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Algorithm {
    Es256,
    EdDsa,
    Ps256,
    Rs256,
}

impl Algorithm {
    fn of_name(name: &str) -> Option<Algorithm> {
        Some(match name {
            "ES256" => Algorithm::Es256,
            "EdDSA" | "Ed25519" => Algorithm::EdDsa,
            "PS256" => Algorithm::Ps256,
            "RS256" => Algorithm::Rs256,
            _ => return None,
        })
    }
}

/// What a statement says before its signature is looked at: enough to choose the key.
pub struct Unverified<'t> {
    algorithm: Algorithm,
    pub kid: Option<String>,
    /// Not to be believed yet.
    pub claims: Value,
    signed: &'t str,
    signature: Vec<u8>,
}

impl<'t> Unverified<'t> {
    pub fn read(token: &'t str) -> Option<Unverified<'t>> {
        #[derive(Deserialize)]
        struct Header {
            alg: String,
            #[serde(default)]
            kid: Option<String>,
            /// Extensions that must be understood; none is.
            #[serde(default)]
            crit: Option<Value>,
        }
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let header: Header = serde_json::from_slice(&URL.decode(header).ok()?).ok()?;
        let algorithm = Algorithm::of_name(&header.alg).filter(|_| header.crit.is_none())?;
        let claims: Value = serde_json::from_slice(&URL.decode(claims).ok()?).ok()?;
        let signature = URL.decode(signature).ok()?;
        claims.is_object().then_some(Unverified { algorithm, kid: header.kid, claims, signed, signature })
    }

    /// The claims, when one of these keys has signed them.
    pub fn verified_by(self, keys: &[Jwk]) -> Option<Value> {
        let named = |key: &&Jwk| match (&self.kid, &key.kid) {
            (Some(wanted), Some(kid)) => wanted == kid,
            _ => true,
        };
        let for_signing = |key: &&Jwk| key.purpose.as_deref().is_none_or(|purpose| purpose == "sig");
        let mut candidates = keys.iter().filter(named).filter(for_signing);
        candidates
            .any(|key| key.has_signed(self.algorithm, self.signed.as_bytes(), &self.signature))
            .then_some(self.claims)
    }
}

impl Jwk {
    /// A key pair's public half that signatures can be checked with, and nothing of the private one.
    pub fn public(document: &Value) -> Result<Jwk, String> {
        if ["d", "p", "k"].iter().any(|name| document.get(name).is_some()) {
            return Err("this is a private key: give its public half alone. It was not kept".to_owned());
        }
        let key: Jwk = serde_json::from_value(document.clone()).map_err(|error| error.to_string())?;
        match key.algorithms() {
            [] => Err("only keys of P-256, Ed25519 and RSA will do".to_owned()),
            _ => Ok(key),
        }
    }

    /// What a key of this kind signs with. An RSA key of a machine's must not be mistaken for one of another padding, so it says which.
    fn algorithms(&self) -> &'static [Algorithm] {
        match (&*self.kty, self.crv.as_deref()) {
            ("EC", Some("P-256")) => &[Algorithm::Es256],
            ("OKP", Some("Ed25519")) => &[Algorithm::EdDsa],
            ("RSA", _) => &[Algorithm::Ps256, Algorithm::Rs256],
            _ => &[],
        }
    }

    fn has_signed(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        let own = self.alg.as_deref().is_none_or(|alg| Algorithm::of_name(alg) == Some(algorithm));
        if !own || !self.algorithms().contains(&algorithm) {
            return false;
        }
        let part = |text: &Option<String>| text.as_deref().and_then(|text| URL.decode(text).ok());
        let rsa = |parameters| {
            let (n, e) = part(&self.n).zip(part(&self.e))?;
            RsaPublicKeyComponents { n, e }.verify(parameters, message, signature).ok()
        };
        let verified = match algorithm {
            Algorithm::Es256 => part(&self.x).zip(part(&self.y)).and_then(|(x, y)| {
                let point = [&[4], &*x, &*y].concat();
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature).ok()
            }),
            Algorithm::EdDsa => part(&self.x)
                .and_then(|x| UnparsedPublicKey::new(&ED25519, x).verify(message, signature).ok()),
            Algorithm::Ps256 => rsa(&RSA_PSS_2048_8192_SHA256),
            Algorithm::Rs256 => rsa(&RSA_PKCS1_2048_8192_SHA256),
        };
        verified.is_some()
    }

    /// What a request signed by a key of this kind says of its algorithm (RFC 9421); an RSA key signs none.
    pub fn message_algorithm(&self) -> Option<&'static str> {
        match self.algorithms() {
            [Algorithm::Es256] => Some("ecdsa-p256-sha256"),
            [Algorithm::EdDsa] => Some("ed25519"),
            _ => None,
        }
    }

    /// Has this key signed the lines of a request?
    pub fn has_signed_message(&self, message: &[u8], signature: &[u8]) -> bool {
        match self.algorithms() {
            [algorithm] => self.has_signed(*algorithm, message, signature),
            _ => false,
        }
    }

    /// RFC 7638: what the key is called by everybody who knows it.
    pub fn thumbprint(&self) -> String {
        let of = |fields: &[(&str, &Option<String>)]| {
            let mut document = json!({ "kty": self.kty });
            for (name, value) in fields {
                document[*name] = json!(value);
            }
            // The fields' names in their order, no space between: as this library writes it.
            URL.encode(Sha256::digest(document.to_string()))
        };
        match &*self.kty {
            "EC" => of(&[("crv", &self.crv), ("x", &self.x), ("y", &self.y)]),
            "OKP" => of(&[("crv", &self.crv), ("x", &self.x)]),
            _ => of(&[("n", &self.n), ("e", &self.e)]),
        }
    }
}

/// The hub's own key pair (P-256), from a file that the operator made.
pub struct Signer {
    pair: EcdsaKeyPair,
    kid: String,
}

const BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
const END: &str = "-----END PRIVATE KEY-----";

impl Signer {
    /// A new key pair, as the text of its file (PKCS#8).
    pub fn generate() -> Option<String> {
        let document =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).ok()?;
        let text = STANDARD.encode(document.as_ref());
        let lines: Vec<&str> =
            (0..text.len()).step_by(64).map(|at| &text[at..text.len().min(at + 64)]).collect();
        Some(format!("{BEGIN}\n{}\n{END}\n", lines.join("\n")))
    }

    /// From the text of the file.
    pub fn of_pem(text: &str) -> Option<Signer> {
        let (_, rest) = text.split_once(BEGIN)?;
        let (body, _) = rest.split_once(END)?;
        let bytes = STANDARD.decode(body.split_whitespace().collect::<String>()).ok()?;
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &bytes, &SystemRandom::new()).ok()?;
        let mut signer = Signer { pair, kid: String::new() };
        signer.kid = signer.public().thumbprint();
        Some(signer)
    }

    /// The public half, for whoever is to check signatures.
    pub fn public(&self) -> Jwk {
        // An uncompressed point: 4, then the two coordinates.
        let (x, y) = self.pair.public_key().as_ref()[1..].split_at(32);
        let text = |text: &str| Some(text.to_owned());
        Jwk {
            kty: "EC".to_owned(),
            kid: Some(self.kid.clone()).filter(|kid| !kid.is_empty()),
            alg: text("ES256"),
            purpose: text("sig"),
            crv: text("P-256"),
            x: Some(URL.encode(x)),
            y: Some(URL.encode(y)),
            n: None,
            e: None,
        }
    }

    /// The claims as a signed statement.
    pub fn sign(&self, claims: &Value) -> Option<String> {
        let header = json!({ "alg": "ES256", "typ": "JWT", "kid": self.kid });
        let signed = format!("{}.{}", URL.encode(header.to_string()), URL.encode(claims.to_string()));
        let signature = self.pair.sign(&SystemRandom::new(), signed.as_bytes()).ok()?;
        Some(format!("{signed}.{}", URL.encode(signature)))
    }
}

/// SHA-256 in the alphabet of addresses, as PKCE asks for.
pub fn url_digest(text: &str) -> String {
    URL.encode(Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer() -> Signer {
        Signer::generate().and_then(|text| Signer::of_pem(&text)).unwrap_or_else(|| panic!("a key"))
    }

    fn verified(token: &str, keys: &[Jwk]) -> Option<Value> {
        Unverified::read(token)?.verified_by(keys)
    }

    #[test]
    fn what_a_key_has_signed_is_believed_and_nothing_else() {
        let (ours, other) = (signer(), signer());
        let claims = json!({ "iss": "x", "n": 1 });
        let token = ours.sign(&claims).unwrap_or_default();
        assert_eq!(verified(&token, &[other.public(), ours.public()]), Some(claims));
        assert_eq!(verified(&token, &[other.public()]), None);
        let nameless = Jwk { kid: None, ..other.public() };
        assert_eq!(verified(&token, &[nameless]), None, "a key of no name is tried, and does not fit");
        for at in 0..token.len() {
            let mut bytes = token.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap_or_default();
            assert_eq!(verified(&changed, &[ours.public()]), None, "letter {at} of {token}");
        }
    }

    #[test]
    fn no_signature_and_a_shared_secret_are_not_known() {
        let ours = signer();
        for alg in ["none", "HS256", "ES384", "RS256"] {
            let header = URL.encode(json!({ "alg": alg }).to_string());
            let token = format!("{header}.{}.{}", URL.encode("{}"), URL.encode([0; 64]));
            assert_eq!(verified(&token, &[ours.public()]), None, "{alg}");
        }
        let critical = URL.encode(json!({ "alg": "ES256", "crit": ["x"] }).to_string());
        assert!(Unverified::read(&format!("{critical}.{}.", URL.encode("{}"))).is_none());
        for nonsense in ["", ".", "..", "a.b.c", "a.b"] {
            assert!(Unverified::read(nonsense).is_none(), "{nonsense}");
        }
    }

    /// RFC 7515, A.2 and RFC 8037, A.4; RFC 7638, 3.1.
    #[test]
    fn published_signatures_hold() {
        let rsa = json!({ "kty": "RSA", "e": "AQAB", "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ" });
        let token = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
        let rsa = Jwk::public(&rsa).unwrap_or_else(|error| panic!("{error}"));
        assert!(verified(token, std::slice::from_ref(&rsa)).is_some_and(|claims| claims["iss"] == "joe"));
        assert_eq!(
            verified(token, &[Jwk { alg: Some("PS256".to_owned()), ..rsa }]),
            None,
            "its own padding only"
        );
        let ed =
            json!({ "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" });
        let ed = Jwk::public(&ed).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(ed.thumbprint(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    #[test]
    fn a_private_key_is_not_kept() {
        let private = json!({ "kty": "EC", "crv": "P-256", "x": "a", "y": "b", "d": "c" });
        assert!(Jwk::public(&private).is_err_and(|sentence| sentence.contains("private")));
        assert!(Jwk::public(&json!({ "kty": "oct" })).is_err());
    }
}
