//! Every example of the manual (`docs/language.md`) is run.
//!
//! A `yj` block is a document of a little set, run as the fixtures of `tests/language/` are: blocks under one heading
//! stand together, a block with the word `another` begins a set of its own; `whole` asks for the whole check. Beside every set stands the vocabulary of
//! the manual, its block `vocabulary`. A block with the word `shipped` is copied from `policies/`.
//! `YIJU_BLESS=1 cargo test --test manual` writes the `said` and `coverage` blocks anew.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::path::Path;

mod literate;

use literate::{Block, Source, section};

/// The manual.
fn manual() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/language.md")
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn every_example_holds() {
    let text = literate::read(&manual());
    let blocks = literate::blocks(&text);
    let vocabulary = blocks.iter().find(|b| b.has("vocabulary")).expect("the manual shows its vocabulary");
    let examples: Vec<Block> =
        blocks.iter().filter(|b| !b.has("vocabulary") && !b.has("shipped")).cloned().collect();
    let (mut failed, mut new) = (String::new(), Vec::new());
    for set in examples.chunk_by(|a, b| a.headings == b.headings && !b.has("another")) {
        if std::env::var_os("YIJU_BLESS").is_some() {
            new.extend(printed(set, &vocabulary.text));
            continue;
        }
        let mut wrong = section::faults_by(set, &vocabulary.text, check_of(set));
        let shows = |b: &Block| {
            let cases = b.text.contains("\n案例 ") || b.text.contains("\n注：错误 ");
            cases || matches!(b.language.as_str(), "inforce" | "said" | "errors" | "coverage")
        };
        if !set.iter().any(shows) {
            wrong.push_str("  no case, no finding, no text in force: the example shows nothing\n");
        }
        if !wrong.is_empty() {
            let title = set[0].headings.last().cloned().unwrap_or_default();
            failed.push_str(&format!("docs/language.md:{} {title}\n{wrong}", set[0].line));
        }
    }
    if !new.is_empty() {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        for (block, said) in new.iter().rev() {
            let inside = block.line..block.line + block.text.lines().count();
            lines.splice(inside, said.lines().map(str::to_owned));
        }
        std::fs::write(manual(), lines.join("\n") + "\n").unwrap();
    }
    assert!(failed.is_empty(), "\n{failed}");
}

/// What looks for findings: for a set with a block marked `whole`, all that `yiju check` does.
fn check_of(set: &[Block]) -> fn(&yiju::corpus::Corpus) -> Vec<yiju::diagnostics::Diagnostic> {
    if set.iter().any(|block| block.has("whole")) { literate::check_whole } else { literate::check }
}

/// The blocks of a set that show what is printed, with what is.
fn printed(set: &[Block], vocabulary: &str) -> Vec<(Block, String)> {
    let sources: Vec<Source> = set.iter().filter(|b| b.language == "yj").map(Source::of).collect();
    let corpus = literate::corpus(&sources, Some(vocabulary));
    let check = check_of(set);
    let said = |block: &Block| match block.language.as_str() {
        "said" => Some((block.clone(), section::said(&corpus, &check(&corpus)))),
        "coverage" => Some((block.clone(), section::coverage(&corpus))),
        _ => None,
    };
    set.iter().filter_map(said).collect()
}

#[test]
fn every_block_is_of_a_kind_that_is_run() {
    for block in literate::blocks(&literate::read(&manual())) {
        let run = ["yj", "said", "coverage", "inforce", "errors", "help"];
        assert!(run.contains(&block.language.as_str()), "docs/language.md:{} {}", block.line, block.language);
    }
}

#[test]
fn what_is_copied_from_the_shipped_documents_stands_in_them() {
    let shipped: Vec<String> =
        literate::files("policies", "yj").iter().map(|path| bare(&literate::read(path))).collect();
    let blocks = literate::blocks(&literate::read(&manual()));
    let copied: Vec<&Block> = blocks.iter().filter(|b| b.has("shipped")).collect();
    assert!(copied.len() >= 3);
    for block in copied {
        assert!(shipped.iter().any(|document| document.contains(&bare(&block.text))), "{}", block.text);
    }
}

/// The words of the grammar that officers type, in “”, which the manual has to name.
fn words_of_the_grammar() -> BTreeSet<String> {
    let grammar = include_str!("../grammar/policy.pest");
    let rules = grammar.lines().filter(|line| !line.trim_start().starts_with("//"));
    let words = rules.flat_map(|line| line.split('"').skip(1).step_by(2).collect::<Vec<_>>());
    let chinese = |word: &&str| word.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    words.filter(chinese).filter(|word| word.chars().count() > 1).map(str::to_owned).collect()
}

#[test]
fn every_word_of_the_grammar_is_explained() {
    let text = literate::read(&manual());
    let missing: Vec<String> =
        words_of_the_grammar().into_iter().filter(|word| !text.contains(word.as_str())).collect();
    assert!(missing.is_empty(), "the manual does not name {missing:?}");
}

/// The words with which rules of sentences and their clauses begin.
fn verbs_and_keys() -> BTreeSet<String> {
    let grammar = include_str!("../grammar/policy.pest");
    let rules =
        grammar.split_once("// ---- sentences").and_then(|(_, rest)| rest.split_once("// ---- table"));
    let sentences = rules.expect("the grammar has its parts").0;
    let key = |line: &str| {
        let (_, body) = line.split_once(" = { ")?;
        let first = body.trim_start_matches('(').strip_prefix('"')?.split('"').next()?;
        let chinese = first.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        (chinese && first.chars().count() > 1).then(|| first.to_owned())
    };
    sentences.lines().filter_map(key).collect()
}

#[test]
fn every_verb_and_clause_key_is_in_the_glossary() {
    let text = literate::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/glossary.md"));
    let words = verbs_and_keys();
    assert!(words.len() > 40, "{words:?}");
    let missing: Vec<&String> = words.iter().filter(|word| !text.contains(word.as_str())).collect();
    assert!(missing.is_empty(), "docs/glossary.md does not name {missing:?}");
}

/// `path：words` of the page of requirements (`docs/requirements.md`).
fn pointers(page: &str) -> impl Iterator<Item = (&str, &str)> {
    let quoted = page.split('`').skip(1).step_by(2);
    quoted
        .filter_map(|words| words.split_once('：'))
        .filter(|(path, _)| path.starts_with("tests/") || path.starts_with("policies/"))
}

#[test]
fn every_requirement_points_to_what_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = literate::read(&root.join("docs/requirements.md"));
    for number in 1..=47 {
        let row = format!("| L{number:02} |");
        let line = page.lines().find(|line| line.starts_with(&row)).unwrap_or_else(|| panic!("{row}"));
        assert!(pointers(line).next().is_some(), "{row} points nowhere");
    }
    for (path, words) in pointers(&page) {
        assert!(literate::read(&root.join(path)).contains(words), "{path} does not say {words}");
    }
}
