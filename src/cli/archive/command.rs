//! `archive`: checks, lists and copies archives.

use clap::{Args, ValueEnum};
use serde_json::json;
use yiju::archive::chain::{Broken, Follower, Head, Row};
use yiju::archive::entry::{COLUMNS, Entry};
use yiju::facts::identity::hide;

use super::{Purpose, Store, called, clock, open, reprint};
use crate::cli::Verdict;
use crate::cli::args::{Format, Print};
use crate::cli::failure::{Failure, Stop};
use crate::cli::output;

/// Rows that are read at a time.
pub(crate) const PAGE: u32 = 64;
/// Rows that are listed at a time.
const LISTED: u32 = 1000;
/// Breaks that are told one by one.
const TOLD: usize = 50;

/// What is done with an archive.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
enum Act {
    /// Is the chain whole?
    #[value(alias = "核对")]
    Check,
    /// What is in it?
    #[value(alias = "列出")]
    List,
    /// The same rows in another archive.
    #[value(alias = "转存")]
    Copy,
}

/// `archive`.
#[derive(Args, Debug)]
pub(crate) struct ArchiveArgs {
    /// What is done.
    #[arg(value_name = "做什么", value_enum, help_heading = "参数", hide_possible_values = true)]
    #[arg(
        help = "核对（check）：每一件都没有被改过、少掉、添进；\n列出（list）：有哪些；转存（copy）：原样存到另一份档案"
    )]
    act: Act,
    /// The archive.
    #[arg(value_name = "档案", help_heading = "参数", help = "文件，或者 postgres://…")]
    archive: String,
    /// What the archive must still begin with.
    #[arg(long, value_name = "件数:校验码", help_heading = "选项")]
    #[arg(help = "核对时：以前核对时记下的件数和校验码；\n连同最后几件被去掉、整份被重做，也查得出")]
    expect: Option<String>,
    /// One case only.
    #[arg(long, value_name = "编号", help_heading = "选项", help = "列出时：只列这个编号的")]
    case: Option<String>,
    /// Where to.
    #[arg(long, value_name = "档案", help_heading = "选项", help = "转存时：存到哪里；必须是新的、空的")]
    to: Option<String>,
    #[command(flatten)]
    print: Print,
}

/// Runs the command.
pub(crate) fn run(args: &ArchiveArgs) -> Result<Verdict, Stop> {
    let only = |flag: &str, given: bool, act: Act, name: &str| match given && args.act != act {
        true => Err(Stop::from(Failure::call(format!("{flag} 只用于 {name}")))),
        false => Ok(()),
    };
    only("--expect", args.expect.is_some(), Act::Check, "核对")?;
    only("--case", args.case.is_some(), Act::List, "列出")?;
    only("--to", args.to.is_some(), Act::Copy, "转存")?;
    match args.act {
        Act::Check => check(args),
        Act::List => list(args),
        Act::Copy => copy(args),
    }
}

/// What checking an archive found.
#[derive(Default)]
pub(crate) struct Findings {
    /// What is wrong, in words.
    pub(crate) wrong: Vec<String>,
    /// What it ends with.
    pub(crate) head: Head,
}

/// Follows the chain of an archive, handing over each row.
pub(crate) fn follow(
    store: &mut dyn Store,
    mut handle: impl FnMut(Row, bool) -> Result<(), Stop>,
) -> Result<Findings, Stop> {
    let unguarded = store.unguarded()?;
    let mut wrong: Vec<String> = unguarded.into_iter().map(|what| format!("防改动的设置：{what}")).collect();
    let mut follower = Follower::default();
    // From 0: a row with a number that there cannot be is looked at too.
    let (mut from, mut asked) = (0, None);
    let head = loop {
        let rows = store.rows(from, PAGE, true)?;
        if rows.is_empty() {
            // Others may be adding rows meanwhile: then there are more to read, which will be seen the next time.
            let head = store.head()?;
            if head.count <= follower.head().count || asked.as_ref() == Some(&head) {
                break head;
            }
            asked = Some(head);
        }
        for row in rows {
            from = row.number + 1;
            let broken = follower.row(&row);
            wrong.extend(broken.iter().map(said));
            handle(row, broken.is_empty())?;
        }
    };
    wrong.extend(follower.end(&head).as_ref().map(said));
    Ok(Findings { wrong, head: follower.head().clone() })
}

/// A break of the chain, in words.
fn said(broken: &Broken) -> String {
    match broken {
        Broken::Missing(from, to) if from == to => format!("第{from}号不见了"),
        Broken::Missing(from, to) => format!("第{from}号至第{to}号不见了"),
        Broken::Misplaced(number) => format!("第{number}号不在它该在的地方"),
        Broken::Altered(number) => format!("第{number}号的内容和记下时的校验码不符：记下以后有人改过"),
        Broken::Unlinked(number) => {
            format!("第{number}号接不上它前面的一件：前面的一件，或者这一件，是后来重做或者添进的")
        }
        Broken::Unreadable(number, column) => {
            let name =
                COLUMNS.iter().find(|(name, _)| name == column).map_or("校验码", |(_, words)| words);
            format!("第{number}号的“{name}”读不出来")
        }
        Broken::Head(stated, found) => format!(
            "档案说有 {} 件（最后一件 {}），实有 {} 件（最后一件 {}）",
            stated.count,
            short(&stated.digest),
            found.count,
            short(&found.digest)
        ),
    }
}

fn short(digest: &str) -> String {
    if digest.is_empty() { "无".to_owned() } else { digest.chars().take(16).collect::<String>() + "…" }
}

/// `12:3b90…`
fn expected(text: &str) -> Result<Head, Stop> {
    let parts = text.trim().split_once([':', '：']).and_then(|(count, digest)| {
        let digest = digest.trim().to_ascii_lowercase();
        let fits = digest.len() >= 16 && digest.chars().all(|sign| sign.is_ascii_hexdigit());
        Some(Head { count: count.trim().parse().ok().filter(|count| *count > 0)?, digest }).filter(|_| fits)
    });
    parts.ok_or_else(|| {
        let failure = Failure::call(format!("--expect 的“{text}”没有写成“件数:校验码”"));
        failure.help("照核对时打印的抄，例如 12:3b909c6e2a56e902…（校验码至少前 16 位）").into()
    })
}

fn check(args: &ArchiveArgs) -> Result<Verdict, Stop> {
    let expect = args.expect.as_deref().map(expected).transpose()?;
    let mut store = open(&args.archive, Purpose::Read)?;
    let mut then: Option<String> = None;
    let mut findings = follow(store.as_mut(), |row, _| {
        if expect.as_ref().is_some_and(|expect| expect.count == row.number) {
            then = Some(row.digest);
        }
        Ok(())
    })?;
    if let Some(expect) = &expect {
        match then {
            Some(digest) if digest.starts_with(&expect.digest) => {}
            Some(_) => findings.wrong.push(format!(
                "第{}号的校验码和以前记下的不同：这一件或者它前面的，是后来重做的",
                expect.count
            )),
            None => findings.wrong.push(format!("以前记下有 {} 件，现在没有那么多", expect.count)),
        }
    }
    let (count, digest) = (findings.head.count, &findings.head.digest);
    let sound = findings.wrong.is_empty();
    let name = called(&args.archive);
    let text = match args.print.format {
        Format::Json => {
            let shape = json!({"archive": name, "sound": sound, "count": count, "digest": digest,
                "wrong": findings.wrong});
            format!("{shape}\n")
        }
        Format::Text if sound && count == 0 => format!("档案“{name}”完整，还没有记过一件。\n"),
        Format::Text if sound => format!(
            "档案“{name}”完整：{count} 件，一件没有被改过、少掉或者添进。\n\
             请把下面一行记在别处，以后核对时用 --expect：\n  {count}:{digest}\n"
        ),
        Format::Text => {
            let mut text = format!("档案“{name}”不完整，有 {} 处不对：\n", findings.wrong.len());
            text.extend(findings.wrong.iter().take(TOLD).map(|wrong| format!("  {wrong}\n")));
            if let Some(more) = findings.wrong.len().checked_sub(TOLD).filter(|more| *more > 0) {
                text.push_str(&format!("  还有 {more} 处\n"));
            }
            text
        }
    };
    output::print(&text)?;
    Ok(if sound { Verdict::Done } else { Verdict::Faulty })
}

fn list(args: &ArchiveArgs) -> Result<Verdict, Stop> {
    let mut store = open(&args.archive, Purpose::Read)?;
    let line = |row: &Row| {
        let cell = |name: &str| {
            let at = COLUMNS.iter().position(|(known, _)| *known == name)?;
            row.cells.get(at)?.as_deref().map(|text| hide(text).into_owned())
        };
        if args.print.format == Format::Json {
            let shape = json!({"number": row.number, "decided_at": cell("decided_at"), "by": cell("decided_by"),
                "id": cell("case_id"), "area": cell("area"), "on": cell("on_day"), "known_by": cell("known_by"),
                "text": cell("text_digest"), "identity": cell("identity"), "program": cell("program"),
                "digest": row.digest});
            return format!("{shape}\n");
        }
        let when = cell("decided_at").map(|at| clock::spoken(&at)).unwrap_or_default();
        let by = cell("decided_by").map(|by| format!("　经办人{by}")).unwrap_or_default();
        let known = cell("known_by").map(|day| format!("（只知道到 {day}）")).unwrap_or_default();
        let id = cell("case_id").unwrap_or_else(|| "（没有编号）".to_owned());
        let (area, on) = (cell("area").unwrap_or_default(), cell("on_day").unwrap_or_default());
        format!("第{}号　{id}　{area} {on}{known}　{when} 办理{by}\n", row.number)
    };
    if let Some(case) = &args.case {
        let mut numbers = store.about(case.trim())?;
        if numbers.is_empty() {
            numbers = vec![reprint::numbered(store.as_mut(), &args.archive, case)?];
        }
        for number in numbers {
            let rows = store.rows(number, 1, false)?;
            let Some(row) = rows.first().filter(|row| row.number == number) else {
                let message = format!("档案“{}”里没有第{number}号", called(&args.archive));
                return Err(Failure::call(message).into());
            };
            output::print(&line(row))?;
        }
        return Ok(Verdict::Done);
    }
    let mut from = 0;
    loop {
        let rows = store.rows(from, LISTED, false)?;
        let Some(last) = rows.last() else { break };
        from = last.number + 1;
        output::print(&rows.iter().map(line).collect::<String>())?;
    }
    if from == 0 && args.print.format == Format::Text {
        output::print("还没有记过一件。\n")?;
    }
    Ok(Verdict::Done)
}

/// Puts the rows of an archive into a new one: with the same digests, so that what was noted of the one holds for the
/// other.
fn copy(args: &ArchiveArgs) -> Result<Verdict, Stop> {
    let Some(to) = args.to.as_deref() else {
        return Err(Failure::call("转存要写明存到哪里")
            .help("例如：yiju 档案 转存 档案.db --to 备份.db")
            .into());
    };
    let mut from = open(&args.archive, Purpose::Read)?;
    let mut into = open(to, Purpose::Write)?;
    if into.head()?.count > 0 {
        let failure = Failure::call(format!("“{}”里已经有档案，没有动", called(to)));
        return Err(failure.help("请换一个新的文件名，或者空的数据库").into());
    }
    let (mut batch, mut size) = (Vec::new(), 0);
    let mut broken = None;
    let findings = follow(from.as_mut(), |row, sound| {
        let number = row.number;
        match Entry::of(row.cells) {
            Some(entry) if sound && broken.is_none() => {
                size += entry.size();
                batch.push(entry);
                if size >= 16 << 20 {
                    into.append(&batch)?;
                    batch.clear();
                    size = 0;
                }
            }
            _ => broken = broken.or(Some(number)),
        }
        Ok(())
    })?;
    if !batch.is_empty() {
        into.append(&batch)?;
    }
    let now = into.head()?;
    if now != findings.head || !findings.wrong.is_empty() {
        let message = format!("“{}”不完整，只转存了前面完整的 {} 件", called(&args.archive), now.count);
        return Err(Failure::input(message).help("用 yiju 档案 核对 看看坏了哪些").into());
    }
    output::print(&format!("转存好了：{} 件，校验码一样。\n  {}:{}\n", now.count, now.count, now.digest))?;
    Ok(Verdict::Done)
}
