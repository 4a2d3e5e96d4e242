//! Findings about policy text as JSON: the published shape, described in `docs/检查结果.md`. Fields may be added, never
//! taken away or given another meaning.

use serde::Serialize;

use crate::diagnostics::{Diagnostic, Severity, pages};
use crate::source::{FileSet, Span};

/// Number of the shape; it grows when a field changes its meaning.
pub const SCHEMA: u32 = 1;

/// A place in a file; lines and columns count from 1.
#[derive(Serialize)]
struct PlaceShape {
    line: usize,
    /// Characters.
    character: usize,
    /// UTF-16 code units, as editors count.
    utf16: usize,
    /// Bytes from the beginning of the file, from 0.
    byte: u32,
}

/// A place of a finding.
#[derive(Serialize)]
struct LabelShape {
    file: String,
    start: PlaceShape,
    end: PlaceShape,
    text: String,
    primary: bool,
    /// The words there.
    quoted: String,
}

/// A change of the text.
#[derive(Serialize)]
struct EditShape {
    file: String,
    start: PlaceShape,
    end: PlaceShape,
    /// What stands there then.
    text: String,
}

/// Changes that together mend a finding.
#[derive(Serialize)]
struct FixShape {
    title: String,
    edits: Vec<EditShape>,
}

/// A finding. Every field is always there.
#[derive(Serialize)]
pub struct DiagnosticShape {
    code: &'static str,
    /// `error`, `warning`, `note`.
    severity: &'static str,
    /// What the page of the code is called.
    title: Option<&'static str>,
    message: String,
    labels: Vec<LabelShape>,
    /// Why it matters to a household.
    why: Option<String>,
    /// A household and a day that show it, a line each.
    witness: Vec<String>,
    help: Vec<String>,
    /// What `--fix` would do.
    fixes: Vec<FixShape>,
    /// Names of the items that it is about.
    subjects: Vec<String>,
    /// The reason for which its author accepts it.
    accepted: Option<String>,
    /// Area and day where it was found first, if it depends on them.
    context: Option<String>,
    /// In how many more areas and periods it was found alike.
    also_in: usize,
}

/// A finding about policy text.
#[must_use]
pub fn diagnostic(files: &FileSet, diagnostic: &Diagnostic) -> DiagnosticShape {
    let path = |span: Span| files.file(span.file).path.clone();
    let label = |(at, label): (usize, &crate::diagnostics::Label)| LabelShape {
        file: path(label.span),
        start: place(files, label.span, label.span.start),
        end: place(files, label.span, label.span.end),
        text: label.text.clone(),
        primary: at == 0,
        quoted: files.text(label.span).to_owned(),
    };
    let edit = |edit: &crate::diagnostics::Edit| EditShape {
        file: path(edit.span),
        start: place(files, edit.span, edit.span.start),
        end: place(files, edit.span, edit.span.end),
        text: edit.text.clone(),
    };
    let fix = |fix: &crate::diagnostics::Fix| FixShape {
        title: fix.title.clone(),
        edits: fix.edits.iter().map(edit).collect(),
    };
    DiagnosticShape {
        code: diagnostic.code,
        severity: severity_name(diagnostic.severity),
        title: pages::title(diagnostic.code),
        message: diagnostic.message.clone(),
        labels: diagnostic.labels.iter().enumerate().map(label).collect(),
        why: diagnostic.consequence().map(str::to_owned),
        witness: diagnostic.witness.clone(),
        help: diagnostic.help.clone(),
        fixes: diagnostic.fixes.iter().map(fix).collect(),
        subjects: diagnostic.subjects.clone(),
        accepted: diagnostic.accepted.clone(),
        context: diagnostic.context.clone(),
        also_in: diagnostic.also_in,
    }
}

/// `error`, `warning`, `note`.
pub(super) fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn place(files: &FileSet, span: Span, offset: u32) -> PlaceShape {
    let file = files.file(span.file);
    let position = file.lines.position(&file.text, offset as usize);
    PlaceShape { line: position.line, character: position.character, utf16: position.utf16, byte: offset }
}
