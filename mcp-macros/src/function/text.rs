//! Texts with `{placeholders}`.

use syn::{Ident, LitStr};

use crate::diagnostics::Mistakes;

/// A text, taken apart at its placeholders.
pub(crate) struct Template {
    pub(crate) pieces: Vec<Piece>,
    pub(crate) literal: LitStr,
}

pub(crate) enum Piece {
    Said(String),
    Placeholder(String),
}

impl Template {
    /// As in `format!`: `{name}`, and `{{` for a brace.
    pub(crate) fn parse(literal: &LitStr, mistakes: &mut Mistakes) -> Self {
        let text = literal.value();
        let (mut pieces, mut said) = (Vec::new(), String::new());
        let mut rest = text.chars().peekable();
        let mut is_broken = false;
        while let Some(c) = rest.next() {
            match c {
                '{' if rest.next_if_eq(&'{').is_some() => said.push('{'),
                '}' if rest.next_if_eq(&'}').is_some() => said.push('}'),
                '{' => {
                    let name: String =
                        std::iter::from_fn(|| rest.next_if(|c| *c != '}' && *c != '{')).collect();
                    is_broken |= rest.next() != Some('}') || identifier(&name).is_none();
                    pieces.push(Piece::Said(std::mem::take(&mut said)));
                    pieces.push(Piece::Placeholder(name));
                }
                '}' => is_broken = true,
                other => said.push(other),
            }
        }
        pieces.push(Piece::Said(said));
        pieces.retain(|piece| !matches!(piece, Piece::Said(text) if text.is_empty()));
        if is_broken {
            mistakes.at(
                literal,
                "a placeholder is an argument's name in braces, as in \"Delete \
                 {project}?\"; write `{{` and `}}` for braces",
            );
            pieces.clear();
        }
        if text.trim().is_empty() {
            mistakes.at(
                literal,
                "the question is empty; write what the user is asked",
            );
        }
        Self {
            pieces,
            literal: literal.clone(),
        }
    }

    pub(crate) fn placeholders(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Placeholder(name) => Some(name.as_str()),
            Piece::Said(_) => None,
        })
    }
}

/// The name of a parameter; `{type}` is that of `r#type`.
pub(crate) fn identifier(name: &str) -> Option<Ident> {
    syn::parse_str(name)
        .or_else(|_| syn::parse_str(&format!("r#{name}")))
        .ok()
}
