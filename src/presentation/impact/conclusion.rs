//! What comes first and what comes last: the conclusion, and how it was counted.

use super::words::{between, count, growth, more, share, sum};
use super::{Report, Writer};
use crate::comparison::impact::money::{Effect, Paid};
use crate::comparison::impact::tally::Group;
use crate::facts::identity::hide;
use crate::presentation::document::Block;
use crate::quantity::interval::Interval;
use crate::quantity::ratio::Ratio;

/// What was compared.
pub(super) fn head(report: &Report<'_>, writer: &mut Writer) {
    let (about, tally) = (report.about, report.tally);
    writer.document.blocks.push(Block::Title { text: writer.document.title.clone() });
    let mut fact = |text: String| writer.document.blocks.push(Block::Fact { text });
    fact(format!("原规定：{}", about.old));
    fact(format!("新规定：{}", about.new));
    let people =
        if tally.all.people > 0 { format!("、{}人", count(tally.all.people)) } else { String::new() };
    let mut records = format!("记录：{}，计入{}户{people}", about.records, count(tally.all.households));
    if tally.uncounted > 0 {
        records.push_str(&format!("；另有{}条记录有错，没有计入", count(tally.uncounted)));
    }
    fact(records);
    let repeated = &tally.repeated;
    if let Some((first, id)) = repeated.first.first() {
        fact(format!(
            "！编号重复的{}条，都计入了：第{first}条的编号“{}”前面已经有过{}。同一户写了两次的，请删去一条再测算。",
            count(repeated.count),
            hide(id),
            if repeated.count > 1 { "，等等" } else { "" },
        ));
    }
}

/// Households with an effect, with the people in them.
fn households(group: &Group, effect: Effect) -> String {
    let (households, people) = (group.count(effect), group.affected[effect.index()]);
    if people > 0 {
        format!("{}户{}人", count(households), count(people))
    } else {
        format!("{}户", count(households))
    }
}

/// What the change comes to.
pub(super) fn conclusion(report: &Report<'_>, writer: &mut Writer) {
    let all = &report.tally.all;
    writer.part("结论");
    if all.households == 0 {
        writer.say("没有一户可以计入，得不出结论。");
        return;
    }
    let mut said: Vec<String> = Vec::new();
    for effect in Effect::ALL {
        if all.count(effect) > 0 || effect == Effect::Loses {
            let word = match effect {
                Effect::Loses => "待遇减少的",
                Effect::Mixed => "有增有减的",
                Effect::Gains => "待遇增加的",
                Effect::Unchanged => "不变的",
                Effect::Undetermined => "未定的",
            };
            let part = share(all.count(effect), all.households);
            said.push(format!("{word}{}，占{part}", households(all, effect)));
        }
    }
    writer.say(format!("{}。", said.join("；")));
    let out = match all.stopped {
        0 if all.count(Effect::Undetermined) > 0 => "已定的户里，没有一户失去原来享受的给付。".to_owned(),
        0 => "没有一户失去原来享受的给付。".to_owned(),
        stopped => {
            let monthly = match all.monthly_stopped {
                0 => "，但没有一户由按月领取变为不再领取".to_owned(),
                some if some == stopped => "，都是原来按月领取、今后不再按月领取的".to_owned(),
                some => format!("，其中{}户原来按月领取，今后不再按月领取", count(some)),
            };
            format!("{}户失去原来享受的至少一项给付{monthly}。", count(stopped))
        }
    };
    let begun = match all.begun {
        0 => String::new(),
        begun => {
            // What one benefit does can be settled while the household as a whole is not.
            let open = all.count(Effect::Undetermined) > 0;
            let open = if open { "（整户未定、这一项已定的也算）" } else { "" };
            format!("{}户新享受至少一项给付{open}。", count(begun))
        }
    };
    writer.say(format!("{out}{begun}"));
    if all.recategorized > 0 {
        let only = match all.only_lost {
            0 => String::new(),
            only => format!("，其中{}户只失去认定，没有取得新的认定", count(only)),
        };
        writer.say(format!("{}户的家庭认定有变化{only}。", count(all.recategorized)));
    }
    let sums = &all.sums;
    let grows = |old, new| growth(old, new).map(|grown| format!("，{grown}")).unwrap_or_default();
    let nothing = Ratio::ZERO;
    if (sums.old.monthly, sums.new.monthly) != (nothing, nothing) {
        let Ok(apart) = sums.more() else { return };
        writer.say(format!(
            "按月给付：原每月{}元，新每月{}元，每月{}{}；全年{}。",
            sum(sums.old.monthly),
            sum(sums.new.monthly),
            more(apart.monthly),
            grows(sums.old.monthly, sums.new.monthly),
            more(apart.yearly),
        ));
        let [plus, minus] = all.more_and_less;
        part_settled(all, "每月共", |paid| paid.monthly, writer);
        if plus.monthly != nothing && minus.monthly != nothing {
            writer.say(format!(
                "其中增加的户每月共多{}元，减少的户每月共少{}元。",
                sum(plus.monthly),
                sum(minus.monthly.checked_neg().unwrap_or(minus.monthly)),
            ));
        }
    }
    if (sums.old.once, sums.new.once) != (nothing, nothing) {
        let Ok(apart) = sums.more() else { return };
        writer.say(format!(
            "一次性给付：原{}元，新{}元，{}{}。",
            sum(sums.old.once),
            sum(sums.new.once),
            more(apart.once),
            grows(sums.old.once, sums.new.once),
        ));
        part_settled(all, "共", |paid| paid.once, writer);
    }
    if all.count(Effect::Undetermined) > 0 {
        open(all, writer);
    }
    if report.pair.same() {
        // Only these households were looked at; what holds for any is for `prove` to say.
        writer.say(format!("这{}户按两边的规定算出的结果都一样。", count(all.households)));
    }
}

/// Of which households a difference is made: those of which all is settled, and the settled benefits of the others.
fn part_settled(all: &Group, way: &str, of: impl Fn(Paid) -> Ratio, writer: &mut Writer) {
    let Some([settled, rest]) = all.settled_and_rest() else { return };
    let (settled, rest) = (of(settled), of(rest));
    if rest != Ratio::ZERO {
        writer.say(format!(
            "其中金额已定的户{way}{}；金额未定的户里，已经能定的给付{way}{}。",
            more(settled),
            more(rest),
        ));
    }
}

/// What the undetermined households may come to.
fn open(all: &Group, writer: &mut Writer) {
    let [monthly, _, once] = all.open_ranges();
    let zero = Interval::point(Ratio::ZERO);
    let mut parts = Vec::new();
    if monthly != zero {
        parts.push(format!("每月增减{}", between(monthly)));
    }
    if once != zero {
        parts.push(format!("一次性增减{}", between(once)));
    }
    if !parts.is_empty() {
        writer.say(format!("金额合计不含未定的部分；未定的部分{}。", parts.join("，")));
    }
}

/// How it was counted.
pub(super) fn measure(report: &Report<'_>, writer: &mut Writer) {
    writer.part("计算口径");
    let (old, new) = (report.pair.old().on, report.pair.new_program().on);
    if old == new {
        writer.say(format!("两边都按{new}计算年龄、期限。"));
    } else {
        let hint =
            if report.about.on_screen { "；要都按新规定的日期算，加 --same-day" } else { "" };
        writer.say(format!("原规定按{old}计算年龄、期限和标准，新规定按{new}，因为两边写明了日期{hint}。"));
    }
    writer.say("只比较规定：同一份记录按两边的规定各算一次，家庭情况不变。金额精确到分，不用近似数。");
    writer.say(
        "按月给付和一次性给付分开计算。全年按十二个月计；规定只发几个月的，按几个月计。\
         按季、按年发的折成每月。",
    );
    writer.say(
        "一户的增减是各项给付增减相抵以后的数；每月、一次性和实物（服务）互不相抵，方向不同的列为“有增有减”。",
    );
    writer.say(
        "“可以”给付的，要由机关决定，只计可给的人次，不计金额。缺事实、待判断、没有规定的，不计入金额合计，\
         算得出范围的另列；两边规定一样的结果，缺事实也不算变化。",
    );
    if report.pair.items.iter().any(|item| item.no_sum()) {
        let names: Vec<String> =
            report.pair.items.iter().filter(|item| item.no_sum()).map(|item| item.name.clone()).collect();
        writer.say(format!("按天、按次计的没有合计金额：{}。", names.join("、")));
    }
    writer.say("增减的分布，每一段含上界、不含下界。");
    writer.say("名单只写编号，不写姓名和身份证号。");
}
