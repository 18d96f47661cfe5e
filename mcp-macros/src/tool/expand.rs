//! From a checked tool to the type beside its function.
//!
//! All that depends on the types of parameters stands in implementations that are generic over their markers, so that
//! a type that fits nothing is reported once: by the assertion at the type.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{Expr, ExprLit, Index, ItemFn, Lit, Type};

use super::args::ToolArgs;
use super::model::{self, Class, Output, Param, Tool};
use crate::attr::{self, Interval, located_at};
use crate::diagnostics::Mistakes;

pub(super) fn expand(tool: &Tool<'_>) -> TokenStream {
    let Tool { vis, item, .. } = tool;
    let markers = Markers::of(tool);
    let assertions = assertions(tool);
    let meta = meta(tool);
    let params = params(tool, &markers);
    let call = call(tool, &markers);
    let defaults = tool.params.iter().enumerate().filter_map(|(i, param)| default_function(i, param));
    quote! {
        #[doc(hidden)]
        #[allow(non_camel_case_types)]
        #vis struct #item {}

        #[allow(clippy::pedantic, clippy::nursery, clippy::restriction)]
        const _: () = {
            #assertions
            #(#defaults)*
            #meta
            #params
            #call
        };
    }
}

/// The type beside a function that has mistakes: enough for lists to name it.
pub(super) fn stub(args: &ToolArgs, function: &ItemFn) -> TokenStream {
    let is_method = function.sig.receiver().is_some();
    if is_method {
        // Inside an `impl` there can be no type.
        return TokenStream::new();
    }
    let mut mistakes = Mistakes::new();
    let item = model::item(args, function, &mut mistakes);
    let _ = mistakes.finish();
    let rt = attr::runtime(args.krate.as_ref());
    let vis = &function.vis;
    quote! {
        #[doc(hidden)]
        #[allow(non_camel_case_types, dead_code)]
        #vis type #item = #rt::Absent;
    }
}

/// The type parameters that stand for how each parameter and the result are classified.
struct Markers {
    /// Per parameter.
    params: Vec<TokenStream>,
    /// Of the result, where its type has a name.
    output: Option<TokenStream>,
    /// Those that are generic.
    generics: Vec<Ident>,
}

impl Markers {
    fn of(tool: &Tool<'_>) -> Self {
        let rt = &tool.rt;
        let mut generics = Vec::new();
        let mut generic = |name: Ident| {
            generics.push(name.clone());
            quote!(#name)
        };
        let params = tool.params.iter().enumerate().map(|(i, param)| match param.class {
            Class::ByType => generic(format_ident!("__M{i}")),
            Class::Argument => quote!(#rt::marker::Argument),
            Class::Injected => quote!(#rt::marker::Injection),
        });
        let params = params.collect();
        let output = matches!(tool.output, Output::Type(_)).then(|| generic(format_ident!("__MR")));
        Self { params, output, generics }
    }

    /// The tuple that identifies one classification.
    fn tuple(&self) -> TokenStream {
        let all = self.params.iter().chain(&self.output);
        quote!((#(#all,)*))
    }
}

/// One assertion a type, at the type.
fn assertions(tool: &Tool<'_>) -> TokenStream {
    let rt = &tool.rt;
    let params = tool.params.iter().map(|param| {
        let ty = param.ty;
        let marker = match param.class {
            Class::ByType => quote!(_),
            Class::Argument => quote!(#rt::marker::Argument),
            Class::Injected => quote!(#rt::marker::Injection),
        };
        let named = param.name.is_some();
        let at = located_at(param.pattern);
        let is_param = quote_spanned!(at=> const _: () = #rt::assert_parameter::<#ty, #marker>(#named););
        let header = param.rules.header.as_ref().map(|header| {
            let (at, range) = (located_at(header), range(rt, param));
            quote_spanned! {at=>
                const _: () = #rt::assert_header::<#ty>();
                const _: () = #rt::check_header_integer::<#ty>(#range);
            }
        });
        quote!(#is_param #header)
    });
    let output = match &tool.output {
        Output::Type(ty) => {
            let at = located_at(ty);
            Some(quote_spanned!(at=> const _: () = #rt::assert_return::<#ty, _>();))
        }
        Output::Unnameable(_) => None,
    };
    quote!(#(#params)* #output)
}

fn meta(tool: &Tool<'_>) -> TokenStream {
    let Tool { rt, item, name, description, .. } = tool;
    let title = Tool::option(tool.title.as_ref().map(|title| quote!(#title)));
    let hints = tool.hints.iter().map(|(key, on)| {
        let key = format_ident!("{key}");
        let on = Tool::option(on.map(|on| quote!(#on)));
        quote!(#key: #on)
    });
    let icons = Tool::option(tool.icons.as_ref().map(|icons| quote!(#icons)));
    let meta = Tool::option(tool.meta.as_ref().map(|json| quote!(|| #rt::json!(#json))));
    let input_schema = Tool::option(tool.input_schema.as_ref().map(|schema| quote!(#schema)));
    let timeout = Tool::option(tool.timeout.map(|timeout| {
        let millis = u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX);
        quote!(::core::time::Duration::from_millis(#millis))
    }));
    quote! {
        #[automatically_derived]
        impl #rt::Tool for #item {
            const META: &'static #rt::ToolMeta = &#rt::ToolMeta {
                name: #name,
                title: #title,
                description: #description,
                annotations: #rt::Annotated { #(#hints),* },
                icons: #icons,
                meta: #meta,
                input_schema: #input_schema,
                timeout: #timeout,
                location: #rt::Location { file: ::core::file!(), line: ::core::line!() },
            };
        }
    }
}

fn params(tool: &Tool<'_>, markers: &Markers) -> TokenStream {
    let Tool { rt, item, .. } = tool;
    let (tuple, generics) = (markers.tuple(), &markers.generics);
    let bounds = tool.params.iter().zip(&markers.params).map(|(param, marker)| {
        let ty = param.ty;
        quote!(#ty: #rt::Parameter<#marker>)
    });
    let output_bound = output_bound(tool, markers);
    let each: Vec<Each<'_>> = Each::all(tool, markers);
    let specs = each.iter().map(|each| each.spec(rt));
    let slot_types = each.iter().map(|each| each.call(rt, &quote!(Slot)));
    let empty = each.iter().map(|_| quote!(::core::default::Default::default()));
    let filled = each.iter().map(|each| {
        let (i, at, value) = (each.index, &each.field, each.call(rt, &quote!(value)));
        quote!(#i => ::core::option::Option::is_some(&#value(&slots.#at)))
    });
    let reads = each.iter().map(|each| {
        let (i, at, read) = (each.index, &each.field, each.call(rt, &quote!(read)));
        quote!(#i => #read(&mut slots.#at, from))
    });
    let settles = each.iter().map(|each| each.settle(rt, &tuple));
    let arguments = each.iter().map(|each| {
        let (i, ty, marker) = (each.index, each.param.ty, each.marker);
        quote!(#i => #rt::argument::<#ty, #marker>(generator))
    });
    let output = output_schema(tool, markers);
    quote! {
        #[automatically_derived]
        impl<#(#generics),*> #rt::ToolParams<#tuple> for #item
        where
            #(#bounds,)*
            #output_bound
        {
            const PARAMS: &'static [#rt::ParamSpec] = &[#(#specs),*];
            type Slots = (#(#slot_types,)*);
            fn slots() -> Self::Slots {
                (#(#empty,)*)
            }
            #[allow(unused_variables)]
            fn is_filled(slots: &Self::Slots, index: usize) -> bool {
                match index {
                    #(#filled,)*
                    _ => false,
                }
            }
            #[allow(unused_variables)]
            fn read<'de, D: #rt::Deserializer<'de>>(slots: &mut Self::Slots, index: usize, from: D) -> ::core::result::Result<(), D::Error> {
                match index {
                    #(#reads,)*
                    _ => ::core::result::Result::Err(<D::Error as #rt::serde::de::Error>::custom("no such parameter")),
                }
            }
            #[allow(unused_variables)]
            fn settle(slots: &mut Self::Slots, problems: &mut #rt::Problems) {
                #(#settles)*
            }
            #[allow(unused_variables)]
            fn argument(index: usize, generator: &mut #rt::SchemaGenerator) -> ::core::option::Option<#rt::ArgumentSchema> {
                match index {
                    #(#arguments,)*
                    _ => ::core::option::Option::None,
                }
            }
            fn output(generator: &mut #rt::SchemaGenerator) -> ::core::option::Option<#rt::Schema> {
                #output
            }
        }
    }
}

/// One parameter, with its place.
struct Each<'t> {
    index: usize,
    field: Index,
    param: &'t Param<'t>,
    marker: &'t TokenStream,
}

impl<'t> Each<'t> {
    fn all(tool: &'t Tool<'_>, markers: &'t Markers) -> Vec<Self> {
        let each = tool.params.iter().zip(&markers.params).enumerate();
        each.map(|(index, (param, marker))| Self { index, field: Index::from(index), param, marker }).collect()
    }

    /// `<Type as Parameter<Marker>>::what`
    fn call(&self, rt: &TokenStream, what: &TokenStream) -> TokenStream {
        let (ty, marker) = (self.param.ty, self.marker);
        quote!(<#ty as #rt::Parameter<#marker>>::#what)
    }

    fn spec(&self, rt: &TokenStream) -> TokenStream {
        let (role, emits) = (self.call(rt, &quote!(ROLE)), self.call(rt, &quote!(EMITS)));
        let name = self.param.name.as_deref().unwrap_or_default();
        let rules = &self.param.rules;
        let mut fields: Vec<TokenStream> = Vec::new();
        if let Some(description) = &self.param.description {
            fields.push(quote!(description: #description));
        }
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
            let examples = &rules.examples;
            fields.push(quote!(examples: ::core::option::Option::Some(|| #rt::Vec::from([#(#rt::to_json(&#examples)),*]))));
        }
        if rules.default.is_some() {
            let default = default_name(self.index);
            fields.push(quote!(default: ::core::option::Option::Some(|| #rt::to_json(&#default()))));
        }
        if let Some(header) = &rules.header {
            fields.push(quote!(header: ::core::option::Option::Some(#header)));
        }
        let new = quote!(#rt::ParamSpec::new(#name, #role, #emits));
        if fields.is_empty() { new } else { quote!(#rt::ParamSpec { #(#fields,)* ..#new }) }
    }

    /// Fills what was left out, then checks the rules.
    fn settle(&self, rt: &TokenStream, tuple: &TokenStream) -> TokenStream {
        let (i, at, ty, marker) = (self.index, &self.field, self.param.ty, self.marker);
        let rules = &self.param.rules;
        let default = Tool::option(rules.default.as_ref().map(|_| {
            let default = default_name(i);
            quote!(#default)
        }));
        let value = self.call(rt, &quote!(value));
        let mut checks = Vec::new();
        let spec = quote!(&<Self as #rt::ToolParams<#tuple>>::PARAMS[#i]);
        if let Some((_, expr)) = &rules.range {
            let at_rule = located_at(expr);
            checks.push(quote_spanned!(at_rule=> #rt::check_range::<#ty>(#value(&slots.#at), #spec, problems);));
        }
        if let Some((_, expr)) = &rules.length {
            let at_rule = located_at(expr);
            checks.push(quote_spanned!(at_rule=> #rt::check_length::<#ty>(#value(&slots.#at), #spec, problems);));
        }
        if let Some(pattern) = &rules.pattern {
            let at_rule = located_at(pattern);
            checks.push(quote_spanned! {at_rule=> {
                static PATTERN: #rt::LazyLock<#rt::Regex> = #rt::LazyLock::new(|| #rt::regex(#pattern));
                #rt::check_pattern::<#ty>(#value(&slots.#at), &PATTERN, #spec, problems);
            }});
        }
        if let Some((_, literal)) = &rules.format {
            let at_rule = located_at(literal);
            checks.push(quote_spanned!(at_rule=> #rt::check_format::<#ty>(#value(&slots.#at), #spec, problems);));
        }
        quote! {
            #rt::settle::<#ty, #marker>(&mut slots.#at, #spec, #default, problems);
            #(#checks)*
        }
    }
}

fn call(tool: &Tool<'_>, markers: &Markers) -> TokenStream {
    let Tool { rt, item, function, .. } = tool;
    let (tuple, generics) = (markers.tuple(), &markers.generics);
    let bounds = tool.params.iter().zip(&markers.params).map(|(param, marker)| {
        let ty = param.ty;
        quote!(#ty: #rt::Resolve<__S, #marker>)
    });
    let output_bound = output_bound(tool, markers);
    let names: Vec<Ident> = (0..tool.params.len()).map(|i| format_ident!("__p{i}")).collect();
    let resolved = Each::all(tool, markers).into_iter().zip(&names).map(|(each, name)| {
        let (ty, marker, at) = (each.param.ty, each.marker, each.field);
        quote!(let #name = <#ty as #rt::Resolve<__S, #marker>>::resolve(slots.#at, call).await?;)
    });
    let plain = quote!(#function(#(#names),*));
    let result = match (tool.is_async, tool.blocking) {
        (true, _) => quote!(#plain.await),
        (false, true) => quote!(#rt::blocking(move || #plain).await),
        (false, false) => plain,
    };
    let into_output = match (&tool.output, &markers.output) {
        (Output::Type(ty), Some(marker)) => quote!(<#ty as #rt::ToolReturn<#marker>>::into_output),
        _ => quote!(#rt::ToolReturn::into_output),
    };
    // The compiler checks here that the function's future can move between threads: an error belongs at the function.
    let at = located_at(function);
    let body = quote_spanned! {at=>
        fn run(
            slots: Self::Slots,
            call: &#rt::Call<__S>,
            out: &mut #rt::ResultWriter,
        ) -> impl ::core::future::Future<Output = ::core::result::Result<(), #rt::ToolError>> + ::core::marker::Send {
            async move {
                #(#resolved)*
                let output = #into_output(#result).await;
                #rt::ToolOutput::write(output, out)
            }
        }
    };
    quote! {
        #[automatically_derived]
        impl<__S: ::core::marker::Send + ::core::marker::Sync + 'static, #(#generics),*> #rt::ToolCall<__S, #tuple> for #item
        where
            #(#bounds,)*
            #output_bound
        {
            #[allow(unused_variables)]
            #body
        }
    }
}

fn output_bound(tool: &Tool<'_>, markers: &Markers) -> Option<TokenStream> {
    let rt = &tool.rt;
    match (&tool.output, &markers.output) {
        (Output::Type(ty), Some(marker)) => Some(quote!(#ty: #rt::ToolReturn<#marker>)),
        _ => None,
    }
}

fn output_schema(tool: &Tool<'_>, markers: &Markers) -> TokenStream {
    let Tool { rt, function, .. } = tool;
    match (&tool.output, &markers.output) {
        (Output::Type(ty), Some(marker)) => {
            quote!(<<#ty as #rt::ToolReturn<#marker>>::Output as #rt::ToolOutput>::schema(generator))
        }
        _ => {
            let types: Vec<&Type> = tool.params.iter().map(|param| param.ty).collect();
            let fields = (0..types.len()).map(Index::from);
            quote!(#rt::output_of(|__args: (#(#types,)*)| #function(#(__args.#fields),*), generator))
        }
    }
}

fn range(rt: &TokenStream, param: &Param<'_>) -> TokenStream {
    Tool::option(param.rules.range.as_ref().map(|(Interval { min, max, exclusive }, _)| {
        let min = Tool::option(min.map(|n| n.tokens(rt)));
        let max = Tool::option(max.map(|n| n.tokens(rt)));
        quote!(#rt::Range { min: #min, max: #max, exclusive: #exclusive })
    }))
}

fn length_spec(rt: &TokenStream, length: &Interval) -> TokenStream {
    let count = |n: Option<attr::Number>, less: u64| {
        Tool::option(n.map(|n| match n {
            attr::Number::Int(n) => u64::try_from(n).unwrap_or(u64::MAX).saturating_sub(less),
            attr::Number::Float(_) => unreachable!("the model has refused it"),
        }).map(|n| quote!(#n)))
    };
    let (min, max) = (count(length.min, 0), count(length.max, u64::from(length.exclusive)));
    quote!(#rt::Length { min: #min, max: #max })
}

fn default_name(index: usize) -> Ident {
    format_ident!("__default_{index}")
}

/// The default as a function of the parameter's type, so that the compiler checks it against the type, at the value.
fn default_function(index: usize, param: &Param<'_>) -> Option<TokenStream> {
    let default = param.rules.default.as_ref()?;
    let (name, ty) = (default_name(index), param.ty);
    let value = match default {
        // The one literal whose type is not the argument's own.
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => {
            let at = located_at(text);
            quote_spanned!(at=> ::core::convert::From::from(#text))
        }
        other => quote!(#other),
    };
    Some(quote!(fn #name() -> #ty { #value }))
}
