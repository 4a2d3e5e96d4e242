//! Tests of the measures.
#![allow(clippy::unwrap_used, reason = "tests")]

use super::{Base, Dimension, Magnitude, Repair, Scale, Span, Unit, UnitError, repair};
use crate::quantity::ratio::Ratio;
use proptest::prelude::*;

fn unit(text: &str) -> Unit {
    Unit::parse(text).unwrap()
}

#[test]
fn reads_what_officers_write() {
    for text in [
        "元",
        "万元",
        "元/人·月",
        "元/人·年",
        "元/户·月",
        "元/月",
        "元/年",
        "元/人",
        "万元/户·季",
        "人",
        "户",
        "人/户",
        "月",
        "年",
        "季",
        "周岁",
        "次",
        "人次",
        "日",
        "工作日",
        "%",
        "比例",
        "元/人·次",
        "元/人次",
        "1/月",
    ] {
        assert_eq!(unit(text).to_string(), text);
    }
    for (text, same) in [
        ("元／人．月", "元/人·月"),
        ("元/人•月", "元/人·月"),
        ("元/月·人", "元/人·月"),
        ("元 / 人 / 月", "元/人·月"),
        ("个月", "月"),
        ("天", "日"),
        ("个工作日", "工作日"),
        ("倍", "比例"),
        ("个", "比例"),
        ("％", "%"),
    ] {
        assert_eq!(unit(text), unit(same), "{text}");
    }
    assert_eq!(Unit::parse(" "), Err(UnitError::Empty));
    assert!(
        matches!(Unit::parse("元/平方米"), Err(UnitError::UnknownMeasure { part, .. }) if part == "平方米")
    );
    assert!(matches!(Unit::parse("月/年"), Err(UnitError::RepeatedMeasure { .. })));
    for text in [
        "/",
        "元/",
        "/人",
        "1",
        "元//人",
        "元/万元",
        "年^2",
        "元^1",
        "元^200",
        "个/人",
        "%/人",
        "元·",
        "美元",
    ] {
        assert!(Unit::parse(text).is_err(), "{text}");
    }
}

#[test]
fn factors_and_spoken_forms() {
    for (text, above, below, spoken) in [
        ("元/人·月", 1, 1, Some("每人每月{}元")),
        ("元/户·年", 1, 12, Some("每户每年{}元")),
        ("万元/季", 10_000, 3, Some("每季{}万元")),
        ("元/人", 1, 1, Some("每人{}元")),
        ("年", 12, 1, Some("{}年")),
        ("季", 3, 1, Some("{}个季度")),
        ("月", 1, 1, Some("{}个月")),
        ("%", 1, 100, Some("{}%")),
        ("倍", 1, 1, Some("{}")),
        ("人/户", 1, 1, Some("每户{}人")),
        ("元·人", 1, 1, None),
        ("1/月", 1, 1, None),
        ("元^2", 1, 1, None),
    ] {
        assert_eq!(unit(text).factor(), Ratio::new(above, below).unwrap(), "{text}");
        assert_eq!(unit(text).spoken().as_deref(), spoken, "{text}");
    }
    let yearly = unit("元/年");
    assert_eq!(yearly.to_base(Ratio::from_integer(100)), Ratio::new(25, 3));
    assert_eq!(yearly.from_base(Ratio::new(25, 3).unwrap()), Some(Ratio::from_integer(100)));
}

#[test]
fn fills_from_the_owner() {
    for (text, owner, filled) in [
        ("元/月", Base::Person, "元/人·月"),
        ("元/年", Base::Household, "元/户·年"),
        ("人", Base::Household, "人/户"),
        ("人", Base::Person, "人"),
        ("元/人·月", Base::Household, "元/人·月"),
        ("周岁", Base::Person, "周岁"),
        ("%", Base::Household, "%"),
        ("户", Base::Household, "户"),
        ("元", Base::Month, "元"),
    ] {
        assert_eq!(unit(text).filled_for(owner), unit(filled), "{text}");
    }
}

#[test]
fn names_the_missing_factor() {
    for (wanted, found, named) in [
        ("元/户·月", "元/人·月", Some(Repair::TimesPersons)),
        ("元/人·月", "元/户·年", Some(Repair::PerPersons)),
        ("元/人", "元/人·月", Some(Repair::TimesMonths)),
        ("元/户·月", "元/户", Some(Repair::PerMonths)),
        ("元/月", "元/人·月", Some(Repair::OnePerson)),
        ("元/月", "元/年", None),
        ("元/户", "元/人·月", None),
        ("元/人·次", "元/人·月", None),
        ("周岁", "年", None),
    ] {
        assert_eq!(repair(unit(wanted), unit(found)), named, "{wanted} {found}");
    }
    let large = Dimension([100; 9]);
    assert_eq!((large.times(large), large.per(large)), (None, Some(Dimension::NONE)));
}

proptest! {
    #[test]
    fn what_is_written_reads_back(exponents in any::<[i8; 9]>(), small in any::<[bool; 9]>(), span in 0usize..3, magnitude in 0usize..3) {
        let mut exponents = exponents;
        for (exponent, small) in exponents.iter_mut().zip(small) {
            if small {
                *exponent %= 2;
            }
        }
        let scale = Scale {
            span: [Span::Month, Span::Quarter, Span::Year][span],
            magnitude: [Magnitude::One, Magnitude::TenThousand, Magnitude::Percent][magnitude],
        };
        let made = Unit::new(Dimension(exponents), scale);
        prop_assert_eq!(Unit::parse(&made.to_string()), Ok(made));
        prop_assert_eq!(made.from_base(made.to_base(Ratio::ONE).unwrap()), Some(Ratio::ONE));
    }
}
