//! What was proved of every household, and the households that break something.

use indexmap::IndexMap;
use serde_json::{Value as Json, json};

use crate::comparison::prove::{Bounds, Broken, Finding, How, Line, Property, Risen, Undecided, Verdict};
use crate::presentation::document::{Block, Document};
use crate::quantity::calendar::Date;

/// One text for a stretch of days.
#[derive(Clone, PartialEq, Debug)]
pub struct Period {
    /// The first day.
    pub from: Date,
    /// The last day ([`Date::FOREVER`] if open).
    pub last: Date,
    /// What was found.
    pub verdicts: Vec<Verdict>,
}

/// Everything that was asked and found.
#[derive(Clone, PartialEq, Debug)]
pub struct Report {
    /// The text, or the old and the new one.
    pub texts: Vec<String>,
    /// What was asked.
    pub properties: Vec<Property>,
    /// How large the households are that solvers are asked about.
    pub bounds: Bounds,
    /// Solvers with their versions.
    pub solvers: Vec<String>,
    /// What was found, period by period.
    pub periods: Vec<Period>,
}

/// How many results are named where one sentence is about many.
const NAMED: usize = 6;

fn size(bounds: Bounds) -> String {
    format!("{}口人以内、其他清单各{}项以内的家庭", bounds.members, bounds.entries)
}

fn claim(property: Property) -> &'static str {
    match property {
        Property::Assertion => "断言：公文写明对每一户都成立的话",
        Property::Kept => "应保尽保：按旧文本符合的，按新文本仍然符合",
        Property::NoLess => "不减：按新文本领的，不比按旧文本少",
        Property::Raised => "提标不减人：提高标准，没有人因此失去待遇",
        Property::OneMoreYuan => "多一元：收入多一元，少领的不超过一元",
        Property::NoBudget => "不看预算：给不给、给多少，不取决于有没有钱",
    }
}

fn how(how: &How) -> String {
    match how {
        How::SameShape => "两个文本算的是同一件事，哪一户都一样".to_owned(),
        How::Unread => "有关的规则没有一条用到预算、资金、经费、名额一类的数，哪一户都一样".to_owned(),
        How::Direction => "有关的每条规则都只往一个方向变，变多少都一样，多大的家庭都一样".to_owned(),
        How::Risen(risen) => risen_words(risen),
        How::Regions => "所有情形逐一查遍，多大的家庭都一样".to_owned(),
        How::Replaced { results, by, bounds } => {
            let names: Vec<String> = results.iter().map(|name| format!("“{name}”")).collect();
            let names = names.join("、");
            format!("不再符合的，都转而得到{names}；{}证明，限于{}", by.join("、"), size(*bounds))
        }
        How::Solver { by, bounds } => format!("{}证明，限于{}", by.join("、"), size(*bounds)),
    }
}

/// Names as they are quoted.
fn quoted(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("“{name}”")).collect();
    names.join("、")
}

fn risen_words(risen: &Risen) -> String {
    let mut what = Vec::new();
    if !risen.figures.is_empty() {
        what.push(format!("{}的数额改了", quoted(&risen.figures)));
    }
    if !risen.sets.is_empty() {
        what.push(format!("{}的范围改了", quoted(&risen.sets)));
    }
    let what = if what.is_empty() { String::new() } else { format!("{}；", what.join("，")) };
    format!("{what}有关的每条规则都只往有利的方向变，多大的家庭都一样")
}

/// For people.
#[must_use]
pub fn document(report: &Report) -> Document {
    let mut document = Document { title: "证明".to_owned(), blocks: Vec::new() };
    document.blocks.push(Block::Title { text: "证明".to_owned() });
    match report.texts.as_slice() {
        [old, new] => {
            fact(&mut document, format!("旧文本：{old}"));
            fact(&mut document, format!("新文本：{new}"));
        }
        texts => fact(&mut document, format!("文本：{}", texts.join("、"))),
    }
    fact(
        &mut document,
        match report.solvers.as_slice() {
            [] => "求解器：没有用；逐一查遍情形，查不出的写“未能判定”".to_owned(),
            solvers => format!("求解器：{}，查到{}", solvers.join("、"), size(report.bounds)),
        },
    );
    let verdicts = || report.periods.iter().flat_map(|period| &period.verdicts);
    let count = |is: fn(&Finding) -> bool| verdicts().filter(|verdict| is(&verdict.finding)).count();
    let proved = count(|finding| matches!(finding, Finding::Proved(_)));
    let broken = count(|finding| matches!(finding, Finding::Broken(_)));
    let open = count(|finding| matches!(finding, Finding::Undecided(_)));
    let turned = count(|finding| matches!(finding, Finding::Turned { .. }));
    let turned = if turned == 0 { String::new() } else { format!("，转为别的救助 {turned} 项") };
    fact(
        &mut document,
        format!("结论：证明成立 {proved} 项，不成立 {broken} 项{turned}，未能判定 {open} 项"),
    );
    for period in &report.periods {
        if report.periods.len() > 1 {
            let until = if period.last == Date::FOREVER {
                "以后".to_owned()
            } else {
                format!("至{}", period.last)
            };
            document.heading(1, format!("{}{until}", period.from));
        }
        for property in &report.properties {
            document.heading(2, claim(*property));
            let of: Vec<&Verdict> =
                period.verdicts.iter().filter(|verdict| verdict.property == *property).collect();
            if of.is_empty() {
                document.blocks.push(Block::Paragraph { depth: 0, text: nothing(*property).to_owned() });
            }
            tell(&mut document, &of, report.bounds);
        }
    }
    document
}

fn fact(document: &mut Document, text: String) {
    document.blocks.push(Block::Fact { text });
}

/// What is said where there was nothing to ask.
fn nothing(property: Property) -> &'static str {
    match property {
        Property::Assertion => "现行公文没有断言。",
        Property::Raised => "没有结果用到能提高的标准。",
        Property::OneMoreYuan => "没有给付的条件或金额用到收入。",
        _ => "没有这样的结果。",
    }
}

/// Households that break it first, then what is not known, then what is proved, of many results in one sentence.
fn tell(document: &mut Document, verdicts: &[&Verdict], bounds: Bounds) {
    let paragraph = |document: &mut Document, depth: u8, text: String| {
        document.blocks.push(Block::Paragraph { depth, text });
    };
    for verdict in verdicts {
        let Finding::Broken(broken) = &verdict.finding else { continue };
        paragraph(document, 0, format!("✗ {}：不成立", named(verdict)));
        for line in told(verdict, broken, bounds) {
            paragraph(document, 1, line);
        }
    }
    for verdict in verdicts {
        let Finding::Turned { household, all } = &verdict.finding else { continue };
        let known = if *all {
            "不再符合的，都转而得到别的救助；所有情形逐一查遍，多大的家庭都一样"
        } else {
            "有的家庭是这样；有没有什么也得不到的，没有查遍"
        };
        paragraph(document, 0, format!("→ {}：转为别的救助（{known}）", named(verdict)));
        for line in told(verdict, household, bounds) {
            paragraph(document, 1, line);
        }
    }
    let mut left: IndexMap<(Option<&str>, &str), Vec<&str>> = IndexMap::new();
    let mut open: IndexMap<(Option<&str>, Vec<String>), Vec<&str>> = IndexMap::new();
    let mut proved: IndexMap<(Option<&str>, String), Vec<&str>> = IndexMap::new();
    for verdict in verdicts {
        let input = verdict.input.as_deref();
        match &verdict.finding {
            Finding::Broken(_) | Finding::Turned { .. } => {}
            Finding::LeftOut(why) => left.entry((input, why)).or_default().push(&verdict.about),
            Finding::Undecided(undecided) => {
                open.entry((input, reasons(undecided))).or_default().push(&verdict.about);
            }
            Finding::Proved(known) => proved.entry((input, how(known))).or_default().push(&verdict.about),
        }
    }
    let property = verdicts.first().map(|verdict| verdict.property);
    for ((input, reasons), about) in open {
        paragraph(document, 0, format!("？ {}：未能判定", subject(property, input, &about)));
        for reason in reasons {
            paragraph(document, 1, reason);
        }
    }
    for ((input, how), about) in proved {
        paragraph(document, 0, format!("✓ {}：证明成立（{how}）", subject(property, input, &about)));
    }
    for ((input, why), about) in left {
        paragraph(document, 0, format!("－ {}：没有问（{why}）", subject(property, input, &about)));
    }
}

fn named(verdict: &Verdict) -> String {
    subject(Some(verdict.property), verdict.input.as_deref(), &[&verdict.about])
}

/// What a sentence is about: 提高“低保标准”，低保家庭、低保金等8项.
fn subject(property: Option<Property>, input: Option<&str>, about: &[&str]) -> String {
    let mut names: Vec<String> = about.iter().take(NAMED).map(|name| format!("“{name}”")).collect();
    if about.len() > NAMED {
        names.push(format!("等{}项", about.len()));
    }
    let names = names.join("").replace("”“", "”、“");
    match (property, input) {
        (Some(Property::Raised), Some(input)) => format!("提高“{input}”，{names}"),
        (Some(Property::OneMoreYuan), Some(input)) => format!("“{input}”多一元，{names}"),
        _ => names,
    }
}

fn reasons(undecided: &Undecided) -> Vec<String> {
    let mut reasons: Vec<String> = undecided.tried.iter().map(|tried| format!("{tried}。")).collect();
    for outside in &undecided.outside {
        reasons.push(format!("超出能证明的范围：“{}”（{}）。", outside.words.trim(), outside.why));
    }
    if reasons.is_empty() {
        reasons.push("没有找到不成立的家庭，也没有查遍；可以用求解器再问（--solver）。".to_owned());
    }
    reasons
}

/// A household that breaks a property, line by line.
fn told(verdict: &Verdict, broken: &Broken, bounds: Bounds) -> Vec<String> {
    let mut lines: Vec<String> = broken.household.clone();
    if let Some(first) = lines.first_mut() {
        *first = format!("例如：{first}");
    }
    for line in &broken.lines {
        lines.push(result(verdict, line, broken.raised.as_deref()));
    }
    if let Some((largest, known)) = &broken.largest {
        lines.push(if *known {
            format!("限于{}，最多少领{largest}，没有更多的。", size(bounds))
        } else {
            format!("找到的断崖里，最多少领{largest}。")
        });
    }
    if !broken.gained.is_empty() {
        let names: Vec<String> = broken.gained.iter().map(|name| format!("“{name}”")).collect();
        lines.push(format!("这一户转而得到{}。", names.join("、")));
    }
    lines.extend(broken.remarks.iter().map(|remark| format!("{remark}。")));
    if let Some(by) = &broken.by {
        lines.push(format!("这一户由{by}举出，已按公文实际办理核实。"));
    }
    lines
}

fn result(verdict: &Verdict, line: &Line, raised: Option<&str>) -> String {
    let name = if line.subject == "家庭" || line.subject.is_empty() {
        format!("“{}”", line.result)
    } else {
        format!("“{}”（{}）", line.result, line.subject)
    };
    let Some(after) = &line.after else { return format!("{name}：{}。", line.before.words) };
    let (first, second) = match verdict.property {
        Property::Kept | Property::NoLess => ("旧文本".to_owned(), "新文本".to_owned()),
        Property::OneMoreYuan => ("原来".to_owned(), "多一元以后".to_owned()),
        _ => ("原来".to_owned(), raised.map_or("提高以后".to_owned(), |by| format!("提高{by}以后"))),
    };
    let less = line.less.as_ref().map_or(String::new(), |less| format!("，少{less}"));
    format!("{name}：{first}{}；{second}{}{less}。", line.before.words, after.words)
}

/// For machines.
#[must_use]
pub fn json(report: &Report) -> Json {
    let periods: Vec<Json> = report
        .periods
        .iter()
        .map(|period| {
            let last = (period.last != Date::FOREVER).then(|| period.last.iso());
            let verdicts: Vec<Json> = period.verdicts.iter().map(verdict_json).collect();
            json!({"from": period.from.iso(), "to": last, "verdicts": verdicts})
        })
        .collect();
    let properties: Vec<&str> = report.properties.iter().map(|property| property.id()).collect();
    json!({"texts": report.texts, "properties": properties, "solvers": report.solvers,
        "bounds": {"members": report.bounds.members, "entries": report.bounds.entries}, "periods": periods})
}

fn verdict_json(verdict: &Verdict) -> Json {
    let mut shape = json!({"property": verdict.property.id(), "about": verdict.about});
    if let Some(input) = &verdict.input {
        shape["input"] = json!(input);
    }
    match &verdict.finding {
        Finding::Proved(known) => {
            shape["finding"] = json!("proved");
            shape["how"] = match known {
                How::SameShape => json!({"by": "same-shape"}),
                How::Unread => json!({"by": "unread"}),
                How::Direction => json!({"by": "direction"}),
                How::Risen(risen) => json!({"by": "risen", "figures": risen.figures, "sets": risen.sets}),
                How::Regions => json!({"by": "regions"}),
                How::Replaced { results, by, bounds } => json!({"by": "replaced", "results": results,
                    "solvers": by, "members": bounds.members, "entries": bounds.entries}),
                How::Solver { by, bounds } => json!({"by": "solver", "solvers": by,
                    "members": bounds.members, "entries": bounds.entries}),
            };
        }
        Finding::Undecided(undecided) => {
            shape["finding"] = json!("undecided");
            shape["why"] = json!(undecided.tried);
            let outside: Vec<Json> = undecided
                .outside
                .iter()
                .map(|outside| json!({"words": outside.words, "why": outside.why}))
                .collect();
            shape["outside"] = Json::Array(outside);
        }
        Finding::LeftOut(why) => {
            shape["finding"] = json!("left-out");
            shape["why"] = json!(why);
        }
        Finding::Turned { household, all } => {
            shape["finding"] = json!("turned");
            shape["all"] = json!(all);
            broken_json(&mut shape, household);
        }
        Finding::Broken(broken) => {
            shape["finding"] = json!("broken");
            broken_json(&mut shape, broken);
        }
    }
    shape
}

fn broken_json(shape: &mut Json, broken: &Broken) {
    shape["day"] = json!(broken.day);
    shape["household"] = json!(broken.household);
    shape["record"] = match broken.record.as_ref().map(|text| serde_json::from_str::<Json>(text)) {
        Some(Ok(record)) => record,
        _ => Json::Null,
    };
    shape["raised"] = json!(broken.raised);
    let lines: Vec<Json> = broken
                .lines
                .iter()
                .map(|line| {
                    let given = |given: &crate::comparison::prove::Given| {
                        json!({"words": given.words, "number": given.number})
                    };
                    json!({"result": line.result, "subject": line.subject, "before": given(&line.before),
                        "after": line.after.as_ref().map(given), "less": line.less})
                })
                .collect();
    shape["results"] = Json::Array(lines);
    if let Some((largest, known)) = &broken.largest {
        shape["largest"] = json!({"words": largest, "none_larger": known});
    }
    shape["gained"] = json!(broken.gained);
    shape["solver"] = json!(broken.by);
    shape["remarks"] = json!(broken.remarks);
}
