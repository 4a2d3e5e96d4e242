//! The warnings that an author can accept (`认可`), each by a fixed Chinese name.

/// Code and name, one line each. A name is never given to another code, and no name is an item's.
const NAMES: &[(&str, &str)] = &[
    ("E0703", "用不到的规定"),
    ("E0704", "没有家庭能符合"),
    ("E0705", "总是符合"),
    ("E0706", "未能证明"),
    ("E0710", "提标减人"),
    ("E0711", "以钱定人"),
    ("E0712", "多收多得"),
    ("E0713", "断崖"),
    ("E0720", "待公布"),
    ("E0721", "到期"),
    ("E0722", "从未施行"),
    ("E0730", "增设条件"),
    ("E0731", "宽严不明"),
    ("E0732", "部分成员"),
    ("E0750", "约数"),
    ("E0751", "无人判断"),
    ("E0752", "分界没有写明"),
    ("E0753", "分界不一致"),
    ("E0754", "列举是否列完"),
    ("E0755", "同时与之一"),
    ("E0756", "同名异义"),
    ("E0757", "一线两界"),
    ("E0758", "合计不符"),
    ("E0759", "数与原文不符"),
];

/// Whether findings of a code can be accepted when they are warnings.
#[must_use]
pub fn is_acceptable(code: &str) -> bool {
    name_of(code).is_some()
}

/// The name by which an 认可 calls a code.
#[must_use]
pub fn name_of(code: &str) -> Option<&'static str> {
    NAMES.iter().find(|(known, _)| *known == code).map(|(_, name)| *name)
}

/// The code that a name stands for.
#[must_use]
pub fn code_of(name: &str) -> Option<&'static str> {
    NAMES.iter().find(|(_, known)| *known == name).map(|(code, _)| *code)
}

/// All names, in the order of their codes.
pub fn names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_one_code_and_a_code_one_name() {
        for (code, name) in NAMES {
            assert_eq!((code_of(name), name_of(code)), (Some(*code), Some(*name)));
        }
    }
}
