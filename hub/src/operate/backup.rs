//! A copy of the whole store while the hub serves, and its way back.

use crate::config::Config;
use crate::store::Database;
use sqlx::Row;
use std::fs::File;
use std::path::{Path, PathBuf};

const USE_PG_DUMP: &str = "the facts are in PostgreSQL, whose own tools do this: `pg_dump --format=custom --file=FILE \"$HUB_DATABASE\"` backs up while \
                           the hub serves, `pg_restore --dbname=\"$HUB_DATABASE\" FILE` brings it back into an empty database. Nothing was done";

/// One moment of the database in one file, which appears under its name only when it is whole and on the disk.
pub async fn backup(config: &Config, to: &Path) -> Result<(), String> {
    let Database::Sqlite(file) = &config.database else { return Err(USE_PG_DUMP.to_owned()) };
    is_free(to)?;
    if !file.is_file() {
        return Err(format!("there is no database {}; nothing was written", file.display()));
    }
    let part = Part::beside(to)?;
    let failed = |error: sqlx::Error| format!("the backup failed ({error}); the database is untouched");
    let readers = config.database.readers().await.map_err(failed)?;
    sqlx::query("VACUUM INTO $1").bind(part.name()).execute(&readers).await.map_err(failed)?;
    readers.close().await;
    let facts = sound(&part.0).await?;
    part.becomes(to)?;
    println!("{}: {facts} facts", to.display());
    Ok(())
}

/// Puts a backup into a data folder that has no database yet. What is there is never overwritten.
pub async fn restore(config: &Config, from: &Path) -> Result<(), String> {
    let Database::Sqlite(file) = &config.database else { return Err(USE_PG_DUMP.to_owned()) };
    is_free(file)?;
    let part = Part::beside(file)?;
    std::fs::copy(from, &part.0)
        .map_err(|error| format!("{} cannot be copied ({error}); nothing was restored", from.display()))?;
    let facts = sound(&part.0).await?;
    part.becomes(file)?;
    println!("{}: {facts} facts", file.display());
    Ok(())
}

/// Is it a hub's database, every page of it as it was written? Then how many facts are in it.
async fn sound(file: &Path) -> Result<i64, String> {
    let broken = |error: String| {
        format!("the copy is not sound ({error}); it was not kept and nothing else was touched")
    };
    let words = |error: sqlx::Error| broken(error.to_string());
    let pool = Database::Sqlite(file.to_owned()).reader_of_a_copy().await.map_err(words)?;
    let check: String = sqlx::query("PRAGMA integrity_check")
        .fetch_one(&pool)
        .await
        .and_then(|row| row.try_get(0))
        .map_err(words)?;
    if check != "ok" {
        return Err(broken(check));
    }
    let facts =
        sqlx::query("SELECT COUNT(*) FROM fact").fetch_one(&pool).await.and_then(|row| row.try_get(0));
    pool.close().await;
    facts.map_err(words)
}

fn is_free(file: &Path) -> Result<(), String> {
    if file.exists() {
        return Err(format!(
            "{} is there already and is not overwritten: move it away or name another. Nothing was done",
            file.display()
        ));
    }
    Ok(())
}

/// A file that is not finished. Dropped: gone.
struct Part(PathBuf);

impl Part {
    fn beside(file: &Path) -> Result<Part, String> {
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder).map_err(|error| {
                format!("{} cannot be made ({error}); nothing was done", folder.display())
            })?;
        }
        let mut name = file.as_os_str().to_owned();
        name.push(".part");
        let part = Part(name.into());
        part.clear();
        Ok(part)
    }

    fn name(&self) -> String {
        self.0.to_string_lossy().into_owned()
    }

    /// Under its name, and both on the disk.
    fn becomes(self, file: &Path) -> Result<(), String> {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(&self.0)
            .and_then(|part| part.sync_all())
            .and_then(|()| std::fs::rename(&self.0, file))
            .and_then(|()| File::open(folder)?.sync_all())
            .map_err(|error| format!("{} cannot be written ({error})", file.display()))
    }

    fn clear(&self) {
        drop(std::fs::remove_file(&self.0));
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        self.clear();
    }
}
