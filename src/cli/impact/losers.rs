//! Tables for spreadsheets: the list of all who lose, written as they are found.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use csv::Writer;
use yiju::comparison::impact::losers::Loser;
use yiju::presentation::impact::{Report, loser_columns, loser_row};

use crate::cli::failure::{Failure, Stop};

/// Without it, spreadsheets take Chinese for another script.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// The list of all households that lose; under another name until it is whole.
pub(super) struct LosersFile {
    path: PathBuf,
    partial: PathBuf,
    writer: Writer<BufWriter<File>>,
}

fn failed(path: &Path, error: &std::io::Error) -> Stop {
    Failure::call(format!("写不了文件“{}”", path.display())).because(error).into()
}

/// What the writer of tables says, as what the system says.
fn said(error: csv::Error) -> std::io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => std::io::Error::other(format!("{other:?}")),
    }
}

impl LosersFile {
    /// Begins the list.
    pub(super) fn create(path: &Path, by: &[String]) -> Result<LosersFile, Stop> {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.tmp", std::process::id()));
        let partial = path.with_file_name(name);
        let begun = File::create_new(&partial).and_then(|file| {
            let mut file = BufWriter::new(file);
            file.write_all(MARK)?;
            let mut writer = Writer::from_writer(file);
            writer.write_record(loser_columns(by)).map_err(said)?;
            Ok(writer)
        });
        let writer = begun.map_err(|error| failed(path, &error))?;
        Ok(LosersFile { path: path.to_path_buf(), partial, writer })
    }

    /// Adds a household.
    pub(super) fn write(&mut self, report: &Report<'_>, loser: &Loser) -> Result<(), Stop> {
        self.writer.write_record(loser_row(report, loser)).map_err(|error| failed(&self.path, &said(error)))
    }

    /// Gives the list its name.
    pub(super) fn finish(mut self) -> Result<(), Stop> {
        let path = self.path.clone();
        self.writer
            .flush()
            .and_then(|()| self.writer.get_ref().get_ref().sync_all())
            .and_then(|()| std::fs::rename(&self.partial, &self.path))
            .map_err(|error| failed(&path, &error))
    }
}

impl Drop for LosersFile {
    fn drop(&mut self) {
        // Once it has its name, there is nothing to take away.
        let _ = std::fs::remove_file(&self.partial);
    }
}

/// Rows as a file for spreadsheets.
pub(super) fn table(rows: &[Vec<String>]) -> Result<Vec<u8>, Stop> {
    let failed = |error: String| Stop::from(Failure::input(format!("表格写不成：{error}")));
    let mut writer = Writer::from_writer(MARK.to_vec());
    for row in rows {
        writer.write_record(row).map_err(|error| failed(error.to_string()))?;
    }
    writer.into_inner().map_err(|error| failed(error.to_string()))
}
