//! Two wordings beside each other, with what is struck and what is new marked.

use crate::presentation::document::table::{Cell, Mark, Part};

/// Longer wordings are not looked into: all of the one is struck, all of the other new.
const LONGEST: usize = 1500;
/// What stays between two changes is part of the change if it is shorter.
const SHORT: usize = 2;

/// The old wording with what goes struck, the new one with what comes marked.
#[must_use]
pub fn marked(old: &str, new: &str) -> (Cell, Cell) {
    let listed = old.contains('、') || new.contains('、');
    let (a, b) = (tokens(old, listed), tokens(new, listed));
    if a.len() > LONGEST || b.len() > LONGEST {
        return (whole(old, Mark::Struck), whole(new, Mark::New));
    }
    let kept = common(&a, &b);
    let total: usize = kept.iter().map(|(x, _)| a[*x].chars().count()).sum();
    let shorter = old.chars().count().min(new.chars().count());
    // Two wordings that share next to nothing are two wordings.
    if total * 4 < shorter {
        return (whole(old, Mark::Struck), whole(new, Mark::New));
    }
    let kept = smoothed(kept, a.len(), b.len());
    let side = |tokens: &[String], mine: Vec<usize>, mark: Mark| {
        let mut parts: Vec<Part> = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            let mark = (!mine.contains(&at)).then_some(mark);
            match parts.last_mut().filter(|last| last.mark == mark) {
                Some(last) => last.text.push_str(token),
                None => parts.push(Part { text: token.clone(), mark }),
            }
        }
        Cell::Marked(parts)
    };
    let olds = kept.iter().map(|(x, _)| *x).collect();
    let news = kept.iter().map(|(_, y)| *y).collect();
    (side(&a, olds, Mark::Struck), side(&b, news, Mark::New))
}

/// Words that are marked as a whole.
#[must_use]
pub fn whole(text: &str, mark: Mark) -> Cell {
    if text.is_empty() {
        return Cell::Plain(String::new());
    }
    Cell::Marked(vec![Part { text: text.to_owned(), mark: Some(mark) }])
}

/// Cells one below the other.
#[must_use]
pub fn stacked(cells: Vec<Cell>) -> Cell {
    let mut parts: Vec<Part> = Vec::new();
    for cell in cells {
        if !parts.is_empty() {
            parts.push(Part { text: "\n".to_owned(), mark: None });
        }
        parts.extend(cell.parts());
    }
    Cell::Marked(parts)
}

/// Numbers and Latin words whole; of lists each member with the sign behind it, else each sign.
fn tokens(text: &str, listed: bool) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut deep = 0_u32;
    let mut fresh = true;
    for sign in text.chars() {
        let bound = |c: char| c.is_ascii_alphanumeric() || c == '.';
        let before = tokens.last().and_then(|last| last.chars().next_back());
        let joined = if listed { !fresh } else { before.is_some_and(|before| bound(before) && bound(sign)) };
        match tokens.last_mut() {
            Some(last) if joined => last.push(sign),
            _ => tokens.push(sign.to_string()),
        }
        match sign {
            '（' | '“' => deep += 1,
            '）' | '”' => deep = deep.saturating_sub(1),
            _ => {}
        }
        fresh = listed && deep == 0 && matches!(sign, '、' | '，' | '；' | '：' | ' ');
    }
    tokens
}

/// The longest that both have in common: pairs of positions, ascending.
fn common(a: &[String], b: &[String]) -> Vec<(usize, usize)> {
    let bare = |token: &String| token.trim_end_matches(['、', '，', '；', ' ']).to_owned();
    let (a, b): (Vec<String>, Vec<String>) = (a.iter().map(bare).collect(), b.iter().map(bare).collect());
    let width = b.len() + 1;
    let mut longest = vec![0_u32; (a.len() + 1) * width];
    for x in (0..a.len()).rev() {
        for y in (0..b.len()).rev() {
            let here = x * width + y;
            longest[here] = if a[x] == b[y] {
                longest[here + width + 1] + 1
            } else {
                longest[here + width].max(longest[here + 1])
            };
        }
    }
    let (mut x, mut y, mut pairs) = (0, 0, Vec::new());
    while x < a.len() && y < b.len() {
        let here = x * width + y;
        if a[x] == b[y] {
            pairs.push((x, y));
            (x, y) = (x + 1, y + 1);
        } else if longest[here + width] >= longest[here + 1] {
            x += 1;
        } else {
            y += 1;
        }
    }
    pairs
}

/// Short runs between two changes belong to the change.
fn smoothed(kept: Vec<(usize, usize)>, a: usize, b: usize) -> Vec<(usize, usize)> {
    let mut runs: Vec<Vec<(usize, usize)>> = Vec::new();
    for pair in kept {
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(|last| *last == (pair.0 - 1, pair.1 - 1)) => run.push(pair),
            _ => runs.push(vec![pair]),
        }
    }
    let outer = |run: &[(usize, usize)]| {
        run.first() == Some(&(0, 0)) || run.last().is_some_and(|last| *last == (a - 1, b - 1))
    };
    runs.into_iter().filter(|run| run.len() >= SHORT || outer(run) || a.max(b) < 8).flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(cell: &Cell) -> String {
        let said = |part: &Part| match part.mark {
            None => part.text.clone(),
            Some(Mark::Struck) => format!("[-{}-]", part.text),
            Some(Mark::New) => format!("[+{}+]", part.text),
        };
        cell.parts().iter().map(said).collect()
    }

    fn both(old: &str, new: &str) -> (String, String) {
        let (a, b) = marked(old, new);
        (shown(&a), shown(&b))
    }

    #[test]
    fn members_of_a_list_are_marked_whole() {
        assert_eq!(
            both("低保边缘家庭", "低保边缘家庭、防止返贫监测对象"),
            ("低保边缘家庭".to_owned(), "低保边缘家庭、[+防止返贫监测对象+]".to_owned())
        );
        assert_eq!(
            both("智力三级、精神三级", "智力三级、智力四级、精神三级").1,
            "智力三级、[+智力四级、+]精神三级"
        );
    }

    #[test]
    fn numbers_are_marked_whole_and_others_by_sign() {
        assert_eq!(
            both("年龄 满18周岁", "年龄 满16周岁"),
            ("年龄 满[-18-]周岁".to_owned(), "年龄 满[+16+]周岁".to_owned())
        );
        assert_eq!(both("甲乙丙丁", "戊己庚辛").0, "[-甲乙丙丁-]");
    }
}
