//! How counts and sums of an impact are said.

use crate::comparison::impact::money::Effect;
use crate::comparison::impact::pair::{Item, Pair};
use crate::comparison::impact::reason::{Cause, Reason};
use crate::quantity::interval::{Bound, Interval};
use crate::quantity::ratio::Ratio;
use crate::quantity::rounding::{Mode, Rounding};

/// A count with its thousands set apart: `1,234`.
#[must_use]
pub fn count(number: u64) -> String {
    grouped(&number.to_string())
}

/// A sum in 元, exact: `1,234.50`.
#[must_use]
pub fn sum(amount: Ratio) -> String {
    match amount.to_decimal_string(2) {
        Some(text) => grouped(&text),
        None => amount.to_display(),
    }
}

/// The same for machines, without thousands set apart.
#[must_use]
pub fn plain(amount: Ratio) -> String {
    amount.to_decimal_string(2).unwrap_or_else(|| amount.to_display())
}

/// A difference: `+1,234.50`, `-200.00`, `0.00`.
#[must_use]
pub fn signed(amount: Ratio) -> String {
    let sign = if amount > Ratio::ZERO { "+" } else { "" };
    format!("{sign}{}", sum(amount))
}

/// `多1,234.50元`, `少200.00元`, `没有增减`
#[must_use]
pub fn more(amount: Ratio) -> String {
    if amount == Ratio::ZERO {
        return "没有增减".to_owned();
    }
    let size = if amount.is_negative() { amount.checked_neg().unwrap_or(amount) } else { amount };
    format!("{}{}元", if amount.is_negative() { "少" } else { "多" }, sum(size))
}

/// By how much per cent one is more or less than the other: `增长5.25%`; none where there was nothing.
#[must_use]
pub fn growth(old: Ratio, new: Ratio) -> Option<String> {
    let share = new.checked_sub(old)?.checked_div(old)?.checked_mul(Ratio::from_integer(100))?;
    let size = if share.is_negative() { share.checked_neg()? } else { share };
    let rounded = Rounding { mode: Mode::HalfUp, step: Ratio::new(1, 100)? }.apply(size)?;
    let verb = if share.is_negative() { "下降" } else { "增长" };
    (share != Ratio::ZERO).then(|| format!("{verb}{}%", rounded.to_decimal_string(0).unwrap_or_default()))
}

/// A part of a whole in per cent, rounded to two decimals: `3.25%`.
#[must_use]
pub fn share(part: u64, whole: u64) -> String {
    let percent = || {
        let share = Ratio::new(i128::from(part), i128::from(whole))?.checked_mul(Ratio::from_integer(100))?;
        let rounded = Rounding { mode: Mode::HalfUp, step: Ratio::new(1, 100)? }.apply(share)?;
        rounded.to_decimal_string(2)
    };
    percent().map_or_else(|| "—".to_owned(), |percent| format!("{percent}%"))
}

/// Between what a difference lies: `在-200.00元至+300.00元之间`.
#[must_use]
pub fn between(range: Interval) -> String {
    if let Some(point) = range.is_point() {
        return format!("{}元", signed(point));
    }
    match (range.low.value(), range.high.value()) {
        (None, None) => "定不出范围".to_owned(),
        (Some(low), None) => format!("不少于{}元", signed(low)),
        (None, Some(high)) => format!("不多于{}元", signed(high)),
        (Some(low), Some(high)) => format!("在{}元至{}元之间", signed(low), signed(high)),
    }
}

/// A sum that may be open, in a cell: `300.00`, `0.00～500.00`.
#[must_use]
pub fn cell(range: Interval) -> String {
    let end = |bound: Bound| bound.value().map(sum);
    if let Some(point) = range.is_point() {
        return sum(point);
    }
    match (end(range.low), end(range.high)) {
        (None, None) => "未定".to_owned(),
        (Some(low), None) => format!("{low}以上"),
        (None, Some(high)) => format!("{high}以下"),
        (Some(low), Some(high)) => format!("{low}～{high}"),
    }
}

/// How an effect is called.
#[must_use]
pub const fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::Loses => "减少",
        Effect::Mixed => "有增有减",
        Effect::Gains => "增加",
        Effect::Unchanged => "不变",
        Effect::Undetermined => "未定",
    }
}

/// How machines call it.
#[must_use]
pub const fn effect_key(effect: Effect) -> &'static str {
    match effect {
        Effect::Loses => "loses",
        Effect::Mixed => "mixed",
        Effect::Gains => "gains",
        Effect::Unchanged => "unchanged",
        Effect::Undetermined => "undetermined",
    }
}

/// What a result is called: 低保金, 护理补贴（成员）.
#[must_use]
pub fn item(item: &Item) -> String {
    let before = item.renamed.as_ref().map(|name| format!("原{name}"));
    let about = (!item.whole).then(|| item.about.clone());
    let said: Vec<String> = about.into_iter().chain(before).collect();
    if said.is_empty() { item.name.clone() } else { format!("{}（{}）", item.name, said.join("，")) }
}

/// Names of results, one after another.
#[must_use]
pub fn items(pair: &Pair<'_>, numbers: &[usize]) -> String {
    numbers.iter().map(|at| pair.items[*at].name.as_str()).collect::<Vec<_>>().join("、")
}

/// `低保边缘家庭：不再符合第（一）项“人均月收入 低于 低保标准的1.2倍”`
#[must_use]
pub fn reason(reason: &Reason) -> String {
    let name = &reason.result;
    match &reason.cause {
        Cause::Fails(fails) => {
            let quoted =
                |fails: &String| if fails.contains('“') { fails.clone() } else { format!("“{fails}”") };
            format!("{name}：不再符合{}", fails.iter().map(quoted).collect::<Vec<_>>().join("、"))
        }
        Cause::Instead(instead) => format!("{name}：改按{}", instead.join("、")),
        Cause::Gone => format!("{name}：新规定没有这一项"),
        Cause::May => format!("{name}：改为“可以”给付，由机关决定"),
        Cause::Less => format!("{name}：数额减少"),
        Cause::Other => format!("{name}原因"),
    }
}

/// Which household: its 编号 without identity numbers, or which record it is.
#[must_use]
pub fn household(number: u64, id: Option<&str>) -> String {
    match id {
        Some(id) => {
            let shown = crate::facts::identity::hide(id);
            // Hidden numbers may be alike.
            if shown == id { shown.into_owned() } else { format!("{shown}（第{number}条）") }
        }
        None => format!("第{number}条"),
    }
}

fn grouped(text: &str) -> String {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text),
    };
    let (whole, rest) = match digits.find('.') {
        Some(dot) => digits.split_at(dot),
        None => (digits, ""),
    };
    let mut said = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            said.push(',');
        }
        said.push(digit);
    }
    said + rest
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::{between, growth, share, signed, sum};
    use crate::quantity::interval::Interval;
    use crate::quantity::ratio::Ratio;

    #[test]
    fn sums_are_exact_and_readable() {
        assert_eq!(sum(Ratio::new(123_456_750, 100).unwrap()), "1,234,567.50");
        assert_eq!(sum(Ratio::from_integer(-999)), "-999.00");
        assert_eq!(signed(Ratio::from_integer(1000)), "+1,000.00");
        assert_eq!(growth(Ratio::from_integer(600), Ratio::from_integer(655)).unwrap(), "增长9.17%");
        assert_eq!(growth(Ratio::ZERO, Ratio::ONE), None);
        assert_eq!(share(1, 3), "33.33%");
        assert_eq!(between(Interval::at_least(Ratio::ZERO)), "不少于0.00元");
    }
}
