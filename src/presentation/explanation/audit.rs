//! The auditor's text: every step with its ids, in the order of the trace, then what the steps cite.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::presentation::document::{Block, Document, Reference};
use crate::program::ir::{Arithmetic, ClauseId, Op, Reduction};
use crate::trace::outcome::Outcome;
use crate::trace::step::StepId;

use super::conclusion;
use super::officer;
use super::view::{View, tidy};

impl View<'_> {
    /// What a step does, in a word.
    pub(super) fn operation(&self, id: StepId) -> String {
        match &self.node(id).op {
            Op::Constant(_) => "常数".to_owned(),
            Op::Today => "基准日".to_owned(),
            Op::Fact(_) => "事实".to_owned(),
            Op::Component { .. } => "取分类".to_owned(),
            Op::Ancestor(_) => "取上一级".to_owned(),
            Op::Parameter { .. } => "公布的标准".to_owned(),
            Op::Arithmetic(sign, ..) => match sign {
                Arithmetic::Add => "相加",
                Arithmetic::Subtract => "相减",
                Arithmetic::Multiply => "相乘",
                Arithmetic::Divide => "相除",
            }
            .to_owned(),
            Op::FloorZero(_) => "不足零的按零".to_owned(),
            Op::Extreme { greatest, .. } => if *greatest { "取大" } else { "取小" }.to_owned(),
            Op::Compare(..) => "比较".to_owned(),
            Op::Not(_) => "非".to_owned(),
            Op::All(_) => "同时符合".to_owned(),
            Op::Any(_) => "符合之一".to_owned(),
            Op::Present(_) => "有没有".to_owned(),
            Op::Within { .. } => "属于".to_owned(),
            Op::Located { .. } => "位于".to_owned(),
            Op::Reduce { kind, .. } => match kind {
                Reduction::Sum => "合计",
                Reduction::Count => "个数",
                Reduction::Least => "最低值",
                Reduction::Greatest => "最高值",
                Reduction::Exists => "有",
                Reduction::Every => "均",
            }
            .to_owned(),
            Op::Elapsed { .. } => "相隔".to_owned(),
            Op::Shift(_, shift) => shift.to_string(),
            Op::Run { months, .. } => format!("连续{months}个月"),
            Op::Choose(_) => "选择".to_owned(),
            Op::Round(_, rounding) => rounding.to_string(),
            Op::Judged { .. } => "由人决定".to_owned(),
            Op::Unstated => "未载明".to_owned(),
            Op::Pending => "待定".to_owned(),
            Op::Reinterpret(_) if !self.node(id).heads && self.node(id).text.contains("视作") => {
                "视作".to_owned()
            }
            Op::Reinterpret(_) => "同值".to_owned(),
        }
    }

    /// The clauses that a step rests on: of the node, of what is read by it, of what changed its item.
    pub(super) fn step_clauses(&self, id: StepId) -> Vec<ClauseId> {
        let node = self.node(id);
        let mut clauses = vec![node.clause];
        for item in self.program.items_of(self.step(id).node) {
            let item = self.program.item(item);
            clauses.push(item.clause);
            if matches!(node.op, Op::Within { .. } | Op::Parameter { .. }) || node.heads {
                clauses.extend(item.changes.iter().map(|change| change.clause));
            }
        }
        clauses.extend(self.cell(id).map(|cell| cell.clause));
        clauses.extend(self.years_counted(id).into_iter().map(|year| year.clause));
        if let Op::Choose(alternatives) = &node.op {
            clauses.extend(alternatives.iter().map(|one| one.clause));
        }
        let mut seen = BTreeSet::new();
        clauses.retain(|clause| seen.insert(*clause));
        clauses
    }

    /// Every step below some others, and they themselves.
    pub(super) fn cone(&self, roots: &[StepId]) -> BTreeSet<StepId> {
        let mut seen = BTreeSet::new();
        let mut waiting = roots.to_vec();
        while let Some(id) = waiting.pop() {
            if seen.insert(id) {
                waiting.extend_from_slice(self.children(id));
            }
        }
        seen
    }
}

/// The steps that a result is read from.
pub(super) fn roots(outcome: &Outcome) -> Vec<StepId> {
    let mut roots = vec![outcome.condition];
    roots.extend(outcome.amount);
    roots.extend(outcome.approval);
    roots.extend(outcome.due);
    roots
}

/// The steps of the chosen results; all if all are chosen.
pub(super) fn steps(view: &View, chosen: &[&Outcome]) -> Vec<StepId> {
    if chosen.len() == view.decision.outcomes.len() {
        return (0..view.decision.trace.steps.len() as u32).map(StepId).collect();
    }
    let roots: Vec<StepId> = chosen.iter().flat_map(|outcome| roots(outcome)).collect();
    view.cone(&roots).into_iter().collect()
}

/// Every step.
pub(super) fn document(view: &View, chosen: &[&Outcome]) -> Document {
    let mut document = Document { title: "逐步核对".to_owned(), blocks: Vec::new() };
    let (steps, outcomes) = (view.decision.trace.steps.len(), view.decision.outcomes.len());
    let mut heading = officer::heading(view);
    heading.push(format!("规定文本：{}", view.program.digest));
    heading.push(format!("步骤：{steps}；结果：{outcomes}"));
    document.blocks.extend(heading.into_iter().map(|text| Block::Fact { text }));
    let mut results = Vec::new();
    for outcome in chosen {
        let mut said = format!(
            "{}{}：{}；条件 #{}",
            conclusion::kind(conclusion::role(view, outcome)),
            conclusion::title(view, outcome),
            conclusion::conclusion(view, outcome),
            outcome.condition.0
        );
        for (word, id) in [("金额", outcome.amount), ("批准机关", outcome.approval), ("办结", outcome.due)]
        {
            if let Some(id) = id {
                // Writing to a string cannot fail.
                let _ = write!(said, "；{word} #{}", id.0);
            }
        }
        if !outcome.bodies.is_empty() {
            let _ = write!(said, "；机关 {}", outcome.bodies.join("、"));
        }
        let on = &outcome.rests_on;
        let borne = [
            ("已核对", &on.verified),
            ("凭承诺", &on.promised),
            ("只有陈述", &on.stated),
            ("有争议", &on.disputed),
            ("由人决定", &on.judged),
        ];
        for (word, ids) in borne {
            if !ids.is_empty() {
                let ids: Vec<String> = ids.iter().map(|id| format!("#{}", id.0)).collect();
                let _ = write!(said, "；{word} {}", ids.join(" "));
            }
        }
        for (word, questions) in [("还缺", &outcome.missing), ("不影响结果", &outcome.cases)] {
            if !questions.is_empty() {
                let places: Vec<String> =
                    questions.iter().map(|question| view.question_place(question)).collect();
                let _ = write!(said, "；{word} {}", places.join("、"));
            }
        }
        if !on.notes.is_empty() {
            let ids: Vec<String> = on.notes.iter().map(|id| (id.0 + 1).to_string()).collect();
            let _ = write!(said, "；注 {}", ids.join(" "));
        }
        for line in view.other_readings(outcome) {
            let _ = write!(said, "；{line}");
        }
        results.push(Reference::of(said));
    }
    document.references("结果", results);
    let steps = self::steps(view, chosen);
    let (mut clauses, mut notes) = (BTreeSet::new(), BTreeSet::new());
    for id in &steps {
        clauses.extend(view.step_clauses(*id));
    }
    notes.extend(chosen.iter().flat_map(|outcome| outcome.rests_on.notes.iter().copied()));
    document.references("步骤", steps.iter().map(|id| step(view, *id)).collect());
    let quoted = clauses.iter().map(|clause| {
        let quote = view.quote(*clause).map(|quote| format!("　{quote}")).unwrap_or_default();
        Reference::of(format!("条{}　{}{quote}", clause.0, view.cite(*clause)))
    });
    document.references("条文", quoted.collect());
    let documents: BTreeSet<_> = clauses.iter().map(|clause| view.program.clause(*clause).document).collect();
    let named = documents.into_iter().map(|id| Reference::of(view.document_words(id)));
    document.references("文件", named.collect());
    let noted = notes.into_iter().filter_map(|id| {
        let note = view.program.notes.get(id.index())?;
        Some(Reference::of(format!("注{}　{}", id.0 + 1, view.note_words(note))))
    });
    document.references("注", noted.collect());
    document
}

/// One step.
fn step(view: &View, id: StepId) -> Reference {
    let step = view.step(id);
    let node = view.node(id);
    let head = if node.heads { "＊" } else { "" };
    let line = format!(
        "#{} 节点{} {}{head} {} ＝ {}",
        id.0,
        step.node.0,
        view.subject(node.plane, step.instance),
        tidy(&super::law::on_one_line(&node.text)),
        view.value_words(id)
    );
    let children: Vec<String> = view.children(id).iter().map(|child| format!("#{}", child.0)).collect();
    let clauses: Vec<String> = view.step_clauses(id).iter().map(|clause| format!("条{}", clause.0)).collect();
    let mut said =
        format!("{}；项 {}；{}", view.operation(id), view.program.item(node.item).name, clauses.join(" "));
    if !children.is_empty() {
        let _ = write!(said, "；出自 {}", children.join(" "));
    }
    if let Some((field, fact)) = view.fact(id) {
        let evidence = view.evidence(fact.evidence.as_deref());
        let _ = write!(said, "；记录 {}", view.place_of_fact(field, step.instance));
        if !evidence.is_empty() {
            let _ = write!(said, "；{evidence}");
        }
    }
    if let Some(cell) = view.cell(id) {
        let _ = write!(said, "；{}", view.published(cell));
    }
    if let Some(answer) = view.answer_words(id) {
        let _ = write!(said, "；{answer}");
    }
    Reference { text: line, detail: Some(said) }
}
