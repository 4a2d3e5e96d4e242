//! The typed model: the bound model with a type for each expression and item.

use crate::names::tree::{CategoryIndex, EntityIndex, Expr, ItemIndex, Model, Subject};
use crate::quantity::unit::{Base, Unit};

/// Type of a single value.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Scalar {
    /// 是否
    Truth,
    /// A number.
    Number(Unit),
    /// An element.
    Element(CategoryIndex),
    /// A day.
    Date,
    /// Text.
    Text,
    /// A place.
    Place,
    /// 无
    Absent,
}

/// Type of an expression.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Ty {
    /// One value.
    Value(Scalar),
    /// An instance.
    Entity(EntityIndex),
    /// An element of a list of values.
    Subject(CategoryIndex),
    /// Instances.
    Entities(EntityIndex),
    /// Values of a category.
    Elements(CategoryIndex),
    /// A value for each instance of a list; the measure by which summing multiplies (人/户).
    Values(Scalar, Option<(Base, Base)>),
    /// Reported already.
    Broken,
}

/// What is known of a number besides its unit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Traits {
    /// Exact in fen by construction.
    pub exact: bool,
    /// It may be below zero.
    pub negative: bool,
    /// The fact may be absent here.
    pub optional: bool,
}

impl Traits {
    /// A plain value.
    pub const PLAIN: Traits = Traits { exact: true, negative: false, optional: false };
}

/// Type of an item's value.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct ItemType {
    /// Its type.
    pub scalar: Scalar,
    /// Traits of a number.
    pub traits: Traits,
}

/// A model whose expressions are typed.
#[derive(Clone, Debug)]
pub struct Typed {
    /// The bound model.
    pub model: Model,
    /// By expression id.
    pub types: Vec<(Ty, Traits)>,
    /// By item.
    pub items: Vec<Option<ItemType>>,
}

impl Typed {
    /// Type of an expression.
    pub fn ty(&self, expr: &Expr) -> Ty {
        self.types.get(expr.id as usize).map_or(Ty::Broken, |(ty, _)| *ty)
    }
    /// Type of an item's value.
    pub fn item(&self, item: ItemIndex) -> Option<ItemType> {
        self.items.get(item).copied().flatten()
    }
}

/// The subjects of an expression while it is checked, outermost first, and facts known to be present.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// Subjects.
    pub subjects: Vec<Subject>,
    /// Keys of facts that are not absent here.
    pub present: Vec<String>,
    /// Unit of the amount that a table of authorities looks at.
    pub amount: Option<Unit>,
}
