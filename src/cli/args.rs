//! Arguments, and what is said in Chinese about wrong ones.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::cli::archive::command::ArchiveArgs;
use crate::cli::archive::keep::KeepArgs;
use crate::cli::archive::reprint::ReprintArgs;
pub(crate) use crate::cli::check_args::{CheckArgs, CheckFormat};
pub(crate) use crate::cli::explain_args::{Audience, ExplainArgs, ExplainFormat};
use crate::cli::failure::{Failure, Stop};
use crate::cli::output;
use crate::cli::replay::ReplayArgs;
use crate::cli::show::ShowArgs;

const ABOUT: &str = "依据：读懂社会救助公文，按公文办理每一户，并写明每一步的依据。";

const AFTER: &str = "\
命令可以写中文，例如：yiju 检查
逐个命令的用法：yiju 检查 --help

退出状态：0 办完；1 公文或记录有错；2 命令写得不对";

pub(crate) const READING: &str = "\
疑义换一种读法，例如“按每笔还是合并=按每笔”；
疑义写不会混淆的一段，前面可加《代号》；可写多次";

const SUPPOSE: &str = "\
测算：当地没有公布的数假设为多少，例如
“低保标准（农村）＝每人每月700元”；
结果不是决定；可写多次";

pub(crate) const OTHER_READINGS: &str = "再列出疑义改取另一读法时，哪几项结果会变";

const TEMPLATE: &str = "{about}\n\n用法：{usage}\n\n{all-args}{after-help}\n";

/// The whole call.
#[derive(Parser, Debug)]
#[command(name = "yiju", version, about = ABOUT, after_help = AFTER)]
#[command(override_usage = "yiju [--policies 文件夹] 命令 …", subcommand_help_heading = "命令")]
pub(crate) struct Cli {
    /// The folder of policies.
    #[arg(long, global = true, value_name = "文件夹", help_heading = "选项", display_order = 900)]
    #[arg(help = "公文所在的文件夹；不写时取环境变量\nYIJU_POLICIES，再没有时取 policies")]
    pub(crate) policies: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// The first documents of an area.
    #[command(alias = "新建", about = "新建：给一个地区建好文件夹，写一份能检查、能测试的起步公文")]
    #[command(override_usage = "yiju 新建 地区 [--title 标题] [--policies 文件夹]")]
    New(NewArgs),
    /// Everything statically wrong.
    #[command(alias = "检查", about = "检查：公文在各地、各个时期有没有错")]
    #[command(override_usage = "yiju 检查 [路径 …] [--fix] [--sources 文件夹] [--on 日期 [--ahead 天数]]
           [--format text|json|sarif]")]
    Check(CheckArgs),
    /// Runs the cases of the documents.
    #[command(alias = "测试", about = "测试：公文里的案例是不是都得出所写的结果")]
    #[command(
        override_usage = "yiju 测试 [路径 …] [--uncovered] [--min-coverage 比例]\n           [--format text|json]"
    )]
    Test(TestArgs),
    /// One layout for policy files.
    #[command(alias = "格式化", about = "格式化：把公文排成统一的格式，意思不变")]
    #[command(override_usage = "yiju 格式化 [路径 …] [--check] [--policies 文件夹]")]
    Fmt(crate::cli::fmt::FmtArgs),
    /// Decides records.
    #[command(alias = "评估", about = "评估：按某地某日的现行公文办理记录")]
    #[command(
        override_usage = "yiju 评估 记录 --area 地区 --on 日期 [--known-by 日期]\n           [--format text|json] [--archive 档案 [--by 经办人] [--keep-identity]]"
    )]
    Eval(EvalArgs),
    /// Decides and explains.
    #[command(alias = "解释", about = "解释：办理记录，并逐步写明依据")]
    #[command(
        override_usage = "yiju 解释 记录 --area 地区 --on 日期 [--for officer|applicant|audit]\n           [--result 结果] [--depth 层数] [--plain] [--large]\n           [--format text|html|docx|json|trace] [--out 文件]\n           [--archive 档案 [--by 经办人] [--keep-identity]]\n       yiju 解释 --archive 档案 --case 编号 [--for …] [--format …] [--out 文件]\n       yiju 解释 --format schema"
    )]
    Explain(ExplainArgs),
    /// How the JSON of explanations is built.
    #[command(hide = true)]
    ExplainSchema,
    /// Confirms certificates.
    #[command(alias = "核验", about = "核验：逐步重算证书，证明结果确是按现行公文和记录得出的")]
    #[command(override_usage = "yiju 核验 证书 [--format text|json]")]
    Verify(crate::cli::verify::VerifyArgs),
    /// A notice again, as it was.
    #[command(hide = true, about = "解释：按档案里记的，把当时的说明再打印一次")]
    #[command(
        override_usage = "yiju 解释 --archive 档案 --case 编号 [--for officer|applicant|audit]\n           [--depth 层数] [--plain] [--large] [--format text|html|docx|json|trace]\n           [--out 文件]"
    )]
    ExplainArchived(ReprintArgs),
    /// Archived decisions, decided again.
    #[command(alias = "重演", about = "重演：把档案里办过的，按当时的规定文本再办一次，逐项比对")]
    #[command(override_usage = "yiju 重演 档案 [--case 编号] [--format text|json]")]
    Replay(ReplayArgs),
    /// The archive of decisions.
    #[command(alias = "档案", about = "档案：核对、列出、转存办理档案")]
    #[command(
        override_usage = "yiju 档案 核对 档案 [--expect 件数:校验码]\n       yiju 档案 列出 档案 [--case 编号] [--format text|json]\n       yiju 档案 转存 档案 --to 另一份档案"
    )]
    Archive(ArchiveArgs),
    /// The text in force.
    #[command(alias = "现行", about = "现行：某地某日的现行规定，某一项的由来，历年的变动")]
    #[command(
        override_usage = "yiju 现行 地区 --on 日期 [--known-by 日期] [--plain] [--large]\n           [--format text|html|docx|json] [--out 文件]\n       yiju 现行 地区 --history 项目 [--on 日期] …\n       yiju 现行 地区 --timeline [--from 日期] [--to 日期] …"
    )]
    Show(ShowArgs),
    /// What differs between two texts.
    #[command(alias = "比较", about = "比较：两个日期、两个地区、两份文本的规定有什么不同")]
    #[command(
        override_usage = "yiju 比较 旧 新 [--item 名称] [--area 地区] [--on 日期] [--quick] [--wide]\n           [--format text|gongwen|html|docx|json] [--out 文件]\n       旧、新写作 地区@日期、文件夹、公文草案、已发布 或 git:版本"
    )]
    Diff(crate::cli::diff::DiffArgs),
    /// What holds of every household.
    #[command(alias = "证明", about = "证明：某句话对每一户都成立，或者举出一户不成立")]
    #[command(
        override_usage = "yiju 证明 文本 [新文本] [--property 性质] [--result 结果]\n           [--members 人数] [--from 日期 --to 日期] [--solver 求解器]\n           [--format text|html|docx|json] [--out 文件]"
    )]
    Prove(crate::cli::prove::ProveArgs),
    /// What the months of a period gave and should have given.
    #[command(alias = "补发", about = "补发：规定溯及以前的月份时，逐月算应补、多发多少")]
    #[command(
        override_usage = "yiju 补发 记录 --area 地区 --from 月份 --to 月份 [--known-by 日期]\n           [--result 结果] [--format text|json]"
    )]
    Arrears(ArrearsArgs),
    /// What a new text means for a population.
    #[command(alias = "影响", about = "影响：同一批家庭按旧、新规定各算一次，谁增谁减，要多少钱")]
    #[command(
        override_usage = "yiju 影响 旧 新 --records 记录 [--by 项目]… [--matrix 定义|认定]\n           [--losers 户数|all] [--losers-out 文件.csv] [--same-day]\n           [--format text|html|docx|csv|json] [--out 文件] [--area 地区] [--on 日期]"
    )]
    Impact(crate::cli::impact::ImpactArgs),
    /// Documents that must not be changed any more.
    #[command(alias = "发布", about = "发布：把公文定下来，从此不能改动；改规定要另写公文")]
    #[command(override_usage = "yiju 发布 [路径 …] --on 日期 [--correct 理由]")]
    Publish(PublishArgs),
    /// The page of a diagnostic.
    #[command(alias = "说明", about = "说明：某个错误编号是什么意思，怎样改")]
    #[command(override_usage = "yiju 说明 编号")]
    ExplainCode(ExplainCodeArgs),
}

/// How results are printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(crate) enum Format {
    /// For people.
    #[value(alias = "文字")]
    Text,
    /// For machines.
    Json,
}

/// Which day's law, as known by which day.
#[derive(Args, Clone, Debug)]
pub(crate) struct Day {
    /// The day whose law decides.
    #[arg(
        long,
        value_name = "日期",
        help_heading = "选项",
        help = "基准日，例如 2025-10-01 或 2025年10月1日"
    )]
    pub(crate) on: String,
    /// What was issued later is not known.
    #[arg(long, value_name = "日期", help_heading = "选项")]
    #[arg(help = "只用这一天以前（含当日）印发的公文，\n用来重做以前的决定")]
    pub(crate) known_by: Option<String>,
    /// Doubts read another way.
    #[arg(long = "reading", value_name = "疑义=读法", help_heading = "选项", help = READING)]
    pub(crate) readings: Vec<String>,
}

/// Which text in force is meant.
#[derive(Args, Debug)]
pub(crate) struct When {
    /// The area.
    #[arg(long, value_name = "地区", help_heading = "选项")]
    #[arg(help = "地区，例如“山西省/晋城市”；不会混淆的，\n只写“晋城市”也可以")]
    pub(crate) area: String,
    #[command(flatten)]
    pub(crate) day: Day,
}

/// Figures to try.
#[derive(Args, Debug)]
pub(crate) struct Supposed {
    /// Figures supposed where none is published, or in place of one.
    #[arg(long = "suppose", alias = "假设", value_name = "数额", help_heading = "选项", help = SUPPOSE)]
    pub(crate) figures: Vec<String>,
}

/// `new`.
#[derive(Args, Debug)]
pub(crate) struct NewArgs {
    /// The area.
    #[arg(value_name = "地区", help_heading = "参数")]
    #[arg(help = "省、省/市，或省/市/县，例如“甲省/乙市”；\n已经有的文件一律不动")]
    pub(crate) area: String,
    /// The title of the document.
    #[arg(long, value_name = "标题", help_heading = "选项", help = "起步公文的全称；不写时用地区的名字")]
    pub(crate) title: Option<String>,
}

/// `publish`.
#[derive(Args, Debug)]
pub(crate) struct PublishArgs {
    /// Which documents.
    #[arg(value_name = "路径", help_heading = "参数")]
    #[arg(help = "发布这些文件或文件夹里的公文；不写时，\n还没有发布的全部发布")]
    pub(crate) paths: Vec<PathBuf>,
    /// The day of publication.
    #[arg(long, value_name = "日期", help_heading = "选项", help = "发布的日期，例如 2026-01-01")]
    pub(crate) on: String,
    /// Why a published document is published again.
    #[arg(long, value_name = "理由", help_heading = "选项")]
    #[arg(help = "更正录入的错误：公文本身没有变，是录入时抄错、\n译错了；理由记在 published.lock 里")]
    pub(crate) correct: Option<String>,
}

/// `test`.
#[derive(Args, Debug)]
pub(crate) struct TestArgs {
    /// Which documents.
    #[arg(value_name = "路径", help_heading = "参数", help = "只办这些文件或文件夹里的案例；不写时全部都办")]
    pub(crate) paths: Vec<PathBuf>,
    /// Every place that no case reaches.
    #[arg(long, help_heading = "选项", help = "逐处列出案例没有走到的条件、例外、表行和界限")]
    pub(crate) uncovered: bool,
    /// How much the cases must reach.
    #[arg(long, value_name = "比例", help_heading = "选项")]
    #[arg(help = "案例至少要走到百分之几，例如\nconditions=100,exceptions=100,\nrows=100,boundaries=90")]
    pub(crate) min_coverage: Option<String>,
    /// Doubts read another way.
    #[arg(long = "reading", value_name = "疑义=读法", help_heading = "选项", help = READING)]
    pub(crate) readings: Vec<String>,
    #[command(flatten)]
    pub(crate) print: Print,
}

/// How results are printed.
#[derive(Args, Debug)]
pub(crate) struct Print {
    /// Text or JSON.
    #[arg(long, value_name = "格式", value_enum, default_value_t = Format::Text, help_heading = "选项")]
    #[arg(hide_default_value = true, hide_possible_values = true)]
    #[arg(help = "text（给人看，不写时就是它）或 json（给程序用）")]
    pub(crate) format: Format,
}

/// `eval`.
#[derive(Args, Debug)]
pub(crate) struct EvalArgs {
    /// The records.
    #[arg(value_name = "记录", help_heading = "参数")]
    #[arg(help = "记录文件（JSON）：一户一个对象，或者一个清单，\n或者每行一户；写“-”从标准输入读")]
    pub(crate) record: PathBuf,
    #[command(flatten)]
    pub(crate) when: When,
    #[command(flatten)]
    pub(crate) supposed: Supposed,
    /// What other readings would change.
    #[arg(long, alias = "另一读法", help_heading = "选项", help = OTHER_READINGS)]
    pub(crate) other_readings: bool,
    #[command(flatten)]
    pub(crate) print: Print,
    #[command(flatten)]
    pub(crate) keep: KeepArgs,
}

/// `arrears`.
#[derive(Args, Debug)]
pub(crate) struct ArrearsArgs {
    /// The record.
    #[arg(value_name = "记录", help_heading = "参数", help = "一户的记录文件（JSON）；写“-”从标准输入读")]
    pub(crate) record: PathBuf,
    /// The area.
    #[arg(long, value_name = "地区", help_heading = "选项", help = "地区，例如“山西省/晋城市”")]
    pub(crate) area: String,
    /// The first month.
    #[arg(long, value_name = "月份", help_heading = "选项", help = "第一个月，例如 2025-01 或 2025年1月")]
    pub(crate) from: String,
    /// The last month.
    #[arg(long, value_name = "月份", help_heading = "选项", help = "最后一个月（含当月）")]
    pub(crate) to: String,
    /// What was known when it was paid.
    #[arg(long, value_name = "日期", help_heading = "选项")]
    #[arg(help = "原来发放时只知道这一天以前（含当日）印发的公文；\n不写时，各月取当月1日")]
    pub(crate) known_by: Option<String>,
    /// One result only.
    #[arg(long, value_name = "结果", help_heading = "选项", help = "只算这一项，例如“低保金”")]
    pub(crate) result: Option<String>,
    #[command(flatten)]
    pub(crate) print: Print,
}

/// `explain-code`.
#[derive(Args, Debug)]
pub(crate) struct ExplainCodeArgs {
    /// The code.
    #[arg(value_name = "编号", help_heading = "参数", help = "错误编号，例如 E0101")]
    pub(crate) code: String,
}

/// Help and version described in Chinese, headings too.
fn styled(command: clap::Command) -> clap::Command {
    let flag = |name: &'static str, short, action, help: &'static str| {
        Arg::new(name)
            .short(short)
            .long(name)
            .action(action)
            .help(help)
            .help_heading("选项")
            .display_order(901)
    };
    let help = || flag("help", 'h', ArgAction::Help, "显示这份说明");
    let version = flag("version", 'V', ArgAction::Version, "显示版本");
    command
        .help_template(TEMPLATE)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .arg(help())
        .arg(version)
        .max_term_width(80)
        .mut_subcommands(|sub| {
            sub.help_template(TEMPLATE).disable_help_flag(true).arg(help()).max_term_width(80)
        })
}

/// Reads the arguments of the process.
pub(crate) fn read() -> Result<Cli, Stop> {
    let mut given: Vec<OsString> = std::env::args_os().collect();
    // yiju help check, yiju 帮助 检查
    if given.get(1).is_some_and(|word| word == "help" || word == "帮助") {
        given.remove(1);
        given.push("--help".into());
    }
    if let Some(at) = prints_again(&given) {
        given[at] = "explain-archived".into();
    }
    if asks_for_schema(&given) {
        given = vec!["yiju".into(), "explain-schema".into()];
    }
    let read =
        styled(Cli::command()).try_get_matches_from(given).and_then(|found| Cli::from_arg_matches(&found));
    read.map_err(|error| refused(&error))
}

/// `yiju explain --archive 档案 --case 编号` needs no record: where the command stands in the call.
fn prints_again(given: &[OsString]) -> Option<usize> {
    let named = |word: &OsString| word == "--case" || word.to_string_lossy().starts_with("--case=");
    let at = given.iter().position(|word| word == "explain" || word == "解释")?;
    given.iter().skip(at).any(named).then_some(at)
}

/// `yiju explain --format schema` needs no record.
fn asks_for_schema(given: &[OsString]) -> bool {
    let explains = given.iter().any(|word| word == "explain" || word == "解释");
    let named = given.windows(2).any(|pair| pair[0] == "--format" && pair[1] == "schema");
    explains && (named || given.iter().any(|word| word == "--format=schema"))
}

/// Help and version are printed; wrong arguments become a failure.
fn refused(error: &clap::Error) -> Stop {
    let text = || in_chinese(&error.render());
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => match output::print(&text()) {
            Ok(()) => Stop::Quiet(0),
            Err(stop) => stop,
        },
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            output::warn(&text());
            Stop::Quiet(2)
        }
        _ => explained(error).into(),
    }
}

fn in_chinese(help: &StyledStr) -> String {
    let text = help.to_string();
    let lines = text.lines().map(|line| match line {
        "命令:" | "选项:" | "参数:" => format!("{}：\n", line.trim_end_matches(':')),
        _ => format!("{}\n", line.trim_end()),
    });
    lines.collect()
}

/// What is wrong with the call, and what would be right.
fn explained(error: &clap::Error) -> Failure {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) if !texts.is_empty() => Some(texts.join("、")),
        Some(ContextValue::StyledStr(text)) => Some(text.to_string()),
        _ => None,
    };
    let argument = text(ContextKind::InvalidArg).unwrap_or_default();
    let value = text(ContextKind::InvalidValue).unwrap_or_default();
    let near = |kind| text(kind).map(|near| format!("是不是“{near}”？"));
    let (message, mut help) = match error.kind() {
        ErrorKind::UnknownArgument if argument.starts_with('-') => {
            (format!("没有“{argument}”这个选项"), near(ContextKind::SuggestedArg))
        }
        ErrorKind::UnknownArgument => (format!("多写了“{argument}”，这个命令用不到"), None),
        ErrorKind::InvalidSubcommand => {
            let given = text(ContextKind::InvalidSubcommand).unwrap_or_default();
            (format!("没有“{given}”这个命令"), near(ContextKind::SuggestedSubcommand))
        }
        ErrorKind::MissingRequiredArgument => (format!("缺少 {argument}"), None),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if value.is_empty() => {
            (format!("“{argument}”后面没有写值"), None)
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            (format!("“{argument}”不能写“{value}”"), near(ContextKind::SuggestedValue))
        }
        ErrorKind::ArgumentConflict => (format!("“{argument}”写了不止一次"), Some("请只留一个".to_owned())),
        ErrorKind::InvalidUtf8 => ("命令里有认不得的文字（不是 UTF-8）".to_owned(), None),
        _ => ("命令读不懂".to_owned(), None),
    };
    if let Some(valid) = text(ContextKind::ValidValue) {
        help = Some(format!("{}可写：{valid}", help.unwrap_or_default()));
    }
    let failure = Failure::call(message);
    let failure = match help {
        Some(help) => failure.help(help),
        None => failure,
    };
    failure.help(usage())
}

/// Where to read on: the usage of the command called, as far as it is known.
fn usage() -> String {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let command = Cli::command();
    let named = command.get_subcommands().find(|sub| {
        given.iter().any(|word| word == sub.get_name() || sub.get_all_aliases().any(|alias| alias == word))
    });
    match named {
        Some(sub) => {
            format!("全部用法：yiju {} --help", sub.get_all_aliases().next().unwrap_or(sub.get_name()))
        }
        None => {
            let all: Vec<String> = command
                .get_subcommands()
                .filter(|sub| !sub.is_hide_set())
                .map(|sub| {
                    format!("{}（{}）", sub.get_name(), sub.get_all_aliases().next().unwrap_or_default())
                })
                .collect();
            format!("命令有：{}\n全部用法：yiju --help", all.join("、"))
        }
    }
}
