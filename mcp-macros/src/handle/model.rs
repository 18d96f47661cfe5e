//! A handle's state that has been checked, as far as its own tokens tell.

use std::time::Duration;

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{Data, DeriveInput};

use super::args::Args;
use crate::attr::{self, Text};
use crate::diagnostics::Mistakes;
use crate::docs;
use crate::names::{snake_case, unraw};

pub(super) struct State<'i> {
    /// The path of `__private`.
    pub(super) rt: TokenStream,
    pub(super) ident: &'i Ident,
    /// The name of this kind of handle: the type's name in snake case.
    pub(super) name: String,
    pub(super) prefix: String,
    pub(super) description: TokenStream,
    pub(super) ttl: Duration,
    /// Whether it expires some time after it was minted, and not after its last use.
    pub(super) fixed: bool,
    pub(super) sealed: bool,
    pub(super) external: bool,
}

const LONGEST_PREFIX: usize = 16;

impl<'i> State<'i> {
    pub(super) fn validate(input: &'i DeriveInput, mistakes: &mut Mistakes) -> Self {
        let args = Args::parse(&input.attrs, mistakes);
        let ident = &input.ident;
        if let Data::Union(data) = &input.data {
            mistakes.at(
                data.union_token,
                "`#[derive(Handle)]` goes on a struct or an enum",
            );
        }
        if let Some(parameter) = input.generics.params.first() {
            mistakes.at(
                parameter,
                "the state of a handle is kept from call to call, so it can't borrow, and each kind is one type; own the data, and write \
                 the types out",
            );
        }
        let name = snake_case(&unraw(ident));
        let prefix = match &args.prefix {
            Some(text) => prefix(text, mistakes),
            None => {
                if !args.names("prefix") {
                    let suggestion: String = name
                        .chars()
                        .filter(|c| c.is_ascii_lowercase() && !"aeiou".contains(*c))
                        .take(4)
                        .collect();
                    mistakes.at(
                        ident,
                        format!(
                            "a handle needs a prefix, which its texts begin with; write \
                             `#[handle(prefix = \"{suggestion}\", ttl = \"24h\")]`"
                        ),
                    );
                }
                String::new()
            }
        };
        if args.ttl.is_none() && !args.names("ttl") && args.names("prefix") {
            mistakes.at(
                ident,
                "a handle must end some time; write how long it lives: `#[handle(…, \
                 ttl = \"24h\")]`",
            );
        }
        let description = docs::text(&input.attrs).unwrap_or_else(|| {
            mistakes.at(
                ident,
                "a handle's state needs a doc comment: it tells the model what it \
                 is a handle of; write `/// …` above it",
            );
            quote!("")
        });
        let on = |switch: &Option<attr::Switch>| switch.as_ref().is_some_and(|switch| switch.on);
        if let (true, Some(fixed)) = (on(&args.sealed), &args.fixed)
            && !fixed.on
        {
            mistakes.at(
                &fixed.path,
                "a sealed handle's text can't change, and so not when it \
                 expires; remove this, or `sealed`",
            );
        }
        Self {
            rt: attr::runtime(args.krate.as_ref()),
            ident,
            name,
            prefix,
            description,
            ttl: args.ttl.map_or(Duration::from_secs(1), |ttl| ttl.0),
            fixed: on(&args.fixed) || on(&args.sealed),
            sealed: on(&args.sealed),
            external: on(&args.external),
        }
    }
}

/// Whether the type itself can be a handle's state, whatever is said of it.
pub(super) fn can_be_one(input: &DeriveInput) -> bool {
    input.generics.params.is_empty() && !matches!(input.data, Data::Union(_))
}

fn prefix(text: &Text, mistakes: &mut Mistakes) -> String {
    let prefix = text.0.value();
    let plain = |prefix: &str| {
        prefix
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
            && !prefix.starts_with(|c: char| c.is_ascii_digit())
    };
    if prefix.is_empty() || prefix.len() > LONGEST_PREFIX || !plain(&prefix) {
        mistakes.at(
            &text.0,
            format!(
                "a prefix is 1 to {LONGEST_PREFIX} lower-case ASCII letters and digits, and \
                 begins with a letter, such as \"bsk\"; an underscore follows it by itself"
            ),
        );
    }
    prefix
}
