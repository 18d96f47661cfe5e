//! `#[mcp_type]`: the derives of a data type, with their crate paths set.

mod copy;

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::punctuated::Punctuated;
use syn::{Attribute, Fields, Item, Path, Token};

use crate::attr;
use crate::diagnostics::Mistakes;
use crate::field;

#[derive(Default, darling::FromMeta)]
struct TypeArgs {
    #[darling(rename = "crate")]
    krate: Option<attr::Named>,
}

pub(crate) fn mcp_type(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut mistakes = Mistakes::new();
    let entries = attr::entries(
        attr::metas(args, &mut mistakes),
        &["crate"],
        &[],
        &mut mistakes,
    );
    let TypeArgs { krate } = attr::read(&entries, &mut mistakes);
    let mut choice = None;
    let mut documented = false;
    let mut defaults: Vec<TokenStream> = Vec::new();
    let data = match syn::parse2::<Item>(item.clone()) {
        Ok(Item::Struct(mut data)) => {
            derive_once(&mut data.attrs, &mut mistakes);
            defaults.extend(rules(&data.ident, 0, &mut data.fields, &mut mistakes));
            Some(Item::Struct(data))
        }
        Ok(Item::Enum(mut data)) => {
            derive_once(&mut data.attrs, &mut mistakes);
            // A text names one of its variants.
            let is_choice = data.generics.params.is_empty()
                && data
                    .variants
                    .iter()
                    .all(|variant| matches!(variant.fields, Fields::Unit));
            choice = is_choice.then(|| data.ident.clone());
            documented = is_choice
                && data
                    .variants
                    .iter()
                    .any(|variant| variant.attrs.iter().any(|attr| attr.path().is_ident("doc")));
            let mut before = 0;
            for variant in &mut data.variants {
                defaults.extend(rules(
                    &data.ident,
                    before,
                    &mut variant.fields,
                    &mut mistakes,
                ));
                before += variant.fields.len();
            }
            Some(Item::Enum(data))
        }
        Ok(other) => {
            mistakes.at(
                first_token(&other),
                "`#[mcp_type]` goes on a struct or an enum",
            );
            None
        }
        Err(e) => {
            mistakes.add(e);
            None
        }
    };
    let errors = mistakes.finish().err();
    // With its derives even so: one mistake gives one message.
    let Some(data) = data else {
        return quote!(#item #errors);
    };
    let rt = attr::runtime(krate.as_ref());
    let choice =
        choice.map(|ident| quote!(#[automatically_derived] impl #rt::Choice for #ident {}));
    if errors.is_none()
        && let Some(implementations) = copy::implementations(&data, &rt)
    {
        // Its derive only says whose the attributes are.
        return quote! {
            #[derive(#rt::Attributes)]
            #data
            #implementations
            #choice
            #(#defaults)*
        };
    }
    let path = |name: &str| format!("{rt}::{name}").replace(' ', "");
    let (serde, schemars) = (path("serde"), path("schemars"));
    // schemars puts those with documentation behind the others.
    let in_order = documented.then(|| quote!(#[schemars(transform = #rt::in_order::<Self>)]));
    quote! {
        #[derive(#rt::serde::Serialize, #rt::serde::Deserialize, #rt::schemars::JsonSchema)]
        #[serde(crate = #serde)]
        #[schemars(crate = #schemars)]
        #in_order
        #data
        #choice
        #(#defaults)*
        #errors
    }
}

/// Takes the derives of `#[mcp_type]` out of those that are written beside it.
fn derive_once(attrs: &mut [Attribute], mistakes: &mut Mistakes) {
    let is_derive = |attr: &&mut Attribute| attr.path().is_ident("derive");
    for attr in attrs.iter_mut().filter(is_derive) {
        let parsed = attr.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated);
        let Ok(paths) = parsed else { continue };
        let (again, others): (Vec<Path>, Vec<Path>) = paths.into_iter().partition(is_derived);
        if let Some(first) = again.first() {
            mistakes.at(
                first,
                "`#[mcp_type]` derives `Serialize`, `Deserialize` and `JsonSchema` itself; remove \
                 them here",
            );
            *attr = syn::parse_quote!(#[derive(#(#others),*)]);
        }
    }
}

fn is_derived(path: &Path) -> bool {
    let name: Vec<String> = path
        .segments
        .iter()
        .map(|it| it.ident.to_string())
        .collect();
    let is_ours = |name: &str| matches!(name, "Serialize" | "Deserialize" | "JsonSchema");
    match name.as_slice() {
        [only] => is_ours(only),
        // Another crate's trait may have the same name.
        [.., krate, last] => is_ours(last) && matches!(krate.as_str(), "serde" | "schemars"),
        [] => false,
    }
}

/// The rules of `#[mcp(…)]`, as attributes of serde and schemars; what their defaults need is
/// returned. `before` are the fields of the type's variants before these.
fn rules(
    owner: &Ident,
    before: usize,
    fields: &mut Fields,
    mistakes: &mut Mistakes,
) -> Vec<TokenStream> {
    let each = fields.iter_mut().enumerate();
    each.filter_map(|(i, field)| field::translate(owner, before + i, field, mistakes))
        .collect()
}

/// The token that an error about a whole item stands at: the first one behind its attributes.
pub(crate) fn first_token(item: &impl ToTokens) -> TokenStream {
    let mut tokens = item.to_token_stream().into_iter().peekable();
    while tokens
        .next_if(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == '#'))
        .is_some()
    {
        tokens.next();
    }
    tokens.take(1).collect()
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;
    use crate::snapshot;

    #[test]
    fn a_type_of_plain_fields_has_the_derives() {
        let item = quote! {
            /// A sum
            #[derive(Clone)]
            pub struct Sum {
                /// The result
                #[mcp(range = 0.., default = 3)]
                result: i64,
                of: Vec<String>,
            }
        };
        snapshot::check("types/snapshots/plain", mcp_type(quote!(), item));
    }

    #[test]
    fn a_type_of_types_is_read_by_a_copy() {
        let item = quote! {
            /// An order
            #[derive(Clone)]
            pub struct Order {
                /// Each of them
                items: Vec<Item>,
                place: Option<Place>,
                parent: Option<Box<Self>>,
                #[serde(skip)]
                seen: Cell,
            }
        };
        snapshot::check("types/snapshots/nested", mcp_type(quote!(), item));
    }

    #[test]
    fn a_type_that_no_copy_can_stand_for_has_the_derives() {
        for item in [
            quote!(
                struct Page<T> {
                    items: Vec<T>,
                }
            ),
            quote!(
                #[serde(transparent)]
                struct Page {
                    item: Item,
                }
            ),
            quote!(
                #[serde(default)]
                struct Page {
                    item: Item,
                }
            ),
            quote!(
                #[serde(rename = "P")]
                struct Page {
                    item: Item,
                }
            ),
            quote!(
                struct Page {
                    #[cfg(unix)]
                    item: Item,
                }
            ),
            quote!(
                enum Page {
                    #[cfg(unix)]
                    Of(Item),
                }
            ),
            quote!(
                struct Page {
                    #[serde(default = "Self::none")]
                    item: Item,
                }
            ),
            quote!(
                struct Page {
                    number: u8,
                    texts: Vec<Option<String>>,
                }
            ),
            quote!(
                struct Page {
                    #[serde(with = "other")]
                    item: Item,
                    next: Option<Box<Page>>,
                }
            ),
            quote!(
                enum Page {
                    First,
                    Last,
                }
            ),
        ] {
            let expanded = mcp_type(quote!(), item.clone()).to_string();
            assert!(!expanded.contains("__Copy"), "{item}: {expanded}");
        }
    }
}
