//! Places by their parts, and which published figure holds for a place and a day.

use crate::program::ir::Cell;

use super::bridge;
use super::days::Day;

/// How a place stands to another.
pub(super) enum Lies {
    Inside,
    Outside,
    /// It holds the other, so that one cannot tell.
    TooCoarse,
}

/// The parts of a path.
pub(super) fn parts(text: &str) -> Vec<&str> {
    let parts = text.split(|c: char| c.is_whitespace() || c == '/' || c == '／');
    parts.filter(|part| !part.is_empty()).collect()
}

/// The parts from the top: a place that begins at one of the areas around home is completed from it.
fn whole<'a>(text: &'a str, home: &'a str) -> Vec<&'a str> {
    let own = parts(text);
    let mut whole = parts(home);
    let at = own.first().and_then(|first| whole.iter().position(|part| part == first)).unwrap_or(0);
    whole.truncate(at);
    whole.extend(own);
    whole
}

pub(super) fn lies(place: &str, outer: &str, home: &str) -> Lies {
    let (inner, outer) = (whole(place, home), whole(outer, home));
    let shared = inner.iter().zip(&outer).take_while(|(one, other)| one == other).count();
    if shared == outer.len() {
        Lies::Inside
    } else if shared == inner.len() {
        Lies::TooCoarse
    } else {
        Lies::Outside
    }
}

pub(super) fn same(one: &str, other: &str, home: &str) -> bool {
    one == other || whole(one, home) == whole(other, home)
}

/// The figure for coordinates and a year, at a place on a day: the deepest area around the place that has had it by that
/// day decides; there the latest that has not run out; a gap there is a gap.
pub(super) fn cell_for(
    cells: &[Cell],
    coordinates: &[u32],
    year: Option<i32>,
    place: &str,
    day: Day,
    home: &str,
) -> Option<usize> {
    let begun: Vec<usize> = (0..cells.len())
        .filter(|at| {
            let cell = &cells[*at];
            cell.coordinates == coordinates
                && cell.year == year
                && bridge::day(cell.from) <= day
                && matches!(lies(place, &cell.area, home), Lies::Inside)
        })
        .collect();
    let depth = |at: &usize| parts(&cells[*at].area).len();
    let deepest = begun.iter().map(depth).max()?;
    let mut found: Option<usize> = None;
    for at in begun.into_iter().filter(|at| depth(at) == deepest && bridge::day(cells[*at].to) >= day) {
        if found.is_none_or(|before| bridge::day(cells[at].from) > bridge::day(cells[before].from)) {
            found = Some(at);
        }
    }
    found
}
