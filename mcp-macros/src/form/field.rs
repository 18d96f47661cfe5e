//! One field of a form, and the rules on it.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident};
use syn::{Expr, LitStr, Type};

use super::args::FieldArgs;
use crate::attr::{Interval, Number, Text, is_secret};
use crate::diagnostics::{Mistakes, suggest};
use crate::docs;
use crate::function::not_empty;
use crate::names::unraw;
use crate::signature;

pub(super) struct Field<'f> {
    pub(super) ident: &'f Ident,
    pub(super) ty: &'f Type,
    /// On the wire.
    pub(super) name: String,
    pub(super) is_renamed: bool,
    pub(super) title: Option<String>,
    pub(super) description: Option<TokenStream>,
    pub(super) default: Option<Expr>,
    pub(super) range: Option<(Interval, Expr)>,
    /// Characters.
    pub(super) length: Option<(Interval, Expr)>,
    /// Choices.
    pub(super) items: Option<(Interval, Expr)>,
    pub(super) format: Option<(Ident, LitStr)>,
}

impl<'f> Field<'f> {
    pub(super) fn validate(
        ident: &'f Ident,
        field: &'f syn::Field,
        mistakes: &mut Mistakes,
    ) -> Self {
        let FieldArgs {
            name: given,
            title,
            default,
            range,
            length,
            items,
            format,
            not_secret,
        } = FieldArgs::parse(&field.attrs, mistakes);
        let own = unraw(ident);
        let name = given
            .as_ref()
            .map_or_else(|| own.clone(), |given| not_empty("name", given, mistakes));
        if not_secret.is_none_or(|not_secret| !not_secret.on) {
            match &given {
                _ if is_secret(&own) => refuse_secret(ident, mistakes),
                Some(given) if is_secret(&name) => refuse_secret(&given.0, mistakes),
                _ => {}
            }
        }
        let range =
            range.and_then(|range| Some((Interval::of("range", &range.0, mistakes)?, range.0)));
        let length =
            length.and_then(|length| Some((count("length", &length.0, mistakes)?, length.0)));
        let items = items.and_then(|items| Some((count("items", &items.0, mistakes)?, items.0)));
        if let Some(default) = &default {
            if signature::is_option(&field.ty) {
                mistakes.at(
                    &default.0,
                    "an `Option` is `None` when it is left out, so it has a default; take the \
                     plain type, or remove `default`",
                );
            }
            check_default(
                &default.0,
                [&range, &length, &items].map(Option::as_ref),
                mistakes,
            );
        }
        Self {
            ident,
            ty: &field.ty,
            name,
            is_renamed: given.is_some(),
            title: title
                .as_ref()
                .map(|title| not_empty("title", title, mistakes)),
            description: docs::text(&field.attrs),
            default: default.map(|default| default.0),
            range,
            length,
            items,
            format: format.and_then(|format| format_of(&format, mistakes)),
        }
    }
}

fn refuse_secret(at: impl ToTokens, mistakes: &mut Mistakes) {
    mistakes.at(
        at,
        "this is named like a secret, and a form passes through the client; ask for it on a page \
         of your own, by URL mode, or add `#[form(not_secret)]` if it is none",
    );
}

/// `length = 1..=80`, or `length = 5`; the same of `items`
fn count(key: &str, expr: &Expr, mistakes: &mut Mistakes) -> Option<Interval> {
    let interval = match Number::of(expr) {
        Some(n) => Interval {
            min: Some(n),
            max: Some(n),
            exclusive: false,
        },
        None => Interval::of(key, expr, mistakes)?,
    };
    let counts = |n: Option<Number>| {
        n.is_none_or(|n| matches!(n, Number::Int(n) if u32::try_from(n).is_ok()))
    };
    if !counts(interval.min) || !counts(interval.max) {
        mistakes.at(
            expr,
            format!("`{key}` counts, so its bounds are whole numbers from 0: `{key} = 1..=80`"),
        );
        return None;
    }
    Some(interval)
}

/// A default that can be seen through obeys the rules.
fn check_default(default: &Expr, rules: [Option<&(Interval, Expr)>; 3], mistakes: &mut Mistakes) {
    let [range, length, items] = rules;
    let number = |n: usize| i128::try_from(n).ok().map(Number::Int);
    let (rule, measure, what) = match default {
        Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(text),
            ..
        }) => (length, number(text.value().chars().count()), "length"),
        Expr::Array(array) => (items, number(array.elems.len()), "number of choices"),
        other => (range, Number::of(other), "range"),
    };
    if let (Some((interval, _)), Some(measure)) = (rule, measure)
        && !interval.contains(measure)
    {
        mistakes.at(
            default,
            format!("the default is outside the field's own {what}; change one of the two"),
        );
    }
}

fn format_of(format: &Text, mistakes: &mut Mistakes) -> Option<(Ident, LitStr)> {
    const KNOWN: [(&str, &str); 4] = [
        ("email", "Email"),
        ("uri", "Uri"),
        ("date", "Date"),
        ("date-time", "DateTime"),
    ];
    let value = format.0.value();
    let known = KNOWN.iter().find(|(name, _)| *name == value);
    if known.is_none() {
        mistakes.at(
            &format.0,
            format!(
                "`{value}` is no format of a form's; {}",
                suggest(&value, &KNOWN.map(|(name, _)| name))
            ),
        );
    }
    known.map(|(_, variant)| (format_ident!("{variant}"), format.0.clone()))
}
