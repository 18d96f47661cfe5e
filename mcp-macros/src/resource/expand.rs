//! From a checked resource to the type beside its function.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::Resource;
use crate::attr::{located_at, moved};
use crate::function::expand::{self, Markers, output_type, role};
use crate::function::{Function, duration, with};

pub(super) fn expand(resource: &Resource<'_>) -> TokenStream {
    let Resource { function, .. } = resource;
    let Function { rt, item, .. } = function;
    let markers = Markers::of(function);
    let meta = meta(resource);
    let params = expand::parameters(function, &markers);
    let (tuple, generics, bounds) = (
        markers.tuple(),
        &markers.generics,
        expand::bounds(function, &markers),
    );
    let (resolved, called, output) = (
        expand::resolved(function, &markers),
        expand::called(function),
        output_type(),
    );
    let complete = expand::completions(function, &markers);
    let at = located_at(function.name);
    let body = quote_spanned! {at=>
        fn contents(
            __slots: Self::Slots,
            __call: &#rt::Call<__S>,
        ) -> impl #rt::Future<Output = #rt::Called<#rt::ReadResult>> + #rt::Send {
            async move {
                #resolved
                let output: #output = #called;
                #rt::ResourceOutput::into_read_result(output)
            }
        }
    };
    let impls = quote! {
        #meta
        #params
        #[automatically_derived]
        impl<__S: #rt::Send + #rt::Sync + 'static, #(#generics: 'static),*>
            #rt::ResourceRead<__S, #tuple>
            for #item
        where
            #bounds
            for<'__any> #output: #rt::ResourceOutput
        {
            #body
            #complete
        }
    };
    expand::companion(function, &variables(resource), &impls)
}

fn meta(resource: &Resource<'_>) -> TokenStream {
    let Resource {
        uri,
        name,
        description,
        common,
        ..
    } = resource;
    let Function { rt, item, .. } = &resource.function;
    let (common, pieces) = (
        common.calls(rt, resource.function.access.tokens(rt)),
        resource.template.tokens(rt),
    );
    let keys = [
        with("description", description.as_ref()),
        with("mime_type", resource.mime_type.as_ref()),
        with("annotations", resource.annotations.as_ref()),
        with("size", resource.size),
        with("ttl", resource.ttl.map(duration)),
        with("public", resource.is_public),
    ];
    quote! {
        #[automatically_derived]
        impl #rt::Resource for #item {
            const META: &'static #rt::ResourceMeta = &#rt::ResourceMeta::new(#uri, #pieces, #name)
                #common #(#keys)*;
        }
    }
}

/// An argument is a variable of the template, and a variable is an argument.
fn variables(resource: &Resource<'_>) -> TokenStream {
    let variables: Vec<&str> = resource.template.names().collect();
    let checks = resource
        .function
        .params
        .iter()
        .enumerate()
        .map(|(i, param)| {
            let at = located_at(param.pattern);
            let (rt, role) = (moved(&resource.function.rt, at), role(i));
            let is_variable = param
                .name
                .as_deref()
                .is_some_and(|name| variables.contains(&name));
            quote_spanned!(at=> const _: () = #rt::check_variable(#role.role, #is_variable);)
        });
    checks.collect()
}
