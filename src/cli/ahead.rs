//! `check --on 日期 --ahead 天数`: what ends within so many days.

use serde_json::json;
use yiju::analysis::time::ahead::{Expiry, expiries};
use yiju::corpus::Corpus;
use yiju::quantity::calendar::Date;

use crate::cli::args::CheckArgs;
use crate::cli::failure::{Failure, Stop};
use crate::cli::place;

/// Days that are looked ahead where none are said: half a year.
const AHEAD: u32 = 180;

/// What ends in the days that the call asks for.
pub(crate) struct Ahead {
    on: Date,
    days: u32,
    expiries: Vec<Expiry>,
}

/// Reads the days; none where the call asks for none.
pub(crate) fn read(args: &CheckArgs, corpus: &Corpus) -> Result<Option<Ahead>, Stop> {
    let Some(on) = args.on.as_deref() else {
        if args.ahead.is_some() {
            let failure = Failure::call("--ahead 要与 --on 一起写：从哪一天起看");
            return Err(failure.help("例如：yiju 检查 --on 2025-10-01 --ahead 180").into());
        }
        return Ok(None);
    };
    let on = place::day("--on", on)?;
    let days = args.ahead.unwrap_or(AHEAD);
    let last = i32::try_from(days).ok().and_then(|days| on.add_days(days)).unwrap_or(Date::FOREVER);
    let mut expiries = expiries(corpus);
    expiries.retain(|one| on <= one.last && one.last <= last);
    Ok(Some(Ahead { on, days, expiries }))
}

impl Ahead {
    /// For people, a line each.
    pub(crate) fn text(&self, corpus: &Corpus) -> String {
        let Ahead { on, days, expiries } = self;
        if expiries.is_empty() {
            return format!("{on}起{days}天以内没有到期的。\n");
        }
        let lines = expiries.iter().map(|one| {
            let place = corpus.files.place(one.span);
            format!("  {}　{}　{}（{place}）\n", one.last, one.area.name(), one.what)
        });
        format!("{on}起{days}天以内到期的（最后一天、地区、是什么）：\n{}", lines.collect::<String>())
    }

    /// For programs.
    pub(crate) fn machine(&self, corpus: &Corpus) -> serde_json::Value {
        let one = |one: &Expiry| {
            json!({"last": one.last.iso(), "area": one.area.path(), "what": one.what,
                "place": corpus.files.place(one.span)})
        };
        json!({"on": self.on.iso(), "days": self.days,
            "expiring": self.expiries.iter().map(one).collect::<Vec<_>>()})
    }
}
