//! Places as paths: 山西省/晋城市/陵川县 lies in 山西省/晋城市.
//!
//! A path is compared part by part. A record may separate the parts by spaces, and may leave out the parts above one
//! that the program's own area names: 晋城市 陵川县 under 山西省/晋城市 is 山西省/晋城市/陵川县.

/// How a place stands to an outer one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lies {
    /// It is the outer place or lies in it.
    Inside,
    /// It lies elsewhere.
    Outside,
    /// It is given too coarsely to tell: it contains the outer place.
    Unclear,
}

/// The parts of a path.
pub fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c == '/' || c == '／' || c.is_whitespace()).filter(|part| !part.is_empty())
}

/// The parts of a path, completed from the program's area where it starts below the top.
fn completed<'a>(text: &'a str, home: &'a str) -> impl Iterator<Item = &'a str> {
    let first = parts(text).next();
    let above = first.and_then(|first| parts(home).position(|part| part == first)).unwrap_or(0);
    parts(home).take(above).chain(parts(text))
}

/// How `place` stands to `outer` (empty: everywhere), both completed from `home`.
pub fn lies(place: &str, outer: &str, home: &str) -> Lies {
    let mut inner = completed(place, home);
    for part in completed(outer, home) {
        match inner.next() {
            None => return Lies::Unclear,
            Some(own) if own != part => return Lies::Outside,
            Some(_) => {}
        }
    }
    Lies::Inside
}

/// Whether two texts write one place.
pub fn same(one: &str, other: &str, home: &str) -> bool {
    one == other || completed(one, home).eq(completed(other, home))
}

#[cfg(test)]
mod tests {
    use super::{Lies, lies, same};

    #[test]
    fn paths_are_compared_by_their_parts() {
        let home = "山西省/晋城市";
        assert_eq!(lies("山西省/晋城市/陵川县", home, home), Lies::Inside);
        assert_eq!(lies("晋城市 陵川县", "山西省", home), Lies::Inside);
        assert_eq!(lies("山西省　晋城市新区", home, home), Lies::Outside);
        assert_eq!(lies("河南省", home, home), Lies::Outside);
        assert_eq!(lies("山西省", home, home), Lies::Unclear);
        assert_eq!(lies("河南省", "", ""), Lies::Inside);
        assert!(same("晋城市 陵川县", "山西省/晋城市/陵川县", home));
        assert!(!same("晋城市", "山西省", home));
    }
}
