//! Runs cases: compiles their place and day, decides their record, checks what they expect.

use indexmap::IndexMap;

use super::coverage::{Coverage, Gathering};
use super::error;
use super::expect::Expect;
use super::given::{read, with_overrides};
use super::report::{CaseReport, Context, StageReport};
use super::sites::{Site, sites};
use crate::corpus::readings::Switch;
use crate::corpus::{Area, Asked, Corpus};
use crate::diagnostics::{Diagnostic, Severity};
use crate::evaluation::evaluator::Evaluator;
use crate::evaluation::plan::Plan;
use crate::program::compile::{Compiled, compile};
use crate::quantity::calendar::Date;
use crate::syntax::tree::{Case, CaseStage, Guard};

/// What running cases came to.
#[derive(Clone, Debug)]
pub struct Run {
    /// The cases, in the order of the documents.
    pub cases: Vec<CaseReport>,
    /// What they reach of the documents that were picked.
    pub coverage: Coverage,
}

/// Runs the cases of the documents that `wanted` picks, in order; `readings` are switched in all of them, unless a case
/// says 另读 itself.
pub fn run(corpus: &Corpus, readings: &[Switch], wanted: impl Fn(usize) -> bool) -> Run {
    let mut runner = Runner { corpus, readings, texts: IndexMap::new(), seen: Gathering::default() };
    let mut cases = Vec::new();
    let documents = || corpus.documents.iter().enumerate().filter(|(at, _)| wanted(*at));
    for (document, read) in documents() {
        for case in &read.syntax.cases {
            let stages = case.stages.iter().map(|stage| runner.stage(document, case, stage)).collect();
            cases.push(CaseReport { document, title: case.title.text.clone(), span: case.span, stages });
        }
    }
    // A document that no case compiles is to be seen as well: as it stands when it comes into force, read either way.
    for (_, document) in documents().filter(|(_, document)| !document.is_vocabulary()) {
        let asked = runner.asked(&document.area, document.effective.date);
        runner.text(&asked);
        let others = runner.texts[&asked].compiled.text.other_readings(corpus, &asked);
        others.into_iter().for_each(|switch| runner.text(&asked.with(switch)));
    }
    Run { cases, coverage: runner.seen.finish(corpus, &wanted) }
}

/// A compiled text and its places.
struct Text {
    compiled: Compiled,
    sites: Vec<Site>,
}

struct Runner<'c> {
    corpus: &'c Corpus,
    readings: &'c [Switch],
    texts: IndexMap<Asked, Text>,
    seen: Gathering,
}

impl Runner<'_> {
    fn asked(&self, area: &Area, on: Date) -> Asked {
        Asked { readings: self.readings.to_vec(), ..Asked::new(area, on) }
    }

    /// The text in force, compiled once.
    fn text(&mut self, asked: &Asked) {
        let (corpus, seen) = (self.corpus, &mut self.seen);
        self.texts.entry(asked.clone()).or_insert_with(|| {
            let compiled = compile(corpus, asked);
            let sites =
                compiled.program.as_ref().map(|program| sites(&Plan::with_named(program), &corpus.files));
            let sites = sites.unwrap_or_default();
            seen.announce(&sites);
            Text { compiled, sites }
        });
    }

    /// Runs a situation. A name that it does not know may be one of a sentence that cannot be read: it says so.
    fn stage(&mut self, document: usize, case: &Case, stage: &CaseStage) -> StageReport {
        let mut report = self.decide(document, case, stage);
        let corpus = self.corpus;
        let area = Area::parse(&report.area);
        let unread =
            corpus.diagnostics.iter().filter(|found| found.severity == Severity::Error).any(|found| {
                let document = corpus.document_of(found.primary());
                document.is_some_and(|at| area.within(&corpus.documents[at].area))
            });
        let before = report.failures.len();
        if unread {
            report.failures.retain(|failure| failure.code != "E0603");
        }
        if report.failures.len() < before {
            report.failures.push(error::not_compiled(case.title.span));
        }
        report
    }

    /// 另读: a doubt of the case's own document before those of others.
    fn reading(&self, document: usize, area: &Area, reading: &Guard) -> Result<Switch, Diagnostic> {
        let find = |code| {
            let doubt = reading.doubt.as_ref().map(|doubt| doubt.text.as_str());
            self.corpus.find_reading(Some(area), code, doubt, &reading.reading.text)
        };
        let own = &self.corpus.documents[document].code;
        let found = find(Some(own)).or_else(|_| find(None));
        found.map_err(|why| error::unknown_reading(reading, &why, self.corpus))
    }

    fn decide(&mut self, document: usize, case: &Case, stage: &CaseStage) -> StageReport {
        let mut report = StageReport {
            area: stage.place.text.clone(),
            on: stage.date,
            checked: 0,
            failures: Vec::new(),
            context: None,
        };
        let Some(area) = self.corpus.find_area(&stage.place.text) else {
            report.failures.push(error::unknown_place(&stage.place.text, stage.place.span));
            return report;
        };
        report.area = area.path();
        let mut asked = self.asked(&area, stage.date);
        for reading in &stage.readings {
            match self.reading(document, &area, reading) {
                Ok(switch) => asked.readings.push(switch),
                Err(found) => report.failures.push(found),
            }
        }
        if !report.failures.is_empty() {
            return report;
        }
        self.text(&asked);
        let own = &asked.readings[self.readings.len()..];
        let Some(Text { compiled: Compiled { program: Some(program), text, .. }, sites }) =
            self.texts.get(&asked)
        else {
            report.failures.push(error::not_compiled(case.title.span));
            return report;
        };
        for (switch, reading) in own.iter().zip(&stage.readings) {
            if !text.documents.contains(&switch.doubt.by.document) {
                let doubt = self.corpus.doubt(switch.doubt).span;
                report.failures.push(error::reading_not_in_force(reading, doubt));
            }
        }
        let (program, unread) = with_overrides(program, &stage.overrides, "案例另设");
        report.failures.extend(unread);
        let (record, people, unread) = read(&program, stage);
        report.failures.extend(unread);
        if !report.failures.is_empty() {
            // What was misread would only make the results fail as well.
            return report;
        }
        let plan = Plan::with_named(&program);
        let mut evaluator = Evaluator::new(&plan);
        let decision = evaluator.decide(&record);
        evaluator.run(&record);
        for site in sites {
            if !self.seen.is_settled(site) {
                self.seen.add(site, site.look(&program, &evaluator, &record));
            }
        }
        let mut expect = Expect {
            program: &program,
            record: &record,
            document: &self.corpus.documents[document].code,
            people: &people,
            decision: &decision,
            evaluator,
            benefit: None,
            failures: Vec::new(),
            about: Vec::new(),
        };
        for expectation in &stage.expect {
            expect.check(expectation);
            report.checked += 1;
        }
        let Expect { failures, about, .. } = expect;
        report.failures.extend(failures);
        if !report.failures.is_empty() {
            report.context = Some(Box::new(Context { program, record, decision, about }));
        }
        report
    }
}
