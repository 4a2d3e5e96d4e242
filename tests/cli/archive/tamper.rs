//! Whatever is changed in an archive is found, and by default refused.

use std::fs;
use std::path::Path;

use rusqlite::Connection;

use super::{archived, checked, forged, opened, whole};
use crate::session::{Folder, yiju};

/// The columns of a decision.
fn columns(path: &Path) -> Vec<String> {
    let connection = Connection::open(path).unwrap();
    let mut found = connection.prepare("SELECT name FROM pragma_table_info('yiju_decisions')").unwrap();
    found.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// What is wrong, as the check says it.
fn wrong(folder: &Folder, archive: &str) -> String {
    let checked = checked(folder.path(), archive);
    assert_eq!(checked["sound"], false, "nothing was found");
    checked["wrong"].to_string()
}

/// A copy of the archive, changed behind its back.
fn copy(folder: &Folder, forge: impl FnOnce(&Connection)) {
    let (sound, bad) = (folder.path().join("档案.db"), folder.path().join("假.db"));
    fs::copy(sound, &bad).unwrap();
    forged(&bad, forge);
}

#[test]
fn a_change_of_any_column_of_any_row_is_found() {
    let folder = archived(3, "档案.db");
    let columns = columns(&folder.path().join("档案.db"));
    assert_eq!(columns.len(), 20);
    for number in 1..=3 {
        for column in &columns {
            let changed = match column.as_str() {
                "number" => "number + 100".to_owned(),
                "decided_by" | "case_id" => format!("coalesce({column}, '') || '甲'"),
                "known_by" => "'2025-01-01'".to_owned(),
                // One sign in the middle.
                _ => format!(
                    "CASE length({column}) WHEN 0 THEN 'x' ELSE substr({column}, 1, length({column}) / 2) || 'x' \
                     || substr({column}, length({column}) / 2 + 2) END"
                ),
            };
            copy(&folder, |connection| {
                let update =
                    format!("UPDATE yiju_decisions SET {column} = {changed} WHERE number = {number}");
                assert_eq!(connection.execute(&update, []).unwrap(), 1);
            });
            let wrong = wrong(&folder, "假.db");
            let told = wrong.contains(&format!("第{number}号")) || column == "number" || column == "digest";
            assert!(told, "{column} of {number}: {wrong}");
        }
    }
}

#[test]
fn rows_that_are_taken_out_put_in_or_emptied_are_found() {
    let folder = archived(4, "档案.db");
    let noted = checked(folder.path(), "档案.db");
    for (statement, words) in [
        ("DELETE FROM yiju_decisions WHERE number = 1", "第1号不见了"),
        ("DELETE FROM yiju_decisions WHERE number IN (2, 3)", "第2号至第3号不见了"),
        ("DELETE FROM yiju_decisions WHERE number = 4", "档案说有 4 件"),
        ("DELETE FROM yiju_decisions", "实有 0 件"),
        ("UPDATE yiju_decisions SET decided_by = NULL WHERE number = 2", "第2号"),
        ("UPDATE yiju_decisions SET decided_by = '' WHERE number = 2", "第2号"),
        ("UPDATE yiju_head SET count = 5", "档案说有 5 件"),
        ("UPDATE yiju_head SET digest = 'ab'", "最后一件 ab"),
        ("UPDATE yiju_decisions SET number = -1 WHERE number = 2", "不在它该在的地方"),
        ("CREATE TABLE more (a)", "多出 more"),
    ] {
        copy(&folder, |connection| {
            connection.execute(statement, []).unwrap();
        });
        let wrong = wrong(&folder, "假.db");
        assert!(wrong.contains(words), "{statement}: {wrong}");
        let said = yiju(folder.path(), &["档案", "核对", "假.db"]);
        assert!(said.code == Some(1) && said.out.contains("不完整"), "{}", said.out);
    }
    // The end taken off with everything that says so: only what was noted elsewhere tells.
    copy(&folder, |connection| {
        connection.execute("DELETE FROM yiju_decisions WHERE number = 4", []).unwrap();
        let head =
            "UPDATE yiju_head SET count = 3, digest = (SELECT digest FROM yiju_decisions WHERE number = 3)";
        connection.execute(head, []).unwrap();
    });
    assert_eq!(whole(folder.path(), "假.db"), 3);
    let expect = format!("4:{}", noted["digest"].as_str().unwrap());
    let said = yiju(folder.path(), &["档案", "核对", "假.db", "--expect", &expect]);
    assert!(said.code == Some(1) && said.out.contains("以前记下有 4 件"), "{}", said.out);
}

#[test]
fn a_row_made_anew_with_its_digest_is_found() {
    let folder = archived(3, "档案.db");
    let noted = checked(folder.path(), "档案.db");
    let anew = |connection: &Connection, number: u64, last: bool| {
        let columns: Vec<&str> = yiju::archive::entry::COLUMNS.iter().map(|(name, _)| *name).collect();
        connection
            .execute("UPDATE yiju_decisions SET decided_by = '李四' WHERE number = ?1", [number as i64])
            .unwrap();
        let statement =
            format!("SELECT previous, {} FROM yiju_decisions WHERE number = {number}", columns.join(", "));
        let digest = connection
            .query_row(&statement, [], |row| {
                let previous: String = row.get(0)?;
                let cells: Vec<Option<String>> = (1..=columns.len()).map(|at| row.get(at).unwrap()).collect();
                let cells = std::array::from_fn(|at| cells[at].as_deref());
                Ok(yiju::archive::chain::digest(number, &previous, &cells))
            })
            .unwrap();
        connection
            .execute("UPDATE yiju_decisions SET digest = ?1 WHERE number = ?2", (&digest, number as i64))
            .unwrap();
        if last {
            connection.execute("UPDATE yiju_head SET digest = ?1", [&digest]).unwrap();
        }
    };
    copy(&folder, |connection| anew(connection, 2, false));
    assert!(wrong(&folder, "假.db").contains("第3号接不上它前面的一件"));
    // The last one, with what the archive says of itself: only what was noted elsewhere tells.
    copy(&folder, |connection| anew(connection, 3, true));
    assert_eq!(whole(folder.path(), "假.db"), 3);
    let expect = format!("3:{}", noted["digest"].as_str().unwrap());
    let said = yiju(folder.path(), &["档案", "核对", "假.db", "--expect", &expect]);
    assert!(said.code == Some(1) && said.out.contains("后来重做的"), "{}", said.out);
}

#[test]
fn the_file_refuses_changes_and_tells_when_it_no_longer_would() {
    let folder = archived(2, "档案.db");
    let path = folder.path().join("档案.db");
    let connection = Connection::open(&path).unwrap();
    for statement in [
        "UPDATE yiju_decisions SET decided_by = '李四'",
        "DELETE FROM yiju_decisions WHERE number = 2",
        "INSERT OR REPLACE INTO yiju_decisions SELECT * FROM yiju_decisions WHERE number = 2",
        "UPDATE yiju_head SET count = 1",
        "UPDATE yiju_head SET digest = 'ab'",
        "DELETE FROM yiju_head",
    ] {
        let refused = connection.execute(statement, []).unwrap_err();
        assert!(refused.to_string().contains("档案只增不改"), "{statement}: {refused}");
    }
    drop(connection);
    assert_eq!(whole(folder.path(), "档案.db"), 2);
    drop(opened(&path));
    assert!(wrong(&folder, "档案.db").contains("yiju_no_delete 不见了"));
}

#[test]
fn a_changed_row_is_told_where_it_is_used() {
    let folder = archived(2, "档案.db");
    copy(&folder, |connection| {
        let statement = "UPDATE yiju_decisions SET notice_officer = replace(notice_officer, '653', '953') WHERE number = 2";
        connection.execute(statement, []).unwrap();
    });
    let said = yiju(folder.path(), &["explain", "--archive", "假.db", "--case", "户2"]);
    assert!(said.code == Some(1) && said.err.contains("记下以后有人改过"), "{}", said.err);
    let said = yiju(folder.path(), &["重演", "假.db"]);
    assert!(said.code == Some(1) && said.out.contains("第2号的内容和记下时的校验码不符"), "{}", said.out);
    let said = yiju(folder.path(), &["档案", "转存", "假.db", "--to", "新.db"]);
    assert!(said.code == Some(1) && said.err.contains("只转存了前面完整的 1 件"), "{}", said.err);
}
