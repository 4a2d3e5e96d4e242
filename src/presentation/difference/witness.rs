//! How the effect of a change is told: a household, both results, the yuan between them; or that there is none.

use super::told::Voice;
use crate::comparison::diff::Relation;
use crate::comparison::witness::{Effect, How, Line, Witness};
use crate::quantity::calendar::Date;

/// The lines of an effect; what stands below the first one stands further in.
pub(super) fn lines(effect: &Effect, voice: &Voice) -> Vec<String> {
    match effect {
        Effect::Witness(witness) => {
            let others: Vec<String> = witness.others.iter().map(|line| result(line, voice)).collect();
            let others = (!others.is_empty()).then(|| format!("这一户同时不同的：{}", others.join("；")));
            household(witness, result(&witness.line, voice), others)
        }
        Effect::Equivalent { how } => {
            vec![format!("影响：不影响任何一户，两边算出来都一样（{}）", known(*how))]
        }
        Effect::Unreachable { how } => {
            vec![format!("影响：不改变任何一项结果（{}）", known(*how))]
        }
        Effect::Undecided { results, entries } => {
            let results = if results.is_empty() {
                String::new()
            } else {
                format!("；可能不同的结果：{}", results.join("、"))
            };
            vec![format!(
                "影响：没有找到结果不同的人家，也没能证明没有（每张清单最多试到{entries}项）{results}"
            )]
        }
    }
}

/// The same of two provisions that stand beside each other under two names, the old one first.
pub(super) fn beside(effect: &Effect, names: (&str, &str), voice: &Voice) -> Vec<String> {
    let Effect::Witness(witness) = effect else { return lines(effect, voice) };
    let line = &witness.line;
    let (old, new) = (&line.old.words, &line.new.words);
    let whom = whom(line).replace('的', "：");
    let said = format!("{whom}{}的“{}”{old}，{}的“{}”{new}", voice.old, names.0, voice.new, names.1);
    household(witness, said, None)
}

/// How it is known that there is none.
fn known(how: How) -> String {
    match how {
        How::SameShape => "算法相同".to_owned(),
        How::Unread => "没有一项结果用到它".to_owned(),
        How::Regions => "所有情形逐一核对过，不论什么样的人家".to_owned(),
        How::Bounded { entries } => format!("每张清单不超过{entries}项的人家，逐一核对过"),
    }
}

/// The household, below what becomes of it.
fn household(witness: &Witness, said: String, others: Option<String>) -> Vec<String> {
    let day = Date::parse(&witness.day).map_or(witness.day.clone(), |day| day.to_string());
    let mut lines = vec![format!("举例：{day}，{said}")];
    let told = witness.household.iter().map(|line| {
        let line = line.trim();
        line.strip_prefix(&day).map_or(line, |rest| rest.trim_start_matches('。')).to_owned()
    });
    lines.extend(told.filter(|line| !line.is_empty()));
    lines.extend(others);
    if !witness.alone {
        lines.push("这一户的结果也受同时修改的其他规定影响".to_owned());
    }
    lines.extend(witness.remarks.iter().filter(|remark| !remark.ends_with("相对应")).cloned());
    lines
}

/// `甲的`; nothing for the household.
fn whom(line: &Line) -> String {
    match line.subject.as_str() {
        "" | "家庭" => String::new(),
        subject => format!("{}的", subject.trim_start_matches("成员 ")),
    }
}

/// `甲的单人户低保金：原来不给，现在给付 每人每月410元，多每人每月410元`.
fn result(line: &Line, voice: &Voice) -> String {
    let subject = whom(line);
    let (old, new) = match voice.relation {
        Relation::Succession => ("原来".to_owned(), "现在".to_owned()),
        Relation::Neighbours => (voice.old.clone(), voice.new.clone()),
    };
    let more = line.difference.as_ref().map(|money| match money.words.strip_prefix('少') {
        Some(_) => format!("，{}", money.words),
        None if money.number == "0" => String::new(),
        None => format!("，多{}", money.words),
    });
    let named = |text: &str| if text.is_empty() { "没有规定".to_owned() } else { text.to_owned() };
    let terms = line
        .terms
        .iter()
        .map(|term| format!("；{}：{old} {}，{new} {}", term.what, named(&term.old), named(&term.new)));
    let terms: String = terms.collect();
    let (was, is) = (&line.old.words, &line.new.words);
    // The result is the same, and is handed out otherwise.
    if was == is && !terms.is_empty() {
        return format!("{subject}{}：{is}不变{terms}", line.result);
    }
    format!("{subject}{}：{old}{was}，{new}{is}{}{terms}", line.result, more.unwrap_or_default())
}
