//! The command line: one file per command.

mod ahead;
mod archive;
mod args;
mod arrears;
mod check;
mod check_args;
mod diff;
mod eval;
mod ask;
mod ask_reply;
mod explain;
mod explain_args;
mod explain_code;
mod failure;
mod fmt;
mod fix;
mod impact;
mod later;
mod new;
mod notices;
mod others;
mod output;
mod place;
mod policies;
mod prove;
mod publish;
mod readings;
mod records;
mod replay;
mod show;
mod solver;
mod sides;
mod test;
mod verify;
mod watch;

use std::process::ExitCode;

use args::{Cli, Command};
use failure::Stop;
use output::Screen;

/// What a command that ran to its end says about what it was given.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Nothing is wrong.
    Done,
    /// The policies or the records are at fault.
    Faulty,
}

/// Runs the command that the arguments name.
pub(crate) fn run() -> ExitCode {
    if std::env::var_os("RUST_BACKTRACE").is_none() {
        std::panic::set_hook(Box::new(|info| {
            let place = info.location().map(|place| format!("（{place}）")).unwrap_or_default();
            output::warn(&format!(
                "程序自身出了错，不是您的操作有误{place}。\n请把所用的命令、记录和公文交给维护人员。\n"
            ));
        }));
    }
    let screen = Screen::detect();
    let ended = args::read().and_then(|cli| dispatch(&cli, screen));
    match ended {
        Ok(Verdict::Done) => ExitCode::SUCCESS,
        Ok(Verdict::Faulty) => ExitCode::from(1),
        Err(Stop::Quiet(code)) => ExitCode::from(code),
        Err(Stop::Failed(failure)) => {
            output::warn(&failure.render(screen.color_err));
            ExitCode::from(failure.code())
        }
    }
}

fn dispatch(cli: &Cli, screen: Screen) -> Result<Verdict, Stop> {
    let folder = policies::folder(cli.policies.as_deref());
    match &cli.command {
        Command::New(args) => new::run(args, &folder, cli.policies.as_deref()),
        Command::Check(args) => check::run(args, &folder, screen),
        Command::Fmt(args) => fmt::run(args, &folder, screen),
        Command::Test(args) => test::run(args, &folder, screen),
        Command::Eval(args) => eval::run(args, &folder, screen),
        Command::Explain(args) => explain::run(args, &folder, screen),
        Command::ExplainArchived(args) => archive::reprint::run(args),
        Command::Replay(args) => replay::run(args, &folder, screen),
        Command::Archive(args) => archive::command::run(args),
        Command::ExplainSchema => explain::schema(),
        Command::Verify(args) => verify::run(args, &folder, screen),
        Command::Show(args) => show::run(args, &folder, screen),
        Command::Prove(args) => prove::run(args, &folder, screen),
        Command::Diff(args) => diff::run(args, &folder, screen),
        Command::Arrears(args) => arrears::run(args, &folder, screen),
        Command::Impact(args) => impact::run(args, &folder, screen),
        Command::Publish(args) => publish::run(args, &folder, screen),
        Command::ExplainCode(args) => explain_code::run(args),
    }
}
