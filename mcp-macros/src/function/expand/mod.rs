//! From a checked function to the type beside it.
//!
//! All that depends on the types of parameters stands in implementations that are generic over
//! their markers, so that a type that fits nothing is reported once: by the assertion at the type.

mod ask;
mod assert;
mod data;
mod each;
mod markers;
mod names;
mod parts;

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::{ItemFn, Type, Visibility};

use super::question::Origin;
use super::{CommonArgs, Function};
use crate::attr::{self, located_at, moved};
use crate::diagnostics::Mistakes;
use crate::signature;
use each::Each;

pub(crate) use markers::Markers;
pub(crate) use names::{output_type, role};
use names::{parameter, parameter_type};

/// The type that lists name, and around `impls` a scope of their own with all that is checked.
pub(crate) fn companion(
    function: &Function<'_>,
    assertions: &TokenStream,
    impls: &TokenStream,
) -> TokenStream {
    let Function {
        runtime, rt, item, ..
    } = function;
    let checks = assert::assertions(function);
    let asking = ask::asking(function);
    let defaults = function
        .params
        .iter()
        .enumerate()
        .filter_map(|(i, param)| each::default_function(rt, i, param));
    // Errors about the type, such as a name clash or its visibility, point at the function's name.
    // Lints about the name are reported once, for the function.
    let at = located_at(function.name);
    let vis = match function.vis {
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

        #[allow(deprecated, unused_imports, unused_variables)]
        #[allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
        const _: () = {
            use #runtime as #rt;
            use #runtime::{NoMention as _, NoTextError as _, QuoteAny as _};
            #checks
            #assertions
            #(#defaults)*
            #asking
            #impls
        };
    }
}

/// The type beside a function that has mistakes: enough for lists to name it.
pub(crate) fn stub(args: &CommonArgs, function: &ItemFn) -> TokenStream {
    if signature::is_associated(function) {
        // Inside an `impl` there can be no type.
        return TokenStream::new();
    }
    let mut mistakes = Mistakes::new();
    let item = super::item(args, function, &mut mistakes);
    let _ = mistakes.finish();
    let rt = attr::runtime(args.krate.as_ref());
    let vis = &function.vis;
    quote! {
        #[doc(hidden)]
        #[allow(non_camel_case_types, dead_code)]
        #vis type #item = #rt::Absent;
    }
}

/// The type beside a function that has a mistake in its syntax, which the compiler has reported.
pub(crate) fn stub_of(item: &TokenStream) -> Option<TokenStream> {
    let mut tokens = item.clone().into_iter();
    tokens.find(|token| matches!(token, TokenTree::Ident(ident) if ident == "fn"))?;
    let Some(TokenTree::Ident(name)) = tokens.next() else {
        return None;
    };
    let rt = attr::runtime(None);
    Some(quote! {
        #[doc(hidden)]
        #[allow(non_camel_case_types, dead_code)]
        pub type #name = #rt::Absent;
    })
}

/// `impl Parameters`: how what the client sends becomes what the function takes.
pub(crate) fn parameters(function: &Function<'_>, markers: &Markers) -> TokenStream {
    let Function { rt, item, .. } = function;
    let (tuple, of_others) = (markers.tuple(), markers.of_others());
    // A bound that speaks of no type parameter (with `#[mcp(inject)]`) must hold, unless it has a
    // `for<…>`: whether it does is the assertion's to say.
    let bounds = markers.params.iter().enumerate().map(|(i, marker)| {
        let ty = parameter_type(i);
        quote!(for<'__any> #ty: #rt::Parameter<#marker>)
    });
    let bounds: Vec<TokenStream> = bounds.collect();
    let of_params: Vec<&Ident> = markers.of_params().collect();
    let each: Vec<Each<'_>> = Each::all(function, markers);
    let specs = each.iter().map(|each| each.spec(rt));
    let slot_types = each.iter().map(|each| each.call(rt, &quote!(Slot)));
    let empty = each.iter().map(|_| quote!(#rt::Default::default()));
    let visits = each.iter().map(|each| {
        let (i, at, ty, marker) = (
            each.index,
            &each.field,
            parameter_type(each.index),
            each.marker,
        );
        quote!(#i => #rt::SlotVisitor::visit::<#ty, #marker>(visitor, &mut slots.#at))
    });
    let settles = each.iter().map(|each| each.settle(rt));
    let questions = ask::keys(function);
    quote! {
        // A public function may take a private type. A trait's associated type may not mention it,
        // but a public struct may have it in a field.
        #[allow(missing_debug_implementations, private_bounds)]
        pub struct __Slots<#(#of_params: 'static),*>(#(#slot_types,)*)
        where
            #(#bounds,)*;

        #[automatically_derived]
        impl<#(#of_params: 'static,)* #(#of_others),*> #rt::Parameters<#tuple> for #item
        where
            #(#bounds,)*
        {
            const PARAMS: &'static [#rt::ParamSpec] = &[#(#specs),*];
            #questions
            type Slots = __Slots<#(#of_params),*>;
            fn slots() -> Self::Slots {
                __Slots(#(#empty,)*)
            }
            fn visit<__V: #rt::SlotVisitor>(
                slots: &mut Self::Slots,
                index: usize,
                visitor: __V,
            ) -> __V::Output {
                match index {
                    #(#visits,)*
                    _ => #rt::SlotVisitor::absent(visitor),
                }
            }
            fn settle(
                slots: &mut Self::Slots,
                params: &'static [#rt::ParamSpec],
                problems: &mut #rt::Problems,
            ) {
                #(#settles)*
            }
        }
    }
}

/// Returns the `where` bounds on the server's state `__S`: it must provide all that the function's
/// parameters and completions need.
pub(crate) fn bounds(function: &Function<'_>, markers: &Markers) -> TokenStream {
    let rt = &function.rt;
    let params = markers.params.iter().enumerate().map(|(i, marker)| {
        let ty = parameter_type(i);
        quote!(for<'__any> #ty: #rt::Resolve<__S, #marker>,)
    });
    let completions = markers
        .completions
        .iter()
        .map(|(marker, ty)| quote!(for<'__any> #ty: #rt::Complete<__S, #marker>,));
    quote!(#(#params)* #(#completions)*)
}

/// Statements that make the function's parameters, out of `__slots` and `__call`.
pub(crate) fn resolved(function: &Function<'_>, markers: &Markers) -> TokenStream {
    let rt = &function.rt;
    let params = Each::all(function, markers).into_iter().map(|each| {
        let (ty, marker, at, name) = (parameter_type(each.index), each.marker, each.field, parameter(each.param.position));
        quote!(let #name = <#ty as #rt::Resolve<__S, #marker>>::resolve(__slots.#at, __call).await?;)
    });
    let questions = ask::asked(function);
    // Room that a thread keeps, also when the call is over.
    let held = function
        .blocking
        .then(|| quote!(let __held = #rt::hold(__call);));
    quote!(#(#params)* #questions #held)
}

/// The function's call, with these parameters, as an expression of what it returns. `__call` is the
/// call that it belongs to.
pub(crate) fn called(function: &Function<'_>) -> TokenStream {
    match called_at_pace(function) {
        (Some(pace), call) => quote!({ #pace #call }),
        (None, call) => call,
    }
}

/// The same in two parts: a statement to stand before the expression, if it has any.
pub(crate) fn called_at_pace(function: &Function<'_>) -> (Option<TokenStream>, TokenStream) {
    let Function { rt, name, .. } = function;
    let names = names(function);
    let plain = quote!(#name(#(#names),*));
    match (function.is_async, function.blocking) {
        (true, _) => (None, quote!(#plain.await)),
        (false, true) => (None, quote!(#rt::blocking(__held, move || #plain).await)),
        // It may turn out to block, and then runs as if it were `blocking`.
        (false, false) => (
            Some(quote!(static __PACE: #rt::Pace = #rt::Pace::new();)),
            quote!(#rt::plain(&__PACE, __call, move || #plain).await),
        ),
    }
}

/// The values that the function is called with.
pub(crate) fn names(function: &Function<'_>) -> Vec<Ident> {
    (0..function.arity).map(parameter).collect()
}

/// All types that the function takes, in its order.
pub(crate) fn types<'f>(function: &Function<'f>) -> Vec<&'f Type> {
    let mut types: Vec<(usize, &Type)> =
        function.params.iter().map(|p| (p.position, p.ty)).collect();
    types.extend(function.questions.iter().filter_map(|q| match q.origin {
        Origin::Parameter { position, ty, .. } => Some((position, ty)),
        Origin::Confirm => None,
    }));
    types.sort_by_key(|(position, _)| *position);
    types.into_iter().map(|(_, ty)| ty).collect()
}

/// The arms that run the completion of one argument, by its index.
pub(crate) fn completions(function: &Function<'_>, markers: &Markers) -> TokenStream {
    let rt = &function.rt;
    let with_one = function
        .params
        .iter()
        .enumerate()
        .filter(|(_, param)| param.complete.is_some());
    let arms = with_one
        .zip(&markers.completions)
        .map(|((i, _), (marker, ty))| quote!(#i => ::core::option::Option::Some(#rt::complete::<#ty, __S, #marker>(call)),));
    quote! {
        fn complete(index: usize, call: #rt::Call<__S>) -> ::core::option::Option<#rt::CompletionsFuture> {
            match index {
                #(#arms)*
                _ => ::core::option::Option::None,
            }
        }
    }
}
