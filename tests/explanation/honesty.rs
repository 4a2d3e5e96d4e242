//! What an explanation may not do: name an amount or a clause that is not there, hide a branch, tell an identity.

use std::collections::BTreeSet;

use unicode_width::UnicodeWidthStr;
use yiju::presentation::explanation::Reader;
use yiju::program::ir::{Op, Type};
use yiju::quantity::ratio::Ratio;
use yiju::quantity::rounding::{Mode, Rounding};
use yiju::trace::step::StepId;
use yiju::trace::value::{Domain, Value};

use crate::sample::{Case, FIRE, THREE, UNKNOWN, compile, decide, decided_by_a_person, jincheng, replaced};

const READERS: [Reader; 3] = [Reader::Officer, Reader::Applicant, Reader::Audit];

/// Households in every standing.
fn cases() -> Vec<Case> {
    vec![
        jincheng(THREE, "2025-10-01", |text| text),
        jincheng(THREE, "2025-08-01", |text| text),
        jincheng(THREE, "2025-10-01", |text| replaced(&text, "\"值\": 1200", "\"值\": 1720")),
        jincheng(UNKNOWN, "2025-10-01", |text| text),
        jincheng(FIRE, "2025-10-01", |text| text),
        jincheng(FIRE, "2025-10-01", decided_by_a_person),
        jincheng(THREE, "2025-10-01", with_identities),
    ]
}

const IDENTITY: &str = "140502199001011234";

/// Identity numbers wherever a record takes text.
fn with_identities(text: String) -> String {
    let text = replaced(&text, "\"姓名\": \"甲\"", &format!("\"姓名\": \"甲{IDENTITY}\""));
    let text = replaced(&text, "\"编号\": \"示例-三口之家-帮扶车间\"", &format!("\"编号\": \"{IDENTITY}\""));
    let text = replaced(&text, "\"形式\": \"书面\"", &format!("\"形式\": \"书面{IDENTITY}\""));
    replaced(&text, "\"来源\": \"工资\"", &format!("\"来源\": \"工资{IDENTITY}\""))
}

/// The ways in which the page may write a number.
fn spellings(number: Ratio, into: &mut BTreeSet<String>) {
    into.insert(number.to_display().trim_start_matches('约').to_owned());
    into.extend(number.to_decimal_string(2));
    for places in 2..=6 {
        let step = Ratio::new(1, 10_i128.pow(places)).unwrap();
        let near = Rounding { mode: Mode::HalfUp, step }.apply(number);
        into.extend(near.and_then(|near| near.to_decimal_string(places)));
    }
}

/// Every number that the applicant's page may say: of the trace in base measures and in the unit of the node, by the
/// year, and how far the sides of a comparison are apart.
fn allowed(case: &Case) -> BTreeSet<String> {
    let mut known = BTreeSet::new();
    let trace = &case.decision.trace;
    let number = |id: StepId| match trace.step(id).value {
        Value::Number(number) => Some(number),
        _ => None,
    };
    for (at, step) in (0_u32..).zip(&trace.steps) {
        let mut numbers: Vec<Ratio> = number(StepId(at)).into_iter().collect();
        if let Value::Open(open) = step.value
            && let Domain::Number(range) = trace.arena.open(open).domain
        {
            numbers.extend([range.low, range.high].into_iter().filter_map(|bound| bound.value()));
        }
        let node = case.program.node(step.node);
        for number in numbers {
            spellings(number, &mut known);
            spellings(number.checked_mul(Ratio::from_integer(12)).unwrap(), &mut known);
            if let Type::Number(unit) = node.ty {
                spellings(unit.from_base(number).unwrap(), &mut known);
            }
        }
        if let (Op::Compare(..), [left, right]) = (&node.op, trace.children(StepId(at)))
            && let (Some(left), Some(right)) = (number(*left), number(*right))
        {
            spellings(left.checked_sub(right).unwrap(), &mut known);
            spellings(right.checked_sub(left).unwrap(), &mut known);
        }
    }
    for outcome in &case.decision.outcomes {
        use yiju::trace::outcome::Status;
        let range = match outcome.status {
            Status::Offered(range) | Status::Undetermined(range) | Status::NeedsJudgement(range) => range,
            _ => None,
        };
        let ends = range.into_iter().flat_map(|range| [range.low.value(), range.high.value()]);
        let paid = outcome.payment.as_ref().and_then(|payment| payment.each);
        for number in ends.flatten().chain(paid) {
            spellings(number, &mut known);
        }
    }
    known
}

/// Numbers that stand before 元.
fn amounts(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let signs: Vec<char> = text.chars().collect();
    for (at, sign) in signs.iter().enumerate() {
        if *sign == '元' {
            let digits: String =
                signs[..at].iter().rev().take_while(|c| c.is_ascii_digit() || **c == '.').collect();
            if !digits.is_empty() {
                found.push(digits.chars().rev().collect());
            }
        }
    }
    found
}

/// The page as one line, and without the wording that it quotes from documents.
fn own_words(case: &Case) -> String {
    let page = case.json(Reader::Applicant, None);
    let sections = page["sections"].as_array().unwrap().iter();
    let lines = sections.flat_map(|section| section["lines"].as_array().unwrap());
    let words: Vec<&str> = lines.map(|line| line["text"].as_str().unwrap()).collect();
    words.into_iter().filter(|line| !line.contains("原文：")).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_amount_on_the_page_stands_in_the_trace() {
    for case in cases() {
        let known = allowed(&case);
        let page = own_words(&case);
        let found = amounts(&page);
        assert!(!found.is_empty(), "{page}");
        for amount in found {
            assert!(known.contains(&amount), "{amount}元 is nowhere in the trace:\n{page}");
        }
    }
}

#[test]
fn every_clause_on_the_page_stands_in_the_program() {
    for case in cases() {
        let codes: BTreeSet<&str> = case.program.documents.iter().map(|d| d.code.as_str()).collect();
        let titles: BTreeSet<&str> = case.program.documents.iter().map(|d| d.title.as_str()).collect();
        let articles: BTreeSet<(&str, &str)> = case
            .program
            .clauses
            .iter()
            .map(|c| (case.program.documents[c.document.index()].code.as_str(), c.article.as_str()))
            .collect();
        let mut cited = 0;
        for part in own_words(&case).split('《').skip(1) {
            let (name, rest) = part.split_once('》').unwrap();
            if titles.contains(name) {
                continue;
            }
            assert!(codes.contains(name), "《{name}》 is no document of the text in force");
            if let Some(article) = rest.strip_prefix('第') {
                let end = article.find(['条', '项', '节']).unwrap();
                let sign = article[end..].chars().next().unwrap();
                let article = format!("第{}{sign}", &article[..end]);
                assert!(articles.contains(&(name, article.as_str())), "《{name}》{article} is no clause");
                cited += 1;
            }
        }
        assert!(cited > 0);
    }
}

#[test]
fn every_branch_that_is_not_taken_is_told_with_its_reason() {
    for case in cases() {
        let text = case.text(Reader::Officer, None);
        let lines: Vec<&str> = text.lines().map(str::trim_start).collect();
        let rejected = |name: &str| {
            lines.iter().enumerate().filter(|(_, line)| line.starts_with("- ")).any(|(at, line)| {
                // A line may go on in the next one.
                let whole: String = lines[at..(at + 4).min(lines.len())].concat();
                let own = whole.split("- ").nth(1).unwrap_or(line);
                let named = own.contains(&format!("“{name}”"));
                named && (own.contains("不适用") || own.contains("不采用"))
            })
        };
        let trace = &case.decision.trace;
        let mut checked = 0;
        for (at, step) in (0_u32..).zip(&trace.steps) {
            let Op::Choose(alternatives) = &case.program.node(step.node).op else { continue };
            let guarded = alternatives.iter().filter(|alternative| alternative.guard.is_some());
            for (alternative, guard) in guarded.zip(trace.children(StepId(at))) {
                if trace.step(*guard).value == Value::Truth(false) && !alternative.label.is_empty() {
                    assert!(rejected(&alternative.label), "{} is not told as rejected", alternative.label);
                    checked += 1;
                }
            }
        }
        assert!(checked > 0);
        // A rejection says why: on its line, or below it.
        for (at, line) in lines.iter().enumerate() {
            let rejects =
                line.starts_with("- 不采用") || (line.starts_with("- “") && line.ends_with("不适用"));
            if rejects && !line.contains('：') {
                assert!(lines.get(at + 1).is_some_and(|next| !next.is_empty()), "{line} gives no reason");
            }
        }
    }
}

/// The names in the line that folds results, of a text of any width.
fn folded(text: &str) -> String {
    let one_line: String = text.lines().map(str::trim).collect();
    let Some((_, rest)) = one_line.split_once("记录里没有相关情况，这次没有办理：") else {
        return String::new();
    };
    rest.split_once('。').unwrap().0.to_owned()
}

/// Whether a list of names holds a result: 护理补贴, or 护理补贴（乙、丙） with its subject.
fn names(list: &str, name: &str, subject: &str) -> bool {
    let mut depth = 0;
    let parts = list.split(|sign| {
        match sign {
            '（' => depth += 1,
            '）' => depth -= 1,
            _ => {}
        }
        sign == '、' && depth == 0
    });
    parts.into_iter().any(|part| {
        let subjects = part.strip_prefix(name).map(|rest| rest.trim_matches(['（', '）']));
        subjects.is_some_and(|all| all.is_empty() || all.split('、').any(|one| one == subject))
    })
}

/// Name, subject and standing of every result.
fn results(case: &Case) -> Vec<(String, String, String)> {
    let data = case.json(Reader::Audit, None);
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let all = data["results"].as_array().unwrap().iter();
    all.map(|one| (text(&one["name"]), text(&one["subject"]), text(&one["standing"]))).collect()
}

#[test]
fn every_result_is_told_or_named_as_folded() {
    for case in cases() {
        let text = case.text(Reader::Officer, None);
        let one_line: String = text.lines().map(str::trim).collect();
        let folded = folded(&text);
        let headings: Vec<&str> =
            one_line.split('【').skip(1).map(|part| part.split_once('】').unwrap().0).collect();
        for (name, subject, standing) in results(&case) {
            let told = headings.iter().any(|heading| {
                let heading = heading.trim_start_matches("职责：").trim_start_matches("线索（不是决定）：");
                names(heading, &name, &subject)
            });
            let named = names(&folded, &name, &subject);
            assert!(told != named, "{name}（{subject}） told: {told}, folded: {named}");
            let refused = ["不符合", "不给付", "未定", "须由人决定", "不须办", "没有此线索"];
            assert!(
                !named || refused.contains(&standing.as_str()),
                "{name}（{subject}）：{standing} is folded"
            );
        }
    }
}

#[test]
fn every_result_is_named_at_a_glance_and_every_benefit_to_the_household() {
    for case in cases() {
        let glance = yiju::presentation::summary::decision(&case.program, &case.record, &case.decision);
        let glance: String = glance.lines().map(str::trim).collect();
        let page: String = case.text(Reader::Applicant, None).lines().map(str::trim).collect();
        for outcome in &case.decision.outcomes {
            let output = &case.program.outputs[outcome.output];
            let settled = matches!(outcome.status, yiju::trace::outcome::Status::Holds(false));
            if output.role == yiju::program::ir::Role::Decision || !settled {
                assert!(glance.contains(&output.name), "{}\n{glance}", output.name);
            }
            // What is given, or may be, is told to the household; the rest is counted.
            let open = !matches!(
                outcome.status,
                yiju::trace::outcome::Status::NotGranted
                    | yiju::trace::outcome::Status::Undetermined(_)
                    | yiju::trace::outcome::Status::NeedsJudgement(_)
            );
            if output.benefit.is_some() && open {
                assert!(page.contains(&output.name), "{}\n{page}", output.name);
            }
        }
    }
}

#[test]
fn a_circumstance_on_record_is_never_folded() {
    let name = "灾情疫情临时救助金";
    let silent = jincheng(THREE, "2025-10-01", |text| text);
    assert!(names(&folded(&silent.text(Reader::Officer, None)), name, "本户"));
    // One of its two conditions is on record, the other is not.
    let hinted = jincheng(THREE, "2025-10-01", |text| {
        replaced(&text, "\"急难\": []", "\"急难\": [], \"因灾情疫情基本生活陷入困境\": true")
    });
    for reader in [Reader::Officer, Reader::Applicant] {
        let text = hinted.text(reader, None);
        assert!(!names(&folded(&text), name, "本户"), "{text}");
        assert!(text.contains(name), "{text}");
    }
    // Whoever asks for it is told in full.
    let asked = silent.text(Reader::Officer, Some(name));
    assert!(asked.contains("因灾情疫情基本生活陷入困境") && folded(&asked).is_empty(), "{asked}");
}

#[test]
fn the_page_of_a_household_is_short_and_begins_with_what_it_gets() {
    let case = jincheng(THREE, "2025-10-01", |text| text);
    let page = case.text(Reader::Applicant, None);
    assert!(page.lines().count() <= 95, "{} lines", page.lines().count());
    let first = page.lines().skip_while(|line| !line.contains("一、结论")).nth(1).unwrap();
    assert!(first.contains("您家可以领到低保金"), "{first}");
    // What differs only in the person is said once; the first month says from when.
    let refused = "甲、乙、丙这次不能领监测对象参保资助";
    assert_eq!(page.matches("这次不能领监测对象参保资助").count(), 1, "{page}");
    assert!(page.contains(refused) && !page.contains("次月"), "{page}");
}

#[test]
fn a_list_that_nobody_has_filled_in_is_not_taken_for_an_empty_one() {
    let case = jincheng(THREE, "2025-10-01", |text| {
        let income = r#""收入": [
        {"来源": "工资", "月额": {"值": 1200, "依据": "承诺", "形式": "书面", "日期": "2025-09-20"}}
      ]"#;
        replaced(&text, income, "\"能独立生活\": true")
    });
    let page = case.text(Reader::Applicant, Some("低保金"));
    assert!(!page.contains("乙：记录里没有收入"), "{page}");
}

#[test]
fn every_condition_is_told_with_its_truth() {
    let case = jincheng(THREE, "2025-10-01", |text| text);
    let text = case.text(Reader::Officer, Some("低保家庭"));
    for (label, truth) in [("（一）", "是"), ("（二）", "是"), ("（三）", "是")] {
        // Its own conditions stand further out than those of what they rest on.
        let labelled = text.lines().filter(|line| line.trim_start().starts_with(&format!("- {label}")));
        let line = labelled.min_by_key(|line| line.len() - line.trim_start().len()).unwrap();
        assert!(line.contains(&format!("：{truth}")), "{line}");
    }
    assert!(text.contains("约481.6667元，低于 低保标准（农村） 每人每月655元"), "both sides: {text}");
}

#[test]
fn no_identity_and_no_free_text_is_told() {
    let case = jincheng(THREE, "2025-10-01", with_identities);
    for reader in READERS {
        for text in [case.text(reader, None), case.json(reader, None).to_string()] {
            let at = text.find(IDENTITY).map(|at| text[..at].chars().rev().take(80).collect::<String>());
            let at = at.map(|before| before.chars().rev().collect::<String>());
            assert_eq!(at, None, "{reader:?} tells it after these words");
            assert!(!text.contains(&IDENTITY[4..]), "{reader:?} tells a part");
        }
    }
    // People are called by their label, other texts are not repeated at all.
    let text = case.text(Reader::Applicant, None);
    assert!(text.contains("甲140****"), "{text}");
}

#[test]
fn no_line_is_wider_than_a_terminal() {
    for case in cases() {
        for reader in READERS {
            for line in case.text(reader, None).lines() {
                assert!(line.width() <= 80, "{} columns: {line}", line.width());
                let first = line.trim_start().chars().next();
                assert!(!first.is_some_and(|sign| "，。；：、？！）》”〕".contains(sign)), "{line}");
            }
        }
    }
}

#[test]
fn the_same_decision_is_told_in_the_same_words() {
    let (one, other) = (jincheng(UNKNOWN, "2025-10-01", |t| t), jincheng(UNKNOWN, "2025-10-01", |t| t));
    for reader in READERS {
        assert_eq!(one.text(reader, None), other.text(reader, None));
        assert_eq!(one.json(reader, None), other.json(reader, None));
    }
}

#[test]
fn a_branch_is_not_told_as_taken_while_another_may_beat_it() {
    // The first obligor is over sixty; no figure of the income of residents is published, so nothing is settled.
    let case = jincheng(THREE, "2025-10-01", |text| {
        let obligor = r#""义务人": [{"出生日期": "1960-01-01", "居住地": "山西省/晋城市", "身份记录": [], "残疾": [],
            "核算赡养费": 300, "家庭人均年收入": "每人每年20000元"}]"#;
        replaced(&text, "\"义务人\": []", obligor)
    });
    let page = case.text(Reader::Applicant, Some("低保金"));
    assert!(page.contains("现在算不出结果") && page.contains("没有公布"), "{page}");
    assert!(!page.contains("按一般规定"), "{page}");
    let officer = case.text(Reader::Officer, Some("低保金"));
    assert!(officer.contains("还不能定是否采用一般规定"), "{officer}");
}

#[test]
fn another_policy_without_names_and_quotes_is_explained_too() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/w1");
    let text = std::fs::read_to_string(folder.join("policies/w1.yj")).unwrap();
    let program = compile(vec![("w1.yj".to_owned(), text)], "", "2025-10-01");
    let households = std::fs::read_to_string(folder.join("households-2000.jsonl")).unwrap();
    for household in households.lines().take(60) {
        let case = decide(program.clone(), household);
        for reader in READERS {
            let text = case.text(reader, None);
            assert!(text.lines().all(|line| line.width() <= 80));
            assert_eq!(case.json(reader, None)["on"], "2025-10-01");
        }
        let page = case.text(Reader::Applicant, None);
        assert!(page.contains("二、为什么"), "{page}");
    }
}
