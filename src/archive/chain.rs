//! The chain of an archive: the digest of every row covers the row and the digest of the row before, so that no row can be
//! changed, taken out, put in or moved without all later digests being different.

use sha2::{Digest, Sha256};

use super::entry::{COLUMNS, Cells, WIDTH};

/// What the digest of a row begins with; another arrangement of columns begins otherwise.
const KIND: &str = "yiju-archive-1";

/// The digest before the first row.
pub const BEGINNING: &str = "";

/// The digest of a row: of its number (from 1), of the digest of the row before, and of all columns with their lengths.
#[must_use]
pub fn digest(number: u64, previous: &str, cells: &[Option<&str>; WIDTH]) -> String {
    let mut hasher = Sha256::new();
    let mut field = |name: &str, text: Option<&str>| {
        hasher.update(name.as_bytes());
        match text {
            // Lengths keep apart what stands in one column and what in the next.
            Some(text) => {
                hasher.update(format!(" {}:", text.len()).as_bytes());
                hasher.update(text.as_bytes());
            }
            None => hasher.update(b" -"),
        }
        hasher.update(b"\n");
    };
    field(KIND, None);
    field("number", Some(&number.to_string()));
    field("previous", Some(previous));
    for ((name, _), cell) in COLUMNS.iter().zip(cells) {
        field(name, *cell);
    }
    let bytes: Vec<String> = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    bytes.concat()
}

/// How many rows an archive has, and the digest of the last: written down elsewhere, it holds all of them fast.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Head {
    /// Rows.
    pub count: u64,
    /// Digest of the last; [`BEGINNING`] if there is none.
    pub digest: String,
}

/// A row as it was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// Its number.
    pub number: u64,
    /// The digest that it gives for the row before.
    pub previous: String,
    /// Its columns.
    pub cells: Cells,
    /// The digest that it gives for itself.
    pub digest: String,
    /// Names of columns that could not be read as text.
    pub unreadable: Vec<String>,
}

/// Where a chain is broken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Broken {
    /// Rows with these numbers (both included) are not there.
    Missing(u64, u64),
    /// A row stands where another had to.
    Misplaced(u64),
    /// What the row holds is not what its digest was made of.
    Altered(u64),
    /// The row does not follow on the one before it: one of the two was put in or made anew.
    Unlinked(u64),
    /// A column of the row is no text.
    Unreadable(u64, String),
    /// The archive says that it has so many rows with such a last digest, and has not.
    Head(Head, Head),
}

/// Follows a chain row by row.
#[derive(Clone, Debug, Default)]
pub struct Follower {
    last: Head,
}

impl Follower {
    /// What is wrong with the next row.
    pub fn row(&mut self, row: &Row) -> Vec<Broken> {
        let mut found = Vec::new();
        let due = self.last.count + 1;
        if row.number > due {
            found.push(Broken::Missing(due, row.number - 1));
        } else if row.number < due {
            found.push(Broken::Misplaced(row.number));
        }
        found.extend(row.unreadable.iter().map(|name| Broken::Unreadable(row.number, name.clone())));
        let cells = std::array::from_fn(|at| row.cells[at].as_deref());
        if row.unreadable.is_empty() && digest(row.number, &row.previous, &cells) != row.digest {
            found.push(Broken::Altered(row.number));
        }
        // After a gap the row before is not there to be followed.
        if row.number == due && row.previous != self.last.digest {
            found.push(Broken::Unlinked(row.number));
        }
        self.last = Head { count: row.number, digest: row.digest.clone() };
        found
    }

    /// What is wrong with the end of the chain: `head` is what the archive says of itself.
    #[must_use]
    pub fn end(&self, head: &Head) -> Option<Broken> {
        (self.last != *head).then(|| Broken::Head(head.clone(), self.last.clone()))
    }

    /// The rows that were followed.
    #[must_use]
    pub fn head(&self) -> &Head {
        &self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows with cells that differ, well chained.
    fn chained(many: u64) -> Vec<Row> {
        let mut previous = BEGINNING.to_owned();
        let rows = (1..=many).map(|number| {
            let cells: Cells = std::array::from_fn(|at| (at % 5 != 3).then(|| format!("{number}-{at}")));
            let digest = digest(number, &previous, &std::array::from_fn(|at| cells[at].as_deref()));
            let row = Row { number, previous: previous.clone(), cells, digest, unreadable: Vec::new() };
            previous.clone_from(&row.digest);
            row
        });
        rows.collect()
    }

    fn followed(rows: &[Row], head: &Head) -> Vec<Broken> {
        let mut follower = Follower::default();
        let mut found: Vec<Broken> = rows.iter().flat_map(|row| follower.row(row)).collect();
        found.extend(follower.end(head));
        found
    }

    fn head(rows: &[Row]) -> Head {
        rows.last().map(|row| Head { count: row.number, digest: row.digest.clone() }).unwrap_or_default()
    }

    #[test]
    fn a_sound_chain_is_sound() {
        assert_eq!(followed(&[], &Head::default()), []);
        let rows = chained(5);
        assert_eq!(followed(&rows, &head(&rows)), []);
    }

    #[test]
    fn every_change_of_any_cell_of_any_row_is_found() {
        let rows = chained(4);
        for at in 0..rows.len() {
            for column in 0..WIDTH {
                let mut changed = rows.clone();
                let cell = &mut changed[at].cells[column];
                *cell = if cell.is_some() { None } else { Some(String::new()) };
                let found = followed(&changed, &head(&rows));
                assert_eq!(found, [Broken::Altered(at as u64 + 1)], "row {at} column {column}");
            }
            let mut changed = rows.clone();
            changed[at].digest = changed[at].digest.replace('a', "b").replace('1', "2");
            assert!(!followed(&changed, &head(&rows)).is_empty(), "digest of row {at}");
            let mut changed = rows.clone();
            changed[at].previous.push('0');
            assert!(!followed(&changed, &head(&rows)).is_empty(), "previous of row {at}");
        }
    }

    #[test]
    fn rows_made_anew_taken_out_or_moved_are_found() {
        let rows = chained(4);
        let whole = head(&rows);
        for at in 0..rows.len() {
            let mut fewer = rows.clone();
            fewer.remove(at);
            assert!(!followed(&fewer, &whole).is_empty(), "without row {at}");
            let mut anew = rows.clone();
            anew[at].cells[0] = Some("另写".to_owned());
            let row = &anew[at];
            let cells = std::array::from_fn(|at| row.cells[at].as_deref());
            anew[at].digest = digest(row.number, &row.previous, &cells);
            assert!(!followed(&anew, &whole).is_empty(), "row {at} made anew");
        }
        let mut swapped = rows.clone();
        swapped.swap(1, 2);
        assert!(!followed(&swapped, &whole).is_empty());
        assert_eq!(followed(&rows[..3], &whole), [Broken::Head(whole.clone(), head(&rows[..3]))]);
    }

    #[test]
    fn what_stands_in_one_column_does_not_pass_for_the_next() {
        let mut cells: [Option<&str>; WIDTH] = [None; WIDTH];
        cells[0] = Some("甲乙");
        cells[1] = Some("丙");
        let first = digest(1, BEGINNING, &cells);
        cells[0] = Some("甲");
        cells[1] = Some("乙丙");
        assert_ne!(first, digest(1, BEGINNING, &cells));
    }
}
