//! From a checked view to its implementation.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::model::App;
use crate::attr::{located_at, moved};
use crate::function::option;

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
    let title = option(title.as_ref().map(|title| quote!(#title)));
    let [connect, resource, frame, base_uri] = csp;
    let [camera, microphone, geolocation, clipboard_write] = permissions;
    let calls = calls
        .iter()
        .map(|(tool, line)| quote!(#rt::AppCall { tool: #tool, line: #line }));
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
            const META: &'static #rt::AppMeta = &#rt::AppMeta {
                uri: #uri,
                name: #name,
                title: #title,
                description: #description,
                html: #html,
                csp: #rt::AppCsp { connect: &[#(#connect),*], resource: &[#(#resource),*], frame: &[#(#frame),*], base_uri: &[#(#base_uri),*] },
                permissions: #rt::AppPermissions {
                    camera: #camera,
                    microphone: #microphone,
                    geolocation: #geolocation,
                    clipboard_write: #clipboard_write,
                },
                prefers_border: #prefers_border,
                calls: &[#(#calls),*],
                calls_more: #calls_more,
                file: #file,
                location: #rt::Location { file: ::core::file!(), line: ::core::line!() },
            };
            const DATA: #rt::AppData<Self> = #data;
        }
        #watched
    }
}
