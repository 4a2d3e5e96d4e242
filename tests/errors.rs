//! Every code has a page in `docs/errors/`, and every page's example raises its code and nothing else.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufReader, Read};

use yiju::corpus::error::wrong_folder;
use yiju::corpus::from_syntax::folder_fits;
use yiju::corpus::{Corpus, quotes};
use yiju::diagnostics::mending::mend;
use yiju::quantity::calendar::Date;

mod literate;

use literate::{Block, Source};

/// The vocabulary beside every example.
const VOCABULARY: &str = include_str!("errors/vocabulary.yj");

/// Codes without an example, and why there is none.
const WITHOUT_EXAMPLE: [(&str, &str); 3] = [
    ("E0113", "the library is given text; the command line, which reads the files, raises it"),
    ("R0132", "a choice (由本人选择) is among whole names, of which none can be half given"),
    ("R0133", "a record of so many entries is refused as R0009 before"),
];

/// The parts of a page, in order.
const PARTS: [&str; 4] = ["说什么", "为什么要紧", "例子", "怎样改"];

#[test]
fn every_page_has_its_parts() {
    for (code, text) in pages() {
        let first = text.lines().next().unwrap_or_default();
        assert!(first.starts_with(&format!("# {code} ")), "{code}: {first}");
        let parts: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!(parts, PARTS, "{code}");
        assert!(!text.contains("## 为什么要紧\n\n\n"), "{code}");
    }
}

/// A finding that does not say itself why it matters says what its page says.
#[test]
fn every_page_says_in_a_sentence_why_it_matters_to_a_household() {
    for (code, text) in pages() {
        let part = text.split("## 为什么要紧\n").nth(1).unwrap().split("\n## ").next().unwrap().trim();
        assert_eq!(part.lines().count(), 1, "{code}: one line: it is printed behind 后果：");
        assert!(part.ends_with('。') && !part.contains(['`', '*']), "{code}: {part}");
        let length = part.chars().count();
        assert!((10..=80).contains(&length), "{code}: {length} characters: {part}");
        assert_eq!(yiju::diagnostics::pages::why(&code), Some(part.trim_end_matches('。')), "{code}");
    }
}

#[test]
fn the_library_has_every_page() {
    let listed: Vec<&str> = yiju::diagnostics::pages::PAGES.iter().map(|(code, _)| *code).collect();
    let there: Vec<String> = pages().into_keys().collect();
    assert_eq!(listed, there, "the list is in src/diagnostics/pages.rs");
}

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let pages: BTreeSet<String> = pages().into_keys().collect();
    let codes: BTreeSet<String> = codes_in_sources().into_keys().collect();
    let missing: Vec<_> = codes.difference(&pages).collect();
    let idle: Vec<_> = pages.difference(&codes).collect();
    assert!(missing.is_empty() && idle.is_empty(), "no page: {missing:?}; no such code: {idle:?}");
}

#[test]
fn every_example_raises_its_code_and_the_mended_one_does_not() {
    let mut failed = String::new();
    for (code, text) in pages() {
        let blocks = literate::blocks(&text);
        let of =
            |mended: bool| -> Vec<&Block> { blocks.iter().filter(|b| b.has("mended") == mended).collect() };
        if WITHOUT_EXAMPLE.iter().any(|(known, _)| *known == code) {
            assert!(blocks.is_empty() && text.contains("没有例子。"), "{code} is said to have no example");
            continue;
        }
        for (mended, expected) in [(false, vec![code.as_str()]), (true, vec![])] {
            let (mut found, shown) = raised(&of(mended), &code);
            // Cliffs are remarks about the law, not about how it is written.
            found.retain(|found| *found != "E0713" || code == "E0713");
            if found != expected {
                failed.push_str(&format!("{code} (mended: {mended}) raises {found:?}\n{shown}"));
            }
        }
    }
    assert!(failed.is_empty(), "\n{failed}");
}

/// What `--fix` would write is sound, and the table in `docs/检查结果.md` says for which codes it writes anything.
#[test]
fn what_is_mended_unseen_is_sound_and_listed() {
    let page = literate::read(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/检查结果.md"));
    let rows =
        page.lines().filter_map(|line| line.strip_prefix("| E")).filter_map(|row| row.split(" |").next());
    let listed: BTreeSet<String> = rows
        .flat_map(|codes| codes.split('、').map(|code| format!("E{}", code.trim_start_matches('E'))))
        .collect();
    let mut mended = BTreeSet::new();
    let mut failed = String::new();
    for (code, text) in pages() {
        let all = literate::blocks(&text);
        let blocks = all.iter().filter(|b| b.language == "yj" && !b.has("mended"));
        let mut sources: Vec<Source> =
            blocks.map(|b| Source::of(&Block { text: repeated(b), ..b.clone() })).collect();
        let offers = |sources: &[Source]| {
            let corpus = literate::corpus(sources, Some(VOCABULARY));
            let found = literate::check(&corpus);
            let changed = mend(&corpus.files, &found, |_| true);
            (corpus, found, changed)
        };
        let (_, _, first) = offers(&sources);
        if first.made.is_empty() {
            continue;
        }
        for _ in 0..5 {
            let (corpus, _, changed) = offers(&sources);
            for (file, text) in changed.texts {
                let path = &corpus.files.file(file).path;
                sources
                    .iter_mut()
                    .filter(|source| source.path == *path)
                    .for_each(|source| source.text.clone_from(&text));
            }
        }
        mended.extend(first.made.iter().map(|made| made.code.to_owned()));
        let (corpus, found, _) = offers(&sources);
        if !found.is_empty() {
            failed.push_str(&format!("{code}\n{}", literate::shown(&corpus, &found)));
        }
    }
    assert!(failed.is_empty(), "\n{failed}");
    assert!(mended.is_subset(&listed), "not in docs/检查结果.md: {:?}", mended.difference(&listed));
    for code in &listed {
        assert!(pages()[code].contains("`yiju check --fix`"), "{code} does not say that it can be mended");
    }
}

/// The codes that the blocks raise, without those that the page announces with `also=`.
fn raised(blocks: &[&Block], code: &str) -> (Vec<&'static str>, String) {
    let sources: Vec<Source> = blocks
        .iter()
        .filter(|b| b.language == "yj" && !b.has("published"))
        .map(|b| Source::of(&Block { text: repeated(b), ..(*b).clone() }))
        .collect();
    let alone = blocks.iter().any(|b| b.has("alone"));
    let mut corpus = literate::corpus(&sources, (!alone).then_some(VOCABULARY));
    literate::publish(&mut corpus, blocks);
    // What E07 tells of is found in text that compiles.
    let mut found = match code.starts_with("E07") {
        true => literate::check_whole(&corpus),
        false => literate::check(&corpus),
    };
    found.retain(|found| found.accepted.is_none());
    if matches!(code, "E0222" | "E0223") {
        let texts: Vec<(String, String)> =
            blocks.iter().filter_map(|b| Some((b.get("source")?.to_owned(), b.text.clone()))).collect();
        found.extend(quotes::check(&corpus, &texts).1);
    }
    if code == "E0224" {
        found.extend(misplaced(&corpus));
    }
    let mut codes = literate::codes(&found);
    for block in blocks.iter().filter(|b| b.language == "json") {
        let program = literate::program(&corpus, "", Date::from_ymd(2025, 10, 1).unwrap());
        let read = if block.has("broken") {
            literate::records(&program, BufReader::new(repeated(block).as_bytes().chain(Broken)))
        } else {
            literate::records(&program, bytes(block).as_slice())
        };
        codes.extend(read.1);
    }
    codes.retain(|code| blocks.iter().all(|block| block.get("also") != Some(code)));
    (codes, literate::shown(&corpus, &found))
}

fn misplaced(corpus: &Corpus) -> Vec<yiju::diagnostics::Diagnostic> {
    let path = |file| corpus.files.file(file).path.as_str();
    let wrong = corpus.documents.iter().filter(|d| !folder_fits(path(d.syntax.file), &d.area));
    wrong.map(wrong_folder).collect()
}

/// The text of a block; with `repeat=3`, what stands between 〔 and 〕 stands three times.
fn repeated(block: &Block) -> String {
    let Some(times) = block.get("repeat").map(|times| times.parse::<usize>().unwrap()) else {
        return block.text.clone();
    };
    let mut parts = block.text.split('〔');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (inside, rest) = part.split_once('〕').expect("〔 is closed");
        text.push_str(&inside.repeat(times));
        text.push_str(rest);
    }
    text
}

/// The bytes of a block in the encoding that it asks for.
fn bytes(block: &Block) -> Vec<u8> {
    let text = repeated(block);
    match block.get("encoding") {
        Some("bom") => [&[0xef, 0xbb, 0xbf], text.as_bytes()].concat(),
        // Only the words of the example.
        Some("gbk") => {
            let gbk = |c: char| match c {
                '编' => vec![0xb1, 0xe0],
                '号' => vec![0xba, 0xc5],
                '农' => vec![0xc5, 0xa9],
                '村' => vec![0xb4, 0xe5],
                other => other.to_string().into_bytes(),
            };
            text.chars().flat_map(gbk).collect()
        }
        _ => text.into_bytes(),
    }
}

/// An input that fails.
struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::Error::other("连接中断"))
    }
}

/// The pages by code.
fn pages() -> BTreeMap<String, String> {
    let files = literate::files("docs/errors", "md");
    let named = files.iter().map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), path));
    named.filter(|(name, _)| is_code(name)).map(|(name, path)| (name, literate::read(path))).collect()
}

/// Codes that stand in the sources as a string of their own, outside tests, with the files.
fn codes_in_sources() -> BTreeMap<String, BTreeSet<String>> {
    let mut codes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    // The list of pages, that of what can be accepted and the command line only name them.
    let raising = |path: &std::path::PathBuf| {
        let path = path.to_string_lossy();
        let lists = ["/diagnostics/pages.rs", "/diagnostics/acceptable.rs"];
        !path.contains("/src/cli/") && !lists.iter().any(|list| path.ends_with(list))
    };
    for path in literate::files("src", "rs").into_iter().filter(raising) {
        let text = literate::read(&path);
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        for code in text.split('"').filter(|word| is_code(word)) {
            codes.entry(code.to_owned()).or_default().insert(path.display().to_string());
        }
    }
    codes
}

/// `E0104`, `R0001`.
fn is_code(word: &str) -> bool {
    word.len() == 5 && word.starts_with(['E', 'R']) && word[1..].bytes().all(|b| b.is_ascii_digit())
}
