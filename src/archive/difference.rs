//! In what two decisions of one record differ.

use serde_json::Value as Json;

/// A value that is another one, or stands on one side only.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// Where: `results·低保金·value`.
    pub place: String,
    /// As it was.
    pub was: Option<String>,
    /// As it is.
    pub now: Option<String>,
}

/// All differences between two values, in the order of the first and then of what only the second has; the order of the
/// entries of an object counts for nothing.
#[must_use]
pub fn differences(was: &Json, now: &Json) -> Vec<Difference> {
    let mut found = Vec::new();
    compare("", Some(was), Some(now), &mut found);
    found
}

fn compare(place: &str, was: Option<&Json>, now: Option<&Json>, found: &mut Vec<Difference>) {
    let below = |key: &str| if place.is_empty() { key.to_owned() } else { format!("{place}·{key}") };
    match (was, now) {
        (Some(Json::Object(was)), Some(Json::Object(now))) => {
            for (key, value) in was {
                compare(&below(key), Some(value), now.get(key), found);
            }
            for (key, value) in now.iter().filter(|(key, _)| !was.contains_key(*key)) {
                compare(&below(key), None, Some(value), found);
            }
        }
        (Some(Json::Array(was)), Some(Json::Array(now))) => {
            for at in 0..was.len().max(now.len()) {
                compare(&below(&(at + 1).to_string()), was.get(at), now.get(at), found);
            }
        }
        (was, now) if was == now => {}
        (was, now) => {
            let place = if place.is_empty() { "全部".to_owned() } else { place.to_owned() };
            found.push(Difference { place, was: was.map(said), now: now.map(said) });
        }
    }
}

fn said(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_difference_is_told_once_at_its_place() {
        let was = json!({"results": {"低保金": {"value": "520", "unit": "元"}, "甲": {"value": true}}, "list": [1, 2]});
        let now =
            json!({"list": [1, 3, 4], "results": {"低保金": {"unit": "元", "value": "545"}, "乙": null}});
        let told: Vec<String> = differences(&was, &now)
            .into_iter()
            .map(|one| format!("{}：{:?} {:?}", one.place, one.was, one.now))
            .collect();
        assert_eq!(
            told,
            [
                r#"results·低保金·value：Some("520") Some("545")"#,
                r#"results·甲：Some("{\"value\":true}") None"#,
                r#"results·乙：None Some("null")"#,
                r#"list·2：Some("2") Some("3")"#,
                r#"list·3：None Some("4")"#,
            ]
        );
        assert!(differences(&was, &was).is_empty());
    }
}
