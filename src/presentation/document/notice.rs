//! What a locality puts on its notices: a file of lines `键：值` that an officer types.

use serde::{Deserialize, Serialize};

use crate::diagnostics::nearest::nearest;

/// What a locality says of itself on a notice. What it does not say stays out of the notice, or the notice says to ask.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Notice {
    /// 单位: whose notice it is, above the title.
    pub body: Option<String>,
    /// 标题: what the notice is called.
    pub title: Option<String>,
    /// 电话.
    pub phone: Option<String>,
    /// 地址.
    pub address: Option<String>,
    /// 办公时间.
    pub hours: Option<String>,
    /// 异议途径: where to object.
    pub objection: Option<String>,
    /// 异议期限: by when, as people say it: `收到之日起60日内`.
    pub limit: Option<String>,
    /// 监督电话.
    pub supervision: Option<String>,
    /// 落款: who signs; the day is left to be written in.
    pub signature: Option<String>,
}

/// A line that cannot be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// Which line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub message: String,
    /// What would be right.
    pub help: String,
}

/// Words that a line may begin with, and another for the same.
const KEYS: [&str; 9] =
    ["单位", "标题", "电话", "地址", "办公时间", "异议途径", "异议期限", "监督电话", "落款"];

impl Notice {
    /// Reads a file: lines `键：值`; those that begin with `#` say nothing, and a key without a value is not given.
    ///
    /// # Errors
    /// Every line that has no `：`, a key that is not known, or a key that was given before.
    pub fn parse(text: &str) -> Result<Notice, Vec<Fault>> {
        let (mut notice, mut faults, mut seen) = (Notice::default(), Vec::new(), Vec::new());
        for (at, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with(['#', '＃']) {
                continue;
            }
            let mut fault =
                |message: String, help: String| faults.push(Fault { line: at + 1, message, help });
            let Some((key, value)) = line.split_once(['：', ':']) else {
                let help = "每行写“项目：内容”，例如“电话：0000-0000000”；说明的话，前面加“#”".to_owned();
                fault(format!("“{line}”里没有冒号"), help);
                continue;
            };
            let key: String = key.chars().filter(|sign| !sign.is_whitespace()).collect();
            let key = if key == "期限" { "异议期限".to_owned() } else { key };
            let known = format!("可以写的项目：{}", KEYS.join("、"));
            if seen.contains(&key) {
                fault(format!("“{key}”写了不止一次"), "请只留一行".to_owned());
                continue;
            }
            let value = value.trim();
            match notice.place(&key) {
                Some(place) => *place = (!value.is_empty()).then(|| value.trim_end_matches('。').to_owned()),
                None => {
                    let help = match nearest(&key, KEYS) {
                        Some(near) => format!("是不是“{near}”？{known}"),
                        None => known,
                    };
                    fault(format!("没有“{key}”这个项目"), help);
                }
            }
            seen.push(key);
        }
        if faults.is_empty() { Ok(notice) } else { Err(faults) }
    }

    /// Where the value of a key is kept.
    fn place(&mut self, key: &str) -> Option<&mut Option<String>> {
        Some(match key {
            "单位" => &mut self.body,
            "标题" => &mut self.title,
            "电话" => &mut self.phone,
            "地址" => &mut self.address,
            "办公时间" => &mut self.hours,
            "异议途径" => &mut self.objection,
            "异议期限" => &mut self.limit,
            "监督电话" => &mut self.supervision,
            "落款" => &mut self.signature,
            _ => return None,
        })
    }

    /// What the area itself does not say is said by the one around it.
    #[must_use]
    pub fn within(self, outer: Notice) -> Notice {
        Notice {
            body: self.body.or(outer.body),
            title: self.title.or(outer.title),
            phone: self.phone.or(outer.phone),
            address: self.address.or(outer.address),
            hours: self.hours.or(outer.hours),
            objection: self.objection.or(outer.objection),
            limit: self.limit.or(outer.limit),
            supervision: self.supervision.or(outer.supervision),
            signature: self.signature.or(outer.signature),
        }
    }

    /// Whom to ask: `乙市民政局`, `电话 …`, `地址 …`; nothing if there is only a name.
    #[must_use]
    pub fn reached(&self) -> Vec<String> {
        let named =
            |word: &str, value: &Option<String>| value.as_ref().map(|value| format!("{word} {value}"));
        let ways: Vec<String> =
            [named("电话", &self.phone), named("地址", &self.address), named("办公时间", &self.hours)]
                .into_iter()
                .flatten()
                .collect();
        if ways.is_empty() {
            return Vec::new();
        }
        self.body.iter().cloned().chain(ways).collect()
    }

    /// Who signs; the body, if nobody else is named.
    #[must_use]
    pub fn signed(&self) -> Option<&str> {
        self.signature.as_deref().or(self.body.as_deref())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::Notice;

    #[test]
    fn lines_are_read_and_the_nearest_area_wins() {
        let city =
            Notice::parse("\u{feff}# 说明\n单位：乙市民政局\n电话: 0000-1\n异议途径：\n期限：60日内。\n")
                .unwrap();
        assert_eq!(city.body.as_deref(), Some("乙市民政局"));
        assert_eq!((city.objection.as_deref(), city.limit.as_deref()), (None, Some("60日内")));
        let county = Notice::parse("单　位：丙县民政局").unwrap().within(city);
        assert_eq!(county.reached(), ["丙县民政局", "电话 0000-1"]);
        assert_eq!(county.signed(), Some("丙县民政局"));
        assert!(Notice::default().reached().is_empty());
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_line() {
        let faults = Notice::parse("电化：1\n\n没有冒号\n地址：甲\n地址：乙\n").unwrap_err();
        let told: Vec<(usize, &str)> =
            faults.iter().map(|fault| (fault.line, fault.message.as_str())).collect();
        assert_eq!(told, [(1, "没有“电化”这个项目"), (3, "“没有冒号”里没有冒号"), (5, "“地址”写了不止一次")]);
        assert!(faults[0].help.starts_with("是不是“电话”？"), "{}", faults[0].help);
    }
}
