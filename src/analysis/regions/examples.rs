//! The search for a household that meets a test, in regions whose lists are written out.

use super::ask::{Asker, Finding, Visited};
use super::household::Household;
use super::run::{Ground, Lists, Raised, Run};
use super::search::{Order, Stop};
use crate::program::ir::{NodeId, PlaneId};

/// How long each search for a household may take.
const EXAMPLE: usize = 1_500;

/// How many regions of each search may fail to be confirmed.
const TRIES: usize = 8;

/// Ways to look for a household: how long lists may be, which length is tried first, the order of other choices.
const WAYS: [(u32, Order, Order); 9] = [
    (1, Order::Small, Order::Small),
    (1, Order::Large, Order::Small),
    (1, Order::Large, Order::Large),
    (2, Order::Small, Order::Small),
    (2, Order::Large, Order::Small),
    (2, Order::Mixed(5), Order::Mixed(1)),
    (1, Order::Mixed(6), Order::Mixed(2)),
    (2, Order::Large, Order::Mixed(3)),
    (5, Order::Large, Order::Large),
];

impl Asker<'_> {
    /// Looks for a household that meets a test, confirmed by evaluation.
    pub(super) fn example(
        &self,
        roots: &[NodeId],
        plane: PlaneId,
        smallest: bool,
        test: impl Fn(&mut Run<'_, '_>) -> Result<bool, Stop>,
        shows: impl Fn(&Household) -> bool,
    ) -> Finding {
        self.example_in(roots, plane, None, smallest, test, shows)
    }

    /// Looks for a household that meets a test about the first instances of some planes, within a budget for each way.
    pub(super) fn example_at(
        &self,
        roots: &[NodeId],
        planes: &[PlaneId],
        budget: usize,
        test: impl Fn(&mut Run<'_, '_>) -> Result<bool, Stop>,
        shows: impl Fn(&Household) -> bool,
    ) -> Finding {
        let ground = |lists: Lists, guide: Option<Household>| {
            let mut ground = self.ground(roots, planes.first().copied().unwrap_or(PlaneId(0)), lists, None);
            for plane in planes.iter().skip(1) {
                for own in self.chain(*plane) {
                    if !ground.chain.contains(&own) {
                        ground.chain.push(own);
                    }
                }
            }
            Ground { guide, ..ground }
        };
        let mut guide = None;
        self.visit(&ground(Lists::Gathered, None), (Order::Small, Order::Small), budget, &test, |run| {
            guide = Household::of(run);
            guide.is_some()
        });
        for (longest, lengths, order) in WAYS {
            let ground = ground(Lists::Written(longest), guide.clone());
            let (mut found, mut tries) = (None, TRIES);
            let visited = self.visit(&ground, (order, lengths), budget, &test, |run| {
                found = self.confirmed(run, false, &shows);
                tries -= 1;
                found.is_some() || tries == 0
            });
            if let (Visited::Accepted, Some(household)) = (visited, found) {
                return Finding::Shown(Box::new(household));
            }
        }
        Finding::Undecided
    }

    /// Looks for a household that meets a test about two worlds.
    pub(super) fn example_in(
        &self,
        roots: &[NodeId],
        plane: PlaneId,
        raised: Option<Raised>,
        smallest: bool,
        test: impl Fn(&mut Run<'_, '_>) -> Result<bool, Stop>,
        shows: impl Fn(&Household) -> bool,
    ) -> Finding {
        // A region in which lists are not written out has the other facts as they should be.
        let proof = self.ground(roots, plane, Lists::Gathered, raised);
        let mut guide = None;
        self.visit(&proof, (Order::Small, Order::Small), EXAMPLE, &test, |run| {
            guide = Household::of(run);
            guide.is_some()
        });
        for (longest, lengths, order) in WAYS {
            let ground = self.ground(roots, plane, Lists::Written(longest), raised);
            let ground = Ground { guide: guide.clone(), ..ground };
            let (mut found, mut tries) = (None, TRIES);
            let visited = self.visit(&ground, (order, lengths), EXAMPLE, &test, |run| {
                found = self.confirmed(run, smallest, &shows);
                tries -= 1;
                found.is_some() || tries == 0
            });
            if let (Visited::Accepted, Some(household)) = (visited, found) {
                return Finding::Shown(Box::new(household));
            }
        }
        Finding::Undecided
    }
}
