//! Expressions, conditions and values: pest pairs to tree.

use pest::iterators::Pair;

use super::error::SyntaxError;
use super::fold::Folded;
use super::parser::Rule;
use super::tree::*;
use crate::quantity::ratio::Ratio;
use crate::source::{FileId, Span};

/// Builds tree nodes from the pairs of one parsed slice.
pub(super) struct Builder<'a> {
    pub folded: &'a Folded,
    pub original: &'a str,
    pub file: FileId,
    /// Offset of the parsed slice in the folded text.
    pub base: usize,
    /// Offset in the file of the text that was folded (a table cell is folded alone).
    pub shift: usize,
    pub errors: Vec<SyntaxError>,
}

/// The inner pairs of a pair.
pub(super) fn inner(pair: Pair<'_, Rule>) -> impl Iterator<Item = Pair<'_, Rule>> + Clone {
    pair.into_inner()
}

/// The first inner pair of a rule.
pub(super) fn find<'i>(pair: &Pair<'i, Rule>, rule: Rule) -> Option<Pair<'i, Rule>> {
    pair.clone().into_inner().find(|p| p.as_rule() == rule)
}

impl Builder<'_> {
    /// The place of a pair in the file; trailing blanks left out.
    pub fn span(&self, pair: &Pair<'_, Rule>) -> Span {
        let start = self.base + pair.as_span().start();
        let text = pair.as_str();
        let end = start + text.trim_end().len();
        Span::new(
            self.file,
            self.shift + self.folded.origin(start),
            self.shift + self.folded.origin(end.max(start)),
        )
    }

    /// Folded offsets of a pair.
    pub fn range(&self, pair: &Pair<'_, Rule>) -> (usize, usize) {
        let start = self.base + pair.as_span().start();
        (start, start + pair.as_str().trim_end().len())
    }

    /// A word; quoted text is taken from the file as written.
    pub fn word(&self, pair: &Pair<'_, Rule>) -> Word {
        let span = self.span(pair);
        let local = span.start as usize - self.shift..span.end as usize - self.shift;
        let raw = || self.original.get(local).unwrap_or("").trim().to_owned();
        let text = match pair.as_rule() {
            Rule::name => pair
                .clone()
                .into_inner()
                .next()
                .map_or_else(|| pair.as_str().trim().to_owned(), |p| p.as_str().to_owned()),
            Rule::text => raw().trim_matches(['“', '”']).to_owned(),
            Rule::document => raw().trim_matches(['《', '》']).to_owned(),
            Rule::words | Rule::term_words | Rule::reason_words => raw(),
            _ => pair.as_str().trim().to_owned(),
        };
        Word { text, span }
    }

    /// `5、甲` where one value is wanted.
    pub fn single(&mut self, expr: Expr, pair: &Pair<'_, Rule>) -> Expr {
        match expr.kind {
            ExprKind::List(mut items) if !items.is_empty() => {
                let (start, end) = self.range(pair);
                self.errors.push(SyntaxError::StrayList { start, end });
                items.swap_remove(0)
            }
            _ => expr,
        }
    }

    /// Any expression rule.
    pub fn expr(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let span = self.span(&pair);
        let kind = match pair.as_rule() {
            Rule::condition => return self.only(pair),
            Rule::primary => return self.primary(pair),
            // The brackets belong to the words that people are shown.
            Rule::group => return Expr { span, ..self.only(pair) },
            Rule::logic => return self.logic(pair),
            Rule::comparison => return self.comparison(pair),
            Rule::group1 | Rule::group2 | Rule::group3 => self.list_of_conditions(pair),
            Rule::operands => return self.operands(pair),
            Rule::sum | Rule::product => return self.arithmetic(pair),
            Rule::path => return self.path(pair),
            Rule::quantity => ExprKind::Quantity(self.quantity(&pair)),
            Rule::date => ExprKind::Date(self.date(&pair)),
            Rule::text => ExprKind::Text(self.word(&pair).text),
            Rule::name => ExprKind::Name(self.word(&pair).text),
            Rule::elapsed => self.elapsed(pair),
            Rule::run => self.run(pair),
            Rule::banded => self.banded(pair),
            _ => ExprKind::Text(String::new()),
        };
        Expr { kind, span }
    }

    pub fn only(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let span = self.span(&pair);
        match inner(pair).next() {
            Some(part) => self.expr(part),
            None => Expr { kind: ExprKind::Text(String::new()), span },
        }
    }

    /// One operand; a day in brackets or written out may be counted from: （甲 与 乙 的最晚者）的3日后.
    fn primary(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let whole = self.span(&pair);
        let mut parts = inner(pair);
        let Some(first) = parts.next() else {
            return Expr { kind: ExprKind::Text(String::new()), span: whole };
        };
        let mut expr = self.expr(first);
        for step in parts {
            let span = Span { end: self.span(&step).end, ..whole };
            if step.as_rule() == Rule::treated {
                expr = Expr { kind: self.treated(expr, &step), span };
            } else if let Some(step) = inner(step).next() {
                expr = Expr { kind: self.postfix(expr, step), span };
            }
        }
        expr
    }

    fn logic(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let span = self.span(&pair);
        let (start, end) = self.range(&pair);
        let mut parts = Vec::new();
        let (mut ands, mut ors) = (0, 0);
        for part in inner(pair) {
            match part.as_rule() {
                Rule::connective if find(&part, Rule::and).is_some() => ands += 1,
                Rule::connective => ors += 1,
                _ => parts.push(self.comparison(part)),
            }
        }
        if ands > 0 && ors > 0 {
            self.errors.push(SyntaxError::MixedConnectives { start, end });
        }
        if parts.len() == 1 {
            return parts.remove(0);
        }
        let entries = parts.into_iter().map(|expr| Entry { label: String::new(), expr }).collect();
        Expr { kind: if ors > 0 { ExprKind::Any(entries) } else { ExprKind::All(entries) }, span }
    }

    fn list_of_conditions(&mut self, pair: Pair<'_, Rule>) -> ExprKind {
        let any = find(&pair, Rule::any_of).is_some();
        let mut entries = Vec::new();
        for entry in inner(pair) {
            let mut label = String::new();
            for part in inner(entry) {
                match part.as_rule() {
                    Rule::label1 | Rule::label2 | Rule::label3 => label = shown_label(part.as_str()),
                    _ => entries.push(Entry { label: std::mem::take(&mut label), expr: self.expr(part) }),
                }
            }
        }
        if any { ExprKind::Any(entries) } else { ExprKind::All(entries) }
    }

    fn comparison(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let span = self.span(&pair);
        let mut nots = 0;
        let mut left: Option<Expr> = None;
        let mut result: Option<Expr> = None;
        for part in inner(pair) {
            match part.as_rule() {
                Rule::not => nots += 1,
                Rule::operands => left = Some(self.operands(part)),
                _ => result = Some(self.relation(left.take(), part, span)),
            }
        }
        let mut expr = result.or(left).unwrap_or(Expr { kind: ExprKind::List(Vec::new()), span });
        for _ in 0..nots {
            expr = Expr { kind: ExprKind::Not(Box::new(expr)), span };
        }
        expr
    }

    fn relation(&mut self, left: Option<Expr>, pair: Pair<'_, Rule>, span: Span) -> Expr {
        let rule = pair.as_rule();
        let negated = inner(pair.clone()).any(|p| {
            matches!(
                p.as_rule(),
                Rule::has_not | Rule::belongs_not | Rule::recorded_not | Rule::meets_not | Rule::located_not
            )
        });
        let subject = left.map(Box::new);
        let mut operand = || {
            let part = inner(pair.clone()).last();
            Box::new(part.map_or(Expr { kind: ExprKind::List(Vec::new()), span }, |p| self.expr(p)))
        };
        let kind = match rule {
            Rule::has => ExprKind::Has(operand()),
            Rule::belongs => ExprKind::Belongs(subject, operand()),
            Rule::recorded => ExprKind::Recorded(subject, operand()),
            Rule::meets => ExprKind::Meets(subject, operand()),
            Rule::located => ExprKind::Located(subject, operand()),
            Rule::every => {
                let of = subject.unwrap_or_else(|| Box::new(Expr { kind: ExprKind::List(Vec::new()), span }));
                ExprKind::Every(of, operand())
            }
            Rule::bounded => {
                let of = subject.unwrap_or_else(|| Box::new(Expr { kind: ExprKind::List(Vec::new()), span }));
                let (bound, word) = self.bounded(&pair);
                ExprKind::Bounded(of, Box::new(bound), word)
            }
            _ => ExprKind::Compare(subject, self.chain(pair)),
        };
        let expr = Expr { kind, span };
        if negated { Expr { kind: ExprKind::Not(Box::new(expr)), span } } else { expr }
    }

    /// `60周岁以上`
    pub fn bounded(&mut self, pair: &Pair<'_, Rule>) -> (Expr, BoundWord) {
        let span = self.span(pair);
        let mut bound = Expr { kind: ExprKind::List(Vec::new()), span };
        let mut word = BoundWord::Above;
        for part in inner(pair.clone()) {
            match part.as_rule() {
                Rule::sum => bound = self.arithmetic(part),
                Rule::bound_word => {
                    word = match part.as_str() {
                        "以上" => BoundWord::Above,
                        "以下" => BoundWord::Below,
                        "以前" => BoundWord::Before,
                        "以后" => BoundWord::After,
                        _ => BoundWord::Within,
                    }
                }
                _ => {}
            }
        }
        (bound, word)
    }

    /// `不低于 甲、低于 乙`
    pub fn chain(&mut self, pair: Pair<'_, Rule>) -> Vec<(Relation, Word, Expr)> {
        let mut chain = Vec::new();
        let mut word = None;
        for part in inner(pair) {
            match part.as_rule() {
                Rule::compare_word => word = Some(self.word(&part)),
                _ => {
                    if let Some(word) = word.take() {
                        let operand = self.operands(part);
                        chain.push((relation_of(&word.text), word, operand));
                    }
                }
            }
        }
        chain
    }

    pub fn operands(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let span = self.span(&pair);
        let mut parts = Vec::new();
        let mut pick = None;
        for part in inner(pair) {
            match part.as_rule() {
                Rule::pick => pick = Some(matches!(part.as_str(), "较大者" | "最晚者")),
                Rule::with => {}
                _ => parts.push(self.arithmetic(part)),
            }
        }
        match (pick, parts.len()) {
            (Some(greatest), _) => Expr { kind: ExprKind::Extreme { greatest, of: parts }, span },
            (None, 1) => parts.remove(0),
            _ => Expr { kind: ExprKind::List(parts), span },
        }
    }

    /// One value: a list is refused.
    pub fn operand(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let expr = self.operands(pair.clone());
        self.single(expr, &pair)
    }

    pub fn arithmetic(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let span = self.span(&pair);
        let mut left: Option<Expr> = None;
        let mut sign = Sign::Add;
        for part in inner(pair) {
            match part.as_rule() {
                Rule::sum_op | Rule::product_op => {
                    sign = match part.as_str().trim() {
                        "+" | "加" => Sign::Add,
                        "-" | "减" => Sign::Subtract,
                        "×" | "*" | "乘以" => Sign::Multiply,
                        _ => Sign::Divide,
                    }
                }
                _ => {
                    let right = self.expr(part);
                    left = Some(match left {
                        None => right,
                        Some(left) => {
                            let span = left.span.to(right.span);
                            Expr { kind: ExprKind::Arithmetic(sign, Box::new(left), Box::new(right)), span }
                        }
                    });
                }
            }
        }
        left.unwrap_or(Expr { kind: ExprKind::List(Vec::new()), span })
    }

    fn elapsed(&mut self, pair: Pair<'_, Rule>) -> ExprKind {
        let mut ends = Vec::new();
        let mut length = Length::Years;
        for part in inner(pair) {
            match part.as_rule() {
                Rule::length => {
                    length = match part.as_str() {
                        "月数" => Length::Months,
                        "天数" => Length::Days,
                        _ => Length::Years,
                    }
                }
                _ => ends.push(self.arithmetic(part)),
            }
        }
        let to = ends.pop();
        match (ends.pop(), to) {
            (Some(from), Some(to)) => ExprKind::Elapsed(Box::new(from), Box::new(to), length),
            _ => ExprKind::List(Vec::new()),
        }
    }

    fn run(&mut self, pair: Pair<'_, Rule>) -> ExprKind {
        let mut anchor = Word { text: String::new(), span: self.span(&pair) };
        let mut months = 0;
        let mut fact = None;
        for part in inner(pair) {
            match part.as_rule() {
                Rule::run_anchor => anchor = self.word(&part),
                Rule::number => {
                    months =
                        part.as_str().parse().ok().filter(|n| (1..=1200).contains(n)).unwrap_or_else(|| {
                            self.bad_number(&part, "月数应当是1至1200的整数");
                            1
                        });
                }
                _ => fact = Some(self.path(part)),
            }
        }
        match fact {
            Some(fact) => ExprKind::Run(anchor, months, Box::new(fact)),
            None => ExprKind::List(Vec::new()),
        }
    }

    pub fn path(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let whole = self.span(&pair);
        let mut expr = Expr { kind: ExprKind::List(Vec::new()), span: whole };
        for part in inner(pair) {
            let span = Span { end: self.span(&part).end, ..whole };
            let kind = match part.as_rule() {
                Rule::name => ExprKind::Name(self.word(&part).text),
                Rule::qualified => {
                    let mut words = inner(part).map(|p| self.word(&p));
                    match (words.next(), words.next()) {
                        (Some(document), Some(name)) => ExprKind::Qualified(document, name),
                        _ => ExprKind::List(Vec::new()),
                    }
                }
                _ => match inner(part).next() {
                    // 的 + 12个月前 is one step with its 的.
                    Some(step) if step.as_rule() == Rule::shifted => match inner(step).next() {
                        Some(step) => self.postfix(expr, step),
                        None => expr.kind,
                    },
                    Some(step) => self.postfix(expr, step),
                    None => expr.kind,
                },
            };
            expr = Expr { kind, span };
        }
        expr
    }

    fn postfix(&mut self, base: Expr, step: Pair<'_, Rule>) -> ExprKind {
        let base = Box::new(base);
        match step.as_rule() {
            Rule::factor => {
                let mut number = Ratio::ONE;
                for part in inner(step.clone()) {
                    if part.as_rule() == Rule::number {
                        number = self.number(&part);
                    } else if part.as_str() == "%" {
                        number = number.checked_div(Ratio::from_integer(100)).unwrap_or(number);
                    }
                }
                ExprKind::Scaled(base, number)
            }
            Rule::reduction => {
                let gather = match step.as_str() {
                    "合计" => Gather::Sum,
                    "最高值" => Gather::Greatest,
                    "最低值" => Gather::Least,
                    _ => Gather::Count,
                };
                let word = self.word(&step);
                ExprKind::Gather(base, gather, word)
            }
            Rule::filter => {
                let keep = find(&step, Rule::only).is_some();
                let condition = inner(step).last().map(|p| self.expr(p));
                match condition {
                    Some(condition) => ExprKind::Filter(base, Box::new(condition), keep),
                    None => base.kind,
                }
            }
            Rule::index => ExprKind::Index(base, self.index(step)),
            Rule::shift => ExprKind::Shifted(base, self.shift(&step)),
            _ => {
                let word = self.word(&step);
                ExprKind::Member(base, word)
            }
        }
    }

    pub fn index(&mut self, pair: Pair<'_, Rule>) -> Vec<IndexItem> {
        let mut items = Vec::new();
        for item in inner(pair).flat_map(inner) {
            items.push(match item.as_rule() {
                Rule::year => IndexItem::Year(self.year(&item)),
                _ => IndexItem::Name(self.word(&item)),
            });
        }
        items
    }
}

/// Labels as people see them: （一）, 1., （1）.
pub(super) fn shown_label(text: &str) -> String {
    text.trim().replace('(', "（").replace(')', "）")
}

fn relation_of(word: &str) -> Relation {
    match word {
        "低于" | "小于" | "不足" | "少于" | "不满" | "未满" | "早于" | "<" => Relation::Less,
        "不超过" | "不大于" | "不高于" | "不多于" | "不晚于" | "<=" | "≤" => {
            Relation::LessOrEqual
        }
        "不等于" | "≠" => Relation::NotEqual,
        "不低于" | "不小于" | "不少于" | "达到" | "满" | "不早于" | ">=" | "≥" => {
            Relation::GreaterOrEqual
        }
        "超过" | "大于" | "高于" | "多于" | "晚于" | ">" => Relation::Greater,
        _ => Relation::Equal,
    }
}
