//! The arguments of `#[form(…)]` as parsed, before validation.

use darling::FromMeta;
use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token};

use crate::attr::{self, Named, Switch, Text, Value};
use crate::diagnostics::Mistakes;

/// `#[form(…)]` on the type
#[derive(Default, FromMeta)]
#[darling(default)]
pub(super) struct TypeArgs {
    #[darling(rename = "crate")]
    pub(super) krate: Option<Named>,
}

impl TypeArgs {
    pub(super) fn parse(attrs: &[Attribute], mistakes: &mut Mistakes) -> Self {
        parse(attrs, &["crate"], mistakes)
    }
}

/// `#[form(…)]` on a field
#[derive(Default, FromMeta)]
#[darling(default)]
pub(super) struct FieldArgs {
    pub(super) name: Option<Text>,
    pub(super) title: Option<Text>,
    pub(super) default: Option<Value>,
    pub(super) range: Option<Value>,
    pub(super) length: Option<Value>,
    pub(super) items: Option<Value>,
    pub(super) format: Option<Text>,
    pub(super) not_secret: Option<Switch>,
}

impl FieldArgs {
    const KEYS: [&str; 8] = [
        "name",
        "title",
        "default",
        "range",
        "length",
        "items",
        "format",
        "not_secret",
    ];

    pub(super) fn parse(attrs: &[Attribute], mistakes: &mut Mistakes) -> Self {
        let args: Self = parse(attrs, &Self::KEYS, mistakes);
        refuse_serde(attrs, args.name.as_ref(), mistakes);
        args
    }
}

/// `#[form(…)]` on a variant
#[derive(Default, FromMeta)]
#[darling(default)]
pub(super) struct VariantArgs {
    pub(super) name: Option<Text>,
    pub(super) title: Option<Text>,
}

impl VariantArgs {
    pub(super) fn parse(attrs: &[Attribute], mistakes: &mut Mistakes) -> Self {
        let args: Self = parse(attrs, &["name", "title"], mistakes);
        refuse_serde(attrs, args.name.as_ref(), mistakes);
        args
    }
}

fn parse<T: FromMeta + Default>(attrs: &[Attribute], keys: &[&str], mistakes: &mut Mistakes) -> T {
    let mut metas: Vec<Meta> = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("form")) {
        metas.extend(list(attr).unwrap_or_else(|e| {
            mistakes.add(e);
            Vec::new()
        }));
    }
    attr::read(&attr::entries(metas, keys, &[], mistakes), mistakes)
}

fn list(attr: &Attribute) -> syn::Result<Vec<Meta>> {
    Ok(attr
        .parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)?
        .into_iter()
        .collect())
}

/// Reports serde attributes on a field, since they have no effect on a form. A field with
/// `#[form(name = "…")]` may have them: its name in the form is explicit.
fn refuse_serde(attrs: &[Attribute], name: Option<&Text>, mistakes: &mut Mistakes) {
    if name.is_some() {
        return;
    }
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("serde")) {
        mistakes.at(
            attr.path(),
            "a form doesn't read serde's attributes; write `#[form(name = \"…\")]`, beside this \
             one where the type is serde's, too",
        );
    }
}

/// serde's `rename_all` on the type, which has no effect on a form's names.
pub(super) fn rename_all(attrs: &[Attribute]) -> Option<Meta> {
    let serde = attrs.iter().filter(|attr| attr.path().is_ident("serde"));
    // Attributes that don't parse are left for serde to report.
    serde
        .filter_map(|attr| list(attr).ok())
        .flatten()
        .find(|meta| meta.path().is_ident("rename_all"))
}
