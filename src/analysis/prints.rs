//! Tells texts in force apart item by item: the print of an item changes when the item, or anything that it rests on,
//! changes. What it rests on is taken widely: every item, parameter and sentence that one of its sentences could mean by one
//! of its words. So two texts in which an item has one print give the same findings about it.

use indexmap::IndexMap;

use crate::corpus::elsewhere::exact_in_fen;
use crate::corpus::marks::{Print, word};
use crate::corpus::readings::DoubtId;
use crate::corpus::tree::{Item, StatementId};
use crate::corpus::{Asked, Corpus, TextInForce};
use crate::syntax::tree::Body;

/// A thing of a text in force with a print of its own.
struct Node {
    leaf: Print,
    words: Vec<StatementId>,
    /// What it rests on besides what its words mean.
    also: Vec<u32>,
    /// Its words mean elements, entities and units only: a list of elements does not rest on the rule of the same name.
    lists: bool,
}

/// Nodes by the words that may mean them: open addressing, since a text has a few hundred names and is asked thousands of
/// times.
struct Names {
    slots: Vec<(u64, u32)>,
    /// The next node of the same name, by node.
    next: Vec<u32>,
}

const NONE: u32 = u32::MAX;

impl Names {
    fn new(nodes: usize) -> Names {
        Names { slots: vec![(0, NONE); (nodes * 4).next_power_of_two().max(16)], next: vec![NONE; nodes] }
    }
    fn slot(&self, name: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = (name as usize) & mask;
        while self.slots[at].1 != NONE && self.slots[at].0 != name {
            at = (at + 1) & mask;
        }
        at
    }
    fn add(&mut self, name: u64, node: u32) {
        // One node may have a name twice; a table that is full would not end a search.
        let at = self.slot(name);
        if self.slots[at].1 == node || self.next[node as usize] != NONE {
            return;
        }
        self.next[node as usize] = self.slots[at].1;
        self.slots[at] = (name, node);
    }
    fn of(&self, name: u64) -> impl Iterator<Item = u32> + '_ {
        let first = self.slots[self.slot(name)].1;
        std::iter::successors((first != NONE).then_some(first), |at| {
            let next = self.next[*at as usize];
            (next != NONE).then_some(next)
        })
    }
}

/// The name by which sentences call an item; of none for a 互斥, which no sentence reads.
fn called<'t>(key: &'t str, item: &'t Item) -> Option<&'t str> {
    match &item.body {
        Body::Definition { name, .. } => Some(&name.text),
        Body::Exclusion { .. } => None,
        _ => Some(key.split('〔').next().unwrap_or(key)),
    }
}

/// The prints of a text in force.
#[derive(Clone, Debug)]
pub struct Prints {
    /// One for each thing of the text.
    pub prints: Vec<Print>,
    /// The sentences that made each.
    pub sentences: Vec<Vec<StatementId>>,
}

/// The prints of everything in a text in force, in no order that matters, and of which of its sentences each is.
#[must_use]
pub fn prints(corpus: &Corpus, asked: &Asked, text: &TextInForce) -> Prints {
    let mut graph = Graph::new(corpus, asked, text);
    let edges = graph.edges(corpus, asked);
    let sentences = graph.nodes.iter().map(|node| node.words.clone()).collect();
    let leaves: Vec<Print> = graph.nodes.iter().map(|node| node.leaf).collect();
    Prints { prints: closures(&leaves, &edges, graph.base).0, sentences }
}

/// The prints of a text in force and of all that its doubts could make of it: while none of them is new, no other reading
/// of one doubt gives anything new.
#[derive(Clone, Debug)]
pub struct Doubtful {
    /// One for each thing of the text.
    pub prints: Vec<Print>,
    /// For each doubt, which of the things it could change, one bit each.
    changes: Vec<(DoubtId, Vec<u64>)>,
}

impl Doubtful {
    /// Of a text in force.
    #[must_use]
    pub fn new(corpus: &Corpus, asked: &Asked, text: &TextInForce) -> Doubtful {
        let mut graph = Graph::new(corpus, asked, text);
        let mut under: Vec<(DoubtId, u32)> = Vec::new();
        let documents = corpus.documents_around(&text.area).into_iter();
        let all = documents.flat_map(|at| corpus.guarded(at));
        for (by, doubt) in all.filter(|(by, _)| corpus.documents[by.document].effective.date <= asked.on) {
            let mut touched: Vec<u32> = match touches(&corpus.statement(by).body) {
                Touched::Name(name) => graph.names.of(word(name)).collect(),
                Touched::All => (0..graph.nodes.len() as u32).collect(),
            };
            if touched.is_empty() {
                let Touched::Name(name) = touches(&corpus.statement(by).body) else { continue };
                touched.push(graph.add_unknown(word(name)));
            }
            for node in touched {
                let own = &mut graph.nodes[node as usize];
                own.leaf = own.leaf.beside(corpus.print(by));
                own.words.push(by);
                under.push((doubt, node));
            }
        }
        let edges = graph.edges(corpus, asked);
        let leaves: Vec<Print> = graph.nodes.iter().map(|node| node.leaf).collect();
        let (prints, reached) = closures(&leaves, &edges, graph.base);
        let mut changes: Vec<(DoubtId, Vec<u64>)> = Vec::new();
        under.sort_unstable();
        for (doubt, touched) in under {
            if changes.last().is_none_or(|(last, _)| *last != doubt) {
                changes.push((doubt, vec![0; prints.len().div_ceil(64)]));
            }
            let Some((_, bits)) = changes.last_mut() else { continue };
            for (at, reached) in reached.iter().enumerate() {
                if reached[touched as usize / 64] >> (touched % 64) & 1 == 1 {
                    bits[at / 64] |= 1 << (at % 64);
                }
            }
        }
        Doubtful { prints, changes }
    }

    /// Whether another reading of a doubt could change one of the things that are `new`.
    #[must_use]
    pub fn could_change(&self, doubt: DoubtId, new: &[bool]) -> bool {
        let bits = self.changes.iter().find(|(known, _)| *known == doubt);
        bits.is_some_and(|(_, bits)| {
            new.iter().enumerate().any(|(at, new)| *new && bits[at / 64] >> (at % 64) & 1 == 1)
        })
    }
}

/// Whether a sentence only lists what there is: what its words can mean, everything rests on already.
fn lists(body: &Body) -> bool {
    matches!(
        body,
        Body::Category { .. }
            | Body::Compound { .. }
            | Body::Entity { .. }
            | Body::Extension { .. }
            | Body::Scope { entity: false, .. }
    )
}

/// What a sentence under a reading declares or acts upon.
enum Touched<'b> {
    Name(&'b str),
    All,
}

fn touches(body: &Body) -> Touched<'_> {
    Touched::Name(match body {
        Body::Definition { name, .. }
        | Body::Parameter { name, .. }
        | Body::Publish { name, .. }
        | Body::Scope { name, .. }
        | Body::Adjustments { name, .. }
        | Body::Table { name, .. }
        | Body::Determination { name, .. }
        | Body::Benefit { name, family: None, .. }
        | Body::Judgement { name, .. } => &name.text,
        Body::Amend { target, .. }
        | Body::Restate { target, .. }
        | Body::Addition { target, .. }
        | Body::Approval { target, .. } => &target.name.text,
        // An entry changes its list.
        Body::Disregard { list, .. } => &list.text,
        Body::Remark | Body::Duty { .. } => "",
        _ => return Touched::All,
    })
}

/// Everything in a text in force, and by what it is called.
struct Graph {
    nodes: Vec<Node>,
    names: Names,
    usages: IndexMap<usize, Vec<u32>>,
    /// Of what everything rests on.
    base: Print,
}

impl Graph {
    fn new(corpus: &Corpus, asked: &Asked, text: &TextInForce) -> Graph {
        let mut nodes: Vec<Node> = Vec::with_capacity(text.items.len() + text.others.len() + 16);
        let mut base = Print::default();
        let mut usages: IndexMap<usize, Vec<u32>> = IndexMap::new();
        let mut of_item: Vec<u32> = Vec::with_capacity(text.items.len());
        for item in text.items.values() {
            if matches!(item.body, Body::Category { .. } | Body::Compound { .. } | Body::Entity { .. }) {
                base = base.beside(item.history);
            }
            of_item.push(nodes.len() as u32);
            let mut words = vec![item.origin];
            words.extend(item.changes.iter().map(|change| change.by));
            words.extend(&item.additions);
            nodes.push(Node { leaf: item.history, words, also: Vec::new(), lists: lists(&item.body) });
        }
        for by in &text.others {
            let print = corpus.print(*by);
            let body = &corpus.statement(*by).body;
            match body {
                Body::Extension { .. } => base = base.beside(print),
                Body::Usage(_) => usages.entry(by.document).or_default().push(nodes.len() as u32),
                _ => {}
            }
            nodes.push(Node { leaf: print, words: vec![*by], also: Vec::new(), lists: lists(body) });
        }
        figures(corpus, asked, text, &of_item, &mut nodes);
        let mut names = Names::new(nodes.len());
        for ((key, item), node) in text.items.iter().zip(&of_item) {
            if let Some(name) = called(key, item) {
                names.add(word(name), *node);
            }
        }
        reverse(text, &of_item, &names, &mut nodes);
        Graph { nodes, names, usages, base }
    }

    /// A thing that is not in the text, by its name.
    fn add_unknown(&mut self, name: u64) -> u32 {
        let node = self.nodes.len() as u32;
        let leaf = Print::default().and(name);
        self.nodes.push(Node { leaf, words: Vec::new(), also: Vec::new(), lists: false });
        self.names.next.push(NONE);
        self.names.add(name, node);
        node
    }

    /// What each thing rests on right away. Things that speak of years are of their year.
    fn edges(&mut self, corpus: &Corpus, asked: &Asked) -> Vec<Vec<u32>> {
        let year = [word("上年度"), word("本年度")];
        let mut edges: Vec<Vec<u32>> = Vec::with_capacity(self.nodes.len());
        for (at, node) in self.nodes.iter_mut().enumerate() {
            let mut to = node.also.clone();
            for by in &node.words {
                for mentioned in corpus.words(*by) {
                    if !node.lists {
                        to.extend(self.names.of(*mentioned));
                    }
                    if year.contains(mentioned) {
                        node.leaf = node.leaf.and(asked.on.year() as u64);
                    }
                }
                to.extend(self.usages.get(&by.document).into_iter().flatten());
            }
            to.sort_unstable();
            to.dedup();
            to.retain(|other| *other as usize != at);
            edges.push(to);
        }
        edges
    }
}

/// A parameter shows to who reads it the figures that hold on the day, and whether all are exact in fen; all its figures
/// together are a thing of their own.
fn figures(corpus: &Corpus, asked: &Asked, text: &TextInForce, of_item: &[u32], nodes: &mut Vec<Node>) {
    let mut of: IndexMap<&str, (Print, Vec<StatementId>, bool)> = IndexMap::new();
    for figure in &text.figures {
        let Some((at, _, item)) = text.items.get_full(&figure.parameter) else { continue };
        let Body::Parameter { unit, .. } = item.body else { continue };
        let by = corpus.print(figure.by).and(u64::from(figure.span.start));
        let (all, words, exact) = of.entry(&figure.parameter).or_default();
        let ends = Print::of(figure.to.to_string().as_bytes());
        *all = all.beside(by.with(ends));
        if words.last() != Some(&figure.by) {
            words.push(figure.by);
        }
        *exact |= !exact_in_fen(&figure.value, unit);
        let holds = figure.from.date <= asked.on && asked.on <= figure.to;
        if holds && text.area.within(&figure.area) {
            let leaf = &mut nodes[of_item[at] as usize].leaf;
            *leaf = leaf.beside(by);
        }
    }
    for (name, (all, words, inexact)) in of {
        let Some(at) = text.items.get_index_of(name) else { continue };
        let parameter = of_item[at];
        let leaf = &mut nodes[parameter as usize].leaf;
        *leaf = leaf.and(u64::from(inexact));
        nodes.push(Node { leaf: all, words, also: vec![parameter], lists: false });
    }
}

/// Sentences that change what they name: members of a 互斥, entries of a list, what is 归入 another.
fn reverse(text: &TextInForce, of_item: &[u32], names: &Names, nodes: &mut [Node]) {
    let mut rests = |item: &str, on: u32| {
        for at in names.of(word(item)) {
            nodes[at as usize].also.push(on);
        }
    };
    for (item, node) in text.items.values().zip(of_item) {
        let Item { body, .. } = item;
        match body {
            Body::Exclusion { members, .. } => {
                members.iter().flatten().for_each(|member| rests(&member.name.text, *node));
            }
            Body::Disregard { list, .. } => rests(&list.text, *node),
            Body::Benefit { family: Some(family), .. } => rests(&family.text, *node),
            _ => {}
        }
    }
}

/// For each node a print of all nodes that can be reached from it, itself included, whatever their order; and which these
/// are, one bit each.
fn closures(leaves: &[Print], edges: &[Vec<u32>], base: Print) -> (Vec<Print>, Vec<Vec<u64>>) {
    let count = leaves.len();
    let width = count.div_ceil(64);
    let mut reached: Vec<Vec<u64>> = vec![Vec::new(); count];
    // Tarjan's components, without recursion: a component is done after all that it leads to.
    let (mut order, mut low) = (vec![NONE; count], vec![0u32; count]);
    let mut open: Vec<u32> = Vec::new();
    let mut is_open = vec![false; count];
    let mut clock = 0;
    let mut prints = vec![Print::default(); count];
    let mut path: Vec<(u32, usize)> = Vec::new();
    for start in 0..count {
        if order[start] != NONE {
            continue;
        }
        path.push((start as u32, 0));
        while let Some((node, next)) = path.last_mut() {
            let at = *node as usize;
            if *next == 0 {
                (order[at], low[at]) = (clock, clock);
                clock += 1;
                open.push(*node);
                is_open[at] = true;
            }
            if let Some(to) = edges[at].get(*next) {
                *next += 1;
                let to = *to as usize;
                if order[to] == NONE {
                    path.push((to as u32, 0));
                } else if is_open[to] {
                    low[at] = low[at].min(order[to]);
                }
                continue;
            }
            path.pop();
            if let Some((above, _)) = path.last() {
                let above = *above as usize;
                low[above] = low[above].min(low[at]);
            }
            if low[at] != order[at] {
                continue;
            }
            let from = open.iter().rposition(|member| *member as usize == at).unwrap_or(0);
            let members = open.split_off(from);
            let mut set = vec![0u64; width];
            for member in &members {
                is_open[*member as usize] = false;
                set[*member as usize / 64] |= 1 << (member % 64);
                for to in &edges[*member as usize] {
                    for (own, other) in set.iter_mut().zip(&reached[*to as usize]) {
                        *own |= other;
                    }
                }
            }
            let mut sum = base;
            for (block, bits) in set.iter().enumerate() {
                let mut bits = *bits;
                while bits != 0 {
                    sum = sum.beside(leaves[block * 64 + bits.trailing_zeros() as usize]);
                    bits &= bits - 1;
                }
            }
            for member in members {
                prints[member as usize] = sum.with(leaves[member as usize]);
                reached[member as usize].clone_from(&set);
            }
        }
    }
    (prints, reached)
}

#[cfg(test)]
mod tests {
    use super::closures;
    use crate::corpus::marks::Print;

    #[test]
    fn a_print_changes_with_what_is_reached_and_with_nothing_else() {
        // 0 → 1 ⇄ 2 → 3, 4 alone.
        let edges = [vec![1], vec![2], vec![1, 3], vec![], vec![]];
        let leaves = |changed: usize| -> Vec<Print> {
            (0..5).map(|at| Print::default().and(if at == changed { 100 } else { at as u64 })).collect()
        };
        let before = closures(&leaves(9), &edges, Print::default()).0;
        let differing = |changed: usize| -> Vec<usize> {
            let after = closures(&leaves(changed), &edges, Print::default()).0;
            (0..5).filter(|at| before[*at] != after[*at]).collect()
        };
        assert_eq!(differing(3), [0, 1, 2, 3]);
        assert_eq!(differing(1), [0, 1, 2]);
        assert_eq!(differing(0), [0]);
        assert_eq!(differing(4), [4]);
        assert_ne!(before[1], before[2]);
    }
}
