//! The declarations of prompts and resources.

use std::time::Duration;

use serde_json::Value;

use super::keys::{setters, shared_keys};
use crate::protocol::UriPiece;
use crate::table::{AccessMeta, Location};

/// A prompt as its attribute declares it.
#[derive(Clone, Copy, Debug)]
pub struct PromptMeta {
    pub(crate) name: &'static str,
    pub(crate) description: &'static str,
    pub(crate) title: Option<&'static str>,
    /// The `icons` array, as JSON text.
    pub(crate) icons: Option<&'static str>,
    pub(crate) meta: Option<fn() -> Value>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) access: AccessMeta,
    pub(crate) location: Location,
}

impl PromptMeta {
    /// Its name.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// For the people who choose it.
    pub const fn description(&self) -> &'static str {
        self.description
    }
}

/// For expansions: each key of the attribute that was written is one call.
#[doc(hidden)]
#[allow(missing_docs)]
impl PromptMeta {
    #[track_caller]
    pub const fn new(name: &'static str, description: &'static str) -> Self {
        Self {
            name,
            description,
            title: None,
            icons: None,
            meta: None,
            timeout: None,
            access: AccessMeta::DEFAULT,
            location: Location::caller(),
        }
    }
}

shared_keys! { PromptMeta }

/// A resource, or a template of resources, as its attribute declares it.
#[derive(Clone, Copy, Debug)]
pub struct ResourceMeta {
    pub(crate) uri: &'static str,
    /// The URI, taken apart.
    pub(crate) pieces: &'static [UriPiece],
    pub(crate) name: &'static str,
    pub(crate) description: &'static str,
    pub(crate) title: Option<&'static str>,
    /// The `icons` array, as JSON text.
    pub(crate) icons: Option<&'static str>,
    pub(crate) meta: Option<fn() -> Value>,
    pub(crate) mime_type: Option<&'static str>,
    /// JSON text.
    pub(crate) annotations: Option<&'static str>,
    pub(crate) size: Option<u64>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) ttl: Option<Duration>,
    pub(crate) public: Option<bool>,
    pub(crate) access: AccessMeta,
    pub(crate) location: Location,
}

impl ResourceMeta {
    /// Its URI, or its URI template.
    pub const fn uri(&self) -> &'static str {
        self.uri
    }

    /// Whether it stands for many resources.
    pub const fn is_template(&self) -> bool {
        !matches!(self.pieces, [UriPiece::Literal(_)])
    }

    /// A name for programs.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Its description: what it holds; empty for none.
    pub const fn description(&self) -> &'static str {
        self.description
    }

    /// Its MIME type.
    pub const fn mime_type(&self) -> Option<&'static str> {
        self.mime_type
    }

    /// The annotations, as JSON text.
    pub const fn annotations(&self) -> Option<&'static str> {
        self.annotations
    }

    /// Its size in bytes.
    pub const fn size(&self) -> Option<u64> {
        self.size
    }

    /// How long a client may cache what it read.
    pub const fn ttl(&self) -> Option<Duration> {
        self.ttl
    }

    /// Whether everyone reads the same contents.
    pub const fn public(&self) -> Option<bool> {
        self.public
    }
}

/// For expansions: each key of the attribute that was written is one call.
#[doc(hidden)]
#[allow(missing_docs)]
impl ResourceMeta {
    #[track_caller]
    pub const fn new(uri: &'static str, pieces: &'static [UriPiece], name: &'static str) -> Self {
        Self {
            uri,
            pieces,
            name,
            description: "",
            title: None,
            icons: None,
            meta: None,
            mime_type: None,
            annotations: None,
            size: None,
            timeout: None,
            ttl: None,
            public: None,
            access: AccessMeta::DEFAULT,
            location: Location::caller(),
        }
    }

    #[must_use]
    pub const fn with_description(mut self, description: &'static str) -> Self {
        self.description = description;
        self
    }
}

shared_keys! { ResourceMeta }

setters! { ResourceMeta {
    with_mime_type(mime_type: &'static str),
    with_annotations(annotations: &'static str),
    with_size(size: u64),
    with_ttl(ttl: Duration),
    with_public(public: bool),
} }
