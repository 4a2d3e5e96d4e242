//! Where archives are kept: a file (SQLite), or PostgreSQL. What is kept and how it is chained is `yiju::archive`.

pub(crate) mod clock;
pub(crate) mod command;
#[cfg(feature = "pg")]
mod connection;
#[cfg(feature = "archive")]
mod guards;
pub(crate) mod keep;
#[cfg(feature = "pg")]
mod postgres;
pub(crate) mod reprint;
#[cfg(feature = "archive")]
mod sqlite;

use yiju::archive::chain::{Head, Row};
use yiju::archive::entry::Entry;
use yiju::facts::identity::hide;

use crate::cli::failure::{Failure, Stop};

/// The version of the tables that this program writes and reads.
#[cfg(feature = "archive")]
pub(crate) const FORMAT: i64 = 1;

/// What an archive is opened for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To add rows; made if it is not there.
    Write,
    /// To read; never made, never changed.
    Read,
}

/// An archive that is open.
pub(crate) trait Store {
    /// Adds rows, all or none; gives the number of the first.
    fn append(&mut self, entries: &[Entry]) -> Result<u64, Stop>;
    /// How many rows it says that it has, and the digest of the last.
    fn head(&mut self) -> Result<Head, Stop>;
    /// Some rows, as they stand, from the one with this number on (0: all, whatever their number); without the long
    /// columns unless `whole`.
    fn rows(&mut self, from: u64, many: u32, whole: bool) -> Result<Vec<Row>, Stop>;
    /// Numbers of the rows about a case, ascending.
    fn about(&mut self, case: &str) -> Result<Vec<u64>, Stop>;
    /// What of its guards against changes is missing, in words.
    fn unguarded(&mut self) -> Result<Vec<String>, Stop>;
}

/// The least number that is looked for: a row with a number that there cannot be is not to be overlooked.
#[cfg(feature = "archive")]
fn first(from: u64) -> i64 {
    if from == 0 { i64::MIN } else { i64::try_from(from).unwrap_or(i64::MAX) }
}

/// How an archive is called in messages: without a password, without identity numbers.
pub(crate) fn called(place: &str) -> String {
    let bare = match place.split_once("://").and_then(|(kind, rest)| Some((kind, rest.rsplit_once('@')?))) {
        Some((kind, (user, host))) => {
            let user = user.split_once(':').map_or(user, |(user, _)| user);
            format!("{kind}://{user}@{host}")
        }
        None => place.to_owned(),
    };
    let bare = match bare.split_once("password=") {
        Some((before, after)) => {
            format!("{before}password=…{}", after.find('&').map_or("", |at| &after[at..]))
        }
        None => bare,
    };
    hide(&bare).into_owned()
}

/// Opens the archive that a call names.
pub(crate) fn open(place: &str, purpose: Purpose) -> Result<Box<dyn Store>, Stop> {
    if place.trim().is_empty() {
        return Err(Failure::call("没有写明档案").help("例如：--archive 档案.db").into());
    }
    if place.starts_with("postgres://") || place.starts_with("postgresql://") {
        return database(place, purpose);
    }
    file(place, purpose)
}

#[cfg(feature = "archive")]
fn file(place: &str, purpose: Purpose) -> Result<Box<dyn Store>, Stop> {
    Ok(Box::new(sqlite::open(place, purpose)?))
}

#[cfg(not(feature = "archive"))]
fn file(_: &str, _: Purpose) -> Result<Box<dyn Store>, Stop> {
    Err(Failure::call("这个程序编译时没有带上档案").help("编译时请加 --features archive").into())
}

#[cfg(feature = "pg")]
fn database(place: &str, purpose: Purpose) -> Result<Box<dyn Store>, Stop> {
    Ok(Box::new(postgres::open(place, purpose)?))
}

#[cfg(not(feature = "pg"))]
fn database(_: &str, _: Purpose) -> Result<Box<dyn Store>, Stop> {
    let help = "编译时请加 --features pg；或者把档案放在文件里，例如 --archive 档案.db";
    Err(Failure::call("这个程序编译时没有带上 PostgreSQL").help(help).into())
}

#[cfg(test)]
mod tests {
    use super::called;

    #[test]
    fn a_password_is_not_shown() {
        assert_eq!(called("postgres://张三:secret@host:5432/档案"), "postgres://张三@host:5432/档案");
        assert_eq!(
            called("postgres://host/a?user=b&password=c&x=d"),
            "postgres://host/a?user=b&password=…&x=d"
        );
        assert_eq!(called("档案.db"), "档案.db");
    }
}
