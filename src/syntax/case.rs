//! Cases: pest pairs to tree.

use pest::iterators::Pair;

use super::expression::{Builder, find, inner, shown_label};
use super::parser::Rule;
use super::tree::*;
use crate::quantity::calendar::Date;
use crate::source::Span;

impl Builder<'_> {
    /// The stages of a case.
    pub fn case_stages(&mut self, body: Pair<'_, Rule>) -> Vec<CaseStage> {
        let mut stages: Vec<CaseStage> = Vec::new();
        for pair in inner(body).filter(|p| matches!(p.as_rule(), Rule::case_stage | Rule::case_again)) {
            let span = self.span(&pair);
            let mut stage = match stages.last() {
                Some(last) => {
                    let first = if stages.len() == 1 { last.given.len() } else { last.first };
                    CaseStage { expect: Vec::new(), first, span, ..last.clone() }
                }
                None => CaseStage {
                    place: Word { text: String::new(), span },
                    date: Date::NEVER_BEFORE,
                    overrides: Vec::new(),
                    readings: Vec::new(),
                    given: Vec::new(),
                    first: usize::MAX,
                    expect: Vec::new(),
                    span,
                },
            };
            self.case_stage(pair, &mut stage);
            stages.push(stage);
        }
        stages
    }

    fn case_stage(&mut self, pair: Pair<'_, Rule>, stage: &mut CaseStage) {
        for part in inner(pair) {
            match part.as_rule() {
                Rule::case_place => {
                    if let Some(place) = find(&part, Rule::place) {
                        stage.place = self.word(&place);
                    }
                }
                Rule::case_date => {
                    if let Some(date) = find(&part, Rule::date) {
                        stage.date = self.date(&date);
                    }
                }
                Rule::case_override => {
                    let items: Vec<_> = inner(part).collect();
                    stage.overrides.extend(items.into_iter().filter_map(|p| self.override_item(p)));
                }
                Rule::case_readings => {
                    let readings = inner(part).map(|p| inner(p).map(|word| self.word(&word)).collect());
                    stage.readings = readings
                        .filter_map(|mut words: Vec<Word>| {
                            Some(Guard { reading: words.pop()?, doubt: words.pop() })
                        })
                        .collect();
                }
                Rule::case_fact => {
                    let line = self.case_fact(part).map(CaseLine::Fact);
                    stage.given.extend(line);
                }
                Rule::case_given => {
                    for line in inner(part).flat_map(inner) {
                        let line = self.case_line(line);
                        stage.given.extend(line);
                    }
                }
                _ => {
                    let items: Vec<_> = inner(part).filter(|p| p.as_rule() == Rule::expectation).collect();
                    stage.expect = items.into_iter().filter_map(|p| self.expectation(p)).collect();
                }
            }
        }
    }

    pub fn override_item(&mut self, pair: Pair<'_, Rule>) -> Option<Override> {
        Some(Override {
            name: find(&pair, Rule::name).map(|p| self.word(&p))?,
            index: find(&pair, Rule::index).map(|p| self.index(p)).unwrap_or_default(),
            value: find(&pair, Rule::value).map(|p| self.value(p))?,
        })
    }

    fn case_line(&mut self, pair: Pair<'_, Rule>) -> Option<CaseLine> {
        let span = self.span(&pair);
        match pair.as_rule() {
            Rule::rest_absent => Some(CaseLine::RestAbsent(span)),
            Rule::case_fact => self.case_fact(pair).map(CaseLine::Fact),
            _ => {
                let (mut owner, mut list, mut names, mut facts) = (None, None, Vec::new(), Vec::new());
                for part in inner(pair) {
                    match part.as_rule() {
                        Rule::owner_of => owner = inner(part).next().map(|p| self.word(&p)),
                        Rule::name => list = Some(self.word(&part)),
                        Rule::names_or_none => names = inner(part).map(|p| self.word(&p)).collect(),
                        _ => facts.extend(self.case_fact(part)),
                    }
                }
                Some(CaseLine::Object { owner, list: list?, names, facts, span })
            }
        }
    }

    fn case_fact(&mut self, pair: Pair<'_, Rule>) -> Option<CaseFact> {
        let span = self.span(&pair);
        let mut names: Vec<Word> = Vec::new();
        let (mut months, mut values, mut evidence) = (Vec::new(), Vec::new(), None);
        for part in inner(pair) {
            match part.as_rule() {
                Rule::name => names.push(self.word(&part)),
                Rule::months => {
                    let mut year = None;
                    for month in inner(part) {
                        let month = self.month(&month, year);
                        year = Some(month.year());
                        months.push(month);
                    }
                }
                Rule::fact_values => values = inner(part).filter_map(|p| self.fact_value(p)).collect(),
                Rule::evidence => evidence = Some(self.evidence(part)),
                _ => {}
            }
        }
        let name = names.pop()?;
        Some(CaseFact { owner: names, name, months, values, evidence, span })
    }

    fn evidence(&mut self, pair: Pair<'_, Rule>) -> CaseEvidence {
        let mut evidence = CaseEvidence::default();
        for part in inner(pair).flat_map(inner) {
            match part.as_rule() {
                Rule::date => evidence.on = Some(self.date(&part)),
                Rule::proof_due => {
                    evidence.until = find(&part, Rule::date).map(|p| self.date(&p));
                }
                Rule::reason => evidence.reason = find(&part, Rule::reason_words).map(|p| self.word(&p).text),
                _ => evidence.words.push(self.word(&part)),
            }
        }
        evidence
    }

    fn fact_value(&mut self, pair: Pair<'_, Rule>) -> Option<CaseValue> {
        let part = inner(pair.clone()).next()?;
        let span = self.span(&part);
        Some(match part.as_rule() {
            Rule::date => CaseValue::Date(self.date(&part), span),
            Rule::quantity => CaseValue::Quantity(self.quantity(&part), span),
            Rule::text => CaseValue::Text(self.word(&part)),
            _ => {
                let word = self.word(&part);
                match find(&pair, Rule::validity) {
                    Some(validity) => {
                        let mut dates = inner(validity).map(|p| self.date(&p));
                        let from = dates.next()?;
                        CaseValue::Status(word, from, dates.next())
                    }
                    None => CaseValue::Word(word),
                }
            }
        })
    }

    fn expectation(&mut self, pair: Pair<'_, Rule>) -> Option<Expectation> {
        let span = self.span(&pair);
        let mut parts = inner(pair);
        let claim = self.claim(parts.next()?)?;
        let supports: Vec<_> = parts.flat_map(inner).collect();
        let supports = supports.into_iter().filter_map(|p| self.support(p)).collect();
        Some(Expectation { claim, supports, span })
    }

    fn day_claim(&mut self, pair: &Pair<'_, Rule>) -> DayClaim {
        match (pair.as_rule(), pair.as_str()) {
            (Rule::date, _) => DayClaim::On(self.date(pair)),
            (_, "未定") => DayClaim::Open,
            _ => DayClaim::NoRule,
        }
    }

    fn claim(&mut self, pair: Pair<'_, Rule>) -> Option<Claim> {
        let whole = find(&pair, Rule::whole).is_some();
        match pair.as_rule() {
            Rule::day_claim => {
                let parts: Vec<_> = inner(pair).collect();
                let (first, last) = (parts.first()?, parts.last()?);
                let steps = parts.iter().filter(|p| p.as_rule() == Rule::shifted).cloned().flat_map(inner);
                let shifts = steps.map(|p| self.shift(&p)).collect();
                Some(Claim::Day(self.date(first), shifts, self.day_claim(last)))
            }
            Rule::funding_claim => {
                let mut shares = Vec::new();
                for share in inner(pair).filter(|p| p.as_rule() == Rule::share_claim) {
                    let bearer = find(&share, Rule::name).map(|p| self.word(&p))?;
                    let amount = find(&share, Rule::computed).map(|p| self.only(p))?;
                    shares.push((bearer, amount));
                }
                Some(Claim::Funding(whole, shares))
            }
            Rule::meets_claim => {
                let mut names =
                    inner(pair.clone()).filter(|p| p.as_rule() == Rule::name).map(|p| self.word(&p));
                Some(Claim::Meets(names.next()?, find(&pair, Rule::meets_yes).is_some(), names.next()?))
            }
            Rule::value_claim => Some(Claim::Value {
                path: find(&pair, Rule::path).map(|p| self.path(p))?,
                whole,
                each: find(&pair, Rule::each).is_some(),
                value: find(&pair, Rule::fact_value).and_then(|p| self.fact_value(p))?,
            }),
            _ => {
                let path = find(&pair, Rule::path).map(|p| self.path(p))?;
                let status = find(&pair, Rule::status).and_then(|p| inner(p).next())?;
                let status = match status.as_rule() {
                    Rule::s_refused => ExpectedStatus::Refused,
                    Rule::s_undetermined => ExpectedStatus::Undetermined,
                    Rule::s_judgement => ExpectedStatus::Judgement(self.names_in(&status)),
                    Rule::s_offered => ExpectedStatus::Offered,
                    Rule::s_unstated => ExpectedStatus::NoRule,
                    Rule::s_pending => ExpectedStatus::Conflict,
                    _ => ExpectedStatus::Granted,
                };
                Some(Claim::Status(path, status))
            }
        }
    }

    fn support(&mut self, pair: Pair<'_, Rule>) -> Option<SupportClaim> {
        let span: Span = self.span(&pair);
        let first = inner(pair.clone()).next();
        Some(match pair.as_rule() {
            Rule::s_failed => SupportClaim::Failed(Word { text: shown_label(first?.as_str()), span }),
            Rule::s_excluded => SupportClaim::Excluded(find(&pair, Rule::name).map(|p| self.word(&p))?),
            Rule::s_ground => {
                let article = find(&pair, Rule::article_ref).map(|p| self.word(&p))?;
                SupportClaim::Ground(self.word(&first?), article)
            }
            Rule::s_doubt => SupportClaim::Doubt(self.word(&first?)),
            Rule::s_approved => SupportClaim::Approved(self.names_in(&pair)),
            Rule::s_first => SupportClaim::FirstMonth(self.month(&first?, None)),
            Rule::s_due => SupportClaim::Due(self.date(&first?)),
            Rule::s_payee => SupportClaim::Payee(self.word(&first?)),
            Rule::s_missing => {
                let facts: Vec<_> = inner(pair).flat_map(inner).collect();
                SupportClaim::Missing(facts.into_iter().map(|p| self.path(p)).collect())
            }
            Rule::s_between => {
                let mut ends = inner(pair);
                let (low, high) = (ends.next()?, ends.next()?);
                SupportClaim::Between(self.quantity(&low), self.quantity(&high))
            }
            Rule::s_settled => SupportClaim::Settled(self.day_claim(&first?)),
            _ => SupportClaim::AtLeast(self.quantity(&first?)),
        })
    }
}
