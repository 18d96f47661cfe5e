//! The names that a script declares itself, which aren't the browser's then. Where they hold is not
//! asked.

use super::lexer::{Kind, Token};

/// Functions, classes, variables, parameters of functions and methods, and what is imported: each
/// as often as it is declared.
pub(super) fn declared(tokens: &[Token]) -> Vec<String> {
    let list = Names(tokens);
    let mut names = Vec::new();
    for at in 0..tokens.len() {
        match list.name(at) {
            Some("import") if !list.is(at + 1, "(.") => {
                names.extend(
                    (at + 1..tokens.len())
                        .take_while(|at| !list.is_text(*at) && !list.is(*at, ";"))
                        .filter_map(|at| list.name(at)),
                );
            }
            Some("function") => {
                names.extend(list.name(at + 1));
                let open = (at + 1..tokens.len()).take(3).find(|at| list.is(*at, "("));
                names.extend(open.into_iter().flat_map(|open| list.bound(open)));
            }
            Some("class" | "const" | "let" | "var") => {
                names.extend(list.name(at + 1));
                names.extend(
                    Some(at + 1)
                        .filter(|open| list.is(*open, "{["))
                        .into_iter()
                        .flat_map(|open| list.bound(open)),
                );
            }
            // `let a = 1, name = 2`
            Some(name)
                if at > 0
                    && list.is(at - 1, ",")
                    && list.is(at + 1, "=")
                    && !list.is(at + 2, "=>") =>
            {
                names.push(name);
            }
            // `name => …`
            Some(name) if list.is(at + 1, "=") && list.is(at + 2, ">") => {
                names.push(name);
            }
            // `method(name) { … }`
            None if list.is(at, ")") && list.is(at + 1, "{") => names.extend(list.parameters(at)),
            // `(…, name) => …`
            None if list.is(at, ")") && list.is(at + 1, "=") && list.is(at + 2, ">") => {
                names.extend(
                    list.opening(at)
                        .into_iter()
                        .flat_map(|open| list.bound(open)),
                );
            }
            _ => {}
        }
    }
    names.into_iter().map(str::to_owned).collect()
}

struct Names<'t>(&'t [Token]);

impl<'t> Names<'t> {
    fn name(&self, at: usize) -> Option<&'t str> {
        match &self.0.get(at)?.kind {
            Kind::Name(name) => Some(name),
            _ => None,
        }
    }

    fn is_text(&self, at: usize) -> bool {
        matches!(self.0[at].kind, Kind::Text { .. })
    }

    fn is(&self, at: usize, any_of: &str) -> bool {
        self.0
            .get(at)
            .is_some_and(|token| matches!(token.kind, Kind::Punct(c) if any_of.contains(c)))
    }

    /// Returns the names that a pattern or a parameter list binds, without its keys and default
    /// values.
    fn bound(&self, open: usize) -> impl Iterator<Item = &'t str> {
        let mut depth = 0_usize;
        let inner = (open..self.0.len()).take_while(move |at| {
            depth += usize::from(self.is(*at, "({["));
            depth -= usize::from(self.is(*at, ")}]"));
            depth > 0
        });
        inner
            .skip(1)
            .filter(|at| self.is(*at + 1, ",)}]=") && !self.is(*at - 1, "=."))
            .filter_map(|at| self.name(at))
    }

    /// Those of a method that end here. A condition has none, and a function's own are known from
    /// its beginning.
    fn parameters(&self, close: usize) -> Vec<&'t str> {
        let Some(open) = self.opening(close).filter(|open| *open > 0) else {
            return Vec::new();
        };
        let is_function =
            (open.saturating_sub(3)..open).any(|at| self.name(at) == Some("function"));
        match self.name(open - 1) {
            None | Some("if" | "for" | "while" | "switch" | "with" | "await") => Vec::new(),
            Some(_) if is_function => Vec::new(),
            Some(_) => self.bound(open).collect(),
        }
    }

    fn opening(&self, close: usize) -> Option<usize> {
        let mut depth = 0_usize;
        (0..=close).rev().find(|at| {
            depth += usize::from(self.is(*at, ")}]"));
            depth -= usize::from(self.is(*at, "({["));
            depth == 0
        })
    }
}
