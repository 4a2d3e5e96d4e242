//! 认可: warnings that the author of a document stands by, with the reason.
//!
//! An accepted warning stays a finding, as a note that says why it was accepted. An 认可 counts where its document
//! does: for what is found in a text in force, if the document belongs to it; for what is found in documents alone, if
//! one of the places is in the document. It never covers an error, and one that covers nothing is itself a warning.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::corpus::Corpus;
use crate::corpus::tree::{StatementId, TextInForce};
use crate::diagnostics::nearest::nearest;
use crate::diagnostics::{Diagnostic, Severity, acceptable};
use crate::source::{FileId, Span};
use crate::syntax::tree::{Body, Word};

/// One 认可 whose name is known.
#[derive(Debug)]
struct Acceptance {
    by: StatementId,
    code: &'static str,
    /// As subjects are compared: without blanks and brackets.
    of: String,
    reason: String,
    /// It has accepted something; texts may be checked side by side.
    used: AtomicBool,
    /// What it names was found, but as an error.
    refused: AtomicBool,
}

/// Every 认可 of a corpus.
#[derive(Debug, Default)]
pub struct Acceptances {
    all: Vec<Acceptance>,
    /// Those of each document.
    of_document: BTreeMap<usize, Vec<usize>>,
    /// By the place of the sentence.
    by_span: BTreeMap<Span, usize>,
    /// Documents by file.
    documents: BTreeMap<FileId, usize>,
    /// What is wrong with the sentences themselves.
    faults: Vec<Diagnostic>,
}

impl Acceptances {
    /// Reads the sentences of all documents.
    #[must_use]
    pub fn of(corpus: &Corpus) -> Acceptances {
        let mut read = Acceptances::default();
        for (document, known) in corpus.documents.iter().enumerate() {
            for (statement, written) in known.syntax.statements.iter().enumerate() {
                let Body::Acceptance { finding, of, reason } = &written.body else { continue };
                read.documents.insert(known.syntax.file, document);
                let Some(code) = acceptable::code_of(&finding.text) else {
                    read.faults.push(no_such_name(finding));
                    continue;
                };
                read.by_span.insert(written.span, read.all.len());
                read.of_document.entry(document).or_default().push(read.all.len());
                read.all.push(Acceptance {
                    by: StatementId { document, statement },
                    code,
                    of: bare(&of.text),
                    reason: lines(&reason.text),
                    used: AtomicBool::new(false),
                    refused: AtomicBool::new(false),
                });
            }
        }
        read
    }

    /// Accepts what was found in documents alone: the 认可 stands in the document of one of the places.
    pub fn accept_in_documents(&self, findings: &mut [Diagnostic]) {
        for found in findings.iter_mut().filter(|found| can_match(found)) {
            let documents = found.labels.iter().filter_map(|label| self.documents.get(&label.span.file));
            let known: Vec<usize> =
                documents.filter_map(|at| self.of_document.get(at)).flatten().copied().collect();
            self.accept(found, &known);
            offer(found);
        }
    }

    /// Accepts what was found in a text in force; `standing` are the sentences of it that accept something.
    pub fn accept_where(&self, standing: &[Span], found: &mut Diagnostic) {
        if can_match(found) {
            let known: Vec<usize> =
                standing.iter().filter_map(|span| self.by_span.get(span)).copied().collect();
            self.accept(found, &known);
            offer(found);
        }
    }

    fn accept(&self, found: &mut Diagnostic, known: &[usize]) {
        for accepted in known.iter().map(|at| &self.all[*at]).filter(|known| known.code == found.code) {
            if !found.subjects.iter().any(|subject| bare(subject) == accepted.of) {
                continue;
            }
            if found.severity == Severity::Error {
                accepted.refused.store(true, Ordering::Relaxed);
            } else {
                accepted.used.store(true, Ordering::Relaxed);
                if found.accepted.is_none() {
                    found.severity = Severity::Note;
                    found.accepted = Some(accepted.reason.clone());
                    // Nothing is left to mend.
                    found.help.clear();
                    found.fixes.clear();
                }
            }
        }
    }

    /// What is wrong with the sentences. `broken`: some text could not be analysed, so that one that accepts nothing
    /// may only have lost its finding.
    #[must_use]
    pub fn faults(self, corpus: &Corpus, broken: bool) -> Vec<Diagnostic> {
        let mut faults = self.faults;
        for accepted in self.all {
            let Body::Acceptance { finding, of, .. } = &corpus.statement(accepted.by).body else { continue };
            if accepted.refused.into_inner() {
                faults.push(is_error(finding, of));
            } else if !accepted.used.into_inner() && !broken {
                faults.push(accepts_nothing(finding, of));
            }
        }
        faults
    }
}

/// The sentences of a text in force that accept something. Under a reading that is not taken, a sentence is not there.
#[must_use]
pub fn standing(corpus: &Corpus, text: &TextInForce) -> Vec<Span> {
    let statements = text.others.iter().map(|by| corpus.statement(*by));
    let accepting = statements.filter(|statement| matches!(statement.body, Body::Acceptance { .. }));
    accepting.map(|statement| statement.span).collect()
}

/// Says how a warning is accepted.
fn offer(found: &mut Diagnostic) {
    if let (Severity::Warning, Some(name), Some(of)) =
        (found.severity, acceptable::name_of(found.code), found.subjects.first())
    {
        found.help.push(format!("原文确实就是这样、不能改的：认可 “{name}”（对 {of}）：理由：…。"));
    }
}

fn can_match(found: &Diagnostic) -> bool {
    found.accepted.is_none() && !found.subjects.is_empty() && acceptable::is_acceptable(found.code)
}

/// Words of several lines on one.
fn lines(text: &str) -> String {
    text.lines().map(str::trim).collect()
}

/// A subject without what may be written in two ways.
fn bare(subject: &str) -> String {
    let kept = |c: &char| !c.is_whitespace() && !"“”《》「」".contains(*c);
    subject.chars().filter(kept).map(|c| if c == '·' { '的' } else { c }).collect()
}

fn no_such_name(finding: &Word) -> Diagnostic {
    let name = &finding.text;
    if let Some(right) = acceptable::name_of(name) {
        return Diagnostic::error(
            "E0771",
            format!("认可要写警告的名称，不写编号“{name}”"),
            finding.span,
            "编号",
        )
        .help(format!("写“{right}”"));
    }
    let is_code = name.starts_with('E') && name[1..].chars().all(|c| c.is_ascii_digit());
    if is_code {
        let message = format!("{name} 不是可以认可的警告");
        return Diagnostic::error("E0772", message, finding.span, "不能认可")
            .why("错误表示这份公文算不出来或者算得不对，认可了也不会变对")
            .help("按 yiju 说明 所写的办法改正");
    }
    let found = Diagnostic::error("E0771", format!("没有叫“{name}”的警告"), finding.span, "不认识的名称")
        .why("名称写错了，什么也没有认可");
    match nearest(name, acceptable::names()) {
        Some(near) => found.help(format!("是不是“{near}”？")),
        None => {
            let all: Vec<&str> = acceptable::names().collect();
            found.help(format!("可以认可的有：{}", all.join("、")))
        }
    }
}

fn is_error(finding: &Word, of: &Word) -> Diagnostic {
    let message = format!("{}的“{finding}”在这里是错误，不能认可", of.text);
    Diagnostic::error("E0772", message, finding.span, "认可不了")
        .why("错误表示这份公文算不出来或者算得不对，认可了也不会变对")
        .help("先改正这处错误，再删去这一句")
}

fn accepts_nothing(finding: &Word, of: &Word) -> Diagnostic {
    let message = format!("这一句认可的“{finding}”（对 {}）没有出现", of.text);
    Diagnostic::warning("E0770", message, finding.span, "没有可认可的")
        .why("日后真出了同样的问题，会被这一句悄悄放过")
        .help("问题已经改好的，删去这一句；还在的，照警告里的名称写")
        .about(of.text.clone())
}
