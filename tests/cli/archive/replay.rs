//! Archived decisions, decided again.

use std::fs;

use serde_json::Value as Json;

use super::{archived, forged};
use crate::session::{Folder, given, package, yiju};

const STANDARDS: &str = "policies/山西省/晋城市/标准.yj";

fn edit(folder: &Folder, path: &str, from: &str, to: &str) {
    let path = folder.path().join(path);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from} in {}", path.display());
    fs::write(path, text.replace(from, to)).unwrap();
}

#[test]
fn what_was_decided_is_decided_the_same_way() {
    let folder = archived(5, "档案.db");
    let said = yiju(folder.path(), &["重演", "档案.db"]);
    assert_eq!((said.code, said.out.as_str()), (Some(0), "重演 5 件：5 件和当时一样。\n"), "{}", said.err);
    let said = yiju(folder.path(), &["replay", "档案.db", "--case", "户3"]);
    assert!(
        said.code == Some(0) && said.out.contains("第3号　户3　山西省/晋城市 2025-10-01：和当时一样"),
        "{}",
        said.out
    );
    let said = yiju(folder.path(), &["replay", "档案.db", "--format", "json"]);
    let lines: Vec<Json> = said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        (lines.len(), lines[0]["found"].as_str(), lines[5]["same"].as_u64()),
        (6, Some("same"), Some(5))
    );
}

#[test]
fn later_documents_change_nothing_of_what_was_decided_before() {
    let folder = archived(2, "档案.db");
    let text = fs::read_to_string(folder.path().join(STANDARDS)).unwrap();
    let (head, _) = text.split_once("第一条").unwrap();
    let later = head
        .replace("“示例市低保标准”", "“示例市低保标准2026”")
        .replace("《示例市2025》", "《示例市2026》")
        .replace("2025年1月1日", "2026年1月1日");
    let rules = "第一条 低保标准\n转述：每人每月提高到900元。\n\n公布 低保标准，自 2026年1月1日 起：\n｜ 区域 ｜ 数额 ｜\n\
                 ｜ 城市 ｜ 每人每月900元 ｜\n｜ 农村 ｜ 每人每月900元 ｜\n";
    folder.write("policies/山西省/晋城市/标准2026.yj", later + rules);
    let said = yiju(folder.path(), &["重演", "档案.db"]);
    assert_eq!(said.code, Some(0), "{}{}", said.out, said.err);
}

#[test]
fn a_text_that_is_another_one_now_is_told_with_what_it_gives() {
    let folder = archived(2, "档案.db");
    edit(&folder, STANDARDS, "农村每人每月655元", "农村，每人每月655元");
    let said = yiju(folder.path(), &["重演", "档案.db"]);
    assert_eq!(said.code, Some(1));
    for words in [
        "第1号　户1",
        "当时的规定文本已经不在",
        "按现在的文本，结果和当时一样",
        "2 件当时的规定文本已经不在，无从确认",
    ] {
        assert!(said.out.contains(words), "{words}: {}", said.out);
    }
    edit(&folder, STANDARDS, "｜ 农村 ｜ 每人每月655元 ｜", "｜ 农村 ｜ 每人每月700元 ｜");
    let said = yiju(folder.path(), &["重演", "档案.db", "--case", "户2"]);
    assert!(
        said.code == Some(1) && said.out.contains("results·低保金·value：当时“653.00”，现在“698.00”"),
        "{}",
        said.out
    );
    // No such text at all any more.
    fs::remove_file(folder.path().join(STANDARDS)).unwrap();
    let said = yiju(folder.path(), &["重演", "档案.db", "--case", "户2"]);
    assert!(said.code == Some(1) && said.out.contains("当时的规定文本已经不在"), "{}{}", said.out, said.err);
}

#[test]
fn results_that_do_not_follow_from_the_text_are_reported_one_by_one() {
    let folder = archived(3, "档案.db");
    // As if another version of the program had decided otherwise; the chain is not what is looked at here.
    forged(&folder.path().join("档案.db"), |connection| {
        for (column, from, to) in [("decision", "653.00", "651.00"), ("certificate", "653", "651")] {
            let statement = format!(
                "UPDATE yiju_decisions SET {column} = replace({column}, '{from}', '{to}') WHERE number = 2"
            );
            connection.execute(&statement, []).unwrap();
        }
    });
    let said = yiju(folder.path(), &["重演", "档案.db"]);
    assert_eq!(said.code, Some(1));
    for words in [
        "第2号　户2　山西省/晋城市 2025-10-01：规定文本没有变，结果不同",
        "results·低保金·value：当时“651.00”，现在“653.00”",
        "重演 3 件：2 件和当时一样，1 件不同。",
        "第2号的内容和记下时的校验码不符",
    ] {
        assert!(said.out.contains(words), "{words}: {}", said.out);
    }
    let said = yiju(folder.path(), &["重演", "档案.db", "--case", "户2", "--format", "json"]);
    let row: Json = serde_json::from_str(said.out.lines().next().unwrap()).unwrap();
    assert_eq!(
        (row["found"].as_str(), row["certificate"].as_array().is_some_and(|list| !list.is_empty())),
        (Some("different"), true)
    );
}

#[test]
fn a_certificate_of_another_record_is_not_accepted() {
    let folder = archived(2, "档案.db");
    forged(&folder.path().join("档案.db"), |connection| {
        let statement = "UPDATE yiju_decisions SET certificate = (SELECT certificate FROM yiju_decisions WHERE number = 1)";
        connection.execute(statement, []).unwrap();
    });
    let said = yiju(folder.path(), &["重演", "档案.db", "--case", "户2"]);
    for words in ["结果一样，证书不成立", "当时的证书说的不是这份记录"] {
        assert!(said.code == Some(1) && said.out.contains(words), "{words}: {}", said.out);
    }
}

#[test]
fn day_known_by_and_readings_are_those_of_then() {
    let folder = Folder::new();
    crate::session::copy(&package().join("policies"), &folder.path().join("policies"));
    let record =
        fs::read_to_string(package().join("policies/山西省/晋城市/示例/三口之家-帮扶车间.json")).unwrap();
    let shown = yiju(folder.path(), &["show", "山西省/晋城市", "--on", "2025-10-01", "--format", "json"]);
    assert_eq!(shown.code, Some(0), "{}", shown.err);
    let mut kept = 0;
    for (on, more) in [
        ("2025-10-01", &[][..]),
        ("2025-10-01", &["--known-by", "2025-09-01"]),
        ("2025-03-01", &[]),
        ("2025-10-01", &["--reading", "按每笔还是合并=按每笔"]),
    ] {
        let args = [&["eval", "-", "--archive", "档案.db", "--area", "山西省/晋城市", "--on", on][..], more]
            .concat();
        let said = given(folder.path(), &args, &record);
        kept += u32::from(said.code == Some(0));
    }
    assert!(kept >= 2, "{kept} kept");
    let said = yiju(folder.path(), &["重演", "档案.db"]);
    assert_eq!(
        (said.code, said.out),
        (Some(0), format!("重演 {kept} 件：{kept} 件和当时一样。\n")),
        "{}",
        said.err
    );
    let mut rows = yiju(folder.path(), &["档案", "列出", "档案.db"]).out;
    rows.retain(|sign| sign != '　');
    assert!(rows.contains("（只知道到 2025-09-01）"), "{rows}");
}
