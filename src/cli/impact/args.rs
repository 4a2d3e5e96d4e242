//! Arguments of `impact`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::sides::SidesArgs;

/// In which form an impact is handed out.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(crate) enum ImpactFormat {
    /// For a terminal.
    #[value(alias = "文字")]
    Text,
    /// For a browser and a printer, with charts.
    #[value(alias = "网页")]
    Html,
    /// For filing, in Word, WPS and LibreOffice.
    #[value(alias = "文档", alias = "word")]
    Docx,
    /// For spreadsheets.
    #[value(alias = "表格")]
    Csv,
    /// For machines.
    Json,
}

const BY: &str = "\
按家庭的哪个项目或者定义分开列，例如
“区域”；可写多次，或用“、”连写";
const MATRIX: &str = "\
类别变化表按哪个定义（例如“家庭类别”），
或者按哪几项认定，先写的先算，例如
“低保家庭、低保边缘家庭”";
const LOSERS: &str = "列出减少最多的多少户（不写时20户）；\n全部列出写 all";
const FORMAT: &str = "text（屏幕上看，不写时就是它）、html（有图，\n浏览器看、打印）、docx（备案附表）、csv（表格）、\njson（给程序用）";

/// `impact`.
#[derive(Args, Debug)]
pub(crate) struct ImpactArgs {
    #[command(flatten)]
    pub(crate) sides: SidesArgs,
    /// The population.
    #[arg(long, value_name = "记录", help_heading = "选项")]
    #[arg(help = "各户的记录文件（JSON，或者每行一户）；\n写“-”从标准输入读")]
    pub(crate) records: PathBuf,
    /// What is counted apart.
    #[arg(long, value_name = "项目", help_heading = "选项", help = BY)]
    pub(crate) by: Vec<String>,
    /// What the matrix counts.
    #[arg(long, value_name = "定义或认定", help_heading = "选项", help = MATRIX)]
    pub(crate) matrix: Vec<String>,
    /// How many households that lose are named.
    #[arg(long, value_name = "户数", default_value = "20", hide_default_value = true, help_heading = "选项", help = LOSERS)]
    pub(crate) losers: String,
    /// Where all households that lose are written to.
    #[arg(long, value_name = "文件", help_heading = "选项", help = "待遇减少的户全部写到这个文件（CSV）")]
    pub(crate) losers_out: Option<PathBuf>,
    /// Ends of the bands of what is paid every month.
    #[arg(
        long,
        value_name = "上界",
        help_heading = "选项",
        help = "每月增减的分段（元），例如 50,100,200,500"
    )]
    pub(crate) bands: Option<String>,
    /// Ends of the bands of what is paid once.
    #[arg(long, value_name = "上界", help_heading = "选项", help = "一次性增减的分段（元）")]
    pub(crate) bands_once: Option<String>,
    /// Both texts decide on the day of the new one.
    #[arg(long, help_heading = "选项", help = "两边都按新规定的日期算年龄、期限，只比较规定")]
    pub(crate) same_day: bool,
    /// In which form.
    #[arg(long, value_name = "格式", value_enum, default_value_t = ImpactFormat::Text, help_heading = "选项")]
    #[arg(hide_default_value = true, hide_possible_values = true, help = FORMAT)]
    pub(crate) format: ImpactFormat,
    /// Where to.
    #[arg(long, value_name = "文件", help_heading = "选项")]
    #[arg(help = "写到这个文件里，不写到屏幕上；docx 必须写明")]
    pub(crate) out: Option<PathBuf>,
    /// Large print.
    #[arg(long, alias = "大字", help_heading = "选项", help = "大字版（用于 html、docx）")]
    pub(crate) large: bool,
}
