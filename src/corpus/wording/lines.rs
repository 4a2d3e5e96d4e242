//! Words of a file as lines: where the author only broke a long line, it is one again.

use super::{Line, Run};

/// Columns that a step inward takes.
const STEP: usize = 2;
/// Deeper lines stand no further in.
const DEEPEST: usize = 6;

/// Runs of words, laid out in lines, ended by 。.
pub(super) fn laid(runs: Vec<Run>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for pieces in physical(runs) {
        let text: String = pieces.iter().map(|run| run.text.as_str()).collect();
        let bare = text.trim();
        if bare.is_empty() {
            continue;
        }
        let inward: usize = text
            .chars()
            .take_while(|sign| sign.is_whitespace())
            .map(|sign| if sign == '\u{3000}' || sign == '\t' { 2 } else { 1 })
            .sum();
        let pieces = trimmed(pieces);
        match lines.last_mut() {
            Some(line) if !begins(bare) && !line.text().ends_with(['；', ';']) => {
                let before = line.text().chars().next_back().unwrap_or(' ');
                if spaced(before, bare.chars().next().unwrap_or(' ')) {
                    line.runs.push(Run { text: " ".to_owned(), by: None });
                }
                line.runs.extend(pieces);
            }
            _ => {
                let depth = (inward / STEP).min(DEEPEST);
                lines.push(Line { depth: u8::try_from(depth).unwrap_or(u8::MAX), runs: pieces });
            }
        }
    }
    let ended = lines.last().is_none_or(|line| line.text().ends_with(['。', '｜', '|']));
    if let Some(line) = lines.last_mut().filter(|_| !ended) {
        line.runs.push(Run { text: "。".to_owned(), by: None });
    }
    lines.iter_mut().for_each(merge);
    lines
}

/// Runs cut at line ends.
fn physical(runs: Vec<Run>) -> Vec<Vec<Run>> {
    let mut lines: Vec<Vec<Run>> = vec![Vec::new()];
    for run in runs {
        for (at, text) in run.text.split('\n').enumerate() {
            if at > 0 {
                lines.push(Vec::new());
            }
            if let Some(line) = lines.last_mut().filter(|_| !text.is_empty()) {
                line.push(Run { text: text.trim_end_matches('\r').to_owned(), by: run.by });
            }
        }
    }
    lines
}

/// A line without blanks at its ends.
fn trimmed(mut runs: Vec<Run>) -> Vec<Run> {
    while let Some(first) = runs.first_mut() {
        first.text = first.text.trim_start().to_owned();
        if !first.text.is_empty() {
            break;
        }
        runs.remove(0);
    }
    while let Some(last) = runs.last_mut() {
        last.text = last.text.trim_end().to_owned();
        if !last.text.is_empty() {
            break;
        }
        runs.pop();
    }
    runs
}

/// Neighbouring runs of one sentence are one.
fn merge(line: &mut Line) {
    let mut merged: Vec<Run> = Vec::new();
    for run in line.runs.drain(..) {
        match merged.last_mut() {
            Some(last) if last.by == run.by => last.text.push_str(&run.text),
            _ => merged.push(run),
        }
    }
    line.runs = merged;
}

/// Whether a blank stood where a line was broken.
pub(super) fn spaced(before: char, after: char) -> bool {
    !"、，；：（“。".contains(before) && !"、，；：）”。".contains(after)
}

/// Whether a line of a file begins something: an entry, an exception, a clause, a row.
fn begins(line: &str) -> bool {
    let first = line.chars().next().unwrap_or(' ');
    if "（(｜|".contains(first) {
        return first != '（' && first != '(' || labelled(line);
    }
    if first.is_ascii_digit() {
        let rest = line.trim_start_matches(|sign: char| sign.is_ascii_digit());
        return rest.starts_with(['.', '．', '、']);
    }
    if ["但", "其中", "增加", "由 ", "改为", "扩大到", "缩小到", "删去"]
        .iter()
        .any(|word| line.starts_with(word))
    {
        return true;
    }
    // A clause: a short word and a colon.
    line.split_once(['：', ':']).is_some_and(|(key, _)| {
        key.chars().count() <= 6 && key.chars().all(|sign| !"，、；。“”（）() ".contains(sign))
    })
}

/// `（一）…`, `（1）…`
fn labelled(line: &str) -> bool {
    let inside = line.trim_start_matches(['（', '(']).split(['）', ')']).next().unwrap_or("");
    !inside.is_empty()
        && inside.chars().count() <= 3
        && inside.chars().all(|sign| "一二三四五六七八九十".contains(sign) || sign.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{Run, laid};

    #[test]
    fn lines_that_were_only_broken_are_whole_again() {
        let text = "认定 家庭 为 甲：\n  条件：同时符合下列条件：\n    （一）人均月收入 低于\n      低保标准；\n    （二）有 残疾\n      （限 乙）\n  机关：丙";
        let lines = laid(vec![Run { text: text.to_owned(), by: None }]);
        let said: Vec<(u8, String)> = lines.iter().map(|line| (line.depth, line.text())).collect();
        let expected = [
            (0, "认定 家庭 为 甲："),
            (1, "条件：同时符合下列条件："),
            (2, "（一）人均月收入 低于 低保标准；"),
            (2, "（二）有 残疾 （限 乙）"),
            (1, "机关：丙。"),
        ];
        assert_eq!(said, expected.map(|(depth, text)| (depth, text.to_owned())));
    }
}
