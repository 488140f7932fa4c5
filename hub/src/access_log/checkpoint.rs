//! A signed statement of how long a log was and what its root was: once somebody else holds it, the end of the log cannot go unnoticed. Text as
//! in C2SP's tlog-checkpoint and signed-note, so that anybody's tools can read it.

use super::chain::Head;
use super::tree::Hash;
use crate::observe;
use crate::problem::Problem;
use crate::store::{Command, Store, Tx};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};
use sqlx::Row;
use sqlx::any::AnyRow;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How often the hub signs what is new.
const EVERY: Duration = Duration::from_mins(1);
/// Ed25519, among the algorithms of signed notes.
const ED25519: u8 = 1;
const SECRET: &str = "PRIVATE+KEY+";

/// What is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Whose log.
    pub authority: String,
    pub size: u64,
    pub root: Hash,
}

impl Checkpoint {
    /// The lines that are signed; the first, the origin, is the key's name and the authority.
    fn text(&self, name: &str) -> String {
        format!("{name}/{}\n{}\n{}\n", self.authority, self.size, BASE64.encode(self.root))
    }

    /// From the lines that are signed. Lines after the third are for others' uses.
    fn read(text: &str, name: &str) -> Option<Checkpoint> {
        let mut lines = text.lines();
        let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
        let authority = origin.strip_prefix(name)?.strip_prefix('/')?.to_owned();
        let root = BASE64.decode(root).ok()?.try_into().ok()?;
        let read = Checkpoint { authority, size: size.parse().ok()?, root };
        // Only as we would write it: 007 is no size.
        text.starts_with(&read.text(name)).then_some(read)
    }
}

/// Who can sign.
pub struct Signer {
    name: String,
    key: SigningKey,
}

/// Who can tell whether it was signed.
#[derive(Clone)]
pub struct Verifier {
    name: String,
    key: VerifyingKey,
}

impl Signer {
    /// A new key of this name: some address of the hub's own, without a scheme.
    pub fn make(name: &str) -> Result<Signer, String> {
        if name.is_empty() || name.chars().any(|letter| letter.is_whitespace() || letter == '+') {
            return Err(format!(
                "{name:?} is no name of a key: it has no space and no plus, such as pmh.example.jp"
            ));
        }
        let mut seed = [0_u8; 32];
        getrandom::fill(&mut seed)
            .map_err(|error| format!("this machine gives no random bytes ({error})"))?;
        Ok(Signer { name: name.to_owned(), key: SigningKey::from_bytes(&seed) })
    }

    pub fn verifier(&self) -> Verifier {
        Verifier { name: self.name.clone(), key: self.key.verifying_key() }
    }

    fn text(&self) -> String {
        let id = hex(self.verifier().id());
        format!("{SECRET}{}+{id}+{}\n", self.name, encoded(self.key.as_bytes()))
    }

    fn read(text: &str) -> Option<Signer> {
        let mut parts = text.trim().strip_prefix(SECRET)?.splitn(3, '+');
        let (name, id, seed) = (parts.next()?, parts.next()?, decoded(parts.next()?)?);
        let signer = Signer { name: name.to_owned(), key: SigningKey::from_bytes(&seed) };
        (hex(signer.verifier().id()) == id).then_some(signer)
    }

    /// The key in this file.
    pub fn of_file(file: &Path) -> Result<Signer, String> {
        Signer::read(&read(file)?).ok_or_else(|| {
            format!("{} holds no key to sign with; `hub make-log-key` makes one", file.display())
        })
    }

    /// Writes the key for nobody but the owner, and beside it, for everybody, what tells its signatures.
    pub fn write(&self, file: &Path) -> Result<PathBuf, String> {
        use std::os::unix::fs::OpenOptionsExt as _;
        let failed = |file: &Path, error: std::io::Error| {
            format!("{} cannot be written ({error}); what was there is untouched", file.display())
        };
        // Whole or not at all, and never in place of another.
        let part = with_suffix(file, ".part");
        drop(std::fs::remove_file(&part));
        let mut secret = std::fs::OpenOptions::new();
        secret
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&part)
            .and_then(|mut secret| secret.write_all(self.text().as_bytes()).and_then(|()| secret.sync_all()))
            .and_then(|()| std::fs::hard_link(&part, file))
            .map_err(|error| failed(file, error))?;
        drop(std::fs::remove_file(&part));
        let public = with_suffix(file, ".pub");
        std::fs::write(&public, format!("{}\n", self.verifier().text()))
            .map_err(|error| failed(&public, error))?;
        Ok(public)
    }

    pub fn sign(&self, head: &Head) -> String {
        let checkpoint =
            Checkpoint { authority: head.authority.clone(), size: head.tree.size, root: head.tree.root() };
        let text = checkpoint.text(&self.name);
        let signature = self.key.sign(text.as_bytes()).to_bytes();
        let signed = BASE64.encode([&self.verifier().id()[..], &signature[..]].concat());
        format!("{text}\n— {} {signed}\n", self.name)
    }
}

impl Verifier {
    /// `NAME+ID+KEY`, as other programs for signed notes take it.
    pub fn text(&self) -> String {
        format!("{}+{}+{}", self.name, hex(self.id()), encoded(self.key.as_bytes()))
    }

    fn read(text: &str) -> Option<Verifier> {
        let mut parts = text.trim().splitn(3, '+');
        let (name, id, key) = (parts.next()?, parts.next()?, decoded(parts.next()?)?);
        let verifier = Verifier { name: name.to_owned(), key: VerifyingKey::from_bytes(&key).ok()? };
        (hex(verifier.id()) == id).then_some(verifier)
    }

    fn id(&self) -> [u8; 4] {
        let digest = Sha256::new()
            .chain_update(&self.name)
            .chain_update([b'\n', ED25519])
            .chain_update(self.key.as_bytes())
            .finalize();
        let [a, b, c, d, ..] = <[u8; 32]>::from(digest);
        [a, b, c, d]
    }

    /// What this note states, when this key has signed it.
    fn open(&self, note: &str) -> Option<Checkpoint> {
        let (text, signatures) = note.split_once("\n\n")?;
        let text = format!("{text}\n");
        let signed = signatures.lines().any(|line| self.has_signed(&text, line));
        if signed { Checkpoint::read(&text, &self.name) } else { None }
    }

    fn has_signed(&self, text: &str, line: &str) -> bool {
        let signature = || {
            let bytes =
                BASE64.decode(line.strip_prefix("— ")?.strip_prefix(&self.name)?.strip_prefix(' ')?).ok()?;
            Signature::from_slice(bytes.strip_prefix(&self.id())?).ok()
        };
        signature().is_some_and(|signature| self.key.verify_strict(text.as_bytes(), &signature).is_ok())
    }
}

/// Everybody whose signature counts: the key of today, and those of before.
pub struct Verifiers(Vec<Verifier>);

impl Verifiers {
    /// From a file of keys, one a line, either half of each.
    pub fn of_file(file: &Path) -> Result<Verifiers, String> {
        let text = read(file)?;
        let key =
            |line: &str| Signer::read(line).map(|signer| signer.verifier()).or_else(|| Verifier::read(line));
        let keys: Option<Vec<Verifier>> = text.lines().map(key).collect();
        let keys = keys.filter(|keys| !keys.is_empty());
        keys.map(Verifiers)
            .ok_or_else(|| format!("{} holds something else than keys of a log", file.display()))
    }

    /// What this note states, when one of them has signed it.
    pub fn open(&self, note: &str) -> Option<Checkpoint> {
        self.0.iter().find_map(|verifier| verifier.open(note))
    }
}

/// The notes of a file that the hub has appended them to.
pub fn notes(text: &str) -> Vec<String> {
    let mut notes = Vec::new();
    let mut note = String::new();
    let mut signed = false;
    for line in text.lines() {
        let is_signature = line.starts_with("— ");
        if signed && !is_signature {
            notes.push(std::mem::take(&mut note));
        }
        signed = is_signature;
        if !(note.is_empty() && line.is_empty()) {
            note.push_str(line);
            note.push('\n');
        }
    }
    if !note.is_empty() {
        notes.push(note);
    }
    notes
}

/// Keeps what was signed.
#[derive(Clone)]
struct Keep {
    authority: String,
    size: i64,
    note: String,
}

impl Command for Keep {
    type Answer = ();

    fn person(&self) -> &str {
        &self.authority
    }

    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<(), Problem> {
        sqlx::query(
            "INSERT INTO access_checkpoint (authority, size, note) VALUES ($1, $2, $3)
             ON CONFLICT (authority, size) DO NOTHING",
        )
        .bind(self.authority)
        .bind(self.size)
        .bind(self.note)
        .execute(tx.connection().await?)
        .await?;
        Ok(())
    }
}

/// Signs every log that has grown since it was signed last, and gives what it has signed. The witness has it before the hub counts it as done.
pub async fn make(store: &Store, signer: &Signer, witness: Option<&Path>) -> Result<Vec<String>, String> {
    let grown = sqlx::query(
        "SELECT authority, size, hash, peaks FROM access_head AS head WHERE size > COALESCE(
             (SELECT MAX(size) FROM access_checkpoint AS made WHERE made.authority = head.authority), 0)
         ORDER BY authority",
    )
    .try_map(|row: AnyRow| Head::from_row(&row))
    .fetch_all(store.readers())
    .await
    .map_err(|error| format!("the access log cannot be read ({error}); nothing was signed"))?;
    let mut made = Vec::with_capacity(grown.len());
    for head in grown {
        let note = signer.sign(&head);
        if let Some(file) = witness {
            hand_over(file, &note).map_err(|error| {
                format!("the witness {} cannot be written ({error}); the log itself is whole", file.display())
            })?;
        }
        let size = i64::try_from(head.tree.size).unwrap_or(i64::MAX);
        let keep = Keep { authority: head.authority, size, note: note.clone() };
        store.carry_out(keep).await.map_err(|problem| problem.sentence())?;
        made.push(note);
    }
    Ok(made)
}

fn hand_over(file: &Path, note: &str) -> std::io::Result<()> {
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file)?;
    file.write_all(format!("{note}\n").as_bytes())?;
    file.sync_all()
}

/// While the hub serves.
pub async fn keep_making(store: Store, signer: Signer, witness: Option<PathBuf>) {
    let mut times = tokio::time::interval(EVERY);
    loop {
        times.tick().await;
        if let Err(sentence) = make(&store, &signer, witness.as_deref()).await {
            observe::trouble("checkpoint", &sentence);
        }
    }
}

/// The newest note of this authority, and its size.
pub async fn newest(store: &Store, authority: &str) -> Result<Option<(i64, String)>, sqlx::Error> {
    sqlx::query("SELECT size, note FROM access_checkpoint WHERE authority = $1 ORDER BY size DESC LIMIT 1")
        .bind(authority)
        .try_map(|row: AnyRow| Ok((row.try_get(0)?, row.try_get(1)?)))
        .fetch_optional(store.readers())
        .await
}

/// Every note of this authority with the size it is filed under.
pub async fn of_authority(store: &Store, authority: &str) -> Result<Vec<(i64, String)>, sqlx::Error> {
    sqlx::query("SELECT size, note FROM access_checkpoint WHERE authority = $1 ORDER BY size")
        .bind(authority)
        .try_map(|row: AnyRow| Ok((row.try_get(0)?, row.try_get(1)?)))
        .fetch_all(store.readers())
        .await
}

fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn read(file: &Path) -> Result<String, String> {
    std::fs::read_to_string(file).map_err(|error| format!("{} cannot be read ({error})", file.display()))
}

fn hex(id: [u8; 4]) -> String {
    crate::digest::hex(&id)
}

/// The algorithm and the key.
fn encoded(key: &[u8; 32]) -> String {
    BASE64.encode([&[ED25519], &key[..]].concat())
}

fn decoded(text: &str) -> Option<[u8; 32]> {
    BASE64.decode(text).ok()?.strip_prefix(&[ED25519])?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access_log::tree::Tree;

    fn head(leaves: u8) -> Head {
        let mut tree = Tree::default();
        (0..leaves).for_each(|leaf| drop(tree.push([leaf; 32])));
        Head { authority: "130001".to_owned(), hash: [leaves; 32], tree }
    }

    /// The key and the note of the examples in the documentation of golang.org/x/mod/sumdb/note.
    const PETER: &str = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    const OF_PETER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const SIGNED: &str = "If you think cryptography is the answer to your problem,\n\
                          then you don't know what your problem is.\n";
    const BY_PETER: &str = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=";

    #[test]
    fn keys_and_signatures_are_those_of_other_programs() {
        let signer = Signer::read(PETER).expect("a key");
        assert_eq!(signer.text().trim(), PETER);
        assert_eq!(signer.verifier().text(), OF_PETER);
        let verifier = Verifier::read(OF_PETER).expect("a key");
        assert!(verifier.has_signed(SIGNED, BY_PETER));
        assert!(!verifier.has_signed(&SIGNED.replace("the", "The"), BY_PETER));
    }

    #[test]
    fn a_checkpoint_is_read_back_and_no_byte_of_it_can_change() {
        let signer = Signer::make("pmh.example").expect("a key");
        let verifier = signer.verifier();
        let note = signer.sign(&head(5));
        let read = verifier.open(&note).expect("a checkpoint");
        assert_eq!((read.authority.as_str(), read.size), ("130001", 5));
        assert_eq!(read.root, head(5).tree.root());
        assert!(note.starts_with("pmh.example/130001\n5\n"), "{note}");
        for at in 0..note.len() - 1 {
            let mut bytes = note.clone().into_bytes();
            bytes[at] ^= 1;
            let changed = String::from_utf8(bytes).ok();
            assert_eq!(changed.and_then(|note| verifier.open(&note)), None, "byte {at} of {note}");
        }
        assert_eq!(Signer::make("pmh.example").expect("a key").verifier().open(&note), None);
        assert!(Signer::make("two words").is_err());
    }

    #[test]
    fn a_witness_holds_one_note_after_the_other() {
        let signer = Signer::make("pmh.example").expect("a key");
        let written = [signer.sign(&head(1)), signer.sign(&head(2))];
        assert_eq!(notes(&format!("{}\n{}\n", written[0], written[1])), written);
        assert_eq!(notes(&written[0]), written[..1]);
        assert!(notes("\n").is_empty());
    }
}
