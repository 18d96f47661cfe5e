//! The items of a lister: the protocol's own objects, made with builders or deserialised from
//! another server's lists.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::app::{App, callers};
use crate::protocol::Annotations;
use crate::schema;
use crate::server::ToolAnnotations;
use crate::table::ToolVisibility;

/// The fields that all items have.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct About {
    pub(super) name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) description: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    icons: Vec<Value>,
    #[serde(rename = "_meta", default, skip_serializing_if = "Map::is_empty")]
    meta: Map<String, Value>,
}

impl About {
    fn new(name: impl Into<String>, description: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            description: description.into(),
            ..Self::default()
        }
    }
}

macro_rules! common {
    ($type:ident) => {
        impl $type {
            /// A name for people.
            #[must_use]
            pub fn title(mut self, title: impl Into<String>) -> Self {
                self.about.title = Some(title.into());
                self
            }

            /// Adds an icon: an `https:` or `data:` URI.
            #[must_use]
            pub fn icon(mut self, src: impl Into<String>) -> Self {
                self.about.icons.push(json!({ "src": src.into() }));
                self
            }

            /// Adds an entry to its `_meta`.
            #[must_use]
            pub fn with_meta(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
                self.about.meta.insert(key.into(), value.into());
                self
            }
        }
    };
}

/// A tool that isn't in the table: `Tool` in the specification's schema.
///
/// ```
/// use mcp_runtime::dynamic::ToolItem;
/// use mcp_runtime::serde_json::{from_value, json};
///
/// let by_hand = ToolItem::new("report_42", "The report on sales.", json!({
///     "type": "object",
///     "properties": { "year": { "type": "integer" } },
///     "required": ["year"],
/// }))
/// .title("Sales")
/// .icon("https://example.com/chart.svg")
/// .with_meta("com.example/owner", "controlling");
/// // As another server lists it.
/// let passed_on: ToolItem = from_value(json!({ "name": "sum", "inputSchema": { "type": "object" } }))?;
/// # let _ = (by_hand, passed_on);
/// # Ok::<(), mcp_runtime::serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ToolItem {
    #[serde(flatten)]
    pub(super) about: About,
    pub(super) input_schema: Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    output_schema: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    annotations: Option<ToolAnnotations>,
    /// The URI of a view that this server must have. A link that came from another server is that
    /// one's to keep.
    #[serde(skip)]
    pub(super) view: Option<&'static str>,
}
common!(ToolItem);

impl ToolItem {
    /// A tool: its name, its description for the model, and the JSON Schema of its arguments. The
    /// schema is an object with `"type": "object"`, such as `schema_for!(T)` of `schemars` makes.
    pub fn new(
        name: impl Into<String>,
        description: impl Into<String>,
        input_schema: impl Into<Value>,
    ) -> Self {
        let about = About::new(name, description);
        Self {
            about,
            input_schema: input_schema.into(),
            output_schema: None,
            annotations: None,
            view: None,
        }
    }

    /// The JSON Schema of the structured content. The lister must make sure that results match it.
    ///
    /// ```
    /// use mcp_runtime::dynamic::ToolItem;
    /// use mcp_runtime::serde_json::{json, to_value};
    /// use mcp_runtime::server::ToolAnnotations;
    ///
    /// let count = ToolItem::new("count", "Count the rows of a table.", json!({ "type": "object" }))
    ///     .title("Count rows")
    ///     .output_schema(json!({ "type": "object", "properties": { "rows": { "type": "integer" } }, "required": ["rows"] }))
    ///     .annotations(ToolAnnotations { read_only: Some(true), ..ToolAnnotations::default() });
    /// assert_eq!(count.name(), "count");
    /// assert_eq!(to_value(&count)?["annotations"], json!({ "readOnlyHint": true }));
    /// # Ok::<(), mcp_runtime::serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn output_schema(mut self, schema: impl Into<Value>) -> Self {
        self.output_schema = Some(schema.into());
        self
    }

    /// Hints for the client.
    #[must_use]
    pub fn annotations(mut self, hints: ToolAnnotations) -> Self {
        self.annotations = Some(hints);
        self
    }

    /// Links the tool to the view of `T`, whose schema becomes the output schema. Its results are
    /// those of [`Ui<T>`](crate::Ui), with [`into_result`](crate::Ui::into_result). The server must
    /// have the view, from a tool of its table or from [`Server::app`](crate::Server::app). A tool
    /// with another view is left out of the list, and the log says so. An item that was stored as
    /// JSON, or whose `_meta` gets a `ui` by hand afterwards, is listed as it is.
    #[must_use]
    pub fn app<T: App>(mut self) -> Self {
        self.view = Some(T::META.uri());
        self.output_schema = schema::output_schema(|generator| Some((T::DATA.schema)(generator)));
        self.with_ui(|ui| {
            ui.insert("resourceUri".into(), T::META.uri().into());
            ui.entry("visibility")
                .or_insert_with(|| callers(ToolVisibility::All));
        })
    }

    /// To whom the tool is offered: the model and views, unless set.
    #[must_use]
    pub fn visibility(self, visibility: ToolVisibility) -> Self {
        self.with_ui(|ui| drop(ui.insert("visibility".into(), callers(visibility))))
    }

    /// Adds to what its `_meta` says of views.
    fn with_ui(mut self, say: impl FnOnce(&mut Map<String, Value>)) -> Self {
        let mut ui = match self.about.meta.remove("ui") {
            Some(Value::Object(ui)) => ui,
            _ => Map::new(),
        };
        say(&mut ui);
        self.with_meta("ui", ui)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.about.name
    }
}

/// A prompt that isn't in the table: `Prompt` in the specification's schema.
///
/// ```
/// use mcp_runtime::dynamic::PromptItem;
///
/// let review = PromptItem::new("review", "Review a change.").required("diff", "The change").optional("tone", "How to put it");
/// assert_eq!(review.name(), "review");
/// assert_eq!(mcp_runtime::serde_json::to_value(&review)?["arguments"][0]["required"], true);
/// # Ok::<(), mcp_runtime::serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PromptItem {
    #[serde(flatten)]
    pub(super) about: About,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) arguments: Vec<PromptArgument>,
}
common!(PromptItem);

/// `PromptArgument` in the specification's schema.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct PromptArgument {
    pub(super) name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) description: String,
    #[serde(default)]
    pub(super) required: bool,
}

impl PromptItem {
    /// A prompt: its name, and its description for the people who choose it.
    pub fn new(name: impl Into<String>, description: impl Into<String>) -> Self {
        Self {
            about: About::new(name, description),
            arguments: Vec::new(),
        }
    }

    /// Adds a required argument: its name and its description.
    #[must_use]
    pub fn required(self, name: impl Into<String>, description: impl Into<String>) -> Self {
        self.argument(name.into(), description.into(), true)
    }

    /// Adds an optional argument: its name and its description.
    #[must_use]
    pub fn optional(self, name: impl Into<String>, description: impl Into<String>) -> Self {
        self.argument(name.into(), description.into(), false)
    }

    fn argument(mut self, name: String, description: String, required: bool) -> Self {
        self.arguments.push(PromptArgument {
            name,
            title: None,
            description,
            required,
        });
        self
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.about.name
    }
}

/// A resource that isn't in the table: `Resource` in the specification's schema.
///
/// ```
/// use mcp_runtime::dynamic::ResourceItem;
///
/// use mcp_runtime::protocol::Annotations;
///
/// let note = ResourceItem::new("notes:///7", "Shopping")
///     .title("What to buy")
///     .icon("https://example.com/basket.svg")
///     .description("Milk, bread and the like")
///     .mime_type("text/markdown")
///     .size(120)
///     .annotations(Annotations::new().priority(0.8));
/// assert_eq!(note.uri(), "notes:///7");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourceItem {
    pub(super) uri: String,
    #[serde(flatten)]
    pub(super) about: About,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mime_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    annotations: Option<Annotations>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
}
common!(ResourceItem);

impl ResourceItem {
    /// A resource: its URI, which must be percent-encoded (see
    /// [`encode_uri_segment`](crate::protocol::encode_uri_segment)), and its name.
    pub fn new(uri: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            uri: uri.into(),
            about: About::new(name, ""),
            mime_type: None,
            annotations: None,
            size: None,
        }
    }

    /// Its size in bytes, before any encoding.
    #[must_use]
    pub fn size(mut self, bytes: u64) -> Self {
        self.size = Some(bytes);
        self
    }

    /// Its URI.
    pub fn uri(&self) -> &str {
        &self.uri
    }
}

/// A template of resources that isn't in the table: `ResourceTemplate` in the specification's
/// schema.
///
/// ```
/// use mcp_runtime::dynamic::ResourceTemplateItem;
///
/// let rows = ResourceTemplateItem::new("db:///{table}/{id}", "row").description("A row of a table").mime_type("application/json");
/// assert_eq!(rows.uri_template(), "db:///{table}/{id}");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourceTemplateItem {
    pub(super) uri_template: String,
    #[serde(flatten)]
    pub(super) about: About,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mime_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    annotations: Option<Annotations>,
}
common!(ResourceTemplateItem);

impl ResourceTemplateItem {
    /// A template: its URI template (RFC 6570) and its name.
    pub fn new(uri_template: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            uri_template: uri_template.into(),
            about: About::new(name, ""),
            mime_type: None,
            annotations: None,
        }
    }

    /// Its URI template.
    pub fn uri_template(&self) -> &str {
        &self.uri_template
    }
}

/// The builder methods that resources and their templates have in common.
macro_rules! held {
    ($($type:ident)*) => { $(impl $type {
        /// Its description.
        #[must_use]
        pub fn description(mut self, description: impl Into<String>) -> Self {
            self.about.description = description.into();
            self
        }

        /// Its MIME type.
        #[must_use]
        pub fn mime_type(mut self, mime_type: impl Into<String>) -> Self {
            self.mime_type = Some(mime_type.into());
            self
        }

        /// Whom it is for, and how important it is.
        #[must_use]
        pub fn annotations(mut self, annotations: Annotations) -> Self {
            self.annotations = Some(annotations);
            self
        }
    })* };
}
held!(ResourceItem ResourceTemplateItem);

#[cfg(test)]
mod tests {
    use serde_json::from_value;

    use super::*;

    #[test]
    fn items_are_read_as_other_servers_list_them() {
        let tool = json!({
            "name": "sum", "title": "Sum", "description": "Add.", "icons": [{ "src": "https://example.com/i.png" }],
            "inputSchema": { "type": "object" }, "outputSchema": { "type": "integer" },
            "annotations": { "readOnlyHint": true }, "_meta": { "a": 1 },
        });
        assert_eq!(
            json!(from_value::<ToolItem>(tool.clone()).expect("an item")),
            tool
        );
        let prompt =
            json!({ "name": "p", "arguments": [{ "name": "a", "title": "A", "required": false }] });
        assert_eq!(
            json!(from_value::<PromptItem>(prompt.clone()).expect("an item")),
            prompt
        );
        let resource = json!({ "uri": "x://y", "name": "y", "annotations": { "audience": ["user"] }, "size": 1 });
        assert_eq!(
            json!(from_value::<ResourceItem>(resource.clone()).expect("an item")),
            resource
        );
        let template = json!({ "uriTemplate": "x://{y}", "name": "y", "mimeType": "text/plain" });
        assert_eq!(
            json!(from_value::<ResourceTemplateItem>(template.clone()).expect("an item")),
            template
        );
    }
}
