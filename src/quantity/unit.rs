//! Measures: the dimension of a value and the way it is read and shown.
//!
//! Values are always kept in base measures (元, 人, 户, 月 …). A unit such as `元/人·年` or `万元` only says
//! by what factor a written number is brought there.

use crate::quantity::ratio::Ratio;
use std::fmt;

/// A base measure.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Base {
    /// 元.
    Yuan,
    /// 人.
    Person,
    /// 户.
    Household,
    /// 月.
    Month,
    /// 次.
    Time,
    /// 人次.
    Visit,
    /// 周岁.
    AgeYear,
    /// 日.
    Day,
    /// 工作日.
    Workday,
}

impl Base {
    /// All base measures, in the order in which a unit writes them.
    pub const ALL: [Self; 9] = [
        Self::Yuan,
        Self::Person,
        Self::Household,
        Self::Month,
        Self::Time,
        Self::Visit,
        Self::AgeYear,
        Self::Day,
        Self::Workday,
    ];

    /// The word of the measure.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Yuan => "元",
            Self::Person => "人",
            Self::Household => "户",
            Self::Month => "月",
            Self::Time => "次",
            Self::Visit => "人次",
            Self::AgeYear => "周岁",
            Self::Day => "日",
            Self::Workday => "工作日",
        }
    }

    const fn index(self) -> usize {
        self as usize
    }
}

/// The integer exponents of a value over the base measures.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Dimension([i8; Base::ALL.len()]);

impl Dimension {
    /// A pure number.
    pub const NONE: Self = Self([0; Base::ALL.len()]);

    /// The dimension of one base measure.
    #[must_use]
    pub const fn of(base: Base) -> Self {
        let mut exponents = [0; Base::ALL.len()];
        exponents[base.index()] = 1;
        Self(exponents)
    }

    /// The dimension of a product; `None` when an exponent no longer fits.
    #[must_use]
    pub fn times(self, other: Self) -> Option<Self> {
        self.combined(other, i8::checked_add)
    }

    /// The dimension of a quotient; `None` when an exponent no longer fits.
    #[must_use]
    pub fn per(self, other: Self) -> Option<Self> {
        self.combined(other, i8::checked_sub)
    }

    fn combined(self, other: Self, f: impl Fn(i8, i8) -> Option<i8>) -> Option<Self> {
        let mut made = self;
        for (left, right) in made.0.iter_mut().zip(other.0) {
            *left = f(*left, right)?;
        }
        Some(made)
    }

    /// Whether this is a pure number.
    #[must_use]
    pub fn is_none(self) -> bool {
        self == Self::NONE
    }

    /// The exponent of one base measure.
    #[must_use]
    pub const fn exponent(self, base: Base) -> i8 {
        self.0[base.index()]
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Unit::of(*self).fmt(f)
    }
}

/// The span in which months are written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Span {
    /// 月.
    Month,
    /// 季: three months.
    Quarter,
    /// 年: twelve months.
    Year,
}

impl Span {
    /// How many months the span has.
    #[must_use]
    pub const fn months(self) -> u8 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Month => "月",
            Self::Quarter => "季",
            Self::Year => "年",
        }
    }
}

/// The magnitude in which numbers are written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Magnitude {
    /// As they are.
    One,
    /// 万元.
    TenThousand,
    /// `%`.
    Percent,
}

/// How a value is read and shown; no part of its dimension.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Scale {
    /// The span of months; it counts only where 月 has the exponent 1 or −1.
    pub span: Span,
    /// The magnitude; 万 counts only where 元 has the exponent 1, `%` only for a pure number.
    pub magnitude: Magnitude,
}

impl Scale {
    /// Read and shown in base measures.
    pub const BASE: Self = Self { span: Span::Month, magnitude: Magnitude::One };
}

/// A dimension and the way in which its values are read and shown.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Unit {
    /// The dimension.
    pub dimension: Dimension,
    /// The way of reading and showing.
    pub scale: Scale,
}

/// Why a text was not read as a unit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum UnitError {
    /// The text is empty.
    Empty,
    /// A part names no measure.
    UnknownMeasure {
        /// The text as written.
        text: String,
        /// The part.
        part: String,
    },
    /// A measure stands twice.
    RepeatedMeasure {
        /// The text as written.
        text: String,
        /// The measure.
        part: String,
    },
}

impl fmt::Display for UnitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "没有写单位"),
            Self::UnknownMeasure { text, part } => write!(f, "单位“{text}”中的“{part}”不是已知的计量单位"),
            Self::RepeatedMeasure { text, part } => write!(f, "单位“{text}”中“{part}”重复"),
        }
    }
}

impl std::error::Error for UnitError {}

impl Unit {
    /// A pure number: `倍`, `个`, `比例`.
    pub const PURE: Self = Self { dimension: Dimension::NONE, scale: Scale::BASE };
    /// A pure number written in hundredths: `%`.
    pub const PERCENT: Self = Self {
        dimension: Dimension::NONE,
        scale: Scale { span: Span::Month, magnitude: Magnitude::Percent },
    };

    /// The unit of base measures for a dimension.
    #[must_use]
    pub const fn of(dimension: Dimension) -> Self {
        Self { dimension, scale: Scale::BASE }
    }

    /// The unit with that scale, without the parts of the scale that do not count for the dimension.
    #[must_use]
    pub fn new(dimension: Dimension, scale: Scale) -> Self {
        let month = dimension.exponent(Base::Month);
        let span = if matches!(month, 1 | -1) { scale.span } else { Span::Month };
        let counts = match scale.magnitude {
            Magnitude::One => true,
            Magnitude::TenThousand => dimension.exponent(Base::Yuan) == 1,
            Magnitude::Percent => dimension.is_none(),
        };
        let magnitude = if counts { scale.magnitude } else { Magnitude::One };
        Self { dimension, scale: Scale { span, magnitude } }
    }

    /// The value in base measures of one of this unit: `元/人·年` is 1/12, `万元` 10000, `年` 12, `%` 1/100.
    #[must_use]
    pub fn factor(self) -> Ratio {
        let Scale { span, magnitude } = Self::new(self.dimension, self.scale).scale;
        let magnitude = match magnitude {
            Magnitude::One => (1, 1),
            Magnitude::TenThousand => (10_000, 1),
            Magnitude::Percent => (1, 100),
        };
        let months = i128::from(span.months());
        let made = if self.dimension.exponent(Base::Month) < 0 {
            Ratio::new(magnitude.0, magnitude.1 * months)
        } else {
            Ratio::new(magnitude.0 * months, magnitude.1)
        };
        // The denominators above are never zero, so the fallback is not taken.
        made.unwrap_or(Ratio::ONE)
    }

    /// A number written in this unit, in base measures; `None` on overflow.
    #[must_use]
    pub fn to_base(self, written: Ratio) -> Option<Ratio> {
        written.checked_mul(self.factor())
    }

    /// A value in base measures, as this unit writes it; `None` on overflow.
    #[must_use]
    pub fn from_base(self, value: Ratio) -> Option<Ratio> {
        value.checked_div(self.factor())
    }

    /// Reads a unit as officers write it: `元/人·月`, `万元`, `元/户·年`, `人/户`, `个月`, `%`, `倍` …
    /// Full-width signs, spaces and a second `/` for `·` are accepted.
    ///
    /// # Errors
    /// An empty text, an unknown measure, or a measure that stands twice.
    pub fn parse(text: &str) -> Result<Self, UnitError> {
        let folded: String = text.chars().filter(|c| !c.is_whitespace()).map(fold).collect();
        match folded.as_str() {
            "" => return Err(UnitError::Empty),
            "%" => return Ok(Self::PERCENT),
            "倍" | "个" | "比例" => return Ok(Self::PURE),
            _ => {}
        }
        let mut unit = Self::PURE;
        for (place, group) in folded.split('/').enumerate() {
            if place == 0 && group == "1" && folded.len() > 1 {
                continue;
            }
            for part in group.split('·') {
                unit.read_part(part, place == 0, text)?;
            }
        }
        Ok(unit)
    }

    /// Reads one measure with its exponent into the unit.
    fn read_part(&mut self, part: &str, above: bool, text: &str) -> Result<(), UnitError> {
        let unknown = || UnitError::UnknownMeasure { text: text.to_owned(), part: part.to_owned() };
        let (word, power) = match part.split_once('^') {
            Some((word, power)) => (word, written_power(power).ok_or_else(unknown)?),
            None => (part, 1),
        };
        let (base, span, magnitude) = measure(word).ok_or_else(unknown)?;
        let plain = span == Span::Month && magnitude == Magnitude::One;
        if (!plain && power != 1) || (magnitude != Magnitude::One && !above) {
            return Err(unknown());
        }
        let signed = if above { i16::from(power) } else { -i16::from(power) };
        let exponent = &mut self.dimension.0[base.index()];
        if *exponent != 0 {
            return Err(UnitError::RepeatedMeasure { text: text.to_owned(), part: part.to_owned() });
        }
        *exponent = i8::try_from(signed).map_err(|_| unknown())?;
        if span != Span::Month {
            self.scale.span = span;
        }
        if magnitude != Magnitude::One {
            self.scale.magnitude = magnitude;
        }
        Ok(())
    }

    /// The template, with `{}` for the number, in which an amount is spoken: `每人每月{}元`, `{}个月`.
    /// `None` for a unit that has no such form.
    #[must_use]
    pub fn spoken(&self) -> Option<String> {
        let Self { dimension, scale } = Self::new(self.dimension, self.scale);
        let (mut prefix, mut suffix) = (String::new(), None);
        for base in Base::ALL {
            match dimension.exponent(base) {
                0 => {}
                1 if suffix.is_none() => suffix = Some(counted(base, scale)),
                -1 => {
                    let word = if base == Base::Month { scale.span.word() } else { base.word() };
                    prefix.push('每');
                    prefix.push_str(if base == Base::Workday { "个工作日" } else { word });
                }
                _ => return None,
            }
        }
        match suffix {
            Some(suffix) => Some(format!("{prefix}{{}}{suffix}")),
            None if !prefix.is_empty() => None,
            None if scale.magnitude == Magnitude::Percent => Some("{}%".to_owned()),
            None => Some("{}".to_owned()),
        }
    }

    /// The unit of a field with this unit that belongs to a person or a household: an amount or a number of
    /// persons that names no 人 and no 户 to be divided by is meant for its owner. `元/月` of a member is
    /// `元/人·月`, `人` of a household is `人/户`. Nothing is divided by a measure that it counts itself, and
    /// owners other than 人 and 户 leave the unit as it is.
    #[must_use]
    pub fn filled_for(self, owner: Base) -> Self {
        let exponent = |base| self.dimension.exponent(base);
        let extensive = exponent(Base::Yuan) > 0 || exponent(Base::Person) > 0;
        let divided = exponent(Base::Person) < 0 || exponent(Base::Household) < 0;
        let fits = matches!(owner, Base::Person | Base::Household) && exponent(owner) == 0;
        if !extensive || divided || !fits {
            return self;
        }
        match self.dimension.per(Dimension::of(owner)) {
            Some(dimension) => Self { dimension, scale: self.scale },
            None => self,
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { dimension, scale } = Self::new(self.dimension, self.scale);
        if dimension.is_none() {
            return f.write_str(if scale.magnitude == Magnitude::Percent { "%" } else { "比例" });
        }
        let group = |above: bool| {
            let parts = Base::ALL.into_iter().filter_map(|base| {
                let exponent = dimension.exponent(base);
                let word = match base {
                    Base::Month => scale.span.word(),
                    Base::Yuan if scale.magnitude == Magnitude::TenThousand => "万元",
                    _ => base.word(),
                };
                match exponent.unsigned_abs() {
                    0 => None,
                    _ if (exponent > 0) != above => None,
                    1 => Some(word.to_owned()),
                    power => Some(format!("{word}^{power}")),
                }
            });
            parts.collect::<Vec<_>>().join("·")
        };
        let (above, below) = (group(true), group(false));
        f.write_str(if above.is_empty() { "1" } else { &above })?;
        if below.is_empty() { Ok(()) } else { write!(f, "/{below}") }
    }
}

/// An exponent above one, in ASCII digits.
fn written_power(text: &str) -> Option<u8> {
    let plain = text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|&power| plain && power > 1)
}

/// The sign as this module reads it.
fn fold(sign: char) -> char {
    match sign {
        '／' => '/',
        '．' | '•' | '・' | '‧' | '∙' | '⋅' => '·',
        '％' => '%',
        other => other,
    }
}

/// The measure that a word names.
fn measure(word: &str) -> Option<(Base, Span, Magnitude)> {
    let plain = |base| Some((base, Span::Month, Magnitude::One));
    match word {
        "元" => plain(Base::Yuan),
        "万元" => Some((Base::Yuan, Span::Month, Magnitude::TenThousand)),
        "人" => plain(Base::Person),
        "户" => plain(Base::Household),
        "月" | "个月" => plain(Base::Month),
        "季" | "季度" | "个季度" => Some((Base::Month, Span::Quarter, Magnitude::One)),
        "年" => Some((Base::Month, Span::Year, Magnitude::One)),
        "次" => plain(Base::Time),
        "人次" => plain(Base::Visit),
        "周岁" => plain(Base::AgeYear),
        "日" | "天" => plain(Base::Day),
        "工作日" | "个工作日" => plain(Base::Workday),
        _ => None,
    }
}

/// The word behind a number that counts a measure.
fn counted(base: Base, scale: Scale) -> &'static str {
    match (base, scale.span) {
        (Base::Month, Span::Month) => "个月",
        (Base::Month, Span::Quarter) => "个季度",
        (Base::Month, Span::Year) => "年",
        (Base::Workday, _) => "个工作日",
        (Base::Yuan, _) if scale.magnitude == Magnitude::TenThousand => "万元",
        _ => base.word(),
    }
}

/// A factor that turns the dimension found into the one wanted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Repair {
    /// × 人数 (人/户).
    TimesPersons,
    /// ÷ 人数 (人/户).
    PerPersons,
    /// × a number of months.
    TimesMonths,
    /// ÷ a number of months.
    PerMonths,
    /// × or ÷ one person: the amount of a single 人.
    OnePerson,
}

/// The one factor that turns `found` into `wanted`; `None` when they agree in dimension or no single factor
/// does. Scales do not matter: they are converted exactly.
#[must_use]
pub fn repair(wanted: Unit, found: Unit) -> Option<Repair> {
    let factor = wanted.dimension.per(found.dimension)?;
    let exponent = |base| factor.exponent(base);
    let named = (exponent(Base::Person), exponent(Base::Household), exponent(Base::Month));
    let total: u32 = factor.0.iter().map(|e| u32::from(e.unsigned_abs())).sum();
    match (named, total) {
        ((1, -1, 0), 2) => Some(Repair::TimesPersons),
        ((-1, 1, 0), 2) => Some(Repair::PerPersons),
        ((0, 0, 1), 1) => Some(Repair::TimesMonths),
        ((0, 0, -1), 1) => Some(Repair::PerMonths),
        ((1 | -1, 0, 0), 1) => Some(Repair::OnePerson),
        _ => None,
    }
}

#[cfg(test)]
#[path = "unit_tests.rs"]
mod tests;
