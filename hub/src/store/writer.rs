//! Writing in lanes, with group commit.
//!
//! A lane is one connection. Requests queue up while its last commit is on its way to the disk, and the next transaction takes all
//! of them: on real disks the commit is the price, not the row. Each request is all or nothing, so one request's refusal never touches its
//! neighbour's rows; where the database refuses the whole, each is carried out again alone. A person always goes through the same lane.

use super::command::{Command, Done, Held, Tx};
use super::database::{Anchor, Dialect};
use super::kept::Kept;
use super::memory::Memory;
use super::news::{Board, News};
use super::receipt::Name;
use crate::access_log::chain;
use crate::observe;
use crate::problem::Problem;
#[cfg(feature = "simulate")]
use crate::simulation::{Place, may_die};
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, AnyPool, Connection};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::pin::Pin;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// Most requests one commit takes.
const LARGEST_GROUP: usize = 256;
/// Requests of a lane that may wait; beyond that the sender is told to come again, instead of the hub growing without end.
const LONGEST_QUEUE: usize = 4096;

#[derive(Clone)]
pub struct Writer {
    lanes: Vec<mpsc::Sender<Box<dyn Job>>>,
}

impl Writer {
    pub fn start(pool: &AnyPool, dialect: Dialect, ground: &Ground) -> Writer {
        let lanes = (0..dialect.lanes()).map(|_| {
            let (lane, waiting) = mpsc::channel(LONGEST_QUEUE);
            tokio::spawn(Lane { kept: Kept::of(pool), dialect, ground: ground.clone() }.run(waiting));
            lane
        });
        Writer { lanes: lanes.collect() }
    }

    /// Puts the command in line now. The answer comes when it is carried out and on the disk, or refused and nothing of it is.
    pub fn put_in_line<C: Command>(
        &self,
        command: C,
    ) -> impl Future<Output = Result<Done<C::Answer>, Problem>> + use<C> {
        let (answer, result) = oneshot::channel();
        let mut hasher = DefaultHasher::new();
        command.person().hash(&mut hasher);
        let lane = usize::try_from(hasher.finish() % self.lanes.len() as u64).unwrap_or_default();
        let asked = Asked { command, request: observe::request_id(), result: None, waiting: Some(answer) };
        let in_line = if asked.can_be_asked_for() {
            self.lanes[lane].try_send(Box::new(asked)).map_err(|_| Problem::busy())
        } else {
            Err(Problem::not_found())
        };
        #[cfg(feature = "simulate")]
        if in_line.is_ok() {
            crate::simulation::queued();
        }
        async move {
            in_line?;
            result.await.unwrap_or_else(|_| Err(Problem::storage()))
        }
    }
}

/// What a lane stands on.
#[derive(Clone)]
pub struct Ground {
    pub memory: Arc<Memory>,
    pub board: Board,
    pub anchor: Option<Anchor>,
}

struct Lane {
    dialect: Dialect,
    ground: Ground,
    kept: Kept,
}

impl Lane {
    async fn run(mut self, mut waiting: mpsc::Receiver<Box<dyn Job>>) {
        let mut group = Vec::with_capacity(LARGEST_GROUP);
        loop {
            #[cfg(feature = "simulate")]
            crate::simulation::turn_to_write().await;
            if waiting.recv_many(&mut group, LARGEST_GROUP).await == 0 {
                return;
            }
            // Requests that have come and only wait for a processor come along; in the simulator it is said who does.
            #[cfg(not(feature = "simulate"))]
            tokio::task::yield_now().await;
            while group.len() < LARGEST_GROUP
                && let Ok(job) = waiting.try_recv()
            {
                group.push(job);
            }
            let mut group = std::mem::take(&mut group);
            if self.dialect == Dialect::Postgres {
                // Another hub's group may be about the same people: who holds them in one order never waits crosswise.
                group.sort_by(|one, other| one.person().cmp(other.person()));
            }
            self.settle(group).await;
        }
    }

    /// Commits a group; answers go out only after the commit is on the disk. What the database does not take together it may take one by one: two hubs may
    /// have met crosswise, or one request be something that the database cannot keep.
    async fn settle(&mut self, mut group: Vec<Box<dyn Job>>) {
        let result = self.commit(&mut group).await;
        if group.len() > 1 && matches!(result, Err(sqlx::Error::Database(_))) {
            for job in group {
                let mut alone = [job];
                let result = self.commit(&mut alone).await;
                answer(&mut alone, result);
            }
            return;
        }
        answer(&mut group, result);
    }

    /// One transaction for all of these.
    async fn commit(&mut self, group: &mut [Box<dyn Job>]) -> Result<(), sqlx::Error> {
        let mut told = Vec::new();
        let result: Result<bool, sqlx::Error> = async {
            self.holds()?;
            let mut connection = self.connection().await?;
            let result = transact(&mut connection, self.dialect, &self.ground, group, &mut told).await;
            if result.is_err() {
                // A database that gives up (a full disk) ends the transaction by itself, and the two sides no longer agree on what is open.
                connection.close_on_drop();
            } else {
                self.kept.put_back(connection);
            }
            let held = result?;
            let everybody = held.is_about_everybody();
            self.ground.memory.end(Some(held.learned(&told)));
            self.holds().map(|()| everybody)
        }
        .await;
        match result {
            Ok(everybody) => {
                for news in told {
                    self.ground.board.tell(news);
                }
                if everybody {
                    self.ground.board.tell_everybody();
                }
                Ok(())
            }
            Err(error) => {
                self.ground.memory.end(None);
                Err(error)
            }
        }
    }

    /// The lane's own connection. With another one it may be another server, which does not have the last of what this hub knows.
    async fn connection(&mut self) -> Result<PoolConnection<Any>, sqlx::Error> {
        let (connection, is_another) = self.kept.take().await?;
        if is_another {
            self.ground.memory.end(None);
        }
        Ok(connection)
    }

    /// What goes into a file that nobody finds again is not kept, and not acknowledged.
    fn holds(&self) -> Result<(), sqlx::Error> {
        self.ground.anchor.as_ref().map_or(Ok(()), |anchor| anchor.holds().map_err(sqlx::Error::Io))
    }
}

/// Tells everybody who waits what came of it.
fn answer(group: &mut [Box<dyn Job>], result: Result<(), sqlx::Error>) {
    let committed = result.map_err(Problem::from).is_ok();
    for job in group {
        job.answer(committed);
    }
}

async fn transact(
    connection: &mut AnyConnection,
    dialect: Dialect,
    ground: &Ground,
    group: &mut [Box<dyn Job>],
    told: &mut Vec<News>,
) -> Result<Held, sqlx::Error> {
    let begun = connection.begin_with(dialect.begin()).await;
    // Where not even this can be had, none of them is the cause, and one by one they would only wait longer.
    let mut transaction = begun.map_err(|error| sqlx::Error::Io(std::io::Error::other(error)))?;
    ground.memory.begin();
    let mut held = Held::new(&ground.memory, dialect, group.len());
    let requests = group.iter().filter_map(|job| Some((job.key()?, job.person().to_owned()))).collect();
    held.prepare(&mut transaction, requests).await?;
    let (mut looks, mut any_kept) = (Vec::new(), false);
    for job in &mut *group {
        let mut tx = Tx::new(&mut transaction, &mut held, job.request());
        let kept = job.run(&mut tx).await || planted!(RefusedRowsStay);
        if kept {
            told.append(&mut tx.news);
            looks.append(&mut tx.looks);
            tx.keep().await?;
        } else {
            tx.take_back().await?;
        }
        any_kept |= kept;
        #[cfg(feature = "simulate")]
        may_die(Place::InGroup).await;
    }
    held.write(&mut transaction).await?;
    // Last, so that the end of no log is held longer than it takes to write it.
    chain::append(&mut transaction, dialect, looks).await?;
    planted!(AnswersBeforeCommit, {
        for job in &mut *group {
            job.answer(true);
        }
    });
    #[cfg(feature = "simulate")]
    may_die(Place::BeforeCommit).await;
    if any_kept {
        transaction.commit().await?;
    } else {
        transaction.rollback().await?;
    }
    #[cfg(feature = "simulate")]
    may_die(Place::AfterCommit).await;
    Ok(held)
}

/// A command of any type, and who waits for its answer.
trait Job: Send {
    /// Whom it is about.
    fn person(&self) -> &str;

    /// What makes it the same request.
    fn key(&self) -> Option<Name>;

    /// The request it came with.
    fn request(&self) -> String;

    /// Carries it out; may it be kept?
    fn run<'a>(&'a mut self, tx: &'a mut Tx<'_>) -> Pin<Box<dyn Future<Output = bool> + Send + 'a>>;

    /// Tells who waits what it came to, by whether the transaction reached the disk.
    fn answer(&mut self, committed: bool);
}

struct Asked<C: Command> {
    command: C,
    request: String,
    /// What it came to the last time it was carried out.
    result: Option<Result<Done<C::Answer>, Problem>>,
    waiting: Option<oneshot::Sender<Result<Done<C::Answer>, Problem>>>,
}

impl<C: Command> Asked<C> {
    /// Nobody's name and no key holds a zero byte, which not every database could even be asked for; it would refuse the whole group.
    fn can_be_asked_for(&self) -> bool {
        !self.command.person().contains('\0') && self.command.key().is_none_or(|key| !key.name.contains('\0'))
    }
}

impl<C: Command> Job for Asked<C> {
    fn person(&self) -> &str {
        self.command.person()
    }

    fn key(&self) -> Option<Name> {
        self.command.key().map(|key| (key.recorder, key.name))
    }

    fn request(&self) -> String {
        self.request.clone()
    }

    fn run<'a>(&'a mut self, tx: &'a mut Tx<'_>) -> Pin<Box<dyn Future<Output = bool> + Send + 'a>> {
        Box::pin(async move {
            let result = tx.once(self.command.clone()).await;
            self.result.insert(result).is_ok()
        })
    }

    fn answer(&mut self, committed: bool) {
        let result = self.result.take().filter(|_| committed).unwrap_or_else(|| Err(Problem::storage()));
        if let Some(waiting) = self.waiting.take() {
            // An answer that nobody waits for any more is no error: the sender asks again with the same key.
            drop(waiting.send(result));
        }
    }
}
