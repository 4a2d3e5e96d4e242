//! What was found about rules, in words.

use crate::analysis::regions::ask::Claim;
use crate::corpus::Area;
use crate::diagnostics::Diagnostic;
use crate::program::ir::{Alternative, NodeId, Op, Program};
use crate::program::node::label_words;
use crate::source::Span;

/// The name of the item that a node belongs to.
fn item(program: &Program, id: NodeId) -> &str {
    &program.item(program.node(id).item).name
}

/// `“低保金”第（二）项`
fn labelled(program: &Program, id: NodeId, label: &str) -> String {
    let name = item(program, id);
    if label.is_empty() { format!("“{name}”") } else { format!("“{name}”{}", label_words(label)) }
}

/// A condition that nobody meets.
pub(super) fn never(program: &Program, id: NodeId, span: Span) -> Diagnostic {
    let name = item(program, id);
    Diagnostic::warning(
        "E0704",
        format!("“{name}”里的这个条件没有家庭能符合"),
        span,
        "无论哪个家庭，这一条都不成立",
    )
    .why("写了等于没写：按这一条申请的家庭一律被拒")
    .help("检查数额、比较词（低于、超过）和范围是否写反；确属有意，用“认可”写明理由")
    .about(name)
}

/// Conditions that exclude each other.
pub(super) fn excluding(program: &Program, id: NodeId, parts: &[(Span, &str)]) -> Diagnostic {
    let name = item(program, id);
    let labels: Vec<String> =
        parts.iter().filter(|(_, label)| !label.is_empty()).map(|(_, label)| (*label).to_owned()).collect();
    let which =
        if labels.len() == parts.len() { labels.join("、") } else { format!("这 {} 项", parts.len()) };
    let message = format!("“{name}”的条件{which}不能同时成立，没有家庭能符合");
    let mut parts = parts.iter();
    let first = parts.next().map_or(program.node(id).span, |(span, _)| *span);
    let found = Diagnostic::warning("E0704", message, first, "这一项")
        .why("几项单独看都有家庭符合，合在一起就没有：按这一条申请的家庭一律被拒")
        .help("检查其中的数额和比较词；确属有意，用“认可”写明理由")
        .about(name);
    parts.fold(found, |found, (span, _)| found.also(*span, "与这一项冲突"))
}

/// A condition that everybody meets.
pub(super) fn always(program: &Program, id: NodeId, span: Span) -> Diagnostic {
    let name = item(program, id);
    Diagnostic::warning("E0705", format!("“{name}”里的这个条件总是成立"), span, "无论哪个家庭，这一条都成立")
        .why("这一条没有筛掉任何家庭：本来要排除的家庭也会符合")
        .help("检查数额、比较词（低于、超过）和范围是否写反；确属有意，用“认可”写明理由")
        .about(name)
}

/// An alternative that is never taken.
pub(super) fn unreachable(
    program: &Program,
    id: NodeId,
    alternative: &Alternative,
    hiding: &[&Alternative],
) -> Diagnostic {
    let name = item(program, id);
    let (what, label) = match (alternative.guard, alternative.label.is_empty()) {
        (None, _) => ("一般情形".to_owned(), "总有例外适用，这里用不到"),
        (_, true) => ("这一行".to_owned(), "没有家庭用到这里"),
        (_, false) => (label_words(&alternative.label), "没有家庭用到这里"),
    };
    let found = Diagnostic::warning("E0703", format!("“{name}”的{what}永远用不到"), alternative.span, label)
        .why("按这一行本该得到的数额，没有家庭能得到")
        .help("检查范围是否被别的行占去，或者条件本身不成立；不要的行删去；确属有意，用“认可”写明理由")
        .about(name);
    let hidden_by = hiding.iter().filter(|other| other.span != alternative.span).take(3);
    hidden_by.fold(found, |found, other| found.also(other.span, "凡符合上面所说的，都先适用这里"))
}

/// A gap or a conflict with its household.
pub(super) fn fault(
    program: &Program,
    id: NodeId,
    claim: &Claim,
    household: &[String],
    parties: &[&Alternative],
    result: Option<&str>,
) -> Diagnostic {
    let node = program.node(id);
    let name = item(program, id);
    let mut lines = household.to_vec();
    if let Some(first) = lines.first_mut() {
        *first = format!("{}，{first}", Area::parse(&program.area).name());
    }
    let mut found = match claim {
        Claim::Gap(_) => {
            let (span, label) = match &node.op {
                Op::Choose(alternatives) => alternatives
                    .last()
                    .map_or((node.span, ""), |last| (last.span, "到这里为止，没有一行适用")),
                _ => (node.span, ""),
            };
            let found = Diagnostic::error(
                "E0701",
                format!("“{name}”有空档：有的家庭没有一行适用"),
                node.span,
                "各行没有覆盖所有情形",
            );
            let found = if span == node.span { found } else { found.also(span, label) };
            lines.push(match result {
                Some(result) => format!("这一户的“{result}”没有规定"),
                None => format!("这一户的“{name}”没有规定"),
            });
            found
                .why("落在空档里的家庭，系统给不出结果，只能答“没有规定”")
                .help("补上缺的一行；本来就不管的情形，写一行“未载明”或“其他”")
        }
        _ => {
            let labels: Vec<String> =
                parties.iter().map(|party| labelled(program, id, &party.label)).collect();
            let bare = parties.iter().any(|party| party.label.is_empty());
            let both = if bare { "标出的几行".to_owned() } else { labels.join("与") };
            let mut parties = parties.iter();
            let first = parties.next().map_or(node.span, |party| party.span);
            let found = Diagnostic::error(
                "E0702",
                format!("“{name}”有重叠：同一户有两条同时适用，结果不同"),
                first,
                "这一条适用",
            );
            let found =
                parties.fold(found, |found, party| found.also(party.span, "这一条也适用，分不出先后"));
            lines.push(match result {
                Some(result) => format!("这一户的“{result}”算出两个结果：{both}同时适用"),
                None => format!("这一户的“{name}”有两个结果：{both}同时适用"),
            });
            found
                .why("重叠处的家庭，系统给不出结果，只能答“有冲突”")
                .help("改开两条的范围，或用“优先于”写明先后")
        }
    };
    found.witness = lines;
    found.about(name)
}

/// What could not be decided.
pub(super) fn undecided(program: &Program, id: NodeId, span: Span, what: &str) -> Diagnostic {
    unproven(item(program, id), span, what)
}

/// What could not be decided about an item.
pub(in crate::analysis) fn unproven(name: &str, span: Span, what: &str) -> Diagnostic {
    let message = format!("未能证明“{name}”的这一处{what}");
    Diagnostic::warning("E0706", message, span, "这里既没有证明，也没有找到例子")
        .why("这一处没有查清：可能有错，也可能没有")
        .help("人工核对，用案例写明这一处成立和不成立的家庭")
        .about(name)
}
