//! The derives of a type whose fields have types of the user's own.
//!
//! Of such a field serde and schemars ask several times for what its type may lack, and each time
//! is an error of its own. So they read a copy of the type, in which those types have names of
//! their own: a type that fails its check has a name that is an error, of which the compiler says
//! no more. serde calls such a copy a remote definition. The type itself stays as it was written.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::{Attribute, Fields, Item, Type};

use crate::attr::{located_at, moved};
use crate::nested::{aliased, replace};

/// Keys that a copy can't have: they name the whole type, or make something else of it.
const OTHERWISE: [&str; 9] = [
    "rename",
    "default",
    "transparent",
    "from",
    "try_from",
    "into",
    "remote",
    "bound",
    "crate",
];

/// Keys by which a field's value isn't written and read as its type says.
const ELSEWHERE: [&str; 9] = [
    "skip",
    "skip_serializing",
    "skip_deserializing",
    "with",
    "serialize_with",
    "deserialize_with",
    "schema_with",
    "getter",
    "borrow",
];

/// The implementations for a type by a copy of it, if it has fields to check, and a copy may stand
/// for it.
pub(super) fn implementations(item: &Item, rt: &TokenStream) -> Option<TokenStream> {
    let (attrs, owner, generics) = match item {
        Item::Struct(data) => (&data.attrs, &data.ident, &data.generics),
        Item::Enum(data) => (&data.attrs, &data.ident, &data.generics),
        _ => return None,
    };
    let mut all = parts(item).into_iter().chain([&**attrs]);
    if !generics.params.is_empty() || has_key(attrs, &OTHERWISE) || all.any(is_of_the_original) {
        return None;
    }
    let (mut copy, named) = (item.clone(), format_ident!("__Copy"));
    let mut checked = Checked {
        owner,
        seen: Vec::new(),
        checks: TokenStream::new(),
    };
    match &mut copy {
        Item::Struct(data) => {
            data.attrs.retain(is_read);
            data.ident = named;
            checked.fields(&mut data.fields);
        }
        Item::Enum(data) => {
            data.attrs.retain(is_read);
            data.ident = named;
            for variant in &mut data.variants {
                variant.attrs.retain(is_read);
                checked.fields(&mut variant.fields);
            }
        }
        _ => return None,
    }
    let Checked { seen, checks, .. } = checked;
    if seen.is_empty() {
        return None;
    }
    let (name, remote) = (owner.unraw().to_string(), owner.to_string());
    let path = |name: &str| format!("{rt}::{name}").replace(' ', "");
    let (serde, schemars) = (path("serde"), path("schemars"));
    let (original, shadow) = original(item, owner, seen.len());
    let forwarded = forwarded();
    Some(quote! {
        #[allow(deprecated, missing_docs, non_camel_case_types, unreachable_pub)]
        #[allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
        const _: () = {
            use #rt as __rt;
            #checks
            #original
            type __Itself = #owner;
            const _: () = {
                #shadow
                #[derive(
                    __rt::serde::Serialize,
                    __rt::serde::Deserialize,
                    __rt::schemars::JsonSchema,
                )]
                #[serde(crate = #serde, remote = #remote, rename = #name)]
                #[schemars(crate = #schemars, rename = #name)]
                #copy
                #forwarded
            };
        };
    })
}

/// Another alias of the type, and that alias by the type's own name, which serde tells in errors.
/// As long as a check fails, it is an error, too, as its fields are in the copy. The constructor of
/// a tuple has no alias, and needs none: nothing is asked of a field that is missing.
fn original(
    item: &Item,
    owner: &Ident,
    checks: usize,
) -> (Option<TokenStream>, Option<TokenStream>) {
    let is_tuple = matches!(item, Item::Struct(data) if matches!(data.fields, Fields::Unnamed(_)));
    if is_tuple {
        return (None, None);
    }
    let constants = (0..checks).map(|index| format_ident!("__DATA_{index}"));
    let original = quote! {
        const __CHECKED: &[()] = &[#(#constants),*];
        type __Original = <#owner as __rt::Known<{ __rt::known(&__CHECKED) }>>::Type;
    };
    (Some(original), Some(quote!(type #owner = __Original;)))
}

/// The implementations of the type itself, by those of its copy.
fn forwarded() -> TokenStream {
    let name = quote!(__rt::Cow<'static, str>);
    quote! {
        #[automatically_derived]
        impl __rt::serde::Serialize for __Itself {
            fn serialize<__S: __rt::serde::Serializer>(
                &self,
                serializer: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> {
                __Copy::serialize(self, serializer)
            }
        }
        #[automatically_derived]
        impl<'de> __rt::serde::Deserialize<'de> for __Itself {
            fn deserialize<__D: __rt::serde::Deserializer<'de>>(
                deserializer: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                __Copy::deserialize(deserializer)
            }
        }
        #[automatically_derived]
        impl __rt::schemars::JsonSchema for __Itself {
            fn inline_schema() -> bool {
                <__Copy as __rt::schemars::JsonSchema>::inline_schema()
            }
            fn schema_name() -> #name {
                <__Copy as __rt::schemars::JsonSchema>::schema_name()
            }
            fn schema_id() -> #name {
                <__Copy as __rt::schemars::JsonSchema>::schema_id()
            }
            fn json_schema(generator: &mut __rt::SchemaGenerator) -> __rt::Schema {
                <__Copy as __rt::schemars::JsonSchema>::json_schema(generator)
            }
        }
    }
}

/// Whether serde, schemars or the schema's reader reads an attribute.
fn is_read(attr: &Attribute) -> bool {
    ["serde", "schemars", "doc", "deprecated"]
        .iter()
        .any(|name| attr.path().is_ident(name))
}

/// Whether serde's or schemars' attributes speak of one of these.
fn has_key(attrs: &[Attribute], keys: &[&str]) -> bool {
    let mut ours = attrs
        .iter()
        .filter(|attr| attr.path().is_ident("serde") || attr.path().is_ident("schemars"));
    ours.any(|attr| mentions(attr.to_token_stream(), keys))
}

/// Whether tokens hold one of these words.
fn mentions(tokens: TokenStream, words: &[&str]) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => words.iter().any(|word| ident == word),
        TokenTree::Group(group) => mentions(group.stream(), words),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// Whether attributes of a type, a variant or a field have another meaning on a copy: one that is
/// there under a condition, as its type may be, or that calls a function of `Self`.
fn is_of_the_original(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|attr| {
        let is = |names: [&str; 2]| names.iter().any(|name| attr.path().is_ident(name));
        is(["cfg", "cfg_attr"])
            || is(["serde", "schemars"]) && attr.to_token_stream().to_string().contains("Self")
    })
}

/// The attributes of the parts of a type.
fn parts(item: &Item) -> Vec<&[Attribute]> {
    fn of(fields: &Fields) -> impl Iterator<Item = &[Attribute]> {
        fields.iter().map(|field| &*field.attrs)
    }
    match item {
        Item::Struct(data) => of(&data.fields).collect(),
        Item::Enum(data) => {
            let each = data.variants.iter();
            each.flat_map(|variant| of(&variant.fields).chain([&*variant.attrs]))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// Names for the types in fields, and the checks of those types.
struct Checked<'a> {
    owner: &'a Ident,
    /// The types that have a name.
    seen: Vec<Type>,
    checks: TokenStream,
}

impl Checked<'_> {
    fn fields(&mut self, fields: &mut Fields) {
        for field in fields {
            let is_elsewhere = has_key(&field.attrs, &ELSEWHERE);
            field.attrs.retain(is_read);
            field.ty = of_itself(&field.ty, self.owner);
            if !is_elsewhere {
                replace(&mut field.ty, &mut |ty| self.name(ty));
            }
        }
    }

    /// Gives a type a name, unless it is the type that the field is of: that has what it derives.
    fn name(&mut self, ty: &mut Type) {
        let is_owner = matches!(ty, Type::Path(path) if path.path.is_ident(self.owner));
        if is_owner {
            return;
        }
        let known = self.seen.iter().position(|seen| seen == ty);
        let (index, at) = (known.unwrap_or(self.seen.len()), located_at(&*ty));
        let (alias, constant) = (
            format_ident!("__Data{index}"),
            format_ident!("__DATA_{index}"),
        );
        if known.is_none() {
            let short = quote!(__rt);
            let alias_of = aliased(&short, &alias, &ty.to_token_stream(), &constant);
            let rt = moved(&short, at);
            self.checks.extend(quote_spanned! {at=>
                const #constant: () = #rt::assert_field::<#ty>();
                #alias_of
            });
            self.seen.push(ty.clone());
        }
        *ty = syn::parse_quote_spanned!(at=> #alias);
    }
}

/// A type of a field, in which `Self` means the type, and not its copy.
fn of_itself(ty: &Type, owner: &Ident) -> Type {
    fn replaced(tokens: TokenStream, owner: &Ident) -> TokenStream {
        let each = tokens.into_iter().map(|token| match token {
            TokenTree::Ident(ident) if ident == "Self" => {
                let mut owner = owner.clone();
                owner.set_span(ident.span());
                TokenTree::Ident(owner)
            }
            TokenTree::Group(group) => {
                let inner = replaced(group.stream(), owner);
                let mut whole = Group::new(group.delimiter(), inner);
                whole.set_span(group.span());
                TokenTree::Group(whole)
            }
            other => other,
        });
        each.collect()
    }
    let tokens = replaced(ty.to_token_stream(), owner);
    syn::parse2(tokens).unwrap_or_else(|_| ty.clone())
}
