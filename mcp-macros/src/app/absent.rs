//! `#[mcp_app]` without the feature that reads templates.

use darling::FromMeta;
use darling::ast::NestedMeta;
use proc_macro2::{Span, TokenStream};

use super::{finish, model};
use crate::attr::{self, Named};
use crate::diagnostics::Mistakes;

#[derive(Default, FromMeta)]
struct CrateArg {
    #[darling(rename = "crate")]
    krate: Option<Named>,
}

pub(crate) fn mcp_app(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut mistakes = Mistakes::new();
    let metas = attr::metas(args, &mut mistakes)
        .into_iter()
        .filter(|meta| meta.path().is_ident("crate"));
    let CrateArg { krate } = attr::read(
        &metas.map(NestedMeta::Meta).collect::<Vec<_>>(),
        &mut mistakes,
    );
    mistakes.add(syn::Error::new(
        Span::call_site(),
        "`#[mcp_app]` needs the feature `apps` of `mcp-runtime`; add it in Cargo.toml: `features = \
         [\"apps\"]`",
    ));
    finish(item, mistakes, |data, _| {
        model::App::unread(data, attr::runtime(krate.as_ref()))
    })
}
