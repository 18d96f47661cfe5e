//! `#[mcp(…)]` on a field of a type with `#[mcp_type]`: the rules of parameters, as attributes that
//! serde and schemars read.

use darling::FromMeta;
use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Field, Ident, Meta, Token};

use crate::attr::{self, Interval, Number, Text, Value, length_of, located_at, pattern_of};
use crate::diagnostics::Mistakes;
use crate::signature::is_option;

#[derive(Default, FromMeta)]
#[darling(default)]
struct FieldArgs {
    name: Option<Text>,
    default: Option<Value>,
    range: Option<Value>,
    length: Option<Value>,
    pattern: Option<Text>,
    #[darling(multiple)]
    example: Vec<Value>,
}

const KEYS: [&str; 6] = ["name", "default", "range", "length", "pattern", "example"];

/// Puts serde's and schemars' attributes in place of `#[mcp(…)]`. What a default needs is returned.
pub(crate) fn translate(
    owner: &Ident,
    index: usize,
    field: &mut Field,
    mistakes: &mut Mistakes,
) -> Option<TokenStream> {
    let metas = taken(&mut field.attrs, mistakes);
    let entries = attr::entries_but(metas, &KEYS, &["example"], elsewhere, mistakes);
    let FieldArgs {
        name,
        default,
        range,
        length,
        pattern,
        example,
    } = attr::read(&entries, mistakes);
    let mut add = |tokens: TokenStream| field.attrs.push(syn::parse_quote!(#tokens));
    if let Some(name) = name {
        let name = name.0;
        add(quote!(#[serde(rename = #name)]));
    }
    if let Some(range) = range.and_then(|range| Interval::of("range", &range.0, mistakes)) {
        range_rules(range).into_iter().for_each(&mut add);
    }
    if let Some(length) = length.and_then(|length| length_of(&length.0, mistakes)) {
        let (min, max) = ends(length);
        add(quote!(#[schemars(length(#min #max))]));
    }
    if let Some(pattern) = pattern.and_then(|pattern| pattern_of(&pattern, mistakes)) {
        add(quote!(#[schemars(regex(pattern = #pattern))]));
    }
    for example in example {
        let example = example.0;
        add(quote!(#[schemars(example = #example)]));
    }
    let default = default?.0;
    if is_option(&field.ty) {
        mistakes.at(
            &default,
            "an `Option` is `None` when it is left out, so it has a default; take the plain type, \
             or remove `default`",
        );
        return None;
    }
    // In the type's own module, where serde looks for it by this name.
    let function = format_ident!("__{owner}_{index}_default");
    let path = function.to_string();
    add(quote!(#[serde(default = #path)]));
    let (ty, at) = (&field.ty, located_at(&default));
    let value = text_or_value(&default);
    Some(quote_spanned! {at=>
        #[doc(hidden)]
        #[allow(non_snake_case, private_interfaces)]
        fn #function() -> #ty { #value }
    })
}

/// A text may be the default of a `String`.
fn text_or_value(default: &Expr) -> TokenStream {
    match default {
        Expr::Lit(lit) if matches!(lit.lit, syn::Lit::Str(_)) => {
            quote!(::core::convert::From::from(#lit))
        }
        other => other.to_token_stream(),
    }
}

fn taken(attrs: &mut Vec<Attribute>, mistakes: &mut Mistakes) -> Vec<Meta> {
    let (ours, others): (Vec<Attribute>, _) = std::mem::take(attrs)
        .into_iter()
        .partition(|attr| attr.path().is_ident("mcp"));
    *attrs = others;
    let mut metas = Vec::new();
    for attr in ours {
        match attr.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated) {
            Ok(list) => metas.extend(list),
            Err(e) => mistakes.add(e),
        }
    }
    metas
}

fn elsewhere(key: &str) -> Option<String> {
    match key {
        "header" => Some(
            "a header can't mirror what is nested in an argument; take the value as a parameter of \
             its own".to_owned(),
        ),
        "description" | "doc" | "docs" => Some(
            "the description is the doc comment; write it above, behind `///`, and remove this".to_owned(),
        ),
        "format" => Some(
            "a format is checked on a parameter, and inside a type by the field's own type: take one that has it, such as chrono's \
             `NaiveDate`, `url::Url` or `uuid::Uuid`, or say the form with `pattern = \"…\"`".to_owned(),
        ),
        "ask" | "ask_with" | "complete" | "inject" | "argument" | "title" => Some(format!(
            "`{key}` is for a parameter of a function, and this is a field; remove it"
        )),
        _ => None,
    }
}

fn range_rules(range: Interval) -> Vec<TokenStream> {
    match range.max {
        // schemars has no ends that are out.
        Some(max @ Number::Float(_)) if range.exclusive => {
            let max = max.as_f64();
            let (min, _) = ends(Interval { max: None, ..range });
            let with_min = range.min.map(|_| quote!(#[schemars(range(#min))]));
            with_min
                .into_iter()
                .chain([quote!(#[schemars(extend("exclusiveMaximum" = #max))])])
                .collect()
        }
        _ => {
            let (min, max) = ends(range);
            vec![quote!(#[schemars(range(#min #max))])]
        }
    }
}

/// `min = 1,` and `max = 4,`
fn ends(interval: Interval) -> (Option<TokenStream>, Option<TokenStream>) {
    let literal = |number: Number| match number {
        Number::Int(n) => {
            let n = proc_macro2::Literal::i128_unsuffixed(n);
            quote!(#n)
        }
        Number::Float(n) => {
            let n = proc_macro2::Literal::f64_unsuffixed(n);
            quote!(#n)
        }
    };
    let max = interval.max.map(|max| match max {
        Number::Int(n) if interval.exclusive => Number::Int(n.saturating_sub(1)),
        other => other,
    });
    let min = interval.min.map(literal).map(|n| quote!(min = #n,));
    (min, max.map(literal).map(|n| quote!(max = #n,)))
}
