//! What a person types in the dialogue, as an answer.

use std::io::BufRead;

use yiju::facts::json::Json;
use yiju::inquiry::answer::Kind;

use crate::cli::failure::{Failure, Stop};
use crate::cli::output;

/// Most entries of a list that are asked one by one.
const ENTRIES: usize = 30;

/// A line of the dialogue.
pub(crate) enum Reply {
    /// 不知道
    Unknown,
    /// 返回
    Back,
    /// 离开
    Leave,
    /// ？
    Help,
    /// Anything else.
    Said(String),
}

/// Asks for a line; `None` at the end of the input.
pub(crate) fn read(input: &mut impl BufRead, prompt: &str) -> Result<Option<Reply>, Stop> {
    output::print(prompt)?;
    let mut line = String::new();
    let count = input
        .read_line(&mut line)
        .map_err(|error| Stop::from(Failure::call("读不了回答").because(&error)))?;
    if count == 0 {
        output::print("\n")?;
        return Ok(None);
    }
    Ok(Some(match line.trim() {
        "" | "不知道" | "跳过" | "不清楚" => Reply::Unknown,
        "返回" | "上一题" => Reply::Back,
        "离开" | "退出" | "结束" => Reply::Leave,
        "?" | "？" | "帮助" => Reply::Help,
        said => Reply::Said(said.to_owned()),
    }))
}

/// `1 一级　2 二级`; of many the first, and how many there are.
pub(crate) fn choices(elements: &[String], shown: usize) -> String {
    let first = elements.iter().take(shown).enumerate();
    let mut listed: Vec<String> = first.map(|(at, name)| format!("{} {name}", at + 1)).collect();
    if elements.len() > shown {
        listed.push(format!("……（共{}种，写名称或者号码）", elements.len()));
    }
    listed.join("　")
}

/// The value that a line means; with its evidence where that may stand.
pub(crate) fn value(kind: &Kind, absent: bool, said: &str, fact: bool) -> Result<Json, String> {
    let words: Vec<&str> = said.split_whitespace().collect();
    let supports = ["核对", "承诺", "陈述", "有争议"];
    let cut = words.iter().position(|word| supports.contains(word)).filter(|at| fact && *at > 0);
    let (own, evidence) = words.split_at(cut.unwrap_or(words.len()));
    let value = plain(kind, absent, &own.join(" "))?;
    let Some((support, rest)) = evidence.split_first() else { return Ok(value) };
    let text = |words: &str| Json::String(words.to_owned());
    let mut entries = vec![("值".to_owned(), value), ("依据".to_owned(), text(support))];
    let key = if *support == "核对" { "机关" } else { "形式" };
    match rest {
        [] => {}
        [one] => entries.push((key.to_owned(), text(one))),
        _ => return Err("依据后面只写一个词，例如“承诺 书面”“核对 县级民政部门”".to_owned()),
    }
    Ok(Json::Object(entries))
}

fn plain(kind: &Kind, absent: bool, said: &str) -> Result<Json, String> {
    let none = matches!(said, "无" | "没有");
    let truth = || match said {
        "是" | "1" | "对" | "有" | "y" | "Y" => Some(Json::Bool(true)),
        "否" | "2" | "不是" | "没有" | "n" | "N" => Some(Json::Bool(false)),
        _ => None,
    };
    let number = || {
        let digits = said.chars().all(|c| c.is_ascii_digit() || c == '.');
        if digits { Json::Number(said.to_owned()) } else { Json::String(said.to_owned()) }
    };
    match kind {
        Kind::Truth => truth().ok_or_else(|| "请答“是”或者“否”；不知道的写“不知道”".to_owned()),
        Kind::Count | Kind::Values(..) if none => Ok(Json::Array(Vec::new())),
        Kind::Count => match said.trim_end_matches(['项', '个', '人', '笔']).parse::<usize>() {
            Ok(count) if count <= ENTRIES => Ok(Json::Array(vec![Json::Object(Vec::new()); count])),
            Ok(_) => Err(format!("一次最多{ENTRIES}项，更多的请直接写在记录文件里")),
            Err(_) => Err("请写有几项，例如 2；没有的写 0".to_owned()),
        },
        Kind::Values(elements, _) => {
            let parts = said.split(['、', '，', ',']).map(str::trim).filter(|part| !part.is_empty());
            Ok(Json::Array(parts.map(|part| Json::String(chosen(elements, part))).collect()))
        }
        _ if none && absent => Ok(Json::Null),
        Kind::Grant(_) => Ok(truth().unwrap_or_else(number)),
        Kind::Number(_) => Ok(number()),
        Kind::Choice(elements, _) => Ok(Json::String(chosen(elements, said))),
        Kind::Date | Kind::Text | Kind::Place => Ok(Json::String(said.to_owned())),
        Kind::Figure => Err("这个数要等公布".to_owned()),
    }
}

/// A choice by its number or name.
fn chosen(elements: &[String], said: &str) -> String {
    let by_number = said.parse::<usize>().ok().and_then(|at| elements.get(at.checked_sub(1)?));
    by_number.cloned().unwrap_or_else(|| said.to_owned())
}

/// Who decided and why; `None` if the person leaves it.
pub(crate) fn judgement(
    input: &mut impl BufRead,
    bodies: &[String],
    value: Json,
) -> Result<Option<Json>, Stop> {
    let mut entries = vec![("值".to_owned(), value)];
    let asked = if bodies.is_empty() {
        "    哪个机关决定的？> ".to_owned()
    } else {
        format!("    哪个机关决定的？{}> ", choices(bodies, bodies.len()))
    };
    let Some(Reply::Said(by)) = read(input, &asked)? else { return Ok(None) };
    entries.push(("机关".to_owned(), Json::String(chosen(bodies, &by))));
    match read(input, "    理由？（没有的直接回车）> ")? {
        Some(Reply::Said(reason)) => entries.push(("理由".to_owned(), Json::String(reason))),
        Some(Reply::Unknown) => {}
        _ => return Ok(None),
    }
    Ok(Some(Json::Object(entries)))
}
