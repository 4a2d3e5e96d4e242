//! What is visible where: the symbol table and the subjects of a sentence.

use indexmap::IndexMap;

use super::tree::{EntityIndex, Expr, FieldKind, ItemIndex, Kind, Model, Subject};
use crate::corpus::{Corpus, TextInForce};
use crate::diagnostics::Diagnostic;
use crate::source::Span;

/// What a global name stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Symbol {
    /// A category.
    Category(usize),
    /// An entity.
    Entity(usize),
    /// A parameter.
    Parameter(usize),
    /// A set over a category.
    Set(usize),
    /// An item that computes.
    Item(ItemIndex),
}

/// The subjects of an expression, outermost first; filters and gatherings add one.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    subjects: Vec<Subject>,
}

impl Environment {
    /// A sentence about a subject.
    pub fn about(subject: Subject) -> Environment {
        Environment { subjects: vec![subject] }
    }
    /// One more subject, innermost.
    pub fn within(&self, subject: Subject) -> Environment {
        let mut subjects = self.subjects.clone();
        subjects.push(subject);
        Environment { subjects }
    }
    /// The innermost subject.
    pub fn innermost(&self) -> Option<Subject> {
        self.subjects.last().copied()
    }
    /// Subjects from the innermost outwards, with their distance.
    pub fn outwards(&self) -> impl Iterator<Item = (usize, Subject)> + '_ {
        self.subjects.iter().rev().copied().enumerate()
    }
}

/// Binds the names of a text in force.
pub struct Binder<'c> {
    /// Documents.
    pub corpus: &'c Corpus,
    /// The text.
    pub text: &'c TextInForce,
    /// What is built.
    pub model: Model,
    /// Names that need no owner.
    pub globals: IndexMap<String, Symbol>,
    /// Names of a subject.
    pub members: IndexMap<(Subject, String), ItemIndex>,
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// 用语 by document and word: 含本数.
    pub usages: IndexMap<(usize, String), bool>,
}

impl Binder<'_> {
    /// A bound expression with a fresh id.
    pub fn expr(&mut self, kind: Kind, span: Span) -> Expr {
        let id = self.model.expressions;
        self.model.expressions += 1;
        Expr { kind, span, id }
    }

    /// An expression that could not be bound.
    pub fn broken(&mut self, span: Span) -> Expr {
        self.expr(Kind::Broken, span)
    }

    /// Reports and gives a broken expression.
    pub fn fail(&mut self, diagnostic: Diagnostic, span: Span) -> Expr {
        self.diagnostics.push(diagnostic);
        self.broken(span)
    }

    /// A field of an entity by name.
    pub fn field(&self, entity: EntityIndex, name: &str) -> Option<usize> {
        self.model.entities[entity].fields.iter().position(|f| f.name == name)
    }

    /// The subject named by an entity or category.
    pub fn subject(&self, name: &str) -> Option<Subject> {
        match self.globals.get(name)? {
            Symbol::Entity(entity) => Some(Subject::Entity(*entity)),
            Symbol::Category(category) => Some(Subject::Element(*category)),
            _ => None,
        }
    }

    /// How people call a subject.
    pub fn pronoun(&self, subject: Subject) -> String {
        match subject {
            Subject::Entity(entity) => self.model.entities[entity].pronoun.clone(),
            Subject::Element(category) => self.model.categories[category].name.clone(),
        }
    }

    /// Names that could stand here, for proposals.
    pub fn candidates(&self) -> Vec<String> {
        let mut names: Vec<String> = self.globals.keys().cloned().collect();
        names.extend(self.members.keys().map(|(_, name)| name.clone()));
        names.extend(self.model.entities.iter().flat_map(|e| e.fields.iter().map(|f| f.name.clone())));
        names.extend(
            self.model
                .categories
                .iter()
                .filter(|c| c.components.is_empty())
                .flat_map(|c| c.elements.iter().cloned()),
        );
        names.extend(["基准日", "本辖区"].map(str::to_owned));
        // What one document keeps to itself is proposed to none.
        names.retain(|name| !name.ends_with('〕'));
        names.sort();
        names.dedup();
        names
    }

    /// Words that a name without blanks may be made of: `收入 属于 工资` for 收入属于工资.
    pub fn cut(&self, name: &str) -> Option<String> {
        let mut words = self.candidates();
        for keyword in [
            "属于",
            "不属于",
            "等于",
            "不等于",
            "低于",
            "不低于",
            "超过",
            "不超过",
            "且",
            "或",
            "非",
            "有",
            "没有",
            "均",
            "符合",
            "已认定为",
            "位于",
            "满",
            "与",
        ] {
            words.push(keyword.to_owned());
        }
        words.retain(|word| !word.is_empty());
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        let mut rest = name;
        let mut parts = Vec::new();
        while !rest.is_empty() {
            let word = words.iter().find(|word| rest.starts_with(word.as_str()))?;
            parts.push(word.clone());
            rest = &rest[word.len()..];
        }
        (parts.len() > 1).then(|| parts.join(" "))
    }

    /// The one scalar field of a category in an entity.
    pub fn field_of_category(&self, entity: EntityIndex, category: usize) -> Option<usize> {
        let mut fields = self.model.entities[entity]
            .fields
            .iter()
            .enumerate()
            .filter(|(_, f)| f.kind == FieldKind::Element(category))
            .map(|(at, _)| at);
        fields.next().filter(|_| fields.next().is_none())
    }
}
