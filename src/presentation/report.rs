//! Findings about policy text, with the lines that they are about, for people. The only user of codespan-reporting.

use std::io::{self, Write};
use std::ops::Range;

use codespan_reporting::diagnostic::{
    Diagnostic as Shown, Label as ShownLabel, LabelStyle, Severity as Grade,
};
use codespan_reporting::files::{Error, Files, Location};
use codespan_reporting::term::{self, WriteStyle};

use crate::diagnostics::{Diagnostic, Label, Severity};
use crate::presentation::columns::{SCREEN, char_width, hanging, width, wrap};
use crate::source::{FileId, FileSet, SourceFile};

/// Columns for a line of policy text beside the border.
const TEXT: usize = SCREEN - 8;
/// Columns kept before a place in a line that is cut.
const BEFORE: usize = 24;

/// The findings one after another, each followed by an empty line; `color` writes terminal colours.
#[must_use]
pub fn render(files: &FileSet, diagnostics: &[Diagnostic], color: bool) -> String {
    let mut writer = Writer { out: Vec::new(), color, expect: Expect::Nothing };
    for diagnostic in diagnostics {
        let excerpts = Excerpts::of(files, diagnostic);
        let shown = shown(&excerpts, diagnostic);
        let before = writer.out.len();
        if term::emit_to_write_style(&mut writer, &term::Config::default(), &excerpts, &shown).is_err() {
            // Unreachable with the excerpts above; the finding is never lost all the same.
            writer.out.truncate(before);
            let place = diagnostic.labels.first().map(|label| files.place(label.span)).unwrap_or_default();
            let line = format!(
                "{}[{}]：{}（{place}）\n\n",
                severity_word(diagnostic.severity),
                diagnostic.code,
                diagnostic.message
            );
            writer.out.extend_from_slice(line.as_bytes());
        }
    }
    let text = String::from_utf8_lossy(&writer.out);
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// 错误, 警告, 提示.
#[must_use]
pub fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "错误",
        Severity::Warning => "警告",
        Severity::Note => "提示",
    }
}

/// A finding as codespan takes it; its places count in the excerpts.
fn shown(excerpts: &Excerpts, diagnostic: &Diagnostic) -> Shown<usize> {
    let grade = match diagnostic.severity {
        Severity::Error => Grade::Error,
        Severity::Warning => Grade::Warning,
        Severity::Note => Grade::Note,
    };
    let labels = diagnostic.labels.iter().enumerate().filter_map(|(at, label)| {
        let style = if at == 0 { LabelStyle::Primary } else { LabelStyle::Secondary };
        let (file, range) = excerpts.place(label)?;
        Some(ShownLabel::new(style, file, range).with_message(clean(&label.text)))
    });
    let mut notes: Vec<String> =
        diagnostic.consequence().map(|why| note("后果：", why)).into_iter().collect();
    notes.extend(diagnostic.witness.iter().enumerate().map(|(at, line)| {
        let head = if at == 0 { "例如：" } else { "　　　" };
        note(head, line)
    }));
    notes.extend(diagnostic.help.iter().map(|help| note("办法：", help)));
    notes.extend(diagnostic.context.iter().map(|context| note("见于：", &seen(context, diagnostic.also_in))));
    Shown::new(grade)
        .with_code(diagnostic.code)
        .with_message(clean(&diagnostic.message))
        .with_labels(labels.collect())
        .with_notes(notes)
}

/// Where a finding was found first, and in how many more texts.
fn seen(context: &str, also_in: usize) -> String {
    if also_in == 0 {
        context.to_owned()
    } else {
        format!("{context}（另有 {also_in} 个地区、时期也一样）")
    }
}

/// Findings that their authors accept, two lines each, below a heading; nothing for none.
#[must_use]
pub fn accepted(files: &FileSet, diagnostics: &[Diagnostic], color: bool) -> String {
    let (strong, plain) = if color { ("\x1b[1m", "\x1b[0m") } else { ("", "") };
    let mut text = String::new();
    for found in diagnostics {
        if text.is_empty() {
            text.push_str(&format!("{strong}已认可{plain}\n"));
        }
        let place = found.labels.first().map(|label| files.place(label.span)).unwrap_or_default();
        let whole = format!("[{}] {}（{place}）", found.code, clean(&found.message));
        let reason = clean(found.accepted.as_deref().unwrap_or_default());
        text.push_str(&hanging("  ", &whole, SCREEN));
        text.push_str(&hanging("    理由：", reason.trim_end_matches('。'), SCREEN));
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

fn note(head: &str, text: &str) -> String {
    let lines = wrap(&clean(text), TEXT - width(head));
    let indent = format!("\n{}", " ".repeat(width(head)));
    format!("{head}{}", lines.join(&indent))
}

/// The text without characters that steer a terminal.
fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// What the writer is about to be given by codespan.
enum Expect {
    Nothing,
    Severity,
    Colon,
}

/// Takes what codespan writes, says its English words in Chinese and sets colours.
struct Writer {
    out: Vec<u8>,
    color: bool,
    expect: Expect,
}

impl Writer {
    fn style(&mut self, code: &str) -> io::Result<()> {
        if self.color {
            self.out.extend_from_slice(b"\x1b[0m");
            self.out.extend_from_slice(code.as_bytes());
        }
        Ok(())
    }

    fn grade(grade: Grade) -> &'static str {
        match grade {
            Grade::Bug | Grade::Error => "\x1b[1;31m",
            Grade::Warning => "\x1b[1;33m",
            Grade::Note | Grade::Help => "\x1b[1;36m",
        }
    }
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let said: &[u8] = match (&self.expect, bytes) {
            (Expect::Severity, b"error") => "错误".as_bytes(),
            (Expect::Severity, b"warning") => "警告".as_bytes(),
            (Expect::Severity, b"note") => "提示".as_bytes(),
            (Expect::Colon, b": ") => "：".as_bytes(),
            _ => bytes,
        };
        self.out.extend_from_slice(said);
        self.expect = Expect::Nothing;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl WriteStyle for Writer {
    fn set_header(&mut self, grade: Grade) -> io::Result<()> {
        self.expect = Expect::Severity;
        self.style(Writer::grade(grade))
    }

    fn set_header_message(&mut self) -> io::Result<()> {
        self.expect = Expect::Colon;
        self.style("\x1b[1m")
    }

    fn set_line_number(&mut self) -> io::Result<()> {
        self.style("\x1b[34m")
    }

    fn set_note_bullet(&mut self) -> io::Result<()> {
        self.style("\x1b[34m")
    }

    fn set_source_border(&mut self) -> io::Result<()> {
        self.style("\x1b[34m")
    }

    fn set_label(&mut self, grade: Grade, style: LabelStyle) -> io::Result<()> {
        self.style(if style == LabelStyle::Primary { Writer::grade(grade) } else { "\x1b[34m" })
    }

    fn reset(&mut self) -> io::Result<()> {
        self.style("")
    }
}

/// The lines that a finding is about, long ones cut around its places.
struct Excerpts {
    files: Vec<Excerpt>,
}

/// The lines of one file.
struct Excerpt {
    id: FileId,
    path: String,
    text: String,
    lines: Vec<Line>,
}

/// A line of an excerpt.
struct Line {
    /// Where it begins in the excerpt.
    start: usize,
    /// Where it begins in the file.
    origin: usize,
    /// Number in the file, from 1.
    number: usize,
    /// Bytes of the original line that are kept.
    kept: Range<usize>,
    /// Characters of the original line that are cut before.
    cut: usize,
    /// Bytes of the mark that stands for them.
    lead: usize,
}

impl Excerpts {
    fn of(files: &FileSet, diagnostic: &Diagnostic) -> Excerpts {
        let mut excerpts = Excerpts { files: Vec::new() };
        for label in &diagnostic.labels {
            let id = label.span.file;
            if !excerpts.files.iter().any(|known| known.id == id) {
                excerpts.files.push(Excerpt::of(id, files.file(id), &diagnostic.labels));
            }
        }
        excerpts
    }

    fn place(&self, label: &Label) -> Option<(usize, Range<usize>)> {
        let at = self.files.iter().position(|excerpt| excerpt.id == label.span.file)?;
        let excerpt = self.files.get(at)?;
        let Range { start, end } = label.span.range();
        let start = excerpt.offset(start);
        Some((at, start..excerpt.offset(end).max(start)))
    }
}

impl Excerpt {
    fn of(id: FileId, file: &SourceFile, labels: &[Label]) -> Excerpt {
        let line_of = |offset: usize| {
            file.lines.starts().partition_point(|start| *start as usize <= offset).saturating_sub(1)
        };
        let own = || {
            labels
                .iter()
                .filter(|label| label.span.file == id)
                .map(|label| (label.span.range(), width(&label.text)))
        };
        let mut wanted: Vec<(usize, usize)> =
            own().map(|(range, _)| (line_of(range.start), line_of(range.end))).collect();
        wanted.sort_unstable();
        let mut excerpt = Excerpt { id, path: file.path.clone(), text: String::new(), lines: Vec::new() };
        let mut next = 0;
        for (first, last) in wanted {
            let first = first.max(next);
            if first > last {
                continue;
            }
            if next > 0 && first > next {
                // Two empty lines make codespan show a gap.
                excerpt.gap();
                excerpt.gap();
            }
            for index in first..=last {
                excerpt.add(file, index, own());
            }
            next = last + 1;
        }
        if excerpt.lines.is_empty() {
            excerpt.gap();
        }
        excerpt
    }

    fn gap(&mut self) {
        let number = self.lines.last().map_or(1, |line| line.number + 1);
        self.lines.push(Line {
            start: self.text.len(),
            origin: usize::MAX,
            number,
            kept: 0..0,
            cut: 0,
            lead: 0,
        });
        self.text.push('\n');
    }

    /// Adds a line; `places` are the labels of the file with the columns of their words.
    fn add(&mut self, file: &SourceFile, index: usize, places: impl Iterator<Item = (Range<usize>, usize)>) {
        let starts = file.lines.starts();
        let origin = starts.get(index).map_or(file.text.len(), |start| *start as usize);
        let end = starts.get(index + 1).map_or(file.text.len(), |start| *start as usize);
        let whole = file.text.get(origin..end).unwrap_or("").trim_end_matches(['\n', '\r']);
        let (mut place, mut reach) = (usize::MAX, 0);
        for (range, words) in places {
            let begins = range.start.saturating_sub(origin);
            let stops = range.end.saturating_sub(origin).min(whole.len());
            if range.start >= origin && begins <= whole.len() {
                place = place.min(begins);
                reach = reach.max(width(whole.get(..stops).unwrap_or("")) + 1 + words);
            }
        }
        let kept = window(whole, if place == usize::MAX { 0 } else { place }, reach);
        let cut = whole.get(..kept.start).map_or(0, |text| text.chars().count());
        let lead = if kept.start > 0 { "…" } else { "" };
        let tail = if kept.end < whole.len() { "…" } else { "" };
        self.lines.push(Line {
            start: self.text.len(),
            origin,
            number: index + 1,
            kept: kept.clone(),
            cut,
            lead: lead.len(),
        });
        self.text.push_str(lead);
        let words = whole.get(kept).unwrap_or("");
        // Control characters take one byte each, as the blanks that stand for them.
        self.text.extend(words.chars().map(|c| if c.is_ascii_control() && c != '\t' { ' ' } else { c }));
        self.text.push_str(tail);
        self.text.push('\n');
    }

    /// A byte of the file as a byte of the excerpt.
    fn offset(&self, offset: usize) -> usize {
        let line = self.lines.iter().rev().find(|line| line.origin <= offset);
        line.map_or(0, |line| {
            let within = (offset - line.origin).clamp(line.kept.start, line.kept.end.max(line.kept.start));
            line.start + line.lead + within - line.kept.start
        })
    }
}

/// The part of a line that is shown: all of it, or what fits with the place in it; `reach` is the column to which the
/// words below it go.
fn window(line: &str, place: usize, reach: usize) -> Range<usize> {
    if width(line) <= TEXT && reach <= TEXT {
        return 0..line.len();
    }
    let before = width(line.get(..place).unwrap_or(""));
    let wanted = if width(line) > TEXT && before > TEXT / 2 { before - BEFORE } else { 0 };
    let cut = wanted.max(reach.saturating_sub(TEXT - 2)).min(before.saturating_sub(BEFORE / 3));
    let (mut start, mut columns) = (0, 0);
    for (at, c) in line.char_indices() {
        start = at;
        if columns >= cut {
            break;
        }
        columns += char_width(c);
    }
    let mut used = 0;
    let rest = line.get(start..).unwrap_or("");
    let end = rest.char_indices().find(|(_, c)| {
        used += char_width(*c);
        used > TEXT - 2
    });
    start..end.map_or(line.len(), |(at, _)| start + at)
}

impl<'f> Files<'f> for Excerpts {
    type FileId = usize;
    type Name = &'f str;
    type Source = &'f str;

    fn name(&'f self, id: usize) -> Result<&'f str, Error> {
        self.files.get(id).map(|excerpt| excerpt.path.as_str()).ok_or(Error::FileMissing)
    }

    fn source(&'f self, id: usize) -> Result<&'f str, Error> {
        self.files.get(id).map(|excerpt| excerpt.text.as_str()).ok_or(Error::FileMissing)
    }

    fn line_index(&'f self, id: usize, byte: usize) -> Result<usize, Error> {
        let excerpt = self.files.get(id).ok_or(Error::FileMissing)?;
        Ok(excerpt.lines.partition_point(|line| line.start <= byte).saturating_sub(1))
    }

    fn line_number(&'f self, id: usize, index: usize) -> Result<usize, Error> {
        let excerpt = self.files.get(id).ok_or(Error::FileMissing)?;
        let line = excerpt.lines.get(index).or(excerpt.lines.last()).ok_or(Error::FileMissing)?;
        Ok(line.number)
    }

    fn location(&'f self, id: usize, byte: usize) -> Result<Location, Error> {
        let index = self.line_index(id, byte)?;
        let excerpt = self.files.get(id).ok_or(Error::FileMissing)?;
        let line = excerpt.lines.get(index).ok_or(Error::FileMissing)?;
        let shown = excerpt.text.get(line.start..byte).map_or(0, |text| text.chars().count());
        let lead = usize::from(line.lead > 0);
        Ok(Location { line_number: line.number, column_number: line.cut + shown.saturating_sub(lead) + 1 })
    }

    fn line_range(&'f self, id: usize, index: usize) -> Result<Range<usize>, Error> {
        let excerpt = self.files.get(id).ok_or(Error::FileMissing)?;
        let max = excerpt.lines.len();
        let line = excerpt.lines.get(index).ok_or(Error::LineTooLarge { given: index, max })?;
        let end = excerpt.lines.get(index + 1).map_or(excerpt.text.len(), |next| next.start);
        Ok(line.start..end)
    }
}
