//! The same as rows for spreadsheets: one figure per row.

use super::Report;
use super::spread::band_rows;
use super::words::{self, plain};
use crate::comparison::impact::money::Effect;
use crate::comparison::impact::tally::{Group, Sums};
use crate::quantity::ratio::Ratio;

/// Names of the columns.
const HEAD: [&str; 8] = ["表", "分组", "项目", "指标", "单位", "原规定", "新规定", "增减"];

/// Rows of a spreadsheet, the first with the names of the columns. Sums are exact decimals in 元.
#[must_use]
pub fn rows(report: &Report<'_>) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = vec![HEAD.map(str::to_owned).to_vec()];
    group(&mut rows, "合计", "", &report.tally.all);
    for (values, own) in &report.tally.groups {
        group(&mut rows, "分组", &values.join("／"), own);
    }
    for (item, tally) in report.pair.items.iter().zip(&report.tally.items) {
        let name = words::item(item);
        let table = if item.is_benefit() { "给付" } else { "认定" };
        let mut put = |measure: &str, unit: &str, cells: [String; 3]| {
            push(&mut rows, [table, "", &name, measure, unit], cells)
        };
        let pair = |pair: [u64; 2]| [pair[0].to_string(), pair[1].to_string(), minus(pair)];
        let one = |number: u64| [String::new(), String::new(), number.to_string()];
        put("户数", "户", pair(tally.households));
        put("人次", "人次", pair(tally.subjects));
        put("新增", "人次", one(tally.gained_and_lost[0]));
        put("失去", "人次", one(tally.gained_and_lost[1]));
        put("未定", "户", one(tally.open));
        if item.is_benefit() {
            put("新享受的户", "户", one(tally.begun_and_stopped[0]));
            put("停发的户", "户", one(tally.begun_and_stopped[1]));
            put("增加的户", "户", one(tally.more_and_less[0]));
            put("减少的户", "户", one(tally.more_and_less[1]));
            put("可以给付", "人次", pair(tally.offered));
            sums(&mut rows, ["给付", "", &name], &tally.sums);
        }
    }
    for burden in report.tally.burdens(report.pair) {
        let name = burden.bearer.unwrap_or_else(|| "公文没有写明".to_owned());
        sums(&mut rows, ["资金", "", &name], &burden.sums);
    }
    for ([old, new], households) in &report.tally.categories {
        push(
            &mut rows,
            ["类别变化", old, new, "户数", "户"],
            [String::new(), String::new(), households.to_string()],
        );
    }
    let both = [("每月分布", &report.tally.monthly), ("一次性分布", &report.tally.once)];
    for (table, bands) in both {
        for (name, households, amount) in band_rows(bands) {
            push(
                &mut rows,
                [table, "", &name, "户数", "户"],
                [String::new(), String::new(), households.to_string()],
            );
            if let Some(amount) = amount {
                push(
                    &mut rows,
                    [table, "", &name, "金额", "元"],
                    [String::new(), String::new(), plain(amount)],
                );
            }
        }
    }
    for (reason, households) in &report.tally.reasons {
        let name = words::reason(reason);
        push(
            &mut rows,
            ["减少的原因", "", &name, "户数", "户"],
            [String::new(), String::new(), households.to_string()],
        );
    }
    for (name, households) in &report.tally.missing {
        push(
            &mut rows,
            ["缺的情况", "", name, "户数", "户"],
            [String::new(), String::new(), households.to_string()],
        );
    }
    let repeated = report.tally.repeated.count.to_string();
    push(&mut rows, ["编号重复", "", "", "记录", "条"], [String::new(), String::new(), repeated]);
    let uncounted = report.tally.uncounted.to_string();
    push(&mut rows, ["没有计入", "", "", "记录", "条"], [String::new(), String::new(), uncounted]);
    rows
}

fn push(rows: &mut Vec<Vec<String>>, names: [&str; 5], cells: [String; 3]) {
    rows.push(names.iter().map(|name| (*name).to_owned()).chain(cells).collect());
}

fn minus([old, new]: [u64; 2]) -> String {
    (i128::from(new) - i128::from(old)).to_string()
}

fn group(rows: &mut Vec<Vec<String>>, table: &str, name: &str, group: &Group) {
    let one = |number: u64| [String::new(), String::new(), number.to_string()];
    let mut put =
        |measure: &str, unit: &str, number: u64| push(rows, [table, name, "", measure, unit], one(number));
    put("户数", "户", group.households);
    put("人数", "人", group.people);
    for effect in Effect::ALL {
        put(words::effect(effect), "户", group.count(effect));
        put(words::effect(effect), "人", group.affected[effect.index()]);
    }
    put("失去给付", "户", group.stopped);
    put("不再按月领取", "户", group.monthly_stopped);
    put("新享受给付", "户", group.begun);
    put("家庭认定有变化", "户", group.recategorized);
    put("只失去家庭认定", "户", group.only_lost);
    sums(rows, [table, name, ""], &group.sums);
}

fn sums(rows: &mut Vec<Vec<String>>, [table, name, item]: [&str; 3], sums: &Sums) {
    let Ok(apart) = sums.more() else { return };
    let (old, new) = (&sums.old, &sums.new);
    let mut put = |measure: &str, unit: &str, amounts: [Ratio; 3]| {
        push(rows, [table, name, item, measure, unit], amounts.map(plain));
    };
    put("每月", "元/月", [old.monthly, new.monthly, apart.monthly]);
    put("全年", "元/年", [old.yearly, new.yearly, apart.yearly]);
    put("一次性", "元", [old.once, new.once, apart.once]);
}
