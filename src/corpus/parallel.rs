//! Work on many things at a time, with results in the order of the things, whatever thread made them.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Bytes of stack of a thread: as much as a main thread has, since sentences may nest.
const STACK: usize = 8 << 20;

/// What `make` gives for each thing, in order. Things are handed out `batch` at a time to as many threads as the machine
/// has, so `make` may only look at its argument and at what does not change.
pub fn map<T: Sync, R: Send>(things: &[T], batch: usize, make: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let batch = batch.max(1);
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(things.len().div_ceil(batch));
    if threads <= 1 {
        return things.iter().map(make).collect();
    }
    let next = AtomicUsize::new(0);
    let work = || {
        let mut made: Vec<(usize, Vec<R>)> = Vec::new();
        loop {
            let from = next.fetch_add(batch, Ordering::Relaxed);
            let Some(own) = things.get(from..things.len().min(from.saturating_add(batch))) else { break };
            if own.is_empty() {
                break;
            }
            made.push((from, own.iter().map(&make).collect()));
        }
        made
    };
    let mut made: Vec<(usize, Vec<R>)> = thread::scope(|scope| {
        // A thread that the machine does not give is done without.
        let start = |_| thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).ok();
        let running: Vec<_> = (1..threads).filter_map(start).collect();
        let mut made = work();
        for thread in running {
            match thread.join() {
                Ok(more) => made.extend(more),
                // A fault of the program stays the fault that it was.
                Err(fault) => std::panic::resume_unwind(fault),
            }
        }
        made
    });
    made.sort_by_key(|(from, _)| *from);
    made.into_iter().flat_map(|(_, results)| results).collect()
}

#[cfg(test)]
mod tests {
    use super::map;

    #[test]
    fn results_stand_in_the_order_of_the_things() {
        let things: Vec<usize> = (0..1_000).collect();
        assert_eq!(
            map(&things, 7, |thing| thing * 2),
            things.iter().map(|thing| thing * 2).collect::<Vec<_>>()
        );
        assert!(map(&[] as &[usize], 7, |thing| *thing).is_empty());
    }
}
