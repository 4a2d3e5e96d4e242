//! Terms of SMT-LIB 2, put together so that what is known already is not asked again.

use std::rc::Rc;

use crate::quantity::ratio::Ratio;

/// A term as it is written.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Term(Rc<str>);

impl Term {
    /// A term as it is written.
    pub fn of(text: impl AsRef<str>) -> Term {
        Term(Rc::from(text.as_ref()))
    }

    /// 是、否
    pub fn truth(truth: bool) -> Term {
        Term::of(if truth { "true" } else { "false" })
    }

    /// A whole number.
    pub fn int(number: i64) -> Term {
        if number < 0 {
            Term::of(format!("(- {})", number.unsigned_abs()))
        } else {
            Term::of(number.to_string())
        }
    }

    /// An exact number of sort Real.
    pub fn real(number: Ratio) -> Term {
        let above = number.numerator().unsigned_abs();
        let plain = match number.denominator() {
            1 => format!("{above}.0"),
            below => format!("(/ {above}.0 {below}.0)"),
        };
        Term::of(if number.is_negative() { format!("(- {plain})") } else { plain })
    }

    /// As it is written.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// It is the constant 是.
    pub fn is_true(&self) -> bool {
        &*self.0 == "true"
    }

    /// It is the constant 否.
    pub fn is_false(&self) -> bool {
        &*self.0 == "false"
    }

    /// It is one word or number.
    pub fn is_short(&self) -> bool {
        self.0.len() <= 24 && !self.0.contains(' ') || self.0.len() <= 12
    }
}

/// A function applied to terms.
pub fn apply(function: &str, of: &[&Term]) -> Term {
    let mut text = format!("({function}");
    for term in of {
        text.push(' ');
        text.push_str(term.text());
    }
    text.push(')');
    Term::of(text)
}

/// 且
pub fn and(parts: impl IntoIterator<Item = Term>) -> Term {
    junction("and", true, parts)
}

/// 或
pub fn or(parts: impl IntoIterator<Item = Term>) -> Term {
    junction("or", false, parts)
}

fn junction(function: &str, neutral: bool, parts: impl IntoIterator<Item = Term>) -> Term {
    let mut kept: Vec<Term> = Vec::new();
    for part in parts {
        if part == Term::truth(!neutral) {
            return part;
        }
        if part != Term::truth(neutral) && !kept.contains(&part) {
            kept.push(part);
        }
    }
    match kept.as_slice() {
        [] => Term::truth(neutral),
        [only] => only.clone(),
        several => apply(function, &several.iter().collect::<Vec<_>>()),
    }
}

/// 非
pub fn not(of: &Term) -> Term {
    if of.is_true() || of.is_false() {
        return Term::truth(of.is_false());
    }
    match of.text().strip_prefix("(not ").and_then(|rest| rest.strip_suffix(')')) {
        // The operand of a negation is one term, so nothing else ends with its bracket.
        Some(inner) => Term::of(inner),
        None => apply("not", &[of]),
    }
}

/// `then` where a condition holds, else `other`.
pub fn choice(condition: &Term, then: &Term, other: &Term) -> Term {
    if condition.is_true() || then == other {
        return then.clone();
    }
    if condition.is_false() {
        return other.clone();
    }
    match (then.text(), other.text()) {
        ("true", "false") => condition.clone(),
        ("false", "true") => not(condition),
        ("true", _) => or([condition.clone(), other.clone()]),
        ("false", _) => and([not(condition), other.clone()]),
        (_, "true") => or([not(condition), then.clone()]),
        (_, "false") => and([condition.clone(), then.clone()]),
        _ => apply("ite", &[condition, then, other]),
    }
}

/// Whether two terms of one sort are the same value.
pub fn equal(a: &Term, b: &Term) -> Term {
    if a == b {
        return Term::truth(true);
    }
    if let (Some(a), Some(b)) = (whole(a), whole(b)) {
        return Term::truth(a == b);
    }
    match (a.text(), b.text()) {
        ("true", _) => b.clone(),
        (_, "true") => a.clone(),
        ("false", _) => not(b),
        (_, "false") => not(a),
        _ => apply("=", &[a, b]),
    }
}

/// The number that a term writes, if it is a whole number.
pub fn whole(term: &Term) -> Option<i64> {
    match term.text().strip_prefix("(- ").and_then(|rest| rest.strip_suffix(')')) {
        Some(digits) => digits.parse::<i64>().ok().map(|number| -number),
        None => term.text().parse().ok(),
    }
}
