//! A tool that has been checked: every field is valid, as far as one item can tell.

use std::time::Duration;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{Expr, ExprArray, ExprAssign, ExprCall, ExprLit, ItemFn, Lit, LitStr, Pat, PatType, ReturnType, Type, Visibility};

use super::args::{ParamArgs, ToolArgs};
use crate::attr::{self, Interval, Number, Switch, Text};
use crate::diagnostics::{Mistakes, suggest};
use crate::{docs, signature};

pub(super) struct Tool<'f> {
    /// The path of `__private`.
    pub(super) rt: TokenStream,
    pub(super) vis: &'f Visibility,
    pub(super) function: &'f Ident,
    /// The type beside the function.
    pub(super) item: Ident,
    pub(super) name: String,
    pub(super) title: Option<String>,
    pub(super) description: TokenStream,
    pub(super) hints: [(&'static str, Option<bool>); 4],
    /// JSON text.
    pub(super) icons: Option<String>,
    pub(super) meta: Option<TokenStream>,
    pub(super) input_schema: Option<Expr>,
    pub(super) timeout: Option<Duration>,
    pub(super) blocking: bool,
    pub(super) is_async: bool,
    pub(super) params: Vec<Param<'f>>,
    pub(super) output: Output<'f>,
}

pub(super) struct Param<'f> {
    pub(super) ty: &'f Type,
    /// The name on the wire; `None` behind a pattern, which only an injected parameter may have.
    pub(super) name: Option<String>,
    pub(super) pattern: &'f Pat,
    pub(super) description: Option<TokenStream>,
    pub(super) class: Class,
    pub(super) rules: Rules,
}

/// How the kind of a parameter is known.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    ByType,
    Argument,
    Injected,
}

#[derive(Default)]
pub(super) struct Rules {
    pub(super) default: Option<Expr>,
    pub(super) range: Option<(Interval, Expr)>,
    pub(super) length: Option<(Interval, Expr)>,
    pub(super) pattern: Option<LitStr>,
    pub(super) format: Option<(Ident, LitStr)>,
    pub(super) examples: Vec<Expr>,
    pub(super) header: Option<LitStr>,
}

/// What the function returns.
pub(super) enum Output<'f> {
    /// A type that can be written elsewhere.
    Type(Type),
    /// `impl Trait`
    Unnameable(#[allow(dead_code)] &'f Type),
}

impl<'f> Tool<'f> {
    /// Checks what was written. With mistakes there may be no tool.
    pub(super) fn validate(args: &ToolArgs, function: &'f ItemFn, mistakes: &mut Mistakes) -> Option<Self> {
        let ToolArgs { name, title, read_only, destructive, idempotent, open_world, blocking, icons, meta, timeout, input_schema, item: _, krate } =
            args;
        let params = signature::check(function, "tool", mistakes);
        let params: Vec<Param<'f>> = params.into_iter().map(|param| Param::validate(param, mistakes)).collect();
        check_names(&params, mistakes);
        check_hints(read_only.as_ref(), destructive.as_ref(), mistakes);
        if let (Some(blocking), true) = (blocking, function.sig.asyncness.is_some()) {
            mistakes.at(&blocking.path, "`blocking` runs a function on a thread of its own, which an `async fn` can't use; remove one of the two");
        }
        let description = docs::text(&function.attrs);
        if description.is_none() {
            mistakes.at(&function.sig.ident, "a tool needs a description, by which the model decides when to call it; write a doc comment: `/// …`");
        }
        let ident = unraw(&function.sig.ident);
        Some(Self {
            rt: attr::runtime(krate.as_ref()),
            vis: &function.vis,
            function: &function.sig.ident,
            item: item(args, function, mistakes),
            name: tool_name(name.as_ref(), &ident, &function.sig.ident, mistakes),
            title: title.as_ref().map(|title| not_empty("title", title, mistakes)),
            description: description.unwrap_or_default(),
            hints: [
                ("read_only", read_only.as_ref().map(|s| s.on)),
                ("destructive", destructive.as_ref().map(|s| s.on)),
                ("idempotent", idempotent.as_ref().map(|s| s.on)),
                ("open_world", open_world.as_ref().map(|s| s.on)),
            ],
            icons: icons.as_ref().and_then(|icons| icon_list(&icons.0, mistakes)),
            meta: meta.as_ref().map(|meta| meta.0.clone()),
            input_schema: input_schema.as_ref().map(|schema| schema.0.clone()),
            timeout: timeout.as_ref().map(|timeout| timeout.0),
            blocking: blocking.as_ref().is_some_and(|s| s.on),
            is_async: function.sig.asyncness.is_some(),
            params,
            output: Output::of(&function.sig.output),
        })
    }
}

/// The companion's name.
pub(super) fn item(args: &ToolArgs, function: &ItemFn, mistakes: &mut Mistakes) -> Ident {
    match &args.item {
        None => function.sig.ident.clone(),
        Some(item) => item.0.get_ident().cloned().unwrap_or_else(|| {
            mistakes.at(&item.0, "`item` takes a plain name for the type beside the function: `item = ForecastTool`");
            function.sig.ident.clone()
        }),
    }
}

fn tool_name(name: Option<&Text>, ident: &str, function: &Ident, mistakes: &mut Mistakes) -> String {
    let value = name.map_or_else(|| ident.to_owned(), |name| name.0.value());
    let at = || name.map_or_else(|| function.to_token_stream(), |name| name.0.to_token_stream());
    if !(1..=64).contains(&value.len()) {
        mistakes.at(at(), format!("a tool's name has 1 to 64 characters, this one has {}", value.len()));
    } else if let Some(c) = value.chars().find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/'))) {
        let plain: String = value.chars().map(|c| if c.is_ascii_alphanumeric() || "_-./".contains(c) { c } else { '_' }).collect();
        mistakes.at(at(), format!("a tool's name holds letters, digits, `_`, `-`, `.` and `/` only, not {c:?}; write `name = \"{plain}\"`"));
    }
    value
}

fn check_hints(read_only: Option<&Switch>, destructive: Option<&Switch>, mistakes: &mut Mistakes) {
    if let (Some(Switch { on: true, .. }), Some(Switch { on: true, path })) = (read_only, destructive) {
        mistakes.at(path, "a `read_only` tool changes nothing, so it can't be `destructive`; remove one of the two");
    }
}

fn check_names(params: &[Param<'_>], mistakes: &mut Mistakes) {
    for (i, param) in params.iter().enumerate() {
        let Some(name) = &param.name else { continue };
        if params[..i].iter().any(|p| p.name.as_ref() == Some(name)) {
            mistakes.at(param.pattern, format!("two arguments are called `{name}` on the wire; give one another `#[mcp(name = \"…\")]`"));
        }
        let Some(header) = &param.rules.header else { continue };
        let clash = params[..i].iter().find(|p| p.rules.header.as_ref().is_some_and(|h| h.value().eq_ignore_ascii_case(&header.value())));
        if let Some(other) = clash.and_then(|p| p.name.as_ref()) {
            mistakes.at(header, format!("`{other}` has this header already (case doesn't count); give one another name"));
        }
    }
}

fn not_empty(key: &str, text: &Text, mistakes: &mut Mistakes) -> String {
    let value = text.0.value();
    if value.trim().is_empty() {
        mistakes.at(&text.0, format!("`{key}` is empty; write one or remove it"));
    }
    value
}

fn unraw(ident: &Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").map(str::to_owned).unwrap_or(text)
}

impl<'f> Output<'f> {
    fn of(output: &'f ReturnType) -> Self {
        match output {
            ReturnType::Default => Self::Type(syn::parse_quote!(())),
            ReturnType::Type(_, ty) if signature::is_unnameable(ty) => Self::Unnameable(ty),
            ReturnType::Type(_, ty) => Self::Type((**ty).clone()),
        }
    }
}

impl<'f> Param<'f> {
    fn validate(param: &'f PatType, mistakes: &mut Mistakes) -> Self {
        let ParamArgs { name, default, range, length, pattern, format, example, header, allow_secret_header, inject, argument } =
            ParamArgs::parse(&param.attrs, mistakes);
        let given = name.as_ref().map(|name| not_empty("name", name, mistakes));
        let own = match &*param.pat {
            Pat::Ident(ident) if ident.subpat.is_none() => Some(unraw(&ident.ident)),
            _ => None,
        };
        let name = given.or(own);
        let class = match (&inject, &argument) {
            (Some(inject), Some(_)) => {
                mistakes.at(&inject.path, "a parameter is either injected or an argument; remove one of the two");
                Class::ByType
            }
            (Some(_), None) => Class::Injected,
            (None, Some(_)) => Class::Argument,
            (None, None) => Class::ByType,
        };
        let range = range.and_then(|range| Some((Interval::of("range", &range.0, mistakes)?, range.0)));
        let length = length.and_then(|length| length_of(&length.0, mistakes).map(|interval| (interval, length.0)));
        if let (Some(default), Some((interval, _))) = (&default, &range) {
            if let Some(number) = Number::of(&default.0).filter(|n| !interval.contains(*n)) {
                let number = number.as_f64();
                mistakes.at(&default.0, format!("the default {number} is outside the argument's own range; change one of the two"));
            }
        }
        if let (Some(default), true) = (&default, is_option(&param.ty)) {
            mistakes.at(&default.0, "an `Option` is `None` when it is left out, so it has a default; take the plain type, or remove `default`");
        }
        let rules = Rules {
            default: default.map(|default| default.0),
            range,
            length,
            pattern: pattern.and_then(|pattern| pattern_of(&pattern, mistakes)),
            format: format.and_then(|format| format_of(&format, mistakes)),
            examples: example.into_iter().map(|example| example.0).collect(),
            header: header.and_then(|header| header_of(&header, name.as_deref(), allow_secret_header.is_some(), mistakes)),
        };
        Self { ty: &param.ty, name, pattern: &param.pat, description: docs::text(&param.attrs), class, rules }
    }
}

/// As spelled; an alias is caught by the compiler, less kindly.
fn is_option(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|s| s.ident == "Option"))
}

/// `length = 1..=80`, or `length = 5`
fn length_of(expr: &Expr, mistakes: &mut Mistakes) -> Option<Interval> {
    let interval = match Number::of(expr) {
        Some(n) => Interval { min: Some(n), max: Some(n), exclusive: false },
        None => Interval::of("length", expr, mistakes)?,
    };
    let counts = |n: Option<Number>| n.is_none_or(|n| matches!(n, Number::Int(n) if n >= 0));
    if !counts(interval.min) || !counts(interval.max) {
        mistakes.at(expr, "a length is a whole number from 0: `length = 1..=80`");
        return None;
    }
    Some(interval)
}

fn pattern_of(pattern: &Text, mistakes: &mut Mistakes) -> Option<LitStr> {
    match regex_lite::Regex::new(&pattern.0.value()) {
        Ok(_) => Some(pattern.0.clone()),
        Err(e) => {
            mistakes.at(&pattern.0, format!("this pattern is no regular expression: {e}"));
            None
        }
    }
}

fn format_of(format: &Text, mistakes: &mut Mistakes) -> Option<(Ident, LitStr)> {
    const KNOWN: [(&str, &str); 8] = [
        ("date", "Date"),
        ("date-time", "DateTime"),
        ("email", "Email"),
        ("hostname", "Hostname"),
        ("ipv4", "Ipv4"),
        ("ipv6", "Ipv6"),
        ("uri", "Uri"),
        ("uuid", "Uuid"),
    ];
    let value = format.0.value();
    match KNOWN.iter().find(|(name, _)| *name == value) {
        Some((_, variant)) => Some((format_ident!("{variant}"), format.0.clone())),
        None => {
            let names = KNOWN.map(|(name, _)| name);
            mistakes.at(&format.0, format!("`{value}` is no format that is checked; {}; say other forms with `pattern = \"…\"`", suggest(&value, &names)));
            None
        }
    }
}

/// A header is a token of RFC 9110, and visible to everyone on the way.
fn header_of(header: &Text, param: Option<&str>, allow_secret: bool, mistakes: &mut Mistakes) -> Option<LitStr> {
    const SECRETS: [&str; 8] = ["password", "passwd", "passphrase", "token", "secret", "apikey", "credential", "privatekey"];
    let value = header.0.value();
    let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    if value.is_empty() || !value.chars().all(is_token) {
        let plain: String = value.chars().map(|c| if is_token(c) { c } else { '-' }).collect();
        let plain = if plain.is_empty() { "Region" } else { plain.as_str() };
        mistakes.at(&header.0, format!("a header's name is a token (RFC 9110): letters, digits and `-`, without blanks; write `header = \"{plain}\"`"));
        return None;
    }
    let squeezed: String = param.unwrap_or_default().chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    if !allow_secret && SECRETS.iter().any(|secret| squeezed.contains(secret)) {
        mistakes.at(
            &header.0,
            "this argument is named like a secret, and headers are seen and logged by everyone on the way; remove `header`, or add `allow_secret_header` if it is none",
        );
        return None;
    }
    Some(header.0.clone())
}

/// `["https://…", icon(src = "…", mime_type = "…", sizes = ["48x48"], theme = "dark")]`, as JSON text
fn icon_list(expr: &Expr, mistakes: &mut Mistakes) -> Option<String> {
    let Expr::Array(ExprArray { elems, .. }) = expr else {
        mistakes.at(expr, "`icons` takes a list: `icons = [\"https://example.com/icon.png\"]`");
        return None;
    };
    let icons: Option<Vec<String>> = elems.iter().map(|elem| icon(elem, mistakes)).collect();
    Some(format!("[{}]", icons?.join(",")))
}

fn icon(expr: &Expr, mistakes: &mut Mistakes) -> Option<String> {
    match expr {
        Expr::Lit(ExprLit { lit: Lit::Str(src), .. }) => Some(format!("{{\"src\":{}}}", icon_source(src, mistakes)?)),
        Expr::Call(ExprCall { func, args, .. }) if func.to_token_stream().to_string() == "icon" => {
            let fields: Option<Vec<String>> = args.iter().map(|arg| icon_field(arg, mistakes)).collect();
            let fields = fields?;
            if !fields.iter().any(|field| field.starts_with("\"src\"")) {
                mistakes.at(expr, "an icon needs its source: `icon(src = \"https://…\")`");
                return None;
            }
            Some(format!("{{{}}}", fields.join(",")))
        }
        other => {
            mistakes.at(other, "an icon is a URL, or `icon(src = \"…\", mime_type = \"…\", sizes = [\"48x48\"], theme = \"dark\")`");
            None
        }
    }
}

fn icon_field(expr: &Expr, mistakes: &mut Mistakes) -> Option<String> {
    let parts = match expr {
        Expr::Assign(ExprAssign { left, right, .. }) => Some((left.to_token_stream().to_string(), &**right)),
        _ => None,
    };
    match parts.as_ref().map(|(key, value)| (key.as_str(), *value)) {
        Some(("src", Expr::Lit(ExprLit { lit: Lit::Str(src), .. }))) => Some(format!("\"src\":{}", icon_source(src, mistakes)?)),
        Some(("mime_type", Expr::Lit(ExprLit { lit: Lit::Str(mime), .. }))) => Some(format!("\"mimeType\":{}", json_string(&mime.value()))),
        Some(("theme", Expr::Lit(ExprLit { lit: Lit::Str(theme), .. }))) if matches!(theme.value().as_str(), "light" | "dark") => {
            Some(format!("\"theme\":{}", json_string(&theme.value())))
        }
        Some(("sizes", Expr::Array(ExprArray { elems, .. }))) => {
            let sizes = elems.iter().map(|elem| match elem {
                Expr::Lit(ExprLit { lit: Lit::Str(size), .. }) => Some(json_string(&size.value())),
                _ => None,
            });
            Some(format!("\"sizes\":[{}]", sizes.collect::<Option<Vec<_>>>()?.join(",")))
        }
        _ => {
            mistakes.at(expr, "an icon has `src = \"…\"`, `mime_type = \"…\"`, `sizes = [\"48x48\"]` and `theme = \"light\"` or `\"dark\"`");
            None
        }
    }
}

fn icon_source(src: &LitStr, mistakes: &mut Mistakes) -> Option<String> {
    let value = src.value();
    if !["https://", "http://", "data:"].iter().any(|scheme| value.starts_with(scheme)) {
        mistakes.at(src, "clients take icons from `https:` and `data:` URLs only");
        return None;
    }
    Some(json_string(&value))
}

fn json_string(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

impl Tool<'_> {
    /// `#rt::Option<…>` fields and the like want these.
    pub(super) fn option(value: Option<TokenStream>) -> TokenStream {
        value.map_or_else(|| quote!(::core::option::Option::None), |value| quote!(::core::option::Option::Some(#value)))
    }
}
