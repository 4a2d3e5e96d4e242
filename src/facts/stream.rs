//! Records one after another from a file of any size: one object, a list of objects, or one object per line.
//!
//! The stream is cut into records by counting brackets outside strings; each piece is then parsed by itself, so only
//! one record is in memory at a time and a bad record does not hide the following ones.

use std::io::{self, BufRead, ErrorKind};

use crate::facts::json::{Json, RECORD_LIMIT};
use crate::facts::json_error::{JsonError, JsonErrorKind};

/// Reads records from a JSON object, a JSON list of objects, or JSON Lines, as its first bytes show.
pub fn read_records<R: BufRead>(input: R) -> Records<R> {
    Records::with_limit(input, RECORD_LIMIT)
}

/// An iterator over the records of an input.
pub struct Records<R> {
    input: R,
    limit: usize,
    layout: Layout,
    place: Place,
    record: u64,
    line: u64,
}

/// How records follow each other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// Nothing read yet.
    Unknown,
    /// Within `[ … ]`; the flag says that an element must come (a comma stood before).
    Array { after_comma: bool },
    /// One per line.
    Lines,
    /// Objects over several lines.
    Objects,
    /// Nothing more to read.
    Done,
}

/// A place in the input.
#[derive(Clone, Copy)]
struct Place {
    offset: u64,
    line: u64,
    column: u64,
}

/// What becomes of a byte.
enum Verdict {
    Take,
    TakeAndStop,
    Stop,
}

/// A run of bytes.
struct Piece {
    bytes: Vec<u8>,
    start: Place,
    oversize: bool,
    /// The input ended before a byte stopped the run.
    at_end: bool,
}

/// Depth of brackets outside strings.
#[derive(Default)]
struct Balance {
    depth: u64,
    in_string: bool,
    escaped: bool,
}

impl Balance {
    /// Takes a byte; false for a closing bracket that closes nothing.
    fn take(&mut self, byte: u8) -> bool {
        if self.in_string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            return true;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => match self.depth.checked_sub(1) {
                Some(depth) => self.depth = depth,
                None => return false,
            },
            _ => {}
        }
        true
    }

    fn closed(&self) -> bool {
        self.depth == 0 && !self.in_string
    }
}

impl<R: BufRead> Records<R> {
    /// As [`read_records`], with another limit for the bytes of one record.
    pub fn with_limit(input: R, limit: usize) -> Records<R> {
        let place = Place { offset: 0, line: 1, column: 1 };
        Records { input, limit, layout: Layout::Unknown, place, record: 0, line: 1 }
    }

    /// Number of the record last given, from 1.
    pub fn record(&self) -> u64 {
        self.record
    }

    /// Line on which the record last given begins.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// Takes bytes until one stops the run; bytes beyond the limit are passed over.
    fn piece(&mut self, mut judge: impl FnMut(u8) -> Verdict) -> io::Result<Piece> {
        let mut piece = Piece { bytes: Vec::new(), start: self.place, oversize: false, at_end: false };
        loop {
            let chunk = match self.input.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if chunk.is_empty() {
                piece.at_end = true;
                return Ok(piece);
            }
            let mut stopped = false;
            let mut used = 0;
            for byte in chunk {
                let verdict = judge(*byte);
                used += usize::from(!matches!(verdict, Verdict::Stop));
                if !matches!(verdict, Verdict::Take) {
                    stopped = true;
                    break;
                }
            }
            let taken = chunk.get(..used).unwrap_or(chunk);
            self.place.advance(taken);
            if piece.bytes.len() + used > self.limit {
                piece.oversize = true;
                piece.bytes = Vec::new();
            }
            if !piece.oversize {
                piece.bytes.extend_from_slice(taken);
            }
            self.input.consume(used);
            if stopped {
                return Ok(piece);
            }
        }
    }

    /// Passes over white space and gives the byte behind it.
    fn peek(&mut self) -> io::Result<Option<u8>> {
        let mut next = None;
        self.piece(|byte| {
            if matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
                return Verdict::Take;
            }
            next = Some(byte);
            Verdict::Stop
        })?;
        Ok(next)
    }

    /// Passes over one byte.
    fn skip_byte(&mut self) -> io::Result<()> {
        self.piece(|_| Verdict::TakeAndStop).map(|_| ())
    }

    /// The next record, none at the end.
    fn read(&mut self) -> io::Result<Option<Result<Json, JsonError>>> {
        match self.layout {
            Layout::Unknown => self.first(),
            Layout::Array { after_comma } => self.element(after_comma),
            Layout::Lines => match self.peek()? {
                None => Ok(None),
                Some(_) => {
                    let piece = self.piece(until_line_end)?;
                    Ok(Some(self.parse(piece)))
                }
            },
            Layout::Objects => match self.peek()? {
                None => Ok(None),
                Some(b'{') => self.object().map(Some),
                Some(_) => Ok(Some(self.fail(JsonErrorKind::Trailing))),
            },
            Layout::Done => Ok(None),
        }
    }

    /// Decides the layout by the first bytes and gives the first record.
    fn first(&mut self) -> io::Result<Option<Result<Json, JsonError>>> {
        match self.peek()? {
            None => Ok(Some(self.fail(JsonErrorKind::Empty))),
            Some(b'[') => {
                self.skip_byte()?;
                self.layout = Layout::Array { after_comma: false };
                self.element(false)
            }
            Some(b'{') => {
                self.layout = Layout::Objects;
                let line = self.place.line;
                let record = self.object()?;
                if self.layout == Layout::Objects && self.place.line == line {
                    let mut ended = true;
                    self.piece(|byte| match byte {
                        b' ' | b'\t' | b'\r' => Verdict::Take,
                        other => {
                            ended = other == b'\n';
                            Verdict::Stop
                        }
                    })?;
                    if ended {
                        self.layout = Layout::Lines;
                    }
                }
                Ok(Some(record))
            }
            Some(_) => {
                // Neither: the parser says what it is, looking at the first line only.
                let piece = self.piece(until_line_end)?;
                let record = self.parse(piece);
                self.layout = Layout::Done;
                Ok(Some(record))
            }
        }
    }

    /// An object that may go over several lines.
    fn object(&mut self) -> io::Result<Result<Json, JsonError>> {
        let mut balance = Balance::default();
        let piece = self.piece(|byte| {
            balance.take(byte);
            if balance.closed() { Verdict::TakeAndStop } else { Verdict::Take }
        })?;
        if piece.at_end {
            self.layout = Layout::Done;
        }
        Ok(self.parse(piece))
    }

    /// An element of the list, or its end.
    fn element(&mut self, after_comma: bool) -> io::Result<Option<Result<Json, JsonError>>> {
        if self.peek()? == Some(b']') && !after_comma {
            self.skip_byte()?;
            self.layout = Layout::Done;
            return match self.peek()? {
                None => Ok(None),
                Some(_) => Ok(Some(self.fail(JsonErrorKind::Trailing))),
            };
        }
        let mut balance = Balance::default();
        let mut end = None;
        let piece = self.piece(|byte| {
            if balance.closed() && matches!(byte, b',' | b']') || !balance.take(byte) {
                end = Some(byte);
                return Verdict::Stop;
            }
            Verdict::Take
        })?;
        let blank = piece.bytes.iter().all(u8::is_ascii_whitespace) && !piece.oversize;
        match end {
            Some(b',') => {
                self.skip_byte()?;
                self.layout = Layout::Array { after_comma: true };
            }
            Some(b']') => self.layout = Layout::Array { after_comma: false },
            // A stray bracket: what follows cannot be cut into records.
            Some(_) => self.layout = Layout::Done,
            None => self.layout = Layout::Done,
        }
        if blank {
            self.record += 1;
            let message = match end {
                None => return Ok(Some(self.fail(JsonErrorKind::Unfinished { message: "清单缺“]”" }))),
                Some(b']') => "最后一项后面多了逗号",
                Some(b',') => "两个逗号之间没有内容",
                Some(_) => "括号不成对",
            };
            let layout = self.layout;
            let error = self.fail(JsonErrorKind::Syntax { message });
            self.layout = layout;
            return Ok(Some(error));
        }
        let record = self.parse(piece);
        Ok(Some(match (record, end) {
            (Ok(_), None) => self.fail(JsonErrorKind::Unfinished { message: "清单缺“]”" }),
            (Ok(_), Some(b'}')) => self.fail(JsonErrorKind::Syntax { message: "括号不成对" }),
            (record, _) => record,
        }))
    }

    /// A fault here, after which nothing more is read.
    fn fail(&mut self, kind: JsonErrorKind) -> Result<Json, JsonError> {
        self.layout = Layout::Done;
        let record = (self.record > 0).then_some(self.record);
        Err(JsonError { record, line: self.place.line, column: Some(self.place.column), kind })
    }

    /// Parses a record and places its fault in the whole input.
    fn parse(&mut self, piece: Piece) -> Result<Json, JsonError> {
        self.record += 1;
        self.line = piece.start.line;
        let start = piece.start;
        let record = Some(self.record);
        let whole = |kind| JsonError { record, line: start.line, column: Some(start.column), kind };
        if piece.oversize {
            return Err(whole(JsonErrorKind::TooLarge { limit: self.limit }));
        }
        match Json::parse_bytes(&piece.bytes) {
            Ok(json @ Json::Object(_)) => Ok(json),
            Ok(other) => Err(whole(JsonErrorKind::NotAnObject { found: other.kind() })),
            Err(mut error) => {
                if let JsonErrorKind::NotUtf8 { offset } = &mut error.kind {
                    *offset += start.offset;
                }
                if error.line == 1 {
                    error.column = error.column.map(|column| column + start.column - 1);
                }
                error.line += start.line - 1;
                // A fault of the file as a whole belongs to no record.
                let whole_file = matches!(error.kind, JsonErrorKind::ByteOrderMark { .. });
                error.record = if whole_file { None } else { record };
                Err(error)
            }
        }
    }
}

impl Place {
    fn advance(&mut self, bytes: &[u8]) {
        self.offset += bytes.len() as u64;
        for byte in bytes {
            match byte {
                b'\n' => (self.line, self.column) = (self.line + 1, 1),
                // Continuation bytes of UTF-8 are no characters of their own.
                0x80..=0xbf => {}
                _ => self.column += 1,
            }
        }
    }
}

fn until_line_end(byte: u8) -> Verdict {
    if byte == b'\n' { Verdict::TakeAndStop } else { Verdict::Take }
}

impl<R: BufRead> Iterator for Records<R> {
    type Item = Result<Json, JsonError>;

    fn next(&mut self) -> Option<Result<Json, JsonError>> {
        self.read()
            .unwrap_or_else(|error| Some(self.fail(JsonErrorKind::Unreadable { message: error.to_string() })))
    }
}
