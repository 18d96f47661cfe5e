//! The types of the data in a result, such as `Item` in `Json<Vec<Item>>`: each is checked where it
//! stands, since the compiler's error about the whole result doesn't name it.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote_spanned};
use syn::{GenericArgument, PathArguments, Type, TypePath};

use super::names::aliased;
use crate::attr::{located_at, moved};
use crate::function::Function;

/// Containers: their schema is made of the schemas of the types that they hold.
pub(super) const CONTAINERS: [&str; 10] = [
    "Vec",
    "VecDeque",
    "Option",
    "Box",
    "Arc",
    "HashMap",
    "BTreeMap",
    "HashSet",
    "BTreeSet",
    "LinkedList",
];

/// The checks of the data in a result, and the result's type with names for what is checked.
pub(super) fn checked(function: &Function<'_>, result: &Type) -> (TokenStream, TokenStream) {
    let (mut named, mut checks) = (result.clone(), TokenStream::new());
    if let Some(data) = data_of(&mut named) {
        let mut count = 0;
        replace(data, &mut |ty| {
            let (alias, constant) = (
                format_ident!("__Data{count}"),
                format_ident!("__DATA_{count}"),
            );
            count += 1;
            let at = located_at(&*ty);
            let rt = moved(&function.rt, at);
            let alias_of = aliased(&function.rt, &alias, &ty.to_token_stream(), &constant);
            checks.extend(quote_spanned! {at=>
                const #constant: () = #rt::assert_data::<#ty>();
                #alias_of
            });
            *ty = syn::parse_quote_spanned!(at=> #alias);
        });
    }
    (checks, named.into_token_stream())
}

/// `T` in `Json<T>`, also in a `Result`.
fn data_of(ty: &mut Type) -> Option<&mut Type> {
    match ty {
        Type::Group(group) => data_of(&mut group.elem),
        Type::Paren(paren) => data_of(&mut paren.elem),
        Type::Path(path) => {
            let name = path.path.segments.last()?.ident.to_string();
            let first = arguments(path).next()?;
            match name.as_str() {
                "Json" => Some(first),
                "Result" => data_of(first),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Calls a function with each type that isn't a container of others.
pub(crate) fn replace(ty: &mut Type, check: &mut impl FnMut(&mut Type)) {
    match ty {
        Type::Group(group) => replace(&mut group.elem, check),
        Type::Paren(paren) => replace(&mut paren.elem, check),
        Type::Array(array) => replace(&mut array.elem, check),
        Type::Tuple(tuple) => tuple.elems.iter_mut().for_each(|ty| replace(ty, check)),
        Type::Path(path) if path.qself.is_none() => {
            let last = path.path.segments.last();
            if last.is_some_and(|last| CONTAINERS.iter().any(|name| last.ident == name)) {
                // The third is how a map hashes.
                arguments(path).take(2).for_each(|ty| replace(ty, check));
            } else if !is_primitive(path) {
                check(ty);
            }
        }
        _ => {}
    }
}

/// Whether a type is one that is always data: `u8`, `String`.
fn is_primitive(path: &TypePath) -> bool {
    path.path.get_ident().is_some_and(|name| {
        let name = name.to_string();
        name == "String" || name.starts_with(|c: char| c.is_ascii_lowercase())
    })
}

/// The last name in the path of a type.
pub(super) fn name_of(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => Some(path.path.segments.last()?.ident.to_string()),
        _ => None,
    }
}

/// The types in the angle brackets of a path.
pub(super) fn arguments(path: &mut TypePath) -> impl Iterator<Item = &mut Type> {
    let arguments = path
        .path
        .segments
        .last_mut()
        .map(|last| &mut last.arguments);
    let listed = match arguments {
        Some(PathArguments::AngleBracketed(listed)) => Some(listed.args.iter_mut()),
        _ => None,
    };
    listed
        .into_iter()
        .flatten()
        .filter_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        })
}
