//! What a case can get wrong, and how a failed expectation is told.

use crate::diagnostics::Diagnostic;
use crate::source::Span;

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

pub(super) fn failed(span: Span, expected: &str, found: &str) -> Diagnostic {
    Diagnostic::error("E0605", "案例的结果与所写不符", span, format!("应为：{expected}；算出：{found}"))
        .help("先按原文核对所写的结果；所写无误的，查看下面的计算过程")
}
