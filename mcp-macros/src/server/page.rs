//! The page of a server or a group in the documentation, beside its own comment: links to its
//! items.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::Path;

use super::entries::{Entry, EntryKind};

/// The attributes for the type: a list for each kind that has items.
pub(super) fn page(lists: &[(&str, &[Entry])]) -> TokenStream {
    let lists = lists.iter().filter(|(_, entries)| !entries.is_empty());
    let docs = lists.flat_map(|(title, entries)| {
        let title = format!("\n# {title}\n\n");
        let head = quote!(#[cfg_attr(doc, doc = #title)]);
        std::iter::once(head).chain(entries.iter().map(line))
    });
    // A private function is no secret, and one whose companion has another name has no link.
    quote! {
        #(#docs)*
        #[cfg_attr(
            doc,
            allow(rustdoc::broken_intra_doc_links, rustdoc::private_intra_doc_links)
        )]
    }
}

fn line(entry: &Entry) -> TokenStream {
    let path = entry.path.to_token_stream().to_string().replace(' ', "");
    let name = last(&entry.path);
    let text = match &entry.kind {
        EntryKind::Item => format!("- [`{name}`](fn@{path})"),
        EntryKind::Group { prefix: None } => format!("- those of [`{name}`](struct@{path})"),
        EntryKind::Group {
            prefix: Some(prefix),
        } => {
            let prefix = prefix.value();
            format!("- those of [`{name}`](struct@{path}), called `{prefix}_…`")
        }
    };
    let conditions = entry
        .cfgs
        .iter()
        .filter_map(|cfg| Some(&cfg.meta.require_list().ok()?.tokens));
    quote!(#[cfg_attr(all(doc #(, #conditions)*), doc = #text)])
}

fn last(path: &Path) -> String {
    path.segments
        .last()
        .map(|segment| segment.ident.to_string())
        .unwrap_or_default()
}
