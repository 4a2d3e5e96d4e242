//! Chinese characters that sound or look alike. The only user of the `pinyin` crate.

use pinyin::ToPinyinMulti;

/// In what two different characters are alike; the nearest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Likeness {
    /// One reading, tone included: 残 and 惭.
    Sound,
    /// One reading but for the tone: 残 and 惨, 低 and 底.
    Tone,
    /// They look alike: 人 and 入, 准 and 淮.
    Shape,
    /// One reading where zh and z, n and l, ing and in … are not told apart: 临 and 零.
    NearSound,
}

/// Characters that are taken for one another by the eye, group by group: what turns up in texts that were scanned or
/// typed by their shape.
const SHAPES: &str = "人入八 己已巳 未末 土士 日曰 干千于 贷货 侯候 戊戌戍 拨拔 准淮 庭廷 赡瞻 账帐 助肋 收牧 金全 \
    员贝 籍藉 幼幻 孤狐 特持待侍 困因囚 遗遣 县具 村材 贫贪 住往佳 免兔 折拆析 壮状 力刀 大太犬 天夫 余佘 亨享 \
    徒徙 冶治 清请情 暑署 管营 辩辨辫 密蜜 缴激 即既 授援 受爱 慢漫 令今 侵浸 历厉 复夏 申甲由田 平乎 城域 儿几 九丸 \
    处外 陪赔 比此 列例 疾病疫 抚扶 残浅 低底抵 供拱 财则 支技 育肓 度渡 施旋 核该 评平 救求 额颖 补扑 领颂 户尸 \
    童重 养氧 缓援 报服 费资 级极 科料 职织 构购 验检 证征 待特 因困 末未 项顶 项须 班斑 圆园 园团 完元 款歉 侍持";

/// In what two characters are alike; none for the same character or for no likeness.
#[must_use]
pub fn likeness(one: char, other: char) -> Option<Likeness> {
    if one == other {
        return None;
    }
    let (a, b) = (readings(one), readings(other));
    let share = |fold: fn(&str) -> String| a.iter().any(|x| b.iter().any(|y| fold(x) == fold(y)));
    if share(str::to_owned) {
        return Some(Likeness::Sound);
    }
    if share(|reading| toneless(reading).to_owned()) {
        return Some(Likeness::Tone);
    }
    if SHAPES.split_whitespace().any(|group| group.contains(one) && group.contains(other)) {
        return Some(Likeness::Shape);
    }
    share(|reading| blurred(toneless(reading))).then_some(Likeness::NearSound)
}

/// `can2`, `chen2`.
fn readings(c: char) -> Vec<&'static str> {
    let multi = c.to_pinyin_multi();
    multi.into_iter().flatten().map(|reading| reading.with_tone_num_end()).collect()
}

fn toneless(reading: &str) -> &str {
    reading.trim_end_matches(|c: char| c.is_ascii_digit())
}

/// A reading as one hears it who does not tell its neighbours apart.
fn blurred(reading: &str) -> String {
    let initials = [("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("r", "l"), ("f", "h")];
    let begun = initials.iter().find_map(|(from, to)| Some(format!("{to}{}", reading.strip_prefix(from)?)));
    let whole = begun.unwrap_or_else(|| reading.to_owned());
    let ends = [("ang", "an"), ("eng", "en"), ("ing", "in")];
    ends.iter().find_map(|(from, to)| Some(format!("{}{to}", whole.strip_suffix(from)?))).unwrap_or(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_alike_in_sound_or_shape() {
        for (pair, expected) in [
            (('残', '惭'), Some(Likeness::Sound)),
            (('残', '惨'), Some(Likeness::Tone)),
            (('低', '底'), Some(Likeness::Tone)),
            (('临', '零'), Some(Likeness::NearSound)),
            (('准', '淮'), Some(Likeness::Shape)),
            (('收', '支'), None),
            (('一', '二'), None),
            (('父', '母'), None),
            (('甲', '甲'), None),
            (('a', 'b'), None),
            // One of several readings is enough.
            (('长', '常'), Some(Likeness::Sound)),
        ] {
            assert_eq!(likeness(pair.0, pair.1), expected, "{pair:?}");
            assert_eq!(likeness(pair.1, pair.0), expected, "{pair:?}");
        }
    }
}
