//! The national documents and the vocabulary that come with the program: exactly the folder `policies/全国`.

/// A file of `policies/全国` and its text.
macro_rules! national {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../policies/全国/", $name)))),*]
    };
}

/// All of them, by name (`tests/cli/new.rs` compares them with the folder).
pub(super) const NATIONAL: &[(&str, &str)] = national![
    "2018-临时救助意见.yj",
    "2022-兜底通知.yj",
    "2022-节假日安排.yj",
    "2024-低保标准指导意见-存目.yj",
    "2024-节假日安排.yj",
    "2025-低保标准备案.yj",
    "2025-节假日安排.yj",
    "2026-节假日安排.yj",
    "刚性支出困难家庭认定办法.yj",
    "最低生活保障审核确认办法.yj",
    "特困人员认定办法.yj",
    "社会救助暂行办法.yj",
    "社会救助通用词汇.yj",
];
