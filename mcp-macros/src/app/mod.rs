//! `#[mcp_app]`: a type has a view, which clients show in the place of its data.

#[cfg(any(test, not(feature = "apps")))]
mod absent;
#[cfg(feature = "apps")]
mod args;
#[cfg(feature = "apps")]
mod csp;
mod expand;
mod model;
#[cfg(feature = "apps")]
mod template;
#[cfg(feature = "apps")]
mod validate;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Generics, Ident, Item};

#[cfg(not(feature = "apps"))]
pub(crate) use absent::mcp_app;

use crate::diagnostics::Mistakes;
use crate::types::first_token;

#[cfg(feature = "apps")]
pub(crate) fn mcp_app(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut mistakes = Mistakes::new();
    let args = args::Args::parse(args, &mut mistakes);
    finish(item, mistakes, |data, mistakes| {
        model::App::validate(data, &args, mistakes)
    })
}

/// The parts of a struct or enum that a view is generated from.
struct Data<'i> {
    attrs: &'i [Attribute],
    ident: &'i Ident,
}

/// Returns the item unchanged, followed by its view. The view is generated even if there are
/// mistakes, so that code that uses the type as a view compiles and one mistake gives one message.
fn finish(
    item: TokenStream,
    mut mistakes: Mistakes,
    app: impl for<'i> FnOnce(&Data<'i>, &mut Mistakes) -> model::App<'i>,
) -> TokenStream {
    let parsed = match syn::parse2::<Item>(item.clone()) {
        Ok(parsed) => Some(parsed),
        Err(e) => {
            mistakes.add(e);
            None
        }
    };
    let data = parsed
        .as_ref()
        .and_then(|parsed| data(parsed, &mut mistakes));
    let expanded = data.map(|data| expand::expand(&app(&data, &mut mistakes)));
    let errors = mistakes.finish().err();
    quote!(#item #expanded #errors)
}

fn data<'i>(item: &'i Item, mistakes: &mut Mistakes) -> Option<Data<'i>> {
    let (attrs, ident, generics): (_, _, &Generics) = match item {
        Item::Struct(data) => (&data.attrs, &data.ident, &data.generics),
        Item::Enum(data) => (&data.attrs, &data.ident, &data.generics),
        Item::Fn(_) => {
            mistakes.at(
                first_token(item),
                "`#[mcp_app]` goes on the struct or enum that a tool returns as `Ui<…>`, and not \
                 on the tool; move it there",
            );
            return None;
        }
        other => {
            mistakes.at(
                first_token(other),
                "`#[mcp_app]` goes on a struct or an enum",
            );
            return None;
        }
    };
    if let Some(parameter) = generics.params.first() {
        mistakes.at(
            parameter,
            "a view is of one type, so it can't be generic; write the types out",
        );
        return None;
    }
    // The second one expands by itself, and a type has one view.
    if let Some(second) = attrs.iter().find(|attr| {
        attr.path()
            .segments
            .last()
            .is_some_and(|last| last.ident == "mcp_app")
    }) {
        mistakes.at(
            second,
            "a type has one view; remove one of the two attributes, or wrap the \
             data in another type for the other view",
        );
        return None;
    }
    Some(Data { attrs, ident })
}

#[cfg(test)]
mod tests;
