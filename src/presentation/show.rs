//! The text in force: documents, items with the documents that made them, figures, duties, and what has ended.

use serde_json::{Value as Json, json};

use crate::corpus::tree::{Figure, Item, StatementId};
use crate::corpus::{Corpus, TextInForce};
use crate::presentation::columns::{SCREEN, hanging};
use crate::presentation::{json as shapes, words};
use crate::program::ir::Program;
use crate::quantity::calendar::Date;
use crate::syntax::tree::{Body, DateClaim, Member, Statement};

/// For people.
#[must_use]
pub fn text(corpus: &Corpus, text: &TextInForce, program: &Program) -> String {
    let view = View { corpus, text, program };
    let mut out = format!("{}　{}　现行公文\n{}\n", text.area.name(), text.on, program.digest);
    for line in words::departures(program) {
        out.push_str(&hanging("！", &line, SCREEN));
    }
    out.push_str("\n一、公文（按施行先后）\n");
    for at in &text.documents {
        out.push_str(&hanging("  · ", &view.document(*at), SCREEN));
    }
    out.push_str("\n二、各项规定\n");
    let mut words = Vec::new();
    let mut before = None;
    for item in text.items.values().filter(|item| item.ended.is_none()) {
        if view.is_word(item) {
            words.push(item.key.replace('·', "的"));
        } else {
            out.push_str(&view.item(item, before));
            before = Some(item.origin);
        }
    }
    if !words.is_empty() {
        out.push('\n');
        out.push_str(&hanging("词汇（各级公文共用）：", &words.join("、"), SCREEN));
    }
    let figures = view.figures();
    if !figures.is_empty() {
        out.push_str("\n三、现行数额\n");
        for figure in figures {
            out.push_str(&hanging("  · ", &view.figure(figure), SCREEN));
        }
    }
    let others: Vec<StatementId> = text.others.iter().copied().filter(|id| view.is_told(*id)).collect();
    if !others.is_empty() {
        out.push_str("\n四、授权、职责和程序\n");
        let mut before = None;
        for id in others {
            out.push_str(&view.sentence(id, before));
            before = Some(id);
        }
    }
    let ended = view.ended();
    if !ended.is_empty() {
        out.push_str("\n五、已经终止的\n");
        for line in ended {
            out.push_str(&hanging("  · ", &line, SCREEN));
        }
    }
    let accepted: Vec<String> = view.accepted().map(|accepted| accepted.line()).collect();
    if !accepted.is_empty() {
        out.push_str("\n六、检查提出、作者认可的\n");
        for line in accepted {
            out.push_str(&hanging("  · ", &line, SCREEN));
        }
    }
    out
}

/// For machines.
#[must_use]
pub fn json(corpus: &Corpus, text: &TextInForce, program: &Program) -> Json {
    let view = View { corpus, text, program };
    let documents: Vec<Json> = text
        .documents
        .iter()
        .map(|at| {
            let document = &corpus.documents[*at];
            json!({"code": document.code, "title": document.syntax.title.text, "area": document.area.path(),
                "number": document.number, "issuer": document.issuer, "vocabulary": document.is_vocabulary(),
                "from": day(document.effective.date), "from_assumed": document.effective.assumed,
                "to": document.expires.map(Date::iso), "file": corpus.files.file(document.syntax.file).path})
        })
        .collect();
    let items: Vec<Json> = text.items.values().map(|item| view.item_json(item)).collect();
    let figures: Vec<Json> = view
        .figures()
        .into_iter()
        .map(|figure| {
            json!({"parameter": figure.parameter, "for": coordinates(figure), "year": figure.year,
                "value": corpus.files.text(figure.span), "from": day(figure.from.date), "from_assumed": figure.from.assumed,
                "to": day(figure.to), "area": figure.area.path(), "ground": corpus.citation(figure.by)})
        })
        .collect();
    let others: Vec<Json> = text
        .others
        .iter()
        .filter(|id| view.is_told(**id))
        .map(|id| json!({"ground": corpus.citation(*id), "text": corpus.files.text(corpus.statement(*id).span)}))
        .collect();
    let mut whole = json!({"area": text.area.path(), "on": text.on.iso(), "text": program.digest,
        "documents": documents, "items": items, "figures": figures, "duties": others, "ended": view.ended()});
    let accepted: Vec<Json> = view.accepted().map(|accepted| accepted.json()).collect();
    if !accepted.is_empty() {
        whole["accepted"] = Json::Array(accepted);
    }
    if let Some(switched) = shapes::switched(program) {
        whole["switched_readings"] = switched;
    }
    whole
}

struct View<'v> {
    corpus: &'v Corpus,
    text: &'v TextInForce,
    program: &'v Program,
}

/// A warning that its author accepts.
struct Accepted<'v> {
    ground: String,
    finding: &'v str,
    of: &'v str,
    reason: String,
}

impl Accepted<'_> {
    fn line(&self) -> String {
        format!("{}：“{}”（对 {}），{}", self.ground, self.finding, self.of, self.reason)
    }
    fn json(&self) -> Json {
        json!({"ground": self.ground, "finding": self.finding, "of": self.of, "reason": self.reason})
    }
}

/// A day; none for the open ends.
fn day(date: Date) -> Option<String> {
    (date != Date::NEVER_BEFORE && date != Date::FOREVER).then(|| date.iso())
}

fn begins(from: DateClaim) -> String {
    format!("{}起{}", from.date, if from.assumed { "（未载明，假定）" } else { "" })
}

fn coordinates(figure: &Figure) -> Vec<&str> {
    figure.coordinates.iter().map(|word| word.text.as_str()).collect()
}

impl View<'_> {
    fn document(&self, at: usize) -> String {
        let document = &self.corpus.documents[at];
        let mut words =
            format!("《{}》{}，{}", document.code, document.syntax.title.text, document.area.name());
        if let Some(number) = &document.number {
            words.push_str(&format!("，{number}"));
        }
        if document.is_vocabulary() {
            words.push_str("，词汇，不是公文");
        } else {
            words.push_str(&format!("，{}施行", begins(document.effective)));
        }
        if let Some(last) = document.expires {
            words.push_str(&format!("，到{last}为止"));
        }
        words
    }

    /// A word of the vocabulary that no document has changed.
    fn is_word(&self, item: &Item) -> bool {
        self.corpus.documents[item.origin.document].is_vocabulary()
            && item.changes.is_empty()
            && item.additions.is_empty()
    }

    /// What is told beside items and figures.
    fn is_told(&self, id: StatementId) -> bool {
        let told = matches!(
            self.corpus.statement(id).body,
            Body::Duty { .. } | Body::Authority { .. } | Body::Approval { .. } | Body::Usage(_)
        );
        told && !self.corpus.documents[id.document].is_vocabulary()
    }

    /// What check finds and the documents in force accept.
    fn accepted(&self) -> impl Iterator<Item = Accepted<'_>> {
        self.text.others.iter().filter_map(|by| {
            let Body::Acceptance { finding, of, reason } = &self.corpus.statement(*by).body else {
                return None;
            };
            let reason = reason.text.lines().map(str::trim).collect();
            Some(Accepted { ground: self.corpus.citation(*by), finding: &finding.text, of: &of.text, reason })
        })
    }

    /// The words of a sentence, one line each.
    fn words(&self, id: StatementId) -> Vec<&str> {
        let text = self.corpus.files.text(self.corpus.statement(id).span);
        let rows = match &self.corpus.statement(id).body {
            Body::Table { rows, .. } | Body::Approval { rows, .. } | Body::Publish { rows, .. } => {
                rows.as_slice()
            }
            _ => &[],
        };
        let rows = rows.iter().map(|row| self.corpus.files.text(row.span));
        text.lines().map(str::trim_end).filter(|line| !line.is_empty()).chain(rows).collect()
    }

    /// Whether two sentences formalise the same words of one article.
    fn together(&self, one: StatementId, other: StatementId) -> bool {
        let (first, second) = (self.corpus.statement(one), self.corpus.statement(other));
        let places =
            |statement: &Statement| statement.quotes.iter().map(|quote| quote.text.span).collect::<Vec<_>>();
        one.document == other.document && first.article == second.article && places(first) == places(second)
    }

    /// A sentence with its citation and quotes, unless the sentence before it showed them.
    fn sentence(&self, id: StatementId, before: Option<StatementId>) -> String {
        let statement = self.corpus.statement(id);
        let mut out = String::new();
        if !before.is_some_and(|before| self.together(before, id)) {
            out.push_str(&format!("\n  {}\n", self.corpus.citation(id)));
            for quote in &statement.quotes {
                let head = if quote.verbatim { "    原文：" } else { "    转述：" };
                out.push_str(&hanging(head, &quote.text.text, SCREEN));
            }
        }
        let words = self.words(id);
        for (at, line) in words.iter().enumerate() {
            let bare = line.trim_start_matches([' ', '\u{3000}', '\t']);
            let depth = line.chars().take_while(|c| c.is_whitespace()).count().min(8);
            let head = format!("{}{}", if at == 0 { "    · " } else { "      " }, " ".repeat(depth));
            let end = if at + 1 == words.len() && !bare.ends_with(['。', '｜', '|']) { "。" } else { "" };
            out.push_str(&hanging(&head, &format!("{bare}{end}"), SCREEN));
        }
        // A doubt may stand below another of the sentences that it decides between.
        let over = self.corpus.doubt_over(id).filter(|doubt| doubt.by != id);
        for note in statement.notes.iter().chain(over.map(|doubt| self.corpus.doubt(doubt))) {
            let words: Vec<&str> = self.corpus.files.text(note.span).split_whitespace().collect();
            out.push_str(&hanging("      ◇ ", &words.join(" "), SCREEN));
        }
        out
    }

    fn item(&self, item: &Item, before: Option<StatementId>) -> String {
        let mut out = self.sentence(item.origin, before);
        for change in &item.changes {
            let by = self.corpus.citation(change.by);
            let verb = change.verb.trim_end_matches('到');
            let summary: Vec<&str> = change.summary.split_whitespace().collect();
            let line = match verb {
                "参照" => format!("参照{by}{}", summary.join(" ")),
                _ => format!("由{by}{verb}：{}", summary.join(" ")),
            };
            out.push_str(&hanging("      ▷ ", &line, SCREEN));
        }
        if !item.changes.is_empty()
            && let Some(now) = self.elements(item)
        {
            out.push_str(&hanging("      ▶ 现为：", &now.join("、"), SCREEN));
        }
        for id in &item.additions {
            out.push_str(&hanging(
                "      ＋ ",
                &format!("{}：{}", self.corpus.citation(*id), self.words(*id).join("")),
                SCREEN,
            ));
        }
        out
    }

    /// The elements that a set has now.
    fn elements(&self, item: &Item) -> Option<Vec<String>> {
        if let Body::Exclusion { members: Some(members), how: Some(how) } = &item.body {
            let members = members.iter().map(|member| member.name.text.clone());
            return Some(members.chain([how.text.clone()]).collect());
        }
        let Body::Scope { entity, members, open, .. } = &item.body else { return None };
        let declared = self.corpus.statement(item.origin).span;
        let set = self.program.sets.iter().filter(|set| !set.name.is_empty()).find(|set| {
            let known = self.program.item(set.item);
            known.name == set.name && self.program.clause(known.clause).span == declared
        });
        let mut now = match set {
            Some(set) if !entity => {
                let names = &self.program.categories.get(set.category.index())?.elements;
                set.elements.iter().filter_map(|at| names.get(*at as usize).cloned()).collect()
            }
            _ => members.as_ref()?.iter().map(|member| self.member(member)).collect::<Vec<_>>(),
        };
        if *open {
            now.push("其他（没有列到的由人认定）".to_owned());
        }
        Some(now)
    }

    fn member(&self, member: &Member) -> String {
        match &member.condition {
            Some(condition) => {
                format!("{}（限 {}）", member.name.text, self.corpus.files.text(condition.span))
            }
            None => member.name.text.clone(),
        }
    }

    fn item_json(&self, item: &Item) -> Json {
        let statement = self.corpus.statement(item.origin);
        let changes: Vec<Json> = item
            .changes
            .iter()
            .map(|change| json!({"ground": self.corpus.citation(change.by), "verb": change.verb, "summary": change.summary}))
            .collect();
        let quotes: Vec<Json> = statement
            .quotes
            .iter()
            .map(|quote| json!({"text": quote.text.text, "verbatim": quote.verbatim}))
            .collect();
        let additions: Vec<Json> = item
            .additions
            .iter()
            .map(|id| json!({"ground": self.corpus.citation(*id), "text": self.words(*id).join("\n")}))
            .collect();
        let ended = item.ended.as_ref().map(|ended| {
            json!({"by": self.corpus.documents[ended.document].code, "since": ended.since.iso(), "verb": ended.verb})
        });
        json!({"name": item.key.replace('·', "的"), "ground": self.corpus.citation(item.origin), "quotes": quotes,
            "text": self.words(item.origin).join("\n"), "elements": self.elements(item), "changes": changes,
            "additions": additions, "ended": ended})
    }

    /// Figures of this chain of areas that hold on the day.
    fn figures(&self) -> Vec<&Figure> {
        let on = self.text.on;
        let ours = |figure: &&Figure| {
            self.text.area.within(&figure.area) && figure.from.date <= on && on <= figure.to
        };
        self.text.figures.iter().filter(ours).collect()
    }

    fn figure(&self, figure: &Figure) -> String {
        let mut of = coordinates(figure).join("、");
        if let Some(year) = figure.year {
            of = if of.is_empty() { format!("{year}年度") } else { format!("{of}、{year}年度") };
        }
        let of = if of.is_empty() { of } else { format!("（{of}）") };
        let end =
            if figure.to == Date::FOREVER { String::new() } else { format!("，到{}为止", figure.to) };
        let value: Vec<&str> = self.corpus.files.text(figure.span).split_whitespace().collect();
        let (name, by, from) = (&figure.parameter, self.corpus.citation(figure.by), begins(figure.from));
        format!("{name}{of}：{}，{by}公布，{from}{end}", value.join(" "))
    }

    /// Documents and items that were in force and are no more.
    fn ended(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for (at, document) in self.corpus.documents.iter().enumerate() {
            let began = document.effective.date <= self.text.on && !document.is_vocabulary();
            if !began || !self.text.area.within(&document.area) || self.text.documents.contains(&at) {
                continue;
            }
            let of_item =
                self.text.items.values().filter_map(|item| item.ended.as_ref()).find(|e| e.document == at);
            let why = match (of_item, document.expires) {
                (Some(ended), _) => format!("自{}起{}", ended.since, ended.verb),
                (None, Some(last)) if last < self.text.on => format!("{last}期满失效"),
                _ => "已废止，或者到所问的日子还没有印发".to_owned(),
            };
            lines.push(format!("《{}》{}：{why}", document.code, document.syntax.title.text));
        }
        for item in self.text.items.values() {
            let Some(ended) = &item.ended else { continue };
            if self.text.documents.contains(&ended.document) {
                let by = &self.corpus.documents[ended.document].code;
                let name = item.key.replace('·', "的");
                lines.push(format!(
                    "{name}（{}）：自{}起由《{by}》{}",
                    self.corpus.citation(item.origin),
                    ended.since,
                    ended.verb
                ));
            }
        }
        lines
    }
}
