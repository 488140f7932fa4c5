//! A connection that stays with whoever uses it all the time: from hand to hand through the pool it would be asked each time whether it is still there.

use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyPool, Connection as _};
use std::time::{Duration, Instant};

/// A connection that was used so short a time ago is not asked whether it is still there: that would be one word more for each use.
pub const STILL_THERE: Duration = Duration::from_millis(50);

pub struct Kept {
    pool: AnyPool,
    /// The connection, and when it was used.
    kept: Option<(PoolConnection<Any>, Instant)>,
}

impl Kept {
    pub fn of(pool: &AnyPool) -> Kept {
        Kept { pool: pool.clone(), kept: None }
    }

    /// The connection, and whether it is another one than the last time, because that was not there any more. One that is not put back is not kept.
    pub async fn take(&mut self) -> Result<(PoolConnection<Any>, bool), sqlx::Error> {
        if let Some((mut connection, used)) = self.kept.take() {
            if used.elapsed() < STILL_THERE || connection.ping().await.is_ok() {
                return Ok((connection, false));
            }
            connection.close_on_drop();
        }
        Ok((self.pool.acquire().await?, true))
    }

    pub fn put_back(&mut self, connection: PoolConnection<Any>) {
        self.kept = Some((connection, Instant::now()));
    }
}
