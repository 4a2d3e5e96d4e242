//! Arrears as a table for people and as JSON.

use serde_json::{Value as Json, json};

use crate::comparison::arrears::{Amount, Line, totals};
use crate::presentation::columns::{padded, width};
use crate::presentation::words;
use crate::quantity::ratio::Ratio;
use crate::quantity::unit::{Base, Dimension, Unit};

/// What a month's amount adds up to over months: 元/户 of 元/户·月.
fn summed(unit: Unit) -> Unit {
    unit.dimension.times(Dimension::of(Base::Month)).map_or(unit, Unit::of)
}

fn yuan(amount: Ratio, unit: Unit) -> String {
    words::number(amount, unit) + "元"
}

fn said(amount: Option<Amount>, unit: Unit) -> String {
    match amount {
        None => "没有这一项".to_owned(),
        Some(Amount::Unsettled) => "未定".to_owned(),
        Some(Amount::Settled(amount)) if amount == Ratio::ZERO => "不给付".to_owned(),
        Some(Amount::Settled(amount)) => yuan(amount, monthly(unit)),
    }
}

/// The unit per month, however the text writes it.
fn monthly(unit: Unit) -> Unit {
    Unit::of(unit.dimension)
}

fn difference(line: &Line) -> String {
    match line.difference {
        None => "算不出".to_owned(),
        Some(amount) if amount == Ratio::ZERO => "—".to_owned(),
        Some(amount) if amount > Ratio::ZERO => format!("补 {}", yuan(amount, monthly(line.unit))),
        Some(amount) => format!("多发 {}", yuan(amount.checked_neg().unwrap_or(amount), monthly(line.unit))),
    }
}

/// A table of months, then the totals. Months in which nothing differs are left out and counted.
#[must_use]
pub fn text(lines: &[Line]) -> String {
    let mut out = String::new();
    for (name, unit, total, open) in totals(lines) {
        let own: Vec<&Line> = lines.iter().filter(|line| line.name == name).collect();
        let differ: Vec<&&Line> = own.iter().filter(|line| line.difference != Some(Ratio::ZERO)).collect();
        out.push_str(&format!("{name}：\n"));
        let mut rows =
            vec![["月份".to_owned(), "当时的规定".to_owned(), "现在的规定".to_owned(), "差额".to_owned()]];
        rows.extend(differ.iter().map(|line| {
            [line.month.spoken(), said(line.then, unit), said(line.now, unit), difference(line)]
        }));
        if differ.is_empty() {
            out.push_str(&format!("  {} 个月都没有差额。\n", own.len()));
            continue;
        }
        for row in &rows {
            let mut line = String::from("  ");
            for (at, cell) in row.iter().enumerate() {
                let wide = rows.iter().map(|row| width(&row[at])).max().unwrap_or(0);
                line.push_str(&padded(cell, wide + 2));
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
        let same = own.len() - differ.len();
        if same > 0 {
            out.push_str(&format!("  其余 {same} 个月没有差额。\n"));
        }
        match total {
            Some(total) if total == Ratio::ZERO && open > 0 => out.push_str("  能算的月份合计没有差额"),
            Some(total) if total >= Ratio::ZERO => {
                out.push_str(&format!("  合计补发 {}", yuan(total, summed(unit))));
            }
            Some(total) => {
                let total = total.checked_neg().unwrap_or(total);
                out.push_str(&format!("  合计多发 {}", yuan(total, summed(unit))));
            }
            None => out.push_str("  合计的数太大，无法写出"),
        }
        out.push_str(&if open > 0 {
            format!("，另有 {open} 个月算不出。\n")
        } else {
            "。\n".to_owned()
        });
    }
    if lines.is_empty() {
        out.push_str("这几个月的规定里没有按月给付的项目。\n");
    }
    out
}

/// The same for machines.
#[must_use]
pub fn machine(lines: &[Line]) -> Json {
    let amount = |amount: Option<Amount>, unit: Unit| match amount {
        None => json!({"status": "no_rule"}),
        Some(Amount::Unsettled) => json!({"status": "undetermined"}),
        Some(Amount::Settled(amount)) => {
            json!({"status": "decided", "value": words::number(amount, monthly(unit))})
        }
    };
    let months: Vec<Json> = lines
        .iter()
        .map(|line| {
            json!({"month": line.month.iso(), "result": line.name, "unit": monthly(line.unit).to_string(),
                "then": amount(line.then, line.unit), "now": amount(line.now, line.unit),
                "difference": line.difference.map(|d| words::number(d, monthly(line.unit)))})
        })
        .collect();
    let totals: Vec<Json> = totals(lines)
        .into_iter()
        .map(|(name, unit, total, open)| {
            json!({"result": name, "unit": summed(unit).to_string(), "open_months": open,
                "total": total.map(|total| words::number(total, summed(unit)))})
        })
        .collect();
    json!({"months": months, "totals": totals})
}
