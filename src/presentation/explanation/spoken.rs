//! The words of rules as a household would say them: 低保办理状态是享受中，并且有上次低保金.

use super::plain::closed_up;

/// Words of conditions, with what is said for them.
const WORDS: [(&str, &str); 6] =
    [("等于", "是"), ("不等于", "不是"), ("且", "，并且"), ("或", "，或者"), ("非", "不是"), ("均", "都")];

/// The text of a rule in plain words; `today` stands for 基准日.
pub(super) fn spoken(text: &str, today: &str) -> String {
    let text = bracketed(&bracketed(text, "（限 ", "的）"), "（不含 ", "的不算）");
    let words: Vec<&str> = text.split(' ').collect();
    let mut said: Vec<String> = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        // That there is a day goes without saying where something is said of it.
        let about = |what: &str, rest: &[&str]| {
            let named = |word: &&str| {
                word.strip_prefix(what).is_some_and(|end| end.is_empty() || end.starts_with('的'))
            };
            rest.iter().skip(1).any(&named) || rest.len() > 1 && rest.first().is_some_and(named)
        };
        if let ["有", what, "且", rest @ ..] = &words[at..]
            && (at == 0 || words[at - 1] == "且")
            && about(what, rest)
        {
            at += 3;
            continue;
        }
        let plain = WORDS.iter().find(|(known, _)| known == word).map(|(_, plain)| *plain);
        said.push(match plain {
            Some(plain) => plain.to_owned(),
            None => word.replace("基准日", today),
        });
        at += 1;
    }
    closed_up(&said.join(" "))
}

/// What restricts a list: 残疾（限 属于 甲）→ 残疾（属于 甲的）.
fn bracketed(text: &str, opening: &str, closing: &str) -> String {
    let mut said = String::new();
    let mut rest = text;
    while let Some((before, inside)) = rest.split_once(opening) {
        said.push_str(before);
        let mut depth = 1_u32;
        let end = inside.char_indices().find(|(_, sign)| {
            match sign {
                '（' => depth += 1,
                '）' => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        let Some((end, _)) = end else {
            said.push_str(opening);
            rest = inside;
            continue;
        };
        said.push_str(&format!("（{}{closing}", inside.get(..end).unwrap_or_default()));
        rest = inside.get(end + '）'.len_utf8()..).unwrap_or_default();
    }
    said.push_str(rest);
    said
}

#[cfg(test)]
mod tests {
    use super::spoken;

    #[test]
    fn conditions_are_said_in_plain_words() {
        let cases = [
            ("低保办理状态 等于 享受中 且 有 上次低保金", "低保办理状态是享受中，并且有上次低保金"),
            ("有 超标日 且 超标日 不晚于 基准日", "超标日不晚于2025年10月1日"),
            ("有 超标日 且 基准日 早于 超标日的6个月后", "2025年10月1日早于超标日的6个月后"),
            ("有 残疾（限 属于 重度残疾情形）", "有残疾（属于重度残疾情形的）"),
            (
                "有 支出（限 类型 属于 必需支出类型 且 突然增加）（不含 自费择校）",
                "有支出（类型属于必需支出类型，并且突然增加的）（自费择校的不算）",
            ),
            ("没有（甲 的", "没有（甲的"),
        ];
        for (text, expected) in cases {
            assert_eq!(spoken(text, "2025年10月1日"), expected);
        }
    }
}
