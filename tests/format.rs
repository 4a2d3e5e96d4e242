//! The layout of policy files (`yiju fmt`): every text of the package keeps its meaning, formatting twice changes
//! nothing more, and however a text is laid out, it comes out the same.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::Path;

use proptest::prelude::*;
use yiju::source::FileId;
use yiju::syntax::format::{Untouched, format, likeness};

mod literate;

/// The files below some folders, with their places.
fn files(folders: &[&str]) -> Vec<(String, String)> {
    let paths = folders.iter().flat_map(|folder| literate::files(folder, "yj"));
    paths.map(|path| (path.display().to_string(), literate::read(&path))).collect()
}

/// The blocks of the pages below a folder, with their places.
fn blocks(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for path in literate::files(folder, "md") {
        for block in literate::blocks(&literate::read(&path)).into_iter().filter(|b| b.language == "yj") {
            found.push((format!("{}:{}", path.display(), block.line), literate::Source::of(&block).text));
        }
    }
    found
}

/// The text in its layout, unless it has errors of syntax.
fn laid_out(place: &str, text: &str) -> Option<String> {
    match format(FileId(0), text) {
        Ok(formatted) => Some(formatted.text),
        Err(Untouched::Faulty(found)) => {
            assert!(!found.is_empty(), "{place}: nothing is said about it");
            None
        }
        Err(Untouched::Unsafe) => panic!("{place}: the layout reads differently"),
    }
}

/// Characters that layout neither adds nor takes away.
fn words(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric() || "“”《》「」".contains(*c)).collect()
}

/// Checks every text; how many there were, and how many of them have errors of syntax.
fn kept(texts: Vec<(String, String)>) -> (usize, usize) {
    let (all, mut faulty) = (texts.len(), 0);
    for (place, text) in texts {
        let Some(once) = laid_out(&place, &text) else {
            assert!(!yiju::syntax::parse(FileId(0), &text).1.is_empty(), "{place}: it can be read");
            faulty += 1;
            continue;
        };
        assert_eq!(laid_out(&place, &once).as_deref(), Some(&*once), "{place}: twice is not once");
        // Trees without places: sentences, cases and all that they say.
        assert!(likeness(&once) == likeness(&text), "{place}: another meaning");
        for line in once.lines() {
            assert_eq!(line, line.trim_end(), "{place}: blanks at the end of a line");
        }
    }
    (all, faulty)
}

#[test]
fn files_keep_their_meaning_and_formatting_twice_changes_nothing() {
    let (all, faulty) = kept(files(&["policies", "tests", "src"]));
    assert!(all > 40 && faulty < 5, "{all} files, {faulty} faulty");
}

#[test]
fn fixtures_keep_their_meaning_and_formatting_twice_changes_nothing() {
    let (all, faulty) = kept(blocks("tests/language"));
    assert!(all > 400 && faulty > 5, "{all} texts, {faulty} faulty");
}

#[test]
fn pages_keep_their_meaning_and_formatting_twice_changes_nothing() {
    let (all, faulty) = kept(blocks("docs"));
    assert!(all > 200 && faulty > 5, "{all} texts, {faulty} faulty");
}

#[test]
fn nothing_is_lost_from_the_shipped_documents() {
    for (place, text) in files(&["policies"]) {
        assert_eq!(words(&laid_out(&place, &text).unwrap()), words(&text), "{place}");
    }
}

#[test]
fn the_measures_of_the_newcomer_are_laid_out() {
    for (place, text) in files(&["tests/newcomer", "tests/征信"]) {
        assert!(laid_out(&place, &text).unwrap() == text, "run yiju fmt on {place}");
    }
}

#[test]
fn the_manual_shows_what_comes_out() {
    let manual = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/language.md");
    let blocks = literate::blocks(&literate::read(&manual));
    let shown: Vec<_> = blocks.iter().filter(|b| b.headings.last().is_some_and(|h| h == "排版")).collect();
    let [untidy, tidy] = shown[..] else { panic!("an untidy text and what comes out of it") };
    let out = laid_out("docs/language.md 排版", &literate::Source::of(untidy).text).unwrap();
    assert!(out.ends_with(&format!("\n\n{}", tidy.text)), "{out}");
}

/// A fixed sequence of choices.
struct Choices(u64);

impl Choices {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) % most
    }
    fn now_and_then(&mut self) -> bool {
        self.below(3) == 0
    }
    fn blanks(&mut self) -> String {
        let kinds = [" ", "  ", "\t", "　", "\u{a0}"];
        (0..self.below(4)).map(|_| kinds[self.below(5) as usize]).collect()
    }
}

/// Lines that stand as they are, to their end.
fn is_whole(line: &str) -> bool {
    let marks = ["政策", "词汇", "第", "原文：", "转述：", "注：", "案例 ", "疑义 ", "假定 "];
    marks.iter().any(|mark| line.starts_with(mark))
}

/// Whether a line holds free text, of which every sign counts.
fn has_free_text(line: &str, sentence: &str) -> bool {
    let keys = ["理由：", "后果：", "何时：", "应当：", "提示：", "问：", "指 ", "“", "《", "「", "其"];
    let verbs = ["程序 ", "承诺事项 ", "职责 ", "实体 ", "补充 "];
    // 读法 “…”：承诺事项 …
    let said = |verb: &&str| {
        sentence.starts_with(*verb)
            || sentence.starts_with("读法 ") && sentence.contains(&format!("：{verb}"))
    };
    keys.iter().any(|key| line.contains(key)) || verbs.iter().any(said)
}

fn half_width(line: &str, choices: &mut Choices) -> String {
    const PAIRS: [(char, char); 12] = [
        ('：', ':'),
        ('；', ';'),
        ('，', ','),
        ('（', '('),
        ('）', ')'),
        ('＝', '='),
        ('＋', '+'),
        ('－', '-'),
        ('×', '*'),
        ('÷', '/'),
        ('｜', '|'),
        ('1', '１'),
    ];
    let other = |c: char| PAIRS.iter().find(|(full, _)| *full == c).map(|(_, half)| *half);
    line.chars().map(|c| if choices.now_and_then() { other(c).unwrap_or(c) } else { c }).collect()
}

/// The text laid out by someone who does not care.
fn untidy(text: &str, choices: &mut Choices) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let (mut out, mut sentence, mut in_header) = (String::new(), "", true);
    for (at, line) in lines.iter().enumerate() {
        in_header &= !line.is_empty();
        if line.is_empty() {
            // More empty lines are no more.
            out.push_str(&"\n".repeat(1 + choices.below(3) as usize));
            continue;
        }
        if !line.starts_with([' ', '｜']) {
            sentence = line;
        }
        let whole = is_whole(line) || in_header;
        let mut words = line.trim_start().to_owned();
        if line.starts_with('｜') {
            words = words.replace(" ｜", &format!(" {}｜", choices.blanks()));
        }
        if !whole && !has_free_text(line, sentence) {
            words = half_width(&words, choices);
            for joint in [" 且 ", " 或 ", " 低于 ", " ＋ "] {
                if !line.starts_with('｜') && choices.now_and_then() {
                    words = words.replace(joint, &format!("\n{}{}", choices.blanks(), joint.trim_start()));
                }
            }
        }
        out.push_str(&if whole { String::new() } else { choices.blanks() });
        out.push_str(&words);
        let next = lines.get(at + 1).copied().unwrap_or("");
        let goes_on = next.starts_with(' ') && !line.starts_with("案例 ");
        // 居住地＝山西省 应：a word behind a blank would belong to the place.
        let ends = line.trim_start().starts_with("同上");
        if goes_on && !ends && choices.now_and_then() {
            out.push(' ');
            continue;
        }
        out.push_str(&choices.blanks());
        out.push('\n');
        if (goes_on || next.starts_with('｜')) && choices.now_and_then() {
            out.push_str("\n  \n");
        }
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn however_a_text_is_laid_out_it_comes_out_the_same(seed in any::<u64>(), pick in any::<prop::sample::Index>()) {
        let files = literate::files("policies", "yj");
        let path = pick.get(&files);
        let text = some_of(&literate::read(path), &mut Choices(seed));
        let untidy = untidy(&text, &mut Choices(seed));
        let again = match format(FileId(0), &untidy) {
            Ok(formatted) => formatted.text,
            Err(Untouched::Unsafe) => panic!("{}: the layout reads differently", path.display()),
            Err(Untouched::Faulty(found)) => {
                let at = found.iter().map(|found| found.primary().start as usize).min().unwrap_or(0);
                let from = untidy[..at].char_indices().rev().nth(80).map_or(0, |(from, _)| from);
                let to = untidy[at..].char_indices().nth(60).map_or(untidy.len(), |(to, _)| at + to);
                panic!("{}: cannot be read: {}", path.display(), &untidy[from..to])
            }
        };
        prop_assert!(again == text, "{}: {}", path.display(), first_difference(&text, &again));
    }
}

/// The head of a text and some paragraphs in a row.
fn some_of(text: &str, choices: &mut Choices) -> String {
    let paragraphs: Vec<&str> = text.split("\n\n").collect();
    let (head, rest) = paragraphs.split_first().unwrap();
    let from = choices.below(rest.len() as u64) as usize;
    let some = &rest[from..rest.len().min(from + 8)];
    format!("{head}\n\n第一条\n\n{}\n", some.join("\n\n").trim_end())
}

fn first_difference(wanted: &str, got: &str) -> String {
    let (mut wanted, mut got) = (wanted.lines(), got.lines());
    loop {
        let (a, b) = (wanted.next(), got.next());
        if a != b {
            return format!("\nwanted {a:?}\ngot    {b:?}");
        }
        if a.is_none() {
            return "the ends differ".to_owned();
        }
    }
}

#[test]
fn line_ends_and_the_mark_of_the_encoding_stay() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/全国/社会救助暂行办法.yj");
    let text = laid_out("", &literate::read(&path)).unwrap();
    let crlf = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    assert!(laid_out("", &crlf).unwrap() == crlf);
    let untidy = format!("\u{feff}{}", untidy(&text, &mut Choices(7)).replace('\n', "\r\n"));
    assert!(laid_out("", &untidy).unwrap() == crlf);
}
