//! The keys that the attributes of tools, prompts, resources and completions share.

use std::time::Duration;

use darling::FromMeta;
use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};

use super::not_empty;
use super::scope_list::ScopeList;
use crate::attr::{DurationLit, JsonTokens, Named, Switch, Text, Value};
use crate::case::Case;
use crate::diagnostics::Mistakes;
use crate::icons;

/// The arguments that the attributes of all kinds of functions share.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct CommonArgs {
    pub(crate) title: Option<Text>,
    pub(crate) icons: Option<Value>,
    pub(crate) meta: Option<JsonTokens>,
    pub(crate) timeout: Option<DurationLit>,
    pub(crate) blocking: Option<Switch>,
    pub(crate) scopes: Option<ScopeList>,
    pub(crate) may_need: Option<ScopeList>,
    pub(crate) public: Option<Switch>,
    pub(crate) rename_all: Option<Case>,
    pub(crate) item: Option<Named>,
    #[darling(rename = "crate")]
    pub(crate) krate: Option<Named>,
}

impl CommonArgs {
    pub(crate) const KEYS: [&str; 11] = [
        "title",
        "icons",
        "meta",
        "timeout",
        "blocking",
        "scopes",
        "may_need",
        "public",
        "rename_all",
        "item",
        "crate",
    ];
}

/// The validated arguments that become metadata, apart from the function itself.
pub(crate) struct Common {
    pub(crate) title: Option<String>,
    /// JSON text.
    pub(crate) icons: Option<String>,
    pub(crate) meta: Option<TokenStream>,
    pub(crate) timeout: Option<Duration>,
}

impl Common {
    pub(crate) fn validate(args: &CommonArgs, mistakes: &mut Mistakes) -> Self {
        let CommonArgs {
            title,
            icons,
            meta,
            timeout,
            blocking: _,
            scopes: _,
            may_need: _,
            public: _,
            rename_all: _,
            item: _,
            krate: _,
        } = args;
        Self {
            title: title
                .as_ref()
                .map(|title| not_empty("title", title, mistakes)),
            icons: icons
                .as_ref()
                .and_then(|icons| icons::list(&icons.0, mistakes)),
            meta: meta.as_ref().map(|meta| meta.0.clone()),
            timeout: timeout.as_ref().map(|timeout| timeout.0),
        }
    }

    /// `.with_title(…)` and so on: what was written, as calls on a `Meta`.
    pub(crate) fn calls(&self, rt: &TokenStream, access: Option<TokenStream>) -> TokenStream {
        // The macro calls `.into()`, which not every module has in scope.
        let meta = self.meta.as_ref().map(|json| {
            quote!(|| {
                use ::core::convert::Into as _;
                #rt::json!(#json)
            })
        });
        let title = with("title", self.title.as_ref());
        let icons = with("icons", self.icons.as_ref());
        let meta = with("meta", meta);
        let timeout = with("timeout", self.timeout.map(duration));
        let access = with("access", access);
        quote!(#title #icons #meta #timeout #access)
    }
}

/// `.with_key(value)` on a `Meta`, if there is a value.
pub(crate) fn with(key: &str, value: Option<impl ToTokens>) -> Option<TokenStream> {
    let with = format_ident!("with_{key}");
    value.map(|value| quote!(.#with(#value)))
}

/// `.with_key()` on a `Meta`, if it is on.
pub(crate) fn with_flag(key: &str, is_on: bool) -> Option<TokenStream> {
    let with = format_ident!("with_{key}");
    is_on.then(|| quote!(.#with()))
}

/// `Duration` as an expression.
pub(crate) fn duration(duration: Duration) -> TokenStream {
    let millis = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    quote!(::core::time::Duration::from_millis(#millis))
}
