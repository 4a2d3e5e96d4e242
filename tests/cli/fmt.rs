//! `yiju fmt`: what it prints, what it writes, what it leaves alone.

use std::fs;
use std::path::Path;

use insta::assert_snapshot;

use crate::session::{Folder, given, package, yiju};

const UNTIDY: &str = "政策 “甲县低保标准通知”
代号：《甲标准》
辖区：甲县
施行：2025年1月1日


第一条　标准
> 每人每月655元
公布 低保标准,自 2025-01-01 起:
|区域|数额|
|农村|每人每月655元|
定义 家庭的差额(元/户·月):(低保标准 减 人均月收入)乘以 人数;但 已停发 的,为 每户每月0元
注:  算法见第二条,不取整。
认定 家庭 为 低保家庭:条件:同时符合下列条件:(一)人均月收入 低于 低保标准;(二)财产符合规定;机关:县级民政部门。
";

fn untidy() -> Folder {
    let folder = Folder::new();
    folder.write("policies/甲县/标准.yj", UNTIDY);
    folder
}

fn text(folder: &Folder) -> String {
    fs::read_to_string(folder.path().join("policies/甲县/标准.yj")).unwrap()
}

#[test]
fn the_shipped_policies_are_laid_out() {
    let said = yiju(package(), &["fmt", "--check"]);
    assert_eq!(said.code, Some(0), "run yiju fmt\n{}", said.whole());
}

#[test]
fn an_untidy_file_is_laid_out() {
    let folder = untidy();
    let said = yiju(folder.path(), &["格式化"]);
    assert_snapshot!(format!("{}-- 文件 --\n{}", said.whole(), text(&folder)));
    let again = yiju(folder.path(), &["fmt"]);
    assert_eq!((again.code, again.out.as_str()), (Some(0), "1 个文件，排版都合格式。\n"));
}

#[test]
fn check_names_the_first_line_and_writes_nothing() {
    let folder = untidy();
    folder.write("policies/甲县/空行.yj", "政策 “乙”  \n代号：《乙》\n\n注：一。\n");
    folder.write("policies/甲县/末尾.yj", "政策 “丙”\n代号：《丙》\n\n注：一。");
    folder.write("policies/甲县/合格.yj", "政策 “丁”\n代号：《丁》\n\n注：一。\n");
    assert_snapshot!(yiju(folder.path(), &["fmt", "--check"]).whole());
    assert_eq!(text(&folder), UNTIDY);
}

#[test]
fn a_file_that_cannot_be_read_is_not_touched() {
    let folder = untidy();
    let broken = UNTIDY.replace("低于 低保标准", "并且 低保标准");
    folder.write("policies/甲县/坏.yj", &broken);
    folder.write("policies/甲县/乱码.yj", b"\xe6\x94\xbf\xff\xfe");
    let said = yiju(folder.path(), &["fmt"]);
    assert_eq!(said.code, Some(1));
    assert_snapshot!(said.whole());
    assert_eq!(fs::read_to_string(folder.path().join("policies/甲县/坏.yj")).unwrap(), broken);
    assert_ne!(text(&folder), UNTIDY);
}

#[test]
fn only_the_paths_given_and_only_below_the_folder() {
    let folder = untidy();
    folder.write("policies/乙县/标准.yj", UNTIDY);
    folder.write("别处/标准.yj", UNTIDY);
    assert_eq!(yiju(folder.path(), &["fmt", "policies/乙县"]).code, Some(0));
    assert_eq!(text(&folder), UNTIDY);
    let mut said = String::new();
    folder.write("policies/说明.txt", "不是公文");
    for path in ["别处/标准.yj", "policies/丙县", "policies/说明.txt", "../../别处"] {
        said.push_str(&yiju(folder.path(), &["fmt", path]).whole());
    }
    assert_snapshot!(said);
    assert_eq!(fs::read_to_string(folder.path().join("别处/标准.yj")).unwrap(), UNTIDY);
}

#[test]
fn editors_hand_over_a_text_and_get_it_back() {
    let folder = untidy();
    yiju(folder.path(), &["fmt"]);
    let said = given(folder.path(), &["fmt", "-"], UNTIDY);
    assert_eq!((said.code, said.out), (Some(0), text(&folder)));
    assert_eq!(given(folder.path(), &["fmt", "--check", "-"], UNTIDY).code, Some(1));
    let same = given(folder.path(), &["fmt", "--check", "-"], &text(&folder));
    assert_eq!((same.code, same.out.as_str()), (Some(0), ""));
    let broken = given(folder.path(), &["fmt", "-"], "政策 “甲”\n代号 乙\n");
    assert_eq!((broken.code, broken.out.as_str()), (Some(1), ""), "{}", broken.err);
    assert_eq!(given(folder.path(), &["fmt", "-", "policies"], "").code, Some(2));
}

#[test]
fn line_ends_stay_as_the_file_has_them() {
    let folder = Folder::new();
    folder.write("policies/甲县/标准.yj", format!("\u{feff}{}", UNTIDY.replace('\n', "\r\n")));
    assert_eq!(yiju(folder.path(), &["fmt"]).code, Some(0));
    let written = text(&folder);
    assert!(written.starts_with('\u{feff}'));
    assert_eq!(written.matches('\n').count(), written.matches("\r\n").count());
    assert_eq!(yiju(folder.path(), &["fmt", "--check"]).code, Some(0));
}

#[test]
fn the_words_of_a_published_document_stay() {
    let folder = Folder::with_policies();
    let path = folder.path().join("policies/山西省/晋城市/标准.yj");
    assert_eq!(yiju(folder.path(), &["fmt"]).code, Some(0));
    let said = yiju(folder.path(), &["publish", "policies/山西省/晋城市/标准.yj", "--on", "2025-12-01"]);
    assert_eq!(said.code, Some(0), "{}", said.whole());
    let tidy = fs::read_to_string(&path).unwrap();
    // Blanks and half-width signs are put right.
    fs::write(&path, tidy.replace("  ", "").replace('：', ":")).unwrap();
    assert_eq!(yiju(folder.path(), &["fmt"]).code, Some(0));
    assert_eq!(fs::read_to_string(&path).unwrap(), tidy);
    assert_eq!(yiju(folder.path(), &["check"]).code, Some(0));
    // A date that was signed in figures is not spelt out.
    let folder = Folder::with_policies();
    let path = folder.path().join("policies/山西省/晋城市/标准.yj");
    assert_eq!(yiju(folder.path(), &["fmt"]).code, Some(0));
    let signed = tidy.replacen("自 2025年1月1日 起", "自 2025-01-01 起", 1);
    assert_ne!(signed, tidy);
    fs::write(&path, &signed).unwrap();
    let said = yiju(folder.path(), &["publish", "policies/山西省/晋城市/标准.yj", "--on", "2025-12-01"]);
    assert_eq!(said.code, Some(0), "{}", said.whole());
    assert_snapshot!(yiju(folder.path(), &["fmt"]).whole());
    assert_eq!(fs::read_to_string(&path).unwrap(), signed);
}

#[cfg(unix)]
#[test]
fn permissions_and_links_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = untidy();
    let path = folder.path().join("policies/甲县/标准.yj");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let link = folder.path().join("policies/甲县/另名.yj");
    symlink(&path, &link).unwrap();
    assert_eq!(yiju(folder.path(), &["fmt", "policies/甲县/另名.yj"]).code, Some(0));
    assert_eq!(mode(&path), 0o640);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    let left: Vec<_> = fs::read_dir(path.parent().unwrap()).unwrap().collect();
    assert_eq!(left.len(), 2, "{left:?}");
    // A file that must not be written is left alone.
    fs::write(&path, UNTIDY).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o440)).unwrap();
    let said = yiju(folder.path(), &["fmt"]);
    assert!(said.code != Some(0) && said.err.contains("只读"), "{}", said.whole());
    assert_eq!(text(&folder), UNTIDY);
}

#[test]
fn what_new_writes_is_laid_out() {
    let folder = Folder::new();
    for area in ["甲省", "甲省/乙市"] {
        assert_eq!(yiju(folder.path(), &["new", area]).code, Some(0));
    }
    let said = yiju(folder.path(), &["fmt", "--check"]);
    assert_eq!(said.code, Some(0), "{}", said.whole());
}
