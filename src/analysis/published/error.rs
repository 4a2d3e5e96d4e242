//! What can be wrong with published documents.

use crate::corpus::lock::{Entry, LOCK};
use crate::diagnostics::Diagnostic;
use crate::source::Span;

/// How published text is changed rightly.
fn amend(entry: &Entry) -> String {
    format!("规定确实要改的，这一件不动，另写一件公文，写“修改 《{}》的…”", entry.code)
}

const CHANGED_WHY: &str = "已经照发布的文本办过的户，查不到当时的依据；以后重办，也会得出另一个结果";

pub(super) fn published_changed(
    article: &str,
    (is, added): (Span, bool),
    (was, removed): (Span, bool),
    entry: &Entry,
) -> Diagnostic {
    let what = match (article, added, removed) {
        ("", _, _) => "的正文被改动".to_owned(),
        (article, true, _) => format!("的{article}被删去文字"),
        (article, _, true) => format!("的{article}被添了文字"),
        (article, _, _) => format!("的{article}被改动"),
    };
    let now = if added { "现在，这后面的文字没有了" } else { "现在写的" };
    let then = if removed { "发布时，这后面没有别的文字" } else { "发布时写的" };
    Diagnostic::error("E0775", format!("已发布的《{}》{what}", entry.code), is, now)
        .also(was, format!("{then}（{}发布）", entry.on))
        .why(CHANGED_WHY)
        .about(entry.code.clone())
        .help("改回发布时的文字")
        .help(amend(entry))
        .help("公文本身没有变、只是录入有误的，改好以后用 yiju 发布 文件 --correct 理由 --on 日期")
}

pub(super) fn published_order(is: Span, was: Span, entry: &Entry) -> Diagnostic {
    Diagnostic::error("E0775", format!("已发布的《{}》各条的次序被改动", entry.code), is, "现在的次序不同")
        .also(was, format!("发布时的次序（{}发布）", entry.on))
        .why(CHANGED_WHY)
        .about(entry.code.clone())
        .help("改回发布时的次序")
}

pub(super) fn published_gone(line: Span, entry: &Entry) -> Diagnostic {
    Diagnostic::error(
        "E0776",
        format!("已发布的《{}》不见了", entry.code),
        line,
        format!("{}发布，文件原在“{}”", entry.on, entry.path),
    )
    .why("它管的那些日子就没有了依据，照它办过的户也对不上了")
    .about(entry.code.clone())
    .help(format!("把文件放回原处；发布时的文本存放在“{}”", entry.copy()))
    .help(format!("不再施行的，文件不动，另写一件公文，写“废止 《{}》。”", entry.code))
}

pub(super) fn published_moved(title: Span, line: Span, entry: &Entry) -> Diagnostic {
    Diagnostic::error("E0777", format!("已发布的《{}》换了文件", entry.code), title, "现在在这个文件里")
        .also(line, format!("发布时在“{}”", entry.path))
        .why("别的地方引用的文件名找不到它；放到别的地区，管的人也就变了")
        .about(entry.code.clone())
        .help("把文件移回原处，改回原来的名字")
        .help("确要换地方的，用 yiju 发布 文件 --correct 理由 --on 日期")
}

pub(super) fn published_text_lost(title: Span, line: Span, entry: &Entry) -> Diagnostic {
    Diagnostic::error(
        "E0778",
        format!("已发布的《{}》与发布时不同，而发布时的文本对不上了", entry.code),
        title,
        "文本的摘要与发布时不同",
    )
    .also(line, "发布时的摘要")
    .why("说不清改了哪里，这件公文现在写的不能当作发布过的")
    .about(entry.code.clone())
    .help(format!("从备份里找回“{}”和这件公文，两样都不要手改", entry.copy()))
}

pub(super) fn odd_lock_line(span: Span) -> Diagnostic {
    Diagnostic::error("E0779", format!("“{LOCK}”里有一行读不懂"), span, "这一行读不懂")
        .why("读不懂的一行，可能正是哪一件公文发布过的凭据")
        .help("从备份里找回这个文件；它由 yiju 发布 写，不要手改")
}
