//! Charts as SVG: bars that lie one below the other, with their words before them and their figures behind.
//!
//! Colours are told apart in print too: what goes down is dark, what goes up is light with a frame.

use plotters::prelude::IntoDrawingArea;
use plotters::prelude::{Color, FontStyle, IntoFont, RGBColor, Rectangle, SVGBackend, Text};

/// One bar.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bar {
    /// What it is about.
    pub name: String,
    /// How long it is; below zero it goes to the left.
    pub size: i64,
    /// What stands behind it.
    pub label: String,
    /// What it means.
    pub tone: Tone,
}

/// What a bar means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    /// Less.
    Less,
    /// More.
    More,
    /// As much.
    Same,
    /// Open.
    Open,
}

/// Pixels of a chart.
const WIDTH: i32 = 720;
const ROW: i32 = 26;
const HEAD: i32 = 42;
const FOOT: i32 = 12;
/// Pixels of a bar within its row.
const THICK: i32 = 16;
/// Pixels of a Chinese character.
const SIGN: i32 = 14;
/// Sizes of letters, as the library counts them: a Chinese character is a quarter smaller.
const LETTERS: i32 = 17;
const TITLE: i32 = 20;
/// Room behind the longest bar for its figures.
const FIGURES: i32 = 150;

impl Tone {
    const fn colour(self) -> RGBColor {
        match self {
            Tone::Less => RGBColor(163, 33, 31),
            Tone::More => RGBColor(120, 170, 215),
            Tone::Same => RGBColor(190, 190, 190),
            Tone::Open => RGBColor(225, 190, 110),
        }
    }
}

/// Bars under a title; none if there is nothing to draw.
#[must_use]
pub fn bars(title: &str, rows: &[Bar]) -> Option<String> {
    if rows.is_empty() {
        return None;
    }
    let mut svg = String::new();
    let height = HEAD + FOOT + ROW * i32::try_from(rows.len()).ok()?;
    let size = (u32::try_from(WIDTH).ok()?, u32::try_from(height).ok()?);
    draw(&mut svg, size, title, rows)?;
    // The page gives it its width.
    Some(svg)
}

/// Columns of a text, a Chinese character counting two, in pixels.
fn pixels(text: &str) -> i32 {
    let columns = i32::try_from(crate::source::width::width(text)).unwrap_or(i32::MAX / SIGN);
    columns.saturating_mul(SIGN) / 2
}

fn draw(svg: &mut String, size: (u32, u32), title: &str, rows: &[Bar]) -> Option<()> {
    let area = SVGBackend::with_string(svg, size).into_drawing_area();
    let ink = RGBColor(26, 26, 26);
    let font = ("sans-serif", LETTERS).into_font().color(&ink);
    let bold = ("sans-serif", TITLE).into_font().style(FontStyle::Bold).color(&ink);
    area.draw(&Text::new(title.to_owned(), (4, 8), bold)).ok()?;
    let names = rows.iter().map(|bar| pixels(&bar.name)).max().unwrap_or(0).min(WIDTH / 3) + 14;
    let most = rows.iter().map(|bar| bar.size).max().unwrap_or(0).max(0);
    let least = rows.iter().map(|bar| bar.size).min().unwrap_or(0).min(0);
    let span = i128::from(most) - i128::from(least);
    let left = if least < 0 { FIGURES / 2 } else { 0 };
    let room = i128::from(WIDTH - names - FIGURES - left);
    let place = |value: i64| -> i32 {
        let along = if span == 0 { 0 } else { (i128::from(value) - i128::from(least)) * room / span };
        names + left + i32::try_from(along).unwrap_or(0)
    };
    let zero = place(0);
    let bottom = HEAD + ROW * i32::try_from(rows.len()).ok()?;
    area.draw(&Rectangle::new([(zero, HEAD - 4), (zero, bottom)], RGBColor(120, 120, 120).stroke_width(1)))
        .ok()?;
    for (at, bar) in rows.iter().enumerate() {
        let top = HEAD + ROW * i32::try_from(at).ok()?;
        let text = top + (THICK - SIGN) / 2;
        area.draw(&Text::new(bar.name.clone(), (4, text), font.clone())).ok()?;
        let end = place(bar.size);
        // What is there is seen, however little.
        let end = if bar.size > 0 { end.max(zero + 2) } else { end };
        let corners = [(zero.min(end), top), (zero.max(end), top + THICK)];
        area.draw(&Rectangle::new(corners, bar.tone.colour().filled())).ok()?;
        area.draw(&Rectangle::new(corners, RGBColor(80, 80, 80).stroke_width(1))).ok()?;
        let behind = zero.max(end) + 6;
        area.draw(&Text::new(bar.label.clone(), (behind, text), font.clone())).ok()?;
    }
    area.present().ok()
}
