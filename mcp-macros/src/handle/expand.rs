//! From a checked state to its implementations.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::model::State;
use crate::attr::{located_at, moved};
use crate::function::{duration, with_flag};

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
    let keys = [
        fixed.then(|| quote!(.with_expiry(#rt::Expiry::AfterMint))),
        with_flag("seal", *sealed),
        with_flag("external", *external),
    ];
    let stored = (!sealed).then(|| {
        quote! {
            #[automatically_derived]
            impl #rt::StoredState for #ident {
                const SEALED: #rt::Sealed = #rt::Sealed;
            }
        }
    });
    quote! {
        #[automatically_derived]
        impl #rt::HandleState for #ident {
            const META: &'static #rt::HandleMeta =
                &#rt::HandleMeta::new(#name, #prefix, #description, #ttl) #(#keys)*;
            const CODEC: #rt::Codec<Self> = #codec;
        }
        #stored
    }
}
