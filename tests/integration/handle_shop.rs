//! A shop with every kind of handle, and what the tests of handles do with it.

use std::fmt;
use std::sync::Arc;

use axum::Router;
use mcp_runtime::SealingKeys;
use mcp_runtime::prelude::*;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use crate::shelf::Shelf;
use mcp_tests::client::{Ask, Reply};

/// A shopping basket
#[mcp_type]
#[derive(Handle, Clone, Debug, Default)]
#[handle(prefix = "bsk", ttl = "1h")]
pub(crate) struct Basket {
    pub(crate) items: Vec<String>,
}

impl fmt::Display for Basket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a basket of {}", self.items.join(" and "))
    }
}

/// A cup, which breaks some time after it was made
#[mcp_type]
#[derive(Handle, Debug, Default)]
#[handle(prefix = "cup", ttl = "1h", fixed)]
pub(crate) struct Cup {
    sips: u64,
}

/// A price that holds for a while
#[mcp_type]
#[derive(Handle, Debug)]
#[handle(prefix = "offer", ttl = "1h", sealed)]
pub(crate) struct Offer {
    pub(crate) what: String,
}

/// A price that holds for a moment
#[mcp_type]
#[derive(Handle, Debug)]
#[handle(prefix = "hasty", ttl = "20ms", sealed)]
pub(crate) struct Hasty {
    what: String,
}

/// A soap bubble, which lasts no longer for being looked at
#[mcp_type]
#[derive(Handle, Debug, Default)]
#[handle(prefix = "bubble", ttl = "300ms", fixed)]
struct Bubble {
    looks: u64,
}

/// Holds calls in their middle.
#[derive(Clone, Debug)]
pub(crate) struct Gate {
    pub(crate) reached: Arc<Semaphore>,
    pub(crate) open: Arc<Semaphore>,
}

impl Gate {
    pub(crate) fn new() -> Self {
        Self {
            reached: Arc::new(Semaphore::new(0)),
            open: Arc::new(Semaphore::new(0)),
        }
    }

    async fn pass(&self) {
        self.reached.add_permits(1);
        self.open.acquire().await.unwrap().forget();
    }
}

/// Create an empty basket.
#[mcp_tool]
async fn create_basket(baskets: Handles<Basket>) -> Result<Minted<Basket>, ToolError> {
    baskets.mint(Basket::default()).await
}

/// Put an item into a basket.
#[mcp_tool]
async fn add_item(mut basket: Handle<Basket>, item: String) -> Result<Json<Basket>, ToolError> {
    let before = basket.items.len();
    let length = basket
        .update(|basket| {
            basket.items.push(item.clone());
            basket.items.len()
        })
        .await?;
    assert!(
        length > before && basket.items.len() == length,
        "the handle reads as it was left"
    );
    Ok(Json(Basket::clone(&basket)))
}

/// Put an item into every basket.
#[mcp_tool]
async fn add_to_all(
    baskets: Vec<Handle<Basket>>,
    item: String,
    times: Option<u32>,
) -> Result<usize, ToolError> {
    let count = baskets.len();
    for mut basket in baskets {
        for _ in 0..times.unwrap_or(1) {
            basket
                .update(|basket| basket.items.push(item.clone()))
                .await?;
        }
    }
    Ok(count)
}

/// Show what is in a basket.
#[mcp_tool(read_only)]
fn show_basket(basket: Handle<Basket>) -> Json<Basket> {
    Json(Basket::clone(&basket))
}

/// Show what is in a basket, on a thread of its own.
#[mcp_tool(read_only, blocking)]
fn show_slowly(basket: Option<Handle<Basket>>) -> String {
    basket.map_or_else(|| "no basket".to_owned(), |basket| basket.to_string())
}

/// Put an item into a basket later.
#[mcp_tool]
async fn add_later(mut basket: Handle<Basket>, State(gate): State<Gate>) -> Result<(), ToolError> {
    gate.pass().await;
    basket
        .update(|basket| basket.items.push("late".into()))
        .await
}

/// Try to put an item into a basket, and fail.
#[mcp_tool]
async fn fail_to_add(mut basket: Handle<Basket>, panics: bool) -> Result<(), ToolError> {
    basket
        .try_update(|basket| {
            basket.items.push("lost".into());
            assert!(!panics, "over it falls");
            Err(ToolError::new("the basket is full"))
        })
        .await
}

/// Throw a basket away.
#[mcp_tool(destructive, confirm = "Throw away {basket}?")]
async fn throw_away(basket: Handle<Basket>) -> Result<String, ToolError> {
    let what = basket.to_string();
    basket.close().await?;
    Ok(what)
}

/// Close a basket.
#[mcp_tool]
async fn close_basket(basket: Handle<Basket>) -> Result<bool, ToolError> {
    basket.close().await
}

/// List your baskets.
#[mcp_tool(read_only)]
async fn my_baskets(
    baskets: Handles<Basket>,
    most: Option<usize>,
) -> Result<Json<Vec<Handle<Basket>>>, ToolError> {
    Ok(Json(baskets.list(most.unwrap_or(100)).await?))
}

/// Make a cup of tea.
#[mcp_tool]
async fn create_cup(cups: Handles<Cup>) -> Result<Minted<Cup>, ToolError> {
    cups.mint(Cup::default()).await
}

/// Take a sip.
#[mcp_tool]
async fn sip(mut cup: Handle<Cup>) -> Result<u64, ToolError> {
    cup.update(|cup| cup.sips += 1).await?;
    Ok(cup.sips)
}

/// Blow a bubble.
#[mcp_tool]
async fn create_bubble(bubbles: Handles<Bubble>) -> Result<Minted<Bubble>, ToolError> {
    bubbles.mint(Bubble::default()).await
}

/// Look at a bubble.
#[mcp_tool]
async fn look(mut bubble: Handle<Bubble>) -> Result<u64, ToolError> {
    bubble.update(|bubble| bubble.looks += 1).await?;
    Ok(bubble.looks)
}

/// Make an offer.
#[mcp_tool]
async fn create_offer(what: String, offers: Handles<Offer>) -> Result<Minted<Offer>, ToolError> {
    offers.mint(Offer { what }).await
}

/// Take an offer.
#[mcp_tool]
fn take_offer(offer: Handle<Offer>) -> String {
    offer.what.clone()
}

/// Make a hasty offer.
#[mcp_tool]
async fn create_hasty(what: String, offers: Handles<Hasty>) -> Result<Minted<Hasty>, ToolError> {
    offers.mint(Hasty { what }).await
}

/// Take a hasty offer.
#[mcp_tool]
fn take_hasty(offer: Handle<Hasty>) -> String {
    offer.what.clone()
}

/// Count what two of a kind hold, and a third, deep down.
#[mcp_tool(read_only)]
fn compare(Args(Comparison { left, right, inner }): Args<Comparison>) -> usize {
    [Some(left), right, inner.map(|inner| inner.basket)]
        .iter()
        .flatten()
        .map(|basket| basket.items.len())
        .sum()
}

#[mcp_type]
struct Comparison {
    left: Handle<Basket>,
    right: Option<Handle<Basket>>,
    inner: Option<Inner>,
}

#[mcp_type]
struct Inner {
    basket: Handle<Basket>,
}

/// Suggest a meal.
#[mcp_prompt]
fn suggest(basket: Handle<Basket>) -> String {
    format!("Suggest a meal made of {basket}")
}

/// What is in a basket.
#[mcp_resource("baskets:///{basket}")]
fn contents(basket: Handle<Basket>) -> String {
    basket.to_string()
}

mcp_server! {
    pub(crate) Shop {
        name: "shop",
        version: "1.0.0",
        state: Gate,
        tools: [
            create_basket, add_item, add_to_all, show_basket, show_slowly, add_later, fail_to_add, throw_away, close_basket, my_baskets,
            create_cup, sip, create_bubble, look, create_offer, take_offer, create_hasty, take_hasty, compare,
        ],
        prompts: [suggest],
        resources: [contents],
    }
}

pub(crate) fn keys(keys: impl IntoIterator<Item = u8>) -> SealingKeys {
    SealingKeys::new(keys.into_iter().map(|key| [key; 32])).unwrap()
}

pub(crate) fn server() -> Shop {
    Shop::new(Gate::new())
}

pub(crate) fn router_on(shelf: &Shelf, ring: impl IntoIterator<Item = u8>) -> Router {
    server()
        .store(shelf.clone())
        .sealing_keys(keys(ring))
        .into_router()
}

pub(crate) fn router() -> Router {
    server().into_router()
}

/// The handle in a result.
pub(crate) fn minted(reply: &Reply, name: &str) -> String {
    reply.result()["structuredContent"][name]
        .as_str()
        .unwrap_or_else(|| panic!("{}", reply.body))
        .to_owned()
}

/// A basket, and what is in it.
pub(crate) async fn basket(router: &Router, items: &[&str]) -> String {
    let id = minted(
        &Ask::tool("create_basket", json!({})).send(router).await,
        "basket",
    );
    for item in items {
        Ask::tool("add_item", json!({ "basket": id, "item": item }))
            .send(router)
            .await
            .ok_text();
    }
    id
}

pub(crate) async fn show(router: &Router, basket: &str) -> Reply {
    Ask::tool("show_basket", json!({ "basket": basket }))
        .send(router)
        .await
}

pub(crate) async fn items(router: &Router, basket: &str) -> Value {
    show(router, basket).await.result()["structuredContent"]["items"].clone()
}

pub(crate) const UNKNOWN: &str = "No such basket, or it expired; make one with `create_basket`";

/// The same request, of somebody.
pub(crate) async fn send_as(router: &Router, who: &str, ask: &Ask) -> Reply {
    let mut request = ask.request();
    request.extensions_mut().insert(Principal::new(who));
    Reply::to(router, request).await
}
