//! Proofs with the real binary: a standard raised with a tier shifted, and the same mended; with solvers and without.

use std::fs;
use std::process::{Command, Stdio};

use serde_json::Value as Json;

use crate::session::{Folder, copy, package, yiju};

/// Solvers that are installed; where `CI_SOLVER` is set, they must be.
fn solvers() -> Vec<&'static str> {
    let runs = |name: &&str| {
        let mut command = Command::new(*name);
        let command = command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    let found: Vec<&str> = ["z3", "cvc5"].into_iter().filter(runs).collect();
    let required = std::env::var_os("CI_SOLVER").is_some();
    assert!(!required || found.len() == 2, "CI_SOLVER is set, so z3 and cvc5 must be installed");
    if found.is_empty() {
        eprintln!("no solver is installed: this part is left out");
    }
    found
}

/// The verdicts of a call, and its exit code.
fn verdicts(args: &[&str]) -> (Vec<Json>, Option<i32>) {
    let mut call = vec!["prove"];
    call.extend(args);
    call.extend(["--format", "json"]);
    let said = yiju(package(), &call);
    let json: Json = serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{}{}", said.out, said.err));
    let periods = json["periods"].as_array().unwrap();
    (periods.iter().flat_map(|period| period["verdicts"].as_array().unwrap().clone()).collect(), said.code)
}

fn of<'v>(verdicts: &'v [Json], property: &str, about: &str) -> &'v Json {
    verdicts.iter().find(|v| v["property"] == property && v["about"] == about).unwrap()
}

/// The household of a counterexample gets by the texts of two folders what the counterexample says.
fn decided(verdict: &Json, folder: &str, wanted: &str) {
    let place = Folder::new();
    place.write("户.json", verdict["record"].to_string());
    copy(&package().join("tests/prove").join(folder), &place.path().join("policies"));
    let args = ["eval", "户.json", "--area", "全国", "--on", verdict["day"].as_str().unwrap()];
    let said = yiju(place.path(), &args);
    assert!(said.out.contains(wanted), "{}{}", said.out, said.err);
}

#[test]
fn a_shifted_tier_is_found_and_the_mended_text_is_proved() {
    let old = "tests/prove/旧文本";
    let common = ["--area", "全国", "--on", "2025-10-01"];
    let mut ways = vec![vec!["--solver", "none"]];
    let found = solvers();
    ways.extend(found.iter().map(|solver| vec!["--solver", *solver, "--solver-only"]));
    if found.len() == 2 {
        ways.push(vec!["--solver", "z3,cvc5", "--solver-only"]);
    }
    for way in ways {
        let call = |new: &'static str| [vec![old, new], common.to_vec(), way.clone()].concat();
        let (shifted, code) = verdicts(&call("tests/prove/减人"));
        assert_eq!(code, Some(1), "{way:?}");
        let loss = of(&shifted, "no-less", "分档补助");
        assert_eq!(loss["finding"], "broken", "{way:?}: {loss:#}");
        // 40% of 900 is below 50% of 800: who has between 360 and 400 yuan falls from 400 to 300.
        assert_eq!(loss["results"][0]["less"], "每户每月100元", "{way:?}: {loss:#}");
        decided(loss, "旧文本", "分档补助：每月400元");
        decided(loss, "减人", "分档补助：每月300元");
        for result in ["低保家庭", "分档补助"] {
            assert_eq!(of(&shifted, "kept", result)["finding"], "proved", "{way:?}");
        }
        let (mended, code) = verdicts(&call("tests/prove/补正"));
        assert_eq!(code, Some(0), "{way:?}");
        assert!(mended.iter().all(|verdict| verdict["finding"] == "proved"), "{way:?}: {mended:#?}");
        let by = &of(&mended, "no-less", "分档补助")["how"]["by"];
        assert_eq!(by, if way.len() == 2 { "regions" } else { "solver" });
    }
}

#[test]
fn the_text_itself_is_proved_or_broken() {
    let one = ["tests/prove/减人", "--area", "全国", "--on", "2025-10-01", "--solver", "none"];
    let (found, code) = verdicts(&one);
    assert_eq!(code, Some(1));
    for assertion in ["补助不超过标准", "补助至少每人两百元"] {
        assert_eq!(of(&found, "assertions", assertion)["how"]["by"], "regions");
    }
    assert_eq!(of(&found, "raised", "分档补助")["how"]["by"], "direction");
    assert_eq!(of(&found, "no-budget", "低保家庭")["how"]["by"], "unread");
    let cliff = of(&found, "one-more-yuan", "分档补助");
    assert_eq!(cliff["finding"], "broken");
    if let Some(solver) = solvers().first() {
        let call = ["tests/prove/减人", "--area", "全国", "--on", "2025-10-01", "--solver", solver];
        let (found, _) = verdicts(&[&call[..], &["--property", "多一元"]].concat());
        let cliff = of(&found, "one-more-yuan", "分档补助");
        // Three people at the line: 200 yuan for each of them.
        assert_eq!(cliff["largest"]["words"], "每户每月600元", "{cliff:#}");
        assert_eq!(cliff["largest"]["none_larger"], true);
    }
}

#[test]
fn a_false_assertion_is_broken_by_a_household() {
    let folder = Folder::new();
    copy(&package().join("tests/prove/补正"), &folder.path().join("policies"));
    let path = folder.path().join("policies/全国/办法.yj");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{text}断言 “不到三百元”：分档补助 低于 每户每月300元。\n")).unwrap();
    let common = ["prove", "policies", "--area", "全国", "--on", "2025-10-01", "--property", "断言"];
    let mut ways = vec![vec!["--solver", "none"]];
    ways.extend(solvers().into_iter().map(|solver| vec!["--solver", solver, "--solver-only"]));
    for way in ways {
        let said = yiju(folder.path(), &[&common[..], &way[..]].concat());
        assert_eq!(said.code, Some(1), "{}", said.err);
        assert!(said.out.contains("✗ “不到三百元”：不成立"), "{way:?}\n{}", said.out);
        assert!(said.out.contains("✓ “补助不超过标准”"), "{way:?}\n{}", said.out);
    }
    // It decides nothing, and no other command minds.
    let said = yiju(folder.path(), &["check", "--policies", "policies"]);
    assert!(!said.out.contains("不到三百元") && !said.err.contains("断言"), "{}{}", said.out, said.err);
}

/// The old text of the fixtures with something added, and the same with other words in it.
fn texts(added: &str, changes: &[(&str, &str)]) -> (Folder, Folder) {
    let make = |changes: &[(&str, &str)]| {
        let folder = Folder::new();
        copy(&package().join("tests/prove/旧文本"), folder.path());
        let path = folder.path().join("全国/办法.yj");
        let mut text = format!("{}{added}", fs::read_to_string(&path).unwrap());
        for (from, to) in changes {
            assert!(text.contains(from), "{from}");
            text = text.replace(from, to);
        }
        fs::write(&path, text).unwrap();
        folder
    };
    (make(&[]), make(changes))
}

fn between(texts: &(Folder, Folder)) -> (Vec<Json>, Option<i32>) {
    let (old, new) = (texts.0.path().to_str().unwrap(), texts.1.path().to_str().unwrap());
    verdicts(&[old, new, "--area", "全国", "--on", "2025-10-01", "--solver", "none"])
}

#[test]
fn what_only_rises_is_proved_from_the_rules() {
    let flat = "
应当给付 差额补助 给 家庭：
  条件：本户 符合 低保家庭；
  金额：（户标准 － 本户的人均月收入） × 本户的人数，不足零的按零；
  取整：四舍五入到分；
  发放：按月。
";
    let (found, _) = between(&texts(flat, &[("每人每月800元", "每人每月900元")]));
    for property in ["kept", "no-less"] {
        let verdict = of(&found, property, "差额补助");
        assert_eq!(verdict["how"]["by"], "risen", "{property}: {verdict:#}");
        assert_eq!(verdict["how"]["figures"], serde_json::json!(["低保标准"]));
    }
    // A standard that fell is no such proof: who has 750 yuan is dropped.
    let (found, _) = between(&texts(flat, &[("每人每月800元", "每人每月700元")]));
    assert_eq!(of(&found, "kept", "低保家庭")["finding"], "broken");
    assert_eq!(of(&found, "no-less", "差额补助")["finding"], "broken");
}

#[test]
fn a_set_that_is_widened_drops_no_one() {
    let added = "
范围 照顾等级（残疾等级；封闭）：一级、二级。

认定 成员 为 照顾对象：
  条件：有 残疾（限 残疾等级 属于 照顾等级）。
";
    let (found, _) = between(&texts(added, &[("封闭）：一级、二级", "封闭）：一级、二级、三级")]));
    let verdict = of(&found, "kept", "照顾对象");
    assert_eq!(verdict["how"]["by"], "risen", "{verdict:#}");
    let (found, _) = between(&texts(added, &[("封闭）：一级、二级", "封闭）：一级")]));
    assert_eq!(of(&found, "kept", "照顾对象")["finding"], "broken");
}

#[test]
fn who_gets_something_else_instead_is_told_apart() {
    let added = "
认定 家庭 为 低保边缘家庭：
  条件：本户的财产符合规定 且 本户 不符合 低保家庭 且 本户的人均月收入 低于 户标准的150%。

认定 家庭 为 应当终止救助家庭：
  条件：本户的人均月收入 不低于 户标准。
";
    let (found, code) = between(&texts(added, &[("每人每月800元", "每人每月900元")]));
    // Whoever is at the edge no more has less than 900 yuan a head, and is 低保家庭 now.
    let turned = of(&found, "kept", "低保边缘家庭");
    assert_eq!(turned["finding"], "turned", "{turned:#}");
    assert_eq!(turned["all"], true, "{turned:#}");
    assert!(turned["gained"].as_array().unwrap().contains(&Json::from("低保家庭")), "{turned:#}");
    assert_eq!(of(&found, "kept", "应当终止救助家庭")["finding"], "left-out");
    assert_eq!(code, Some(0), "{found:#?}");
}

#[test]
fn different_figures_are_never_supposed_on_the_two_sides() {
    let added = "
公布 护理标准，自2025年1月1日起：
｜ 残疾等级               ｜ 数额                                                             ｜
｜ 一级、二级、三级、四级 ｜ 未载明，在 每人每月100元（含）至 每人每月1075元（含）之间 ｜

应当给付 护理补贴 给 成员：
  条件：持有残疾人证；
  金额：护理标准（一级）；
  发放：按月。
";
    let (found, _) = between(&texts(added, &[("每人每月100元（含）", "每人每月200元（含）")]));
    let verdict = of(&found, "no-less", "护理补贴");
    assert_eq!(verdict["finding"], "undecided", "{verdict:#}");
}

#[test]
fn slips_in_the_call_are_told() {
    let call = |args: &[&str]| {
        let all = [&["prove", "tests/prove/补正", "--area", "全国", "--on", "2025-10-01"], args].concat();
        let said = yiju(package(), &all);
        assert_eq!(said.code, Some(2), "{}", said.out);
        said.err
    };
    assert!(call(&["--property", "公平"]).contains("没有“公平”这个性质"));
    assert!(call(&["--property", "不减"]).contains("这里问不了“不减”"));
    assert!(call(&["--result", "分挡补助", "--solver", "none"]).contains("是不是“分档补助”"));
    assert!(call(&["--solver", "yices"]).contains("不认识求解器“yices”"));
    assert!(call(&["--solver", "none", "--solver-only"]).contains("没有求解器可问"));
    assert!(call(&["--members", "0"]).contains("家庭的大小写得不对"));
}

/// Whether lines are as they are shown; `…` stands for lines that are left out.
fn fits(shown: &[&str], printed: &[&str]) -> bool {
    match shown.split_first() {
        None => printed.is_empty(),
        Some((&"…", rest)) => (0..=printed.len()).any(|left_out| fits(rest, &printed[left_out..])),
        Some((line, rest)) => {
            printed.split_first().is_some_and(|(first, others)| line == first && fits(rest, others))
        }
    }
}

#[test]
fn the_manual_page_can_be_done() {
    let text = fs::read_to_string(package().join("docs/手册/证明.md")).unwrap();
    let (mut commands, have) = (0, solvers());
    for block in text.split("```console").skip(1) {
        let (info, rest) = block.split_once('\n').unwrap();
        let (block, _) = rest.split_once("```").unwrap();
        let (call, shown) = block.split_once('\n').unwrap();
        // What only a solver tells is compared where it is installed.
        if info.trim() == "z3" && !have.contains(&"z3") {
            continue;
        }
        commands += 1;
        let words: Vec<&str> = call.strip_prefix("$ yiju ").unwrap().split(' ').collect();
        let said = yiju(package(), &words);
        let printed = format!("{}{}", said.out, said.err);
        let lines = |text: &'_ str| text.trim_end().lines().map(str::to_owned).collect::<Vec<_>>();
        let (shown, printed) = (lines(shown), lines(&printed));
        let (a, b): (Vec<&str>, Vec<&str>) =
            (shown.iter().map(String::as_str).collect(), printed.iter().map(String::as_str).collect());
        assert!(fits(&a, &b), "{call} prints something else:\n{}", printed.join("\n"));
    }
    assert!(commands >= 3);
}
