//! Sentences that declare no item: 用语, 授权, 程序, fields that documents add, and the doubts and assumptions of documents
//! that both texts have.

use indexmap::IndexMap;

use super::Side;
use super::clause::{note_words, notes, quotes};
use super::data::{Change, Clause, Kind, Manner};
use super::facets::{kind_of, type_words};
use super::normal::{Speller, on_one_line};
use super::points::point;
use crate::corpus::tree::StatementId;
use crate::syntax::tree::{Body, Part, Power, Target};

/// Something that a sentence says.
struct Said {
    name: String,
    kind: Kind,
    place: String,
    normal: String,
    said: String,
    by: StatementId,
}

/// What only one text says, or both say differently.
pub(super) fn changes(old: (&Side<'_>, &Speller<'_>), new: (&Side<'_>, &Speller<'_>)) -> Vec<Change> {
    let shared = |side: &Side<'_>, other: &Side<'_>, at: usize| {
        let code = &side.corpus.documents[at].code;
        other.text.documents.iter().any(|other_at| other.corpus.documents[*other_at].code == *code)
    };
    let before = said(old.0, old.1, |at| shared(old.0, new.0, at));
    let after = said(new.0, new.1, |at| shared(new.0, old.0, at));
    let mut found = Vec::new();
    for (key, one) in &after {
        let was = before.get(key);
        if was.is_some_and(|was| was.normal == one.normal) {
            continue;
        }
        found.push(change((old.0, was), (new.0, Some(one))));
    }
    found.extend(
        before
            .iter()
            .filter(|(key, _)| !after.contains_key(*key))
            .map(|(_, one)| change((old.0, Some(one)), (new.0, None))),
    );
    found
}

fn change((old, was): (&Side<'_>, Option<&Said>), (new, is): (&Side<'_>, Option<&Said>)) -> Change {
    let manner = match (was, is) {
        (None, _) => Manner::Added,
        (_, None) => Manner::Removed,
        _ => Manner::Changed,
    };
    let clause = |side: &Side<'_>, said: &Said| Clause {
        citation: side.corpus.citation(said.by),
        quotes: quotes(side, said.by),
        says: vec![said.said.clone()],
    };
    let words = |said: Option<&Said>| {
        said.map(|said| if said.kind == Kind::Usage { said.normal.clone() } else { said.said.clone() })
    };
    let (before, after) = (words(was), words(is));
    let one = is.or(was);
    let kind = one.map_or(Kind::Wording, |said| said.kind);
    let place = one.map(|said| said.place.clone()).unwrap_or_default();
    let mut made = point(kind, &place, manner, None, None);
    (made.old, made.new) = (before, after);
    let by = match (was, is) {
        (None, Some(said)) if !matches!(said.kind, Kind::Note) => {
            vec![super::clause::amendment(new, said.by, "规定".to_owned())]
        }
        _ => Vec::new(),
    };
    Change {
        name: one.map(|said| said.name.clone()).unwrap_or_default(),
        was: None,
        kind,
        manner,
        old_key: None,
        new_key: None,
        sentence: String::new(),
        quoted: false,
        old: was.map(|said| clause(old, said)),
        new: is.map(|said| clause(new, said)),
        points: vec![made],
        stays: Vec::new(),
        untouched: Vec::new(),
        by,
        notes: match (kind, is) {
            (Kind::Note, _) | (_, None) => Vec::new(),
            (_, Some(said)) => notes(new, said.by),
        },
        beside: Vec::new(),
        effect: None,
    }
}

/// Everything that is said beside items, by what it is about.
fn said(side: &Side<'_>, speller: &Speller<'_>, shared: impl Fn(usize) -> bool) -> IndexMap<String, Said> {
    let mut all = IndexMap::new();
    let mut put = |key: String, one: Said| {
        all.entry(key).or_insert(one);
    };
    for by in &side.text.others {
        let statement = side.corpus.statement(*by);
        let code = &side.corpus.documents[by.document].code;
        let whole = || speller.said(statement.span);
        match &statement.body {
            Body::Usage(words) => {
                for usage in words {
                    let says = match (usage.inclusive, &usage.means) {
                        (Some(true), _) => "含本数".to_owned(),
                        (Some(false), _) => "不含本数".to_owned(),
                        (None, Some(means)) => format!("指{means}"),
                        (None, None) => String::new(),
                    };
                    let name = format!("《{code}》所称“{}”", usage.word);
                    let said = format!("“{}”{says}", usage.word);
                    let one =
                        Said { name, kind: Kind::Usage, place: String::new(), normal: says, said, by: *by };
                    put(format!("用语 {code} {}", usage.word), one);
                }
            }
            Body::Authority { bodies, powers } => {
                let names: Vec<&str> = bodies.iter().map(|body| body.text.as_str()).collect();
                for power in powers {
                    for target in &power.targets {
                        let (key, one) = authority(speller, &names.join("、"), power, target, *by);
                        put(key, one);
                    }
                }
            }
            body @ Body::Duty { verb, name, parts } => {
                let parts: Vec<String> = parts
                    .iter()
                    .map(|(key, words)| {
                        let key = key.as_ref().map(|key| format!("{key}：")).unwrap_or_default();
                        format!("{key}{}", on_one_line(&words.text))
                    })
                    .collect();
                let (name, place) = (name.text.clone(), String::new());
                let one = Said {
                    name,
                    kind: kind_of(body),
                    place,
                    normal: parts.join("；"),
                    said: whole(),
                    by: *by,
                };
                put(format!("{verb} {}", one.name), one);
            }
            Body::Extension { entity, fields } => {
                for row in fields {
                    for name in &row.names {
                        let absent = if row.optional { "，可无" } else { "" };
                        let normal = format!("{}{absent}", type_words(&row.ty));
                        let said = format!("{entity}的{name}（{normal}）");
                        let one = Said {
                            name: format!("{entity}的{name}"),
                            kind: Kind::Field,
                            place: String::new(),
                            normal,
                            said,
                            by: *by,
                        };
                        put(format!("项目 {entity} {name}"), one);
                    }
                }
            }
            _ => {}
        }
    }
    // Doubts and assumptions of a document that comes or goes come and go with it.
    for at in side.text.documents.iter().copied().filter(|at| shared(*at)) {
        let document = &side.corpus.documents[at];
        for (statement, sentence) in document.syntax.statements.iter().enumerate() {
            let by = StatementId { document: at, statement };
            for (note, said) in sentence.notes.iter().enumerate() {
                let switched = side.asked.switched(crate::corpus::readings::DoubtId { by, note });
                let text = on_one_line(&said.text.text);
                let words = note_words(said, switched);
                let word = if said.doubt { "疑义" } else { "假定" };
                let one = Said {
                    name: format!("《{}》的{word}“{text}”", document.code),
                    kind: Kind::Note,
                    place: String::new(),
                    normal: words.split('（').next().unwrap_or_default().to_owned(),
                    said: words,
                    by,
                };
                put(format!("{word} {} {text}", document.code), one);
            }
        }
    }
    all
}

fn authority(
    speller: &Speller<'_>,
    bodies: &str,
    power: &Power,
    target: &Target,
    by: StatementId,
) -> (String, Said) {
    let mut words = target.document.as_ref().map(|code| format!("《{code}》的")).unwrap_or_default();
    words.push_str(&target.name.text);
    let mut meant = speller.name(&target.name.text, target.name.span.file);
    for part in &target.parts {
        match part {
            Part::Label(label) => words.push_str(&format!("第{label}项")),
            Part::Key(key) => words.push_str(&format!("的{key}")),
            Part::Index(items) => words.push_str(&format!("（{}）", crate::syntax::tree::index_text(items))),
        }
    }
    let parts = words.split_once(&target.name.text).map_or("", |(_, parts)| parts);
    meant.push_str(parts);
    let verb = format!("{}{}", if power.forbidden { "不得" } else { "" }, power.verb);
    let mut terms = Vec::new();
    for (word, bound) in [("不低于", &power.low), ("不超过", &power.high)] {
        if let Some(bound) = bound {
            terms.push((
                format!("{word} {}", speller.expr(bound, "")),
                format!("{word} {}", speller.said(bound.span)),
            ));
        }
    }
    if !power.file_with.is_empty() {
        let names: Vec<&str> = power.file_with.iter().map(|body| body.text.as_str()).collect();
        let said = format!("须先向 {} 备案", names.join("、"));
        terms.push((said.clone(), said));
    }
    let normal: Vec<&str> = terms.iter().map(|(normal, _)| normal.as_str()).collect();
    let said: Vec<&str> = terms.iter().map(|(_, said)| said.as_str()).collect();
    let terms = if said.is_empty() { String::new() } else { format!("，{}", said.join("，")) };
    let one = Said {
        name: format!("{bodies}{verb}{words}"),
        kind: Kind::Authority,
        place: String::new(),
        normal: normal.join("，"),
        said: format!("授权{bodies}{verb}{words}{terms}"),
        by,
    };
    (format!("授权 {bodies} {verb} {meant}"), one)
}
