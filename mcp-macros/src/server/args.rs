//! Parses the input of `mcp_server! { … }`.

use proc_macro2::{Ident, TokenStream};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Error, Expr, LitStr, Path, Result, Token, Type, Visibility, braced};

use super::entries::{Entry, entries, skip_entry};
use super::scopes::{self, Scopes};
use crate::diagnostics::{Mistakes, suggest};

/// A type, and no value of it.
fn state_type(input: ParseStream<'_>) -> Result<Type> {
    let ty: Type = input.parse()?;
    let goes_on = input.peek(syn::token::Paren) || input.peek(syn::token::Brace);
    if goes_on || input.peek(Token![.]) || input.peek(Token![!]) {
        let message = "`state` takes a type; the value is given to `new`, or to `new_with`, which \
                       opens it when it is needed";
        return Err(Error::new_spanned(ty, message));
    }
    Ok(ty)
}

fn string(key: &Ident, input: ParseStream<'_>) -> Result<LitStr> {
    input
        .parse()
        .map_err(|e| Error::new(e.span(), format!("`{key}` takes a string: `{key}: \"…\"`")))
}

/// `pub Name { key: value, … }`
pub(super) struct Server {
    pub(super) attrs: Vec<Attribute>,
    pub(super) vis: Visibility,
    pub(super) ident: Ident,
    pub(super) name: LitStr,
    pub(super) version: Expr,
    pub(super) title: Option<Expr>,
    pub(super) state: Option<Type>,
    pub(super) claims: Option<Type>,
    pub(super) scopes: Scopes,
    pub(super) tools: Vec<Entry>,
    pub(super) prompts: Vec<Entry>,
    pub(super) resources: Vec<Entry>,
    pub(super) krate: Option<Path>,
}

impl Server {
    const KEYS: [&str; 11] = [
        "name",
        "version",
        "title",
        "state",
        "claims",
        "scopes",
        "default_scopes",
        "tools",
        "prompts",
        "resources",
        "crate",
    ];

    /// The same without the check that something needs each scope: it may be what couldn't be read.
    pub(super) fn with_mistakes(self) -> Self {
        Self {
            scopes: self.scopes.that_may_be_unused(),
            ..self
        }
    }

    /// Reads as far as it can. With mistakes there may be no server.
    pub(super) fn parse(input: TokenStream, mistakes: &mut Mistakes) -> Option<Self> {
        let parser = |input: ParseStream<'_>| Self::fields(input, mistakes);
        match parser.parse2(input) {
            Ok(server) => server,
            Err(e) => {
                mistakes.add(e);
                None
            }
        }
    }

    fn fields(input: ParseStream<'_>, mistakes: &mut Mistakes) -> Result<Option<Self>> {
        let attrs = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        if let Some(token) = input.parse::<Option<Token![struct]>>()? {
            mistakes.at(
                token,
                "`mcp_server!` declares the type itself; remove `struct`",
            );
        }
        let ident = input.parse::<Ident>()?;
        let content;
        braced!(content in input);
        let known = |key: &Ident| Self::KEYS.contains(&key.to_string().as_str());
        let (mut name, mut version, mut title, mut state, mut krate) =
            (None, None, None, None, None);
        let (mut tools, mut prompts, mut resources) = (None, None, None);
        let (mut claims, mut declared, mut default_scopes) = (None, None, None);
        while !content.is_empty() {
            let key = content.call(Ident::parse_any)?;
            if !known(&key) {
                let hint = match key.to_string().as_str() {
                    "description" | "instructions" | "doc" => {
                        "what the server is for is its doc comment: write `///` above its name"
                            .to_owned()
                    }
                    "transport" | "host" | "port" | "address" => {
                        "how it is served is said by the command line, or by `serve` and \
                         `serve_stdio`"
                            .to_owned()
                    }
                    other => suggest(other, &Self::KEYS),
                };
                mistakes.at(&key, format!("unknown key `{key}`; {hint}"));
                skip_entry(&content)?;
                continue;
            }
            content.parse::<Token![:]>().map_err(|e| {
                Error::new(
                    e.span(),
                    format!("a value stands behind a colon: `{key}: …`"),
                )
            })?;
            let given = match key.to_string().as_str() {
                "name" => name.replace(string(&key, &content)?).is_some(),
                "version" => version.replace(content.parse()?).is_some(),
                "title" => title.replace(content.parse()?).is_some(),
                "state" => state.replace(state_type(&content)?).is_some(),
                "claims" => claims.replace(content.parse()?).is_some(),
                "scopes" => declared.replace(scopes::declared(&content)?).is_some(),
                "default_scopes" => default_scopes
                    .replace(scopes::names(&key, &content)?)
                    .is_some(),
                "tools" => tools.replace(entries(&key, &content)?).is_some(),
                "prompts" => prompts.replace(entries(&key, &content)?).is_some(),
                "resources" => resources.replace(entries(&key, &content)?).is_some(),
                "crate" => krate.replace(content.parse()?).is_some(),
                other => unreachable!("`{other}` is one of the known keys"),
            };
            if given {
                mistakes.at(
                    &key,
                    format!("the key `{key}` is given twice; keep one of the two"),
                );
            }
            if !content.is_empty() {
                content.parse::<Token![,]>()?;
            }
        }
        let scopes = Scopes::validate(
            &declared.unwrap_or_default(),
            &default_scopes.unwrap_or_default(),
            mistakes,
        );
        if let Some(name) = name.as_ref().filter(|name| name.value().trim().is_empty()) {
            mistakes.at(
                name,
                "`name` is empty; write one, which clients show and log: `name: \"shop\"`",
            );
        }
        let (Some(name), Some(version)) = (name, version) else {
            mistakes.at(
                &ident,
                "a server needs `name: \"…\"` and `version: env!(\"CARGO_PKG_VERSION\")`",
            );
            return Ok(None);
        };
        let (tools, prompts, resources) = (
            tools.unwrap_or_default(),
            prompts.unwrap_or_default(),
            resources.unwrap_or_default(),
        );
        Ok(Some(Self {
            attrs,
            vis,
            ident,
            name,
            version,
            title,
            state,
            claims,
            scopes,
            tools,
            prompts,
            resources,
            krate,
        }))
    }
}
