//! The reference PMH side: facilities register charges, municipalities decide, patients read.
//!
//! The hub stores facts and serves facts. What they mean in yen only the engine knows (ARCHITECTURE.md).

/// Is this fault planted? Outside the simulator there is none: this is `false` then, and no code of a fault is left. With a block:
/// what the fault does.
#[cfg(feature = "simulate")]
macro_rules! planted {
    ($fault:ident) => {
        crate::simulation::is_planted(crate::simulation::Fault::$fault)
    };
    ($fault:ident, $block:block) => {
        if planted!($fault) $block
    };
}
#[cfg(not(feature = "simulate"))]
macro_rules! planted {
    ($fault:ident) => {
        false
    };
    ($fault:ident, $block:block) => {};
}

mod access_log;
mod announcement;
mod api;
mod application;
mod armour;
mod attachment;
mod auth;
mod change;
mod clock;
mod coding;
mod config;
mod consent;
mod daily;
mod digest;
mod dossier;
mod draft;
mod eligibility;
mod jose;
mod limits;
mod mandate;
mod notices;
mod observe;
mod operate;
mod outbox;
mod own_receipt;
mod portal;
mod problem;
mod proposal;
mod registration;
mod sandbox;
mod self_info;
#[cfg(feature = "simulate")]
pub mod simulation;
mod staff;
mod store;

#[cfg(all(feature = "simulate", not(debug_assertions)))]
compile_error!("the feature `simulate` holds planted faults and is never part of a release");

use access_log::checkpoint;
use auth::oidc::Providers;
use config::{Config, Mode, Task};
use limits::Limits;
use observe::Metrics;
use std::net::SocketAddr;
use std::ops::Deref;
use std::process::ExitCode;
use std::sync::Arc;
use store::Store;
use tokio::net::TcpListener;

/// What every request handler may use. Each layer of each request has a copy, so a copy is one counter.
#[derive(Clone)]
struct Hub(Arc<Parts>);

struct Parts {
    store: Store,
    config: Config,
    limits: Arc<Limits>,
    metrics: Arc<Metrics>,
    providers: Providers,
}

impl Hub {
    fn new(config: Config, store: Store) -> Result<Hub, String> {
        let (limits, metrics) = (Arc::new(Limits::new(config.rate)), Arc::new(Metrics::new(config.log)));
        let providers = Providers::new(&config)?;
        Ok(Hub(Arc::new(Parts { store, config, limits, metrics, providers })))
    }
}

impl Deref for Hub {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// Carries out what the program's arguments say.
pub async fn run() -> ExitCode {
    match config::from_arguments(std::env::args().skip(1), &|name| std::env::var(name).ok()) {
        Ok(config) => match carry_out(config).await {
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

async fn carry_out(config: Config) -> Result<(), String> {
    match config.task.clone() {
        Task::CheckConfig => operate::check(&config),
        Task::Backup(file) => operate::backup::backup(&config, &file).await,
        Task::Restore(file) => operate::backup::restore(&config, &file).await,
        Task::Serve => {
            let store = opened(&config).await?;
            serve(config, store).await
        }
        Task::SeedSandbox => sandbox::seed(&opened(&config).await?).await,
        Task::Migrate => opened(&config).await.map(|_| println!("{} is up to date", config.database.name())),
        Task::AddClient { role, organisation } => {
            operate::add_client(&opened(&config).await?, role, organisation).await
        }
        Task::AddClientKey { role, organisation, file, signs } => {
            operate::accounts::add_client_key(&opened(&config).await?, role, organisation, &file, signs).await
        }
        Task::Evidence { facility, registration } => {
            operate::evidence::show(&opened(&config).await?, &facility, &registration).await
        }
        Task::EndClientKey(id) => operate::accounts::end_client_key(&opened(&config).await?, id).await,
        Task::AddOfficer(account) => operate::accounts::add(&opened(&config).await?, *account).await,
        Task::EndOfficer { authority, id } => {
            operate::accounts::end(&opened(&config).await?, authority, id).await
        }
        Task::EndSessions(side) => operate::accounts::end_sessions(&opened(&config).await?, side).await,
        Task::NewKey(file) => operate::accounts::new_key(&file),
        Task::Bind { person, issuer, subject } => {
            operate::accounts::bind(&opened(&config).await?, person, issuer, subject).await
        }
        Task::Introduced { code } => operate::accounts::introduced(&opened(&config).await?, &code).await,
        Task::Unbind { person } => operate::accounts::unbind(&opened(&config).await?, person).await,
        Task::Import { what, file, whole } => {
            operate::import::import(&opened(&config).await?, what, &file, whole).await
        }
        Task::Export => operate::export::export(&opened(&config).await?).await,
        Task::MakeLogKey { name, file } => operate::log::make_key(&name, &file),
        Task::ForgetLooks { before } => operate::log::forget(&opened(&config).await?, before).await,
        Task::Checkpoint => operate::log::checkpoint(&config, &opened(&config).await?).await,
        Task::VerifyLog { witnessed } => {
            operate::log::verify(&config, &opened(&config).await?, witnessed.as_deref()).await
        }
    }
}

/// The store, with its tables up to date; one that serves or seeds is of the right kind.
async fn opened(config: &Config) -> Result<Store, String> {
    let folder = &config.data;
    std::fs::create_dir_all(folder).map_err(|error| {
        format!("the data folder {} cannot be made ({error}); nothing was started", folder.display())
    })?;
    let store = Store::open(&config.database).await.map_err(|error| {
        format!("{} cannot be opened ({error}); nothing was changed", config.database.name())
    })?;
    if matches!(config.task, Task::Serve | Task::SeedSandbox) {
        sandbox::may_use(&store, config.mode).await?;
    }
    Ok(store)
}

async fn serve(config: Config, store: Store) -> Result<(), String> {
    config.can_sign_in()?;
    let listener = TcpListener::bind(config.listen).await.map_err(|error| {
        format!(
            "{} cannot be used ({error}); another program may have it: choose another with --listen",
            config.listen
        )
    })?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let hub = Hub::new(config, store)?;
    if hub.config.mode == Mode::Sandbox {
        sandbox::seed(&hub.store).await?;
    }
    match operate::log::signer(&hub.config)? {
        Some(signer) => {
            let witness = hub.config.witness.clone();
            tokio::spawn(checkpoint::keep_making(hub.store.clone(), signer, witness));
        }
        None => {
            observe::trouble(
                "checkpoint",
                "the access log is chained and not signed: see `hub make-log-key`",
            );
        }
    }
    tokio::spawn(announcement::keep_sending(hub.store.clone()));
    tokio::spawn(daily::keep_looking(hub.store.clone()));
    println!("hub: listening on http://{address}/");
    axum::serve(listener, api::routes(hub).into_make_service_with_connect_info::<SocketAddr>())
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
