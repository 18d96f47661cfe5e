//! From the lists of a group to what a server takes in.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::args::Group;
use crate::attr::{self, Named, located_at, moved};
use crate::docs;
use crate::server::entries::{Entry, EntryKind};
use crate::server::kind::{ItemKind, PROMPT, RESOURCE, TOOL};
use crate::server::page::page;

pub(super) fn group(group: &Group) -> TokenStream {
    let Group {
        attrs,
        vis,
        name,
        tools,
        prompts,
        resources,
        krate,
    } = group;
    let rt = attr::runtime(krate.clone().map(Named).as_ref());
    let kinds = [(TOOL, tools), (PROMPT, prompts), (RESOURCE, resources)];
    let lists = kinds
        .into_iter()
        .filter_map(|(kind, entries)| Some(list(&rt, name, kind, entries.as_ref()?)));
    let default_docs = docs::text(attrs)
        .is_none()
        .then(|| quote!(#[doc = " A group of tools, prompts and resources."]));
    let page = page(&[
        ("Tools", tools.as_deref().unwrap_or_default()),
        ("Prompts", prompts.as_deref().unwrap_or_default()),
        ("Resources", resources.as_deref().unwrap_or_default()),
    ]);
    quote! {
        #(#attrs)*
        #default_docs
        #page
        #vis struct #name;

        #(#lists)*
    }
}

/// One list of the group, in a scope of its own.
fn list(rt: &TokenStream, name: &Ident, kind: ItemKind, entries: &[Entry]) -> TokenStream {
    let state = quote!(__S);
    let markers: Vec<Ident> = (0..entries.len())
        .map(|i| format_ident!("__M{i}"))
        .collect();
    let stands: Vec<Ident> = (0..entries.len())
        .map(|i| format_ident!("__Entry{i}"))
        .collect();
    let aliases = entries.iter().zip(&stands).map(|pair| alias(rt, pair));
    let bounds = entries
        .iter()
        .zip(stands.iter().zip(&markers))
        .map(|(entry, (stand, marker))| {
            let bound = kind.bound(entry);
            quote!(for<'__any> #stand: #rt::#bound<#state, #marker>)
        });
    let assertions = entries.iter().map(|entry| {
        let (at, cfgs, path) = (located_at(&entry.path), &entry.cfgs, &entry.path);
        let (rt, assertion) = (moved(rt, at), kind.assertion(entry));
        quote_spanned!(at=> #(#cfgs)* const _: () = #rt::#assertion::<(#path)>();)
    });
    let (ty, group) = (kind.entry(rt, &state), kind.group_trait());
    let nodes = entries
        .iter()
        .zip(stands.iter().zip(&markers))
        .map(|(entry, (stand, marker))| {
            let cfgs = &entry.cfgs;
            let node = match entry.kind {
                EntryKind::Item => quote!(#rt::Node::Item(#ty::of::<#stand, #marker>())),
                EntryKind::Group { .. } => {
                    quote!(#rt::Node::Group("", <#stand as #rt::#group<#state, #marker>>::NODES))
                }
            };
            quote!(#(#cfgs)* #node)
        });
    let any_state = format_ident!("{}", kind.group);
    quote! {
        const _: () = {
            #(#aliases)*
            #(#assertions)*
            #[doc(hidden)]
            #[automatically_derived]
            impl #rt::#any_state for #name {}
            #[doc(hidden)]
            #[automatically_derived]
            impl<#state: #rt::Send + #rt::Sync + 'static, #(#markers: 'static),*>
                #rt::#group<#state, (#(#markers,)*)>
                for #name
            where
                #(#bounds),*
            {
                const NODES: &'static [#rt::Node<#ty>] = &[#(#nodes),*];
            }
        };
    }
}

/// A bound can't carry a `#[cfg]`, so each item goes by an alias, which another one replaces where
/// it is left out.
fn alias(rt: &TokenStream, (entry, stand): (&Entry, &Ident)) -> TokenStream {
    let (cfgs, path) = (&entry.cfgs, &entry.path);
    let conditions: Vec<TokenStream> = cfgs
        .iter()
        .filter_map(|cfg| cfg.meta.require_list().ok())
        .map(|list| list.tokens.clone())
        .collect();
    let absent = (!cfgs.is_empty())
        .then(|| quote!(#[cfg(not(all(#(#conditions),*)))] type #stand = #rt::Absent;));
    quote!(#(#cfgs)* type #stand = #path; #absent)
}
