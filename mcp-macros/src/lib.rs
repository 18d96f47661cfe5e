//! The attribute macros of `mcp-runtime`, which re-exports and documents them. Depend on that crate.
//!
//! Each macro goes the same way: what was written is parsed (`args`), validated into a `model` with every mistake
//! collected, and expanded. Expansions name nothing but `mcp_runtime::__private`, `core` and what the user wrote.

use proc_macro::TokenStream;

mod attr;
mod diagnostics;
mod docs;
mod server;
mod signature;
#[cfg(test)]
mod snapshot;
mod tool;
mod types;

/// Makes a tool of a function.
///
/// The function stays as it is; beside it appears a type of the same name, which lists of tools name. Its doc comment
/// is what the model reads, and so are the doc comments on its arguments.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// /// Weather forecast for a place.
/// #[mcp_tool(title = "Forecast", read_only, open_world, timeout = "10s")]
/// async fn forecast(
///     /// City name or postal code
///     #[mcp(length = 1..=80, example = "Bern")]
///     place: String,
///     /// Days ahead
///     #[mcp(range = 1..=14, default = 3)]
///     days: u8,
///     /// Region of the data centre that answers
///     #[mcp(header = "Region")]
///     region: Option<String>,
/// ) -> Result<String, ToolError> {
///     let region = region.as_deref().unwrap_or("anywhere");
///     Ok(format!("{place} will be fine for {days} days, says {region}"))
/// }
/// ```
///
/// On the function:
///
/// | key | meaning |
/// |---|---|
/// | `name = "…"` | the tool's name; the function's unless given |
/// | `title = "…"` | a name for people |
/// | `read_only`, `destructive`, `idempotent`, `open_world` | hints for the client; `= false` says the opposite |
/// | `icons = ["https://…"]` | also `icon(src = "…", mime_type = "…", sizes = ["48x48"], theme = "dark")` |
/// | `meta({ "com.example/tier": "gold" })` | the tool's `_meta`, as in `serde_json::json!` |
/// | `timeout = "30s"` | how long a call may take: `ms`, `s`, `m`, `h` |
/// | `blocking` | runs the (not async) function on a thread for blocking work |
/// | `input_schema = include_str!("…")` | a schema given by hand, sent as it is |
/// | `item = ForecastTool` | a name for the type beside the function, where the function's is taken |
/// | `crate = path` | where `mcp_runtime` is, if not at `::mcp_runtime` |
///
/// On an argument, in `#[mcp(…)]`:
///
/// | key | meaning |
/// |---|---|
/// | `name = "…"` | its name on the wire; the parameter's unless given |
/// | `default = …` | its value when it is left out: a literal or an expression |
/// | `range = 1..=14` | the numbers allowed |
/// | `length = 1..=80` | characters of a text, items of a list, entries of a map |
/// | `pattern = "^[a-z]+$"` | a regular expression that a text must match |
/// | `format = "date"` | `date`, `date-time`, `email`, `hostname`, `ipv4`, `ipv6`, `uri`, `uuid` |
/// | `example = …` | an example for the model; may be given more than once |
/// | `header = "Region"` | mirrors the value in `Mcp-Param-Region`, for gateways to route by |
/// | `allow_secret_header` | permits that for a name that looks like a secret's |
/// | `inject`, `argument` | settles which one a type is that could be both |
///
/// A mistake is an error at the token that is wrong:
///
/// ```compile_fail
/// use mcp_runtime::prelude::*;
///
/// /// Greet somebody.
/// #[mcp_tool]
/// fn greet(name: &str) -> String { // error: take `String`
///     format!("Hello, {name}")
/// }
/// ```
#[proc_macro_attribute]
pub fn mcp_tool(args: TokenStream, item: TokenStream) -> TokenStream {
    tool::mcp_tool(args.into(), item.into()).into()
}

/// Declares a group of tools, for servers to take in with `..path::Group`.
///
/// ```
/// # use mcp_runtime::prelude::*;
/// mod billing {
///     use mcp_runtime::prelude::*;
///
///     /// Write an invoice.
///     #[mcp_tool]
///     pub fn invoice() -> &'static str { "written" }
///
///     mcp_tools! { pub Billing: [invoice] }
/// }
///
/// mcp_server! {
///     pub Shop { name: "shop", version: "1.0.0", tools: [..billing::Billing as "billing"] }
/// }
/// # let names: Vec<String> = Shop::DEFINITION.tools().map(|tool| tool.name()).collect();
/// # assert_eq!(names, ["billing_invoice"]);
/// ```
///
/// A group works with every state that its tools work with.
#[proc_macro]
pub fn mcp_tools(input: TokenStream) -> TokenStream {
    server::mcp_tools(input.into()).into()
}

/// Declares a server: its tables are built, and its items checked against each other, at compile time.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// /// Say hello.
/// #[mcp_tool(read_only)]
/// fn hello() -> &'static str { "hello" }
///
/// mcp_server! {
///     /// Says hello when asked. (This is what the model is told of the server.)
///     pub Hello {
///         name: "hello",
///         version: env!("CARGO_PKG_VERSION"),
///         tools: [hello],
///     }
/// }
///
/// let router: axum::Router = Hello::new().into_router();
/// ```
///
/// | key | meaning |
/// |---|---|
/// | `name: "…"`, `version: …` | required |
/// | `title: "…"` | a name for people |
/// | `state: Type` | what tools reach by `State<T>`; `new` takes it. Without it, `new` takes nothing |
/// | `tools: […]` | tools by path, groups with `..path`, with a prefix by `..path as "prefix"`; `#[cfg(…)]` works on each |
/// | `crate: path` | where `mcp_runtime` is, if not at `::mcp_runtime` |
///
/// Two tools with one name don't compile, wherever they come from:
///
/// ```compile_fail
/// # use mcp_runtime::prelude::*;
/// # /// Say hello.
/// # #[mcp_tool]
/// # fn hello() -> &'static str { "hello" }
/// mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello, hello] } }
/// ```
#[proc_macro]
pub fn mcp_server(input: TokenStream) -> TokenStream {
    server::mcp_server(input.into()).into()
}

/// Derives what a data type of a tool needs: `Serialize`, `Deserialize` and `JsonSchema`, so that `mcp-runtime` is the
/// only dependency. `#[serde(…)]` and `#[schemars(…)]` work as ever; doc comments become descriptions.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// #[mcp_type]
/// #[derive(Debug, Clone, Copy)]
/// #[serde(rename_all = "lowercase")]
/// enum Unit {
///     /// As in most of the world
///     Celsius,
///     Fahrenheit,
/// }
/// ```
#[proc_macro_attribute]
pub fn mcp_type(args: TokenStream, item: TokenStream) -> TokenStream {
    types::mcp_type(args.into(), item.into()).into()
}
