//! A change as an official document says it: in the words of the document that made it where there are such words, else
//! 将…由…扩大到….

use super::Side;
use super::clause::bare;
use super::data::{Amendment, Change, Kind, Manner, NumberChange, Point, Relation};

/// Fills in the sentence of a change.
pub(super) fn write(change: &mut Change, relation: Relation, old: &Side<'_>, new: &Side<'_>) {
    if relation == Relation::Neighbours {
        change.sentence = beside(change, &called(old, new), &called(new, old));
        return;
    }
    if let Some(words) = quoted(change).filter(|_| !known_before(change, old)) {
        change.sentence = ended(&words);
        change.quoted = true;
        return;
    }
    change.sentence = ended(&own_words(change));
}

/// `晋城市`, or the whole name where the last part would not tell.
pub(super) fn called(side: &Side<'_>, other: &Side<'_>) -> String {
    let last = side.text.area.last().unwrap_or("全国");
    if other.text.area.last() == Some(last) { side.name.to_owned() } else { last.to_owned() }
}

fn ended(words: &str) -> String {
    let words = words.trim_end_matches(['。', '；', '，', ';', ',']);
    if words.ends_with(['！', '？', '”']) && words.ends_with("。”") {
        words.to_owned()
    } else {
        format!("{words}。")
    }
}

/// The words of the documents that made the change.
fn quoted(change: &Change) -> Option<String> {
    let figures = matches!(change.kind, Kind::Figure | Kind::Note | Kind::Usage | Kind::Field);
    if figures
        || matches!(change.manner, Manner::Removed | Manner::Renamed | Manner::Moved | Manner::Reworded)
    {
        return None;
    }
    let made = |amendment: &&Amendment| {
        !matches!(amendment.verb.as_str(), "失效" | "废止" | "暂停" | "到期" | "规定")
    };
    let mut quotes: Vec<&str> = if change.manner == Manner::Added {
        change.new.iter().flat_map(|clause| &clause.quotes).map(|quote| quote.text.as_str()).collect()
    } else {
        let by = change.by.iter().filter(made);
        let all: Vec<&str> =
            by.clone().flat_map(|made| &made.quotes).map(|quote| quote.text.as_str()).collect();
        // One that has no words of its own leaves the change half said.
        if by.clone().any(|made| made.quotes.is_empty()) || change.by.len() > by.count() {
            return None;
        }
        all
    };
    let mut seen: Vec<&str> = Vec::new();
    quotes.retain(|quote| {
        !seen.contains(quote) && {
            seen.push(quote);
            true
        }
    });
    let bare: Vec<&str> = quotes.iter().map(|quote| quote.trim_end_matches(['。', '；', ';'])).collect();
    (!bare.is_empty()).then(|| bare.join("；"))
}

/// Whether an amending sentence stood in the old text already and was itself edited: its quote tells what the amendment
/// did then, not what is changed now.
fn known_before(change: &Change, old: &Side<'_>) -> bool {
    let Some(item) = change.old_key.as_ref().and_then(|key| old.text.items.get(key)) else { return false };
    let before = item.changes.iter().map(|made| made.by).chain(item.additions.iter().copied());
    let known: Vec<String> = before.map(|by| old.corpus.citation(by)).collect();
    change.by.iter().any(|made| known.contains(&made.citation))
}

/// `将…由…修改为…`.
fn own_words(change: &Change) -> String {
    let name = &change.name;
    match (change.manner, change.kind) {
        (Manner::Renamed, _) => {
            return format!("“{}”更名为“{name}”，内容不变", change.was.as_deref().unwrap_or_default());
        }
        (Manner::Reworded, _) => return format!("“{name}”换了写法，意思不变"),
        (Manner::Moved, _) => {
            let place = |clause: &Option<super::data::Clause>| {
                clause.as_ref().map(|clause| clause.citation.clone()).unwrap_or_default()
            };
            return format!("“{name}”由{}移到{}，内容不变", place(&change.old), place(&change.new));
        }
        (Manner::Added, kind) if kind != Kind::Figure => {
            let says = change.new.as_ref().map(|clause| clause.says.join("；")).unwrap_or_default();
            return match kind {
                Kind::Note | Kind::Usage | Kind::Authority | Kind::Procedure => format!("增加：{says}"),
                Kind::Field => format!("增加记录项目：{says}"),
                _ => format!("增加{}“{name}”：{says}", kind.word()),
            };
        }
        (Manner::Removed, kind) if kind != Kind::Figure => {
            let place =
                change.old.as_ref().map(|clause| format!("（{}）", clause.citation)).unwrap_or_default();
            return format!("{}“{name}”{place}停止执行", kind.word());
        }
        _ => {}
    }
    let mut said: Vec<String> = Vec::new();
    if let Some(was) = &change.was {
        said.push(format!("“{was}”更名为“{name}”"));
    }
    let set: Vec<&Point> = change.points.iter().filter(|point| point.kind == Kind::Scope).collect();
    if change.kind == Kind::Scope && !set.is_empty() {
        said.push(widened(change));
    }
    let rest = change.points.iter().filter(|point| change.kind != Kind::Scope || point.kind != Kind::Scope);
    said.extend(rest.map(|point| one(change, point)));
    let mut starts: Vec<&str> = change.points.iter().filter_map(|point| point.from.as_deref()).collect();
    if starts.is_empty() {
        starts = change.by.iter().map(|by| by.from.as_str()).filter(|from| !from.is_empty()).collect();
    }
    starts.dedup();
    let from = match &starts[..] {
        [day] => format!("，自{day}起执行"),
        _ => String::new(),
    };
    format!("{}{from}", said.join("；"))
}

/// `将…由“…”扩大到“…”`.
fn widened(change: &Change) -> String {
    let says = |clause: &Option<super::data::Clause>| {
        clause.as_ref().and_then(|clause| clause.says.first().cloned()).unwrap_or_default()
    };
    let verb = match change.manner {
        Manner::Widened => "扩大到",
        Manner::Narrowed => "缩小到",
        _ => "调整为",
    };
    format!("将{}由“{}”{verb}“{}”", change.name, says(&change.old), says(&change.new))
}

/// `（提高每人每月45元，增长6.87%）`.
pub(crate) fn by_how_much(number: &NumberChange) -> String {
    let (verb, share) = if number.raised { ("提高", "增长") } else { ("降低", "下降") };
    let percent = number.percent.as_ref().map(|percent| {
        let about = if number.rounded { "约" } else { "" };
        format!("，{share}{about}{percent}%")
    });
    format!("（{verb}{}{}）", number.by, percent.unwrap_or_default())
}

/// What a figure is called: `农村低保标准`, `特困基本生活标准（集中供养、农村）`.
pub(crate) fn figure(name: &str, place: &str) -> String {
    if place.is_empty() {
        name.to_owned()
    } else if place.contains('、') {
        format!("{name}（{place}）")
    } else {
        format!("{place}{name}")
    }
}

/// One thing that differs.
fn one(change: &Change, point: &Point) -> String {
    let (name, text) = (&change.name, |text: &Option<String>| text.clone().unwrap_or_default());
    let (old, new) = (text(&point.old), text(&point.new));
    if point.kind == Kind::Figure {
        let name = figure(name, &point.place);
        return match (point.manner, &point.number) {
            (Manner::Added, _) => format!("公布{name}：{new}"),
            (Manner::Removed, _) => format!("{name}（{old}）不再执行"),
            (_, Some(number)) => {
                let verb = if number.raised { "提高到" } else { "降低到" };
                format!("将{name}由{}{verb}{}{}", number.old, number.new, by_how_much(number))
            }
            _ => format!("将{name}由{old}调整为{new}"),
        };
    }
    if point.kind == Kind::Usage {
        return format!("将{name}由{old}修改为{new}");
    }
    let part = match (point.kind, point.place.as_str()) {
        (Kind::Exception, place) if !place.is_empty() => {
            let (place, label) = place.split_at(place.find('（').unwrap_or(place.len()));
            let label = if label.is_empty() { "例外".to_owned() } else { format!("例外{label}") };
            if place.is_empty() { format!("的{label}") } else { format!("的{place}的{label}") }
        }
        (Kind::Exception, _) => "的例外".to_owned(),
        (_, "") => String::new(),
        (Kind::Row, place) => format!("中“{place}”"),
        (_, place) => format!("的{place}"),
    };
    match (point.manner, &point.number) {
        (Manner::Added, _) => format!("{name}{part}增加：“{new}”"),
        (Manner::Removed, _) => format!("删去{name}{part}：“{old}”"),
        (_, Some(number)) if number.old == old && number.new == new => {
            let verb = if number.raised { "提高到" } else { "降低到" };
            format!("将{name}{part}由“{old}”{verb}“{new}”{}", by_how_much(number))
        }
        (_, Some(number)) => format!("将{name}{part}由“{old}”修改为“{new}”{}", by_how_much(number)),
        _ => format!("将{name}{part}由“{old}”修改为“{new}”"),
    }
}

/// Two areas beside each other.
fn beside(change: &Change, old: &str, new: &str) -> String {
    let name = &change.name;
    let says = |clause: &Option<super::data::Clause>| {
        clause.as_ref().map(|clause| clause.says.join("；")).unwrap_or_default()
    };
    match change.manner {
        Manner::Added => return format!("{new}有{}“{}”，{old}没有。", change.kind.word(), bare(name)),
        Manner::Removed => return format!("{old}有{}“{}”，{new}没有。", change.kind.word(), bare(name)),
        _ => {}
    }
    if change.kind == Kind::Scope {
        return format!("{name}：{old}为“{}”，{new}为“{}”。", says(&change.old), says(&change.new));
    }
    let said = change.points.iter().map(|point| {
        let place = if point.kind == Kind::Figure {
            figure(name, &point.place)
        } else if point.place.is_empty() {
            name.clone()
        } else {
            format!("{name}的{}", point.place)
        };
        let side = |who: &str, what: &Option<String>| match what {
            Some(what) => format!("{who}为“{what}”"),
            None => format!("{who}没有规定"),
        };
        let more = point.number.as_ref().map(|number| {
            let (word, than) = if number.raised { ("高", new) } else { ("低", new) };
            let about = if number.rounded { "约" } else { "" };
            let percent = number.percent.as_ref().map(|p| format!("，{word}{about}{p}%")).unwrap_or_default();
            format!("（{than}{word}{}{percent}）", number.by)
        });
        format!("{place}：{}，{}{}", side(old, &point.old), side(new, &point.new), more.unwrap_or_default())
    });
    format!("{}。", said.collect::<Vec<_>>().join("；"))
}
