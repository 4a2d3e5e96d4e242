//! The same for machines.

use serde_json::{Value as Json, json};

use super::Report;
use super::words::{self, plain};
use crate::comparison::impact::bands::{Band, Bands};
use crate::comparison::impact::losers::Loser;
use crate::comparison::impact::money::{Effect, Money};
use crate::comparison::impact::tally::{Group, Sums};
use crate::facts::identity::hide;
use crate::quantity::interval::Interval;
use crate::quantity::ratio::Ratio;

/// How the form for machines is built.
pub const SCHEMA: &str = include_str!("../../../docs/schema/impact.schema.json");

/// An impact for machines; sums are decimal texts in 元, exact.
#[must_use]
pub fn machine(report: &Report<'_>) -> Json {
    let (pair, tally, about) = (report.pair, report.tally, report.about);
    let side = |name: &str, program: &crate::program::ir::Program| json!({"name": name, "area": program.area, "on": program.on.iso(), "digest": program.digest});
    let groups: Vec<Json> = tally
        .groups
        .iter()
        .map(|(values, own)| {
            let mut shape = group(own);
            let named = about.by.iter().zip(values).map(|(name, value)| (name.clone(), json!(value)));
            shape["by"] = Json::Object(named.collect());
            shape
        })
        .collect();
    let (mut benefits, mut determinations) = (Vec::new(), Vec::new());
    for (item, own) in pair.items.iter().zip(&tally.items) {
        let mut shape = json!({
            "name": item.name, "old_name": item.renamed.as_ref().or(item.old.map(|_| &item.name)), "about": item.about, "same_rule": item.same,
            "in_old": item.old.is_some(), "in_new": item.new.is_some(),
            "households": two(own.households), "subjects": two(own.subjects),
            "gained": own.gained_and_lost[0], "lost": own.gained_and_lost[1], "open": own.open,
        });
        if item.is_benefit() {
            shape["households_begun"] = json!(own.begun_and_stopped[0]);
            shape["households_stopped"] = json!(own.begun_and_stopped[1]);
            shape["households_more"] = json!(own.more_and_less[0]);
            shape["households_less"] = json!(own.more_and_less[1]);
            shape["offered"] = two(own.offered);
            shape["sums"] = sums(&own.sums);
            shape["summable"] = json!(!item.no_sum());
            benefits.push(shape);
        } else {
            determinations.push(shape);
        }
    }
    let funding: Vec<Json> = tally
        .burdens(pair)
        .iter()
        .map(|burden| json!({"bearer": burden.bearer, "sums": sums(&burden.sums)}))
        .collect();
    let combined = tally.combinations(pair);
    let names = |items: Vec<usize>| items.iter().map(|at| pair.items[*at].name.clone()).collect::<Vec<_>>();
    let standing = |standing| {
        let (holds, open) = combined.of(standing);
        json!({"holds": names(holds), "open": names(open)})
    };
    let combinations: Vec<Json> = combined
        .counts
        .iter()
        .map(|([old, new], households)| {
            json!({"old": standing(*old), "new": standing(*new), "households": households})
        })
        .collect();
    let matrix: Vec<Json> = tally
        .categories
        .iter()
        .map(|([old, new], households)| json!({"old": old, "new": new, "households": households}))
        .collect();
    let losers: Vec<Json> = tally.losers.iter().map(|loser| self::loser(report, loser)).collect();
    let reasons: Vec<Json> = tally
        .reasons
        .iter()
        .map(|(reason, households)| json!({"reason": words::reason(reason), "households": households}))
        .collect();
    let missing: Vec<Json> = tally
        .missing
        .iter()
        .map(|(name, households)| json!({"missing": name, "households": households}))
        .collect();
    let uncounted: Vec<Json> =
        tally.first_uncounted.iter().map(|one| json!({"record": one.number, "why": one.why})).collect();
    let repeated: Vec<Json> =
        tally.repeated.first.iter().map(|(number, id)| json!({"record": number, "id": hide(id)})).collect();
    json!({
        "old": side(&about.old, pair.old()), "new": side(&about.new, pair.new_program()),
        "records": about.records, "total": group(&tally.all), "by": about.by, "groups": groups,
        "benefits": benefits, "determinations": determinations, "funding": funding,
        "determinations_together": combinations, "determinations_beyond": tally.standings_beyond,
        "matrix_of": about.matrix, "matrix": matrix,
        "distribution": {"monthly": bands(&tally.monthly), "once": bands(&tally.once)},
        "losers": {"count": tally.losers.count, "listed": losers}, "reasons": reasons, "missing": missing,
        "repeated": {"count": tally.repeated.count, "first": repeated},
        "uncounted": {"count": tally.uncounted, "first": uncounted},
    })
}

fn two([old, new]: [u64; 2]) -> Json {
    json!({"old": old, "new": new})
}

fn sums(sums: &Sums) -> Json {
    let three = |old: Ratio, new: Ratio| {
        let apart = new.checked_sub(old).map(plain);
        json!({"old": plain(old), "new": plain(new), "difference": apart})
    };
    json!({
        "monthly": three(sums.old.monthly, sums.new.monthly),
        "yearly": three(sums.old.yearly, sums.new.yearly),
        "once": three(sums.old.once, sums.new.once),
    })
}

fn range(range: Interval) -> Json {
    let end = |value: Option<Ratio>| value.map(plain);
    json!({"low": end(range.low.value()), "high": end(range.high.value())})
}

fn ranges(money: &Money) -> Json {
    json!({"monthly": range(money.monthly), "yearly": range(money.yearly), "once": range(money.once)})
}

fn group(group: &Group) -> Json {
    let mut effects = serde_json::Map::new();
    for effect in Effect::ALL {
        let counts = json!({"households": group.count(effect), "people": group.affected[effect.index()]});
        effects.insert(words::effect_key(effect).to_owned(), counts);
    }
    let [more, less] = group.more_and_less;
    json!({
        "households": group.households, "people": group.people, "effects": effects,
        "benefit_stopped": group.stopped, "monthly_stopped": group.monthly_stopped, "benefit_begun": group.begun,
        "recategorized": group.recategorized, "only_lost_determination": group.only_lost,
        "sums": sums(&group.sums),
        "more": {"monthly": plain(more.monthly), "yearly": plain(more.yearly), "once": plain(more.once)},
        "less": {"monthly": plain(less.monthly), "yearly": plain(less.yearly), "once": plain(less.once)},
        "open_difference": ranges(&group.open),
    })
}

fn bands(bands: &Bands) -> Json {
    let side = |side: &[Band]| -> Vec<Json> {
        side.iter()
            .enumerate()
            .map(|(at, band)| {
                let (above, to) = bands.span(at);
                json!({"above": plain(above), "to": to.map(plain), "households": band.households,
                    "sum": plain(band.sum)})
            })
            .collect()
    };
    json!({"less": side(&bands.less), "unchanged": bands.same, "more": side(&bands.more), "open": bands.open})
}

/// A household that loses.
fn loser(report: &Report<'_>, loser: &Loser) -> Json {
    let names = |items: &[usize]| -> Vec<&str> {
        items.iter().map(|at| report.pair.items[*at].name.as_str()).collect()
    };
    let [lost, gained] = &loser.lost_and_gained;
    let by = report.about.by.iter().zip(&loser.by).map(|(name, value)| (name.clone(), json!(value)));
    json!({
        "record": loser.number, "id": loser.id.as_deref().map(hide), "people": loser.people,
        "by": Json::Object(by.collect()),
        "old": ranges(&loser.given[0]), "new": ranges(&loser.given[1]), "difference": ranges(&loser.difference),
        "yearly_loss": plain(loser.loss), "stopped": names(&loser.stopped),
        "lost": names(lost), "gained": names(gained), "category": loser.categories,
        "reasons": loser.reasons.iter().map(words::reason).collect::<Vec<_>>(),
    })
}

/// Names of the columns of the list of all who lose.
#[must_use]
pub fn loser_columns(by: &[String]) -> Vec<String> {
    let mut columns: Vec<String> = ["序号", "编号", "人数"].map(str::to_owned).to_vec();
    columns.extend(by.iter().cloned());
    let rest = [
        "原每月",
        "新每月",
        "每月增减",
        "全年增减",
        "原一次性",
        "新一次性",
        "一次性增减",
        "停发的给付",
        "失去的认定",
        "新取得的认定",
        "原类别",
        "新类别",
        "原因",
    ];
    columns.extend(rest.map(str::to_owned));
    columns
}

/// A household that loses, as a row of that list; what is open is written as a range.
#[must_use]
pub fn loser_row(report: &Report<'_>, loser: &Loser) -> Vec<String> {
    let said = |range: Interval| match range.is_point() {
        Some(point) => plain(point),
        None => words::cell(range),
    };
    let [old, new] = &loser.given;
    let [lost, gained] = &loser.lost_and_gained;
    let [before, after] = loser.categories.clone().unwrap_or_default();
    let id = loser.id.as_deref().map(|id| hide(id).into_owned()).unwrap_or_default();
    let mut row = vec![loser.number.to_string(), id, loser.people.to_string()];
    row.extend(loser.by.iter().cloned());
    row.extend([old.monthly, new.monthly, loser.difference.monthly, loser.difference.yearly].map(said));
    row.extend([old.once, new.once, loser.difference.once].map(said));
    row.extend([&loser.stopped, lost, gained].map(|items| words::items(report.pair, items)));
    row.extend([before, after]);
    row.push(loser.reasons.iter().map(words::reason).collect::<Vec<_>>().join("；"));
    row
}
