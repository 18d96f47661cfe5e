//! From a checked form to its implementations.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{Data, DeriveInput, Expr, ExprLit, Lit, parse_quote};

use super::args::TypeArgs;
use super::field::Field;
use super::model::{Item, Kind, Variant};
use crate::attr::{self, Interval, Number, located_at, moved};
use crate::diagnostics::Mistakes;

pub(super) fn expand(item: &Item<'_>) -> TokenStream {
    let Item { rt, ident, kind } = item;
    let body = match kind {
        Kind::Form(fields) => form(rt, ident, fields),
        Kind::Choice(variants) => choice(rt, ident, variants),
    };
    quote! {
        #[allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
        const _: () = { #body };
    }
}

/// A form or a choice in name, for a type that has mistakes.
pub(super) fn stub(input: &DeriveInput) -> TokenStream {
    let mut mistakes = Mistakes::new();
    let rt = attr::runtime(TypeArgs::parse(&input.attrs, &mut mistakes).krate.as_ref());
    let _ = mistakes.finish();
    let ident = &input.ident;
    let mut generics = input.generics.clone();
    if !generics.params.is_empty() {
        generics
            .make_where_clause()
            .predicates
            .push(parse_quote!(Self: ::core::marker::Send + 'static));
    }
    let (impl_generics, arguments, clause) = generics.split_for_impl();
    if let Data::Enum(_) = input.data {
        return quote! {
            #[automatically_derived]
            impl #impl_generics #rt::FormChoice for #ident #arguments #clause {
                const CHOICES: &'static [(&'static str, ::core::option::Option<&'static str>)] = &[];

                fn nth(_: usize) -> ::core::option::Option<Self> {
                    ::core::option::Option::None
                }

                fn index(&self) -> usize {
                    0
                }
            }
        };
    }
    quote! {
        #[automatically_derived]
        impl #impl_generics #rt::Form for #ident #arguments #clause {
            fn schema() -> #rt::Value {
                ::core::default::Default::default()
            }

            fn read(_: &#rt::FormContent) -> ::core::result::Result<Self, #rt::FormErrors> {
                ::core::result::Result::Err(::core::default::Default::default())
            }
        }
    }
}

/// A type that can be no field is asked about in one place, the field's constant, and so reported
/// once.
fn form(rt: &TokenStream, ident: &Ident, fields: &[Field<'_>]) -> TokenStream {
    let names: Vec<Ident> = (0..fields.len())
        .map(|i| format_ident!("__FIELD_{i}"))
        .collect();
    let values: Vec<Ident> = (0..fields.len())
        .map(|i| format_ident!("__value_{i}"))
        .collect();
    let idents = fields.iter().map(|field| field.ident);
    let entries = (0..)
        .zip(fields)
        .zip(&names)
        .map(|((i, field), name)| entry(rt, i, field, name));
    quote! {
        #(#entries)*

        #[automatically_derived]
        impl #rt::Form for #ident {
            fn schema() -> #rt::Value {
                #[allow(unused_mut)]
                let mut properties = #rt::FormProperties::new();
                #(properties.add(&#names);)*
                properties.finish()
            }

            fn read(content: &#rt::FormContent) -> ::core::result::Result<Self, #rt::FormErrors> {
                #[allow(unused_mut)]
                let mut answer = #rt::FormAnswer::new(content);
                #(let #values = answer.read(&#names);)*
                answer.finish(|| ::core::option::Option::Some(Self { #(#idents: #values?),* }))
            }
        }
    }
}

fn choice(rt: &TokenStream, ident: &Ident, variants: &[Variant<'_>]) -> TokenStream {
    let names = variants.iter().map(|variant| &variant.name);
    let titles = variants.iter().map(|variant| match &variant.title {
        Some(title) => quote!(::core::option::Option::Some(#title)),
        None => quote!(::core::option::Option::None),
    });
    let idents: Vec<&Ident> = variants.iter().map(|variant| variant.ident).collect();
    let indices: Vec<usize> = (0..variants.len()).collect();
    quote! {
        #[automatically_derived]
        impl #rt::FormChoice for #ident {
            const CHOICES: &'static [(&'static str, ::core::option::Option<&'static str>)] = &[#((#names, #titles)),*];

            fn nth(index: usize) -> ::core::option::Option<Self> {
                match index {
                    #(#indices => ::core::option::Option::Some(Self::#idents),)*
                    _ => ::core::option::Option::None,
                }
            }

            fn index(&self) -> usize {
                match self {
                    #(Self::#idents => #indices,)*
                }
            }
        }
    }
}

/// The constant of one field. What doesn't fit is wrong where it is written: the type, a rule, the
/// default.
fn entry(rt: &TokenStream, index: usize, field: &Field<'_>, name: &Ident) -> TokenStream {
    let Field {
        ident: _,
        ty,
        name: wire,
        is_renamed: _,
        title,
        description,
        default,
        range,
        length,
        items,
        format,
    } = field;
    let on_type = located_at(ty);
    // Each step is a statement with one place, or an error would span from the first to the last.
    let mut steps: Vec<TokenStream> = Vec::new();
    let mut step = |at: Span, key: &str, value: TokenStream| {
        let key = Ident::new(key, at);
        steps.push(quote_spanned!(at=> let entry = entry.#key(#value);));
    };
    if let Some(title) = title {
        step(on_type, "title", quote!(#title));
    }
    if let Some(description) = description {
        step(on_type, "description", quote!(#description));
    }
    if let Some((interval, rule)) = range {
        let at = located_at(rule);
        step(at, "range", range_of(&moved(rt, at), interval));
    }
    for (key, rule) in [("length", length), ("items", items)] {
        if let Some((interval, rule)) = rule {
            let at = located_at(rule);
            step(at, key, length_of(&moved(rt, at), interval));
        }
    }
    if let Some((variant, rule)) = format {
        let at = located_at(rule);
        let (rt, variant) = (moved(rt, at), moved(variant, at));
        step(at, "format", quote_spanned!(at=> #rt::Format::#variant));
    }
    // As a function of the field's type, so that the compiler checks the value against the type.
    let default = default.as_ref().map(|default| {
        let function = format_ident!("__default_{index}");
        let value = default_value(rt, default);
        step(on_type, "default", quote!(#function));
        quote!(fn #function() -> #ty { #value })
    });
    let here = moved(rt, on_type);
    let entry = quote_spanned!(on_type=> let entry = #here::form_entry::<#ty>(#wire););
    quote! {
        #default
        const #name: #rt::FormEntry<#ty> = {
            #entry
            #(#steps)*
            entry
        };
    }
}

fn default_value(rt: &TokenStream, default: &Expr) -> TokenStream {
    match default {
        // The literals whose type is not the field's own.
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => {
            let at = located_at(text);
            let rt = moved(rt, at);
            quote_spanned!(at=> #rt::TextDefault::from_text(#text))
        }
        Expr::Array(array) => {
            let at = located_at(array);
            quote_spanned!(at=> ::core::convert::From::from(#array))
        }
        other => quote!(#other),
    }
}

fn range_of(
    rt: &TokenStream,
    Interval {
        min,
        max,
        exclusive,
    }: &Interval,
) -> TokenStream {
    let (min, max) = (
        option(min.map(|n| n.tokens(rt))),
        option(max.map(|n| n.tokens(rt))),
    );
    quote!(#rt::Range { min: #min, max: #max, exclusive: #exclusive })
}

fn length_of(
    rt: &TokenStream,
    Interval {
        min,
        max,
        exclusive,
    }: &Interval,
) -> TokenStream {
    let bound = |n: Option<Number>, less: i128| {
        option(n.map(|n| match n {
            Number::Int(n) => {
                let n = u64::try_from(n - less).unwrap_or_default();
                quote!(#n)
            }
            Number::Float(_) => unreachable!("the model has refused it"),
        }))
    };
    let (min, max) = (bound(*min, 0), bound(*max, i128::from(*exclusive)));
    quote!(#rt::Length { min: #min, max: #max })
}

fn option(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(
        || quote!(::core::option::Option::None),
        |value| quote!(::core::option::Option::Some(#value)),
    )
}
