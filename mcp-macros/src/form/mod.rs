//! `#[derive(Form)]`: a struct is a form, an enum is a choice in one.

mod args;
mod expand;
mod field;
mod model;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::diagnostics::Mistakes;
use model::Item;

pub(crate) fn derive(item: TokenStream) -> TokenStream {
    let input = match syn::parse2::<DeriveInput>(item) {
        Ok(input) => input,
        Err(e) => return e.to_compile_error(),
    };
    let mut mistakes = Mistakes::new();
    let item = Item::validate(&input, &mut mistakes);
    match (item, mistakes.finish()) {
        (Some(item), Ok(())) => expand::expand(&item),
        // A stub lets code that uses the type compile: one mistake gives one message.
        (_, errors) => {
            let (errors, stub) = (errors.err(), expand::stub(&input));
            quote!(#errors #stub)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot;

    #[test]
    fn a_form_with_all_that_can_be_said() {
        let item = quote! {
            /// Where to send it.
            #[form(crate = renamed)]
            struct Address {
                /// Street and number
                street: String,
                #[form(title = "Postal code", length = 4..=10)]
                zip: String,
                #[form(range = 18..120, default = 30)]
                age: u8,
                #[form(format = "email", default = "ada@example.com")]
                mail: String,
                r#type: Option<bool>,
                #[form(name = "extra", items = 1..=2, default = [Color::Red])]
                extras: Vec<Color>,
            }
        };
        snapshot::check("form/snapshots/everything", derive(item));
    }

    #[test]
    fn a_choice() {
        let item = quote! {
            enum Color {
                /// Red as a rose
                Red,
                #[form(name = "dark-blue")]
                Blue,
            }
        };
        snapshot::check("form/snapshots/choice", derive(item));
    }

    #[test]
    fn a_form_with_a_mistake() {
        let item = quote! {
            struct Login<T: Clone> {
                name: T,
            }
        };
        snapshot::check("form/snapshots/mistake", derive(item));
    }
}
