//! How PostgreSQL is reached, and what it answers, in Chinese.

use std::error::Error as _;
use std::str::FromStr;
use std::time::Duration;

use postgres::error::SqlState;
use postgres::{Client, Config, NoTls};

use crate::cli::failure::{Failure, Stop};

/// How long to wait for the server.
const PATIENCE: Duration = Duration::from_secs(20);

/// Connects to the database that an URL names.
pub(super) fn connect(url: &str, name: &str) -> Result<Client, Stop> {
    let mut config = Config::from_str(url).map_err(|error| {
        let why = error.source().map(ToString::to_string).unwrap_or_default();
        let failure = Failure::call(format!("“{name}”没有写成 PostgreSQL 的地址（{why}）"));
        failure.help("例如：postgres://用户@主机/数据库，或者 postgres:///数据库?host=/var/run/postgresql")
    })?;
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(PATIENCE);
    }
    config.application_name("yiju");
    config.connect(NoTls).map_err(|error| told(name, &error))
}

/// What the server said, in Chinese.
pub(super) fn told(name: &str, error: &postgres::Error) -> Stop {
    let said = error.as_db_error().map(|error| error.message().to_owned());
    let said = said.or_else(|| error.source().map(ToString::to_string)).unwrap_or_else(|| error.to_string());
    let state = error.code();
    let is = |known: &[SqlState]| state.is_some_and(|state| known.contains(state));
    let (message, help) = if is(&[SqlState::INVALID_CATALOG_NAME]) {
        (format!("没有档案“{name}”所说的数据库（{said}）"), "请管理员先建好数据库")
    } else if is(&[SqlState::INVALID_PASSWORD, SqlState::INVALID_AUTHORIZATION_SPECIFICATION]) {
        (format!("档案“{name}”不让这个用户进（{said}）"), "请看用户名、口令，或者问管理员")
    } else if is(&[SqlState::INSUFFICIENT_PRIVILEGE]) {
        (format!("这个用户没有权限用档案“{name}”（{said}）"), "请管理员给权限；没有写进去")
    } else if is(&[SqlState::READ_ONLY_SQL_TRANSACTION]) {
        (format!("档案“{name}”是只读的，没有写进去"), "请换一台可以写的")
    } else if is(&[SqlState::DISK_FULL, SqlState::OUT_OF_MEMORY, SqlState::INSUFFICIENT_RESOURCES]) {
        (
            format!("档案“{name}”那边的磁盘或者内存满了，没有写进去（{said}）"),
            "请管理员腾出地方；以前的内容都在",
        )
    } else if is(&[SqlState::LOCK_NOT_AVAILABLE, SqlState::QUERY_CANCELED]) {
        (format!("档案“{name}”一直被别的程序占用，没有写进去"), "等别的程序办完再做一次")
    } else if error.is_closed() || state.is_none() {
        (
            format!("档案“{name}”连不上，或者中途断了（{said}）"),
            "请看数据库开着没有、地址对不对；没有写成的一件也没有写进去",
        )
    } else {
        (format!("档案“{name}”用不了（{said}）"), "用 yiju 档案 核对 看看它是否完整，或者问管理员")
    };
    Failure::call(message).help(help).into()
}
