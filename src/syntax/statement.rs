//! Sentences: pest pairs to tree.

use pest::iterators::Pair;

use super::clause::clauses_of;
use super::expression::{Builder, find, inner};
use super::parser::Rule;
use super::tree::*;
use crate::quantity::unit::Unit;

/// What a parsed sentence is.
pub(super) enum Parsed {
    Body(Body),
    Note(Note),
}

impl Builder<'_> {
    /// 读法 “疑义”“读法”： before a sentence.
    pub fn guard(&mut self, sentence: &Pair<'_, Rule>) -> Option<Guard> {
        let mut words: Vec<Word> = inner(find(sentence, Rule::reading)?).map(|p| self.word(&p)).collect();
        Some(Guard { reading: words.pop()?, doubt: words.pop() })
    }

    /// A sentence with its table rows.
    pub fn statement(&mut self, sentence: Pair<'_, Rule>, rows: Vec<Row>) -> Option<Parsed> {
        let pair = inner(sentence).find(|p| p.as_rule() != Rule::reading)?;
        let span = self.span(&pair);
        let rule = pair.as_rule();
        let names: Vec<Word> =
            inner(pair.clone()).filter(|p| p.as_rule() == Rule::name).map(|p| self.word(&p)).collect();
        let nth = |at: usize| names.get(at).cloned().unwrap_or(Word { text: String::new(), span });
        let clauses = |this: &mut Self| {
            Box::new(find(&pair, Rule::body).map(|p| this.clauses(p, clauses_of(rule))).unwrap_or_default())
        };
        let body = match rule {
            Rule::usage => Body::Usage(inner(pair).filter_map(|p| self.usage(p)).collect()),
            Rule::category => self.category(&pair, nth(0)),
            Rule::entity => self.entity(&pair, nth(0), rows),
            Rule::extension => Body::Extension { entity: nth(0), fields: self.field_rows(rows) },
            Rule::standard => {
                let mut lists = inner(pair.clone())
                    .filter(|p| p.as_rule() == Rule::names)
                    .collect::<Vec<_>>()
                    .into_iter();
                let axes_written = pair.as_str().contains('按');
                let list = |this: &Self, p: Option<Pair<'_, Rule>>| {
                    p.map(|p| inner(p).map(|n| this.word(&n)).collect()).unwrap_or_default()
                };
                let axes = if axes_written { list(self, lists.next()) } else { Vec::new() };
                let publishers = list(self, lists.next());
                let unit = find(&pair, Rule::unit).map(|p| self.unit(&p))?;
                let monthly = find(&pair, Rule::monthly_rounding).and_then(|p| {
                    let span = self.span(&p);
                    self.rounding(p).map(|(rounding, _, _)| (rounding, span))
                });
                Body::Parameter { name: nth(0), axes, unit, monthly, publishers }
            }
            Rule::publish => Body::Publish {
                name: nth(0),
                index: find(&pair, Rule::index).map(|p| self.index(p)).unwrap_or_default(),
                from: self.period_from(&pair),
                to: self.period_to(&pair),
                filed: find(&pair, Rule::filed)
                    .map(|p| (self.names_in(&p), find(&p, Rule::assumed).is_some())),
                value: find(&pair, Rule::value).map(|p| self.value(p)),
                rows,
            },
            Rule::calendar => {
                let year = find(&pair, Rule::year)?;
                let (mut off, mut on) = (Vec::new(), Vec::new());
                for part in inner(pair.clone()).filter(|p| p.as_rule() == Rule::calendar_part).flat_map(inner)
                {
                    let list = if part.as_rule() == Rule::days_on { &mut on } else { &mut off };
                    list.extend(inner(part).filter_map(|days| self.days(days)));
                }
                Body::Calendar { year: self.year(&year), name: self.word(&year), off, on }
            }
            Rule::define => {
                let name = find(&pair, Rule::reduction).map(|p| self.word(&p)).unwrap_or_else(|| nth(1));
                let ty = find(&pair, Rule::type_name).map(|p| self.type_name(&p));
                let value = find(&pair, Rule::valued).map(|p| self.valued(p))?;
                Body::Definition { owner: nth(0), name, ty, value, own: own_only(&pair) }
            }
            Rule::scope => {
                let over_pair = find(&pair, Rule::scope_over)?;
                let entity = find(&over_pair, Rule::over_entity).is_some();
                let over = find(&over_pair, Rule::name).map(|p| self.word(&p))?;
                let members = find(&pair, Rule::members).map(|p| self.members(p));
                Body::Scope {
                    name: nth(0),
                    entity,
                    over,
                    open: self.is_open(&pair),
                    members,
                    own: own_only(&pair),
                }
            }
            Rule::adjustments => {
                let stages = inner(pair.clone())
                    .filter(|p| p.as_rule() == Rule::stage)
                    .filter_map(|p| self.stage(p))
                    .collect();
                Body::Adjustments { name: nth(0), open: self.is_open(&pair), stages }
            }
            Rule::disregard => self.list_entry(&pair, names)?,
            Rule::table => {
                let axes = inner(pair.clone())
                    .filter(|p| p.as_rule() == Rule::table_axis)
                    .filter_map(|p| inner(p).next());
                let axes = axes.collect::<Vec<_>>().into_iter().map(|p| self.arithmetic(p)).collect();
                let ty = find(&pair, Rule::type_name).map(|p| self.type_name(&p));
                Body::Table {
                    name: nth(0),
                    owner: names.get(1).cloned(),
                    axes,
                    ty,
                    rows,
                    own: own_only(&pair),
                }
            }
            Rule::determination => Body::Determination {
                role: Role::Status,
                owner: nth(0),
                name: nth(1),
                clauses: clauses(self),
            },
            Rule::duty_of => {
                Body::Determination { role: Role::Duty, owner: nth(1), name: nth(0), clauses: clauses(self) }
            }
            Rule::lead => {
                Body::Determination { role: Role::Lead, owner: nth(1), name: nth(0), clauses: clauses(self) }
            }
            Rule::assertion => {
                let owner = names.first().cloned();
                let title = find(&pair, Rule::text).map(|p| self.word(&p))?;
                let owner = owner.unwrap_or(Word { text: "家庭".to_owned(), span: title.span });
                let condition = find(&pair, Rule::condition).map(|p| (self.expr(p), Vec::new()));
                let clauses = Box::new(Clauses { condition, ..Clauses::default() });
                Body::Determination { role: Role::Assertion, owner, name: title, clauses }
            }
            Rule::benefit => Body::Benefit {
                shall: find(&pair, Rule::shall).is_some(),
                name: nth(0),
                owner: nth(1),
                family: names.get(2).cloned(),
                clauses: clauses(self),
            },
            Rule::exclusion => {
                let member = |name| Member { name, own: false, condition: None };
                Body::Exclusion {
                    members: Some(self.names_in(&pair).into_iter().map(member).collect()),
                    how: find(&pair, Rule::exclusion_how).map(|p| self.word(&p)),
                }
            }
            Rule::judgement => Body::Judgement { name: nth(0), owner: nth(1), clauses: clauses(self) },
            Rule::addition => self.addition(&pair)?,
            Rule::approval => {
                Body::Approval { target: find(&pair, Rule::target).map(|p| self.target(p))?, rows }
            }
            Rule::authority => {
                let powers = inner(pair.clone())
                    .filter(|p| p.as_rule() == Rule::power)
                    .filter_map(|p| self.power(p))
                    .collect();
                Body::Authority { bodies: self.names_in(&pair), powers }
            }
            Rule::amend => {
                let changes = inner(pair.clone())
                    .filter(|p| p.as_rule() == Rule::change)
                    .filter_map(|p| self.change(p))
                    .collect();
                Body::Amend {
                    target: find(&pair, Rule::target).map(|p| self.target(p))?,
                    from: self.period_from(&pair),
                    changes,
                }
            }
            Rule::restate => Body::Restate {
                target: find(&pair, Rule::target).map(|p| self.target(p))?,
                to: find(&pair, Rule::amended).map(|p| self.amended(p))?,
            },
            Rule::repeal => Body::Repeal {
                document: find(&pair, Rule::document).map(|p| self.word(&p)),
                target: find(&pair, Rule::target).map(|p| self.target(p)),
                keep: find(&pair, Rule::keep).map(|p| self.word(&p)),
            },
            Rule::suspend => Body::Suspend {
                target: find(&pair, Rule::target).map(|p| self.target(p))?,
                from: self.period_from(&pair),
                to: self.period_to(&pair),
            },
            Rule::resume => Body::Resume {
                target: find(&pair, Rule::target).map(|p| self.target(p))?,
                from: self.period_from(&pair),
            },
            Rule::continue_ => Body::Continue {
                document: find(&pair, Rule::document).map(|p| self.word(&p)),
                target: find(&pair, Rule::target).map(|p| self.target(p)),
                to: self.period_to(&pair),
            },
            Rule::lapse => Body::Lapse {
                document: find(&pair, Rule::document).map(|p| self.word(&p)),
                target: find(&pair, Rule::target).map(|p| self.target(p)),
            },
            Rule::duty => {
                let verb = find(&pair, Rule::duty_word).map(|p| p.as_str().to_owned())?;
                let parts = inner(pair.clone())
                    .filter(|p| p.as_rule() == Rule::duty_part)
                    .filter_map(|p| {
                        let key = find(&p, Rule::duty_key).map(|k| self.word(&k));
                        Some((key, self.word(&find(&p, Rule::words)?)))
                    })
                    .collect();
                Body::Duty { verb, name: nth(0), parts }
            }
            Rule::acceptance => Body::Acceptance {
                finding: find(&pair, Rule::text).map(|p| self.word(&p))?,
                of: find(&pair, Rule::accepted_of).map(|p| self.word(&p))?,
                reason: find(&pair, Rule::words).map(|p| self.word(&p))?,
            },
            Rule::doubt | Rule::assumption => return Some(Parsed::Note(self.note(&pair)?)),
            _ => return None,
        };
        Some(Parsed::Body(body))
    }

    /// `2025年1月28日至2025年2月4日`
    fn days(&mut self, pair: Pair<'_, Rule>) -> Option<Days> {
        let span = self.span(&pair);
        let mut ends = inner(pair).map(|p| self.date(&p)).collect::<Vec<_>>().into_iter();
        let from = ends.next()?;
        Some(Days { from, to: ends.next().unwrap_or(from), span })
    }

    /// 不计入收入, 核减, 列入: each has its own word for what the entry comes to.
    fn list_entry(&mut self, pair: &Pair<'_, Rule>, names: Vec<Word>) -> Option<Body> {
        let span = self.span(pair);
        let name = find(pair, Rule::text).map(|p| self.word(&p))?;
        let mut names = names.into_iter();
        let (list, key) = if pair.as_str().starts_with("列入") {
            (names.next()?, Rule::entry_clause)
        } else if pair.as_str().starts_with("核减") {
            (Word { text: "核减".to_owned(), span }, Rule::deduction_clause)
        } else {
            (Word { text: "不计入收入".to_owned(), span }, Rule::disregard_clause)
        };
        let owner = names.next()?;
        let allowed = [Rule::condition_clause, Rule::term_clause, key];
        let clauses = Box::new(find(pair, Rule::body).map(|p| self.clauses(p, &allowed)).unwrap_or_default());
        Some(Body::Disregard { list, name, owner, clauses })
    }

    fn is_open(&self, pair: &Pair<'_, Rule>) -> bool {
        find(pair, Rule::openness).is_some_and(|p| find(&p, Rule::open).is_some())
    }

    pub fn unit(&mut self, pair: &Pair<'_, Rule>) -> Unit {
        Unit::parse(pair.as_str().trim()).unwrap_or_else(|_| {
            self.bad_number(pair, "单位不成立");
            Unit::PURE
        })
    }

    fn type_name(&mut self, pair: &Pair<'_, Rule>) -> FieldType {
        match inner(pair.clone()).next() {
            Some(p) if p.as_rule() == Rule::unit => FieldType::Unit(self.unit(&p)),
            Some(p) => named_type(self.word(&p).text),
            None => FieldType::Named(String::new()),
        }
    }

    fn usage(&mut self, pair: Pair<'_, Rule>) -> Option<Usage> {
        let word = find(&pair, Rule::text).map(|p| self.word(&p))?;
        let inclusive = match (find(&pair, Rule::end_included), find(&pair, Rule::end_excluded)) {
            (Some(_), _) => Some(true),
            (_, Some(_)) => Some(false),
            _ => None,
        };
        let means = find(&pair, Rule::means).and_then(|p| inner(p).next()).map(|p| self.word(&p).text);
        Some(Usage { word, inclusive, assumed: find(&pair, Rule::assumed).is_some(), means })
    }

    fn category(&mut self, pair: &Pair<'_, Rule>, name: Word) -> Body {
        if let Some(compound) = find(pair, Rule::compound) {
            return Body::Compound { name, components: self.names_in(&compound) };
        }
        let mut body = (false, false, Vec::new());
        if let Some(listed) = find(pair, Rule::listed) {
            body.0 = self.is_open(&listed);
            for part in inner(listed) {
                match part.as_rule() {
                    Rule::order => body.1 = true,
                    Rule::element_decl => {
                        let title = find(&part, Rule::text).map(|p| self.word(&p));
                        if let Some(first) = inner(part).next() {
                            body.2.push((self.word(&first), title));
                        }
                    }
                    _ => {}
                }
            }
        }
        Body::Category { name, open: body.0, ordered: body.1, elements: body.2 }
    }

    fn entity(&mut self, pair: &Pair<'_, Rule>, name: Word, rows: Vec<Row>) -> Body {
        let (mut pronoun, mut counted, mut recording) = (None, None, None);
        for part in inner(pair.clone()).filter(|p| p.as_rule() == Rule::entity_part).flat_map(inner) {
            let names: Vec<Word> =
                inner(part.clone()).filter(|p| p.as_rule() == Rule::name).map(|p| self.word(&p)).collect();
            match part.as_rule() {
                Rule::called => pronoun = names.first().cloned(),
                Rule::counted => counted = Some(part.as_str().contains('人')),
                _ => {
                    if let [status, from, to] = &names[..] {
                        recording = Some((status.clone(), from.clone(), to.clone()));
                    }
                }
            }
        }
        Body::Entity { name, pronoun, counted, recording, fields: self.field_rows(rows) }
    }

    fn period_from(&mut self, pair: &Pair<'_, Rule>) -> Option<DateClaim> {
        let claim = find(&find(pair, Rule::period_from)?, Rule::date_claim)?;
        let date = find(&claim, Rule::date)?;
        Some(DateClaim { date: self.date(&date), assumed: find(&claim, Rule::assumed).is_some() })
    }

    fn period_to(&mut self, pair: &Pair<'_, Rule>) -> Option<crate::quantity::calendar::Date> {
        let date = find(&find(pair, Rule::period_to)?, Rule::date)?;
        Some(self.date(&date))
    }

    fn stage(&mut self, pair: Pair<'_, Rule>) -> Option<Stage> {
        let owner = find(&pair, Rule::name).map(|p| self.word(&p))?;
        let full = find(&pair, Rule::operands).map(|p| self.operand(p))?;
        let combine = match find(&pair, Rule::combine).map(|p| p.as_str().to_owned()).as_deref() {
            Some("就高") => Combine::Highest,
            Some("累计") => Combine::Total,
            Some("取在前的") => Combine::First,
            _ => Combine::Conflict,
        };
        let cap =
            find(&pair, Rule::stage_cap).and_then(|p| find(&p, Rule::operands)).map(|p| self.operand(p));
        Some(Stage { owner, full, combine, cap })
    }

    fn addition(&mut self, pair: &Pair<'_, Rule>) -> Option<Body> {
        let target = find(pair, Rule::target).map(|p| self.target(p))?;
        let mut clauses = Clauses::default();
        for part in inner(pair.clone()) {
            match part.as_rule() {
                Rule::schedule => clauses.schedule = Some(self.schedule(part)),
                Rule::rounding => clauses.rounding = self.rounding(part),
                Rule::funding => clauses.funding = self.funding(part),
                _ => {}
            }
        }
        Some(Body::Addition { target, clauses: Box::new(clauses) })
    }

    fn note(&mut self, pair: &Pair<'_, Rule>) -> Option<Note> {
        let span = self.span(pair);
        let text = find(pair, Rule::text).map(|p| self.word(&p))?;
        let doubt = pair.as_rule() == Rule::doubt;
        let mut note = Note { text, readings: Vec::new(), taken: None, reason: None, doubt, span };
        if let Some(readings) = find(pair, Rule::readings) {
            note.reason = find(&readings, Rule::words).map(|p| self.word(&p).text);
            let undecided = find(&readings, Rule::undecided).is_some();
            note.readings =
                inner(readings).filter(|p| p.as_rule() == Rule::text).map(|p| self.word(&p)).collect();
            if !undecided {
                note.taken = note.readings.pop();
            }
        } else if !doubt {
            note.reason = find(pair, Rule::words).map(|p| self.word(&p).text);
        }
        Some(note)
    }
}

/// 仅用于本文件 is said.
fn own_only(pair: &Pair<'_, Rule>) -> bool {
    find(pair, Rule::own_only).is_some()
}

/// 是否 is not a category.
fn named_type(name: String) -> FieldType {
    FieldType::Named(name)
}
