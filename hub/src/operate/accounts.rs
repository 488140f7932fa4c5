//! Who may sign in, said by the operator: accounts of a municipality's staff, people's sign-ins; and the key the hub proves itself with.

use crate::auth::{Side, oidc};
use crate::jose::{Jwk, Signer};
use crate::problem::Problem;
use crate::store::{
    Account, AddClientKey, AddOfficer, Bind, EndClientKey, EndOfficer, EndSessions, Ended, Store, Unbind,
};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// In whose name the operator says who is who.
const OPERATOR: &str = "operator";

pub async fn add(store: &Store, account: Account) -> Result<(), String> {
    let (authority, id) = (account.authority.clone(), account.id.clone());
    store.carry_out(AddOfficer(account)).await.map_err(|problem: Problem| problem.sentence())?;
    println!("the account {id} of {authority} is open; it is signed in to with the issuer and subject given");
    Ok(())
}

/// Sessions of the account end with it.
pub async fn end(store: &Store, authority: String, id: String) -> Result<(), String> {
    let name = format!("{id} of {authority}");
    let ended = store.carry_out(EndOfficer { authority, id }).await.map_err(|problem| problem.sentence())?;
    if !ended.answer {
        return Err(format!("there is no open account {name}. Nothing was changed"));
    }
    println!(
        "the account {name} has ended, and so have its sessions; what was done under it stays on record"
    );
    Ok(())
}

/// Everybody's of a side at once, as after a break-in; they sign in anew.
pub async fn end_sessions(store: &Store, side: Side) -> Result<(), String> {
    let ended = store.carry_out(EndSessions(Ended::Everybodys(side))).await;
    let ended = ended.map_err(|problem| problem.sentence())?.answer;
    println!("{ended} sessions have ended; nothing else was changed, and everybody signs in anew");
    Ok(())
}

/// The private half goes into a file that only its owner reads, the public half is printed for the provider.
pub fn new_key(file: &Path) -> Result<(), String> {
    let failed = |why: String| format!("no key was made ({why}); nothing was overwritten");
    let text = Signer::generate().ok_or_else(|| failed("this machine gives no random numbers".to_owned()))?;
    let signer = Signer::of_pem(&text).ok_or_else(|| failed("it cannot be read back".to_owned()))?;
    let made = std::fs::File::options().write(true).create_new(true).mode(0o600).open(file);
    let written = made.and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()));
    written.map_err(|error| failed(format!("{}: {error}", file.display())))?;
    let jwk = serde_json::to_string(&signer.public()).map_err(|error| failed(error.to_string()))?;
    println!("{jwk}");
    Ok(())
}

/// Whoever signs in with this issuer and subject is this person from now on.
pub async fn bind(store: &Store, person: String, issuer: String, subject: String) -> Result<(), String> {
    let told = format!("whoever signs in so is {person} from now on");
    let bind = Bind { person, issuer, subject, bound_by: OPERATOR.to_owned() };
    store.carry_out(bind).await.map_err(|problem| problem.sentence())?;
    println!("{told}");
    Ok(())
}

/// Nobody signs in as this person any more, and whoever was signed in is no longer.
pub async fn unbind(store: &Store, person: String) -> Result<(), String> {
    let told = format!("nobody signs in as {person} any more; their sessions have ended");
    let undone =
        store.carry_out(Unbind { person, authority: None }).await.map_err(|problem| problem.sentence())?;
    if undone.answer == 0 {
        return Err("nobody could sign in as this person before. Nothing was changed".to_owned());
    }
    println!("{told}");
    Ok(())
}

/// For the account of an officer, or to bind a person: how somebody signs in who was shown this code.
pub async fn introduced(store: &Store, code: &str) -> Result<(), String> {
    let shown = store.introduced(&oidc::code_digest(code)).await;
    let shown = shown.map_err(|error| format!("the database cannot be read ({error})"))?;
    let (issuer, subject) = shown.ok_or_else(|| Problem::unknown_code().sentence())?;
    println!("{issuer} {subject}");
    Ok(())
}

/// A machine that proves itself by signatures. Its id is the key's own name (RFC 7638), printed for whoever sets the machine up.
pub async fn add_client_key(
    store: &Store,
    role: &'static str,
    organisation: String,
    file: &Path,
    signs: bool,
) -> Result<(), String> {
    let failed = |why: String| format!("{}: {why}. Nothing was changed", file.display());
    let text = std::fs::read_to_string(file).map_err(|error| failed(error.to_string()))?;
    let document = serde_json::from_str(&text).map_err(|error| failed(format!("no JWK ({error})")))?;
    let mut jwk = Jwk::public(&document).map_err(failed)?;
    if jwk.kty == "RSA" {
        // Of RSA with the newer padding alone, whatever else its owner signs with it.
        match jwk.alg.as_deref() {
            None | Some("PS256") => jwk.alg = Some("PS256".to_owned()),
            Some(_) => return Err(failed("an RSA key signs with PS256 here".to_owned())),
        }
    }
    if signs && jwk.message_algorithm().is_none() {
        return Err(failed("requests are signed with a key of P-256 or Ed25519".to_owned()));
    }
    let id = jwk.thumbprint();
    // Whatever the file calls it: its statements are known by the client they name.
    jwk.kid = None;
    let key = AddClientKey { id: id.clone(), role, organisation, jwk, signs };
    store.carry_out(key).await.map_err(|problem| problem.sentence())?;
    println!("{id}");
    Ok(())
}

/// What the key was exchanged for ends with it.
pub async fn end_client_key(store: &Store, id: String) -> Result<(), String> {
    let name = id.clone();
    let ended = store.carry_out(EndClientKey(id)).await.map_err(|problem| problem.sentence())?;
    if !ended.answer {
        return Err(format!("there is no key {name}. Nothing was changed"));
    }
    println!("the key {name} has ended, and so has whatever it was exchanged for");
    Ok(())
}
