//! The arguments of `#[mcp_app(…)]` as parsed, before validation.

use darling::{Error, FromMeta, Result};
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Meta, Token};

use crate::attr::{self, Named, Switch, Text};
use crate::diagnostics::Mistakes;

#[derive(Default, FromMeta)]
#[darling(default)]
pub(super) struct Args {
    pub(super) html: Option<Text>,
    pub(super) name: Option<Text>,
    pub(super) title: Option<Text>,
    pub(super) description: Option<Text>,
    pub(super) csp: Option<Entries>,
    pub(super) permissions: Option<Entries>,
    pub(super) prefers_border: Option<Switch>,
    pub(super) runtime: Option<Switch>,
    pub(super) allow: Option<Entries>,
    #[darling(rename = "crate")]
    pub(super) krate: Option<Named>,
    /// The keys that were written, right or wrong.
    #[darling(skip)]
    pub(super) keys: Vec<String>,
}

/// `key(…)`
#[derive(Clone, Debug)]
pub(super) struct Entries(pub(super) Vec<Meta>);

impl FromMeta for Entries {
    fn from_meta(meta: &Meta) -> Result<Self> {
        let Meta::List(list) = meta else {
            let key = meta.path().to_token_stream();
            return Err(Error::custom(format!(
                "`{key}` takes its entries in brackets: `{key}(…)`"
            ))
            .with_span(meta.path()));
        };
        Ok(Self(
            list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)?
                .into_iter()
                .collect(),
        ))
    }
}

impl Args {
    const KEYS: [&str; 10] = [
        "html",
        "csp",
        "permissions",
        "prefers_border",
        "title",
        "description",
        "name",
        "runtime",
        "allow",
        "crate",
    ];

    pub(super) fn parse(tokens: TokenStream, mistakes: &mut Mistakes) -> Self {
        let metas = attr::metas(tokens, mistakes);
        let keys = metas
            .iter()
            .filter_map(|meta| meta.path().get_ident().map(ToString::to_string))
            .collect();
        let args: Self = attr::read(
            &attr::entries_but(metas, &Self::KEYS, &[], elsewhere, mistakes),
            mistakes,
        );
        Self { keys, ..args }
    }

    pub(super) fn names(&self, key: &str) -> bool {
        self.keys.iter().any(|k| k == key)
    }
}

/// Keys that are known, but not here.
fn elsewhere(key: &str) -> Option<String> {
    match key {
        "visibility" => Some(
            "`visibility` is for a tool; write `#[mcp_tool(visibility(app))]` on the tool \
             that only views may call"
                .to_owned(),
        ),
        "domain" => Some(
            "`domain` differs from host to host, so it is set where the server runs, \
             and not here; remove it"
                .to_owned(),
        ),
        _ => None,
    }
}
