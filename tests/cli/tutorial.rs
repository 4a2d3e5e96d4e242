//! The tutorial (`docs/手册/教程.md`) is done from its first line to its last: files are written and changed as it says,
//! commands are typed, and what it shows is what is printed. A line `…` stands for lines that are left out.
//! `YIJU_BLESS=1 cargo test --test cli tutorial` writes anew what no longer fits (whole; leave out again by hand).

use std::fs;

use crate::session::{Folder, package, yiju};

/// A fenced block, with the line of its fence counted from 0.
pub struct Block<'t> {
    /// What stands behind the fence.
    pub info: &'t str,
    /// The lines of the block.
    pub text: String,
    /// Where its fence stands.
    pub line: usize,
}

/// The fenced blocks of a page.
pub fn blocks(text: &str) -> Vec<Block<'_>> {
    let (mut found, mut open): (Vec<Block<'_>>, Option<Block<'_>>) = (Vec::new(), None);
    for (line, words) in text.lines().enumerate() {
        match (&mut open, words.strip_prefix("```")) {
            (None, Some(info)) => open = Some(Block { info, text: String::new(), line }),
            (Some(_), Some("")) => found.extend(open.take()),
            (Some(block), _) => block.text.push_str(&format!("{words}\n")),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is not closed");
    found
}

/// Whether lines are as they are shown.
pub fn fits(shown: &[&str], printed: &[&str]) -> bool {
    match shown.split_first() {
        None => printed.is_empty(),
        Some((&"…", rest)) => (0..=printed.len()).any(|left_out| fits(rest, &printed[left_out..])),
        Some((line, rest)) => {
            printed.split_first().is_some_and(|(first, others)| line == first && fits(rest, others))
        }
    }
}

#[test]
fn the_tutorial_can_be_done() {
    let path = package().join("docs/手册/教程.md");
    let text = fs::read_to_string(&path).unwrap();
    let bless = std::env::var_os("YIJU_BLESS").is_some();
    let folder = Folder::new();
    let (mut old, mut commands, mut new) = (None, 0, Vec::new());
    for block in blocks(&text) {
        let (language, act) = block.info.split_once(' ').unwrap_or((block.info, ""));
        let (verb, file) = act.split_once('=').unwrap_or((act, ""));
        let at = folder.path().join(file);
        let place = format!("docs/手册/教程.md:{}", block.line + 1);
        match (language, verb) {
            ("yj" | "json", "file") => folder.write(file, &block.text),
            ("yj" | "json", "add") => {
                let before = fs::read_to_string(&at).unwrap();
                folder.write(file, format!("{before}\n{}", block.text));
            }
            ("yj" | "json", "old") => old = Some((file.to_owned(), block.text)),
            ("yj" | "json", "new") => {
                let (before, gone) = old.take().expect("what is replaced stands before");
                assert_eq!(before, file, "{place}");
                let whole = fs::read_to_string(&at).unwrap();
                let (gone, put) = (gone.trim_end(), block.text.trim_end());
                assert_eq!(whole.matches(gone).count(), 1, "{place}: {gone}");
                folder.write(file, whole.replace(gone, put));
            }
            ("console", "") => {
                let (call, shown) = block.text.split_once('\n').unwrap();
                let words: Vec<&str> = call.strip_prefix("$ yiju ").expect(&place).split(' ').collect();
                let said = yiju(folder.path(), &words);
                let printed = format!("{}{}", said.out, said.err);
                commands += 1;
                let shown: Vec<&str> = shown.trim_end().lines().collect();
                let printed: Vec<&str> = printed.trim_end().lines().collect();
                if !fits(&shown, &printed) {
                    assert!(bless, "{place}: {call} prints something else:\n{}", printed.join("\n"));
                    let printed: Vec<String> = printed.into_iter().map(str::to_owned).collect();
                    new.push((block.line + 2..block.line + 2 + shown.len(), printed));
                }
            }
            _ => panic!("{place}: {}", block.info),
        }
    }
    assert!(commands >= 10 && old.is_none());
    if !new.is_empty() {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        for (inside, printed) in new.into_iter().rev() {
            lines.splice(inside, printed);
        }
        fs::write(&path, lines.join("\n") + "\n").unwrap();
    }
}
