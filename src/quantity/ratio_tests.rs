//! Tests of the exact fractions.
#![allow(clippy::unwrap_used, reason = "tests")]

use super::{NumberError, Ratio, wide_product};
use proptest::prelude::*;
use std::cmp::Ordering;

fn ratio(n: i128, d: i128) -> Ratio {
    Ratio::new(n, d).unwrap()
}

#[test]
fn reads_only_plain_decimals() {
    assert_eq!(Ratio::parse_decimal("-655.32").unwrap(), ratio(-16383, 25));
    assert_eq!(Ratio::parse_decimal("+7").unwrap(), Ratio::from_integer(7));
    for text in ["", "-", ".5", "5.", "1e3", "NaN", "1,000", "1_000", "１", " 1", "1.2.3", "--1"] {
        assert!(matches!(Ratio::parse_decimal(text), Err(NumberError::NotANumber { .. })), "{text}");
    }
    for text in ["123456789012345678901234567890", "0.00000000000000000000000000001"] {
        assert!(matches!(Ratio::parse_decimal(text), Err(NumberError::TooLong { .. })), "{text}");
    }
}

#[test]
fn writes_exactly_or_says_so() {
    assert_eq!(ratio(1, 8).to_decimal_string(2).unwrap(), "0.125");
    assert_eq!(ratio(-5, 2).to_decimal_string(2).unwrap(), "-2.50");
    assert_eq!(ratio(1, 3).to_decimal_string(2), None);
    assert_eq!(ratio(1, 1 << 126).decimal_places(), Some(126));
    assert!(ratio(1, 1 << 126).to_decimal_string(0).unwrap().ends_with("8515625"));
    assert_eq!(ratio(65530, 100).to_display(), "655.3");
    assert_eq!(ratio(-2, 3).to_display(), "约-0.6667");
    assert_eq!(ratio(29_999_999, 30_000_000).to_display(), "约1.0000");
    assert_eq!(ratio(-1, 30_000_000).to_display(), "约0.0000");
}

#[test]
fn edges_answer_none_or_exactly() {
    let least = Ratio::from_integer(i128::MIN);
    assert_eq!(least.checked_neg(), None);
    assert_eq!(Ratio::ONE.checked_div(Ratio::ZERO), None);
    assert_eq!(Ratio::new(1, 0), None);
    assert_eq!(Ratio::new(i128::MIN, -1), None);
    assert_eq!(Ratio::new(i128::MIN, i128::MIN), Some(Ratio::ONE));
    assert_eq!(Ratio::from_integer(i128::MAX).checked_add(Ratio::ONE), None);
    assert_eq!(ratio(1, 3).checked_mul(Ratio::from_integer(3)), Some(Ratio::ONE));
    assert_eq!((ratio(-7, 2).floor(), ratio(-7, 2).ceiling()), (-4, -3));
    assert!(ratio(i128::MAX, i128::MAX - 1) < ratio(i128::MAX - 1, i128::MAX - 2));
    assert!(ratio(-i128::MAX, i128::MAX - 1) > ratio(1 - i128::MAX, i128::MAX - 2));
    assert_eq!(wide_product(u128::MAX, u128::MAX), (u128::MAX - 1, 1));
}

proptest! {
    #[test]
    fn a_share_times_its_count_comes_back(std in -10_000_000i128..10_000_000, y in -10_000_000i128..10_000_000, n in 1i128..40) {
        let (std, y, n) = (ratio(std, 100), ratio(y, 100), Ratio::from_integer(n));
        let left = std.checked_sub(y.checked_div(n).unwrap()).unwrap().checked_mul(n).unwrap();
        prop_assert_eq!(left, std.checked_mul(n).unwrap().checked_sub(y).unwrap());
    }

    #[test]
    fn arithmetic_agrees_with_the_schoolbook(a in any::<i32>(), b in 1i128..i128::from(i32::MAX), c in any::<i32>(), d in 1i128..i128::from(i32::MAX)) {
        let (a, c) = (i128::from(a), i128::from(c));
        let (x, y) = (ratio(a, b), ratio(c, d));
        prop_assert_eq!(x.checked_add(y), Ratio::new(a * d + c * b, b * d));
        prop_assert_eq!(x.checked_sub(y), Ratio::new(a * d - c * b, b * d));
        prop_assert_eq!(x.checked_mul(y), Ratio::new(a * c, b * d));
        prop_assert_eq!(x.checked_div(y), Ratio::new(a * d, b * c));
        prop_assert_eq!(x.cmp(&y), (a * d).cmp(&(c * b)));
    }

    #[test]
    fn small_denominators_agree_too(a in any::<i64>(), b in 1i128..130, c in any::<i64>(), d in 1i128..130) {
        let (a, c) = (i128::from(a), i128::from(c));
        let (x, y) = (ratio(a, b), ratio(c, d));
        prop_assert_eq!(a * x.denominator(), x.numerator() * b);
        prop_assert!((2..130).all(|f| x.numerator() % f != 0 || x.denominator() % f != 0));
        prop_assert_eq!(x.checked_add(y), Ratio::new(a * d + c * b, b * d));
        prop_assert_eq!(x.checked_sub(y), Ratio::new(a * d - c * b, b * d));
        prop_assert_eq!(x.checked_mul(y), Ratio::new(a * c, b * d));
        prop_assert_eq!(x.cmp(&y), (a * d).cmp(&(c * b)));
    }

    #[test]
    fn wide_results_are_exact_or_refused(a in any::<i128>(), b in 1..i128::MAX, c in any::<i128>(), d in 1..i128::MAX, s in 0u32..120, t in 0u32..120) {
        let (x, y) = (ratio(a >> s, (b >> t).max(1)), ratio(c >> t, (d >> s).max(1)));
        if let Some(sum) = x.checked_add(y) {
            prop_assert!(sum.checked_sub(y).is_none_or(|back| back == x));
            prop_assert_eq!(Ratio::new(sum.numerator(), sum.denominator()), Some(sum));
            prop_assert_eq!(sum.cmp(&x), y.cmp(&Ratio::ZERO));
        }
        if let Some(all) = x.checked_mul(y) {
            prop_assert!(y.is_zero() || all.checked_div(y).is_none_or(|back| back == x));
            prop_assert_eq!(Ratio::new(all.numerator(), all.denominator()), Some(all));
        }
        prop_assert_eq!(x.cmp(&y), y.cmp(&x).reverse());
        prop_assert_eq!(x.cmp(&y) == Ordering::Equal, x == y);
        let cross = (x.numerator().checked_mul(y.denominator()), y.numerator().checked_mul(x.denominator()));
        if let (Some(left), Some(right)) = cross {
            prop_assert_eq!(x.cmp(&y), left.cmp(&right));
        }
    }

    #[test]
    fn decimals_come_back(mantissa in any::<i64>(), scale in 0u32..18, places in 0u32..20) {
        let value = ratio(i128::from(mantissa), 10i128.pow(scale));
        let text = value.to_decimal_string(0).unwrap();
        prop_assert_eq!(Ratio::parse_decimal(&text), Ok(value));
        let padded = value.to_decimal_string(places).unwrap();
        prop_assert!(padded.starts_with(&text) || places == 0);
    }
}
