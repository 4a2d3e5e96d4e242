//! What another reading of a 疑义 would change: two decisions of one record compared, and told.

use serde_json::{Value as Json, json};

use crate::facts::record::Record;
use crate::presentation::columns::{SCREEN, hanging};
use crate::presentation::document::{Block, Document, Entry};
use crate::presentation::json as shapes;
use crate::program::ir::Program;
use crate::program::legal::Doubt;
use crate::trace::outcome::{Decision, Outcome, Status};

use super::conclusion;
use super::view::View;

/// A result under one reading.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Said {
    /// In words.
    pub words: String,
    /// For machines, as `eval` gives it; null where the text then has no such result.
    pub shape: Json,
}

/// A result that another reading changes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// Its name, with its subject.
    pub result: String,
    /// Output and instance in the program as it is; none where only the other reading has it.
    pub at: Option<(usize, u32)>,
    /// As it is.
    pub now: Said,
    /// As it would be.
    pub then: Said,
}

/// What another reading does to a record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Effect {
    /// These results change, the others do not.
    Changes(Vec<Change>),
    /// It cannot be told, because the text or the record is at fault under that reading.
    Unknown(&'static str),
}

/// Another reading of a doubt of the program.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OtherReading {
    /// Index into [`Program::doubts`].
    pub doubt: usize,
    /// The reading.
    pub reading: String,
    /// What it does.
    pub effect: Effect,
}

/// A decision beside what it was made from.
pub type Decided<'a> = (&'a Program, &'a Record, &'a Decision);

/// The results of one record that differ between two texts.
#[must_use]
pub fn compare(now: Decided<'_>, then: Decided<'_>) -> Vec<Change> {
    let (now, then) = (view(now), view(then));
    let mut changes = Vec::new();
    for outcome in &now.decision.outcomes {
        let key = key(&now, outcome);
        let other = then.decision.outcomes.iter().find(|other| self::key(&then, other) == key);
        changes.extend(change(&now, Some(outcome), &then, other));
    }
    for outcome in &then.decision.outcomes {
        let key = key(&then, outcome);
        if now.decision.outcomes.iter().all(|other| self::key(&now, other) != key) {
            changes.extend(change(&now, None, &then, Some(outcome)));
        }
    }
    changes
}

fn view<'a>((program, record, decision): Decided<'a>) -> View<'a> {
    View { program, record, decision, others: &[], brief: false }
}

/// A result by name and subject: positions may differ between two programs.
fn key(view: &View, outcome: &Outcome) -> Option<(String, String, u32)> {
    let output = conclusion::output(view, outcome)?;
    let plane = &view.program.planes[output.plane.index()];
    Some((output.name.clone(), plane.name.clone(), outcome.instance))
}

fn change(now: &View, one: Option<&Outcome>, then: &View, other: Option<&Outcome>) -> Option<Change> {
    let parts = |view: &View, outcome: Option<&Outcome>| outcome.map(|outcome| parts(view, outcome));
    let (before, after) = (parts(now, one), parts(then, other));
    // Refused either way is the same result, whichever conditions fail.
    let refused = |outcome: Option<&Outcome>| {
        outcome.is_some_and(|outcome| matches!(outcome.status, Status::NotGranted | Status::Holds(false)))
    };
    if before == after || refused(one) && refused(other) {
        return None;
    }
    // The conclusion, and what differs beside it; another amount is paid otherwise as a matter of course.
    let told = |own: &Option<Vec<String>>, foreign: &Option<Vec<String>>| match own {
        None => "没有这一项".to_owned(),
        Some(own) => {
            let other = |at: usize| foreign.as_ref().and_then(|foreign| foreign.get(at));
            let concluded = other(0) == own.first();
            let differs =
                |at: &usize| *at == 0 || other(*at) != own.get(*at) && (concluded || *at != PAYMENT);
            let said = (0..own.len()).filter(differs).map(|at| own[at].as_str());
            said.filter(|words| !words.is_empty()).collect::<Vec<_>>().join("；")
        }
    };
    let shape = |view: &View, outcome: Option<&Outcome>| {
        let said = outcome.and_then(|outcome| {
            let output = conclusion::output(view, outcome)?;
            Some(shapes::result(view.program, view.record, view.decision, output, outcome))
        });
        said.unwrap_or(Json::Null)
    };
    let name = |view: &View, outcome: &Outcome| {
        let output = conclusion::output(view, outcome)?;
        Some(shapes::result_name(view.program, view.record, output, outcome.instance))
    };
    let result = one.and_then(|one| name(now, one)).or_else(|| name(then, other?))?;
    Some(Change {
        result,
        at: one.map(|one| (one.output, one.instance)),
        now: Said { words: told(&before, &after), shape: shape(now, one) },
        then: Said { words: told(&after, &before), shape: shape(then, other) },
    })
}

/// The last of the parts.
const PAYMENT: usize = 3;

/// What is told of a result: how it stands, what is missing, who approves, how it is paid.
fn parts(view: &View, outcome: &Outcome) -> Vec<String> {
    let missing: Vec<String> = outcome.missing.iter().map(|question| view.question_words(question)).collect();
    let listed = |word: &str, words: &[String]| {
        if words.is_empty() { String::new() } else { format!("{word}{}", words.join("、")) }
    };
    vec![
        conclusion::stands(view, outcome),
        listed("还缺 ", &missing),
        listed("机关 ", &outcome.bodies),
        conclusion::payment(view, outcome).map(|words| format!("发放 {words}")).unwrap_or_default(),
    ]
}

/// `《甲》疑义“…”改取“按每笔”（现取“合并计算”）`
fn heading(program: &Program, other: &OtherReading) -> String {
    let Some(doubt) = program.doubts.get(other.doubt) else { return String::new() };
    let now = doubt.taken.as_ref().map_or("现待定".to_owned(), |taken| format!("现取“{taken}”"));
    let code = &program.documents[doubt.document.index()].code;
    format!("《{code}》疑义“{}”改取“{}”（{now}）", doubt.text, other.reading)
}

/// What the other readings would change, as a block of text.
#[must_use]
pub fn text(program: &Program, others: &[OtherReading]) -> String {
    let mut out = String::from("另一读法\n");
    if others.is_empty() {
        out.push_str("  现行公文没有把另一种读法写成规定的疑义。\n");
    }
    for other in others {
        let end = match &other.effect {
            Effect::Changes(changes) if changes.is_empty() => "：各项结果都不变".to_owned(),
            Effect::Changes(_) => "：".to_owned(),
            Effect::Unknown(why) => format!("：{why}"),
        };
        out.push_str(&hanging("  ", &format!("{}{end}", heading(program, other)), SCREEN));
        let Effect::Changes(changes) = &other.effect else { continue };
        for change in changes {
            let line = format!("{}：{} → {}", change.result, change.now.words, change.then.words);
            out.push_str(&hanging("  · ", &line, SCREEN));
        }
    }
    out
}

/// What the other readings would change, at the end of a document.
pub fn add(document: &mut Document, program: &Program, others: &[OtherReading]) {
    document.heading(1, "另一读法");
    let one = |other: &OtherReading| {
        let head = heading(program, other);
        match &other.effect {
            Effect::Changes(changes) if changes.is_empty() => Entry::of(format!("{head}：各项结果都不变")),
            Effect::Changes(changes) => {
                let below = changes.iter().map(|change| {
                    Entry::of(format!("{}：{} → {}", change.result, change.now.words, change.then.words))
                });
                Entry::over(format!("{head}："), below.collect())
            }
            Effect::Unknown(why) => Entry::of(format!("{head}：{why}")),
        }
    };
    let entries: Vec<Entry> = match others {
        [] => vec![Entry::of("现行公文没有把另一种读法写成规定的疑义。")],
        _ => others.iter().map(one).collect(),
    };
    document.blocks.push(Block::Tree { entries });
}

/// For machines.
#[must_use]
pub fn machine(program: &Program, others: &[OtherReading]) -> Json {
    let one = |other: &OtherReading| {
        let doubt = program.doubts.get(other.doubt);
        let mut shape = json!({"ground": doubt.map(|doubt| program.citation(doubt.clause)),
            "doubt": doubt.map(|doubt| &doubt.text), "taken": doubt.and_then(|doubt| doubt.taken.as_ref()),
            "reading": other.reading});
        match &other.effect {
            Effect::Changes(changes) => {
                let change = |change: &Change| {
                    json!({"result": change.result, "now": change.now.shape, "then": change.then.shape,
                        "now_words": change.now.words, "then_words": change.then.words})
                };
                shape["changes"] = Json::Array(changes.iter().map(change).collect());
            }
            Effect::Unknown(why) => shape["unknown"] = json!(why),
        }
        shape
    };
    Json::Array(others.iter().map(one).collect())
}

impl View<'_> {
    /// Whether a result rests on a doubt.
    fn rests_on_doubt(&self, outcome: &Outcome, doubt: &Doubt) -> bool {
        let notes = outcome.rests_on.notes.iter().filter_map(|id| self.program.notes.get(id.index()));
        notes.into_iter().any(|note| note.clause == doubt.clause && note.text == doubt.text)
    }

    /// What the other readings would do to one result: of the doubts that it rests on, and of those that change it.
    pub(super) fn other_readings(&self, outcome: &Outcome) -> Vec<String> {
        let mut lines = Vec::new();
        for other in self.others {
            let Some(doubt) = self.program.doubts.get(other.doubt) else { continue };
            let said = match &other.effect {
                Effect::Unknown(why) => Some((*why).to_owned()),
                Effect::Changes(changes) => {
                    let here = Some((outcome.output, outcome.instance));
                    let changed = changes.iter().find(|change| change.at == here);
                    changed.map(|change| format!("这一项变为 {}", change.then.words))
                }
            };
            let rests = self.rests_on_doubt(outcome, doubt);
            let changed = said.is_some() && matches!(other.effect, Effect::Changes(_));
            if rests || changed {
                let said = said.unwrap_or(super::bearing::UNCHANGED.to_owned());
                lines.push(format!("疑义“{}”改取“{}”的，{said}", doubt.text, other.reading));
            }
        }
        lines
    }
}
