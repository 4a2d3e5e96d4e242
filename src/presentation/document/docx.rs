//! A Word document: real headings, lists by levels, A4, page numbers; opens in Word, WPS and LibreOffice.

use std::io::Cursor;

use docx_rs::{
    AlignmentType, Docx, Footer, Header, LineSpacing, LineSpacingType, NumPages, PageMargin, PageNum,
    PageOrientationType, Paragraph, Run, RunFonts, Shading, SpecialIndentType, Style, StyleType,
    Table as Grid, TableCell, TableCellMargins, TableLayoutType, TableRow, WidthType,
};

use super::table::{Cell, Mark, Table};
use super::{Block, DAY, Document, Entry, Look, Reference, RuleLine};

/// A4 in twentieths of a point.
const PAPER: (u32, u32) = (11_906, 16_838);
/// Margins of a page on both sides together.
const MARGINS: u32 = 2 * 1020;
/// How far each level of a tree stands in, in twentieths of a point.
const STEP: i32 = 340;
/// Deeper levels stand no further in.
const DEEPEST: i32 = 12;

/// Font sizes in half points.
struct Sizes {
    body: usize,
    title: usize,
    heading: usize,
    small: usize,
}

/// Documents as one file; each begins a page.
///
/// # Errors
/// What the packer says, if the file cannot be put together.
pub fn render(documents: &[Document], look: &Look) -> Result<Vec<u8>, String> {
    let sizes = if look.large {
        Sizes { body: 33, title: 48, heading: 38, small: 26 }
    } else {
        Sizes { body: 21, title: 34, heading: 24, small: 18 }
    };
    let title = documents.first().map_or("", |document| document.title.as_str());
    let paper = if look.landscape { (PAPER.1, PAPER.0) } else { PAPER };
    let mut file = styles(Docx::new(), &sizes)
        .page_size(paper.0, paper.1)
        .page_margin(PageMargin::new().top(1020).bottom(964).left(1020).right(1020).header(510).footer(510))
        .header(Header::new().add_paragraph(running(&sizes).add_run(Run::new().add_text(title))))
        .footer(Footer::new().add_paragraph(page_of_pages(&sizes)));
    if look.landscape {
        file = file.page_orient(PageOrientationType::Landscape);
    }
    for (at, document) in documents.iter().enumerate() {
        let mut writer = Writer { parts: Vec::new(), look, room: paper.0 - MARGINS, small: sizes.small };
        writer.blocks(document);
        for (first, part) in writer.parts.into_iter().enumerate() {
            file = match part {
                Part::Paragraph(paragraph) => {
                    file.add_paragraph(paragraph.page_break_before(at > 0 && first == 0))
                }
                Part::Grid(grid) => file.add_table(*grid),
            };
        }
    }
    let mut bytes = Cursor::new(Vec::new());
    file.build().pack(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes.into_inner())
}

/// A typeface: where it is not installed, the office program takes one of its kind.
fn fonts(chinese: &str) -> RunFonts {
    RunFonts::new()
        .ascii("Times New Roman")
        .hi_ansi("Times New Roman")
        .cs("Times New Roman")
        .east_asia(chinese)
}

fn styles(file: Docx, sizes: &Sizes) -> Docx {
    let heading = |id: &str, name: &str, size: usize, level: usize| {
        Style::new(id, StyleType::Paragraph)
            .name(name)
            .based_on("Normal")
            .next("Normal")
            .q_format(true)
            .size(size)
            .bold()
            .fonts(fonts("黑体"))
            .outline_lvl(level)
            .line_spacing(LineSpacing::new().before(120).after(20))
    };
    let title = Style::new("Title", StyleType::Paragraph)
        .name("Title")
        .based_on("Normal")
        .q_format(true)
        .size(sizes.title)
        .bold()
        .fonts(fonts("宋体"))
        .align(AlignmentType::Center);
    file.default_fonts(fonts("仿宋"))
        .default_size(sizes.body)
        .default_line_spacing(LineSpacing::new().line_rule(LineSpacingType::Auto).line(252))
        .add_style(Style::new("Normal", StyleType::Paragraph).name("Normal").q_format(true).size(sizes.body))
        .add_style(
            Style::new("Letterhead", StyleType::Paragraph)
                .name("Letterhead")
                .based_on("Normal")
                .size(sizes.heading)
                .bold()
                .color("B00000")
                .fonts(fonts("宋体"))
                .align(AlignmentType::Center),
        )
        .add_style(title)
        .add_style(heading("Heading1", "heading 1", sizes.heading, 0))
        .add_style(heading("Heading2", "heading 2", sizes.body, 1))
        .add_style(heading("Heading3", "heading 3", sizes.body, 2))
}

/// A line of the head or foot of a page.
fn running(sizes: &Sizes) -> Paragraph {
    Paragraph::new().align(AlignmentType::Center).size(sizes.small).fonts(fonts("宋体"))
}

/// `第 1 页，共 2 页`
fn page_of_pages(sizes: &Sizes) -> Paragraph {
    running(sizes)
        .add_run(Run::new().add_text("第 "))
        .add_page_num(PageNum::new())
        .add_run(Run::new().add_text(" 页，共 "))
        .add_num_pages(NumPages::new())
        .add_run(Run::new().add_text(" 页"))
}

/// What stands one below another.
enum Part {
    Paragraph(Box<Paragraph>),
    Grid(Box<Grid>),
}

/// The parts of one document.
struct Writer<'l> {
    parts: Vec<Part>,
    look: &'l Look,
    /// How wide a line is, in twentieths of a point.
    room: u32,
    /// Size of the words of tables, in half points.
    small: usize,
}

impl Writer<'_> {
    fn blocks(&mut self, document: &Document) {
        // The conclusion of a notice comes first, and stands out.
        let notice = document.blocks.iter().any(|block| matches!(block, Block::Title { .. }));
        let first = document.blocks.iter().position(|block| matches!(block, Block::Paragraph { .. }));
        for (at, block) in document.blocks.iter().enumerate() {
            if let Block::Paragraph { text, .. } = block
                && notice
                && Some(at) == first
            {
                self.put(Paragraph::new().add_run(Run::new().add_text(clean(text)).bold()));
                continue;
            }
            match block {
                Block::Letterhead { text } => self.put(said(text).style("Letterhead")),
                Block::Signature { text } => {
                    self.put(said(text).align(AlignmentType::Right).keep_next(true));
                    self.put(said(DAY).align(AlignmentType::Right));
                }
                Block::Title { text } => self.put(said(text).style("Title")),
                Block::Subtitle { text } => self.put(said(text).align(AlignmentType::Center)),
                Block::Fact { text } | Block::Remark { text } => self.put(said(text)),
                Block::Heading { level, text } => {
                    let style = match level {
                        0 | 1 => "Heading1",
                        2 => "Heading2",
                        _ => "Heading3",
                    };
                    self.put(said(text).style(style).keep_next(true));
                }
                Block::Paragraph { depth, text } => {
                    let left = i32::from(*depth) * 420;
                    self.put(match labelled(text) {
                        true => said(text).indent(
                            Some(left + 640),
                            Some(SpecialIndentType::Hanging(640)),
                            None,
                            None,
                        ),
                        false => said(text).indent(Some(left), None, None, None),
                    });
                }
                Block::Quote { text } => {
                    let run = Run::new().add_text(clean(text)).fonts(fonts("楷体"));
                    let line = Paragraph::new().add_run(run);
                    self.put(line.indent(Some(630), Some(SpecialIndentType::Hanging(630)), None, None));
                }
                Block::Rule { lines } => self.rule(lines),
                Block::Note { text } => {
                    let run = Run::new().add_text(clean(text)).size(self.small).color("555555");
                    let line = Paragraph::new().add_run(run);
                    self.put(line.indent(Some(840), Some(SpecialIndentType::Hanging(210)), None, None));
                }
                Block::Tree { entries } => self.tree(entries, 1),
                Block::References { entries } => self.references(entries),
                Block::Table(table) => {
                    let grid = self.grid(table);
                    self.parts.push(Part::Grid(Box::new(grid)));
                    // Two tables one below the other would become one.
                    self.put(Paragraph::new());
                }
                Block::Picture { says, .. } => self.put(said(says)),
            }
        }
    }

    fn put(&mut self, paragraph: Paragraph) {
        self.parts.push(Part::Paragraph(Box::new(paragraph)));
    }

    /// A sentence of rules: what another document has put in it is underlined.
    fn rule(&mut self, lines: &[RuleLine]) {
        for line in lines {
            let mut paragraph = Paragraph::new();
            for part in &line.parts {
                let run = Run::new().add_text(clean(&part.text));
                paragraph = paragraph.add_run(match part.mark {
                    None => run,
                    Some(Mark::Struck) => run.strike().color("A3211F"),
                    Some(Mark::New) => run.underline("single").color("1B6B35"),
                });
            }
            if let Some(ground) = &line.ground {
                let run = Run::new().add_text(clean(ground)).size(self.small).color("555555");
                paragraph = paragraph.add_run(run);
            }
            let left = 420 * (i32::from(line.depth) + 1);
            self.put(paragraph.indent(Some(left), Some(SpecialIndentType::Hanging(210)), None, None));
        }
    }

    /// A table as wide as the page, its head in bold.
    fn grid(&self, table: &Table) -> Grid {
        let widths = table.widths(self.room as usize);
        let framed = |at: usize, paragraphs: Vec<Paragraph>| {
            let width = widths.get(at).copied().unwrap_or(0);
            paragraphs
                .into_iter()
                .fold(TableCell::new().width(width, WidthType::Dxa), TableCell::add_paragraph)
        };
        let aligned = |at: usize, paragraph: Paragraph| {
            let right = table.right.contains(&at);
            let paragraph = paragraph.size(self.small);
            if right { paragraph.align(AlignmentType::Right) } else { paragraph }
        };
        let head = table.head.iter().enumerate().map(|(at, text)| {
            let run = Run::new().add_text(clean(text)).bold().size(self.small).fonts(fonts("黑体"));
            let paragraph = aligned(at, Paragraph::new().add_run(run));
            framed(at, vec![paragraph]).shading(Shading::new().fill("EEF2F7"))
        });
        let mut rows = vec![TableRow::new(head.collect()).cant_split()];
        for row in &table.rows {
            let cells = row.iter().enumerate().map(|(at, cell)| {
                let lines = self.celled(cell).into_iter().map(|line| aligned(at, line));
                framed(at, lines.collect())
            });
            rows.push(TableRow::new(cells.collect()).cant_split());
        }
        Grid::new(rows)
            .set_grid(widths.clone())
            .width(widths.iter().sum(), WidthType::Dxa)
            .layout(TableLayoutType::Fixed)
            .margins(TableCellMargins::new().margin(40, 80, 40, 80))
    }

    /// The lines of a cell, struck and new words marked.
    fn celled(&self, cell: &Cell) -> Vec<Paragraph> {
        let mut lines = vec![Paragraph::new()];
        for part in cell.parts() {
            for (at, text) in part.text.split('\n').enumerate() {
                if at > 0 {
                    lines.push(Paragraph::new());
                }
                let run = Run::new().add_text(clean(text)).size(self.small);
                let run = match part.mark {
                    None => run,
                    Some(Mark::Struck) => run.strike().color("A3211F"),
                    Some(Mark::New) => run.underline("single").color("1B6B35"),
                };
                let Some(line) = lines.pop() else { continue };
                lines.push(line.add_run(run));
            }
        }
        lines
    }

    /// Reasons, each level further in.
    fn tree(&mut self, entries: &[Entry], depth: u8) {
        for entry in entries {
            let below = entry.count();
            let cut = below > 0 && self.look.depth.is_some_and(|deepest| depth >= deepest);
            let more = if cut { format!("（下面还有{below}条）") } else { String::new() };
            let left = i32::from(depth).min(DEEPEST) * STEP;
            let line = said(&format!("· {}{more}", entry.text));
            self.put(line.indent(Some(left), Some(SpecialIndentType::Hanging(200)), None, None));
            if !cut {
                self.tree(&entry.below, depth.saturating_add(1));
            }
        }
    }

    fn references(&mut self, entries: &[Reference]) {
        for entry in entries {
            let mut line = said(&entry.text);
            if let Some(detail) = &entry.detail {
                line = line
                    .add_run(Run::new().add_break(docx_rs::BreakType::TextWrapping).add_text(clean(detail)));
            }
            self.put(line.indent(Some(480), Some(SpecialIndentType::Hanging(480)), None, None));
        }
    }
}

/// A paragraph of these words.
fn said(text: &str) -> Paragraph {
    Paragraph::new().add_run(Run::new().add_text(clean(text)))
}

/// Words without signs that a file may not hold.
fn clean(text: &str) -> String {
    text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect()
}

/// Whether a paragraph begins with a label such as （一）.
fn labelled(text: &str) -> bool {
    let label = text.strip_prefix('（').and_then(|rest| rest.split_once('）'));
    label.is_some_and(|(label, _)| label.chars().count() <= 3)
}
