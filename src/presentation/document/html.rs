//! One web page that needs nothing else: style and script are inside, nothing is fetched. Prints on A4.

use super::table::{Cell, Mark, Table};
use super::{Block, DAY, Document, Entry, Look, Reference, RuleLine};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Pages on their side.
const SHEET: &str = "@page { size: A4 landscape; }\narticle { max-width: 297mm; }\n";

/// Reasons are open down to here, if nothing else is asked for.
const OPEN: u8 = 2;

/// Documents as one page; each begins a sheet.
#[must_use]
pub fn render(documents: &[Document], look: &Look) -> String {
    let title = documents.first().map_or("", |document| document.title.as_str());
    let class = if look.large { " class=\"large\"" } else { "" };
    let sheet = if look.landscape { SHEET } else { "" };
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\"{class}>\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
         script-src 'unsafe-inline'\">\n<title>{}</title>\n<style>\n{STYLE}{sheet}</style>\n</head>\n<body>\n",
        escaped(title)
    );
    let foldable = documents.iter().any(|document| {
        document.blocks.iter().any(|block| matches!(block, Block::Tree { entries } if deep(entries)))
    });
    if foldable {
        page.push_str(
            "<nav class=\"tools\"><button type=\"button\" data-fold=\"open\">全部展开</button>\
             <button type=\"button\" data-fold=\"shut\">全部收起</button>\
             <button type=\"button\" data-fold=\"print\">打印</button></nav>\n",
        );
    }
    for (at, document) in documents.iter().enumerate() {
        article(&mut page, document, at, look);
    }
    if foldable {
        page.push_str(&format!("<script>\n{SCRIPT}</script>\n"));
    }
    page.push_str("</body>\n</html>\n");
    page
}

/// Whether anything can be folded.
fn deep(entries: &[Entry]) -> bool {
    entries.iter().any(|entry| !entry.below.is_empty())
}

fn article(page: &mut String, document: &Document, number: usize, look: &Look) {
    let notice = document.blocks.iter().any(|block| matches!(block, Block::Title { .. }));
    page.push_str(if notice { "<article class=\"notice\">\n" } else { "<article>\n" });
    if !notice {
        page.push_str(&format!("<h1>{}</h1>\n", marked(&document.title)));
    }
    let mut open = false;
    let first = document.blocks.iter().position(|block| matches!(block, Block::Heading { .. }));
    for (at, block) in document.blocks.iter().enumerate() {
        if look.contents && Some(at) == first {
            contents(page, document, number);
        }
        if matches!(block, Block::Heading { .. } | Block::Remark { .. }) && open {
            page.push_str("</section>\n");
            open = false;
        }
        match block {
            Block::Letterhead { text } => {
                page.push_str(&format!("<p class=\"letterhead\">{}</p>\n", marked(text)))
            }
            Block::Signature { text } => {
                page.push_str(&format!("<p class=\"signature\">{}<br>{DAY}</p>\n", marked(text)));
            }
            Block::Title { text } => page.push_str(&format!("<h1>{}</h1>\n", marked(text))),
            Block::Subtitle { text } => {
                page.push_str(&format!("<p class=\"subtitle\">{}</p>\n", marked(text)));
            }
            Block::Fact { text } => page.push_str(&format!("<p class=\"fact\">{}</p>\n", marked(text))),
            Block::Heading { level, text } => {
                let level = level.saturating_add(1).clamp(2, 6);
                let id = if look.contents { format!(" id=\"p{number}-{at}\"") } else { String::new() };
                page.push_str(&format!(
                    "<section class=\"part{level}\">\n<h{level}{id}>{}</h{level}>\n",
                    titled(text)
                ));
                open = true;
            }
            Block::Paragraph { depth, text } => {
                page.push_str(&format!("<p class=\"deep{}\">{}</p>\n", (*depth).min(4), labelled(text)));
            }
            Block::Remark { text } => page.push_str(&format!("<p class=\"remark\">{}</p>\n", marked(text))),
            Block::Quote { text } => {
                page.push_str(&format!("<blockquote>{}</blockquote>\n", marked(text)));
            }
            Block::Rule { lines } => rule(page, lines),
            Block::Note { text } => page.push_str(&format!("<p class=\"note\">{}</p>\n", marked(text))),
            Block::Tree { entries } => tree(page, entries, 1, look.depth.unwrap_or(OPEN)),
            Block::References { entries } => references(page, entries),
            Block::Table(table) => rows(page, table),
            Block::Picture { svg, says } => {
                page.push_str(&format!(
                    "<figure role=\"img\" aria-label=\"{}\">\n{svg}\n</figure>\n",
                    escaped(says)
                ));
            }
        }
    }
    if open {
        page.push_str("</section>\n");
    }
    page.push_str("</article>\n");
}

/// Links to the headings: parts and their parts one below the other, what is deeper in one line.
fn contents(page: &mut String, document: &Document, number: usize) {
    page.push_str("<nav class=\"contents\" aria-label=\"目录\">\n<p class=\"head\">目录</p>\n");
    let mut inline = false;
    for (at, block) in document.blocks.iter().enumerate() {
        let Block::Heading { level, text } = block else { continue };
        let deep = *level > 2;
        if deep != inline {
            page.push_str(if deep { "<p class=\"deep\">" } else { "</p>\n" });
            inline = deep;
        }
        let link = format!("<a href=\"#p{number}-{at}\">{}</a>", escaped(text));
        page.push_str(&match level {
            0 | 1 => format!("<p class=\"first\">{link}</p>\n"),
            2 => format!("<p class=\"second\">{link}</p>\n"),
            _ => format!("{link} "),
        });
    }
    page.push_str(if inline { "</p>\n</nav>\n" } else { "</nav>\n" });
}

/// A sentence of rules: what another document has put in it stands out.
fn rule(page: &mut String, lines: &[RuleLine]) {
    page.push_str("<div class=\"rule\">\n");
    for line in lines {
        page.push_str(&format!("<p class=\"deep{}\">", line.depth.min(4)));
        for part in &line.parts {
            let words = escaped(&part.text);
            page.push_str(&match part.mark {
                None => words,
                Some(Mark::Struck) => format!("<del>{words}</del>"),
                Some(Mark::New) => format!("<ins>{words}</ins>"),
            });
        }
        if let Some(ground) = &line.ground {
            page.push_str(&format!("<span class=\"cite\">{}</span>", escaped(ground)));
        }
        page.push_str("</p>\n");
    }
    page.push_str("</div>\n");
}

/// Reasons as nested lists, of which those with reasons of their own can be folded.
fn tree(page: &mut String, entries: &[Entry], depth: u8, deepest: u8) {
    page.push_str("<ul>\n");
    for entry in entries {
        let step = entry.step.map(|step| format!(" data-step=\"{step}\"")).unwrap_or_default();
        if entry.below.is_empty() {
            page.push_str(&format!("<li{step}>{}</li>\n", said(&entry.text)));
            continue;
        }
        let open = if depth < deepest { " open" } else { "" };
        page.push_str(&format!("<li{step}><details{open}><summary>{}</summary>\n", said(&entry.text)));
        tree(page, &entry.below, depth.saturating_add(1), deepest);
        page.push_str("</details></li>\n");
    }
    page.push_str("</ul>\n");
}

fn references(page: &mut String, entries: &[Reference]) {
    page.push_str("<div class=\"references\">\n");
    for entry in entries {
        page.push_str(&format!("<p>{}", marked(&entry.text)));
        if let Some(detail) = &entry.detail {
            page.push_str(&format!("<br><span class=\"detail\">{}</span>", marked(detail)));
        }
        page.push_str("</p>\n");
    }
    page.push_str("</div>\n");
}

fn rows(page: &mut String, table: &Table) {
    let class = |at: usize| if table.right.contains(&at) { " class=\"figure\"" } else { "" };
    page.push_str("<table>\n<colgroup>");
    for share in table.widths(100) {
        page.push_str(&format!("<col style=\"width:{share}%\">"));
    }
    page.push_str("</colgroup>\n<thead><tr>");
    for (at, head) in table.head.iter().enumerate() {
        page.push_str(&format!("<th scope=\"col\"{}>{}</th>", class(at), escaped(head)));
    }
    page.push_str("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        page.push_str("<tr>");
        for (at, cell) in row.iter().enumerate() {
            page.push_str(&format!("<td{}>{}</td>", class(at), celled(cell)));
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody>\n</table>\n");
}

/// The words of a cell, struck and new ones marked; a line break stays one.
fn celled(cell: &Cell) -> String {
    let lines = |text: &str| text.split('\n').map(marked).collect::<Vec<_>>().join("<br>");
    match cell {
        Cell::Plain(text) => lines(text),
        Cell::Marked(parts) => parts
            .iter()
            .map(|part| match part.mark {
                None => lines(&part.text),
                Some(Mark::Struck) => format!("<del>{}</del>", lines(&part.text)),
                Some(Mark::New) => format!("<ins>{}</ins>", lines(&part.text)),
            })
            .collect(),
    }
}

/// `【低保金（本户）】未定` with its name set apart.
fn titled(text: &str) -> String {
    match text.strip_prefix('【').and_then(|rest| rest.split_once('】')) {
        Some((name, said)) => {
            format!(
                "<span class=\"name\">{}</span> <span class=\"said\">{}</span>",
                escaped(name),
                marked(said)
            )
        }
        None => marked(text),
    }
}

/// A paragraph whose label （一） hangs before it.
fn labelled(text: &str) -> String {
    let label = text.strip_prefix('（').and_then(|rest| rest.split_once('）'));
    match label.filter(|(label, _)| label.chars().count() <= 3) {
        Some((label, rest)) => {
            format!("<span class=\"label\">（{}）</span>{}", escaped(label), marked(rest))
        }
        None => marked(text),
    }
}

/// A line of a tree, with how a condition turned out.
fn said(text: &str) -> String {
    for (end, class) in
        [("：是", "yes"), ("：符合", "yes"), ("：否", "no"), ("：不符合", "no"), ("：未定", "open")]
    {
        if let Some(head) = text.strip_suffix(end) {
            let end = end.trim_start_matches('：');
            return format!("{}：<b class=\"{class}\">{end}</b>", marked(head));
        }
    }
    marked(text)
}

/// Words with their citations set apart.
fn marked(text: &str) -> String {
    let mut said = String::new();
    let mut rest = text;
    while let Some((before, (inside, after))) =
        rest.split_once('〔').and_then(|(before, rest)| Some((before, rest.split_once('〕')?)))
    {
        said.push_str(&escaped(before));
        // The year of a document number is no citation.
        let year = inside.chars().all(|sign| sign.is_ascii_digit());
        let inside = escaped(inside);
        said.push_str(&if year {
            format!("〔{inside}〕")
        } else {
            format!("<span class=\"cite\">〔{inside}〕</span>")
        });
        rest = after;
    }
    said.push_str(&escaped(rest));
    said
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            sign if sign.is_control() => safe.push(' '),
            sign => safe.push(sign),
        }
    }
    safe
}
