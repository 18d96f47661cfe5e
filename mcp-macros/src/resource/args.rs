//! What is written in `#[mcp_resource(…)]`.

use darling::FromMeta;
use proc_macro2::TokenStream;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Expr, ExprArray, ExprLit, Lit, LitStr, Meta, Token};

use crate::attr::{self, Number, Span, Text, Value};
use crate::diagnostics::Mistakes;
use crate::function::CommonArgs;
use crate::uri::UriTemplate;

#[derive(Default, FromMeta)]
#[darling(default)]
pub(super) struct ResourceArgs {
    /// Stands first, without a key.
    #[darling(skip)]
    pub(super) uri: Option<LitStr>,
    pub(super) name: Option<Text>,
    pub(super) mime_type: Option<Text>,
    size: Option<Value>,
    audience: Option<Value>,
    priority: Option<Value>,
    last_modified: Option<Text>,
    pub(super) ttl: Option<Span>,
    cache: Option<Text>,
    #[darling(flatten)]
    pub(super) common: CommonArgs,
}

impl ResourceArgs {
    const KEYS: [&str; 8] = ["name", "mime_type", "size", "audience", "priority", "last_modified", "ttl", "cache"];

    pub(super) fn parse(tokens: TokenStream, mistakes: &mut Mistakes) -> Self {
        let parser = |input: ParseStream<'_>| {
            let uri = input.peek(LitStr).then(|| input.parse::<LitStr>()).transpose()?;
            if uri.is_some() && !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
            Ok((uri, Punctuated::<Meta, Token![,]>::parse_terminated(input)?))
        };
        let (uri, metas) = match parser.parse2(tokens) {
            Ok((uri, metas)) => (uri, metas.into_iter().collect()),
            Err(e) => {
                mistakes.add(e);
                (None, Vec::new())
            }
        };
        let known = [&Self::KEYS[..], &CommonArgs::KEYS].concat();
        let args: Self = attr::read(&attr::entries(metas, &known, &[], mistakes), mistakes);
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
            mistakes.at(size, "a template has no size, since each of its resources has its own; remove `size`");
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
                mistakes.at(cache, "`cache` takes \"public\" (the same for everyone) or \"private\" (the caller's own)");
                None
            }
        }
    }

    /// The annotations, as JSON text.
    pub(super) fn annotations(&self, mistakes: &mut Mistakes) -> Option<String> {
        let audience = self.audience.as_ref().and_then(|audience| audience_of(&audience.0, mistakes));
        let priority = self.priority.as_ref().and_then(|priority| priority_of(&priority.0, mistakes));
        let modified = self.last_modified.as_ref().map(|time| format!("\"lastModified\":{:?}", time.0.value()));
        let fields: Vec<String> = [audience, priority, modified].into_iter().flatten().collect();
        (!fields.is_empty()).then(|| format!("{{{}}}", fields.join(",")))
    }
}

fn audience_of(expr: &Expr, mistakes: &mut Mistakes) -> Option<String> {
    let role = |expr: &Expr| match expr {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) if matches!(text.value().as_str(), "user" | "assistant") => {
            Some(format!("{:?}", text.value()))
        }
        _ => None,
    };
    let roles = match expr {
        Expr::Array(ExprArray { elems, .. }) if !elems.is_empty() => elems.iter().map(role).collect::<Option<Vec<String>>>(),
        _ => None,
    };
    if roles.is_none() {
        mistakes.at(expr, "`audience` takes \"user\", \"assistant\" or both, in a list: `audience = [\"user\"]`");
    }
    Some(format!("\"audience\":[{}]", roles?.join(",")))
}

fn priority_of(expr: &Expr, mistakes: &mut Mistakes) -> Option<String> {
    let number = Number::of(expr).map(Number::as_f64).filter(|n| (0.0..=1.0).contains(n));
    if number.is_none() {
        mistakes.at(expr, "`priority` takes a number from 0.0 (optional) to 1.0 (required)");
    }
    Some(format!("\"priority\":{}", number?))
}
