//! What can be mismatched.

use crate::diagnostics::Diagnostic;
use crate::quantity::unit::{Repair, Unit, repair};
use crate::source::Span;

use super::tree::Scalar;

/// An amount's unit as people say it.
pub fn unit_words(unit: Unit) -> String {
    if unit.dimension.is_none() { "没有单位的数".to_owned() } else { unit.to_string() }
}

/// A type as people say it.
pub fn words(scalar: Scalar) -> String {
    match scalar {
        Scalar::Truth => "是否".to_owned(),
        Scalar::Number(unit) => unit_words(unit),
        Scalar::Element(_) => "类别中的一项".to_owned(),
        Scalar::Date => "日期".to_owned(),
        Scalar::Text => "文字".to_owned(),
        Scalar::Place => "地点".to_owned(),
        Scalar::Absent => "无".to_owned(),
    }
}

fn mend(wanted: Unit, found: Unit) -> String {
    match repair(wanted, found) {
        Some(Repair::TimesPersons) => format!("把{}乘上“家庭的人数”（× 人数）", unit_words(found)),
        Some(Repair::PerPersons) => format!("把{}除以“家庭的人数”（÷ 人数）", unit_words(found)),
        Some(Repair::TimesMonths) => format!("把{}乘上月数，例如“× 1个月”", unit_words(found)),
        Some(Repair::PerMonths) => format!("把{}除以月数，例如“÷ 12个月”", unit_words(found)),
        Some(Repair::OnePerson) => "写明是一人份的：乘上或除以“1人”".to_owned(),
        None => format!("把两边化成同一个单位：一边是{}，一边是{}", unit_words(wanted), unit_words(found)),
    }
}

pub(super) fn units_differ(verb: &str, span: Span, left: (Span, Unit), right: (Span, Unit)) -> Diagnostic {
    Diagnostic::error(
        "E0401",
        format!("单位不同，不能{verb}"),
        span,
        format!("{}与{}", unit_words(left.1), unit_words(right.1)),
    )
    .also(left.0, format!("这边是{}", unit_words(left.1)))
    .also(right.0, format!("这边是{}", unit_words(right.1)))
    .help(mend(left.1, right.1))
}

pub(super) fn year_and_month(span: Span, left: (Span, Unit), right: (Span, Unit)) -> Diagnostic {
    Diagnostic::error("E0402", "按年的与按月的直接相加减，要写明怎样折算", span, "一边按年，一边按月")
        .also(left.0, format!("这边是{}", unit_words(left.1)))
        .also(right.0, format!("这边是{}", unit_words(right.1)))
        .help("在按年的一边后面写“的月额”（除以12，不取整），或在按月的一边后面写“的年额”")
}

pub(super) fn types_differ(verb: &str, span: Span, left: Scalar, right: Scalar) -> Diagnostic {
    Diagnostic::error(
        "E0403",
        format!("不是同一种内容，不能{verb}"),
        span,
        format!("一边是{}，一边是{}", words(left), words(right)),
    )
    .help("检查两边的项目是否写对")
}

pub(super) fn wanted(what: &str, span: Span, found: Scalar) -> Diagnostic {
    Diagnostic::error("E0404", format!("这里应当是{what}"), span, format!("这是{}", words(found)))
        .help(format!("改写成{what}"))
}

pub(super) fn wanted_value(span: Span) -> Diagnostic {
    Diagnostic::error("E0404", "这里应当是一个值", span, "这是一个对象或若干个对象")
        .help("后面加“的…”取其中的项目，或者用“有 …”“…的合计”")
}

pub(super) fn not_ordered(category: &str, span: Span, declared: Span) -> Diagnostic {
    Diagnostic::error("E0405", format!("类别“{category}”没有次序，不能比大小"), span, "比不出高低")
        .also(declared, "声明时没有写“由 … 到 …”")
        .help("用“属于”“等于”，或者在声明里写明次序")
}

pub(super) fn declared_otherwise(span: Span, declared: Scalar, found: Scalar) -> Diagnostic {
    let mut diagnostic = Diagnostic::error(
        "E0406",
        "算出来的与声明的不是同一种内容",
        span,
        format!("声明的是{}，算出来是{}", words(declared), words(found)),
    );
    if let (Scalar::Number(wanted), Scalar::Number(found)) = (declared, found) {
        diagnostic = diagnostic.help(mend(wanted, found));
    } else {
        diagnostic = diagnostic.help("改正声明，或者改正算式");
    }
    diagnostic
}

pub(super) fn negative(span: Span) -> Diagnostic {
    Diagnostic::error("E0407", "减下来可能不足零，没有写明怎么办", span, "可能是负数")
        .help("不足零按零算的，后面加“，不足零的按零”")
}

pub(super) fn unrounded(item: &str, span: Span, declared: Span) -> Diagnostic {
    Diagnostic::error("E0408", format!("“{item}”的金额可能除不尽，没有写明怎样取整"), span, "可能除不尽")
        .also(declared, "金额要发给人，必须取整")
        .help("补一项“取整：四舍五入到分”“取整：进一到元”；原文没有写的，写“取整：未载明，假定 四舍五入到分”")
}

pub(super) fn remainder(item: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0430",
        format!("“{item}”的资金按比例分担，可能分不尽，没有写明尾差归谁"),
        span,
        "可能分不尽",
    )
    .help("补一项“尾差：归 省财政”；原文没有写的，写“尾差：归 省财政（未载明，假定）”")
}

pub(super) fn absent(fact: &str, span: Span) -> Diagnostic {
    Diagnostic::error("E0409", format!("“{fact}”可能是“无”，不能直接比较或计算"), span, "可能没有")
        .help(format!("前面加条件“有 {fact}”，或写“没有 {fact} 或 …”"))
}

pub(super) fn no_day(span: Span) -> Diagnostic {
    let message = "所列的日期可能一个都没有，就没有最早、最晚的一个";
    Diagnostic::error("E0409", message, span, "可能一个都没有")
        .help("前面加条件“有 …”，说明其中一个有；只与另一个日期比先后的（早于 … 的最早者），不必加")
}

pub(super) fn not_a_sum(span: Span, found: Scalar) -> Diagnostic {
    Diagnostic::error("E0410", "只有数额可以合计、取最高或最低", span, format!("这是{}", words(found)))
        .help("在前面取一个数额项目")
}

pub(super) fn no_type(item: &str, span: Span) -> Diagnostic {
    Diagnostic::error("E0411", format!("“{item}”没有写明单位或类别"), span, "看不出是什么单位")
        .help("在名称后面写单位，例如（元/人·月）；表格写“得 元/人·月”")
}

pub(super) fn too_many(item: &str, span: Span) -> Diagnostic {
    Diagnostic::error("E0412", format!("“{item}”的例外或行数超过126个"), span, "太多").help("拆成几条定义")
}

pub(super) fn beats_cycle(item: &str, span: Span) -> Diagnostic {
    Diagnostic::error("E0413", format!("“{item}”的“优先于”互相循环"), span, "分不出谁优先")
        .help("只保留一个方向")
}

pub(super) fn nothing_above(span: Span) -> Diagnostic {
    Diagnostic::error("E0414", "“其中”的上面没有它所说的例外", span, "这是例外的例外")
        .help("改成“但 … 的，为 …”，或者移到它所说的例外下面")
}

pub(super) fn figure_unit(name: &str, span: Span, found: Unit, declared: Span, wanted: Unit) -> Diagnostic {
    Diagnostic::error(
        "E0415",
        format!("公布的“{name}”单位与声明的不同"),
        span,
        format!("这是{}", unit_words(found)),
    )
    .also(declared, format!("声明的是{}", unit_words(wanted)))
    .help("按声明的单位书写，例如“每人每月655元”“每人每年7860元”")
}

pub(super) fn floor_above_cap(low: Span, high: Span) -> Diagnostic {
    Diagnostic::error("E0416", "下限比上限还高，没有一个数额能同时满足", low, "不低于这个数")
        .also(high, "又不超过这个数")
        .help("按原文改正其中一个数")
}

pub(super) fn no_amount(name: &str, span: Span, sentence: Span) -> Diagnostic {
    Diagnostic::error("E0422", format!("“就高”要比金额，“{name}”没有金额"), sentence, "这里说就高")
        .also(span, "它没有金额可比")
        .help("改成“依次”或“由本人选择”，或者只把有金额的给付写在一起")
}

pub(super) fn amounts_differ(one: (Span, Unit), other: (Span, Unit)) -> Diagnostic {
    Diagnostic::error(
        "E0422",
        "“就高”要比金额，这几项的单位不同",
        one.0,
        format!("这一项是{}", unit_words(one.1)),
    )
    .also(other.0, format!("这一项是{}", unit_words(other.1)))
    .help("改成“依次”或“由本人选择”，或者把金额写成同一个单位")
}

pub(super) fn treated_alike(span: Span, unit: Unit) -> Diagnostic {
    Diagnostic::error("E0417", format!("本来就是{}，不用“视作”", unit_words(unit)), span, "前后单位相同")
        .help("删去“视作 …（理由：…）”，或者改正单位")
}
