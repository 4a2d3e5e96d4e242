//! 承诺事项: which facts may rest on a promise (可以承诺), which never (不得承诺), in which form, and for how long.
//!
//! The other parts of the sentence (适用, 承诺内容, 效力 …) are words for those who do the work and stay words.

use super::error;
use super::scope::{Binder, Symbol};
use super::tree::*;
use crate::corpus::tree::StatementId;
use crate::diagnostics::nearest::nearest;
use crate::quantity::shift::Shift;
use crate::source::Span;
use crate::syntax::tree::{Body, Word};

/// The verb of the sentence.
pub const VERB: &str = "承诺事项";
/// Which facts may be promised.
pub const MAY: &str = "可以承诺";
/// Which never, whatever another sentence says.
pub const NEVER: &str = "不得承诺";
/// The forms that a promise may take.
const FORM: &str = "形式";
/// How long after the promise the proof must be there.
const WITHIN: &str = "补齐期限";
/// Every fact that a record holds.
const EVERYTHING: &str = "各项事实";
/// The source does not say.
const UNSTATED: &str = "未载明";

/// 承诺事项: what may rest on a promise.
#[derive(Clone, Debug)]
pub struct Promise {
    /// The sentence.
    pub by: StatementId,
    /// Its name.
    pub name: String,
    /// 可以承诺
    pub may: Promisable,
    /// 不得承诺
    pub never: Vec<Promised>,
    /// 形式, each as a word; any form where the text names none.
    pub forms: Vec<String>,
    /// 补齐期限, counted from the day of the promise.
    pub within: Option<Shift>,
}

/// Which facts may be promised.
#[derive(Clone, Debug)]
pub enum Promisable {
    /// 未载明
    Unstated,
    /// 由 … 规定: by whom.
    LeftTo(String),
    /// 各项事实
    Everything,
    /// These.
    Facts(Vec<Promised>),
}

/// A fact that a 承诺事项 names.
#[derive(Clone, Debug)]
pub struct Promised {
    /// Whose fact.
    pub entity: EntityIndex,
    /// Which; all of its facts if none.
    pub field: Option<usize>,
    /// As written.
    pub words: String,
}

impl Promised {
    /// Whether it names everything that another does.
    fn covers(&self, other: &Promised) -> bool {
        self.entity == other.entity && (self.field.is_none() || self.field == other.field)
    }
}

impl Binder<'_> {
    /// Binds every 承诺事项 of the text in force.
    pub fn bind_promises(&mut self) {
        for by in self.text.others.clone() {
            if let Body::Duty { verb, name, parts } = &self.corpus.statement(by).body
                && verb == VERB
            {
                let promise = self.promise(by, name, parts);
                self.model.promises.push(promise);
            }
        }
    }

    fn promise(&mut self, by: StatementId, name: &Word, parts: &[(Option<Word>, Word)]) -> Promise {
        let part = |key: &str| {
            let of = |given: &Option<Word>| given.as_ref().is_some_and(|given| given.text == key);
            parts.iter().find(|(given, _)| of(given)).map(|(_, words)| words)
        };
        let may = match part(MAY) {
            None => {
                self.diagnostics.push(error::promise_of_what(name));
                Promisable::Unstated
            }
            Some(words) => match said(words) {
                UNSTATED => Promisable::Unstated,
                EVERYTHING => Promisable::Everything,
                left if left.starts_with('由') && left.ends_with("规定") => {
                    Promisable::LeftTo(left.trim_start_matches('由').trim_end_matches("规定").to_owned())
                }
                _ => Promisable::Facts(self.promised(words)),
            },
        };
        let never = match part(NEVER) {
            Some(words) if said(words) != UNSTATED => self.promised(words),
            _ => Vec::new(),
        };
        if let (Promisable::Facts(facts), Some(may), Some(no)) = (&may, part(MAY), part(NEVER))
            && let Some(both) = facts.iter().find(|fact| never.iter().any(|no| no.covers(fact)))
        {
            self.diagnostics.push(error::promised_and_forbidden(&both.words, may.span, no.span));
        }
        let forms = match part(FORM) {
            Some(words) if said(words) != UNSTATED => forms(said(words)),
            _ => Vec::new(),
        };
        let within = match part(WITHIN) {
            Some(words) if said(words) != UNSTATED => {
                let read = period(said(words));
                if read.is_none() {
                    self.diagnostics.push(error::unclear_promise_period(said(words), words.span));
                }
                read
            }
            _ => None,
        };
        Promise { by, name: name.text.clone(), may, never, forms, within }
    }

    /// `收入的月额、成员的出生日期、残疾评估`: facts, or whole entities.
    fn promised(&mut self, words: &Word) -> Vec<Promised> {
        let mut found: Vec<Promised> = Vec::new();
        for given in said(words).split('、').map(str::trim).filter(|given| !given.is_empty()) {
            found.extend(self.promised_fact(given, words.span));
        }
        found
    }

    fn promised_fact(&mut self, given: &str, span: Span) -> Option<Promised> {
        let given: String = given.chars().filter(|c| !c.is_whitespace()).collect();
        let entity = |name: &str| match self.globals.get(name) {
            Some(Symbol::Entity(entity)) => Some(*entity),
            _ => None,
        };
        let whole = entity(&given).map(|entity| (entity, None));
        // Names may hold 的 themselves: every cut is tried.
        let mut cuts = given.match_indices('的');
        let found = whole.or_else(|| {
            cuts.find_map(|(at, mark)| {
                let owner = entity(&given[..at])?;
                let field = self.field(owner, &given[at + mark.len()..])?;
                Some((owner, Some(field)))
            })
        });
        match found {
            Some((entity, field)) => Some(Promised { entity, field, words: given }),
            None => {
                let mut known: Vec<String> = self.model.entities.iter().map(|e| e.name.clone()).collect();
                for entity in &self.model.entities {
                    known
                        .extend(entity.fields.iter().map(|field| format!("{}的{}", entity.name, field.name)));
                }
                // A bare name of one field is meant to be found with its owner.
                let owner = known.iter().find(|name| name.ends_with(&format!("的{given}"))).cloned();
                let near =
                    owner.or_else(|| nearest(&given, known.iter().map(String::as_str)).map(str::to_owned));
                self.diagnostics.push(error::unknown_promised(&given, span, near.as_deref()));
                None
            }
        }
    }
}

/// The words of a part without their ends.
fn said(words: &Word) -> &str {
    words.text.trim()
}

/// `书面、录音、录像`; `书面承诺，或者录音、录像` says the same.
fn forms(words: &str) -> Vec<String> {
    let cut = words.replace("或者", "、").replace(['，', ',', '或'], "、");
    let mut found: Vec<String> = Vec::new();
    for form in cut.split('、') {
        let form = form.trim().trim_end_matches("承诺").trim();
        if !form.is_empty() && !found.iter().any(|known| known == form) {
            found.push(form.to_owned());
        }
    }
    found
}

/// `30日`, `承诺之日起20个工作日内`, `3个月`.
fn period(words: &str) -> Option<Shift> {
    let words: String = words.chars().filter(|c| !c.is_whitespace()).collect();
    let words = words.trim_start_matches("自").trim_start_matches("承诺之日起").trim_end_matches("内");
    let digits = words.chars().take_while(char::is_ascii_digit).count();
    let count: i32 = words.get(..digits)?.parse().ok().filter(|count| *count > 0)?;
    Some(match words.get(digits..)? {
        "日" | "天" => Shift::Days(count),
        "个月" => Shift::Months(count),
        "年" => Shift::Years(count),
        "个工作日" => Shift::WorkingDays(count),
        _ => return None,
    })
}
