//! Solvers that are installed, run as processes of their own: a script in, an answer out.

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use yiju::comparison::prove::{Reply, Solvers};

use crate::cli::failure::{Failure, Stop};

/// Solvers that are known, and how they are called.
const KNOWN: [&str; 2] = ["z3", "cvc5"];
/// Seconds that a solver has beyond its own limit.
const GRACE: u64 = 5;
/// The most memory that z3 takes, in megabytes.
const MEMORY: u32 = 3072;

/// A solver that is installed.
struct Tool {
    name: &'static str,
    /// `z3 4.8.12`
    said: String,
}

/// Solvers that are asked.
pub(crate) struct Processes {
    tools: Vec<Tool>,
    seconds: u64,
}

impl Processes {
    /// The solvers that a call names: `auto`, `none`, or names with commas between.
    pub(crate) fn named(wanted: &str, seconds: u64) -> Result<Processes, Stop> {
        let tools = match wanted.trim() {
            "none" | "无" => Vec::new(),
            "auto" | "自动" => KNOWN.iter().find_map(installed).into_iter().collect(),
            names => {
                let mut tools = Vec::new();
                for name in names.split([',', '，', '、']).map(str::trim) {
                    let Some(known) = KNOWN.iter().find(|known| **known == name) else {
                        let help = "可写：auto（有就用）、none（不用）、z3、cvc5，两个都用写 z3,cvc5";
                        return Err(Failure::call(format!("不认识求解器“{name}”")).help(help).into());
                    };
                    let Some(tool) = installed(known) else {
                        let help =
                            format!("Debian 上安装：apt-get install {known}；不用求解器写 --solver none");
                        return Err(Failure::call(format!("没有安装求解器 {known}")).help(help).into());
                    };
                    tools.push(tool);
                }
                tools
            }
        };
        Ok(Processes { tools, seconds })
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.tools.is_empty()
    }

    /// Their names and versions.
    pub(crate) fn said(&self) -> Vec<String> {
        self.tools.iter().map(|tool| tool.said.clone()).collect()
    }
}

/// A solver that can be run, with its version.
fn installed(name: &&'static str) -> Option<Tool> {
    let output = Command::new(name).arg("--version").stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let version = text.split_once("version ").and_then(|(_, rest)| rest.split_whitespace().next());
    let version = version.filter(|_| output.status.success())?;
    Some(Tool { name, said: format!("{name} {version}") })
}

impl Solvers for Processes {
    fn ask(&mut self, script: &str) -> Vec<Reply> {
        // Each has a process of its own; they work beside each other.
        let running: Vec<_> =
            self.tools.iter().map(|tool| (tool, start(tool.name, script, self.seconds))).collect();
        let wait = Duration::from_secs(self.seconds.saturating_add(GRACE));
        let replies = running.into_iter().map(|(tool, started)| Reply {
            solver: tool.said.clone(),
            printed: started.map(|running| running.ended(wait)).unwrap_or_default(),
        });
        replies.collect()
    }
}

/// A solver at work.
struct Running {
    child: Child,
    printed: mpsc::Receiver<String>,
}

fn start(name: &str, script: &str, seconds: u64) -> Option<Running> {
    let mut command = Command::new(name);
    match name {
        "z3" => command.args(["-in", "-smt2", &format!("-T:{seconds}"), &format!("-memory:{MEMORY}")]),
        _ => command.args([
            "--lang=smt2",
            "--produce-models",
            &format!("--tlimit={}", seconds.saturating_mul(1000)),
            "-",
        ]),
    };
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
    let (mut input, mut output) = (child.stdin.take()?, child.stdout.take()?);
    let script = script.to_owned();
    thread::spawn(move || {
        // A solver that ended early has said what it had to say.
        let _ = input.write_all(script.as_bytes());
    });
    let (sender, printed) = mpsc::channel();
    thread::spawn(move || {
        let mut text = String::new();
        let _ = output.read_to_string(&mut text);
        // Nobody waits any more once the time is over.
        let _ = sender.send(text);
    });
    Some(Running { child, printed })
}

impl Running {
    /// What it printed; nothing if it takes too long.
    fn ended(mut self, wait: Duration) -> String {
        let printed = self.printed.recv_timeout(wait).unwrap_or_default();
        // It has ended, or is ended here.
        let _ = self.child.kill();
        let _ = self.child.wait();
        printed
    }
}
