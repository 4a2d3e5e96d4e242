//! What the operator handed over and can mend: files, records, flags. The only user of miette.

use std::fmt;
use std::io::{self, ErrorKind};

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents,
    SourceCode, SourceSpan, SpanContents,
};
use yiju::facts::error::{JsonError, RecordError};
use yiju::facts::identity::hide;

/// Why a command ends early.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Everything is said already, or nobody listens.
    Quiet(u8),
    /// Something is to be said.
    Failed(Box<Failure>),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Stop {
        Stop::Failed(Box::new(failure))
    }
}

/// A fault of what the operator handed over.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    details: Vec<String>,
    help: Vec<String>,
    excerpt: Option<Excerpt>,
    code: u8,
}

/// A line of an input with the place of a fault.
#[derive(Debug)]
pub(crate) struct Excerpt {
    /// Name of the input.
    pub(crate) name: String,
    /// Line, from 1.
    pub(crate) line: u64,
    /// The words of the line that are shown.
    pub(crate) text: String,
    /// Byte in them.
    pub(crate) at: usize,
    /// What is said there.
    pub(crate) label: String,
}

impl Failure {
    /// The call is at fault.
    pub(crate) fn call(message: impl Into<String>) -> Failure {
        Failure { message: message.into(), details: Vec::new(), help: Vec::new(), excerpt: None, code: 2 }
    }

    /// The records or the policies are at fault.
    pub(crate) fn input(message: impl Into<String>) -> Failure {
        Failure { code: 1, ..Failure::call(message) }
    }

    /// Adds a way to mend it.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Failure {
        self.help.push(help.into());
        self
    }

    /// Adds lines below the message.
    pub(crate) fn details(mut self, lines: Vec<String>) -> Failure {
        self.details.extend(lines);
        self
    }

    /// Adds the system's reason.
    pub(crate) fn because(mut self, error: &io::Error) -> Failure {
        self.details.push(reason(error));
        self
    }

    /// Adds the line that is meant.
    pub(crate) fn showing(mut self, excerpt: Option<Excerpt>) -> Failure {
        // As long as before: the place that is pointed at stays where it is.
        self.excerpt = excerpt.map(|excerpt| Excerpt { text: hide(&excerpt.text).into_owned(), ..excerpt });
        self
    }

    /// The exit code.
    pub(crate) fn code(&self) -> u8 {
        self.code
    }

    /// A fault of JSON text; its line is shown where it is at hand.
    pub(crate) fn json(source: &str, error: &JsonError, excerpt: Option<Excerpt>) -> Failure {
        let failure = Failure::input(format!("{source}读不懂〔{}〕", error.kind.code()));
        let failure = Failure { details: vec![error.to_string()], ..failure };
        failure.showing(excerpt)
    }

    /// All faults of one record.
    pub(crate) fn record(title: &str, errors: &[RecordError]) -> Failure {
        let failure = Failure::input(format!("{title}有 {} 处错误，这一户没有评估", errors.len()));
        Failure {
            details: errors.iter().map(|error| format!("{error}〔{}〕", error.code())).collect(),
            ..failure
        }
    }

    /// As text for the terminal.
    pub(crate) fn render(&self, color: bool) -> String {
        let theme = if color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_width(80)
            .with_links(false)
            .without_primary_span_start()
            .with_context_lines(0);
        let mut text = String::new();
        if handler.render_report(&mut text, self).is_err() {
            return format!("{self}\n");
        }
        let lines = text.lines().map(|line| format!("{}\n", line.replacen("help: ", "办法：", 1).trim_end()));
        lines.collect::<String>().trim_start_matches('\n').to_owned()
    }
}

/// What the system says, in Chinese where it is something usual.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "没有这个文件或文件夹".to_owned(),
        ErrorKind::PermissionDenied => "没有权限".to_owned(),
        ErrorKind::IsADirectory => "这是文件夹，不是文件".to_owned(),
        ErrorKind::NotADirectory => "这不是文件夹，或者路径中间有一段不是".to_owned(),
        ErrorKind::StorageFull => "磁盘满了".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "磁盘是只读的".to_owned(),
        ErrorKind::AlreadyExists => "旁边已有同名的临时文件".to_owned(),
        _ => format!("系统说：{error}"),
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let clean = |text: &str| -> String {
            let text = hide(text);
            text.chars().map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c }).collect()
        };
        f.write_str(&clean(&self.message))?;
        for detail in &self.details {
            write!(f, "\n{}", clean(detail))?;
        }
        Ok(())
    }
}

impl std::error::Error for Failure {}

impl Diagnostic for Failure {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        if self.help.is_empty() { None } else { Some(Box::new(self.help.join("\n"))) }
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.excerpt.as_ref().map(|excerpt| excerpt as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let excerpt = self.excerpt.as_ref()?;
        let width =
            excerpt.text.get(excerpt.at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        let label = LabeledSpan::new_with_span(Some(excerpt.label.clone()), (excerpt.at, width));
        Some(Box::new(std::iter::once(label)))
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        _: &SourceSpan,
        _: usize,
        _: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let line = usize::try_from(self.line.saturating_sub(1)).unwrap_or(usize::MAX);
        let whole = SourceSpan::from(0..self.text.len());
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            self.text.as_bytes(),
            whole,
            line,
            0,
            1,
        )))
    }
}
