//! Clauses of determinations, benefits, judgements and disregards: pest pairs to tree.

use pest::iterators::Pair;

use super::error::SyntaxError;
use super::expression::{Builder, find, inner};
use super::parser::Rule;
use super::slips;
use super::tree::*;
use crate::quantity::calendar::Date;
use crate::quantity::due::Due;
use crate::quantity::ratio::Ratio;

impl Builder<'_> {
    /// The clauses of a body.
    pub fn clauses(&mut self, body: Pair<'_, Rule>, allowed: &[Rule]) -> Clauses {
        let mut clauses = Clauses::default();
        let mut seen: Vec<(Rule, &str, (usize, usize))> = Vec::new();
        for pair in inner(body) {
            let rule = pair.as_rule();
            let key = pair.as_str().split(':').next().unwrap_or("").trim().to_owned();
            let (start, end) = self.range(&pair);
            if let (Rule::unknown_clause, Some(wanted)) = (rule, wanted(&key)) {
                // The key is known: it is what follows that cannot be read.
                let after = pair.as_str().find(':').map_or(0, |colon| colon + 1);
                self.errors.push(SyntaxError::Unreadable {
                    start: start + after,
                    end,
                    expected: vec![wanted.to_owned()],
                    hint: slips::instead("", &pair.as_str()[after..]),
                    repair: None,
                });
                continue;
            }
            let fits = allowed.contains(&rule) || rule == Rule::follow_clause;
            if rule == Rule::unknown_clause || !fits {
                self.errors.push(SyntaxError::UnknownClause { start, end, key });
                continue;
            }
            let words = pair.as_str().trim_end();
            if let Some((_, said, first)) = seen.iter().find(|(known, ..)| *known == rule) {
                let head = self.folded.text.get(..start).unwrap_or_default().trim_end();
                let spare = head.strip_suffix(';').filter(|_| *said == words).map(str::len);
                self.errors.push(SyntaxError::RepeatedClause { start, end, key, first: *first, spare });
                continue;
            }
            seen.push((rule, words, (start, end)));
            self.clause(pair, &mut clauses);
        }
        clauses
    }

    fn clause(&mut self, pair: Pair<'_, Rule>, clauses: &mut Clauses) {
        let rule = pair.as_rule();
        let Some(first) = inner(pair.clone()).next() else {
            clauses.reason |= rule == Rule::reason_clause;
            return;
        };
        match rule {
            Rule::condition_clause => {
                let condition = self.expr(first);
                let exceptions =
                    find(&pair, Rule::exceptions).map(|p| self.exceptions(p)).unwrap_or_default();
                clauses.condition = Some((condition, exceptions));
            }
            Rule::follow_clause => clauses.follow = Some(self.target(first)),
            Rule::term_clause => clauses.term = Some(self.expr(first)),
            Rule::amount_clause => clauses.amount = Some(self.valued(first)),
            Rule::due_clause => clauses.due = Some(self.valued(first)),
            Rule::disregard_clause | Rule::deduction_clause | Rule::entry_clause => {
                clauses.disregarded = Some(self.value(first));
            }
            Rule::floor_clause => clauses.floor = Some(self.bound(first)),
            Rule::cap_clause => clauses.cap = Some(self.bound(first)),
            Rule::rounding_clause => clauses.rounding = self.rounding(first),
            Rule::schedule_clause => clauses.schedule = Some(self.schedule(first)),
            Rule::payee_clause => clauses.payee = Some(self.word(&first)),
            Rule::bodies_clause => clauses.bodies = Some(self.bodies(first)),
            Rule::funding_clause => clauses.funding = self.funding(first),
            Rule::remainder_clause => {
                clauses.remainder = Some((self.word(&first), find(&pair, Rule::assumed_mark).is_some()));
            }
            Rule::raise_clause => {
                let span = self.span(&pair);
                let bodies = find(&pair, Rule::judged_raise).and_then(|p| find(&p, Rule::bodies));
                if let Some(bodies) = bodies {
                    clauses.raise = Some((self.expr(first), self.bodies(bodies), span));
                }
            }
            Rule::regardless_clause => clauses.regardless = self.names_in(&pair),
            Rule::form_clause => clauses.form = Some(self.word(&first)),
            Rule::who_clause => clauses.bodies = Some(self.bodies(first)),
            Rule::when_clause => clauses.when = Some(self.word(&first)),
            Rule::consequence_clause | Rule::must_clause | Rule::hint_clause => {
                clauses.consequence = Some(self.word(&first))
            }
            Rule::ask_clause => clauses.ask = Some(self.word(&first)),
            Rule::vary_clause => clauses.variation = self.variation(&first),
            Rule::answer_clause => clauses.answers = self.names_in(&pair),
            _ => {}
        }
    }

    /// 发放
    pub fn schedule(&mut self, pair: Pair<'_, Rule>) -> Schedule {
        let span = self.span(&pair);
        let assumed = find(&pair, Rule::assumed).is_some();
        let mut schedule = Schedule {
            cycle: Word { text: String::new(), span },
            assumed,
            terms: Vec::new(),
            cases: Vec::new(),
            span,
        };
        for part in inner(pair) {
            match part.as_rule() {
                Rule::cycle => schedule.cycle = self.word(&part),
                Rule::term => schedule.terms.extend(self.term(part)),
                Rule::schedule_case => {
                    let terms = inner(part.clone())
                        .filter(|p| p.as_rule() == Rule::term)
                        .filter_map(|p| self.term(p))
                        .collect();
                    if let Some(condition) = find(&part, Rule::condition) {
                        schedule.cases.push((self.expr(condition), terms));
                    }
                }
                _ => {}
            }
        }
        schedule
    }

    fn term(&mut self, pair: Pair<'_, Rule>) -> Option<Term> {
        let part = inner(pair).next()?;
        Some(match part.as_rule() {
            Rule::payee => Term::Payee(inner(part).next().map(|p| self.word(&p))?),
            Rule::due => {
                let words = self.word(&part);
                Term::Due(self.due(part)?, words)
            }
            Rule::start => {
                let words = self.word(&part);
                let from = inner(part).next()?;
                let start = match from.as_rule() {
                    Rule::start_next => Start::Decision(1),
                    Rule::start_same => Start::Decision(0),
                    Rule::start_month => Start::Month(self.month(&from, None)),
                    _ => Start::Day(self.operand(from)),
                };
                Term::Start(start, words)
            }
            Rule::spell => {
                let words = self.word(&part);
                Term::Spell(whole(&part).next()?, words)
            }
            _ => Term::Words(self.word(&part)),
        })
    }

    /// 每月10日前 …; none, with a diagnostic, for a day that no calendar has.
    fn due(&mut self, pair: Pair<'_, Rule>) -> Option<Due> {
        let kind = inner(pair.clone()).next()?;
        let mut numbers = whole(&kind);
        let due = match kind.as_rule() {
            Rule::due_month => Due::Monthly(numbers.next()?),
            Rule::due_quarter => {
                let place = match find(&kind, Rule::due_place)?.as_str() {
                    "首" => 0,
                    "中" => 1,
                    _ => 2,
                };
                Due::Quarterly(place, numbers.next()?)
            }
            Rule::due_year => Due::Yearly(numbers.next()?, numbers.next()?),
            _ => Due::Once(self.date(&inner(kind.clone()).next()?)),
        };
        let real = match due {
            Due::Monthly(day) | Due::Quarterly(_, day) => (1..=31).contains(&day),
            // 2024 has every day that a year can have.
            Due::Yearly(month, day) => Date::from_ymd(2024, month, day).is_some(),
            Due::Once(_) => true,
        };
        if !real {
            self.bad_number(&pair, "没有这一天");
        }
        real.then_some(due)
    }

    /// 资金; none where the text is silent.
    pub fn funding(&mut self, pair: Pair<'_, Rule>) -> Option<Funding> {
        let span = self.span(&pair);
        if find(&pair, Rule::unstated).is_some() {
            return None;
        }
        let mut bearers = self.names_in(&pair);
        bearers.extend(find(&pair, Rule::name).map(|p| self.word(&p)));
        let parts: Vec<Ratio> = match find(&pair, Rule::ratio) {
            Some(ratio) => inner(ratio).map(|p| self.number(&p)).collect(),
            None => vec![Ratio::ONE],
        };
        if parts.len() != bearers.len() {
            self.bad_number(&pair, "负担方的个数与比例的个数不同");
        }
        Some(Funding { shares: bearers.into_iter().zip(parts).collect(), span })
    }

    /// The item that an amendment names.
    pub fn target(&mut self, pair: Pair<'_, Rule>) -> Target {
        let span = self.span(&pair);
        let mut target =
            Target { document: None, name: Word { text: String::new(), span }, parts: Vec::new(), span };
        for part in inner(pair) {
            match part.as_rule() {
                Rule::document => target.document = Some(self.word(&part)),
                Rule::name | Rule::reduction => target.name = self.word(&part),
                _ => {
                    if let Some(step) = inner(part).next() {
                        target.parts.push(match step.as_rule() {
                            Rule::index => Part::Index(self.index(step)),
                            Rule::part_key | Rule::name => Part::Key(self.word(&step).text),
                            _ => Part::Label(self.item_ref(&step).text),
                        });
                    }
                }
            }
        }
        target
    }

    /// The elements of a scope.
    pub fn members(&mut self, pair: Pair<'_, Rule>) -> Vec<Member> {
        let mut members = Vec::new();
        for member in inner(pair) {
            let condition = find(&member, Rule::condition).map(|p| self.expr(p));
            if let Some(name) = inner(member).next() {
                let own = name.as_rule() == Rule::text;
                members.push(Member { name: self.word(&name), own, condition });
            }
        }
        members
    }

    /// One side of an amendment.
    pub fn amended(&mut self, pair: Pair<'_, Rule>) -> Amended {
        match inner(pair).next() {
            Some(part) => match part.as_rule() {
                Rule::unstated => match self.unstated(part.clone()) {
                    ValueKind::Unstated => Amended::Unstated,
                    kind => Amended::Value(Value { span: self.span(&part), kind }),
                },
                Rule::members => Amended::Members(self.members(part)),
                Rule::rounding => {
                    self.rounding(part).map_or(Amended::Unstated, |(r, _, _)| Amended::Rounding(r))
                }
                Rule::schedule_side => Amended::Schedule(self.schedule(part)),
                _ => Amended::Value(self.value(part)),
            },
            None => Amended::Unstated,
        }
    }

    /// One change of an amendment.
    pub fn change(&mut self, pair: Pair<'_, Rule>) -> Option<Change> {
        let part = inner(pair).next()?;
        let span = self.span(&part);
        match part.as_rule() {
            Rule::replace => {
                let has = |rule| find(&part, rule).is_some();
                let verb = if has(Rule::widen) {
                    ReplaceVerb::Widen
                } else if has(Rule::narrow) {
                    ReplaceVerb::Narrow
                } else {
                    ReplaceVerb::Turn
                };
                let (partly, wholly) = (has(Rule::partly), has(Rule::wholly));
                let mut sides = inner(part).filter(|p| p.as_rule() == Rule::amended);
                let (from, to) = (sides.next()?, sides.next()?);
                Some(Change::Replace {
                    partly,
                    wholly,
                    from: self.amended(from),
                    verb,
                    to: self.amended(to),
                    span,
                })
            }
            Rule::insert => {
                let what = inner(part).next()?;
                match what.as_rule() {
                    Rule::exception => self.exception(what).map(Change::AddException),
                    Rule::insert_item => {
                        let mut parts = inner(what);
                        let (label, expr) = (parts.next()?, parts.next()?);
                        let label = super::expression::shown_label(label.as_str());
                        Some(Change::AddEntry(Entry { label, expr: self.expr(expr) }))
                    }
                    _ => Some(Change::AddMembers(self.members(what), span)),
                }
            }
            _ => {
                let what = inner(part).next()?;
                match what.as_rule() {
                    Rule::members => Some(Change::DeleteMembers(self.members(what), span)),
                    _ => Some(Change::DeletePart(self.item_ref(&what))),
                }
            }
        }
    }
}

/// Whether clauses have this key, so that an unknown clause with it is one that cannot be read.
pub(super) fn is_key(key: &str) -> bool {
    wanted(key).is_some()
}

/// What a known clause holds, in the words of a proposal.
fn wanted(key: &str) -> Option<&'static str> {
    Some(match key {
        "取整" => "四舍五入到分、进一到元、舍去到元",
        "金额" => {
            "算式，或“由 某机关 酌定，不低于 …、不超过 …”，或“未载明”；上下限另写一项“下限：”“上限：”"
        }
        "办结" => "日期，例如“受理日的30个工作日后”",
        "条件" | "期限" => "条件，例如“人均月收入 低于 低保标准”",
        "不计" | "核减" | "数额" => "“全额”或算式",
        "下限" | "上限" => "数额或算式",
        "发放" => "按月、按季、按年、一次性、分阶段、定期定量",
        "资金" => "“甲、乙 按 6:4 负担”",
        "尾差" => "“归 某方”",
        "机关" | "批准" => "机关名称",
        "形式" | "付给" => "一个名称",
        "参照" => "《公文代号》的名称",
        "不问" | "答" => "名称，用“、”隔开",
        "可提示" => "“变为 是”",
        "提高" => "“… 的，由 某机关 一事一议，不低于 原定金额”",
        _ => return None,
    })
}

/// The whole numbers written in a pair, in order.
fn whole(pair: &Pair<'_, Rule>) -> impl Iterator<Item = u32> {
    let numbers: Vec<u32> = inner(pair.clone())
        .filter(|part| part.as_rule() == Rule::number)
        .filter_map(|part| part.as_str().parse().ok())
        .collect();
    numbers.into_iter()
}

/// The clauses that a sentence may have; any other would be passed over in silence.
pub(super) fn clauses_of(verb: Rule) -> &'static [Rule] {
    use Rule::*;
    match verb {
        Rule::determination => {
            &[condition_clause, term_clause, due_clause, bodies_clause, consequence_clause, regardless_clause]
        }
        Rule::duty_of => &[
            condition_clause,
            term_clause,
            due_clause,
            who_clause,
            when_clause,
            must_clause,
            regardless_clause,
        ],
        Rule::lead => &[condition_clause, term_clause, bodies_clause, hint_clause, regardless_clause],
        Rule::benefit => &[
            condition_clause,
            term_clause,
            amount_clause,
            due_clause,
            floor_clause,
            cap_clause,
            rounding_clause,
            schedule_clause,
            payee_clause,
            bodies_clause,
            funding_clause,
            remainder_clause,
            raise_clause,
            regardless_clause,
            form_clause,
        ],
        Rule::judgement => &[bodies_clause, ask_clause, answer_clause, reason_clause, vary_clause],
        _ => &[],
    }
}
