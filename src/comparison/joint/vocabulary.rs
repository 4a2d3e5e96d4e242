//! Categories, planes, facts and questions of two texts as one vocabulary.

use super::side::Join;
use crate::program::ir::{
    Answer, Category, CategoryId, Field, FieldId, Plane, PlaneId, Program, Question, QuestionId, Type,
};

/// Categories of one side among those of the joint program, with their elements.
#[derive(Clone, Debug, Default)]
pub(super) struct Named {
    pub(super) categories: Vec<CategoryId>,
    pub(super) elements: Vec<Vec<u32>>,
}

impl Named {
    /// A type of the side in the joint program.
    pub(super) fn ty(&self, ty: Type) -> Type {
        match ty {
            Type::Element(category) => Type::Element(self.category(category)),
            other => other,
        }
    }

    pub(super) fn category(&self, category: CategoryId) -> CategoryId {
        self.categories.get(category.index()).copied().unwrap_or(category)
    }

    pub(super) fn element(&self, category: CategoryId, element: u32) -> u32 {
        let elements = self.elements.get(category.index());
        elements.and_then(|all| all.get(element as usize)).copied().unwrap_or(element)
    }
}

/// Whether two types hold the same values: money per month and per year do.
pub(super) fn alike(one: Type, other: Type) -> bool {
    match (one, other) {
        (Type::Number(one), Type::Number(other)) => one.dimension == other.dimension,
        (one, other) => one == other,
    }
}

impl Join {
    /// Takes the categories of a side in, simple ones first. Their elements have places only when both sides are in.
    pub(super) fn categories(&mut self, program: &Program, named: impl Fn(&str) -> String) -> Named {
        let count = program.categories.len();
        let mut own = Named { categories: vec![CategoryId(0); count], elements: Vec::new() };
        for at in in_order(program) {
            if let Some(category) = program.categories.get(at) {
                own.categories[at] = self.category(category, &own, &named);
            }
        }
        own
    }

    fn category(&mut self, category: &Category, own: &Named, named: impl Fn(&str) -> String) -> CategoryId {
        let name = named(&category.name);
        let components: Vec<CategoryId> = category.components.iter().map(|id| own.category(*id)).collect();
        let words: Vec<String> = category.elements.iter().map(|element| named(element)).collect();
        let joint = &mut self.weaver.program.categories;
        let known = joint.iter().position(|known| known.name == name && known.components == components);
        if let Some(at) = known {
            if let Some(elements) = united(&joint[at], &words, category.ordered) {
                joint[at].elements = elements;
                joint[at].ordered |= category.ordered;
                // What one text does not read at all is no household that both decide.
                joint[at].open &= category.open;
                return CategoryId(at as u32);
            }
            self.remarks.push(format!("类别“{name}”的次序在两个文本里不同，分开处理"));
        }
        let elements = if components.is_empty() { words } else { Vec::new() };
        let (open, ordered) = (category.open, category.ordered);
        joint.push(Category { name, elements, aliases: Vec::new(), open, ordered, components });
        CategoryId(joint.len() as u32 - 1)
    }

    /// Finds the places of a side's elements, when the categories of both sides are in.
    pub(super) fn elements(&mut self, program: &Program, own: &mut Named, named: impl Fn(&str) -> String) {
        own.elements = vec![Vec::new(); program.categories.len()];
        for at in in_order(program) {
            let (Some(category), Some(id)) = (program.categories.get(at), own.categories.get(at).copied())
            else {
                continue;
            };
            let joint = &self.weaver.program.categories;
            let Some(known) = joint.get(id.index()) else { continue };
            let words: Vec<String> = category.elements.iter().map(|element| named(element)).collect();
            let places: Vec<u32> = if known.components.is_empty() {
                let of = |word: &String| known.elements.iter().position(|known| known == word);
                words.iter().map(|word| of(word).unwrap_or(0) as u32).collect()
            } else {
                let size = |id: &CategoryId| joint[id.index()].elements.len().max(1) as u32;
                let sizes: Vec<u32> = known.components.iter().map(size).collect();
                let of = |element: u32| {
                    let parts = parts_of(program, category, element).into_iter();
                    let parts = parts.zip(&category.components).zip(&sizes);
                    parts.fold(0, |index, ((part, component), size)| {
                        index * size + own.element(*component, part)
                    })
                };
                (0..category.elements.len() as u32).map(of).collect()
            };
            if !known.components.is_empty() {
                self.compound(id.index(), &words, &places);
            }
            let aliases = category.aliases.iter().filter_map(|(word, element)| {
                places.get(*element as usize).map(|element| (word.clone(), *element))
            });
            let known = &mut self.weaver.program.categories[id.index()].aliases;
            for alias in aliases {
                if !known.contains(&alias) {
                    known.push(alias);
                }
            }
            own.elements[at] = places;
        }
    }

    /// Names the combinations of a compound category: as a side calls them, or by its components.
    fn compound(&mut self, at: usize, words: &[String], places: &[u32]) {
        let joint = &self.weaver.program.categories;
        let lists: Vec<&[String]> =
            joint[at].components.iter().map(|id| joint[id.index()].elements.as_slice()).collect();
        let mut named = vec![String::new()];
        for list in lists {
            let longer = named.iter().flat_map(|head| list.iter().map(move |tail| format!("{head}{tail}")));
            named = longer.collect();
        }
        let before = std::mem::take(&mut self.weaver.program.categories[at].elements);
        if before.len() == named.len() {
            named = before;
        }
        for (word, place) in words.iter().zip(places) {
            if let Some(slot) = named.get_mut(*place as usize) {
                slot.clone_from(word);
            }
        }
        self.weaver.program.categories[at].elements = named;
    }

    /// Takes the planes of a side in.
    pub(super) fn planes(
        &mut self,
        program: &Program,
        own: &Named,
        named: impl Fn(&str) -> String,
    ) -> Vec<PlaneId> {
        let mut planes: Vec<PlaneId> = Vec::with_capacity(program.planes.len());
        for plane in &program.planes {
            let parent = plane.parent.and_then(|parent| planes.get(parent.index()).copied());
            let element = plane.element.map(|category| own.category(category));
            let name = named(&plane.name);
            let joint = &mut self.weaver.program.planes;
            let same = |known: &Plane| {
                known.parent == parent && (parent.is_none() || known.name == name) && known.per == plane.per
            };
            let fits = |known: &Plane| known.element == element && known.single == plane.single;
            let at = match joint.iter().position(|known| same(known) && (parent.is_none() || fits(known))) {
                Some(at) => {
                    joint[at].optional &= plane.optional;
                    joint[at].nonempty |= plane.nonempty;
                    for name in &plane.external {
                        if !joint[at].external.contains(name) {
                            joint[at].external.push(name.clone());
                        }
                    }
                    at
                }
                None => {
                    if joint.iter().any(same) {
                        self.remarks.push(format!("清单“{name}”在两个文本里写法不同，分开处理"));
                    }
                    joint.push(Plane { name, parent, element, label: None, ..plane.clone() });
                    joint.len() - 1
                }
            };
            planes.push(PlaneId(at as u32));
        }
        planes
    }

    /// Takes the facts of a side in.
    pub(super) fn fields(
        &mut self,
        program: &Program,
        own: &Named,
        planes: &[PlaneId],
        named: impl Fn(&str) -> String,
    ) -> Vec<FieldId> {
        let mut fields = Vec::with_capacity(program.fields.len());
        for field in &program.fields {
            let (name, ty) = (named(&field.name), own.ty(field.ty));
            let plane = planes.get(field.plane.index()).copied().unwrap_or(PlaneId(0));
            let joint = &mut self.weaver.program.fields;
            let same = |known: &Field| known.plane == plane && known.name == name;
            let fits = |known: &Field| alike(known.ty, ty) && known.monthly == field.monthly;
            let at = match joint.iter().position(|known| same(known) && fits(known)) {
                Some(at) => {
                    joint[at].optional &= field.optional;
                    for name in &field.external {
                        if !joint[at].external.contains(name) {
                            joint[at].external.push(name.clone());
                        }
                    }
                    at
                }
                None => {
                    if joint.iter().any(same) {
                        self.remarks.push(format!("项目“{name}”在两个文本里种类不同，分开处理"));
                    }
                    joint.push(Field { plane, name, ty, ..field.clone() });
                    joint.len() - 1
                }
            };
            fields.push(FieldId(at as u32));
        }
        for (plane, at) in program.planes.iter().zip(planes) {
            let label = plane.label.and_then(|label| fields.get(label.index()).copied());
            if let Some(slot) = self.weaver.program.planes.get_mut(at.index()) {
                slot.label = slot.label.or(label);
            }
        }
        fields
    }

    /// Takes the questions of a side in.
    pub(super) fn questions(
        &mut self,
        program: &Program,
        own: &Named,
        planes: &[PlaneId],
        first_item: u32,
        named: impl Fn(&str) -> String,
    ) -> Vec<QuestionId> {
        let mut questions = Vec::with_capacity(program.questions.len());
        for question in &program.questions {
            let key = named(&question.key);
            let plane = planes.get(question.plane.index()).copied().unwrap_or(PlaneId(0));
            let answer = match &question.answer {
                Answer::Choice(category) => Answer::Choice(own.category(*category)),
                other => other.clone(),
            };
            let joint = &mut self.weaver.program.questions;
            let same = |known: &Question| known.plane == plane && known.key == key;
            let fits = |known: &Question| match (&known.answer, &answer) {
                (Answer::Number(one), Answer::Number(other)) | (Answer::Grant(one), Answer::Grant(other)) => {
                    one.dimension == other.dimension
                }
                (one, other) => one == other,
            };
            let at = match joint.iter().position(|known| same(known) && fits(known)) {
                Some(at) => at,
                None => {
                    if joint.iter().any(same) {
                        self.remarks.push(format!("“{key}”在两个文本里要的回答不同，分开处理"));
                    }
                    let item = crate::program::ir::ItemId(question.item.0 + first_item);
                    joint.push(Question { key, plane, answer, item, ..question.clone() });
                    joint.len() - 1
                }
            };
            questions.push(QuestionId(at as u32));
        }
        questions
    }
}

/// The categories of a program, components before what they are components of.
fn in_order(program: &Program) -> Vec<usize> {
    let mut order: Vec<usize> = Vec::with_capacity(program.categories.len());
    for _ in 0..=program.categories.len() {
        for (at, category) in program.categories.iter().enumerate() {
            if !order.contains(&at) && category.components.iter().all(|id| order.contains(&id.index())) {
                order.push(at);
            }
        }
    }
    order
}

/// The components of an element of a compound category.
fn parts_of(program: &Program, category: &Category, element: u32) -> Vec<u32> {
    let size = |id: &CategoryId| program.categories[id.index()].elements.len().max(1) as u32;
    let mut rest = element;
    let mut parts: Vec<u32> = Vec::with_capacity(category.components.len());
    for component in category.components.iter().rev() {
        parts.push(rest % size(component));
        rest /= size(component);
    }
    parts.reverse();
    parts
}

/// The elements of both, each once; in an order that keeps both where ranks are compared. `None` if there is none.
fn united(known: &Category, words: &[String], ordered: bool) -> Option<Vec<String>> {
    let old = &known.elements;
    if !known.components.is_empty() {
        return Some(old.clone());
    }
    if !(known.ordered || ordered) {
        let fresh = words.iter().filter(|word| !old.contains(word)).cloned();
        return Some(old.iter().cloned().chain(fresh).collect());
    }
    let mut all: Vec<String> = Vec::new();
    let mut rest = old.as_slice();
    for word in words {
        match rest.iter().position(|known| known == word) {
            Some(at) => {
                all.extend(rest.iter().take(at + 1).cloned());
                rest = rest.get(at + 1..).unwrap_or_default();
            }
            None if old.contains(word) => return None,
            None => all.push(word.clone()),
        }
    }
    all.extend(rest.iter().cloned());
    Some(all)
}
