//! Figures of other places: only parameters that some sentence reads at a place (居住地的低保标准) bring them along.

use super::area::Area;
use super::figures;
use super::in_force::Replay;
use super::tree::{Corpus, Document, Figure};
use crate::quantity::ratio::Ratio;
use crate::quantity::unit::Unit;
use crate::syntax::tree::{Body, Expr, Value, ValueKind};
use crate::syntax::value_of_cell;

/// Whose, before a 的, is no place.
const NO_PLACES: [&str; 6] = ["本辖区", "本户", "本人", "家庭", "成员", "该笔"];

/// Names that follow the 的 of what may be a place, each once, in the text of a file.
pub(super) fn names_at_places(text: &str) -> Vec<String> {
    let letter = |c: char| c.is_alphanumeric() || c == '〇' || c == '_';
    let mut names: Vec<String> = Vec::new();
    for (at, de) in text.match_indices('的') {
        let before = text[..at].trim_end();
        let owner = before.rsplit(|c: char| !letter(c) || c == '的').next().unwrap_or("");
        let place = before.ends_with('」') || !owner.is_empty() && !NO_PLACES.contains(&owner);
        let after = text[at + de.len()..].trim_start();
        let name = after.strip_prefix('「').map_or_else(
            || after.split(|c: char| !letter(c) || c == '的').next().unwrap_or(""),
            |inside| inside.split('」').next().unwrap_or(""),
        );
        if place && !name.is_empty() && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// Whether a figure is exact in fen in the measure of its parameter.
#[must_use]
pub fn exact_in_fen(value: &Value, unit: Unit) -> bool {
    let exact = |expr: &Expr| {
        let written = expr.plain_amount().and_then(|base| unit.from_base(base));
        written.and_then(Ratio::decimal_places).is_some_and(|places| places <= 2)
    };
    match &value.kind {
        // 低保标准的1.3倍，进一到元
        ValueKind::Computed { rounding: Some(rounding), .. } => rounding.within_fen(),
        ValueKind::Computed { expr, .. } => exact(expr),
        ValueKind::Assumed(inner) => exact_in_fen(inner, unit),
        ValueKind::Somewhere(low, high) => exact(low) && exact(high),
        _ => true,
    }
}

impl Corpus {
    /// Parameters that a sentence of an area, or of one around it, reads at some other place, in order.
    #[must_use]
    pub fn read_elsewhere(&self, area: &Area) -> Vec<&str> {
        let around = self.documents_around(area);
        let names = around.iter().flat_map(|at| &self.documents[*at].at_places).map(String::as_str);
        let mut found: Vec<&str> = names.filter(|name| !self.publishers_of(name).is_empty()).collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

impl Document {
    /// Whether a sentence of it may read a parameter at some other place.
    #[must_use]
    pub fn may_read_elsewhere(&self, parameter: &str) -> bool {
        self.at_places.iter().any(|name| name == parameter)
    }
}

impl Corpus {
    /// Parameters of which a document publishes a figure that may change what is found where it is read elsewhere.
    #[must_use]
    pub fn odd_figures(&self, document: &Document) -> Vec<String> {
        let mut odd: Vec<String> = Vec::new();
        let statements = document.syntax.statements.iter();
        for body in statements.map(|statement| &statement.body) {
            let Body::Publish { name, .. } = body else { continue };
            if !odd.contains(&name.text) && !self.is_plain(document, body, self.units_of(&name.text)) {
                odd.push(name.text.clone());
            }
        }
        odd
    }

    /// Whether all figures of a publication are exact in fen in each of some measures.
    fn is_plain(&self, document: &Document, body: &Body, units: &[Unit]) -> bool {
        let Body::Publish { value, rows, .. } = body else { return true };
        let (file, text) = (document.syntax.file, &self.files.file(document.syntax.file).text);
        let fine = |value: &Value| units.iter().all(|unit| exact_in_fen(value, *unit));
        let cells = rows.iter().skip(1).flat_map(|row| &row.cells);
        let numbers = cells.filter(|cell| cell.text.contains(|c: char| c.is_ascii_digit()));
        value.iter().all(fine)
            && numbers.into_iter().all(|cell| value_of_cell(file, text, cell).is_ok_and(|value| fine(&value)))
    }
}

impl Replay<'_> {
    /// Figures of other places that rules of this area may read. Where nothing is decided but only checked, those that
    /// cannot change what is found are left out: a figure is checked where it is published.
    pub(super) fn published_elsewhere(&self, known: impl Fn(&usize) -> bool) -> Vec<Figure> {
        let mut all = Vec::new();
        let area = &self.text.area;
        for name in self.corpus.read_elsewhere(area) {
            let unit = self.items.get(name).and_then(|versions| match versions.item.body {
                Body::Parameter { unit, .. } => Some(unit),
                _ => None,
            });
            let Some(unit) = unit else { continue };
            let publishers = self.corpus.publishers_of(name).iter().copied();
            let elsewhere =
                publishers.filter(|at| !area.within(&self.corpus.documents[*at].area) && known(at));
            for by in elsewhere.flat_map(|at| self.sentences(at)) {
                let published = matches!(
                    &self.corpus.statement(by).body, Body::Publish { name: of, .. } if of.text == name);
                if published {
                    let found = figures::of_statement(self.corpus, by).0;
                    all.extend(found.into_iter().filter(|f| !self.checking || !exact_in_fen(&f.value, unit)));
                }
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::names_at_places;

    #[test]
    fn only_what_follows_a_place_is_read_elsewhere() {
        let names =
            names_at_places("本户的低保标准，务工地的低保标准；居住地的收入（农村）；（甲）的乙，《丙》的丁");
        assert_eq!(names, ["低保标准", "收入"]);
    }
}
