//! Fuzzy numbers that a sentence computes with as if they were exact: 500元左右, 20余万元.

use super::pairs::Pair;
use crate::diagnostics::Diagnostic;

/// Words with which a 疑义 or 假定 speaks of a fuzzy number.
const SPOKEN_OF: [&str; 8] = ["左右", "上下", "余", "多", "约", "近", "概数", "不是数"];

/// Numbers of an article's quotes that are none, where its sentences hold the same number.
pub fn check(pair: &Pair<'_>, found: &mut Vec<Diagnostic>) {
    let fuzzy = pair.quoted().filter_map(|(words, number)| Some((words, number, number.fuzzy?)));
    for (words, number, word) in fuzzy {
        let same =
            pair.computed().find(|(_, exact)| exact.value == number.value && exact.measure == number.measure);
        let Some((rule, exact)) = same else { continue };
        let digits = rule.written(exact).trim_end_matches(|c: char| !c.is_ascii_digit());
        let spoken = pair.notes_mention(&SPOKEN_OF) || !digits.is_empty() && pair.notes_mention(&[digits]);
        if spoken || assumed(rule.text, exact.start) {
            continue;
        }
        let (said, written) = (words.written(number), rule.written(exact));
        let message = format!("原文说“{said}”，句子按整整{written}来算");
        let mut one = Diagnostic::warning("E0750", message, rule.place(exact), "照准数算")
            .also(words.place(number), format!("“{word}”不是准数"))
            .why(format!("差一点的人家，该不该给、给多少，原文没有说，机器却替原文答了{written}"))
            .help(format!("查明准数；查不到的，在句子下面写：疑义 “{said}是多少”：待定"))
            .help("原文没有给数，打算照这个数办的，写成：未载明，假定 这个数");
        for subject in pair.subjects(rule) {
            one = one.about(subject);
        }
        found.push(one);
    }
}

/// 未载明，假定 stands right before the number.
fn assumed(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or("");
    let before = before.trim_end_matches(|c: char| c.is_whitespace() || "每人户月年次".contains(c));
    before.ends_with("假定")
}
