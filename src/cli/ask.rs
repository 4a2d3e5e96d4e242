//! `explain --ask`: asks for what is missing, one question after another, and writes the completed record.

use std::io::{self, BufRead};
use std::path::Path;

use serde_json::{Value, json};
use yiju::evaluation::evaluator::Evaluator;
use yiju::evaluation::plan::Plan;
use yiju::facts::from_json::RecordReader;
use yiju::facts::json::Json;
use yiju::facts::record::Record;
use yiju::inquiry::answer::{self, Kind};
use yiju::inquiry::order::{Asked, ordered};
use yiju::presentation::columns::{SCREEN, hanging};
use yiju::presentation::explanation::asking::{self, Described};
use yiju::program::ir::Program;
use yiju::quantity::unit::Unit;
use yiju::trace::outcome::{Decision, Outcome};
use yiju::trace::value::Question;

use crate::cli::Verdict;
use crate::cli::ask_reply::{self, Reply};
use crate::cli::explain_args::{ExplainArgs, ExplainFormat};
use crate::cli::failure::{Failure, Stop};
use crate::cli::output;

/// Choices that are shown one by one; of more, the first of them.
const SHOWN: usize = 12;

const HELP: &str = "\
怎样回答：写值，或者写选项的号码；后面可以写凭什么，例如“900 核对”“是 承诺
  书面”。
  不知道：跳过这一题　返回：改上一题　离开：就此结束　无：没有这一项
";

/// Decides and asks.
struct Asking<'p> {
    program: &'p Program,
    plan: Plan<'p>,
    result: Option<&'p str>,
}

/// A record with what is known of it.
struct Stand {
    json: Json,
    record: Record,
    decision: Decision,
}

/// Runs the dialogue, or lists the questions for a form.
pub(crate) fn run(args: &ExplainArgs, program: &Program, json: Json) -> Result<Verdict, Stop> {
    let dialogue = args.format == ExplainFormat::Text;
    if dialogue && args.record == Path::new("-") {
        let failure = Failure::call("记录从标准输入读，就没有地方写回答了");
        return Err(failure.help("把记录存成文件；或者用 --format json 只列出要问的").into());
    }
    let asking = Asking { program, plan: Plan::new(program), result: args.result.as_deref() };
    let reader = RecordReader::new(program);
    let record = reader
        .read(&json)
        .map_err(|errors| Stop::from(Failure::record(&format!("“{}”", args.record.display()), &errors)))?;
    let stand = asking.stand(json, record);
    if !dialogue {
        let shape = asking.shape(&stand);
        let text = format!("{shape:#}\n");
        return match &args.layout.out {
            Some(path) => output::save(path, &text),
            None => output::print(&text),
        }
        .map(|()| Verdict::Done);
    }
    asking.lead(&reader, stand, args.layout.out.as_deref())
}

impl<'p> Asking<'p> {
    fn stand(&self, json: Json, record: Record) -> Stand {
        let decision = Evaluator::new(&self.plan).decide(&record);
        Stand { json, record, decision }
    }

    fn wanted<'s>(&self, stand: &'s Stand) -> Vec<&'s Outcome> {
        asking::askable(self.program, &stand.record, &stand.decision, self.result)
    }

    /// The questions of the results wanted, in order.
    fn questions(&self, stand: &Stand) -> Vec<Asked> {
        let wanted: Vec<(usize, u32)> =
            self.wanted(stand).iter().map(|outcome| (outcome.output, outcome.instance)).collect();
        ordered(&self.plan, &stand.record, &|output, instance| wanted.contains(&(output, instance)))
    }

    fn described(&self, stand: &Stand, question: &Question) -> Described {
        asking::described(self.program, &stand.record, &stand.decision, question)
    }

    fn names(&self, stand: &Stand, results: &[(usize, u32)]) -> Vec<String> {
        let of = |outcome: &&Outcome| results.contains(&(outcome.output, outcome.instance));
        let outcomes = stand.decision.outcomes.iter().filter(of);
        outcomes.map(|o| asking::concluded(self.program, &stand.record, &stand.decision, o).0).collect()
    }

    /// Everything that is open, for forms.
    fn shape(&self, stand: &Stand) -> Value {
        let results: Vec<Value> = self
            .wanted(stand)
            .into_iter()
            .map(|outcome| {
                let (name, stands) = asking::concluded(self.program, &stand.record, &stand.decision, outcome);
                json!({"name": name, "stands": stands})
            })
            .collect();
        let questions: Vec<Value> = self
            .questions(stand)
            .iter()
            .map(|asked| {
                let told = self.described(stand, &asked.question);
                let (kind, absent) = answer::kind(self.program, &stand.record, &asked.question);
                let mut shape = json!({
                    "question": told.words, "doc": told.doc, "subject": told.subject, "path": told.place,
                    "by": told.bodies, "may_be_absent": absent, "promise_refused": told.refused,
                    "about": self.names(stand, &asked.about), "settles": self.names(stand, &asked.settles),
                });
                describe_kind(&kind, &mut shape);
                shape
            })
            .collect();
        json!({"area": self.program.area, "on": self.program.on.iso(), "text": self.program.digest,
            "results": results, "questions": questions})
    }

    /// The dialogue.
    fn lead(&self, reader: &RecordReader<'_>, mut stand: Stand, out: Option<&Path>) -> Result<Verdict, Stop> {
        let mut input = io::stdin().lock();
        let mut before: Vec<(Json, Vec<String>)> = Vec::new();
        let mut skipped: Vec<String> = Vec::new();
        let mut number = 1;
        let open = self.wanted(&stand);
        if open.is_empty() {
            output::print("没有要问的：各项结果都已经定了，或者等的不是这一户的情况。\n")?;
            return Ok(Verdict::Done);
        }
        let mut text = format!("还没有定的有{}项：\n", open.len());
        for outcome in open {
            let (name, stands) = asking::concluded(self.program, &stand.record, &stand.decision, outcome);
            text.push_str(&hanging("  · ", &format!("{name}：{stands}"), SCREEN));
        }
        output::print(&format!("{text}先问最能定下结果的。\n{HELP}"))?;
        loop {
            let asked = self.questions(&stand);
            let next = asked.iter().find(|asked| {
                !matches!(asked.question, Question::Figure(..))
                    && !skipped.contains(&self.described(&stand, &asked.question).place)
            });
            let Some(next) = next else { break };
            let told = self.described(&stand, &next.question);
            let (kind, absent) = answer::kind(self.program, &stand.record, &next.question);
            output::print(&self.posed(&stand, number, next, &told, &kind))?;
            match ask_reply::read(&mut input, "> ")? {
                None | Some(Reply::Leave) => break,
                Some(Reply::Help) => output::print(HELP)?,
                Some(Reply::Back) => match before.pop() {
                    Some((json, kept)) => {
                        skipped = kept;
                        number -= 1;
                        match reader.read(&json) {
                            Ok(record) => stand = self.stand(json, record),
                            Err(_) => output::print("回不去了。\n")?,
                        }
                    }
                    None => output::print("这是第一题，前面没有了。\n")?,
                },
                Some(Reply::Unknown) => {
                    before.push((stand.json.clone(), skipped.clone()));
                    skipped.push(told.place);
                    number += 1;
                }
                Some(Reply::Said(said)) => {
                    match self.answered(reader, &mut input, &stand, next, &told, (&kind, absent), &said)? {
                        Ok(after) => {
                            before.push((stand.json.clone(), skipped.clone()));
                            output::print(&self.changed(&stand, &after))?;
                            stand = after;
                            number += 1;
                        }
                        Err(why) => output::print(&hanging("  × ", &why, SCREEN))?,
                    }
                }
            }
        }
        self.end(&mut input, &stand, out, !before.is_empty())
    }

    /// A question as it is posed.
    fn posed(&self, stand: &Stand, number: usize, asked: &Asked, told: &Described, kind: &Kind) -> String {
        let mut text = format!("\n{}", hanging(&format!("第{number}题　"), &told.words, SCREEN));
        let mut say = |words: String| text.push_str(&hanging("    ", &words, SCREEN));
        if !told.doc.is_empty() {
            say(format!("说明：{}", told.doc));
        }
        if let Some(refused) = &told.refused {
            say(format!("记录里只凭承诺，不能作数：{refused}。核实以后再写，后面加“核对”"));
        }
        say(match kind {
            Kind::Truth => "答：1 是　2 否".to_owned(),
            Kind::Number(unit) => format!("答：数，{}", in_unit(*unit)),
            Kind::Grant(unit) => format!("答：1 是　2 否，或者写数额，{}", in_unit(*unit)),
            Kind::Date => "答：日期，例如 2025-10-01".to_owned(),
            Kind::Text => "答：文字".to_owned(),
            Kind::Place => "答：地点，例如 山西省/晋城市/陵川县".to_owned(),
            Kind::Count => "答：有几项（没有的写 0），接着逐项问".to_owned(),
            Kind::Choice(elements, _) => format!("答：{}", ask_reply::choices(elements, SHOWN)),
            Kind::Values(elements, _) => {
                format!("答：哪几种，用、隔开（没有的写 无）：{}", ask_reply::choices(elements, SHOWN))
            }
            Kind::Figure => String::new(),
        });
        if !told.bodies.is_empty() {
            say(format!("由{}决定", told.bodies.join("、")));
        }
        let about = self.names(stand, &asked.about);
        let settles = self.names(stand, &asked.settles);
        if settles.is_empty() {
            say(format!("关系到：{}", few(&about)));
        } else {
            say(format!("答了就能定：{}", few(&settles)));
        }
        text
    }

    /// The record with an answer, or why it cannot be taken.
    #[allow(clippy::too_many_arguments, reason = "an answer belongs to all of these")]
    fn answered(
        &self,
        reader: &RecordReader<'_>,
        input: &mut impl BufRead,
        stand: &Stand,
        asked: &Asked,
        told: &Described,
        (kind, absent): (&Kind, bool),
        said: &str,
    ) -> Result<Result<Stand, String>, Stop> {
        let judged = matches!(asked.question, Question::Judgement(..) | Question::Membership(..));
        let fact = matches!(asked.question, Question::Fact(..));
        let mut value = match ask_reply::value(kind, absent, said, fact) {
            Ok(value) => value,
            Err(why) => return Ok(Err(why)),
        };
        if judged {
            match ask_reply::judgement(input, &told.bodies, value)? {
                Some(whole) => value = whole,
                None => return Ok(Err("没有答完，这一题不算".to_owned())),
            }
        }
        let mut json = stand.json.clone();
        if !answer::put(self.program, &stand.record, &mut json, &asked.question, value) {
            return Ok(Err(format!("记录里没有写在“{}”的地方，请直接改记录文件", told.place)));
        }
        Ok(match reader.read(&json) {
            Ok(record) => Ok(self.stand(json, record)),
            Err(errors) => Err(errors.first().map(ToString::to_string).unwrap_or_default()),
        })
    }

    /// What an answer has settled.
    fn changed(&self, before: &Stand, after: &Stand) -> String {
        let mut text = String::new();
        let still = self.wanted(after);
        for outcome in self.wanted(before) {
            let key = (outcome.output, outcome.instance);
            if still.iter().any(|open| (open.output, open.instance) == key) {
                continue;
            }
            let now = after.decision.outcomes.iter().find(|now| (now.output, now.instance) == key);
            if let Some(now) = now {
                let (name, stands) = asking::concluded(self.program, &after.record, &after.decision, now);
                text.push_str(&hanging("  → ", &format!("{name}：{stands}"), SCREEN));
            }
        }
        text
    }

    /// What is still open, and where the record goes.
    fn end(
        &self,
        input: &mut impl BufRead,
        stand: &Stand,
        out: Option<&Path>,
        answered: bool,
    ) -> Result<Verdict, Stop> {
        let open = self.wanted(stand);
        let mut text = if open.is_empty() {
            "\n各项结果都定了。\n".to_owned()
        } else {
            format!("\n还没有定的有{}项：\n", open.len())
        };
        for outcome in open {
            let (name, stands) = asking::concluded(self.program, &stand.record, &stand.decision, outcome);
            text.push_str(&hanging("  · ", &format!("{name}：{stands}"), SCREEN));
        }
        output::print(&text)?;
        if let Some(path) = out {
            output::save(path, &stand.json.pretty())?;
            output::print(&format!("记录写在“{}”。里面有个人信息，请妥善保管。\n", path.display()))?;
            return Ok(Verdict::Done);
        }
        if !answered {
            return Ok(Verdict::Done);
        }
        loop {
            let Some(Reply::Said(name)) =
                ask_reply::read(input, "\n补好的记录写到哪个文件？（直接回车：不保存）\n> ")?
            else {
                output::print("没有保存。\n")?;
                return Ok(Verdict::Done);
            };
            let path = Path::new(name.trim());
            if path.exists() {
                output::print("已经有这个文件，请换一个名字。\n")?;
                continue;
            }
            output::save(path, &stand.json.pretty())?;
            output::print(&format!("记录写在“{}”。里面有个人信息，请妥善保管。\n", path.display()))?;
            return Ok(Verdict::Done);
        }
    }
}

/// `单位 元/人·月`
fn in_unit(unit: Unit) -> String {
    if unit.dimension.is_none() { "没有单位".to_owned() } else { format!("单位 {unit}") }
}

/// The first names of many.
fn few(names: &[String]) -> String {
    match names {
        [one, two, three, rest @ ..] if !rest.is_empty() => {
            format!("{one}、{two}、{three}等{}项", names.len())
        }
        _ => names.join("、"),
    }
}

/// Type, unit, choices and bounds.
fn describe_kind(kind: &Kind, shape: &mut Value) {
    let (name, more) = match kind {
        Kind::Truth => ("truth", json!({})),
        Kind::Number(unit) => ("number", json!({"unit": unit.to_string(), "minimum": "0"})),
        Kind::Grant(unit) => ("grant", json!({"unit": unit.to_string(), "minimum": "0"})),
        Kind::Choice(elements, open) => ("choice", json!({"choices": elements, "others": open})),
        Kind::Values(elements, open) => ("values", json!({"choices": elements, "others": open})),
        Kind::Date => ("date", json!({})),
        Kind::Text => ("text", json!({})),
        Kind::Place => ("place", json!({})),
        Kind::Count => ("list", json!({})),
        Kind::Figure => ("figure", json!({})),
    };
    shape["type"] = json!(name);
    if let Value::Object(more) = more {
        for (key, value) in more {
            shape[key] = value;
        }
    }
}
