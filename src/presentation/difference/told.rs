//! Parts of a change in words: both clauses, what stays, who made it, on what it rests.

use super::witness;
use crate::comparison::diff::data::{
    Amendment, Beside, Change, Clause, Difference, DocumentChange, NumberChange, Point,
};
use crate::comparison::diff::{Kind, Manner, Relation, by_how_much, figure};

/// How the two texts are called.
pub(super) struct Voice {
    pub relation: Relation,
    /// `原规定`, `晋城市`.
    pub old: String,
    /// `新规定`, `滨州市`.
    pub new: String,
}

impl Voice {
    pub fn of(difference: &Difference) -> Voice {
        let (old, new) = super::heads(difference);
        Voice { relation: difference.relation, old, new }
    }

    fn added(&self) -> String {
        match self.relation {
            Relation::Succession => "增加".to_owned(),
            Relation::Neighbours => format!("只有{}有", self.new),
        }
    }

    fn removed(&self) -> String {
        match self.relation {
            Relation::Succession => "删去".to_owned(),
            Relation::Neighbours => format!("只有{}有", self.old),
        }
    }
}

/// What it is, and which parts of it differ: `给付：金额、取整`.
pub(super) fn kinds(change: &Change) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for point in change.points.iter().filter(|point| point.kind != change.kind) {
        if !parts.contains(&point.kind.word()) {
            parts.push(point.kind.word());
        }
    }
    match (change.kind, change.manner) {
        (kind, Manner::Added | Manner::Removed | Manner::Moved | Manner::Renamed) => kind.word().to_owned(),
        (kind, _) if parts.is_empty() => kind.word().to_owned(),
        (kind, _) => format!("{}的{}", kind.word(), parts.join("、")),
    }
}

/// What differs, one line per part; elements that came or went together are one line.
pub(super) fn points(change: &Change, points: &[Point], voice: &Voice) -> Vec<String> {
    let mut lines: Vec<(String, String)> = Vec::new();
    for point in points {
        let place = place(change, point);
        let many = matches!(point.kind, Kind::Scope | Kind::Category | Kind::Field | Kind::Calendar);
        let sign = if place.is_empty() { "" } else { "：" };
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let (head, said) = match point.manner {
            Manner::Added => (format!("{place}{sign}{} ", voice.added()), text(&point.new)),
            Manner::Removed => (format!("{place}{sign}{} ", voice.removed()), text(&point.old)),
            Manner::Reworded if point.old.is_none() && point.new.is_none() => {
                (format!("{place}{sign}"), "只有次序不同".to_owned())
            }
            _ => {
                let more = point.number.as_ref().map(|number| more(number, voice)).unwrap_or_default();
                let said = match voice.relation {
                    Relation::Succession => format!("{} → {}{more}", text(&point.old), text(&point.new)),
                    Relation::Neighbours => format!(
                        "{} {}，{} {}{more}",
                        voice.old,
                        text(&point.old),
                        voice.new,
                        text(&point.new)
                    ),
                };
                (format!("{place}{sign}"), said)
            }
        };
        match lines.iter_mut().find(|(known, _)| many && *known == head) {
            Some((_, all)) => all.push_str(&format!("、{said}")),
            None => lines.push((head, said)),
        }
    }
    lines.into_iter().map(|(head, said)| format!("{head}{said}")).collect()
}

/// What one text says of the parts that differ: `条件第（一）项：年龄 满60周岁`; all of it where no part is known.
pub(super) fn side(change: &Change, clause: &Clause, before: bool) -> String {
    let said = change.points.iter().filter(|point| point.old.is_some() || point.new.is_some()).map(|point| {
        let words = if before { &point.old } else { &point.new };
        let place = place(change, point);
        let sign = if place.is_empty() { "" } else { "：" };
        format!("{place}{sign}{}", words.as_deref().unwrap_or("（无）"))
    });
    let said: Vec<String> = said.collect();
    if said.is_empty() { clause.says.join("；") } else { said.join("；") }
}

/// `（提高每人每月45元，增长6.87%）`, `（滨州市高每人每月45元，高6.87%）`.
pub(super) fn more(number: &NumberChange, voice: &Voice) -> String {
    if voice.relation == Relation::Succession {
        return by_how_much(number);
    }
    let word = if number.raised { "高" } else { "低" };
    let about = if number.rounded { "约" } else { "" };
    let percent =
        number.percent.as_ref().map(|percent| format!("，{word}{about}{percent}%")).unwrap_or_default();
    format!("（{}{word}{}{percent}）", voice.new, number.by)
}

/// Which part of the provision: `条件第（三）项`, `农村低保标准`, `例外（一）`.
pub(super) fn place(change: &Change, point: &Point) -> String {
    match point.kind {
        Kind::Figure => figure(&change.name, &point.place),
        Kind::Scope if change.kind == Kind::Scope => String::new(),
        Kind::Category | Kind::Field | Kind::Calendar if change.kind == point.kind => String::new(),
        Kind::Exception => format!("{}的例外", point.place),
        Kind::Usage | Kind::Authority | Kind::Procedure | Kind::Note if change.kind == point.kind => {
            String::new()
        }
        Kind::Wording if point.place.is_empty() => String::new(),
        _ if point.place.is_empty() => {
            if point.kind == change.kind {
                String::new()
            } else {
                point.kind.word().to_owned()
            }
        }
        _ => point.place.clone(),
    }
}

/// Who made it and from when: `《扩围增效2025》第二条扩大到，自2025年9月1日起（原文没有写明，是假定的）`.
pub(super) fn maker(by: &Amendment) -> String {
    let from = if by.from.is_empty() { String::new() } else { format!("，自{}起", by.from) };
    let assumed = if by.assumed { "（原文没有写明，是假定的）" } else { "" };
    let verb = match by.verb.as_str() {
        "" | "规定" => "规定",
        verb => verb.trim_end_matches('到'),
    };
    format!("{}{verb}{from}{assumed}", by.citation)
}

/// `（《低保办法2021》第八条）`.
pub(super) fn cited(clause: &Clause) -> String {
    format!("〔{}〕", clause.citation)
}

/// The quotes of a clause, each with where it stands if that is not its own citation.
pub(super) fn quotes(clause: &Clause) -> Vec<String> {
    clause
        .quotes
        .iter()
        .map(|quote| {
            let kind = if quote.verbatim { "原文" } else { "转述" };
            let place = if quote.citation == clause.citation {
                String::new()
            } else {
                format!("（{}）", quote.citation)
            };
            format!("{kind}{place}：{}", quote.text)
        })
        .collect()
}

/// A document that came, went or changed.
pub(super) fn document(change: &DocumentChange, voice: &Voice) -> String {
    let word = match (voice.relation, change.manner) {
        (Relation::Succession, Manner::Added) => "施行".to_owned(),
        (Relation::Succession, Manner::Removed) => "不再施行".to_owned(),
        (_, Manner::Added) => voice.new.clone(),
        (_, Manner::Removed) => voice.old.clone(),
        (_, Manner::Reworded) => "排版".to_owned(),
        // What stands in an article is no part of the head.
        _ if change.says.iter().any(|said| said.starts_with('第')) => "改动".to_owned(),
        _ => "文件头".to_owned(),
    };
    let says = if change.says.is_empty() { String::new() } else { format!("：{}", change.says.join("，")) };
    let title = if change.title == change.code { String::new() } else { format!("{}，", change.title) };
    format!("{word}　《{}》（{title}{}）{says}", change.code, change.area)
}

/// What stands beside something that only one text has.
pub(super) fn near(beside: &Beside, change: &Change, voice: &Voice) -> Vec<String> {
    let mut lines = vec![format!("对照（{}）：{}〔{}〕", beside.why, beside.name, beside.citation)];
    if beside.points.is_empty() {
        lines.push("两边的意思一样".to_owned());
    }
    let (asked, rest): (Vec<&Point>, Vec<&Point>) = beside.points.iter().partition(|point| {
        point.kind == Kind::Condition && matches!(point.manner, Manner::Added | Manner::Removed)
    });
    for (manner, who) in [(Manner::Removed, &voice.old), (Manner::Added, &voice.new)] {
        let of = asked.iter().filter(|point| point.manner == manner);
        let said: Vec<&str> = of.filter_map(|point| point.old.as_deref().or(point.new.as_deref())).collect();
        if !said.is_empty() {
            lines.push(format!("只有{who}要求：{}", said.join("；")));
        }
    }
    let rest: Vec<Point> = rest.into_iter().cloned().collect();
    lines.extend(points(change, &rest, voice));
    let names = match change.manner {
        Manner::Added => (beside.name.as_str(), change.name.as_str()),
        _ => (change.name.as_str(), beside.name.as_str()),
    };
    lines.extend(beside.effect.iter().flat_map(|effect| witness::beside(effect, names, voice)));
    lines
}

/// Figures that only one has.
pub(super) fn figures(change: &Change) -> String {
    let said = change.points.iter().map(|point| {
        let value = point.new.as_ref().or(point.old.as_ref()).cloned().unwrap_or_default();
        let from = point.from.as_ref().map(|from| format!("（自{from}起）")).unwrap_or_default();
        format!("{} {value}{from}", place(change, point))
    });
    said.collect::<Vec<_>>().join("；")
}

/// Only the names of provisions, by the article that they stand in.
pub(super) fn listed(changes: &[&Change]) -> Vec<String> {
    let mut places: Vec<(String, Vec<(&str, String)>)> = Vec::new();
    for change in changes {
        let clause = change.new.as_ref().or(change.old.as_ref());
        let place = clause.map(|clause| clause.citation.split('、').next().unwrap_or_default().to_owned());
        let place = place.unwrap_or_default();
        let (kind, said) = match change.kind {
            Kind::Figure => ("", figures(change)),
            Kind::Authority => ("", change.name.clone()),
            Kind::Usage => ("用语", format!("“{}", change.name.rsplit('“').next().unwrap_or_default())),
            kind => (kind.word(), format!("“{}”", change.name)),
        };
        let at = places.iter().position(|(known, _)| *known == place).unwrap_or_else(|| {
            places.push((place, Vec::new()));
            places.len() - 1
        });
        let kinds = &mut places[at].1;
        match kinds.iter_mut().find(|(known, _)| *known == kind && !kind.is_empty()) {
            Some((_, names)) => names.push_str(&said),
            None => kinds.push((kind, said)),
        }
    }
    let line = |(place, kinds): (String, Vec<(&str, String)>)| {
        let kinds: Vec<String> = kinds.into_iter().map(|(kind, names)| format!("{kind}{names}")).collect();
        format!("{place}：{}", kinds.join("；"))
    };
    places.into_iter().map(line).collect()
}
