//! Full-width and half-width forms mean the same: folds a text for parsing and remembers where each byte came from.

/// A folded text and the way back to the original.
#[derive(Clone, Debug)]
pub struct Folded {
    /// The text with half-width forms.
    pub text: String,
    /// Original byte offset of each byte of `text`, and of its end.
    origin: Vec<u32>,
}

impl Folded {
    /// Folds a text.
    pub fn new(original: &str) -> Folded {
        let mut text = String::with_capacity(original.len());
        let mut origin = Vec::with_capacity(original.len() + 1);
        let mut rest = original.char_indices().peekable();
        let mut previous = ' ';
        while let Some((at, c)) = rest.next() {
            let next = rest.peek().map_or('\n', |(_, c)| *c);
            if is_nothing(c) || c.is_whitespace() && in_a_date(&text, &original[at..]) {
                continue;
            }
            if let Some(label) = label(c) {
                text.push_str(&label);
                origin.resize(origin.len() + label.len(), at as u32);
                previous = ')';
                continue;
            }
            let folded = if c == '.' && matches!(next, '\n' | '\r') && !previous.is_ascii_digit() {
                '。'
            } else {
                fold(c)
            };
            text.push(folded);
            for _ in 0..folded.len_utf8() {
                origin.push(at as u32);
            }
            previous = c;
        }
        origin.push(original.len() as u32);
        Folded { text, origin }
    }
    /// Original offset of a folded offset.
    pub fn origin(&self, offset: usize) -> usize {
        self.origin.get(offset).or(self.origin.last()).copied().unwrap_or(0) as usize
    }
}

/// Characters that show nothing: a word processor leaves them behind.
fn is_nothing(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}')
}

/// Whether blanks stand inside a date or before the unit of a plain amount, as word processors put them: 2025 年 1 月,
/// 每月 100 元.
fn in_a_date(before: &str, blanks: &str) -> bool {
    let after = blanks.trim_start_matches([' ', '\t', '\u{3000}', '\u{00A0}']);
    let digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let head = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    if head.len() < before.len() {
        // The number stands by itself, not at the end of a name.
        let alone = !head.ends_with(|c: char| c.is_alphanumeric())
            || head.ends_with(['年', '月', '每', '人', '户', '次', '的']);
        let mut unit = after.chars();
        return match (unit.next(), unit.next()) {
            (Some('年' | '月' | '日' | '元'), next) => {
                alone && next.is_none_or(|next| !next.is_alphabetic())
            }
            (Some('万'), Some('元')) | (Some('个'), Some('月' | '工')) => alone,
            _ => false,
        };
    }
    // 2025年 1 月, 1月 5 日
    let dated =
        before.strip_suffix(['年', '月']).is_some_and(|head| head.ends_with(|c: char| c.is_ascii_digit()));
    let rest = after.trim_start_matches(digit);
    dated
        && rest.len() < after.len()
        && rest.trim_start_matches([' ', '\u{3000}', '\u{00A0}']).starts_with(['月', '日'])
}

/// Labels written as one sign: ㈠ is （一）, ⑴ is （1）.
fn label(c: char) -> Option<String> {
    const NUMERALS: [char; 10] = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];
    match c {
        '㈠'..='㈩' => NUMERALS.get(c as usize - '㈠' as usize).map(|numeral| format!("({numeral})")),
        '⑴'..='⒇' => Some(format!("({})", c as u32 - '⑴' as u32 + 1)),
        '⒈'..='⒛' => Some(format!("{}.", c as u32 - '⒈' as u32 + 1)),
        _ => None,
    }
}

/// The half-width form of a character that the grammar knows.
fn fold(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFF01 + 0x21).unwrap_or(c),
        '\u{3000}' => ' ',
        '｡' => '。',
        '﹔' => ';',
        '∶' => ':',
        '─' | '—' | '−' => '-',
        '・' | '•' | '∙' | '⋅' | '‧' => '·',
        '¦' | '│' => '|',
        '〈' | '«' => '《',
        '〉' | '»' => '》',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_forms_fold_and_map_back() {
        let folded = Folded::new("（一）甲：６５５元．\n");
        assert_eq!(folded.text, "(一)甲:655元.\n");
        assert_eq!(folded.origin(1), "（".len());
        assert_eq!(Folded::new("甲 为 乙.\n").text, "甲 为 乙。\n");
    }

    #[test]
    fn what_a_word_processor_leaves_behind_is_folded() {
        let text = |original: &str| Folded::new(original).text;
        assert_eq!(text("自 2025 年 1 月 1 日 起"), "自 2025年1月1日 起");
        assert_eq!(text("每人每月655 元。"), "每人每月655元。");
        assert_eq!(text("申请日的12 个月前"), "申请日的12个月前");
        assert_eq!(text("甲2 年龄 满18周岁"), "甲2 年龄 满18周岁");
        assert_eq!(text("甲2 元"), "甲2 元");
        // The end of a cell.
        assert_eq!(text("每人每年９４８０ 元"), "每人每年9480元");
        assert_eq!(text("㈡甲；⒊乙"), "(二)甲;3.乙");
        assert_eq!(text("元/人・月\u{200B}"), "元/人·月");
        let folded = Folded::new("㈡ 2025 年 1 月 1 日甲");
        let at = folded.text.find('甲').map(|at| folded.origin(at));
        assert_eq!(at, Some("㈡ 2025 年 1 月 1 日".len()));
    }
}
