//! Writers that are killed in the middle, and writers beside each other.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value as Json;

use super::{WHEN, checked, households, whole};
use crate::session::{Folder, command, yiju};

/// Starts a writer of `户.json`, kills it after a while, and gives the decisions that it had shown.
fn killed(folder: &Path, archive: &str, one_by_one: bool, after: Duration) -> Vec<String> {
    let record = if one_by_one { "-" } else { "户.json" };
    let by = format!("{}微秒", after.as_micros());
    let args = [&["eval", record, "--format", "json", "--archive", archive, "--by", &by][..], &WHEN].concat();
    let (shown, input) = (folder.join("shown"), folder.join("户.json"));
    let mut writer = command(folder, &args);
    writer
        .stdin(fs::File::open(input).unwrap())
        .stdout(fs::File::create(&shown).unwrap())
        .stderr(Stdio::null());
    let mut child = writer.spawn().unwrap();
    std::thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
    let text = fs::read_to_string(shown).unwrap();
    // A line that broke off was not read by anybody.
    let ended = text.rfind('\n').map_or("", |at| &text[..at]);
    ended.lines().map(str::to_owned).collect()
}

/// The decisions in an archive that one writer has kept.
fn kept(folder: &Path, archive: &str) -> u64 {
    let said = yiju(folder, &["archive", "check", archive]);
    let none = ["没有这个文件", "还没有记过档案"].iter().any(|words| said.err.contains(words));
    if none { 0 } else { whole(folder, archive) }
}

/// A writer is killed again and again; each time the archive is whole, has grown by what was shown at least, and goes on.
fn survives(one_by_one: bool, times: u32) {
    let folder = Folder::with_policies();
    let folder = folder.path();
    fs::write(folder.join("户.json"), households(4000)).unwrap();
    let (mut before, mut hit) = (0, 0);
    for time in 0..times {
        // From before there is a file to well into the writing.
        let after = Duration::from_micros(2_000 + u64::from(time) * 23_700 % 900_000);
        let shown = killed(folder, "档案.db", one_by_one, after).len() as u64;
        let now = kept(folder, "档案.db");
        assert!(now >= before + shown, "{time}: {before} rows and {shown} shown, but {now} kept");
        hit += u32::from(now > before && now < before + 4000);
        before = now;
    }
    assert!(hit > times / 4, "the writer was killed while it wrote only {hit} times of {times}");
    // What was shown is what is kept, row by row.
    let said = yiju(folder, &["replay", "档案.db", "--case", "第1号"]);
    assert_eq!(said.code, Some(0), "{}{}", said.out, said.err);
    let folder_files: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with("档案.db"))
        .collect();
    assert_eq!(folder_files, ["档案.db"], "nothing is left beside the archive");
}

#[test]
fn killed_while_writing_one_by_one_nothing_is_lost_or_halved() {
    survives(true, 40);
}

#[test]
fn killed_while_writing_many_at_a_time_nothing_is_lost_or_halved() {
    survives(false, 40);
}

#[test]
fn writers_beside_each_other_make_one_chain() {
    let folder = Folder::with_policies();
    folder.write("户.json", households(60));
    let writers: Vec<_> = (0..5)
        .map(|writer| {
            let (by, record) = (format!("经办{writer}"), if writer % 2 == 0 { "户.json" } else { "-" });
            let args =
                [&["eval", record, "--format", "json", "--archive", "档案.db", "--by", &by][..], &WHEN]
                    .concat();
            let mut writer = command(folder.path(), &args);
            writer.stdin(fs::File::open(folder.path().join("户.json")).unwrap());
            writer.spawn().unwrap()
        })
        .collect();
    for writer in writers {
        let ended = writer.wait_with_output().unwrap();
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    }
    assert_eq!(whole(folder.path(), "档案.db"), 300);
    let listed = yiju(folder.path(), &["archive", "list", "档案.db", "--format", "json"]).out;
    let rows: BTreeSet<(String, String)> = listed
        .lines()
        .map(|line| {
            let row: Json = serde_json::from_str(line).unwrap();
            (row["by"].to_string(), row["id"].to_string())
        })
        .collect();
    assert_eq!(rows.len(), 300, "each decision of each writer once");
}

#[test]
fn an_archive_is_checked_while_others_write() {
    let folder = Folder::with_policies();
    folder.write("户.json", households(300));
    let args = [&["eval", "-", "--archive", "档案.db"][..], &WHEN].concat();
    let mut writer = command(folder.path(), &args);
    writer.stdin(fs::File::open(folder.path().join("户.json")).unwrap()).stdout(Stdio::null());
    let mut writer = writer.spawn().unwrap();
    while folder.path().join("档案.db").metadata().map_or(0, |file| file.len()) < 8192 {
        std::thread::sleep(Duration::from_millis(5));
    }
    let mut seen = 0;
    while writer.try_wait().unwrap().is_none() {
        let checked = checked(folder.path(), "档案.db");
        assert_eq!(checked["sound"], true, "{checked}");
        assert!(checked["count"].as_u64().unwrap() >= seen);
        seen = checked["count"].as_u64().unwrap();
    }
    assert_eq!(whole(folder.path(), "档案.db"), 300);
}
