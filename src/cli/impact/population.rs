//! A population read, decided by all cores and handed on in the order of the records, in bounded memory.

use std::collections::BTreeMap;
use std::io::{IsTerminal, stderr};
use std::num::NonZero;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use yiju::comparison::impact::household::{Comparer, Household, Uncounted};
use yiju::comparison::impact::pair::Pair;

use crate::cli::failure::Stop;
use crate::cli::records::{Input, Numbered};

/// Records that a thread takes at a time.
const BATCH: usize = 64;
/// Batches under way for each thread: so many records are in memory at most.
const AHEAD: usize = 4;
/// Bytes of stack of a thread: as much as a main thread has.
const STACK: usize = 8 << 20;

/// Faults that are told of one record.
const TOLD: usize = 5;

/// Records as they are read: number, and the record or what is wrong with it.
type Batch = Vec<Numbered>;
/// What became of them.
type Done = Vec<(u64, Result<Household, String>)>;

/// Gives every household of an input to `handle`, in the order of the records.
pub(super) fn count(
    pair: &Pair<'_>,
    mut input: Input,
    size: Option<u64>,
    handle: &mut dyn FnMut(u64, Result<Household, String>) -> Result<(), Stop>,
) -> Result<(), Stop> {
    let bar = bar(size);
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let (jobs, waiting) = channel::<(u64, Batch)>();
    let (finished, results) = channel::<(u64, Done)>();
    let waiting = Mutex::new(waiting);
    let counted = thread::scope(|scope| {
        let (waiting, finished) = (&waiting, finished);
        let start = |_| {
            let finished = finished.clone();
            let work = move || decide(pair, waiting, &finished);
            thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).ok()
        };
        let running = (0..threads).filter_map(start).count();
        drop(finished);
        let mut line = Line { jobs: Some(jobs), results, next: 0, sent: 0, early: BTreeMap::new() };
        let mut alone = (running == 0).then(|| Comparer::new(pair));
        let mut households: u64 = 0;
        let mut take = |done: Done| -> Result<(), Stop> {
            for (number, read) in done {
                households += 1;
                handle(number, read)?;
            }
            Ok(())
        };
        loop {
            let batch = read(&mut input)?;
            if batch.is_empty() {
                break;
            }
            match &mut alone {
                Some(comparer) => take(compare(comparer, batch))?,
                None => line.send(batch, running * AHEAD, &mut take)?,
            }
            bar.set_position(input.bytes_read());
        }
        line.end(&mut take)?;
        bar.set_message(format!("{households} 户"));
        Ok(())
    });
    bar.finish_and_clear();
    counted
}

/// The next records.
fn read(input: &mut Input) -> Result<Batch, Stop> {
    let mut batch = Vec::with_capacity(BATCH);
    while batch.len() < BATCH {
        match input.next()? {
            Some(record) => batch.push(record),
            None => break,
        }
    }
    Ok(batch)
}

/// Batches under way, and what comes back.
struct Line {
    jobs: Option<Sender<(u64, Batch)>>,
    results: Receiver<(u64, Done)>,
    /// The batch that is handed on next.
    next: u64,
    sent: u64,
    /// Batches that came back before their turn.
    early: BTreeMap<u64, Done>,
}

impl Line {
    /// Sends a batch; hands on what has come back, so that no more than `most` are under way.
    fn send(
        &mut self,
        batch: Batch,
        most: usize,
        take: &mut dyn FnMut(Done) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        if let Some(jobs) = &self.jobs {
            // Threads take jobs until this end is dropped.
            let _ = jobs.send((self.sent, batch));
        }
        self.sent += 1;
        let most = u64::try_from(most).unwrap_or(u64::MAX);
        while self.sent - self.next > most && self.receive(take)? {}
        Ok(())
    }

    /// Hands on all that is under way.
    fn end(&mut self, take: &mut dyn FnMut(Done) -> Result<(), Stop>) -> Result<(), Stop> {
        self.jobs = None;
        while self.receive(take)? {}
        Ok(())
    }

    /// Waits for a batch; false when no thread is left to send one.
    fn receive(&mut self, take: &mut dyn FnMut(Done) -> Result<(), Stop>) -> Result<bool, Stop> {
        let Ok((at, done)) = self.results.recv() else { return Ok(false) };
        self.early.insert(at, done);
        while let Some(done) = self.early.remove(&self.next) {
            self.next += 1;
            take(done)?;
        }
        Ok(true)
    }
}

/// Decides batches until there are none.
fn decide(pair: &Pair<'_>, waiting: &Mutex<Receiver<(u64, Batch)>>, finished: &Sender<(u64, Done)>) {
    let mut comparer = Comparer::new(pair);
    loop {
        let job = match waiting.lock() {
            Ok(waiting) => waiting.recv(),
            Err(_) => return,
        };
        let Ok((at, batch)) = job else { return };
        if finished.send((at, compare(&mut comparer, batch))).is_err() {
            return;
        }
    }
}

fn compare(comparer: &mut Comparer<'_>, batch: Batch) -> Done {
    let one = |(number, read): Numbered| {
        let household =
            read.and_then(|json| comparer.compare(number, &json).map_err(|uncounted| why(&uncounted)));
        (number, household)
    };
    batch.into_iter().map(one).collect()
}

/// Why a record is not counted.
fn why(uncounted: &Uncounted) -> String {
    match uncounted {
        Uncounted::Overflow => "数太大，写不成精确的数".to_owned(),
        Uncounted::Faulty(old, errors) => {
            let told: Vec<String> = errors.iter().take(TOLD).map(ToString::to_string).collect();
            let told = told.join("；");
            let more = if errors.len() > TOLD { format!("；等{}处", errors.len()) } else { String::new() };
            // What is at fault for both is told of the old text, which reads first.
            let side = if *old { "" } else { "按新规定：" };
            format!("{side}{told}{more}")
        }
    }
}

/// How far it has come, where somebody looks.
fn bar(size: Option<u64>) -> ProgressBar {
    let Some(size) = size.filter(|_| stderr().is_terminal()) else { return ProgressBar::hidden() };
    let bar = ProgressBar::with_draw_target(Some(size), ProgressDrawTarget::stderr_with_hz(5));
    let style = ProgressStyle::with_template("{bar:40} {percent:>3}%  已用 {elapsed}，还要约 {eta}");
    match style {
        Ok(style) => bar.with_style(style.progress_chars("█▌░")),
        Err(_) => bar,
    }
}
