//! Writing: to the terminal, without colours where nobody looks, and to files, whole or not at all.

use std::env;
use std::fs;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::Path;

use crate::cli::failure::{Failure, Stop};

/// What the terminal takes.
#[derive(Clone, Copy)]
pub(crate) struct Screen {
    /// Standard output takes colours.
    pub(crate) color_out: bool,
    /// Standard error takes colours.
    pub(crate) color_err: bool,
}

impl Screen {
    /// Looks at the terminal and at NO_COLOR.
    pub(crate) fn detect() -> Screen {
        let wanted = env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        Screen {
            color_out: wanted && io::stdout().is_terminal(),
            color_err: wanted && io::stderr().is_terminal(),
        }
    }
}

/// Writes to standard output and flushes; a reader that left (a closed pipe) ends the command quietly.
pub(crate) fn print(text: &str) -> Result<(), Stop> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe => Stop::Quiet(0),
        _ => Failure::call("结果写不出去").because(&error).into(),
    })
}

/// Writes to standard error; what cannot be said is dropped.
pub(crate) fn warn(text: &str) {
    let mut out = io::stderr().lock();
    // Nobody is left to tell.
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Writes a file: first under another name beside it, then renamed, so that no half of it is ever seen.
pub(crate) fn save(path: &Path, text: &str) -> Result<(), Stop> {
    save_bytes(path, text.as_bytes())
}

/// Writes a file that need not be text, in the same way.
pub(crate) fn save_bytes(path: &Path, bytes: &[u8]) -> Result<(), Stop> {
    let failed = |error: &io::Error| {
        Stop::from(Failure::call(format!("写不了文件“{}”", path.display())).because(error))
    };
    if path.is_dir() {
        return Err(failed(&io::Error::from(ErrorKind::IsADirectory)));
    }
    let Some(name) = path.file_name() else {
        return Err(failed(&io::Error::from(ErrorKind::IsADirectory)));
    };
    let mut partial = name.to_owned();
    partial.push(format!(".{}.tmp", std::process::id()));
    let partial = path.with_file_name(partial);
    let written = fs::File::create_new(&partial)
        .and_then(|mut file| {
            // A file that is replaced keeps who may read and write it.
            if let Ok(old) = fs::metadata(path) {
                file.set_permissions(old.permissions())?;
            }
            file.write_all(bytes).and_then(|()| file.sync_all())
        })
        .and_then(|()| fs::rename(&partial, path));
    written.map_err(|error| {
        // What was begun is taken away again; if that fails too, the first reason counts.
        if error.kind() != ErrorKind::AlreadyExists {
            let _ = fs::remove_file(&partial);
        }
        failed(&error)
    })
}
