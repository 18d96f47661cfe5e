//! The values that attributes take. Each says in its error what to write instead.

mod interval;
mod rules;
mod time;

use darling::ast::NestedMeta;
use darling::{Error, FromMeta, Result};
use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, ExprPath, Lit, LitStr, Meta, Path, Token};

use crate::diagnostics::{Mistakes, suggest};
pub(crate) use interval::{Interval, Number};
pub(crate) use rules::{format_of, header_of, length_of, pattern_of};
pub(crate) use time::{DurationLit, PerTime};

/// The entries of an attribute, without those that are unknown or given twice, which are mistakes.
/// The rest is darling's to read.
pub(crate) fn entries(
    metas: Vec<Meta>,
    known: &[&str],
    repeatable: &[&str],
    mistakes: &mut Mistakes,
) -> Vec<NestedMeta> {
    entries_but(metas, known, repeatable, |_| None, mistakes)
}

/// The same, where `elsewhere` has something better to say of a key that is known in other places.
pub(crate) fn entries_but(
    metas: Vec<Meta>,
    known: &[&str],
    repeatable: &[&str],
    elsewhere: impl Fn(&str) -> Option<String>,
    mistakes: &mut Mistakes,
) -> Vec<NestedMeta> {
    let mut seen: Vec<String> = Vec::new();
    let mut kept = Vec::new();
    for meta in metas {
        let key = meta.path().to_token_stream().to_string().replace(' ', "");
        if !known.contains(&key.as_str()) {
            let message = elsewhere(&key)
                .unwrap_or_else(|| format!("unknown key `{key}`; {}", suggest(&key, known)));
            mistakes.at(meta.path(), message);
        } else if seen.contains(&key) && !repeatable.contains(&key.as_str()) {
            mistakes.at(
                meta.path(),
                format!("the key `{key}` is given twice; keep one of the two"),
            );
        } else {
            seen.push(key);
            kept.push(NestedMeta::Meta(meta));
        }
    }
    kept
}

/// The metas of `#[mcp_tool(…)]`, from its tokens.
pub(crate) fn metas(tokens: TokenStream, mistakes: &mut Mistakes) -> Vec<Meta> {
    let first = tokens.clone().into_iter().next();
    match syn::parse::Parser::parse2(Punctuated::<Meta, Token![,]>::parse_terminated, tokens) {
        Ok(metas) => metas.into_iter().collect(),
        Err(e) => {
            match first {
                Some(TokenTree::Literal(value)) => {
                    let message = format!("a value needs its key, such as `name = {value}`");
                    mistakes.at(value, message);
                }
                _ => mistakes.add(e),
            }
            Vec::new()
        }
    }
}

/// Reads the entries into `T`; what darling finds wrong is added to the mistakes.
pub(crate) fn read<T: FromMeta + Default>(entries: &[NestedMeta], mistakes: &mut Mistakes) -> T {
    T::from_list(entries).unwrap_or_else(|e| {
        e.flatten().into_iter().for_each(|e| mistakes.add(e));
        T::default()
    })
}

fn value(meta: &Meta) -> Option<&Expr> {
    match meta {
        Meta::NameValue(pair) => Some(&pair.value),
        _ => None,
    }
}

fn expected(meta: &Meta, what: &str) -> Error {
    let key = meta.path().to_token_stream();
    let message = format!("`{key}` takes {what}");
    match value(meta) {
        Some(value) => Error::custom(message).with_span(value),
        None => Error::custom(message).with_span(meta),
    }
}

/// `key = "…"`
#[derive(Clone, Debug)]
pub(crate) struct Text(pub(crate) LitStr);

impl FromMeta for Text {
    fn from_meta(meta: &Meta) -> Result<Self> {
        match value(meta) {
            Some(Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            })) => Ok(Self(text.clone())),
            _ => Err(expected(
                meta,
                &format!("a string: `{} = \"…\"`", meta.path().to_token_stream()),
            )),
        }
    }
}

/// `key`, `key = true` or `key = false`
#[derive(Clone, Debug)]
pub(crate) struct Switch {
    pub(crate) on: bool,
    pub(crate) path: Path,
}

impl FromMeta for Switch {
    fn from_meta(meta: &Meta) -> Result<Self> {
        let on = match (meta, value(meta)) {
            (Meta::Path(_), _) => true,
            (
                _,
                Some(Expr::Lit(ExprLit {
                    lit: Lit::Bool(on), ..
                })),
            ) => on.value,
            _ => {
                return Err(expected(
                    meta,
                    &format!("no value, or `{} = false`", meta.path().to_token_stream()),
                ));
            }
        };
        Ok(Self {
            on,
            path: meta.path().clone(),
        })
    }
}

/// `key`, or `key = "…"`
#[derive(Clone, Debug)]
pub(crate) enum Worded {
    Alone(Path),
    Text(LitStr),
}

impl FromMeta for Worded {
    fn from_meta(meta: &Meta) -> Result<Self> {
        match meta {
            Meta::Path(path) => Ok(Self::Alone(path.clone())),
            _ => Text::from_meta(meta).map(|text| Self::Text(text.0)),
        }
    }
}

impl Worded {
    /// Where it stands.
    pub(crate) fn at(&self) -> TokenStream {
        match self {
            Self::Alone(path) => path.to_token_stream(),
            Self::Text(text) => text.to_token_stream(),
        }
    }
}

/// `key = expression`
#[derive(Clone, Debug)]
pub(crate) struct Value(pub(crate) Expr);

impl FromMeta for Value {
    fn from_meta(meta: &Meta) -> Result<Self> {
        let missing = || {
            expected(
                meta,
                &format!("a value: `{} = …`", meta.path().to_token_stream()),
            )
        };
        value(meta)
            .map(|value| Self(value.clone()))
            .ok_or_else(missing)
    }
}

/// `key = path`
#[derive(Clone, Debug)]
pub(crate) struct Named(pub(crate) Path);

impl FromMeta for Named {
    fn from_meta(meta: &Meta) -> Result<Self> {
        match value(meta) {
            Some(Expr::Path(ExprPath {
                qself: None, path, ..
            })) => Ok(Self(path.clone())),
            _ => Err(expected(
                meta,
                &format!(
                    "a path, without quotes: `{} = name`",
                    meta.path().to_token_stream()
                ),
            )),
        }
    }
}

/// `key({ … })`: JSON as `serde_json::json!` takes it
#[derive(Clone, Debug)]
pub(crate) struct JsonTokens(pub(crate) TokenStream);

impl FromMeta for JsonTokens {
    fn from_meta(meta: &Meta) -> Result<Self> {
        match meta {
            Meta::List(list) if list.tokens.to_string().starts_with('{') => {
                Ok(Self(list.tokens.clone()))
            }
            _ => Err(expected(
                meta,
                &format!(
                    "a JSON object: `{}({{ \"com.example/key\": \"value\" }})`",
                    meta.path().to_token_stream()
                ),
            )),
        }
    }
}

/// `key = 2`
#[derive(Clone, Copy, Debug)]
pub(crate) struct Count(pub(crate) u32);

impl FromMeta for Count {
    fn from_meta(meta: &Meta) -> Result<Self> {
        let count = match value(meta) {
            Some(Expr::Lit(ExprLit {
                lit: Lit::Int(number),
                ..
            })) => number.base10_parse().ok().filter(|n| *n > 0),
            _ => None,
        };
        count.map(Self).ok_or_else(|| {
            expected(
                meta,
                &format!(
                    "a whole number above zero: `{} = 2`",
                    meta.path().to_token_stream()
                ),
            )
        })
    }
}

/// `visibility(app)`
#[derive(Clone, Debug)]
pub(crate) struct Callers {
    model: bool,
    app: bool,
}

impl FromMeta for Callers {
    fn from_meta(meta: &Meta) -> Result<Self> {
        const WHAT: &str =
            "who is to call the tool: `visibility(app)`, `visibility(model)`, or both";
        let Meta::List(list) = meta else {
            return Err(expected(meta, WHAT));
        };
        let words = list.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated)?;
        let mut callers = Self {
            model: false,
            app: false,
        };
        for word in &words {
            let said = match word.get_ident().map(ToString::to_string).as_deref() {
                Some("model") => &mut callers.model,
                Some("app") => &mut callers.app,
                _ => {
                    return Err(
                        Error::custom(format!("`visibility` takes {}", &WHAT)).with_span(word)
                    );
                }
            };
            if std::mem::replace(said, true) {
                return Err(
                    Error::custom("this is said twice; keep one of the two").with_span(word)
                );
            }
        }
        if words.is_empty() {
            Err(expected(meta, WHAT))
        } else {
            Ok(callers)
        }
    }
}

impl Callers {
    /// The variant of `ToolVisibility`.
    pub(crate) fn variant(&self) -> &'static str {
        match (self.model, self.app) {
            (true, false) => "Model",
            (false, true) => "App",
            _ => "All",
        }
    }
}

/// The path to what expansions may name: `::mcp_runtime::__private`, unless `crate = …` says where
/// the crate is.
pub(crate) fn runtime(krate: Option<&Named>) -> TokenStream {
    match krate {
        Some(Named(path)) => quote!(#path::__private),
        None => quote!(::mcp_runtime::__private),
    }
}

/// A span that is where `tokens` are, with the macro's own hygiene: errors point there, lints know
/// it was generated.
pub(crate) fn located_at(tokens: &impl Spanned) -> Span {
    Span::call_site().located_at(tokens.span())
}

/// The same tokens, standing at `place`, so that what is wrong with them is reported there. They
/// resolve as before.
pub(crate) fn moved(tokens: impl ToTokens, place: Span) -> TokenStream {
    let moved_one = |mut token: TokenTree| {
        if let TokenTree::Group(group) = &token {
            let delimiter = group.delimiter();
            token = TokenTree::Group(Group::new(delimiter, moved(group.stream(), place)));
        }
        token.set_span(token.span().located_at(place));
        token
    };
    tokens
        .into_token_stream()
        .into_iter()
        .map(moved_one)
        .collect()
}

/// Whether a name is like that of a secret: the protocol lists "passwords, API keys, access tokens,
/// or payment credentials".
pub(crate) fn is_secret(name: &str) -> bool {
    const SECRETS: [&str; 14] = [
        "password",
        "passwd",
        "passphrase",
        "passcode",
        "token",
        "secret",
        "apikey",
        "accesskey",
        "privatekey",
        "credential",
        "creditcard",
        "cardnumber",
        "cvv",
        "cvc",
    ];
    let squeezed = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_lowercase();
    SECRETS.iter().any(|secret| squeezed.contains(secret))
}
