//! A day counted from another.

use crate::program::ir::NodeId;
use crate::quantity::shift::Shift;
use crate::trace::value::{Domain, FaultKind, Value};

use super::pass::{At, Pass};

impl Pass<'_> {
    /// 的12个月前, 的当月末日
    pub(super) fn shift(&mut self, at: At, of: NodeId, shift: Shift) -> Value {
        match self.get(of, at.instance) {
            Value::Date(day) => match shift.apply(day) {
                Some(moved) => Value::Date(moved),
                None => self.fault(at, FaultKind::NoRule),
            },
            Value::Fault(fault) => Value::Fault(fault),
            Value::Absent => self.fault(at, FaultKind::AbsentOperand),
            open => {
                // No range of days is kept: an open day is any day, and so is one counted from it.
                let shaky = self.state.is_shaky(open);
                let questions = self.state.questions(open).to_vec();
                self.open(questions, Domain::Any, shaky)
            }
        }
    }
}
