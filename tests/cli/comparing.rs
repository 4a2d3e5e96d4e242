//! What differs between two texts: every kind of change in a sentence, renamings and moves and equivalent wordings told
//! as such, every way to name the two texts, every form; and the page of the manual (`docs/手册/比较.md`), whose commands
//! are typed and print what it shows. `YIJU_BLESS=1 cargo test --test cli comparing` writes anew what no longer fits.

use std::fs;
use std::process::Command;

use insta::assert_snapshot;
use serde_json::Value as Json;

use crate::checker;
use crate::session::{Folder, copy, package, yiju};
use crate::tutorial::{blocks, fits};

const LAW: &str = "\
政策 “甲省补助办法”
代号：《办法》
辖区：甲省
文号：未载明
发文：甲省民政厅
印发：2025年1月1日
施行：2025年1月1日
出处：举例

用语：“以上”含本数。

第一条 补助对象
转述：老年人、重度残疾人可以领取补助。

范围 重残情形（残疾等别；封闭）：各类一级、各类二级、智力三级。
范围 开放情形（身份；开放）：特困人员、低保对象。

认定 成员 为 补助对象：
  条件：同时符合下列条件：
    （一）年龄 满60周岁；
    （二）符合下列情形之一：
      1.有 残疾（限 属于 重残情形）；
      2.患重特大疾病；
    （三）持有残疾人证；
  机关：县级民政部门。

第二条 补助标准
标准 补助标准（按 区域；元/人·月）。
公布 补助标准，自 2025年1月1日 起：
｜ 区域 ｜ 数额 ｜
｜ 城市 ｜ 每人每月800元 ｜
｜ 农村 ｜ 每人每月655元 ｜

定义 成员的核定额（元/人·月）：补助标准的20%；
  但（一）年龄 满80周岁 的，为 补助标准的30%。

定义 家庭的人均月收入（元/人·月）：成员的收入的月额的合计 ÷ 成员的人数。
表 救助档次（对 家庭），按 人均月收入，只许中一行，得 元/户：
｜ 人均月收入 ｜ 救助额 ｜
｜ 低于 每人每月500元 ｜ 3000元/户 ｜
｜ 不低于 每人每月500元 ｜ 500元/户 ｜

第三条 给付
应当给付 补助金 给 成员：
  条件：本人 符合 补助对象；
  金额：核定额；
  上限：每人每月500元；
  取整：四舍五入到分；
  发放：按月；
  资金：省级、县级 按 6:4 负担；
  尾差：归 县级。

应当给付 救助金 给 家庭：
  条件：财产符合当地规定；
  金额：救助档次；
  发放：一次性。

授权 市级民政部门：扩大 重残情形。
";

/// What of a text for machines is not as the schema says.
fn faults(schema: &Json, value: &Json) -> Vec<String> {
    let mut found = Vec::new();
    checker::faults(schema, schema, value, "", &mut found);
    found
}

/// The vocabulary and a law, below a folder.
fn laid(folder: &Folder, below: &str, law: &str) {
    let vocabulary = fs::read_to_string(package().join("policies/全国/社会救助通用词汇.yj")).unwrap();
    let ministry = "政策 “国家办法”\n代号：《国家》\n辖区：全国\n施行：2020年1月1日\n出处：举例\n\n用语：“不晚于”含当日。\n";
    folder.write(&format!("{below}/全国/词汇.yj"), vocabulary);
    folder.write(&format!("{below}/全国/国家.yj"), ministry);
    folder.write(&format!("{below}/甲省/办法.yj"), law);
}

/// The law and what becomes of it by replacing words, compared in some form.
fn edited(edits: &[(&str, &str)], form: &[&str]) -> String {
    let folder = Folder::new();
    laid(&folder, "旧", LAW);
    let mut law = LAW.to_owned();
    for (from, to) in edits {
        assert_eq!(law.matches(from).count(), 1, "{from}");
        law = law.replace(from, to);
    }
    laid(&folder, "新", &law);
    let call = ["diff", "旧", "新", "--area", "甲省", "--on", "2025-10-01"];
    let said = yiju(folder.path(), &[&call, form].concat());
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{}", said.out);
    said.out
}

/// The sentences of what replaced words change, lines of one sentence joined.
fn sentences(from: &str, to: &str) -> String {
    edited(&[(from, to)], &["--format", "gongwen"]).replace("\n  ", "").trim_end().to_owned()
}

#[test]
fn every_kind_of_change_has_its_sentence() {
    let expected = [
        (
            "每人每月655元",
            "每人每月700元",
            "一、将农村补助标准由每人每月655元提高到每人每月700元（提高每人每月45元，增长约6.87%），自2025年1月1日起执行。（《办法》第二条）",
        ),
        (
            "每人每月800元",
            "每人每月600元",
            "一、将城市补助标准由每人每月800元降低到每人每月600元（降低每人每月200元，下降25%），自2025年1月1日起执行。（《办法》第二条）",
        ),
        (
            "各类二级、智力三级",
            "各类二级、智力三级、智力四级",
            "一、将重残情形由“各类一级、各类二级、智力三级”扩大到“各类一级、各类二级、智力三级、智力四级”。",
        ),
        (
            "各类二级、智力三级",
            "各类二级",
            "一、将重残情形由“各类一级、各类二级、智力三级”缩小到“各类一级、各类二级”。",
        ),
        (
            "特困人员、低保对象",
            "特困人员、低保边缘家庭",
            "一、将开放情形由“特困人员、低保对象、其他（没有列到的由人认定）”调整为“特困人员、低保边缘家庭、其他（没有列到的由人认定）”。",
        ),
        (
            "满60周岁",
            "满65周岁",
            "一、将补助对象的条件第（一）项由“年龄 满60周岁”修改为“年龄 满65周岁”（提高5周岁）。",
        ),
        ("    （三）持有残疾人证；\n", "", "一、删去补助对象的条件第（三）项：“持有残疾人证”。"),
        (
            "      2.患重特大疾病；\n",
            "      2.患重特大疾病；\n      3.无业；\n",
            "一、补助对象的条件第（二）项第3目增加：“无业”。",
        ),
        (
            "补助标准的20%",
            "补助标准的25%",
            "一、将成员的核定额由“补助标准的20%”修改为“补助标准的25%”（提高5个百分点）。",
        ),
        (
            "补助标准的30%",
            "补助标准的35%",
            "一、将成员的核定额的例外（一）由“但（一）年龄 满80周岁 的，为 补助标准的30%”修改为“但（一）年龄 满80周岁 的，为 补助标准的35%”（提高5个百分点）。",
        ),
        (
            "；\n  但（一）年龄 满80周岁 的，为 补助标准的30%",
            "",
            "一、删去成员的核定额的例外（一）：“但（一）年龄 满80周岁 的，为 补助标准的30%”。",
        ),
        (
            "3000元/户",
            "3500元/户",
            "一、将救助档次中“低于 每人每月500元”由“3000元/户”提高到“3500元/户”（提高每户500元，增长约16.67%）。",
        ),
        (
            "上限：每人每月500元",
            "上限：每人每月600元",
            "一、将补助金的上限由“每人每月500元”提高到“每人每月600元”（提高每人每月100元，增长20%）。",
        ),
        ("四舍五入到分", "进一到元", "一、将补助金的取整由“四舍五入到分”修改为“进一到元”。"),
        ("发放：按月", "发放：按季", "一、将补助金的发放由“按月”修改为“按季”。"),
        (
            "省级、县级 按 6:4 负担",
            "省级、县级 按 5:5 负担",
            "一、将补助金的资金由“省级、县级 按 6:4 负担”修改为“省级、县级 按 5:5 负担”。",
        ),
        ("机关：县级民政部门", "机关：乡镇级", "一、将补助对象的机关由“县级民政部门”修改为“乡镇级”。"),
        (
            "扩大 重残情形",
            "扩大 重残情形、开放情形",
            "一、增加：授权市级民政部门扩大开放情形。（《办法》第三条）",
        ),
        ("“以上”含本数", "“以上”不含本数", "一、将《办法》所称“以上”由含本数修改为不含本数。"),
        ("应当给付 补助金", "可以给付 补助金", "一、将补助金的应当还是可以由“应当给付”修改为“可以给付”。"),
    ];
    let mut wrong = String::new();
    for (from, to, sentence) in expected {
        let said = sentences(from, to);
        if said != sentence {
            wrong.push_str(&format!("{from} → {to}\n  {said}\n"));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// A sentence that an office has to follow and a table of which a row is a range, after the law.
const MORE: &str = "\
第四条 职责
职责 落实残疾补贴（对 成员）：
  条件：本人 符合 补助对象；
  何人：乡镇级；
  应当：落实残疾补贴。

标准 年标准（元/人·月）。
公布 年标准，自 2025年1月1日 起：每人每年7860元。
";

/// The same of the law with more sentences.
fn more(from: &str, to: &str, form: &[&str]) -> String {
    let (folder, law) = (Folder::new(), format!("{LAW}\n{MORE}"));
    assert_eq!(law.matches(from).count(), 1, "{from}");
    laid(&folder, "旧", &law);
    laid(&folder, "新", &law.replace(from, to));
    let call = ["diff", "旧", "新", "--area", "甲省", "--on", "2025-10-01"];
    let said = yiju(folder.path(), &[&call, form].concat());
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{}", said.out);
    said.out.lines().map(str::trim).collect()
}

#[test]
fn whatever_differs_in_a_word_is_told() {
    let cases = [
        (
            "老年人、重度残疾人可以领取补助",
            "老年人可以领取补助",
            "第一条转述由“老年人、重度残疾人可以领取补助”改为“老年人可以领取补助”",
        ),
        ("第二条 补助标准", "第二条 补助数额", "第二条标题由“第二条 补助标准”改为“第二条 补助数额”"),
        (
            "自 2025年1月1日 起：\n｜ 区域",
            "自 2025年2月1日 起：\n｜ 区域",
            "执行日期由“2025年1月1日”修改为“2025年2月1日”",
        ),
    ];
    for (from, to, expected) in cases {
        let said = edited(&[(from, to)], &["--quick"]).lines().map(str::trim).collect::<String>();
        assert!(!said.contains("没有任何变化") && said.contains(expected), "{expected}\n{said}");
    }
}

#[test]
fn both_wordings_stand_below_each_change() {
    let said = edited(&[("发放：按月", "发放：按季")], &["--quick"]);
    assert!(said.contains("原规定：发放：按月〔") && said.contains("新规定：发放：按季〔"), "{said}");
}

#[test]
fn a_figure_is_told_in_the_unit_that_is_published() {
    let said = more("每人每年7860元", "每人每年8400元", &["--format", "公文"]);
    let expected = "将年标准由每人每年7860元提高到每人每年8400元（提高每人每年540元，增长约6.87%）";
    assert!(said.contains(expected), "{said}");
}

#[test]
fn a_duty_that_is_changed_is_no_mere_wording() {
    let said = more("应当：落实残疾补贴。", "应当：落实残疾补贴，按月回访。", &[]);
    assert!(said.contains("由“落实残疾补贴”修改为“落实残疾补贴，按月回访”"), "{said}");
    assert!(!said.contains("文字不同"), "{said}");
}

#[test]
fn a_row_that_asks_another_thing_is_one_change() {
    let said = sentences("不低于 每人每月500元 ｜ 500元/户", "不低于 每人每月600元 ｜ 500元/户");
    let expected = "由“不低于 每人每月500元：500元/户”修改为“不低于 每人每月600元：500元/户”";
    assert!(said.contains(expected) && !said.contains("删去"), "{said}");
}

#[test]
fn the_quote_of_an_amendment_that_was_itself_edited_is_not_pasted() {
    let folder = Folder::new();
    copy(&package().join("policies"), &folder.path().join("旧"));
    copy(&package().join("policies"), &folder.path().join("新"));
    let path = "山西省/2025-扩围增效若干措施.yj";
    let text = fs::read_to_string(folder.path().join("新").join(path)).unwrap();
    let (head, tail) = text.split_once("第四条").unwrap();
    let at = tail.find("年龄 满60周岁").unwrap();
    let tail = format!("{}{}", &tail[..at], tail[at..].replacen("满60周岁", "满65周岁", 1));
    folder.write(&format!("新/{path}"), format!("{head}第四条{tail}"));
    let call = ["diff", "旧", "新", "--area", "山西省", "--on", "2025-10-01", "--quick", "--format", "公文"];
    let said = yiju(folder.path(), &call);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{}", said.out);
    assert!(said.out.contains("满65周岁") && !said.out.contains("扩大到"), "{}", said.out);
}

#[test]
fn what_changes_nothing_is_said_to() {
    let kinds = [
        // Another order of conditions, another side of a comparison, another way to say a share.
        vec![
            (
                "（一）年龄 满60周岁；\n    （二）",
                "（一）符合下列情形之一：\n      1.患重特大疾病；\n      2.有 残疾（限 属于 重残情形）；\n    （二）年龄 满60周岁；\n    （四）",
            ),
            (
                "    （四）符合下列情形之一：\n      1.有 残疾（限 属于 重残情形）；\n      2.患重特大疾病；\n",
                "",
            ),
        ],
        vec![("金额：核定额", "金额：本人的核定额")],
        vec![("补助标准的20%", "补助标准 × 20%")],
        vec![("各类一级、各类二级、智力三级", "智力三级、各类二级、各类一级")],
        vec![("范围 重残情形（残疾等别；封闭）：", "范围  重残情形 (残疾等别;封闭)：\n  ")],
    ];
    let mut told = String::new();
    for edits in &kinds {
        let machine: Json = serde_json::from_str(&edited(edits, &["--format", "json"])).unwrap();
        assert_eq!(machine["changes"], Json::Array(Vec::new()), "{edits:?}: {}", machine["changes"]);
        told.push_str(&edited(edits, &[]));
    }
    assert_snapshot!(told);
    assert_eq!(edited(&[], &[]), edited(&[], &["--wide"]).replace("修订对照表", "规定的变化"));
    assert!(edited(&[], &[]).contains("没有任何变化"), "{}", edited(&[], &[]));
}

#[test]
fn renamings_moves_and_what_is_both_renamed_and_changed() {
    // A set is renamed where it is declared and wherever it is used; an item stands under another article.
    let renamed = LAW.replace("重残情形", "重度残疾情形");
    let moved = renamed.replace("第三条 给付", "第四条 给付");
    let both = LAW.replace("补助对象", "老年补助对象").replace("满60周岁", "满55周岁");
    let mut told = String::new();
    for law in [renamed, moved, both] {
        let folder = Folder::new();
        laid(&folder, "旧", LAW);
        laid(&folder, "新", &law);
        let call = ["diff", "旧", "新", "--area", "甲省", "--on", "2025-10-01"];
        let said = yiju(folder.path(), &call);
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{}", said.out);
        told.push_str(&said.out);
        told.push_str("――――\n");
    }
    assert_snapshot!(told);
}

#[test]
fn the_amendments_of_shanxi_come_back_in_their_own_words() {
    let said = yiju(package(), &["比较", "山西省@2025-08-31", "山西省@2025-09-01", "--format", "公文"]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    let joined = said.out.replace("\n  ", "");
    for sentence in [
        "将单独申请低保范围由“最低生活保障边缘家庭”扩大到“最低生活保障边缘家庭、防止返贫监测对象”。",
        "将单独申请低保的残疾人范围由“三级智力残疾人、三级精神残疾人”扩大到“三、四级智力残疾人、三、四级精神残疾人”。各类一级、各类二级不变。",
        "将不计算赡养（抚养、扶养）费的范围由“特困人员、低保对象、低保边缘家庭成员”扩大到“特困人员、低保对象、低保边缘家庭成员、刚性支出困难家庭（限认定有效期内）、年满60周岁及以上且其家庭人均收入低于当地上年度城乡居人均可支配收入的老年人”。",
    ] {
        assert!(joined.contains(sentence), "{joined}");
    }
    assert_snapshot!(said.out);
}

#[test]
fn two_cities_are_laid_side_by_side() {
    let call = ["diff", "山西省/晋城市@2025-10-01", "山东省/滨州市@2025-10-01", "--item", "单人户申请"];
    let said = yiju(package(), &call);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{}", said.out);
    // Q26: 智力三级 counts as 重度; Q27: the household need not be 低保边缘.
    assert!(said.out.contains("只有滨州市有 智力三级、精神三级"), "{}", said.out);
    assert!(
        said.out.replace("\n      ", "").contains("只有晋城市要求：本户 已认定为 单独申请所属群体"),
        "{}",
        said.out
    );
    assert_snapshot!(said.out);
}

#[test]
fn folders_files_revisions_and_what_is_published() {
    let folder = Folder::new();
    // Without what is published only with a reason.
    let (law, _) = LAW.split_once("应当给付 救助金").unwrap();
    laid(&folder, "policies", law);
    let raised = law.replace("每人每月655元", "每人每月700元");
    folder.write("草案.yj", &raised);
    let sentence = |args: &[&str]| {
        let said = yiju(folder.path(), &[&["diff"], args, &["--format", "gongwen"]].concat());
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{args:?}{}", said.out);
        said.out.replace("\n  ", "")
    };
    let expected = "一、将农村补助标准由每人每月655元提高到每人每月700元（提高每人每月45元，增长约6.87%），自2025年1月1日起执行。（《办法》第二条）\n";
    assert_eq!(sentence(&["policies", "草案.yj"]), expected);
    assert_eq!(sentence(&["甲省@2025-10-01", "草案.yj"]), expected);
    // A revision against the files as they are.
    let git = |args: &[&str]| {
        let done = Command::new("git").current_dir(folder.path()).args(args).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    git(&["init", "-q"]);
    git(&["-c", "core.quotepath=off", "add", "policies"]);
    git(&["-c", "user.name=甲", "-c", "user.email=a@b", "commit", "-qm", "first"]);
    folder.write("policies/甲省/办法.yj", &raised);
    assert_eq!(sentence(&["git:HEAD", "policies"]), expected);
    // What is published against what is written now.
    folder.write("policies/甲省/办法.yj", law);
    let said = yiju(folder.path(), &["publish", "--on", "2025-01-01"]);
    assert_eq!(said.code, Some(0), "{}{}", said.out, said.err);
    let more = "政策 “提标通知”\n代号：《提标》\n辖区：甲省\n印发：2025年9月1日\n施行：2025年9月1日\n出处：举例\n\n第一条 提标\n公布 补助标准（农村），自 2025年9月1日 起：每人每月700元。\n";
    folder.write("policies/甲省/提标.yj", more);
    let told = sentence(&["已发布", "policies"]);
    assert!(told.contains("将农村补助标准由每人每月655元提高到每人每月700元（提高每人每月45元，增长约6.87%），自2025年9月1日起执行。（《提标》第一条）"), "{told}");
}

#[test]
fn other_forms_hold_the_same() {
    let edits = [("每人每月655元", "每人每月700元"), ("满60周岁", "满65周岁")];
    assert_snapshot!("report", edited(&edits, &[]));
    assert_snapshot!("side_by_side", edited(&edits, &["--wide"]));
    let html = edited(&edits, &["--format", "html"]);
    assert!(html.contains("<del>60</del>") && html.contains("<ins>65</ins>"), "{html}");
    assert!(html.contains("修订对照表") && html.contains("landscape"), "{html}");
    let machine: Json = serde_json::from_str(&edited(&edits, &["--format", "json"])).unwrap();
    let text = fs::read_to_string(package().join("docs/schema/diff.schema.json")).unwrap();
    let schema: Json = serde_json::from_str(&text).unwrap();
    assert_eq!(faults(&schema, &machine), Vec::<String>::new());
    let call = ["diff", "山西省/晋城市@2025-10-01", "山东省/滨州市@2025-10-01", "--format", "json"];
    let cities: Json = serde_json::from_str(&yiju(package(), &call).out).unwrap();
    assert_eq!(faults(&schema, &cities), Vec::<String>::new());
    // A number is a change of its own kind, with what it is of.
    let figure = &machine["changes"][0];
    assert_eq!((figure["kind"].as_str(), figure["manner"].as_str()), (Some("figure"), Some("raised")));
    assert_eq!(figure["points"][0]["number"]["percent"], "6.87");
}

#[test]
fn wrong_calls_say_what_would_be_right() {
    let folder = Folder::new();
    laid(&folder, "policies", LAW);
    laid(&folder, "新", &LAW.replace("满60周岁", "满65周岁"));
    let mut told = String::new();
    for args in [
        vec!["diff", "policies", "新", "--area", "甲省", "--item", "补助对像"],
        vec!["diff", "policies", "新", "--area", "甲省", "--format", "docx"],
        vec!["diff", "policies", "新", "--area", "甲省", "--format", "json", "--wide"],
        vec!["diff", "没有的", "新"],
        vec!["diff", "policies"],
    ] {
        told.push_str(&format!("$ yiju {}\n{}", args.join(" "), yiju(folder.path(), &args).whole()));
    }
    assert_snapshot!(told);
}

#[cfg(feature = "docx")]
#[test]
fn the_table_opens_in_word() {
    let folder = Folder::new();
    laid(&folder, "policies", LAW);
    folder.write("草案.yj", LAW.replace("满60周岁", "满65周岁"));
    let said = yiju(folder.path(), &["diff", "policies", "草案.yj", "--format", "docx", "--out", "表.docx"]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    assert!(fs::read(folder.path().join("表.docx")).unwrap().starts_with(b"PK"));
}

#[test]
fn the_page_of_the_manual_shows_what_is_printed() {
    let path = package().join("docs/手册/比较.md");
    let text = fs::read_to_string(&path).unwrap();
    let bless = std::env::var_os("YIJU_BLESS").is_some();
    let folder = Folder::new();
    copy(&package().join("policies"), &folder.path().join("policies"));
    let (mut commands, mut new) = (0, Vec::new());
    for block in blocks(&text) {
        if let Some(("yj", file)) = block.info.split_once(" file=") {
            folder.write(file, &block.text);
        }
        if block.info != "console" {
            continue;
        }
        let lines: Vec<&str> = block.text.trim_end().lines().collect();
        for part in lines.chunk_by(|_, next| !next.starts_with("$ ")) {
            let call = part[0];
            let words: Vec<&str> = call.strip_prefix("$ yiju ").unwrap().split(' ').collect();
            if cfg!(not(feature = "docx")) && call.contains("docx") {
                continue;
            }
            let said = yiju(folder.path(), &words);
            commands += 1;
            let printed = format!("{}{}", said.out, said.err);
            let printed: Vec<&str> = printed.trim_end().lines().collect();
            if !fits(&part[1..], &printed) {
                assert!(bless, "{call} prints something else:\n{}", printed.join("\n"));
                let at = block.line + 2 + lines.iter().position(|line| *line == call).unwrap();
                let printed: Vec<String> = printed.into_iter().map(str::to_owned).collect();
                new.push((at..at + part.len() - 1, printed));
            }
        }
    }
    assert!(commands >= 6, "{commands}");
    if !new.is_empty() {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        for (inside, printed) in new.into_iter().rev() {
            lines.splice(inside, printed);
        }
        fs::write(&path, lines.join("\n") + "\n").unwrap();
    }
}
