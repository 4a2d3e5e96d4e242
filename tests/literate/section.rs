//! What a section of Markdown shows: policies, and what is found in them.

use yiju::cases::run::run as run_cases;
use yiju::corpus::tree::{Item, TextInForce};
use yiju::corpus::{Area, Asked, Corpus, members, text_in_force};
use yiju::diagnostics::Diagnostic;
use yiju::quantity::calendar::Date;
use yiju::syntax::tree::Body;

use super::{Block, Source, check, corpus, publish, shown};

/// A finding by place: path, line, code.
type Place = (String, usize, String);

/// Follows the code of a finding that the author accepts.
const ACCEPTED: &str = "已认可";

/// What does not hold in a section.
pub fn faults(section: &[Block], vocabulary: &str) -> String {
    faults_by(section, vocabulary, check)
}

/// The same with what looks for findings.
pub fn faults_by(section: &[Block], vocabulary: &str, check: fn(&Corpus) -> Vec<Diagnostic>) -> String {
    let policies: Vec<&Block> =
        section.iter().filter(|b| b.language == "yj" && !b.has("published")).collect();
    let sources: Vec<Source> = policies.iter().map(|b| Source::of(b)).collect();
    let alone = policies.iter().any(|b| b.has("alone"));
    let mut corpus = corpus(&sources, (!alone).then_some(vocabulary));
    publish(&mut corpus, &section.iter().collect::<Vec<_>>());
    let found = check(&corpus);
    let mut wrong = String::new();
    let mut left: Vec<(Place, &Diagnostic)> =
        found.iter().map(|d| (place(&corpus, &sources, d), d)).collect();
    for (path, range, code) in expected(section, &sources) {
        let fits = |(at, _): &(Place, &Diagnostic)| at.0 == path && range.contains(&at.1) && at.2 == code;
        match left.iter().position(fits) {
            Some(at) => {
                left.remove(at);
            }
            None => wrong.push_str(&format!("  not found: {path}:{range:?} {code}\n")),
        }
    }
    // Cliffs are remarks about the law, not about how it is written.
    let unexpected = left.into_iter().filter(|((_, _, code), _)| code != "E0713");
    let unexpected: Vec<Diagnostic> = unexpected.map(|(_, d)| d.clone()).collect();
    if !unexpected.is_empty() {
        wrong.push_str(&format!("  not expected:\n{}", shown(&corpus, &unexpected)));
    }
    for block in section {
        match block.language.as_str() {
            "inforce" => wrong.push_str(&in_force_faults(&corpus, block)),
            "coverage" => wrong.push_str(&coverage_faults(&corpus, block)),
            "help" => wrong.push_str(&help_faults(&found, block)),
            "said" => wrong.push_str(&said_faults(&corpus, &found, block)),
            _ => {}
        }
    }
    wrong
}

/// A `said` block is what `yiju check` and `yiju test` print of the findings.
fn said_faults(corpus: &Corpus, found: &[Diagnostic], block: &Block) -> String {
    let shown: Vec<Diagnostic> = found.iter().filter(|found| found.code != "E0713").cloned().collect();
    let said = said(corpus, &shown);
    if said == block.text { String::new() } else { format!("  said:\n{said}") }
}

/// The findings as they are printed.
pub fn said(corpus: &Corpus, found: &[Diagnostic]) -> String {
    format!("{}\n", yiju::presentation::report::render(&corpus.files, found, false).trim_end())
}

/// A `coverage` block is what `yiju test --uncovered` says of the cases.
fn coverage_faults(corpus: &Corpus, block: &Block) -> String {
    let said = coverage(corpus);
    if said == block.text { String::new() } else { format!("  coverage:\n{said}") }
}

/// What the cases reach, as it is printed.
pub fn coverage(corpus: &Corpus) -> String {
    yiju::presentation::coverage::text(corpus, &run_cases(corpus, &[], |_| true).coverage, true)
}

/// Where a finding is, as the page shows it.
fn place(corpus: &Corpus, sources: &[Source], found: &Diagnostic) -> Place {
    let span = found.primary();
    let file = corpus.files.file(span.file);
    let added = sources.iter().find(|s| s.path == file.path).map_or(0, |s| s.added);
    let line = file.lines.position(&file.text, span.start as usize).line.saturating_sub(added);
    let accepted = if found.accepted.is_some() { ACCEPTED } else { "" };
    (file.path.clone(), line, format!("{}{accepted}", found.code))
}

/// `注：错误 E0104` below a sentence (`注：认可 E0712` for what is accepted), and the lines `全国/示例.yj:3 E0104` of an `errors` block.
fn expected(section: &[Block], sources: &[Source]) -> Vec<(String, std::ops::Range<usize>, String)> {
    let mut expected = Vec::new();
    for source in sources {
        let mut from = 1;
        for (at, line) in source.text.lines().enumerate() {
            let here = (at + 1).saturating_sub(source.added);
            let line = line.trim();
            let error = line.strip_prefix("注：错误 ").map(|codes| (codes, ""));
            if let Some((codes, end)) =
                error.or(line.strip_prefix("注：认可 ").map(|codes| (codes, ACCEPTED)))
            {
                let one = |code: &str| (source.path.clone(), from..here, format!("{code}{end}"));
                expected.extend(codes.split_whitespace().map(one));
                from = here + 1;
            }
        }
    }
    for line in section.iter().filter(|b| b.language == "errors").flat_map(|b| b.text.lines()) {
        let (place, code) = line.split_once(' ').unwrap_or_else(|| panic!("`path:line code`: {line}"));
        let (path, line) = place.rsplit_once(':').unwrap_or_else(|| panic!("`path:line code`: {line}"));
        let line: usize = line.parse().unwrap();
        expected.push((path.to_owned(), line..line + 1, code.trim().to_owned()));
    }
    expected
}

/// The lines of a `help` block: `E0401 words that its message, labels or help hold`.
fn help_faults(found: &[Diagnostic], block: &Block) -> String {
    let mut wrong = String::new();
    for line in block.text.lines() {
        let (code, words) = line.split_once(' ').unwrap_or_else(|| panic!("`code words`: {line}"));
        let said = |d: &Diagnostic| {
            let labels = d.labels.iter().map(|l| l.text.clone());
            let all: Vec<String> = std::iter::once(d.message.clone())
                .chain(labels)
                .chain(d.help.clone())
                .chain(d.witness.clone())
                .collect();
            all.join("\n")
        };
        if !found.iter().any(|d| d.code == code && said(d).contains(words)) {
            let said: Vec<String> = found.iter().filter(|d| d.code == code).map(said).collect();
            wrong.push_str(&format!("  {code} does not say {words}: {said:?}\n"));
        }
    }
    wrong
}

/// The lines of an `inforce` block: `名称：内容` in an area on a day.
fn in_force_faults(corpus: &Corpus, block: &Block) -> String {
    let day = |key: &str| block.get(key).map(|text| Date::parse(text).unwrap_or_else(|| panic!("{text}")));
    let area = Area::parse(block.get("area").unwrap_or_default());
    let asked = Asked { known_by: day("known"), ..Asked::new(&area, day("on").expect("on=")) };
    let (text, _) = text_in_force(corpus, &asked);
    let mut wrong = String::new();
    for line in block.text.lines() {
        let (name, wanted) = line.split_once('：').unwrap_or_else(|| panic!("`名称：内容`: {line}"));
        let found = in_force(corpus, &text, name);
        if found != wanted {
            wrong.push_str(&format!("  in force: {name}：{found}, not {wanted}\n"));
        }
    }
    wrong
}

/// How an item stands.
fn in_force(corpus: &Corpus, text: &TextInForce, name: &str) -> String {
    let key = name.replace('的', "·");
    let Some(item) = text.items.get(&key) else { return "没有".to_owned() };
    if let Some(ended) = &item.ended {
        return format!("没有规定（{}）", ended.verb);
    }
    match &item.body {
        Body::Scope { members: None, .. } => "未载明".to_owned(),
        Body::Scope { members: Some(listed), over, .. } => {
            let elements = members::elements(&text.items, &over.text);
            let mut keys: Vec<String> =
                members::keys(elements.as_deref(), listed).into_iter().map(|(key, _)| key).collect();
            keys.dedup();
            keys.join("、")
        }
        Body::Parameter { .. } => figures(corpus, text, item),
        Body::Definition { value, .. } => match &value.base {
            Some(value) if !matches!(value.kind, yiju::syntax::tree::ValueKind::Unstated) => {
                corpus.files.text(value.span).trim().to_owned()
            }
            _ => "未载明".to_owned(),
        },
        Body::Determination { clauses, .. } | Body::Benefit { clauses, .. } => clauses
            .condition
            .as_ref()
            .map_or("没有条件".to_owned(), |(c, _)| corpus.files.text(c.span).trim().to_owned()),
        _ => "有".to_owned(),
    }
}

/// Figures of the area itself and those above it that hold on the day: `农村 每人每月655元`.
fn figures(corpus: &Corpus, text: &TextInForce, item: &Item) -> String {
    let holds = |f: &&yiju::corpus::tree::Figure| {
        f.parameter == item.key && text.area.within(&f.area) && f.from.date <= text.on && text.on <= f.to
    };
    let one = |f: &yiju::corpus::tree::Figure| {
        let mut words: Vec<String> = f.coordinates.iter().map(|w| w.text.clone()).collect();
        words.extend(f.year.map(|year| format!("{year}年度")));
        words.push(corpus.files.text(f.span).trim().to_owned());
        words.join(" ")
    };
    let found: Vec<String> = text.figures.iter().filter(holds).map(one).collect();
    if found.is_empty() { "没有数额".to_owned() } else { found.join("；") }
}
