//! Declarations: categories, entities, parameters, sets, and the names of items.

use super::error;
use super::scope::{Binder, Symbol};
use super::tree::*;
use crate::corpus::members;
use crate::corpus::tree::own_key;
use crate::diagnostics::nearest::nearest;
use crate::quantity::rounding::Rounding;
use crate::quantity::unit::Base;
use crate::source::Span;
use crate::syntax::tree::{Body, FieldRow, FieldType, Word};

impl Binder<'_> {
    /// Declares everything of the text in force by name; bodies are bound afterwards.
    pub fn declare_all(&mut self) {
        self.declare_categories();
        self.declare_entities();
        self.declare_usages();
        self.declare_items();
        self.read_figures();
    }

    fn declare_categories(&mut self) {
        for (key, item) in &self.text.items {
            let (open, ordered, titles, names, span) = match &item.body {
                Body::Category { name, open, ordered, elements } => {
                    let titles = elements
                        .iter()
                        .enumerate()
                        .filter_map(|(at, (_, title))| title.as_ref().map(|t| (t.text.clone(), at as u32)))
                        .collect();
                    (*open, *ordered, titles, Vec::new(), name.span)
                }
                Body::Compound { name, components } => {
                    (false, false, Vec::new(), components.clone(), name.span)
                }
                _ => continue,
            };
            let components = names
                .iter()
                .filter_map(|name| match self.globals.get(&name.text) {
                    Some(Symbol::Category(at)) => Some(*at),
                    _ => {
                        self.diagnostics.push(error::unknown_category(&name.text, name.span, None));
                        None
                    }
                })
                .collect();
            let elements = members::elements(&self.text.items, key).unwrap_or_default();
            self.globals.insert(key.clone(), Symbol::Category(self.model.categories.len()));
            self.model.categories.push(Category {
                name: key.clone(),
                elements,
                titles,
                open,
                ordered,
                components,
                span,
            });
        }
    }

    fn declare_entities(&mut self) {
        let text = self.text;
        for (key, item) in &text.items {
            if let Body::Entity { name, pronoun, .. } = &item.body {
                self.globals.insert(key.clone(), Symbol::Entity(self.model.entities.len()));
                let pronoun = pronoun.as_ref().map_or_else(|| name.text.clone(), |p| p.text.clone());
                self.model.entities.push(Entity {
                    name: key.clone(),
                    pronoun,
                    per: Base::Household,
                    counts: None,
                    recording: None,
                    fields: Vec::new(),
                    owners: Vec::new(),
                    span: name.span,
                });
            }
        }
        let mut rows: Vec<(EntityIndex, Vec<FieldRow>)> = Vec::new();
        for (key, item) in &text.items {
            if let (Body::Entity { counted, fields, .. }, Some(Symbol::Entity(at))) =
                (&item.body, self.globals.get(key))
            {
                let at = *at;
                match counted {
                    Some(true) => self.model.entities[at].counts = Some(Base::Person),
                    Some(false) => {
                        self.model.entities[at].counts = Some(Base::Household);
                        self.model.root = Some(at);
                    }
                    None => {}
                }
                rows.push((at, fields.clone()));
            }
        }
        for by in &text.others {
            if let Body::Extension { entity, fields } = &self.corpus.statement(*by).body {
                match self.globals.get(&entity.text) {
                    Some(Symbol::Entity(at)) => rows.push((*at, fields.clone())),
                    _ => self.diagnostics.push(error::unknown_category(&entity.text, entity.span, None)),
                }
            }
        }
        self.link_owners(&rows);
        for (entity, rows) in &rows {
            for row in rows {
                self.declare_fields(*entity, row);
            }
        }
        for (key, item) in &text.items {
            if let (Body::Entity { recording: Some((status, from, to)), .. }, Some(Symbol::Entity(at))) =
                (&item.body, self.globals.get(key).copied())
            {
                let found =
                    (self.known_field(at, status), self.known_field(at, from), self.known_field(at, to));
                if let (Some(status), Some(from), Some(to)) = found {
                    self.model.entities[at].recording = Some((status, from, to));
                }
            }
        }
        self.declare_variations(&rows);
    }

    fn known_field(&mut self, entity: EntityIndex, name: &Word) -> Option<usize> {
        let field = self.field(entity, &name.text);
        if field.is_none() {
            self.diagnostics.push(error::unknown(&name.text, name.span, None));
        }
        field
    }

    /// Who holds lists of whom; an entity's bare amounts are per the nearest counted owner.
    fn link_owners(&mut self, rows: &[(EntityIndex, Vec<FieldRow>)]) {
        for (owner, rows) in rows {
            for row in rows {
                let (FieldType::Several(name) | FieldType::Named(name)) = &row.ty else { continue };
                if let Some(Symbol::Entity(held)) = self.globals.get(name).copied()
                    && !self.model.entities[held].owners.contains(owner)
                {
                    self.model.entities[held].owners.push(*owner);
                }
            }
        }
        for at in 0..self.model.entities.len() {
            if self.model.is_owner(at, at) {
                let (name, span) = (self.model.entities[at].name.clone(), self.model.entities[at].span);
                self.diagnostics.push(error::entity_cycle(&name, span));
                self.model.entities[at].owners.clear();
            }
        }
        for at in 0..self.model.entities.len() {
            self.model.entities[at].per = self.per(at);
        }
    }

    fn per(&self, entity: EntityIndex) -> Base {
        let mut at = entity;
        for _ in 0..self.model.entities.len() {
            if let Some(base) = self.model.entities[at].counts {
                return base;
            }
            match self.model.entities[at].owners.first() {
                Some(owner) => at = *owner,
                None => break,
            }
        }
        Base::Household
    }

    fn declare_fields(&mut self, entity: EntityIndex, row: &FieldRow) {
        let per = self.model.entities[entity].per;
        let kind = match &row.ty {
            FieldType::Unit(unit) => FieldKind::Number(unit.filled_for(per)),
            FieldType::Monthly(_) => FieldKind::Monthly,
            FieldType::Several(name) => match self.globals.get(name) {
                Some(Symbol::Entity(held)) => FieldKind::Entities(*held),
                Some(Symbol::Category(held)) => FieldKind::Elements(*held),
                _ => return self.unknown_type(name, row.ty_span),
            },
            FieldType::Named(name) => match name.as_str() {
                "文字" => FieldKind::Text,
                "是否" => FieldKind::Truth,
                "日期" => FieldKind::Date,
                "地点" => FieldKind::Place,
                "数" => FieldKind::Number(crate::quantity::unit::Unit::PURE),
                _ => match self.globals.get(name) {
                    Some(Symbol::Category(at)) => FieldKind::Element(*at),
                    Some(Symbol::Entity(at)) => FieldKind::Entity(*at),
                    _ => return self.unknown_type(name, row.ty_span),
                },
            },
        };
        for name in &row.names {
            if let Some(old) = self.field(entity, &name.text) {
                let other = self.model.entities[entity].fields[old].span;
                self.diagnostics.push(error::duplicate_field(&name.text, name.span, other));
                continue;
            }
            self.model.entities[entity].fields.push(Field {
                name: name.text.clone(),
                kind: kind.clone(),
                optional: row.optional,
                external: row.external.iter().map(|w| w.text.clone()).collect(),
                variation: None,
                doc: row.doc.clone(),
                span: name.span,
            });
        }
    }

    fn unknown_type(&mut self, name: &str, span: Span) {
        let known: Vec<String> = self.globals.keys().cloned().collect();
        let near = nearest(name, known.iter().map(String::as_str)).map(str::to_owned);
        self.diagnostics.push(error::unknown_category(name, span, near.as_deref()));
    }

    fn declare_usages(&mut self) {
        let text = self.text;
        for by in &text.others {
            if let Body::Usage(usages) = &self.corpus.statement(*by).body {
                for usage in usages {
                    if let Some(inclusive) = usage.inclusive {
                        self.usages.insert((by.document, usage.word.text.clone()), inclusive);
                    }
                }
            }
        }
    }

    fn declare_items(&mut self) {
        let text = self.text;
        for (key, item) in &text.items {
            if let Body::Exclusion { members, .. } = &item.body {
                let span = members.iter().flatten().map(|m| m.name.span).reduce(Span::to);
                self.declare_exclusion(key, item, span);
                continue;
            }
            let (name, owner): (&Word, Option<&Word>) = match &item.body {
                Body::Parameter { name, .. } | Body::Adjustments { name, .. } => (name, None),
                Body::Scope { name, entity, over, .. } => (name, entity.then_some(over)),
                Body::Definition { owner, name, .. }
                | Body::Determination { owner, name, .. }
                | Body::Benefit { owner, name, .. }
                | Body::Judgement { owner, name, .. }
                | Body::Disregard { owner, name, .. } => (name, Some(owner)),
                Body::Table { name, owner, .. } => (name, owner.as_ref()),
                _ => continue,
            };
            let subject = match owner {
                Some(owner) => match self.subject(&owner.text) {
                    Some(subject) => Some(subject),
                    None => {
                        self.unknown_type(&owner.text, owner.span);
                        continue;
                    }
                },
                None => None,
            };
            let known = if item.body.is_own() {
                own_key(&name.text, &self.corpus.documents[item.origin.document].code)
            } else {
                name.text.clone()
            };
            let index = self.model.items.len();
            let ended = item.ended.as_ref().map(|e| format!("自{}起{}", e.since, e.verb));
            self.model.items.push(Item {
                key: key.clone(),
                name: name.text.clone(),
                subject,
                body: ItemBody::Parameter,
                origin: item.origin,
                span: name.span,
                ended,
            });
            match &item.body {
                Body::Parameter { axes, unit, monthly, .. } => {
                    self.declare_parameter(name, axes, (*unit, *monthly), index);
                }
                Body::Scope { entity: false, over, open, members, .. } => {
                    let set = self.declare_set(name, over, *open, members.as_deref(), index);
                    if let Some(set) = set {
                        self.globals.insert(known.clone(), Symbol::Set(set));
                    }
                }
                Body::Definition { .. } | Body::Disregard { .. } => {}
                _ => {
                    self.globals.insert(known.clone(), Symbol::Item(index));
                }
            }
            if let Some(subject) = subject.filter(|_| !matches!(item.body, Body::Disregard { .. })) {
                self.members.insert((subject, known), index);
            }
        }
    }

    fn declare_parameter(
        &mut self,
        name: &Word,
        axes: &[Word],
        (unit, monthly): (crate::quantity::unit::Unit, Option<(Rounding, Span)>),
        item: ItemIndex,
    ) {
        let yearly = axes.iter().any(|axis| axis.text == "年度");
        let mut categories = Vec::new();
        for axis in axes.iter().filter(|axis| axis.text != "年度") {
            match self.globals.get(&axis.text) {
                Some(Symbol::Category(at)) => categories.push(*at),
                _ => self.unknown_type(&axis.text, axis.span),
            }
        }
        self.globals.insert(name.text.clone(), Symbol::Parameter(self.model.parameters.len()));
        self.model.parameters.push(Parameter {
            name: name.text.clone(),
            axes: categories,
            yearly,
            unit,
            monthly,
            item,
            figures: Vec::new(),
            formulas: Vec::new(),
        });
    }

    fn declare_set(
        &mut self,
        name: &Word,
        over: &Word,
        open: bool,
        members: Option<&[crate::syntax::tree::Member]>,
        item: ItemIndex,
    ) -> Option<usize> {
        self.model.items[item].body = ItemBody::Set;
        let Some(Symbol::Category(category)) = self.globals.get(&over.text).copied() else {
            self.unknown_type(&over.text, over.span);
            return None;
        };
        let mut elements = Vec::new();
        for member in members.unwrap_or_default() {
            elements.extend(self.elements_named(category, &member.name));
        }
        elements.sort_unstable();
        elements.dedup();
        self.model.sets.push(Set {
            name: name.text.clone(),
            category,
            elements,
            open,
            item,
            unstated: members.is_none(),
        });
        Some(self.model.sets.len() - 1)
    }

    /// The elements that a word stands for in a category; reports one that stands for none.
    pub fn elements_named(&mut self, category: CategoryIndex, word: &Word) -> Vec<u32> {
        let found = self.try_elements(category, &word.text);
        if found.is_empty() && self.kept_by(&word.text).is_some() {
            let diagnostic = self.unknown_name(&word.text, word.span);
            self.diagnostics.push(diagnostic);
        } else if found.is_empty() {
            let c = &self.model.categories[category];
            let sets = self.model.sets.iter().filter(|set| set.category == category);
            let near = nearest(&word.text, c.elements.iter().map(String::as_str))
                .or_else(|| nearest(&word.text, sets.map(|set| set.name.as_str())))
                .map(str::to_owned);
            let diagnostic = error::unknown_element(&word.text, &c.name, word.span, c.span, near.as_deref());
            self.diagnostics.push(diagnostic);
        }
        found
    }

    /// The elements that a word stands for, if any.
    pub fn try_elements(&self, category: CategoryIndex, word: &str) -> Vec<u32> {
        let c = &self.model.categories[category];
        let position = |name: &str| c.elements.iter().position(|e| e == name).map(|at| at as u32);
        let mut found: Vec<u32> =
            members::expand(&c.elements, word).iter().filter_map(|name| position(name)).collect();
        if found.is_empty() {
            found.extend(c.titles.iter().filter(|(title, _)| title == word).map(|(_, at)| *at));
        }
        found
    }

    fn read_figures(&mut self) {
        for figure in &self.text.figures {
            let Some(Symbol::Parameter(at)) = self.globals.get(&figure.parameter).copied() else {
                let ours = self.text.area.within(&figure.area);
                if ours
                    && self.corpus.statement(figure.by).span.file == figure.span.file
                    && self.text.documents.contains(&figure.by.document)
                {
                    let known: Vec<String> = self.globals.keys().cloned().collect();
                    let near = nearest(&figure.parameter, known.iter().map(String::as_str))
                        .map(|n| format!("是否想写“{n}”？"));
                    self.diagnostics.push(error::unknown(
                        &figure.parameter,
                        self.corpus.statement(figure.by).span,
                        near,
                    ));
                }
                continue;
            };
            let axes = self.model.parameters[at].axes.clone();
            let mut places: Vec<Option<u32>> = vec![None; axes.len()];
            let mut fits = figure.coordinates.len() == axes.len()
                && figure.year.is_some() == self.model.parameters[at].yearly;
            for word in &figure.coordinates {
                let slot = axes.iter().enumerate().find_map(|(axis, category)| {
                    let found = self.try_elements(*category, &word.text);
                    (places[axis].is_none() && found.len() == 1).then(|| (axis, found[0]))
                });
                match slot {
                    Some((axis, element)) => places[axis] = Some(element),
                    None => {
                        fits = false;
                        if let [category] = axes[..] {
                            self.elements_named(category, word);
                        } else {
                            let declared = self.model.items[self.model.parameters[at].item].span;
                            let found = error::bad_coordinates(&figure.parameter, word.span, declared);
                            let all = axes.iter().flat_map(|axis| &self.model.categories[*axis].elements);
                            let near = nearest(&word.text, all.map(String::as_str));
                            let near = near.filter(|near| *near != word.text);
                            self.diagnostics.push(match near {
                                Some(near) => found.help(format!("是否想写“{near}”？")),
                                None => found,
                            });
                        }
                    }
                }
            }
            let complete: Option<Vec<u32>> = places.into_iter().collect();
            match complete.filter(|_| fits) {
                Some(coordinates) => self.model.parameters[at].figures.push((figure.clone(), coordinates)),
                None if figure.coordinates.len() != axes.len()
                    || figure.year.is_some() != self.model.parameters[at].yearly =>
                {
                    let declared = self.model.items[self.model.parameters[at].item].span;
                    self.diagnostics.push(error::bad_coordinates(&figure.parameter, figure.span, declared));
                }
                None => {}
            }
        }
    }
}
