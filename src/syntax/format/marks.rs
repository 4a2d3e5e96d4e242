//! Where a sentence breaks into lines, where blanks stand and what is left as written: read off its pest pairs.

use std::collections::{BTreeMap, BTreeSet};

use pest::iterators::Pair;

use crate::syntax::expression::{find, inner};
use crate::syntax::lines::verb_of;
use crate::syntax::parser::Rule;

/// What stands at the end of the line before a break.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum End {
    /// `；`, put there if it was left out.
    Semicolon,
    /// No `；`.
    Open,
}

/// A new line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Break {
    /// Columns before it.
    pub indent: usize,
    /// How the line before it ends.
    pub end: End,
    /// Only where the line would be too long.
    pub soft: bool,
}

/// Marks on a sentence; offsets are into the folded text.
#[derive(Default, Debug)]
pub(super) struct Marks {
    /// Lines that begin at an offset.
    pub breaks: BTreeMap<usize, Break>,
    /// A blank stands before what begins here: words that join two others.
    pub before: BTreeSet<usize>,
    /// A blank stands after what ends here.
    pub after: BTreeSet<usize>,
    /// No blank stands before what begins here.
    pub tight: BTreeSet<usize>,
    /// A full-width blank stands before what begins here.
    pub wide: BTreeSet<usize>,
    /// Ranges that stay as they are written, by their start.
    pub raw: BTreeMap<usize, usize>,
    /// Ranges that are written another way, by their start.
    pub put: BTreeMap<usize, (usize, String)>,
    /// Colons and semicolons that are left out.
    pub gone: BTreeSet<usize>,
    /// Lines of it are never wrapped.
    pub whole: bool,
    /// Words are not exchanged for signs, nor dates spelt out: the words themselves are read later.
    pub literal: bool,
    /// Offset of the parsed text in the folded file.
    base: usize,
    /// Parentheses around what is walked.
    depth: usize,
}

impl Marks {
    /// No marks yet on the text that begins at `base`.
    pub fn new(base: usize, literal: bool) -> Marks {
        Marks { base, literal, ..Marks::default() }
    }

    pub(super) fn start(&self, pair: &Pair<'_, Rule>) -> usize {
        self.base + pair.as_span().start()
    }

    /// Where the pair ends, trailing blanks left out.
    pub(super) fn end(&self, pair: &Pair<'_, Rule>) -> usize {
        self.start(pair) + pair.as_str().trim_end().len()
    }

    /// A line begins with this pair.
    pub(super) fn line(&mut self, pair: &Pair<'_, Rule>, indent: usize, end: End) {
        let soft = false;
        self.breaks.insert(self.start(pair), Break { indent, end, soft });
    }

    fn line_if_long(&mut self, pair: &Pair<'_, Rule>, indent: usize, end: End) {
        let soft = true;
        self.breaks.insert(self.start(pair), Break { indent, end, soft });
    }

    fn keep(&mut self, pair: &Pair<'_, Rule>) {
        self.raw.insert(self.start(pair), self.end(pair));
    }

    fn write(&mut self, pair: &Pair<'_, Rule>, text: String) {
        self.put.insert(self.start(pair), (self.end(pair), text));
    }

    /// A word that joins what stands before and after it.
    fn joint(&mut self, pair: &Pair<'_, Rule>) {
        self.before.insert(self.start(pair));
        self.after.insert(self.end(pair));
    }

    fn children(&mut self, pair: Pair<'_, Rule>, indent: usize) {
        for part in inner(pair) {
            self.walk(part, indent);
        }
    }

    /// Marks a sentence: 读法 stands on the line of what it is about, as long as that fits.
    pub fn sentence(&mut self, pair: Pair<'_, Rule>) {
        let mut read = false;
        for part in inner(pair) {
            if read {
                self.line_if_long(&part, 0, End::Open);
            }
            let verb = verb_of(part.as_str()).unwrap_or_default();
            if !verb.is_empty() && !part.as_str()[verb.len()..].starts_with(':') {
                self.after.insert(self.start(&part) + verb.len());
            }
            read = part.as_rule() == Rule::reading;
            self.walk(part, 0);
        }
    }

    /// Marks a pair that stands on a line with `indent`.
    pub fn walk(&mut self, pair: Pair<'_, Rule>, indent: usize) {
        match pair.as_rule() {
            Rule::text | Rule::document | Rule::words | Rule::reason_words => self.keep(&pair),
            // Its colon is not that of a key.
            Rule::ratio => self.write(&pair, pair.as_str().split_whitespace().collect()),
            Rule::name if pair.as_str().starts_with('「') => self.keep(&pair),
            Rule::date => self.date(&pair),
            Rule::product_op | Rule::sum_op => self.sign(&pair),
            Rule::compare_word => {
                self.before.insert(self.start(&pair));
                if !matches!(pair.as_str().trim_end(), "满" | "不满" | "未满") {
                    self.after.insert(self.end(&pair));
                }
            }
            Rule::and | Rule::or | Rule::with | Rule::belongs_yes | Rule::belongs_not => self.joint(&pair),
            Rule::recorded_yes | Rule::recorded_not | Rule::meets_yes | Rule::meets_not => self.joint(&pair),
            Rule::located_yes | Rule::located_not | Rule::not => self.joint(&pair),
            Rule::has_some | Rule::has_not | Rule::only | Rule::without => self.joint(&pair),
            Rule::group | Rule::filter | Rule::postfix | Rule::member => self.bracketed(pair, indent),
            Rule::group1 | Rule::group2 | Rule::group3 => self.entries(pair, indent),
            Rule::operands | Rule::elapsed => self.operands(pair, indent),
            Rule::exceptions => self.exceptions(pair, indent, false),
            Rule::by_case | Rule::banded => self.items(pair, indent),
            Rule::schedule => self.schedule(pair, indent),
            Rule::body | Rule::amend | Rule::adjustments | Rule::calendar => self.parts(pair, indent),
            Rule::duty => self.duty(pair, indent),
            Rule::authority => self.authority(pair, indent),
            Rule::term => self.term(pair, indent),
            Rule::raise_clause => self.conditional(pair, indent),
            Rule::doubt | Rule::assumption => {
                self.whole = true;
                self.children(pair, indent);
            }
            Rule::acceptance => self.acceptance(pair, indent),
            Rule::table => self.colon(pair, indent, false),
            Rule::extension | Rule::approval => self.colon(pair, indent, true),
            Rule::case_body | Rule::case_stage | Rule::case_again => self.case(pair, indent),
            _ => self.children(pair, indent),
        }
    }

    /// `2025-10-01` is written as it is read.
    fn date(&mut self, pair: &Pair<'_, Rule>) {
        let text = pair.as_str().trim_end();
        let mut parts = text.split('-').map(|part| part.trim_start_matches('0'));
        if let (Some(year), Some(month), Some(day)) = (parts.next(), parts.next(), parts.next())
            && !self.literal
        {
            self.write(pair, format!("{year}年{month}月{day}日"));
        }
    }

    fn sign(&mut self, pair: &Pair<'_, Rule>) {
        self.joint(pair);
        let sign = match pair.as_str().trim_end() {
            "+" => "＋",
            "-" => "－",
            _ if self.literal => return,
            "加" => "＋",
            "减" => "－",
            "×" | "*" | "乘以" => "×",
            _ => "÷",
        };
        self.write(pair, sign.to_owned());
    }

    /// What stands in parentheses is not broken into lines by its structure.
    fn bracketed(&mut self, pair: Pair<'_, Rule>, indent: usize) {
        let deeper = pair.as_str().contains('(');
        self.depth += usize::from(deeper);
        self.children(pair, indent);
        self.depth -= usize::from(deeper);
    }

    /// The lists of conditions: （一） 1. （1）.
    fn entries(&mut self, pair: Pair<'_, Rule>, indent: usize) {
        for entry in inner(pair) {
            if !matches!(entry.as_rule(), Rule::entry1 | Rule::entry2 | Rule::entry3) {
                continue;
            }
            if self.depth == 0 {
                self.line(&entry, indent + 2, End::Semicolon);
                self.last_semicolon(&entry);
            }
            self.behind_label(&entry);
            self.children(entry, indent + 2);
        }
    }

    /// Entries of 分情形 and 分段累计.
    fn items(&mut self, pair: Pair<'_, Rule>, indent: usize) {
        for part in inner(pair) {
            match part.as_rule() {
                Rule::case_entry | Rule::otherwise | Rule::band if self.depth == 0 => {
                    self.line(&part, indent + 2, End::Semicolon);
                    self.last_semicolon(&part);
                    self.behind_label(&part);
                    self.conditional(part, indent + 2);
                }
                _ => self.walk(part, indent),
            }
        }
    }

    /// The `;` that a pair may end with is put back where the next line begins.
    fn last_semicolon(&mut self, pair: &Pair<'_, Rule>) {
        let end = self.end(pair);
        if pair.as_str().trim_end().ends_with(';') {
            self.gone.insert(end - 1);
        }
    }

    fn behind_label(&mut self, pair: &Pair<'_, Rule>) {
        let mut parts = inner(pair.clone())
            .skip_while(|p| !matches!(p.as_rule(), Rule::label | Rule::label1 | Rule::label2 | Rule::label3));
        if let (Some(_), Some(next)) = (parts.next(), parts.next()) {
            self.tight.insert(self.start(&next));
        }
    }

    /// `条件 的，…`: a blank before 的, which does not belong to the last word.
    fn conditional(&mut self, pair: Pair<'_, Rule>, indent: usize) {
        for part in inner(pair) {
            if matches!(part.as_rule(), Rule::condition | Rule::compare) {
                self.after.insert(self.end(&part));
            }
            self.walk(part, indent);
        }
    }

    /// `甲 与 乙 的较小者`, `从 甲 到 乙 的天数`: what stands behind 的 is about all of them.
    fn operands(&mut self, pair: Pair<'_, Rule>, indent: usize) {
        if let Some(pick) = find(&pair, Rule::pick).or_else(|| find(&pair, Rule::length)) {
            let last = inner(pair.clone()).take_while(|p| p != &pick).last();
            if let Some(last) = last {
                self.after.insert(self.end(&last));
            }
        }
        self.children(pair, indent);
    }

    /// 但, and 其中 below it. A single one may stand on the line of its clause.
    fn exceptions(&mut self, pair: Pair<'_, Rule>, indent: usize, in_line: bool) {
        let plain = !pair.as_str().contains("下列") && !pair.as_str().contains("分情形");
        let single = in_line && plain && inner(pair.clone()).count() == 1;
        for exception in inner(pair) {
            let nested = exception.as_str().starts_with("其中");
            let own = if nested { indent + 4 } else { indent + 2 };
            if single {
                self.line_if_long(&exception, own, End::Semicolon);
            } else {
                self.line(&exception, own, End::Semicolon);
            }
            self.behind_label(&exception);
            self.conditional(exception, own);
        }
    }

    fn schedule(&mut self, pair: Pair<'_, Rule>, indent: usize) {
        for part in inner(pair) {
            if part.as_rule() == Rule::schedule_case {
                self.line(&part, indent + 2, End::Semicolon);
                self.conditional(part, indent + 2);
            } else {
                self.walk(part, indent);
            }
        }
    }

    /// Clauses, changes, stages, days: each begins a line.
    fn parts(&mut self, pair: Pair<'_, Rule>, indent: usize) {
        let body = pair.as_rule() == Rule::body;
        for part in inner(pair) {
            match part.as_rule() {
                Rule::change | Rule::stage | Rule::calendar_part => {}
                _ if body => {}
                _ => {
                    self.walk(part, indent);
                    continue;
                }
            }
            self.line(&part, indent + 2, End::Semicolon);
            match part.as_rule() {
                Rule::change => self.change(part, indent + 2),
                _ => self.clause(part, indent + 2),
            }
        }
    }

    fn clause(&mut self, pair: Pair<'_, Rule>, indent: usize) {
        if pair.as_rule() == Rule::raise_clause {
            return self.walk(pair, indent);
        }
        for part in inner(pair) {
            match part.as_rule() {
                Rule::exceptions => self.exceptions(part, indent, true),
                Rule::valued => {
                    for part in inner(part) {
                        match part.as_rule() {
                            Rule::exceptions => self.exceptions(part, indent, true),
                            _ => self.walk(part, indent),
                        }
                    }
                }
                _ => self.walk(part, indent),
            }
        }
    }

    /// 由 … 改为 …: a line each.
    fn change(&mut self, pair: Pair<'_, Rule>, indent: usize) {
        for part in inner(pair).flat_map(inner) {
            match part.as_rule() {
                Rule::widen | Rule::narrow | Rule::turn => {
                    self.line(&part, indent, End::Open);
                    self.after.insert(self.end(&part));
                }
                Rule::exception => {
                    self.behind_label(&part);
                    self.conditional(part, indent);
                }
                Rule::insert_item => {
                    self.behind_label(&part);
                    self.children(part, indent);
                }
                _ => self.walk(part, indent),
            }
        }
    }

    fn duty(&mut self, pair: Pair<'_, Rule>, indent: usize) {
        let parts: Vec<_> = inner(pair.clone()).filter(|p| p.as_rule() == Rule::duty_part).collect();
        let keyed = parts.len() > 1 || parts.iter().any(|p| find(p, Rule::duty_key).is_some());
        for part in inner(pair) {
            if keyed && part.as_rule() == Rule::duty_part {
                self.line(&part, indent + 2, End::Semicolon);
            }
            self.walk(part, indent + 2);
        }
    }

    /// The reason stands on a line of its own.
    fn acceptance(&mut self, pair: Pair<'_, Rule>, indent: usize) {
        let reason = find(&pair, Rule::words).and_then(|words| {
            let before = words.as_span().start() - pair.as_span().start();
            pair.as_str().get(..before)?.rfind("理由")
        });
        if let Some(reason) = reason {
            self.breaks.insert(self.start(&pair) + reason, Break { indent: indent + 2, ..FIRST });
        }
        self.children(pair, indent);
    }

    /// Powers stand on one line as long as they fit.
    fn authority(&mut self, pair: Pair<'_, Rule>, indent: usize) {
        for part in inner(pair) {
            if part.as_rule() == Rule::power {
                self.line_if_long(&part, indent + 2, End::Semicolon);
            }
            self.walk(part, indent + 2);
        }
    }

    /// The words of a term of 发放 are shown as they are written.
    fn term(&mut self, pair: Pair<'_, Rule>, indent: usize) {
        let literal = std::mem::replace(&mut self.literal, true);
        if find(&pair, Rule::term_words).is_some() {
            self.keep(&pair);
        } else {
            self.children(pair, indent);
        }
        self.literal = literal;
    }

    /// A colon before a table that may be left out: with it or without it.
    fn colon(&mut self, pair: Pair<'_, Rule>, indent: usize, wanted: bool) {
        if let Some(name) = find(&pair, Rule::name).filter(|_| pair.as_rule() == Rule::extension) {
            self.after.insert(self.end(&name));
        }
        let end = self.end(&pair);
        let there = pair.as_str().trim_end().ends_with(':');
        if there && !wanted {
            self.gone.insert(end - 1);
        } else if wanted && !there {
            self.put.insert(end, (end, "：".to_owned()));
        }
        self.children(pair, indent);
    }

    /// The parts of a case: 地点, 日期, 另设, 设, 应, 同上.
    fn case(&mut self, pair: Pair<'_, Rule>, indent: usize) {
        let again = pair.as_rule() == Rule::case_again;
        let (whole, start) = (pair.as_str(), self.start(&pair));
        let (mut before, mut read) = (Rule::case_place, 0);
        for part in inner(pair) {
            let rule = part.as_rule();
            let at = self.start(&part) - start;
            let listed = again && whole.get(read..at).is_some_and(|between| between.contains(','));
            read = self.end(&part) - start;
            let end = match before {
                Rule::case_override | Rule::case_readings | Rule::case_given => End::Semicolon,
                _ => End::Open,
            };
            match rule {
                Rule::case_stage => self.breaks.extend([(self.start(&part), FIRST)]),
                Rule::case_again => self.line(&part, 2, End::Semicolon),
                Rule::case_date if !again => {
                    self.wide.insert(self.start(&part));
                }
                Rule::case_readings if listed => {}
                Rule::case_override | Rule::case_readings | Rule::case_given | Rule::case_expect => {
                    self.line(&part, 2, end);
                }
                _ => {}
            }
            before = rule;
            for inside in inner(part.clone()) {
                if matches!(inside.as_rule(), Rule::case_line | Rule::expectation) {
                    self.line(&inside, 4, End::Semicolon);
                }
            }
            self.walk(part, indent);
        }
    }
}

const FIRST: Break = Break { indent: 2, end: End::Open, soft: false };
