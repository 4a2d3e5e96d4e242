//! How alike two wordings are: by the pairs of signs that they share.

/// From 0 (nothing in common) to 100 (the same pairs of signs).
pub(super) fn likeness(one: &str, other: &str) -> u32 {
    let pairs = |text: &str| -> Vec<(char, char)> {
        let signs: Vec<char> = text.chars().filter(|sign| sign.is_alphanumeric()).collect();
        signs.windows(2).map(|pair| (pair[0], pair[1])).collect()
    };
    let (a, mut b) = (pairs(one), pairs(other));
    let whole = a.len() + b.len();
    if whole == 0 {
        return if one == other { 100 } else { 0 };
    }
    let mut shared = 0;
    for pair in &a {
        if let Some(at) = b.iter().position(|known| known == pair) {
            b.swap_remove(at);
            shared += 1;
        }
    }
    u32::try_from(200 * shared / whole).unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use super::likeness;

    #[test]
    fn between_nothing_and_all() {
        assert_eq!(likeness("人均月收入 低于 低保标准", "人均月收入低于低保标准"), 100);
        assert_eq!(likeness("甲乙", "丙丁"), 0);
        assert!(likeness("年龄 满18周岁", "年龄 满16周岁") > 50);
    }
}
