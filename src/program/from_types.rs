//! Typed model to program.

use indexmap::IndexMap;
use sha2::{Digest, Sha256};

use super::ir::*;
use super::lowering::Lowering;
use crate::corpus::readings::Switch;
use crate::corpus::{Asked, Corpus, TextInForce};
use crate::diagnostics::Diagnostic;
use crate::source::Span;
use crate::types::tree::Typed;

/// A rule looks at something that cannot be seen from whom it is about.
pub(super) fn unreachable_subject(span: Span) -> Diagnostic {
    Diagnostic::error("E0501", "从这里所说的对象看不到它", span, "不在同一个家庭、成员或清单里")
        .help("写明是谁的：本户的…、本人的…；另一个成员的项目不能直接比较")
        .help("别处清单的“（限 …）”里，只看得到那一项自己和本户：把要比的项目记在家庭上，或者记在那一项上")
}

/// Lowers a typed model to a program. One that is only checked has no digest and no names of other times.
pub fn lower(
    corpus: &Corpus,
    asked: &Asked,
    text: &TextInForce,
    typed: &Typed,
    checking: bool,
) -> (Program, Vec<Diagnostic>) {
    let program = Program {
        area: text.area.path(),
        on: text.on,
        digest: if checking { String::new() } else { digest(corpus, asked, text) },
        planes: Vec::new(),
        fields: Vec::new(),
        categories: Vec::new(),
        sets: Vec::new(),
        parameters: Vec::new(),
        calendar: Vec::new(),
        variables: Vec::new(),
        questions: Vec::new(),
        nodes: Vec::new(),
        outputs: Vec::new(),
        assertions: Vec::new(),
        named: Vec::new(),
        items: Vec::new(),
        clauses: Vec::new(),
        documents: Vec::new(),
        notes: Vec::new(),
        document_notes: Vec::new(),
        duties: Vec::new(),
        promises: Vec::new(),
        doubts: Vec::new(),
        other_times: Vec::new(),
    };
    let mut lowering = Lowering {
        corpus,
        asked,
        text,
        typed,
        program,
        diagnostics: Vec::new(),
        cited: IndexMap::new(),
        children: IndexMap::new(),
        facts: IndexMap::new(),
        declared: Vec::new(),
        values: IndexMap::new(),
        fact_nodes: IndexMap::new(),
        asserted: None,
        item_nodes: IndexMap::new(),
        raw_conditions: IndexMap::new(),
        raw_amounts: IndexMap::new(),
        stage_nodes: IndexMap::new(),
        lifted: IndexMap::new(),
        alone_nodes: IndexMap::new(),
        turning: IndexMap::new(),
        item: ItemId(typed.model.items.len() as u32),
        amount: None,
    };
    lowering.cite();
    lowering.describe_doubts();
    lowering.describe_items();
    lowering.describe_documents();
    lowering.describe_duties();
    lowering.describe_calendar();
    lowering.lay_out();
    lowering.describe_promises();
    if !checking {
        lowering.name_other_times();
    }
    sets_and_figures(&mut lowering);
    lowering.outputs();
    lowering.list_variables();
    let Lowering { program, mut diagnostics, .. } = lowering;
    diagnostics.sort_by_key(Diagnostic::primary);
    diagnostics.dedup();
    (program, diagnostics)
}

fn sets_and_figures(lowering: &mut Lowering<'_>) {
    let model = &lowering.typed.model;
    for set in &model.sets {
        lowering.program.sets.push(Set {
            name: set.name.clone(),
            category: CategoryId(set.category as u32),
            elements: set.elements.clone(),
            open: set.open,
            item: ItemId(set.item as u32),
        });
    }
    lowering.figures();
}

/// Digest of the documents in force, in order, and of the readings that are taken against them.
fn digest(corpus: &Corpus, asked: &Asked, text: &TextInForce) -> String {
    let mut hasher = Sha256::new();
    for at in &text.documents {
        let document = &corpus.documents[*at];
        hasher.update(document.code.as_bytes());
        hasher.update([0]);
        hasher.update(corpus.files.file(document.syntax.file).text.as_bytes());
        hasher.update([0]);
    }
    for doubt in text.coded_doubts(corpus) {
        let stated = corpus.doubt(doubt).taken.as_ref().map(|taken| taken.text.as_str());
        if let Some(taken) = asked.switched(doubt).filter(|taken| Some(*taken) != stated) {
            let switch = Switch { doubt, reading: taken.to_owned() };
            hasher.update(corpus.reading_words(&switch).as_bytes());
            hasher.update([0]);
        }
    }
    let digest: Vec<String> = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{}", digest.concat())
}
