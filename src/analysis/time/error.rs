//! What can be said about time.

use crate::corpus::Document;
use crate::diagnostics::Diagnostic;
use crate::quantity::calendar::Date;
use crate::source::Span;

/// A rule that needs a figure.
pub(super) struct Need {
    /// Where it reads it.
    pub span: Span,
    /// Its name.
    pub item: String,
    /// Its document.
    pub document: Option<usize>,
    /// The last day on which it needs it.
    pub until: Date,
}

/// What ended with one document.
pub(super) struct Over {
    /// Where the text says so.
    pub place: Span,
    /// Where the first of the items is declared.
    pub declared: Span,
    /// Where it is still used, and by what.
    pub user: (Span, String),
    /// The items.
    pub names: Vec<String>,
}

impl Over {
    pub fn new(place: Span, declared: Span, user: (Span, String)) -> Over {
        Over { place, declared, user, names: Vec::new() }
    }
}

const NO_FIGURE: &str = "用到它的户一分钱也算不出来，结果是“未载明”";

fn needed(found: Diagnostic, parameter: &str, need: &Need) -> Diagnostic {
    found.also(need.span, format!("“{}”在这里要用", need.item)).why(NO_FIGURE).about(parameter)
}

fn waiting(message: String, span: Span, label: impl Into<String>) -> Diagnostic {
    Diagnostic::warning("E0720", message, span, label)
}

pub(super) fn never_published(parameter: &str, area: &str, need: &Need, declared: Span) -> Diagnostic {
    waiting(format!("{area}没有公布过“{parameter}”"), need.span, format!("“{}”在这里要用", need.item))
        .also(declared, "这个名目立在这里")
        .why(NO_FIGURE)
        .about(parameter)
        .help(format!("补上“公布 {parameter}，自 … 起：…”；公文没有写数的，公布“未载明”，结果会写明缺的是它"))
}

pub(super) fn no_cell(parameter: &str, cell: &str, need: &Need, other: Span) -> Diagnostic {
    let found = waiting(format!("“{cell}”没有公布过数额"), other, "只公布了别的格");
    needed(found, parameter, need)
        .help("补上这一格；公文没有写数的，这一格写“未载明”")
        .help("办不到这一格的，在规定里写明条件，使它用不到")
}

pub(super) fn begins_later(
    parameter: &str,
    cell: &str,
    need: &Need,
    first: Span,
    begins: Date,
    from: Date,
) -> Diagnostic {
    let message = format!("“{cell}”从{begins}起才有数额，从{from}起就要用");
    let found = waiting(message, first, format!("从{begins}起"));
    needed(found, parameter, need).help("补上以前的数额，或者改正起日、施行日")
}

pub(super) fn no_year(parameter: &str, missing: i32, used: i32, need: &Need, later: Span) -> Diagnostic {
    let found =
        waiting(format!("“{parameter}”没有{missing}年度的数，{used}年要用"), later, "公布到了以后的年度");
    needed(found, parameter, need)
        .help(format!("补上“公布 {parameter}（{missing}年度）：…”；不会改用更早年度的"))
}

fn ends(message: String, span: Span, label: impl Into<String>) -> Diagnostic {
    Diagnostic::warning("E0721", message, span, label)
}

pub(super) fn figure_over(parameter: &str, cell: &str, need: &Need, last: Span, to: Date) -> Diagnostic {
    let found = ends(format!("“{cell}”到{to}为止，以后没有数额"), last, format!("到{to}止"));
    needed(found, parameter, need).help("接着公布以后的数额；到期后不会沿用旧数")
}

/// How a lapse is answered.
fn answered(found: Diagnostic, of: &str) -> Diagnostic {
    found
        .help(format!("要接着办的，写“仍按 {of} 执行，至 … 止。”，或者另定新的规定"))
        .help(format!("到期就停的，写“到期不再执行 {of}。”"))
}

pub(super) fn holds_until(
    code: &str,
    name: &str,
    last: Date,
    span: Span,
    user: &(Span, String),
) -> Diagnostic {
    let found = ends(format!("“{name}”到{last}为止，以后怎么办没有规定"), span, format!("到{last}止"))
        .also(user.0, format!("“{}”要用到它", user.1))
        .why(format!("从{}起，同样的一户会得出另一个结果，而公文没有说是不是这样", next(last)))
        .about(name);
    // “的” breaks a name off.
    let named = if name.contains('的') { format!("「{name}」") } else { name.to_owned() };
    answered(found, &format!("《{code}》的{named}"))
}

pub(super) fn over(code: &str, verb: &str, since: Date, over: &Over) -> Diagnostic {
    let names: Vec<String> = over.names.iter().map(|name| format!("“{name}”")).collect();
    let what = names.join("、");
    let message = format!("《{code}》{verb}，从{since}起{what}没有规定，别处还要用");
    let (span, user) = &over.user;
    let mut found = ends(message, over.place, format!("从{since}起{verb}"));
    if over.declared != over.place {
        found = found.also(over.declared, "定在这里");
    }
    found = found
        .also(*span, format!("“{user}”还要用到它"))
        .why(format!("从{since}起，用到它的户结果是“未载明”，或者少算了一样"));
    found = over.names.iter().fold(found, |found, name| found.about(name.as_str()));
    answered(found, &format!("《{code}》"))
}

fn next(day: Date) -> Date {
    day.next().unwrap_or(day)
}

fn never(document: &Document, message: String, label: String) -> Diagnostic {
    Diagnostic::warning("E0722", message, document.effective_span, label)
        .why("它写的规定一天也没有算过数，照它办就办错了")
        .about(document.code.clone())
}

pub(super) fn never_begins(document: &Document, by: &str, repeal: Span) -> Diagnostic {
    let begins = document.effective.date;
    never(document, format!("《{}》从来没有施行过", document.code), format!("从{begins}起施行"))
        .also(repeal, format!("《{by}》在这以前（含当日）就废止了它"))
        .help("改正其中一个日期")
}

pub(super) fn overridden(document: &Document, later: Span) -> Diagnostic {
    let begins = document.effective.date;
    never(document, format!("《{}》的修改一天也没有算过数", document.code), format!("从{begins}起施行"))
        .also(later, "同一天施行、印发在后的公文又改了同一处")
        .help("改正施行日期，或者在后一件里写明废止这一件")
}
