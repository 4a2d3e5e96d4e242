//! Reads records from a file or from standard input, and reports those that cannot be read.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::rc::Rc;

use yiju::diagnostics::nearest::nearest;
use yiju::facts::error::{JsonError, JsonErrorKind};
use yiju::facts::from_json::RecordReader;
use yiju::facts::json::Json;
use yiju::facts::record::{FactValue, Record};
use yiju::facts::stream::{Records, read_records};
use yiju::program::ir::{Program, Type};

use crate::cli::Verdict;
use crate::cli::failure::{Excerpt, Failure, Stop};
use crate::cli::output::{self, Screen};

/// Bytes of the input that are kept to show the line of a fault.
const KEPT: usize = 256 << 10;
/// Characters shown before and after a fault.
const AROUND: usize = 28;

/// Records of an input, with what has been read of it.
pub(crate) struct Input {
    /// As the messages call it.
    name: String,
    records: Records<Recalling>,
    recent: Rc<RefCell<Recent>>,
}

/// The end of what was read.
#[derive(Default)]
struct Recent {
    bytes: Vec<u8>,
    /// Line breaks before `bytes`.
    lines: u64,
    /// Bytes read altogether.
    read: u64,
    /// The first line in `bytes` lacks its beginning.
    torn: bool,
}

/// Passes on an input and recalls its end.
struct Recalling {
    input: Box<dyn BufRead>,
    recent: Rc<RefCell<Recent>>,
}

impl Read for Recalling {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut chunk = self.fill_buf()?;
        let count = chunk.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Recalling {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.input.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        if let Ok(chunk) = self.input.fill_buf() {
            self.recent.borrow_mut().keep(chunk.get(..count).unwrap_or(chunk));
        }
        self.input.consume(count);
    }
}

impl Recent {
    fn keep(&mut self, bytes: &[u8]) {
        self.read += bytes.len() as u64;
        self.bytes.extend_from_slice(bytes);
        if self.bytes.len() > 2 * KEPT {
            let gone: Vec<u8> = self.bytes.drain(..self.bytes.len() - KEPT).collect();
            self.lines += gone.iter().filter(|byte| **byte == b'\n').count() as u64;
            self.torn = gone.last() != Some(&b'\n');
        }
    }

    /// The text of a line (from 1), as far as it was read.
    fn line(&self, line: u64) -> Option<String> {
        let index = usize::try_from(line.checked_sub(1)?.checked_sub(self.lines)?).ok()?;
        if index == 0 && self.torn {
            return None;
        }
        let bytes = self.bytes.split(|byte| *byte == b'\n').nth(index)?;
        Some(String::from_utf8_lossy(bytes).trim_end_matches('\r').to_owned())
    }
}

/// Opens a file, or standard input for `-`.
pub(crate) fn open(path: &Path) -> Result<Input, Stop> {
    let recent = Rc::new(RefCell::new(Recent::default()));
    let (name, input): (String, Box<dyn BufRead>) = if path == Path::new("-") {
        ("标准输入".to_owned(), Box::new(io::stdin().lock()))
    } else {
        let name = path.display().to_string();
        let failed = |error: &io::Error| {
            let help = "写记录文件的路径；要从标准输入读，写“-”";
            Failure::call(format!("记录文件“{name}”读不了")).because(error).help(help)
        };
        let file = File::open(path).map_err(|error| failed(&error))?;
        if path.is_dir() {
            return Err(failed(&io::Error::from(io::ErrorKind::IsADirectory)).into());
        }
        (name, Box::new(BufReader::with_capacity(64 << 10, file)))
    };
    let records = read_records(Recalling { input, recent: Rc::clone(&recent) });
    Ok(Input { name, records, recent })
}

/// Words of open categories that the vocabulary does not list: a slip of the pen would otherwise read as “not one of
/// them” without a sound.
fn unlisted(program: &Program, record: &Record) -> Vec<String> {
    let mut notices = Vec::new();
    for (field, facts) in program.fields.iter().zip(&record.columns) {
        let Type::Element(category) = field.ty else { continue };
        let category = &program.categories[category.index()];
        for fact in facts {
            let FactValue::Unlisted(word) = &fact.value else { continue };
            let near = nearest(word, category.elements.iter().map(String::as_str));
            let asked = near.map(|near| format!("，是不是想写“{near}”")).unwrap_or_default();
            let notice = format!(
                "提示：“{}”里的“{word}”不在{}的列举之内{asked}？现在按没有列到的处理。\n",
                field.name, category.name
            );
            if !notices.contains(&notice) {
                notices.push(notice);
            }
        }
    }
    notices
}

/// A record with its number: as JSON, or what is wrong with it.
pub(crate) type Numbered = (u64, Result<Json, String>);

impl Input {
    /// The next record as JSON, with its number; none at the end. A fault of the whole input ends the command.
    pub(crate) fn next(&mut self) -> Result<Option<Numbered>, Stop> {
        let Some(read) = self.records.next() else { return Ok(None) };
        let mut error = match read {
            Ok(json) => return Ok(Some((self.records.record(), Ok(json)))),
            Err(error) => error,
        };
        let whole = matches!(
            error.kind,
            JsonErrorKind::Empty | JsonErrorKind::Unreadable { .. } | JsonErrorKind::ByteOrderMark { .. }
        );
        if whole {
            return Err(Failure::json(&format!("“{}”", self.name), &error, self.excerpt(&error)).into());
        }
        // The number goes with the record; saying it again would read “第25条：第 25 条记录”.
        error.record = None;
        Ok(Some((self.records.record(), Err(error.to_string()))))
    }

    /// As the messages call it.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// How many bytes have been read.
    pub(crate) fn bytes_read(&self) -> u64 {
        self.recent.borrow().read
    }

    /// The only household of the input, as JSON.
    pub(crate) fn single(mut self, screen: Screen) -> Result<Json, Stop> {
        let read = |input: &mut Input| match input.records.next() {
            Some(Ok(json)) => Ok(Some(json)),
            Some(Err(error)) => {
                let failure = Failure::json(&format!("“{}”", input.name), &error, input.excerpt(&error));
                output::warn(&failure.render(screen.color_err));
                Err(Stop::Quiet(1))
            }
            None => Ok(None),
        };
        let first = read(&mut self)?;
        if read(&mut self)?.is_some() {
            return Err(Failure::input(format!("“{}”里不止一户", self.name))
                .help("这个命令一次只办一户")
                .into());
        }
        first.ok_or_else(|| Failure::input(format!("“{}”里没有记录", self.name)).into())
    }

    /// Gives every sound record to `handle`, with what it was read from; the others are reported on standard error.
    pub(crate) fn each(
        mut self,
        program: &Program,
        screen: Screen,
        mut handle: impl FnMut(&Record, &Json) -> Result<(), Stop>,
    ) -> Result<Verdict, Stop> {
        let reader = RecordReader::new(program);
        let mut verdict = Verdict::Done;
        while let Some(read) = self.records.next() {
            let failure = match read {
                Ok(json) => match reader.read(&json) {
                    Ok(record) => {
                        for notice in unlisted(program, &record) {
                            output::warn(&notice);
                        }
                        handle(&record, &json)?;
                        continue;
                    }
                    Err(errors) => {
                        let (number, line) = (self.records.record(), self.records.line());
                        Failure::record(
                            &format!("“{}”第 {number} 条记录（第 {line} 行起）", self.name),
                            &errors,
                        )
                    }
                },
                Err(error) => Failure::json(&format!("“{}”", self.name), &error, self.excerpt(&error)),
            };
            verdict = Verdict::Faulty;
            output::warn(&failure.render(screen.color_err));
        }
        Ok(verdict)
    }

    /// The line of a fault, if it has just been read.
    fn excerpt(&self, error: &JsonError) -> Option<Excerpt> {
        let column = usize::try_from(error.column?).ok()?.checked_sub(1)?;
        if matches!(
            error.kind,
            JsonErrorKind::TooLarge { .. } | JsonErrorKind::Empty | JsonErrorKind::Unreadable { .. }
        ) {
            return None;
        }
        let line = self.recent.borrow().line(error.line).filter(|line| !line.trim().is_empty())?;
        let chars: Vec<char> = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let column = column.min(chars.len());
        let (first, last) = (column.saturating_sub(AROUND), (column + AROUND).min(chars.len()));
        let part = |from: usize, to: usize| chars.get(from..to).unwrap_or(&[]).iter().collect::<String>();
        let before = format!("{}{}", if first > 0 { "…" } else { "" }, part(first, column));
        let after = format!("{}{}", part(column, last), if last < chars.len() { "…" } else { "" });
        let at = before.len();
        Some(Excerpt {
            name: self.name.clone(),
            line: error.line,
            text: before + &after,
            at,
            label: "这里".to_owned(),
        })
    }
}
