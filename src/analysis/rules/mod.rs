//! Gaps, overlaps, what never applies and what always does, in the rules of one text in force.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use super::law;
use super::regions::ask::{Asker, Claim, Finding};
use super::regions::figures::with_supposed;
use super::regions::household::Household;
use super::regions::shape::{self, Apart, Shape};
use crate::diagnostics::Diagnostic;
use crate::program::ir::{Alternative, NodeId, Op, Output, Program, Type};
use crate::program::operands::for_each_operand;
use crate::source::Span;

pub(super) mod say;

/// What is known of a claim, whatever document wrote the rule.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Known {
    Never,
    Shown,
    Undecided,
}

/// Claims that were asked before, by the shape of the rule.
#[derive(Debug, Default)]
pub struct Memo {
    known: Mutex<BTreeMap<Shape, Known>>,
}

impl Memo {
    pub(super) fn get(&self, shape: &Shape) -> Option<Known> {
        self.known.lock().ok()?.get(shape).copied()
    }

    pub(super) fn put(&self, shape: Shape, known: Known) {
        if let Ok(mut all) = self.known.lock() {
            all.insert(shape, known);
        }
    }
}

/// What a place in the text is asked: a finding holds only if no text in force in which it stands says otherwise.
pub type Place = (Span, &'static str);

/// What was found in one text in force.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// What is so whatever other texts in force say.
    pub found: Vec<Diagnostic>,
    /// What is so unless the same place is cleared in another text in force: a row may serve another year or city.
    pub unless_cleared: Vec<(Place, Diagnostic)>,
    /// Places that are as they should be here.
    pub cleared: BTreeSet<Place>,
}

/// Checks the rules of a program. Places that are `cleared` in a text in force around are not asked about again.
#[must_use]
pub fn check(program: &Program, memo: &Memo, cleared: &BTreeSet<Place>) -> Report {
    let supposing = with_supposed(program);
    let program = &supposing;
    let shapes = shape::shapes(program, Apart::FiguresAndDay);
    let asker = Asker::new(program, &shapes);
    let mut check = Check {
        program,
        around: cleared,
        shapes: &shapes,
        any_figures: OnceCell::new(),
        asker: &asker,
        memo,
        report: Report::default(),
        never: BTreeSet::new(),
        always: BTreeSet::new(),
        seen: BTreeSet::new(),
        decisive: decisive(program),
    };
    let sites = sites(program, &check.decisive);
    for id in (0..program.nodes.len() as u32).map(NodeId) {
        let node = program.node(id);
        if let Op::Choose(alternatives) = &node.op {
            check.choice(id, alternatives);
        }
        if let Some(span) = sites.get(&id) {
            check.condition(id, *span);
        }
    }
    let Check { mut report, .. } = check;
    report.found.extend(law::check(program, &asker, memo));
    report
}

struct Check<'p, 'm> {
    program: &'p Program,
    around: &'m BTreeSet<Place>,
    shapes: &'p [Shape],
    /// Shapes whatever figures are published.
    any_figures: OnceCell<Vec<Shape>>,
    asker: &'m Asker<'p>,
    memo: &'m Memo,
    report: Report,
    /// Conditions that nobody meets.
    never: BTreeSet<NodeId>,
    /// Conditions that everybody meets.
    always: BTreeSet<NodeId>,
    /// Places of choices that were looked at: copies for one person as a household stand at the same place.
    seen: BTreeSet<Place>,
    /// Per node, whether households can differ in it and something other than an approving body rests on it.
    decisive: Vec<bool>,
}

/// The nodes in which households can differ and on which something rests besides the choice of an approving body: the
/// table of bodies is one for all benefits.
fn decisive(program: &Program) -> Vec<bool> {
    let mut needed = vec![false; program.nodes.len()];
    for named in &program.named {
        needed[named.node.index()] = true;
    }
    for output in &program.outputs {
        let amount = output.benefit.as_ref().and_then(|benefit| benefit.amount);
        for root in std::iter::once(output.condition).chain(amount).chain(output.due) {
            needed[root.index()] = true;
        }
    }
    let mut needed = shape::closed(program, needed);
    let mut differs = vec![false; program.nodes.len()];
    for (at, node) in program.nodes.iter().enumerate() {
        let mut own = matches!(node.op, Op::Fact(_) | Op::Run { .. } | Op::Judged { .. } | Op::Reduce { .. });
        // A figure differs by what selects it, not by the household.
        if !matches!(node.op, Op::Parameter { .. }) {
            for_each_operand(&node.op, |operand| own |= differs[operand.index()]);
        }
        differs[at] = own;
        needed[at] &= own;
    }
    needed
}

/// Where conditions stand that an author wrote: parts of lists, filters, conditions of results, definitions.
fn sites(program: &Program, decisive: &[bool]) -> BTreeMap<NodeId, Span> {
    let mut sites = BTreeMap::new();
    let mut add = |id: NodeId, span: Span| {
        let node = program.node(id);
        // A fact may hold or fail; what another item says is looked at there.
        let by_itself =
            matches!(node.op, Op::Fact(_) | Op::Constant(_) | Op::Judged { .. } | Op::Ancestor(_));
        if node.ty == Type::Truth && !node.alone && !by_itself && decisive[id.index()] {
            sites.entry(id).or_insert(span);
        }
    };
    for (id, node) in (0..).map(NodeId).zip(&program.nodes) {
        match &node.op {
            Op::All(parts) | Op::Any(parts) => {
                for part in parts {
                    let own = program.node(part.node);
                    add(part.node, if own.heads { own.span } else { part.span });
                }
            }
            Op::Reduce { filter: Some(filter), .. } => add(*filter, program.node(*filter).span),
            _ if node.heads => add(id, node.span),
            _ => {}
        }
    }
    for output in &program.outputs {
        add(output.condition, program.node(output.condition).span);
    }
    sites
}

impl<'p> Check<'p, '_> {
    /// What is known of a claim about a shape; asked once.
    fn ask(&mut self, claim: &Claim, shape: Shape) -> Known {
        if let Some(known) = self.memo.get(&shape) {
            return known;
        }
        let known = match self.asker.ask(claim) {
            Finding::Never => Known::Never,
            Finding::Undecided => Known::Undecided,
            Finding::Shown(_) => Known::Shown,
        };
        self.memo.put(shape, known);
        known
    }

    fn shape(&self, id: NodeId, word: &str) -> Shape {
        shape::joined([self.shapes[id.index()]], word)
    }

    /// A condition that nobody or everybody meets.
    fn condition(&mut self, id: NodeId, span: Span) {
        if ["holds", "fails"].iter().all(|what| self.around.contains(&(span, *what))) {
            return;
        }
        let held = self.ask(&Claim::Hold(vec![id]), self.shape(id, "holds"));
        let failed = self.ask(&Claim::Fails(id), self.shape(id, "fails"));
        match (&held, &failed) {
            // The text says itself that there is no rule.
            (Known::Never, Known::Never) => {}
            (Known::Never, _) if self.asker.never_however_filled(&Claim::Hold(vec![id])) => {
                self.nobody(id, span);
            }
            (_, Known::Never) if self.asker.never_however_filled(&Claim::Fails(id)) => {
                self.everybody(id, span);
            }
            (Known::Never, _) | (_, Known::Never) => {}
            _ => {
                for (known, what) in [(&held, "holds"), (&failed, "fails")] {
                    let asked = if what == "holds" {
                        "会不会有家庭符合"
                    } else {
                        "会不会有家庭不符合"
                    };
                    if *known == Known::Undecided {
                        let found = say::undecided(self.program, id, span, asked);
                        self.report.unless_cleared.push(((span, what), found));
                    }
                }
            }
        }
        for (known, what) in [(&held, "holds"), (&failed, "fails")] {
            if matches!(known, Known::Shown) {
                self.report.cleared.insert((span, what));
            }
        }
    }

    fn nobody(&mut self, id: NodeId, span: Span) {
        self.never.insert(id);
        let program = self.program;
        let mut operands = Vec::new();
        for_each_operand(&program.node(id).op, |operand| operands.push(operand));
        match &program.node(id).op {
            // It was told at the part that nobody meets.
            _ if operands.iter().any(|operand| self.never.contains(operand)) => {}
            Op::Not(of) if self.always.contains(of) => {}
            Op::All(parts) => {
                // As few parts as exclude each other.
                let mut left: Vec<usize> = (0..parts.len()).collect();
                for part in 0..parts.len() {
                    let fewer: Vec<usize> = left.iter().copied().filter(|other| *other != part).collect();
                    let nodes: Vec<NodeId> = fewer.iter().map(|at| parts[*at].node).collect();
                    if nodes.len() > 1 {
                        let shapes = nodes.iter().map(|node| self.shapes[node.index()]);
                        let shape = shape::joined(shapes, "together");
                        if self.ask(&Claim::Hold(nodes), shape) == Known::Never {
                            left = fewer;
                        }
                    }
                }
                let places: Vec<(Span, &str)> =
                    left.iter().map(|at| (parts[*at].span, parts[*at].label.as_str())).collect();
                let found = say::excluding(program, id, &places);
                self.report.unless_cleared.push(((span, "holds"), found));
            }
            _ => self.report.unless_cleared.push(((span, "holds"), say::never(program, id, span))),
        }
    }

    fn everybody(&mut self, id: NodeId, span: Span) {
        self.always.insert(id);
        let program = self.program;
        let told = match &program.node(id).op {
            Op::All(parts) => parts.iter().all(|part| self.always.contains(&part.node)),
            Op::Any(parts) => parts.iter().any(|part| self.always.contains(&part.node)),
            Op::Not(of) => self.never.contains(of),
            _ => false,
        };
        if !told {
            self.report.unless_cleared.push(((span, "fails"), say::always(program, id, span)));
        }
    }

    /// Gaps, conflicts and alternatives that are never taken.
    fn choice(&mut self, id: NodeId, alternatives: &[Alternative]) {
        let node = self.program.node(id);
        let based = alternatives.iter().any(|alternative| alternative.guard.is_none());
        if !based && self.seen.insert((node.span, "gap")) {
            self.fault(id, &Claim::Gap(id), alternatives);
        }
        let ranked = (0..alternatives.len()).any(|one| {
            (0..one).any(|other| {
                alternatives[one].beats >> other & 1 == 0 && alternatives[other].beats >> one & 1 == 0
            })
        });
        if ranked && self.seen.insert((node.span, "conflict")) {
            self.fault(id, &Claim::Conflict(id), alternatives);
        }
        if node.alone || !self.decisive[id.index()] {
            return;
        }
        for (at, alternative) in alternatives.iter().enumerate() {
            let place = (alternative.span, "taken");
            if self.around.contains(&place) || !self.seen.insert(place) {
                continue;
            }
            let shape = self.shape(id, &format!("taken {at}"));
            match self.ask(&Claim::Taken(id, at), shape) {
                Known::Never if !self.asker.never_however_filled(&Claim::Taken(id, at)) => {}
                Known::Never => {
                    let hiding: Vec<&Alternative> =
                        alternatives.iter().filter(|other| other.beats >> at & 1 == 1).collect();
                    let found = say::unreachable(self.program, id, alternative, &hiding);
                    self.report.unless_cleared.push(((alternative.span, "taken"), found));
                }
                Known::Undecided => {
                    let found = say::undecided(self.program, id, alternative.span, "会不会用到");
                    self.report.unless_cleared.push(((alternative.span, "taken"), found));
                }
                Known::Shown => {
                    self.report.cleared.insert((alternative.span, "taken"));
                }
            }
        }
    }

    /// A gap or a conflict, if a household can come to it.
    fn fault(&mut self, id: NodeId, claim: &Claim, alternatives: &[Alternative]) {
        let word = if matches!(claim, Claim::Gap(_)) { "gap" } else { "conflict" };
        if self.never_whatever_figures(id, claim, word)
            || self.ask(claim, self.shape(id, word)) == Known::Never
        {
            return;
        }
        let program = self.program;
        let amount = |output: &Output| output.benefit.as_ref().and_then(|benefit| benefit.amount);
        let reads = |output: &Output| {
            let roots = std::iter::once(output.condition).chain(amount(output));
            roots.into_iter().any(|root| shape::cone(program, root).get(id.index()) == Some(&true))
        };
        let reached: Vec<usize> =
            (0..program.outputs.len()).filter(|at| reads(&program.outputs[*at])).collect();
        let mut open = false;
        for at in &reached {
            let output = &program.outputs[*at];
            let nodes = [Some(output.condition), amount(output), Some(id)];
            let shapes = nodes.into_iter().flatten().map(|node| self.shapes[node.index()]);
            let shape = shape::joined(shapes, word);
            match self.memo.get(&shape) {
                Some(Known::Never) => continue,
                Some(Known::Undecided) => open = true,
                Some(Known::Shown) | None => match self.asker.ask_result(claim, *at) {
                    Finding::Shown(household) => {
                        self.memo.put(shape, Known::Shown);
                        self.tell_fault(id, claim, alternatives, &household, Some(&output.name));
                        return;
                    }
                    _ => {
                        let never = self.never_reached(claim, *at);
                        self.memo.put(shape, if never { Known::Never } else { Known::Undecided });
                        open |= !never;
                    }
                },
            }
        }
        if reached.is_empty()
            && let Finding::Shown(household) = self.asker.ask(claim)
        {
            self.tell_fault(id, claim, alternatives, &household, None);
        } else if reached.is_empty() || open {
            let what = if word == "gap" {
                "会不会没有一条适用"
            } else {
                "会不会有几条同时适用而结果不同"
            };
            self.undecided(program.node(id).span, id, what);
        }
    }

    /// Whether nobody meets a claim, whatever figures are published: true in all areas if in one.
    fn never_whatever_figures(&self, id: NodeId, claim: &Claim, word: &str) -> bool {
        let shapes = self.any_figures.get_or_init(|| shape::shapes(self.program, Apart::Day));
        let shape = shape::joined([shapes[id.index()]], &format!("{word} whatever figures"));
        let known = self.memo.get(&shape).unwrap_or_else(|| {
            let known = if self.asker.never(claim) { Known::Never } else { Known::Undecided };
            self.memo.put(shape, known);
            known
        });
        known == Known::Never
    }

    fn tell_fault(
        &mut self,
        id: NodeId,
        claim: &Claim,
        alternatives: &[Alternative],
        household: &Household,
        result: Option<&str>,
    ) {
        let parties = self.asker.parties(household, claim);
        let parties: Vec<&Alternative> = parties.iter().map(|at| &alternatives[*at]).collect();
        let lines = household.tell(self.program);
        self.report.found.push(say::fault(self.program, id, claim, &lines, &parties, result));
    }

    /// Whether nobody for whom a result is asked comes to a choice in the way that a claim says, along any list.
    fn never_reached(&mut self, claim: &Claim, output: usize) -> bool {
        let (Claim::Gap(id) | Claim::Conflict(id)) = claim else { return false };
        let program = self.program;
        // The filters of the lists that gather the choice; several lists are looked at one by one.
        let declared = &program.outputs[output];
        let roots = [Some(declared.condition), declared.benefit.as_ref().and_then(|benefit| benefit.amount)];
        let mut needed = vec![false; program.nodes.len()];
        for root in roots.into_iter().flatten() {
            for (at, marked) in shape::cone(program, root).into_iter().enumerate() {
                needed[at] |= marked;
            }
        }
        let plane = program.node(*id).plane;
        let mut ways: Vec<Vec<NodeId>> = Vec::new();
        if plane == declared.plane {
            ways.push(Vec::new());
        }
        for (at, node) in (0..).map(NodeId).zip(&program.nodes) {
            if let Op::Reduce { plane: of, filter, value, .. } = &node.op
                && needed[at.index()]
                && *of == plane
            {
                let through = filter
                    .iter()
                    .chain(value)
                    .any(|root| shape::cone(program, *root).get(id.index()) == Some(&true));
                if through {
                    ways.push(filter.iter().copied().collect());
                }
            } else if needed[at.index()] && matches!(node.op, Op::Ancestor(of) if of == *id) {
                // Read from an inner list: nothing is known of who reads it.
                ways.push(Vec::new());
            }
        }
        let asker = self.asker;
        !ways.is_empty() && ways.iter().all(|filters| asker.never_reached(claim, output, filters))
    }

    fn undecided(&mut self, span: Span, id: NodeId, what: &str) {
        self.report.found.push(say::undecided(self.program, id, span, what));
    }
}
