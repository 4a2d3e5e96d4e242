//! The end of a page: what is missing, what is not proven, who decides, and the law in one place.

use crate::program::ir::{DocumentId, FieldId, NoteId};
use crate::program::legal::NoteKind;
use crate::quantity::calendar::Date;
use crate::trace::outcome::Outcome;
use crate::trace::value::Question;

use super::Writer;
use crate::presentation::alike;
use crate::presentation::explanation::conclusion::{self, Standing};
use crate::presentation::explanation::evidence;
use crate::presentation::explanation::law::on_one_line;
use crate::presentation::explanation::layout::Section;
use crate::presentation::explanation::plain::closed_up;
use crate::presentation::explanation::view::View;

/// Bodies as a household knows them.
const BODIES: [(&str, &str); 4] = [
    ("县级民政部门", "县级民政部门"),
    ("市级民政部门", "市民政局"),
    ("省级民政部门", "省民政厅"),
    ("乡镇级", "乡镇人民政府（街道办事处）"),
];

impl View<'_> {
    /// Bodies in words that a household knows.
    pub(in crate::presentation::explanation) fn bodies_plainly(&self, bodies: &[String]) -> String {
        if bodies.is_empty() {
            return "有权的机关（规定没有写明是哪个）".to_owned();
        }
        let said: Vec<String> = bodies.iter().map(|body| self.body_plainly(body)).collect();
        said.join("或者")
    }

    /// A body in words that a household knows.
    pub(in crate::presentation::explanation) fn body_plainly(&self, body: &str) -> String {
        let titles = self.program.categories.iter().flat_map(|category| {
            let at = category.elements.iter().position(|element| element == body);
            category.aliases.iter().filter(move |(_, element)| at == Some(*element as usize))
        });
        let longest = titles.map(|(title, _)| title.as_str()).max_by_key(|title| title.chars().count());
        let known = BODIES.iter().find(|(name, _)| *name == body).map(|(_, said)| *said);
        longest.or(known).unwrap_or(body).to_owned()
    }
}

impl<'a> Writer<'_, 'a> {
    /// What is still missing and what to bring.
    pub(super) fn missing(&mut self) -> Section {
        let mut section = Section::new("还缺什么，要带什么");
        let told: Vec<&Outcome> = self.told.main.iter().chain(&self.told.aside).copied().collect();
        let mut seen: Vec<Question> = Vec::new();
        for question in told.iter().flat_map(|outcome| &outcome.missing) {
            if !matches!(question, Question::Judgement(..) | Question::Membership(..))
                && !seen.contains(question)
            {
                seen.push(*question);
            }
        }
        let (figures, facts): (Vec<Question>, Vec<Question>) =
            seen.into_iter().partition(|question| matches!(question, Question::Figure(..)));
        let wanted = facts.iter().map(|question| {
            let subject = self.asked_of(question);
            (subject, self.wanted(question))
        });
        for line in alike::listed(wanted.collect(), "；") {
            section.say(0, format!("{line}。"));
        }
        for line in evidence::held_plainly(self.view, &told) {
            section.say(0, line);
        }
        if !facts.is_empty() {
            let bring = "请带能证明这些情况的材料；要什么材料，可以问经办人员。".to_owned();
            let promised = self.promises(&facts);
            if self.asked {
                section.say(0, bring);
                promised.into_iter().for_each(|line| section.say(0, line));
            } else {
                section.say(0, bring + &promised.unwrap_or_default());
            }
        }
        for question in &figures {
            section.say(0, format!("{}。这不用您补，要等有关部门公布。", self.asked(question)));
        }
        for line in self.judged() {
            section.say(0, line);
        }
        for line in self.unproven() {
            section.say(0, format!("还没有核实：{line}。"));
        }
        section
    }

    /// One thing that is missing.
    fn wanted(&self, question: &Question) -> String {
        let asked = self.asked(question);
        let Question::Fact(field, _) = question else { return asked };
        let doc = self.view.program.fields.get(field.index()).map_or("", |field| field.doc.trim());
        let doc = doc.replace(';', "；").replace(',', "，");
        if doc.is_empty() { asked } else { format!("{asked}（{doc}）") }
    }

    /// Which of the missing facts may be promised instead of proven.
    fn promises(&mut self, missing: &[Question]) -> Option<String> {
        let view = self.view;
        let fields = missing.iter().filter_map(|question| match question {
            Question::Fact(field, _) | Question::Month(field, ..) => Some(*field),
            _ => None,
        });
        let fields: Vec<FieldId> = fields.collect();
        let promises = &view.program.promises;
        let forbidden = |field: &FieldId| promises.iter().any(|promise| promise.never.contains(field));
        let mut ways: Vec<String> = Vec::new();
        for promise in promises {
            if !fields.iter().any(|field| promise.allows(*field) && !forbidden(field)) {
                continue;
            }
            let form = if promise.forms.is_empty() {
                "形式没有限定".to_owned()
            } else {
                format!("形式可以是{}", promise.forms.join("、"))
            };
            self.cited.insert(promise.clause);
            ways.push(format!("{form}（{}）", view.cite(promise.clause)));
        }
        let ways = (!ways.is_empty()).then(|| ways.join("；"))?;
        Some(format!("确实拿不出证明的，可以问能不能先承诺、后补材料：{ways}。"))
    }

    /// What people must decide.
    fn judged(&self) -> Vec<String> {
        let view = self.view;
        let mut asked: Vec<(Option<String>, String)> = Vec::new();
        let mut seen: Vec<Question> = Vec::new();
        for question in self.told.main.iter().flat_map(|outcome| &outcome.missing) {
            if !matches!(question, Question::Judgement(..) | Question::Membership(..))
                || seen.contains(question)
            {
                continue;
            }
            seen.push(*question);
            let bodies = view.question_bodies(question);
            let who =
                if bodies.is_empty() { "经办机关".to_owned() } else { view.bodies_plainly(&bodies) };
            asked.push((self.asked_of(question), format!("{}——要由{who}来定。", self.asked(question))));
        }
        alike::listed(asked, "")
    }

    /// What rests on more than proven facts.
    pub(super) fn unproven(&self) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut seen = Vec::new();
        for outcome in &self.told.main {
            let on = &outcome.rests_on;
            for id in on.promised.iter().chain(&on.stated).chain(&on.disputed) {
                if !seen.contains(id) {
                    seen.push(*id);
                    lines.push(self.view.borne_plainly(*id));
                }
            }
        }
        lines
    }

    /// What the law leaves open, and how it was taken.
    pub(super) fn assumed(&mut self) -> Section {
        let view = self.view;
        let mut section = Section::new("规定没有写清、这次这样取的");
        let refused = |outcome: &&Outcome| {
            let expected = self.asked || super::select::household_benefit(view, outcome);
            conclusion::standing(outcome) == Standing::Refused && !expected
        };
        let told = self.told.main.iter().filter(|outcome| !refused(outcome));
        let mut notes: Vec<NoteId> =
            told.flat_map(|outcome| outcome.rests_on.notes.iter().copied()).collect();
        notes.sort_unstable();
        notes.dedup();
        let (mut read, mut assumed, mut left) = (Vec::new(), Vec::new(), Vec::new());
        let mut minor = 0_u32;
        for id in notes {
            let Some(note) = view.program.notes.get(id.index()) else { continue };
            let of_document = view.program.document_notes.iter().any(|(_, known)| *known == id);
            if of_document || !self.cited.contains(&note.clause) {
                continue;
            }
            let text = on_one_line(&note.text.replace("未载明，假定", ""));
            let text = closed_up(text.trim_end_matches(['：', '。', '；']));
            let place = if self.asked { format!("（{}）", view.cite(note.clause)) } else { String::new() };
            let (list, said) = match (&note.kind, &note.reason) {
                // Which body, how to round, from which day: no household asks.
                (NoteKind::Assumption, None) if !self.asked => {
                    minor += 1;
                    continue;
                }
                (NoteKind::Assumption, Some(why)) if text.contains("视作") => {
                    (&mut assumed, format!("{text}，因为{why}{place}"))
                }
                (NoteKind::Assumption, _) => (&mut assumed, format!("{text}{place}")),
                (NoteKind::Reading { taken, .. }, _) => (&mut read, format!("{text}——取“{taken}”{place}")),
                (NoteKind::Pending, _) => (&mut left, format!("{text}{place}")),
            };
            if !list.contains(&said) {
                list.push(said);
            }
        }
        if !self.asked {
            return short_of(section, [read.len(), assumed.len() + minor as usize, left.len()]);
        }
        let parts = [("可以有不同理解的：", read), ("没有写明、假定的：", assumed), ("没有说清的：", left)];
        for (word, list) in parts.into_iter().filter(|(_, list)| !list.is_empty()) {
            section.say(0, format!("{word}{}。", list.join("；")));
        }
        if minor > 0 {
            let minor = format!(
                "另有{minor}处小的地方（如由哪个机关办、怎样取整、从哪天算起）没有写明，按通常的做法假定。"
            );
            section.say(0, minor);
        }
        section
    }

    /// `《低保办法2021》`, `全名《最低生活保障审核确认办法》，民发〔2021〕57号，2021年7月1日起施行`
    fn document(&self, id: DocumentId) -> (String, String) {
        let Some(document) = self.view.program.documents.get(id.index()) else { return Default::default() };
        let code = format!("《{}》", document.code);
        let number = document.number.clone().filter(|number| !number.contains("未载明"));
        if !self.asked {
            return (
                code,
                format!(
                    "《{}》{}",
                    document.title,
                    number.map(|number| format!("（{number}）")).unwrap_or_default()
                ),
            );
        }
        let mut said = vec![format!("全名《{}》", document.title)];
        said.extend(number);
        said.insert(1, crate::presentation::words::area_name(&document.area));
        let assumed = if document.effective_assumed { "（日期是假定的）" } else { "" };
        // A vocabulary is no document: it never came into force.
        if document.effective != Date::NEVER_BEFORE {
            said.push(format!("{}起施行{assumed}", document.effective));
        }
        (code, said.join("，"))
    }

    /// Documents and clauses that the page rests on.
    pub(super) fn law(&mut self, before: &[Section]) -> Section {
        let view = self.view;
        let mut section = Section::new("依据");
        let mut brief: Vec<String> = Vec::new();
        let mut documents: Vec<DocumentId> = Vec::new();
        for clause in &self.cited {
            let document = view.program.clause(*clause).document;
            if !documents.contains(&document) {
                documents.push(document);
            }
        }
        for id in documents {
            let mut articles: Vec<String> = Vec::new();
            let mut quotes: Vec<String> = Vec::new();
            for clause in self.cited.iter().filter(|clause| view.program.clause(**clause).document == id) {
                let known = view.program.clause(*clause);
                if !articles.contains(&known.article) {
                    articles.push(known.article.clone());
                }
                let verbatim = known.quote.as_ref().filter(|quote| quote.verbatim);
                let quote =
                    verbatim.map(|quote| format!("{}原文：“{}”", known.article, on_one_line(&quote.text)));
                // The wording itself is for who asks about one result; the officer's text has all of it.
                quotes.extend(quote.filter(|quote| self.asked && !quotes.contains(quote)));
            }
            articles.retain(|article| !article.is_empty());
            let (code, named) = self.document(id);
            if !self.asked {
                // By its short name only where the page has cited it so.
                let mut lines = before.iter().flat_map(|section| &section.lines);
                let articles = articles.join("、");
                brief.push(match lines.any(|(_, line)| line.contains(&code)) {
                    true => format!("{code}{articles}（{named}）"),
                    false => format!("{named}{articles}"),
                });
                continue;
            }
            section.say(0, format!("{code}{}（{named}）。", articles.join("、")));
            for quote in quotes {
                section.say(1, quote);
            }
        }
        if !brief.is_empty() {
            section.say(0, format!("{}。", brief.join("；")));
        }
        section
    }
}

/// What the law leaves open, in one sentence; nothing if it leaves nothing open.
fn short_of(mut section: Section, [read, assumed, left]: [usize; 3]) -> Section {
    let parts = [(read, "可以有不同理解的"), (assumed + left, "没有写明的")];
    let said = parts.iter().filter(|(count, _)| *count > 0);
    let said: Vec<String> = said.map(|(count, what)| format!("{count}处{what}")).collect();
    if !said.is_empty() {
        let said = said.join("、");
        section.say(0, format!("规定里有{said}，这次怎样取的，经办人员可以打印给您看。"));
    }
    section
}
