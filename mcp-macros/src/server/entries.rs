//! Lists of items by their paths, and of groups of them.

use proc_macro2::{Ident, TokenTree};
use quote::ToTokens;
use syn::parse::ParseStream;
use syn::{Attribute, Error, LitStr, Path, Result, Token, bracketed};

/// One entry of a list, such as `tools: […]`.
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
            Some(token) if key == "resources" => {
                let message = match is_group {
                    true => "the resources of a group keep their URIs; remove the prefix",
                    false => "a URI has no prefix; give it another URI: `#[mcp_resource(\"…\")]`",
                };
                return Err(Error::new(token.span, message));
            }
            Some(token) if !is_group => {
                let attribute = match key {
                    "prompts" => "prompt with `#[mcp_prompt",
                    _ => "tool with `#[mcp_tool",
                };
                return Err(Error::new(
                    token.span,
                    format!(
                        "a prefix is for a group: `..path as \"prefix\"`; rename one \
                         {attribute}(name = \"…\")]`"
                    ),
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

/// The list behind `key`.
pub(super) fn entries(key: &Ident, input: ParseStream<'_>) -> Result<Vec<Entry>> {
    let key = key.to_string();
    let content;
    bracketed!(content in input);
    let mut entries = Vec::new();
    while !content.is_empty() {
        entries.push(Entry::parse(&key, &content)?);
        if !content.is_empty() {
            content.parse::<Token![,]>()?;
        }
    }
    Ok(entries)
}

/// Passes over the rest of an entry of which the key is unknown.
pub(super) fn skip_entry(input: ParseStream<'_>) -> Result<()> {
    while !input.is_empty() && input.parse::<Option<Token![,]>>()?.is_none() {
        input.parse::<TokenTree>()?;
    }
    Ok(())
}
