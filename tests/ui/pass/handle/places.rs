//! Wherever a handle can stand in arguments and results.

use std::collections::BTreeMap;
use std::fmt;

use mcp_runtime::prelude::*;

/// A basket
#[mcp_type]
#[derive(Handle, Default)]
#[handle(prefix = "bsk", ttl = "24h")]
struct Basket {
    items: Vec<String>,
}

impl fmt::Display for Basket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} things", self.items.len())
    }
}

/// A paper from elsewhere
#[mcp_type]
#[derive(Handle)]
#[handle(prefix = "paper", ttl = "1h", external)]
struct Paper {
    text: String,
}

type Open = Handle<Basket>;
type Made = Result<Minted<Basket>, ToolError>;

#[mcp_type]
struct Nested {
    one: Open,
    maybe: Option<Handle<Paper>>,
    many: Vec<Handle<Basket>>,
    by_name: BTreeMap<String, Handle<Basket>>,
    either: Either,
}

#[mcp_type]
enum Either {
    Basket(Handle<Basket>),
    Name(String),
}

/// Create a basket.
#[mcp_tool]
async fn create(baskets: Handles<Basket>) -> Made {
    baskets.mint(Basket::default()).await
}

/// Create a basket, some time.
#[mcp_tool]
fn create_later(baskets: Handles<Basket>) -> impl Future<Output = Made> + Send {
    async move { baskets.mint(Basket::default()).await }
}

/// Copy a basket.
#[mcp_tool]
async fn copy(basket: Open, baskets: Handles<Basket>) -> Made {
    baskets.mint(Basket { items: basket.items.clone() }).await
}

/// Count everything.
#[mcp_tool(read_only)]
fn count(Args(nested): Args<Nested>) -> usize {
    let Nested { one, maybe, many, by_name, either } = nested;
    let either = match either {
        Either::Basket(basket) => basket.items.len(),
        Either::Name(name) => name.len(),
    };
    let all = many.iter().chain(by_name.values()).chain([&one]);
    all.map(|basket| basket.items.len()).sum::<usize>() + maybe.map_or(0, |paper| paper.text.len()) + either
}

/// Count some.
#[mcp_tool(read_only, blocking)]
fn count_some(nested: Option<Nested>, some: Option<Vec<Open>>, pair: Vec<Option<Handle<Basket>>>) -> usize {
    usize::from(nested.is_some()) + some.map_or(0, |some| some.len()) + pair.iter().flatten().count()
}

/// Throw baskets away.
#[mcp_tool(destructive)]
async fn throw_away(
    basket: Open,
    other: Option<Handle<Basket>>,
    rest: Vec<Handle<Basket>>,
    #[mcp(ask = "Throw away {basket}, {other} and {rest}?")] ok: Confirm,
) -> Result<bool, ToolError> {
    drop((ok, other, rest));
    basket.close().await
}

/// Empty a basket.
#[mcp_tool(destructive, confirm = "Empty it?")]
async fn empty(mut basket: Open) -> Result<Json<Handle<Basket>>, ToolError> {
    let there = &mut Vec::new();
    basket.update(|basket| std::mem::swap(there, &mut basket.items)).await?;
    Ok(Json(basket))
}

/// Suggest a meal.
#[mcp_prompt]
fn suggest(
    /// What there is
    basket: Open,
    paper: Option<Handle<Paper>>,
) -> String {
    format!("Suggest a meal made of {basket}{}", paper.map_or(String::new(), |paper| paper.text.clone()))
}

/// A basket.
#[mcp_resource("baskets:///{basket}{?paper}")]
fn contents(basket: Handle<Basket>, paper: Option<Handle<Paper>>) -> String {
    format!("{basket} {}", paper.is_some())
}

mod group {
    use mcp_runtime::prelude::*;

    /// Read a paper.
    #[mcp_tool(read_only)]
    pub(super) fn read(paper: Handle<super::Paper>) -> String {
        paper.text.clone()
    }

    mcp_tools! { pub(super) Papers: [read] }
}

mcp_server! {
    Shop {
        name: "shop",
        version: "1.0.0",
        tools: [create, create_later, copy, count, count_some, throw_away, empty, ..group::Papers as "paper"],
        prompts: [suggest],
        resources: [contents],
    }
}

mcp_server! {
    /// What is minted by what is in a group only, and may be.
    Small { name: "small", version: "1.0.0", tools: [count_some, create_later] }
}

pub(crate) fn main() {
    assert!(Shop::new().check().is_ok());
    assert!(Small::new().check().is_ok());
}
