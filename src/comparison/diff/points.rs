//! What precisely differs between two items that are taken apart.

use super::data::{Kind, Manner, NumberChange, Point};
use super::facets::{Content, Facet};
use super::normal::Speller;
use super::numbers::{between, between_values};
use super::similar::likeness;
use crate::syntax::tree::{Effect, Entry, Exception, Expr, ExprKind};

/// Two items side by side.
pub(super) struct Beside<'w, 't> {
    pub old: &'w Speller<'t>,
    pub new: &'w Speller<'t>,
    /// Whom they are about.
    pub owner: &'w str,
}

/// Parts of one kind that are alike in so many words are one part that was changed.
const ALIKE: u32 = 50;
/// The same for parts that bear one label.
const ALIKE_LABELLED: u32 = 25;

/// How a part became another: a number that rose or fell, or just another.
fn manner_of(number: Option<&NumberChange>) -> Manner {
    match number {
        Some(number) if number.raised => Manner::Raised,
        Some(_) => Manner::Lowered,
        None => Manner::Changed,
    }
}

/// `第（二）项`, `第1目`; nothing for a part without a label.
fn labelled(label: &str) -> String {
    let bare = label.trim_end_matches(['.', '．', '、']);
    if bare.is_empty() {
        String::new()
    } else if bare.starts_with('（') && !bare.chars().any(|c| c.is_ascii_digit()) {
        format!("第{bare}项")
    } else {
        format!("第{bare}目")
    }
}

/// Where a part stands, in the signs of its document: the place of a row is spelled for comparing only.
fn asked<'f>(facet: &'f Facet<'_>) -> &'f str {
    match &facet.content {
        Content::Row(asked, ..) => asked,
        _ => &facet.place,
    }
}

pub(super) fn point(kind: Kind, place: &str, manner: Manner, old: Option<&str>, new: Option<&str>) -> Point {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    Point {
        kind,
        place: place.to_owned(),
        manner,
        old: owned(old),
        new: owned(new),
        number: None,
        from: None,
    }
}

impl<'t> Beside<'_, 't> {
    /// Every part that differs, in the order of the new item.
    pub fn points(&self, old: &[Facet<'t>], new: &[Facet<'t>]) -> Vec<Point> {
        let mut points = Vec::new();
        let single = |facets: &[Facet<'t>]| -> Vec<Facet<'t>> {
            facets.iter().filter(|facet| !facet.among).cloned().collect()
        };
        let (singles_old, singles_new) = (single(old), single(new));
        let same = |a: &Facet<'t>, b: &Facet<'t>| a.kind == b.kind && a.place == b.place;
        for facet in &singles_new {
            match singles_old.iter().find(|other| same(facet, other)) {
                Some(before) => self.changed(before, facet, &mut points),
                None => points.push(point(facet.kind, &facet.place, Manner::Added, None, Some(&facet.said))),
            }
        }
        for facet in singles_old.iter().filter(|facet| !singles_new.iter().any(|other| same(facet, other))) {
            points.push(point(facet.kind, &facet.place, Manner::Removed, Some(&facet.said), None));
        }
        let mut kinds: Vec<Kind> = new.iter().chain(old).filter(|f| f.among).map(|f| f.kind).collect();
        kinds.sort();
        kinds.dedup();
        for kind in kinds {
            let of = |facets: &[Facet<'t>]| -> Vec<Facet<'t>> {
                facets.iter().filter(|facet| facet.among && facet.kind == kind).cloned().collect()
            };
            self.several(of(old), of(new), &mut points);
        }
        points
    }

    /// Parts of one kind of which order means nothing.
    fn several(&self, mut old: Vec<Facet<'t>>, mut new: Vec<Facet<'t>>, points: &mut Vec<Point>) {
        new.retain(|facet| match old.iter().position(|other| other.normal == facet.normal) {
            Some(at) => {
                old.remove(at);
                false
            }
            None => true,
        });
        for facet in new {
            let at = old.iter().position(|other| other.place == facet.place && !facet.place.is_empty());
            let at = at.filter(|at| match facet.kind {
                Kind::Exception => likeness(&old[*at].said, &facet.said) >= ALIKE_LABELLED,
                _ => true,
            });
            let near = || {
                let scored =
                    old.iter().enumerate().map(|(at, other)| (likeness(&other.said, &facet.said), at));
                let best = scored.max_by_key(|(score, at)| (*score, std::cmp::Reverse(*at)));
                best.filter(|(score, _)| *score >= ALIKE && facet.kind == Kind::Exception).map(|(_, at)| at)
            };
            // A row of which only what it asks was changed gives the same as before.
            let given = |other: &Facet<'t>| match (&other.content, &facet.content) {
                (Content::Row(_, was, _), Content::Row(_, is, _)) => was == is,
                _ => false,
            };
            if at.is_none()
                && let Some(row) = old.iter().position(given)
            {
                let before = old.remove(row);
                points.push(point(facet.kind, "", Manner::Changed, Some(&before.said), Some(&facet.said)));
                continue;
            }
            match at.or_else(near) {
                Some(at) => {
                    let before = old.remove(at);
                    self.changed(&before, &facet, points);
                }
                None => points.push(point(facet.kind, asked(&facet), Manner::Added, None, Some(&facet.said))),
            }
        }
        for facet in old {
            points.push(point(facet.kind, asked(&facet), Manner::Removed, Some(&facet.said), None));
        }
    }

    /// One part that stands in both.
    fn changed(&self, old: &Facet<'t>, new: &Facet<'t>, points: &mut Vec<Point>) {
        if old.normal == new.normal {
            return;
        }
        let number = match (&old.content, &new.content) {
            (Content::Expr(a), Content::Expr(b)) if new.kind == Kind::Condition => {
                return self.conditions(&new.place, a, b, points);
            }
            (Content::Expr(a), Content::Expr(b)) => between((self.old, a), (self.new, b), self.owner),
            (Content::Value(a), Content::Value(b)) => {
                between_values((self.old, a), (self.new, b), self.owner)
            }
            (Content::Exception(a), Content::Exception(b)) => self.exceptions(a, b),
            (Content::Row(asked, a, x), Content::Row(also, b, y)) if asked == also => {
                let number = x.as_ref().zip(y.as_ref());
                let number =
                    number.and_then(|(x, y)| between_values((self.old, x), (self.new, y), self.owner));
                let mut made = point(new.kind, asked, manner_of(number.as_ref()), Some(a), Some(b));
                made.number = number;
                points.push(made);
                return;
            }
            _ => None,
        };
        let mut made =
            point(new.kind, &new.place, manner_of(number.as_ref()), Some(&old.said), Some(&new.said));
        made.number = number;
        points.push(made);
    }

    fn exceptions(&self, old: &Exception, new: &Exception) -> Option<NumberChange> {
        let condition =
            |words: &Speller<'_>, exception: &Exception| words.expr(&exception.condition, self.owner);
        match (&old.effect, &new.effect) {
            (Effect::Becomes(a), Effect::Becomes(b)) | (Effect::Plus(a), Effect::Plus(b)) => {
                let same = condition(self.old, old) == condition(self.new, new);
                let value = |words: &Speller<'_>, value| words.value(value, self.owner);
                if same {
                    return between_values((self.old, a), (self.new, b), self.owner);
                }
                let given = value(self.old, a) == value(self.new, b);
                given
                    .then(|| between((self.old, &old.condition), (self.new, &new.condition), self.owner))
                    .flatten()
            }
            _ => None,
        }
    }

    /// A condition against another: which of its parts came, went or changed.
    fn conditions(&self, place: &str, old: &Expr, new: &Expr, points: &mut Vec<Point>) {
        let (was, is) = (self.old.expr(old, self.owner), self.new.expr(new, self.owner));
        if was == is {
            return;
        }
        let (a, b) = (self.parts(old, new), self.parts(new, old));
        if let (Some(a), Some(b)) = (a, b) {
            let before = points.len();
            self.entries(place, &a, &b, points);
            if points.len() > before {
                return;
            }
        }
        let number = between((self.old, old), (self.new, new), self.owner);
        let (said_old, said_new) = (self.old.said(old.span), self.new.said(new.span));
        let mut made =
            point(Kind::Condition, place, manner_of(number.as_ref()), Some(&said_old), Some(&said_new));
        made.number = number;
        points.push(made);
    }

    /// The parts of 且 or 或, where the other side is of the same kind, or is one such part.
    fn parts(&self, expr: &Expr, other: &Expr) -> Option<Vec<Entry>> {
        match (&expr.kind, &other.kind) {
            (ExprKind::All(entries), ExprKind::All(_)) | (ExprKind::Any(entries), ExprKind::Any(_)) => {
                Some(entries.clone())
            }
            (ExprKind::All(_), ExprKind::Any(_)) | (ExprKind::Any(_), ExprKind::All(_)) => None,
            (ExprKind::All(entries) | ExprKind::Any(entries), _) => Some(entries.clone()),
            (_, ExprKind::All(_) | ExprKind::Any(_)) => {
                Some(vec![Entry { label: String::new(), expr: expr.clone() }])
            }
            _ => None,
        }
    }

    fn entries(&self, place: &str, old: &[Entry], new: &[Entry], points: &mut Vec<Point>) {
        let spell_old = |entry: &Entry| self.old.expr(&entry.expr, self.owner);
        let spell_new = |entry: &Entry| self.new.expr(&entry.expr, self.owner);
        let mut left: Vec<&Entry> = old.iter().collect();
        let mut rest: Vec<&Entry> = Vec::new();
        for entry in new {
            match left.iter().position(|other| spell_old(other) == spell_new(entry)) {
                Some(at) => {
                    left.remove(at);
                }
                None => rest.push(entry),
            }
        }
        let said_old = |entry: &Entry| self.old.said(entry.expr.span);
        let said_new = |entry: &Entry| self.new.said(entry.expr.span);
        for entry in rest {
            let scored = left.iter().enumerate().map(|(at, other)| {
                let score = likeness(&said_old(other), &said_new(entry));
                let wanted = if other.label == entry.label { ALIKE_LABELLED } else { ALIKE };
                (score.saturating_sub(wanted), score >= wanted, at)
            });
            let best = scored
                .filter(|(_, enough, _)| *enough)
                .max_by_key(|(score, _, at)| (*score, std::cmp::Reverse(*at)));
            let spot = format!("{place}{}", labelled(&entry.label));
            match best {
                Some((_, _, at)) => {
                    let before = left.remove(at);
                    self.conditions(&spot, &before.expr, &entry.expr, points);
                }
                None => {
                    points.push(point(Kind::Condition, &spot, Manner::Added, None, Some(&said_new(entry))))
                }
            }
        }
        for entry in left {
            let spot = format!("{place}{}", labelled(&entry.label));
            points.push(point(Kind::Condition, &spot, Manner::Removed, Some(&said_old(entry)), None));
        }
    }
}
