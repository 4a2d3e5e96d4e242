//! Runs cases: compiles their place and day, decides their record, checks what they expect.

use indexmap::IndexMap;

use super::error;
use super::expect::Expect;
use super::given::{read, with_overrides};
use super::report::{CaseReport, Context, StageReport};
use crate::corpus::{Area, Corpus};
use crate::diagnostics::Severity;
use crate::evaluation::evaluator::Evaluator;
use crate::evaluation::plan::Plan;
use crate::program::compile::{Compiled, compile};
use crate::quantity::calendar::Date;
use crate::syntax::tree::{Case, CaseStage};

/// Runs the cases of the documents that `wanted` picks, in order.
pub fn run(corpus: &Corpus, wanted: impl Fn(usize) -> bool) -> Vec<CaseReport> {
    let mut texts: IndexMap<(Area, Date), Compiled> = IndexMap::new();
    let mut reports = Vec::new();
    for (document, read) in corpus.documents.iter().enumerate().filter(|(at, _)| wanted(*at)) {
        for case in &read.syntax.cases {
            let stages = case.stages.iter().map(|stage| run_stage(corpus, case, stage, &mut texts)).collect();
            reports.push(CaseReport { document, title: case.title.text.clone(), span: case.span, stages });
        }
    }
    reports
}

/// Runs a situation. A name that it does not know may be one of a sentence that cannot be read: it says so.
fn run_stage(
    corpus: &Corpus,
    case: &Case,
    stage: &CaseStage,
    texts: &mut IndexMap<(Area, Date), Compiled>,
) -> StageReport {
    let mut report = decide_stage(corpus, case, stage, texts);
    let area = Area::parse(&report.area);
    let unread = corpus.diagnostics.iter().filter(|found| found.severity == Severity::Error).any(|found| {
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

fn decide_stage(
    corpus: &Corpus,
    case: &Case,
    stage: &CaseStage,
    texts: &mut IndexMap<(Area, Date), Compiled>,
) -> StageReport {
    let mut report = StageReport {
        area: stage.place.text.clone(),
        on: stage.date,
        checked: 0,
        failures: Vec::new(),
        context: None,
    };
    let Some(area) = corpus.find_area(&stage.place.text) else {
        report.failures.push(error::unknown_place(&stage.place.text, stage.place.span));
        return report;
    };
    report.area = area.path();
    let compiled =
        texts.entry((area.clone(), stage.date)).or_insert_with(|| compile(corpus, &area, stage.date, None));
    let Some(program) = &compiled.program else {
        report.failures.push(error::not_compiled(case.title.span));
        return report;
    };
    let (program, unread) = with_overrides(program, &stage.overrides);
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
    let mut expect = Expect {
        program: &program,
        record: &record,
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
