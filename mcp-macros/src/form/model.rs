//! A form or a choice that has been checked, as far as its own tokens tell.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::{Data, DataEnum, DeriveInput, Fields, Generics};

use super::args::{TypeArgs, VariantArgs, rename_all};
use super::field::Field;
use crate::attr;
use crate::diagnostics::Mistakes;
use crate::docs;
use crate::function::not_empty;
use crate::names::unraw;

pub(super) struct Item<'f> {
    /// The path of `__private`.
    pub(super) rt: TokenStream,
    pub(super) ident: &'f Ident,
    pub(super) kind: Kind<'f>,
}

pub(super) enum Kind<'f> {
    Form(Vec<Field<'f>>),
    Choice(Vec<Variant<'f>>),
}

pub(super) struct Variant<'f> {
    pub(super) ident: &'f Ident,
    /// On the wire.
    pub(super) name: String,
    pub(super) title: Option<TokenStream>,
    is_renamed: bool,
}

impl<'f> Item<'f> {
    /// Checks what was written. With mistakes it is nothing to expand.
    pub(super) fn validate(input: &'f DeriveInput, mistakes: &mut Mistakes) -> Option<Self> {
        let TypeArgs { krate } = TypeArgs::parse(&input.attrs, mistakes);
        refuse_generics(&input.generics, mistakes);
        let kind = match &input.data {
            Data::Struct(data) => Kind::Form(fields(&data.fields, mistakes)?),
            Data::Enum(data) => Kind::Choice(variants(&input.ident, data, mistakes)),
            Data::Union(data) => {
                mistakes.at(
                    data.union_token,
                    "`#[derive(Form)]` goes on a struct with named \
                     fields, or on an enum of plain variants",
                );
                return None;
            }
        };
        let renamed = match &kind {
            Kind::Form(fields) => fields.iter().all(|field| field.is_renamed),
            Kind::Choice(variants) => variants.iter().all(|variant| variant.is_renamed),
        };
        if let (Some(rename_all), false) = (rename_all(&input.attrs), renamed) {
            mistakes.at(
                rename_all.path(),
                "a form doesn't read serde's attributes; write `#[form(name \
                 = \"…\")]` on each field or variant",
            );
        }
        Some(Self {
            rt: attr::runtime(krate.as_ref()),
            ident: &input.ident,
            kind,
        })
    }
}

fn refuse_generics(generics: &Generics, mistakes: &mut Mistakes) {
    if !generics.params.is_empty() {
        mistakes.at(
            &generics.params,
            "a form can't be generic: its schema is one; write the types out",
        );
    } else if let Some(clause) = &generics.where_clause {
        mistakes.at(
            clause,
            "a form can't have a `where` clause; write the types out",
        );
    }
}

fn fields<'f>(fields: &'f Fields, mistakes: &mut Mistakes) -> Option<Vec<Field<'f>>> {
    if let Fields::Unnamed(unnamed) = fields {
        mistakes.at(
            unnamed,
            "the fields of a form have names; write `struct Name { field: Type }`",
        );
        return None;
    }
    let fields = fields
        .iter()
        .filter_map(|field| Some(Field::validate(field.ident.as_ref()?, field, mistakes)));
    let fields: Vec<Field<'_>> = fields.collect();
    for (i, field) in fields.iter().enumerate() {
        if fields[..i].iter().any(|other| other.name == field.name) {
            mistakes.at(
                field.ident,
                format!(
                    "two fields are called `{}` on the wire; give one another \
                     `#[form(name = \"…\")]`",
                    field.name
                ),
            );
        }
    }
    Some(fields)
}

fn variants<'f>(ident: &Ident, data: &'f DataEnum, mistakes: &mut Mistakes) -> Vec<Variant<'f>> {
    if data.variants.is_empty() {
        mistakes.at(
            ident,
            "a choice needs something to choose from; write a variant: `enum Color { Red }`",
        );
    }
    let variants: Vec<Variant<'_>> = data
        .variants
        .iter()
        .map(|variant| Variant::validate(variant, mistakes))
        .collect();
    for (i, variant) in variants.iter().enumerate() {
        if variants[..i].iter().any(|other| other.name == variant.name) {
            mistakes.at(
                variant.ident,
                format!(
                    "two variants are called `{}` on the wire; give one another `#[form(name = \
                     \"…\")]`",
                    variant.name
                ),
            );
        }
    }
    variants
}

impl<'f> Variant<'f> {
    fn validate(variant: &'f syn::Variant, mistakes: &mut Mistakes) -> Self {
        let VariantArgs { name, title } = VariantArgs::parse(&variant.attrs, mistakes);
        if !matches!(variant.fields, Fields::Unit) {
            mistakes.at(
                &variant.fields,
                "a choice is a name without data; remove the fields, and \
                 ask for them in fields of the form",
            );
        }
        let title = title.map(|title| not_empty("title", &title, mistakes).into_token_stream());
        Self {
            ident: &variant.ident,
            is_renamed: name.is_some(),
            name: name.map_or_else(
                || unraw(&variant.ident),
                |name| not_empty("name", &name, mistakes),
            ),
            title: title.or_else(|| docs::text(&variant.attrs)),
        }
    }
}
