//! The types in a parameter's type, such as `Basket` in `Handle<Basket>` and `Item` in `Vec<Item>`:
//! each is checked where it stands, since the compiler's error about the whole parameter doesn't
//! name it, and says all that a parameter may be.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote_spanned};
use syn::Type;

use crate::attr::{located_at, moved};
use crate::function::Kind;
use crate::nested::{CONTAINERS, aliased, arguments, name_of, replace};

/// The checks of the types in a parameter's type, and that type with names for what is checked.
pub(super) fn checked(
    kind: Kind,
    rt: &TokenStream,
    index: usize,
    ty: &Type,
) -> (TokenStream, TokenStream) {
    let (mut named, mut checks) = (ty.clone(), TokenStream::new());
    if let Some(handle) = handle_of(&mut named) {
        let whole = handle.clone();
        if let Some(state) = first(handle) {
            let (alias, constant) = names(index, 0);
            checks = check_state(rt, &constant, &whole, state);
            checks.extend(name(rt, state, &alias, &constant));
        }
    } else if let Some(list) = list_of(&mut named).filter(|_| kind == Kind::Tool) {
        let mut count = 0;
        replace(list, &mut |item| {
            let (alias, constant) = names(index, count);
            count += 1;
            checks.extend(check_item(rt, &constant, item));
            checks.extend(name(rt, item, &alias, &constant));
        });
    }
    (checks, named.into_token_stream())
}

/// The names of a type in a parameter's type, and of the constant that checks it.
fn names(index: usize, count: usize) -> (Ident, Ident) {
    (
        format_ident!("__Part{index}_{count}"),
        format_ident!("__PART_{index}_{count}"),
    )
}

/// Another crate's type may be called like a handle, of which nothing is asked.
fn check_state(rt: &TokenStream, constant: &Ident, handle: &Type, state: &Type) -> TokenStream {
    let at = located_at(state);
    let (rt, handle) = (moved(rt, at), moved(handle, at));
    quote_spanned! {at=>
        const #constant: fn() = {
            use #rt::NoHandle as _;
            <#rt::HandleProbe<#handle>>::check
        };
    }
}

fn check_item(rt: &TokenStream, constant: &Ident, item: &Type) -> TokenStream {
    let at = located_at(item);
    let rt = moved(rt, at);
    quote_spanned!(at=> const #constant: () = #rt::assert_item::<#item>();)
}

/// Puts a name in the place of a type, and defines it.
fn name(rt: &TokenStream, ty: &mut Type, alias: &Ident, constant: &Ident) -> TokenStream {
    let definition = aliased(rt, alias, &ty.to_token_stream(), constant);
    *ty = syn::parse_quote_spanned!(located_at(&*ty)=> #alias);
    definition
}

/// `Handle<T>`, also in an `Option` or a list.
fn handle_of(ty: &mut Type) -> Option<&mut Type> {
    match name_of(ty)?.as_str() {
        "Handle" | "Handles" => Some(ty),
        "Option" | "Vec" => handle_of(first(ty)?),
        _ => None,
    }
}

/// A list or a map, also in an `Option`, which itself may hold what is injected.
fn list_of(ty: &mut Type) -> Option<&mut Type> {
    match name_of(ty)?.as_str() {
        "Option" => list_of(first(ty)?),
        name if CONTAINERS.contains(&name) => Some(ty),
        _ => None,
    }
}

fn first(ty: &mut Type) -> Option<&mut Type> {
    match ty {
        Type::Path(path) => arguments(path).next(),
        _ => None,
    }
}
