//! The officer's text: all results at a glance, then each with its whole reasoning.

use crate::presentation::document::{Block, Document, Reference};
use crate::program::ir::Role;
use crate::trace::outcome::Outcome;
use crate::trace::value::Value;

use super::conclusion::{self, Standing};
use super::folding;
use super::layout::Entry;
use super::reason::Reasoner;
use super::view::{View, mask};

/// What an officer reads.
pub(super) struct Report {
    /// Place, day, record.
    pub(super) heading: Vec<String>,
    /// All results, by how they stand, under what they are: results, duties, leads.
    pub(super) glance: Vec<(&'static str, Vec<Entry>)>,
    /// Each result that is told: its place among the outcomes, what it is, and why.
    pub(super) results: Vec<(usize, Role, Entry)>,
    /// The results that are only named, in one line.
    pub(super) folded: Option<String>,
    /// Notes, in the order of their numbers.
    pub(super) notes: Vec<String>,
    /// Documents cited.
    pub(super) documents: Vec<String>,
}

/// Outcomes with their places among those that were chosen.
type Placed<'o> = Vec<(usize, &'o Outcome)>;

/// Results by name, with their subjects.
type Named<'p> = Vec<(&'p str, Vec<String>)>;

/// The heading above what is no decision.
fn heading_of(role: Role) -> &'static str {
    match role {
        Role::Decision => "一览",
        Role::Duty => "职责（机关应当做的）",
        Role::Lead => "线索（供核查，不是决定）",
    }
}

/// The report as a document; who asks for one result gets it in full.
pub(super) fn document(view: &View, chosen: &[&Outcome], asked: bool) -> Document {
    let folded = if asked { Vec::new() } else { folding::of_view(view) };
    let report = report(view, chosen, &folded, true);
    let mut document = Document { title: "办理结果和理由".to_owned(), blocks: Vec::new() };
    document.blocks.extend(report.heading.into_iter().map(|text| Block::Fact { text }));
    let digest: String = view.program.digest.chars().take(23).collect();
    document.blocks.push(Block::Fact { text: format!("规定文本：{digest}…") });
    if chosen.len() > 1 {
        for (heading, entries) in report.glance {
            document.heading(1, heading);
            document.blocks.push(Block::Tree { entries });
        }
        document.blocks.extend(report.folded.map(|text| Block::Remark { text }));
    }
    for (_, _, result) in report.results {
        document.heading(2, result.text);
        document.blocks.push(Block::Tree { entries: result.below });
    }
    for (heading, lines) in [("注", report.notes), ("文件", report.documents)] {
        document.references(heading, lines.into_iter().map(Reference::of).collect());
    }
    document
}

/// Reasons of the chosen results: what is given first, what is refused last. `folded` says of each outcome of the
/// decision whether it is only named; empty where all are told. `together` tells the same reasons of several members once.
pub(super) fn report(view: &View, chosen: &[&Outcome], folded: &[bool], together: bool) -> Report {
    let mut reasoner = Reasoner::new(view);
    let named = view.decision.outcomes.iter().zip(folded).filter(|(_, folded)| **folded);
    let named: Vec<&Outcome> = named.map(|(outcome, _)| outcome).collect();
    let is_named = |outcome: &Outcome| named.iter().any(|known| std::ptr::eq(*known, outcome));
    let mut order: Vec<(usize, &Outcome)> =
        chosen.iter().copied().enumerate().filter(|(_, outcome)| !is_named(outcome)).collect();
    order.sort_by_key(|(at, outcome)| {
        let apart = match conclusion::role(view, outcome) {
            Role::Decision => 0,
            Role::Duty => 1,
            Role::Lead => 2,
        };
        (apart, conclusion::standing(outcome), *at)
    });
    let groups: Vec<Placed> =
        if together { alike(view, &order) } else { order.iter().map(|one| vec![*one]).collect() };
    let mut results = Vec::new();
    for group in &groups {
        let Some((at, outcome)) = group.first() else { continue };
        let mut entry = result(&mut reasoner, outcome);
        if group.len() > 1 {
            let who: Vec<String> = group.iter().map(|(_, outcome)| subject(view, outcome)).collect();
            if let (Some(first), Some(output)) = (who.first(), conclusion::output(view, outcome)) {
                let rest = format!("下面写的是{first}的，{}的一样", who[1..].join("、"));
                let kind = conclusion::kind(output.role);
                let said = conclusion::conclusion(view, outcome);
                entry.text = format!("【{kind}{}（{}）】{said}", output.name, who.join("、"));
                entry.below.insert(0, Entry::of(rest));
            }
        }
        results.push((*at, conclusion::role(view, outcome), entry));
    }
    let notes = reasoner.notes.iter().enumerate().filter_map(|(at, id)| {
        let note = view.program.notes.get(id.index())?;
        Some(format!("注{}　{}", at + 1, view.note_words(note)))
    });
    let mut cited: Vec<u32> = reasoner.cited.iter().map(|id| view.program.clause(*id).document.0).collect();
    cited.sort_unstable();
    cited.dedup();
    let documents = cited.into_iter().map(|at| view.document_words(crate::program::ir::DocumentId(at)));
    Report {
        heading: heading(view),
        glance: glance(view, &order),
        results,
        folded: folding::line(&folding::names(view, &named)),
        notes: notes.collect(),
        documents: documents.collect(),
    }
}

/// Whom a result is about.
fn subject(view: &View, outcome: &Outcome) -> String {
    conclusion::output(view, outcome).map_or_else(String::new, |o| view.subject(o.plane, outcome.instance))
}

/// Results of members for which the same is said, all the way down, in the order in which they first come.
fn alike<'o>(view: &View, order: &[(usize, &'o Outcome)]) -> Vec<Placed<'o>> {
    let mut groups: Vec<(Option<String>, Placed)> = Vec::new();
    for (at, outcome) in order {
        let members = order.iter().filter(|(_, other)| other.output == outcome.output).count();
        let said = (members > 1).then(|| {
            // Told afresh, so that nothing is left to what stands above.
            let mut reasoner = Reasoner::new(view);
            reasoner.placeless = true;
            let mut said = outcome.output.to_string();
            flattened(&result(&mut reasoner, outcome), &mut said);
            crate::presentation::alike::open(&said, &subject(view, outcome))
        });
        match groups.iter_mut().find(|(known, _)| said.is_some() && *known == said) {
            Some((_, group)) => group.push((*at, outcome)),
            None => groups.push((said, vec![(*at, outcome)])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// All that an entry says.
fn flattened(entry: &Entry, into: &mut String) {
    into.push_str(&entry.text);
    for below in &entry.below {
        into.push('\n');
        flattened(below, into);
    }
}

/// Place, day, record, text.
pub(super) fn heading(view: &View) -> Vec<String> {
    let mut lines = vec![format!("{}，按{}的现行规定", view.area(), view.program.on)];
    lines.extend(view.decision.id.as_deref().map(|id| format!("记录：{}", mask(id))));
    lines.extend(crate::presentation::words::departures(view.program));
    lines
}

/// Results by how they stand; those of several members, and those that one cause holds up, on one line.
fn glance(view: &View, order: &[(usize, &Outcome)]) -> Vec<(&'static str, Vec<Entry>)> {
    let mut parts = Vec::new();
    for role in [Role::Decision, Role::Duty, Role::Lead] {
        let mut lines: Vec<(Standing, String, Named)> = Vec::new();
        for (_, outcome) in order.iter().filter(|(_, outcome)| conclusion::role(view, outcome) == role) {
            let Some(output) = conclusion::output(view, outcome) else { continue };
            let standing = conclusion::standing(outcome);
            let said = conclusion::conclusion(view, outcome);
            let subject = view.subject(output.plane, outcome.instance);
            let cause = matches!(standing, Standing::Conflict | Standing::NoRule | Standing::Fault);
            let known = lines.iter_mut().find(|line| {
                let same = line.2.iter().any(|(name, _)| *name == output.name);
                line.0 == standing && line.1 == said && (same || cause)
            });
            match known.map(|line| &mut line.2) {
                Some(names) => match names.iter_mut().find(|(name, _)| *name == output.name) {
                    Some((_, subjects)) => subjects.push(subject),
                    None => names.push((&output.name, vec![subject])),
                },
                None => lines.push((standing, said, vec![(&output.name, vec![subject])])),
            }
        }
        let entries: Vec<Entry> = lines
            .into_iter()
            .map(|(_, said, names)| {
                let names = names.iter().map(|(name, subjects)| format!("{name}（{}）", subjects.join("、")));
                Entry::of(format!("{}：{said}", names.collect::<Vec<_>>().join("、")))
            })
            .collect();
        if !entries.is_empty() {
            parts.push((heading_of(role), entries));
        }
    }
    parts
}

/// One result with its reasons.
fn result(reasoner: &mut Reasoner, outcome: &Outcome) -> Entry {
    let view = reasoner.view;
    let Some(output) = conclusion::output(view, outcome) else { return Entry::default() };
    let kind = conclusion::kind(output.role);
    let title =
        format!("【{kind}{}】{}", conclusion::title(view, outcome), conclusion::conclusion(view, outcome));
    reasoner.here.clear();
    let place = view.cite(view.program.item(output.item).clause);
    let mut below = vec![Entry::over(format!("依据：{place}"), reasoner.grounds(output.item))];
    let word = match (output.benefit.is_some(), output.role) {
        (true, _) => "批准",
        (false, Role::Decision) => "认定机关",
        (false, Role::Duty) => "何人",
        (false, Role::Lead) => "核查机关",
    };
    if !outcome.bodies.is_empty() {
        below.push(Entry::of(format!("{word}：{}", outcome.bodies.join("或者"))));
    }
    if let Some(force) = conclusion::force(view, outcome) {
        let form = output.benefit.as_ref().and_then(|benefit| benefit.form.as_ref());
        let form = form.map(|form| format!("，形式：{form}")).unwrap_or_default();
        below.push(Entry::of(format!("性质：{force}{form}")));
    }
    below.extend(reasoner.due(outcome));
    let refused = matches!(conclusion::standing(outcome), Standing::Refused | Standing::Fails);
    if !refused {
        below.extend(conclusion::payment(view, outcome).map(|words| Entry::of(format!("发放：{words}"))));
        below.extend(conclusion::funding(view, outcome).map(|words| Entry::of(format!("资金：{words}"))));
        let said = match output.role {
            Role::Decision => "后果",
            Role::Duty => "应当",
            Role::Lead => "提示",
        };
        below.extend(output.consequence.as_ref().map(|words| Entry::of(format!("{said}：{words}"))));
    }
    below.extend(reasoner.idle(outcome));
    // What is refused is reckoned only as far as it decides.
    let mut roots = if refused { view.deciding(outcome.condition) } else { vec![outcome.condition] };
    roots.extend(outcome.amount);
    let reckonings = reasoner.reckonings(&roots);
    if !reckonings.is_empty() {
        below.push(Entry::over("计算：", reckonings));
    }
    below.push(condition(reasoner, outcome));
    if let Some(amount) = outcome.amount {
        let line = format!("金额：{}", view.value_words(amount));
        reasoner.here.insert(amount);
        let amount_below = if reasoner.explained.insert(amount) {
            reasoner.because(amount)
        } else {
            vec![Entry::of("见上")]
        };
        below.push(Entry::over(line, amount_below).about(amount.0));
    }
    if let Some(approval) = outcome.approval {
        let open = outcome.amount.is_some_and(|amount| matches!(view.value(amount), Value::Open(_)));
        let line = if open {
            "批准机关：未定".to_owned()
        } else {
            format!("批准机关：{}", view.value_words(approval))
        };
        below.push(Entry::over(line, reasoner.approved(approval, open)).about(approval.0));
    }
    below.extend(reasoner.held(outcome));
    let missing = reasoner.missing(outcome);
    if !missing.is_empty() {
        below.push(Entry::over("还缺：", missing));
    }
    let rests = reasoner.rests_on(outcome);
    if !rests.is_empty() {
        below.push(Entry::over("依靠：", rests));
    }
    Entry::over(title, below).about(outcome.condition.0)
}

/// The condition of a result: a determination's is the result itself.
fn condition(reasoner: &mut Reasoner, outcome: &Outcome) -> Entry {
    let view = reasoner.view;
    let id = view.through(outcome.condition);
    let own = conclusion::output(view, outcome).is_some_and(|output| output.item == view.node(id).item);
    if view.node(id).heads && own {
        let line = format!("{}：{}", view.condition_list(id), view.value_words(id));
        if !reasoner.explained.insert(id) {
            return Entry::of(format!("{line}（见上）")).about(id.0);
        }
        return Entry::over(line, reasoner.because(id)).about(id.0);
    }
    let label = if view.condition_words(id).starts_with("条件") { "" } else { "条件：" };
    reasoner.entry(label, id, None)
}
