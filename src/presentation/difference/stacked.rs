//! The report: each change with its sentence, both clauses, what stays, and who made it.

use super::told::{self, Voice};
use super::{parts, summary, witness};
use crate::comparison::diff::data::{Change, Difference};
use crate::comparison::diff::{Kind, Manner, Relation};
use crate::presentation::document::{Block, Document};

/// A report for people.
#[must_use]
pub fn report(difference: &Difference) -> Document {
    let mut writer = Writer { difference, voice: Voice::of(difference), document: Document::default() };
    writer.head();
    writer.body();
    writer.document
}

/// `一、`, `二、` ….
pub(super) fn numeral(at: usize) -> String {
    const DIGITS: [&str; 10] = ["〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |at: usize| DIGITS.get(at).copied().unwrap_or_default();
    match at {
        0..=9 => digit(at).to_owned(),
        10 => "十".to_owned(),
        11..=19 => format!("十{}", digit(at - 10)),
        20..=99 if at.is_multiple_of(10) => format!("{}十", digit(at / 10)),
        20..=99 => format!("{}十{}", digit(at / 10), digit(at % 10)),
        _ => at.to_string(),
    }
}

struct Writer<'d> {
    difference: &'d Difference,
    voice: Voice,
    document: Document,
}

impl Writer<'_> {
    fn say(&mut self, depth: u8, text: impl Into<String>) {
        self.document.blocks.push(Block::Paragraph { depth, text: text.into() });
    }

    fn head(&mut self) {
        let difference = self.difference;
        let title = match difference.relation {
            Relation::Succession => "规定的变化",
            Relation::Neighbours => "两地规定对照",
        };
        self.document.title = format!("{title}：{} → {}", difference.old.name, difference.new.name);
        self.document.blocks.push(Block::Title { text: title.to_owned() });
        let between = if difference.relation == Relation::Succession { "→" } else { "与" };
        let text = format!("{}　{between}　{}", difference.old.name, difference.new.name);
        self.document.blocks.push(Block::Subtitle { text });
        self.say(0, summary(difference));
        self.document.blocks.extend(places(difference));
    }

    fn body(&mut self) {
        let difference = self.difference;
        let relation = difference.relation;
        let parts = parts(difference);
        let mut number = 0;
        let mut titled = |writer: &mut Self, title: &str| {
            number += 1;
            writer.document.heading(1, format!("{}、{title}", numeral(number)));
        };
        if !difference.documents.is_empty() {
            titled(self, "公文");
            for document in &difference.documents {
                self.say(0, told::document(document, &self.voice));
            }
        }
        let names = match relation {
            Relation::Succession => {
                ["修改的规定".to_owned(), "增加的规定".to_owned(), "停止执行的规定".to_owned()]
            }
            Relation::Neighbours => [
                "两边都有、内容不同的".to_owned(),
                format!("只有{}有的", self.voice.new),
                format!("只有{}有的", self.voice.old),
            ],
        };
        if !parts.changed.is_empty() {
            titled(self, &names[0]);
            parts.changed.iter().for_each(|change| self.changed(change));
        }
        for (changes, name) in [(&parts.added, &names[1]), (&parts.removed, &names[2])] {
            if !changes.is_empty() {
                titled(self, name);
                match relation {
                    Relation::Succession => self.gathered(changes),
                    Relation::Neighbours => {
                        let (near, alone): (Vec<&Change>, Vec<&Change>) =
                            changes.iter().partition(|change| !change.beside.is_empty());
                        self.gathered(&near);
                        self.listed(&alone);
                    }
                }
            }
        }
        if !parts.notes.is_empty() {
            titled(self, "疑义、假定");
            for change in &parts.notes {
                self.say(0, change.sentence.clone());
            }
        }
        if !difference.alike.is_empty() {
            titled(self, "文字不同、意思不变的");
            difference.alike.iter().for_each(|change| self.alike(change));
        }
    }

    /// Something that both have.
    fn changed(&mut self, change: &Change) {
        self.document.heading(2, format!("【{}】{}", change.name, told::kinds(change)));
        self.say(0, change.sentence.clone());
        let whole = matches!(change.kind, Kind::Scope | Kind::Figure);
        let sides =
            [(self.voice.old.clone(), &change.old, true), (self.voice.new.clone(), &change.new, false)];
        for (head, clause, before) in sides {
            let Some(clause) = clause else { continue };
            let says = if whole { clause.says.join("、") } else { told::side(change, clause, before) };
            self.say(1, format!("{head}：{says}{}", told::cited(clause)));
        }
        // A figure is told by its sentence.
        if change.kind != Kind::Figure {
            let meant: Vec<_> =
                change.points.iter().filter(|point| point.kind != Kind::Wording).cloned().collect();
            let word = if self.difference.relation == Relation::Succession { "变动" } else { "不同" };
            for line in told::points(change, &meant, &self.voice) {
                self.say(1, format!("{word}：{line}"));
            }
        }
        if !change.stays.is_empty() {
            let word = if self.difference.relation == Relation::Succession { "不变" } else { "相同" };
            self.say(1, format!("{word}：{}", change.stays.join("、")));
        }
        self.rests(change);
    }

    fn rests(&mut self, change: &Change) {
        if self.difference.relation == Relation::Succession && !change.by.is_empty() {
            let by: Vec<String> = change.by.iter().map(told::maker).collect();
            self.say(1, format!("依据：{}", by.join("；")));
        }
        for note in &change.notes {
            self.say(1, format!("说明：{note}"));
        }
        self.effect(change);
    }

    /// What it does to households.
    fn effect(&mut self, change: &Change) {
        let lines = change.effect.iter().flat_map(|effect| witness::lines(effect, &self.voice));
        for (at, line) in lines.collect::<Vec<_>>().into_iter().enumerate() {
            self.say(if at == 0 { 1 } else { 2 }, line);
        }
    }

    /// What only one has, by the clause that it stands in.
    fn gathered(&mut self, changes: &[&Change]) {
        let place = |change: &Change| {
            let clause = change.new.as_ref().or(change.old.as_ref());
            clause.map(|clause| (clause.citation.clone(), told::quotes(clause))).unwrap_or_default()
        };
        let mut last = None;
        for change in changes {
            let here = place(change);
            if last.as_ref() != Some(&here) {
                self.document.heading(2, format!("【{}】", here.0));
                for quote in &here.1 {
                    self.say(0, quote.clone());
                }
                last = Some(here);
            }
            self.provision(change);
            if change.manner == Manner::Removed && self.difference.relation == Relation::Succession {
                for by in &change.by {
                    self.say(1, format!("依据：{}", told::maker(by)));
                }
            }
            for beside in &change.beside {
                for (at, line) in told::near(beside, change, &self.voice).into_iter().enumerate() {
                    self.say(if at == 0 { 1 } else { 2 }, line);
                }
            }
            for note in &change.notes {
                self.say(1, format!("说明：{note}"));
            }
            self.effect(change);
        }
    }

    /// What it says, one line per part where there are several.
    fn provision(&mut self, change: &Change) {
        let clause = change.new.as_ref().or(change.old.as_ref());
        let says = clause.map(|clause| clause.says.clone()).unwrap_or_default();
        match (change.kind, &says[..]) {
            (Kind::Usage | Kind::Authority | Kind::Procedure, _) => {
                self.say(0, format!("· {}", says.join("；")))
            }
            (Kind::Figure, _) => self.say(0, format!("· {}", told::figures(change))),
            (Kind::Field, _) => self.say(0, format!("· 记录项目：{}", says.join("；"))),
            (kind, [one]) => self.say(0, format!("· {}“{}”：{one}", kind.word(), change.name)),
            (kind, several) => {
                self.say(0, format!("· {}“{}”：", kind.word(), change.name));
                several.iter().for_each(|line| self.say(1, line.clone()));
            }
        }
    }

    /// Only names, by the article that they stand in.
    fn listed(&mut self, changes: &[&Change]) {
        if !changes.is_empty() {
            self.document.heading(2, "其他（写法用 --item 名称 看）");
        }
        for line in told::listed(changes) {
            self.say(0, line);
        }
    }

    /// What reads differently.
    fn alike(&mut self, change: &Change) {
        match change.manner {
            Manner::Renamed => self.say(0, format!("· {}", change.sentence)),
            Manner::Moved => {
                let point = change.points.first();
                let text = |text: Option<&String>| text.cloned().unwrap_or_default();
                let (from, to) = (point.and_then(|p| p.old.as_ref()), point.and_then(|p| p.new.as_ref()));
                self.say(0, format!("· {}：由{}移到{}", change.name, text(from), text(to)));
            }
            _ => {
                for said in told::points(change, &change.points, &self.voice) {
                    self.say(0, format!("· {}：{said}", change.name));
                }
            }
        }
    }
}

/// Of two areas: what is taken for the same.
pub(super) fn places(difference: &Difference) -> Option<Block> {
    let named = |area: &str| if area.is_empty() { "全国".to_owned() } else { area.replace('/', "") };
    let (old, new) = (named(&difference.old.area), named(&difference.new.area));
    let text = format!("规定里说的“{old}”和“{new}”，比较时看作同一个地方：在本地的，两边都在本地。");
    (difference.relation == Relation::Neighbours).then_some(Block::Paragraph { depth: 0, text })
}
