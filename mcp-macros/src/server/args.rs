//! Parses the input of `mcp_server! { … }` and `mcp_tools! { … }`.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{
    Attribute, Error, Expr, LitStr, Path, Result, Token, Type, Visibility, braced, bracketed,
};

use super::scopes::{self, Scopes};
use crate::diagnostics::{Mistakes, suggest};

/// One item of a `tools: […]` list.
pub(super) struct Entry {
    /// `#[cfg(…)]`
    pub(super) cfgs: Vec<Attribute>,
    pub(super) path: Path,
    pub(super) kind: EntryKind,
}

pub(super) enum EntryKind {
    /// `path`
    Item,
    /// `..path`, or `..path as "prefix"`
    Group { prefix: Option<LitStr> },
}

impl Entry {
    /// An item of the list `key`.
    fn parse(key: &str, input: ParseStream<'_>) -> Result<Self> {
        let cfgs = Attribute::parse_outer(input)?;
        if let Some(other) = cfgs.iter().find(|attr| !attr.path().is_ident("cfg")) {
            return Err(Error::new_spanned(
                other,
                "only `#[cfg(…)]` can stand before an item of a list; remove this, or write it on \
                 the function",
            ));
        }
        let is_group = input.peek(Token![..]);
        if is_group {
            input.parse::<Token![..]>()?;
        }
        if let Some(text) = input.parse::<Option<LitStr>>()? {
            let message = format!(
                "an item is listed by the path of its function, without quotes: `{}`",
                text.value()
            );
            return Err(Error::new_spanned(text, message));
        }
        let path: Path = input.parse().map_err(|e| {
            let message = format!(
                "an item of `{key}` is the path of a function with its \
                 attribute, such as `orders::place`"
            );
            Error::new(e.span(), message)
        })?;
        if input.peek(syn::token::Paren) {
            let group: TokenTree = input.parse()?;
            let path = path.to_token_stream().to_string().replace(' ', "");
            return Err(Error::new_spanned(
                group,
                format!("a list names functions and doesn't call them; write `{path}`"),
            ));
        }
        let prefix = match input.parse::<Option<Token![as]>>()? {
            None => None,
            Some(token) if !is_group => {
                let instead = match key {
                    "prompts" => {
                        "only groups of tools have one; rename one prompt with `#[mcp_prompt(name \
                         = \"…\")]`"
                    }
                    "resources" => {
                        "only groups of tools have one; give it another URI: \
                         `#[mcp_resource(\"…\")]`"
                    }
                    _ => "`..path as \"prefix\"`; rename one tool with `#[mcp_tool(name = \"…\")]`",
                };
                return Err(Error::new(
                    token.span,
                    format!("a prefix is for a group: {instead}"),
                ));
            }
            Some(_) => Some(prefix(input.parse()?)?),
        };
        let kind = if is_group {
            EntryKind::Group { prefix }
        } else {
            EntryKind::Item
        };
        Ok(Self { cfgs, path, kind })
    }
}

fn prefix(prefix: LitStr) -> Result<LitStr> {
    let value = prefix.value();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
    if value.is_empty() || value.len() > 32 || !value.chars().all(plain) {
        return Err(Error::new_spanned(
            prefix,
            "a prefix has 1 to 32 letters, digits, `_`, `-`, `.` and `/`; it goes before each name \
             with a `_` between",
        ));
    }
    Ok(prefix)
}

fn entries(key: &str, input: ParseStream<'_>) -> Result<Vec<Entry>> {
    let content;
    bracketed!(content in input);
    let mut entries = Vec::new();
    while !content.is_empty() {
        entries.push(Entry::parse(key, &content)?);
        if !content.is_empty() {
            content.parse::<Token![,]>()?;
        }
    }
    Ok(entries)
}

/// A list without groups.
fn items(key: &Ident, input: ParseStream<'_>) -> Result<Vec<Entry>> {
    let entries = entries(&key.to_string(), input)?;
    match entries
        .iter()
        .find(|entry| matches!(entry.kind, EntryKind::Group { .. }))
    {
        Some(group) => Err(Error::new_spanned(
            &group.path,
            format!(
                "only tools come in groups; list each of the {key} by the path of its function"
            ),
        )),
        None => Ok(entries),
    }
}

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

/// Passes over the rest of an entry of which the key is unknown.
fn skip_entry(input: ParseStream<'_>) -> Result<()> {
    while !input.is_empty() && input.parse::<Option<Token![,]>>()?.is_none() {
        input.parse::<TokenTree>()?;
    }
    Ok(())
}

/// `pub Name: [a, ..b]`
pub(super) struct Group {
    pub(super) attrs: Vec<Attribute>,
    pub(super) vis: Visibility,
    pub(super) name: Ident,
    pub(super) tools: Vec<Entry>,
    pub(super) krate: Option<Path>,
}

impl Parse for Group {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        let (vis, name) = (input.parse()?, input.parse()?);
        input.parse::<Token![:]>().map_err(|e| {
            Error::new(
                e.span(),
                "a group is written `Name: [tool, ..group]`; a colon is missing here",
            )
        })?;
        let tools = entries("tools", input)?;
        let mut krate = None;
        if input.parse::<Option<Token![,]>>()?.is_some() && !input.is_empty() {
            input.parse::<Token![crate]>()?;
            input.parse::<Token![:]>()?;
            krate = Some(input.parse()?);
            input.parse::<Option<Token![,]>>()?;
        }
        if let Some(EntryKind::Group {
            prefix: Some(prefix),
        }) = tools
            .iter()
            .map(|e| &e.kind)
            .find(|k| matches!(k, EntryKind::Group { prefix: Some(_) }))
        {
            return Err(Error::new_spanned(
                prefix,
                "only a server gives prefixes, so that one name has one; write it in `mcp_server!`",
            ));
        }
        Ok(Self {
            attrs,
            vis,
            name,
            tools,
            krate,
        })
    }
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
                "tools" => tools.replace(entries("tools", &content)?).is_some(),
                "prompts" => prompts.replace(items(&key, &content)?).is_some(),
                "resources" => resources.replace(items(&key, &content)?).is_some(),
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
