//! The types that a type is made of, such as `Item` in `Vec<Item>`, and names for them.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{GenericArgument, PathArguments, Type, TypePath};

/// Containers: their schema is made of the schemas of the types that they hold.
pub(crate) const CONTAINERS: [&str; 10] = [
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
pub(crate) fn name_of(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => Some(path.path.segments.last()?.ident.to_string()),
        _ => None,
    }
}

/// The types in the angle brackets of a path.
pub(crate) fn arguments(path: &mut TypePath) -> impl Iterator<Item = &mut Type> {
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

/// A type under the name `alias`, known to the compiler as far as the constant `checked` has a
/// value.
pub(crate) fn aliased(
    rt: &TokenStream,
    alias: &Ident,
    ty: &TokenStream,
    checked: &Ident,
) -> TokenStream {
    quote!(type #alias = <#ty as #rt::Known<{ #rt::known(&#checked) }>>::Type;)
}
