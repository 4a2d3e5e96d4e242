//! Published figures: the cells of parameters, and figures that are published as a formula over other figures
//! (低保标准的1.3倍), worked out for the area and the day of the text in force.

use super::ir::*;
use super::lowering::Lowering;
use super::place::{self, Lies};
use indexmap::IndexMap;

use crate::diagnostics::Diagnostic;
use crate::names::tree::{self as bound, Kind, ValueKind};
use crate::quantity::calendar::Date;
use crate::quantity::interval::Interval;
use crate::quantity::ratio::Ratio;
use crate::quantity::unit::Unit;
use crate::source::Span;
use crate::syntax::tree::{self as syntax, Body, Sign};

/// What selects a figure.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Elements of the axes.
    pub coordinates: &'a [u32],
    /// Year, where the parameter has years.
    pub year: Option<i32>,
    /// Whose place.
    pub place: &'a str,
    /// The day.
    pub day: Date,
    /// The area of the text in force, from which places are completed.
    pub home: &'a str,
}

/// The cell that holds: the deepest area that has had the figure by the day decides, and a gap there is a gap. Before
/// an area first has a figure of its own, that of the area above holds.
#[must_use]
pub fn covering(cells: &[Cell], wanted: &Wanted<'_>) -> Option<usize> {
    let mut deepest: Option<usize> = None;
    let mut found: Option<(Date, usize)> = None;
    for (at, cell) in cells.iter().enumerate() {
        if cell.coordinates != wanted.coordinates
            || cell.year != wanted.year
            || cell.from > wanted.day
            || place::lies(wanted.place, &cell.area, wanted.home) != Lies::Inside
        {
            continue;
        }
        let depth = place::parts(&cell.area).count();
        if deepest.is_none_or(|known| depth > known) {
            deepest = Some(depth);
            found = None;
        }
        let covers = wanted.day <= cell.to;
        let later = found.is_none_or(|(from, _)| cell.from > from);
        if deepest == Some(depth) && covers && later {
            found = Some((cell.from, at));
        }
    }
    found.map(|(_, at)| at)
}

/// A figure in base measures; none where the text gives no number.
#[must_use]
pub fn figure_value(value: &syntax::Value) -> Option<Interval> {
    match &value.kind {
        syntax::ValueKind::Computed { expr, .. } => expr.plain_amount().map(Interval::point),
        syntax::ValueKind::Assumed(inner) => figure_value(inner),
        syntax::ValueKind::Somewhere(low, high) => {
            Some(Interval::between(low.plain_amount()?, high.plain_amount()?))
        }
        _ => None,
    }
}

/// A figure is worked out from itself.
fn circular(span: Span) -> Diagnostic {
    Diagnostic::error("E0504", "这个数额由它自己算出，算不出来", span, "从这里又回到自己")
        .help("其中一个数额直接写数")
}

/// A cell of a parameter.
type Place = (usize, usize);

impl Lowering<'_> {
    /// The cells of every parameter.
    pub fn figures(&mut self) {
        let typed = self.typed;
        let mut formulas: IndexMap<Place, &bound::Value> = IndexMap::new();
        for (at, parameter) in typed.model.parameters.iter().enumerate() {
            let mut cells = Vec::new();
            for (figure, coordinates) in &parameter.figures {
                let formula = parameter.formulas.iter().find(|formula| formula.span == figure.value.span);
                let Some(value) =
                    figure_value(&figure.value).or(formula.map(|_| Interval::point(Ratio::ZERO)))
                else {
                    continue;
                };
                formulas.extend(formula.map(|formula| ((at, cells.len()), formula)));
                cells.push(Cell {
                    coordinates: coordinates.clone(),
                    year: figure.year,
                    area: figure.area.path(),
                    from: figure.from.date,
                    to: figure.to,
                    value,
                    clause: self.clause(figure.by),
                    written: self.words(figure.span),
                    filed: self.filed(figure.by),
                    worked_out_from: Vec::new(),
                });
            }
            self.program.parameters.push(Parameter {
                name: parameter.name.clone(),
                axes: parameter.axes.iter().map(|c| CategoryId(*c as u32)).collect(),
                yearly: parameter.yearly,
                unit: parameter.unit,
                cells,
                left_to: self.left_to(parameter),
                item: ItemId(parameter.item as u32),
            });
        }
        let mut settled: IndexMap<Place, Option<Ratio>> = IndexMap::new();
        for place in formulas.keys() {
            self.settle(*place, &formulas, &mut settled, &mut Vec::new());
        }
        let mut unsettled: Vec<Place> = Vec::new();
        for ((at, cell), value) in settled {
            match value {
                Some(value) => self.program.parameters[at].cells[cell].value = Interval::point(value),
                None => unsettled.push((at, cell)),
            }
        }
        // A figure that rests on one that is not published is not published.
        unsettled.sort_unstable();
        for (at, cell) in unsettled.into_iter().rev() {
            self.program.parameters[at].cells.remove(cell);
        }
    }

    /// `已向民政部备案`, as the publication says it.
    fn filed(&self, by: crate::corpus::tree::StatementId) -> Option<String> {
        let Body::Publish { filed: Some((names, assumed)), .. } = &self.corpus.statement(by).body else {
            return None;
        };
        let names: Vec<&str> = names.iter().map(|name| name.text.as_str()).collect();
        let assumed = if *assumed { "（未载明，假定）" } else { "" };
        Some(format!("已向{}备案{assumed}", names.join("、")))
    }

    /// The bodies to which this area's documents leave figures (另行规定) on the day.
    fn left_to(&self, parameter: &bound::Parameter) -> Vec<String> {
        let mut bodies: Vec<String> = Vec::new();
        for (figure, _) in &parameter.figures {
            let ours = self.text.area.within(&figure.area)
                && figure.from.date <= self.text.on
                && self.text.on <= figure.to;
            if let (true, syntax::ValueKind::Delegated(left)) = (ours, &figure.value.kind) {
                bodies.extend(left.names.iter().map(|name| name.text.clone()));
            }
        }
        bodies.dedup();
        bodies
    }

    /// The value of a formula; none where a figure that it needs is not published or not known.
    fn settle(
        &mut self,
        place: Place,
        formulas: &IndexMap<Place, &bound::Value>,
        settled: &mut IndexMap<Place, Option<Ratio>>,
        above: &mut Vec<Place>,
    ) -> Option<Ratio> {
        let Some(formula) = formulas.get(&place) else {
            return self.program.parameters[place.0].cells[place.1].value.is_point();
        };
        if let Some(known) = settled.get(&place) {
            return *known;
        }
        if above.contains(&place) {
            self.diagnostics.push(circular(formula.span));
            return None;
        }
        above.push(place);
        let mut from: Vec<Basis> = Vec::new();
        let value = self.worked_out(formula, self.program.parameters[place.0].unit, &mut |this, found| {
            let value = this.settle(found, formulas, settled, above)?;
            let cell = &this.program.parameters[found.0].cells[found.1];
            let basis = Basis {
                parameter: ParameterId(found.0 as u32),
                coordinates: cell.coordinates.clone(),
                value,
                clause: cell.clause,
            };
            if !from.contains(&basis) {
                from.push(basis);
            }
            Some(value)
        });
        above.pop();
        self.program.parameters[place.0].cells[place.1].worked_out_from = from;
        settled.insert(place, value);
        value
    }

    fn worked_out(
        &mut self,
        formula: &bound::Value,
        unit: Unit,
        figure: &mut impl FnMut(&mut Self, Place) -> Option<Ratio>,
    ) -> Option<Ratio> {
        let ValueKind::Computed { expr, floor_zero, rounding } = &formula.kind else { return None };
        let mut value = self.amount(expr, figure)?;
        if *floor_zero {
            value = value.max(Ratio::ZERO);
        }
        match rounding {
            Some(rounding) => unit.to_base(rounding.apply(unit.from_base(value)?)?),
            None => Some(value),
        }
    }

    fn amount(
        &mut self,
        expr: &bound::Expr,
        figure: &mut impl FnMut(&mut Self, Place) -> Option<Ratio>,
    ) -> Option<Ratio> {
        match &expr.kind {
            Kind::Number(value, _) => Some(*value),
            Kind::Scaled(of, factor) => self.amount(of, figure)?.checked_mul(*factor),
            Kind::Converted(of, _) => self.amount(of, figure),
            Kind::Arithmetic(sign, a, b) => {
                let (a, b) = (self.amount(a, figure)?, self.amount(b, figure)?);
                match sign {
                    Sign::Add => a.checked_add(b),
                    Sign::Subtract => a.checked_sub(b),
                    Sign::Multiply => a.checked_mul(b),
                    Sign::Divide => a.checked_div(b),
                }
            }
            Kind::Extreme(greatest, of) => {
                let mut found: Option<Ratio> = None;
                for one in of {
                    let one = self.amount(one, figure)?;
                    found = Some(found.map_or(one, |f| if *greatest { f.max(one) } else { f.min(one) }));
                }
                found
            }
            Kind::Parameter { parameter, coordinates, year, place: None } => {
                let coordinates: Option<Vec<u32>> = coordinates
                    .iter()
                    .map(|c| if let Kind::Element(_, at) = c.kind { Some(at) } else { None })
                    .collect();
                let area = self.text.area.path();
                let wanted = Wanted {
                    coordinates: &coordinates?,
                    year: *year,
                    place: &area,
                    day: self.text.on,
                    home: &area,
                };
                let cell = covering(&self.program.parameters[*parameter].cells, &wanted)?;
                figure(self, (*parameter, cell))
            }
            _ => None,
        }
    }
}
