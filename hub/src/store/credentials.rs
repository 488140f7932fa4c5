//! Organisations' machines. Only digests of their keys are kept.

use super::{Command, Store, Tx};
use crate::clock;
use crate::jose::Jwk;
use crate::problem::Problem;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

/// Asks for whom keys speak; whose digests, follows.
pub(super) const CLIENT_OF_KEY: &str =
    "SELECT client.role, client.organisation, client.client_key, COALESCE(client_key.signs, ''), client.until, key_digest
     FROM client LEFT JOIN client_key ON client_key.id = client.client_key WHERE key_digest";

/// Lets an organisation's machine in.
#[derive(Clone)]
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
        .execute(tx.connection().await?)
        .await?;
        Ok(())
    }
}

/// Somebody asked about a person who is not there. Written down before it is answered, as a look at one who is would be.
#[derive(Clone)]
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
            .execute(tx.connection().await?)
            .await?;
        Ok(())
    }
}

/// Lets an organisation's machine in that proves itself by this key's signatures. A key is one organisation's.
#[derive(Clone)]
pub struct AddClientKey {
    pub id: String,
    pub role: &'static str,
    pub organisation: String,
    pub jwk: Jwk,
    /// Must every request of the machine be signed?
    pub signs: bool,
}

impl Command for AddClientKey {
    type Answer = ();
    fn person(&self) -> &str {
        &self.organisation
    }
    async fn carry_out(self, tx: &mut Tx<'_>) -> Result<(), Problem> {
        let added = sqlx::query(
            "INSERT INTO client_key (id, role, organisation, jwk, added_at, signs) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (id) DO UPDATE SET ended_at = '', signs = excluded.signs
             WHERE client_key.role = excluded.role AND client_key.organisation = excluded.organisation",
        )
        .bind(self.id)
        .bind(self.role)
        .bind(self.organisation)
        .bind(serde_json::to_string(&self.jwk)?)
        .bind(clock::stamp(clock::now()))
        .bind(if self.signs { "yes" } else { "" })
        .execute(tx.connection().await?)
        .await?;
        if added.rows_affected() == 0 { Err(Problem::key_taken()) } else { Ok(()) }
    }
}

/// Ends a key and whatever it was exchanged for; answers whether there was one.
#[derive(Clone)]
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
            .execute(tx.connection().await?)
            .await?;
        sqlx::query("DELETE FROM client WHERE client_key = $1")
            .bind(self.0)
            .execute(tx.connection().await?)
            .await?;
        Ok(ended.rows_affected() > 0)
    }
}

/// A machine's key, and for whom it speaks.
#[derive(Clone)]
pub struct ClientKey {
    pub id: String,
    pub role: String,
    pub organisation: String,
    pub jwk: Jwk,
}

/// For whom a key that travels with a request speaks.
#[derive(Clone, Debug)]
#[expect(clippy::struct_field_names, reason = "the key of a machine, not of this")]
pub struct Client {
    pub role: String,
    pub organisation: String,
    /// The machine's key it was exchanged for; empty for one that was handed out.
    pub client_key: String,
    /// Must its requests be signed?
    pub signs: bool,
    /// Empty for a key that has no end.
    pub until: String,
}

impl Client {
    /// From a row of [`CLIENT_OF_KEY`].
    pub(super) fn from_row(row: &AnyRow) -> Result<Client, sqlx::Error> {
        let signs: String = row.try_get(3)?;
        Ok(Client {
            role: row.try_get(0)?,
            organisation: row.try_get(1)?,
            client_key: row.try_get(2)?,
            signs: !signs.is_empty(),
            until: row.try_get(4)?,
        })
    }
}

/// Exchanges a proof for a key of minutes. Each proof once.
#[derive(Clone)]
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
        sqlx::query("DELETE FROM used_proof WHERE until <= $1")
            .bind(&now)
            .execute(tx.connection().await?)
            .await?;
        sqlx::query("DELETE FROM client WHERE until <> '' AND until <= $1")
            .bind(&now)
            .execute(tx.connection().await?)
            .await?;
        let first = sqlx::query(
            "INSERT INTO used_proof (client, jti, until) VALUES ($1, $2, $3) ON CONFLICT (client, jti) DO NOTHING",
        )
        .bind(&client.id)
        .bind(jti)
        .bind(good_until)
        .execute(tx.connection().await?)
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
        .execute(tx.connection().await?)
        .await?;
        if given.rows_affected() == 0 { Err(Problem::unknown_client()) } else { Ok(()) }
    }
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

    /// The machine's key of this id, ended or not: what it has signed it has signed.
    pub async fn any_client_key(&self, id: &str) -> Result<Option<Jwk>, Problem> {
        let found: Option<String> = sqlx::query("SELECT jwk FROM client_key WHERE id = $1")
            .bind(id)
            .try_map(|row: AnyRow| row.try_get(0))
            .fetch_optional(&self.readers)
            .await?;
        Ok(found.map(|jwk| serde_json::from_str(&jwk)).transpose()?)
    }

    /// Which organisation speaks with a key of this digest, and as what.
    pub async fn client(&self, key_digest: &str) -> Result<Option<Client>, sqlx::Error> {
        let memory = &self.ground.memory;
        let runs = |client: &Client| client.until.is_empty() || client.until > clock::stamp(clock::now());
        if let Some(client) = memory.client(key_digest) {
            return Ok(Some(client).filter(runs));
        }
        let asked = memory.moment();
        let client = match &self.keys {
            Some(keys) => keys.client(key_digest).await?,
            None => {
                sqlx::query(AssertSqlSafe(format!("{CLIENT_OF_KEY} = $1")))
                    .bind(key_digest)
                    .try_map(|row| Client::from_row(&row))
                    .fetch_optional(&self.readers)
                    .await?
            }
        };
        if let Some(client) = &client {
            memory.keep_client(asked, key_digest, client);
        }
        Ok(client.filter(runs))
    }
}
