//! A view that has been checked, as far as its own tokens and its template tell.

use proc_macro2::{Ident, TokenStream};

use super::Data;
use crate::docs;
use crate::names::{snake_case, unraw};

pub(super) struct App<'i> {
    /// The path of `__private`.
    pub(super) rt: TokenStream,
    pub(super) ident: &'i Ident,
    pub(super) uri: String,
    pub(super) name: String,
    pub(super) title: Option<String>,
    pub(super) description: Option<TokenStream>,
    /// The document as it is sent.
    pub(super) html: String,
    /// The origins, of each kind in turn: connect, resource, frame, base_uri.
    pub(super) csp: [Vec<String>; 4],
    /// Camera, microphone, geolocation, clipboard_write.
    pub(super) permissions: [bool; 4],
    pub(super) prefers_border: bool,
    /// The tools that are seen to be called, each with the template's line.
    pub(super) calls: Vec<(String, u32)>,
    /// Whether others may be.
    pub(super) calls_more: bool,
    /// The template, as written.
    pub(super) file: String,
    /// Whether there is such a file.
    pub(super) is_read: bool,
}

impl<'i> App<'i> {
    /// A view that nothing is known of.
    pub(super) fn unread(data: &Data<'i>, rt: TokenStream) -> Self {
        let name = snake_case(&unraw(data.ident));
        Self {
            rt,
            ident: data.ident,
            uri: format!("ui://unread/{name}.00000000.html"),
            name,
            title: None,
            description: docs::text(data.attrs),
            html: String::new(),
            csp: Default::default(),
            permissions: Default::default(),
            prefers_border: false,
            calls: Vec::new(),
            // The template hasn't been read, so it may call any tool.
            calls_more: true,
            file: String::new(),
            is_read: false,
        }
    }
}
