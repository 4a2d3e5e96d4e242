//! One spelling for everything that means the same: order where none counts, 且 and 或 within themselves, comparisons
//! read from either side, a share as a product, names bound to what they mean in their document.

use std::collections::BTreeMap;

use crate::corpus::Corpus;
use crate::corpus::tree::{TextInForce, own_key};
use crate::quantity::ratio::Ratio;
use crate::source::{FileId, Span};
use crate::syntax::tree::{
    Body, BoundWord, Entry, Expr, ExprKind, Gather, IndexItem, Relation, Schedule, Sign, Term, Value,
    ValueKind,
};

/// What spelling rests on: the text in force, what words mean in each document, and new names of the same things.
pub(super) struct Speller<'a> {
    pub corpus: &'a Corpus,
    pub text: &'a TextInForce,
    /// Whether 以上 and the like include their number, by file and word.
    usage: BTreeMap<(FileId, &'static str), bool>,
    /// How an entity calls its own.
    pronouns: BTreeMap<String, String>,
    /// Names of this text that have another name in the other text: the spelling takes that name.
    pub renamed: BTreeMap<String, String>,
}

/// 以上, 以下 … as the documents write it.
fn bound_word(word: BoundWord) -> &'static str {
    match word {
        BoundWord::Above => "以上",
        BoundWord::Below => "以下",
        BoundWord::Within => "以内",
        BoundWord::Before => "以前",
        BoundWord::After => "以后",
    }
}

const BOUNDS: [BoundWord; 5] =
    [BoundWord::Above, BoundWord::Below, BoundWord::Within, BoundWord::Before, BoundWord::After];

impl<'a> Speller<'a> {
    pub fn new(corpus: &'a Corpus, text: &'a TextInForce) -> Speller<'a> {
        let (mut usage, mut pronouns) = (BTreeMap::new(), BTreeMap::new());
        for by in &text.others {
            let Body::Usage(words) = &corpus.statement(*by).body else { continue };
            let file = corpus.documents[by.document].syntax.file;
            for said in words {
                let known = BOUNDS.into_iter().map(bound_word).find(|word| *word == said.word.text);
                usage.extend(known.zip(said.inclusive).map(|(word, inclusive)| ((file, word), inclusive)));
            }
        }
        for item in text.items.values() {
            if let Body::Entity { name, pronoun: Some(pronoun), .. } = &item.body {
                pronouns.insert(name.text.clone(), pronoun.text.clone());
            }
        }
        Speller { corpus, text, usage, pronouns, renamed: BTreeMap::new() }
    }

    /// What a name means in a file: the thing that only its document sees, or the shared one; under its name in the
    /// other text.
    pub fn name(&self, name: &str, file: FileId) -> String {
        let code = self.corpus.document_in(file).map(|at| &self.corpus.documents[at].code);
        let own = code.map(|code| own_key(name, code)).filter(|own| {
            let ends = format!("·{own}");
            self.text.items.keys().any(|key| key == own || key.ends_with(&ends))
        });
        let meant = own.unwrap_or_else(|| name.to_owned());
        self.renamed.get(&meant).cloned().unwrap_or(meant)
    }

    /// An expression of a sentence about `owner`.
    pub fn expr(&self, expr: &Expr, owner: &str) -> String {
        self.spelled(expr, self.pronouns.get(owner).map(String::as_str))
    }

    /// `me`: what the subject calls itself, where it may be left out.
    fn spelled(&self, expr: &Expr, me: Option<&str>) -> String {
        use ExprKind::*;
        let of = |e: &Expr| self.spelled(e, me);
        let opt = |e: &Option<Box<Expr>>| e.as_ref().map(|e| of(e)).unwrap_or_default();
        let file = expr.span.file;
        match &expr.kind {
            Quantity(quantity) => number(quantity.in_base(None).unwrap_or(quantity.number), quantity.unit),
            Date(day) => day.iso(),
            Text(text) => format!("“{text}”"),
            Name(name) => self.name(name, file),
            Qualified(code, name) => {
                let own = own_key(&name.text, &code.text);
                let own = self.text.items.contains_key(&own).then_some(own);
                let meant = own.unwrap_or_else(|| name.text.clone());
                self.renamed.get(&meant).cloned().unwrap_or(meant)
            }
            Member(of_what, name) => match &of_what.kind {
                Name(own) if me == Some(own.as_str()) => self.name(&name.text, file),
                _ => format!("{}的{}", of(of_what), self.name(&name.text, file)),
            },
            Gather(list, how, _) => format!("{}的{}", of(list), gathered(*how)),
            Scaled(of_what, share) => product(vec![of(of_what), number(*share, None)]),
            Shifted(day, shift) => format!("{}的{shift}", of(day)),
            Treated(what, unit, reason) => {
                let reason = reason.as_ref().map_or("", |reason| reason.text.as_str());
                format!("({} 视作 {unit}：{reason})", of(what))
            }
            Banded(what, bands) => {
                let end = |e: &Option<Expr>| e.as_ref().map(&of).unwrap_or_default();
                let band = |b: &crate::syntax::tree::Band| {
                    format!("{}..{}：{}", end(&b.low), end(&b.high), of(&b.rate))
                };
                format!("({} 分段 {})", of(what), bands.iter().map(band).collect::<Vec<_>>().join(";"))
            }
            Filter(list, condition, within) => {
                let inner = self.spelled(condition, None);
                format!("{}〈{}〉", of(list), if *within { inner } else { negated(&inner) })
            }
            Index(what, items) => format!("{}（{}）", of(what), index(items)),
            Arithmetic(Sign::Add, ..) => {
                let mut parts = Vec::new();
                self.chain(expr, Sign::Add, me, &mut parts);
                parts.sort();
                format!("和({})", parts.join(";"))
            }
            Arithmetic(Sign::Multiply, ..) => {
                let mut parts = Vec::new();
                self.chain(expr, Sign::Multiply, me, &mut parts);
                product(parts)
            }
            Arithmetic(Sign::Subtract, a, b) => format!("差({};{})", of(a), of(b)),
            Arithmetic(Sign::Divide, a, b) => format!("商({};{})", of(a), of(b)),
            Extreme { greatest, of: all } => {
                let mut all: Vec<String> = all.iter().map(of).collect();
                all.sort();
                format!("{}({})", if *greatest { "最大" } else { "最小" }, all.join(";"))
            }
            List(all) => {
                let mut all: Vec<String> = all.iter().map(of).collect();
                all.sort();
                all.dedup();
                all.join("、")
            }
            Elapsed(from, to, length) => format!("{length:?}({};{})", of(from), of(to)),
            Run(day, months, condition) => format!("{day}前连续{months}个月 {}", of(condition)),
            Compare(left, chain) => {
                let left = opt(left);
                let parts = chain.iter().map(|(relation, _, right)| compared(&left, *relation, &of(right)));
                joined("且", parts.collect())
            }
            Bounded(left, right, word) => {
                let inclusive = self.usage.get(&(file, bound_word(*word))).copied();
                let relation = match (word, inclusive) {
                    (BoundWord::Above | BoundWord::After, Some(true)) => Relation::GreaterOrEqual,
                    (BoundWord::Above | BoundWord::After, Some(false)) => Relation::Greater,
                    (_, Some(true)) => Relation::LessOrEqual,
                    (_, Some(false)) => Relation::Less,
                    (_, None) => return format!("{} {} {}", of(left), of(right), bound_word(*word)),
                };
                compared(&of(left), relation, &of(right))
            }
            Belongs(left, right) => format!("{} 属于 {}", opt(left), of(right)),
            Recorded(left, right) => format!("{} 已认定为 {}", opt(left), of(right)),
            Meets(left, right) => format!("{} 符合 {}", opt(left), of(right)),
            Located(left, right) => format!("{} 位于 {}", opt(left), of(right)),
            Has(what) => format!("有 {}", of(what)),
            Every(list, condition) => format!("{} 均 {}", of(list), self.spelled(condition, None)),
            Not(what) => negated(&of(what)),
            Delegated(bodies) => {
                let names: Vec<&str> = bodies.iter().map(|body| body.text.as_str()).collect();
                format!("由{}另行规定", names.join("、"))
            }
            Lapsed => "没有规定".to_owned(),
            All(entries) => joined("且", self.entries(entries, me)),
            Any(entries) => joined("或", self.entries(entries, me)),
        }
    }

    fn entries(&self, entries: &[Entry], me: Option<&str>) -> Vec<String> {
        entries.iter().map(|entry| self.spelled(&entry.expr, me)).collect()
    }

    /// The operands of a chain of one sign, of which order means nothing.
    fn chain(&self, expr: &Expr, sign: Sign, me: Option<&str>, parts: &mut Vec<String>) {
        match &expr.kind {
            ExprKind::Arithmetic(own, a, b) if *own == sign => {
                self.chain(a, sign, me, parts);
                self.chain(b, sign, me, parts);
            }
            ExprKind::Scaled(of, share) if sign == Sign::Multiply => {
                self.chain(of, sign, me, parts);
                parts.push(number(*share, None));
            }
            _ => parts.push(self.spelled(expr, me)),
        }
    }

    /// A value of a sentence about `owner`.
    pub fn value(&self, value: &Value, owner: &str) -> String {
        match &value.kind {
            ValueKind::Computed { expr, floor_zero, rounding } => {
                let floor = if *floor_zero { "，不足零的按零" } else { "" };
                let rounding = rounding.map(|rounding| format!("，{rounding}")).unwrap_or_default();
                format!("{}{floor}{rounding}", self.expr(expr, owner))
            }
            ValueKind::Unstated => "未载明".to_owned(),
            ValueKind::Assumed(value) => format!("未载明，假定 {}", self.value(value, owner)),
            ValueKind::Somewhere(low, high) => {
                format!("未载明，在 {} 至 {} 之间", self.expr(low, owner), self.expr(high, owner))
            }
            ValueKind::Pending(_) => "待定".to_owned(),
            ValueKind::Delegated(bodies) => format!("由 {} 另行规定", self.bodies(bodies)),
            ValueKind::Full => "全额".to_owned(),
            ValueKind::Judged(judged) => {
                let bound = |word: &str, bound: &Option<Expr>| {
                    bound
                        .as_ref()
                        .map(|bound| format!("，{word} {}", self.expr(bound, owner)))
                        .unwrap_or_default()
                };
                let (low, high) = (bound("不低于", &judged.low), bound("不超过", &judged.high));
                format!("由 {} 酌定{low}{high}", self.bodies(&judged.bodies))
            }
        }
    }

    pub fn bodies(&self, bodies: &crate::syntax::tree::Bodies) -> String {
        let names: Vec<&str> = bodies.names.iter().map(|name| name.text.as_str()).collect();
        format!("{}{}", if bodies.assumed { "未载明，假定 " } else { "" }, names.join("、"))
    }

    pub fn schedule(&self, schedule: &Schedule, owner: &str) -> String {
        let term = |term: &Term| match term {
            Term::Payee(who) => format!("付给 {who}"),
            Term::Due(_, said) | Term::Start(_, said) | Term::Spell(_, said) | Term::Words(said) => {
                said.text.split_whitespace().collect()
            }
        };
        let terms = |all: &[Term]| {
            let mut all: Vec<String> = all.iter().map(term).collect();
            all.sort();
            all.join("，")
        };
        let cases =
            schedule.cases.iter().map(|(when, then)| format!("{}：{}", self.expr(when, owner), terms(then)));
        let cases: Vec<String> = cases.collect();
        let assumed = if schedule.assumed { "假定 " } else { "" };
        format!("{assumed}{}，{}；{}", schedule.cycle, terms(&schedule.terms), cases.join("；"))
    }

    /// The words of the file, on one line.
    pub fn said(&self, span: Span) -> String {
        on_one_line(self.corpus.files.text(span))
    }
}

/// One line out of several.
pub(super) fn on_one_line(words: &str) -> String {
    let mut line = String::new();
    for part in words.split_whitespace() {
        let end = line.chars().next_back();
        let glued = end.is_none_or(|c| "、，；：（“。".contains(c))
            || part.starts_with(['（', '，', '。', '；', '、']);
        if !glued {
            line.push(' ');
        }
        line.push_str(part);
    }
    line.trim_end_matches(['；', '。', ';', '，']).to_owned()
}

fn gathered(how: Gather) -> &'static str {
    match how {
        Gather::Sum => "合计",
        Gather::Count => "个数",
        Gather::Greatest => "最高值",
        Gather::Least => "最低值",
    }
}

fn number(value: Ratio, unit: Option<crate::quantity::unit::Unit>) -> String {
    let dimension = unit.map(|unit| format!(" {:?}", unit.dimension)).unwrap_or_default();
    format!("{}/{}{dimension}", value.numerator(), value.denominator())
}

fn product(mut parts: Vec<String>) -> String {
    parts.sort();
    format!("积({})", parts.join(";"))
}

fn index(items: &[IndexItem]) -> String {
    let mut items: Vec<String> = items
        .iter()
        .map(|item| match item {
            IndexItem::Name(word) => word.text.clone(),
            IndexItem::Year(year) => format!("{year}年度"),
        })
        .collect();
    items.sort();
    items.join("、")
}

/// A comparison, the smaller side first.
fn compared(left: &str, relation: Relation, right: &str) -> String {
    let (left, sign, right) = match relation {
        Relation::Less => (left, "＜", right),
        Relation::LessOrEqual => (left, "≤", right),
        Relation::Greater => (right, "＜", left),
        Relation::GreaterOrEqual => (right, "≤", left),
        Relation::Equal => (left.min(right), "＝", left.max(right)),
        Relation::NotEqual => (left.min(right), "≠", left.max(right)),
    };
    format!("[{left} {sign} {right}]")
}

/// 且 or 或 of parts in any order, each once; one within another of the same kind is no other.
fn joined(word: &str, parts: Vec<String>) -> String {
    let mut flat = Vec::new();
    for part in parts {
        match part.strip_prefix(word).and_then(|rest| rest.strip_prefix('{')) {
            Some(inner) => flat.extend(split(inner.strip_suffix('}').unwrap_or(inner))),
            None => flat.push(part),
        }
    }
    flat.sort();
    flat.dedup();
    match &flat[..] {
        [one] => one.clone(),
        all => format!("{word}{{{}}}", all.join("；")),
    }
}

/// The parts of a joined spelling.
fn split(inner: &str) -> Vec<String> {
    let (mut parts, mut depth, mut part) = (Vec::new(), 0_i32, String::new());
    for sign in inner.chars() {
        match sign {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if sign == '；' && depth == 0 {
            parts.push(std::mem::take(&mut part));
        } else {
            part.push(sign);
        }
    }
    parts.push(part);
    parts
}

/// Not so: twice is not at all, of 且 and 或 the parts are turned, of a comparison the sign.
fn negated(spelled: &str) -> String {
    for (word, other) in [("且", "或"), ("或", "且")] {
        let inner = spelled.strip_prefix(word).and_then(|rest| rest.strip_prefix('{')?.strip_suffix('}'));
        if let Some(inner) = inner {
            return joined(other, split(inner).iter().map(|part| negated(part)).collect());
        }
    }
    let alone = |inner: &str| !inner.contains(['[', ']', '（', '〈']);
    if let Some(inner) =
        spelled.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).filter(|i| alone(i))
    {
        for (sign, relation) in [(" ＜ ", Relation::GreaterOrEqual), (" ≤ ", Relation::Greater)] {
            if let Some((left, right)) = inner.split_once(sign) {
                return compared(left, relation, right);
            }
        }
        for (sign, other) in [(" ＝ ", Relation::NotEqual), (" ≠ ", Relation::Equal)] {
            if let Some((left, right)) = inner.split_once(sign) {
                return compared(left, other, right);
            }
        }
    }
    match spelled.strip_prefix("非(").and_then(|rest| rest.strip_suffix(')')) {
        Some(inner) if inner.matches('(').count() == inner.matches(')').count() => inner.to_owned(),
        _ => format!("非({spelled})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_sides_do_not_count() {
        assert_eq!(compared("甲", Relation::Less, "乙"), compared("乙", Relation::Greater, "甲"));
        assert_eq!(joined("且", vec!["乙".into(), "且{丙；甲}".into(), "乙".into()]), "且{丙；乙；甲}");
        assert_eq!(negated("且{丙；[甲 ＜ 乙]}"), "或{[乙 ≤ 甲]；非(丙)}");
        assert_eq!(negated(&negated("有 甲")), "有 甲");
        assert_eq!(negated("非(非(甲))"), "非(甲)");
    }

    #[test]
    fn one_line() {
        assert_eq!(on_one_line("由 甲\n  扩大到 乙、\n 丙。"), "由 甲 扩大到 乙、丙");
    }
}
