//! `explain --archive 档案 --case 编号`: a notice again, as it was.

use clap::Args;
use yiju::archive::chain::{self, Row};
use yiju::archive::entry::Entry;
use yiju::facts::identity::hide;
use yiju::presentation::document::Document;

use super::keep::{NOTICE, identifier};
use super::{Purpose, Store, called, clock, open};
use crate::cli::Verdict;
use crate::cli::explain_args::{Audience, ExplainFormat, LayoutArgs};
use crate::cli::failure::{Failure, Stop};
use crate::cli::output;

/// `explain --archive … --case …`: no record, no area and no day, for all of them are in the archive.
#[derive(Args, Debug)]
pub(crate) struct ReprintArgs {
    /// The archive.
    #[arg(long, value_name = "档案", help_heading = "选项", help = "档案：文件，或者 postgres://…")]
    pub(crate) archive: String,
    /// Which case.
    #[arg(long, value_name = "编号", help_heading = "选项")]
    #[arg(help = "记录的编号，或者档案里的号，例如“第12号”")]
    pub(crate) case: String,
    /// For whom.
    #[arg(long = "for", value_name = "对象", value_enum, default_value_t = Audience::Officer, help_heading = "选项")]
    #[arg(hide_default_value = true, hide_possible_values = true)]
    #[arg(help = "写给谁看：officer（经办，不写时就是它）、\napplicant（申请人）、audit（审计）")]
    pub(crate) audience: Audience,
    /// In which form.
    #[arg(long, value_name = "格式", value_enum, default_value_t = ExplainFormat::Text, help_heading = "选项")]
    #[arg(hide_default_value = true, hide_possible_values = true)]
    #[arg(help = "text（不写时就是它）、html、docx；\njson 是当时的结果，trace 是当时的证书")]
    pub(crate) format: ExplainFormat,
    #[command(flatten)]
    pub(crate) layout: LayoutArgs,
}

/// Runs the command.
pub(crate) fn run(args: &ReprintArgs) -> Result<Verdict, Stop> {
    let form = args.layout.form(args.format);
    form.fitting()?;
    let mut store = open(&args.archive, Purpose::Read)?;
    let number = numbered(store.as_mut(), &args.archive, &args.case)?;
    let row = one(store.as_mut(), &args.archive, number)?;
    let sound = row_is_sound(&row);
    let Some(entry) = Entry::of(row.cells).filter(|_| row.unreadable.is_empty()) else {
        return Err(damaged(number).into());
    };
    let stated = stated(number, &entry);
    if !sound {
        output::warn(&format!(
            "注意：第{number}号的内容和记下时的校验码不符，记下以后有人改过。下面是改过以后的样子。\n"
        ));
    }
    output::warn(&stated);
    match args.format {
        ExplainFormat::Json => form.write_text(&format!("{}\n", hide(&entry.decision)))?,
        ExplainFormat::Trace if hide(&entry.certificate) != entry.certificate => {
            let failure =
                Failure::call(format!("第{number}号的证书里有证件号码，不打印；改了就不成其为证书"));
            return Err(failure.help("要核验它，用 yiju 重演").into());
        }
        ExplainFormat::Trace => form.write_text(&format!("{}\n", entry.certificate))?,
        _ => {
            let notice = match args.audience {
                Audience::Officer => &entry.notice_officer,
                Audience::Applicant => &entry.notice_applicant,
                Audience::Audit => &entry.notice_audit,
            };
            if entry.notice_format != NOTICE {
                let message = format!("第{number}号的说明是另一种格式（{}）", entry.notice_format);
                return Err(Failure::input(message).help("请用写这份档案的那一版 yiju").into());
            }
            let document: Document =
                serde_json::from_str(&hide(notice)).map_err(|_| Stop::from(damaged(number)))?;
            form.write_documents(vec![document])?;
        }
    }
    Ok(if sound { Verdict::Done } else { Verdict::Faulty })
}

fn damaged(number: u64) -> Failure {
    Failure::input(format!("第{number}号坏了，读不出来")).help("用 yiju 档案 核对 看看坏了哪些")
}

/// What the row is, in one line.
fn stated(number: u64, entry: &Entry) -> String {
    let by = entry.decided_by.as_deref().map(|by| format!("，经办人{}", hide(by))).unwrap_or_default();
    format!(
        "档案第{number}号：{} 办理{by}；{} {}，yiju {}\n",
        clock::spoken(&entry.decided_at),
        entry.area,
        entry.on_day,
        entry.program
    )
}

/// Whether a row is what its own digest says.
pub(crate) fn row_is_sound(row: &Row) -> bool {
    let cells = std::array::from_fn(|at| row.cells[at].as_deref());
    row.unreadable.is_empty() && chain::digest(row.number, &row.previous, &cells) == row.digest
}

/// The row with a number.
pub(crate) fn one(store: &mut dyn Store, place: &str, number: u64) -> Result<Row, Stop> {
    let mut rows = store.rows(number, 1, true)?;
    match rows.pop() {
        Some(row) if row.number == number => Ok(row),
        _ => Err(Failure::call(format!("档案“{}”里没有第{number}号", called(place))).into()),
    }
}

/// The number of the row that is meant: 编号 of a record that stands there once, or `第12号`, or `12`.
pub(crate) fn numbered(store: &mut dyn Store, place: &str, case: &str) -> Result<u64, Stop> {
    let case = case.trim();
    let mut found = store.about(&identifier(case, true))?;
    if found.is_empty() {
        found = store.about(&identifier(case, false))?;
    }
    let plain = case.strip_prefix('第').and_then(|rest| rest.strip_suffix('号'));
    let number = plain.unwrap_or(case).trim().parse::<u64>().ok().filter(|number| *number > 0);
    match (&found[..], number) {
        ([one], _) => Ok(*one),
        ([], Some(number)) => Ok(number),
        ([], None) => {
            let message = format!("档案“{}”里没有编号是“{}”的", called(place), hide(case));
            Err(Failure::call(message).help("用 yiju 档案 列出 看看有哪些").into())
        }
        (several, _) => {
            let mut told = Vec::new();
            for number in several.iter().take(20) {
                let row = store.rows(*number, 1, false)?.pop();
                let cell = |at: usize| row.as_ref().and_then(|row| row.cells[at].clone()).unwrap_or_default();
                told.push(format!("第{number}号（{} 办理，基准日 {}）", clock::spoken(&cell(0)), cell(5)));
            }
            let message = format!("编号“{}”办过 {} 次", hide(case), several.len());
            Err(Failure::call(message).help(format!("用 --case 写明是哪一次：{}", told.join("、"))).into())
        }
    }
}
