//! The page of every code, and what it says: why a finding matters, for one that does not say it itself.

/// Lists pages of `docs/errors` with their text.
macro_rules! pages {
    ($($code:literal)*) => {
        &[$(($code, include_str!(concat!("../../docs/errors/", $code, ".md")))),*]
    };
}

/// Every page by its code, in order; `tests/errors.rs` compares the list with the folder.
pub const PAGES: &[(&str, &str)] = pages! {
    "E0101"
    "E0102"
    "E0103"
    "E0104"
    "E0105"
    "E0106"
    "E0107"
    "E0108"
    "E0109"
    "E0110"
    "E0111"
    "E0112"
    "E0113"
    "E0114"
    "E0115"
    "E0116"
    "E0130"
    "E0201"
    "E0202"
    "E0203"
    "E0204"
    "E0205"
    "E0206"
    "E0207"
    "E0208"
    "E0209"
    "E0210"
    "E0211"
    "E0212"
    "E0213"
    "E0214"
    "E0215"
    "E0216"
    "E0217"
    "E0218"
    "E0219"
    "E0220"
    "E0221"
    "E0222"
    "E0223"
    "E0224"
    "E0225"
    "E0226"
    "E0227"
    "E0228"
    "E0229"
    "E0230"
    "E0235"
    "E0236"
    "E0237"
    "E0245"
    "E0301"
    "E0302"
    "E0303"
    "E0304"
    "E0305"
    "E0306"
    "E0307"
    "E0308"
    "E0309"
    "E0310"
    "E0311"
    "E0312"
    "E0313"
    "E0314"
    "E0315"
    "E0316"
    "E0317"
    "E0318"
    "E0319"
    "E0320"
    "E0321"
    "E0325"
    "E0326"
    "E0327"
    "E0328"
    "E0329"
    "E0330"
    "E0340"
    "E0341"
    "E0342"
    "E0343"
    "E0344"
    "E0345"
    "E0346"
    "E0347"
    "E0401"
    "E0402"
    "E0403"
    "E0404"
    "E0405"
    "E0406"
    "E0407"
    "E0408"
    "E0409"
    "E0410"
    "E0411"
    "E0412"
    "E0413"
    "E0414"
    "E0415"
    "E0416"
    "E0417"
    "E0422"
    "E0430"
    "E0501"
    "E0504"
    "E0601"
    "E0602"
    "E0603"
    "E0604"
    "E0605"
    "E0606"
    "E0607"
    "E0608"
    "E0609"
    "E0701"
    "E0702"
    "E0703"
    "E0704"
    "E0705"
    "E0706"
    "E0710"
    "E0711"
    "E0712"
    "E0713"
    "E0720"
    "E0721"
    "E0722"
    "E0730"
    "E0731"
    "E0732"
    "E0733"
    "E0750"
    "E0751"
    "E0752"
    "E0753"
    "E0754"
    "E0755"
    "E0756"
    "E0757"
    "E0758"
    "E0759"
    "E0770"
    "E0771"
    "E0772"
    "E0775"
    "E0776"
    "E0777"
    "E0778"
    "E0779"
    "R0001"
    "R0002"
    "R0003"
    "R0004"
    "R0005"
    "R0006"
    "R0007"
    "R0008"
    "R0009"
    "R0010"
    "R0011"
    "R0012"
    "R0101"
    "R0102"
    "R0103"
    "R0104"
    "R0105"
    "R0106"
    "R0107"
    "R0108"
    "R0109"
    "R0110"
    "R0111"
    "R0112"
    "R0113"
    "R0114"
    "R0115"
    "R0116"
    "R0117"
    "R0118"
    "R0119"
    "R0120"
    "R0121"
    "R0122"
    "R0123"
    "R0124"
    "R0125"
    "R0126"
    "R0127"
    "R0128"
    "R0129"
    "R0130"
    "R0131"
    "R0132"
    "R0133"
    "R0134"
    "R0135"
    "R0136"
};

/// The page of a code.
#[must_use]
pub fn page(code: &str) -> Option<&'static str> {
    let at = PAGES.binary_search_by_key(&code, |(known, _)| known).ok()?;
    PAGES.get(at).map(|(_, page)| *page)
}

/// What the page is called, without the code.
#[must_use]
pub fn title(code: &str) -> Option<&'static str> {
    page(code)?.lines().next()?.split_once(code).map(|(_, title)| title.trim())
}

/// What the rule behind a code is: the section 说什么, one paragraph.
#[must_use]
pub fn meaning(code: &str) -> Option<&'static str> {
    section(page(code)?, "说什么")
}

/// What happens to a household if the text is signed like this: the section 为什么要紧, without a full stop.
#[must_use]
pub fn why(code: &str) -> Option<&'static str> {
    section(page(code)?, "为什么要紧").map(|text| text.trim_end_matches('。'))
}

/// The first paragraph of a section.
fn section(page: &'static str, title: &str) -> Option<&'static str> {
    let mut rest = page.split("\n## ");
    let found = rest.find_map(|part| part.strip_prefix(title)?.strip_prefix('\n'))?;
    found.split("\n\n").map(str::trim).find(|paragraph| !paragraph.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_found_by_their_code() {
        assert!(PAGES.is_sorted_by_key(|(code, _)| *code), "the search needs them in order");
        assert_eq!(title("E0101"), Some("句子没有用句号结束"));
        assert_eq!(title("E9999"), None);
        assert!(meaning("E0101").is_some_and(|text| text.starts_with("每一句都要用“。”结束")));
        assert!(why("E0217").is_some_and(|text| text.starts_with("这段时间里") && !text.ends_with('。')));
    }
}
