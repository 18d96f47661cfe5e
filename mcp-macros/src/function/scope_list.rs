//! Scopes, as the keys `scopes` and `may_need` take them.

use darling::{Error, FromMeta, Result};
use proc_macro2::Ident;
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{LitStr, Meta, Token};

/// `scopes("projects:write", hidden)`
#[derive(Clone, Debug)]
pub(crate) struct ScopeList {
    pub(super) names: Vec<LitStr>,
    pub(super) hidden: Option<Ident>,
}

enum Word {
    Name(LitStr),
    Hidden(Ident),
}

impl Parse for Word {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitStr) {
            return input.parse().map(Self::Name);
        }
        let word: Ident = input
            .parse()
            .map_err(|e| syn::Error::new(e.span(), SHAPE))?;
        if word == "hidden" {
            Ok(Self::Hidden(word))
        } else {
            Err(syn::Error::new(word.span(), SHAPE))
        }
    }
}

const SHAPE: &str = "scopes are strings, and `hidden` may stand behind them: \
                     `scopes(\"projects:write\", hidden)`";

impl FromMeta for ScopeList {
    fn from_meta(meta: &Meta) -> Result<Self> {
        let Meta::List(list) = meta else {
            let key = meta.path().to_token_stream();
            let message = format!("`{key}` takes names of scopes: `{key}(\"projects:write\")`");
            return Err(Error::custom(message).with_span(meta));
        };
        let words = list.parse_args_with(Punctuated::<Word, Token![,]>::parse_terminated)?;
        let (mut names, mut hidden) = (Vec::new(), None);
        for word in words {
            match word {
                Word::Name(name) => names.push(name),
                Word::Hidden(word) => hidden = Some(word),
            }
        }
        Ok(Self { names, hidden })
    }
}
