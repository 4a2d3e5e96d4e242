//! Lists up to a length: every list has so many places, of which the first ones are taken.

use super::encode::{Encoder, Free};
use super::term::{Term, and, apply};
use crate::program::ir::PlaneId;
use crate::quantity::unit::Base;

/// How large households are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bounds {
    /// People in a household.
    pub members: u32,
    /// Entries of every other list.
    pub entries: u32,
}

/// A place of a list.
#[derive(Clone, Debug)]
pub struct Slot {
    /// The place that holds the list.
    pub parent: u32,
    /// It is taken.
    pub taken: Term,
}

impl Encoder<'_> {
    /// The places of a plane, those of one list after those of another.
    pub(super) fn slots(&mut self, plane: PlaneId) -> Vec<Slot> {
        if let Some(known) = self.slots.get(plane.index()).cloned().flatten() {
            return known;
        }
        let own = &self.program.planes[plane.index()];
        let Some(above) = own.parent else {
            let root = vec![Slot { parent: 0, taken: Term::truth(true) }];
            self.slots[plane.index()] = Some(root.clone());
            return root;
        };
        let people = own.per == Base::Person && above == PlaneId(0);
        let most = match (own.single, people) {
            (true, _) => 1,
            (false, true) => self.bounds.members.max(1),
            (false, false) => self.bounds.entries,
        };
        let mut slots = Vec::new();
        for (parent, holder) in (0..).zip(self.slots(above)) {
            let mut before = holder.taken;
            for at in 0..most {
                let taken = if own.nonempty && at == 0 {
                    before.clone()
                } else {
                    let taken = self.declare("e", "Bool", Free::Entry(plane, slots.len() as u32));
                    self.assert(&apply("=>", &[&taken, &before]));
                    taken
                };
                before.clone_from(&taken);
                slots.push(Slot { parent, taken });
            }
        }
        self.slots[plane.index()] = Some(slots.clone());
        slots
    }

    /// The place of an outer plane that holds a place.
    pub(super) fn climb(&mut self, plane: PlaneId, slot: u32, outer: PlaneId) -> u32 {
        let (mut plane, mut slot) = (plane, slot);
        while plane != outer {
            let Some(above) = self.program.planes[plane.index()].parent else { break };
            slot = self.slots(plane).get(slot as usize).map_or(0, |own| own.parent);
            plane = above;
        }
        slot
    }

    /// The places of an inner plane below a place, each with whether it is taken.
    pub(super) fn gathered(&mut self, outer: PlaneId, slot: u32, inner: PlaneId) -> Vec<(u32, Term)> {
        let all = self.slots(inner);
        let mut gathered = Vec::new();
        for (at, own) in (0..).zip(all) {
            if self.climb(inner, at, outer) == slot {
                gathered.push((at, and([own.taken])));
            }
        }
        gathered
    }
}

impl Encoder<'_> {
    /// Whether a place of a list is taken.
    pub fn taken(&mut self, plane: PlaneId, slot: u32) -> Term {
        self.slots(plane).get(slot as usize).map_or(Term::truth(false), |own| own.taken.clone())
    }
}
