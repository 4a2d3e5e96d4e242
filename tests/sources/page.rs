//! Which cases test what, and the page that says so.

use std::collections::{BTreeMap, BTreeSet};

use crate::reader::{Case, Document, Group};
use crate::{Item, Question, Test};

/// A row of the page without what it needs: `A05`, `A05 案例`.
pub type Missing = BTreeSet<String>;

/// The page, and what is missing in it.
pub fn page(
    documents: &[Document],
    items: &[Item],
    tests: &[Test],
    questions: &[Question],
) -> (String, Missing) {
    let mut missing = Missing::new();
    let mut text = HEAD.to_owned();
    for (letter, title) in PAPERS {
        let of = |item: &&Item| item.id.starts_with(letter);
        text.push_str(&format!("\n### {letter} {title}\n\n| 条目 | 类 | 原文里的话 | 写在哪里 | 案例，或者不是规则的缘由 |\n|---|---|---|---|---|\n"));
        for item in items.iter().filter(of) {
            text.push_str(&item_row(documents, tests, item, &mut missing));
        }
    }
    text.push_str("\n## 二、算例\n\n算例取自原文里的人家和数字。\n\n| 算例 | 条目 | 说什么 | 应得什么 | 案例 |\n|---|---|---|---|---|\n");
    for test in tests {
        let found = cases(documents).filter(|(_, case)| case.names.contains(&test.id));
        let found: Vec<String> = found.map(|(document, case)| link_case(document, case)).collect();
        if found.is_empty() {
            missing.insert(test.id.clone());
        }
        let cells = [&test.id, &test.from, &test.says, &test.expects, &listed(found)];
        text.push_str(&row(&cells.map(String::as_str)));
    }
    text.push_str("\n## 三、原文没有说清的\n\n| 疑问 | 条目 | 问什么 | 写在哪里 | 取哪一种读法 |\n|---|---|---|---|---|\n");
    for question in questions {
        let (places, readings) = answers(documents, &question.id);
        if places.is_empty() {
            missing.insert(question.id.clone());
        }
        let cells = [&question.id, &question.from, &question.asks, &listed(places), &readings.join("<br>")];
        text.push_str(&row(&cells.map(String::as_str)));
    }
    (text, missing)
}

const HEAD: &str = "# 原文与规则\n\n\
    五份原文里的每一条写在哪里，由哪些案例检验；不写成规则的，为什么。这一页由 `tests/sources/` 根据 `policies/`\n\
    （征信一条在 `tests/征信/`）里的 `注：条目 …`、`注：疑问 …` 和案例标题写出，不要手改：\n\
    `YIJU_BLESS=1 cargo test --test sources`。\n\n\
    原文里的话照整理时的条目抄录（`tests/sources/items.tsv`），跨行处连写；逐字的引文在公文的“原文：”里，由\n\
    `yiju 检查 --sources` 核对。案例是标题写明的、照算例写的，和直接检验这一处所定的结果的；一处没有这样的案例时，\n\
    列同一公文里用到它的案例。\n\n## 一、条目\n";

const PAPERS: [(char, &str); 6] = [
    ('A', "山西省《若干措施》、居民医保通知（2025年）"),
    ('B', "晋城市（2025年7月9日报道）"),
    ('C', "晋民发〔2022〕38号"),
    ('D', "民政部：低保标准备案（报道）"),
    ('E', "滨州市（2023年报道）"),
    ('X', "同版的其他消息"),
];

fn item_row(documents: &[Document], tests: &[Test], item: &Item, missing: &mut Missing) -> String {
    let mut places: Vec<String> = Vec::new();
    let mut told: Vec<String> = Vec::new();
    let (mut rule, mut result) = (false, false);
    let named = |case: &Case| {
        let by_test =
            |test: &Test| case.names.contains(&test.id) && test.from.split('、').any(|id| id == item.id);
        case.names.contains(&item.id) || tests.iter().any(by_test)
    };
    let by_title: Vec<String> =
        cases(documents).filter(|(_, case)| named(case)).map(|(d, case)| link_case(d, case)).collect();
    let mut found: Vec<String> = Vec::new();
    for document in documents {
        for (at, group) in document.groups.iter().enumerate() {
            for noted in group.items.iter().filter(|noted| noted.id == item.id) {
                places.push(link(document, group));
                match &noted.reason {
                    Some(reason) => told.push(format!("不是规则：{reason}")),
                    None => {
                        rule = true;
                        result |= group.makes.iter().any(|(name, _)| !name.is_empty());
                        found.extend(of_group(documents, document, at).map(|(d, case)| link_case(d, case)));
                    }
                }
            }
        }
    }
    if rule && found.is_empty() && by_title.is_empty() {
        for document in documents {
            for group in document.groups.iter().filter(|group| group.items.iter().any(|n| n.id == item.id)) {
                found.extend(
                    nearby(documents, document, group).into_iter().map(|case| link_case(document, case)),
                );
            }
        }
    }
    told.dedup();
    if places.is_empty() {
        missing.insert(item.id.clone());
    } else if rule {
        let all: Vec<String> = by_title.into_iter().chain(found).collect();
        if !all.is_empty() {
            told.push(listed(all));
        } else if result {
            missing.insert(format!("{} 案例", item.id));
            told.push("还没有案例".to_owned());
        } else {
            told.push("只记下来，不算出结果，所以没有案例".to_owned());
        }
    } else if !by_title.is_empty() {
        told.push(listed(by_title));
    }
    row(&[&item.id, &item.class, &item.phrase, &listed(places), &told.join("<br>")])
}

/// The cases that stand among the rules of a group, or expect what it makes or what it doubts.
fn of_group<'d>(
    documents: &'d [Document],
    document: &'d Document,
    at: usize,
) -> impl Iterator<Item = (&'d Document, &'d Case)> {
    let group = &document.groups[at];
    // What other documents make too (低保标准 of every city) is tested for this one only by its own cases.
    let elsewhere = |name: &str| {
        let makes = |other: &&Document| {
            other.path != document.path
                && other.groups.iter().any(|g| g.makes.iter().any(|(made, _)| made == name))
        };
        documents.iter().any(|other| makes(&other))
    };
    let names: Vec<(&str, bool)> = group
        .makes
        .iter()
        .filter(|(name, _)| !name.is_empty())
        .map(|(name, _)| (name.as_str(), elsewhere(name)))
        .collect();
    // The article that a result rests on tells the group only where the article is one group.
    let alone = !group.article.is_empty()
        && document.groups.iter().filter(|other| other.article == group.article).count() == 1;
    let cited = document.code.trim_matches(['《', '》']);
    cases(documents).filter(move |(holder, case)| {
        let own = holder.path == document.path;
        let made = names.iter().any(|(name, shared)| (own || !shared) && case.expects.contains(*name));
        let doubted = own
            && case.expects.contains("据")
            && group.doubts.iter().any(|doubt| {
                doubt.doubt
                    && case.expects.iter().any(|w| w.chars().count() > 5 && doubt.words.contains(w.as_str()))
            });
        let grounded = alone && case.expects.contains(cited) && case.expects.contains(&group.article);
        own && case.group == Some(at) || made || doubted || grounded
    })
}

/// The cases of the document that expect something that what the group makes leads to; of these, if there are any,
/// only those that give words that stand in no other group.
fn nearby<'d>(documents: &[Document], document: &'d Document, group: &Group) -> Vec<&'d Case> {
    let mut names: BTreeSet<&str> =
        group.makes.iter().map(|(name, _)| name.as_str()).filter(|name| !name.is_empty()).collect();
    if group.makes.iter().any(|(_, words)| words.contains("不计入收入")) {
        names.insert("不计入收入");
    }
    let all = || documents.iter().flat_map(|d| &d.groups).flat_map(|g| &g.makes);
    loop {
        let more: Vec<&str> = all()
            .filter(|(name, words)| {
                !name.is_empty()
                    && !names.contains(name.as_str())
                    && words.iter().any(|w| names.contains(w.as_str()))
            })
            .map(|(name, _)| name.as_str())
            .collect();
        if more.is_empty() {
            break;
        }
        names.extend(more);
    }
    let reached: Vec<&Case> = document
        .cases
        .iter()
        .filter(|case| case.expects.iter().any(|w| names.contains(w.as_str())))
        .collect();
    let own = |group: &Group| -> BTreeSet<String> {
        group.makes.iter().flat_map(|(_, words)| words.iter().cloned()).collect()
    };
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for word in document.groups.iter().flat_map(own) {
        *counts.entry(word).or_default() += 1;
    }
    let special: BTreeSet<String> = own(group).into_iter().filter(|word| counts[word] == 1).collect();
    let telling: Vec<&Case> =
        reached.iter().copied().filter(|case| case.gives.iter().any(|w| special.contains(w))).collect();
    if telling.is_empty() { reached } else { telling }
}

/// Where a question stands, and how it is read there.
fn answers(documents: &[Document], id: &str) -> (Vec<String>, Vec<String>) {
    let (mut places, mut readings) = (Vec::new(), Vec::new());
    for document in documents {
        for group in &document.groups {
            for question in group.questions.iter().filter(|question| question.id == id) {
                places.push(link(document, group));
                let doubts =
                    question.doubts.iter().filter(|d| d.doubt || question.doubts.iter().all(|d| !d.doubt));
                for doubt in doubts {
                    readings.push(match (&doubt.taken, doubt.doubt) {
                        (Some(taken), _) => format!("疑义“{}”：取“{taken}”", doubt.words),
                        (None, true) => format!("疑义“{}”：待定", doubt.words),
                        (None, false) => format!("假定“{}”", doubt.words),
                    });
                }
                if !question.note.is_empty() {
                    readings.push(question.note.clone());
                }
            }
        }
    }
    readings.dedup();
    (places, readings)
}

fn cases(documents: &[Document]) -> impl Iterator<Item = (&Document, &Case)> {
    documents.iter().flat_map(|document| document.cases.iter().map(move |case| (document, case)))
}

fn link(document: &Document, group: &Group) -> String {
    format!("[{}{}](<../{}>)", document.code, group.article, document.path)
}

fn link_case(document: &Document, case: &Case) -> String {
    format!("{}“{}”", document.code, case.title)
}

/// Each once, in the order given; 还没有 where there is none.
fn listed(mut all: Vec<String>) -> String {
    let mut seen = BTreeSet::new();
    all.retain(|one| seen.insert(one.clone()));
    if all.is_empty() { "还没有".to_owned() } else { all.join("<br>") }
}

fn row(cells: &[&str]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    format!("| {} |\n", cells.join(" | "))
}
