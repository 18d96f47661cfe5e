//! From what was written to a checked view, with every mistake.

use proc_macro2::Ident;
use quote::quote;
use syn::LitStr;

use super::Data;
use super::args::{Args, Entries};
use super::csp::Csp;
use super::model::App;
use super::template::{Declared, Lint, Template};
use crate::attr::{self, Text};
use crate::diagnostics::Mistakes;
use crate::function::not_empty;

const PERMISSIONS: [&str; 4] = ["camera", "microphone", "geolocation", "clipboard_write"];

impl<'i> App<'i> {
    pub(super) fn validate(data: &Data<'i>, args: &Args, mistakes: &mut Mistakes) -> Self {
        let unread = Self::unread(data, attr::runtime(args.krate.as_ref()));
        let name = name(args.name.as_ref(), &unread.name, data.ident, mistakes);
        let mut said =
            |key, text: &Option<Text>| text.as_ref().map(|text| not_empty(key, text, mistakes));
        let (title, description) = (
            said("title", &args.title),
            said("description", &args.description),
        );
        let csp = args
            .csp
            .as_ref()
            .map(|csp| Csp::validate(&csp.0, mistakes))
            .unwrap_or_default();
        let permissions = words(
            args.permissions.as_ref(),
            "permissions",
            &PERMISSIONS,
            mistakes,
        );
        let allowed = words(args.allow.as_ref(), "allow", &Lint::WORDS, mistakes);
        let declared = Declared {
            csp: &csp,
            allowed: Lint::ALL
                .into_iter()
                .zip(&allowed)
                .filter_map(|(lint, at)| at.is_some().then_some(lint))
                .collect(),
            has_runtime: args.runtime.as_ref().is_none_or(|runtime| runtime.on),
        };
        let template = match &args.html {
            Some(html) => template(&html.0, &declared, mistakes),
            None => {
                if !args.names("html") {
                    mistakes.at(
                        data.ident,
                        "a view needs its template; write `#[mcp_app(html = \"ui/view.html\")]`, a \
                         path from the package's folder",
                    );
                }
                None
            }
        };
        if let Some(template) = &template {
            for (lint, at) in Lint::ALL.into_iter().zip(allowed) {
                if let Some(at) = at
                    && !template.silenced.contains(&lint)
                {
                    mistakes.at(
                        at,
                        format!(
                            "nothing in the template needs `allow({})`; remove it",
                            lint.word()
                        ),
                    );
                }
            }
        }
        let file = args
            .html
            .as_ref()
            .map(|html| html.0.value())
            .unwrap_or_default();
        let description =
            description.map_or_else(|| unread.description.clone(), |text| Some(quote!(#text)));
        let Some(Template {
            html,
            calls,
            calls_more,
            ..
        }) = template
        else {
            return Self {
                name,
                title,
                description,
                file,
                ..unread
            };
        };
        Self {
            uri: uri(&name, &html),
            name,
            title,
            description,
            html,
            csp: csp.into_texts(),
            permissions: permissions.map(|at| at.is_some()),
            prefers_border: args.prefers_border.as_ref().is_some_and(|switch| switch.on),
            calls,
            calls_more,
            file,
            is_read: true,
            ..unread
        }
    }
}

fn template(html: &LitStr, declared: &Declared<'_>, mistakes: &mut Mistakes) -> Option<Template> {
    // Cargo says where the package is.
    let package = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    match Template::read(package.as_ref(), &html.value(), declared) {
        Ok(template) => {
            template
                .wrong
                .iter()
                .for_each(|wrong| mistakes.at(html, wrong));
            Some(template)
        }
        Err(wrong) => {
            mistakes.at(html, wrong);
            None
        }
    }
}

fn name(written: Option<&Text>, of_type: &str, ident: &Ident, mistakes: &mut Mistakes) -> String {
    let is_fine = |name: &str| {
        !name.is_empty()
            && name
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-'))
    };
    let rule = "a view's name is part of a URI: lower-case ASCII letters, digits, `_` and `-`";
    match written {
        Some(text) if !is_fine(&text.0.value()) => {
            mistakes.at(&text.0, format!("{rule}; write one such as \"forecast\""));
        }
        Some(text) => return text.0.value(),
        None if !is_fine(of_type) => mistakes.at(
            ident,
            format!("{rule}; write one: `#[mcp_app(…, name = \"forecast\")]`"),
        ),
        None => {}
    }
    of_type.to_owned()
}

/// Which of the known words are there, and where.
fn words<const N: usize>(
    entries: Option<&Entries>,
    key: &str,
    known: &[&str; N],
    mistakes: &mut Mistakes,
) -> [Option<syn::Path>; N] {
    let metas = entries.map(|entries| entries.0.clone()).unwrap_or_default();
    let mut found = [const { None }; N];
    for entry in attr::entries(metas, known, &[], mistakes) {
        let darling::ast::NestedMeta::Meta(meta) = entry else {
            continue;
        };
        match meta {
            syn::Meta::Path(path) => {
                let at = known.iter().position(|word| path.is_ident(word));
                if let Some(at) = at {
                    found[at] = Some(path);
                }
            }
            other => mistakes.at(
                &other,
                format!("`{key}` takes words alone: `{key}({})`", known[0]),
            ),
        }
    }
    found
}

/// Clients keep the document by its URI, so that another document has another one.
fn uri(name: &str, html: &str) -> String {
    let package = std::env::var("CARGO_PKG_NAME")
        .unwrap_or_else(|_| "app".to_owned())
        .to_ascii_lowercase();
    // FNV-1a: the same on every machine.
    let hash = html.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, b| {
        (hash ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3)
    });
    format!(
        "ui://{package}/{name}.{:08x}.html",
        (hash ^ (hash >> 32)) as u32
    )
}
