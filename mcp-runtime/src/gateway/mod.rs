//! Configurations for gateways that route MCP requests by their headers, made from the table that
//! dispatches them.
//!
//! Every request carries its method and the name of what it is for in `Mcp-Method` and `Mcp-Name`,
//! and some arguments in `Mcp-Param-*`, so that a gateway can send it where it belongs without
//! reading its body. A [`Gateway`] says what belongs where, and writes that down for nginx, HAProxy
//! or Envoy. The command `routes --format nginx` does the same; the [guide](crate::guide::gateways)
//! says what comes out, and what to do with it.
//!
//! ```
//! # use mcp_runtime::prelude::*;
//! use mcp_runtime::gateway::{Format, Gateway};
//!
//! /// Make a report, which takes its time.
//! #[mcp_tool]
//! fn make_report() -> &'static str {
//!     "…"
//! }
//! mcp_server! { pub Office { name: "office", version: "1.0.0", tools: [make_report] } }
//!
//! let config = Gateway::of(&Office::new())
//!     .upstream("main", ["10.0.0.1:8000", "10.0.0.2:8000"])
//!     .upstream("reports", ["10.0.0.9:8000"])
//!     .route("tools/call", "make_report", "reports")
//!     .config(Format::Nginx)?;
//! assert!(config.contains(r#""~^tools/call:make_report$" office_reports;"#));
//! # Ok::<_, mcp_runtime::gateway::GatewayError>(())
//! ```

mod envoy;
mod haproxy;
mod json;
mod nginx;
mod pattern;
mod plan;
pub(crate) mod table;
mod upstream;

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::str::FromStr;

use crate::server::{Server, apps};
use plan::Plan;
use table::Row;

/// The format of a configuration: the gateway that it is for, or JSON.
///
/// ```
/// use mcp_runtime::gateway::Format;
///
/// assert_eq!("envoy".parse(), Ok(Format::Envoy));
/// assert_eq!(Format::ALL.map(Format::name), ["nginx", "haproxy", "envoy", "json"]);
/// assert_eq!(
///     "caddy".parse::<Format>().unwrap_err().to_string(),
///     "there is no format `caddy`; there are: nginx, haproxy, envoy, json"
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// A file for nginx's `http` context, such as one in `conf.d`; 1.13 and later, with PCRE.
    Nginx,
    /// Sections for HAProxy, with their own defaults; 2.5 and later, with PCRE.
    Haproxy,
    /// A static bootstrap for Envoy, as YAML.
    Envoy,
    /// The table itself, for other gateways; what is in it, it will keep.
    Json,
}

impl Format {
    /// Each of them.
    pub const ALL: [Self; 4] = [Self::Nginx, Self::Haproxy, Self::Envoy, Self::Json];

    /// Their names.
    #[cfg(feature = "cli")]
    pub(crate) const NAMES: [&str; Self::ALL.len()] = {
        let mut names = [""; Self::ALL.len()];
        let mut i = 0;
        while i < names.len() {
            names[i] = Self::ALL[i].name();
            i += 1;
        }
        names
    };

    /// As in `--format`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nginx => "nginx",
            Self::Haproxy => "haproxy",
            Self::Envoy => "envoy",
            Self::Json => "json",
        }
    }
}

impl FromStr for Format {
    type Err = GatewayError;

    fn from_str(text: &str) -> Result<Self, GatewayError> {
        let found = Self::ALL.into_iter().find(|format| format.name() == text);
        let known = || Self::ALL.map(Self::name).join(", ");
        found.ok_or_else(|| GatewayError {
            reasons: vec![format!(
                "there is no format `{text}`; there are: {}",
                known()
            )],
        })
    }
}

/// The routing of a gateway: a server's table, upstreams, and which requests go to which.
///
/// Every upstream consists of instances of the same server, and can answer everything: rules only
/// state preferences. A request without a rule goes to the first upstream. A header parameter takes
/// precedence over a name, and a name over a prefix.
///
/// ```
/// use mcp_runtime::gateway::{Format, Gateway};
/// use mcp_runtime::prelude::*;
///
/// /// Count the orders of a region.
/// #[mcp_tool(read_only)]
/// fn count_orders(#[mcp(header = "Region")] region: String) -> usize {
///     region.len()
/// }
///
/// /// A report.
/// #[mcp_resource("reports:///{id}")]
/// fn report(id: u32) -> String { id.to_string() }
///
/// mcp_server! { pub Shop { name: "shop", version: "1.0.0", tools: [count_orders], resources: [report] } }
///
/// let gateway = Gateway::of(&Shop::new())
///     .listen("0.0.0.0:8080".parse()?)
///     .upstream("main", ["10.0.0.1:8000", "10.0.0.2:8000"]) // what no rule names
///     .upstream("reports", ["10.0.0.9:8000"])
///     .upstream("eu", ["10.1.0.1:8000"])
///     .route("resources/read", "reports:///{id}", "reports")
///     .param("Region", "eu", "eu");
/// for format in Format::ALL {
///     assert!(gateway.config(format)?.contains("10.1.0.1") || format == Format::Json);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Gateway {
    name: &'static str,
    version: &'static str,
    rows: Vec<Row>,
    listen: SocketAddr,
    path: String,
    ready_path: Option<String>,
    body_limit: usize,
    upstreams: Vec<(String, Vec<String>)>,
    /// Method, name, upstream.
    routes: Vec<(String, String, String)>,
    /// Header, value, upstream.
    params: Vec<(String, String, String)>,
    /// Whether requests pass that name no method in a header, as those of earlier revisions.
    legacy: bool,
}

impl Gateway {
    /// Before this server: with its table, its path, its limit on bodies, and where it says that it
    /// is ready.
    pub fn of<S: Send + Sync + 'static, D: 'static>(server: &Server<S, D>) -> Self {
        let (definition, settings) = (server.definition(), &server.settings);
        Self {
            name: definition.name,
            version: definition.version,
            rows: table::rows(definition, apps(definition, settings)),
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080),
            path: settings.path.clone(),
            ready_path: settings.ready_path.clone(),
            body_limit: settings.body_limit,
            upstreams: Vec::new(),
            routes: Vec::new(),
            params: Vec::new(),
            legacy: false,
        }
    }

    /// The address that the gateway listens on; `127.0.0.1:8080` unless set.
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Instances that take turns, as `HOST:PORT` (an IPv6 address in brackets). The first upstream
    /// gets what no rule names.
    pub fn upstream<A: Into<String>>(
        mut self,
        name: impl Into<String>,
        addresses: impl IntoIterator<Item = A>,
    ) -> Self {
        self.upstreams
            .push((name.into(), addresses.into_iter().map(Into::into).collect()));
        self
    }

    /// Sends requests of a method for a name to an upstream.
    ///
    /// `name` is as in the table: a tool's or a prompt's name, a resource's URI, or a template
    /// (`report://{id}`), of which a gateway knows what its URIs begin with. `crm_*` stands for all
    /// that begins so, and `*` for all of the method, also for what isn't in the table.
    pub fn route(
        mut self,
        method: impl Into<String>,
        name: impl Into<String>,
        upstream: impl Into<String>,
    ) -> Self {
        self.routes
            .push((method.into(), name.into(), upstream.into()));
        self
    }

    /// Sends calls with this value in `Mcp-Param-{header}` to an upstream, of all tools with that
    /// header. A number or a truth value is compared as text.
    pub fn param(
        mut self,
        header: impl Into<String>,
        value: impl Into<String>,
        upstream: impl Into<String>,
    ) -> Self {
        self.params
            .push((header.into(), value.into(), upstream.into()));
        self
    }

    /// Lets requests pass that have no `Mcp-Method`, to the first upstream: those of clients of
    /// earlier revisions, which no rule can tell apart. They are refused otherwise, so that what a
    /// gateway denies or limits by name isn't open to whoever leaves the name out.
    pub fn legacy(mut self, passes: bool) -> Self {
        self.legacy = passes;
        self
    }

    /// The configuration, as the text of a file. JSON needs no upstreams.
    ///
    /// # Errors
    ///
    /// With all that is wrong: unknown names, malformed addresses, rules that contradict each
    /// other.
    pub fn config(&self, format: Format) -> Result<String, GatewayError> {
        if format == Format::Json
            && self.upstreams.is_empty()
            && self.routes.is_empty()
            && self.params.is_empty()
        {
            return Ok(json::config(&self.rows, None));
        }
        let plan = Plan::of(self)?;
        Ok(match format {
            Format::Nginx => nginx::config(&plan, &self.rows),
            Format::Haproxy => haproxy::config(&plan),
            Format::Envoy => envoy::config(&plan),
            Format::Json => json::config(&self.rows, Some(&plan)),
        })
    }
}

/// Why there is no configuration, with all reasons.
///
/// ```
/// # use mcp_runtime::prelude::*;
/// # /// Say hello.
/// # #[mcp_tool]
/// # fn hello() -> &'static str { "hello" }
/// # mcp_server! { Hello { name: "hello", version: "1.0.0", tools: [hello] } }
/// use mcp_runtime::gateway::{Format, Gateway};
///
/// let gateway = Gateway::of(&Hello::new()).upstream("main", ["10.0.0.1"]).route("tools/call", "hallo", "main");
/// let error = gateway.config(Format::Nginx).unwrap_err();
/// assert_eq!(error.reasons().len(), 2); // an address without a port, and a tool that isn't there
/// assert!(error.to_string().contains("did you mean `hello`?"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewayError {
    reasons: Vec<String>,
}

impl GatewayError {
    /// Each reason on its own.
    pub fn reasons(&self) -> &[String] {
        &self.reasons
    }
}

impl fmt::Display for GatewayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let [reason] = &self.reasons[..] {
            return f.write_str(reason);
        }
        f.write_str("that can't be routed:")?;
        self.reasons
            .iter()
            .try_for_each(|reason| write!(f, "\n  - {reason}"))
    }
}

impl std::error::Error for GatewayError {}

#[cfg(test)]
mod tests;
