//! Rounding as policy texts ask for it: `四舍五入到分`, `进一到元`, `舍去到角`.

use crate::quantity::ratio::Ratio;
use std::fmt;

/// Which neighbour a number between two steps goes to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// `四舍五入`: the nearer step; exactly half goes away from zero.
    HalfUp,
    /// `进一`: toward plus infinity (the ceiling), also below zero.
    Up,
    /// `舍去`: toward minus infinity (the floor), also below zero.
    Down,
}

impl Mode {
    const ALL: [Self; 3] = [Self::HalfUp, Self::Up, Self::Down];

    /// The word in the texts.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::HalfUp => "四舍五入",
            Self::Up => "进一",
            Self::Down => "舍去",
        }
    }
}

/// A rounding to whole multiples of a step. It never lowers the greater of two numbers below the lesser.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rounding {
    /// Which neighbour is taken.
    pub mode: Mode,
    /// The step in 元, above zero.
    pub step: Ratio,
}

/// A text that names no rounding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RoundingError {
    /// The text as written.
    pub text: String,
}

impl fmt::Display for RoundingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}”不是取整方式，应如“四舍五入到分”“进一到元”“舍去到角”", self.text)
    }
}

impl std::error::Error for RoundingError {}

/// The steps that have a word, in 分.
const STEPS: [(&str, i128); 7] = [
    ("分", 1),
    ("角", 10),
    ("元", 100),
    ("十元", 1_000),
    ("百元", 10_000),
    ("千元", 100_000),
    ("万元", 1_000_000),
];

impl Rounding {
    /// Reads `四舍五入到分`, `进一到元`, `舍去到百元`, or a step in figures: `进一到5元`.
    ///
    /// # Errors
    /// `RoundingError` when the text names no mode or no step above zero.
    pub fn parse(text: &str) -> Result<Self, RoundingError> {
        Self::read(text.trim()).ok_or_else(|| RoundingError { text: text.to_owned() })
    }

    fn read(text: &str) -> Option<Self> {
        let (mode, step) = text.split_once('到')?;
        let mode = Mode::ALL.into_iter().find(|known| known.word() == mode)?;
        let step = match STEPS.iter().find(|(word, _)| *word == step) {
            Some((_, fen)) => Ratio::new(*fen, 100)?,
            None => Ratio::parse_decimal(step.strip_suffix('元')?).ok()?,
        };
        (step > Ratio::ZERO).then_some(Self { mode, step })
    }

    /// Whether every rounded number is whole in fen.
    #[must_use]
    pub fn within_fen(self) -> bool {
        self.step.decimal_places().is_some_and(|places| places <= 2)
    }

    /// The rounded number; `None` on overflow or when the step is not above zero.
    #[must_use]
    pub fn apply(self, value: Ratio) -> Option<Ratio> {
        if self.step <= Ratio::ZERO {
            return None;
        }
        let steps = value.checked_div(self.step)?;
        if steps.is_integer() {
            return Some(value);
        }
        let (below, above) = (steps.floor(), steps.ceiling());
        let taken = match self.mode {
            Mode::Up => above,
            Mode::Down => below,
            Mode::HalfUp => {
                let rest = steps.checked_sub(Ratio::from_integer(below))?;
                let upward = match rest.cmp(&Ratio::new(1, 2)?) {
                    std::cmp::Ordering::Less => false,
                    std::cmp::Ordering::Equal => !value.is_negative(),
                    std::cmp::Ordering::Greater => true,
                };
                if upward { above } else { below }
            }
        };
        Ratio::from_integer(taken).checked_mul(self.step)
    }
}

impl fmt::Display for Rounding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = STEPS.iter().find(|(_, fen)| Ratio::new(*fen, 100) == Some(self.step));
        match named {
            Some((word, _)) => write!(f, "{}到{word}", self.mode.word()),
            None => match self.step.to_decimal_string(0) {
                Some(step) => write!(f, "{}到{step}元", self.mode.word()),
                None => {
                    write!(f, "{}到{}/{}元", self.mode.word(), self.step.numerator(), self.step.denominator())
                }
            },
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::Rounding;
    use crate::quantity::ratio::Ratio;
    use proptest::prelude::*;

    fn rounded(how: &str, value: &str) -> String {
        let value = Ratio::parse_decimal(value).unwrap();
        Rounding::parse(how).unwrap().apply(value).unwrap().to_decimal_string(0).unwrap()
    }

    #[test]
    fn rounds_as_the_text_says() {
        assert_eq!(rounded("四舍五入到分", "1.005"), "1.01");
        assert_eq!(rounded("四舍五入到分", "-1.005"), "-1.01");
        assert_eq!(rounded("四舍五入到角", "1.049"), "1");
        assert_eq!(rounded("进一到元", "851.01"), "852");
        assert_eq!(rounded("进一到元", "-1.5"), "-1");
        assert_eq!(rounded("舍去到元", "-1.5"), "-2");
        assert_eq!(rounded("进一到百元", "1200"), "1200");
        assert_eq!(rounded("舍去到十元", "859"), "850");
        for text in ["", "进一", "到元", "进一到", "进一到0元", "进一到-5元", "进到元"] {
            assert!(Rounding::parse(text).is_err(), "{text}");
        }
        for text in ["四舍五入到分", "进一到角", "舍去到万元", "进一到5元", "舍去到0.5元"]
        {
            assert_eq!(Rounding::parse(text).unwrap().to_string(), text);
        }
    }

    proptest! {
        #[test]
        fn rounding_is_near_and_never_falls(a in any::<i32>(), b in any::<i32>(), n in 1i128..1000, how in 0usize..3) {
            let how = Rounding::parse(["四舍五入到分", "进一到元", "舍去到角"][how]).unwrap();
            let (a, b) = (Ratio::new(a.into(), n).unwrap(), Ratio::new(b.into(), n).unwrap());
            let (low, high) = (how.apply(a.min(b)).unwrap(), how.apply(a.max(b)).unwrap());
            prop_assert!(low <= high);
            prop_assert_eq!(how.apply(low), Some(low));
            let moved = low.checked_sub(a.min(b)).unwrap();
            prop_assert!(moved.max(moved.checked_neg().unwrap()) < how.step);
        }
    }
}
