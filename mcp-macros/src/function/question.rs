//! A parameter that the client's user answers, or their model, or their client.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Expr, LitStr, Pat, Path, Type};

use super::text::Template;

pub(crate) struct Question<'f> {
    pub(crate) origin: Origin<'f>,
    /// Its name on the wire.
    pub(crate) key: String,
    pub(crate) wording: Wording,
    /// The answer that is used if the client can't ask.
    pub(crate) fallback: Option<Expr>,
    /// Answers that nobody asked for count, too: where that is said.
    pub(crate) volunteered: Option<Path>,
    /// Where mistakes about it stand.
    pub(crate) at: TokenStream,
}

/// Where a question is written.
pub(crate) enum Origin<'f> {
    /// A parameter of the function, which gets the answer.
    Parameter {
        /// Where it stands in the function.
        position: usize,
        ty: &'f Type,
        /// Its name in the function, if it has one.
        own_name: Option<String>,
    },
    /// The `confirm` of the attribute, whose answer is yes or no call.
    Confirm,
}

impl Question<'_> {
    /// Whether the parameter that gets the answer has this name in the function.
    pub(crate) fn is_called(&self, name: &str) -> bool {
        match &self.origin {
            Origin::Parameter { own_name, .. } => own_name.as_deref() == Some(name),
            Origin::Confirm => false,
        }
    }
}

pub(crate) enum Wording {
    /// `ask`
    None,
    /// `ask = "Delete {project}?"`
    Text(Template),
    /// `ask = "Give us your key", url = "https://…"`
    Url(Template, LitStr),
    /// `ask_with = expression`
    Computed(Box<Expr>),
}

/// The names that a question may use of a parameter: the pattern, without `mut`, where it can match
/// a reference.
pub(crate) fn borrowed(pattern: &Pat) -> Option<TokenStream> {
    match pattern {
        Pat::Ident(ident) if ident.subpat.is_none() => Some(ident.ident.to_token_stream()),
        Pat::TupleStruct(tuple) if tuple.elems.iter().all(is_plain) => {
            Some(tuple.to_token_stream())
        }
        _ => None,
    }
}

fn is_plain(pattern: &Pat) -> bool {
    match pattern {
        Pat::Ident(ident) => {
            ident.by_ref.is_none() && ident.mutability.is_none() && ident.subpat.is_none()
        }
        Pat::Wild(_) => true,
        Pat::TupleStruct(tuple) => tuple.elems.iter().all(is_plain),
        _ => false,
    }
}
