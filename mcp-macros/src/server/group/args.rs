//! Parses the input of `mcp_tools! { … }`.

use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Error, Path, Result, Token, Visibility, braced, token};

use crate::diagnostics::suggest;
use crate::server::entries::{Entry, EntryKind, entries, skip_entry};

/// `pub Name: [a, ..b]`, or `pub Name { tools: [a, ..b], prompts: [c], resources: [d] }`
pub(in crate::server) struct Group {
    pub(super) attrs: Vec<Attribute>,
    pub(super) vis: Visibility,
    pub(super) name: Ident,
    /// A group has no items of a kind whose list isn't written.
    pub(super) tools: Option<Vec<Entry>>,
    pub(super) prompts: Option<Vec<Entry>>,
    pub(super) resources: Option<Vec<Entry>>,
    pub(super) krate: Option<Path>,
}

impl Parse for Group {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        let (vis, name) = (input.parse()?, input.parse()?);
        let mut group = Self {
            attrs,
            vis,
            name,
            tools: None,
            prompts: None,
            resources: None,
            krate: None,
        };
        if input.peek(token::Brace) {
            let content;
            braced!(content in input);
            group.lists(&content)?;
        } else {
            group.tools_alone(input)?;
        }
        group.check_prefixes()?;
        Ok(group)
    }
}

impl Group {
    const KEYS: [&str; 4] = ["tools", "prompts", "resources", "crate"];

    /// `: [a, ..b]`, and `crate: path` behind it.
    fn tools_alone(&mut self, input: ParseStream<'_>) -> Result<()> {
        let colon = input.parse::<Token![:]>().map_err(|e| {
            Error::new(
                e.span(),
                "a group is written `Name: [tool, ..group]`; a colon is missing here",
            )
        })?;
        self.tools = Some(entries(&Ident::new("tools", colon.span), input)?);
        if input.parse::<Option<Token![,]>>()?.is_some() && !input.is_empty() {
            input.parse::<Token![crate]>()?;
            input.parse::<Token![:]>()?;
            self.krate = Some(input.parse()?);
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(())
    }

    /// `tools: […], prompts: […], resources: […]`, each once and in any order.
    fn lists(&mut self, input: ParseStream<'_>) -> Result<()> {
        let mut mistakes: Option<Error> = None;
        while !input.is_empty() {
            let key = input.call(Ident::parse_any)?;
            let word = key.to_string();
            if !Self::KEYS.contains(&word.as_str()) {
                let hint = match word.as_str() {
                    "name" | "version" | "state" | "title" | "scopes" => {
                        format!("the server that takes the group in has its `{word}`; remove it")
                    }
                    other => suggest(other, &Self::KEYS),
                };
                let error = Error::new_spanned(&key, format!("unknown key `{key}`; {hint}"));
                match &mut mistakes {
                    Some(mistakes) => mistakes.combine(error),
                    None => mistakes = Some(error),
                }
                skip_entry(input)?;
                continue;
            }
            input.parse::<Token![:]>().map_err(|e| {
                Error::new(
                    e.span(),
                    format!("a list stands behind a colon: `{key}: […]`"),
                )
            })?;
            let is_given = match word.as_str() {
                "tools" => self.tools.replace(entries(&key, input)?).is_some(),
                "prompts" => self.prompts.replace(entries(&key, input)?).is_some(),
                "resources" => self.resources.replace(entries(&key, input)?).is_some(),
                _ => self.krate.replace(input.parse()?).is_some(),
            };
            if is_given {
                return Err(Error::new_spanned(
                    &key,
                    format!("the key `{key}` is given twice; keep one of the two"),
                ));
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        mistakes.map_or(Ok(()), Err)
    }

    fn check_prefixes(&self) -> Result<()> {
        let lists = [&self.tools, &self.prompts, &self.resources];
        for entry in lists.into_iter().flatten().flatten() {
            if let EntryKind::Group {
                prefix: Some(prefix),
            } = &entry.kind
            {
                return Err(Error::new_spanned(
                    prefix,
                    "only a server gives prefixes, so that one name has one; write it in \
                     `mcp_server!`",
                ));
            }
        }
        Ok(())
    }
}
