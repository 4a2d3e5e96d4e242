//! Applies the machine-applicable changes of findings to texts: each change whole or not at all, none over another.

use std::collections::BTreeMap;

use super::{Diagnostic, Edit};
use crate::source::{FileId, FileSet, Span};

/// A change that was made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Made {
    /// Code of the finding that it mends.
    pub code: &'static str,
    /// What it does.
    pub title: String,
    /// Its first place, in the text before.
    pub span: Span,
    /// The lines that it changes, as they were before, without the last line end.
    pub before: String,
    /// The same lines with this change only.
    pub after: String,
}

/// Texts after a round of changes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Mended {
    /// The new text of each file that changes, in the order of the files.
    pub texts: Vec<(FileId, String)>,
    /// What was done, in the order of the places.
    pub made: Vec<Made>,
}

/// Makes the first change that each finding offers, unless it lies over one already made or in a file that may not be
/// edited. What is left out is offered again by the next check.
#[must_use]
pub fn mend(files: &FileSet, findings: &[Diagnostic], may_edit: impl Fn(FileId) -> bool) -> Mended {
    let mut edits: BTreeMap<FileId, Vec<Edit>> = BTreeMap::new();
    let mut made = Vec::new();
    for found in findings {
        let Some(fix) = found.fixes.first() else { continue };
        let free = |edit: &Edit| {
            let taken = edits.get(&edit.span.file);
            may_edit(edit.span.file)
                && files.file(edit.span.file).text.get(edit.span.range()).is_some()
                && taken.is_none_or(|taken| taken.iter().all(|other| apart(other.span, edit.span)))
        };
        let own = |at: usize, edit: &Edit| fix.edits.iter().skip(at + 1).all(|o| apart(o.span, edit.span));
        let sound = fix.edits.iter().enumerate().all(|(at, edit)| own(at, edit) && free(edit));
        let Some(first) = fix.edits.first().filter(|_| sound) else { continue };
        let (before, after) = lines(files, first.span, &fix.edits);
        made.push(Made { code: found.code, title: fix.title.clone(), span: first.span, before, after });
        for edit in &fix.edits {
            edits.entry(edit.span.file).or_default().push(edit.clone());
        }
    }
    made.sort_by_key(|made| made.span);
    let texts = edits.into_iter().map(|(file, edits)| (file, edited(&files.file(file).text, 0, &edits)));
    Mended { texts: texts.collect(), made }
}

/// Whether two places can be changed one after the other in any order. Two insertions at one place cannot.
fn apart(one: Span, other: Span) -> bool {
    one.file != other.file
        || one.end < other.start
        || other.end < one.start
        || one.end == other.start && one.start < one.end && other.start < other.end
        || other.end == one.start && one.start < one.end && other.start < other.end
}

/// The text with the changes; it begins at the byte `from` of its file.
fn edited(text: &str, from: usize, edits: &[Edit]) -> String {
    let mut ordered: Vec<&Edit> = edits.iter().collect();
    ordered.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
    let mut out = text.to_owned();
    for edit in ordered {
        let range = edit.span.range();
        let range = range.start.saturating_sub(from)..range.end.saturating_sub(from);
        if out.get(range.clone()).is_some() {
            out.replace_range(range, &edit.text);
        }
    }
    out
}

/// The lines that a change touches in the file of a place, before and after; lines between that stay are left out.
fn lines(files: &FileSet, place: Span, edits: &[Edit]) -> (String, String) {
    let text = &files.file(place.file).text;
    let own: Vec<Edit> = edits.iter().filter(|edit| edit.span.file == place.file).cloned().collect();
    let from = own.iter().map(|edit| edit.span.range().start).min().unwrap_or_default();
    let to = own.iter().map(|edit| edit.span.range().end).max().unwrap_or_default();
    let start = text.get(..from).and_then(|head| head.rfind('\n')).map_or(0, |at| at + 1);
    let end = text.get(to..).and_then(|rest| rest.find('\n')).map_or(text.len(), |at| to + at);
    let before = text.get(start..end).unwrap_or_default();
    let after = edited(before, start, &own);
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    if old.len() == new.len() {
        let differ = old.iter().zip(&new).filter(|(old, new)| old != new);
        let (old, new): (Vec<&str>, Vec<&str>) = differ.map(|(old, new)| (*old, *new)).unzip();
        return (old.join("\n"), new.join("\n"));
    }
    (before.trim_end().to_owned(), after.trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(file: FileId, edits: &[(usize, usize, &str)]) -> Diagnostic {
        let edits = edits
            .iter()
            .map(|(start, end, text)| Edit { span: Span::new(file, *start, *end), text: (*text).to_owned() });
        Diagnostic::error("E0101", "甲", Span::new(file, 0, 0), "").fix("改", edits.collect())
    }

    #[test]
    fn changes_are_made_whole_and_never_over_one_another() {
        let mut files = FileSet::new();
        let file = files.add("甲.yj", "abcdef\nghi\n");
        let findings = [
            found(file, &[(6, 6, "。")]),
            found(file, &[(0, 1, "A"), (8, 9, "H")]),
            // Over the second one.
            found(file, &[(0, 2, "X"), (3, 4, "Y")]),
            // At the place of the first one.
            found(file, &[(6, 6, "！")]),
        ];
        let mended = mend(&files, &findings, |_| true);
        assert_eq!(mended.texts, [(file, "Abcdef。\ngHi\n".to_owned())]);
        assert_eq!(mended.made.len(), 2);
        assert_eq!(
            (mended.made[0].before.as_str(), mended.made[0].after.as_str()),
            ("abcdef\nghi", "Abcdef\ngHi")
        );
        assert_eq!(mend(&files, &findings, |_| false), Mended::default());
    }
}
