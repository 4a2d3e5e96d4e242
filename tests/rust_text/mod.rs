//! Rust files as text to be searched: comments, contents of strings and tests taken out, lines kept.

use crate::literate;

/// A file of this package.
pub struct Source {
    /// From the root of the package, with `/`.
    pub path: String,
    /// As written.
    pub text: String,
    /// Code only: what is taken out is blank.
    code: String,
}

/// The Rust files below a folder of this package.
pub fn sources(folder: &str) -> Vec<Source> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let of = |path: std::path::PathBuf| {
        let text = literate::read(&path);
        let path = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
        let code = if is_test(&path) { String::new() } else { code(&text) };
        Source { path, text, code }
    };
    literate::files(folder, "rs").into_iter().map(of).collect()
}

/// A file that is only compiled for tests.
fn is_test(path: &str) -> bool {
    path.starts_with("tests/") || path.ends_with("tests.rs") || path.contains("/tests/")
}

impl Source {
    /// `syntax` for `src/syntax/tree.rs`, `lib` for `src/lib.rs`.
    pub fn stage(&self) -> String {
        let inside = self.path.trim_start_matches("src/");
        inside.split(['/', '.']).next().unwrap_or_default().to_owned()
    }

    /// How many folders below `src`.
    pub fn depth(&self) -> usize {
        self.path.matches('/').count() - 1
    }

    /// Lines (from 1) on which a word stands as a word of its own.
    pub fn lines_with(&self, word: &str) -> Vec<usize> {
        self.found(word).map(|at| self.line(at)).collect()
    }

    /// What follows a path's beginning (`crate::`), with its line; `{a, b}` gives both.
    pub fn roots(&self, beginning: &str) -> Vec<(usize, String)> {
        let mut roots = Vec::new();
        for at in self.found(beginning) {
            let rest = &self.code[at + beginning.len()..];
            match rest.strip_prefix('{') {
                Some(group) => roots.extend(group_roots(group).into_iter().map(|name| (self.line(at), name))),
                None => roots.push((self.line(at), first_word(rest))),
            }
        }
        roots
    }

    /// Codes that this file gives to what it reports: `"E0101"`, `"R0101"` as an argument or a result.
    pub fn codes_raised(&self) -> Vec<String> {
        let mut codes = Vec::new();
        let mut at = 0;
        while let Some(found) = self.code[at..].find('"') {
            let open = at + found;
            let Some(length) = self.code[open + 1..].find('"') else { break };
            let word = &self.text[open + 1..open + 1 + length];
            let before = self.code[..open].trim_end();
            let raised = before.ends_with("error(") || before.ends_with("warning(") || before.ends_with("=>");
            let shaped = word.len() == 5 && word.bytes().skip(1).all(|b| b.is_ascii_digit());
            if raised && shaped && word.starts_with(['E', 'R']) {
                codes.push(word.to_owned());
            }
            at = open + length + 2;
        }
        codes
    }

    fn found<'s>(&'s self, word: &'s str) -> impl Iterator<Item = usize> + 's {
        let part = |c: char| c.is_alphanumeric() || c == '_';
        self.code.match_indices(word).map(|(at, _)| at).filter(move |at| {
            let before = self.code[..*at].chars().next_back();
            let after = self.code[at + word.len()..].chars().next();
            let open = |edge: Option<char>, neighbour: Option<char>| {
                !edge.is_some_and(part) || !neighbour.is_some_and(part)
            };
            open(word.chars().next(), before) && open(word.chars().next_back(), after)
        })
    }

    fn line(&self, at: usize) -> usize {
        1 + self.code[..at].matches('\n').count()
    }
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// First words of the entries of `{a::b, c::{d, e}}`, whose brace is open.
fn group_roots(group: &str) -> Vec<String> {
    let (mut depth, mut names, mut fresh) = (0_usize, Vec::new(), true);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => fresh = true,
            c if fresh && !c.is_whitespace() => {
                names.push(first_word(&group[at..]));
                fresh = false;
            }
            _ => {}
        }
    }
    names
}

/// A file's code: comments, contents of strings and `#[cfg(test)]` items are blanked, bytes keep their places.
pub fn code(text: &str) -> String {
    without_tests(&without_comments(text))
}

fn blank(out: &mut String, c: char) {
    for _ in 0..c.len_utf8() {
        out.push(if c == '\n' { '\n' } else { ' ' });
    }
}

fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '/' if rest.peek() == Some(&'/') => {
                blank(&mut out, c);
                while let Some(c) = rest.next_if(|c| *c != '\n') {
                    blank(&mut out, c);
                }
            }
            '/' if rest.peek() == Some(&'*') => {
                blank(&mut out, c);
                let mut previous = ' ';
                for c in rest.by_ref() {
                    blank(&mut out, c);
                    if previous == '*' && c == '/' {
                        break;
                    }
                    previous = c;
                }
            }
            '"' => string(&mut out, &mut rest),
            'r' if !out.ends_with(|c: char| c.is_alphanumeric() || c == '_')
                && matches!(rest.peek(), Some('"' | '#')) =>
            {
                raw_string(&mut out, &mut rest);
            }
            '\'' => character(&mut out, &mut rest),
            c => out.push(c),
        }
    }
    out
}

type Rest<'t> = std::iter::Peekable<std::str::Chars<'t>>;

fn string(out: &mut String, rest: &mut Rest<'_>) {
    out.push('"');
    let mut escaped = false;
    for c in rest.by_ref() {
        if c == '"' && !escaped {
            out.push('"');
            return;
        }
        escaped = c == '\\' && !escaped;
        blank(out, c);
    }
}

/// `r"…"`, `r#"…"#`, and what only begins like one: `r#type`.
fn raw_string(out: &mut String, rest: &mut Rest<'_>) {
    out.push('r');
    let mut hashes = 0;
    while rest.next_if_eq(&'#').is_some() {
        out.push('#');
        hashes += 1;
    }
    if rest.next_if_eq(&'"').is_none() {
        return;
    }
    out.push('"');
    let end = format!("\"{}", "#".repeat(hashes));
    let mut inside = String::new();
    for c in rest.by_ref() {
        inside.push(c);
        if inside.ends_with(&end) {
            break;
        }
    }
    let inside = inside.strip_suffix(&end).unwrap_or(&inside);
    inside.chars().for_each(|c| blank(out, c));
    out.push_str(&end);
}

/// `'x'` and `'\n'` are blanked, a lifetime is kept.
fn character(out: &mut String, rest: &mut Rest<'_>) {
    let ahead: Vec<char> = rest.clone().take(12).collect();
    let length = match ahead.as_slice() {
        ['\\', _, more @ ..] => more.iter().position(|c| *c == '\'').map(|at| at + 3),
        [_, '\'', ..] => Some(2),
        _ => None,
    };
    match length {
        Some(length) => {
            blank(out, '\'');
            rest.by_ref().take(length).for_each(|c| blank(out, c));
        }
        None => out.push('\''),
    }
}

/// Blanks the item behind each `#[cfg(test)]`: up to its `;`, or to the brace that closes it.
fn without_tests(code: &str) -> String {
    let mut out = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(at) = rest.find("#[cfg(test)]") {
        out.push_str(&rest[..at]);
        let mut depth = 0_usize;
        let mut end = rest.len();
        for (offset, c) in rest[at..].char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if matches!(c, ';' | '}') && depth == 0 {
                end = at + offset + 1;
                break;
            }
        }
        rest[at..end].chars().for_each(|c| blank(&mut out, c));
        rest = &rest[end..];
    }
    out + rest
}

#[test]
fn only_code_is_left() {
    let text = "use a; // use b;\nlet c = \"use d; \\\" //\"; let e = 'x'; /* f\n */ fn g<'h>(i: &'h str) { '\\'' }\n#[cfg(test)]\nmod j { fn k() {} }\nlet l = r#\"m\"n\"#;";
    let left: String = code(text).split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(left, "use a; let c = \" \"; let e = ; fn g<'h>(i: &'h str) { } let l = r#\" \"#;");
    assert_eq!(code(text).len(), text.len());
}
