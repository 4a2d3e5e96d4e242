//! Numbers of a record: plain in the field's unit, or written with a unit of their own.

use crate::facts::error::RecordErrorKind;
use crate::facts::json::Json;
use crate::facts::path::clipped;
use crate::quantity::ratio::{NumberError, Ratio};
use crate::quantity::unit::{Base, Magnitude, Unit};

/// Largest number of a record.
const LARGEST: i128 = 1_000_000_000_000_000;

/// Most decimal places of an amount in 元.
const PLACES: u32 = 4;

/// Most places by which an exponent moves the decimal point.
const EXPONENT_LIMIT: i32 = 40;

/// Reads a number for a field with unit `wanted` whose owner is `owner`, in base measures.
pub(super) fn read(json: &Json, wanted: Unit, owner: Base) -> Result<Ratio, RecordErrorKind> {
    let expected = "数，如 900、\"900\" 或 \"12000元/年\"";
    let (text, number, unit) = match json {
        Json::Number(text) => (text.as_str(), plain(text)?, None),
        Json::String(text) if text.trim().is_empty() => return Err(RecordErrorKind::EmptyText),
        Json::String(text) => measured(text)?,
        other => return Err(RecordErrorKind::WrongKind { expected, found: other.kind() }),
    };
    let given = || clipped(text);
    let unit = match unit {
        None => wanted,
        Some(found) => fitting(found, wanted, owner).ok_or_else(|| RecordErrorKind::WrongUnit {
            given: given(),
            found,
            wanted,
        })?,
    };
    if number.is_negative() {
        return Err(RecordErrorKind::Negative { given: given() });
    }
    let too_large = || RecordErrorKind::TooLarge { given: given() };
    let magnitude = if unit.scale.magnitude == Magnitude::TenThousand { 10_000 } else { 1 };
    let amount = number.checked_mul(Ratio::from_integer(magnitude)).ok_or_else(too_large)?;
    let value = unit.to_base(number).ok_or_else(too_large)?;
    if amount.ceiling() > LARGEST || value.ceiling() > LARGEST {
        return Err(too_large());
    }
    let money = unit.dimension.exponent(Base::Yuan) > 0;
    if money && amount.decimal_places().is_none_or(|places| places > PLACES) {
        return Err(RecordErrorKind::TooPrecise { given: given() });
    }
    Ok(value)
}

/// The unit found, filled for the owner where it names none, if it measures what is wanted.
fn fitting(found: Unit, wanted: Unit, owner: Base) -> Option<Unit> {
    [found, found.filled_for(owner)].into_iter().find(|unit| unit.dimension == wanted.dimension)
}

/// A number without unit.
fn plain(text: &str) -> Result<Ratio, RecordErrorKind> {
    let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let given = || clipped(text);
    let exponent = match exponent.strip_prefix('+').unwrap_or(exponent).parse::<i32>() {
        Ok(exponent) if exponent.abs() <= EXPONENT_LIMIT => exponent,
        _ => return Err(RecordErrorKind::TooManyDigits { given: given() }),
    };
    let number = Ratio::parse_decimal(digits).map_err(|error| match error {
        NumberError::TooLong { .. } => RecordErrorKind::TooManyDigits { given: given() },
        NumberError::NotANumber { .. } => RecordErrorKind::NotANumber { given: given() },
    })?;
    let power =
        (0..exponent.abs()).try_fold(Ratio::ONE, |power, _| power.checked_mul(Ratio::from_integer(10)));
    let moved = power
        .and_then(|power| if exponent < 0 { number.checked_div(power) } else { number.checked_mul(power) });
    moved.ok_or_else(|| RecordErrorKind::TooManyDigits { given: given() })
}

/// A number in a string, perhaps with words before and behind that give its unit: `每人每年12000元`.
fn measured(text: &str) -> Result<(&str, Ratio, Option<Unit>), RecordErrorKind> {
    let folded: String = text.chars().filter(|c| !c.is_whitespace()).map(half_width).collect();
    let given = || clipped(text);
    let word = folded.trim_start_matches(['-', '+']).to_ascii_lowercase();
    if matches!(word.as_str(), "nan" | "inf" | "infinity" | "∞") {
        return Err(RecordErrorKind::NotFinite { given: given() });
    }
    let numeral = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+');
    let (before, rest) = folded.split_at(folded.find(numeral).unwrap_or(folded.len()));
    let (digits, behind) = rest.split_at(rest.find(|c| !numeral(c)).unwrap_or(rest.len()));
    if digits.is_empty() {
        return Err(RecordErrorKind::NotANumber { given: given() });
    }
    let number = Ratio::parse_decimal(digits).map_err(|error| match error {
        NumberError::TooLong { .. } => RecordErrorKind::TooManyDigits { given: given() },
        NumberError::NotANumber { .. } => RecordErrorKind::NotANumber { given: given() },
    })?;
    if before.is_empty() && behind.is_empty() {
        return Ok((text, number, None));
    }
    let other_words = !before.is_empty() && !before.starts_with('每');
    if other_words || behind.contains(|c: char| c.is_ascii_digit() || c == ',') {
        return Err(RecordErrorKind::NotANumber { given: given() });
    }
    let unit = Unit::parse(&unit_text(before, behind)).map_err(|error| RecordErrorKind::UnknownUnit {
        given: given(),
        reason: clipped(&error.to_string()),
    })?;
    Ok((text, number, Some(unit)))
}

/// `每人每月` and `元` as `元/人·月`.
fn unit_text(before: &str, behind: &str) -> String {
    let mut text = behind.to_owned();
    for part in before.split('每').filter(|part| !part.is_empty()) {
        text.push(if text.contains(['/', '／']) { '·' } else { '/' });
        text.push_str(part);
    }
    text
}

/// Digits and signs in their half-width form.
fn half_width(c: char) -> char {
    match c {
        '０'..='９' | '＋' | '－' | '．' | '，' => {
            u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c)
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(text: &str) -> Unit {
        Unit::parse(text).unwrap_or(Unit::PURE)
    }

    fn person(text: &str, wanted: &str) -> Result<String, &'static str> {
        read(&Json::String(text.to_owned()), unit(wanted), Base::Person)
            .map(Ratio::to_display)
            .map_err(|kind| kind.code())
    }

    #[test]
    fn a_unit_is_converted_exactly() {
        assert_eq!(person("每人每年12000元", "元/人·月"), Ok("1000".to_owned()));
        assert_eq!(person("12000元/年", "元/人·月"), Ok("1000".to_owned()));
        assert_eq!(person(" １．２万元 / 年", "元/人·月"), Ok("1000".to_owned()));
        assert_eq!(person("12000", "元/人·年"), Ok("1000".to_owned()));
        assert_eq!(person("每月每人900元", "元/人·年"), Ok("900".to_owned()));
        assert_eq!(person("45%", "比例"), Ok("0.45".to_owned()));
        assert_eq!(person("60周岁", "周岁"), Ok("60".to_owned()));
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for (text, code) in [
            ("900元/户·月", "R0123"),
            ("900元", "R0123"),
            ("900美元/月", "R0122"),
            ("约900元/月", "R0116"),
            ("12,000元/月", "R0116"),
            ("甲", "R0116"),
            ("--9", "R0116"),
            ("NaN", "R0117"),
            ("－９００", "R0118"),
            ("1000000000000001", "R0119"),
            ("0.00001", "R0120"),
            ("1e3", "R0116"),
            ("0.0000000000000000000000000000000000001", "R0121"),
            ("", "R0113"),
        ] {
            assert_eq!(person(text, "元/人·月"), Err(code), "{text}");
        }
    }

    #[test]
    fn an_exponent_moves_the_point() {
        let number = |text: &str| read(&Json::Number(text.to_owned()), unit("元"), Base::Household).ok();
        assert_eq!(number("1.25e+3"), Some(Ratio::from_integer(1250)));
        assert_eq!(number("1e-4"), Ratio::new(1, 10_000));
        assert_eq!(number("1e+400"), None);
        assert_eq!(number("-0"), Some(Ratio::ZERO));
    }
}
