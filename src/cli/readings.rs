//! `--reading 疑义=读法`: which reading of which doubt a call means.

use yiju::corpus::readings::{DoubtId, Switch, Unfound};
use yiju::corpus::{Area, Corpus};

use crate::cli::failure::{Failure, Stop};

/// The readings that a call switches; only documents of the area are looked at, all if none is given.
pub(crate) fn read(corpus: &Corpus, area: Option<&Area>, given: &[String]) -> Result<Vec<Switch>, Stop> {
    given.iter().map(|text| one(corpus, area, text)).collect()
}

fn one(corpus: &Corpus, area: Option<&Area>, text: &str) -> Result<Switch, Stop> {
    let bare = |text: &str| text.trim().trim_matches(['“', '”', '"']).trim().to_owned();
    let wrong = |message: String| Failure::call(message).help(choices(corpus, area));
    let Some((doubt, reading)) = text.rsplit_once(['=', '＝']) else {
        let failure = wrong(format!("--reading 的“{text}”没有写成“疑义=读法”"));
        return Err(failure.into());
    };
    let (code, doubt) = match doubt.trim().strip_prefix('《').and_then(|rest| rest.split_once('》')) {
        Some((code, doubt)) => (Some(code), doubt.trim_start_matches("疑义")),
        None => (None, doubt),
    };
    let (doubt, reading) = (bare(doubt), bare(reading));
    if let Some(code) = code.filter(|code| corpus.documents.iter().all(|document| document.code != *code)) {
        return Err(wrong(format!("没有《{code}》这件公文")).into());
    }
    let named = Some(doubt.as_str()).filter(|doubt| !doubt.is_empty());
    corpus.find_reading(area, code, named, &reading).map_err(|why| {
        let failure = match &why {
            Unfound::Doubt(near) => {
                let failure = wrong(format!("没有“{doubt}”这个疑义"));
                match near {
                    Some(near) => failure.help(format!("是不是“{near}”？")),
                    None => failure,
                }
            }
            Unfound::Reading(known) => {
                let known: String = known.iter().map(|reading| format!("“{reading}”")).collect();
                Failure::call(format!("疑义“{doubt}”没有“{reading}”这个读法")).help(format!("可作{known}"))
            }
            Unfound::Several(doubts) => {
                let named: Vec<String> = doubts.iter().map(|id| words(corpus, *id)).collect();
                Failure::call(format!("“{doubt}”不止指一个疑义")).help(format!("写全：{}", named.join("；")))
            }
            Unfound::NotCode(id) => {
                let message = format!("{}没有把读法写成规定，换了读法也算不出来", words(corpus, *id));
                wrong(message).help("在公文里把各个读法写成“读法 “…”：…。”")
            }
        };
        failure.into()
    })
}

/// `《甲》“疑义”`
pub(crate) fn words(corpus: &Corpus, id: DoubtId) -> String {
    format!("《{}》“{}”", corpus.documents[id.by.document].code, corpus.doubt(id).text)
}

/// The doubts that can be switched.
fn choices(corpus: &Corpus, area: Option<&Area>) -> String {
    let ours = |at: &usize| area.is_none_or(|area| area.within(&corpus.documents[*at].area));
    let documents = (0..corpus.documents.len()).filter(ours);
    let doubts = documents.flat_map(|at| corpus.doubts(at)).filter(|id| corpus.is_code(*id));
    let named: Vec<String> = doubts
        .map(|id| {
            let readings: Vec<&str> =
                corpus.doubt(id).readings.iter().map(|reading| reading.text.as_str()).collect();
            format!("{}＝{}", words(corpus, id), readings.join("、"))
        })
        .collect();
    if named.is_empty() {
        "这里的公文没有一个疑义把读法写成规定".to_owned()
    } else {
        format!("可以换的：{}", named.join("；"))
    }
}
