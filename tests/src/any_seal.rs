//! Sealed texts that clients carry for the server: the state of a question, handles of both kinds,
//! a session of an earlier revision. A text that was changed in any way is refused, and has no
//! effect. The property tests try some hundreds of changes, the fuzz target as many as one likes.

use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use mcp_runtime::SealingKeys;
use mcp_runtime::prelude::*;
use serde_json::json;
use tokio::sync::OnceCell;

use crate::client::{Ask, Reply};

/// How often something was wiped.
static WIPED: AtomicUsize = AtomicUsize::new(0);

/// Wipe everything.
#[mcp_tool(destructive, confirm = "Wipe it?")]
fn wipe() -> usize {
    WIPED.fetch_add(1, Ordering::SeqCst)
}

/// A basket
#[mcp_type]
#[derive(Handle, Default)]
#[handle(prefix = "bsk", ttl = "24h")]
struct Basket {
    items: u64,
}

/// An offer
#[mcp_type]
#[derive(Handle)]
#[handle(prefix = "off", ttl = "24h", sealed)]
struct Offer {
    cents: u64,
}

/// Bring a basket.
#[mcp_tool]
async fn bring(baskets: Handles<Basket>) -> Result<Minted<Basket>, ToolError> {
    baskets.mint(Basket::default()).await
}

/// Make an offer.
#[mcp_tool]
async fn offer(offers: Handles<Offer>) -> Result<Minted<Offer>, ToolError> {
    offers.mint(Offer { cents: 7 }).await
}

/// Count what is in a basket.
#[mcp_tool(read_only)]
fn count(basket: Handle<Basket>) -> u64 {
    basket.items
}

/// Tell the price of an offer.
#[mcp_tool(read_only)]
fn price(offer: Handle<Offer>) -> u64 {
    offer.cents
}

mcp_server! {
    Sealed { name: "sealed", version: "1.0.0", tools: [wipe, bring, offer, count, price] }
}

/// Texts that the server has sealed: the state of a question, a basket, an offer, a session.
struct Given {
    router: Router,
    texts: [String; 4],
}

static GIVEN: OnceCell<Given> = OnceCell::const_new();

impl Given {
    async fn new() -> Self {
        let keys = SealingKeys::new([[7; 32]]).expect("a key");
        let router = Sealed::new().sealing_keys(keys).into_router();
        let state = wiping(None).send(&router).await.result()["requestState"].clone();
        let minted = async |tool: &str, name: &str| {
            let result = Ask::tool(tool, json!({})).send(&router).await.result();
            let text = result["structuredContent"][name].as_str();
            text.expect("a handle").to_owned()
        };
        let texts = [
            state.as_str().expect("a state").to_owned(),
            minted("bring", "basket").await,
            minted("offer", "offer").await,
            session(&router).await,
        ];
        Self { router, texts }
    }
}

/// A call that wipes, without an answer or with one.
fn wiping(state: Option<&str>) -> Ask {
    let able = json!({ "elicitation": { "form": {} } });
    let mut ask = Ask::tool("wipe", json!({}));
    ask = ask.meta("io.modelcontextprotocol/clientCapabilities", able);
    if let Some(state) = state {
        ask.body["params"]["requestState"] = json!(state);
        ask.body["params"]["inputResponses"] = json!({
            "confirm": { "action": "accept", "content": { "confirm": true } },
        });
    }
    ask
}

/// Begins a session.
async fn session(router: &Router) -> String {
    let mut ask = Ask::new("initialize", json!({}));
    ask.headers.truncate(3);
    ask.body["params"] = json!({
        "protocolVersion": "2025-11-25", "capabilities": {},
        "clientInfo": { "name": "old", "version": "1" },
    });
    let reply = ask.send(router).await;
    let id = reply.headers["mcp-session-id"].to_str().expect("an id");
    id.to_owned()
}

/// The letters of the texts, and some that are none of them.
const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=. \x7f";

/// Changes one of the texts: each three bytes say how, where and into what. `None` where nothing is
/// changed in the end.
fn changed(texts: &[String; 4], kind: usize, changes: &[u8]) -> Option<String> {
    let mut text = texts[kind].clone().into_bytes();
    for change in changes.chunks_exact(3) {
        let (how, what) = (change[0], LETTERS[usize::from(change[2]) % LETTERS.len()]);
        // From either end, and from anywhere between.
        let at = usize::from(change[1]) % (text.len() + 1);
        let at = if how & 0x80 == 0 { at } else { text.len() - at };
        match how % 6 {
            0 if at < text.len() => text[at] = what,
            1 => text.insert(at, what),
            2 if at < text.len() => drop(text.remove(at)),
            3 => text.truncate(at),
            4 => drop(text.drain(..at)),
            // The end of another one.
            5 => {
                let other = texts[usize::from(change[2]) % texts.len()].as_bytes();
                text.truncate(at);
                text.extend(&other[at.min(other.len())..]);
            }
            _ => {}
        }
    }
    let text = String::from_utf8(text).expect("it is ASCII");
    (!texts.contains(&text)).then_some(text)
}

/// Checks that a changed text is refused. The first byte says which of them is changed, the others
/// how.
///
/// # Panics
///
/// When it isn't refused.
pub async fn check(bytes: &[u8]) {
    let Given { router, texts } = GIVEN.get_or_init(Given::new).await;
    let Some((kind, changes)) = bytes.split_first() else {
        return;
    };
    let kind = usize::from(*kind) % texts.len();
    let Some(text) = changed(texts, kind, changes) else {
        return;
    };
    let is_refused = match kind {
        0 => {
            let reply = wiping(Some(&text)).send(router).await;
            // A state that can't be opened leads to the question again, or to a refusal.
            WIPED.load(Ordering::SeqCst) == 0 && !reply.body.contains(r#""resultType":"complete""#)
        }
        1 => calling("count", "basket", &text, router).await,
        2 => calling("price", "offer", &text, router).await,
        _ => in_session(&text, router).await,
    };
    assert!(is_refused, "{text:?} is taken for {:?}", texts[kind]);
}

/// Whether a call with a handle is refused.
async fn calling(tool: &str, argument: &str, text: &str, router: &Router) -> bool {
    let reply = Ask::tool(tool, json!({ argument: text }))
        .send(router)
        .await;
    reply.status != 200 || reply.result()["isError"] == true
}

/// Whether a request in a session is refused.
async fn in_session(id: &str, router: &Router) -> bool {
    let mut ask = Ask::new("tools/list", json!({}));
    ask.headers.truncate(3);
    ask.body["params"] = json!({});
    let ask = ask.header("mcp-session-id", id);
    // What can't be written as a header never gets to the server.
    let Ok(_) = http::HeaderValue::from_bytes(id.as_bytes()) else {
        return true;
    };
    let reply = Reply::to(router, ask.request()).await;
    reply.status != 200
}
