//! From a checked state to its implementations.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};

use super::model::State;
use crate::attr::{located_at, moved};
use crate::function::duration;

pub(super) fn expand(state: &State<'_>) -> TokenStream {
    let State {
        rt,
        ident,
        name,
        prefix,
        description,
        ttl,
        fixed,
        sealed,
        external,
    } = state;
    let ttl = duration(*ttl);
    // If the type can't be serialized and deserialized, the error points at the type.
    let at = located_at(ident);
    let here = moved(rt, at);
    let codec = quote_spanned!(at=> #here::codec::<Self>());
    let expiry = format_ident!("{}", if *fixed { "AfterMint" } else { "AfterUse" });
    let stored =
        (!sealed).then(|| quote!(#[automatically_derived] impl #rt::StoredState for #ident {}));
    quote! {
        #[automatically_derived]
        impl #rt::HandleState for #ident {
            const META: &'static #rt::HandleMeta = &#rt::HandleMeta {
                name: #name,
                prefix: #prefix,
                description: #description,
                ttl: #ttl,
                expiry: #rt::Expiry::#expiry,
                sealed: #sealed,
                external: #external,
                location: #rt::Location { file: ::core::file!(), line: ::core::line!() },
            };
            const CODEC: #rt::Codec<Self> = #codec;
        }
        #stored
    }
}
