//! From a list of paths to tables.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::{format_ident, quote, quote_spanned};

use super::args::{Entry, EntryKind, Group, Server};
use crate::attr::{self, Named, located_at, moved};
use crate::docs;
use crate::function::with;
use crate::names::unraw;

pub(super) fn server(server: &Server) -> TokenStream {
    let Server {
        attrs,
        vis,
        ident,
        name,
        version,
        title,
        state,
        claims,
        scopes,
        tools,
        prompts,
        resources,
        krate,
    } = server;
    let rt = attr::runtime(krate.clone().map(Named).as_ref());
    let scope_table = scopes.table(&rt);
    let with_scopes = scopes.are_declared().then(|| quote!(.with_scopes(SCOPES)));
    let scope_checks = scopes.checks(&rt, ident);
    let claims = claims.as_ref().map(|ty| {
        let at = located_at(ty);
        let rt = moved(&rt, at);
        let claims = quote_spanned!(at=> #rt::claims_of::<#ty>);
        quote!(.with_claims(#claims))
    });
    let state_type = state
        .as_ref()
        .map_or_else(|| quote!(()), |state| quote!(#state));
    let title = with("title", title.as_ref());
    let instructions = with("instructions", docs::text(attrs));
    let parts = tools.iter().enumerate().map(|(ordinal, entry)| {
        let node = node(&rt, entry, &state_type);
        let cfgs = &entry.cfgs;
        quote!(#(#cfgs)* #rt::Part::new(#ordinal, #node))
    });
    let checks = checks(&rt, tools, &quote!(Tool));
    let across = across(&rt, tools);
    let prompts = list(
        &rt,
        prompts,
        &quote!(PromptEntry::<#state_type>),
        &quote!(Prompt),
    );
    let prompts = with("prompts", prompts);
    let resources = list(
        &rt,
        resources,
        &quote!(ResourceEntry::<#state_type>),
        &quote!(Resource),
    );
    let resources = with("resources", resources);
    let kind = match state {
        Some(_) => quote!(Stateful),
        None => quote!(Stateless),
    };
    let declared = format_ident!("__{}", unraw(ident));
    let default_docs = docs::text(attrs).is_none().then(|| {
        let text = format!(" The MCP server `{}`.", name.value());
        quote!(#[doc = #text])
    });
    quote! {
        #(#attrs)*
        #default_docs
        #[allow(private_interfaces)]
        #vis type #ident = #rt::Server<#state_type, #rt::#kind<#declared>>;

        #[doc(hidden)]
        #[allow(dead_code, missing_copy_implementations, missing_debug_implementations)]
        #vis struct #declared;

        #[automatically_derived]
        impl #rt::Declaration<#state_type> for #declared {
            const DEFINITION: &'static #rt::ServerDefinition<#state_type> = {
                const PARTS: &[#rt::Part<#state_type>] = &[#(#parts),*];
                const N: usize = #rt::count(PARTS);
                static TOOLS: [(usize, #rt::ToolEntry<#state_type>); N] = #rt::flatten(PARTS);
                const NAMES: [#rt::Name; N] = #rt::tool_names(&TOOLS);
                static INDEX: [u64; N] = #rt::index(&NAMES);
                #scope_table
                const ACCESS: [#rt::AccessMeta; N] = #rt::tool_access(&TOOLS);
                static RULES: [#rt::AccessRule; N] = #rt::access_rules(&ACCESS, &SCOPES);
                #checks
                #across
                &#rt::ServerDefinition::new(#name, #version)
                    #title
                    #instructions
                    #with_scopes
                    #claims
                    .with_tools(#rt::Table { entries: &TOOLS, index: &INDEX, rules: &RULES })
                    #prompts
                    #resources
            };
        }

        #scope_checks
    }
}

/// The type of a server that can't be read: enough for `main` to name it.
pub(super) fn stub(input: TokenStream) -> Option<TokenStream> {
    let tokens: Vec<TokenTree> = input.into_iter().collect();
    let (TokenTree::Group(fields), before) = tokens.split_last()? else {
        return None;
    };
    let (TokenTree::Ident(ident), before) = before.split_last()? else {
        return None;
    };
    let mut fields = fields.stream().into_iter();
    let is_state = |token: &TokenTree| matches!(token, TokenTree::Ident(key) if key == "state");
    let state: TokenStream = match fields.find(is_state) {
        Some(_) => {
            let is_comma = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',');
            fields
                .skip(1)
                .take_while(|token| !is_comma(token))
                .collect()
        }
        None => TokenStream::new(),
    };
    // A value, which has been reported, is no type.
    let is_call = |token: TokenTree| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis);
    if !state.is_empty() && state.clone().into_iter().skip(1).any(is_call) {
        return None;
    }
    let rt = attr::runtime(None);
    let is_public = before
        .iter()
        .any(|token| matches!(token, TokenTree::Ident(vis) if vis == "pub"));
    let vis = is_public.then(|| quote!(pub));
    let ty = if state.is_empty() {
        quote!(#rt::Server<(), #rt::Stateless<#rt::Absent>>)
    } else {
        quote!(#rt::Server<#state, #rt::Stateful<#rt::Absent>>)
    };
    Some(quote!(#[allow(private_interfaces, dead_code)] #vis type #ident = #ty;))
}

/// A list without groups, as a table.
fn list(
    rt: &TokenStream,
    entries: &[Entry],
    ty: &TokenStream,
    kind: &TokenStream,
) -> Option<TokenStream> {
    if entries.is_empty() {
        return None;
    }
    let items =
        entries.iter().enumerate().map(|(ordinal, Entry { cfgs, path, .. })| quote!(#(#cfgs)* (#ordinal, #rt::#ty::of::<(#path), _>())));
    let checks = checks(rt, entries, kind);
    Some(quote! {{
        const ENTRIES: &[(usize, #rt::#ty)] = &[#(#items),*];
        const NAMES: [#rt::Name; ENTRIES.len()] = #rt::#ty::names(ENTRIES);
        static INDEX: [u64; ENTRIES.len()] = #rt::index(&NAMES);
        const ACCESS: [#rt::AccessMeta; ENTRIES.len()] = #rt::#ty::access(ENTRIES);
        static RULES: [#rt::AccessRule; ENTRIES.len()] = #rt::access_rules(&ACCESS, &SCOPES);
        #checks
        #rt::Table { entries: ENTRIES, index: &INDEX, rules: &RULES }
    }})
}

/// A clash is reported at the path of the item that comes second.
fn checks(rt: &TokenStream, entries: &[Entry], kind: &TokenStream) -> TokenStream {
    let checks = entries.iter().enumerate().map(|(ordinal, entry)| {
        let (at, cfgs) = (located_at(&entry.path), &entry.cfgs);
        let rt = moved(rt, at);
        quote_spanned! {at=>
            #(#cfgs)*
            const _: () = {
                #rt::check_part(&NAMES, &INDEX, #ordinal, #rt::Kind::#kind);
                #rt::check_access(&ACCESS, &NAMES, &SCOPES, #ordinal);
            };
        }
    });
    checks.collect()
}

/// Generates the checks that need the whole list of tools, such as that some tool mints each handle
/// that another takes. An error points at the tool's path in the list.
fn across(rt: &TokenStream, tools: &[Entry]) -> TokenStream {
    let checks = tools.iter().enumerate().map(|(ordinal, entry)| {
        let (at, cfgs) = (located_at(&entry.path), &entry.cfgs);
        let rt = moved(rt, at);
        quote_spanned! {at=>
            #(#cfgs)*
            const _: () = {
                #rt::check_handles(&HANDLES, #ordinal);
                #rt::check_apps(&APPS, &NAMES, #ordinal);
                #rt::check_view_scopes(&TOOLS, &NAMES, &APPS, &SCOPES, #ordinal);
                #rt::check_handle_scopes(&TOOLS, &NAMES, &SCOPES, #ordinal);
            };
        }
    });
    quote! {
        const HANDLES: [#rt::Use; #rt::count_uses(&TOOLS)] = #rt::uses(&TOOLS);
        const APPS: [#rt::AppUse; N] = #rt::app_uses(&TOOLS);
        #(#checks)*
    }
}

/// An item of a list as a node of the table.
fn node(rt: &TokenStream, entry: &Entry, state: &TokenStream) -> TokenStream {
    let path = &entry.path;
    match &entry.kind {
        // In parentheses a path can only be a type's, so that a plain function is told from one.
        EntryKind::Item => quote!(#rt::Node::Tool(#rt::ToolEntry::<#state>::of::<(#path), _>())),
        EntryKind::Group { prefix } => {
            let prefix = prefix
                .as_ref()
                .map(|prefix| format!("{}_", prefix.value()))
                .unwrap_or_default();
            quote!(#rt::Node::Group(#prefix, #rt::group::<(#path), #state, _>()))
        }
    }
}

pub(super) fn group(group: &Group) -> TokenStream {
    let Group {
        attrs,
        vis,
        name,
        tools,
        krate,
    } = group;
    let rt = attr::runtime(krate.clone().map(Named).as_ref());
    let state = quote!(__S);
    let markers: Vec<Ident> = (0..tools.len()).map(|i| format_ident!("__M{i}")).collect();
    let stands: Vec<Ident> = (0..tools.len())
        .map(|i| format_ident!("__Entry{i}"))
        .collect();
    // A bound can't carry a `#[cfg]`, so each item goes by an alias, which another one replaces
    // where it is left out.
    let aliases = tools.iter().zip(&stands).map(|(entry, stand)| {
        let (cfgs, path) = (&entry.cfgs, &entry.path);
        let conditions: Vec<TokenStream> = cfgs
            .iter()
            .filter_map(|cfg| cfg.meta.require_list().ok())
            .map(|list| list.tokens.clone())
            .collect();
        let absent = (!cfgs.is_empty())
            .then(|| quote!(#[cfg(not(all(#(#conditions),*)))] type #stand = #rt::Absent;));
        quote!(#(#cfgs)* type #stand = #path; #absent)
    });
    let bounds = tools
        .iter()
        .zip(stands.iter().zip(&markers))
        .map(|(entry, (stand, marker))| match entry.kind {
            EntryKind::Item => quote!(for<'__any> #stand: #rt::ToolCall<#state, #marker>),
            EntryKind::Group { .. } => quote!(for<'__any> #stand: #rt::ToolGroup<#state, #marker>),
        });
    let assertions = tools.iter().map(|entry| {
        let (at, cfgs, path) = (located_at(&entry.path), &entry.cfgs, &entry.path);
        let rt = moved(&rt, at);
        let assert = match entry.kind {
            EntryKind::Item => quote!(assert_tool),
            EntryKind::Group { .. } => quote!(assert_group),
        };
        quote_spanned!(at=> #(#cfgs)* const _: () = #rt::#assert::<(#path)>();)
    });
    let nodes = tools
        .iter()
        .zip(stands.iter().zip(&markers))
        .map(|(entry, (stand, marker))| {
            let cfgs = &entry.cfgs;
            let node = match entry.kind {
                EntryKind::Item => {
                    quote!(#rt::Node::Tool(#rt::ToolEntry::<#state>::of::<#stand, #marker>()))
                }
                EntryKind::Group { .. } => {
                    quote!(#rt::Node::Group("", <#stand as #rt::ToolGroup<#state, #marker>>::TOOLS))
                }
            };
            quote!(#(#cfgs)* #node)
        });
    let default_docs = docs::text(attrs)
        .is_none()
        .then(|| quote!(#[doc = " A group of tools."]));
    quote! {
        #(#attrs)*
        #default_docs
        #vis struct #name;

        const _: () = {
            #(#aliases)*
            #(#assertions)*
            #[automatically_derived]
            impl #rt::Group for #name {}
            #[automatically_derived]
            impl<#state: ::core::marker::Send + ::core::marker::Sync + 'static, #(#markers: 'static),*> #rt::ToolGroup<#state, (#(#markers,)*)> for #name
            where
                #(#bounds),*
            {
                const TOOLS: &'static [#rt::Node<#state>] = &[#(#nodes),*];
            }
        };
    }
}
