//! Writing in lanes, with group commit.
//!
//! A lane is one connection. Requests queue up while its last commit is on its way to the disk, and the next transaction takes all
//! of them: on real disks the commit is the price, not the row. Each request is all or nothing by a savepoint of its own, so one
//! request's refusal never touches its neighbour's rows. A person always goes through the same lane.

use super::News;
use super::command::{Command, Done, Tx};
use super::database::Dialect;
use crate::access_log::chain;
use crate::observe;
use crate::problem::Problem;
#[cfg(feature = "simulate")]
use crate::simulation::{Place, may_die};
use sqlx::{AnyConnection, AnyPool, Connection};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::pin::Pin;
use tokio::sync::{broadcast, mpsc, oneshot};

/// Most requests one commit takes.
const LARGEST_GROUP: usize = 256;
/// Requests of a lane that may wait; beyond that the sender is told to come again, instead of the hub growing without end.
const LONGEST_QUEUE: usize = 4096;

#[derive(Clone)]
pub struct Writer {
    lanes: Vec<mpsc::Sender<Box<dyn Job>>>,
}

impl Writer {
    pub fn start(pool: &AnyPool, dialect: Dialect, news: &broadcast::Sender<News>) -> Writer {
        let lanes = (0..dialect.lanes()).map(|_| {
            let (lane, waiting) = mpsc::channel(LONGEST_QUEUE);
            tokio::spawn(run(pool.clone(), dialect, waiting, news.clone()));
            lane
        });
        Writer { lanes: lanes.collect() }
    }

    /// Returns when the command is carried out and on the disk, or refused and nothing of it is.
    pub async fn carry_out<C: Command>(&self, command: C) -> Result<Done<C::Answer>, Problem> {
        let (answer, result) = oneshot::channel();
        let mut hasher = DefaultHasher::new();
        command.person().hash(&mut hasher);
        let lane = usize::try_from(hasher.finish() % self.lanes.len() as u64).unwrap_or_default();
        let asked = Asked { command, request: observe::request_id(), answer };
        self.lanes[lane].try_send(Box::new(asked)).map_err(|_| Problem::busy())?;
        #[cfg(feature = "simulate")]
        crate::simulation::queued();
        result.await.unwrap_or_else(|_| Err(Problem::storage()))
    }
}

async fn run(
    pool: AnyPool,
    dialect: Dialect,
    mut waiting: mpsc::Receiver<Box<dyn Job>>,
    news: broadcast::Sender<News>,
) {
    let mut group = Vec::with_capacity(LARGEST_GROUP);
    loop {
        #[cfg(feature = "simulate")]
        crate::simulation::turn_to_write().await;
        if waiting.recv_many(&mut group, LARGEST_GROUP).await == 0 {
            return;
        }
        commit(&pool, dialect, std::mem::take(&mut group), &news).await;
    }
}

/// One transaction for the whole group; answers go out only after the commit is on the disk.
async fn commit(pool: &AnyPool, dialect: Dialect, group: Vec<Box<dyn Job>>, news: &broadcast::Sender<News>) {
    let mut endings = Vec::with_capacity(group.len());
    let mut told = Vec::new();
    let result: Result<(), sqlx::Error> = async {
        let mut connection = pool.acquire().await?;
        let result = transact(&mut connection, dialect, group, &mut endings, &mut told).await;
        if result.is_err() {
            // A database that gives up (a full disk) ends the transaction by itself, and the two sides no longer agree on what is open.
            connection.close_on_drop();
        }
        result
    }
    .await;
    // Those of the group that did not get their turn are answered by the end of their channel: the same problem.
    let committed = result.map_err(Problem::from).is_ok();
    if committed {
        for item in told {
            drop(news.send(item));
        }
    }
    for answer in endings {
        answer(committed);
    }
}

async fn transact(
    connection: &mut AnyConnection,
    dialect: Dialect,
    group: Vec<Box<dyn Job>>,
    endings: &mut Vec<Answer>,
    told: &mut Vec<News>,
) -> Result<(), sqlx::Error> {
    let mut transaction = connection.begin_with(dialect.begin()).await?;
    let mut looks = Vec::new();
    for job in group {
        let mut savepoint = transaction.begin().await?;
        let mut tx = Tx::new(&mut savepoint, dialect, job.request());
        let ending = job.run(&mut tx).await;
        let (news, noted) = (std::mem::take(&mut tx.news), std::mem::take(&mut tx.looks));
        endings.push(ending.answer);
        if ending.kept || planted!(RefusedRowsStay) {
            savepoint.commit().await?;
            told.extend(news);
            looks.extend(noted);
        } else {
            savepoint.rollback().await?;
        }
        #[cfg(feature = "simulate")]
        may_die(Place::InGroup).await;
    }
    // Last, so that the end of no log is held longer than it takes to write it.
    chain::append(&mut transaction, dialect, looks).await?;
    planted!(AnswersBeforeCommit, {
        for answer in endings.drain(..) {
            answer(true);
        }
    });
    #[cfg(feature = "simulate")]
    may_die(Place::BeforeCommit).await;
    transaction.commit().await?;
    #[cfg(feature = "simulate")]
    may_die(Place::AfterCommit).await;
    Ok(())
}

/// Called with whether the transaction reached the disk.
type Answer = Box<dyn FnOnce(bool) + Send>;

/// A command of any type, and who waits for its answer.
trait Job: Send {
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
