//! The types of the data in a result, such as `Item` in `Json<Vec<Item>>`: each is checked where it
//! stands, since the compiler's error about the whole result doesn't name it.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote_spanned};
use syn::Type;

use crate::attr::{located_at, moved};
use crate::function::Function;
use crate::nested::{aliased, arguments, replace};

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
