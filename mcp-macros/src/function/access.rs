//! Who may call a function: `scopes("…")`, `may_need("…")`, `public`.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{ItemFn, LitStr};

use super::placeholders::binding;
use super::scope_list::ScopeList;
use super::{CommonArgs, Param, option};
use crate::attr::Switch;
use crate::diagnostics::Mistakes;
use crate::names::unraw;
use crate::scope;

/// Who may call a function, as far as its attribute says it.
pub(crate) struct Access {
    /// The server's default ones unless they are named.
    scopes: Option<Vec<String>>,
    may_need: Vec<String>,
    pub(crate) is_public: bool,
    is_hidden: bool,
    /// Whether it must need more than the default.
    is_guarded: bool,
}

impl Access {
    pub(super) fn validate(args: &CommonArgs, mistakes: &mut Mistakes) -> Self {
        let CommonArgs {
            scopes,
            may_need,
            public,
            ..
        } = args;
        let public = public.as_ref().filter(|switch| switch.on);
        if let (Some(Switch { path, .. }), Some(_)) = (public, scopes) {
            mistakes.at(
                path,
                "what is `public` needs no token, so it needs no scopes; remove one of the two",
            );
        }
        if let Some(hidden) = may_need.as_ref().and_then(|list| list.hidden.as_ref()) {
            mistakes.at(
                hidden,
                "only what a function always needs can hide it: `scopes(\"admin\", hidden)`",
            );
        }
        if let Some(list) = scopes
            && let (Some(hidden), true) = (&list.hidden, list.names.is_empty())
        {
            mistakes.at(
                hidden,
                "it is hidden from those who lack a scope, so name one: `scopes(\"admin\", hidden)`",
            );
        }
        let mut names = |list: &ScopeList| -> Vec<String> {
            list.names
                .iter()
                .map(|name| scope::name(name, mistakes))
                .collect()
        };
        Self {
            scopes: scopes.as_ref().map(&mut names),
            may_need: may_need.as_ref().map(&mut names).unwrap_or_default(),
            is_public: public.is_some(),
            is_hidden: scopes.as_ref().is_some_and(|list| list.hidden.is_some()),
            is_guarded: false,
        }
    }

    /// The same of a tool that destroys, if its scopes must say so.
    pub(crate) fn guarded(self, is_guarded: bool) -> Self {
        Self { is_guarded, ..self }
    }

    /// Returns the names of the scopes that the function may require while it runs.
    pub(super) fn named(&self) -> impl Iterator<Item = &String> {
        self.scopes.iter().flatten().chain(&self.may_need)
    }

    /// An `AccessMeta`, as an expression; `None` if nothing is said.
    pub(crate) fn tokens(&self, rt: &TokenStream) -> Option<TokenStream> {
        let Self {
            scopes,
            may_need,
            is_public,
            is_hidden,
            is_guarded,
        } = self;
        let says_nothing = scopes.is_none() && may_need.is_empty() && !is_public && !is_guarded;
        if says_nothing {
            return None;
        }
        let scopes = option(scopes.as_ref().map(|names| quote!(&[#(#names),*])));
        Some(quote! {
            #rt::AccessMeta {
                scopes: #scopes,
                may_need: &[#(#may_need),*],
                public: #is_public,
                hidden: #is_hidden,
                guarded: #is_guarded,
            }
        })
    }
}

/// A scope that the function's body requires by a literal: `scopes.require("repo:private")`.
pub(crate) struct Required {
    /// The index of the parameter, whose type will say whether it is `Scopes`.
    pub(crate) param: usize,
    pub(crate) scope: LitStr,
}

/// The literals that a body requires of its parameters.
pub(super) fn required(function: &ItemFn, params: &[Param<'_>]) -> Vec<Required> {
    let names: Vec<Option<String>> = params
        .iter()
        .map(|param| binding(param.pattern).map(|ident| unraw(&ident)))
        .collect();
    let mut found = Vec::new();
    let body = function.block.to_token_stream();
    find_required(body, &names, &mut found);
    found
}

fn find_required(tokens: TokenStream, names: &[Option<String>], found: &mut Vec<Required>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (i, token) in tokens.iter().enumerate() {
        if let TokenTree::Group(group) = token {
            find_required(group.stream(), names, found);
        }
        let [
            TokenTree::Ident(of),
            TokenTree::Punct(dot),
            TokenTree::Ident(method),
            TokenTree::Group(arguments),
            ..,
        ] = &tokens[i..]
        else {
            continue;
        };
        let is_call = dot.as_char() == '.'
            && method == "require"
            && arguments.delimiter() == Delimiter::Parenthesis;
        let param = names
            .iter()
            .position(|name| name.as_deref() == Some(unraw(of).as_str()));
        if let (true, Some(param)) = (is_call, param)
            && let Ok(scope) = syn::parse2::<LitStr>(arguments.stream())
        {
            found.push(Required { param, scope });
        }
    }
}
