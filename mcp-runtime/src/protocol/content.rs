//! Content blocks of a result: text, images, audio and resources.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Serialize;
use serde_json::{Map, Value};

use super::Annotations;

/// One block of a result.
///
/// Source: `ContentBlock` in the specification's schema.
///
/// ```
/// use mcp_runtime::protocol::{Content, ResourceContents};
///
/// let blocks = [
///     Content::text("A chart of the week:"),
///     Content::image(b"\x89PNG...", "image/png"),
///     Content::audio(b"RIFF...", "audio/wav"),
///     Content::link("file:///report.pdf", "report.pdf"),
///     Content::resource(ResourceContents::text("file:///data.csv", "day,visits\nMon,12")),
/// ];
/// assert!(serde_json::to_string(&blocks)?.starts_with(r#"[{"type":"text","text":"A chart of the week:"}"#));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Content {
    /// Text.
    Text(TextContent),
    /// An image.
    Image(ImageContent),
    /// Sound.
    Audio(AudioContent),
    /// A resource that the client may read.
    ResourceLink(ResourceLink),
    /// A resource, included.
    #[serde(rename = "resource")]
    Embedded(EmbeddedResource),
}

impl Content {
    /// A block of text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(TextContent {
            text: text.into(),
            extra: Extra::default(),
        })
    }

    /// An image from its bytes, such as those of a PNG file.
    pub fn image(bytes: impl AsRef<[u8]>, mime_type: impl Into<String>) -> Self {
        Self::Image(ImageContent {
            data: STANDARD.encode(bytes),
            mime_type: mime_type.into(),
            extra: Extra::default(),
        })
    }

    /// Sound from its bytes, such as those of a WAV file.
    pub fn audio(bytes: impl AsRef<[u8]>, mime_type: impl Into<String>) -> Self {
        Self::Audio(AudioContent {
            data: STANDARD.encode(bytes),
            mime_type: mime_type.into(),
            extra: Extra::default(),
        })
    }

    /// A link to a resource: its URI, and its name for people and models.
    pub fn link(uri: impl Into<String>, name: impl Into<String>) -> Self {
        Self::ResourceLink(ResourceLink::new(uri, name))
    }

    /// A resource, included in the result.
    pub fn resource(contents: ResourceContents) -> Self {
        Self::Embedded(EmbeddedResource {
            resource: contents,
            extra: Extra::default(),
        })
    }

    /// Says who the block is for and how important it is.
    ///
    /// ```
    /// use mcp_runtime::protocol::{Annotations, Content, Role};
    ///
    /// let block = Content::text("Only the person needs this").annotated(Annotations::new().audience([Role::User]).priority(0.2));
    /// assert_eq!(
    ///     serde_json::to_string(&block)?,
    ///     r#"{"type":"text","text":"Only the person needs this","annotations":{"audience":["user"],"priority":0.2}}"#
    /// );
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn annotated(mut self, annotations: Annotations) -> Self {
        self.extra().annotations = Some(annotations);
        self
    }

    /// Adds an entry to the block's `_meta`.
    ///
    /// ```
    /// use mcp_runtime::protocol::Content;
    ///
    /// let block = Content::text("21 °C").with_meta("com.example/sensor", "roof");
    /// assert_eq!(serde_json::to_string(&block)?, r#"{"type":"text","text":"21 °C","_meta":{"com.example/sensor":"roof"}}"#);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn with_meta(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.extra().meta.insert(key.into(), value.into());
        self
    }

    fn extra(&mut self) -> &mut Extra {
        match self {
            Self::Text(b) => &mut b.extra,
            Self::Image(b) => &mut b.extra,
            Self::Audio(b) => &mut b.extra,
            Self::ResourceLink(b) => &mut b.extra,
            Self::Embedded(b) => &mut b.extra,
        }
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<ResourceLink> for Content {
    fn from(link: ResourceLink) -> Self {
        Self::ResourceLink(link)
    }
}

impl From<ResourceContents> for Content {
    fn from(contents: ResourceContents) -> Self {
        Self::resource(contents)
    }
}

/// The optional fields of every block.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
struct Extra {
    #[serde(skip_serializing_if = "Option::is_none")]
    annotations: Option<Annotations>,
    #[serde(rename = "_meta", skip_serializing_if = "Map::is_empty")]
    meta: Map<String, Value>,
}

/// A block of text, made by [`Content::text`].
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TextContent {
    text: String,
    #[serde(flatten)]
    extra: Extra,
}

/// An image, made by [`Content::image`].
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ImageContent {
    data: String,
    mime_type: String,
    #[serde(flatten)]
    extra: Extra,
}

/// Sound, made by [`Content::audio`].
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AudioContent {
    data: String,
    mime_type: String,
    #[serde(flatten)]
    extra: Extra,
}

/// A resource that the client may read by its URI.
///
/// ```
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::protocol::ResourceLink;
///
/// /// Make a report.
/// #[mcp_tool]
/// fn make_report() -> Content {
///     ResourceLink::new("reports:///7", "Report 7")
///         .title("Sales in July")
///         .description("What was sold, one line a day")
///         .mime_type("text/csv")
///         .size(1200)
///         .into()
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourceLink {
    uri: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mime_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
    #[serde(flatten)]
    extra: Extra,
}

impl ResourceLink {
    /// A link to `uri`, called `name`.
    pub fn new(uri: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            uri: uri.into(),
            name: name.into(),
            title: None,
            description: None,
            mime_type: None,
            size: None,
            extra: Extra::default(),
        }
    }

    /// A name for people, where it differs.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// A description of the resource, for the model.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Its MIME type.
    #[must_use]
    pub fn mime_type(mut self, mime_type: impl Into<String>) -> Self {
        self.mime_type = Some(mime_type.into());
        self
    }

    /// Its size in bytes, before any encoding.
    #[must_use]
    pub fn size(mut self, bytes: u64) -> Self {
        self.size = Some(bytes);
        self
    }
}

/// A resource, included in a result by [`Content::resource`].
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EmbeddedResource {
    resource: ResourceContents,
    #[serde(flatten)]
    extra: Extra,
}

/// The contents of a resource.
///
/// ```
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::protocol::ResourceContents;
///
/// /// A picture and what it shows.
/// #[mcp_resource("pictures:///cat")]
/// fn cat() -> Vec<ResourceContents> {
///     vec![
///         ResourceContents::text("pictures:///cat/title", "A cat"),
///         ResourceContents::blob("pictures:///cat/image", [0x89, b'P', b'N', b'G']).mime_type("image/png"),
///     ]
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourceContents {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    mime_type: Option<String>,
    #[serde(flatten)]
    body: Body,
    #[serde(rename = "_meta", skip_serializing_if = "Map::is_empty")]
    meta: Map<String, Value>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Body {
    Text(String),
    Blob(String),
}

impl ResourceContents {
    /// Text at `uri`.
    pub fn text(uri: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            uri: uri.into(),
            mime_type: None,
            body: Body::Text(text.into()),
            meta: Map::new(),
        }
    }

    /// Bytes at `uri`; on the wire they are Base64.
    pub fn blob(uri: impl Into<String>, bytes: impl AsRef<[u8]>) -> Self {
        Self {
            uri: uri.into(),
            mime_type: None,
            body: Body::Blob(STANDARD.encode(bytes)),
            meta: Map::new(),
        }
    }

    /// Its MIME type.
    #[must_use]
    pub fn mime_type(mut self, mime_type: impl Into<String>) -> Self {
        self.mime_type = Some(mime_type.into());
        self
    }

    /// Adds an entry to its `_meta`.
    #[must_use]
    pub fn with_meta(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.meta.insert(key.into(), value.into());
        self
    }
}
