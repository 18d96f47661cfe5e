//! Generates the code for each parameter.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::parse::Parser as _;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned as _;
use syn::{Expr, ExprCall, ExprLit, ExprMethodCall, Index, Lit, Token};

use super::markers::Markers;
use super::names::{field, parameter_type};
use crate::attr::{self, Interval, located_at, moved};
use crate::function::{Function, Param, option};

/// One parameter, with its place.
pub(super) struct Each<'t> {
    pub(super) index: usize,
    pub(super) field: Index,
    pub(super) param: &'t Param<'t>,
    pub(super) marker: &'t TokenStream,
}

impl<'t> Each<'t> {
    pub(super) fn all(function: &'t Function<'_>, markers: &'t Markers) -> Vec<Self> {
        let each = function.params.iter().zip(&markers.params).enumerate();
        each.map(|(index, (param, marker))| Self {
            index,
            field: field(index),
            param,
            marker,
        })
        .collect()
    }

    /// `<Type as Parameter<Marker>>::what`
    pub(super) fn call(&self, rt: &TokenStream, what: &TokenStream) -> TokenStream {
        let (ty, marker) = (parameter_type(self.index), self.marker);
        quote!(<#ty as #rt::Parameter<#marker>>::#what)
    }

    pub(super) fn spec(&self, rt: &TokenStream) -> TokenStream {
        let name = self.param.name.as_deref().unwrap_or_default();
        let rules = &self.param.rules;
        let mut fields: Vec<TokenStream> = Vec::new();
        if rules.range.is_some() {
            let range = range(rt, self.param);
            fields.push(quote!(range: #range));
        }
        if let Some((length, _)) = &rules.length {
            let length = length_spec(rt, length);
            fields.push(quote!(length: ::core::option::Option::Some(#length)));
        }
        if let Some(pattern) = &rules.pattern {
            fields.push(quote!(pattern: ::core::option::Option::Some(#pattern)));
        }
        if let Some((format, _)) = &rules.format {
            fields.push(quote!(format: ::core::option::Option::Some(#rt::Format::#format)));
        }
        if !rules.examples.is_empty() {
            let examples = rules.examples.iter().map(|example| {
                let at = located_at(example);
                let rt = moved(rt, at);
                quote_spanned!(at=> #rt::to_json(&#example))
            });
            fields.push(quote!(examples: ::core::option::Option::Some(|| ::core::convert::From::from([#(#examples),*]))));
        }
        if let Some(default) = &rules.default {
            let at = located_at(default);
            let (rt, name) = (moved(rt, at), moved(default_name(self.index), at));
            fields.push(quote!(has_default: true));
            if is_constant(default) {
                fields.push(quote_spanned!(at=> default: ::core::option::Option::Some(|| #rt::to_json(&#name()))));
            }
        }
        if let Some(header) = &rules.header {
            fields.push(quote!(header: ::core::option::Option::Some(#header)));
        }
        if let Some(title) = &self.param.title {
            fields.push(quote!(title: ::core::option::Option::Some(#title)));
        }
        if self.param.allow_traversal {
            fields.push(quote!(allow_traversal: true));
        }
        let (ty, marker) = (parameter_type(self.index), self.marker);
        // By its type, whatever that is called.
        let description = self.param.description.clone();
        let description = description.unwrap_or_else(|| quote!(""));
        let new =
            quote!(#rt::ParamSpec::of::<#ty, #marker>(#name, #description, <#rt::Probe<#ty>>::USE));
        if fields.is_empty() {
            new
        } else {
            quote!(#rt::ParamSpec { #(#fields,)* ..#new })
        }
    }

    /// Fills what was left out, then checks the rules.
    pub(super) fn settle(&self, rt: &TokenStream) -> TokenStream {
        let (i, field, ty, marker) = (
            self.index,
            &self.field,
            parameter_type(self.index),
            self.marker,
        );
        let rules = &self.param.rules;
        let settled = if rules.default.is_some() {
            let default = default_name(i);
            quote!(#rt::settle_by::<#ty, #marker>(&mut slots.#field, #default);)
        } else {
            quote!(#rt::settle::<#ty, #marker>(&mut slots.#field, &params[#i], problems);)
        };
        let value = self.call(rt, &quote!(value));
        let spec = quote!(&params[#i]);
        // A rule that doesn't fit the type is wrong at the rule.
        let check = |rule: Span, check: &str, arguments: TokenStream| {
            let at = Span::call_site().located_at(rule);
            let (rt, mut ty, check) = (moved(rt, at), ty.clone(), format_ident!("{check}"));
            // As if it were written there.
            ty.set_span(rule);
            quote_spanned!(at=> #rt::#check::<#ty>(#value(&slots.#field), #arguments #spec, problems);)
        };
        let range = rules
            .range
            .as_ref()
            .map(|(_, rule)| check(rule.span(), "check_range", quote!()));
        let length = rules
            .length
            .as_ref()
            .map(|(_, rule)| check(rule.span(), "check_length", quote!()));
        let format = rules
            .format
            .as_ref()
            .map(|(_, rule)| check(rule.span(), "check_format", quote!()));
        let pattern = rules.pattern.as_ref().map(|rule| {
            let check = check(rule.span(), "check_pattern", quote!(&PATTERN,));
            quote!({
                static PATTERN: #rt::LazyLock<#rt::Regex> = #rt::LazyLock::new(|| #rt::regex(#rule));
                #check
            })
        });
        quote! {
            #settled
            #range #length #pattern #format
        }
    }
}

pub(super) fn range(rt: &TokenStream, param: &Param<'_>) -> TokenStream {
    option(param.rules.range.as_ref().map(
        |(
            Interval {
                min,
                max,
                exclusive,
            },
            _,
        )| {
            let min = option(min.map(|n| n.tokens(rt)));
            let max = option(max.map(|n| n.tokens(rt)));
            quote!(#rt::Range { min: #min, max: #max, exclusive: #exclusive })
        },
    ))
}

fn length_spec(rt: &TokenStream, length: &Interval) -> TokenStream {
    let count = |n: Option<attr::Number>, less: u64| {
        option(
            n.map(|n| match n {
                attr::Number::Int(n) => u64::try_from(n).unwrap_or(u64::MAX).saturating_sub(less),
                attr::Number::Float(_) => unreachable!("the model has refused it"),
            })
            .map(|n| quote!(#n)),
        )
    };
    let (min, max) = (
        count(length.min, 0),
        count(length.max, u64::from(length.exclusive)),
    );
    quote!(#rt::Length { min: #min, max: #max })
}

fn default_name(index: usize) -> Ident {
    format_ident!("__default_{index}")
}

/// Whether an expression has the same value each time, as far as it is written so. `Uuid::new_v4()`
/// may not, and a schema would show the value of the moment in which the server started. A block
/// says that one is: `const { Unit::standard() }`.
fn is_constant(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(_) | Expr::Path(_) | Expr::Const(_) => true,
        Expr::Unary(unary) => is_constant(&unary.expr),
        Expr::Binary(binary) => is_constant(&binary.left) && is_constant(&binary.right),
        Expr::Cast(cast) => is_constant(&cast.expr),
        Expr::Reference(reference) => is_constant(&reference.expr),
        Expr::Paren(paren) => is_constant(&paren.expr),
        Expr::Group(group) => is_constant(&group.expr),
        Expr::Tuple(tuple) => tuple.elems.iter().all(is_constant),
        Expr::Array(array) => array.elems.iter().all(is_constant),
        Expr::Repeat(repeat) => is_constant(&repeat.expr),
        Expr::Struct(data) => {
            data.rest.is_none() && data.fields.iter().all(|field| is_constant(&field.expr))
        }
        Expr::Call(call) => makes_a_value(call) && call.args.iter().all(is_constant),
        Expr::MethodCall(call) => converts(call) && is_constant(&call.receiver),
        Expr::Macro(mac) => {
            mac.mac.path.is_ident("vec") && items_are_constant(mac.mac.tokens.clone())
        }
        _ => false,
    }
}

/// `Some(3)`, `Size::Of(3)`: what is called begins with a capital letter. So does `String::from`
/// and `Vec::new`, by name.
fn makes_a_value(call: &ExprCall) -> bool {
    let Expr::Path(path) = &*call.func else {
        return false;
    };
    let names: Vec<String> = path
        .path
        .segments
        .iter()
        .map(|segment| segment.ident.to_string())
        .collect();
    let named = names.iter().map(String::as_str).collect::<Vec<_>>();
    matches!(named[..], [.., "String" | "Vec", "from" | "new"])
        || named
            .last()
            .is_some_and(|name| name.starts_with(char::is_uppercase))
}

/// `"a".into()` and the like.
fn converts(call: &ExprMethodCall) -> bool {
    let name = call.method.to_string();
    call.args.is_empty() && ["into", "to_owned", "to_string", "to_vec"].contains(&name.as_str())
}

/// The items of `vec![…]`.
fn items_are_constant(tokens: TokenStream) -> bool {
    let items = Punctuated::<Expr, Token![,]>::parse_terminated;
    items
        .parse2(tokens)
        .is_ok_and(|items| items.iter().all(is_constant))
}

/// The default as a function of the parameter's type, so that the compiler checks it against the
/// type, at the value.
pub(super) fn default_function(
    rt: &TokenStream,
    index: usize,
    param: &Param<'_>,
) -> Option<TokenStream> {
    let default = param.rules.default.as_ref()?;
    let (name, ty) = (default_name(index), param.ty);
    let value = match default {
        // The one literal whose type is not the argument's own.
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => {
            let at = located_at(text);
            let rt = moved(rt, at);
            quote_spanned!(at=> #rt::FromText::from_text(#text))
        }
        other => quote!(#other),
    };
    Some(quote!(fn #name() -> #ty { #value }))
}
