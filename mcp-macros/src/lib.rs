//! The attribute macros of `mcp-runtime`, which re-exports and documents them. Depend on that crate.
//!
//! Each macro goes the same way: what was written is parsed (`args`), validated into a `model` with every mistake
//! collected, and expanded. Expansions name nothing but `mcp_runtime::__private`, `core` and what the user wrote.

use proc_macro::TokenStream;

mod attr;
mod completion;
mod diagnostics;
mod docs;
mod form;
mod function;
mod handle;
mod icons;
mod prompt;
mod resource;
mod server;
mod signature;
#[cfg(test)]
mod snapshot;
mod tool;
mod types;
mod uri;

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
/// | `timeout = "30s"` | how long a call may take: `ms`, `s`, `m`, `h`, `d` |
/// | `rate = "10/min"` | how often each caller may call it: `/s`, `/min`, `/h`; needs the feature `rate-limit` |
/// | `concurrency = 2` | how many of its calls may run at a time, of all callers together |
/// | `confirm = "Delete {path}?"` | asks the client's user first; see below |
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
/// # Questions
///
/// A parameter can be a question to the client's user. It is not in the schema: the client is asked, and the function is called
/// once, when the answer is there.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// /// What to keep of it.
/// #[derive(Form)]
/// struct Keep { backup: bool }
///
/// /// Delete a project.
/// #[mcp_tool(destructive, confirm = "Delete {project} and everything in it?")]
/// fn delete_project(
///     /// Its name
///     project: String,
///     #[mcp(ask = "What shall be kept of {project}?")]
///     keep: Keep,
/// ) -> String {
///     format!("{project} is gone{}", if keep.backup { ", but for a backup" } else { "" })
/// }
/// ```
///
/// `confirm = "…"` on the function is the short form of a question that is only agreed to. On a parameter, in `#[mcp(…)]`:
///
/// | key | meaning |
/// |---|---|
/// | `ask = "…"` | what the user is asked; `{argument}` is quoted, cut and kept on one line |
/// | `ask_with = …` | an expression that gives the [`Question`](../mcp_runtime/input/struct.Question.html), from the other parameters by reference |
/// | `url = "https://…"` | beside `ask`: the page that the user is asked to open, for `Visited` |
/// | `fallback = …` | the answer where the client can't ask; it is refused with −32021 otherwise |
/// | `volunteered` | an answer that comes with the first request counts, too: of a client that knows what it will be asked |
///
/// Its type is `Confirm`, `Visited`, a struct with [`#[derive(Form)]`](derive@Form), or `Answer<…>` of these, which sees a refusal.
/// A `destructive` tool has neither `fallback` nor `volunteered`.
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

/// Makes a prompt of a function.
///
/// The function stays as it is; beside it appears a type of the same name, which the `prompts: […]` of a server name. Its doc
/// comment is what people choose it by. Its arguments arrive as texts, so each is of a type that a text can become: `String`, a
/// number, a `bool`, an enum of unit variants with `#[mcp_type]`, anything that implements `FromStr`, or an `Option` of these.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// #[mcp_type]
/// enum Depth { Brief, Thorough }
///
/// #[mcp_completion]
/// fn languages(typed: Completing) -> Vec<&'static str> {
///     ["go", "python", "rust"].into_iter().filter(|name| name.starts_with(typed.value())).collect()
/// }
///
/// /// Review a piece of code.
/// #[mcp_prompt(title = "Code review")]
/// fn review(
///     /// The language it is written in
///     #[mcp(complete = languages)]
///     language: String,
///     /// How closely to look; its values are completed by themselves
///     depth: Option<Depth>,
/// ) -> Vec<PromptMessage> {
///     let depth = match depth { Some(Depth::Brief) => "briefly", _ => "thoroughly" };
///     vec![PromptMessage::user(format!("Review this {language} code {depth}."))]
/// }
///
/// mcp_server! { pub Reviews { name: "reviews", version: "1.0.0", prompts: [review] } }
/// # let _ = Reviews::new();
/// ```
///
/// It returns a text, [`Content`](../mcp_runtime/protocol/enum.Content.html), one or more
/// [`PromptMessage`](../mcp_runtime/response/struct.PromptMessage.html)s, or a `Result` of these.
///
/// On the function: `name`, `title`, `icons`, `meta`, `timeout`, `blocking`, `item` and `crate`, as of
/// [`#[mcp_tool]`](macro@mcp_tool). On an argument, in `#[mcp(…)]`, the rules of a tool's argument, and:
///
/// | key | meaning |
/// |---|---|
/// | `title = "…"` | its name for people |
/// | `complete = path` | the [`#[mcp_completion]`](macro@mcp_completion) that suggests values |
/// | `ask = "…"` and its like | makes a question of it; see [`#[mcp_tool]`](macro@mcp_tool) |
///
/// A list can't come from a text:
///
/// ```compile_fail
/// # use mcp_runtime::prelude::*;
/// /// Compare things.
/// #[mcp_prompt]
/// fn compare(things: Vec<String>) -> String { // error: take a `String`, and split it
///     things.join(" and ")
/// }
/// ```
#[proc_macro_attribute]
pub fn mcp_prompt(args: TokenStream, item: TokenStream) -> TokenStream {
    prompt::mcp_prompt(args.into(), item.into()).into()
}

/// Makes a resource of a function, or a template of resources.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// /// The configuration that the server runs with.
/// #[mcp_resource("config://app", mime_type = "application/json")]
/// fn config() -> &'static str { r#"{"debug":false}"# }
///
/// /// A file of the project.
/// #[mcp_resource("file:///{+path}", ttl = "10s")]
/// async fn file(path: String) -> Option<String> {
///     // `None` is a resource that doesn't exist. A path that leaves its directory doesn't get here.
///     (path == "src/main.rs").then(|| "fn main() {}".to_owned())
/// }
///
/// mcp_server! { pub Project { name: "project", version: "1.0.0", resources: [config, file] } }
/// # let _ = Project::new();
/// ```
///
/// A URI with variables is a template (RFC 6570, levels 1 to 3: `{a}`, `{+path}`, `{#part}`, `{.ext}`, `{/a,b}`, `{?q}`, `{&q}`):
/// each variable is an argument of its name, of a type that a text can become, as of [`#[mcp_prompt]`](macro@mcp_prompt). A
/// variable of `{?…}` or `{&…}` may be missing, so it is an `Option`, or has a `default`. Of two templates that match, the one
/// with more text of its own is read.
///
/// It returns a text, bytes, [`Json<T>`](../mcp_runtime/response/struct.Json.html), `ResourceContents`, an `Option` of these, or a
/// `Result`.
///
/// On the function, behind the URI:
///
/// | key | meaning |
/// |---|---|
/// | `name = "…"` | a name for programs; the function's unless given |
/// | `mime_type = "…"` | of a text or bytes; `text/plain` or `application/octet-stream` unless given |
/// | `size = 1024` | in bytes, where it is known beforehand |
/// | `audience = ["user"]`, `priority = 0.5`, `last_modified = "…"` | annotations |
/// | `ttl = "10s"` | how long a client may keep what it read; no time unless given |
/// | `cache = "public"` | says that everyone reads the same; `private` unless given |
///
/// and `title`, `icons`, `meta`, `timeout`, `blocking`, `item` and `crate`, as of [`#[mcp_tool]`](macro@mcp_tool). On a variable, in
/// `#[mcp(…)]`, the rules of a tool's argument, `complete = path`, and `allow_traversal` for values with `..`.
///
/// A variable that is no argument doesn't compile:
///
/// ```compile_fail
/// # use mcp_runtime::prelude::*;
/// /// A note.
/// #[mcp_resource("notes:///{name}")]
/// fn note(title: String) -> String { title } // error: `name` is no argument
/// ```
#[proc_macro_attribute]
pub fn mcp_resource(args: TokenStream, item: TokenStream) -> TokenStream {
    resource::mcp_resource(args.into(), item.into()).into()
}

/// Makes a completion of a function: what suggests values for an argument of a prompt, or a variable of a resource's template.
///
/// It takes what the server gives: [`Completing`](../mcp_runtime/params/struct.Completing.html), which knows what is typed, `State<T>`
/// and the like. It returns texts, the best first; more than 100 are cut, and the client is told of it.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// #[derive(Clone)]
/// struct Cities(Vec<String>);
///
/// #[mcp_completion]
/// async fn cities(typed: Completing, State(cities): State<Cities>) -> Vec<String> {
///     cities.0.into_iter().filter(|city| city.starts_with(typed.value())).collect()
/// }
///
/// /// The weather in a city.
/// #[mcp_resource("weather:///{city}")]
/// fn weather(#[mcp(complete = cities)] city: String) -> String {
///     format!("{city}: fine")
/// }
///
/// mcp_server! { pub Weather { name: "weather", version: "1.0.0", state: Cities, resources: [weather] } }
/// # let _ = Weather::new(Cities(Vec::new()));
/// ```
///
/// On the function: `blocking`, `item` and `crate`, as of [`#[mcp_tool]`](macro@mcp_tool).
#[proc_macro_attribute]
pub fn mcp_completion(args: TokenStream, item: TokenStream) -> TokenStream {
    completion::mcp_completion(args.into(), item.into()).into()
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
/// | `prompts: […]`, `resources: […]` | by path; `#[cfg(…)]` works on each |
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

/// Makes a form of a struct, for questions to the client's user; or, of an enum, a choice in such a form.
///
/// ```
/// use mcp_runtime::Form;
/// use mcp_runtime::serde_json::json;
///
/// /// Where to send it.
/// #[derive(Form)]
/// struct Address {
///     /// Street and number
///     street: String,
///     #[form(title = "Postal code", length = 4..=10)]
///     zip: String,
///     #[form(range = 18..=120, default = 30)]
///     age: u8,
///     #[form(format = "email")]
///     mail: Option<String>,
///     wrapping: Color,
///     #[form(items = ..=2, default = [])]
///     ribbons: Vec<Color>,
/// }
///
/// #[derive(Form, Debug, PartialEq)]
/// enum Color {
///     /// Red as a rose
///     Red,
///     #[form(name = "dark-blue")]
///     Blue,
/// }
///
/// let answer = json!({ "street": "Main Street 1", "zip": "3000", "wrapping": "dark-blue" });
/// let address = Address::read(answer.as_object().unwrap()).unwrap();
/// assert_eq!((address.age, address.wrapping), (30, Color::Blue));
///
/// let answer = json!({ "street": "Main Street 1", "zip": "30", "wrapping": "green" });
/// let errors = Address::read(answer.as_object().unwrap()).map(|_| ()).unwrap_err();
/// assert_eq!(
///     errors.to_string(),
///     "- `zip` must have 4 to 10 characters, got 2\n- `wrapping` must be one of `Red`, `dark-blue`"
/// );
/// ```
///
/// The client shows the form by its schema, which has these rules only, and what it answers is held against them. The
/// doc comment on a field is its description. An `Option` may be left out, and so may what has a default.
///
/// On a field, in `#[form(…)]`:
///
/// | key | meaning |
/// |---|---|
/// | `name = "…"` | its name on the wire; the field's unless given |
/// | `title = "…"` | its name for people |
/// | `default = …` | its value when it is left out: a literal or an expression; `[Color::Red]` for a list |
/// | `range = 1..=14` | the numbers allowed |
/// | `length = 1..=80` | characters of a text |
/// | `items = 1..=2` | how many of the choices may be taken |
/// | `format = "date"` | `email`, `uri`, `date`, `date-time` |
/// | `not_secret` | permits a name that looks like a secret's; secrets are asked for by URL mode |
///
/// On a variant, where the doc comment is its title, for people:
///
/// | key | meaning |
/// |---|---|
/// | `name = "…"` | its name on the wire; the variant's unless given |
/// | `title = "…"` | its title, where the doc comment says something else |
///
/// On the type, `crate = path` says where `mcp_runtime` is, if not at `::mcp_runtime`. A struct without fields asks for no
/// more than that the user accepts.
///
/// A mistake is an error at the token that is wrong:
///
/// ```compile_fail
/// use mcp_runtime::Form;
///
/// #[derive(Form)]
/// struct Login {
///     name: String,
///     password: String, // error: a form passes through the client; ask for it by URL mode
/// }
/// ```
// `serde` is here to be refused: it would have no effect.
#[proc_macro_derive(Form, attributes(form, serde))]
pub fn derive_form(input: TokenStream) -> TokenStream {
    form::derive(input.into()).into()
}

/// Makes a type the state behind handles: what lasts from call to call, without a session.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// /// A shopping basket
/// #[mcp_type]
/// #[derive(Handle, Default)]
/// #[handle(prefix = "bsk", ttl = "24h")]
/// struct Basket {
///     items: Vec<String>,
/// }
///
/// /// Create an empty basket.
/// #[mcp_tool]
/// async fn create_basket(baskets: Handles<Basket>) -> Result<Minted<Basket>, ToolError> {
///     baskets.mint(Basket::default()).await
/// }
///
/// /// Put an item into a basket.
/// #[mcp_tool]
/// async fn add_item(
///     mut basket: Handle<Basket>,
///     /// What to put into it
///     sku: String,
/// ) -> Result<Json<Basket>, ToolError> {
///     basket.update(|basket| basket.items.push(sku.clone())).await?;
///     Ok(Json(Basket { items: basket.items.clone() }))
/// }
/// # mcp_server! { Shop { name: "shop", version: "1.0.0", tools: [create_basket, add_item] } }
/// # let _ = Shop::new();
/// ```
///
/// The type must implement `Serialize` and `Deserialize` ([`#[mcp_type]`](macro@mcp_type) derives them) and borrow nothing. Its doc
/// comment tells the model what it is a handle of; where a handle comes from and how long it lives is said beside it.
///
/// In `#[handle(…)]`:
///
/// | key | meaning |
/// |---|---|
/// | `prefix = "bsk"` | what its texts begin with; one kind, one prefix |
/// | `ttl = "24h"` | how long it lives after its last use: `s`, `m`, `h`, `d` |
/// | `fixed` | it lives so long after it was minted, however often it is used |
/// | `sealed` | the state travels in the handle, encrypted: nothing is kept, and nothing can be changed, closed or listed |
/// | `external` | another server mints it, with the same store and state keys |
/// | `crate = path` | where `mcp_runtime` is, if not at `::mcp_runtime` |
///
/// A mistake is an error at the token that is wrong, and so is a tool that takes a handle which no tool of its server mints:
///
/// ```compile_fail
/// use mcp_runtime::prelude::*;
///
/// /// A shopping basket
/// #[mcp_type]
/// #[derive(Handle)]
/// #[handle(prefix = "bsk", ttl = "24h")]
/// struct Basket { items: Vec<String> }
///
/// /// Count what is in a basket.
/// #[mcp_tool(read_only)]
/// fn count_items(basket: Handle<Basket>) -> usize { basket.items.len() }
///
/// // error: `count_items` takes the handle `basket`, which no tool of this server mints
/// mcp_server! { Shop { name: "shop", version: "1.0.0", tools: [count_items] } }
/// ```
#[proc_macro_derive(Handle, attributes(handle))]
pub fn derive_handle(input: TokenStream) -> TokenStream {
    handle::derive(input.into()).into()
}
