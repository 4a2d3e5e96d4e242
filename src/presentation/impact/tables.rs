//! The tables of a report.

use std::collections::BTreeSet;

use super::words::{self, cell, count, items, signed, sum};
use super::{Report, Writer};
use crate::comparison::impact::household::{NONE, OPEN, UNRULED};
use crate::comparison::impact::losers::Loser;
use crate::comparison::impact::money::Effect;
use crate::comparison::impact::pair::Item;
use crate::comparison::impact::reason::{Cause, Reason};
use crate::comparison::impact::tally::{ItemTally, Sums};
use crate::presentation::document::table::Table;
use crate::quantity::interval::Interval;
use crate::quantity::ratio::Ratio;

/// A matrix with more categories than this is told as a list.
const WIDEST: usize = 5;
/// Reasons that are told; the rest is counted.
const REASONS: usize = 30;
/// Missing facts that are told.
const MISSING: usize = 30;

/// The households that lose.
pub(super) fn losers(report: &Report<'_>, writer: &mut Writer) {
    let all = &report.tally.losers;
    if all.count == 0 {
        return;
    }
    writer.part("待遇减少的户");
    let shown: Vec<&Loser> = all.iter().collect();
    let listed = u64::try_from(shown.len()).unwrap_or(u64::MAX);
    let whole = match &report.about.losers_file {
        Some(file) => format!("全部名单已写到{file}。"),
        None if !report.about.on_screen => String::new(),
        None => "全部名单用 --losers-out 写成文件，或者用 --losers all 全部列出。".to_owned(),
    };
    match listed {
        0 => writer.say(format!("共{}户。{whole}", count(all.count))),
        _ if listed < all.count => {
            writer.say(format!("共{}户，下面列出减少最多的{}户。{whole}", count(all.count), count(listed)));
        }
        _ => writer.say(format!("共{}户，按减少的多少排列。", count(all.count))),
    }
    if !shown.is_empty() {
        writer.document.table(loser_table(report, &shown));
    }
    let reasons = &report.tally.reasons;
    if !reasons.is_empty() {
        writer.say("减少的原因（一户可能有几个）：");
        let mut ranked: Vec<_> = reasons.iter().collect();
        ranked.sort_by_key(|(_, households)| std::cmp::Reverse(**households));
        let mut table = Table::new(&["原因", "户数"], &[9, 1]).figures(&[1]);
        for (reason, households) in ranked.iter().take(REASONS) {
            table.row([words::reason(reason), count(**households)]);
        }
        writer.document.table(table);
        if ranked.len() > REASONS {
            writer.say(format!("另有{}种原因没有列出。", ranked.len() - REASONS));
        }
    }
}

fn loser_table(report: &Report<'_>, shown: &[&Loser]) -> Table {
    let zero = Interval::point(Ratio::ZERO);
    let months = shown.iter().any(|loser| loser.difference.monthly != zero);
    let sums = shown.iter().any(|loser| loser.difference.once != zero);
    let mut head = vec!["户", "人数"];
    let mut shares = vec![3, 2];
    for (name, _) in [("每月", months), ("一次性", sums)].iter().filter(|(_, told)| *told) {
        head.push(if *name == "每月" { "每月原→新（元）" } else { "一次性原→新（元）" });
        head.push("增减");
        shares.extend([5, 3]);
    }
    head.push("说明");
    shares.push(8);
    let figures: Vec<usize> = (1..head.len() - 1).collect();
    let mut table = Table::new(&head, &shares).figures(&figures);
    for loser in shown {
        let mut row =
            vec![words::household(loser.number, loser.id.as_deref()), count(u64::from(loser.people))];
        let [old, new] = loser.given;
        let mut pace = |old: Interval, new: Interval, apart: Interval| {
            row.push(if old == zero && new == zero {
                "—".to_owned()
            } else {
                format!("{}→{}", cell(old), cell(new))
            });
            row.push(apart.is_point().map_or_else(|| cell(apart), signed));
        };
        if months {
            pace(old.monthly, new.monthly, loser.difference.monthly);
        }
        if sums {
            pace(old.once, new.once, loser.difference.once);
        }
        row.push(remark(report, loser));
        table.row(row);
    }
    table
}

/// What else is to be said of a household that loses.
fn remark(report: &Report<'_>, loser: &Loser) -> String {
    let mut said = Vec::new();
    if !loser.stopped.is_empty() {
        said.push(format!("停发{}", items(report.pair, &loser.stopped)));
    }
    if let Some([old, new]) = loser.categories.as_ref().filter(|[old, new]| old != new) {
        said.push(format!("{old}→{new}"));
    }
    // A matrix says where the household went, not what becomes of its members.
    let matrix = loser.categories.is_some();
    let [lost, gained] = loser.lost_and_gained.each_ref().map(|items| {
        let told = items.iter().copied().filter(|at| !matrix || !report.pair.items[*at].whole);
        told.collect::<Vec<usize>>()
    });
    let members = |at: &usize| !report.pair.items[*at].whole;
    if !lost.is_empty() {
        let who = if lost.iter().all(members) { "有成员" } else { "" };
        said.push(format!("{who}不再是{}", items(report.pair, &lost)));
    }
    if !gained.is_empty() {
        let who = if gained.iter().all(members) { "有成员" } else { "" };
        said.push(format!("{who}新成为{}", items(report.pair, &gained)));
    }
    said.extend(loser.reasons.iter().filter_map(|reason| less(report, loser, reason)));
    said.join("；")
}

/// What becomes less without ending for the household: the amount, or for some of its members.
fn less(report: &Report<'_>, loser: &Loser, reason: &Reason) -> Option<String> {
    let is = |item: &Item| item.name == reason.result && item.is_benefit();
    let at = report.pair.items.iter().position(is)?;
    if loser.stopped.contains(&at) {
        return None;
    }
    Some(match &reason.cause {
        Cause::Less => format!("{}减少", reason.result),
        _ if report.pair.items[at].whole => format!("不再享受{}", reason.result),
        _ => format!("有成员不再享受{}", reason.result),
    })
}

/// Determinations that change, and the matrix.
pub(super) fn determinations(report: &Report<'_>, writer: &mut Writer) {
    let rows: Vec<(&Item, &ItemTally)> =
        report.pair.items.iter().zip(&report.tally.items).filter(|(item, _)| !item.is_benefit()).collect();
    let moved = |(_, tally): &&(&Item, &ItemTally)| tally.gained_and_lost != [0, 0];
    let changed: Vec<_> = rows.iter().filter(moved).collect();
    let matrix = !report.tally.categories.is_empty();
    if changed.is_empty() && !matrix {
        return;
    }
    writer.part("认定的变化");
    let mut table =
        Table::new(&["认定", "原符合", "新符合", "新增", "失去", "未定的户"], &[6, 2, 2, 2, 2, 2])
            .figures(&[1, 2, 3, 4, 5]);
    for (item, tally) in &changed {
        let mut row = vec![words::item(item)];
        row.extend(
            tally.subjects.iter().chain(&tally.gained_and_lost).chain([&tally.open]).map(|n| count(*n)),
        );
        table.row(row);
    }
    writer.document.table(table);
    let rest = rows.len() - changed.len();
    if changed.iter().any(|(item, _)| !item.whole) {
        writer.say("家庭的认定按户计，成员的认定按人计。");
    }
    if rest > 0 && !changed.is_empty() {
        writer.say(format!("其余{rest}项认定没有变化。"));
    }
    if matrix {
        let pairs: Vec<([String; 2], u64)> =
            report.tally.categories.iter().map(|(pair, households)| (pair.clone(), *households)).collect();
        shift(&format!("按{}", report.about.matrix.join("、")), &pairs, &report.pair.category_order, writer);
        return;
    }
    let combined = report.tally.combinations(report.pair);
    if combined.items.is_empty() {
        return;
    }
    let name = |standing| {
        let (holds, open) = combined.of(standing);
        match (holds.is_empty(), open.is_empty()) {
            (_, false) => OPEN.to_owned(),
            (true, true) => NONE.to_owned(),
            (false, true) => items(report.pair, &holds),
        }
    };
    let pairs: Vec<([String; 2], u64)> =
        combined.counts.iter().map(|(pair, households)| (pair.map(name), *households)).collect();
    shift("按同时符合的家庭认定", &pairs, &[], writer);
    if report.tally.standings_beyond > 0 {
        let beyond = count(report.tally.standings_beyond);
        writer.say(format!("组合太多，另有{beyond}户没有列入上表；可用 --matrix 指定认定或者定义。"));
    }
}

/// Who moved from where to where: a matrix, or a list where it would be too wide.
fn shift(by: &str, pairs: &[([String; 2], u64)], order: &[String], writer: &mut Writer) {
    let place = |name: &String| order.iter().position(|known| known == name).unwrap_or(usize::MAX);
    let last =
        |name: &str| [NONE, OPEN, UNRULED].iter().position(|known| *known == name).map_or(0, |at| at + 1);
    let names: BTreeSet<(usize, usize, &String)> =
        pairs.iter().flat_map(|(pair, _)| pair).map(|name| (place(name), last(name), name)).collect();
    let names: Vec<&String> = names.into_iter().map(|(_, _, name)| name).collect();
    let found = |old: &str, new: &str| -> u64 {
        pairs
            .iter()
            .filter(|([from, to], _)| from == old && to == new)
            .map(|(_, households)| households)
            .sum()
    };
    let wide: usize = names.iter().map(|name| name.chars().count()).sum();
    if names.len() <= WIDEST && wide <= 36 {
        writer.say(format!("{by}，各户由哪一类变到哪一类（每行是原规定，每列是新规定，户）："));
        let mut head = vec!["原＼新".to_owned()];
        head.extend(names.iter().map(|name| (*name).clone()));
        head.push("原合计".to_owned());
        let shares: Vec<u16> = head.iter().map(|_| 2).collect();
        let columns: Vec<usize> = (1..head.len()).collect();
        let mut table = Table { head, rows: Vec::new(), shares, right: columns };
        let mut foot = vec![0; names.len()];
        for old in &names {
            let own: Vec<u64> = names.iter().map(|new| found(old, new)).collect();
            foot.iter_mut().zip(&own).for_each(|(all, own)| *all += own);
            let mut row = vec![(*old).clone()];
            row.extend(own.iter().map(|households| count(*households)));
            row.push(count(own.iter().sum()));
            table.row(row);
        }
        let mut row = vec!["新合计".to_owned()];
        row.extend(foot.iter().map(|households| count(*households)));
        row.push(count(foot.iter().sum()));
        table.row(row);
        writer.document.table(table);
        return;
    }
    writer.say(format!("{by}，有变化的户由哪一类变到哪一类："));
    let mut table = Table::new(&["原规定", "新规定", "户数"], &[4, 4, 1]).figures(&[2]);
    let mut moved: Vec<(&String, &String, u64)> = Vec::new();
    for old in &names {
        for new in &names {
            let households = found(old, new);
            if old != new && households > 0 {
                moved.push((old, new, households));
            }
        }
    }
    moved.sort_by_key(|(.., households)| std::cmp::Reverse(*households));
    for (old, new, households) in moved {
        table.row([old.clone(), new.clone(), count(households)]);
    }
    writer.document.table(table);
}

/// Whether anything is told of a benefit.
fn touched(tally: &ItemTally) -> bool {
    tally.sums.old != tally.sums.new
        || tally.gained_and_lost != [0, 0]
        || tally.more_and_less != [0, 0]
        || tally.offered[0] != tally.offered[1]
}

/// What becomes of each benefit.
pub(super) fn benefits(report: &Report<'_>, writer: &mut Writer) {
    let rows: Vec<(&Item, &ItemTally)> =
        report.pair.items.iter().zip(&report.tally.items).filter(|(item, _)| item.is_benefit()).collect();
    let told = |(item, tally): &&(&Item, &ItemTally)| touched(tally) || (!item.same && tally.open > 0);
    let changed: Vec<_> = rows.iter().filter(told).collect();
    if rows.is_empty() {
        return;
    }
    writer.part("各项给付");
    if changed.is_empty() {
        writer.say(format!("{}项给付都没有变化。", rows.len()));
        return;
    }
    writer.say("享受的户数：");
    let head = ["给付", "原享受", "新享受", "新增", "停发", "增加", "减少", "未定"];
    let mut table = Table::new(&head, &[6, 2, 2, 2, 2, 2, 2, 2]).figures(&[1, 2, 3, 4, 5, 6, 7]);
    for (item, tally) in &changed {
        let mut row = vec![words::item(item)];
        let counts = tally.households.iter().chain(&tally.begun_and_stopped).chain(&tally.more_and_less);
        row.extend(counts.chain([&tally.open]).map(|households| count(*households)));
        table.row(row);
    }
    writer.document.table(table);
    let open = report.tally.all.count(Effect::Undetermined) > 0;
    let open = if open { "；整户的增减还未定、这一项已定的户，也在内" } else { "" };
    writer.say(format!("“增加”含新增的户，“减少”含停发的户，按这一项给付计{open}。"));
    money(
        "每月金额（元）：",
        ["原每月", "新每月", "每月增减", "全年增减"],
        &changed,
        writer,
        |sums| {
            let apart = sums.more().ok()?;
            Some([sums.old.monthly, sums.new.monthly, apart.monthly, apart.yearly])
        },
    );
    money("一次性金额（元）：", ["原", "新", "增减", ""], &changed, writer, |sums| {
        let apart = sums.more().ok()?;
        Some([sums.old.once, sums.new.once, apart.once, Ratio::ZERO])
    });
    let offered: Vec<_> = changed.iter().filter(|(_, tally)| tally.offered != [0, 0]).collect();
    if !offered.is_empty() {
        writer.say("“可以”给付、由机关决定的（人次，不计金额）：");
        let mut table = Table::new(&["给付", "原可给", "新可给"], &[6, 2, 2]).figures(&[1, 2]);
        for (item, tally) in offered {
            table.row([words::item(item), count(tally.offered[0]), count(tally.offered[1])]);
        }
        writer.document.table(table);
    }
    let rest = rows.len() - changed.len();
    if rest > 0 {
        writer.say(format!("其余{rest}项给付没有变化。"));
    }
}

/// A table of sums by benefit, those without any left out, with their total.
fn money(
    title: &str,
    head: [&str; 4],
    rows: &[&(&Item, &ItemTally)],
    writer: &mut Writer,
    of: impl Fn(&Sums) -> Option<[Ratio; 4]>,
) {
    let columns = head.iter().filter(|name| !name.is_empty()).count();
    let names: Vec<&str> = std::iter::once("给付").chain(head.into_iter().take(columns)).collect();
    let mut shares = vec![4];
    shares.extend(std::iter::repeat_n(3, columns));
    let mut table = Table::new(&names, &shares).figures(&(1..=columns).collect::<Vec<_>>());
    let mut total = [Ratio::ZERO; 4];
    for (item, tally) in rows {
        let Some(amounts) = of(&tally.sums) else { continue };
        if amounts.iter().all(|amount| *amount == Ratio::ZERO) {
            continue;
        }
        for (all, own) in total.iter_mut().zip(amounts) {
            *all = all.checked_add(own).unwrap_or(*all);
        }
        table.row(amount_row(words::item(item), &amounts, columns));
    }
    if table.rows.is_empty() {
        return;
    }
    if table.rows.len() > 1 {
        table.row(amount_row("合计".to_owned(), &total, columns));
    }
    writer.say(title);
    writer.document.table(table);
}

fn amount_row(name: String, amounts: &[Ratio; 4], columns: usize) -> Vec<String> {
    let said = |(at, amount): (usize, &Ratio)| if at < 2 { sum(*amount) } else { signed(*amount) };
    std::iter::once(name).chain(amounts.iter().enumerate().take(columns).map(said)).collect()
}

/// Who bears what.
pub(super) fn burdens(report: &Report<'_>, writer: &mut Writer) {
    let burdens = report.tally.burdens(report.pair);
    if burdens.iter().all(|burden| burden.bearer.is_none()) {
        return;
    }
    writer.part("资金由谁负担");
    let head = ["负担", "原每月", "新每月", "每月增减", "全年增减", "一次性增减"];
    let mut table = Table::new(&head, &[4, 3, 3, 3, 3, 3]).figures(&[1, 2, 3, 4, 5]);
    for burden in &burdens {
        let Ok(apart) = burden.sums.more() else { continue };
        let name = burden.bearer.clone().unwrap_or_else(|| "公文没有写明".to_owned());
        let sums = &burden.sums;
        table.row([
            name,
            sum(sums.old.monthly),
            sum(sums.new.monthly),
            signed(apart.monthly),
            signed(apart.yearly),
            signed(apart.once),
        ]);
    }
    writer.document.table(table);
}

/// Everything by the wanted values.
pub(super) fn groups(report: &Report<'_>, writer: &mut Writer) {
    if report.about.by.is_empty() {
        return;
    }
    writer.part(&format!("按{}", report.about.by.join("、")));
    let mut head: Vec<&str> = report.about.by.iter().map(String::as_str).collect();
    let first = head.len();
    head.extend(["户数", "减少", "增加", "未定", "每月增减", "全年增减", "一次性增减"]);
    let shares: Vec<u16> = (0..head.len())
        .map(|at| match at.checked_sub(first) {
            None => 4,
            Some(0..=3) => 2,
            Some(_) => 5,
        })
        .collect();
    let mut table = Table::new(&head, &shares).figures(&(first..head.len()).collect::<Vec<_>>());
    let all = (vec!["合计".to_owned()], &report.tally.all);
    let groups = report.tally.groups.iter().map(|(values, group)| (values.clone(), group));
    for (values, group) in groups.chain([all]) {
        let Ok(apart) = group.sums.more() else { continue };
        let mut row = values;
        row.resize(first, String::new());
        let loses = group.count(Effect::Loses) + group.count(Effect::Mixed);
        row.extend(
            [group.households, loses, group.count(Effect::Gains), group.count(Effect::Undetermined)]
                .map(count),
        );
        row.extend([apart.monthly, apart.yearly, apart.once].map(signed));
        table.row(row);
    }
    writer.document.table(table);
    if report.tally.all.count(Effect::Mixed) > 0 {
        writer.say("“减少”含有增有减的户。");
    }
}

/// What is missing.
pub(super) fn missing(report: &Report<'_>, writer: &mut Writer) {
    let undetermined = report.tally.all.count(Effect::Undetermined);
    if undetermined == 0 {
        return;
    }
    writer.part("未定的户缺什么");
    let mut ranked: Vec<_> = report.tally.missing.iter().collect();
    ranked.sort_by_key(|(_, households)| std::cmp::Reverse(**households));
    writer.say(format!("{}户还缺下列情况，补齐以后才能定（一户可能缺几项）：", count(undetermined)));
    let mut table = Table::new(&["缺什么", "户数"], &[9, 1]).figures(&[1]);
    for (name, households) in ranked.iter().take(MISSING) {
        table.row([(*name).clone(), count(**households)]);
    }
    writer.document.table(table);
    if ranked.len() > MISSING {
        writer.say(format!("另有{}种没有列出。", ranked.len() - MISSING));
    }
}

/// Records that were not counted.
pub(super) fn uncounted(report: &Report<'_>, writer: &mut Writer) {
    let tally = report.tally;
    if tally.uncounted == 0 {
        return;
    }
    writer.part("没有计入的记录");
    let named = tally.first_uncounted.len();
    let rest = tally.uncounted.saturating_sub(u64::try_from(named).unwrap_or(u64::MAX));
    let more = if rest > 0 { format!("，先列{named}条") } else { String::new() };
    writer.say(format!("{}条记录有错，没有计入以上各数{more}；改正以后请重新测算。", count(tally.uncounted)));
    let mut table = Table::new(&["记录", "错在哪里"], &[2, 9]);
    for record in &tally.first_uncounted {
        table.row([format!("第{}条", record.number), record.why.clone()]);
    }
    writer.document.table(table);
}
