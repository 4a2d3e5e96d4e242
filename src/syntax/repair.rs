//! Changes of a sentence that cannot be read, where only one thing can be meant: signs from another keyboard, a date or a
//! number in another notation, 并且 for 且. A change counts only if the whole sentence can be read after it.

use super::clause::is_key;
use super::lines::{VERBS, verb_of};
use super::parser::{self, Rule};
use crate::diagnostics::nearest::is_slip;
use crate::quantity::calendar::Date;

/// Changes of a folded sentence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Repair {
    /// What they do.
    pub title: String,
    /// Start, end, what stands there then; offsets into the folded text.
    pub edits: Vec<(usize, usize, String)>,
}

/// Changes of one sentence before it is given up.
const MOST: usize = 16;

/// Words that the language has another word for, with the same meaning.
const WORDS: [(&str, &str); 7] = [
    ("并且", "且"),
    ("而且", "且"),
    ("或者", "或"),
    ("或是", "或"),
    ("==", "等于"),
    ("!=", "不等于"),
    ("=", "等于"),
];

/// A change of the text as it stands after the changes before it.
struct Step {
    start: usize,
    end: usize,
    text: String,
    title: String,
}

/// The changes after which a sentence can be read by a rule; `base` is its place in the folded text.
pub(super) fn repair(rule: Rule, text: &str, base: usize) -> Option<Repair> {
    let mut now = text.to_owned();
    let mut edits: Vec<(usize, usize, String)> = Vec::new();
    let mut titles: Vec<String> = Vec::new();
    for _ in 0..MOST {
        let Some((from, to)) = stuck(rule, &now) else {
            let edits =
                edits.into_iter().map(|(start, end, text)| (base + start, base + end, text)).collect();
            return (!titles.is_empty()).then(|| Repair { title: titles.join("、"), edits });
        };
        // Reading may have gone back before the place that hinders it.
        let steps = step(&now, from, to).or_else(|| step(&now, from, now.len()))?;
        for Step { start, end, text, title } in steps.into_iter().rev() {
            now.replace_range(start..end, &text);
            let start = back(&edits, start)?;
            let end = back(&edits, end)?;
            edits.push((start, end, text));
            edits.sort_by_key(|(start, ..)| *start);
            if !titles.contains(&title) {
                titles.push(title);
            }
        }
    }
    None
}

/// The change of the first word of a sentence to a verb: a slip of it, or a verb that the next word is glued to.
pub(super) fn verb(text: &str, base: usize) -> Option<Repair> {
    let first = text.split([' ', ':', '\n', '“', '《', '(']).next().unwrap_or_default();
    let glued = |verb: &&str| first.strip_prefix(*verb).is_some_and(|rest| !rest.is_empty());
    let verbs =
        || VERBS.iter().map(|(verb, _)| *verb).filter(|verb| !matches!(*verb, "政策" | "词汇" | "案例"));
    let mut meant = verbs().filter(|verb| is_slip(first, verb));
    let (end, put, title) = match (meant.next(), meant.next()) {
        (Some(verb), None) => (first.len(), verb.to_owned(), format!("“{first}”改成“{verb}”")),
        (None, _) => {
            let verb = verbs().filter(glued).max_by_key(|verb| verb.len())?;
            (verb.len(), format!("{verb} "), format!("“{verb}”后面空一格"))
        }
        _ => return None,
    };
    let changed = format!("{put}{}", text.get(end..)?);
    verb_of(&changed)?;
    let first = (base, base + end, put);
    if stuck(Rule::sentence, &changed).is_none() {
        return Some(Repair { title, edits: vec![first] });
    }
    let rest = repair(Rule::sentence, &changed, base)?;
    let shift = |at: usize| (at + end).checked_sub(first.2.len());
    let mut edits = vec![first.clone()];
    for (start, end, text) in rest.edits {
        edits.push((shift(start)?, shift(end)?, text));
    }
    Some(Repair { title: format!("{title}、{}", rest.title), edits })
}

/// Where reading stops: a point, or a clause whose words cannot be read.
fn stuck(rule: Rule, text: &str) -> Option<(usize, usize)> {
    match parser::parse(rule, text) {
        Err(failure) => Some((failure.offset, failure.offset)),
        Ok(pair) => {
            let known = |part: &pest::iterators::Pair<'_, Rule>| {
                let key = part.as_str().split(':').next().unwrap_or_default().trim();
                part.as_rule() == Rule::unknown_clause && is_key(key)
            };
            let mut inside = pair.into_inner().flatten();
            inside.find(known).map(|part| (part.as_span().start(), part.as_span().end()))
        }
    }
}

/// An offset in the changed text as one in the text before.
fn back(edits: &[(usize, usize, String)], offset: usize) -> Option<usize> {
    let (mut before, mut after) = (0, 0);
    for (start, end, text) in edits {
        let begins = after + (start - before);
        if offset <= begins {
            break;
        }
        if offset < begins + text.len() {
            return None;
        }
        (before, after) = (*end, begins + text.len());
    }
    Some(before + (offset - after))
}

/// The next change between two offsets, or at one.
fn step(text: &str, from: usize, to: usize) -> Option<Vec<Step>> {
    let head = text.get(..from)?.trim_end();
    // Reading stops behind a word as often as before it.
    let begin = head.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let mut quoted = text.get(..begin)?.matches('“').count() > text.get(..begin)?.matches('”').count();
    let last = text.get(to..).map_or(to, |rest| to + rest.len() - rest.trim_start().len());
    for (offset, c) in text.get(begin..)?.char_indices() {
        let at = begin + offset;
        if at > last {
            break;
        }
        match c {
            '“' => quoted = true,
            '”' => quoted = false,
            _ if quoted => {}
            '"' => return quotes(text, at),
            _ => {
                let found = number(text, at).or_else(|| word(text, at)).or_else(|| doubled(text, at));
                if let Some(found) = found {
                    return Some(vec![found]);
                }
            }
        }
    }
    None
}

/// `"甲"` as “甲”.
fn quotes(text: &str, at: usize) -> Option<Vec<Step>> {
    let inside = text.get(at + 1..)?;
    let length = inside.find(['"', '\n', '“', '”'])?;
    let close = at + 1 + length;
    if length == 0 || text.get(close..close + 1) != Some("\"") {
        return None;
    }
    let step = |at: usize, sign: &str| Step {
        start: at,
        end: at + 1,
        text: sign.to_owned(),
        title: "引号改成“”".to_owned(),
    };
    Some(vec![step(at, "“"), step(close, "”")])
}

/// 1,000 as 1000; 2025.10.1 as 2025年10月1日.
fn number(text: &str, at: usize) -> Option<Step> {
    let part = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.');
    let start = text.get(..at)?.trim_end_matches(part).len();
    let rest = text.get(start..)?;
    let run = rest.get(..rest.find(|c| !part(c)).unwrap_or(rest.len()))?.trim_end_matches([',', '.']);
    let (text, title) = match dotted(run) {
        Some(date) => (date, "日期写成年、月、日"),
        None => (ungrouped(run)?, "去掉数里的逗号"),
    };
    Some(Step { start, end: start + run.len(), text, title: title.to_owned() })
}

/// A number without the commas between its thousands.
fn ungrouped(run: &str) -> Option<String> {
    let mut groups = run.split(',');
    let digits = |group: &str| group.chars().all(|c| c.is_ascii_digit());
    let first = groups.next().filter(|group| (1..=3).contains(&group.len()) && digits(group))?;
    let rest: Vec<&str> = groups.collect();
    let (last, middle) = rest.split_last()?;
    let whole = last.split('.').next().unwrap_or_default();
    let fits = |group: &str| group.len() == 3 && digits(group);
    let sound = !first.starts_with('0') && fits(whole) && middle.iter().all(|group| fits(group));
    (sound && last.matches('.').count() < 2).then(|| run.replace(',', ""))
}

/// A day written with dots: 2025.10.1 as 2025年10月1日.
#[must_use]
pub fn dotted(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split('.').collect();
    let [year, month, day] = parts[..] else { return None };
    let digits = |part: &str, most: usize| {
        (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
    };
    if year.len() != 4 || !digits(year, 4) || !digits(month, 2) || !digits(day, 2) {
        return None;
    }
    let date = Date::from_ymd(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?;
    Some(date.to_string())
}

/// Words of another notation.
fn word(text: &str, at: usize) -> Option<Step> {
    let rest = text.get(at..)?;
    let before = text.get(..at)?.chars().next_back().unwrap_or(' ');
    let apart = |c: char| c.is_whitespace() || matches!(c, ')' | '(' | '。' | ';' | ',');
    let (written, meant) = WORDS.into_iter().find(|(word, _)| rest.starts_with(word))?;
    let sign = !written.chars().all(char::is_alphabetic);
    if !sign && !apart(before) || sign && matches!(before, '<' | '>' | '=' | '!') {
        return None;
    }
    let end = at + written.len();
    let after = text.get(end..)?.chars().next().unwrap_or(' ');
    let (left, right) = (if apart(before) { "" } else { " " }, if apart(after) { "" } else { " " });
    let title = format!("“{written}”改成“{meant}”");
    Some(Step { start: at, end, text: format!("{left}{meant}{right}"), title })
}

/// A sign written twice, or one before the end of the sentence.
fn doubled(text: &str, at: usize) -> Option<Step> {
    let rest = text.get(at..)?;
    let sign = rest.chars().next().filter(|c| matches!(c, ';' | ',' | '、' | ':'))?;
    let behind = rest.get(1.max(sign.len_utf8())..)?;
    let end = text.len() - behind.trim_start().len();
    let title = format!("删去多写的“{}”", parser::shown(&sign.to_string()));
    let next = behind.trim_start().chars().next();
    (next.is_none() && sign != ':' || next == Some(sign)).then_some(Step {
        start: at,
        end: if next.is_none() { at + sign.len_utf8() } else { end },
        text: String::new(),
        title,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::fold::Folded;

    fn repaired(text: &str) -> Option<String> {
        let folded = Folded::new(text).text;
        let found = repair(Rule::sentence, &folded, 0)?;
        let mut out = folded;
        for (start, end, text) in found.edits.iter().rev() {
            out.replace_range(*start..*end, text);
        }
        Some(out)
    }

    #[test]
    fn other_notations_are_changed_where_the_sentence_can_then_be_read() {
        let told = |text: &str| repaired(text).unwrap_or_default();
        assert_eq!(told("定义 家庭的甲：收入 低于 1,000元"), "定义 家庭的甲:收入 低于 1000元");
        assert_eq!(told("定义 家庭的甲：日 不早于 2025.10.1"), "定义 家庭的甲:日 不早于 2025年10月1日");
        assert_eq!(told("定义 家庭的甲：乙 并且 丙 并且 丁"), "定义 家庭的甲:乙 且 丙 且 丁");
        assert_eq!(told("定义 家庭的甲：乙=丙"), "定义 家庭的甲:乙 等于 丙");
        assert_eq!(
            told("认定 家庭 为 甲：条件：乙 低于 1,200元 或者 丙；；机关：丁"),
            "认定 家庭 为 甲:条件:乙 低于 1200元 或 丙;机关:丁"
        );
        assert_eq!(told("不计入收入 \"甲\"（对 收入）：条件：乙"), "不计入收入 “甲”(对 收入):条件:乙");
    }

    #[test]
    fn nothing_is_guessed() {
        for text in [
            "定义 家庭的甲：收入 低于 1,00元",
            "定义 家庭的甲：日 不早于 2025.13.1",
            "定义 家庭的甲：日 不早于 25.10.1",
            "定义 家庭的甲：收入 低于 约1000元",
            "定义 家庭的甲：收入低于标准",
            "定义 家庭的甲：收入 低于 \"甲",
        ] {
            assert_eq!(repaired(text), None, "{text}");
        }
    }

    #[test]
    fn a_verb_is_known_by_its_slip_or_its_beginning() {
        let told = |text: &str| verb(text, 0).map(|found| found.edits[0].2.clone()).unwrap_or_default();
        assert_eq!(told("认顶 家庭 为 甲:条件:乙"), "认定");
        assert_eq!(told("认定家庭 为 甲:条件:乙"), "认定 ");
        assert_eq!(told("认可 家庭 为 甲:条件:乙"), "");
        assert_eq!(told("认顶 家庭 是 甲"), "");
    }
}
