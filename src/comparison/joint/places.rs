//! Which place of one text stands for which of the other: each text speaks of its own area, and of places in it and
//! around it.

use crate::program::place::parts;

/// The own areas of two texts, and what stands for what.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Places {
    old: Vec<String>,
    new: Vec<String>,
}

impl Places {
    /// Between two areas.
    #[must_use]
    pub fn between(old: &str, new: &str) -> Places {
        let words = |path: &str| parts(path).map(str::to_owned).collect::<Vec<_>>();
        let (old, new) = (words(old), words(new));
        // A text of the area around speaks of the same places.
        if old.starts_with(&new) || new.starts_with(&old) {
            return Places::default();
        }
        Places { old, new }
    }

    /// Whether every place stands for itself.
    #[must_use]
    pub fn are_same(&self) -> bool {
        self.old == self.new
    }

    /// What is taken for what, in words; none where every place stands for itself.
    #[must_use]
    pub fn said(&self) -> Option<String> {
        if self.are_same() {
            return None;
        }
        Some(format!("旧文本所说的“{}”与新文本所说的“{}”相对应", self.old.join("/"), self.new.join("/")))
    }

    /// The place of the new text for one of the old text. Places of the new text's own area are exchanged for those of
    /// the old one, so that no two become one.
    #[must_use]
    pub fn to_new(&self, place: &str) -> String {
        exchanged(place, &self.old, &self.new)
    }

    /// The place of the old text for one of the new text.
    #[must_use]
    pub fn to_old(&self, place: &str) -> String {
        exchanged(place, &self.new, &self.old)
    }
}

/// A path with the own area of one text exchanged for that of the other; of a place above it, as much as it names.
fn exchanged(place: &str, from: &[String], to: &[String]) -> String {
    if from == to {
        return place.to_owned();
    }
    let path: Vec<&str> = parts(place).collect();
    let turned = |from: &[String], to: &[String]| -> Option<String> {
        // A place may be written without the parts above it.
        let first = path.first()?;
        let skipped = from.iter().position(|part| part == first)?;
        let alike = from.iter().skip(skipped).zip(&path).take_while(|(own, part)| own == *part).count();
        let whole = skipped + alike == from.len();
        let depth = if whole { to.len() } else { (skipped + alike).min(to.len()) };
        if !whole && alike < path.len() {
            // Another place within the area around: it has nothing that stands for it.
            return None;
        }
        let rest = path.iter().skip(alike).map(|part| (*part).to_owned());
        Some(to.iter().take(depth).cloned().chain(rest).collect::<Vec<_>>().join("/"))
    };
    turned(from, to).or_else(|| turned(to, from)).unwrap_or_else(|| place.to_owned())
}

#[cfg(test)]
mod tests {
    use super::Places;

    #[test]
    fn inside_our_city_stays_inside_our_city() {
        let places = Places::between("山西省/晋城市", "山东省/滨州市");
        assert_eq!(places.to_new("山西省/晋城市"), "山东省/滨州市");
        assert_eq!(places.to_new("山西省/晋城市/陵川县"), "山东省/滨州市/陵川县");
        assert_eq!(places.to_new("晋城市/陵川县"), "山东省/滨州市/陵川县");
        assert_eq!(places.to_new("山西省"), "山东省");
        assert_eq!(places.to_new("河南省"), "河南省");
        assert_eq!(places.to_new("山东省/滨州市"), "山西省/晋城市");
        assert_eq!(places.to_old("山东省/滨州市/某地"), "山西省/晋城市/某地");
        assert!(Places::between("山西省", "山西省/晋城市").are_same());
    }
}
