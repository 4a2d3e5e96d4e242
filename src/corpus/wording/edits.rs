//! What stands otherwise in an item than in the sentence that declared it, as edits of the words of that sentence.

use std::ops::Range;

use super::Run;
use super::clauses::Keys;
use crate::corpus::members;
use crate::corpus::tree::{Corpus, StatementId, TextInForce};
use crate::source::Span;
use crate::syntax::tree::{
    Body, Change, Effect, Entry, Exception, Expr, ExprKind, Member, Value, ValueKind, Valued, Word,
};

/// What is said where no rule is left.
pub(super) const UNSTATED: &str = "未载明";

/// Words in the place of a range of the file.
struct Edit {
    at: Range<usize>,
    runs: Vec<Run>,
}

/// The edits of one sentence.
pub(super) struct Edits<'c> {
    pub corpus: &'c Corpus,
    text: &'c TextInForce,
    /// The words that are edited.
    pub span: Span,
    /// Whose words they are.
    owner: StatementId,
    /// The sentence that is told: its words carry no name.
    told: StatementId,
    file: &'c str,
    found: Vec<Edit>,
}

impl<'c> Edits<'c> {
    pub fn new(corpus: &'c Corpus, text: &'c TextInForce, span: Span, told: StatementId) -> Edits<'c> {
        let file = &corpus.files.file(span.file).text;
        Edits { corpus, text, span, owner: told, told, file, found: Vec::new() }
    }

    /// The words with all edits made.
    pub fn runs(mut self) -> Vec<Run> {
        self.found.sort_by_key(|edit| (edit.at.start, edit.at.end));
        let own = (self.owner != self.told).then_some(self.owner);
        let (mut runs, mut at) = (Vec::new(), self.span.range().start);
        let end = self.span.range().end;
        for edit in self.found {
            if edit.at.start < at || edit.at.end > end {
                continue;
            }
            let kept = self.file.get(at..edit.at.start).unwrap_or_default();
            runs.push(Run { text: kept.to_owned(), by: own });
            runs.extend(edit.runs);
            at = edit.at.end;
        }
        runs.push(Run { text: self.file.get(at..end).unwrap_or_default().to_owned(), by: own });
        runs.retain(|run| !run.text.is_empty());
        runs
    }

    pub fn body(&mut self, old: &Body, new: &Body) {
        match (old, new) {
            (Body::Scope { members: then, over, entity, .. }, Body::Scope { members: now, .. }) => {
                let elements = if *entity { None } else { members::elements(&self.text.items, &over.text) };
                self.members(then.as_deref(), now.as_deref(), elements.as_deref());
            }
            (Body::Exclusion { members: then, how: before }, Body::Exclusion { members: now, how }) => {
                self.members(then.as_deref(), now.as_deref(), None);
                if let (Some(before), Some(how)) = (before, how) {
                    self.word(before, how);
                }
            }
            (Body::Definition { value: then, .. }, Body::Definition { value: now, .. }) => {
                self.valued(then, now)
            }
            (Body::Adjustments { stages: then, .. }, Body::Adjustments { stages: now, .. }) => {
                for (then, now) in then.iter().zip(now) {
                    if let (Some(then), Some(now)) = (&then.cap, &now.cap) {
                        self.expr(then, now);
                    }
                }
            }
            _ => {
                if let (Some(then), Some(now)) = (super::clauses_in(old), super::clauses_in(new)) {
                    self.clauses(then, now, &Keys::of(new));
                }
            }
        }
    }

    /// Who put the words of a place there; none for the sentence that is told.
    pub fn maker(&self, place: Span) -> Option<StatementId> {
        self.corpus.sentence_at(place).filter(|by| *by != self.told)
    }

    /// Words of a place, with who wrote them.
    pub fn words(&self, place: Span) -> Run {
        Run { text: self.corpus.files.text(place).to_owned(), by: self.maker(place) }
    }

    pub fn edit(&mut self, at: Range<usize>, runs: Vec<Run>) {
        self.found.push(Edit { at, runs });
    }

    pub fn replace(&mut self, place: Span, run: Run) {
        self.edit(place.range(), vec![run]);
    }

    pub fn word(&mut self, old: &Word, new: &Word) {
        if old.span != new.span {
            let run = self.words(new.span);
            self.replace(old.span, run);
        }
    }

    pub fn valued(&mut self, old: &Valued, new: &Valued) {
        if let (Some(old), Some(new)) = (&old.base, &new.base) {
            self.value(old, new);
        }
        self.exceptions(&old.exceptions, &new.exceptions, old.base.as_ref().map(|base| base.span));
    }

    pub fn value(&mut self, old: &Value, new: &Value) {
        if old.span != new.span {
            let run = self.value_words(new);
            self.replace(old.span, run);
        }
    }

    /// A value by its words; what a document had put there that has ended is no rule.
    pub fn value_words(&self, value: &Value) -> Run {
        let run = self.words(value.span);
        match value.kind {
            ValueKind::Unstated => Run { text: UNSTATED.to_owned(), ..run },
            _ => run,
        }
    }

    pub fn expr(&mut self, old: &Expr, new: &Expr) {
        if old.span != new.span {
            let run = self.expr_words(new);
            self.replace(old.span, run);
            return;
        }
        if let (ExprKind::All(then) | ExprKind::Any(then), ExprKind::All(now) | ExprKind::Any(now)) =
            (&old.kind, &new.kind)
        {
            self.entries(then, now);
        }
    }

    /// A condition by its words: 仍按 … 执行 gives one that stands nowhere.
    pub fn expr_words(&self, expr: &Expr) -> Run {
        let run = self.words(expr.span);
        let text = match &expr.kind {
            ExprKind::Lapsed => UNSTATED.to_owned(),
            ExprKind::Compare(Some(left), chain) if left.span == expr.span => match chain.as_slice() {
                [(_, word, Expr { kind: ExprKind::Date(day), .. })] => {
                    let open = *day == crate::quantity::calendar::Date::FOREVER;
                    if open { "不再限期".to_owned() } else { format!("基准日 {word} {day}") }
                }
                _ => run.text,
            },
            _ => run.text,
        };
        Run { text, by: run.by }
    }

    /// Where the line of a place begins, and the blanks it begins with.
    pub fn line(&self, at: usize) -> (usize, &'c str) {
        let start = self.file.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
        let line = self.file.get(start..).unwrap_or_default();
        let blanks = line.len() - line.trim_start_matches([' ', '\u{3000}', '\t']).len();
        (start, line.get(..blanks).unwrap_or_default())
    }

    /// Labelled parts of a condition.
    fn entries(&mut self, old: &[Entry], new: &[Entry]) {
        for (at, entry) in old.iter().enumerate() {
            let kept = new.iter().find(|now| now.label == entry.label && !entry.label.is_empty());
            let kept = kept.or_else(|| new.get(at).filter(|_| entry.label.is_empty()));
            if let Some(now) = kept {
                self.expr(&entry.expr, &now.expr);
                continue;
            }
            let own = entry.expr.span.range();
            let gone = match (old.get(at + 1), at.checked_sub(1).and_then(|before| old.get(before))) {
                (Some(next), _) => self.line(own.start).0..self.line(next.expr.span.range().start).0,
                (None, Some(before)) => before.expr.span.range().end..own.end,
                (None, None) => continue,
            };
            self.edit(gone, Vec::new());
        }
        let Some(last) = old.last() else { return };
        let end = last.expr.span.range().end;
        let inward = self.line(last.expr.span.range().start).1;
        for entry in new.iter().filter(|now| old.iter().all(|then| then.label != now.label)) {
            let by = self.maker(entry.expr.span);
            let mut runs = vec![Run { text: format!("；\n{inward}"), by: None }];
            runs.push(Run { text: entry.label.clone(), by });
            runs.extend(self.added(entry.expr.span, |edits, change| {
                if let Change::AddEntry(first) = change
                    && first.expr.span.start == entry.expr.span.start
                {
                    edits.expr(&first.expr, &entry.expr);
                }
            }));
            self.edit(end..end, runs);
        }
    }

    /// Exceptions after what they are exceptions to.
    pub fn exceptions(&mut self, old: &[Exception], new: &[Exception], base: Option<Span>) {
        let mut end = base.map(|base| base.range().end);
        for (at, exception) in old.iter().enumerate() {
            let own = exception.span.range();
            match new.iter().find(|now| now.span == exception.span) {
                Some(now) => self.exception(exception, now),
                None => {
                    let next = old.get(at + 1).map_or(own.end, |next| next.span.range().start);
                    self.edit(end.map_or(own.start..next, |end| end..own.end), Vec::new());
                }
            }
            end = Some(own.end);
        }
        let sibling = old.iter().find(|known| {
            let (start, inward) = self.line(known.span.range().start);
            start + inward.len() == known.span.range().start
        });
        let end = end.unwrap_or(self.span.range().end);
        let inward = match sibling {
            Some(sibling) => self.line(sibling.span.range().start).1.to_owned(),
            None => format!("{}  ", self.line(end).1),
        };
        for exception in new.iter().filter(|now| old.iter().all(|then| then.span != now.span)) {
            let mut runs = vec![Run { text: format!("；\n{inward}"), by: None }];
            runs.extend(self.added(exception.span, |edits, change| {
                if let Change::AddException(first) = change
                    && first.span == exception.span
                {
                    edits.exception(first, exception);
                }
            }));
            self.edit(end..end, runs);
        }
    }

    fn exception(&mut self, old: &Exception, new: &Exception) {
        self.expr(&old.condition, &new.condition);
        if let (Effect::Becomes(then) | Effect::Plus(then), Effect::Becomes(now) | Effect::Plus(now)) =
            (&old.effect, &new.effect)
        {
            self.value(then, now);
        }
    }

    /// Edits of words of another sentence.
    pub fn within(&self, span: Span, owner: StatementId) -> Edits<'c> {
        Edits { owner, ..Edits::new(self.corpus, self.text, span, self.told) }
    }

    /// Words that an amendment added, with what later ones changed in them.
    fn added(&self, span: Span, mut each: impl FnMut(&mut Edits<'c>, &Change)) -> Vec<Run> {
        let Some(owner) = self.corpus.sentence_at(span) else { return vec![self.words(span)] };
        let mut inner = self.within(span, owner);
        if let Body::Amend { changes, .. } = &self.corpus.statement(owner).body {
            changes.iter().for_each(|change| each(&mut inner, change));
        }
        inner.runs()
    }

    /// The elements of a set.
    fn members(&mut self, old: Option<&[Member]>, new: Option<&[Member]>, elements: Option<&[String]>) {
        let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
        let places = |members: &[Member]| -> Vec<(Span, String)> {
            members.iter().map(|member| (member.name.span, member.name.text.clone())).collect()
        };
        if places(old) == places(new) {
            return;
        }
        let at = match (old.first(), old.last()) {
            (Some(first), Some(last)) => first.name.span.range().start..self.end_of(last),
            _ => {
                let said = self.file.get(self.span.range()).unwrap_or_default();
                let Some(start) = said.rfind(UNSTATED) else { return };
                let start = self.span.range().start + start;
                start..start + UNSTATED.len()
            }
        };
        let mut runs: Vec<Run> = Vec::new();
        for group in new.chunk_by(|one, other| one.name.span == other.name.span) {
            let next = self.group(group, elements);
            if let Some(last) = runs.last() {
                // Between words of one hand the sign is of that hand.
                let by = last.by.filter(|_| last.by == next.by);
                runs.push(Run { text: "、".to_owned(), by });
            }
            runs.push(next);
        }
        if runs.is_empty() {
            runs.push(Run { text: UNSTATED.to_owned(), by: None });
        }
        self.edit(at, runs);
    }

    /// Where the words of an element end.
    fn end_of(&self, member: &Member) -> usize {
        let end = member.condition.as_ref().map_or(member.name.span, |limit| limit.span).range().end;
        let rest = self.file.get(end..).unwrap_or_default();
        let bare = rest.trim_start();
        match bare.chars().next().filter(|sign| member.condition.is_some() && "）)".contains(*sign)) {
            Some(sign) => end + (rest.len() - bare.len()) + sign.len_utf8(),
            None => end,
        }
    }

    /// Elements that were written as one word: by that word, while all that it stands for is there.
    fn group(&self, group: &[Member], elements: Option<&[String]>) -> Run {
        let Some(first) = group.first() else { return Run { text: String::new(), by: None } };
        let written = self.corpus.files.text(first.name.span);
        let by = self.maker(first.name.span);
        if let Some(limit) = &first.condition {
            let limit = self.corpus.files.text(limit.span);
            return Run { text: format!("{written}（限 {limit}）"), by };
        }
        let all = elements.map_or_else(Vec::new, |elements| members::expand(elements, written));
        let whole = all.iter().all(|element| group.iter().any(|member| member.name.text == *element));
        let alone = group.len() == 1 && group.iter().any(|member| member.name.text == written);
        if alone || first.own || (whole && !all.is_empty()) {
            return Run { text: written.to_owned(), by };
        }
        let names: Vec<&str> = group.iter().map(|member| member.name.text.as_str()).collect();
        Run { text: names.join("、"), by }
    }
}
