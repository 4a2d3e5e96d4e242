//! What a solver answers, and the household that it names.

use std::collections::BTreeMap;

use super::encode::{Encoder, Free};
use super::term::{Term, apply};
use crate::analysis::regions::household::Household;
use crate::facts::record::FactValue;
use crate::program::ir::{Answer, FieldId, PlaneId, Type};
use crate::quantity::calendar::{Date, Month};
use crate::quantity::ratio::Ratio;
use crate::quantity::unit::Base;

/// How many months of a history are written out.
const MONTHS: i32 = 36;

/// What a solver says.
#[derive(Clone, PartialEq, Debug)]
pub enum Answered {
    /// There is none.
    Unsat,
    /// There is one: values by name.
    Sat(BTreeMap<String, Given>),
    /// It cannot tell, or said something else.
    Unknown,
}

/// The value of a name.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Given {
    /// 是、否
    Truth(bool),
    /// A number.
    Number(Ratio),
}

/// The words and brackets of an answer.
#[derive(Debug)]
enum Part<'a> {
    Word(&'a str),
    List(Vec<Part<'a>>),
}

fn parse(text: &str) -> Vec<Part<'_>> {
    let mut open: Vec<Vec<Part<'_>>> = vec![Vec::new()];
    let mut start = None;
    for (at, c) in text.char_indices() {
        let delimits = c.is_whitespace() || matches!(c, '(' | ')');
        if let (Some(from), true) = (start, delimits) {
            if let Some(list) = open.last_mut() {
                list.push(Part::Word(&text[from..at]));
            }
            start = None;
        }
        match c {
            '(' => open.push(Vec::new()),
            ')' if open.len() > 1 => {
                let list = open.pop().unwrap_or_default();
                if let Some(around) = open.last_mut() {
                    around.push(Part::List(list));
                }
            }
            _ if !delimits && start.is_none() => start = Some(at),
            _ => {}
        }
    }
    if let (Some(from), Some(list)) = (start, open.last_mut()) {
        list.push(Part::Word(&text[from..]));
    }
    open.into_iter().next().unwrap_or_default()
}

fn given(part: &Part<'_>) -> Option<Given> {
    match part {
        Part::Word("true") => Some(Given::Truth(true)),
        Part::Word("false") => Some(Given::Truth(false)),
        part => number(part).map(Given::Number),
    }
}

fn number(part: &Part<'_>) -> Option<Ratio> {
    match part {
        Part::Word(word) => Ratio::parse_decimal(word.strip_suffix('?').unwrap_or(word)).ok(),
        Part::List(list) => match list.as_slice() {
            [Part::Word("-"), of] => number(of)?.checked_neg(),
            [Part::Word("/"), a, b] => number(a)?.checked_div(number(b)?),
            [Part::Word("to_real"), of] => number(of),
            _ => None,
        },
    }
}

/// Reads what a solver printed: the verdict, then the values asked for.
#[must_use]
pub fn read(printed: &str) -> Answered {
    let parts = parse(printed);
    match parts.first() {
        Some(Part::Word("unsat")) => Answered::Unsat,
        Some(Part::Word("sat")) => {
            let mut values = BTreeMap::new();
            for part in &parts {
                let Part::List(pairs) = part else { continue };
                for pair in pairs {
                    if let Part::List(pair) = pair
                        && let [Part::Word(name), value] = pair.as_slice()
                        && let Some(value) = given(value)
                    {
                        values.insert((*name).to_owned(), value);
                    }
                }
            }
            Answered::Sat(values)
        }
        _ => Answered::Unknown,
    }
}

impl Encoder<'_> {
    /// What a solver is asked: whether everything asserted, and `claim`, can be so; and which values it then has.
    #[must_use]
    pub fn script(&self, claim: &[Term]) -> String {
        let mut text = self.lines.join("\n");
        for term in claim {
            text.push_str(&format!("\n(assert {})", term.text()));
        }
        text.push_str("\n(check-sat)\n");
        if !self.free.is_empty() {
            let names: Vec<&str> = self.free.iter().map(|(name, _)| name.as_str()).collect();
            text.push_str(&format!("(get-value ({}))\n", names.join(" ")));
        }
        text
    }

    /// That amounts of money are whole in yuan, or in fen, and other numbers plain: to be tried first.
    #[must_use]
    pub fn plain_numbers(&self, per_unit: i64) -> Vec<Term> {
        let mut plain = Vec::new();
        for (name, free) in &self.free {
            let unit = match free {
                Free::Fact(field, _) => match self.program.fields[field.index()].ty {
                    Type::Number(unit) => unit,
                    _ => continue,
                },
                Free::Answer(question, _) => match self.program.questions[question.index()].answer {
                    Answer::Number(unit) | Answer::Grant(unit) => unit,
                    _ => continue,
                },
                _ => continue,
            };
            // A number is given in its own unit: a sum per year in yuan per year.
            let Some(factor) = unit.from_base(Ratio::ONE) else { continue };
            let money = unit.dimension.exponent(Base::Yuan) == 1;
            let steps = if money || per_unit > 1 { per_unit } else { 1 };
            let Some(steps) = factor.checked_mul(Ratio::from_integer(i128::from(steps))) else { continue };
            let scaled = apply("*", &[&Term::real(steps), &Term::of(name)]);
            plain.push(apply("is_int", &[&scaled]));
        }
        plain
    }

    /// The values of everything that is asked for by name.
    fn value(&self, values: &BTreeMap<String, Given>, wanted: &Free) -> Option<Given> {
        let (name, _) = self.free.iter().find(|(_, free)| free == wanted)?;
        values.get(name).copied()
    }

    fn truth(&self, values: &BTreeMap<String, Given>, wanted: &Free) -> bool {
        self.value(values, wanted) == Some(Given::Truth(true))
    }

    fn whole(&self, values: &BTreeMap<String, Given>, wanted: &Free) -> Option<i64> {
        match self.value(values, wanted)? {
            Given::Number(number) => i64::try_from(number.floor()).ok(),
            Given::Truth(_) => None,
        }
    }

    fn date(&self, values: &BTreeMap<String, Given>, of: impl Fn(u8) -> Free) -> Option<Date> {
        let part = |at| self.whole(values, &of(at));
        let (year, month, day) = (part(0)?, part(1)?, part(2)?);
        Date::from_ymd(i32::try_from(year).ok()?, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
    }

    /// By how much the raised input is raised.
    #[must_use]
    pub fn raised_by(&self, values: &BTreeMap<String, Given>) -> Option<Ratio> {
        match self.value(values, &Free::Raise)? {
            Given::Number(number) => Some(number),
            Given::Truth(_) => None,
        }
    }

    /// The household that a solver names.
    #[must_use]
    pub fn household(&self, values: &BTreeMap<String, Given>) -> Option<Household> {
        let program = self.program;
        // Entries that are taken, in order; each keeps where it stands.
        let mut stands: Vec<Vec<Option<u32>>> = Vec::with_capacity(program.planes.len());
        let mut lists: Vec<Vec<u32>> = Vec::with_capacity(program.planes.len());
        for (plane, own) in (0..).map(PlaneId).zip(&program.planes) {
            let slots = self.slots.get(plane.index()).cloned().flatten().unwrap_or_default();
            let (mut place, mut list) = (Vec::new(), Vec::new());
            for slot in &slots {
                let taken = match self.free.iter().find(|(name, _)| name == slot.taken.text()) {
                    Some((name, _)) => values.get(name) == Some(&Given::Truth(true)),
                    None => slot.taken.is_true(),
                };
                let above = own.parent.and_then(|above| stands.get(above.index()));
                let holder = match above {
                    None => Some(0),
                    Some(above) => above.get(slot.parent as usize).copied().flatten(),
                };
                place.push(holder.filter(|_| taken).map(|holder| {
                    list.push(holder);
                    list.len() as u32 - 1
                }));
            }
            if own.parent.is_none() {
                list = vec![0];
                place = vec![Some(0)];
            }
            stands.push(place);
            lists.push(list);
        }
        let stand = |plane: PlaneId, slot: u32| *stands.get(plane.index())?.get(slot as usize)?;
        let mut household = Household::with_lists(lists);
        let plane_of = |field: FieldId| program.fields[field.index()].plane;
        for (field, slot) in self.facts.keys().copied() {
            let Some(instance) = stand(plane_of(field), slot) else { continue };
            let known = &program.fields[field.index()];
            let value = if self.truth(values, &Free::Absent(field, slot)) {
                FactValue::Absent
            } else if known.ty == Type::Date {
                FactValue::Date(self.date(values, |part| Free::FactDay(field, slot, part))?)
            } else {
                self.fact_value(known.ty, self.value(values, &Free::Fact(field, slot))?)?
            };
            household.set(field, instance, value);
        }
        for (question, slot) in self.answers.keys().copied() {
            let asked = &program.questions[question.index()];
            let Some(instance) = stand(asked.plane, slot) else { continue };
            let ty = match asked.answer {
                Answer::Truth => Type::Truth,
                Answer::Number(unit) | Answer::Grant(unit) => Type::Number(unit),
                Answer::Choice(category) => Type::Element(category),
            };
            let value = self.value(values, &Free::Answer(question, slot))?;
            household.answer(question, instance, self.fact_value(ty, value)?);
        }
        let today = self.date(values, Free::Today).unwrap_or(program.on);
        for (field, slot) in self.months.keys().copied() {
            let Some(instance) = stand(plane_of(field), slot) else { continue };
            let held = self.whole(values, &Free::Months(field, slot)).unwrap_or(0);
            let months = (1..=MONTHS)
                .filter_map(|back| Some((Month::of(today).minus(back)?, i64::from(back) <= held)));
            household.set(field, instance, FactValue::Monthly(months.collect()));
        }
        for (_, free) in &self.free {
            if let Free::Membership(set, plane, slot) = free
                && let Some(instance) = stand(*plane, *slot)
            {
                household.belongs(*set, *plane, instance, self.truth(values, free));
            }
        }
        for ((parameter, cell), term) in &self.ranges {
            if let Some(Given::Number(number)) = values.get(term.text()) {
                household.suppose(program, *parameter, *cell, *number);
            }
        }
        if today != program.on {
            household.decided_on(today);
        }
        Some(household)
    }

    fn fact_value(&self, ty: Type, given: Given) -> Option<FactValue> {
        let at = |number: Ratio| usize::try_from(number.floor()).ok();
        Some(match (ty, given) {
            (Type::Truth, Given::Truth(truth)) => FactValue::Truth(truth),
            (Type::Number(_), Given::Number(number)) => FactValue::Number(number),
            (Type::Element(category), Given::Number(number)) => {
                let (at, listed) = (at(number)?, usize::try_from(self.listed(category)).ok()?);
                match at.checked_sub(listed) {
                    None => FactValue::Element(u32::try_from(at).ok()?),
                    Some(0) => FactValue::Unlisted("其他未列明的".to_owned()),
                    Some(_) => FactValue::Unlisted("另一种未列明的".to_owned()),
                }
            }
            (Type::Text, Given::Number(number)) => {
                let at = at(number)?;
                FactValue::Text(self.texts.get(at).cloned().unwrap_or_else(|| format!("某{at}")))
            }
            (Type::Place, Given::Number(number)) => FactValue::Place(self.places.get(at(number)?)?.clone()),
            _ => return None,
        })
    }
}
