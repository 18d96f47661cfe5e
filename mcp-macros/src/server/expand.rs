//! From a list of paths to tables.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::{format_ident, quote, quote_spanned};

use super::args::Server;
use super::entries::{Entry, EntryKind};
use super::kind::{ItemKind, PROMPT, RESOURCE, TOOL};
use super::page::page;
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
    let page = page(&[
        ("Tools", tools.as_slice()),
        ("Prompts", prompts.as_slice()),
        ("Resources", resources.as_slice()),
    ]);
    let tool_table = table(&rt, TOOL, tools, &state_type);
    let across = across(&rt, tools);
    let list = |kind, entries: &[Entry]| list(&rt, kind, entries, &state_type);
    let prompts = with("prompts", list(PROMPT, prompts));
    let resources = with("resources", list(RESOURCE, resources));
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
        #page
        #[allow(private_interfaces)]
        #vis type #ident = #rt::Server<#state_type, #rt::#kind<#declared>>;

        #[doc(hidden)]
        #[allow(dead_code, missing_copy_implementations, missing_debug_implementations)]
        #vis struct #declared;

        #[automatically_derived]
        impl #rt::Declaration<#state_type> for #declared {
            const DEFINITION: &'static #rt::ServerDefinition<#state_type> = {
                #scope_table
                #tool_table
                #across
                &#rt::ServerDefinition::new(#name, #version)
                    #title
                    #instructions
                    #with_scopes
                    #claims
                    .with_tools(#rt::Table { entries: &ENTRIES, index: &INDEX, rules: &RULES })
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

/// A list that isn't empty, as a table.
fn list(
    rt: &TokenStream,
    kind: ItemKind,
    entries: &[Entry],
    state: &TokenStream,
) -> Option<TokenStream> {
    if entries.is_empty() {
        return None;
    }
    let table = table(rt, kind, entries, state);
    Some(quote! {{
        #table
        #rt::Table { entries: &ENTRIES, index: &INDEX, rules: &RULES }
    }})
}

/// The items of a list with their index, checked. What the checks look at are references: a
/// constant would be copied for each of them.
fn table(rt: &TokenStream, kind: ItemKind, entries: &[Entry], state: &TokenStream) -> TokenStream {
    let ty = kind.entry(rt, state);
    let parts = entries.iter().enumerate().map(|(ordinal, entry)| {
        let (cfgs, node) = (&entry.cfgs, node(rt, kind, entry, state));
        quote!(#(#cfgs)* #rt::Part::new(#ordinal, #node))
    });
    let checks = checks(rt, entries, kind);
    quote! {
        const PARTS: &[#rt::Part<#ty>] = &[#(#parts),*];
        const N: usize = #rt::count(PARTS);
        static ENTRIES: [(usize, #ty); N] = #ty::table(PARTS);
        const NAMES: &[#rt::Name; N] = &#ty::names(&ENTRIES);
        static INDEX: [u64; N] = #rt::index(NAMES);
        const ACCESS: &[#rt::AccessMeta; N] = &#ty::access(&ENTRIES);
        static RULES: [#rt::AccessRule; N] = #rt::access_rules(ACCESS, &SCOPES);
        #checks
    }
}

/// A clash is reported at the path of the item that comes second.
fn checks(rt: &TokenStream, entries: &[Entry], kind: ItemKind) -> TokenStream {
    let kind = kind.variant();
    let checks = entries.iter().enumerate().map(|(ordinal, entry)| {
        let (at, cfgs) = (located_at(&entry.path), &entry.cfgs);
        let rt = moved(rt, at);
        quote_spanned! {at=>
            #(#cfgs)*
            const _: () = {
                #rt::check_part(NAMES, &INDEX, #ordinal, #rt::Kind::#kind);
                #rt::check_access(ACCESS, NAMES, &SCOPES, #ordinal);
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
                #rt::check_handles(HANDLES, #ordinal);
                #rt::check_apps(APPS, NAMES, #ordinal);
                #rt::check_view_scopes(&ENTRIES, NAMES, APPS, &SCOPES, #ordinal);
                #rt::check_handle_scopes(&ENTRIES, NAMES, &SCOPES, #ordinal);
            };
        }
    });
    quote! {
        const HANDLES: &[#rt::Use; #rt::count_uses(&ENTRIES)] = &#rt::uses(&ENTRIES);
        const APPS: &[#rt::AppUse; N] = &#rt::app_uses(&ENTRIES);
        #(#checks)*
    }
}

/// An entry of a list as a node of the table.
fn node(rt: &TokenStream, kind: ItemKind, entry: &Entry, state: &TokenStream) -> TokenStream {
    let path = &entry.path;
    match &entry.kind {
        // In parentheses a path can only be a type's, so that a plain function is told from one.
        EntryKind::Item => {
            let ty = kind.entry(rt, state);
            quote!(#rt::Node::Item(#ty::of::<(#path), _>()))
        }
        EntryKind::Group { prefix } => {
            let prefix = prefix
                .as_ref()
                .map(|prefix| format!("{}_", prefix.value()))
                .unwrap_or_default();
            let group = kind.group_function();
            quote!(#rt::Node::Group(#prefix, #rt::#group::<(#path), #state, _>()))
        }
    }
}
