//! `#[mcp_type]`: the derives of a data type, with their crate paths set.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Fields, Item};

use crate::attr;
use crate::diagnostics::Mistakes;

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
    let data = match syn::parse2::<Item>(item.clone()) {
        Ok(Item::Struct(mut data)) => {
            refuse_rules(&mut data.fields, &mut mistakes);
            Some(data.into_token_stream())
        }
        Ok(Item::Enum(mut data)) => {
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
            data.variants
                .iter_mut()
                .for_each(|variant| refuse_rules(&mut variant.fields, &mut mistakes));
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
        #errors
    }
}

/// The rules of `#[mcp(…)]` are for a tool's parameters: a header can't mirror what is nested in
/// one. Rules for a field are schemars' to write.
fn refuse_rules(fields: &mut Fields, mistakes: &mut Mistakes) {
    for field in fields {
        for attr in field
            .attrs
            .iter()
            .filter(|attr| attr.path().is_ident("mcp"))
        {
            mistakes.at(
                attr.path(),
                "`#[mcp(…)]` goes on a parameter of a tool, and its header can't mirror a field; take the value as a parameter of its own, \
                 or write other rules with `#[schemars(…)]`",
            );
        }
        field.attrs.retain(|attr| !attr.path().is_ident("mcp"));
    }
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
