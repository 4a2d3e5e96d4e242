//! Findings as SARIF 2.1.0, which code hosts and editors read. Columns count Unicode code points.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::findings::severity_name;
use crate::diagnostics::{Diagnostic, Edit, Label, Severity, pages};
use crate::source::{FileId, FileSet, Span};

/// Where the shapes below are defined.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What relative addresses of files stand on: the folder in which the command is called.
const BASE: &str = "%SRCROOT%";

/// A whole log.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    invocations: [Invocation; 1],
    #[serde(rename = "originalUriBaseIds")]
    bases: serde_json::Value,
    artifacts: Vec<Artifact>,
    results: Vec<Outcome>,
    column_kind: &'static str,
    language: &'static str,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    version: &'static str,
    semantic_version: &'static str,
    language: &'static str,
    short_description: Text,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    short_description: Text,
    full_description: Text,
    help: Help,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

/// The page of a code, as it is written.
#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Artifact {
    location: ArtifactLocation,
    encoding: &'static str,
}

#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<usize>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Text,
    locations: Vec<Place>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Place>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Change>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suppressions: Vec<Suppression>,
    partial_fingerprints: Fingerprint,
    properties: Properties,
}

/// What SARIF has no word for.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Properties {
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    witness: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    help: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    subjects: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<String>,
    also_in: usize,
}

/// The same finding in a later run, though lines have moved.
#[derive(Serialize)]
struct Fingerprint {
    #[serde(rename = "finding/v1")]
    finding: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: PhysicalLocation,
    message: Text,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    snippet: Option<Text>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    description: Text,
    artifact_changes: Vec<ArtifactChange>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange {
    artifact_location: ArtifactLocation,
    replacements: Vec<Replacement>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement {
    deleted_region: Region,
    inserted_content: Text,
}

/// An 认可 in the text.
#[derive(Serialize)]
struct Suppression {
    kind: &'static str,
    status: &'static str,
    justification: String,
}

/// The log of one check. `folder` is the folder of policies as the call names it: relative to where the command is
/// called, or absolute.
#[must_use]
pub fn log(files: &FileSet, diagnostics: &[Diagnostic], folder: &str) -> Log {
    let mut codes: Vec<&'static str> = diagnostics.iter().map(|found| found.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let mut named: Vec<FileId> = diagnostics.iter().flat_map(spans).map(|span| span.file).collect();
    named.sort_unstable();
    named.dedup();
    let writer = Writer { files, folder, named: &named };
    let rule = |code: &&'static str| {
        let level = diagnostics.iter().filter(|found| found.code == *code).map(|found| found.severity).max();
        rule(code, level.unwrap_or(Severity::Error))
    };
    let results = diagnostics.iter().map(|found| writer.outcome(found, &codes)).collect();
    let location = |file: &FileId| Artifact { location: writer.location(*file, false), encoding: "UTF-8" };
    let version = env!("CARGO_PKG_VERSION");
    let driver = Driver {
        name: "yiju",
        version,
        semantic_version: version,
        language: "zh-CN",
        short_description: text("依据：检查社会救助公文"),
        rules: codes.iter().map(rule).collect(),
    };
    let bases = serde_json::json!({ BASE: { "description": { "text": "运行命令时所在的文件夹" } } });
    let run = Run {
        tool: Tool { driver },
        invocations: [Invocation { execution_successful: true }],
        bases,
        artifacts: named.iter().map(location).collect(),
        results,
        column_kind: "unicodeCodePoints",
        language: "zh-CN",
    };
    Log { schema: SCHEMA, version: "2.1.0", runs: [run] }
}

fn rule(code: &'static str, level: Severity) -> Rule {
    let sentence = |found: Option<&'static str>| text(found.unwrap_or(code));
    let page = pages::page(code).unwrap_or(code);
    Rule {
        id: code,
        short_description: sentence(pages::title(code)),
        full_description: sentence(pages::meaning(code)),
        help: Help { text: page.to_owned(), markdown: page.to_owned() },
        default_configuration: Configuration { level: severity_name(level) },
    }
}

fn text(text: impl Into<String>) -> Text {
    Text { text: text.into() }
}

/// All places that a finding names.
fn spans(found: &Diagnostic) -> impl Iterator<Item = Span> {
    let labels = found.labels.iter().map(|label| label.span);
    labels.chain(found.fixes.iter().flat_map(|fix| fix.edits.iter().map(|edit| edit.span)))
}

struct Writer<'a> {
    files: &'a FileSet,
    folder: &'a str,
    /// Files in the order of the artifacts.
    named: &'a [FileId],
}

impl Writer<'_> {
    fn outcome(&self, found: &Diagnostic, codes: &[&'static str]) -> Outcome {
        let (first, others) = found.labels.split_at(found.labels.len().min(1));
        let suppression = |reason: &String| Suppression {
            kind: "inSource",
            status: "accepted",
            justification: reason.clone(),
        };
        let related = others.iter().enumerate().map(|(at, label)| self.place(label, Some(at + 1)));
        Outcome {
            rule_id: found.code,
            rule_index: codes.binary_search(&found.code).unwrap_or_default(),
            level: severity_name(found.severity),
            message: text(self.said(found)),
            locations: first.iter().map(|label| self.place(label, None)).collect(),
            related_locations: related.collect(),
            fixes: found.fixes.iter().map(|fix| self.change(&fix.title, &fix.edits)).collect(),
            suppressions: found.accepted.iter().map(suppression).collect(),
            partial_fingerprints: Fingerprint { finding: self.fingerprint(found) },
            properties: Properties {
                why: found.consequence().map(str::to_owned),
                witness: found.witness.clone(),
                help: found.help.clone(),
                subjects: found.subjects.clone(),
                context: found.context.clone(),
                also_in: found.also_in,
            },
        }
    }

    /// The whole finding in words, for those who show only this.
    fn said(&self, found: &Diagnostic) -> String {
        let label = found.labels.first().map(|label| label.text.as_str()).filter(|text| !text.is_empty());
        let mut said =
            format!("{}{}。", found.message, label.map(|l| format!("（{l}）")).unwrap_or_default());
        if let Some(why) = found.consequence() {
            said.push_str(&format!("\n后果：{why}。"));
        }
        for (at, line) in found.witness.iter().enumerate() {
            said.push_str(&format!("\n{}{line}", if at == 0 { "例如：" } else { "" }));
        }
        for line in &found.help {
            said.push_str(&format!("\n办法：{line}。"));
        }
        said
    }

    fn place(&self, label: &Label, id: Option<usize>) -> Place {
        let region = Region { snippet: Some(text(self.files.text(label.span))), ..self.region(label.span) };
        let artifact_location = self.location(label.span.file, true);
        Place {
            id,
            physical_location: PhysicalLocation { artifact_location, region },
            message: text(label.text.clone()),
        }
    }

    fn change(&self, title: &str, edits: &[Edit]) -> Change {
        let mut files: Vec<FileId> = edits.iter().map(|edit| edit.span.file).collect();
        files.sort_unstable();
        files.dedup();
        let replacement = |edit: &Edit| Replacement {
            deleted_region: self.region(edit.span),
            inserted_content: text(edit.text.clone()),
        };
        let change = |file: &FileId| ArtifactChange {
            artifact_location: self.location(*file, true),
            replacements: edits.iter().filter(|edit| edit.span.file == *file).map(replacement).collect(),
        };
        Change { description: text(title), artifact_changes: files.iter().map(change).collect() }
    }

    fn region(&self, span: Span) -> Region {
        let file = self.files.file(span.file);
        let start = file.lines.position(&file.text, span.start as usize);
        let end = file.lines.position(&file.text, span.end as usize);
        Region {
            start_line: start.line,
            start_column: start.character,
            end_line: end.line,
            end_column: end.character,
            snippet: None,
        }
    }

    /// Where a file is; within a place, also which artifact it is.
    fn location(&self, file: FileId, indexed: bool) -> ArtifactLocation {
        let path = format!("{}/{}", self.folder.trim_end_matches('/'), self.files.file(file).path);
        let index = self.named.binary_search(&file).ok().filter(|_| indexed);
        if path.starts_with('/') {
            return ArtifactLocation { uri: format!("file://{}", encoded(&path)), uri_base_id: None, index };
        }
        let parts: Vec<&str> = path.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
        ArtifactLocation { uri: encoded(&parts.join("/")), uri_base_id: Some(BASE), index }
    }

    fn fingerprint(&self, found: &Diagnostic) -> String {
        let place = found.labels.first().map(|label| label.span);
        let path = place.map_or("", |span| self.files.file(span.file).path.as_str());
        let words = place.map_or("", |span| self.files.text(span));
        let digest = Sha256::digest([found.code, path, &found.message, words].join("\n").as_bytes());
        digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// A path as a URI has it: everything but plain signs as `%E5`.
fn encoded(path: &str) -> String {
    let byte = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    path.bytes().map(byte).collect()
}
