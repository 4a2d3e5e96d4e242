//! Lists over regions: entries written out one by one, or anything that could be gathered from them.

use super::linear::{Linear, Sign};
use super::run::{At, Computed, Lists, Run, truth};
use super::search::Stop;
use super::symbol::{Base, Day, Element, Fault, Lack, Place, Symbol};
use crate::program::ir::{NodeId, PlaneId, Reduction, Type};
use crate::quantity::calendar::Date;
use crate::quantity::ratio::Ratio;

impl Run<'_, '_> {
    /// Gathers a list.
    pub(super) fn reduce(
        &mut self,
        at: At,
        kind: Reduction,
        plane: PlaneId,
        filter: Option<NodeId>,
        value: Option<NodeId>,
    ) -> Computed {
        let Lists::Written(longest) = self.ground.lists else {
            return self.gathered(at, kind, plane, filter, value);
        };
        let mut counted = Vec::new();
        for instance in self.entries(at, plane, longest)? {
            match filter {
                None => counted.push(instance),
                Some(filter) => match truth(&*self.value(at.second, filter, instance)?) {
                    Ok(true) => counted.push(instance),
                    Ok(false) => {}
                    Err(fault) => return Ok(Symbol::Fault(fault)),
                },
            }
        }
        let number = |number: usize| Symbol::Number(Linear::constant(Ratio::from_integer(number as i128)));
        let Some(value) = value else {
            return Ok(match kind {
                Reduction::Exists => Symbol::Truth(!counted.is_empty()),
                Reduction::Every => Symbol::Truth(true),
                Reduction::Count | Reduction::Sum => number(counted.len()),
                Reduction::Least | Reduction::Greatest => self.lacking(at, &[]),
            });
        };
        match kind {
            Reduction::Count => Ok(number(counted.len())),
            Reduction::Exists | Reduction::Every => {
                let mut fault = None;
                for instance in counted {
                    match truth(&*self.value(at.second, value, instance)?) {
                        Ok(holds) if holds == (kind == Reduction::Exists) => {
                            return Ok(Symbol::Truth(holds));
                        }
                        Ok(_) => {}
                        Err(found) => fault = fault.or(Some(found)),
                    }
                }
                Ok(fault.map_or(Symbol::Truth(kind == Reduction::Every), Symbol::Fault))
            }
            Reduction::Sum => {
                let mut sum = Linear::constant(Ratio::ZERO);
                for instance in counted {
                    let entry = self.value(at.second, value, instance)?;
                    match self.linear(at, &entry)? {
                        Ok(entry) => match sum.plus(&entry, Ratio::ONE) {
                            Some(more) => sum = more,
                            None => return Ok(Symbol::Number(self.any_number(at.node, false)?)),
                        },
                        Err(fault) => return Ok(fault),
                    }
                }
                Ok(Symbol::Number(sum))
            }
            Reduction::Least | Reduction::Greatest => {
                let mut symbols = Vec::new();
                for instance in counted {
                    symbols.push((*self.value(at.second, value, instance)?).clone());
                }
                self.extreme_of(at, kind == Reduction::Greatest, &symbols)
            }
        }
    }

    /// The entries of a list below an instance, at most so many in each list on the way.
    fn entries(&mut self, at: At, plane: PlaneId, longest: u32) -> Result<Vec<u32>, Stop> {
        let mut path = Vec::new();
        let mut next = Some(plane);
        while let Some(own) = next.filter(|own| *own != at.plane) {
            path.push(own);
            next = self.ground.program.planes.get(own.index()).and_then(|own| own.parent);
        }
        let mut holders = vec![at.instance];
        for plane in path.into_iter().rev() {
            let mut inner = Vec::new();
            for holder in holders {
                inner.extend(self.list(plane, holder, longest)?);
            }
            holders = inner;
        }
        Ok(holders)
    }

    fn list(&mut self, plane: PlaneId, holder: u32, longest: u32) -> Result<Vec<u32>, Stop> {
        if let Some(known) = self.listed.get(&(plane, holder)) {
            return Ok(known.clone());
        }
        let own = &self.ground.program.planes[plane.index()];
        let mut entries: Vec<u32> = Vec::new();
        if holder == 0 && self.ground.chain.contains(&plane) {
            entries.push(0);
        }
        let least = (entries.len() as u32).max(u32::from(own.nonempty));
        let most = if own.single { 1 } else { longest }.max(least);
        let count = least + self.search.any((most - least + 1) as usize)? as u32;
        let instances = &mut self.instances[plane.index()];
        while (entries.len() as u32) < count {
            entries.push(instances.len() as u32);
            instances.push(holder);
        }
        self.listed.insert((plane, holder), entries.clone());
        Ok(entries)
    }

    /// Whatever a gathering of any list could come to.
    fn gathered(
        &mut self,
        at: At,
        kind: Reduction,
        plane: PlaneId,
        filter: Option<NodeId>,
        value: Option<NodeId>,
    ) -> Computed {
        let own = &self.ground.program.planes[plane.index()];
        let never_empty = filter.is_none() && own.nonempty && own.parent == Some(at.plane);
        Ok(match (kind, value) {
            (Reduction::Exists, None) => {
                let count = self.count(at, plane, filter, never_empty)?;
                let one = Linear { constant: Ratio::from_integer(-1), ..count };
                Symbol::Truth(self.search.holds(&one, Sign::NotBelow)?)
            }
            (Reduction::Exists | Reduction::Every, _) => self.coin(at)?,
            (Reduction::Count, _) | (Reduction::Sum, None) => {
                Symbol::Number(self.count(at, plane, filter, never_empty)?)
            }
            (Reduction::Sum, Some(_)) => Symbol::Number(self.any_number(at.node, false)?),
            (Reduction::Least | Reduction::Greatest, _) => {
                if !never_empty && self.search.any(2)? == 0 {
                    Symbol::Fault(Fault { lack: Lack::Other, node: at.node })
                } else {
                    self.anything(at)?
                }
            }
        })
    }

    /// How many entries pass a filter: any whole number, the same for every rule that asks.
    fn count(
        &mut self,
        at: At,
        plane: PlaneId,
        filter: Option<NodeId>,
        never_empty: bool,
    ) -> Result<Linear, Stop> {
        let shape = filter.and_then(|filter| self.ground.shapes.get(filter.index()).copied());
        let key = (plane, shape, at.instance, at.second);
        let unknown = match self.counts.get(&key) {
            Some(unknown) => *unknown,
            None => {
                let unknown = self.search.unknown(true);
                let least = Ratio::from_integer(if never_empty { -1 } else { 0 });
                let beyond = Linear { constant: least, terms: vec![(unknown, Ratio::ONE)] };
                self.search.require(&beyond, Sign::NotBelow)?;
                self.counts.insert(key, unknown);
                unknown
            }
        };
        Ok(Linear::unknown(unknown))
    }

    /// Any value of a node's type.
    fn anything(&mut self, at: At) -> Computed {
        Ok(match self.ground.program.node(at.node).ty {
            Type::Truth => self.coin(at)?,
            Type::Number(_) => Symbol::Number(self.any_number(at.node, false)?),
            Type::Element(category) => {
                let finite = self.element(category);
                let unlisted = self.ground.program.categories[category.index()].elements.len() as u32;
                Symbol::Element(Element { base: Base::Picked(finite), parts: Vec::new(), unlisted })
            }
            Type::Date => {
                let day = self.day(Date::from_ymd(1900, 1, 1), Date::from_ymd(2200, 12, 31))?;
                Symbol::Day(Day::Moved { from: day, shifts: Vec::new() })
            }
            Type::Place => Symbol::Place(Place::Picked(self.search.finite(self.ground.places.len() as u32))),
            Type::Text => Symbol::Text(None),
        })
    }
}
