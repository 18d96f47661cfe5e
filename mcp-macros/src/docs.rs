//! Doc comments, as text for the model.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Expr, ExprLit, Lit, Meta};

/// The text of doc comments, as an expression of type `&'static str`; `None` if there are none, or
/// only blank ones.
///
/// `#[doc = include_str!("…")]` works, too: pieces that are no literals are left to the compiler.
pub(crate) fn text(attrs: &[Attribute]) -> Option<TokenStream> {
    let values: Vec<&Expr> = attrs.iter().filter_map(value).collect();
    let literals: Option<Vec<String>> = values.iter().map(|value| literal(value)).collect();
    match literals {
        Some(lines) => {
            let text = unindent(&lines);
            (!text.is_empty()).then(|| quote!(#text))
        }
        None => Some(quote!(::core::concat!(#(#values, "\n"),*))),
    }
}

fn value(attr: &Attribute) -> Option<&Expr> {
    match &attr.meta {
        Meta::NameValue(doc) if doc.path.is_ident("doc") => Some(&doc.value),
        _ => None,
    }
}

fn literal(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(text.value()),
        _ => None,
    }
}

/// Lines as they were meant: without the blank after `///` and without blank lines around.
fn unindent(lines: &[String]) -> String {
    let lines: Vec<&str> = lines.iter().flat_map(|text| text.split('\n')).collect();
    let indent = lines
        .iter()
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.len() - line.trim_start().len())
        .min();
    let lines: Vec<&str> = lines
        .iter()
        .map(|line| {
            line.get(indent.unwrap_or(0)..)
                .unwrap_or_default()
                .trim_end()
        })
        .collect();
    lines.join("\n").trim_matches('\n').to_owned()
}
