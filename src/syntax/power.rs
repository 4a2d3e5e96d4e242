//! Powers of 授权: what a level may change, what it may not, and within which bounds.

use pest::iterators::Pair;

use super::expression::{Builder, inner};
use super::parser::Rule;
use super::tree::*;

/// What a power is about; the last two stand only after 不得.
const POWERS: [&str; 7] = ["扩大", "缩小", "修改", "补充", "公布", "增设限制条件", "只纳入部分成员"];

impl Builder<'_> {
    /// One power of 授权.
    pub fn power(&mut self, pair: Pair<'_, Rule>) -> Option<Power> {
        let span = self.span(&pair);
        let part = inner(pair).next()?;
        let forbidden = part.as_rule() == Rule::forbidden;
        let text = part.as_str().trim_start_matches("不得");
        let verb = POWERS.into_iter().find(|v| text.starts_with(v))?.to_owned();
        let mut power = Power {
            verb,
            forbidden,
            targets: Vec::new(),
            low: None,
            high: None,
            file_with: Vec::new(),
            span,
        };
        for piece in inner(part) {
            match piece.as_rule() {
                Rule::target => power.targets.push(self.target(piece)),
                Rule::protected => power.targets.extend(inner(piece).map(|target| self.target(target))),
                Rule::name => {
                    let name = self.word(&piece);
                    power.targets.push(Target { document: None, span: name.span, name, parts: Vec::new() });
                }
                Rule::to_file => power.file_with = self.names_in(&piece),
                Rule::low_bound => power.low = inner(piece).next().map(|p| self.bound(p)),
                _ => power.high = inner(piece).next().map(|p| self.bound(p)),
            }
        }
        Some(power)
    }
}
