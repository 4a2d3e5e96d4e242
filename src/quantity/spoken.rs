//! How values are said in their units.

use super::ratio::Ratio;
use super::unit::{Base, Unit};

/// The number of a value (in base measures) in a unit, for people: `982.50`, `约486.1111`.
#[must_use]
pub fn number(value: Ratio, unit: Unit) -> String {
    let Some(written) = unit.from_base(value) else { return "（数太大，无法写出）".to_owned() };
    let cents = unit.dimension.exponent(Base::Yuan) == 1 && written.decimal_places() == Some(1);
    let padded = if cents { written.to_decimal_string(2) } else { None };
    padded.unwrap_or_else(|| written.to_display())
}

/// `每人每月655元`
#[must_use]
pub fn amount(value: Ratio, unit: Unit) -> String {
    let number = number(value, unit);
    match unit.spoken() {
        Some(template) => template.replacen("{}", &number, 1),
        None => format!("{number}{unit}"),
    }
}
