//! 分段累计: bands as written, and whether they join.

use pest::iterators::Pair;

use super::error::SyntaxError;
use super::expression::{Builder, find, inner, shown_label};
use super::parser::Rule;
use super::tree::*;

/// Where an end stands in the folded text.
type Place = (usize, usize);

/// A band with the places of its ends.
struct Written {
    band: Band,
    whole: Place,
    low: Option<Place>,
    high: Option<Place>,
}

impl Builder<'_> {
    /// `甲 分段累计：（一）… 的部分，按 60%；…`
    pub fn banded(&mut self, pair: Pair<'_, Rule>) -> ExprKind {
        let mut of = None;
        let mut bands = Vec::new();
        for part in inner(pair) {
            match part.as_rule() {
                Rule::sum => of = Some(self.arithmetic(part)),
                Rule::band => bands.extend(self.band(part)),
                _ => {}
            }
        }
        self.check_bands(&bands);
        let bands = bands.into_iter().map(|written| written.band).collect();
        match of {
            Some(of) => ExprKind::Banded(Box::new(of), bands),
            None => ExprKind::List(Vec::new()),
        }
    }

    fn band(&mut self, pair: Pair<'_, Rule>) -> Option<Written> {
        let (start, end) = self.range(&pair);
        // The words of a band end before the mark that parts it from the next.
        let end = start + self.folded.text[start..end].trim_end_matches([';', ' ', '\n']).len();
        let span = crate::source::Span::new(
            self.file,
            self.shift + self.folded.origin(start),
            self.shift + self.folded.origin(end),
        );
        let label = find(&pair, Rule::label1).map(|p| shown_label(p.as_str()))?;
        let rate = find(&pair, Rule::sum).map(|p| self.arithmetic(p))?;
        let compare = find(&pair, Rule::compare)?;
        let places: Vec<Place> = inner(compare.clone())
            .filter(|p| p.as_rule() == Rule::operands)
            .map(|p| self.range(&p))
            .collect();
        let band = Band { label, low: None, high: None, rate, span };
        let mut written = Written { band, whole: (start, end), low: None, high: None };
        for ((relation, _, bound), place) in self.chain(compare).into_iter().zip(places) {
            let (end, at) = match relation {
                Relation::Greater | Relation::GreaterOrEqual => (&mut written.band.low, &mut written.low),
                Relation::Less | Relation::LessOrEqual => (&mut written.band.high, &mut written.high),
                Relation::Equal | Relation::NotEqual => {
                    self.bad_bands(place, None, "一段要写“超过 …”“不超过 …”");
                    continue;
                }
            };
            if end.is_some() {
                self.bad_bands(place, *at, "一段的同一头写了两次");
            }
            (*end, *at) = (Some(bound), Some(place));
        }
        Some(written)
    }

    /// The bands cover everything from nought on, each from where the one before ends.
    fn check_bands(&mut self, bands: &[Written]) {
        if let Some(first) = bands.first()
            && let Some(low) = &first.band.low
            && low.plain_amount().is_none_or(|amount| !amount.is_zero())
        {
            self.bad_bands(first.low.unwrap_or(first.whole), None, "第一段要从零起：不写“超过 …”");
        }
        for pair in bands.windows(2) {
            let [before, band] = pair else { continue };
            match (&before.band.high, &band.band.low) {
                (None, _) => self.bad_bands(before.whole, Some(band.whole), "只有最后一段可以不写上限"),
                (Some(_), None) => {
                    self.bad_bands(band.whole, before.high, "这一段没有写从哪里起，应当接着上一段的上限")
                }
                (Some(high), Some(low)) if high != low => {
                    self.bad_bands(
                        band.low.unwrap_or(band.whole),
                        before.high,
                        "这一段的起点不是上一段的上限",
                    );
                }
                _ => {}
            }
        }
        for band in bands {
            if let (Some(low), Some(high)) = (&band.band.low, &band.band.high)
                && rising(low, high) == Some(false)
            {
                self.bad_bands(band.high.unwrap_or(band.whole), band.low, "这一段的上限不高于起点");
            }
        }
    }

    fn bad_bands(&mut self, (start, end): Place, other: Option<Place>, why: &'static str) {
        self.errors.push(SyntaxError::BadBands { start, end, other, why });
    }
}
