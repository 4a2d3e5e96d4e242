//! `explain`: decides records and says why.

use std::borrow::Cow;
use std::path::Path;

use yiju::counterfactual::{Changes, changes};
use yiju::diagnostics::nearest::nearest;
use yiju::evaluation::evaluator::Evaluator;
use yiju::evaluation::plan::Plan;
use yiju::facts::identity::hide;
use yiju::presentation::document::{Document, Look, html, plain, text};
use yiju::presentation::explanation::{self, Options, Reader, explain_json, others};
use yiju::program::ir::Program;
use yiju::verification::certificate;

use crate::cli::archive::keep::{Common, Keeper};
use crate::cli::args::{Audience, ExplainArgs, ExplainFormat};
use crate::cli::failure::{Failure, Stop};
use crate::cli::later::{compile_later, later};
use crate::cli::others::{Ready, compile_others};
use crate::cli::output::{self, Screen};
use crate::cli::place::InForce;
use crate::cli::{Verdict, ask, notices, place, policies, records};

/// Runs the command.
pub(crate) fn run(args: &ExplainArgs, folder: &Path, screen: Screen) -> Result<Verdict, Stop> {
    let form = args.layout.form(args.format);
    form.fitting()?;
    fitting(args)?;
    args.keep.fitting(&args.supposed.figures)?;
    let input = records::open(&args.record)?;
    let corpus = policies::read(folder)?;
    let InForce { asked, compiled, program } = place::in_force(&corpus, &args.when, screen)?;
    let program = place::supposing(program, &args.supposed.figures)?;
    let reader = match args.audience {
        Audience::Officer => Reader::Officer,
        Audience::Applicant => Reader::Applicant,
        Audience::Audit => Reader::Audit,
    };
    if let Some(wanted) = &args.result {
        known(&program, wanted)?;
    }
    if args.ask {
        return ask::run(args, &program, input.single(screen)?);
    }
    let mut options = Options { reader, result: args.result.clone(), ..Options::default() };
    if reader == Reader::Applicant || args.keep.archive.is_some() {
        options.notice = notices::of(folder, &asked.area)?;
    }
    // Who decides and who checks is told in any case whether another reading would change a result.
    let told = args.other_readings || reader != Reader::Applicant;
    let others = if told || args.keep.archive.is_some() {
        compile_others(&corpus, &asked, &compiled.text, &args.supposed.figures)
    } else {
        Vec::new()
    };
    let ready = Ready::new(&others);
    // What would change a result is for those who read it; the certificate and the auditor's steps are what is.
    let tried = reader != Reader::Audit && args.format != ExplainFormat::Trace || args.keep.archive.is_some();
    let texts = if tried { compile_later(&corpus, &asked, &args.supposed.figures) } else { Vec::new() };
    let then: Vec<Plan<'_>> = texts.iter().map(Plan::new).collect();
    let plan = Plan::new(&program);
    let mut evaluator = Evaluator::new(&plan);
    let common = Common { corpus: &corpus, asked: &asked, plan: &plan };
    let mut keeper = Keeper::open(&args.keep, common, true)?;
    let mut sink = Sink::new(form);
    let verdict = input.each(&program, screen, |record, json| {
        let decision = evaluator.decide(record);
        if tried {
            let later = later(&then, json);
            options.changes = changes(&mut evaluator, &plan, record, &decision, &later);
        }
        options.others = ready.readings(json, (&program, record, &decision));
        if let Some(keeper) = &mut keeper {
            keeper.add(json, record, &decision, &options)?;
            // What is written together is kept together.
            if !form.gathers() {
                keeper.settle()?;
            }
        }
        if !told {
            options.others.clear();
        }
        if reader == Reader::Audit {
            options.changes = Changes::default();
        }
        match args.format {
            ExplainFormat::Trace => {
                sink.line(format!("{}\n", certificate::write(&program, record, &decision, asked.known_by)))
            }
            ExplainFormat::Json => {
                let mut shape = explain_json(&program, record, &decision, &options);
                if args.other_readings {
                    shape["other_readings"] = others::machine(&program, &options.others);
                }
                sink.line(hide(&format!("{shape}\n")).into_owned())
            }
            _ => {
                let mut document = explanation::document(&program, record, &decision, &options);
                if args.other_readings {
                    others::add(&mut document, &program, &options.others);
                }
                sink.document(document)
            }
        }
    })?;
    if let (Some(keeper), Verdict::Done) = (&mut keeper, verdict) {
        keeper.settle()?;
    }
    sink.end(verdict)?;
    if let Some(keeper) = &keeper {
        keeper.tell();
    }
    Ok(verdict)
}

/// A certificate is of the whole decision under the text in force.
fn fitting(args: &ExplainArgs) -> Result<(), Stop> {
    let refused = |message: &str, help: &str| Err(Failure::call(message.to_owned()).help(help).into());
    match args.format {
        _ if args.ask && args.keep.archive.is_some() => {
            refused("--ask 是问缺什么，不是办理，不能记进档案", "问完、补好记录，再用 --archive 办理")
        }
        ExplainFormat::Html | ExplainFormat::Docx | ExplainFormat::Trace if args.ask => {
            refused("--ask 是对话，或者用 --format json 列出各题", "去掉 --format，或者写 --format json")
        }
        ExplainFormat::Trace if !args.supposed.figures.is_empty() => {
            refused("假设的数额不能写进核验用的证书", "证书只证明按现行公文办的结果；去掉 --suppose")
        }
        ExplainFormat::Trace if args.result.is_some() => {
            refused("核验用的证书是整户的，不能只写一项", "去掉 --result")
        }
        _ => Ok(()),
    }
}

/// In which form explanations are handed out, and where to.
#[derive(Clone, Copy)]
pub(crate) struct Form<'a> {
    /// Text, HTML and so on.
    pub(crate) format: ExplainFormat,
    /// Down to which line reasons are told.
    pub(crate) depth: Option<u8>,
    /// For screen readers.
    pub(crate) plain: bool,
    /// Large print.
    pub(crate) large: bool,
    /// With a table of contents, where there can be one.
    pub(crate) contents: bool,
    /// A file; the screen if none.
    pub(crate) out: Option<&'a Path>,
}

impl Form<'_> {
    /// Options that do not go together are told before anything is read.
    pub(crate) fn fitting(&self) -> Result<(), Stop> {
        let refused = |message: &str, help: &str| Err(Failure::call(message.to_owned()).help(help).into());
        match self.format {
            ExplainFormat::Docx if cfg!(not(feature = "docx")) => {
                refused("这个程序编译时没有带上 docx", "请用 --format html，浏览器里可以打印或另存")
            }
            ExplainFormat::Docx if self.out.is_none() => {
                refused("docx 不能写到屏幕上", "请用 --out 写明文件，例如 --out 告知书.docx")
            }
            ExplainFormat::Html | ExplainFormat::Docx | ExplainFormat::Json if self.plain => {
                refused("--plain 只用于文字", "去掉 --plain，或者去掉 --format")
            }
            ExplainFormat::Text | ExplainFormat::Json if self.large => {
                refused("--large 只用于 html 和 docx", "例如 --format html --large --out 告知书.html")
            }
            ExplainFormat::Json if self.depth.is_some() => {
                refused("--depth 不用于 json", "json 里各层理由都在")
            }
            _ => Ok(()),
        }
    }

    /// Whether everything is written together at the end.
    fn gathers(&self) -> bool {
        self.out.is_some() || matches!(self.format, ExplainFormat::Html | ExplainFormat::Docx)
    }

    /// Writes documents that are all there.
    pub(crate) fn write_documents(self, documents: Vec<Document>) -> Result<(), Stop> {
        let mut sink = Sink::new(self);
        for document in documents {
            sink.document(document)?;
        }
        sink.end(Verdict::Done)
    }

    /// Writes a text for machines.
    pub(crate) fn write_text(self, text: &str) -> Result<(), Stop> {
        match self.out {
            Some(path) => output::save(path, text),
            None => output::print(text),
        }
    }
}

/// Where explanations go: at once to the screen, or together to a file.
struct Sink<'a> {
    form: Form<'a>,
    look: Look,
    /// What is written at the end, in words.
    whole: String,
    /// What is laid out at the end.
    documents: Vec<Document>,
    first: bool,
}

impl<'a> Sink<'a> {
    fn new(form: Form<'a>) -> Sink<'a> {
        let look = Look { depth: form.depth, large: form.large, contents: form.contents, ..Look::default() };
        Sink { form, look, whole: String::new(), documents: Vec::new(), first: true }
    }

    /// A finished explanation.
    fn line(&mut self, text: String) -> Result<(), Stop> {
        if self.form.out.is_some() {
            self.whole.push_str(&text);
            return Ok(());
        }
        output::print(&text)
    }

    /// An explanation to be laid out.
    fn document(&mut self, document: Document) -> Result<(), Stop> {
        let document = bare(document);
        if self.form.format != ExplainFormat::Text {
            self.documents.push(document);
            return Ok(());
        }
        let render = if self.form.plain { plain::render } else { text::render };
        let gap = if self.first { "" } else { "\n" };
        self.first = false;
        self.line(format!("{gap}{}", render(&document, &self.look)))
    }

    /// Writes what was gathered; nothing if a record could not be decided.
    fn end(self, verdict: Verdict) -> Result<(), Stop> {
        if verdict != Verdict::Done {
            let Some(path) = self.form.out else { return Ok(()) };
            let message = format!("有记录没有办成，文件“{}”没有写", path.display());
            return Err(Failure::input(message).help("改正以上记录后再做一次").into());
        }
        let whole = match self.form.format {
            ExplainFormat::Html => html::render(&self.documents, &self.look).into_bytes(),
            ExplainFormat::Docx => word(&self.documents, &self.look)?,
            _ => self.whole.into_bytes(),
        };
        match self.form.out {
            Some(path) => output::save_bytes(path, &whole),
            None => output::print(&String::from_utf8_lossy(&whole)),
        }
    }
}

/// The document without identity numbers.
fn bare(document: Document) -> Document {
    let text = serde_json::to_string(&document).unwrap_or_default();
    match hide(&text) {
        Cow::Borrowed(_) => document,
        Cow::Owned(hidden) => serde_json::from_str(&hidden).unwrap_or(document),
    }
}

/// A Word document.
#[cfg(feature = "docx")]
pub(crate) fn word(documents: &[Document], look: &Look) -> Result<Vec<u8>, Stop> {
    yiju::presentation::document::docx::render(documents, look)
        .map_err(|error| Failure::input(format!("docx 写不成：{error}")).into())
}

/// This program was built without Word documents: told before.
#[cfg(not(feature = "docx"))]
pub(crate) fn word(_: &[Document], _: &Look) -> Result<Vec<u8>, Stop> {
    Ok(Vec::new())
}

/// The schema of the form for machines.
pub(crate) fn schema() -> Result<Verdict, Stop> {
    output::print(explanation::SCHEMA)?;
    Ok(Verdict::Done)
}

/// Stops at a result that the text in force does not have.
fn known(program: &Program, wanted: &str) -> Result<(), Stop> {
    let bare = wanted.trim().split(['（', '(']).next().unwrap_or_default();
    let mut names: Vec<&str> = program.outputs.iter().map(|output| output.name.as_str()).collect();
    names.dedup();
    if names.contains(&bare) || names.contains(&wanted.trim()) {
        return Ok(());
    }
    let failure = Failure::call(format!("现行公文没有“{wanted}”这一项结果"));
    let failure = match nearest(bare, names.iter().copied()) {
        Some(near) => failure.help(format!("是不是“{near}”？")),
        None => failure,
    };
    Err(failure.help(format!("有的是：{}", names.join("、"))).into())
}
