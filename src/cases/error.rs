//! What a case can get wrong, and how a failed expectation is told.

use crate::corpus::Corpus;
use crate::corpus::readings::Unfound;
use crate::diagnostics::Diagnostic;
use crate::source::Span;
use crate::syntax::tree::Guard;

pub(super) fn unknown_place(place: &str, span: Span) -> Diagnostic {
    Diagnostic::error("E0601", format!("案例里的地点“{place}”不认识"), span, "没有这个地区的公文")
        .help("写成“山西省/晋城市”，或者没有歧义的最后一级")
}

pub(super) fn not_compiled(span: Span) -> Diagnostic {
    Diagnostic::error("E0602", "此时此地的规定有错误，案例没有运行", span, "先改正规定")
        .help("运行 yiju check 查看错误")
}

pub(super) fn unknown_name(name: &str, span: Span, near: Option<String>) -> Diagnostic {
    let found =
        Diagnostic::error("E0603", format!("案例里的“{name}”不认识"), span, "没有这个人、项目、酌定或结果");
    match near {
        Some(near) => found.help(format!("是否想写“{near}”？")),
        None => found.help("人要先写“成员 甲”，项目要在词汇里有，结果要是认定、给付或定义的名称"),
    }
}

pub(super) fn bad_value(name: &str, span: Span, wanted: &str) -> Diagnostic {
    Diagnostic::error("E0604", format!("案例里“{name}”的值写错了"), span, format!("应当是{wanted}"))
        .help(format!("改写成{wanted}"))
}

pub(super) fn unknown_reading(reading: &Guard, why: &Unfound, corpus: &Corpus) -> Diagnostic {
    let span = reading.reading.span;
    let quoted = |words: &[String]| words.iter().map(|word| format!("“{word}”")).collect::<String>();
    match why {
        Unfound::Doubt(near) => {
            let doubt = reading.doubt.as_ref().unwrap_or(&reading.reading);
            let found = Diagnostic::error(
                "E0606",
                format!("案例另读的疑义“{doubt}”没有"),
                doubt.span,
                "此地的公文没有这个疑义",
            );
            match near {
                Some(near) => found.help(format!("是否想写“{near}”？")),
                None => found.help("照公文里“疑义 “…””的话写，可以只写不会混淆的一段"),
            }
        }
        Unfound::Reading(known) => {
            let found = Diagnostic::error(
                "E0606",
                format!("案例另读的“{}”不是疑义的读法", reading.reading),
                span,
                "没有疑义列出这个读法",
            );
            if reading.doubt.is_some() {
                found.help(format!("这个疑义可作{}", quoted(known)))
            } else {
                found.help("照疑义“可作”所列的写，一字不差")
            }
        }
        Unfound::Several(doubts) => {
            let found = Diagnostic::error(
                "E0607",
                format!("“{}”是几个疑义的读法，不知道换哪一个", reading.reading),
                span,
                "换哪一个疑义的读法",
            );
            let words: Vec<String> = doubts.iter().map(|id| corpus.doubt(*id).text.text.clone()).collect();
            let found =
                doubts.iter().fold(found, |found, id| found.also(corpus.doubt(*id).span, "这个疑义列了它"));
            let example = words.first().cloned().unwrap_or_default();
            found.help(format!("写明疑义，例如：另读：“{example}”“{}”", reading.reading))
        }
        Unfound::NotCode(id) => Diagnostic::error(
            "E0608",
            format!("“{}”没有写成规定，换了读法也算不出来", reading.reading),
            span,
            "这个读法只是一句话",
        )
        .also(corpus.doubt(*id).span, "疑义在这里，没有一句规定写着“读法 …”")
        .help("在疑义上面把各个读法写成规定：读法 “…”：…。"),
    }
}

pub(super) fn reading_not_in_force(reading: &Guard, doubt: Span) -> Diagnostic {
    let span = reading.reading.span;
    Diagnostic::error("E0609", "另读的疑义所在的公文，此时此地不在施行", span, "换了读法也不起作用")
        .also(doubt, "疑义在这里")
        .help("改正案例的地点、日期，或者删去“另读”")
}

pub(super) fn failed(span: Span, expected: &str, found: &str) -> Diagnostic {
    Diagnostic::error("E0605", "案例的结果与所写不符", span, format!("应为：{expected}；算出：{found}"))
        .help("先按原文核对所写的结果；所写无误的，查看下面的计算过程")
}
