//! From a checked tool to the type beside its function.
//!
//! All that depends on the types of parameters stands in implementations that are generic over their markers, so that
//! a type that fits nothing is reported once: by the assertion at the type.

mod assert;
mod each;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{Index, ItemFn, Type, Visibility};

use super::args::ToolArgs;
use super::model::{self, Output, Tool};
use super::param::Class;
use crate::attr::{self, located_at, moved};
use crate::diagnostics::Mistakes;
use each::Each;

pub(super) fn expand(tool: &Tool<'_>) -> TokenStream {
    let Tool { rt, item, .. } = tool;
    let markers = Markers::of(tool);
    let assertions = assert::assertions(tool);
    let meta = meta(tool);
    let params = params(tool, &markers);
    let call = call(tool, &markers);
    let defaults = tool.params.iter().enumerate().filter_map(|(i, param)| each::default_function(rt, i, param));
    let shim = shim(tool);
    // What clashes with it, or can't reach it, is told of the function; what lints say of the function is said once.
    let at = located_at(tool.function);
    let vis = match tool.vis {
        Visibility::Public(_) => quote_spanned!(at=> pub),
        other => moved(other, at),
    };
    let mut named = item.clone();
    named.set_span(at);
    let companion = quote_spanned! {at=>
        #[doc(hidden)]
        #[allow(non_camel_case_types)]
        #vis struct #named {}
    };
    quote! {
        #companion

        #[allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
        const _: () = {
            #assertions
            #(#defaults)*
            #shim
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

fn meta(tool: &Tool<'_>) -> TokenStream {
    let Tool { rt, item, name, description, .. } = tool;
    let title = Tool::option(tool.title.as_ref().map(|title| quote!(#title)));
    let hints = tool.hints.iter().map(|(key, on)| {
        let key = format_ident!("{key}");
        let on = Tool::option(on.map(|on| quote!(#on)));
        quote!(#key: #on)
    });
    let icons = Tool::option(tool.icons.as_ref().map(|icons| quote!(#icons)));
    // The macro calls `.into()`, which not every module has in scope.
    let meta = Tool::option(tool.meta.as_ref().map(|json| {
        quote!(|| {
            #[allow(unused_imports)]
            use ::core::convert::Into as _;
            #rt::json!(#json)
        })
    }));
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
    // A bound that speaks of no type parameter (with `#[mcp(inject)]`) must hold, unless it has a `for<…>`: whether it does
    // is the assertion's to say.
    let bounds = tool.params.iter().zip(&markers.params).map(|(param, marker)| {
        let ty = param.ty;
        quote!(for<'__any> #ty: #rt::Parameter<#marker>)
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
            fn read<'de, __D: #rt::Deserializer<'de>>(slots: &mut Self::Slots, index: usize, from: __D) -> ::core::result::Result<(), __D::Error> {
                match index {
                    #(#reads,)*
                    _ => ::core::result::Result::Err(<__D::Error as #rt::serde::de::Error>::custom("no such parameter")),
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

fn call(tool: &Tool<'_>, markers: &Markers) -> TokenStream {
    let Tool { rt, item, function, .. } = tool;
    let (tuple, generics) = (markers.tuple(), &markers.generics);
    let bounds = tool.params.iter().zip(&markers.params).map(|(param, marker)| {
        let ty = param.ty;
        quote!(for<'__any> #ty: #rt::Resolve<__S, #marker>)
    });
    let output_bound = output_bound(tool, markers);
    let names = names(tool);
    let resolved = Each::all(tool, markers).into_iter().zip(&names).map(|(each, name)| {
        let (ty, marker, at) = (each.param.ty, each.marker, each.field);
        quote!(let #name = <#ty as #rt::Resolve<__S, #marker>>::resolve(__slots.#at, __call).await?;)
    });
    let output = match (&tool.output, &markers.output) {
        (Output::Type(ty), Some(marker)) => {
            let result = called(tool, &names);
            quote!(<#ty as #rt::ToolReturn<#marker>>::into_output(#result).await)
        }
        _ => quote!(__shim(#(#names),*).await),
    };
    // The compiler checks here that the function's future can move between threads: an error belongs at the function.
    // No name in here may hide the function's own.
    let at = located_at(function);
    let body = quote_spanned! {at=>
        fn run(
            __slots: Self::Slots,
            __call: &#rt::Call<__S>,
            __out: &mut #rt::ResultWriter,
        ) -> impl ::core::future::Future<Output = ::core::result::Result<(), #rt::ToolError>> + ::core::marker::Send {
            async move {
                #(#resolved)*
                let output = #output;
                #rt::ToolOutput::write(output, __out)
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

/// The function's call, with these parameters, as an expression of what it returns.
fn called(tool: &Tool<'_>, names: &[Ident]) -> TokenStream {
    let Tool { rt, function, .. } = tool;
    let plain = quote!(#function(#(#names),*));
    match (tool.is_async, tool.blocking) {
        (true, _) => quote!(#plain.await),
        (false, true) => quote!(#rt::blocking(move || #plain).await),
        (false, false) => plain,
    }
}

/// Around a function whose result has a type without a name: that it can be a tool's result is asked here alone, and the
/// rest of the expansion can take it for granted.
fn shim(tool: &Tool<'_>) -> Option<TokenStream> {
    let Output::Unnameable(ty) = tool.output else { return None };
    let at = located_at(ty);
    let names = names(tool);
    let (rt, call) = (moved(&tool.rt, at), moved(called(tool, &names), at));
    let types = tool.params.iter().map(|param| param.ty);
    Some(quote_spanned! {at=>
        async fn __shim(#(#names: #types),*) -> impl #rt::ToolOutput {
            #rt::ToolReturn::into_output(#call).await
        }
    })
}

fn names(tool: &Tool<'_>) -> Vec<Ident> {
    (0..tool.params.len()).map(|i| format_ident!("__p{i}")).collect()
}

fn output_bound(tool: &Tool<'_>, markers: &Markers) -> Option<TokenStream> {
    let rt = &tool.rt;
    match (&tool.output, &markers.output) {
        (Output::Type(ty), Some(marker)) => Some(quote!(#ty: #rt::ToolReturn<#marker>)),
        _ => None,
    }
}

fn output_schema(tool: &Tool<'_>, markers: &Markers) -> TokenStream {
    let rt = &tool.rt;
    match (&tool.output, &markers.output) {
        (Output::Type(ty), Some(marker)) => {
            quote!(<<#ty as #rt::ToolReturn<#marker>>::Output as #rt::ToolOutput>::schema(generator))
        }
        _ => {
            let types: Vec<&Type> = tool.params.iter().map(|param| param.ty).collect();
            let fields = (0..types.len()).map(Index::from);
            quote!(#rt::output_of(|__args: (#(#types,)*)| __shim(#(__args.#fields),*), generator))
        }
    }
}
