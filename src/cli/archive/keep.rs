//! `--archive`: decisions go into an archive before anything of them is shown.

use clap::Args;
use serde_json::json;
use yiju::archive::entry::{Entry, IDENTITY_HIDDEN, IDENTITY_KEPT, written};
use yiju::corpus::{Asked, Corpus};
use yiju::counterfactual::Changes;
use yiju::evaluation::evaluator::Evaluator;
use yiju::evaluation::plan::Plan;
use yiju::facts::from_json::RecordReader;
use yiju::facts::identity::{hidden, hide};
use yiju::facts::json::Json;
use yiju::facts::record::Record;
use yiju::presentation::explanation::{self, Options, Reader};
use yiju::presentation::json as shapes;
use yiju::program::ir::Program;
use yiju::trace::outcome::Decision;
use yiju::verification::certificate;

use super::{Purpose, Store, called, clock};
use crate::cli::failure::{Failure, Stop};
use crate::cli::{output, place};

/// Rows that are added at a time, where records come from a file.
const MANY: usize = 64;
/// Bytes of rows that are added at a time.
const LARGE: usize = 16 << 20;
/// The form of the notices that this program keeps.
pub(crate) const NOTICE: &str = "document-1";

/// Where decisions are kept.
#[derive(Args, Debug)]
pub(crate) struct KeepArgs {
    /// The archive.
    #[arg(long, value_name = "档案", help_heading = "选项")]
    #[arg(
        help = "把记录、结果、说明都记进档案：文件（没有就新建），\n或者 postgres://…；档案只增不改，用 yiju 档案 核对"
    )]
    pub(crate) archive: Option<String>,
    /// Who decides.
    #[arg(
        long,
        value_name = "经办人",
        requires = "archive",
        help_heading = "选项",
        help = "记进档案的经办人"
    )]
    pub(crate) by: Option<String>,
    /// Keeps identity numbers.
    #[arg(long, requires = "archive", help_heading = "选项")]
    #[arg(help = "档案里保留证件号码；不写时先隐去再记。\n无论写不写，显示时都隐去")]
    pub(crate) keep_identity: bool,
}

impl KeepArgs {
    /// What is only tried out is no decision.
    pub(crate) fn fitting(&self, supposed: &[String]) -> Result<(), Stop> {
        if self.archive.is_some() && !supposed.is_empty() {
            let failure = Failure::call("--suppose 是试算，不是办理，不能记进档案");
            return Err(failure.help("去掉 --archive 试算；或者去掉 --suppose 办理").into());
        }
        Ok(())
    }
}

/// What all decisions of a call have in common.
#[derive(Clone, Copy)]
pub(crate) struct Common<'a> {
    /// The documents.
    pub(crate) corpus: &'a Corpus,
    /// Which text in force.
    pub(crate) asked: &'a Asked,
    /// How its program is run.
    pub(crate) plan: &'a Plan<'a>,
}

/// Puts decisions into an archive.
pub(crate) struct Keeper<'a> {
    store: Box<dyn Store>,
    place: &'a str,
    by: Option<String>,
    keep_identity: bool,
    common: Common<'a>,
    readings: String,
    many: usize,
    batch: Vec<Entry>,
    size: usize,
    kept: Kept,
}

/// Results and what proves them.
struct Proved {
    results: String,
    certificate: String,
}

/// What has been kept by now: runs of numbers.
#[derive(Default)]
struct Kept {
    runs: Vec<(u64, u64)>,
    rows: u64,
}

impl<'a> Keeper<'a> {
    /// Opens the archive that the call names, if it names one. Where records come `one_by_one`, each is kept before the
    /// next is waited for.
    pub(crate) fn open(
        args: &'a KeepArgs,
        common: Common<'a>,
        one_by_one: bool,
    ) -> Result<Option<Keeper<'a>>, Stop> {
        let Some(place) = args.archive.as_deref() else { return Ok(None) };
        let by = args.by.as_deref().map(said).transpose()?;
        let store = super::open(place, Purpose::Write)?;
        let readings = readings(common.corpus, common.asked);
        Ok(Some(Keeper {
            store,
            place,
            by,
            keep_identity: args.keep_identity,
            common,
            readings,
            many: if one_by_one { 1 } else { MANY },
            batch: Vec::new(),
            size: 0,
            kept: Kept::default(),
        }))
    }

    /// Takes a decision; it is in the archive after [`Keeper::settle`]. `options` are those by which it is explained: what
    /// other readings would change, and what the locality puts on its notices.
    pub(crate) fn add(
        &mut self,
        json: &Json,
        record: &Record,
        decision: &Decision,
        options: &Options,
    ) -> Result<(), Stop> {
        let program = self.common.plan.program();
        let notice = |reader| {
            let mut options = Options { reader, result: None, ..options.clone() };
            if reader == Reader::Applicant {
                // As `explain` shows it to this reader.
                options.others.clear();
            }
            if reader == Reader::Audit {
                options.changes = Changes::default();
            }
            let document = explanation::document(program, record, decision, &options);
            let text = serde_json::to_string(&document).map_err(|error| unwritten(&error))?;
            Ok::<String, Stop>(hide(&text).into_owned())
        };
        let [notice_officer, notice_applicant, notice_audit] =
            [notice(Reader::Officer)?, notice(Reader::Applicant)?, notice(Reader::Audit)?];
        let bare = hidden(json);
        let taken = !self.keep_identity && bare != *json;
        let proved = self.proved(record, decision)?;
        // What is kept is what was decided: without the numbers the record is decided again.
        let Proved { results, certificate } =
            if taken { self.without(&bare, &proved.results)? } else { proved };
        let entry = Entry {
            decided_at: clock::now(),
            decided_by: self.by.clone(),
            program: env!("CARGO_PKG_VERSION").to_owned(),
            case_id: decision.id.as_deref().map(|id| identifier(id, self.keep_identity)),
            area: place::spelled(&self.common.asked.area),
            on_day: self.common.asked.on.iso(),
            known_by: self.common.asked.known_by.map(|day| day.iso()),
            readings: self.readings.clone(),
            text_digest: program.digest.clone(),
            identity: if self.keep_identity { IDENTITY_KEPT } else { IDENTITY_HIDDEN }.to_owned(),
            record: written(if self.keep_identity { json } else { &bare }),
            decision: results,
            certificate,
            notice_officer,
            notice_applicant,
            notice_audit,
            notice_format: NOTICE.to_owned(),
        };
        self.size += entry.size();
        self.batch.push(entry);
        Ok(())
    }

    /// The results with their certificate.
    fn proved(&self, record: &Record, decision: &Decision) -> Result<Proved, Stop> {
        let program = self.common.plan.program();
        let certificate = certificate::write(program, record, decision, self.common.asked.known_by);
        Ok(Proved { results: results(program, record, decision)?, certificate: certificate.to_string() })
    }

    /// The results for the record without identity numbers, which must be those for the record as it was given.
    fn without(&self, bare: &Json, results: &str) -> Result<Proved, Stop> {
        let plan = self.common.plan;
        let again = RecordReader::new(plan.program()).read(bare).ok().map(|record| {
            let decision = Evaluator::new(plan).decide(&record);
            self.proved(&record, &decision)
        });
        match again.transpose()? {
            Some(again) if again.results == hide(results) => Ok(again),
            _ => {
                let message = "有规定要看证件号码：隐去以后结果不一样，所以没有记进档案";
                Err(Failure::input(message).help("要记，请加 --keep-identity（档案里保留证件号码）").into())
            }
        }
    }

    /// Whether what was taken should now be kept.
    pub(crate) fn full(&self) -> bool {
        self.batch.len() >= self.many || self.size >= LARGE
    }

    /// Keeps what was taken: afterwards it is in the archive for good.
    pub(crate) fn settle(&mut self) -> Result<(), Stop> {
        if self.batch.is_empty() {
            return Ok(());
        }
        let many = self.batch.len() as u64;
        let first = match self.store.append(&self.batch) {
            Ok(first) => first,
            Err(Stop::Failed(failure)) => {
                let before = match self.kept.rows {
                    0 => "这一次一件也没有记进去".to_owned(),
                    rows => format!("这一次先办的 {rows} 件已经记进去（{}）", self.kept.told()),
                };
                return Err(failure.help(format!("{before}；没有记进去的，结果也没有显示")).into());
            }
            Err(quiet) => return Err(quiet),
        };
        self.kept.add(first, many);
        self.batch.clear();
        self.size = 0;
        Ok(())
    }

    /// Says what was kept.
    pub(crate) fn tell(&self) {
        if self.kept.rows > 0 {
            let (place, rows) = (called(self.place), self.kept.rows);
            output::warn(&format!("已记进档案“{place}”：{rows} 件，{}。\n", self.kept.told()));
        }
    }
}

impl Kept {
    fn add(&mut self, first: u64, many: u64) {
        self.rows += many;
        match self.runs.last_mut() {
            Some((_, last)) if *last + 1 == first => *last += many,
            _ => self.runs.push((first, first + many - 1)),
        }
    }

    fn told(&self) -> String {
        let (Some((first, _)), Some((_, last))) = (self.runs.first(), self.runs.last()) else {
            return String::new();
        };
        match first == last {
            true => format!("第{first}号"),
            false if self.runs.len() == 1 => format!("第{first}号至第{last}号"),
            false => format!("在第{first}号至第{last}号之间（别的程序也在记）"),
        }
    }
}

/// Who decides, fit to be kept.
fn said(by: &str) -> Result<String, Stop> {
    let by = by.trim();
    if by.is_empty() || by.chars().any(char::is_control) || by.chars().count() > 100 {
        return Err(Failure::call("--by 后面要写经办人，写在一行里").help("例如：--by 张三").into());
    }
    Ok(hide(by).into_owned())
}

/// 编号 as it is kept and asked for.
pub(crate) fn identifier(id: &str, keep_identity: bool) -> String {
    let id: String = id.chars().map(|sign| if sign.is_control() { '\u{fffd}' } else { sign }).collect();
    if keep_identity { id } else { hide(&id).into_owned() }
}

/// The readings that are switched, as they are kept.
fn readings(corpus: &Corpus, asked: &Asked) -> String {
    let switched = asked.readings.iter().map(|switch| {
        let code = &corpus.documents[switch.doubt.by.document].code;
        json!({"code": code, "doubt": corpus.doubt(switch.doubt).text.text, "reading": switch.reading})
    });
    serde_json::Value::Array(switched.collect()).to_string()
}

/// All results, as `eval --format json` prints them.
pub(crate) fn results(program: &Program, record: &Record, decision: &Decision) -> Result<String, Stop> {
    serde_json::to_string(&shapes::decision(program, record, decision)).map_err(|error| unwritten(&error))
}

fn unwritten(error: &serde_json::Error) -> Stop {
    Failure::input(format!("结果写不成 JSON：{error}")).into()
}
