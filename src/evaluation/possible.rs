//! What remains possible when a value depends on something open.

use crate::quantity::interval::Interval;
use crate::trace::value::{Domain, FaultId, Value};

use super::bands::Region;
use super::pass::State;

/// The values that are still possible, gathered one by one.
#[derive(Clone, Debug, Default)]
pub(super) struct Possible {
    first: Option<Value>,
    varied: bool,
    domain: Option<Domain>,
    at_fault: Option<FaultId>,
    masked: bool,
    or_absent: bool,
    or_fault: bool,
}

/// What the gathered values come to.
#[derive(Clone, Debug)]
pub(super) enum Gathered {
    /// One value, whatever happens (it may itself be open or at fault).
    One(Value),
    /// At fault, whatever happens.
    AtFault {
        /// One of the faults.
        fault: FaultId,
        /// An answer may still mask it.
        masked: bool,
    },
    /// Open.
    Open {
        /// What it may be.
        domain: Domain,
        /// It may also be absent.
        or_absent: bool,
        /// It may also be at fault.
        or_fault: bool,
    },
}

impl Possible {
    /// Adds a value that may come about.
    pub(super) fn add(&mut self, state: &State, value: Value) {
        match self.first {
            None => self.first = Some(value),
            Some(first) => self.varied |= first != value,
        }
        let domain = match value {
            Value::Fault(fault) => {
                let masked = state.is_masked(value);
                if self.at_fault.is_none() || masked {
                    self.at_fault = Some(fault);
                }
                if masked {
                    // Once the fault is masked, the value may be anything.
                    self.masked = true;
                }
                return;
            }
            Value::Absent => {
                self.or_absent = true;
                return;
            }
            Value::Open(id) => {
                let open = state.arena.open(id);
                self.or_absent |= open.or_absent;
                self.or_fault |= open.or_fault;
                open.domain.clone()
            }
            Value::Truth(_) => Domain::Truth,
            Value::Number(number) => Domain::Number(Interval::point(number)),
            Value::Element(element) => Domain::Elements(vec![element]),
            Value::Unlisted(_) | Value::Date(_) | Value::Text(_) | Value::Place(_) => Domain::Any,
        };
        self.join(domain);
    }

    /// Adds numbers that may come about.
    pub(super) fn add_range(&mut self, range: Interval) {
        self.varied = true;
        self.join(Domain::Number(range));
    }

    fn join(&mut self, domain: Domain) {
        self.domain = Some(match self.domain.take() {
            None => domain,
            Some(before) => joined(before, domain),
        });
    }

    /// Adds a region of a table's subject.
    pub(super) fn add_region(&mut self, region: Region) {
        match region {
            Region::Numbers(range) => self.add_range(range),
            Region::Element(element) => {
                self.varied = true;
                self.join(Domain::Elements(vec![element]));
            }
        }
    }

    /// Whether nothing was added but faults that stay.
    pub(super) fn only_faults(&self) -> bool {
        self.domain.is_none() && !self.or_absent && !self.masked
    }

    /// Notes that it may also come out at fault.
    pub(super) fn shake(&mut self) {
        self.or_fault = true;
        self.varied = true;
    }

    /// Absent values are passed over.
    pub(super) fn pass_over_absent(&mut self) {
        self.or_absent = false;
    }

    /// Absent values are faults.
    pub(super) fn refuse_absent(&mut self) {
        self.or_fault |= std::mem::take(&mut self.or_absent);
    }

    /// Whether nothing was added.
    pub(super) fn is_empty(&self) -> bool {
        self.first.is_none() && self.domain.is_none()
    }

    /// What it comes to.
    pub(super) fn gathered(self) -> Gathered {
        let Possible { first, varied, domain, at_fault, masked, or_absent, or_fault } = self;
        match (first, domain, at_fault) {
            (Some(value), ..) if !varied && !masked => Gathered::One(value),
            (_, None, Some(fault)) if !or_absent => Gathered::AtFault { fault, masked },
            (_, domain, fault) => Gathered::Open {
                domain: domain.filter(|_| !masked).unwrap_or(Domain::Any),
                or_absent: or_absent || masked,
                or_fault: or_fault || fault.is_some(),
            },
        }
    }
}

/// The smallest domain that holds both.
fn joined(one: Domain, other: Domain) -> Domain {
    match (one, other) {
        (Domain::Truth, Domain::Truth) => Domain::Truth,
        (Domain::Number(a), Domain::Number(b)) => Domain::Number(a.hull(b)),
        (Domain::Elements(mut a), Domain::Elements(b)) => {
            a.extend(b);
            a.sort_unstable();
            a.dedup();
            Domain::Elements(a)
        }
        _ => Domain::Any,
    }
}
