//! The URI of a resource, or its template (RFC 6570, levels 1 to 3, without modifiers).
//!
//! Every mistake is told at the whole literal, since stable Rust can't point inside one.

mod expression;
mod literal;
mod order;

use proc_macro2::TokenStream;
use quote::quote;
use syn::LitStr;

use crate::diagnostics::Mistakes;
use expression::expression;
use literal::{check_characters, check_scheme, normalized};
use order::{check_between, check_names, misplaced};

/// The operator before the names of an expression, such as `+`; the runtime's `UriOperator`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Simple,
    Reserved,
    Fragment,
    Label,
    Path,
    Query,
    Continuation,
}

/// A part of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Never empty, never beside another literal, and spelled as the runtime's `NormalUri`.
    Literal(String),
    Expression {
        operator: Operator,
        names: Vec<String>,
    },
}

/// A URI, or a template of URIs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UriTemplate {
    pub(crate) pieces: Vec<Piece>,
}

/// Reads the literal; `None` once something is wrong with it.
pub(crate) fn parse(text: &LitStr, mistakes: &mut Mistakes) -> Option<UriTemplate> {
    match read(&text.value()) {
        Ok(template) => Some(template),
        Err(messages) => {
            for message in messages {
                mistakes.at(text, message);
            }
            None
        }
    }
}

impl UriTemplate {
    /// Whether it is a single URI, without variables.
    pub(crate) fn is_plain(&self) -> bool {
        self.names().next().is_none()
    }

    /// The variables, in order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.pieces
            .iter()
            .flat_map(|piece| match piece {
                Piece::Literal(_) => &[],
                Piece::Expression { names, .. } => names.as_slice(),
            })
            .map(String::as_str)
    }

    /// The variables that a URI need not have.
    pub(crate) fn queried(&self) -> impl Iterator<Item = &str> {
        let of_queries = self.pieces.iter().filter_map(|piece| match piece {
            Piece::Expression { operator, names } if operator.is_query() => Some(names),
            _ => None,
        });
        of_queries.flatten().map(String::as_str)
    }

    /// The table that the runtime matches URIs against: a constant expression.
    pub(crate) fn tokens(&self, rt: &TokenStream) -> TokenStream {
        let pieces = self.pieces.iter().map(|piece| match piece {
            Piece::Literal(text) => quote!(#rt::UriPiece::Literal(#text)),
            Piece::Expression { operator, names } => {
                let operator = operator.tokens();
                quote!(#rt::UriPiece::Expression(#rt::UriOperator::#operator, &[#(#names),*]))
            }
        });
        quote!(&[#(#pieces),*])
    }
}

impl Operator {
    fn of(sign: char) -> Option<Self> {
        Some(match sign {
            '+' => Self::Reserved,
            '#' => Self::Fragment,
            '.' => Self::Label,
            '/' => Self::Path,
            '?' => Self::Query,
            '&' => Self::Continuation,
            _ => return None,
        })
    }

    fn sign(self) -> &'static str {
        match self {
            Self::Simple => "",
            Self::Reserved => "+",
            Self::Fragment => "#",
            Self::Label => ".",
            Self::Path => "/",
            Self::Query => "?",
            Self::Continuation => "&",
        }
    }

    fn is_query(self) -> bool {
        matches!(self, Self::Query | Self::Continuation)
    }

    fn tokens(self) -> TokenStream {
        match self {
            Self::Simple => quote!(Simple),
            Self::Reserved => quote!(Reserved),
            Self::Fragment => quote!(Fragment),
            Self::Label => quote!(Label),
            Self::Path => quote!(Path),
            Self::Query => quote!(Query),
            Self::Continuation => quote!(QueryContinuation),
        }
    }
}

/// The template, or all that is wrong with it.
fn read(text: &str) -> Result<UriTemplate, Vec<String>> {
    if text.is_empty() {
        return Err(vec![
            "a resource has a URI: `\"config://app\"`, or a template of URIs: \
             `\"file:///{+path}\"`"
                .to_owned(),
        ]);
    }
    // With its braces wrong, nothing tells what the rest was meant to be.
    let parts = split(text).map_err(|message| vec![message])?;
    let mut wrong = Vec::new();
    let scheme = check_scheme(text, &parts, &mut wrong);
    check_characters(&parts, scheme, &mut wrong);
    let mut pieces = Vec::new();
    for part in parts {
        match part {
            Part::Literal(text) => pieces.push(Piece::Literal(normalized(text))),
            Part::Expression(text) => match expression(text) {
                Ok(piece) => pieces.push(piece),
                Err(messages) => wrong.extend(messages),
            },
        }
    }
    let template = UriTemplate { pieces };
    // With an invalid expression left out, its neighbours would seem to be adjacent.
    if wrong.is_empty() {
        check_names(&template, &mut wrong);
        check_between(&template.pieces, &mut wrong);
        wrong.extend(misplaced(&template.pieces));
    }
    if wrong.is_empty() {
        Ok(template)
    } else {
        Err(wrong)
    }
}

enum Part<'a> {
    Literal(&'a str),
    /// Without its braces.
    Expression(&'a str),
}

fn split(text: &str) -> Result<Vec<Part<'_>>, String> {
    let own = "`%7B` and `%7D` for braces of the URI's own";
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (literal, braced) = rest.split_at(rest.find(['{', '}']).unwrap_or(rest.len()));
        if !literal.is_empty() {
            parts.push(Part::Literal(literal));
        }
        rest = match braced.strip_prefix('{') {
            None if braced.is_empty() => break,
            None => {
                return Err(format!(
                    "this `}}` closes nothing; write `{{name}}` for a variable, {own}"
                ));
            }
            Some(inner) => match inner.split_once('}') {
                None => {
                    return Err(format!(
                        "`{{{inner}` isn't closed; write `{{name}}` for a variable, {own}"
                    ));
                }
                Some((inner, _)) if inner.contains('{') => {
                    return Err(format!(
                        "braces don't nest; write `{{name}}` for a variable, {own}"
                    ));
                }
                Some((inner, rest)) => {
                    parts.push(Part::Expression(inner));
                    rest
                }
            },
        };
    }
    Ok(parts)
}

#[cfg(test)]
mod tests;
