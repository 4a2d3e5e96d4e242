//! What the documents say about the items, cases and doubts, read from their text.
//!
//! `注：条目 A05、A06。` and `注：条目 A16 不是规则：工作目标。` stand beside a rule; `注：疑问 Q5。` (or 疑义) below the
//! doubts that it is about, or `（Q5）` in the doubt; `T22` and `A05` in the title of a case.

use std::collections::BTreeSet;

/// A document.
pub struct Document {
    /// Below the package.
    pub path: String,
    /// `《兜底通知2022》`.
    pub code: String,
    /// Its groups in order.
    pub groups: Vec<Group>,
    /// Its cases in order.
    pub cases: Vec<Case>,
}

/// Quotes with the sentences below them: what a note says stands in one of them.
#[derive(Default)]
pub struct Group {
    /// `第二条`, `第7项`; empty above the first.
    pub article: String,
    /// What its sentences make or change, and the words of each.
    pub makes: Vec<(String, BTreeSet<String>)>,
    /// The words of its doubts.
    pub doubts: Vec<Doubt>,
    /// Its items.
    pub items: Vec<Item>,
    /// Its questions.
    pub questions: Vec<Question>,
    /// Whether it has a sentence.
    body: bool,
}

/// An item, as noted.
pub struct Item {
    /// `A05`.
    pub id: String,
    /// Why it is no rule.
    pub reason: Option<String>,
}

/// 疑义 or 假定.
#[derive(Clone)]
pub struct Doubt {
    /// Its words.
    pub words: String,
    /// 疑义 (true) or 假定.
    pub doubt: bool,
    /// The reading taken; none where it is 待定, or an assumption.
    pub taken: Option<String>,
}

/// A question, as noted.
pub struct Question {
    /// `Q5`.
    pub id: String,
    /// The doubts above the note.
    pub doubts: Vec<Doubt>,
    /// What the note says besides.
    pub note: String,
}

/// A case.
pub struct Case {
    /// Its title.
    pub title: String,
    /// The group that it stands in, where sentences follow it in the document.
    pub group: Option<usize>,
    /// The items and tests that its title names.
    pub names: BTreeSet<String>,
    /// The words that it expects.
    pub expects: BTreeSet<String>,
    /// The words that it gives.
    pub gives: BTreeSet<String>,
}

/// Reads a document; what cannot be read is told with its line.
pub fn read(path: &str, text: &str, faults: &mut Vec<String>) -> Document {
    let mut document = Document {
        path: path.to_owned(),
        code: String::new(),
        groups: vec![Group::default()],
        cases: vec![],
    };
    // The doubts since the last sentence or question, and whether a question has been seen since.
    let mut run: (Vec<Doubt>, bool) = (Vec::new(), false);
    let (mut state, mut blank) = (State::Rules, true);
    let mut lines = text.lines().enumerate().peekable();
    while let Some((at, raw)) = lines.next() {
        let line = raw.trim();
        let starts = !raw.starts_with([' ', '\u{3000}']);
        if line.is_empty() {
            blank = true;
            continue;
        }
        let first = std::mem::take(&mut blank);
        if let Some(code) = line.strip_prefix("代号：") {
            document.code = code.to_owned();
            continue;
        }
        if starts && let Some(title) = line.strip_prefix("案例 ") {
            document.cases.push(Case::titled(title, document.groups.len() - 1));
            state = State::Given;
            continue;
        }
        let heading = starts && line.starts_with('第') && line.contains(['条', '项', '节', '章']);
        let quote = line.starts_with("原文：") || line.starts_with("转述：");
        let last = document.groups.last_mut().unwrap();
        // A quote, or a paragraph that begins with an item, below a sentence belongs to the next one.
        let next = quote || first && line.starts_with("注：条目 ");
        if heading || next && (last.body || state != State::Rules) {
            let label = line.split(' ').next().unwrap_or(line).to_owned();
            let article = if heading { label } else { last.article.clone() };
            document.groups.push(Group { article, ..Group::default() });
            (run, state) = ((Vec::new(), false), State::Rules);
        }
        let last = document.groups.last_mut().unwrap();
        if heading {
            continue;
        }
        if quote {
            continue;
        }
        if let Some(note) = line.strip_prefix("注：") {
            if let Some(rest) = note.strip_prefix("条目 ") {
                match items(rest) {
                    Some(found) => last.items.extend(found),
                    None => faults.push(format!("{path}:{}: 读不懂“{line}”", at + 1)),
                }
            } else if let Some(rest) = note.strip_prefix("疑问 ").or_else(|| note.strip_prefix("疑义 ")) {
                let (found, note) = ids(rest);
                if found.is_empty() {
                    faults.push(format!("{path}:{}: 读不懂“{line}”", at + 1));
                }
                let note = note.trim_start_matches(['。', '：', '，', ' ']).to_owned();
                let question = |id: String| Question { id, doubts: run.0.clone(), note: note.clone() };
                last.questions.extend(found.into_iter().map(question));
                run.1 = true;
            }
            continue;
        }
        if starts && (line.starts_with("疑义") || line.starts_with("假定")) {
            let mut whole = line.to_owned();
            while !whole.ends_with('。')
                && let Some((_, more)) = lines.next_if(|(_, next)| next.starts_with([' ', '\u{3000}']))
            {
                whole.push_str(more.trim());
            }
            let doubt = Doubt::read(&whole);
            if run.1 {
                run = (Vec::new(), false);
            }
            for id in numbers(&whole, "Q") {
                let question = Question { id, doubts: vec![doubt.clone()], note: String::new() };
                last.questions.push(question);
            }
            run.0.push(doubt.clone());
            last.doubts.push(doubt);
            continue;
        }
        match state {
            State::Rules if verb(line).is_some() && starts => {
                last.body = true;
                run = (Vec::new(), false);
                last.makes.push((made(line).unwrap_or_default(), words(line)));
            }
            State::Rules => {
                if let Some((_, words_of)) = last.makes.last_mut() {
                    words_of.extend(words(line));
                }
            }
            // A sentence after a case begins rules again.
            State::Given | State::Expected if starts && verb(line).is_some() => {
                let article = last.article.clone();
                let makes = vec![(made(line).unwrap_or_default(), words(line))];
                document.groups.push(Group { article, makes, body: true, ..Group::default() });
                (run, state) = ((Vec::new(), false), State::Rules);
            }
            State::Given | State::Expected => {
                let case = document.cases.last_mut().unwrap();
                if line == "应：" {
                    state = State::Expected;
                } else if line.starts_with("同上") || line.starts_with("设：") {
                    state = State::Given;
                }
                let into = if state == State::Expected { &mut case.expects } else { &mut case.gives };
                into.extend(words(line));
            }
        }
    }
    let rules_end = document.groups.iter().rposition(|group| group.body);
    for case in &mut document.cases {
        // Cases that stand behind all rules belong to no article in particular.
        case.group = case.group.filter(|at| rules_end.is_some_and(|end| *at < end));
    }
    document
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Rules,
    Given,
    Expected,
}

impl Case {
    fn titled(title: &str, group: usize) -> Case {
        let mut names: BTreeSet<String> = numbers(title, "T").into_iter().collect();
        names.extend(numbers(title, "ABCDEX").into_iter().filter(|id| id.len() == 3));
        Case {
            title: title.to_owned(),
            group: Some(group),
            names,
            expects: BTreeSet::new(),
            gives: BTreeSet::new(),
        }
    }
}

impl Doubt {
    fn read(line: &str) -> Doubt {
        let quoted = |text: &str| -> Option<String> {
            let (_, rest) = text.split_once('“')?;
            // A quotation may stand in the words themselves.
            let mut depth = 1;
            let end = rest.char_indices().find(|(_, c)| {
                depth += i32::from(*c == '“') - i32::from(*c == '”');
                depth == 0
            });
            end.map(|(at, _)| rest[..at].to_owned())
        };
        let taken = line.find("，取“").and_then(|at| quoted(&line[at..]));
        let mut words = quoted(line).unwrap_or_else(|| line.to_owned());
        for id in numbers(&words, "Q") {
            words = words.replace(&format!("（{id}）"), "");
        }
        Doubt { words, doubt: line.starts_with("疑义"), taken }
    }
}

/// `A05、A06。…` or `A16 不是规则：工作目标（“左右”）。`
fn items(text: &str) -> Option<Vec<Item>> {
    let (found, rest) = ids(text);
    let reason = match rest.trim_start().strip_prefix("不是规则：") {
        Some(reason) => Some(reason.trim_end_matches('。').to_owned()),
        None if rest.starts_with('。') => None,
        None => return None,
    };
    let item = |id: String| Item { id, reason: reason.clone() };
    if found.is_empty() { None } else { Some(found.into_iter().map(item).collect()) }
}

/// The ids at the beginning of a text, joined by 、, and what follows them.
fn ids(text: &str) -> (Vec<String>, &str) {
    let (mut found, mut rest) = (Vec::new(), text);
    loop {
        let digits = rest.bytes().skip(1).take_while(u8::is_ascii_digit).count();
        if digits == 0 || !rest.starts_with(|c: char| c.is_ascii_uppercase()) {
            return (found, rest);
        }
        let (id, after) = rest.split_at(digits + 1);
        found.push(id.to_owned());
        match after.strip_prefix(['、', '，', ',']) {
            Some(more) => rest = more.trim_start(),
            None => return (found, after),
        }
    }
}

/// Every `T22` in a text whose letter is one of these.
fn numbers(text: &str, letters: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    for (at, c) in chars.iter().enumerate() {
        let alone = at == 0 || !chars[at - 1].is_ascii_alphanumeric();
        let digits: String = chars[at + 1..].iter().take_while(|c| c.is_ascii_digit()).collect();
        let ends = chars.get(at + 1 + digits.len()).is_none_or(|c| !c.is_ascii_alphabetic());
        if letters.contains(*c) && alone && ends && !digits.is_empty() {
            found.push(format!("{c}{digits}"));
        }
    }
    found
}

/// The words of a line: what stands between marks, blanks and 的; and quoted texts whole.
pub fn words(line: &str) -> BTreeSet<String> {
    let cut = |c: char| " \u{3000}，；：。（）＝、“”｜《》×÷＋－「」".contains(c);
    let mut found: BTreeSet<String> = BTreeSet::new();
    for word in line.split(cut).filter(|word| !word.is_empty()) {
        found.insert(word.to_owned());
        found.extend(word.split('的').filter(|part| !part.is_empty()).map(str::to_owned));
    }
    found
}

/// The verb that a line begins with, if it begins a sentence, and what follows it.
fn verb(line: &str) -> Option<(&str, &str)> {
    /// Between blanks.
    const VERBS: &str = " 认定 定义 修改 重申 暂停 恢复 列入 应当给付 可以给付 范围 标准 表 酌定 清单 线索 互斥 公布 \
        不计入收入 核减 审批 发放 资金 取整 尾差 提高 职责 程序 授权 补充 类别 实体 废止 承诺事项 放假安排 ";
    let line = match line.strip_prefix("读法 ") {
        Some(rest) => rest.split_once('：').map_or(rest, |(_, sentence)| sentence),
        None => line,
    };
    let (verb, rest) = line.split_once([' ', '：'])?;
    VERBS.contains(&format!(" {verb} ")).then_some((verb, rest))
}

/// What a sentence makes or changes, by its first line; none where a case could not expect it.
fn made(line: &str) -> Option<String> {
    let (verb, rest) = verb(line)?;
    let name = |text: &str| -> Option<String> {
        let text = text.trim_start_matches(['“', '「']);
        let end = text.find([' ', '（', '，', '：', '”', '」', '。', '、']).unwrap_or(text.len());
        (end > 0).then(|| text[..end].to_owned())
    };
    let after = |mark: &str| rest.split_once(mark).and_then(|(_, rest)| name(rest));
    match verb {
        "程序" | "授权" | "补充" | "类别" | "实体" | "废止" | "承诺事项" | "放假安排" => {
            None
        }
        "职责" if !rest.contains("（对") => None,
        "认定" => after(" 为 "),
        "定义" => after("的"),
        // 《甲》的乙的金额 changes 乙.
        "修改" | "重申" | "暂停" | "恢复" => {
            after("》的").map(|path| path.split('的').next().unwrap_or(&path).to_owned())
        }
        _ => name(rest),
    }
}
