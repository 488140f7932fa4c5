//! One life of a hub: from its start on a database file to its death, which leaves behind what a killed process leaves on the disk.

use super::planted;
use super::stage::{self, Death};
use crate::config::{self, Config};
use crate::store::{AddClient, Database, Store};
use crate::{Hub, announcement, api, daily, digest};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::handler::Handler;
use axum::http::{HeaderMap, Request};
use axum::routing::any_service;
use sqlx::Row;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Notify;

/// A hub that runs on this thread.
pub struct Life {
    runtime: Runtime,
    hub: Hub,
    routes: Router,
    file: PathBuf,
}

/// What a request was answered.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    /// The newest fact when the question came, and when the answer went: the answer is the truth of some moment between.
    pub between: (i64, i64),
}

/// What came of things that happened together, in their order: nothing where the hub died first.
pub struct Turn<T> {
    pub done: Vec<Option<T>>,
    pub died: bool,
}

type Work<T> = Pin<Box<dyn Future<Output = T> + Send>>;

impl Life {
    /// Starts a hub on this file; makes it where there is none.
    pub fn begin(file: &Path) -> Life {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        stage::clear();
        planted::forget();
        let words = ["serve", "--sandbox", "--rate", "1000000"].map(str::to_owned);
        let config = config::from_arguments(words.into_iter(), &|_| None).expect("a configuration");
        let config = Config { database: Database::Sqlite(file.to_owned()), ..config };
        let store = runtime.block_on(Store::open(&config.database)).expect("a store");
        let hub = Hub::new(config, store).expect("a hub");
        Life { routes: api::routes(hub.clone()), hub, runtime, file: file.to_owned() }
    }

    /// The hub is gone. What it had committed is in `heir`, what it had only begun is not: the files are taken as they lie there.
    pub fn end(self, heir: &Path) {
        let Life { runtime, hub, routes, file } = self;
        copy(&file, heir);
        runtime.shutdown_background();
        drop((hub, routes));
        for end in ["", "-wal", "-shm"] {
            drop(std::fs::remove_file(with(&file, end)));
        }
    }

    /// Lets an organisation's machine in with this key.
    pub fn add_client(&self, role: &'static str, organisation: &str, key: &str) {
        let client =
            AddClient { key_digest: digest::of_text(key), role, organisation: organisation.to_owned() };
        let store = self.hub.store.clone();
        let turn = self.play(vec![Box::pin(async move { store.carry_out(client).await.is_ok() })], None);
        assert!(matches!(turn.done[..], [Some((true, _))]), "a client is let in");
    }

    /// Requests that arrive together.
    pub fn answer(&self, requests: Vec<Request<Body>>, death: Option<Death>) -> Turn<Answer> {
        let works = requests.into_iter().map(|request| -> Work<(u16, HeaderMap, Vec<u8>)> {
            let routes = any_service(self.routes.clone());
            Box::pin(async move {
                let (head, body) = Handler::call(routes, request, ()).await.into_parts();
                let body = to_bytes(body, usize::MAX).await.expect("a body").to_vec();
                (head.status.as_u16(), head.headers, body)
            })
        });
        let Turn { done, died } = self.play(works.collect(), death);
        let answers = done.into_iter().map(|done| {
            done.map(|((status, headers, body), between)| Answer { status, headers, body, between })
        });
        Turn { done: answers.collect(), died }
    }

    /// A new day: the hub looks at everybody anew. Gives whether it died over it.
    pub fn look_at_everybody(&self, death: Option<Death>) -> bool {
        let store = self.hub.store.clone();
        self.play(vec![Box::pin(async move { daily::look_at_everybody(&store).await.is_ok() })], death).died
    }

    /// The waves of announcements that are due. Gives whether it died over it.
    pub fn send_announcements(&self, death: Option<Death>) -> bool {
        let store = self.hub.store.clone();
        self.play(vec![Box::pin(async move { announcement::send_due(&store).await })], death).died
    }

    /// What stands in the database, read beside the hub.
    pub fn rows(&self, statement: &'static str) -> Vec<Vec<String>> {
        let rows = sqlx::query(statement).try_map(|row: sqlx::any::AnyRow| {
            (0..row.len()).map(|column| row.try_get::<String, _>(column)).collect()
        });
        self.runtime.block_on(rows.fetch_all(self.hub.store.readers())).expect("rows")
    }

    /// Each work runs until it is done or waits for the writer before the next begins; then the writer takes all that wait, and so on: so it is
    /// the same order each time, however long the database's threads take.
    fn play<T: Send + 'static>(&self, works: Vec<Work<T>>, death: Option<Death>) -> Turn<(T, (i64, i64))> {
        stage::with(|stage| stage.death = death);
        self.runtime.block_on(async {
            let bell = stage::with(|stage| Arc::clone(&stage.bell));
            let begun = self.newest().await;
            let mut tasks = Vec::with_capacity(works.len());
            for work in works {
                let asked = stage::with(|stage| stage.asked);
                let rung = Arc::clone(&bell);
                let task = tokio::spawn(async move {
                    let done = work.await;
                    rung.notify_one();
                    done
                });
                until(&bell, || task.is_finished() || stage::with(|stage| stage.asked > asked)).await;
                tasks.push(task);
            }
            let mut done: Vec<Option<(T, (i64, i64))>> = tasks.iter().map(|_| None).collect();
            loop {
                let newest = self.newest().await;
                for (task, done) in tasks.iter_mut().zip(&mut done) {
                    if done.is_none() && task.is_finished() {
                        *done = Some((task.await.expect("no panic in the hub"), (begun, newest)));
                    }
                }
                let open = || tasks.iter().filter(|task| !task.is_finished()).count();
                if open() == 0 {
                    return Turn { done, died: false };
                }
                stage::with(|stage| {
                    stage.at_rest = false;
                    stage.may_write = true;
                    stage.curtain.notify_one();
                });
                let settled = || stage::with(|stage| stage.dead || stage.at_rest && open() <= stage.waiting);
                until(&bell, settled).await;
                if stage::with(|stage| stage.dead) {
                    // What had been answered before is on its way.
                    for _ in 0..16 {
                        tokio::task::yield_now().await;
                    }
                    let newest = self.newest().await;
                    for (task, done) in tasks.iter_mut().zip(&mut done) {
                        if done.is_none() && task.is_finished() {
                            *done = Some((task.await.expect("no panic in the hub"), (begun, newest)));
                        }
                    }
                    return Turn { done, died: true };
                }
            }
        })
    }

    async fn newest(&self) -> i64 {
        let newest = sqlx::query("SELECT COALESCE(MAX(sequence), 0) FROM fact");
        newest.fetch_one(self.hub.store.readers()).await.and_then(|row| row.try_get(0)).expect("a number")
    }
}

/// Copies a database as it lies there, with the log of what is not in its file yet.
pub fn copy(file: &Path, to: &Path) {
    std::fs::copy(file, to).expect("the database");
    drop(std::fs::copy(with(file, "-wal"), with(to, "-wal")));
}

fn with(file: &Path, end: &str) -> PathBuf {
    PathBuf::from(format!("{}{end}", file.display()))
}

async fn until(bell: &Notify, is_so: impl Fn() -> bool) {
    while !is_so() {
        bell.notified().await;
    }
}
