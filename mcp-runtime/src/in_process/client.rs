use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use serde_json::{Map, Value, json};

use super::{declared, with_capability};
use crate::call::{Access, Grant, Identity};
use crate::params::Principal;
use crate::protocol::{ClientCapability, LogLevel};
use crate::server::{Core, Server, StartError};
use crate::table::Scope;

/// A client in the same process as its server.
///
/// It declares no capabilities, asks for progress but not for logs, and is anonymous, until told
/// otherwise.
///
/// ```
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::serde_json::json;
/// use mcp_runtime::testing::Client;
/// use mcp_runtime::HttpParts;
///
/// /// Say who is asking.
/// #[mcp_tool(read_only)]
/// fn whoami(principal: Principal, http: Option<HttpParts>, cx: Context) -> String {
///     cx.log(LogLevel::Info, "somebody wants to know");
///     let tenant = http.as_ref().and_then(|http| http.headers.get("x-tenant")?.to_str().ok());
///     format!("{} of {}", principal.id().unwrap_or("somebody"), tenant.unwrap_or("nowhere"))
/// }
///
/// mcp_server! { Mirror { name: "mirror", version: "1.0.0", tools: [whoami] } }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let nobody = Client::new(Mirror::new());
/// assert_eq!(nobody.call_tool::<whoami>(json!({})).await.text(), "somebody of nowhere");
///
/// let ada = Client::new(Mirror::new())
///     .with_principal(Principal::new("ada"))
///     .with_header("x-tenant", "acme")
///     .with_log_level(LogLevel::Info);
/// let reply = ada.call_tool::<whoami>(json!({})).await;
/// assert_eq!(reply.text(), "ada of acme");
/// assert_eq!(reply.notifications()[0]["params"]["data"], "somebody wants to know");
/// # }
/// ```
#[derive(Debug)]
pub struct Client<S: 'static> {
    pub(super) core: Arc<Core<S>>,
    pub(super) identity: Identity,
    pub(super) http: Option<http::request::Parts>,
    pub(super) meta: Map<String, Value>,
    pub(super) answers: Map<String, Value>,
    pub(super) next_id: AtomicU64,
    pub(super) watcher: Option<Watcher>,
}

/// Sees notifications as they arrive.
pub(super) struct Watcher(pub(super) Box<dyn Fn(&Value) + Send + Sync>);

impl fmt::Debug for Watcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watcher")
    }
}

impl<S: Send + Sync + 'static> Client<S> {
    /// A client of this server.
    ///
    /// # Panics
    ///
    /// When the server can't start.
    pub fn new<D: 'static>(server: Server<S, D>) -> Self {
        Self::try_new(server).unwrap_or_else(|e| panic!("{e}"))
    }

    /// A client of this server, or the reasons why the server can't start.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # use mcp_runtime::testing::Client;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    /// let error = Client::try_new(Hello::new().path("mcp")).unwrap_err();
    /// assert!(error.problems()[0].to_string().contains("`mcp`"));
    /// ```
    pub fn try_new<D: 'static>(server: Server<S, D>) -> Result<Self, StartError> {
        let client = Self::for_lists(server)?;
        client.core.check_open()?;
        Ok(client)
    }

    /// A client that calls nothing, so that the state need not be open.
    pub(crate) fn for_lists<D: 'static>(server: Server<S, D>) -> Result<Self, StartError> {
        let core = server.build()?;
        let meta = declared();
        Ok(Self {
            core,
            identity: Identity::unrestricted(Principal::anonymous()),
            http: None,
            meta,
            answers: Map::new(),
            next_id: AtomicU64::new(1),
            watcher: None,
        })
    }

    /// Shows each notification as soon as it is sent, beside collecting it in the reply.
    #[cfg(feature = "cli")]
    pub(crate) fn watched_by(mut self, see: impl Fn(&Value) + Send + Sync + 'static) -> Self {
        self.watcher = Some(Watcher(Box::new(see)));
        self
    }

    /// Declares a capability with every request.
    ///
    /// ```
    /// use mcp_runtime::prelude::*;
    /// use mcp_runtime::protocol::ClientCapability;
    /// use mcp_runtime::serde_json::json;
    /// use mcp_runtime::testing::Client;
    ///
    /// /// Sign the user in.
    /// #[mcp_tool]
    /// fn sign_in(cx: Context) -> Result<&'static str, ToolError> {
    ///     cx.require(ClientCapability::Elicitation)?;
    ///     Ok("welcome")
    /// }
    ///
    /// mcp_server! { Door { name: "door", version: "1.0.0", tools: [sign_in] } }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let plain = Client::new(Door::new());
    /// assert_eq!(plain.call_tool::<sign_in>(json!({})).await.refusal().unwrap().0, -32021);
    ///
    /// let able = Client::new(Door::new()).with_capability(ClientCapability::Elicitation);
    /// assert_eq!(able.call_tool::<sign_in>(json!({})).await.text(), "welcome");
    /// # }
    /// ```
    #[must_use]
    pub fn with_capability(mut self, capability: ClientCapability) -> Self {
        with_capability(&mut self.meta, capability);
        self
    }

    /// Answers the question with this key, whenever it is asked, and declares that the client can
    /// be asked. An elicitation is answered by [`accept`](super::accept),
    /// [`decline`](super::decline) or [`cancel`](super::cancel); what else there is to ask, by a
    /// result as the protocol has it.
    ///
    /// ```
    /// use mcp_runtime::prelude::*;
    /// use mcp_runtime::serde_json::json;
    /// use mcp_runtime::testing::{Client, accept};
    ///
    /// /// Empty the bin.
    /// #[mcp_tool(destructive, confirm = "Delete everything in the bin?")]
    /// fn empty_bin() -> &'static str {
    ///     "empty"
    /// }
    ///
    /// mcp_server! { Bin { name: "bin", version: "1.0.0", tools: [empty_bin] } }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let client = Client::new(Bin::new()).with_answer("confirm", accept(json!({})));
    /// assert_eq!(client.call_tool::<empty_bin>(json!({})).await.text(), "empty");
    /// # }
    /// ```
    #[must_use]
    pub fn with_answer(mut self, key: impl Into<String>, answer: Value) -> Self {
        self.answers.insert(key.into(), answer);
        self.that_can_be_asked()
    }

    /// Declares that the client can be asked anything. A question that it has no answer to is in
    /// [`Reply::questions`](super::Reply::questions).
    ///
    /// ```
    /// use mcp_runtime::prelude::*;
    /// use mcp_runtime::serde_json::json;
    /// use mcp_runtime::testing::Client;
    ///
    /// /// Empty the bin.
    /// #[mcp_tool(destructive, confirm = "Delete everything in the bin?")]
    /// fn empty_bin() -> &'static str {
    ///     "empty"
    /// }
    ///
    /// mcp_server! { Bin { name: "bin", version: "1.0.0", tools: [empty_bin] } }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// // It has no answer, so the question itself comes back.
    /// let client = Client::new(Bin::new()).that_can_be_asked();
    /// let reply = client.call_tool::<empty_bin>(json!({})).await;
    /// assert_eq!(reply.questions()["confirm"]["params"]["message"], "Delete everything in the bin?");
    /// # }
    /// ```
    #[must_use]
    pub fn that_can_be_asked(mut self) -> Self {
        self.meta["io.modelcontextprotocol/clientCapabilities"]["elicitation"] =
            json!({ "form": {}, "url": {} });
        self.with_capability(ClientCapability::Sampling)
            .with_capability(ClientCapability::Roots)
    }

    /// Calls as somebody.
    #[must_use]
    pub fn with_principal(mut self, principal: Principal) -> Self {
        self.identity.principal = principal;
        self
    }

    /// Calls with these scopes of the server's, and with no others. A client has all of them unless
    /// it is told otherwise, as the user of a process has.
    ///
    /// ```
    /// use mcp_runtime::prelude::*;
    /// use mcp_runtime::serde_json::json;
    /// use mcp_runtime::testing::Client;
    ///
    /// /// Delete a project.
    /// #[mcp_tool(destructive, scopes("projects:write"))]
    /// fn delete(name: String) -> String {
    ///     format!("{name} is gone")
    /// }
    ///
    /// mcp_server! {
    ///     Projects {
    ///         name: "projects",
    ///         version: "1.0.0",
    ///         scopes: { "projects:write": "Change and delete projects" },
    ///         tools: [delete],
    ///     }
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let reader = Client::new(Projects::new()).with_scopes(["projects:read"]);
    /// let refused = reader.call_tool::<delete>(json!({ "name": "apollo" })).await;
    /// assert_eq!(refused.refusal().unwrap().0, 403);
    /// assert!(refused.challenge().unwrap().contains("projects:write"));
    ///
    /// let nobody = Client::new(Projects::new()).anonymous();
    /// let refused = nobody.call_tool::<delete>(json!({ "name": "apollo" })).await;
    /// assert_eq!(refused.refusal().unwrap().0, 401);
    /// # }
    /// ```
    #[must_use]
    pub fn with_scopes<'n>(mut self, scopes: impl IntoIterator<Item = &'n str>) -> Self {
        let table = &self.core.definition().scopes;
        let names: Vec<&str> = scopes.into_iter().collect();
        let grant = Grant {
            held: table.closed(table.named(&names)),
            scopes: names.into_iter().map(str::to_owned).collect(),
            ..self.grant()
        };
        self.identity.access = Access::Granted(Arc::new(grant));
        self
    }

    /// Calls with a token that says this of its caller, for functions that take
    /// [`Claims`](crate::Claims). The client has the scopes that it had.
    ///
    /// # Panics
    ///
    /// When `claims` is no object.
    #[must_use]
    pub fn with_claims(mut self, claims: Value) -> Self {
        let Value::Object(claims) = claims else {
            panic!("the claims of a token are an object: {claims}")
        };
        let grant = Grant {
            claims,
            ..self.grant()
        };
        self.identity.access = Access::Granted(Arc::new(grant));
        self
    }

    /// Calls without credentials: only what is `public` can be used.
    #[must_use]
    pub fn anonymous(mut self) -> Self {
        self.identity = Identity::new(Principal::anonymous(), Access::Anonymous);
        self
    }

    /// The client's grant so far.
    fn grant(&self) -> Grant {
        let table = &self.core.definition().scopes;
        match &self.identity.access {
            Access::Granted(grant) => Grant::clone(grant),
            Access::Anonymous => Grant::default(),
            Access::Full => {
                let names: Vec<&str> = table.all().iter().map(Scope::name).collect();
                Grant {
                    held: table.named(&names),
                    scopes: names.into_iter().map(str::to_owned).collect(),
                    ..Grant::default()
                }
            }
        }
    }

    /// Calls as over HTTP, with this header, for tools that take [`HttpParts`](crate::HttpParts).
    ///
    /// # Panics
    ///
    /// When the name or the value can't be a header's.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        let parts = self
            .http
            .get_or_insert_with(|| http::Request::new(()).into_parts().0);
        let name = http::HeaderName::try_from(name).unwrap_or_else(|e| panic!("{name:?}: {e}"));
        let value = http::HeaderValue::try_from(value).unwrap_or_else(|e| panic!("{value:?}: {e}"));
        parts.headers.append(name, value);
        self
    }

    /// Asks for log messages of this level and above.
    #[must_use]
    pub fn with_log_level(self, level: LogLevel) -> Self {
        self.with_meta("io.modelcontextprotocol/logLevel", json!(level))
    }

    /// Sends an entry of `_meta` with every request.
    ///
    /// ```
    /// use mcp_runtime::prelude::*;
    /// use mcp_runtime::serde_json::json;
    /// use mcp_runtime::testing::Client;
    ///
    /// /// Say in which language to answer.
    /// #[mcp_tool(read_only)]
    /// fn language(cx: Context) -> String {
    ///     cx.meta("com.example/language").unwrap_or_else(|| "en".to_owned())
    /// }
    ///
    /// mcp_server! { Words { name: "words", version: "1.0.0", tools: [language] } }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let client = Client::new(Words::new()).with_meta("com.example/language", json!("de"));
    /// assert_eq!(client.call_tool::<language>(json!({})).await.text(), "de");
    /// # }
    /// ```
    #[must_use]
    pub fn with_meta(mut self, key: impl Into<String>, value: Value) -> Self {
        self.meta.insert(key.into(), value);
        self
    }
}
