//! Words of everyday official Chinese that a sentence is not written with, and what to write instead.

/// What to write instead of a word near the place where reading stopped: words, in folded text, before and after it.
pub(super) fn instead(before: &str, after: &str) -> Option<String> {
    if before.ends_with(',')
        && before.trim_end_matches(',').ends_with(|c: char| c.is_ascii_digit())
        && after.starts_with(|c: char| c.is_ascii_digit())
    {
        return Some(NO_COMMA.to_owned());
    }
    let parting = |c: char| c.is_whitespace() || matches!(c, ';' | ':' | '。' | '(' | ')');
    let last = before.split(parting).rev().filter(|word| !word.is_empty()).take(2);
    let first = after.split(parting).filter(|word| !word.is_empty()).take(2);
    first.chain(last).find_map(of_word).map(str::to_owned)
}

/// What to write instead of a word.
fn of_word(word: &str) -> Option<&'static str> {
    Some(match word.trim_matches(',') {
        "并且" | "而且" | "同时" => "都要具备的写“且”，或者分项写“同时符合下列条件：（一）…；（二）…”",
        "或者" | "或是" => "有一样就行的写“或”，或者分项写“符合下列情形之一：（一）…；（二）…”",
        "是" | "为" | "=" | "==" => "相同写“等于”，在一组里面写“属于”；只答是或否的项目不必写“是”",
        "不是" | "!=" => "不同写“不等于”，不在一组里面写“不属于”；只答是或否的项目前面写“非”",
        "x" | "X" => "乘写“×”，除写“÷”",
        "除外" => "除外的写“（不含 …）”，或者写“但 … 的，不适用 第（…）项”",
        "如果" => "条件写成“条件：…”，例外写成“但 … 的，为 …”",
        "每月" | "每季" | "每年" => "发放写“按月”“按季”“按年”或“一次性”",
        word => return of_part(word),
    })
}

/// What to write instead of a word that has such a part.
fn of_part(word: &str) -> Option<&'static str> {
    let digits = |c: char| c.is_ascii_digit();
    let after_digit = |part: &str| word.find(part).is_some_and(|at| word[..at].ends_with(digits));
    let fuzzy = ["左右", "余元", "多元", "上下"].iter().any(|part| word.contains(part));
    if fuzzy || word.starts_with("约") && word.contains(digits) {
        return Some(
            "“左右”“约”“余”“多”不是确定的数，规定里不能用；要么写明数，要么写“未载明”，原话写进“注”",
        );
    }
    if word.contains('¥') || word.contains('￥') {
        return Some("钱数写成“100元”“每人每月100元”");
    }
    if word.contains("百分之") {
        return Some("百分数写成“50%”，例如“低保标准的50%”");
    }
    if word.contains("年满") {
        return Some("年龄写成“年龄 满18周岁”");
    }
    if after_digit("岁") || word.starts_with('岁') {
        return Some("年龄的单位是“周岁”");
    }
    if after_digit("个工作日") || after_digit("个月") || after_digit("日") && !word.contains('月') {
        return Some("期限写在日期后面：“受理日的30个工作日后”“申请日的12个月前”");
    }
    if word.contains('"') {
        return Some("引号用“”");
    }
    let mut parts = word.split('.');
    let year = parts.next().is_some_and(|year| year.len() == 4 && year.chars().all(digits));
    if year && parts.count() > 0 {
        return Some("日期写成“2025年10月1日”");
    }
    let comma = word.split_once(',').is_some_and(|(a, b)| a.ends_with(digits) && b.starts_with(digits));
    comma.then_some(NO_COMMA)
}

const NO_COMMA: &str = "数里面不写逗号：1000元";

#[cfg(test)]
mod tests {
    use super::instead;

    #[test]
    fn everyday_words_are_named() {
        let said = |before: &str, after: &str| instead(before, after).unwrap_or_default();
        assert!(said("条件:财产符合规定 ", "并且 区域").contains('且'));
        assert!(said("金额:每户每月100元", "左右;发放").contains("不是确定的数"));
        assert!(
            said("金额:每户每月1", ",000元;发放").contains("逗号")
                || said("金额:1,000元", "").contains("逗号")
        );
        assert!(said("不早于 2025.10.1", "").contains("2025年10月1日"));
        assert!(said("年龄 不低于 18", "岁。").contains("周岁"));
        assert_eq!(instead("金额:每户每月100元", ";发放:按月"), None);
    }
}
