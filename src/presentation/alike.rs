//! Texts about several people that differ only in whom they are about, told once for all of them.

/// Stands for the person; no text holds it, because control characters are taken out of what records say.
const WHO: char = '\u{1}';

/// A text with its person left open.
#[must_use]
pub(crate) fn open(text: &str, subject: &str) -> String {
    if subject.is_empty() { text.to_owned() } else { text.replace(subject, &WHO.to_string()) }
}

/// The text for one person, or for several: 甲 …, or 甲、乙 … and 各人的 ….
#[must_use]
pub(crate) fn close(template: &str, subjects: &[String]) -> String {
    match subjects {
        [one] => template.replace(WHO, one),
        several => template.replace(&format!("{WHO}的"), "各人的").replace(WHO, &several.join("、")),
    }
}

/// Something said of a person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Said {
    /// What it is about: the name of a result.
    pub(crate) name: String,
    /// Whom; none for the household.
    pub(crate) subject: Option<String>,
    /// What is said.
    pub(crate) text: String,
}

/// A name with its people, and what is said of them together, in the order in which they first come.
#[must_use]
pub(crate) fn gathered(said: Vec<Said>) -> Vec<(String, String)> {
    let mut groups: Vec<(String, String, Vec<String>)> = Vec::new();
    for one in said {
        let subject = one.subject.unwrap_or_default();
        let template = open(&one.text, &subject);
        let known = groups.iter_mut().find(|group| {
            group.0 == one.name && group.1 == template && !subject.is_empty() && !group.2.is_empty()
        });
        match known {
            Some(group) => group.2.push(subject),
            None => {
                let subjects = if subject.is_empty() { Vec::new() } else { vec![subject] };
                groups.push((one.name, template, subjects));
            }
        }
    }
    let told = groups.into_iter().map(|(name, template, subjects)| {
        if subjects.is_empty() {
            return (name, template);
        }
        (format!("{name}（{}）", subjects.join("、")), close(&template, &subjects))
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(name: &str, subject: &str, text: &str) -> Said {
        let subject = (!subject.is_empty()).then(|| subject.to_owned());
        Said { name: name.to_owned(), subject, text: text.to_owned() }
    }

    #[test]
    fn what_differs_only_in_the_person_is_said_once() {
        let all = vec![
            said("补贴", "甲", "缺 甲的等级"),
            said("补贴", "乙", "缺 乙的等级"),
            said("补贴", "丙", "缺 丙的日期"),
            said("低保金", "", "每月520元"),
        ];
        let expected =
            [("补贴（甲、乙）", "缺 各人的等级"), ("补贴（丙）", "缺 丙的日期"), ("低保金", "每月520元")];
        let expected = expected.map(|(name, text)| (name.to_owned(), text.to_owned()));
        assert_eq!(gathered(all), expected);
    }
}
