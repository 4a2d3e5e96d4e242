//! Calculations as they stand on paper: with names, and with the numbers that the trace holds.

use crate::presentation::words;
use crate::program::ir::{Arithmetic, Op, Reduction, Type};
use crate::quantity::ratio::Ratio;
use crate::quantity::unit::Scale;
use crate::trace::step::StepId;
use crate::trace::value::Value;

use super::view::{View, tidy};

/// How tightly a part of a calculation holds together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Bond {
    Sum,
    Product,
    Whole,
}

/// Which side of a calculation is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Side {
    /// 月收入 ÷ 人数
    Names,
    /// 1445 ÷ 3
    Numbers,
    /// 甲 245 ＋ 乙 1200: sums written out, and quotients that do not end as quotients.
    Paper,
}

impl View<'_> {
    /// `月收入 ÷ 人数`; none for what is no calculation.
    pub(super) fn formula(&self, id: StepId) -> Option<String> {
        self.calculates(id).then(|| self.written(id, Side::Names, true).0)
    }

    /// `1445 ÷ 3`; none for what is no calculation.
    pub(super) fn figures(&self, id: StepId) -> Option<String> {
        self.calculates(id).then(|| self.written(id, Side::Numbers, true).0)
    }

    /// `（655 － 1445 ÷ 3）× 3`, as one would write it on paper; none for what is no calculation.
    pub(super) fn paper(&self, id: StepId) -> Option<String> {
        self.calculates(id).then(|| self.written(id, Side::Paper, true).0)
    }

    /// `第1笔收入（工资） 1200 ＋ 第2笔收入（财产） 300`: a sum over a list; none for what is no such sum.
    pub(super) fn paper_sum(&self, id: StepId) -> Option<String> {
        matches!(self.node(id).op, Op::Reduce { kind: Reduction::Sum, .. }).then(|| self.paper_leaf(id).0)
    }

    /// The operands of a calculation: what it takes from elsewhere.
    pub(super) fn operands(&self, id: StepId) -> Vec<StepId> {
        let mut found = Vec::new();
        self.gather_operands(id, true, &mut found);
        found
    }

    /// A step that combines numbers by arithmetic.
    pub(super) fn calculates(&self, id: StepId) -> bool {
        matches!(
            (&self.node(id).op, self.node(id).ty),
            (Op::Arithmetic(..) | Op::FloorZero(_) | Op::Extreme { .. }, _)
        ) && !matches!(self.node(id).ty, Type::Date)
    }

    /// Operands of an extreme; those of an extreme of the same direction inside it count as its own.
    fn flat(&self, greatest: bool, operands: &[StepId]) -> Vec<StepId> {
        let mut flat = Vec::new();
        for operand in operands {
            let inner = self.through(*operand);
            match &self.node(inner).op {
                Op::Extreme { greatest: same, .. } if *same == greatest && !self.node(inner).heads => {
                    flat.extend(self.flat(greatest, self.children(inner)));
                }
                _ => flat.push(inner),
            }
        }
        flat
    }

    fn gather_operands(&self, id: StepId, top: bool, found: &mut Vec<StepId>) {
        let id = self.through(id);
        if top || (!self.node(id).heads && self.calculates(id)) {
            for child in self.children(id) {
                self.gather_operands(*child, false, found);
            }
        } else if !found.contains(&id) {
            found.push(id);
        }
    }

    /// The step is a subtraction that floors a negative number: what it would have been.
    pub(super) fn floored(&self, id: StepId) -> Option<StepId> {
        let (Op::FloorZero(_), [inner]) = (&self.node(id).op, self.children(id)) else { return None };
        match self.value(*inner) {
            Value::Number(number) if number.is_negative() => Some(*inner),
            _ => None,
        }
    }

    fn written(&self, id: StepId, side: Side, top: bool) -> (String, Bond) {
        let id = self.through(id);
        let node = self.node(id);
        if !top && (node.heads || !self.calculates(id)) {
            return if side == Side::Paper {
                self.paper_leaf(id)
            } else {
                (self.leaf(id, side), Bond::Whole)
            };
        }
        let children = self.children(id);
        match (&node.op, children) {
            (Op::Arithmetic(sign, ..), [left, right]) => {
                let (sign, bond) = match sign {
                    Arithmetic::Add => ("＋", Bond::Sum),
                    Arithmetic::Subtract => ("－", Bond::Sum),
                    Arithmetic::Multiply => ("×", Bond::Product),
                    Arithmetic::Divide => ("÷", Bond::Product),
                };
                let (left, held) = self.written(*left, side, false);
                let left = if held < bond { format!("（{left}）") } else { left };
                let (right, held) = self.written(*right, side, false);
                let loose = held < bond || (held == bond && matches!(sign, "－" | "÷"));
                let right = if loose { format!("（{right}）") } else { right };
                let gap = if left.ends_with('）') { "" } else { " " };
                (format!("{left}{gap}{sign} {right}"), bond)
            }
            (Op::FloorZero(_), [inner]) => {
                let written = self.written(*inner, side, true);
                if !top && side != Side::Names && self.floored(id).is_some() {
                    return (format!("（{}，不足零按零）", written.0), Bond::Whole);
                }
                written
            }
            (Op::Extreme { greatest, .. }, operands) => {
                let mut parts: Vec<String> = Vec::new();
                for part in self.flat(*greatest, operands) {
                    let said = self.written(part, side, false).0;
                    if side != Side::Names || !parts.contains(&said) {
                        parts.push(said);
                    }
                }
                match side {
                    Side::Names => {
                        let word = if *greatest { "较大者" } else { "较小者" };
                        (format!("{} 的{word}", parts.join(" 与 ")), Bond::Whole)
                    }
                    Side::Numbers | Side::Paper => {
                        let word = if *greatest { "取大的" } else { "取小的" };
                        (format!("{word}（{}）", parts.join("，")), Bond::Whole)
                    }
                }
            }
            _ => (self.leaf(id, side), Bond::Whole),
        }
    }

    fn leaf(&self, id: StepId, side: Side) -> String {
        match side {
            Side::Names => match &self.node(id).op {
                Op::Constant(_) => self.bare(id),
                _ if self.node(id).heads => self.name(id),
                Op::Reduce { .. } | Op::Choose(_) => tidy(&self.node(id).text),
                _ => self.name(id),
            },
            Side::Numbers | Side::Paper => self.bare(id),
        }
    }

    /// A number as one would write it on paper.
    fn paper_leaf(&self, id: StepId) -> (String, Bond) {
        let number = match self.value(id) {
            Value::Number(number) => Some(number),
            _ => None,
        };
        let endless = number.is_some_and(|number| number.decimal_places().is_none());
        match (&self.node(id).op, self.children(id)) {
            (Op::Arithmetic(Arithmetic::Divide, ..), [above, below]) if endless => {
                let (above, held) = self.paper_leaf(self.through(*above));
                let above = if held < Bond::Product { format!("（{above}）") } else { above };
                (format!("{above} ÷ {}", self.bare(self.through(*below))), Bond::Product)
            }
            (Op::Reduce { kind: Reduction::Sum, plane, value: Some(value), .. }, children) => {
                let parts = children.iter().filter(|child| self.step(**child).node == *value);
                let parts: Vec<String> = parts
                    .map(|part| {
                        let (said, _) = self.paper_leaf(self.through(*part));
                        format!("{} {said}", self.own_name(*plane, self.step(*part).instance))
                    })
                    .collect();
                let list = self.program.planes.get(plane.index()).map_or("", |plane| plane.name.as_str());
                match parts.len() {
                    0 if matches!(self.value(id), Value::Open(_)) => {
                        (format!("{}（没有写明有没有{list}）", self.bare(id)), Bond::Whole)
                    }
                    0 => (format!("{}（记录里没有{list}）", self.bare(id)), Bond::Whole),
                    1 => (parts.concat(), Bond::Whole),
                    _ => (parts.join(" ＋ "), Bond::Sum),
                }
            }
            _ if endless => match number
                .and_then(|number| number.checked_mul(Ratio::from_integer(12)))
                .filter(|yearly| yearly.decimal_places().is_some())
            {
                Some(yearly) => (format!("{} ÷ 12", yearly.to_display()), Bond::Product),
                None => (self.bare(id), Bond::Whole),
            },
            _ => (self.bare(id), Bond::Whole),
        }
    }

    /// The number of a step without its unit, where it is written in base measures.
    pub(super) fn bare(&self, id: StepId) -> String {
        match (self.value(id), self.node(id).ty) {
            (Value::Number(number), Type::Number(unit)) if unit.scale == Scale::BASE => {
                words::number(number, unit)
            }
            (Value::Open(_), _) => "未定".to_owned(),
            (Value::Fault(_), _) => "算不出".to_owned(),
            _ => self.value_words(id),
        }
    }
}
