//! The head of a certificate: what was asked, so that the text in force can be found.

use std::fmt;

use serde_json::Value as Json;

use crate::quantity::calendar::Date;

use super::certificate::{KIND, VERSION};

/// What a certificate is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Head {
    /// Path of the area; empty for 全国.
    pub area: String,
    /// 基准日.
    pub on: Date,
    /// Documents issued later were not known.
    pub known_by: Option<Date>,
    /// Doubts that are read otherwise than their documents do, as `--reading` writes them.
    pub readings: Vec<String>,
    /// `sha256:…` of the text in force.
    pub text: String,
    /// `sha256:…` of what was asked and known.
    pub digest: String,
}

/// Why something is no certificate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NotACertificate {
    /// It is JSON of another kind.
    OtherKind,
    /// It is of a version that is not known.
    OtherVersion(String),
    /// A key of the head is missing or makes no sense.
    Wrong(&'static str),
}

impl fmt::Display for NotACertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotACertificate::OtherKind => f.write_str("这不是核验证书"),
            NotACertificate::OtherVersion(version) => {
                write!(f, "证书的格式是第 {version} 版，这个程序只会核验第 {VERSION} 版")
            }
            NotACertificate::Wrong(key) => write!(f, "证书的“{key}”缺了，或者写得不对"),
        }
    }
}

impl std::error::Error for NotACertificate {}

/// Reads the head of a certificate.
///
/// # Errors
/// Why it is none.
pub fn read(certificate: &Json) -> Result<Head, NotACertificate> {
    let at = |key: &'static str| certificate.get(key).ok_or(NotACertificate::Wrong(key));
    if certificate.get("certificate").and_then(Json::as_str) != Some(KIND) {
        return Err(NotACertificate::OtherKind);
    }
    let version = at("version")?;
    // As written: 1.0 is no version.
    let written = version.to_string();
    if written != VERSION.to_string() {
        return Err(NotACertificate::OtherVersion(written));
    }
    let text = |key: &'static str| at(key)?.as_str().map(str::to_owned).ok_or(NotACertificate::Wrong(key));
    // A day is written in one way only.
    let day = |key: &'static str, text: &str| {
        Date::parse(text).filter(|day| day.iso() == text).ok_or(NotACertificate::Wrong(key))
    };
    let known_by = match at("known_by")? {
        Json::Null => None,
        Json::String(text) => Some(day("known_by", text)?),
        _ => return Err(NotACertificate::Wrong("known_by")),
    };
    let readings = at("readings")?.as_array().ok_or(NotACertificate::Wrong("readings"))?;
    let readings = readings.iter().map(|reading| reading.as_str().map(str::to_owned));
    Ok(Head {
        area: text("area")?,
        on: day("on", &text("on")?)?,
        known_by,
        readings: readings.collect::<Option<_>>().ok_or(NotACertificate::Wrong("readings"))?,
        text: text("text")?,
        digest: text("digest")?,
    })
}
