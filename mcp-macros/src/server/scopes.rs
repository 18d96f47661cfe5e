//! The scopes of a server: `scopes: { "a": "…", "b" implies "a": "…" }` and `default_scopes: ["a"]`.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::parse::ParseStream;
use syn::{Attribute, Error, LitStr, Result, Token, braced, bracketed};

use crate::attr::{located_at, moved};
use crate::diagnostics::{Mistakes, suggest};
use crate::scope;

/// The most scopes of a server: each is a bit.
const MOST: usize = 128;

/// `"projects:write" implies "projects:read": "Change projects"`
pub(super) struct Declared {
    /// `#[allow(unused)]`
    may_be_unused: bool,
    name: LitStr,
    implies: Vec<LitStr>,
    description: LitStr,
}

impl Declared {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        let is_allowance = |attr: &Attribute| {
            let list = attr
                .path()
                .is_ident("allow")
                .then(|| attr.meta.require_list());
            matches!(list, Some(Ok(list)) if list.tokens.to_string() == "unused")
        };
        if let Some(other) = attrs.iter().find(|attr| !is_allowance(attr)) {
            return Err(Error::new_spanned(
                other,
                "only `#[allow(unused)]` can stand before a scope, for one that only runs will \
                 need; remove this",
            ));
        }
        let shape = |e: Error| {
            Error::new(
                e.span(),
                "a scope is a string with what it allows: `\"projects:read\": \"See projects\"`, \
                 or `\"projects:write\" implies \"projects:read\": \"Change projects\"`",
            )
        };
        let name: LitStr = input.parse().map_err(shape)?;
        let mut implies = Vec::new();
        if let Some(word) = input.parse::<Option<Ident>>()? {
            if word != "implies" {
                return Err(shape(Error::new(word.span(), "")));
            }
            if input.peek(syn::token::Bracket) {
                implies = names(&word, input)?;
            } else {
                implies.push(input.parse().map_err(shape)?);
            }
        }
        input.parse::<Token![:]>().map_err(shape)?;
        Ok(Self {
            may_be_unused: !attrs.is_empty(),
            name,
            implies,
            description: input.parse().map_err(shape)?,
        })
    }
}

/// `{ "a": "…", … }`
pub(super) fn declared(input: ParseStream<'_>) -> Result<Vec<Declared>> {
    let content;
    braced!(content in input);
    let mut all = Vec::new();
    while !content.is_empty() {
        all.push(Declared::parse(&content)?);
        if !content.is_empty() {
            content.parse::<Token![,]>()?;
        }
    }
    Ok(all)
}

/// `["a", "b"]`
pub(super) fn names(key: &Ident, input: ParseStream<'_>) -> Result<Vec<LitStr>> {
    let content;
    bracketed!(content in input);
    let names = content.parse_terminated(<LitStr as syn::parse::Parse>::parse, Token![,]);
    let names = names.map_err(|e| {
        let message = format!("`{key}` takes names of scopes: `[\"projects:read\"]`");
        Error::new(e.span(), message)
    })?;
    Ok(names.into_iter().collect())
}

/// The scopes of a server, by their places.
pub(super) struct Scopes {
    scopes: Vec<Scope>,
    default: Vec<usize>,
}

struct Scope {
    name: LitStr,
    description: String,
    implies: Vec<usize>,
    may_be_unused: bool,
}

impl Scopes {
    pub(super) fn validate(
        declared: &[Declared],
        default: &[LitStr],
        mistakes: &mut Mistakes,
    ) -> Self {
        let names: Vec<String> = declared
            .iter()
            .map(|declared| scope::name(&declared.name, mistakes))
            .collect();
        for (i, name) in names.iter().enumerate() {
            if names[..i].contains(name) {
                let message = format!("the scope `{name}` is declared twice; keep one of the two");
                mistakes.at(&declared[i].name, message);
            }
        }
        if let Some(surplus) = declared.get(MOST) {
            let message = "a server declares 128 scopes at most; make one of several that are \
                           always granted together";
            mistakes.at(&surplus.name, message);
        }
        let mut found = |literals: &[LitStr]| -> Vec<usize> {
            let found = literals.iter().filter_map(|literal| {
                let position = names.iter().position(|name| *name == literal.value());
                if position.is_none() {
                    mistakes.at(literal, undeclared(&literal.value(), &names));
                }
                position
            });
            found.collect()
        };
        let default = found(default);
        let implies: Vec<Vec<usize>> = declared.iter().map(|one| found(&one.implies)).collect();
        check_circles(declared, &implies, mistakes);
        let scopes = declared
            .iter()
            .zip(implies)
            .map(|(declared, implies)| Scope {
                name: declared.name.clone(),
                description: declared.description.value(),
                implies,
                may_be_unused: declared.may_be_unused,
            });
        Self {
            scopes: scopes.collect(),
            default,
        }
    }

    pub(super) fn that_may_be_unused(mut self) -> Self {
        for scope in &mut self.scopes {
            scope.may_be_unused = true;
        }
        self
    }

    pub(super) fn are_declared(&self) -> bool {
        !self.scopes.is_empty()
    }

    /// `const SCOPES`
    pub(super) fn table(&self, rt: &TokenStream) -> TokenStream {
        if self.scopes.is_empty() {
            return quote!(const SCOPES: #rt::ScopeTable = #rt::ScopeTable::EMPTY;);
        }
        let scopes = self.scopes.iter().map(|scope| {
            let Scope {
                name,
                description,
                implies,
                ..
            } = scope;
            quote!((#name, #description, &[#(#implies),*]))
        });
        let default = &self.default;
        quote! {
            const DECLARED: &[#rt::Scope] = &#rt::scopes([#(#scopes),*]);
            const SCOPES: #rt::ScopeTable = #rt::ScopeTable::new(DECLARED, &[#(#default),*]);
        }
    }

    /// Something needs each scope. An error points at the scope.
    pub(super) fn checks(&self, rt: &TokenStream, server: &Ident) -> TokenStream {
        let scopes = self.scopes.iter().enumerate();
        let checks = scopes
            .filter(|(_, scope)| !scope.may_be_unused)
            .map(|(i, scope)| {
                let at = located_at(&scope.name);
                let (rt, server) = (moved(rt, at), moved(server, at));
                quote_spanned!(at=> const _: () = #rt::check_scope(#server::DEFINITION, #i);)
            });
        checks.collect()
    }
}

fn undeclared(name: &str, names: &[String]) -> String {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    if names.is_empty() {
        return format!(
            "the scope `{name}` is not declared; declare it: `scopes: {{ \"{name}\": \"What it \
             allows\" }}`"
        );
    }
    format!(
        "the scope `{name}` is not declared; {}",
        suggest(name, &names)
    )
}

/// A scope that implies itself, by whatever way, says nothing.
fn check_circles(declared: &[Declared], implies: &[Vec<usize>], mistakes: &mut Mistakes) {
    for (start, one) in declared.iter().enumerate() {
        let (mut reached, mut next) = (vec![false; declared.len()], implies[start].clone());
        while let Some(scope) = next.pop() {
            if !std::mem::replace(&mut reached[scope], true) {
                next.extend(&implies[scope]);
            }
        }
        // Once, of those in the circle.
        if reached[start] && !(0..start).any(|before| reached[before]) {
            let name = one.name.value();
            let at = one.implies.first().unwrap_or(&one.name);
            mistakes.at(
                at,
                format!("the scope `{name}` would imply itself; remove this"),
            );
        }
    }
}
