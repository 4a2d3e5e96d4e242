//! The checker's own means, held against those of the evaluator: two ways, one answer.

use proptest::prelude::*;

use super::bridge;
use super::days;
use super::number::Number;
use super::range::{End, Range};
use crate::quantity::calendar::{Date, Month};
use crate::quantity::due::Due;
use crate::quantity::interval::Interval;
use crate::quantity::ratio::Ratio;
use crate::quantity::rounding::{Mode, Rounding};
use crate::quantity::shift::{Anchor, Shift};
use crate::verification::bridge::Move;

/// Numbers of every size, the largest and the smallest among them.
fn whole() -> impl Strategy<Value = i128> {
    prop_oneof![
        -40i128..40,
        any::<i32>().prop_map(i128::from),
        any::<i128>(),
        Just(i128::MAX),
        Just(i128::MIN),
        any::<i64>().prop_map(|n| i128::from(n) << 62),
    ]
}

fn fraction() -> impl Strategy<Value = Ratio> {
    (whole(), prop_oneof![Just(1i128), 1i128..50, Just(100i128), whole()])
        .prop_filter_map("no fraction", |(over, under)| Ratio::new(over, under))
}

fn end() -> impl Strategy<Value = Option<End>> {
    let small = (-6i128..7, 1i128..4).prop_filter_map("fraction", |(a, b)| Number::fraction(a, b));
    prop_oneof![Just(None), (small, any::<bool>()).prop_map(|(at, reached)| Some(End { at, reached })),]
}

fn range() -> impl Strategy<Value = Range> {
    (end(), end())
        .prop_filter_map("empty", |(low, high)| Range { low, high: None }.within(Range { low: None, high }))
}

fn same(own: Option<Number>, other: Option<Ratio>) -> bool {
    own.map(bridge::ratio) == other && own == other.map(bridge::number)
}

fn alike(own: Option<Range>, other: Option<Interval>) -> bool {
    own.map(bridge::interval) == other && own == other.map(bridge::range)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn fractions_are_reckoned_alike(a in fraction(), b in fraction()) {
        let (x, y) = (bridge::number(a), bridge::number(b));
        prop_assert!(same(x.plus(y), a.checked_add(b)));
        prop_assert!(same(x.minus(y), a.checked_sub(b)));
        prop_assert!(same(x.times(y), a.checked_mul(b)));
        prop_assert!(same(x.by(y), a.checked_div(b)));
        prop_assert_eq!(x.cmp(&y), a.cmp(&b));
        // Near the end of 128 bits the evaluator gives up a little earlier.
        let moderate = a.numerator().unsigned_abs() < 1 << 100 && a.denominator() < 1 << 20;
        for mode in [Mode::HalfUp, Mode::Up, Mode::Down].into_iter().filter(|_| moderate) {
            for (over, under) in [(1, 100), (1, 1), (5, 1), (100, 1)] {
                let rounding = Rounding { mode, step: Ratio::new(over, under).unwrap() };
                let (to, step) = bridge::rounding(rounding);
                prop_assert!(same(x.rounded(to, step), rounding.apply(a)), "{} {:?}", rounding, a);
            }
        }
    }

    #[test]
    fn ranges_are_reckoned_alike(a in range(), b in range()) {
        let (x, y) = (bridge::interval(a), bridge::interval(b));
        prop_assert!(alike(a.plus(b), x.add(y)));
        prop_assert!(alike(a.minus(b), x.sub(y)));
        prop_assert!(alike(a.times(b), x.mul(y)), "{:?} {:?}", a, b);
        prop_assert!(alike(a.by(b), x.div(y)), "{:?} {:?}", a, b);
        prop_assert!(alike(a.within(b), x.intersect(y)));
        prop_assert!(alike(Some(a.around(b)), Some(x.hull(y))));
        prop_assert!(alike(Some(a.lesser(b)), Some(x.least(y))));
        prop_assert!(alike(Some(a.greater(b)), Some(x.greatest(y))));
        let (own, other) = (a.orders(b), x.compare(y));
        prop_assert_eq!((own.below, own.equal, own.above), (other.less, other.equal, other.greater));
        prop_assert_eq!(a.single().map(bridge::ratio), x.is_point());
    }

    #[test]
    fn days_are_counted_alike(a in 0i32..3_652_058, b in 0i32..150_000, by in -3000i32..3000) {
        let first = Date::from_ymd(1, 1, 2).unwrap();
        let date = first.add_days(a).unwrap_or(Date::FOREVER);
        let other = Date::from_ymd(1900, 1, 1).unwrap().add_days(b).unwrap();
        let (day, its) = (bridge::day(date), bridge::day(other));
        prop_assert_eq!(bridge::date(day), date);
        prop_assert_eq!(days::is_weekend(day), date.is_weekend());
        prop_assert_eq!(bridge::named_month(days::month_of(day)), Some(Month::of(date)));
        prop_assert_eq!(days::years_between(its, day), Date::full_years_between(other, date));
        prop_assert_eq!(days::months_between(its, day), Date::full_months_between(other, date));
        prop_assert_eq!(day - its, Date::days_between(other, date));
        prop_assert_eq!(days::days_later(day, i64::from(by)).map(bridge::date), date.add_days(by));
        prop_assert_eq!(days::months_later(day, i64::from(by)).map(bridge::date), date.add_months(by));
        for (_, anchor) in Anchor::WORDS {
            let Move::Place(place) = bridge::moved(Shift::Anchor(anchor)) else { panic!("{anchor:?}") };
            if date != Date::FOREVER {
                let own = place(day).map_or(Date::FOREVER, bridge::date);
                prop_assert_eq!(Some(own), Shift::Anchor(anchor).apply(date));
            }
        }
        for due in [Due::Monthly(31), Due::Quarterly(0, 10), Due::Quarterly(2, 31), Due::Yearly(2, 30), Due::Once(other)] {
            prop_assert_eq!(bridge::first_due(due, its).map(bridge::date), due.first_from(other));
        }
    }
}

#[test]
fn numbers_are_said_as_people_write_them() {
    let words = |over, under| Number::fraction(over, under).unwrap().words();
    assert_eq!(words(4733, 100), "47.33");
    assert_eq!(words(-1, 20), "-0.05");
    assert_eq!(words(655, 1), "655");
    assert_eq!(words(1, 3), "1/3");
}
