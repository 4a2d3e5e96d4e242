//! Documents are published once; from then on every change of them is refused.

use std::fs;

use yiju::corpus::lock::{self, Lock};

use crate::session::{Folder, package, yiju};

const DOCUMENT: &str = "\
政策 “丁县取暖补贴办法”
代号：《取暖办法》
辖区：丁省 丁市 丁县
施行：2025年1月1日

第三条 补贴
补充 家庭 的项目：
｜ 项目 ｜ 内容 ｜ 可无 ｜
｜ 集中供暖 ｜ 是否 ｜ 否 ｜
应当给付 取暖补贴 给 家庭：
  条件：非 集中供暖；
  金额：每户每月100元；
  发放：按月。

案例 没有集中供暖
  地点：丁省/丁市/丁县　日期：2025年11月1日
  设：家庭：集中供暖＝否；
  应：取暖补贴＝每户每月100元；
  同上，集中供暖＝是
  应：取暖补贴：不给付。
";
const PATH: &str = "policies/丁省/丁市/丁县/取暖.yj";
const RECORD: &str = "{\"编号\": \"一\", \"区域\": \"农村\", \"集中供暖\": false, \"成员\": []}";

/// A folder with one document, published.
fn published() -> Folder {
    let folder = Folder::new();
    let vocabulary = fs::read(package().join("policies/全国/社会救助通用词汇.yj")).unwrap();
    folder.write("policies/全国/词汇.yj", vocabulary);
    folder.write(PATH, DOCUMENT);
    folder.write("户.json", RECORD);
    let said = yiju(folder.path(), &["publish", "--on", "2026-01-01"]);
    assert_eq!(said.code, Some(0), "{}", said.whole());
    assert!(said.out.contains("发布了《取暖办法》（丁省/丁市/丁县/取暖.yj）"), "{}", said.whole());
    folder
}

fn edit(folder: &Folder, from: &str, to: &str) {
    assert!(DOCUMENT.contains(from), "{from}");
    folder.write(PATH, DOCUMENT.replace(from, to));
}

#[test]
fn what_is_published_stays_and_checks() {
    let folder = published();
    assert_eq!(yiju(folder.path(), &["check"]).code, Some(0));
    let again = yiju(folder.path(), &["发布", "--on", "2026-02-01"]);
    assert_eq!((again.code, again.out.contains("没有要发布的公文")), (Some(0), true), "{}", again.whole());
    // Layout, remarks and cases are not the document.
    edit(&folder, "案例 没有", "注：以后添的。\n\n案例 没有");
    assert_eq!(yiju(folder.path(), &["check"]).code, Some(0));
    edit(&folder, "\n", "\r\n");
    assert_eq!(yiju(folder.path(), &["check"]).code, Some(0));
}

#[test]
fn an_edit_is_shown_and_nothing_is_decided_by_it() {
    let folder = published();
    edit(&folder, "金额：每户每月100元", "金额：每户每月80元");
    let said = yiju(folder.path(), &["check"]);
    assert_eq!(said.code, Some(1));
    for words in
        ["E0775", "第三条", "每户每月80元", "每户每月100元", ".published/取暖办法-", "修改 《取暖办法》"]
    {
        assert!(said.out.contains(words), "{words}\n{}", said.whole());
    }
    for call in [
        &["eval", "户.json", "--area", "丁县", "--on", "2026-01-01"][..],
        &["explain", "户.json", "--area", "丁县", "--on", "2026-01-01"],
        &["show", "丁县", "--on", "2026-01-01"],
    ] {
        let said = yiju(folder.path(), call);
        assert_eq!((said.code, said.out.as_str()), (Some(1), ""), "{}", said.whole());
        assert!(said.err.contains("E0775"), "{}", said.whole());
    }
    // Other places are decided as ever; the cases run, and say by what.
    let said = yiju(folder.path(), &["test"]);
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("按现在的文字运行"), "{}", said.whole());
    let said = yiju(folder.path(), &["publish", "--on", "2026-02-01"]);
    assert_eq!(said.code, Some(1), "{}", said.whole());
    assert!(said.err.contains("没有发布任何公文"), "{}", said.whole());
}

#[test]
fn a_file_that_is_gone_or_moved_is_refused() {
    let folder = published();
    let (file, other) = (folder.path().join(PATH), folder.path().join("policies/丁省/丁市/丁县/别名.yj"));
    fs::rename(&file, &other).unwrap();
    let said = yiju(folder.path(), &["check"]);
    assert!(said.code == Some(1) && said.out.contains("E0777"), "{}", said.whole());
    fs::remove_file(other).unwrap();
    let said = yiju(folder.path(), &["check"]);
    assert!(said.code == Some(1) && said.out.contains("E0776"), "{}", said.whole());
    // It was in force there: the place decides nothing without it.
    folder.write(
        "policies/丁省/丁市/丁县/乙.yj",
        "政策 “乙”\n代号：《乙》\n辖区：丁省 丁市 丁县\n施行：2025年1月1日\n定义 家庭的乙数：5。\n",
    );
    let said = yiju(folder.path(), &["show", "丁县", "--on", "2026-01-01"]);
    assert!(said.code == Some(1) && said.err.contains("E0776"), "{}", said.whole());
}

#[test]
fn a_slip_of_the_clerk_is_corrected_with_a_reason() {
    let folder = published();
    edit(&folder, "每户每月100元", "每户每月120元");
    let call = ["publish", PATH, "--on", "2026-02-01", "--correct", "原文是120元，录成了100元"];
    let said = yiju(folder.path(), &call);
    assert_eq!(said.code, Some(0), "{}", said.whole());
    assert_eq!(yiju(folder.path(), &["check"]).code, Some(0));
    let lock = fs::read_to_string(folder.path().join("policies").join(lock::LOCK)).unwrap();
    let (read, odd) = Lock::read(&lock);
    assert!(odd.is_empty(), "{lock}");
    let reasons: Vec<Option<&str>> = read.entries.iter().map(|e| e.correction.as_deref()).collect();
    assert_eq!(reasons, [None, Some("原文是120元，录成了100元")]);
    // Both texts are kept.
    assert!(read.entries.iter().all(|e| folder.path().join("policies").join(e.copy()).is_file()), "{lock}");
    for call in [
        &["publish", "--on", "2026-03-01", "--correct", "没有写文件"][..],
        &["publish", PATH, "--on", "2026-03-01", "--correct", " "],
        &["publish", PATH],
    ] {
        let said = yiju(folder.path(), call);
        assert_eq!(said.code, Some(2), "{}", said.whole());
    }
}

#[test]
fn what_does_not_check_clean_is_not_published() {
    let folder = Folder::new();
    let vocabulary = fs::read(package().join("policies/全国/社会救助通用词汇.yj")).unwrap();
    folder.write("policies/全国/词汇.yj", vocabulary);
    for (from, to) in [
        ("每户每月100元；\n  发放", "每户100元／；\n  发放"),
        ("应：取暖补贴＝每户每月100元", "应：取暖补贴＝每户每月90元"),
    ] {
        edit(&folder, from, to);
        let said = yiju(folder.path(), &["publish", "--on", "2026-01-01"]);
        assert_eq!(said.code, Some(1), "{}", said.whole());
        assert!(said.err.contains("没有发布任何公文"), "{}", said.whole());
        assert!(!folder.path().join("policies").join(lock::LOCK).exists());
    }
}
