//! `#[derive(Handle)]`: a type is the state behind handles.

mod args;
mod expand;
mod model;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::diagnostics::Mistakes;
use model::State;

pub(crate) fn derive(item: TokenStream) -> TokenStream {
    let input = match syn::parse2::<DeriveInput>(item) {
        Ok(input) => input,
        Err(e) => return e.to_compile_error(),
    };
    let mut mistakes = Mistakes::new();
    let state = State::validate(&input, &mut mistakes);
    let errors = mistakes.finish().err();
    // The implementation is generated in spite of mistakes, if the type can have one, so that code
    // that uses the type compiles: one mistake gives one message.
    let expanded = model::can_be_one(&input).then(|| expand::expand(&state));
    quote!(#errors #expanded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot;

    #[test]
    fn a_kind_that_the_server_keeps() {
        let item = quote! {
            /// A shopping basket
            #[handle(prefix = "bsk", ttl = "24h")]
            struct ShoppingBasket {
                items: Vec<Item>,
            }
        };
        snapshot::check("handle/snapshots/kept", derive(item));
    }

    #[test]
    fn a_kind_with_all_that_can_be_said() {
        let item = quote! {
            /// A place in a list
            #[handle(prefix = "cur", ttl = "7d", sealed, external, crate = renamed)]
            enum Cursor {
                After(u64),
            }
        };
        snapshot::check("handle/snapshots/everything", derive(item));
    }

    #[test]
    fn a_kind_with_a_mistake() {
        let item = quote! {
            /// A shopping basket
            #[handle(prefix = "B_S", ttl = "24h")]
            struct Basket;
        };
        snapshot::check("handle/snapshots/mistake", derive(item));
    }
}
