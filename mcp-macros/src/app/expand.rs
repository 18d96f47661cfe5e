//! From a checked view to its implementation.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::model::App;
use crate::attr::{located_at, moved};
use crate::function::{with, with_flag};

pub(super) fn expand(app: &App<'_>) -> TokenStream {
    let App {
        rt,
        ident,
        uri,
        name,
        title,
        description,
        html,
        csp,
        permissions,
        prefers_border,
        calls,
        calls_more,
        file,
        is_read,
    } = app;
    let csp_keys = ["connect", "resource", "frame", "base_uri"];
    let csp = csp_keys
        .iter()
        .zip(csp)
        .filter(|(_, origins)| !origins.is_empty())
        .map(|(key, origins)| with(key, Some(quote!(&[#(#origins),*]))));
    let csp: TokenStream = csp.flatten().collect();
    let permission_keys = ["camera", "microphone", "geolocation", "clipboard_write"];
    let permissions = permission_keys.iter().zip(permissions);
    let permissions: TokenStream = permissions
        .filter_map(|(key, is_on)| with_flag(key, *is_on))
        .collect();
    let calls = calls
        .iter()
        .map(|(tool, line)| quote!(#rt::AppCall::new(#tool, #line)));
    let keys = [
        with("title", title.as_ref()),
        with("description", description.as_ref()),
        (!csp.is_empty()).then(|| quote!(.with_csp(#rt::AppCsp::new() #csp))),
        (!permissions.is_empty())
            .then(|| quote!(.with_permissions(#rt::AppPermissions::new() #permissions))),
        with_flag("border", *prefers_border),
        (calls.len() > 0).then(|| quote!(.with_calls(&[#(#calls),*]))),
        with_flag("more_calls", *calls_more),
    ];
    // The compiler learns of the file by it: a change of the template is a change of the program.
    let watched = is_read.then(|| {
        quote! {
            const _: &[::core::primitive::u8] = ::core::include_bytes!(::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/", #file));
        }
    });
    // If the type lacks `Serialize` or `JsonSchema`, the error points at the type.
    let at = located_at(ident);
    let here = moved(rt, at);
    let data = quote_spanned!(at=> #here::app_data::<Self>());
    quote! {
        #[automatically_derived]
        impl #rt::App for #ident {
            const META: &'static #rt::AppMeta = &#rt::AppMeta::new(#uri, #name, #html, #file)
                #(#keys)*;
            const DATA: #rt::AppData<Self> = #data;
        }
        #watched
    }
}
