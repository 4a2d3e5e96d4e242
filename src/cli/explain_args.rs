//! Arguments of `explain`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::archive::keep::KeepArgs;
use crate::cli::args::{OTHER_READINGS, Supposed, When};
use crate::cli::explain::Form;

/// For whom an explanation is.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(crate) enum Audience {
    /// The caseworker.
    #[value(alias = "经办")]
    Officer,
    /// The household.
    #[value(alias = "群众", alias = "申请人")]
    Applicant,
    /// The auditor.
    #[value(alias = "审计")]
    Audit,
}

/// In which form an explanation is handed out.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(crate) enum ExplainFormat {
    /// For a terminal.
    #[value(alias = "文字")]
    Text,
    /// For machines.
    Json,
    /// For a browser and a printer.
    #[value(alias = "网页")]
    Html,
    /// For Word, WPS and LibreOffice.
    #[value(alias = "文档", alias = "word")]
    Docx,
    /// For the independent checker.
    #[value(alias = "证书")]
    Trace,
    /// How the form for machines is built.
    Schema,
}

/// `explain`.
#[derive(Args, Debug)]
pub(crate) struct ExplainArgs {
    /// The record.
    #[arg(value_name = "记录", help_heading = "参数", help = "记录文件（JSON）；写“-”从标准输入读")]
    pub(crate) record: PathBuf,
    #[command(flatten)]
    pub(crate) when: When,
    #[command(flatten)]
    pub(crate) supposed: Supposed,
    /// For whom.
    #[arg(long = "for", value_name = "对象", value_enum, default_value_t = Audience::Officer, help_heading = "选项")]
    #[arg(hide_default_value = true, hide_possible_values = true)]
    #[arg(help = "写给谁看：officer（经办，不写时就是它）、\napplicant（申请人）、audit（审计）")]
    pub(crate) audience: Audience,
    /// One result only.
    #[arg(long, value_name = "结果", help_heading = "选项", help = "只解释这一项，例如“低保金”")]
    pub(crate) result: Option<String>,
    /// What other readings would change.
    #[arg(long, alias = "另一读法", help_heading = "选项", help = OTHER_READINGS)]
    pub(crate) other_readings: bool,
    /// Asks for what is missing.
    #[arg(long, alias = "问", help_heading = "选项")]
    #[arg(
        help = "逐题问还缺的情况，先问最能定下结果的；补好的\n记录用 --out 写到文件；--format json 只列出各题"
    )]
    pub(crate) ask: bool,
    /// In which form.
    #[arg(long, value_name = "格式", value_enum, default_value_t = ExplainFormat::Text, help_heading = "选项")]
    #[arg(hide_default_value = true, hide_possible_values = true)]
    #[arg(
        help = "text（屏幕上看，不写时就是它）、html（浏览器看、\n打印）、docx（Word、WPS）、json（给程序用）、\ntrace（核验用的证书）、schema（json 的结构说明）"
    )]
    pub(crate) format: ExplainFormat,
    #[command(flatten)]
    pub(crate) layout: LayoutArgs,
    #[command(flatten)]
    pub(crate) keep: KeepArgs,
}

/// How a text for people is laid out, and where to: the same for a decision of now and for one out of the archive.
#[derive(Args, Debug)]
pub(crate) struct LayoutArgs {
    /// How deep the reasons are told.
    #[arg(long, value_name = "层数", help_heading = "选项", value_parser = clap::value_parser!(u8).range(1..))]
    #[arg(help = "理由只写到第几层；html 里更深的折起来，可以点开")]
    pub(crate) depth: Option<u8>,
    /// For screen readers.
    #[arg(
        long,
        alias = "朗读",
        help_heading = "选项",
        help = "不用缩进和符号，层次用数字说，适合读屏软件朗读"
    )]
    pub(crate) plain: bool,
    /// Large print.
    #[arg(long, alias = "大字", help_heading = "选项", help = "大字版（用于 html、docx）")]
    pub(crate) large: bool,
    /// Where to.
    #[arg(
        long,
        value_name = "文件",
        help_heading = "选项",
        help = "写到这个文件里，不写到屏幕上；docx 必须写明"
    )]
    pub(crate) out: Option<PathBuf>,
}

impl LayoutArgs {
    /// Together with the format.
    pub(crate) fn form(&self, format: ExplainFormat) -> Form<'_> {
        let (plain, large, out) = (self.plain, self.large, self.out.as_deref());
        Form { format, depth: self.depth, plain, large, contents: false, out }
    }
}
