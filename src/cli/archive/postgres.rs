//! An archive in PostgreSQL, for many who write at a time.
//!
//! Whoever adds rows holds the row of `yiju_head` until they are committed: writers come one after another, and the chain
//! has no forks.

use postgres::types::ToSql;
use postgres::{Client, Transaction};
use yiju::archive::chain::{self, Head, Row};
use yiju::archive::entry::{COLUMNS, Entry, WIDTH};

use super::connection::{connect, told};
use super::guards::{self, DECISIONS, HEAD};
use super::{FORMAT, Purpose, Store, first};
use crate::cli::failure::{Failure, Stop};

/// `YiJu`: what those take hold of who make the tables.
const MAKING: i64 = 0x5969_4a75;

/// An open database.
pub(crate) struct Postgres {
    client: Client,
    name: String,
}

/// Opens a database.
pub(crate) fn open(url: &str, purpose: Purpose) -> Result<Postgres, Stop> {
    let name = super::called(url);
    let client = connect(url, &name)?;
    let mut store = Postgres { client, name };
    store.prepare(purpose)?;
    Ok(store)
}

impl Postgres {
    fn prepare(&mut self, purpose: Purpose) -> Result<(), Stop> {
        let name = self.name.clone();
        let told = |error: postgres::Error| told(&name, &error);
        let encoding: String = self.client.query_one("SHOW server_encoding", &[]).map_err(told)?.get(0);
        if encoding != "UTF8" {
            let failure = Failure::call(format!("档案“{name}”的编码是 {encoding}，存不了中文，没有动"));
            return Err(failure.help("请管理员建一个 UTF8 的数据库").into());
        }
        // A disk that has said that it has it, has it; nobody waits for ever.
        self.client.batch_execute("SET synchronous_commit = on; SET lock_timeout = '60s'").map_err(told)?;
        let found = tables(&mut self.client).map_err(told)?;
        match (found, purpose) {
            (0, Purpose::Read) => {
                return Err(Failure::call(format!("“{name}”里还没有档案")).into());
            }
            (0, Purpose::Write) => self.make().map_err(told)?,
            (2, _) => {}
            _ => {
                let failure = Failure::call(format!("“{name}”里的表不全，不是完整的档案，没有动"));
                return Err(failure.help("请用备份恢复，或者换一个空的数据库").into());
            }
        }
        let format = format!("SELECT format FROM {HEAD} WHERE one = 1");
        let format: Option<i64> =
            self.client.query_opt(&format, &[]).map_err(told)?.and_then(|row| row.try_get(0).ok());
        if format != Some(FORMAT) {
            let found = format.map_or("不明".to_owned(), |format| format.to_string());
            let failure = Failure::call(format!("档案“{name}”是另一版 yiju 写的（格式 {found}），没有动"));
            return Err(failure
                .help(format!("这一版认得格式 {FORMAT}；请用写它的那一版，或者更新 yiju"))
                .into());
        }
        if purpose == Purpose::Read {
            self.client.batch_execute("SET default_transaction_read_only = on").map_err(told)?;
        }
        Ok(())
    }

    /// Makes the tables, all or none; another program may be making them.
    fn make(&mut self) -> Result<(), postgres::Error> {
        let mut making = self.client.transaction()?;
        making.execute("SELECT pg_advisory_xact_lock($1)", &[&MAKING])?;
        let made: i64 = making.query_one(COUNT_TABLES, &[&DECISIONS, &HEAD])?.get(0);
        if made > 0 {
            return Ok(());
        }
        making.batch_execute(&guards::postgres())?;
        let first = format!("INSERT INTO {HEAD} VALUES (1, $1, 0, $2)");
        making.execute(&first, &[&FORMAT, &chain::BEGINNING])?;
        making.commit()
    }

    fn told(&self, error: &postgres::Error) -> Stop {
        told(&self.name, error)
    }
}

/// How many of the two tables are in the schema in which new tables come.
const COUNT_TABLES: &str =
    "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename IN ($1, $2)";

fn tables(client: &mut Client) -> Result<i64, postgres::Error> {
    Ok(client.query_one(COUNT_TABLES, &[&DECISIONS, &HEAD])?.get(0))
}

/// Adds the rows within a transaction.
fn add(adding: &mut Transaction<'_>, entries: &[Entry]) -> Result<u64, postgres::Error> {
    let held = format!("SELECT count, digest FROM {HEAD} WHERE one = 1 FOR UPDATE");
    let held = adding.query_one(&held, &[])?;
    let mut head =
        Head { count: u64::try_from(held.get::<_, i64>(0)).unwrap_or_default(), digest: held.get(1) };
    let first = head.count + 1;
    let marks: Vec<String> = (1..=WIDTH + 3).map(|at| format!("${at}")).collect();
    let into = format!("INSERT INTO {DECISIONS} ({}) VALUES ({})", guards::inserted(), marks.join(", "));
    let row = adding.prepare(&into)?;
    let forward = adding.prepare(&format!("UPDATE {HEAD} SET count = $1, digest = $2 WHERE one = 1"))?;
    for entry in entries {
        let number = head.count + 1;
        let digest = chain::digest(number, &head.digest, &entry.cells());
        let counted = i64::try_from(number).unwrap_or(i64::MAX);
        let cells = entry.cells();
        let mut values: Vec<&(dyn ToSql + Sync)> = vec![&counted, &head.digest, &digest];
        values.extend(cells.iter().map(|cell| cell as &(dyn ToSql + Sync)));
        adding.execute(&row, &values)?;
        adding.execute(&forward, &[&counted, &digest])?;
        head = Head { count: number, digest };
    }
    Ok(first)
}

impl Store for Postgres {
    fn append(&mut self, entries: &[Entry]) -> Result<u64, Stop> {
        let name = self.name.clone();
        let added = self.client.transaction().and_then(|mut adding| {
            let first = add(&mut adding, entries)?;
            adding.commit()?;
            Ok(first)
        });
        added.map_err(|error| told(&name, &error))
    }

    fn head(&mut self) -> Result<Head, Stop> {
        let statement = format!("SELECT count, digest FROM {HEAD} WHERE one = 1");
        let row = self.client.query_one(&statement, &[]).map_err(|error| told(&self.name, &error))?;
        Ok(Head { count: u64::try_from(row.get::<_, i64>(0)).unwrap_or_default(), digest: row.get(1) })
    }

    fn rows(&mut self, from: u64, many: u32, whole: bool) -> Result<Vec<Row>, Stop> {
        let columns = guards::selected(whole);
        let statement =
            format!("SELECT {columns} FROM {DECISIONS} WHERE number >= $1 ORDER BY number LIMIT $2");
        let from = first(from);
        let found = self.client.query(&statement, &[&from, &i64::from(many)]);
        let found = found.map_err(|error| told(&self.name, &error))?;
        let rows = found.iter().map(|row| {
            let mut unreadable = Vec::new();
            let mut cell = |at: usize, name: &str| {
                row.try_get::<_, Option<String>>(at).unwrap_or_else(|_| {
                    unreadable.push(name.to_owned());
                    None
                })
            };
            let previous = cell(1, "previous").unwrap_or_default();
            let digest = cell(2, "digest").unwrap_or_default();
            let cells = std::array::from_fn(|at| cell(at + 3, COLUMNS[at].0));
            let number = row.try_get::<_, i64>(0).ok().and_then(|number| u64::try_from(number).ok());
            Row { number: number.unwrap_or_default(), previous, cells, digest, unreadable }
        });
        Ok(rows.collect())
    }

    fn about(&mut self, case: &str) -> Result<Vec<u64>, Stop> {
        let statement = format!("SELECT number FROM {DECISIONS} WHERE case_id = $1 ORDER BY number");
        let found = self.client.query(&statement, &[&case]).map_err(|error| told(&self.name, &error))?;
        let numbers = found.iter().map(|row| u64::try_from(row.get::<_, i64>(0)).unwrap_or_default());
        Ok(numbers.collect())
    }

    fn unguarded(&mut self) -> Result<Vec<String>, Stop> {
        // 'O' and 'A' are triggers that work in an ordinary session.
        let statement = "SELECT t.tgname::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid \
                         JOIN pg_namespace n ON n.oid = c.relnamespace \
                         WHERE n.nspname = current_schema() AND c.relname IN ($1, $2) \
                         AND t.tgenabled IN ('O', 'A')";
        let found = self.client.query(statement, &[&DECISIONS, &HEAD]).map_err(|error| self.told(&error))?;
        let found: Vec<String> = found.iter().map(|row| row.get(0)).collect();
        let missing = guards::TRIGGERS.iter().filter(|name| !found.iter().any(|known| known == *name));
        Ok(missing.map(|name| format!("{name} 不见了，或者被关掉了")).collect())
    }
}
