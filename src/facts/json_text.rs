//! A record written out again, as people would type it.

use crate::facts::json::Json;

impl Json {
    /// The text of a value: objects and lists of objects on lines of their own, the rest on one line.
    #[must_use]
    pub fn pretty(&self) -> String {
        let mut text = String::new();
        self.write(0, &mut text);
        text.push('\n');
        text
    }

    /// Whether it stands on one line.
    fn is_plain(&self) -> bool {
        match self {
            Json::Object(entries) => entries.is_empty(),
            Json::Array(items) => items.iter().all(|item| !matches!(item, Json::Object(_) | Json::Array(_))),
            _ => true,
        }
    }

    fn write(&self, depth: usize, text: &mut String) {
        let line = |depth: usize, text: &mut String| {
            text.push('\n');
            text.push_str(&"  ".repeat(depth));
        };
        match self {
            Json::Null => text.push_str("null"),
            Json::Bool(truth) => text.push_str(if *truth { "true" } else { "false" }),
            Json::Number(number) => text.push_str(number),
            Json::String(words) => text.push_str(&serde_json::Value::from(words.as_str()).to_string()),
            Json::Array(items) => {
                let plain = self.is_plain();
                text.push('[');
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        text.push_str(if plain { ", " } else { "," });
                    }
                    if !plain {
                        line(depth + 1, text);
                    }
                    item.write(depth + 1, text);
                }
                if !plain {
                    line(depth, text);
                }
                text.push(']');
            }
            Json::Object(entries) => {
                text.push('{');
                for (at, (key, value)) in entries.iter().enumerate() {
                    if at > 0 {
                        text.push(',');
                    }
                    line(depth + 1, text);
                    text.push_str(&serde_json::Value::from(key.as_str()).to_string());
                    text.push_str(": ");
                    value.write(depth + 1, text);
                }
                if !entries.is_empty() {
                    line(depth, text);
                }
                text.push('}');
            }
        }
    }
}
