//! How parameters and results are classified, as type parameters.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::names::completion_type;
use crate::function::{Class, Function, Kind, Output};

/// The type parameters that stand for how each parameter and the result are classified.
pub(crate) struct Markers {
    /// Per parameter.
    pub(super) params: Vec<TokenStream>,
    /// Per completion that a parameter names, with its type.
    pub(super) completions: Vec<(TokenStream, Ident)>,
    /// Of a tool's result, where its type has a name.
    pub(crate) output: Option<TokenStream>,
    /// Those that are generic, the parameters' first.
    pub(crate) generics: Vec<Ident>,
    /// How many of them are parameters'.
    generic_params: usize,
}

impl Markers {
    pub(crate) fn of(function: &Function<'_>) -> Self {
        let rt = &function.rt;
        let mut generics = Vec::new();
        let mut generic = |name: Ident| {
            generics.push(name.clone());
            quote!(#name)
        };
        let params = function
            .params
            .iter()
            .enumerate()
            .map(|(i, param)| match param.class {
                Class::ByType => generic(format_ident!("__M{i}")),
                Class::Argument => quote!(#rt::marker::Argument),
                Class::Injected => quote!(#rt::marker::Injection),
            });
        let params = params.collect();
        let completions = function.params.iter().enumerate().filter_map(|(i, param)| {
            param.complete.as_ref()?;
            Some((generic(format_ident!("__C{i}")), completion_type(i)))
        });
        let completions = completions.collect();
        let is_tool = function.kind == Kind::Tool && !function.begins_job;
        let output = (is_tool && matches!(function.output, Output::Type(_)))
            .then(|| generic(format_ident!("__MR")));
        Self {
            params,
            completions,
            output,
            generics,
            generic_params: function
                .params
                .iter()
                .filter(|param| param.class == Class::ByType)
                .count(),
        }
    }

    /// Those of the parameters that are generic.
    pub(super) fn of_params(&self) -> impl Iterator<Item = &Ident> {
        self.generics.iter().take(self.generic_params)
    }

    /// Those of completions and of the result that are generic.
    pub(super) fn of_others(&self) -> impl Iterator<Item = &Ident> {
        self.generics.iter().skip(self.generic_params)
    }

    /// The tuple that identifies one classification.
    pub(crate) fn tuple(&self) -> TokenStream {
        let completions = self.completions.iter().map(|(marker, _)| marker);
        let all = self.params.iter().chain(completions).chain(&self.output);
        quote!((#(#all,)*))
    }
}
