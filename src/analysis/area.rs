//! The texts in force of one area in all its periods. What an area around has been found to hold is not looked at again.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::accepted::standing;
use super::nearby::Nearby;
use super::prints::{Prints, prints};
use super::rules::{Memo, Place, Report};
use super::seen::{Reading, Seen};
use super::whole::{of_compiled, of_text};
use crate::corpus::authority::check_figures;
use crate::corpus::in_force::text_to_check;
use crate::corpus::marks::Print;
use crate::corpus::parallel;
use crate::corpus::readings::Switch;
use crate::corpus::tree::StatementId;
use crate::corpus::{Area, Asked, Corpus, TextInForce};
use crate::diagnostics::{Diagnostic, Severity};
use crate::program::compile::{Compiled, compile_to_check};
use crate::quantity::calendar::Date;
use crate::source::Span;
use crate::syntax::tree::Body;

/// Codes of [`check_figures`].
const OF_THE_DAY: [&str; 2] = ["E0220", "E0221"];

/// What was found in an area, and what the areas inside it need of it.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// Periods of the area.
    pub periods: usize,
    /// Findings, by the text in force in which they were found, in order.
    pub found: Vec<Found>,
    /// Places of rules that are as they should be in some text in force.
    pub cleared: BTreeSet<Place>,
    /// It was made for areas inside.
    outer: bool,
    seen: Arc<Seen>,
    /// Words of all sentences of the area and around it.
    words: Arc<BTreeSet<u64>>,
    /// By day, ascending: where each parameter that is in force comes from.
    parameters: Vec<(Date, Vec<(String, Print)>)>,
}

/// What was found in one text in force.
#[derive(Clone, Debug)]
pub struct Found {
    /// Which text: area, day and reading.
    pub context: String,
    /// It is the text as it stands, under no other reading.
    pub as_taken: bool,
    /// Its sentences that accept something.
    pub accepting: Vec<Span>,
    /// What was found.
    pub found: Vec<Diagnostic>,
    /// What holds unless its place is cleared in another text.
    pub unless_cleared: Vec<(Place, Diagnostic)>,
}

impl Record {
    /// Whether it holds what is needed, for areas inside if there are any.
    #[must_use]
    pub fn serves(&self, outer: bool) -> bool {
        self.outer || !outer
    }
}

/// A text in force, before its names are bound.
struct Looked {
    asked: Asked,
    text: TextInForce,
    diagnostics: Vec<Diagnostic>,
    prints: Prints,
}

impl Looked {
    fn new(corpus: &Corpus, asked: Asked) -> Looked {
        let (text, diagnostics) = text_to_check(corpus, &asked);
        let prints = prints(corpus, &asked, &text);
        Looked { asked, text, diagnostics, prints }
    }

    fn is_faulty(&self) -> bool {
        self.diagnostics.iter().any(is_error)
    }

    /// Through the stages that are left; the text comes back.
    fn through(self, corpus: &Corpus, memo: &Memo) -> (Looked, Through) {
        let Looked { asked, text, diagnostics, prints } = self;
        let before = diagnostics.clone();
        let (compiled, shown) = compile_to_check(corpus, &asked, text, diagnostics);
        let mut report = of_compiled(corpus, &asked, &compiled, memo);
        let Compiled { text, program, diagnostics } = compiled;
        // The last stage does not run on a text with errors; nor will it wherever the things stand that are wrong.
        let mut wrong = Vec::new();
        for error in diagnostics.iter().filter(|found| is_error(found) && !before.contains(found)) {
            let place = error.primary();
            let holds = |by: &StatementId| {
                let statement = corpus.statement(*by).span;
                statement.file == place.file && statement.start <= place.start && place.start < statement.end
            };
            let things = prints.prints.iter().zip(&prints.sentences);
            let things = things.filter(|(_, sentences)| sentences.iter().any(holds));
            wrong.extend(things.map(|(print, _)| *print));
        }
        report.found.extend(diagnostics);
        let through = Through { report, whole: program.is_some(), shown, wrong };
        (Looked { asked, text, diagnostics: before, prints }, through)
    }
}

/// What came of the stages after the text in force.
struct Through {
    report: Report,
    /// The last stage ran.
    whole: bool,
    /// What the items show; none where names lead in a circle.
    shown: Option<Print>,
    /// The things that are wrong.
    wrong: Vec<Print>,
}

fn is_error(found: &Diagnostic) -> bool {
    found.severity == Severity::Error
}

/// Work of one area.
struct Work<'c> {
    corpus: &'c Corpus,
    area: &'c Area,
    around: Option<&'c Record>,
    /// Documents of the area and around it.
    chain: Vec<usize>,
    own: Nearby,
    seen: Seen,
    /// The area has others inside.
    outer: bool,
    /// Use all threads for this area alone.
    spread: bool,
    memo: &'c Memo,
    record: Record,
}

/// Checks the texts in force of an area. `around` is the record of the area around it; `outer` says that the record will
/// be that for others; `spread` that no other area is checked at the same time.
pub fn check(
    corpus: &Corpus,
    area: &Area,
    around: Option<&Record>,
    outer: bool,
    spread: bool,
    memo: &Memo,
) -> Record {
    let none = BTreeSet::new();
    let words = around.map_or(&none, |around| &*around.words);
    let own = Nearby::new(corpus, area, words);
    let mut work = Work {
        corpus,
        area,
        around,
        chain: corpus.documents_around(area),
        seen: Seen::inside(around.map(|around| Arc::clone(&around.seen))),
        own,
        outer,
        spread,
        memo,
        record: Record::default(),
    };
    let days = corpus.turning_days(area);
    work.record.periods = days.len();
    work.days(&days);
    let Work { seen, own, mut record, .. } = work;
    record.outer = outer;
    if outer {
        let mut all = words.clone();
        for at in own.documents {
            all.extend(corpus.documents[at].marks.words.iter().flatten());
        }
        record.words = Arc::new(all);
        record.seen = Arc::new(seen);
    }
    record
}

/// Which documents have begun and ended: while it stays the same, so do the items. None where it cannot be told.
type State = (usize, usize);

impl Work<'_> {
    fn days(&mut self, days: &[Date]) {
        let mut last: Option<(State, Looked)> = None;
        let mut published: BTreeSet<Print> = BTreeSet::new();
        for day in days {
            let begun = self.own.begins.is_some_and(|begins| begins <= *day);
            if !begun && self.around.is_some() && self.stands_as_around(*day, &mut published) {
                continue;
            }
            let state = self.state(*day);
            let same = last.take().filter(|(before, _)| Some(*before) == state);
            let fresh = same.is_none();
            let looked = match same {
                Some((_, looked)) => self.again(looked, *day),
                None => Looked::new(self.corpus, Asked::new(self.area, *day)),
            };
            self.remember_parameters(*day, &looked.text);
            let (mut looked, base) = self.look(looked);
            if begun || self.around.is_none() {
                looked = self.readings(looked, base, fresh);
            }
            last = state.map(|state| (state, looked));
        }
    }

    fn state(&self, day: Date) -> Option<State> {
        let documents = || self.chain.iter().map(|at| &self.corpus.documents[*at]);
        if documents().any(|document| document.marks.dated) {
            return None;
        }
        let begun = documents().filter(|document| document.effective.date <= day).count();
        let ended = documents().filter(|document| document.expires.is_some_and(|last| last < day)).count();
        Some((begun, ended))
    }

    /// The text of another day on which the same documents are in force: the same items; other figures hold.
    fn again(&self, looked: Looked, day: Date) -> Looked {
        let Looked { mut asked, mut text, mut diagnostics, .. } = looked;
        (asked.on, text.on) = (day, day);
        // Of what was found before, only this depends on the day.
        diagnostics.retain(|found| !OF_THE_DAY.contains(&found.code));
        diagnostics.extend(check_figures(self.corpus, &text));
        let prints = prints(self.corpus, &asked, &text);
        Looked { asked, text, diagnostics, prints }
    }

    /// Before the area's own documents begin, only figures that they will publish make its text differ from the text
    /// around; these have been looked at if the parameters come from where they came from on an earlier day.
    fn stands_as_around(&self, day: Date, published: &mut BTreeSet<Print>) -> bool {
        if self.own.formulas {
            return false;
        }
        let Some(around) = self.around else { return false };
        let at = around.parameters.partition_point(|(known, _)| *known <= day);
        let Some((_, parameters)) = at.checked_sub(1).and_then(|at| around.parameters.get(at)) else {
            return true;
        };
        let mut known = true;
        for name in &self.own.publishes {
            if let Some((_, print)) = parameters.iter().find(|(parameter, _)| parameter == name) {
                known &= !published.insert(*print);
                known &= self.all_exact(name);
            }
        }
        known
    }

    /// Whether all figures of a parameter that the area publishes are exact in fen as they are written. A yearly amount may
    /// have no end of digits by the month.
    fn all_exact(&self, name: &str) -> bool {
        let exact = |span: Span| {
            let words = self.corpus.files.text(span);
            let mut numbers = words.split(|c: char| !c.is_ascii_digit() && c != '.');
            !words.contains('年')
                && !words.contains('．')
                && numbers.all(|number| number.split_once('.').is_none_or(|(_, digits)| digits.len() <= 2))
        };
        let own = self.own.documents.iter().map(|at| &self.corpus.documents[*at]);
        let mut bodies =
            own.flat_map(|document| &document.syntax.statements).map(|statement| &statement.body);
        bodies.all(|body| match body {
            Body::Publish { name: of, value, rows, .. } if of.text == name => {
                value.iter().all(|value| exact(value.span)) && rows.iter().all(|row| exact(row.span))
            }
            _ => true,
        })
    }

    fn remember_parameters(&mut self, day: Date, text: &TextInForce) {
        if self.outer {
            let parameters =
                text.items.iter().filter(|(_, item)| matches!(item.body, Body::Parameter { .. }));
            let parameters = parameters.map(|(name, item)| (name.clone(), item.history)).collect();
            self.record.parameters.push((day, parameters));
        }
    }

    fn found(&mut self, looked: &Looked, switch: Option<&Switch>, report: Report) {
        let Report { found, unless_cleared, cleared } = report;
        self.record.cleared.extend(cleared);
        if !found.is_empty() || !unless_cleared.is_empty() {
            let under = switch.map(|switch| format!("，{}", self.corpus.reading_words(switch)));
            let context = format!("{}，{}{}", self.area.name(), looked.asked.on, under.unwrap_or_default());
            let accepting = standing(self.corpus, &looked.text);
            let as_taken = switch.is_none();
            self.record.found.push(Found { context, as_taken, accepting, found, unless_cleared });
        }
    }

    /// Looks at a text in force; at its rules only if it holds something new. Gives what its items show, if that was told.
    fn look(&mut self, looked: Looked) -> (Looked, Option<Print>) {
        let found = of_text(self.corpus, &looked.asked, &looked.text);
        self.found(&looked, None, Report { found, ..Report::default() });
        if self.seen.knows(&looked.prints.prints, looked.is_faulty()) {
            let found = looked.diagnostics.clone();
            self.found(&looked, None, Report { found, ..Report::default() });
            return (looked, None);
        }
        let (looked, through) = looked.through(self.corpus, self.memo);
        let shown = through.shown;
        self.went_through(&looked, None, through);
        (looked, shown)
    }

    fn went_through(&mut self, looked: &Looked, switch: Option<&Switch>, through: Through) {
        let Through { report, whole, shown, wrong } = through;
        self.found(looked, switch, report);
        if whole {
            self.seen.saw(&looked.prints.prints);
        } else if shown.is_some() && (!wrong.is_empty() || looked.is_faulty()) {
            self.seen.saw_partly(&looked.prints.prints, wrong);
        }
    }

    /// The same text under every other reading that could make a difference here; the text comes back.
    fn readings(&mut self, looked: Looked, mut base: Option<Print>, fresh: bool) -> Looked {
        let switches = looked.text.other_readings(self.corpus, &looked.asked);
        let wanted: Vec<Switch> = switches.into_iter().filter(|switch| self.matters(switch, fresh)).collect();
        // Alone, an area uses all threads: each reading by itself. Else the other threads have other areas.
        let at_once = if self.spread { wanted.len().max(1) } else { 1 };
        let (corpus, memo) = (self.corpus, self.memo);
        let mut looked = looked;
        for wanted in wanted.chunks(at_once) {
            let (asked, seen) = (&looked.asked, &self.seen);
            let others = parallel::map(wanted, 1, |switch| {
                let other = Looked::new(corpus, asked.with(switch.clone()));
                let mut found = of_text(corpus, &other.asked, &other.text);
                if seen.knows(&other.prints.prints, other.is_faulty()) {
                    found.extend(other.diagnostics.iter().cloned());
                    return (other, found, None);
                }
                let (other, through) = other.through(corpus, memo);
                (other, found, Some(through))
            });
            for (switch, (other, found, through)) in wanted.iter().zip(others) {
                self.found(&other, Some(switch), Report { found, ..Report::default() });
                let Some(through) = through else { continue };
                let shown = through.shown;
                self.went_through(&other, Some(switch), through);
                if base.is_none() {
                    let (same, through) = looked.through(corpus, self.memo);
                    (looked, base) = (same, through.shown);
                }
                self.seen.took(reading(corpus, switch), shown.is_some() && base == shown);
            }
        }
        looked
    }

    fn matters(&self, switch: &Switch, fresh: bool) -> bool {
        let document = &self.corpus.documents[switch.doubt.by.document];
        let own = document.area == *self.area;
        let changes = own || self.own.touches || !self.seen.is_neutral(&reading(self.corpus, switch));
        changes && (fresh || document.marks.formulas)
    }
}

/// A reading, told by what stays when documents come and go.
fn reading(corpus: &Corpus, switch: &Switch) -> Reading {
    (corpus.print(switch.doubt.by), switch.doubt.note, switch.reading.clone())
}
