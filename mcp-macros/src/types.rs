//! `#[mcp_type]`: the derives of a data type, with their crate paths set.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::Item;

use crate::attr;
use crate::diagnostics::Mistakes;

#[derive(Default, darling::FromMeta)]
struct TypeArgs {
    #[darling(rename = "crate")]
    krate: Option<attr::Named>,
}

pub(crate) fn mcp_type(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut mistakes = Mistakes::new();
    let entries = attr::entries(attr::metas(args, &mut mistakes), &["crate"], &[], &mut mistakes);
    let TypeArgs { krate } = attr::read(&entries, &mut mistakes);
    match syn::parse2::<Item>(item.clone()) {
        Ok(Item::Struct(_) | Item::Enum(_)) => {}
        Ok(other) => mistakes.at(first_token(&other), "`#[mcp_type]` goes on a struct or an enum"),
        Err(e) => mistakes.add(e),
    }
    if let Err(errors) = mistakes.finish() {
        return quote!(#item #errors);
    }
    let rt = attr::runtime(krate.as_ref());
    let path = |name: &str| format!("{rt}::{name}").replace(' ', "");
    let (serde, schemars) = (path("serde"), path("schemars"));
    quote! {
        #[derive(#rt::serde::Serialize, #rt::serde::Deserialize, #rt::schemars::JsonSchema)]
        #[serde(crate = #serde)]
        #[schemars(crate = #schemars)]
        #item
    }
}

/// The token that an error about a whole item stands at.
pub(crate) fn first_token(item: &impl ToTokens) -> TokenStream {
    item.to_token_stream().into_iter().take(1).collect()
}
