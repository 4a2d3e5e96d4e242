//! Arguments of `check`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

const FIX: &str = "先把只有一种改法的毛病改好（漏写的句号之类），\n再检查；改了什么，逐处列出";

/// How findings are printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(crate) enum CheckFormat {
    /// For people.
    #[value(alias = "文字")]
    Text,
    /// For machines.
    Json,
    /// For editors and code hosts.
    Sarif,
}

/// `check`.
#[derive(Args, Debug)]
pub(crate) struct CheckArgs {
    /// What to show findings of.
    #[arg(
        value_name = "路径",
        help_heading = "参数",
        help = "只列出这些文件或文件夹里的问题；不写时全部列出"
    )]
    pub(crate) paths: Vec<PathBuf>,
    /// Where the source texts are.
    #[arg(
        long,
        value_name = "文件夹",
        help_heading = "选项",
        help = "来源文件所在的文件夹，用来逐字核对引文"
    )]
    pub(crate) sources: Option<PathBuf>,
    /// From which day expiries are listed.
    #[arg(long, value_name = "日期", help_heading = "选项", help = "再列出从这一天起要到期的")]
    pub(crate) on: Option<String>,
    /// For how many days.
    #[arg(long, value_name = "天数", help_heading = "选项", help = "到期看多少天以内的，不写时180天")]
    pub(crate) ahead: Option<u32>,
    /// Mends what can be mended without guessing.
    #[arg(long, help_heading = "选项", alias = "改正", help = FIX)]
    pub(crate) fix: bool,
    /// Checks again whenever a file is saved.
    #[arg(long, help_heading = "选项", alias = "守着", conflicts_with_all = ["fix", "sources", "on", "format"])]
    #[arg(help = "检查完不退出，存盘一次就再检查一次，\n按 Ctrl-C 结束；不核对已发布公文的登记")]
    pub(crate) watch: bool,
    /// How findings are printed.
    #[arg(long, value_name = "格式", value_enum, default_value_t = CheckFormat::Text, help_heading = "选项")]
    #[arg(hide_default_value = true, hide_possible_values = true)]
    #[arg(help = "text（给人看，不写时就是它）、json（给程序用）\n或 sarif（给编辑器、代码托管平台用）")]
    pub(crate) format: CheckFormat,
}
