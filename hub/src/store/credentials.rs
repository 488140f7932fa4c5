//! Organisations' machines. Only digests of their keys are kept.

use super::{Command, Store, Tx};
use crate::clock;
use crate::jose::Jwk;
use crate::problem::Problem;
use sqlx::Row;
use sqlx::any::AnyRow;

/// Lets an organisation's machine in.
pub struct AddClient {
    pub key_digest: String,
    pub role: &'static str,
    pub organisation: String,
}

impl Command for AddClient {
    type Answer = ();
    fn person(&self) -> &str {
        &self.organisation
    }
    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<(), Problem> {
        sqlx::query(
            "INSERT INTO client (key_digest, role, organisation) VALUES ($1, $2, $3)
             ON CONFLICT (key_digest) DO UPDATE SET role = excluded.role, organisation = excluded.organisation",
        )
        .bind(self.key_digest)
        .bind(self.role)
        .bind(self.organisation)
        .execute(tx.connection())
        .await?;
        Ok(())
    }
}

/// Somebody asked about a person who is not there. Written down before it is answered, as a look at one who is would be.
pub struct Miss {
    pub role: &'static str,
    pub organisation: String,
}

impl Command for Miss {
    type Answer = ();
    const FACTS_ALONE: bool = true;
    fn person(&self) -> &str {
        &self.organisation
    }
    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<(), Problem> {
        sqlx::query("INSERT INTO miss (role, organisation, at) VALUES ($1, $2, $3)")
            .bind(self.role)
            .bind(self.organisation)
            .bind(clock::stamp(clock::now()))
            .execute(tx.connection())
            .await?;
        Ok(())
    }
}

/// Lets an organisation's machine in that proves itself by this key's signatures. A key is one organisation's.
pub struct AddClientKey {
    pub id: String,
    pub role: &'static str,
    pub organisation: String,
    pub jwk: Jwk,
}

impl Command for AddClientKey {
    type Answer = ();
    fn person(&self) -> &str {
        &self.organisation
    }
    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<(), Problem> {
        let added = sqlx::query(
            "INSERT INTO client_key (id, role, organisation, jwk, added_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (id) DO UPDATE SET ended_at = ''
             WHERE client_key.role = excluded.role AND client_key.organisation = excluded.organisation",
        )
        .bind(self.id)
        .bind(self.role)
        .bind(self.organisation)
        .bind(serde_json::to_string(&self.jwk)?)
        .bind(clock::stamp(clock::now()))
        .execute(tx.connection())
        .await?;
        if added.rows_affected() == 0 { Err(Problem::key_taken()) } else { Ok(()) }
    }
}

/// Ends a key and whatever it was exchanged for; answers whether there was one.
pub struct EndClientKey(pub String);

impl Command for EndClientKey {
    type Answer = bool;
    fn person(&self) -> &str {
        &self.0
    }
    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<bool, Problem> {
        let ended = sqlx::query("UPDATE client_key SET ended_at = $1 WHERE id = $2 AND ended_at = ''")
            .bind(clock::stamp(clock::now()))
            .bind(&self.0)
            .execute(tx.connection())
            .await?;
        sqlx::query("DELETE FROM client WHERE client_key = $1").bind(self.0).execute(tx.connection()).await?;
        Ok(ended.rows_affected() > 0)
    }
}

/// A machine's key, and for whom it speaks.
pub struct ClientKey {
    pub id: String,
    pub role: String,
    pub organisation: String,
    pub jwk: Jwk,
}

/// Exchanges a proof for a key of minutes. Each proof once.
pub struct Exchange {
    pub client: ClientKey,
    pub jti: String,
    /// Until then the proof would be good.
    pub good_until: String,
    pub key_digest: String,
    pub until: String,
}

impl Command for Exchange {
    type Answer = ();
    fn person(&self) -> &str {
        &self.client.id
    }
    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<(), Problem> {
        let Exchange { client, jti, good_until, key_digest, until } = self;
        let now = clock::stamp(clock::now());
        sqlx::query("DELETE FROM used_proof WHERE until <= $1").bind(&now).execute(tx.connection()).await?;
        sqlx::query("DELETE FROM client WHERE until <> '' AND until <= $1")
            .bind(&now)
            .execute(tx.connection())
            .await?;
        let first = sqlx::query(
            "INSERT INTO used_proof (client, jti, until) VALUES ($1, $2, $3) ON CONFLICT (client, jti) DO NOTHING",
        )
        .bind(&client.id)
        .bind(jti)
        .bind(good_until)
        .execute(tx.connection())
        .await?;
        if first.rows_affected() == 0 {
            return Err(Problem::unknown_client());
        }
        // Of a key that has ended meanwhile nothing comes.
        let given = sqlx::query(
            "INSERT INTO client (key_digest, role, organisation, until, client_key)
             SELECT $1, role, organisation, $2, id FROM client_key WHERE id = $3 AND ended_at = ''",
        )
        .bind(key_digest)
        .bind(until)
        .bind(client.id)
        .execute(tx.connection())
        .await?;
        if given.rows_affected() == 0 { Err(Problem::unknown_client()) } else { Ok(()) }
    }
}

/// For whom a key speaks.
#[derive(Clone)]
pub(super) struct Client {
    role: String,
    organisation: String,
    /// Empty for a key that has no end.
    until: String,
}

impl Store {
    /// The machine's key of this id, unless it has ended.
    pub async fn client_key(&self, id: &str) -> Result<Option<ClientKey>, Problem> {
        let found: Option<(String, String, String)> =
            sqlx::query("SELECT role, organisation, jwk FROM client_key WHERE id = $1 AND ended_at = ''")
                .bind(id)
                .try_map(|row: AnyRow| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?)))
                .fetch_optional(&self.readers)
                .await?;
        let Some((role, organisation, jwk)) = found else { return Ok(None) };
        Ok(Some(ClientKey { id: id.to_owned(), role, organisation, jwk: serde_json::from_str(&jwk)? }))
    }

    /// Which organisation speaks with a key of this digest, and as what.
    pub async fn client(&self, key_digest: &str) -> Result<Option<(String, String)>, sqlx::Error> {
        let memory = &self.ground.memory;
        let now = clock::stamp(clock::now());
        let speaks = |client: Client| {
            let runs = client.until.is_empty() || client.until > now;
            runs.then_some((client.role, client.organisation))
        };
        if let Some(client) = memory.client(key_digest) {
            return Ok(speaks(client));
        }
        let asked = memory.moment();
        let client = sqlx::query("SELECT role, organisation, until FROM client WHERE key_digest = $1")
            .bind(key_digest)
            .try_map(|row: AnyRow| {
                Ok(Client { role: row.try_get(0)?, organisation: row.try_get(1)?, until: row.try_get(2)? })
            })
            .fetch_optional(&self.readers)
            .await?;
        if let Some(client) = &client {
            memory.keep_client(asked, key_digest, client);
        }
        Ok(client.and_then(speaks))
    }
}
