//! The known name nearest to one that is not known, as a hand at a Chinese keyboard slips: a character that sounds alike
//! (惨疾人, 零时救助), one that looks alike (收人, 准 and 淮), one too few or too many; a part of the name last.

use super::characters::{Likeness, likeness};

/// Cost of another character.
const OTHER: usize = 13;
/// Cost of one left out, one too many, or two that changed places: nothing of the name is contradicted.
const MOVED: usize = 12;
/// Names of so many characters must not differ in meaning: 父亲 is no slip for 母亲, 一级 none for 二级.
const SHORT: usize = 2;

/// How near a candidate is; smaller is nearer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Nearness {
    /// The same length, and every character the same or one that sounds or looks alike.
    Slip(usize),
    /// A few edits.
    Edits(usize),
    /// One is a part of the other; by how many characters they differ.
    Part(usize),
}

/// The candidate that was most likely meant, if one is near enough and no other is as near.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted: Vec<char> = name.chars().collect();
    let mut best: Option<(Nearness, &'a str)> = None;
    let mut tied = false;
    for candidate in candidates {
        let Some(found) = nearness(&wanted, candidate) else { continue };
        match &best {
            Some((least, _)) if *least < found => {}
            Some((least, known)) if *least == found => tied |= *known != candidate,
            _ => {
                best = Some((found, candidate));
                tied = false;
            }
        }
    }
    best.filter(|_| !tied).map(|(_, candidate)| candidate)
}

/// Whether two different names are the same but for characters that sound or look alike.
#[must_use]
pub fn is_slip(name: &str, candidate: &str) -> bool {
    let wanted: Vec<char> = name.chars().collect();
    matches!(nearness(&wanted, candidate), Some(Nearness::Slip(cost)) if cost > 0)
}

fn nearness(wanted: &[char], candidate: &str) -> Option<Nearness> {
    let other: Vec<char> = candidate.chars().collect();
    if wanted.len() == other.len() {
        let costs = wanted.iter().zip(&other).map(|(a, b)| substitution(*a, *b));
        let (total, worst) = costs.fold((0, 0), |(total, worst), cost| (total + cost, worst.max(cost)));
        // Half of the characters stay, so that the name is still seen in it; two may both sound alike.
        let same = wanted.iter().zip(&other).filter(|(a, b)| a == b).count();
        if worst < OTHER && (same * 2 >= wanted.len() || wanted.len() <= SHORT) {
            return Some(Nearness::Slip(total));
        }
    }
    let (shortest, longest) = (wanted.len().min(other.len()), wanted.len().max(other.len()));
    let cost = distance(wanted, &other);
    if shortest > SHORT && cost * 3 <= longest * OTHER {
        return Some(Nearness::Edits(cost));
    }
    let (long, short) = if wanted.len() >= other.len() { (wanted, &other[..]) } else { (&other[..], wanted) };
    let part = short.len() >= SHORT && short.len() * 2 >= long.len();
    (part && long.windows(short.len()).any(|window| window == short))
        .then_some(Nearness::Part(longest - shortest))
}

/// What it costs to have written one character for another.
fn substitution(one: char, other: char) -> usize {
    if one == other {
        return 0;
    }
    match likeness(one, other) {
        Some(Likeness::Sound) => 3,
        Some(Likeness::Tone) => 4,
        Some(Likeness::Shape) => 5,
        Some(Likeness::NearSound) => 6,
        None => OTHER,
    }
}

/// Edit distance; neighbours that changed places count as one edit.
fn distance(a: &[char], b: &[char]) -> usize {
    let columns = b.len() + 1;
    let at = |i: usize, j: usize| i * columns + j;
    let mut table = vec![0; (a.len() + 1) * columns];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            let (Some(row), Some(column)) = (i.checked_sub(1), j.checked_sub(1)) else {
                table[at(i, j)] = (i + j) * MOVED;
                continue;
            };
            let changed = table[at(row, column)] + substitution(a[row], b[column]);
            let moved = table[at(row, j)].min(table[at(i, column)]) + MOVED;
            let mut least = changed.min(moved);
            if row > 0 && column > 0 && a[row] == b[column - 1] && a[row - 1] == b[column] {
                least = least.min(table[at(row - 1, column - 1)] + MOVED);
            }
            table[at(i, j)] = least;
        }
    }
    table[at(a.len(), b.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names of the shipped documents, and others that stand near them.
    const NAMES: [&str; 27] = [
        "残疾人",
        "低保标准",
        "特困标准",
        "临时救助",
        "低保家庭",
        "低保边缘家庭",
        "重度残疾人",
        "残疾等级",
        "残疾类别",
        "人均月收入",
        "家庭财产",
        "低保金",
        "照料护理费",
        "父亲",
        "母亲",
        "城市",
        "农村",
        "一级",
        "二级",
        "再婚",
        "赡养人",
        "抚养人",
        "扶养人",
        "户籍所在地",
        "居住地",
        "未成年人",
        "分类施保",
    ];

    #[test]
    fn slips_of_a_keyboard_are_seen_through() {
        for (written, meant) in [
            // Sounding alike.
            ("惨疾人", "残疾人"),
            ("底保标准", "低保标准"),
            ("低保标淮", "低保标准"),
            ("零时救助", "临时救助"),
            ("地保家庭", "低保家庭"),
            ("低保家廷", "低保家庭"),
            ("残疾等及", "残疾等级"),
            ("残疾类别", "残疾类别"),
            ("重渡残疾人", "重度残疾人"),
            ("照料护里费", "照料护理费"),
            ("低保边源家庭", "低保边缘家庭"),
            ("家庭才产", "家庭财产"),
            ("户藉所在地", "户籍所在地"),
            ("居主地", "居住地"),
            ("分类失保", "分类施保"),
            ("臣市", "城市"),
            // Looking alike.
            ("人均月收人", "人均月收入"),
            ("瞻养人", "赡养人"),
            ("末成年人", "未成年人"),
            ("特因标准", "特困标准"),
            // One too few, one too many, two changed places, another word.
            ("临时救济", "临时救助"),
            ("低保标", "低保标准"),
            ("低低保标准", "低保标准"),
            ("均人月收入", "人均月收入"),
            ("人均收入", "人均月收入"),
            // A part.
            ("重度残疾", "重度残疾人"),
        ] {
            assert_eq!(nearest(written, NAMES), Some(meant), "{written}");
        }
    }

    #[test]
    fn nothing_is_proposed_where_nothing_is_near() {
        for written in
            ["祖父", "三级", "标准低保", "完全不同", "乡镇", "甲", "收入", "住房公积金", "保", "", "一", "城"]
        {
            assert_eq!(nearest(written, NAMES), None, "{written}");
        }
        // As near to one as to another.
        assert_eq!(nearest("甲标准", ["乙标准", "丙标准"]), None);
        assert_eq!(nearest("甲标准", ["乙标准", "乙标准"]), Some("乙标准"));
        assert_eq!(nearest("E0109", ["E0101", "E0108"]), None);
        assert_eq!(nearest("E01O1", ["E0101", "E0208"]), Some("E0101"));
    }

    #[test]
    fn a_homophone_stands_before_another_character() {
        assert_eq!(nearest("临时就助", ["临时补助", "临时救助"]), Some("临时救助"));
        assert!(is_slip("认顶", "认定") && is_slip("公怖", "公布") && !is_slip("认可", "认定"));
    }
}
