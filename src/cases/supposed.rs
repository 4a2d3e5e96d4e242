//! Figures that a call supposes where the record's place has none, or another: 低保标准（农村）＝每人每月700元.
//!
//! What is decided then is a trial. The figures come from a document of their own, 《假设》, whose note stands with every
//! result that uses one, and the digest of the text says that it is not the text in force.

use super::given::with_overrides;
use crate::program::ir::{ClauseId, DocumentId, NoteId, ParameterId, Program};
use crate::program::legal::{Clause, Document, Note, NoteKind};
use crate::source::{FileId, Span};
use crate::syntax::supposed;

/// The short name of the document that supposed figures come from.
pub const SUPPOSED: &str = "假设";

/// Why a figure cannot be supposed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Wrong {
    /// It is not written as a figure is.
    Unreadable,
    /// No such figure is declared.
    Unknown {
        /// All that are, with their categories.
        known: Vec<String>,
    },
    /// The name is right, the rest is not: a category or year is missing, or there is none of that name.
    Incomplete {
        /// How the figure is declared: 低保标准（城乡）.
        declared: String,
    },
}

/// The program with figures as supposed, each written as 另设 writes it.
///
/// # Errors
/// The figure that cannot be supposed, and why.
pub fn suppose(program: &Program, figures: &[String]) -> Result<Program, (String, Wrong)> {
    let mut program = program.clone();
    for text in figures {
        let wrong = |why| (text.clone(), why);
        let figure = supposed(FileId(0), text).map_err(|_| wrong(Wrong::Unreadable))?;
        let Some(at) = program.parameters.iter().position(|known| known.name == figure.name.text) else {
            let known = program.parameters.iter().map(|known| declared(&program, known.name.as_str()));
            return Err(wrong(Wrong::Unknown { known: known.collect() }));
        };
        let (with, unread) = with_overrides(&program, &[figure], &format!("{SUPPOSED} {text}"));
        if !unread.is_empty() {
            let declared = declared(&program, &program.parameters[at].name);
            return Err(wrong(Wrong::Incomplete { declared }));
        }
        program = with;
        attribute(&mut program, ParameterId(at as u32), text);
        program.digest.push_str(&format!("+{SUPPOSED} {text}"));
    }
    Ok(program)
}

/// The figures that a program supposes, as they were given.
pub fn figures(program: &Program) -> impl Iterator<Item = &str> {
    let of = |(document, note): &(DocumentId, NoteId)| {
        let document = program.documents.get(document.index())?;
        let note = program.notes.get(note.index())?;
        (document.origin == SUPPOSED).then_some(note.text.as_str())
    };
    program.document_notes.iter().filter_map(of)
}

/// `低保标准（城乡、年度）`
fn declared(program: &Program, name: &str) -> String {
    let Some(parameter) = program.parameters.iter().find(|known| known.name == name) else {
        return name.to_owned();
    };
    let mut axes: Vec<&str> =
        parameter.axes.iter().map(|axis| program.categories[axis.index()].name.as_str()).collect();
    if parameter.yearly {
        axes.push("年度");
    }
    if axes.is_empty() { name.to_owned() } else { format!("{name}（{}）", axes.join("、")) }
}

/// The figure that was set last comes from the document of what is supposed.
fn attribute(program: &mut Program, parameter: ParameterId, text: &str) {
    let document = DocumentId(program.documents.len() as u32);
    program.documents.push(Document {
        title: "测算时假设的数，不是公布的".to_owned(),
        code: SUPPOSED.to_owned(),
        area: program.area.clone(),
        number: None,
        effective: program.on,
        effective_assumed: false,
        origin: SUPPOSED.to_owned(),
    });
    let clause = ClauseId(program.clauses.len() as u32);
    let span = Span::new(FileId(0), 0, 0);
    program.clauses.push(Clause { document, article: String::new(), quote: None, span });
    let note = NoteId(program.notes.len() as u32);
    program.notes.push(Note {
        kind: NoteKind::Assumption,
        text: text.to_owned(),
        reason: Some("测算时假设，不是公布的数".to_owned()),
        clause,
    });
    program.document_notes.push((document, note));
    if let Some(cell) = program.parameters[parameter.index()].cells.last_mut() {
        cell.clause = clause;
    }
}
