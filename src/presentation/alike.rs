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
        [] => template.to_owned(),
        [one] => template.replace(WHO, one),
        several => {
            let owned = format!("{WHO}的");
            // At the start they are named; behind, each has his own.
            let (first, rest) = match template.strip_prefix(&owned) {
                Some(rest) => (format!("{}的", several.join("、")), rest),
                None => (String::new(), template),
            };
            format!("{first}{}", rest.replace(&owned, "各人的").replace(WHO, &several.join("、")))
        }
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

/// What is asked about several people: 甲、乙的离家日、残疾 instead of 甲的离家日, 乙的离家日, 甲的残疾, 乙的残疾.
#[must_use]
pub(crate) fn listed(asked: Vec<(Option<String>, String)>, between: &str) -> Vec<String> {
    let mut templates: Vec<(String, Vec<String>)> = Vec::new();
    for (subject, text) in asked {
        let subject = subject.unwrap_or_default();
        let template = open(&text, &subject);
        let known = templates.iter_mut().find(|(known, who)| *known == template && !who.is_empty());
        match known {
            Some((_, who)) if who.contains(&subject) => {}
            Some((_, who)) => who.push(subject),
            None => templates.push((template, if subject.is_empty() { Vec::new() } else { vec![subject] })),
        }
    }
    let owned = format!("{WHO}的");
    let mut said: Vec<(Vec<String>, Vec<String>)> = Vec::new();
    for (template, who) in templates {
        match template.strip_prefix(&owned) {
            Some(rest) if !rest.contains(WHO) && !who.is_empty() => {
                match said.iter_mut().find(|(known, _)| *known == who && !known.is_empty()) {
                    Some((_, things)) => things.push(rest.to_owned()),
                    None => said.push((who, vec![rest.to_owned()])),
                }
            }
            _ => said.push((Vec::new(), vec![close(&template, &who)])),
        }
    }
    said.into_iter()
        .map(|(who, things)| {
            let things = things.join(between);
            if who.is_empty() { things } else { format!("{}的{things}", who.join("、")) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(name: &str, subject: &str, text: &str) -> Said {
        let subject = (!subject.is_empty()).then(|| subject.to_owned());
        Said { name: name.to_owned(), subject, text: text.to_owned() }
    }

    #[test]
    fn what_is_asked_of_several_people_is_asked_once() {
        let of = |who: &str, text: &str| ((!who.is_empty()).then(|| who.to_owned()), text.to_owned());
        let asked = vec![
            of("甲", "甲的离家日"),
            of("乙", "乙的离家日"),
            of("", "受理日"),
            of("甲", "甲的残疾"),
            of("乙", "乙的残疾"),
            of("丙", "丙的残疾"),
            of("甲", "是否困难（甲）"),
            of("乙", "是否困难（乙）"),
        ];
        let expected = ["甲、乙的离家日", "受理日", "甲、乙、丙的残疾", "是否困难（甲、乙）"];
        assert_eq!(listed(asked, "、"), expected);
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
