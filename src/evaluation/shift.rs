//! A day counted from another.

use crate::program::ir::NodeId;
use crate::quantity::shift::Shift;
use crate::trace::value::{Domain, FaultKind, Value};

use super::pass::{At, Pass};

impl Pass<'_> {
    /// 的12个月前, 的当月末日
    pub(super) fn shift(&mut self, at: At, of: NodeId, shift: Shift) -> Value {
        match self.get(of, at.instance) {
            Value::Date(day) => match (shift, shift.apply(day)) {
                (_, Some(moved)) => Value::Date(moved),
                (Shift::WorkingDays(count), None) => match self.plan.program.working_days_from(day, count) {
                    Ok(moved) => Value::Date(moved),
                    Err(year) => self.fault(at, FaultKind::NoCalendar(year)),
                },
                (_, None) => self.fault(at, FaultKind::NoRule),
            },
            Value::Fault(fault) => Value::Fault(fault),
            Value::Absent => self.fault(at, FaultKind::AbsentOperand),
            open => {
                // No range of days is kept: an open day is any day, and so is one counted from it.
                // Which years must be arranged is open too.
                let shaky = self.state.is_shaky(open) || matches!(shift, Shift::WorkingDays(_));
                let questions = self.state.questions(open).to_vec();
                self.open(questions, Domain::Any, shaky)
            }
        }
    }
}
