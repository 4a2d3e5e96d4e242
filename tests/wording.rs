//! A sentence as it now reads says what the item in force says: it is read again, and must come out as that item. All
//! fixtures of `tests/language/` and the shipped documents are tried, in every area and period.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::Path;

use yiju::corpus::amend::value_text;
use yiju::corpus::tree::{Item, TextInForce};
use yiju::corpus::wording::{self, clauses_in};
use yiju::corpus::{Asked, Corpus, from_syntax, members, text_in_force};
use yiju::diagnostics::Severity;
use yiju::source::FileSet;
use yiju::syntax;
use yiju::syntax::tree::{Body, Clauses, Effect, Exception, Expr, Member, Value, Valued, canonical};

mod literate;

use literate::{Block, Source};

const VOCABULARY: &str = include_str!("errors/vocabulary.yj");

/// What an item says, place-free; none for the kinds that cannot be amended.
fn meaning(text: &TextInForce, body: &Body) -> Option<String> {
    let set = |members: &Option<Vec<Member>>, elements: Option<Vec<String>>| {
        let members = members.clone().unwrap_or_default();
        let keys = members::keys(elements.as_deref(), &members);
        let mut keys: Vec<String> = keys
            .into_iter()
            .map(|(key, member)| {
                let key: String = key.chars().filter(|sign| !"“”".contains(*sign)).collect();
                format!("{key}{}", member.condition.as_ref().map(canonical).unwrap_or_default())
            })
            .collect();
        keys.sort();
        keys.dedup();
        keys.join("、")
    };
    Some(match body {
        Body::Scope { members, over, entity, .. } => {
            set(members, if *entity { None } else { members::elements(&text.items, &over.text) })
        }
        Body::Exclusion { members, how } => {
            let names: Vec<&str> = members.iter().flatten().map(|member| member.name.text.as_str()).collect();
            format!("{} {}", names.join("、"), how.as_ref().unwrap())
        }
        Body::Definition { value, .. } => valued(value),
        Body::Adjustments { stages, .. } => {
            let caps = stages.iter().map(|stage| stage.cap.as_ref().map(canonical).unwrap_or_default());
            caps.collect::<Vec<_>>().join(";")
        }
        body => clauses(clauses_in(body)?),
    })
}

fn value(value: &Value) -> String {
    value_text(value)
}

fn valued(valued: &Valued) -> String {
    let base = valued.base.as_ref().map(value).unwrap_or_default();
    format!("{base}|{}", exceptions(&valued.exceptions))
}

fn exceptions(exceptions: &[Exception]) -> String {
    let said = |known: &Exception| {
        let effect = match &known.effect {
            Effect::Becomes(given) | Effect::Plus(given) => value(given),
            Effect::NotApplied(label) => label.text.clone(),
        };
        format!("{}{}→{effect}", known.label, canonical(&known.condition))
    };
    exceptions.iter().map(said).collect::<Vec<_>>().join(";")
}

fn clauses(clauses: &Clauses) -> String {
    let expr = |expr: &Option<Expr>| expr.as_ref().map(canonical).unwrap_or_default();
    let condition = clauses
        .condition
        .as_ref()
        .map(|(condition, but)| format!("{}|{}", canonical(condition), exceptions(but)))
        .unwrap_or_default();
    let bodies = clauses.bodies.iter().flat_map(|bodies| &bodies.names).map(|name| name.text.as_str());
    [
        condition,
        expr(&clauses.term),
        clauses.amount.as_ref().map(valued).unwrap_or_default(),
        clauses.due.as_ref().map(valued).unwrap_or_default(),
        clauses.disregarded.as_ref().map(value).unwrap_or_default(),
        expr(&clauses.floor),
        expr(&clauses.cap),
        clauses.rounding.map(|(rounding, _, _)| rounding.to_string()).unwrap_or_default(),
        // What its document has taken with it is unstated.
        clauses.schedule.as_ref().map(|schedule| schedule.words()).unwrap_or_default().replace("未载明", ""),
        clauses.form.as_ref().map(|form| form.text.clone()).unwrap_or_default(),
        bodies.collect::<Vec<_>>().join("、"),
    ]
    .join("\n")
}

/// The sentence as it now reads.
fn words(corpus: &Corpus, text: &TextInForce, item: &Item) -> String {
    let lines = wording::of_item(corpus, text, item);
    let lines = lines.iter().map(|line| format!("{}{}", "  ".repeat(usize::from(line.depth)), line.text()));
    lines.collect::<Vec<_>>().join("\n")
}

/// Items of which a text in force does not say what their wording says.
fn wrong(corpus: &Corpus, told: &mut usize) -> String {
    let mut found = String::new();
    if corpus.diagnostics.iter().any(|slip| slip.severity == Severity::Error) {
        return found;
    }
    for area in corpus.areas() {
        for on in corpus.turning_days(&area) {
            let (text, slips) = text_in_force(corpus, &Asked::new(&area, on));
            if slips.iter().any(|slip| slip.severity == Severity::Error) {
                continue;
            }
            for item in text.items.values().filter(|item| item.ended.is_none()) {
                let Some(expected) = meaning(&text, &item.body) else { continue };
                let said = words(corpus, &text, item);
                *told += usize::from(!item.changes.is_empty());
                let document = format!("政策 “甲”\n代号：《甲》\n辖区：全国\n施行：2025年1月1日\n\n{said}\n");
                let mut files = FileSet::new();
                let file = files.add("甲.yj", document.clone());
                let (document, slips) = syntax::parse(file, &document);
                let sentence = document.as_ref().and_then(|document| document.statements.first());
                let read = sentence.and_then(|sentence| meaning(&text, &sentence.body));
                // A condition that went with its document has no words of the language.
                let gone = item.changes.iter().any(|change| !text.documents.contains(&change.by.document));
                let problem = match read {
                    _ if !slips.is_empty() && gone && said.contains("未载明") => continue,
                    _ if !slips.is_empty() => format!("cannot be read: {:?}", slips[0].message),
                    Some(read) if read == expected => continue,
                    read => format!("{read:?}\n  for {expected:?}"),
                };
                found.push_str(&format!("{} {on} {}\n{said}\n  {problem}\n", area.name(), item.key));
            }
        }
    }
    found
}

#[test]
fn the_wording_of_every_fixture_is_what_holds() {
    let (mut failed, mut told) = (String::new(), 0);
    for stage in ["corpus", "evaluation", "acceptance", "analysis", "cases"] {
        for path in literate::files(&format!("tests/language/{stage}"), "md") {
            let all = literate::blocks(&literate::read(&path));
            for blocks in all.chunk_by(|a, b| a.headings == b.headings) {
                let sources: Vec<Source> =
                    blocks.iter().filter(|block| block.language == "yj").map(Source::of).collect();
                let corpus = literate::corpus(&sources, Some(VOCABULARY));
                let wrong = wrong(&corpus, &mut told);
                if !wrong.is_empty() {
                    let title = blocks.first().and_then(|block: &Block| block.headings.last().cloned());
                    failed.push_str(&format!("{}: {}\n{wrong}", path.display(), title.unwrap_or_default()));
                }
            }
        }
    }
    assert!(failed.is_empty(), "\n{failed}");
    assert!(told > 50, "only {told} amended items");
}

#[test]
fn the_wording_of_the_shipped_documents_is_what_holds() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let files = literate::files("policies", "yj");
    let corpus = from_syntax::read(files.iter().map(|path| {
        let name = path.strip_prefix(&root).unwrap_or(path).to_string_lossy().into_owned();
        (name, literate::read(path))
    }));
    let mut told = 0;
    let wrong = wrong(&corpus, &mut told);
    assert!(wrong.is_empty(), "\n{wrong}");
    assert!(told > 20, "only {told} amended items");
}
