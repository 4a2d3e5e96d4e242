//! Words that a household need not know, each explained once, in brackets, where a page first uses it.

/// Words of the field, longest first where one begins another. They only say in other words what is meant; which
/// conditions hold is said by the policy.
const TERMS: [(&str, &str); 41] = [
    ("单独申请低保对象", "可以不和全家一起、自己一个人申请低保的人"),
    ("低保边缘家庭", "收入比低保标准高一些、经民政部门认定的困难家庭"),
    ("刚性支出困难家庭", "因为必须花的钱太多而困难、经民政部门认定的家庭"),
    ("防止返贫监测对象", "有返贫危险、已经登记监测的家庭"),
    ("特困人员", "没有劳动能力、没有生活来源、又没有人能供养的人"),
    ("低保家庭", "可以领最低生活保障金的家庭"),
    ("低保标准", "当地公布的最低生活保障标准"),
    ("低保对象", "正在领最低生活保障金的人"),
    ("单人户低保金", "一个人单独算一户领的最低生活保障金"),
    ("参照单人户低保金", "参照一个人算一户的办法领的最低生活保障金"),
    ("渐退期低保金", "就业以后收入超过标准，还可以再领一段时间的最低生活保障金"),
    ("特困人员救助供养金", "供养特困人员的钱"),
    ("基本生活标准", "供养特困人员吃穿住用的标准"),
    ("照料护理标准", "生活不能自理的特困人员请人照料的标准"),
    ("护理补贴", "请人照料护理的补贴"),
    ("一人一策照料服务", "按各人的情况安排的照料服务"),
    ("灾情疫情临时救助金", "因为灾情、疫情遇到困难时给的救助钱"),
    ("审核期间先行临时救助金", "申请还在审核、生活已经困难时先给的救助钱"),
    ("分阶段临时救助金", "一次审批、分几次给的救助钱"),
    ("定期定量临时救助金", "在一段时间里按期给的救助钱"),
    ("失业人员一次性临时救助金", "失业以后没有收入时给一次的救助钱"),
    ("未就业大学生临时救助金", "给还没有找到工作的大学生的救助钱"),
    ("外来务工人员临时救助金", "给外地来做工、遇到困难的人的救助钱"),
    ("监测对象参保资助", "帮防止返贫监测对象参加医保的钱"),
    ("依申请医疗救助金", "本人申请、帮助付看病费用的钱"),
    ("安心纾困救助金", "慈善基金给的救助钱"),
    ("价格临时补贴", "物价涨得多时发的补贴"),
    ("支出型贫困家庭", "因为必须花的钱太多而贫困的家庭"),
    ("支出型临时救助对象", "因为必须花的钱突然增加而困难、可以得到临时救助的家庭或个人"),
    ("急难型临时救助对象", "因为突然发生的急事难事、可以得到临时救助的家庭或个人"),
    ("可先行救助家庭", "可以先给救助、以后再补手续的家庭"),
    ("居民医保", "城乡居民基本医疗保险"),
    ("人均可支配收入", "统计部门公布的、平均每人一年能用的收入"),
    ("工作日", "除去周末和放假的日子"),
    ("核减", "按规定从收入里减去"),
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
    /// A name that is said as it is, also where it holds a word that has a meaning.
    pub(super) fn keep(&mut self, name: &str) {
        if !TERMS.iter().any(|(known, _)| *known == name) {
            self.own.push((name.to_owned(), String::new()));
        }
    }

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
                    if !meaning.is_empty() && !self.seen.contains(&word) && !rest.starts_with('（') {
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
