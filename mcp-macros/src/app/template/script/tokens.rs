//! Questions to a row of tokens.

use std::collections::BTreeSet;

use super::super::url::Url;
use super::lexer::{Kind, Token};

pub(super) struct Tokens<'t> {
    pub(super) list: &'t [Token],
    /// Names that the page's scripts declare.
    pub(super) declared: &'t BTreeSet<String>,
}

/// A literal that stands as an argument.
pub(super) struct Literal<'t> {
    pub(super) text: &'t str,
    /// Whether nothing is added to it.
    pub(super) is_whole: bool,
}

impl<'t> Literal<'t> {
    /// Where it leads, if that is known.
    pub(super) fn url(&self) -> Option<Url> {
        if self.is_whole {
            Some(Url::of(self.text))
        } else {
            Url::of_beginning(self.text)
        }
    }

    /// Its text, if that tells where it leads.
    pub(super) fn known(&self) -> Option<&'t str> {
        self.url().map(|_| self.text)
    }
}

impl<'t> Tokens<'t> {
    pub(super) fn name(&self, at: usize) -> Option<&'t str> {
        match &self.list.get(at)?.kind {
            Kind::Name(name) => Some(name),
            _ => None,
        }
    }

    pub(super) fn is(&self, at: usize, name: &str) -> bool {
        self.name(at) == Some(name)
    }

    pub(super) fn punct(&self, at: usize, c: char) -> bool {
        self.list
            .get(at)
            .is_some_and(|token| token.kind == Kind::Punct(c))
    }

    /// A string, or a template that computes nothing.
    pub(super) fn text(&self, at: usize) -> Option<&'t str> {
        match &self.list.get(at)?.kind {
            Kind::Text {
                value,
                is_whole: true,
            } => Some(value),
            _ => None,
        }
    }

    /// The literal that begins an argument here.
    pub(super) fn literal(&self, at: usize) -> Option<Literal<'t>> {
        self.literal_up_to(at, |end| self.ends(end))
    }

    /// Whether an argument ends here.
    pub(super) fn ends(&self, at: usize) -> bool {
        self.punct(at, ',') || self.punct(at, ')')
    }

    /// The literal that begins what is assigned here.
    pub(super) fn value(&self, at: usize) -> Option<Literal<'t>> {
        let is_next_line = |end: usize| {
            self.list
                .get(end)
                .is_none_or(|next| next.line > self.list[at].line)
        };
        let ends = |end: usize| [',', ')', ';', '}'].into_iter().any(|c| self.punct(end, c));
        self.literal_up_to(at, |end| {
            ends(end) || is_next_line(end) && !self.punct(end, '+')
        })
    }

    fn literal_up_to(&self, at: usize, ends: impl Fn(usize) -> bool) -> Option<Literal<'t>> {
        match &self.list.get(at)?.kind {
            // Of `"…".replace(…)` nothing is known. `concat` is what compilers make of a template.
            Kind::Text { .. }
                if self.punct(at + 1, '[')
                    || self.punct(at + 1, '.') && !self.is(at + 2, "concat") =>
            {
                None
            }
            Kind::Text { value, is_whole } => Some(Literal {
                text: value,
                is_whole: *is_whole && ends(at + 1),
            }),
            _ => None,
        }
    }

    /// Where the first argument stands, if the name here is called.
    pub(super) fn called(&self, at: usize) -> Option<usize> {
        let open = if self.punct(at + 1, '.') {
            at + 2
        } else {
            at + 1
        };
        (self.punct(open, '(') && !self.is_definition(at, open)).then_some(open + 1)
    }

    /// The browser's own name, alone or as `window.name`.
    pub(super) fn global(&self, at: usize, name: &str) -> bool {
        self.is(at, name)
            && match before(at, 1).map(|dot| self.punct(dot, '.') || self.punct(dot, '#')) {
                Some(true) => self.is_of_window(at),
                _ => !self.declared.contains(name),
            }
    }

    /// `window.name`. Old code says `var self = this`.
    pub(super) fn is_of_window(&self, at: usize) -> bool {
        before(at, 1).is_some_and(|dot| self.punct(dot, '.'))
            && before(at, 2).is_some_and(|object| {
                (matches!(self.name(object), Some("window" | "globalThis"))
                    || self.is(object, "self") && !self.declared.contains("self"))
                    && !before(object, 1).is_some_and(|dot| self.punct(dot, '.'))
            })
    }

    /// Whether the name here is that of what `new` makes.
    pub(super) fn is_new(&self, at: usize) -> bool {
        let first = if self.is_of_window(at) {
            before(at, 2)
        } else {
            Some(at)
        };
        first
            .and_then(|first| before(first, 1))
            .is_some_and(|new| self.is(new, "new"))
    }

    /// Where the bracket ends that opens here.
    pub(super) fn close(&self, open: usize) -> Option<usize> {
        let mut depth = 0_usize;
        (open..self.list.len()).find(|at| {
            depth += usize::from(self.punct(*at, '('));
            depth -= usize::from(depth > 0 && self.punct(*at, ')'));
            depth == 0
        })
    }

    /// `function name(…)`, or `name(…) {` in a class or an object.
    fn is_definition(&self, at: usize, open: usize) -> bool {
        before(at, 1).is_some_and(|word| self.is(word, "function"))
            || self
                .close(open)
                .is_some_and(|close| self.punct(close + 1, '{'))
    }
}

pub(super) fn before(at: usize, by: usize) -> Option<usize> {
    at.checked_sub(by)
}
