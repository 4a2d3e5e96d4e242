//! For machines.

use serde_json::{Value as Json, json};

use super::{View, figures, lists, said};
use crate::comparison::history::said as item_name;
use crate::corpus::tree::{Corpus, Item, StatementId};
use crate::corpus::wording::{self, Line};
use crate::presentation::json as shapes;
use crate::syntax::tree::{Body, Member};

/// How what is told to machines is built.
pub const SCHEMA: &str = include_str!("../../../docs/schema/show.schema.json");

/// The text in force for machines (`docs/schema/show.schema.json`).
#[must_use]
pub fn json(view: View<'_>) -> Json {
    let View { corpus, text, program, .. } = view;
    let documents: Vec<Json> = text
        .documents
        .iter()
        .map(|at| {
            let document = &corpus.documents[*at];
            json!({"code": document.code, "title": document.syntax.title.text, "area": document.area.path(),
                "number": document.number, "issuer": document.issuer, "vocabulary": document.is_vocabulary(),
                "from": said::iso(document.effective.date), "from_assumed": document.effective.assumed,
                "to": document.expires.map(|day| day.iso()), "file": corpus.files.file(document.syntax.file).path})
        })
        .collect();
    let items: Vec<Json> = text.items.values().map(|item| item_json(view, item)).collect();
    let figures: Vec<Json> = figures::now(view)
        .into_iter()
        .map(|figure| {
            let coordinates: Vec<&str> = figure.coordinates.iter().map(|word| word.text.as_str()).collect();
            json!({"parameter": figure.parameter, "for": coordinates, "year": figure.year,
                "value": corpus.files.text(figure.span), "from": said::iso(figure.from.date),
                "from_assumed": figure.from.assumed, "to": said::iso(figure.to), "area": figure.area.path(),
                "ground": corpus.citation(figure.by)})
        })
        .collect();
    let others: Vec<Json> = text
        .others
        .iter()
        .filter(|id| is_told(corpus, **id))
        .map(|id| json!({"ground": corpus.citation(*id), "text": corpus.files.text(corpus.statement(*id).span)}))
        .collect();
    let mut whole = json!({"area": text.area.path(), "on": text.on.iso(), "text": program.digest,
        "documents": documents, "items": items, "figures": figures, "duties": others,
        "ended": lists::ended(view)});
    let accepted: Vec<Json> = lists::accepted(view).map(|accepted| accepted.json()).collect();
    if !accepted.is_empty() {
        whole["accepted"] = Json::Array(accepted);
    }
    if let Some(switched) = shapes::switched(program) {
        whole["switched_readings"] = switched;
    }
    whole
}

/// Lines with the sentences of other documents that wrote in them.
pub(super) fn lines(corpus: &Corpus, lines: &[Line]) -> Json {
    let line = |line: &Line| {
        let by: Vec<String> = line.makers().into_iter().map(|by| corpus.citation(by)).collect();
        json!({"depth": line.depth, "text": line.text(), "by": by})
    };
    Json::Array(lines.iter().map(line).collect())
}

/// What is told beside items and figures.
fn is_told(corpus: &Corpus, id: StatementId) -> bool {
    let told = matches!(
        corpus.statement(id).body,
        Body::Duty { .. } | Body::Authority { .. } | Body::Approval { .. } | Body::Usage(_)
    );
    told && !corpus.documents[id.document].is_vocabulary()
}

/// The words of a sentence, one line each.
fn words(corpus: &Corpus, id: StatementId) -> Vec<&str> {
    let statement = corpus.statement(id);
    let text = corpus.files.text(statement.span);
    let rows = match &statement.body {
        Body::Table { rows, .. } | Body::Approval { rows, .. } | Body::Publish { rows, .. } => {
            rows.as_slice()
        }
        _ => &[],
    };
    let rows = rows.iter().map(|row| corpus.files.text(row.span));
    text.lines().map(str::trim_end).filter(|line| !line.is_empty()).chain(rows).collect()
}

fn item_json(view: View<'_>, item: &Item) -> Json {
    let corpus = view.corpus;
    let statement = corpus.statement(item.origin);
    let changes: Vec<Json> = item
        .changes
        .iter()
        .map(|change| json!({"ground": corpus.citation(change.by), "verb": change.verb, "summary": change.summary}))
        .collect();
    let quotes: Vec<Json> = statement
        .quotes
        .iter()
        .map(|quote| json!({"text": quote.text.text, "verbatim": quote.verbatim}))
        .collect();
    let additions: Vec<Json> = item
        .additions
        .iter()
        .map(|id| json!({"ground": corpus.citation(*id), "text": words(corpus, *id).join("\n")}))
        .collect();
    let ended = item.ended.as_ref().map(|ended| {
        json!({"by": corpus.documents[ended.document].code, "since": ended.since.iso(), "verb": ended.verb})
    });
    let wording = lines(corpus, &wording::of_item(corpus, view.text, item));
    json!({"name": item_name(&item.key), "ground": corpus.citation(item.origin), "quotes": quotes,
        "text": words(corpus, item.origin).join("\n"), "wording": wording, "elements": elements(view, item),
        "changes": changes, "additions": additions, "ended": ended})
}

/// The elements that a set has now.
fn elements(view: View<'_>, item: &Item) -> Option<Vec<String>> {
    if let Body::Exclusion { members: Some(members), how: Some(how) } = &item.body {
        let members = members.iter().map(|member| member.name.text.clone());
        return Some(members.chain([how.text.clone()]).collect());
    }
    let Body::Scope { entity, members, open, .. } = &item.body else { return None };
    let program = view.program;
    let declared = view.corpus.statement(item.origin).span;
    let set = program.sets.iter().filter(|set| !set.name.is_empty()).find(|set| {
        let known = program.item(set.item);
        known.name == set.name && program.clause(known.clause).span == declared
    });
    let mut now = match set {
        Some(set) if !entity => {
            let names = &program.categories.get(set.category.index())?.elements;
            set.elements.iter().filter_map(|at| names.get(*at as usize).cloned()).collect()
        }
        _ => members.as_ref()?.iter().map(|known| member(view.corpus, known)).collect::<Vec<_>>(),
    };
    if *open {
        now.push("其他（没有列到的由人认定）".to_owned());
    }
    Some(now)
}

fn member(corpus: &Corpus, member: &Member) -> String {
    match &member.condition {
        Some(condition) => format!("{}（限 {}）", member.name.text, corpus.files.text(condition.span)),
        None => member.name.text.clone(),
    }
}
