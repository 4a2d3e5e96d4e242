//! JSON as it was written: numbers keep their digits, objects keep their order and their repeated keys.
//!
//! `serde_json` parses; its own `Value` is not used because it drops repeated keys and takes an object whose only
//! key is its private number token for a number.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::facts::json_error::{JsonError, JsonErrorKind};

/// Most bytes that one record may have.
pub const RECORD_LIMIT: usize = 64 << 20;

/// Most values (of any kind, nested ones included) that one record may have; it bounds the memory of the tree.
pub const VALUE_LIMIT: usize = 1_000_000;

/// A JSON value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Json {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number, its text as written (an exponent is written `e+5`).
    Number(String),
    /// A string.
    String(String),
    /// A list.
    Array(Vec<Json>),
    /// An object: entries in order, repeated keys included.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads one value from a text that holds nothing else.
    ///
    /// # Errors
    /// What is wrong and where, counted from the start of `text`.
    pub fn parse(text: &str) -> Result<Json, JsonError> {
        if text.starts_with('\u{feff}') {
            return Err(JsonError::at_start(JsonErrorKind::ByteOrderMark { encoding: "UTF-8" }));
        }
        if text.trim_matches([' ', '\t', '\r', '\n']).is_empty() {
            return Err(JsonError::at_start(JsonErrorKind::Empty));
        }
        let left = Cell::new(Some(VALUE_LIMIT));
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let read = Value { left: &left }
            .deserialize(&mut deserializer)
            .and_then(|json| deserializer.end().map(|()| json));
        read.map_err(|error| match left.get() {
            Some(_) => JsonError::from_serde(&error, text),
            None => JsonError::at(text, &error, JsonErrorKind::TooManyValues { limit: VALUE_LIMIT }),
        })
    }

    /// Reads one value from bytes.
    ///
    /// # Errors
    /// As [`Json::parse`], and bytes that are not UTF-8.
    pub fn parse_bytes(bytes: &[u8]) -> Result<Json, JsonError> {
        if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
            return Err(JsonError::at_start(JsonErrorKind::ByteOrderMark { encoding: "UTF-16" }));
        }
        if bytes.starts_with(&[0xef, 0xbb, 0xbf]) {
            return Err(JsonError::at_start(JsonErrorKind::ByteOrderMark { encoding: "UTF-8" }));
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => Json::parse(text),
            Err(error) => {
                let (good, _) = bytes.split_at_checked(error.valid_up_to()).unwrap_or((bytes, &[]));
                let line = 1 + good.iter().filter(|b| **b == b'\n').count() as u64;
                let kind = JsonErrorKind::NotUtf8 { offset: error.valid_up_to() as u64 };
                Err(JsonError { record: None, line, column: None, kind })
            }
        }
    }

    /// What kind of value it is, for messages.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Json::Null => "无（null）",
            Json::Bool(_) => "是否（true、false）",
            Json::Number(_) => "数",
            Json::String(_) => "文字",
            Json::Array(_) => "清单［…］",
            Json::Object(_) => "对象｛…｝",
        }
    }
}

/// Reads a value; `left` counts down the values that may still come and is none once too many came.
#[derive(Clone, Copy)]
struct Value<'c> {
    left: &'c Cell<Option<usize>>,
}

impl Value<'_> {
    /// Counts a value that is written in one piece.
    fn counted<E: serde::de::Error>(self, json: Json) -> Result<Json, E> {
        self.count()?;
        Ok(json)
    }

    fn count<E: serde::de::Error>(self) -> Result<(), E> {
        self.left.set(self.left.get().and_then(|left| left.checked_sub(1)));
        if self.left.get().is_some() { Ok(()) } else { Err(E::custom("too many values")) }
    }
}

impl<'de> DeserializeSeed<'de> for Value<'_> {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value<'_> {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Json, E> {
        self.counted(Json::Null)
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Json, E> {
        self.counted(Json::Bool(value))
    }

    // Integers that fit come as such: JSON has but one way to write them.
    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Json, E> {
        self.counted(Json::Number(value.to_string()))
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Json, E> {
        self.counted(Json::Number(value.to_string()))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Json, E> {
        self.counted(Json::String(value.to_owned()))
    }

    fn visit_string<E: serde::de::Error>(self, value: String) -> Result<Json, E> {
        self.counted(Json::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        self.count()?;
        let mut read = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            read.push(item);
        }
        Ok(Json::Array(read))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
        self.count()?;
        let mut read = Vec::new();
        while let Some(key) = entries.next_key_seed(Key)? {
            match key {
                Some(key) => read.push((key, entries.next_value_seed(self)?)),
                None => return entries.next_value::<String>().map(Json::Number),
            }
        }
        Ok(Json::Object(read))
    }
}

/// Reads a key; none is the token under which `arbitrary_precision` hands over a number.
///
/// Asked for an optional value, the deserializer of a real key gives *some*, that of the token gives the bare
/// string: so a record that spells the token out stays an object.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<String>, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<String>, D::Error> {
        <String as serde::Deserialize>::deserialize(deserializer).map(Some)
    }

    fn visit_borrowed_str<E: serde::de::Error>(self, _: &'de str) -> Result<Option<String>, E> {
        Ok(None)
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<Option<String>, E> {
        Err(E::custom("a key is missing"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> Option<JsonErrorKind> {
        Json::parse(text).err().map(|e| e.kind)
    }

    #[test]
    fn numbers_keys_and_order_stay_as_written() {
        let read = Json::parse(r#"{"b": 12345678901234567.89, "a": [0.10, -0, -7, 12], "b": null}"#);
        let number = |text: &str| Json::Number(text.to_owned());
        let expected = vec![
            ("b".to_owned(), number("12345678901234567.89")),
            ("a".to_owned(), Json::Array(vec![number("0.10"), number("-0"), number("-7"), number("12")])),
            ("b".to_owned(), Json::Null),
        ];
        assert_eq!(read, Ok(Json::Object(expected)));
    }

    #[test]
    fn the_private_token_of_the_parser_is_an_ordinary_key() {
        let text = r#"{"$serde_json::private::Number": "1"}"#;
        let entry = ("$serde_json::private::Number".to_owned(), Json::String("1".to_owned()));
        assert_eq!(Json::parse(text), Ok(Json::Object(vec![entry])));
    }

    #[test]
    fn special_inputs_have_their_own_message() {
        assert_eq!(kind(" \n"), Some(JsonErrorKind::Empty));
        assert_eq!(kind("\u{feff}{}"), Some(JsonErrorKind::ByteOrderMark { encoding: "UTF-8" }));
        for word in ["NaN", "-Infinity", "Infinity", "nan", "-inf"] {
            let text = format!("{{\"月额\": {word}}}");
            assert_eq!(kind(&text), Some(JsonErrorKind::NotFinite { word: word.to_owned() }), "{word}");
        }
        assert!(matches!(kind(&"[".repeat(200)), Some(JsonErrorKind::TooDeep)));
        let many = format!("[{}0]", "0,".repeat(VALUE_LIMIT));
        assert_eq!(kind(&many), Some(JsonErrorKind::TooManyValues { limit: VALUE_LIMIT }));
        let gbk = [b"{\"a\":\n\"".as_slice(), &[0xb5, 0xcd], b"\"}"].concat();
        let error = Json::parse_bytes(&gbk);
        assert!(matches!(error, Err(JsonError { line: 2, kind: JsonErrorKind::NotUtf8 { offset: 7 }, .. })));
    }

    #[test]
    fn syntax_errors_know_their_place_in_characters() {
        let error = Json::parse("{\n  \"姓名\": 甲\n}").err();
        assert_eq!(error.map(|e| (e.line, e.column)), Some((2, Some(9))));
    }
}
