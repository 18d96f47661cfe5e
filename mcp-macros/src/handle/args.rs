//! The arguments of `#[handle(…)]` as parsed, before validation.

use darling::FromMeta;
use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token};

use crate::attr::{self, DurationLit, Named, Switch, Text};
use crate::diagnostics::Mistakes;

#[derive(Default, FromMeta)]
#[darling(default)]
pub(super) struct Args {
    pub(super) prefix: Option<Text>,
    pub(super) ttl: Option<DurationLit>,
    pub(super) fixed: Option<Switch>,
    pub(super) sealed: Option<Switch>,
    pub(super) external: Option<Switch>,
    #[darling(rename = "crate")]
    pub(super) krate: Option<Named>,
    /// The keys that were written, right or wrong.
    #[darling(skip)]
    pub(super) keys: Vec<String>,
}

impl Args {
    const KEYS: [&str; 6] = ["prefix", "ttl", "fixed", "sealed", "external", "crate"];

    pub(super) fn parse(attrs: &[Attribute], mistakes: &mut Mistakes) -> Self {
        let mut metas: Vec<Meta> = Vec::new();
        for attr in attrs.iter().filter(|attr| attr.path().is_ident("handle")) {
            match attr.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated) {
                Ok(list) => metas.extend(list),
                Err(e) => mistakes.add(e),
            }
        }
        let keys = metas
            .iter()
            .filter_map(|meta| meta.path().get_ident().map(ToString::to_string))
            .collect();
        let args: Self = attr::read(&attr::entries(metas, &Self::KEYS, &[], mistakes), mistakes);
        Self { keys, ..args }
    }

    pub(super) fn names(&self, key: &str) -> bool {
        self.keys.iter().any(|k| k == key)
    }
}
