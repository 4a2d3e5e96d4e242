//! How much more or less households get, in bands.

use crate::quantity::ratio::Ratio;

use super::money::Overflow;

/// Households by how much more or less they get.
#[derive(Clone, PartialEq, Debug)]
pub struct Bands {
    /// Ends of the bands, ascending, in 元: a band ends with its end and begins above that of the band before.
    pub ends: Vec<Ratio>,
    /// Who gets less, by how much less; the last band is above the last end.
    pub less: Vec<Band>,
    /// Who gets as much.
    pub same: u64,
    /// Who gets more, likewise.
    pub more: Vec<Band>,
    /// Of whom it is not settled.
    pub open: u64,
}

/// One band.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Band {
    /// How many households.
    pub households: u64,
    /// What they get more (or less) together, above zero.
    pub sum: Ratio,
}

impl Default for Band {
    fn default() -> Band {
        Band { households: 0, sum: Ratio::ZERO }
    }
}

impl Bands {
    /// Bands with these ends.
    #[must_use]
    pub fn new(ends: Vec<Ratio>) -> Bands {
        let bands = vec![Band::default(); ends.len() + 1];
        Bands { ends, less: bands.clone(), same: 0, more: bands, open: 0 }
    }

    /// Bands with these ends in whole 元.
    #[must_use]
    pub fn of(ends: &[u32]) -> Bands {
        Bands::new(ends.iter().map(|end| Ratio::from_integer(i128::from(*end))).collect())
    }

    /// Counts a household that gets so much more.
    ///
    /// # Errors
    /// [`Overflow`].
    pub fn add(&mut self, difference: Ratio) -> Result<(), Overflow> {
        if difference == Ratio::ZERO {
            self.same += 1;
            return Ok(());
        }
        let size =
            if difference.is_negative() { difference.checked_neg().ok_or(Overflow)? } else { difference };
        let at = self.ends.iter().position(|end| size <= *end).unwrap_or(self.ends.len());
        let side = if difference.is_negative() { &mut self.less } else { &mut self.more };
        if let Some(band) = side.get_mut(at) {
            band.households += 1;
            band.sum = band.sum.checked_add(size).ok_or(Overflow)?;
        }
        Ok(())
    }

    /// How many households are counted in a band.
    #[must_use]
    pub fn changed(&self) -> u64 {
        self.less.iter().chain(&self.more).map(|band| band.households).sum()
    }

    /// Where a band begins (not included) and ends (included).
    #[must_use]
    pub fn span(&self, at: usize) -> (Ratio, Option<Ratio>) {
        let from = at.checked_sub(1).and_then(|before| self.ends.get(before).copied()).unwrap_or(Ratio::ZERO);
        (from, self.ends.get(at).copied())
    }
}
