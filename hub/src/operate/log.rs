//! The access log as its operator keeps it: a key, what it has signed, and whether everything is as it was written.

use crate::access_log::checkpoint::{self, Signer, Verifier};
use crate::access_log::{forget, verify};
use crate::config::{Config, Mode};
use crate::store::Store;
use engine::Day;
use std::path::{Path, PathBuf};

/// A key to sign with in one file, and what everybody may have in the other.
pub fn make_key(name: &str, file: &Path) -> Result<(), String> {
    let signer = Signer::make(name)?;
    let public = signer.write(file)?;
    println!("{}", signer.verifier().text());
    eprintln!("{} signs; {} tells its signatures: give it to the witness", file.display(), public.display());
    Ok(())
}

/// The key to sign with, where there is one. A sandbox makes its own.
pub fn signer(config: &Config) -> Result<Option<Signer>, String> {
    if let Some(file) = &config.log_key {
        return Signer::of_file(file).map(Some);
    }
    if config.mode == Mode::Production {
        return Ok(None);
    }
    let file = of_sandbox(config);
    if !file.exists() {
        Signer::make("sandbox.invalid")?.write(&file)?;
    }
    Signer::of_file(&file).map(Some)
}

fn of_sandbox(config: &Config) -> PathBuf {
    config.data.join("log-key")
}

/// Signs what is new, keeps it, hands it to the witness and prints it.
pub async fn checkpoint(config: &Config, store: &Store) -> Result<(), String> {
    let file = config.log_key.as_ref().ok_or("no key to sign with: --log-key FILE. Nothing was signed")?;
    let signer = Signer::of_file(file)?;
    for note in checkpoint::make(store, &signer, config.witness.as_deref()).await? {
        println!("{note}");
    }
    Ok(())
}

/// Removes words whose time is over, and says of each log up to where.
pub async fn forget(store: &Store, before: Day) -> Result<(), String> {
    for line in forget::all(store, before).await? {
        println!("{line}");
    }
    Ok(())
}

/// Works the whole log out anew and says of each authority's what it found.
pub async fn verify(config: &Config, store: &Store, witnessed: Option<&Path>) -> Result<(), String> {
    let own = Some(of_sandbox(config)).filter(|file| file.exists());
    let verifier = config.log_key.clone().or(own).map(|file| Verifier::of_file(&file)).transpose()?;
    let witnessed = match (witnessed, &verifier) {
        (None, _) => Vec::new(),
        (Some(_), None) => {
            return Err(
                "to read checkpoints the key of the log is needed: --log-key FILE, either half".to_owned()
            );
        }
        (Some(file), Some(verifier)) => {
            let text = std::fs::read_to_string(file).map_err(|error| {
                format!("{} cannot be read ({error}); nothing was verified", file.display())
            })?;
            let opened: Option<Vec<_>> =
                checkpoint::notes(&text).iter().map(|note| verifier.open(note)).collect();
            opened.ok_or_else(|| {
                format!("{} holds what the log's key has not signed; nothing was verified", file.display())
            })?
        }
    };
    let report = verify::all(store, verifier.as_ref(), &witnessed)
        .await
        .map_err(|error| format!("the log cannot be read to its end ({error})"))?;
    for line in &report.lines {
        println!("{line}");
    }
    match report.damaged {
        0 => Ok(()),
        damaged => Err(format!(
            "{damaged} of {} logs are not as they were written. Keep the database as it is, and look at who could write to it; \
             nothing was changed here",
            report.lines.len()
        )),
    }
}
