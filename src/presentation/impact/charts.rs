//! Charts of a report: whom it touches, how much more or less, where.

use super::Report;
use super::spread::band_rows;
use super::words::{self, count, signed};
use crate::comparison::impact::money::Effect;
use crate::presentation::chart::{Bar, Tone, bars};

/// More groups than this are not drawn.
const GROUPS: usize = 30;

/// Charts as SVG, each with what it shows.
pub(super) fn of(report: &Report<'_>) -> Vec<(String, String)> {
    let all = &report.tally.all;
    let mut charts = Vec::new();
    let tone = |effect: Effect| match effect {
        Effect::Loses | Effect::Mixed => Tone::Less,
        Effect::Gains => Tone::More,
        Effect::Unchanged => Tone::Same,
        Effect::Undetermined => Tone::Open,
    };
    let effects: Vec<Bar> = Effect::ALL
        .into_iter()
        .filter(|effect| all.count(*effect) > 0)
        .map(|effect| Bar {
            name: words::effect(effect).to_owned(),
            size: i64::try_from(all.count(effect)).unwrap_or(i64::MAX),
            label: format!(
                "{}户，{}",
                count(all.count(effect)),
                words::share(all.count(effect), all.households)
            ),
            tone: tone(effect),
        })
        .collect();
    add(&mut charts, "各户待遇的增减", &effects);
    for (title, bands) in
        [("每月增减的分布（户）", &report.tally.monthly), ("一次性增减的分布（户）", &report.tally.once)]
    {
        if bands.changed() == 0 {
            continue;
        }
        let rows: Vec<Bar> = band_rows(bands)
            .into_iter()
            .filter(|(name, ..)| name != "不变" && name != "未定")
            .map(|(name, households, _)| Bar {
                tone: if name.starts_with("减少") { Tone::Less } else { Tone::More },
                name,
                size: i64::try_from(households).unwrap_or(i64::MAX),
                label: format!("{}户", count(households)),
            })
            .collect();
        add(&mut charts, title, &rows);
    }
    if !report.tally.groups.is_empty() && report.tally.groups.len() <= GROUPS {
        let rows: Vec<Bar> = report
            .tally
            .groups
            .iter()
            .filter_map(|(values, group)| {
                let apart = group.sums.more().ok()?.monthly;
                Some(Bar {
                    name: values.join("／"),
                    size: i64::try_from(apart.floor()).ok()?,
                    label: format!("{}元", signed(apart)),
                    tone: if apart.is_negative() { Tone::Less } else { Tone::More },
                })
            })
            .collect();
        if rows.iter().any(|bar| bar.size != 0) {
            add(&mut charts, &format!("按{}：每月增减（元）", report.about.by.join("、")), &rows);
        }
    }
    charts
}

fn add(charts: &mut Vec<(String, String)>, title: &str, rows: &[Bar]) {
    let Some(svg) = bars(title, rows) else { return };
    let says: Vec<String> = rows.iter().map(|bar| format!("{}{}", bar.name, bar.label)).collect();
    charts.push((svg, format!("{title}：{}。", says.join("；"))));
}
