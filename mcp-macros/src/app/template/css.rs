//! Finds the URLs that style sheets load: `url(…)`, the strings in `image-set(…)`, and `@import`.
//! Escapes are decoded.

use super::review::{Load, Review};

/// `line` is where `text` begins.
pub(super) fn review(text: &str, line: usize, what: &str, review: &mut Review<'_>) {
    let mut scanner = Scanner { rest: text, line };
    // The rule that is being read, and whether each open block is that of a font, and each open
    // bracket that of a set of images.
    let (mut rule, mut blocks, mut sets) = (String::new(), Vec::new(), Vec::new());
    while let Some(c) = scanner.peek() {
        let at = scanner.line;
        if is_word(c) || c == '\\' {
            let word = scanner.word().to_ascii_lowercase();
            if !scanner.rest.starts_with('(') {
                continue;
            }
            scanner.next();
            if word != "url" {
                sets.push(matches!(word.as_str(), "image-set" | "-webkit-image-set"));
                continue;
            }
            let Some(url) = scanner.url() else { continue };
            match rule.as_str() {
                "import" => {
                    review.load(at, "@import", Load::Style, &url);
                    IMPORTED.clone_into(&mut rule);
                }
                rule if RULES_OF_NAMES.contains(&rule) => {}
                _ if blocks.last() == Some(&true) => {
                    review.load(at, "@font-face", Load::Font, &url);
                }
                _ => review.load(at, what, Load::Image, &url),
            }
            continue;
        }
        scanner.next();
        match c {
            '/' if scanner.rest.starts_with('*') => {
                scanner.next();
                scanner.skip_past("*/");
            }
            '@' => rule = scanner.word().to_ascii_lowercase(),
            '{' => {
                blocks.push(std::mem::take(&mut rule) == "font-face");
                sets.clear();
            }
            '}' => {
                blocks.pop();
                sets.clear();
            }
            ';' => {
                rule.clear();
                sets.clear();
            }
            '(' => sets.push(false),
            ')' => {
                sets.pop();
            }
            '"' | '\'' => {
                let text = scanner.string(c);
                if rule == "import" {
                    review.load(at, "@import", Load::Style, &text);
                    IMPORTED.clone_into(&mut rule);
                } else if sets.last() == Some(&true) && !RULES_OF_NAMES.contains(&rule.as_str()) {
                    review.load(at, what, Load::Image, &text);
                }
            }
            _ => {}
        }
    }
}

/// Marks the rest of an `@import` rule, after its URL: conditions, which load nothing.
const IMPORTED: &str = "(import)";

/// In these, a URL is a name, or a question, and nothing is loaded.
const RULES_OF_NAMES: [&str; 5] = [
    IMPORTED,
    "namespace",
    "supports",
    "document",
    "-moz-document",
];

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_') || !c.is_ascii()
}

struct Scanner<'t> {
    rest: &'t str,
    line: usize,
}

impl Scanner<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.rest = &self.rest[c.len_utf8()..];
        self.line += usize::from(c == '\n');
        Some(c)
    }

    fn skip_past(&mut self, end: &str) {
        let length = self
            .rest
            .find(end)
            .map_or(self.rest.len(), |at| at + end.len());
        self.line += self.rest[..length].matches('\n').count();
        self.rest = &self.rest[length..];
    }

    fn word(&mut self) -> String {
        let mut word = String::new();
        while let Some(c) = self.peek().filter(|c| is_word(*c) || *c == '\\') {
            self.next();
            if c == '\\' {
                word.extend(self.escape());
            } else {
                word.push(c);
            }
        }
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

    /// Behind its bracket. `None` is for one that browsers don't take.
    fn url(&mut self) -> Option<String> {
        self.skip_blanks();
        if let Some(quote @ ('"' | '\'')) = self.peek() {
            self.next();
            let text = self.string(quote);
            self.skip_past(")");
            return Some(text);
        }
        let (mut text, mut is_one) = (String::new(), true);
        while let Some(c) = self.next() {
            match c {
                ')' => break,
                '\\' => text.extend(self.escape()),
                // Only before the bracket, unless it is escaped.
                c if c.is_ascii_whitespace() => {
                    self.skip_blanks();
                    is_one &= self.peek().is_none_or(|c| c == ')');
                }
                c => {
                    is_one &= !matches!(c, '"' | '\'' | '(');
                    text.push(c);
                }
            }
        }
        is_one.then_some(text)
    }

    fn escape(&mut self) -> Option<char> {
        let digits: String = self
            .rest
            .chars()
            .take(6)
            .take_while(char::is_ascii_hexdigit)
            .collect();
        if digits.is_empty() {
            return self.next().filter(|c| *c != '\n');
        }
        self.rest = &self.rest[digits.len()..];
        if self.rest.starts_with(|c: char| c.is_ascii_whitespace()) {
            self.next();
        }
        u32::from_str_radix(&digits, 16)
            .ok()
            .and_then(char::from_u32)
    }
}
