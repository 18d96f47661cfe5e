//! What style sheets load: `url(…)` and `@import`. Escapes are read; strings in `image-set(…)` are not.

use super::review::{Load, Review};

/// `line` is where `text` begins.
pub(super) fn review(text: &str, line: usize, what: &str, review: &mut Review<'_>) {
    let mut scanner = Scanner { rest: text, line };
    // The rule that is being read, and whether each open block is that of a font.
    let (mut rule, mut blocks) = (String::new(), Vec::new());
    while let Some(c) = scanner.next() {
        match c {
            '/' if scanner.rest.starts_with('*') => {
                scanner.next();
                scanner.skip_past("*/");
            }
            '@' => rule = scanner.word().to_ascii_lowercase(),
            '{' => blocks.push(std::mem::take(&mut rule) == "font-face"),
            '}' => {
                blocks.pop();
            }
            ';' => rule.clear(),
            '"' | '\'' => {
                let at = scanner.line;
                let text = scanner.string(c);
                if rule == "import" {
                    review.load(at, "@import", Load::Style, &text);
                    rule.clear();
                }
            }
            c if is_word(c) => {
                let mut word = c.to_string();
                word.push_str(scanner.word());
                if !word.eq_ignore_ascii_case("url") || !scanner.rest.starts_with('(') {
                    continue;
                }
                let at = scanner.line;
                let url = scanner.url();
                let is_font = blocks.last() == Some(&true);
                match rule.as_str() {
                    "import" => {
                        review.load(at, "@import", Load::Style, &url);
                        rule.clear();
                    }
                    "namespace" => {}
                    _ if is_font => review.load(at, "@font-face", Load::Font, &url),
                    _ => review.load(at, what, Load::Image, &url),
                }
            }
            _ => {}
        }
    }
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_') || !c.is_ascii()
}

struct Scanner<'t> {
    rest: &'t str,
    line: usize,
}

impl<'t> Scanner<'t> {
    fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        self.line += usize::from(c == '\n');
        Some(c)
    }

    fn skip_past(&mut self, end: &str) {
        let length = self.rest.find(end).map_or(self.rest.len(), |at| at + end.len());
        self.line += self.rest[..length].matches('\n').count();
        self.rest = &self.rest[length..];
    }

    fn word(&mut self) -> &'t str {
        let (word, rest) = self.rest.split_at(self.rest.find(|c| !is_word(c)).unwrap_or(self.rest.len()));
        self.rest = rest;
        word
    }

    fn skip_blanks(&mut self) {
        while self.rest.starts_with(|c: char| c.is_ascii_whitespace()) {
            self.next();
        }
    }

    /// Up to the quote that opened it, or the end of its line.
    fn string(&mut self, quote: char) -> String {
        let mut text = String::new();
        while let Some(c) = self.next() {
            match c {
                '\\' => text.extend(self.escape()),
                '\n' => break,
                c if c == quote => break,
                c => text.push(c),
            }
        }
        text
    }

    fn url(&mut self) -> String {
        self.next();
        self.skip_blanks();
        let mut text = String::new();
        match self.rest.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                self.next();
                text = self.string(quote);
                self.skip_past(")");
            }
            _ => {
                while let Some(c) = self.next() {
                    match c {
                        ')' => break,
                        '\\' => text.extend(self.escape()),
                        c => text.push(c),
                    }
                }
            }
        }
        text
    }

    fn escape(&mut self) -> Option<char> {
        let digits: String = self.rest.chars().take(6).take_while(char::is_ascii_hexdigit).collect();
        if digits.is_empty() {
            return self.next().filter(|c| *c != '\n');
        }
        self.rest = &self.rest[digits.len()..];
        if self.rest.starts_with(|c: char| c.is_ascii_whitespace()) {
            self.next();
        }
        u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32)
    }
}
