//! A mask over the tables: what is switched off is not there.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::params::Injected;
use crate::table::Kind;

/// Switches tools, prompts, resources and templates off and on while the server runs. Comes from
/// [`Server::visibility`](crate::Server::visibility), or as a parameter of any function.
///
/// A hidden item is not listed. A request for it by name, or for its completions, is answered as if
/// it didn't exist. Calls that have begun go on. Clients that listen at this instance are told that
/// the list has changed.
///
/// ```
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::serde_json::json;
/// use mcp_runtime::testing::Client;
///
/// /// Open the workshop.
/// #[mcp_tool]
/// fn open_workshop(visibility: Visibility) -> Result<&'static str, ToolError> {
///     visibility.show_tool("weld")?;
///     Ok("open; there is a tool more")
/// }
///
/// /// Weld two parts.
/// #[mcp_tool]
/// fn weld() -> &'static str {
///     "welded"
/// }
///
/// mcp_server! { Workshop { name: "workshop", version: "1.0.0", tools: [open_workshop, weld] } }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> mcp_runtime::Result<()> {
/// let mut server = Workshop::new();
/// server.visibility().hide_tool("weld")?;
///
/// let client = Client::new(server);
/// assert_eq!(client.call_tool::<weld>(json!({})).await.refusal().unwrap().0, -32602);
/// client.call_tool::<open_workshop>(json!({})).await;
/// assert_eq!(client.call_tool::<weld>(json!({})).await.text(), "welded");
/// # Ok(())
/// # }
/// ```
///
/// # One instance, all callers
///
/// The mask is this instance's own, and the same for everyone who calls it. Where several instances
/// stand for one server, tell each of them, such as by a flag in a database that all of them watch;
/// a client that pages through a list gets a refusal of its cursor where two instances don't agree,
/// and begins again.
///
/// A list may be kept by clients for its [`list_ttl`](crate::Server::list_ttl). Calls are refused
/// at once, whatever is kept. That is no replacement for deciding who may call what: a mask knows
/// no callers.
#[derive(Clone)]
pub struct Visibility(Arc<Mask>);

impl Visibility {
    pub(crate) fn new(mask: Arc<Mask>) -> Self {
        Self(mask)
    }

    /// Switches a tool off, by its full name.
    ///
    /// # Errors
    ///
    /// When the server was declared without such a tool.
    pub fn hide_tool(&self, name: &str) -> Result<(), UnknownItem> {
        self.0.switch(Kind::Tool, name, true)
    }

    /// Switches a tool on again; see [`hide_tool`](Self::hide_tool).
    pub fn show_tool(&self, name: &str) -> Result<(), UnknownItem> {
        self.0.switch(Kind::Tool, name, false)
    }

    /// Switches a prompt off.
    ///
    /// # Errors
    ///
    /// When the server was declared without such a prompt.
    pub fn hide_prompt(&self, name: &str) -> Result<(), UnknownItem> {
        self.0.switch(Kind::Prompt, name, true)
    }

    /// Switches a prompt on again; see [`hide_prompt`](Self::hide_prompt).
    pub fn show_prompt(&self, name: &str) -> Result<(), UnknownItem> {
        self.0.switch(Kind::Prompt, name, false)
    }

    /// Switches a resource off, by its URI, or a template, by its URI template as declared
    /// (`notes:///{name}`). A URI that another template matches is then read by that one.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # use mcp_runtime::testing::Client;
    /// # /// A note.
    /// # #[mcp_resource("notes:///{name}")]
    /// # fn note(name: String) -> String { name }
    /// # mcp_server! { Notes { name: "notes", version: "1.0.0", resources: [note] } }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> mcp_runtime::Result<()> {
    /// let mut server = Notes::new();
    /// let visibility = server.visibility();
    /// visibility.hide_resource("notes:///{name}")?;
    ///
    /// let client = Client::new(server);
    /// assert!(client.read("notes:///7").await.refusal().is_some());
    /// visibility.show_resource("notes:///{name}")?;
    /// assert_eq!(client.read("notes:///7").await.contents()[0]["text"], "7");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When the server was declared without such a resource or template.
    pub fn hide_resource(&self, uri: &str) -> Result<(), UnknownItem> {
        self.0.switch(Kind::Resource, uri, true)
    }

    /// Switches a resource or a template on again; see [`hide_resource`](Self::hide_resource).
    pub fn show_resource(&self, uri: &str) -> Result<(), UnknownItem> {
        self.0.switch(Kind::Resource, uri, false)
    }
}

impl fmt::Debug for Visibility {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Visibility")
    }
}

impl Injected for Visibility {
    const HIDES: bool = true;
}

/// Names in an error beyond this are cut.
const MANY: usize = 20;

/// The server was declared without an item of this name.
///
/// ```
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::server::Kind;
///
/// # /// Say hello.
/// # #[mcp_tool]
/// # fn hello() -> &'static str { "hello" }
/// # mcp_server! { Hello { name: "hello", version: "1.0.0", tools: [hello] } }
/// let error = Hello::new().visibility().hide_tool("helo").unwrap_err();
/// assert_eq!((error.kind(), error.name()), (Kind::Tool, "helo"));
/// assert_eq!(error.to_string(), "the server has no tool `helo`; did you mean `hello`?");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownItem {
    kind: Kind,
    name: String,
    hint: String,
}

impl UnknownItem {
    fn new(kind: Kind, name: &str, known: &[String]) -> Self {
        let hint = match crate::schema::closest(name, known.iter().map(String::as_str)) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None if known.is_empty() => "it has none".to_owned(),
            None if known.len() > MANY => format!(
                "it has: {}, and {} more",
                known[..MANY].join(", "),
                known.len() - MANY
            ),
            None => format!("it has: {}", known.join(", ")),
        };
        Self {
            kind,
            name: name.to_owned(),
            hint,
        }
    }

    /// Returns the kind of item that was looked for.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The name or URI that was given.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for UnknownItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            Kind::Tool => "tool",
            Kind::Prompt => "prompt",
            Kind::Resource => "resource",
        };
        write!(f, "the server has no {what} `{}`; {}", self.name, self.hint)
    }
}

impl std::error::Error for UnknownItem {}

/// The items that are switched off.
pub(crate) struct Mask {
    names: &'static dyn Names,
    /// Per kind, in the order of its table.
    hidden: [Box<[AtomicBool]>; 3],
    /// Held while anything is switched, so that lists and what is told of them come in one order.
    changed: Mutex<Option<Changed>>,
}

/// A callback for changes of the mask, once the server runs.
type Changed = Box<dyn Fn(&Mask, Kind) + Send>;

impl Mask {
    pub(crate) fn new(names: &'static dyn Names) -> Self {
        let shown = |kind| (0..names.count(kind)).map(|_| AtomicBool::new(false));
        let hidden = [Kind::Tool, Kind::Prompt, Kind::Resource].map(|kind| shown(kind).collect());
        Self {
            names,
            hidden,
            changed: Mutex::new(None),
        }
    }

    /// Whether the item at this place of its table is switched off. Relaxed: no other memory hangs
    /// on it, and a call at the same moment may go either way.
    pub(crate) fn hides(&self, kind: Kind, position: usize) -> bool {
        self.hidden[kind as usize]
            .get(position)
            .is_some_and(|hidden| hidden.load(Ordering::Relaxed))
    }

    /// Makes the lists as the mask is now. From here on `changed` hears of every change.
    pub(crate) fn start<L>(
        &self,
        make: impl FnOnce(&Self) -> L,
        changed: impl FnOnce(&L) -> Changed,
    ) -> L {
        let mut hears = self.changed.lock().unwrap_or_else(PoisonError::into_inner);
        let lists = make(self);
        *hears = Some(changed(&lists));
        lists
    }

    fn switch(&self, kind: Kind, name: &str, hide: bool) -> Result<(), UnknownItem> {
        let position = self
            .names
            .position(kind, name)
            .ok_or_else(|| UnknownItem::new(kind, name, &self.names.all(kind)))?;
        let changed = self.changed.lock().unwrap_or_else(PoisonError::into_inner);
        let was_hidden = self.hidden[kind as usize][position].swap(hide, Ordering::Relaxed);
        if let (Some(changed), true) = (&*changed, was_hidden != hide) {
            changed(self, kind);
        }
        Ok(())
    }
}

/// The names of a server's items, whatever its state is.
pub(crate) trait Names: Sync {
    fn count(&self, kind: Kind) -> usize;

    fn position(&self, kind: Kind, name: &str) -> Option<usize>;

    fn all(&self, kind: Kind) -> Vec<String>;
}
