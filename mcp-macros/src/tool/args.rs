//! What is written in `#[mcp_tool(…)]` and `#[mcp(…)]`, not yet checked against anything.

use darling::FromMeta;
use proc_macro2::TokenStream;
use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token};

use crate::attr::{self, JsonTokens, Named, Span, Switch, Text, Value};
use crate::diagnostics::Mistakes;

/// `#[mcp_tool(…)]`
#[derive(Default, FromMeta)]
#[darling(default)]
pub(super) struct ToolArgs {
    pub(super) name: Option<Text>,
    pub(super) title: Option<Text>,
    pub(super) read_only: Option<Switch>,
    pub(super) destructive: Option<Switch>,
    pub(super) idempotent: Option<Switch>,
    pub(super) open_world: Option<Switch>,
    pub(super) blocking: Option<Switch>,
    pub(super) icons: Option<Value>,
    pub(super) meta: Option<JsonTokens>,
    pub(super) timeout: Option<Span>,
    pub(super) input_schema: Option<Value>,
    pub(super) item: Option<Named>,
    #[darling(rename = "crate")]
    pub(super) krate: Option<Named>,
}

impl ToolArgs {
    const KEYS: [&str; 13] = [
        "name",
        "title",
        "read_only",
        "destructive",
        "idempotent",
        "open_world",
        "blocking",
        "icons",
        "meta",
        "timeout",
        "input_schema",
        "item",
        "crate",
    ];

    pub(super) fn parse(tokens: TokenStream, mistakes: &mut Mistakes) -> Self {
        let metas = attr::metas(tokens, mistakes);
        attr::read(&attr::entries(metas, &Self::KEYS, &[], mistakes), mistakes)
    }
}

/// `#[mcp(…)]` on a parameter
#[derive(Default, FromMeta)]
#[darling(default)]
pub(super) struct ParamArgs {
    pub(super) name: Option<Text>,
    pub(super) default: Option<Value>,
    pub(super) range: Option<Value>,
    pub(super) length: Option<Value>,
    pub(super) pattern: Option<Text>,
    pub(super) format: Option<Text>,
    #[darling(multiple)]
    pub(super) example: Vec<Value>,
    pub(super) header: Option<Text>,
    pub(super) allow_secret_header: Option<Switch>,
    pub(super) inject: Option<Switch>,
    pub(super) argument: Option<Switch>,
}

impl ParamArgs {
    const KEYS: [&str; 11] =
        ["name", "default", "range", "length", "pattern", "format", "example", "header", "allow_secret_header", "inject", "argument"];

    pub(super) fn parse(attrs: &[Attribute], mistakes: &mut Mistakes) -> Self {
        let mut metas: Vec<Meta> = Vec::new();
        for attr in attrs.iter().filter(|attr| attr.path().is_ident("mcp")) {
            match attr.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated) {
                Ok(list) => metas.extend(list),
                Err(e) => mistakes.add(e),
            }
        }
        attr::read(&attr::entries(metas, &Self::KEYS, &["example"], mistakes), mistakes)
    }
}
