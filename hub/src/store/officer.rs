//! Accounts of a municipality's staff.

use super::{Command, Store, Tx};
use crate::auth::Roles;
use crate::clock;
use crate::problem::Problem;
use sqlx::Row;
use sqlx::any::AnyRow;

/// An officer's account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub authority: String,
    pub id: String,
    pub name: String,
    /// 課; empty on accounts from before it was asked for.
    pub office: String,
    pub roles: Roles,
    pub issuer: String,
    pub subject: String,
    /// The officer's own record, where the organisation says which.
    pub person: Option<String>,
}

/// Adds an account, or changes the one of the same organisation, id, issuer and subject. An id that was somebody's is never another's.
#[derive(Clone)]
pub struct AddOfficer(pub Account);

impl Command for AddOfficer {
    type Answer = ();
    fn person(&self) -> &str {
        &self.0.id
    }
    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<(), Problem> {
        let Account { authority, id, name, office, roles, issuer, subject, person } = self.0;
        let others: i64 = sqlx::query(
            "SELECT COUNT(*) FROM officer WHERE (authority = $1 AND id = $2 AND NOT (issuer = $3 AND subject = $4))
                 OR (issuer = $3 AND subject = $4 AND ended_at = '' AND NOT (authority = $1 AND id = $2))",
        )
        .bind(&authority)
        .bind(&id)
        .bind(&issuer)
        .bind(&subject)
        .fetch_one(tx.connection().await?)
        .await?
        .try_get(0)?;
        if others > 0 {
            return Err(Problem::officer_taken());
        }
        sqlx::query(
            "INSERT INTO officer (authority, id, name, office, roles, issuer, subject, person, added_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             ON CONFLICT (authority, id) DO UPDATE SET name = excluded.name, office = excluded.office, roles = excluded.roles,
                 person = excluded.person, ended_at = ''",
        )
        .bind(authority)
        .bind(id)
        .bind(name)
        .bind(office)
        .bind(roles.words())
        .bind(issuer)
        .bind(subject)
        .bind(person.unwrap_or_default())
        .bind(clock::stamp(clock::now()))
        .execute(tx.connection().await?)
        .await?;
        Ok(())
    }
}

/// Ends an account and with it its sessions; answers whether there was one.
#[derive(Clone)]
pub struct EndOfficer {
    pub authority: String,
    pub id: String,
}

impl Command for EndOfficer {
    type Answer = bool;
    fn person(&self) -> &str {
        &self.id
    }
    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<bool, Problem> {
        let ended = sqlx::query(
            "UPDATE officer SET ended_at = $1 WHERE authority = $2 AND id = $3 AND ended_at = ''",
        )
        .bind(clock::stamp(clock::now()))
        .bind(&self.authority)
        .bind(&self.id)
        .execute(tx.connection().await?)
        .await?;
        sqlx::query("DELETE FROM session WHERE side = 'officer' AND authority = $1 AND holder = $2")
            .bind(self.authority)
            .bind(self.id)
            .execute(tx.connection().await?)
            .await?;
        Ok(ended.rows_affected() > 0)
    }
}

impl Store {
    /// The officer of this id, unless the account has ended.
    pub async fn officer(&self, authority: &str, id: &str) -> Result<Option<Account>, sqlx::Error> {
        sqlx::query(
            "SELECT authority, id, name, office, roles, issuer, subject, person FROM officer
             WHERE authority = $1 AND id = $2 AND ended_at = ''",
        )
        .bind(authority)
        .bind(id)
        .try_map(|row| of_row(&row))
        .fetch_optional(&self.readers)
        .await
    }

    /// The officer who signs in so, unless the account has ended.
    pub async fn officer_of(&self, issuer: &str, subject: &str) -> Result<Option<Account>, sqlx::Error> {
        sqlx::query(
            "SELECT authority, id, name, office, roles, issuer, subject, person FROM officer
             WHERE issuer = $1 AND subject = $2 AND ended_at = ''",
        )
        .bind(issuer)
        .bind(subject)
        .try_map(|row| of_row(&row))
        .fetch_optional(&self.readers)
        .await
    }
}

fn of_row(row: &AnyRow) -> Result<Account, sqlx::Error> {
    let roles: String = row.try_get("roles")?;
    Ok(Account {
        authority: row.try_get("authority")?,
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        office: row.try_get("office")?,
        roles: Roles::of_words(&roles).map_err(|sentence| sqlx::Error::Decode(sentence.into()))?,
        issuer: row.try_get("issuer")?,
        subject: row.try_get("subject")?,
        person: Some(row.try_get("person")?).filter(|person: &String| !person.is_empty()),
    })
}
