//! What the operator does beside serving: each a subcommand that does one thing, says what came of it and ends.

pub mod accounts;
pub mod backup;
pub mod evidence;
pub mod export;
pub mod import;
pub mod log;

use crate::auth::oidc::Providers;
use crate::config::Config;
use crate::problem::Problem;
use crate::store::{AddClient, Store};
use crate::{auth, digest};

/// The key is printed here and kept nowhere: only its digest stays.
pub async fn add_client(store: &Store, role: &'static str, organisation: String) -> Result<(), String> {
    let refused = |problem: Problem| problem.sentence();
    let key = auth::random_key().map_err(refused)?;
    let client = AddClient { key_digest: digest::of_text(&key), role, organisation };
    store.carry_out(client).await.map_err(refused)?;
    println!("{key}");
    Ok(())
}

/// Says what holds and whether a hub could start on it; touches nothing.
pub fn check(config: &Config) -> Result<(), String> {
    println!("{:#}", config.to_json());
    if config.data.exists() && !config.data.is_dir() {
        return Err(format!("data {} is no folder: name another", config.data.display()));
    }
    if !config.portal.join("index.html").is_file() {
        return Err(format!(
            "portal {} has no index.html: people would get no page. Build the portal, or name the folder it is in",
            config.portal.display()
        ));
    }
    config.can_sign_in()?;
    Providers::new(config).map(drop)
}
