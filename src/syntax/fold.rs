//! Full-width and half-width forms mean the same: folds a text for parsing and remembers where each byte came from.

/// A folded text and the way back to the original.
#[derive(Clone, Debug)]
pub struct Folded {
    /// The text with half-width forms.
    pub text: String,
    /// Original byte offset of each byte of `text`, and of its end.
    origin: Vec<u32>,
}

impl Folded {
    /// Folds a text.
    pub fn new(original: &str) -> Folded {
        let mut text = String::with_capacity(original.len());
        let mut origin = Vec::with_capacity(original.len() + 1);
        let mut rest = original.char_indices().peekable();
        let mut previous = ' ';
        while let Some((at, c)) = rest.next() {
            let next = rest.peek().map_or('\n', |(_, c)| *c);
            let folded = if c == '.' && matches!(next, '\n' | '\r') && !previous.is_ascii_digit() {
                '。'
            } else {
                fold(c)
            };
            text.push(folded);
            for _ in 0..folded.len_utf8() {
                origin.push(at as u32);
            }
            previous = c;
        }
        origin.push(original.len() as u32);
        Folded { text, origin }
    }
    /// Original offset of a folded offset.
    pub fn origin(&self, offset: usize) -> usize {
        self.origin.get(offset).or(self.origin.last()).copied().unwrap_or(0) as usize
    }
}

/// The half-width form of a character that the grammar knows.
fn fold(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFF01 + 0x21).unwrap_or(c),
        '\u{3000}' => ' ',
        '｡' => '。',
        '﹔' => ';',
        '∶' => ':',
        '─' | '—' | '−' => '-',
        '¦' | '│' => '|',
        '〈' | '«' => '《',
        '〉' | '»' => '》',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_forms_fold_and_map_back() {
        let folded = Folded::new("（一）甲：６５５元．\n");
        assert_eq!(folded.text, "(一)甲:655元.\n");
        assert_eq!(folded.origin(1), "（".len());
        assert_eq!(Folded::new("甲 为 乙.\n").text, "甲 为 乙。\n");
    }
}
