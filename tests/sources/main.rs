//! `docs/sources.md`: every item of the five papers, where it is written, which cases test it, or why it is no rule.
//!
//! `YIJU_BLESS=1 cargo test --test sources` writes the page anew and takes off `tests/sources/missing.txt` what is there
//! now; it never adds to that list.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod page;
mod reader;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use page::{Missing, page};
use reader::Document;

/// An item of the papers.
pub struct Item {
    /// `A05`.
    pub id: String,
    /// What kind of thing it says.
    pub class: String,
    /// The words of the paper.
    pub phrase: String,
}

/// A worked example.
pub struct Test {
    /// `T22`.
    pub id: String,
    /// The items that it is made from.
    pub from: String,
    /// What it is about.
    pub says: String,
    /// What must come out.
    pub expects: String,
}

/// What the papers leave open.
pub struct Question {
    /// `Q5`.
    pub id: String,
    /// The items that it is about.
    pub from: String,
    /// The question.
    pub asks: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The rows of a data file, each of as many cells.
fn rows<const N: usize>(name: &str) -> Vec<[String; N]> {
    let text = fs::read_to_string(root().join("tests/sources").join(name)).unwrap();
    let cells = |line: &str| -> [String; N] {
        let cells: Vec<String> = line.split('\t').map(str::to_owned).collect();
        cells.try_into().unwrap_or_else(|_| panic!("{name}: {line}"))
    };
    text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(cells).collect()
}

fn data() -> (Vec<Item>, Vec<Test>, Vec<Question>) {
    let items = rows("items.tsv").into_iter().map(|[id, class, phrase]| Item { id, class, phrase });
    let tests =
        rows("tests.tsv").into_iter().map(|[id, from, says, expects]| Test { id, from, says, expects });
    let questions = rows("questions.tsv").into_iter().map(|[id, from, asks]| Question { id, from, asks });
    (items.collect(), tests.collect(), questions.collect())
}

/// The folders that hold the papers' rules; the last is about credit records, not social assistance.
const FOLDERS: [&str; 2] = ["policies", "tests/征信"];

/// The documents of the folders, and what cannot be read in them.
fn documents() -> (Vec<Document>, Vec<String>) {
    let mut paths = Vec::<PathBuf>::new();
    let mut open: Vec<PathBuf> =
        FOLDERS.iter().map(|folder| root().join(folder)).filter(|folder| folder.is_dir()).collect();
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "yj") {
                paths.push(path);
            }
        }
    }
    paths.sort();
    let mut faults = Vec::new();
    let read = |path: &PathBuf| {
        let name = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
        reader::read(&name, &fs::read_to_string(path).unwrap(), &mut faults)
    };
    let found = paths.iter().map(read).collect();
    (found, faults)
}

/// `A01` to `A28`, and so on.
fn ids(series: &[(&str, usize, usize)]) -> Vec<String> {
    series
        .iter()
        .flat_map(|(letter, last, width)| (1..=*last).map(move |n| format!("{letter}{n:0width$}")))
        .collect()
}

#[test]
fn the_lists_are_whole() {
    let (items, tests, questions) = data();
    let wanted = ids(&[("A", 28, 2), ("B", 19, 2), ("C", 30, 2), ("D", 7, 2), ("E", 19, 2), ("X", 2, 2)]);
    assert_eq!(items.iter().map(|item| item.id.clone()).collect::<Vec<_>>(), wanted);
    assert_eq!(wanted.len(), 105);
    assert_eq!(tests.iter().map(|test| test.id.clone()).collect::<Vec<_>>(), ids(&[("T", 25, 1)]));
    assert_eq!(
        questions.iter().map(|question| question.id.clone()).collect::<Vec<_>>(),
        ids(&[("Q", 35, 1)])
    );
    for from in tests.iter().map(|test| &test.from).chain(questions.iter().map(|question| &question.from)) {
        for id in from.split('、') {
            assert!(wanted.iter().any(|known| known == id), "{id}");
        }
    }
}

#[test]
fn notes_and_titles_name_what_there_is() {
    let (items, tests, questions) = data();
    let (documents, mut faults) = documents();
    // The national texts that the papers lean on are counted apart (N01 …, M01 …).
    let baseline = |id: &str| id.starts_with(['N', 'M']);
    let known_item = |id: &str| baseline(id) || items.iter().any(|item| item.id == id);
    for document in &documents {
        let at = &document.path;
        for group in &document.groups {
            let unknown = group.items.iter().filter(|noted| !known_item(&noted.id));
            faults.extend(unknown.map(|noted| format!("{at}: 没有条目 {}", noted.id)));
            let unknown = group.questions.iter().filter(|asked| !questions.iter().any(|q| q.id == asked.id));
            faults.extend(unknown.map(|asked| format!("{at}: 没有疑义 {}", asked.id)));
        }
        for case in &document.cases {
            let known = |id: &&String| known_item(id) || tests.iter().any(|test| test.id == **id);
            let unknown = case.names.iter().filter(|id| !known(id));
            faults.extend(unknown.map(|id| format!("{at}: 案例“{}”写的 {id} 没有", case.title)));
        }
    }
    for item in &items {
        let noted =
            || documents.iter().flat_map(|d| &d.groups).flat_map(|g| &g.items).filter(|n| n.id == item.id);
        if noted().any(|n| n.reason.is_some()) && noted().any(|n| n.reason.is_none()) {
            faults.push(format!("条目 {} 有处写是规则，有处写不是", item.id));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

const SAMPLE: &str = "政策 “甲”
代号：《甲》
辖区：全国
施行：未载明，假定 2025年1月1日

注：条目 A01 不是规则：公文本身（“印发”）。

第一条 甲
原文：甲。
注：条目 A02、A03。以上两条写在一起。

认定 成员 为 甲类：
  条件：
    （一）残疾；
  机关：县级民政部门。
疑义 “含“甲”不含乙（Q3）”：可作“含”“不含”，取“含”；理由：没有写。
假定 “丙”：没有写。
疑义 “丁”：
  可作“一”“二”，待定。
注：疑问 Q4、Q5。没有写。

注：条目 A04。
原文：乙。

程序 乙：
  何人：县级民政部门。
注：条目 A05 写得不对。

案例 T1 A06 甲类
  地点：全国　日期：2025年10月1日
  设：
    成员 甲：残疾＝智力二级；
  应：
    甲 符合 甲类。

第二条 丙
定义 成员的丙（是否）：残疾。

案例 三口之家（T12）
  设：
    成员 甲；
  应：
    甲的丙＝是；
  同上，残疾＝无
  应：
    甲的丙＝否。
";

#[test]
fn notes_are_read_where_they_stand() {
    let mut faults = Vec::new();
    let document = reader::read("甲.yj", SAMPLE, &mut faults);
    assert_eq!(faults, ["甲.yj:27: 读不懂“注：条目 A05 写得不对。”"]);
    assert_eq!(document.code, "《甲》");
    let noted = |group: &reader::Group| {
        let items: Vec<String> = group
            .items
            .iter()
            .map(|item| format!("{}{}", item.id, item.reason.as_deref().unwrap_or_default()))
            .collect();
        format!("{}：{}", group.article, items.join("、"))
    };
    let groups: Vec<String> = document.groups.iter().map(noted).collect();
    assert_eq!(groups, ["：A01公文本身（“印发”）", "第一条：A02、A03", "第一条：A04", "第二条："]);
    assert_eq!(document.groups[1].makes[0].0, "甲类");
    assert_eq!(document.groups[2].makes[0].0, "", "a procedure gives no result");
    let asked: Vec<String> = document.groups[1]
        .questions
        .iter()
        .map(|question| {
            let doubts: Vec<String> = question
                .doubts
                .iter()
                .map(|doubt| format!("{}＝{}", doubt.words, doubt.taken.as_deref().unwrap_or("？")))
                .collect();
            format!("{}：{}", question.id, doubts.join("、"))
        })
        .collect();
    let all = "含“甲”不含乙＝含、丙＝？、丁＝？";
    assert_eq!(asked, ["Q3：含“甲”不含乙＝含", &format!("Q4：{all}"), &format!("Q5：{all}")]);
    let named: Vec<Vec<&str>> =
        document.cases.iter().map(|case| case.names.iter().map(String::as_str).collect()).collect();
    assert_eq!(named, [vec!["A06", "T1"], vec!["T12"]]);
    // The first stands among the rules, the second behind them all.
    assert_eq!(document.cases.iter().map(|case| case.group).collect::<Vec<_>>(), [Some(2), None]);
    assert!(document.cases[1].expects.contains("丙") && document.cases[1].gives.contains("残疾"));
}

#[test]
fn the_page_is_what_the_documents_say() {
    let (items, tests, questions) = data();
    let (documents, _) = documents();
    let (text, missing) = page(&documents, &items, &tests, &questions);
    let (page_path, list_path) = (root().join("docs/sources.md"), root().join("tests/sources/missing.txt"));
    let list = fs::read_to_string(&list_path).unwrap();
    let allowed: Missing = list.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
    // What had no place may come to have a place and no case.
    let may =
        |one: &String| allowed.contains(one) || one.split(' ').next().is_some_and(|id| allowed.contains(id));
    let new: Vec<&String> = missing.iter().filter(|one| !may(one)).collect();
    assert!(
        new.is_empty(),
        "nothing is written about {new:?}: 注：条目 A05。 beside the rule, 注：条目 A16 不是规则：…。, T22 in the title \
         of a case, 注：疑问 Q5。 below the doubt"
    );
    if std::env::var_os("YIJU_BLESS").is_some() {
        let lines: BTreeSet<String> = missing.iter().map(|one| format!("{one}\n")).collect();
        fs::write(&list_path, lines.into_iter().collect::<String>()).unwrap();
        fs::write(&page_path, text).unwrap();
        return;
    }
    let found: Vec<&String> = allowed.difference(&missing).collect();
    assert!(
        found.is_empty(),
        "{found:?} need not be in tests/sources/missing.txt: YIJU_BLESS=1 cargo test --test sources"
    );
    let same = fs::read_to_string(&page_path).is_ok_and(|written| written == text);
    assert!(same, "docs/sources.md says something else: YIJU_BLESS=1 cargo test --test sources");
}
