//! `test`: runs the cases of the documents.

use std::path::Path;

use serde_json::json;
use yiju::cases::coverage::{Count, Kind};
use yiju::cases::report::{About, CaseReport, StageReport};
use yiju::cases::run::{Run, run as run_cases};
use yiju::corpus::Corpus;
use yiju::diagnostics::Severity;
use yiju::presentation::columns::{SCREEN, hanging};
use yiju::presentation::{coverage as told, findings, json, report, steps, words};
use yiju::trace::step::StepId;

use crate::cli::args::{Format, TestArgs};
use crate::cli::failure::{Failure, Stop};
use crate::cli::output::{self, Screen};
use crate::cli::{Verdict, check, policies, readings};

/// How the codes about published documents begin.
const LOCKED: &str = "E077";

/// Runs the command.
pub(crate) fn run(args: &TestArgs, folder: &Path, screen: Screen) -> Result<Verdict, Stop> {
    let corpus = policies::read(folder)?;
    let below = check::limits(folder, &args.paths)?;
    let file_of = |document: usize| &corpus.files.file(corpus.documents[document].syntax.file).path;
    let switched = readings::read(&corpus, None, &args.readings)?;
    let wanted = args.min_coverage.as_deref().map(least).transpose()?.unwrap_or_default();
    let Run { cases: reports, coverage } =
        run_cases(&corpus, &switched, |document| check::lies_below(file_of(document), &below));
    // A file that cannot be read whole may hide cases: it fails the test.
    let unread: Vec<_> = corpus
        .diagnostics
        .iter()
        .filter(|found| found.severity == Severity::Error)
        .filter(|found| check::lies_below(&corpus.files.file(found.primary().file).path, &below))
        .cloned()
        .collect();
    if !unread.is_empty() {
        output::warn(&report::render(&corpus.files, &unread, screen.color_err));
        let unreadable = unread.iter().any(|found| !found.code.starts_with(LOCKED));
        output::warn(if unreadable {
            "上面的句子读不懂，其中的案例可能没有运行。\n"
        } else {
            "上面的公文与发布时不同，案例是按现在的文字运行的。\n"
        });
    }
    if reports.is_empty() {
        let help = "案例写在公文里，以“案例 ”开头，写明地点、日期、“设：”和“应：”";
        return Err(Failure::input("没有找到案例").help(help).into());
    }
    let passed = unread.is_empty() && reports.iter().all(CaseReport::passed);
    let text = match args.print.format {
        Format::Text => {
            let told = told::text(&corpus, &coverage, args.uncovered);
            let said = switched.iter().map(|switch| format!("换了读法：{}\n", corpus.reading_words(switch)));
            format!("{}{}{told}", said.collect::<String>(), text(&corpus, &reports, screen))
        }
        Format::Json => {
            let mut machine = machine(&corpus, &reports);
            machine["coverage"] = told::machine(&corpus, &coverage);
            format!("{machine:#}\n")
        }
    };
    output::print(&text)?;
    let short: Vec<String> = wanted
        .iter()
        .filter(|(kind, percent)| !coverage.count(*kind).reaches(*percent))
        .map(|(kind, percent)| {
            let Count { covered, total } = coverage.count(*kind);
            format!("案例走到的{}只有 {covered}/{total}，不到所要求的 {percent}%\n", told::kind(*kind))
        })
        .collect();
    output::warn(&short.concat());
    Ok(if passed && short.is_empty() { Verdict::Done } else { Verdict::Faulty })
}

/// `conditions=100,rows=90`: how many in a hundred places of each kind the cases must reach.
fn least(written: &str) -> Result<Vec<(Kind, usize)>, Stop> {
    let example = "写成 种类=百分之几，用逗号隔开，例如 conditions=100,rows=100；\n种类有 conditions（条件）、exceptions（例外）、rows（表行）、boundaries（界限）";
    let read = |one: &str| {
        let (name, percent) = one.split_once(['=', '＝'])?;
        let named = |kind: &&Kind| [told::key(**kind), told::kind(**kind)].contains(&name.trim());
        let percent =
            percent.trim().trim_end_matches(['%', '％']).parse().ok().filter(|some| *some <= 100)?;
        Some((*Kind::ALL.iter().find(named)?, percent))
    };
    let parts = written.split([',', '，']);
    let wrong = |one: &str| Failure::call(format!("“--min-coverage”不能写“{one}”")).help(example).into();
    parts.map(|one| read(one).ok_or_else(|| wrong(one))).collect()
}

fn text(corpus: &Corpus, reports: &[CaseReport], screen: Screen) -> String {
    let mut out = String::new();
    for failed in reports.iter().filter(|case| !case.passed()) {
        out.push_str(&hanging(
            "✗ ",
            &format!("{}（{}）", failed.title, corpus.files.place(failed.span)),
            SCREEN,
        ));
        for stage in failed.stages.iter().filter(|stage| !stage.failures.is_empty()) {
            out.push_str(&format!("  {}，{}：\n\n", words::area_name(&stage.area), stage.on));
            out.push_str(&report::render(&corpus.files, &stage.failures, screen.color_out));
            out.push_str(&reasons(stage));
        }
    }
    for (at, document) in corpus.documents.iter().enumerate() {
        let own = || reports.iter().filter(|case| case.document == at);
        let (all, bad) = (own().count(), own().filter(|case| !case.passed()).count());
        match (all, bad) {
            (0, _) => {}
            (_, 0) => out.push_str(&format!("《{}》{all} 个案例，全部通过\n", document.code)),
            _ => out.push_str(&format!("《{}》{all} 个案例，{bad} 个没有通过\n", document.code)),
        }
    }
    let bad = reports.iter().filter(|case| !case.passed()).count();
    let stages = reports.iter().map(|case| case.stages.len()).sum::<usize>();
    let checked = reports.iter().flat_map(|case| &case.stages).map(|stage| stage.checked).sum::<usize>();
    let verdict = if bad == 0 { "全部通过".to_owned() } else { format!("{bad} 个案例没有通过") };
    out.push_str(&format!("共 {} 个案例、{stages} 种情形、{checked} 项结果：{verdict}。\n", reports.len()));
    out
}

/// The steps that led to the values that differ.
fn reasons(stage: &StageReport) -> String {
    let Some(context) = &stage.context else { return String::new() };
    let (program, record, decision) = (&context.program, &context.record, &context.decision);
    let mut out = String::new();
    for about in &context.about {
        let (trace, steps, name) = match about {
            About::Outcome(at) => {
                let Some(outcome) = decision.outcomes.get(*at) else { continue };
                let Some(output) = program.outputs.get(outcome.output) else { continue };
                let steps = std::iter::once(outcome.condition).chain(outcome.amount).chain(outcome.approval);
                let name = json::result_name(program, record, output, outcome.instance);
                (&decision.trace, steps.collect::<Vec<StepId>>(), name)
            }
            About::Named(name, _, trace, step) => (trace, step.iter().copied().collect(), name.clone()),
        };
        let text = format!("“{name}”的计算过程：\n{}\n", steps::tree(program, record, trace, &steps));
        if !out.contains(&text) {
            out.push_str(&text);
        }
    }
    out
}

fn machine(corpus: &Corpus, reports: &[CaseReport]) -> serde_json::Value {
    let stage = |stage: &StageReport| {
        let failures: Vec<_> =
            stage.failures.iter().map(|found| findings::diagnostic(&corpus.files, found)).collect();
        json!({"area": stage.area, "on": stage.on.iso(), "checked": stage.checked,
            "failures": serde_json::to_value(failures).unwrap_or_default()})
    };
    let case = |case: &CaseReport| {
        let stages: Vec<_> = case.stages.iter().map(stage).collect();
        json!({"document": corpus.documents[case.document].code, "title": case.title,
            "place": corpus.files.place(case.span), "passed": case.passed(), "stages": stages})
    };
    let failed = reports.iter().filter(|case| !case.passed()).count();
    json!({"cases": reports.iter().map(case).collect::<Vec<_>>(), "total": reports.len(), "failed": failed})
}
