//! Places as paths: 山西省晋城市陵川县 and 山西省 晋城市 陵川县 become 山西省/晋城市/陵川县.

/// The place as a path; none if the text is empty.
///
/// Where the text separates the levels by `/` or spaces, they are taken as written; run-on text is cut behind the
/// words that end the name of an area.
pub(super) fn normalised(text: &str) -> Option<String> {
    let text = text.trim_matches(separates);
    if text.is_empty() {
        return None;
    }
    if text.contains(separates) {
        let parts: Vec<&str> = text.split(separates).filter(|part| !part.is_empty()).collect();
        return Some(parts.join("/"));
    }
    let letters: Vec<char> = text.chars().collect();
    let mut path = String::new();
    let mut rest = letters.as_slice();
    let mut level = Level::Province;
    while let Some((size, next)) = cut(rest, level) {
        let (part, behind) = rest.split_at(size);
        path.extend(part);
        path.push('/');
        (rest, level) = (behind, next);
    }
    path.extend(rest);
    Some(path)
}

fn separates(c: char) -> bool {
    c.is_whitespace() || matches!(c, '/' | '／')
}

/// Which areas may still come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Province,
    /// A city that may hold another (晋城市 holds 高平市).
    City,
    CountyCity,
    County,
    Town,
    Below,
}

/// Words that end an area's name, the levels at which they do, and what may follow.
const ENDS: [(&str, Level, Level, Level); 13] = [
    ("特别行政区", Level::Province, Level::Province, Level::County),
    ("自治区", Level::Province, Level::Province, Level::City),
    ("省", Level::Province, Level::Province, Level::City),
    ("自治州", Level::Province, Level::City, Level::CountyCity),
    ("地区", Level::Province, Level::City, Level::CountyCity),
    ("市", Level::Province, Level::City, Level::CountyCity),
    ("市", Level::CountyCity, Level::CountyCity, Level::Town),
    ("县", Level::Province, Level::County, Level::Town),
    ("区", Level::Province, Level::County, Level::Town),
    ("旗", Level::Province, Level::County, Level::Town),
    ("街道", Level::Town, Level::Town, Level::Below),
    ("乡", Level::Town, Level::Town, Level::Below),
    ("镇", Level::Town, Level::Town, Level::Below),
];

/// How many letters the first area of a run-on text has, and what may follow it; none where nothing is cut.
fn cut(letters: &[char], level: Level) -> Option<(usize, Level)> {
    // A name has at least one letter before the word that ends it: 市中区, 乡宁县.
    (1..letters.len()).find_map(|at| {
        let (before, here) = letters.split_at_checked(at)?;
        let ends = |(word, first, last, _): &(&str, Level, Level, Level)| {
            (*first..=*last).contains(&level) && begins(here, word)
        };
        let (word, _, _, next) = ENDS.into_iter().find(ends)?;
        let size = at + word.chars().count();
        let behind = letters.get(size..)?;
        (!behind.is_empty() && !goes_on(before, word, behind)).then_some((size, next))
    })
}

/// Whether a name goes on behind a word that could end it: 沙市区, 津市市, 城区街道, 某社区.
fn goes_on(before: &[char], word: &str, behind: &[char]) -> bool {
    match word {
        _ if begins(behind, "级") => true,
        "市" => begins(behind, "区") || behind == ['市'],
        "区" => begins(behind, "街道") || matches!(before.last(), Some('社' | '小' | '园')),
        "县" | "旗" | "乡" | "镇" => begins(behind, "街道"),
        _ => false,
    }
}

fn begins(letters: &[char], word: &str) -> bool {
    word.chars().enumerate().all(|(at, c)| letters.get(at) == Some(&c))
}

#[cfg(test)]
mod tests {
    use super::normalised;

    #[test]
    fn run_on_names_are_cut_into_levels() {
        for (text, path) in [
            ("山西省晋城市陵川县", "山西省/晋城市/陵川县"),
            ("山西省 晋城市　陵川县", "山西省/晋城市/陵川县"),
            ("/山西省//晋城市／", "山西省/晋城市"),
            ("山西省晋城市高平市北诗镇", "山西省/晋城市/高平市/北诗镇"),
            ("山西省晋城市城区北街街道某社区", "山西省/晋城市/城区/北街街道/某社区"),
            ("山西省晋城市沁水县龙港镇市场村", "山西省/晋城市/沁水县/龙港镇/市场村"),
            ("江西省景德镇市昌江区", "江西省/景德镇市/昌江区"),
            ("河南省新乡市新乡县", "河南省/新乡市/新乡县"),
            ("江苏省镇江市", "江苏省/镇江市"),
            ("山西省临汾市乡宁县", "山西省/临汾市/乡宁县"),
            ("山东省济南市市中区", "山东省/济南市/市中区"),
            ("湖北省荆州市沙市区", "湖北省/荆州市/沙市区"),
            ("内蒙古自治区通辽市科尔沁左翼后旗", "内蒙古自治区/通辽市/科尔沁左翼后旗"),
            ("吉林省延边朝鲜族自治州延吉市", "吉林省/延边朝鲜族自治州/延吉市"),
            ("黑龙江省大兴安岭地区呼玛县", "黑龙江省/大兴安岭地区/呼玛县"),
            ("北京市东城区", "北京市/东城区"),
            ("山西省长治市武乡县", "山西省/长治市/武乡县"),
            ("湖南省常德市津市市", "湖南省/常德市/津市市"),
            ("广西壮族自治区南宁市西乡塘区", "广西壮族自治区/南宁市/西乡塘区"),
            ("山西省晋城市城区西街街道凤鸣社区", "山西省/晋城市/城区/西街街道/凤鸣社区"),
            ("晋城市", "晋城市"),
            ("甲村", "甲村"),
        ] {
            assert_eq!(normalised(text).as_deref(), Some(path), "{text}");
        }
        assert_eq!(normalised(" / "), None);
    }
}
