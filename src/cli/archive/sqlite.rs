//! An archive in a file of its own (SQLite).
//!
//! The journal is a rollback journal, not a write-ahead log: an archive at rest is one file, can be read from a medium
//! that cannot be written, and a copy of it is whole. Each addition is one transaction that is on the disk (also the
//! removal of its journal) before anything of it is told.

use std::fs;
use std::path::Path;
use std::time::Duration;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, OpenFlags, ToSql, Transaction, TransactionBehavior};
use yiju::archive::chain::{self, Head, Row};
use yiju::archive::entry::{COLUMNS, Entry, WIDTH};

use super::guards::{self, DECISIONS, HEAD};
use super::{FORMAT, Purpose, Store, first};
use crate::cli::failure::{Failure, Stop};

/// `YiJu`: what the header of the file says that it is.
const APPLICATION: i64 = 0x5969_4a75;
/// How long to wait for others who write.
const PATIENCE: Duration = Duration::from_secs(60);

/// An open file.
pub(crate) struct Sqlite {
    connection: Connection,
    name: String,
}

/// Opens a file.
pub(crate) fn open(place: &str, purpose: Purpose) -> Result<Sqlite, Stop> {
    let path = Path::new(place);
    let name = super::called(place);
    let refused = |message: String, help: &str| Err(Failure::call(message).help(help).into());
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => {
            return refused(format!("“{name}”是文件夹，不是档案"), "请写明档案文件，例如 --archive 档案.db");
        }
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && purpose == Purpose::Write => {}
        Err(error) => {
            return Err(Failure::call(format!("档案“{name}”打不开")).because(&error).into());
        }
    }
    // To read as well: what a writer that was killed left half done is taken back first.
    let create = if purpose == Purpose::Write { OpenFlags::SQLITE_OPEN_CREATE } else { OpenFlags::empty() };
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | create;
    let opened = Connection::open_with_flags(path, flags);
    let mut store = match opened {
        Ok(connection) => Sqlite { connection, name },
        Err(error) => return Err(told(&name, &error)),
    };
    store.prepare(purpose)?;
    Ok(store)
}

/// What became of a file, in Chinese.
fn told(name: &str, error: &rusqlite::Error) -> Stop {
    let detail = match error {
        rusqlite::Error::SqliteFailure(_, Some(words)) => format!("（{words}）"),
        _ => String::new(),
    };
    let (message, help) = match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => {
            (format!("“{name}”不是档案，没有动"), "请换一个文件名；档案由 yiju 自己新建")
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            (format!("档案“{name}”一直被别的程序占用，没有写进去"), "等别的程序办完再做一次")
        }
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
            (format!("档案“{name}”或者它所在的文件夹不能写，没有写进去"), "请改权限，或者换一个地方")
        }
        Some(ErrorCode::DiskFull) => {
            (format!("磁盘满了，档案“{name}”没有写进去"), "腾出地方再做一次；以前的内容都在")
        }
        Some(ErrorCode::CannotOpen) => {
            (format!("档案“{name}”打不开，或者新建不了"), "请看文件夹在不在、有没有权限")
        }
        Some(ErrorCode::SystemIoFailure) => (
            format!("档案“{name}”读写时系统出错{detail}"),
            "请看磁盘好不好、满不满；没有写成的一件也没有写进去",
        ),
        Some(ErrorCode::DatabaseCorrupt) => {
            (format!("档案“{name}”坏了，读不下去{detail}"), "请用备份；坏的文件不要再写")
        }
        Some(ErrorCode::ConstraintViolation) => {
            (format!("档案“{name}”不许这样写{detail}"), "用 yiju 档案 核对 看看它是否完整")
        }
        _ => (format!("档案“{name}”用不了：{error}"), "用 yiju 档案 核对 看看它是否完整"),
    };
    Failure::call(message).help(help).into()
}

impl Sqlite {
    fn told(&self, error: &rusqlite::Error) -> Stop {
        told(&self.name, error)
    }

    /// Looks at what the file is; makes the tables in one that is new.
    fn prepare(&mut self, purpose: Purpose) -> Result<(), Stop> {
        let name = self.name.clone();
        let told = |error: rusqlite::Error| told(&name, &error);
        self.connection.busy_timeout(PATIENCE).map_err(told)?;
        let number = |connection: &Connection, pragma: &str| {
            connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0))
        };
        let things = |connection: &Connection| {
            connection.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get::<_, i64>(0))
        };
        // Nothing is written before it is known what the file is; another program may just be making the tables, so that
        // all is looked at in one moment.
        let looked = self.connection.transaction().and_then(|moment| {
            let application = number(&moment, "application_id")?;
            Ok((application, number(&moment, "user_version")?, things(&moment)?))
        });
        let (application, format, things) = looked.map_err(told)?;
        let empty = application == 0 && format == 0 && things == 0;
        if !empty && application != APPLICATION {
            let failure = Failure::call(format!("“{name}”是别的程序的数据库，不是档案，没有动"));
            return Err(failure.help("请换一个文件名；档案由 yiju 自己新建").into());
        }
        if !empty && format != FORMAT {
            let failure = Failure::call(format!("档案“{name}”是另一版 yiju 写的（格式 {format}），没有动"));
            return Err(failure
                .help(format!("这一版认得格式 {FORMAT}；请用写它的那一版，或者更新 yiju"))
                .into());
        }
        match purpose {
            Purpose::Read if empty => Err(Failure::call(format!("“{name}”是空的，还没有记过档案")).into()),
            Purpose::Read => self.connection.pragma_update(None, "query_only", "ON").map_err(told),
            Purpose::Write => {
                self.connection.pragma_update(None, "synchronous", "EXTRA").map_err(told)?;
                if empty { self.make().map_err(told) } else { Ok(()) }
            }
        }
    }

    /// Makes the tables, all or none; another program may just have made them.
    fn make(&mut self) -> rusqlite::Result<()> {
        let making = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let made: i64 = making.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0))?;
        if made > 0 {
            return Ok(());
        }
        making.pragma_update(None, "application_id", APPLICATION)?;
        making.pragma_update(None, "user_version", FORMAT)?;
        for (_, statement) in guards::sqlite() {
            making.execute(&statement, [])?;
        }
        making.execute(&format!("INSERT INTO {HEAD} VALUES (1, ?1, 0, ?2)"), (FORMAT, chain::BEGINNING))?;
        making.commit()
    }
}

fn head_of(connection: &Connection) -> rusqlite::Result<Head> {
    let statement = format!("SELECT count, digest FROM {HEAD} WHERE one = 1");
    connection.query_row(&statement, [], |row| {
        let count: i64 = row.get(0)?;
        Ok(Head { count: u64::try_from(count).unwrap_or_default(), digest: row.get(1)? })
    })
}

/// Adds the rows within a transaction.
fn add(adding: &Transaction<'_>, entries: &[Entry]) -> rusqlite::Result<u64> {
    let mut head = head_of(adding)?;
    let first = head.count + 1;
    let marks: Vec<&str> = std::iter::repeat_n("?", WIDTH + 3).collect();
    let into = guards::inserted();
    let mut row =
        adding.prepare_cached(&format!("INSERT INTO {DECISIONS} ({into}) VALUES ({})", marks.join(", ")))?;
    let mut forward =
        adding.prepare_cached(&format!("UPDATE {HEAD} SET count = ?1, digest = ?2 WHERE one = 1"))?;
    for entry in entries {
        let number = head.count + 1;
        let digest = chain::digest(number, &head.digest, &entry.cells());
        let counted = i64::try_from(number).unwrap_or(i64::MAX);
        let cells = entry.cells();
        let mut values: Vec<&dyn ToSql> = vec![&counted, &head.digest, &digest];
        values.extend(cells.iter().map(|cell| cell as &dyn ToSql));
        row.execute(&values[..])?;
        forward.execute((counted, &digest))?;
        head = Head { count: number, digest };
    }
    Ok(first)
}

/// A cell as text, if it is one.
fn text(value: ValueRef<'_>) -> Result<Option<String>, ()> {
    match value {
        ValueRef::Null => Ok(None),
        ValueRef::Text(bytes) => String::from_utf8(bytes.to_vec()).map(Some).map_err(|_| ()),
        ValueRef::Integer(_) | ValueRef::Real(_) | ValueRef::Blob(_) => Err(()),
    }
}

impl Store for Sqlite {
    fn append(&mut self, entries: &[Entry]) -> Result<u64, Stop> {
        let name = self.name.clone();
        let adding = self.connection.transaction_with_behavior(TransactionBehavior::Immediate);
        let added = adding.and_then(|adding| {
            let first = add(&adding, entries)?;
            adding.commit()?;
            Ok(first)
        });
        added.map_err(|error| told(&name, &error))
    }

    fn head(&mut self) -> Result<Head, Stop> {
        head_of(&self.connection).map_err(|error| self.told(&error))
    }

    fn rows(&mut self, from: u64, many: u32, whole: bool) -> Result<Vec<Row>, Stop> {
        let columns = guards::selected(whole);
        let statement =
            format!("SELECT {columns} FROM {DECISIONS} WHERE number >= ?1 ORDER BY number LIMIT ?2");
        let read = |connection: &Connection| {
            let mut found = connection.prepare_cached(&statement)?;
            let rows = found.query_map((first(from), many), |row| {
                let mut unreadable = Vec::new();
                let mut cell = |at: usize, name: &str| {
                    let cell = row.get_ref(at).map(text);
                    cell.unwrap_or(Err(())).unwrap_or_else(|()| {
                        unreadable.push(name.to_owned());
                        None
                    })
                };
                let previous = cell(1, "previous").unwrap_or_default();
                let digest = cell(2, "digest").unwrap_or_default();
                let cells = std::array::from_fn(|at| cell(at + 3, COLUMNS[at].0));
                let number: i64 = row.get(0)?;
                let number = u64::try_from(number).unwrap_or_default();
                Ok(Row { number, previous, cells, digest, unreadable })
            })?;
            rows.collect::<rusqlite::Result<Vec<Row>>>()
        };
        read(&self.connection).map_err(|error| self.told(&error))
    }

    fn about(&mut self, case: &str) -> Result<Vec<u64>, Stop> {
        let statement = format!("SELECT number FROM {DECISIONS} WHERE case_id = ?1 ORDER BY number");
        let read = |connection: &Connection| {
            let mut found = connection.prepare(&statement)?;
            let numbers = found.query_map([case], |row| row.get::<_, i64>(0))?;
            numbers
                .map(|number| Ok(u64::try_from(number?).unwrap_or_default()))
                .collect::<rusqlite::Result<Vec<u64>>>()
        };
        read(&self.connection).map_err(|error| self.told(&error))
    }

    fn unguarded(&mut self) -> Result<Vec<String>, Stop> {
        let read = |connection: &Connection| {
            let mut statement =
                connection.prepare("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")?;
            let things = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            things.collect::<rusqlite::Result<Vec<(String, String)>>>()
        };
        let found = read(&self.connection).map_err(|error| self.told(&error))?;
        let wanted = guards::sqlite();
        let mut missing = Vec::new();
        for (name, sql) in &wanted {
            match found.iter().find(|(known, _)| known == name) {
                None => missing.push(format!("{name} 不见了")),
                Some((_, now)) if now != sql => missing.push(format!("{name} 被改过")),
                Some(_) => {}
            }
        }
        let more = found.iter().filter(|(known, _)| wanted.iter().all(|(name, _)| name != known));
        missing.extend(more.map(|(known, _)| format!("多出 {known}")));
        let sound: String = self
            .connection
            .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
            .map_err(|error| self.told(&error))?;
        if sound != "ok" {
            missing.push(format!("文件有损坏（{sound}）"));
        }
        Ok(missing)
    }
}
