//! The reference PMH side: facilities register charges, municipalities decide, patients read.
//!
//! The hub stores facts and serves facts. What they mean in yen only the engine knows (ARCHITECTURE.md).

mod api;
mod auth;
mod clock;
mod config;
mod dossier;
mod portal;
mod problem;
mod registration;
mod sandbox;
mod store;

use config::{Config, Mode};
use std::process::ExitCode;
use std::sync::Arc;
use store::Store;
use tokio::net::TcpListener;

/// What every request handler may use.
#[derive(Clone)]
struct Hub {
    store: Store,
    config: Arc<Config>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match config::from_arguments(std::env::args().skip(1)) {
        Ok(config) => match serve(config).await {
            Ok(()) => ExitCode::SUCCESS,
            Err(sentence) => {
                eprintln!("hub: {sentence}");
                ExitCode::FAILURE
            }
        },
        Err(sentence) => {
            eprintln!("hub: {sentence}");
            ExitCode::from(2)
        }
    }
}

async fn serve(config: Config) -> Result<(), String> {
    let folder = &config.data;
    std::fs::create_dir_all(folder).map_err(|error| {
        format!("the data folder {} cannot be made ({error}); nothing was started", folder.display())
    })?;
    let store = Store::open(folder).await.map_err(|error| {
        format!("the database in {} cannot be opened ({error}); nothing was changed", folder.display())
    })?;
    let listener = TcpListener::bind(config.listen).await.map_err(|error| {
        format!(
            "{} cannot be used ({error}); another program may have it: choose another with --listen",
            config.listen
        )
    })?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let hub = Hub { store, config: Arc::new(config) };
    if hub.config.mode == Mode::Sandbox {
        sandbox::seed(&hub).await?;
    }
    println!("hub: listening on http://{address}/");
    axum::serve(listener, api::routes(hub))
        .with_graceful_shutdown(stop_signal())
        .await
        .map_err(|error| error.to_string())
}

/// Ctrl-C or a polite kill: open requests are answered, then the hub goes.
async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
        drop(interrupt.await);
        return;
    };
    tokio::select! {
        _ = interrupt => {}
        _ = terminate.recv() => {}
    }
    // Event streams never end by themselves; do not wait for them for ever.
    tokio::spawn(async {
        tokio::time::sleep(std::time::Duration::from_secs(2)).await;
        std::process::exit(0);
    });
}
