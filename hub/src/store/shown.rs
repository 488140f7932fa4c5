//! Whose pages a session shows: its holder's, or those of a person they may act for. It is kept here so that nothing about anybody is kept in
//! the browser, and a page that is loaded again is about the same person.

use super::{Command, Session, Store, Tx};
use crate::problem::Problem;

/// Shows this person from now on.
#[derive(Clone)]
pub struct Show {
    pub session: Session,
    pub person: String,
}

impl Command for Show {
    type Answer = ();
    fn person(&self) -> &str {
        &self.session.holder
    }
    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<(), Problem> {
        let shown = Some(self.person).filter(|person| *person != self.session.holder);
        sqlx::query("UPDATE session SET shown = $1 WHERE side = $2 AND holder = $3 AND id = $4")
            .bind(shown)
            .bind(self.session.side.word())
            .bind(self.session.holder)
            .bind(self.session.id)
            .execute(tx.connection().await?)
            .await?;
        Ok(())
    }
}

impl Store {
    /// Whom this session showed last, if not its holder.
    pub async fn shown(&self, session: &Session) -> Result<Option<String>, sqlx::Error> {
        let shown: Option<Option<String>> =
            sqlx::query_scalar("SELECT shown FROM session WHERE side = $1 AND holder = $2 AND id = $3")
                .bind(session.side.word())
                .bind(&session.holder)
                .bind(&session.id)
                .fetch_optional(&self.readers)
                .await?;
        Ok(shown.flatten())
    }
}
