//! One parameter of a function, and the rules on it.

use darling::FromMeta;
use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, LitStr, Meta, Pat, PatType, Path, Token, Type};

use super::question::{Origin, Question, Wording};
use super::text::Template;
use super::{Kind, misplaced_keys, not_empty};
use crate::attr::{
    self, Interval, Named, Number, Switch, Text, Value, Worded, format_of, header_of, length_of,
    pattern_of,
};
use crate::case::Case;
use crate::diagnostics::Mistakes;
use crate::names::unraw;
use crate::{docs, signature};

/// `#[mcp(…)]` on a parameter
#[derive(Default, FromMeta)]
#[darling(default)]
struct ParamArgs {
    name: Option<Text>,
    title: Option<Text>,
    default: Option<Value>,
    range: Option<Value>,
    length: Option<Value>,
    pattern: Option<Text>,
    format: Option<Text>,
    #[darling(multiple)]
    example: Vec<Value>,
    header: Option<Text>,
    allow_secret_header: Option<Switch>,
    complete: Option<Named>,
    allow_traversal: Option<Switch>,
    inject: Option<Switch>,
    argument: Option<Switch>,
    ask: Option<Worded>,
    ask_with: Option<Value>,
    url: Option<Text>,
    fallback: Option<Value>,
    volunteered: Option<Switch>,
}

/// The keys that parameters of tools, prompts and resources share; each kind adds its own.
const RULES: [&str; 9] = [
    "name", "default", "range", "length", "pattern", "format", "example", "inject", "argument",
];

impl ParamArgs {
    fn parse(kind: Kind, attrs: &[Attribute], mistakes: &mut Mistakes) -> Self {
        let mut metas: Vec<Meta> = Vec::new();
        for attr in attrs.iter().filter(|attr| attr.path().is_ident("mcp")) {
            match attr.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated) {
                Ok(list) => metas.extend(list),
                Err(e) => mistakes.add(e),
            }
        }
        let metas = one_range(metas, mistakes);
        let own: &[&str] = match kind {
            Kind::Tool => &["header", "allow_secret_header"],
            Kind::Prompt => &["title", "complete"],
            Kind::Resource => &["complete", "allow_traversal"],
            Kind::Completion => &[],
        };
        let asks = metas
            .iter()
            .any(|meta| meta.path().is_ident("ask") || meta.path().is_ident("ask_with"));
        let entries = match (kind, asks) {
            // The parameters of a completion aren't arguments of a request, so they need no name.
            (Kind::Completion, _) => attr::entries_but(
                metas,
                &["inject"],
                &[],
                |key| misplaced_keys::parameter_key(kind, key),
                mistakes,
            ),
            (_, true) => attr::entries_but(
                metas,
                &[&["name"], &misplaced_keys::QUESTION[..]].concat(),
                &[],
                misplaced_keys::question_key,
                mistakes,
            ),
            (_, false) => {
                let known = [&RULES[..], own, &misplaced_keys::QUESTION].concat();
                attr::entries_but(
                    metas,
                    &known,
                    &["example"],
                    |key| misplaced_keys::parameter_key(kind, key),
                    mistakes,
                )
            }
        };
        attr::read(&entries, mistakes)
    }

    /// The first of the keys that say something of a question.
    fn asks(&self) -> Option<TokenStream> {
        let ask = self.ask.as_ref().map(Worded::at);
        ask.or_else(|| self.ask_with.as_ref().map(|with| with.0.to_token_stream()))
    }
}

/// Without `min = 1, max = 4` and the like, which are one mistake: it says how to write both.
fn one_range(metas: Vec<Meta>, mistakes: &mut Mistakes) -> Vec<Meta> {
    const ENDS: [(&str, &[&str], &[&str]); 2] = [
        (
            "range",
            &["min", "minimum", "ge"],
            &["max", "maximum", "le"],
        ),
        (
            "length",
            &["min_length", "min_len"],
            &["max_length", "max_len"],
        ),
    ];
    let mut metas = metas;
    for (key, lower, upper) in ENDS {
        let of = |names: &[&str]| {
            let meta = metas
                .iter()
                .find(|meta| names.iter().any(|name| meta.path().is_ident(name)))?;
            let value = &meta.require_name_value().ok()?.value;
            Some((
                meta.path().clone(),
                value.to_token_stream().to_string().replace("- ", "-"),
            ))
        };
        let (min, max) = (of(lower), of(upper));
        let Some((at, _)) = min.as_ref().or(max.as_ref()) else {
            continue;
        };
        let end = |end: &Option<(Path, String)>| {
            end.as_ref()
                .map(|(_, value)| value.clone())
                .unwrap_or_default()
        };
        let (from, to) = (end(&min), end(&max));
        let dots = if to.is_empty() { ".." } else { "..=" };
        let from = if from.is_empty() && key == "length" {
            "0"
        } else {
            &from
        };
        mistakes.at(
            at,
            format!("the ends are written as one range: `{key} = {from}{dots}{to}`"),
        );
        metas.retain(|meta| {
            let is = |name: &&str| meta.path().is_ident(name);
            !lower.iter().any(is) && !upper.iter().any(is)
        });
    }
    metas
}

pub(crate) struct Param<'f> {
    /// Where it stands in the function.
    pub(crate) position: usize,
    pub(crate) ty: &'f Type,
    /// The name on the wire; `None` behind a pattern, which only an injected parameter may have.
    pub(crate) name: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) pattern: &'f Pat,
    pub(crate) description: Option<TokenStream>,
    pub(crate) class: Class,
    pub(crate) rules: Rules,
    /// The completion that suggests values.
    pub(crate) complete: Option<Path>,
    /// Of a template's variable: that it may leave its directory.
    pub(crate) allow_traversal: bool,
    /// Of a template's variable: that a URI need not have it.
    pub(crate) may_be_missing: bool,
}

/// A validated parameter: one that is read or injected, or a question.
pub(super) enum Validated<'f> {
    Param(Box<Param<'f>>),
    Question(Box<Question<'f>>),
}

/// `optional`: the names of variables that a URI need not have.
pub(super) fn validate<'f>(
    kind: Kind,
    position: usize,
    param: &'f PatType,
    rename_all: Option<Case>,
    optional: &[&str],
    mistakes: &mut Mistakes,
) -> Validated<'f> {
    let args = ParamArgs::parse(kind, &param.attrs, mistakes);
    match args.asks() {
        Some(at) => Validated::Question(Box::new(question(
            position, param, &args, rename_all, at, mistakes,
        ))),
        None => Validated::Param(Box::new(Param::validate(
            position, param, args, rename_all, optional, mistakes,
        ))),
    }
}

fn question<'f>(
    position: usize,
    param: &'f PatType,
    args: &ParamArgs,
    rename_all: Option<Case>,
    at: TokenStream,
    mistakes: &mut Mistakes,
) -> Question<'f> {
    let ParamArgs {
        name,
        ask,
        ask_with,
        url,
        fallback,
        volunteered,
        ..
    } = args;
    let key = match (name, own_name(&param.pat)) {
        (Some(name), _) => not_empty("name", name, mistakes),
        (None, Some(own)) => on_the_wire(&own, rename_all),
        (None, None) => {
            mistakes.at(
                &param.pat,
                "a question needs a name; write `name: Type`, or add `#[mcp(name = \"…\")]`",
            );
            String::new()
        }
    };
    let wording = match (ask, ask_with, url) {
        (Some(ask), Some(_), _) => {
            mistakes.at(
                ask.at(),
                "`ask` says the question, `ask_with` computes it; remove one of the two",
            );
            Wording::None
        }
        (_, Some(with), None) => Wording::Computed(Box::new(with.0.clone())),
        (_, Some(_), Some(url)) => {
            mistakes.at(
                &url.0,
                "`ask_with` gives the whole question; write `ask_with = Question::url(text, url)`",
            );
            Wording::None
        }
        (Some(Worded::Text(text)), None, Some(url)) => {
            Wording::Url(Template::parse(text, mistakes), checked_url(url, mistakes))
        }
        (Some(Worded::Text(text)), None, None) => Wording::Text(Template::parse(text, mistakes)),
        (Some(Worded::Alone(path)), None, Some(_)) => {
            mistakes.at(
                path,
                "say what the page is for: `ask = \"…\", url = \"https://…\"`",
            );
            Wording::None
        }
        (Some(Worded::Alone(_)) | None, None, _) => Wording::None,
    };
    Question {
        origin: Origin::Parameter {
            position,
            ty: &param.ty,
            own_name: own_name(&param.pat),
        },
        key,
        wording,
        fallback: fallback.as_ref().map(|value| value.0.clone()),
        volunteered: volunteered
            .as_ref()
            .filter(|s| s.on)
            .map(|s| s.path.clone()),
        at,
    }
}

/// A page is opened by `https`, or on the machine itself.
fn checked_url(url: &Text, mistakes: &mut Mistakes) -> LitStr {
    let value = url.0.value();
    let host = |rest: &str| {
        rest.split(['/', '?', '#'])
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    let is_local = |host: &str| {
        matches!(host.split(':').next(), Some("localhost" | "127.0.0.1"))
            || host.starts_with("[::1]")
    };
    let is_page = match (
        value.strip_prefix("https://").map(host),
        value.strip_prefix("http://").map(host),
    ) {
        (Some(host), _) => !host.is_empty(),
        (None, host) => host.is_some_and(|host| is_local(&host)),
    };
    if value.contains(['{', '}']) {
        mistakes.at(
            &url.0,
            "`url` is the same for every call, without placeholders; compute it with `ask_with = \
             Question::url(\"…\", format!(\"https://…\"))`",
        );
    } else if !is_page || value.chars().any(|c| c.is_whitespace() || c.is_control()) {
        mistakes.at(
            &url.0,
            "`url` takes a whole address that a browser can open: `url = \"https://…\"`",
        );
    }
    url.0.clone()
}

fn own_name(pattern: &Pat) -> Option<String> {
    match pattern {
        Pat::Ident(ident) if ident.subpat.is_none() => Some(unraw(&ident.ident)),
        _ => None,
    }
}

/// `_ok` is `ok` to clients: that the body doesn't look at it is nobody else's affair.
fn on_the_wire(own_name: &str, rename_all: Option<Case>) -> String {
    let name = match own_name.trim_start_matches('_') {
        "" => own_name,
        name => name,
    };
    rename_all.map_or_else(|| name.to_owned(), |case| case.of(name))
}

/// How the kind of a parameter is known.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    ByType,
    Argument,
    Injected,
}

#[derive(Default)]
pub(crate) struct Rules {
    pub(crate) default: Option<Expr>,
    pub(crate) range: Option<(Interval, Expr)>,
    pub(crate) length: Option<(Interval, Expr)>,
    pub(crate) pattern: Option<LitStr>,
    pub(crate) format: Option<(Ident, LitStr)>,
    pub(crate) examples: Vec<Expr>,
    pub(crate) header: Option<LitStr>,
}

impl<'f> Param<'f> {
    fn validate(
        position: usize,
        param: &'f PatType,
        args: ParamArgs,
        rename_all: Option<Case>,
        optional: &[&str],
        mistakes: &mut Mistakes,
    ) -> Self {
        let ParamArgs {
            name,
            title,
            default,
            range,
            length,
            pattern,
            format,
            example,
            header,
            allow_secret_header,
            complete,
            allow_traversal,
            inject,
            argument,
            ask: _,
            ask_with: _,
            url,
            fallback,
            volunteered,
        } = args;
        let stray = url
            .map(|url| url.0.to_token_stream())
            .or(fallback.map(|value| value.0.to_token_stream()));
        if let Some(stray) = stray.or(volunteered.map(|switch| switch.path.to_token_stream())) {
            mistakes.at(
                stray,
                "this belongs to a question; add `ask = \"…\"`, or remove it",
            );
        }
        let (inject, argument) = (inject.filter(|s| s.on), argument.filter(|s| s.on));
        let given = name.as_ref().map(|name| not_empty("name", name, mistakes));
        let name = given.or_else(|| own_name(&param.pat).map(|own| on_the_wire(&own, rename_all)));
        let class = match (&inject, &argument) {
            (Some(inject), Some(_)) => {
                mistakes.at(
                    &inject.path,
                    "a parameter is either injected or an argument; remove one of the two",
                );
                Class::ByType
            }
            (Some(_), None) => Class::Injected,
            (None, Some(_)) => Class::Argument,
            (None, None) => Class::ByType,
        };
        let range =
            range.and_then(|range| Some((Interval::of("range", &range.0, mistakes)?, range.0)));
        let length = length
            .and_then(|length| length_of(&length.0, mistakes).map(|interval| (interval, length.0)));
        if let (Some(default), Some((interval, _))) = (&default, &range)
            && let Some(number) = Number::of(&default.0).filter(|n| !interval.contains(*n))
        {
            let number = number.as_f64();
            mistakes.at(
                &default.0,
                format!(
                    "the default {number} is outside the argument's own \
                     range; change one of the two"
                ),
            );
        }
        if let (Some(default), true) = (&default, signature::is_option(&param.ty)) {
            mistakes.at(
                &default.0,
                "an `Option` is `None` when it is left out, so it has a default; \
                 take the plain type, or remove `default`",
            );
        }
        let rules = Rules {
            default: default.map(|default| default.0),
            range,
            length,
            pattern: pattern.and_then(|pattern| pattern_of(&pattern, mistakes)),
            format: format.and_then(|format| format_of(&format, mistakes)),
            examples: example.into_iter().map(|example| example.0).collect(),
            header: header.and_then(|header| {
                header_of(
                    &header,
                    name.as_deref(),
                    allow_secret_header.is_some_and(|s| s.on),
                    mistakes,
                )
            }),
        };
        Self {
            position,
            ty: &param.ty,
            may_be_missing: name.as_deref().is_some_and(|name| optional.contains(&name)),
            name,
            title: title.map(|title| not_empty("title", &title, mistakes)),
            pattern: &param.pat,
            description: docs::text(&param.attrs),
            class,
            rules,
            complete: complete.map(|complete| complete.0),
            allow_traversal: allow_traversal.is_some_and(|s| s.on),
        }
    }
}
