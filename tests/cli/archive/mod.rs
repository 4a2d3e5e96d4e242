//! `--archive`, `archive`, `replay` and `explain --case`, with files and with PostgreSQL.

mod faults;
mod identity;
mod keep;
mod killed;
#[cfg(feature = "pg")]
mod postgres;
mod replay;
mod tamper;

use std::path::Path;

use rusqlite::Connection;
use serde_json::Value as Json;

use crate::session::{Folder, Said, yiju};

/// Where and when everything here is decided.
pub const WHEN: [&str; 4] = ["--area", "山西省/晋城市", "--on", "2025-10-01"];

/// A household of one with some income.
pub fn household(id: &str, income: u32) -> String {
    format!(
        r#"{{"编号": "{id}", "区域": "农村", "成员": [{{"姓名": "甲", "出生日期": "1990-01-01", "残疾": [], "收入": [{{"来源": "工资", "月额": {income}}}]}}]}}"#
    )
}

/// Households `户1`, `户2` … one per line.
pub fn households(many: u32) -> String {
    (1..=many).map(|at| household(&format!("户{at}"), at % 700) + "\n").collect()
}

/// Calls a command with the place and the day behind it.
pub fn decide(folder: &Path, args: &[&str]) -> Said {
    yiju(folder, &[args, &WHEN].concat())
}

/// A folder with policies, with `户.json` of so many households, decided into an archive.
pub fn archived(many: u32, archive: &str) -> Folder {
    let folder = Folder::with_policies();
    folder.write("户.json", households(many));
    let said = decide(folder.path(), &["eval", "户.json", "--archive", archive, "--by", "张三"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    folder
}

/// What checking an archive says, as data.
pub fn checked(folder: &Path, archive: &str) -> Json {
    let said = yiju(folder, &["archive", "check", archive, "--format", "json"]);
    serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{}{}", said.out, said.err))
}

/// Whether an archive is whole, with how many rows.
pub fn whole(folder: &Path, archive: &str) -> u64 {
    let checked = checked(folder, archive);
    assert_eq!(checked["sound"], true, "{checked}");
    checked["count"].as_u64().unwrap()
}

/// The file behind an archive, its triggers taken away: as somebody would who wants to change it.
pub fn opened(path: &Path) -> Connection {
    let connection = Connection::open(path).unwrap();
    let triggers: Vec<(String, String)> = {
        let mut found =
            connection.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").unwrap();
        let rows = found.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.map(Result::unwrap).collect()
    };
    for (name, _) in &triggers {
        connection.execute(&format!("DROP TRIGGER {name}"), []).unwrap();
    }
    connection
}

/// Changes a file as somebody would who covers up: triggers are put back afterwards.
pub fn forged(path: &Path, forge: impl FnOnce(&Connection)) {
    let triggers: Vec<String> = {
        let connection = Connection::open(path).unwrap();
        let mut found = connection.prepare("SELECT sql FROM sqlite_master WHERE type = 'trigger'").unwrap();
        let rows = found.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    };
    let connection = opened(path);
    forge(&connection);
    for trigger in triggers {
        connection.execute(&trigger, []).unwrap();
    }
}
