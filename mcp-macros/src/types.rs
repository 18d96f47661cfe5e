//! `#[mcp_type]`: the derives of a data type, with their crate paths set.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::punctuated::Punctuated;
use syn::{Attribute, Fields, Item, Path, Token};

use crate::attr;
use crate::diagnostics::Mistakes;
use crate::field;

#[derive(Default, darling::FromMeta)]
struct TypeArgs {
    #[darling(rename = "crate")]
    krate: Option<attr::Named>,
}

pub(crate) fn mcp_type(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut mistakes = Mistakes::new();
    let entries = attr::entries(
        attr::metas(args, &mut mistakes),
        &["crate"],
        &[],
        &mut mistakes,
    );
    let TypeArgs { krate } = attr::read(&entries, &mut mistakes);
    let mut choice = None;
    let mut documented = false;
    let mut defaults: Vec<TokenStream> = Vec::new();
    let data = match syn::parse2::<Item>(item.clone()) {
        Ok(Item::Struct(mut data)) => {
            derive_once(&mut data.attrs, &mut mistakes);
            defaults.extend(rules(&data.ident, 0, &mut data.fields, &mut mistakes));
            Some(data.into_token_stream())
        }
        Ok(Item::Enum(mut data)) => {
            derive_once(&mut data.attrs, &mut mistakes);
            // A text names one of its variants.
            let is_choice = data.generics.params.is_empty()
                && data
                    .variants
                    .iter()
                    .all(|variant| matches!(variant.fields, Fields::Unit));
            choice = is_choice.then(|| data.ident.clone());
            documented = is_choice
                && data
                    .variants
                    .iter()
                    .any(|variant| variant.attrs.iter().any(|attr| attr.path().is_ident("doc")));
            let mut before = 0;
            for variant in &mut data.variants {
                defaults.extend(rules(
                    &data.ident,
                    before,
                    &mut variant.fields,
                    &mut mistakes,
                ));
                before += variant.fields.len();
            }
            Some(data.into_token_stream())
        }
        Ok(other) => {
            mistakes.at(
                first_token(&other),
                "`#[mcp_type]` goes on a struct or an enum",
            );
            None
        }
        Err(e) => {
            mistakes.add(e);
            None
        }
    };
    let errors = mistakes.finish().err();
    // With its derives even so: one mistake gives one message.
    let Some(data) = data else {
        return quote!(#item #errors);
    };
    let rt = attr::runtime(krate.as_ref());
    let path = |name: &str| format!("{rt}::{name}").replace(' ', "");
    let (serde, schemars) = (path("serde"), path("schemars"));
    let choice =
        choice.map(|ident| quote!(#[automatically_derived] impl #rt::Choice for #ident {}));
    // schemars puts those with documentation behind the others.
    let in_order = documented.then(|| quote!(#[schemars(transform = #rt::in_order::<Self>)]));
    quote! {
        #[derive(#rt::serde::Serialize, #rt::serde::Deserialize, #rt::schemars::JsonSchema)]
        #[serde(crate = #serde)]
        #[schemars(crate = #schemars)]
        #in_order
        #data
        #choice
        #(#defaults)*
        #errors
    }
}

/// Takes the derives of `#[mcp_type]` out of those that are written beside it.
fn derive_once(attrs: &mut [Attribute], mistakes: &mut Mistakes) {
    let is_derive = |attr: &&mut Attribute| attr.path().is_ident("derive");
    for attr in attrs.iter_mut().filter(is_derive) {
        let parsed = attr.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated);
        let Ok(paths) = parsed else { continue };
        let (again, others): (Vec<Path>, Vec<Path>) = paths.into_iter().partition(is_derived);
        if let Some(first) = again.first() {
            mistakes.at(
                first,
                "`#[mcp_type]` derives `Serialize`, `Deserialize` and `JsonSchema` itself; remove \
                 them here",
            );
            *attr = syn::parse_quote!(#[derive(#(#others),*)]);
        }
    }
}

fn is_derived(path: &Path) -> bool {
    let name: Vec<String> = path
        .segments
        .iter()
        .map(|it| it.ident.to_string())
        .collect();
    let is_ours = |name: &str| matches!(name, "Serialize" | "Deserialize" | "JsonSchema");
    match name.as_slice() {
        [only] => is_ours(only),
        // Another crate's trait may have the same name.
        [.., krate, last] => is_ours(last) && matches!(krate.as_str(), "serde" | "schemars"),
        [] => false,
    }
}

/// The rules of `#[mcp(…)]`, as attributes of serde and schemars; what their defaults need is
/// returned. `before` are the fields of the type's variants before these.
fn rules(
    owner: &Ident,
    before: usize,
    fields: &mut Fields,
    mistakes: &mut Mistakes,
) -> Vec<TokenStream> {
    let each = fields.iter_mut().enumerate();
    each.filter_map(|(i, field)| field::translate(owner, before + i, field, mistakes))
        .collect()
}

/// The token that an error about a whole item stands at: the first one behind its attributes.
pub(crate) fn first_token(item: &impl ToTokens) -> TokenStream {
    let mut tokens = item.to_token_stream().into_iter().peekable();
    while tokens
        .next_if(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == '#'))
        .is_some()
    {
        tokens.next();
    }
    tokens.take(1).collect()
}
