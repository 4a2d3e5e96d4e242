//! Figures that hold on the day.

use super::View;
use super::said;
use crate::corpus::tree::Figure;
use crate::corpus::wording::on_one_line;
use crate::presentation::document::table::Table;
use crate::quantity::calendar::Date;

/// Figures of this chain of areas that hold on the day.
pub(super) fn now(view: View<'_>) -> Vec<&Figure> {
    let on = view.text.on;
    let ours =
        |figure: &&Figure| view.text.area.within(&figure.area) && figure.from.date <= on && on <= figure.to;
    view.text.figures.iter().filter(ours).collect()
}

/// What a figure is for.
pub(super) fn of(figure: &Figure) -> String {
    let mut words: Vec<String> = figure.coordinates.iter().map(|word| word.text.clone()).collect();
    words.extend(figure.year.map(|year| format!("{year}年度")));
    words.join("、")
}

/// From when to when a figure holds.
pub(super) fn period(figure: &Figure) -> String {
    let end = if figure.to == Date::FOREVER { String::new() } else { format!("，到{}为止", figure.to) };
    format!("{}起{end}", said::claimed(figure.from))
}

/// As a table.
pub(super) fn table(view: View<'_>) -> Table {
    let mut table = Table::new(&["标准", "适用", "数额", "公布、执行"], &[5, 4, 6, 6]);
    for figure in now(view) {
        let name = figure.parameter.clone();
        let value = on_one_line(view.corpus.files.text(figure.span));
        let since = format!("{}\n{}", view.corpus.citation(figure.by), period(figure));
        table.row([name, of(figure), value, since]);
    }
    table
}
