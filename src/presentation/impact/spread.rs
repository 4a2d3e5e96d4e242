//! How much more or less households get, in bands.

use super::words::{count, signed};
use super::{Report, Writer};
use crate::comparison::impact::bands::Bands;
use crate::comparison::impact::money::Paid;
use crate::presentation::document::table::Table;
use crate::quantity::ratio::Ratio;

/// How much more or less, in bands.
pub(super) fn bands(report: &Report<'_>, writer: &mut Writer) {
    let tally = report.tally;
    let monthly: fn(Paid) -> Ratio = |paid| paid.monthly;
    let once: fn(Paid) -> Ratio = |paid| paid.once;
    let both = [("每月增减的分布", &tally.monthly, monthly), ("一次性增减的分布", &tally.once, once)];
    for (title, bands, of) in both.into_iter().filter(|(_, bands, _)| bands.changed() > 0) {
        writer.part(title);
        let mut table = Table::new(&["增减", "户数", "合计（元）"], &[4, 2, 3]).figures(&[1, 2]);
        // The settled benefits of households that are open belong to the sums of the whole, so they stand here too.
        let rest = tally.all.settled_and_rest().map(|[_, rest]| of(rest)).filter(|rest| *rest != Ratio::ZERO);
        for (name, households, amount) in band_rows(bands) {
            let amount = amount.or(rest).map_or_else(|| "—".to_owned(), signed);
            table.row([name, count(households), amount]);
        }
        if let Ok(apart) = tally.all.sums.more() {
            table.row(["合计".to_owned(), count(tally.all.households), signed(of(apart))]);
        }
        writer.document.table(table);
        if rest.is_some() {
            writer.say("“未定”一行的金额，是这些户里已经能定的给付的增减；其余的未定。");
        }
    }
}

/// The bands from the greatest loss to the greatest gain: name, households, what they get more.
pub(super) fn band_rows(bands: &Bands) -> Vec<(String, u64, Option<Ratio>)> {
    let name = |way: &str, at: usize| {
        let (from, to) = bands.span(at);
        match to {
            Some(to) if from == Ratio::ZERO => format!("{way}{}元以内", to.to_display()),
            Some(to) => format!("{way}{}至{}元", from.to_display(), to.to_display()),
            None => format!("{way}{}元以上", from.to_display()),
        }
    };
    let mut rows = Vec::new();
    for (at, band) in bands.less.iter().enumerate().rev() {
        rows.push((name("减少", at), band.households, band.sum.checked_neg()));
    }
    rows.push(("不变".to_owned(), bands.same, Some(Ratio::ZERO)));
    for (at, band) in bands.more.iter().enumerate() {
        rows.push((name("增加", at), band.households, Some(band.sum)));
    }
    // Bands beyond the widest change say nothing.
    let told = |row: &(String, u64, Option<Ratio>)| row.1 > 0;
    let first = rows.iter().position(told).unwrap_or(0);
    let last = rows.iter().rposition(told).map_or(0, |last| last + 1);
    rows.truncate(last);
    rows.drain(..first.min(last));
    if bands.open > 0 {
        rows.push(("未定".to_owned(), bands.open, None));
    }
    rows
}
