//! The arguments of `#[mcp_resource(…)]` as parsed.

use darling::FromMeta;
use proc_macro2::TokenStream;
use syn::parse::{ParseStream, Parser};
use syn::{Expr, ExprArray, ExprLit, Lit, LitStr, Meta, Result, Token};

use crate::attr::{self, DurationLit, Number, Text, Value};
use crate::diagnostics::Mistakes;
use crate::function::misplaced_keys::attribute_key;
use crate::function::{CommonArgs, Kind};
use crate::uri::UriTemplate;

#[derive(Default, FromMeta)]
#[darling(default)]
pub(super) struct ResourceArgs {
    #[darling(skip)]
    pub(super) uri: Uri,
    pub(super) name: Option<Text>,
    pub(super) mime_type: Option<Text>,
    size: Option<Value>,
    audience: Option<Value>,
    priority: Option<Value>,
    last_modified: Option<Text>,
    pub(super) ttl: Option<DurationLit>,
    cache: Option<Text>,
    #[darling(flatten)]
    pub(super) common: CommonArgs,
}

/// The URI or URI template: the first argument, which has no key.
#[derive(Default)]
pub(super) enum Uri {
    #[default]
    Missing,
    /// The argument is invalid, and the mistake has been reported.
    Mistaken,
    Written(LitStr),
}

enum Entry {
    Uri(LitStr),
    /// In the place of the URI.
    NoLiteral(Expr),
    Meta(Meta),
}

fn entry(input: ParseStream<'_>, is_first: bool, known: &[&str]) -> Result<Entry> {
    if input.peek(LitStr) {
        return input.parse().map(Entry::Uri);
    }
    // A name alone, or none: a constant, a macro.
    let is_key = input.fork().parse::<Meta>().is_ok_and(|meta| match &meta {
        Meta::Path(path) => path
            .get_ident()
            .is_some_and(|key| known.contains(&key.to_string().as_str())),
        Meta::List(_) | Meta::NameValue(_) => true,
    });
    if is_first && !is_key && input.fork().parse::<Expr>().is_ok() {
        return input.parse().map(Entry::NoLiteral);
    }
    input.parse().map(Entry::Meta)
}

impl ResourceArgs {
    const KEYS: [&str; 8] = [
        "name",
        "mime_type",
        "size",
        "audience",
        "priority",
        "last_modified",
        "ttl",
        "cache",
    ];

    pub(super) fn parse(tokens: TokenStream, mistakes: &mut Mistakes) -> Self {
        let known = [&Self::KEYS[..], &CommonArgs::KEYS].concat();
        let (mut uri, mut metas) = (Uri::Missing, Vec::new());
        let parser = |input: ParseStream<'_>| {
            while !input.is_empty() {
                let is_first = matches!(uri, Uri::Missing) && metas.is_empty();
                match entry(input, is_first, &known)? {
                    Entry::Uri(text) if is_first => uri = Uri::Written(text),
                    Entry::Uri(text) => {
                        mistakes.at(
                            &text,
                            "the URI stands first, before all that has a key: \
                             `#[mcp_resource(\"config://app\", …)]`",
                        );
                        uri = Uri::Mistaken;
                    }
                    Entry::NoLiteral(expr) => {
                        mistakes.at(
                            expr,
                            "the URI is a string literal, of which the macro reads the variables; \
                             write it out: `\"config://app\"`",
                        );
                        uri = Uri::Mistaken;
                    }
                    Entry::Meta(meta) if meta.path().is_ident("uri") => {
                        mistakes.at(
                            meta.path(),
                            "the URI stands first, without a key: \
                             `#[mcp_resource(\"config://app\", …)]`",
                        );
                        uri = Uri::Mistaken;
                    }
                    Entry::Meta(meta) => metas.push(meta),
                }
                if !input.is_empty() {
                    input.parse::<Token![,]>()?;
                }
            }
            Ok(())
        };
        if let Err(e) = parser.parse2(tokens) {
            mistakes.add(e);
            uri = Uri::Mistaken;
        }
        let entries = attr::entries_but(
            metas,
            &known,
            &[],
            |key| attribute_key(Kind::Resource, key),
            mistakes,
        );
        let args: Self = attr::read(&entries, mistakes);
        Self { uri, ..args }
    }

    pub(super) fn size(&self, template: &UriTemplate, mistakes: &mut Mistakes) -> Option<u64> {
        let size = &self.size.as_ref()?.0;
        let bytes = Number::of(size).and_then(|n| match n {
            Number::Int(n) => u64::try_from(n).ok(),
            Number::Float(_) => None,
        });
        if bytes.is_none() {
            mistakes.at(size, "`size` takes a number of bytes: `size = 1024`");
        } else if !template.is_plain() {
            mistakes.at(
                size,
                "a template has no size, since each of its resources has its own; remove `size`",
            );
        }
        bytes
    }

    /// `public`, or `private`.
    pub(super) fn is_public(&self, mistakes: &mut Mistakes) -> Option<bool> {
        let cache = &self.cache.as_ref()?.0;
        match cache.value().as_str() {
            "public" => Some(true),
            "private" => Some(false),
            _ => {
                mistakes.at(
                    cache,
                    "`cache` takes \"public\" (the same for everyone) or \
                     \"private\" (the caller's own)",
                );
                None
            }
        }
    }

    /// The annotations, as JSON text.
    pub(super) fn annotations(&self, mistakes: &mut Mistakes) -> Option<String> {
        let audience = self
            .audience
            .as_ref()
            .and_then(|audience| audience_of(&audience.0, mistakes));
        let priority = self
            .priority
            .as_ref()
            .and_then(|priority| priority_of(&priority.0, mistakes));
        let modified = self
            .last_modified
            .as_ref()
            .map(|time| modified_of(&time.0, mistakes));
        let fields: Vec<String> = [audience, priority, modified]
            .into_iter()
            .flatten()
            .collect();
        (!fields.is_empty()).then(|| format!("{{{}}}", fields.join(",")))
    }
}

fn modified_of(time: &LitStr, mistakes: &mut Mistakes) -> String {
    const TIME: &str = concat!(
        r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?",
        r"(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$"
    );
    let value = time.value();
    if !regex_lite::Regex::new(TIME).is_ok_and(|form| form.is_match(&value)) {
        mistakes.at(
            time,
            "this is no time of ISO 8601; write one, such as `last_modified = \
             \"2026-07-28T12:00:00Z\"`",
        );
    }
    format!("\"lastModified\":{value:?}")
}

fn audience_of(expr: &Expr, mistakes: &mut Mistakes) -> Option<String> {
    let role = |expr: &Expr| match expr {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) if matches!(text.value().as_str(), "user" | "assistant") => {
            Some(format!("{:?}", text.value()))
        }
        _ => None,
    };
    let roles = match expr {
        Expr::Array(ExprArray { elems, .. }) if !elems.is_empty() => {
            elems.iter().map(role).collect::<Option<Vec<String>>>()
        }
        _ => None,
    };
    if roles.is_none() {
        mistakes.at(
            expr,
            "`audience` takes \"user\", \"assistant\" or both, in a list: `audience = [\"user\"]`",
        );
    }
    Some(format!("\"audience\":[{}]", roles?.join(",")))
}

fn priority_of(expr: &Expr, mistakes: &mut Mistakes) -> Option<String> {
    let number = Number::of(expr)
        .map(Number::as_f64)
        .filter(|n| (0.0..=1.0).contains(n));
    if number.is_none() {
        mistakes.at(
            expr,
            "`priority` takes a number from 0.0 (optional) to 1.0 (required)",
        );
    }
    Some(format!("\"priority\":{}", number?))
}
