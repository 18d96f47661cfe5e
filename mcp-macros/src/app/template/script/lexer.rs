//! JavaScript as a row of tokens: comments, strings, templates and regular expressions are told
//! from code.
//!
//! Any text gives tokens. One guess is made: behind `}` a slash divides, unless it begins a line.
//! Where it opens a regular expression in truth, its content is read as code.

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// Where it begins.
    pub(super) line: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Name(String),
    /// A string, or a template up to its first `${`. What it computes follows in brackets.
    Text {
        value: String,
        is_whole: bool,
    },
    /// `?.` is `.`, and `...` is `…`.
    Punct(char),
    Number,
    Regex,
}

pub(super) fn tokens(code: &str, line: usize) -> Vec<Token> {
    let mut lexer = Lexer {
        rest: code,
        line,
        tokens: Vec::new(),
        open: Vec::new(),
        conditions: Vec::new(),
        is_condition: false,
    };
    while lexer.step() {}
    lexer.tokens
}

/// An open brace.
#[derive(PartialEq)]
enum Open {
    Block,
    /// `${` in a template.
    Template,
}

struct Lexer<'c> {
    rest: &'c str,
    line: usize,
    tokens: Vec<Token>,
    open: Vec<Open>,
    /// Whether each open parenthesis is that of `if (…)` and its like.
    conditions: Vec<bool>,
    /// Whether the last one to close was.
    is_condition: bool,
}

impl Lexer<'_> {
    fn step(&mut self) -> bool {
        let line = self.line;
        let Some(c) = self.next() else { return false };
        match c {
            '/' if self.rest.starts_with('/') => self.skip_line(),
            '/' if self.rest.starts_with('*') => self.skip_past("*/"),
            '<' if self.rest.starts_with("!--") => self.skip_line(),
            '-' if self.rest.starts_with("->")
                && self.tokens.last().is_none_or(|last| last.line < line) =>
            {
                self.skip_line();
            }
            '"' | '\'' => {
                let value = self.string(c);
                self.push(
                    Kind::Text {
                        value,
                        is_whole: true,
                    },
                    line,
                );
            }
            '`' => {
                let (value, is_whole) = self.template();
                self.push(Kind::Text { value, is_whole }, line);
                if !is_whole {
                    self.interpolate();
                }
            }
            '/' if self.expects_value() && self.regex() => self.push(Kind::Regex, line),
            c if c.is_ascii_digit() => {
                let length = self
                    .rest
                    .find(|c: char| !is_name(c) && c != '.')
                    .unwrap_or(self.rest.len());
                self.rest = &self.rest[length..];
                self.push(Kind::Number, line);
            }
            c if is_name(c) => {
                let (rest, length) = (
                    self.rest,
                    self.rest.find(|c| !is_name(c)).unwrap_or(self.rest.len()),
                );
                self.rest = &rest[length..];
                self.push(Kind::Name(format!("{c}{}", &rest[..length])), line);
            }
            c if c.is_whitespace() => {}
            c => self.punct(c, line),
        }
        true
    }

    fn punct(&mut self, c: char, line: usize) {
        let c = match c {
            '?' if self.rest.starts_with('.')
                && !self.rest[1..].starts_with(|c: char| c.is_ascii_digit()) =>
            {
                self.next();
                '.'
            }
            '.' if self.rest.starts_with("..") => {
                self.rest = &self.rest[2..];
                '…'
            }
            c => c,
        };
        match c {
            '(' => {
                let is_condition =
                    matches!(self.last_name(), Some("if" | "while" | "for" | "with"));
                self.conditions.push(is_condition);
            }
            ')' => self.is_condition = self.conditions.pop().unwrap_or_default(),
            '{' => self.open.push(Open::Block),
            '}' if self.open.pop() == Some(Open::Template) => {
                self.push(Kind::Punct(')'), line);
                if !self.template().1 {
                    self.interpolate();
                }
                return;
            }
            _ => {}
        }
        self.push(Kind::Punct(c), line);
    }

    fn interpolate(&mut self) {
        self.open.push(Open::Template);
        self.push(Kind::Punct('('), self.line);
    }

    fn push(&mut self, kind: Kind, line: usize) {
        self.tokens.push(Token { kind, line });
    }

    /// The last token, if it is a name that isn't a property's.
    fn last_name(&self) -> Option<&str> {
        match &self.tokens[..] {
            [
                ..,
                Token {
                    kind: Kind::Punct('.'),
                    ..
                },
                _,
            ] => None,
            [
                ..,
                Token {
                    kind: Kind::Name(name),
                    ..
                },
            ] => Some(name),
            _ => None,
        }
    }

    /// Whether a slash opens a regular expression here.
    fn expects_value(&self) -> bool {
        const BEFORE_VALUES: [&str; 15] = [
            "return",
            "typeof",
            "case",
            "in",
            "of",
            "delete",
            "void",
            "throw",
            "new",
            "instanceof",
            "do",
            "else",
            "yield",
            "await",
            "default",
        ];
        match self.tokens.last().map(|last| &last.kind) {
            Some(Kind::Name(_)) => self
                .last_name()
                .is_some_and(|name| BEFORE_VALUES.contains(&name)),
            Some(Kind::Punct(')')) => self.is_condition,
            Some(Kind::Punct('}')) => self.tokens.last().is_some_and(|last| last.line < self.line),
            // `i++ / 2`
            Some(Kind::Punct(sign @ ('+' | '-'))) => !self
                .tokens
                .iter()
                .rev()
                .nth(1)
                .is_some_and(|last| last.kind == Kind::Punct(*sign)),
            Some(Kind::Punct(']') | Kind::Text { .. } | Kind::Number | Kind::Regex) => false,
            None | Some(Kind::Punct(_)) => true,
        }
    }

    fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        self.line += usize::from(c == '\n');
        Some(c)
    }

    fn skip_line(&mut self) {
        self.rest = &self.rest[self.rest.find('\n').unwrap_or(self.rest.len())..];
    }

    fn skip_past(&mut self, end: &str) {
        // Behind the star that opens it.
        self.next();
        let length = self
            .rest
            .find(end)
            .map_or(self.rest.len(), |at| at + end.len());
        self.line += self.rest[..length].matches('\n').count();
        self.rest = &self.rest[length..];
    }

    /// Up to its quote, or the end of the line.
    fn string(&mut self, quote: char) -> String {
        let mut value = String::new();
        while let Some(c) = self.rest.chars().next() {
            if c == '\n' {
                break;
            }
            self.next();
            match c {
                '\\' => value.extend(self.escape()),
                c if c == quote => break,
                c => value.push(c),
            }
        }
        value
    }

    /// A piece of a template, and whether the template ends with it.
    fn template(&mut self) -> (String, bool) {
        let mut value = String::new();
        while let Some(c) = self.next() {
            match c {
                '\\' => value.extend(self.escape()),
                '`' => break,
                '$' if self.rest.starts_with('{') => {
                    self.next();
                    return (value, false);
                }
                c => value.push(c),
            }
        }
        (value, true)
    }

    /// Reads a regular expression, if one ends on this line.
    fn regex(&mut self) -> bool {
        let (mut is_escaped, mut in_class) = (false, false);
        for (at, c) in self.rest.char_indices() {
            match c {
                '\n' => return false,
                _ if is_escaped => is_escaped = false,
                '\\' => is_escaped = true,
                '[' => in_class = true,
                ']' => in_class = false,
                '/' if !in_class => {
                    let flags = &self.rest[at + 1..];
                    self.rest = &flags[flags.find(|c| !is_name(c)).unwrap_or(flags.len())..];
                    return true;
                }
                _ => {}
            }
        }
        false
    }

    fn escape(&mut self) -> Option<char> {
        let c = self.next()?;
        match c {
            'n' => Some('\n'),
            't' => Some('\t'),
            'r' => Some('\r'),
            '\n' => None,
            'x' => self.hex(2),
            'u' if self.rest.starts_with('{') => {
                let end = self.rest.find('}')?;
                let code = u32::from_str_radix(&self.rest[1..end], 16).ok()?;
                self.rest = &self.rest[end + 1..];
                char::from_u32(code)
            }
            'u' => self.hex(4),
            c => Some(c),
        }
    }

    fn hex(&mut self, digits: usize) -> Option<char> {
        let code = u32::from_str_radix(self.rest.get(..digits)?, 16).ok()?;
        self.rest = &self.rest[digits..];
        char::from_u32(code)
    }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$')
}
