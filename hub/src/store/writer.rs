//! Writing in lanes, with group commit.
//!
//! A lane is one connection. Requests queue up while its last commit is on its way to the disk, and the next transaction takes all
//! of them: on real disks the commit is the price, not the row. Each request is all or nothing by a savepoint of its own, so one
//! request's refusal never touches its neighbour's rows. A person always goes through the same lane.

use super::command::{Command, Done, Held, Tx};
use super::database::{Anchor, Dialect};
use super::memory::Memory;
use super::news::{Board, News};
use super::receipt::{self, Name, Receipts};
use crate::access_log::chain;
use crate::observe;
use crate::problem::Problem;
#[cfg(feature = "simulate")]
use crate::simulation::{Place, may_die};
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, AnyPool, Connection, Executor as _, Transaction};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot};

/// Most requests one commit takes.
const LARGEST_GROUP: usize = 256;
/// Requests of a lane that may wait; beyond that the sender is told to come again, instead of the hub growing without end.
const LONGEST_QUEUE: usize = 4096;

/// A connection that was used so short a time ago is not asked whether it is still there: that would be one word more for each commit.
pub const STILL_THERE: Duration = Duration::from_millis(50);

#[derive(Clone)]
pub struct Writer {
    lanes: Vec<mpsc::Sender<Box<dyn Job>>>,
}

impl Writer {
    pub fn start(pool: &AnyPool, dialect: Dialect, ground: &Ground) -> Writer {
        let lanes = (0..dialect.lanes()).map(|_| {
            let (lane, waiting) = mpsc::channel(LONGEST_QUEUE);
            tokio::spawn(
                Lane { pool: pool.clone(), dialect, ground: ground.clone(), kept: None }.run(waiting),
            );
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
        let asked = Asked { command, request: observe::request_id(), answer };
        let in_line = self.lanes[lane].try_send(Box::new(asked)).map_err(|_| Problem::busy());
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
    pool: AnyPool,
    dialect: Dialect,
    ground: Ground,
    /// Its connection, and when it was used.
    kept: Option<(PoolConnection<Any>, Instant)>,
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
            let mut group = std::mem::take(&mut group);
            if self.dialect == Dialect::Postgres {
                // Another hub's group may be about the same people: who holds them in one order never waits crosswise.
                group.sort_by(|one, other| one.person().cmp(other.person()));
            }
            self.commit(group).await;
        }
    }

    /// One transaction for the whole group; answers go out only after the commit is on the disk.
    async fn commit(&mut self, group: Vec<Box<dyn Job>>) {
        let mut endings = Vec::with_capacity(group.len());
        let mut told = Vec::new();
        let mut everybody = false;
        let result: Result<(), sqlx::Error> = async {
            self.holds()?;
            let mut connection = self.connection().await?;
            let result =
                transact(&mut connection, self.dialect, &self.ground, group, &mut endings, &mut told).await;
            if result.is_err() {
                // A database that gives up (a full disk) ends the transaction by itself, and the two sides no longer agree on what is open.
                connection.close_on_drop();
            } else {
                self.kept = Some((connection, Instant::now()));
            }
            let held = result?;
            everybody = held.is_about_everybody();
            self.ground.memory.end(Some(held.learned(&told)));
            self.holds()
        }
        .await;
        if result.is_err() {
            self.ground.memory.end(None);
        }
        // Those of the group that did not get their turn are answered by the end of their channel: the same problem.
        let committed = result.map_err(Problem::from).is_ok();
        if committed {
            for news in told {
                self.ground.board.tell(news);
            }
            if everybody {
                self.ground.board.tell_everybody();
            }
        }
        for answer in endings {
            answer(committed);
        }
    }

    /// The lane's own connection; another one when that is not there any more.
    async fn connection(&mut self) -> Result<PoolConnection<Any>, sqlx::Error> {
        if let Some((mut connection, used)) = self.kept.take() {
            if used.elapsed() < STILL_THERE || connection.ping().await.is_ok() {
                return Ok(connection);
            }
            connection.close_on_drop();
            self.ground.memory.end(None);
        }
        self.pool.acquire().await
    }

    /// What goes into a file that nobody finds again is not kept, and not acknowledged.
    fn holds(&self) -> Result<(), sqlx::Error> {
        self.ground.anchor.as_ref().map_or(Ok(()), |anchor| anchor.holds().map_err(sqlx::Error::Io))
    }
}

async fn transact(
    connection: &mut AnyConnection,
    dialect: Dialect,
    ground: &Ground,
    group: Vec<Box<dyn Job>>,
    endings: &mut Vec<Answer>,
    told: &mut Vec<News>,
) -> Result<Held, sqlx::Error> {
    let mut transaction = connection.begin_with(dialect.begin()).await?;
    ground.memory.begin();
    let keys = group.iter().filter_map(|job| job.key()).collect();
    let mut held = Held::new(&ground.memory, Receipts::of(&mut transaction, dialect, keys).await?);
    let mut looks = Vec::new();
    let mut receipts = Vec::new();
    let mut steps = Steps::of(group.len());
    for job in group {
        steps.begin(&mut transaction).await?;
        let mut tx = Tx::new(&mut transaction, dialect, &mut held, job.request());
        let ending = job.run(&mut tx).await;
        let kept = ending.kept || planted!(RefusedRowsStay);
        if kept {
            told.append(&mut tx.news);
            looks.append(&mut tx.looks);
            receipts.append(&mut tx.receipts);
        } else {
            tx.forget();
        }
        endings.push(ending.answer);
        steps.end(&mut transaction, kept).await?;
        #[cfg(feature = "simulate")]
        may_die(Place::InGroup).await;
    }
    receipt::write(&mut transaction, &receipts).await?;
    // Last, so that the end of no log is held longer than it takes to write it.
    chain::append(&mut transaction, dialect, looks).await?;
    planted!(AnswersBeforeCommit, {
        for answer in endings.drain(..) {
            answer(true);
        }
    });
    #[cfg(feature = "simulate")]
    may_die(Place::BeforeCommit).await;
    if steps.any_kept {
        transaction.commit().await?;
    } else {
        transaction.rollback().await?;
    }
    #[cfg(feature = "simulate")]
    may_die(Place::AfterCommit).await;
    Ok(held)
}

/// A request's own part of the transaction, so that it can be taken back alone. One step needs one word to the database; a request that is alone
/// needs none, because the whole transaction is its own.
struct Steps {
    alone: bool,
    /// Nothing: no step was begun. Else whether the last one was kept.
    last_kept: Option<bool>,
    any_kept: bool,
}

impl Steps {
    fn of(requests: usize) -> Steps {
        Steps { alone: requests == 1, last_kept: None, any_kept: false }
    }

    async fn begin(&self, transaction: &mut Transaction<'_, Any>) -> Result<(), sqlx::Error> {
        let words = match self.last_kept {
            _ if self.alone => return Ok(()),
            None => "SAVEPOINT step",
            Some(true) => "RELEASE SAVEPOINT step; SAVEPOINT step",
            // Taken back to its beginning, it is where the next one begins.
            Some(false) => return Ok(()),
        };
        transaction.execute(sqlx::raw_sql(words)).await.map(drop)
    }

    async fn end(&mut self, transaction: &mut Transaction<'_, Any>, kept: bool) -> Result<(), sqlx::Error> {
        self.last_kept = Some(kept);
        self.any_kept |= kept;
        if kept || self.alone {
            return Ok(());
        }
        transaction.execute(sqlx::raw_sql("ROLLBACK TO SAVEPOINT step")).await.map(drop)
    }
}

/// Called with whether the transaction reached the disk.
type Answer = Box<dyn FnOnce(bool) + Send>;

/// A command of any type, and who waits for its answer.
trait Job: Send {
    /// Whom it is about.
    fn person(&self) -> &str;

    /// What makes it the same request.
    fn key(&self) -> Option<Name>;

    /// The request it came with.
    fn request(&self) -> String;

    fn run<'a>(self: Box<Self>, tx: &'a mut Tx<'_>) -> Pin<Box<dyn Future<Output = Ending> + Send + 'a>>;
}

/// What a job came to.
struct Ending {
    kept: bool,
    answer: Answer,
}

struct Asked<C: Command> {
    command: C,
    request: String,
    answer: oneshot::Sender<Result<Done<C::Answer>, Problem>>,
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

    fn run<'a>(self: Box<Self>, tx: &'a mut Tx<'_>) -> Pin<Box<dyn Future<Output = Ending> + Send + 'a>> {
        Box::pin(async move {
            let Asked { command, answer: waiting, .. } = *self;
            let result = tx.once(command).await;
            let kept = result.is_ok();
            let answer = move |committed: bool| {
                let result = if committed { result } else { Err(Problem::storage()) };
                // An answer that nobody waits for any more is no error: the sender asks again with the same key.
                drop(waiting.send(result));
            };
            Ending { kept, answer: Box::new(answer) }
        })
    }
}
