//! Words that a household need not know, each explained once, in brackets, where a page first uses it.

/// Words of the field, longest first where one begins another. They only say in other words what is meant; which
/// conditions hold is said by the policy.
const TERMS: [(&str, &str); 13] = [
    ("单独申请低保对象", "可以不和全家一起、自己一个人申请低保的人"),
    ("低保边缘家庭", "收入比低保标准高一些、经民政部门认定的困难家庭"),
    ("刚性支出困难家庭", "因为必须花的钱太多而困难、经民政部门认定的家庭"),
    ("防止返贫监测对象", "有返贫危险、已经登记监测的家庭"),
    ("特困人员", "没有劳动能力、没有生活来源、又没有人能供养的人"),
    ("低保家庭", "可以领最低生活保障金的家庭"),
    ("低保标准", "当地公布的最低生活保障标准"),
    ("低保金", "最低生活保障金"),
    ("临时救助金", "遇到急事难事时给的救助钱"),
    ("义务人", "依法应当赡养、抚养、扶养您家的人"),
    ("赡养费", "义务人应当给的生活费"),
    ("帮扶车间", "吸纳困难劳动力做工的车间"),
    ("县级民政部门", "县、区、市的民政局"),
];

/// Words that have been explained on a page.
#[derive(Default)]
pub(super) struct Glossary {
    seen: Vec<String>,
    own: Vec<(String, String)>,
}

impl Glossary {
    /// Adds a word of the policy with its meaning.
    pub(super) fn learn(&mut self, word: String, meaning: String) {
        if word != meaning && !self.own.iter().any(|(known, _)| *known == word) {
            self.own.push((word, meaning));
        }
    }

    /// Explains each word where it first stands, but not inside titles, quotes and brackets.
    pub(super) fn explain(&mut self, text: &str) -> String {
        let mut said = String::new();
        let mut rest = text;
        let mut depth = 0_u32;
        while let Some(sign) = rest.chars().next() {
            match sign {
                '《' | '“' | '（' | '〔' => depth += 1,
                '》' | '”' | '）' | '〕' => depth = depth.saturating_sub(1),
                _ => {}
            }
            let found = if depth == 0 { self.term_at(rest) } else { None };
            match found {
                Some((word, meaning)) => {
                    said.push_str(&word);
                    rest = rest.get(word.len()..).unwrap_or_default();
                    // A bracket that follows is the text's own.
                    if !self.seen.contains(&word) && !rest.starts_with('（') {
                        said.push_str(&format!("（{meaning}）"));
                        self.seen.push(word);
                    }
                }
                None => {
                    said.push(sign);
                    rest = rest.get(sign.len_utf8()..).unwrap_or_default();
                }
            }
        }
        said
    }

    /// The longest word that a text begins with.
    fn term_at(&self, text: &str) -> Option<(String, String)> {
        let own = self.own.iter().map(|(word, meaning)| (word.as_str(), meaning.as_str()));
        let fitting = TERMS.into_iter().chain(own).filter(|(word, _)| text.starts_with(word));
        let (word, meaning) = fitting.max_by_key(|(word, _)| word.len())?;
        Some((word.to_owned(), meaning.to_owned()))
    }
}
