//! Byte offset to line, character and UTF-16 column.

/// Where the lines of a text begin.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
}

/// A place in a text; all numbers start at 1.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Position {
    /// Line.
    pub line: usize,
    /// Character (Unicode scalar values) in the line.
    pub character: usize,
    /// UTF-16 code unit in the line, as editors count.
    pub utf16: usize,
}

impl LineIndex {
    /// Finds the lines of a text.
    pub fn new(text: &str) -> LineIndex {
        let mut starts = vec![0];
        starts.extend(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i as u32 + 1));
        LineIndex { starts }
    }
    /// First bytes of the lines.
    pub fn starts(&self) -> &[u32] {
        &self.starts
    }
    /// The place of a byte offset; an offset inside a character counts as its start.
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let offset = offset.min(text.len());
        let line = self.starts.partition_point(|start| *start as usize <= offset).saturating_sub(1);
        let start = self.starts[line] as usize;
        let mut position = Position { line: line + 1, character: 1, utf16: 1 };
        for (at, c) in text[start..].char_indices() {
            if start + at + c.len_utf8() > offset {
                break;
            }
            position.character += 1;
            position.utf16 += c.len_utf16();
        }
        position
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_utf16_units() {
        let text = "甲\n𠮷乙x";
        let index = LineIndex::new(text);
        let at = index.position(text, text.len());
        assert_eq!((at.line, at.character, at.utf16), (2, 4, 5));
        assert_eq!(index.position(text, 0), Position { line: 1, character: 1, utf16: 1 });
    }
}
