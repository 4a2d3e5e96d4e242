//! Planes, fields and categories of a program: the shape of records.

use super::choice::one_more_key;
use super::ir::*;
use super::lowering::Lowering;
use crate::names::tree::{self as bound, FieldKind};
use crate::quantity::unit::Base;
use crate::syntax::tree::Body;

impl Lowering<'_> {
    /// Lays out the record.
    pub fn lay_out(&mut self) {
        let model = &self.typed.model;
        for category in &model.categories {
            let aliases = category.titles.iter().map(|(title, at)| (title.clone(), *at)).collect();
            self.program.categories.push(Category {
                name: category.name.clone(),
                elements: category.elements.clone(),
                aliases,
                open: category.open,
                ordered: category.ordered,
                components: category.components.iter().map(|c| CategoryId(*c as u32)).collect(),
            });
        }
        let Some(root) = model.root else { return };
        let entity = &model.entities[root];
        self.program.planes.push(Plane {
            name: entity.name.clone(),
            external: Vec::new(),
            entity: entity.name.clone(),
            pronoun: entity.pronoun.clone(),
            parent: None,
            element: None,
            optional: false,
            single: true,
            nonempty: true,
            per: entity.per,
            label: None,
        });
        self.fields_of(PlaneId(0), root);
        self.lists_of(PlaneId(0), root);
    }

    /// Names that documents of the same chain of areas, above and below, declare, in force today or not.
    pub fn name_other_times(&mut self) {
        let mut names: Vec<String> = Vec::new();
        let area = &self.text.area;
        let around = self.corpus.documents_around(area).into_iter();
        for document in around.chain(self.corpus.documents_below(area)) {
            for statement in &self.corpus.documents[document].syntax.statements {
                match &statement.body {
                    Body::Entity { fields, .. } | Body::Extension { fields, .. } => {
                        let said = fields.iter().flat_map(|field| field.names.iter().chain(&field.external));
                        names.extend(said.map(|name| name.text.clone()));
                    }
                    Body::Scope { name, open: true, .. } => names.push(one_more_key(&name.text)),
                    Body::Judgement { name, .. } | Body::Benefit { name, .. } => {
                        names.push(name.text.clone())
                    }
                    _ => {}
                }
            }
        }
        let now = &self.program;
        names.retain(|name| now.fields.iter().all(|f| f.name != *name && !f.external.contains(name)));
        names.retain(|name| now.planes.iter().all(|p| p.name != *name && !p.external.contains(name)));
        names.retain(|name| self.typed.model.items.iter().all(|item| item.name != *name));
        names.sort();
        names.dedup();
        self.program.other_times = names;
    }

    fn fields_of(&mut self, plane: PlaneId, entity: usize) {
        let typed = self.typed;
        for (at, field) in typed.model.entities[entity].fields.iter().enumerate() {
            let ty = match field.kind {
                FieldKind::Truth | FieldKind::Monthly => Type::Truth,
                FieldKind::Number(unit) => Type::Number(unit),
                FieldKind::Element(category) => Type::Element(CategoryId(category as u32)),
                FieldKind::Date => Type::Date,
                FieldKind::Text => Type::Text,
                FieldKind::Place => Type::Place,
                _ => continue,
            };
            let id = self.field(plane, field, ty);
            self.facts.insert((plane, at), id);
            let slot = &mut self.program.planes[plane.index()].label;
            if ty == Type::Text && slot.is_none() && !plane_is_root(plane) {
                *slot = Some(id);
            }
        }
    }

    fn field(&mut self, plane: PlaneId, field: &bound::Field, ty: Type) -> FieldId {
        let id = FieldId(self.program.fields.len() as u32);
        self.declared.push(field.span);
        self.program.fields.push(Field {
            plane,
            name: field.name.clone(),
            external: field.external.clone(),
            ty,
            monthly: field.kind == FieldKind::Monthly,
            optional: field.optional,
            doc: field.doc.clone(),
        });
        id
    }

    fn lists_of(&mut self, parent: PlaneId, entity: usize) {
        let typed = self.typed;
        for (at, field) in typed.model.entities[entity].fields.iter().enumerate() {
            let (held, element, single) = match field.kind {
                FieldKind::Entities(held) => (Some(held), None, false),
                FieldKind::Entity(held) => (Some(held), None, true),
                FieldKind::Elements(category) => (None, Some(category), false),
                _ => continue,
            };
            let plane = PlaneId(self.program.planes.len() as u32);
            let parent_per = self.program.planes[parent.index()].per;
            let (entity, pronoun, per) = match (held, element) {
                (Some(held), _) => {
                    let entity = &typed.model.entities[held];
                    (entity.name.clone(), entity.pronoun.clone(), entity.per)
                }
                (None, Some(category)) => {
                    let name = typed.model.categories[category].name.clone();
                    (name.clone(), name, parent_per)
                }
                (None, None) => continue,
            };
            // A household without a person is no household.
            let nonempty = per == Base::Person && parent == PlaneId(0) && !field.optional;
            self.program.planes.push(Plane {
                name: field.name.clone(),
                external: field.external.clone(),
                entity,
                pronoun,
                parent: Some(parent),
                element: element.map(|c| CategoryId(c as u32)),
                optional: field.optional,
                single,
                nonempty,
                per,
                label: None,
            });
            self.children.insert((parent, self.entity_of(parent), at), plane);
            match (held, element) {
                (Some(held), _) => {
                    self.fields_of(plane, held);
                    self.lists_of(plane, held);
                }
                (None, Some(category)) => {
                    let ty = Type::Element(CategoryId(category as u32));
                    let id = self.field(plane, field, ty);
                    self.values.insert(plane, id);
                }
                (None, None) => {}
            }
        }
    }

    /// Entity index of a plane.
    pub fn entity_of(&self, plane: PlaneId) -> usize {
        let name = &self.program.planes[plane.index()].entity;
        self.typed.model.entities.iter().position(|e| e.name == *name).unwrap_or(usize::MAX)
    }
}

fn plane_is_root(plane: PlaneId) -> bool {
    plane == PlaneId(0)
}
