//! A second opinion on a decision: a checker that shares no code with the evaluator.
//!
//! [`certificate::write`] puts a decision with its trace into a certificate. [`verify`] reads the facts out of a certificate,
//! works out every step and every result by rules, arithmetic, ranges and a calendar of its own, and holds the certificate
//! against that, step by step. It believes nothing that the certificate says but the facts of the record, whose digest it
//! holds. What it trusts is the program (`program/`): that is what the text in force was compiled to.

pub mod certificate;
pub mod head;

mod account;
mod amounts;
mod bridge;
mod cases;
mod choices;
mod compare;
mod dates;
mod days;
mod given;
mod ground;
mod household;
mod lists;
mod notes;
mod number;
mod places;
mod promises;
mod range;
mod results;
mod run;
mod truths;
mod value;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "tests")]
mod tests;

use serde_json::Value as Json;

use crate::program::ir::Program;
use crate::quantity::calendar::Date;

/// What a certificate proves, once it has been verified.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verified {
    /// 编号 of the record, if given.
    pub id: Option<String>,
    /// How many steps were confirmed.
    pub steps: usize,
    /// How many results.
    pub results: usize,
    /// `sha256:…` of the facts and of what was asked.
    pub digest: String,
}

/// Something that a certificate says and that is not so.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// Which step, counted from 0; none for what is not about one step.
    pub step: Option<usize>,
    /// What is wrong, in Chinese.
    pub message: String,
}

impl Finding {
    fn of(message: impl Into<String>) -> Finding {
        Finding { step: None, message: message.into() }
    }
}

/// Confirms every step and every result of a certificate by the program that it was made by.
///
/// `known_by` is the day by which the documents of the program were known, if that was limited.
///
/// # Errors
/// Everything that is not so, in the order of the certificate: at least one finding.
pub fn verify(
    program: &Program,
    known_by: Option<Date>,
    certificate: &Json,
) -> Result<Verified, Vec<Finding>> {
    let one = |message: &str| vec![Finding::of(message)];
    let head = head::read(certificate).map_err(|why| vec![Finding::of(why.to_string())])?;
    let whole = certificate.as_object().ok_or_else(|| one("证书不是一个 JSON 对象"))?;
    if head.area != program.area || head.on != program.on || head.known_by != known_by {
        return Err(one("证书所写的地区、基准日或公文截止日，与用来核验的公文不同"));
    }
    if head.text != program.digest {
        return Err(one("证书所依据的规定文本与公文库里的不同（规定文本的摘要对不上）"));
    }
    if head.digest != certificate::digest(whole) {
        return Err(one("记录的摘要对不上：证书里的事实，或者所问的地区、日期、读法，写成以后被改动过"));
    }
    let record = household::read(program, whole.get("record").unwrap_or(&Json::Null))
        .map_err(|why| vec![Finding::of(format!("证书里的记录读不懂：{why}"))])?;
    let ground = ground::Ground::new(program).ok_or_else(|| one("公文编译的结果不合规矩，不能用来核验"))?;
    let decision = account::decide(&ground, &record);
    let expected = certificate::write(program, &record, &decision, known_by);
    let findings = compare::held_against(program, &expected, certificate);
    if findings.is_empty() {
        let (steps, results) = (decision.trace.steps.len(), decision.outcomes.len());
        Ok(Verified { id: record.id, steps, results, digest: head.digest })
    } else {
        Err(findings)
    }
}
