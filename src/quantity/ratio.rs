//! Exact fractions of 128-bit integers: the only number the evaluator calculates with.
//!
//! Every operation is exact or answers `None`. `rust_decimal` is used for reading text alone, because its
//! arithmetic rounds silently.

use rust_decimal::Decimal;
use std::cmp::Ordering;
use std::fmt;

/// The most decimals that are shown in full; a longer number is shown rounded, marked `约`.
const EXACT_PLACES: u32 = 6;
/// The decimals of a rounded display.
const ROUNDED_PLACES: usize = 4;

/// An exact fraction, always reduced, with a denominator above zero.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Ratio {
    numerator: i128,
    denominator: i128,
}

/// Why a text was not read as a decimal number.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NumberError {
    /// A plain decimal number with more digits than can be kept exactly.
    TooLong {
        /// The text as written.
        text: String,
    },
    /// Not a plain decimal number: empty, an exponent, a separator, a foreign digit, a word.
    NotANumber {
        /// The text as written.
        text: String,
    },
}

impl fmt::Display for NumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { text } => write!(f, "数字“{text}”位数过多"),
            Self::NotANumber { text } => write!(f, "“{text}”不是数字"),
        }
    }
}

impl std::error::Error for NumberError {}

impl Ratio {
    /// Nought.
    pub const ZERO: Self = Self::from_integer(0);
    /// One.
    pub const ONE: Self = Self::from_integer(1);

    /// The whole number `value`.
    #[must_use]
    pub const fn from_integer(value: i128) -> Self {
        Self { numerator: value, denominator: 1 }
    }

    /// `numerator ÷ denominator`; `None` when the denominator is zero or the reduced fraction does not fit.
    #[must_use]
    pub fn new(numerator: i128, denominator: i128) -> Option<Self> {
        if denominator > 0 {
            return Some(Self::reduced(numerator, denominator));
        }
        if denominator == 0 {
            return None;
        }
        let (above, below) = (numerator.unsigned_abs(), denominator.unsigned_abs());
        let shared = wide_gcd(above, below);
        let magnitude = above / shared;
        let numerator = if numerator < 0 {
            i128::try_from(magnitude).ok()?
        } else {
            0i128.checked_sub_unsigned(magnitude)?
        };
        Some(Self { numerator, denominator: i128::try_from(below / shared).ok()? })
    }

    /// The fraction in lowest terms; `denominator` is above zero.
    #[inline]
    fn reduced(numerator: i128, denominator: i128) -> Self {
        if denominator == 1 {
            return Self::from_integer(numerator);
        }
        let shared = common(numerator, denominator);
        Self { numerator: quotient(numerator, shared), denominator: quotient(denominator, shared) }
    }

    /// The reduced numerator; it carries the sign.
    #[inline]
    #[must_use]
    pub const fn numerator(self) -> i128 {
        self.numerator
    }

    /// The reduced denominator, above zero.
    #[inline]
    #[must_use]
    pub const fn denominator(self) -> i128 {
        self.denominator
    }

    /// Whether this is a whole number.
    #[inline]
    #[must_use]
    pub const fn is_integer(self) -> bool {
        self.denominator == 1
    }

    /// Whether this is below zero.
    #[inline]
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.numerator < 0
    }

    /// Whether this is zero.
    #[inline]
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.numerator == 0
    }

    /// The largest whole number not above this.
    #[must_use]
    pub const fn floor(self) -> i128 {
        self.numerator.div_euclid(self.denominator)
    }

    /// The smallest whole number not below this.
    #[must_use]
    pub const fn ceiling(self) -> i128 {
        // A fraction that is not whole is at most half of the i128 range, so the step up cannot overflow.
        if self.is_integer() { self.numerator } else { self.floor() + 1 }
    }

    /// The exact sum; `None` on overflow.
    #[inline]
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        if self.denominator == other.denominator {
            return Some(Self::reduced(self.numerator.checked_add(other.numerator)?, self.denominator));
        }
        self.add_mixed(other)
    }

    /// The exact difference; `None` on overflow.
    #[inline]
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        if self.denominator == other.denominator {
            return Some(Self::reduced(self.numerator.checked_sub(other.numerator)?, self.denominator));
        }
        self.add_mixed(other.checked_neg()?)
    }

    /// The sum of two fractions whose denominators differ.
    fn add_mixed(self, other: Self) -> Option<Self> {
        let shared = if self.denominator == 1 || other.denominator == 1 {
            1
        } else if let (Some(left), Some(right)) = (self.fen(), other.fen()) {
            return Some(Self::reduced(left + right, 100));
        } else {
            common(self.denominator, other.denominator)
        };
        let left = quotient(self.denominator, shared);
        let right = quotient(other.denominator, shared);
        let sum = product(self.numerator, right)?.checked_add(product(other.numerator, left)?)?;
        // Both terms were reduced, so what is still common to sum and denominator divides `shared`.
        let rest = if shared == 1 { 1 } else { common(sum % shared, shared) };
        let denominator = product(left, quotient(other.denominator, rest))?;
        Some(Self { numerator: quotient(sum, rest), denominator })
    }

    /// The number in hundredths, if it is a whole number of them and of moderate size: money.
    #[inline]
    fn fen(self) -> Option<i128> {
        let numerator = i64::try_from(self.numerator).ok()?;
        let denominator = u32::try_from(self.denominator).ok()?;
        (100 % denominator == 0).then(|| i128::from(numerator) * i128::from(100 / denominator))
    }

    /// The exact product; `None` on overflow.
    #[inline]
    #[must_use]
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        if self.denominator == 1 && other.denominator == 1 {
            return product(self.numerator, other.numerator).map(Self::from_integer);
        }
        let first = common(self.numerator, other.denominator);
        let second = common(other.numerator, self.denominator);
        Some(Self {
            numerator: product(quotient(self.numerator, first), quotient(other.numerator, second))?,
            denominator: product(quotient(self.denominator, second), quotient(other.denominator, first))?,
        })
    }

    /// The exact quotient; `None` when the divisor is zero or on overflow.
    #[inline]
    #[must_use]
    pub fn checked_div(self, other: Self) -> Option<Self> {
        let inverted = match other.numerator.cmp(&0) {
            Ordering::Greater => Self { numerator: other.denominator, denominator: other.numerator },
            Ordering::Equal => return None,
            Ordering::Less => {
                Self { numerator: -other.denominator, denominator: other.numerator.checked_neg()? }
            }
        };
        self.checked_mul(inverted)
    }

    /// The same size with the other sign; `None` on overflow.
    #[inline]
    #[must_use]
    pub fn checked_neg(self) -> Option<Self> {
        Some(Self { numerator: self.numerator.checked_neg()?, denominator: self.denominator })
    }

    /// Reads a plain decimal number: an optional sign, ASCII digits, an optional fraction. Never rounds.
    ///
    /// # Errors
    /// `NotANumber` for any other text, `TooLong` when the number cannot be kept exactly.
    pub fn parse_decimal(text: &str) -> Result<Self, NumberError> {
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let plain = match unsigned.split_once('.') {
            Some((whole, fraction)) => digits(whole) && digits(fraction),
            None => digits(unsigned),
        };
        if !plain {
            return Err(NumberError::NotANumber { text: text.to_owned() });
        }
        let too_long = || NumberError::TooLong { text: text.to_owned() };
        let decimal = Decimal::from_str_exact(text).map_err(|_| too_long())?;
        let scale = 10i128.checked_pow(decimal.scale()).ok_or_else(too_long)?;
        Ok(Self::reduced(decimal.mantissa(), scale))
    }

    /// How many decimals write this number exactly; `None` when no finite number does.
    #[must_use]
    pub fn decimal_places(self) -> Option<u32> {
        let twos = self.denominator.trailing_zeros();
        let mut rest = self.denominator >> twos;
        let mut fives = 0;
        while rest % 5 == 0 {
            rest /= 5;
            fives += 1;
        }
        (rest == 1).then_some(twos.max(fives))
    }

    /// The exact decimal text, padded to at least `places` decimals; `None` when it does not terminate.
    #[must_use]
    pub fn to_decimal_string(self, places: u32) -> Option<String> {
        let wanted = self.decimal_places()?.max(places);
        let (whole, mut rest) = self.split_magnitude();
        let mut text = if self.is_negative() { format!("-{whole}") } else { whole.to_string() };
        if wanted > 0 {
            text.push('.');
        }
        for _ in 0..wanted {
            text.push(char::from(b'0' + next_digit(&mut rest, self.denominator.unsigned_abs())));
        }
        Some(text)
    }

    /// The text for people: exact when at most six decimals write it, else rounded half up (away from zero)
    /// to four decimals and marked `约`.
    #[must_use]
    pub fn to_display(self) -> String {
        if self.decimal_places().is_some_and(|places| places <= EXACT_PLACES)
            && let Some(text) = self.to_decimal_string(0)
        {
            return text;
        }
        let denominator = self.denominator.unsigned_abs();
        let (mut whole, mut rest) = self.split_magnitude();
        let mut decimals = (0..ROUNDED_PLACES)
            .fold(0u32, |sofar, _| sofar * 10 + u32::from(next_digit(&mut rest, denominator)));
        if rest >= denominator - rest {
            decimals += 1;
        }
        if decimals == 10u32.pow(4) {
            decimals = 0;
            whole += 1;
        }
        let sign = if self.is_negative() && (whole, decimals) != (0, 0) { "-" } else { "" };
        format!("约{sign}{whole}.{decimals:0ROUNDED_PLACES$}")
    }

    /// The whole part of the size, and what remains above the denominator.
    fn split_magnitude(self) -> (u128, u128) {
        let (above, below) = (self.numerator.unsigned_abs(), self.denominator.unsigned_abs());
        (above / below, above % below)
    }
}

impl Ord for Ratio {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        if self.denominator == other.denominator {
            return self.numerator.cmp(&other.numerator);
        }
        if let (Ok(a), Ok(b), Ok(c), Ok(d)) = (
            i64::try_from(self.numerator),
            i64::try_from(self.denominator),
            i64::try_from(other.numerator),
            i64::try_from(other.denominator),
        ) {
            return (i128::from(a) * i128::from(d)).cmp(&(i128::from(c) * i128::from(b)));
        }
        let sign = self.numerator.signum();
        sign.cmp(&other.numerator.signum()).then_with(|| {
            let left = wide_product(self.numerator.unsigned_abs(), other.denominator.unsigned_abs());
            let right = wide_product(other.numerator.unsigned_abs(), self.denominator.unsigned_abs());
            if sign < 0 { right.cmp(&left) } else { left.cmp(&right) }
        })
    }
}

impl PartialOrd for Ratio {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The next decimal digit of `rest ÷ denominator` (`rest < denominator ≤ 2^127`), leaving what remains.
fn next_digit(rest: &mut u128, denominator: u128) -> u8 {
    // Ten additions instead of one multiplication, which could overflow; each sum stays below 2^128.
    let (mut digit, mut sum) = (0, 0);
    for _ in 0..10 {
        sum += *rest;
        if sum >= denominator {
            sum -= denominator;
            digit += 1;
        }
    }
    *rest = sum;
    digit
}

/// `a × b`, with a fast path for operands of 64 bits.
#[inline]
fn product(a: i128, b: i128) -> Option<i128> {
    match (i64::try_from(a), i64::try_from(b)) {
        (Ok(a), Ok(b)) => Some(i128::from(a) * i128::from(b)),
        _ => a.checked_mul(b),
    }
}

/// `value ÷ divisor`, where `divisor` is above zero and divides `value`.
#[inline]
fn quotient(value: i128, divisor: i128) -> i128 {
    if divisor == 1 {
        return value;
    }
    match (i64::try_from(value), i64::try_from(divisor)) {
        (Ok(value), Ok(divisor)) => i128::from(value / divisor),
        _ => value / divisor,
    }
}

/// The greatest common divisor of `a` and `b`, where `b` is above zero.
#[inline]
fn common(a: i128, b: i128) -> i128 {
    if b == 1 {
        return 1;
    }
    // The result divides `b`, so it fits.
    wide_gcd(a.unsigned_abs(), b.unsigned_abs()) as i128
}

/// The greatest common divisor; Euclid's steps until both numbers fit 64 bits.
#[inline]
fn wide_gcd(mut a: u128, mut b: u128) -> u128 {
    loop {
        if let (Ok(a), Ok(b)) = (u64::try_from(a), u64::try_from(b)) {
            return u128::from(narrow_gcd(a, b));
        }
        if b == 0 {
            return a;
        }
        (a, b) = (b, a % b);
    }
}

/// Denominators below this, above all those of 分, have their common divisors in a table.
const SMALL: usize = 101;

/// The greatest common divisor of `a` and `b` at `[a][b]`, for `b < a`.
static SMALL_GCD: [[u8; SMALL]; SMALL] = {
    let mut table = [[0; SMALL]; SMALL];
    let mut a = 1;
    while a < SMALL {
        // By Euclid's step: gcd(a, b) = gcd(b, a mod b), which stands in an earlier row.
        table[a][0] = a as u8;
        let mut b = 1;
        while b < a {
            table[a][b] = table[b][a % b];
            b += 1;
        }
        a += 1;
    }
    table
};

/// The greatest common divisor of 64-bit numbers: one step of Euclid, then by table or by halving.
#[inline]
fn narrow_gcd(a: u64, b: u64) -> u64 {
    if b == 0 {
        return a;
    }
    let (mut a, mut b) = (b, a % b);
    if a < SMALL as u64 {
        return u64::from(SMALL_GCD[a as usize][b as usize]);
    }
    if b == 0 {
        return a;
    }
    let shift = (a | b).trailing_zeros();
    a >>= a.trailing_zeros();
    while b != 0 {
        b >>= b.trailing_zeros();
        (a, b) = (a.min(b), a.abs_diff(b));
    }
    a << shift
}

/// The 256-bit product as (high half, low half).
fn wide_product(a: u128, b: u128) -> (u128, u128) {
    let mask = u128::from(u64::MAX);
    let (a_high, a_low, b_high, b_low) = (a >> 64, a & mask, b >> 64, b & mask);
    let low = a_low * b_low;
    let middle = a_high * b_low + (low >> 64);
    let cross = a_low * b_high + (middle & mask);
    (a_high * b_high + (middle >> 64) + (cross >> 64), (cross << 64) | (low & mask))
}

#[cfg(test)]
#[path = "ratio_tests.rs"]
mod tests;
