//! What was found about the law itself, in words.

use crate::analysis::regions::worlds::{Example, Granted};
use crate::analysis::rules;
use crate::corpus::Area;
use crate::diagnostics::{Diagnostic, Severity};
use crate::program::ir::{NodeId, Output, Parameter, Program, Type};
use crate::quantity::ratio::Ratio;
use crate::quantity::spoken;
use crate::source::Span;

/// Where a result stands in the text.
fn place(program: &Program, output: &Output) -> Span {
    program.clause(program.item(output.item).clause).span
}

fn amount(program: &Program, output: &Output, value: Ratio) -> String {
    let node = output.benefit.as_ref().and_then(|benefit| benefit.amount);
    match node.map(|node| program.node(node).ty) {
        Some(Type::Number(unit)) => spoken::amount(value, unit),
        _ => value.to_display(),
    }
}

fn said(program: &Program, output: &Output, granted: Granted) -> String {
    match (granted, &output.benefit) {
        (None, None) => "不符合".to_owned(),
        (None, Some(_)) => "不给付".to_owned(),
        (Some(None), None) => "符合".to_owned(),
        (Some(None), Some(_)) => "给付".to_owned(),
        (Some(Some(value)), _) => amount(program, output, value),
    }
}

/// The household with its day and area, and its result in both worlds.
fn lines(program: &Program, output: &Output, example: &Example, raised: &str) -> Vec<String> {
    let mut lines = example.household.tell(program);
    if let Some(first) = lines.first_mut() {
        *first = format!("{}，{first}", Area::parse(&program.area).name());
    }
    let (before, after) = (said(program, output, example.before), said(program, output, example.after));
    let mut line = format!("这一户的“{}”：{before}；{raised}：{after}", output.name);
    if !example.gained.is_empty() && example.after.is_none() {
        let gained: Vec<String> = example.gained.iter().take(4).map(|name| format!("“{name}”")).collect();
        let more = if example.gained.len() > 4 { "等" } else { "" };
        line.push_str(&format!("（转而得到{}{more}）", gained.join("")));
    }
    lines.push(line);
    lines
}

/// 提标减人
pub(super) fn dropped(
    program: &Program,
    output: &Output,
    parameter: &Parameter,
    yuan: i128,
    example: &Example,
) -> Diagnostic {
    let name = &output.name;
    let declared = program.clause(program.item(parameter.item).clause).span;
    let message = format!("提高“{}”会使有的家庭不再符合“{name}”", parameter.name);
    let mut found =
        Diagnostic::warning("E0710", message, place(program, output), "标准提高后，有的家庭反而不符合")
            .also(declared, "提高的是这个标准")
            .why("提标减人：标准提高本是为了多保，有的家庭却因此失去待遇")
            .help("检查是否要求收入高于标准；原文确实如此的，用“认可”写明理由")
            .about(name.clone());
    found.witness = lines(program, output, example, &format!("“{}”提高{yuan}元后", parameter.name));
    found
}

/// 以钱定人
pub(super) fn budget(program: &Program, output: &Output, read: NodeId) -> Diagnostic {
    let name = &output.name;
    let message = format!("“{name}”的条件用到了资金或名额");
    Diagnostic::warning("E0711", message, place(program, output), "这一项给不给，取决于还有没有钱")
        .also(program.node(read).span, "用到的是这里")
        .why("以钱定人：条件相同的家庭，有的得到，有的因为资金用完得不到")
        .help("条件里只写家庭的情况；资金不足由财政安排，不由家庭承担")
        .about(name.clone())
}

/// More income brings more.
pub(super) fn more(program: &Program, output: &Output, income: &str, example: &Example) -> Diagnostic {
    let name = &output.name;
    let message = format!("“{income}”多一元，“{name}”反而多领");
    let mut found = Diagnostic::warning("E0712", message, place(program, output), "收入多的反而多得")
        .why("收入多一元的家庭比收入少的领得多：少的一家会觉得不公，也会诱使人多报收入")
        .help("检查条件里有没有要求收入高于某个数；原文确实如此的，用“认可”写明理由")
        .about(name.clone());
    found.witness = lines(program, output, example, &format!("“{income}”多一元后"));
    found
}

/// A cliff.
pub(super) fn cliff(program: &Program, output: &Output, income: &str, example: &Example) -> Diagnostic {
    let name = &output.name;
    let zero = |granted: Granted| granted.flatten().unwrap_or(Ratio::ZERO);
    let size = zero(example.before).checked_sub(zero(example.after)).unwrap_or(Ratio::ZERO);
    let message = format!("断崖：“{income}”多一元，“{name}”少领{}", amount(program, output, size));
    let mut found = Diagnostic::warning("E0713", message, place(program, output), "过了线就全部没有")
        .why("收入刚过线的家庭，多得一元，总共反而少得")
        .help("可以写明逐步减少或者渐退；原文确实如此的，不用改")
        .about(name.clone());
    found.severity = Severity::Note;
    found.witness = lines(program, output, example, &format!("“{income}”多一元后"));
    found
}

/// Neither proved nor refuted.
pub(super) fn unproven(program: &Program, output: &Output, what: &str) -> Diagnostic {
    rules::say::unproven(&output.name, place(program, output), what)
}
