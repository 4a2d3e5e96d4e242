//! What is kept, and that it comes back as it was.

use std::fs;
use std::io::Write;

use serde_json::Value as Json;

use super::{WHEN, archived, checked, decide, household, households, opened, whole};
use crate::session::{Folder, fed, given, yiju};

#[test]
fn what_is_shown_is_what_is_shown_without_an_archive() {
    let folder = Folder::with_policies();
    folder.write("户.json", households(3));
    for args in [
        &["eval", "户.json"][..],
        &["eval", "户.json", "--format", "json"],
        &["explain", "户.json"],
        &["explain", "户.json", "--for", "applicant", "--plain"],
        &["explain", "户.json", "--format", "html"],
    ] {
        let (bare, kept) =
            (decide(folder.path(), args), decide(folder.path(), &[args, &["--archive", "档案.db"]].concat()));
        assert_eq!((bare.code, &bare.out), (Some(0), &kept.out), "{args:?}");
        assert!(kept.err.contains("已记进档案“档案.db”：3 件"), "{}", kept.err);
    }
    assert_eq!(whole(folder.path(), "档案.db"), 15);
}

#[test]
fn a_row_holds_everything_that_was_decided() {
    let folder = archived(2, "档案.db");
    let connection = opened(&folder.path().join("档案.db"));
    let cell = |name: &str| -> Option<String> {
        let statement = format!("SELECT {name} FROM yiju_decisions WHERE number = 2");
        connection.query_row(&statement, [], |row| row.get(0)).unwrap()
    };
    let text = |name: &str| cell(name).unwrap();
    assert_eq!(cell("decided_by").as_deref(), Some("张三"));
    assert_eq!(
        (text("case_id"), text("area"), text("on_day")),
        ("户2".into(), "山西省/晋城市".into(), "2025-10-01".into())
    );
    assert_eq!((cell("known_by"), text("readings"), text("identity")), (None, "[]".into(), "hidden".into()));
    assert!(text("decided_at").ends_with("+08:00") && text("text_digest").starts_with("sha256:"));
    let json = |name: &str| -> Json { serde_json::from_str(&text(name)).unwrap() };
    // 655 − 2 = 653 元.
    assert_eq!(json("decision")["results"]["低保金"]["value"], "653.00");
    assert_eq!(json("record")["成员"][0]["收入"][0]["月额"].to_string(), "2");
    assert_eq!(json("certificate")["certificate"], "yiju-trace");
    for (name, title) in [
        ("notice_officer", "办理结果和理由"),
        ("notice_applicant", "社会救助计算结果说明"),
        ("notice_audit", "逐步核对"),
    ] {
        assert_eq!(json(name)["title"], title);
    }
}

#[test]
fn a_notice_is_printed_again_as_it_was() {
    let folder = archived(2, "档案.db");
    folder.write("一户.json", household("户2", 2));
    for more in [
        &["--for", "officer"][..],
        &["--for", "applicant"],
        &["--for", "applicant", "--plain"],
        &["--for", "audit"],
        &["--for", "applicant", "--format", "html"],
        &["--format", "trace"],
    ] {
        let then = decide(folder.path(), &[&["explain", "一户.json"], more].concat());
        // The documents of now are not looked at.
        fs::rename(folder.path().join("policies"), folder.path().join("elsewhere")).unwrap();
        let again = yiju(folder.path(), &[&["解释", "--archive", "档案.db", "--case", "户2"], more].concat());
        fs::rename(folder.path().join("elsewhere"), folder.path().join("policies")).unwrap();
        assert_eq!((again.code, &again.out), (Some(0), &then.out), "{more:?} {}", again.err);
        assert!(again.err.contains("档案第2号：") && again.err.contains("经办人张三"), "{}", again.err);
    }
    let bare = decide(folder.path(), &["eval", "一户.json", "--format", "json"]);
    let again = yiju(folder.path(), &["explain", "--archive=档案.db", "--case=第2号", "--format", "json"]);
    assert_eq!(again.out, bare.out);
}

#[test]
fn a_case_that_was_decided_twice_is_asked_for_by_its_number() {
    let folder = archived(2, "档案.db");
    assert_eq!(decide(folder.path(), &["eval", "户.json", "--archive", "档案.db"]).code, Some(0));
    let said = yiju(folder.path(), &["explain", "--archive", "档案.db", "--case", "户2"]);
    assert_eq!(said.code, Some(2));
    for word in ["“户2”办过 2 次", "第2号", "第4号"] {
        assert!(said.err.contains(word), "{word} in\n{}", said.err);
    }
    let said = yiju(folder.path(), &["explain", "--archive", "档案.db", "--case", "第4号"]);
    assert!(said.code == Some(0) && said.out.contains("户2"), "{}", said.err);
    for (case, words) in [("户9", "没有编号是“户9”的"), ("第9号", "没有第9号"), ("0", "没有编号是“0”的")]
    {
        let said = yiju(folder.path(), &["explain", "--archive", "档案.db", "--case", case]);
        assert!(said.code == Some(2) && said.err.contains(words), "{}", said.err);
    }
}

#[test]
fn an_archive_is_listed() {
    let folder = archived(3, "档案.db");
    let said = yiju(folder.path(), &["档案", "列出", "档案.db"]);
    assert_eq!(said.out.lines().count(), 3);
    assert!(said.out.starts_with("第1号　户1　山西省/晋城市 2025-10-01　"), "{}", said.out);
    let said = yiju(folder.path(), &["档案", "列出", "档案.db", "--case", "户3", "--format", "json"]);
    let row: Json = serde_json::from_str(&said.out).unwrap();
    assert_eq!(
        (row["number"].as_u64(), row["id"].as_str(), row["by"].as_str()),
        (Some(3), Some("户3"), Some("张三"))
    );
}

#[test]
fn a_copy_has_the_same_digests() {
    let folder = archived(3, "档案.db");
    let said = yiju(folder.path(), &["档案", "转存", "档案.db", "--to", "备份.db"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let (one, other) = (checked(folder.path(), "档案.db"), checked(folder.path(), "备份.db"));
    assert_eq!((one["sound"].clone(), &one["digest"]), (Json::Bool(true), &other["digest"]));
    let again = yiju(folder.path(), &["档案", "转存", "档案.db", "--to", "备份.db"]);
    assert!(again.code == Some(2) && again.err.contains("已经有档案，没有动"), "{}", again.err);
    let noted = format!("3:{}", one["digest"].as_str().unwrap());
    let said = yiju(folder.path(), &["档案", "核对", "备份.db", "--expect", &noted]);
    assert_eq!(said.code, Some(0), "{}", said.out);
}

#[test]
fn records_that_come_one_by_one_are_kept_and_answered_one_by_one() {
    let folder = Folder::with_policies();
    let path = folder.path().join("档案.db");
    // The second is only handed over once the first stands in the archive.
    let args: Vec<&str> =
        ["eval", "-", "--format", "json", "--archive", "档案.db"].into_iter().chain(WHEN).collect();
    let said = fed(folder.path(), &args, move |stdin: &mut dyn Write| {
        writeln!(stdin, "{}", household("甲户", 1)).unwrap();
        stdin.flush().unwrap();
        let kept = || {
            let open =
                rusqlite::Connection::open_with_flags(&path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY);
            open.and_then(|open| {
                open.query_row("SELECT count FROM yiju_head", [], |row| row.get::<_, i64>(0))
            })
        };
        let mut patience = 600;
        while kept().ok() != Some(1) && patience > 0 {
            std::thread::sleep(std::time::Duration::from_millis(100));
            patience -= 1;
        }
        assert!(patience > 0, "the first is not kept before the second comes");
        writeln!(stdin, "{}", household("乙户", 2)).unwrap();
    });
    assert_eq!((said.code, said.out.lines().count()), (Some(0), 2), "{}", said.err);
    assert_eq!(whole(folder.path(), "档案.db"), 2);
}

#[test]
fn what_is_not_decided_or_not_written_is_not_kept() {
    let folder = Folder::with_policies();
    folder.write(
        "户.json",
        format!("{}\n{{\"编号\": \"丙\", \"区域\": \"海里\"}}\n{}\n", household("甲", 1), household("乙", 2)),
    );
    // Shown at once: the sound ones are kept.
    let said = decide(folder.path(), &["eval", "户.json", "--archive", "甲.db"]);
    assert!(said.code == Some(1) && said.err.contains("2 件"), "{}", said.err);
    assert_eq!(whole(folder.path(), "甲.db"), 2);
    // Written together: none is.
    let said = decide(folder.path(), &["explain", "户.json", "--out", "说明.txt", "--archive", "乙.db"]);
    assert!(said.code == Some(1) && !folder.path().join("说明.txt").exists(), "{}", said.err);
    assert_eq!(whole(folder.path(), "乙.db"), 0);
}

#[test]
fn options_that_need_each_other_are_asked_for() {
    let folder = Folder::with_policies();
    folder.write("户.json", household("甲", 1));
    for (more, words) in [
        (&["--by", "张三"][..], "缺少 --archive"),
        (&["--keep-identity"], "缺少 --archive"),
        (&["--archive", "a.db", "--by", " "], "--by 后面要写经办人"),
        (&["--archive", ""], "没有写明档案"),
        (&["--archive", "a.db", "--suppose", "低保标准（农村）=700"], "不能记进档案"),
    ] {
        let said = decide(folder.path(), &[&["eval", "户.json"], more].concat());
        assert!(said.code == Some(2) && said.err.contains(words), "{more:?} {}", said.err);
    }
    assert!(!folder.path().join("a.db").exists());
    for (args, words) in [
        (&["档案", "转存", "a.db"][..], "要写明存到哪里"),
        (&["档案", "列出", "a.db", "--to", "b.db"], "--to 只用于 转存"),
        (&["档案", "核对", "a.db", "--expect", "12"], "没有写成“件数:校验码”"),
        (&["explain", "--case", "户1"], "缺少 --archive"),
        (
            &["explain", "户.json", "--ask", "--archive", "a.db", "--area", "晋城市", "--on", "2025-10-01"],
            "不能记进档案",
        ),
    ] {
        let said = yiju(folder.path(), args);
        assert!(said.code == Some(2) && said.err.contains(words), "{args:?} {}", said.err);
    }
}

#[test]
fn a_reader_that_leaves_loses_nothing() {
    let folder = Folder::with_policies();
    let said =
        given(folder.path(), &[&["eval", "-", "--archive", "档案.db"][..], &WHEN].concat(), &households(5));
    assert_eq!((said.code, whole(folder.path(), "档案.db")), (Some(0), 5));
}
