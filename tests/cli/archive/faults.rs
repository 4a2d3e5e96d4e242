//! Archives that are none, cannot be written, are full or of another version: said plainly, and nothing is changed.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::process::Command;

use rusqlite::Connection;

use super::{WHEN, archived, decide, forged, households, opened, whole};
use crate::session::{Folder, Said, command, yiju};

/// A user who is not root: only such a one is refused anything.
const NOBODY: u32 = 65534;

fn root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|said| said.stdout == b"0\n")
}

/// Calls a command as somebody who may not do everything.
fn humbly(folder: &Folder, args: &[&str]) -> Said {
    let mut call = command(folder.path(), args);
    if root() {
        call.uid(NOBODY).gid(NOBODY);
    }
    let output = call.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

fn mode(folder: &Folder, path: &str, mode: u32) {
    fs::set_permissions(folder.path().join(path), fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn what_is_no_archive_is_left_alone() {
    let folder = archived(1, "旧.db");
    folder.write("文字.txt", "这不是档案。".repeat(1000));
    folder.write("短.txt", "短");
    folder.write("空.db", "");
    fs::create_dir(folder.path().join("文件夹")).unwrap();
    let other = Connection::open(folder.path().join("别的.db")).unwrap();
    other.execute("CREATE TABLE a (b)", []).unwrap();
    drop(other);
    forged(&folder.path().join("旧.db"), |connection| {
        connection.pragma_update(None, "user_version", 2).unwrap();
    });
    for (place, words) in [
        ("文字.txt", "不是档案，没有动"),
        ("短.txt", "不是档案，没有动"),
        ("文件夹", "是文件夹，不是档案"),
        ("别的.db", "是别的程序的数据库"),
        ("旧.db", "是另一版 yiju 写的（格式 2）"),
        ("没有/档案.db", "打不开，或者新建不了"),
    ] {
        let path = folder.path().join(place);
        let before = fs::read(&path).ok();
        let writes = decide(folder.path(), &["eval", "户.json", "--archive", place]);
        assert!(writes.code == Some(2) && writes.err.contains(words), "{place}: {}", writes.err);
        assert_eq!(writes.out, "", "{place}: nothing is shown that is not kept");
        for args in [
            &["档案", "核对", place][..],
            &["重演", place],
            &["explain", "--archive", place, "--case", "户1"],
        ] {
            let reads = yiju(folder.path(), args);
            assert!(reads.code == Some(2) && reads.err.contains('“'), "{args:?}: {}{}", reads.out, reads.err);
        }
        assert_eq!(fs::read(&path).ok(), before, "{place} is as it was");
    }
    // An empty file is what a writer leaves that was killed at the very beginning.
    let reads = yiju(folder.path(), &["档案", "核对", "空.db"]);
    assert!(reads.code == Some(2) && reads.err.contains("是空的，还没有记过档案"), "{}", reads.err);
    assert_eq!(decide(folder.path(), &["eval", "户.json", "--archive", "空.db"]).code, Some(0));
    assert_eq!(whole(folder.path(), "空.db"), 1);
    let reads = yiju(folder.path(), &["档案", "核对", "没有.db"]);
    assert!(reads.code == Some(2) && reads.err.contains("没有这个文件"), "{}", reads.err);
    assert!(!folder.path().join("没有.db").exists());
}

#[test]
fn a_file_that_cannot_be_written_is_read_and_not_written() {
    let folder = archived(2, "档案.db");
    mode(&folder, "档案.db", 0o444);
    mode(&folder, "", 0o555);
    let said = humbly(&folder, &[&["eval", "户.json", "--archive", "档案.db"][..], &WHEN].concat());
    assert!(said.code == Some(2) && said.err.contains("不能写"), "{}{}", said.out, said.err);
    assert!(said.err.contains("一件也没有记进去") && said.out.is_empty(), "{}", said.err);
    let said = humbly(&folder, &[&["eval", "户.json", "--archive", "新.db"][..], &WHEN].concat());
    assert!(said.code == Some(2) && said.err.contains("新建不了"), "{}", said.err);
    for args in [
        &["档案", "核对", "档案.db"][..],
        &["重演", "档案.db"],
        &["解释", "--archive", "档案.db", "--case", "户2"],
    ] {
        let said = humbly(&folder, args);
        assert_eq!(said.code, Some(0), "{args:?}: {}", said.err);
    }
    mode(&folder, "", 0o755);
    assert_eq!(whole(folder.path(), "档案.db"), 2);
}

#[test]
fn where_there_is_no_room_nothing_is_halved() {
    let folder = archived(3, "档案.db");
    folder.write("多.json", households(2000));
    let size = folder.path().join("档案.db").metadata().unwrap().len() / 1024;
    // As on a disk that is full: files may not grow beyond a limit.
    for more in [1, 100, 400, 3000] {
        let before = whole(folder.path(), "档案.db");
        let call = format!(
            "trap '' XFSZ; ulimit -f {}; exec \"$0\" eval 多.json --archive 档案.db {}",
            2 * (size + more),
            WHEN.join(" ")
        );
        let mut shell = Command::new("bash");
        shell.current_dir(folder.path()).args(["-c", &call, env!("CARGO_BIN_EXE_yiju")]);
        let said = shell.output().unwrap();
        let err = String::from_utf8(said.stderr).unwrap();
        assert_eq!(said.status.code(), Some(2), "{err}");
        assert!(err.contains("磁盘"), "{err}");
        let now = whole(folder.path(), "档案.db");
        let shown = String::from_utf8(said.stdout).unwrap().matches("山西省晋城市").count() as u64;
        assert_eq!(now, before + shown, "what is kept was shown, and what was shown is kept");
    }
}

#[test]
fn a_writer_waits_for_another() {
    let folder = archived(1, "档案.db");
    let path = folder.path().join("档案.db");
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let release = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(1500));
        other.execute_batch("COMMIT").unwrap();
    });
    let said = decide(folder.path(), &["eval", "户.json", "--archive", "档案.db"]);
    release.join().unwrap();
    assert_eq!((said.code, whole(folder.path(), "档案.db")), (Some(0), 2), "{}", said.err);
}

#[test]
fn a_damaged_file_is_told_and_not_believed() {
    let folder = archived(20, "档案.db");
    let path = folder.path().join("档案.db");
    let sound = fs::read(&path).unwrap();
    for part in 1..10 {
        let mut bytes = sound.clone();
        let at = bytes.len() * part / 10;
        for byte in &mut bytes[at..at + 64] {
            *byte ^= 0x55;
        }
        fs::write(&path, bytes).unwrap();
        let said = yiju(folder.path(), &["档案", "核对", "档案.db"]);
        assert_ne!(said.code, Some(0), "part {part}: {}", said.out);
        assert!(!said.err.contains("程序自身出了错"), "part {part}: {}", said.err);
    }
    // Cut off.
    fs::write(&path, &sound[..sound.len() / 2]).unwrap();
    let said = yiju(folder.path(), &["档案", "核对", "档案.db"]);
    assert_ne!(said.code, Some(0), "{}", said.out);
    assert!(said.err.contains("坏了") || said.out.contains("损坏"), "{}{}", said.out, said.err);
}

#[test]
fn a_row_that_is_no_text_is_told() {
    let folder = archived(2, "档案.db");
    let path = folder.path().join("档案.db");
    drop(opened(&path));
    let connection = Connection::open(&path).unwrap();
    connection
        .execute_batch(
            "PRAGMA writable_schema = ON;
             UPDATE sqlite_master SET sql = replace(sql, ') STRICT', ')') WHERE name = 'yiju_decisions';",
        )
        .unwrap();
    drop(connection);
    let connection = Connection::open(&path).unwrap();
    connection.execute("UPDATE yiju_decisions SET record = x'ff00' WHERE number = 2", []).unwrap();
    drop(connection);
    let said = yiju(folder.path(), &["档案", "核对", "档案.db"]);
    for words in ["第2号的“记录”读不出来", "yiju_decisions 被改过"] {
        assert!(said.code == Some(1) && said.out.contains(words), "{words}: {}", said.out);
    }
    let said = yiju(folder.path(), &["解释", "--archive", "档案.db", "--case", "户2"]);
    assert!(said.code == Some(1) && said.err.contains("第2号坏了"), "{}", said.err);
}
