//! A finding about policy text: what, where (every place concerned), and how to mend it.

use super::pages;
use crate::source::Span;

/// How bad it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Suspicious; the text still computes.
    Warning,
    /// The text cannot be relied on.
    Error,
}

/// A place and what it has to do with the finding.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// Short Chinese text.
    pub text: String,
}

/// A piece of policy text and what should stand there instead.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Edit {
    /// What is replaced; empty to insert.
    pub span: Span,
    /// What stands there then.
    pub text: String,
}

/// A change of the text that mends a finding and is safe to make unseen: it can say only one thing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    /// What it does, one Chinese sentence without a full stop.
    pub title: String,
    /// All edits; none overlap.
    pub edits: Vec<Edit>,
}

/// A finding. Every code has a page in `docs/errors/`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// Stable code, `E0301`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// One Chinese sentence without a full stop.
    pub message: String,
    /// Places; the first is where to look.
    pub labels: Vec<Label>,
    /// Why it matters to a household, one Chinese sentence without a full stop.
    pub why: Option<String>,
    /// A household and a day that show it, one line each; evaluation has confirmed them.
    pub witness: Vec<String>,
    /// How to mend it, one sentence each.
    pub help: Vec<String>,
    /// Changes that mend it.
    pub fixes: Vec<Fix>,
    /// Names of the items that it is about; an 认可 names one of them.
    pub subjects: Vec<String>,
    /// The reason for which its author accepts it (认可).
    pub accepted: Option<String>,
    /// For which area and day it was found, if it depends on them.
    pub context: Option<String>,
    /// In how many more areas and periods it was found alike.
    pub also_in: usize,
}

impl Diagnostic {
    /// An error at a place.
    pub fn error(
        code: &'static str,
        message: impl Into<String>,
        span: Span,
        label: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic {
            code,
            severity: Severity::Error,
            message: message.into(),
            labels: vec![Label { span, text: label.into() }],
            why: None,
            witness: Vec::new(),
            help: Vec::new(),
            fixes: Vec::new(),
            subjects: Vec::new(),
            accepted: None,
            context: None,
            also_in: 0,
        }
    }
    /// A warning at a place.
    pub fn warning(
        code: &'static str,
        message: impl Into<String>,
        span: Span,
        label: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, message, span, label) }
    }
    /// Adds another place.
    #[must_use]
    pub fn also(mut self, span: Span, label: impl Into<String>) -> Diagnostic {
        self.labels.push(Label { span, text: label.into() });
        self
    }
    /// Adds a way to mend it.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Diagnostic {
        self.help.push(text.into());
        self
    }
    /// Says why it matters.
    #[must_use]
    pub fn why(mut self, text: impl Into<String>) -> Diagnostic {
        self.why = Some(text.into());
        self
    }
    /// Names an item that it is about.
    #[must_use]
    pub fn about(mut self, item: impl Into<String>) -> Diagnostic {
        self.subjects.push(item.into());
        self
    }
    /// Adds a change that mends it.
    #[must_use]
    pub fn fix(mut self, title: impl Into<String>, edits: Vec<Edit>) -> Diagnostic {
        self.fixes.push(Fix { title: title.into(), edits });
        self
    }
    /// Why it matters to a household: what it says itself, else what the page of its code says.
    #[must_use]
    pub fn consequence(&self) -> Option<&str> {
        self.why.as_deref().or_else(|| pages::why(self.code))
    }
    /// The place to look at first.
    pub fn primary(&self) -> Span {
        self.labels[0].span
    }
}
