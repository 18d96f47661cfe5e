//! The declarations of prompts and resources.

use std::time::Duration;

use serde_json::Value;

use crate::protocol::UriPiece;
use crate::table::Location;

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

    /// A name for people.
    pub const fn title(&self) -> Option<&'static str> {
        self.title
    }

    /// The `icons` array, as JSON text.
    pub const fn icons(&self) -> Option<&'static str> {
        self.icons
    }

    /// The `_meta` object.
    pub fn meta(&self) -> Option<Value> {
        self.meta.map(|meta| meta())
    }

    /// Its own call timeout.
    pub const fn timeout(&self) -> Option<Duration> {
        self.timeout
    }

    /// Where it is declared.
    pub const fn location(&self) -> Location {
        self.location
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
            location: Location::caller(),
        }
    }

    #[must_use]
    pub const fn with_title(mut self, title: &'static str) -> Self {
        self.title = Some(title);
        self
    }

    #[must_use]
    pub const fn with_icons(mut self, icons: &'static str) -> Self {
        self.icons = Some(icons);
        self
    }

    #[must_use]
    pub const fn with_meta(mut self, meta: fn() -> Value) -> Self {
        self.meta = Some(meta);
        self
    }

    #[must_use]
    pub const fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }
}

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

    /// A name for people.
    pub const fn title(&self) -> Option<&'static str> {
        self.title
    }

    /// The `icons` array, as JSON text.
    pub const fn icons(&self) -> Option<&'static str> {
        self.icons
    }

    /// The `_meta` object.
    pub fn meta(&self) -> Option<Value> {
        self.meta.map(|meta| meta())
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

    /// Its own call timeout.
    pub const fn timeout(&self) -> Option<Duration> {
        self.timeout
    }

    /// How long a client may cache what it read.
    pub const fn ttl(&self) -> Option<Duration> {
        self.ttl
    }

    /// Whether everyone reads the same contents.
    pub const fn public(&self) -> Option<bool> {
        self.public
    }

    /// Where it is declared.
    pub const fn location(&self) -> Location {
        self.location
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
            location: Location::caller(),
        }
    }

    #[must_use]
    pub const fn with_description(mut self, description: &'static str) -> Self {
        self.description = description;
        self
    }

    #[must_use]
    pub const fn with_title(mut self, title: &'static str) -> Self {
        self.title = Some(title);
        self
    }

    #[must_use]
    pub const fn with_icons(mut self, icons: &'static str) -> Self {
        self.icons = Some(icons);
        self
    }

    #[must_use]
    pub const fn with_meta(mut self, meta: fn() -> Value) -> Self {
        self.meta = Some(meta);
        self
    }

    #[must_use]
    pub const fn with_mime_type(mut self, mime_type: &'static str) -> Self {
        self.mime_type = Some(mime_type);
        self
    }

    #[must_use]
    pub const fn with_annotations(mut self, annotations: &'static str) -> Self {
        self.annotations = Some(annotations);
        self
    }

    #[must_use]
    pub const fn with_size(mut self, size: u64) -> Self {
        self.size = Some(size);
        self
    }

    #[must_use]
    pub const fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    #[must_use]
    pub const fn with_ttl(mut self, ttl: Duration) -> Self {
        self.ttl = Some(ttl);
        self
    }

    #[must_use]
    pub const fn with_public(mut self, on: bool) -> Self {
        self.public = Some(on);
        self
    }
}
