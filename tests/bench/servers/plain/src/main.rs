//! A hand-written axum handler, as a competent developer writes one for a server that only friends
//! call: it reads the request in one borrowed pass, compares the headers with the body, and trusts
//! the rest.

use std::borrow::Cow;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use axum::Router;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::serve::ListenerExt;
use bytes::Bytes;
use dashmap::DashMap;
use listening::Listeners;
use message::{AddArguments, Answer, Request, Sum, VERSION};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

mod arguments;
mod listening;
#[path = "../../message.rs"]
mod message;
#[path = "../../runtime.rs"]
mod runtime;
#[path = "../../tools.rs"]
mod tools;

#[derive(Deserialize)]
struct CounterArguments<'a> {
    #[serde(borrow)]
    counter: Cow<'a, str>,
}

/// The counters that last from call to call, each under a random text.
static COUNTERS: LazyLock<DashMap<String, Counter>> = LazyLock::new(DashMap::new);

struct Counter {
    count: u64,
    #[expect(dead_code, reason = "no tool reads it; the other server keeps it, too")]
    name: String,
    expires: Instant,
}

const LIFE: Duration = Duration::from_secs(3600);

#[derive(Serialize)]
struct Minted<'a> {
    counter: &'a str,
}

#[derive(Serialize)]
struct Count {
    count: u64,
}

type Refusal = (StatusCode, &'static str);

fn bad(reason: &'static str) -> Refusal {
    (StatusCode::BAD_REQUEST, reason)
}

static LISTENERS: LazyLock<Listeners> = LazyLock::new(Listeners::new);

/// `None` for a notification.
fn answer(headers: &HeaderMap, body: &[u8]) -> Result<Option<Bytes>, Refusal> {
    let request: Request<'_> = serde_json::from_slice(body).map_err(|_| bad("not a request"))?;
    let params = &request.params;
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if header("mcp-method") != Some(&request.method) {
        return Err(bad("Mcp-Method differs"));
    }
    if params.meta.version != VERSION || header("mcp-protocol-version") != Some(VERSION) {
        return Err(bad("not this version"));
    }
    let Some(id) = request.id else {
        return Ok(None);
    };
    match &*request.method {
        "tools/call" => {
            if header("mcp-name") != params.name.as_deref() {
                return Err(bad("Mcp-Name differs"));
            }
            match params.name.as_deref() {
                Some("add") => add(id, params.arguments).map(Some),
                Some("order") => taken(id, params.arguments, arguments::order),
                Some("items") => taken(id, params.arguments, arguments::items),
                Some("ruled") => taken(id, params.arguments, arguments::ruled),
                Some("touch") => {
                    LISTENERS.tell();
                    called(id, Sum { result: 1 }).map(Some)
                }
                Some("make_counter") => make_counter(id).map(Some),
                Some("read_counter") => read_counter(id, params.arguments).map(Some),
                _ => Err(bad("no such tool")),
            }
        }
        "tools/list" => Ok(Some(list(id))),
        _ => Err((StatusCode::NOT_FOUND, "no such method")),
    }
}

fn add(id: &RawValue, arguments: Option<&RawValue>) -> Result<Bytes, Refusal> {
    let arguments =
        arguments.and_then(|arguments| serde_json::from_str::<AddArguments>(arguments.get()).ok());
    let AddArguments { a, b } = arguments.ok_or(bad("not the arguments of add"))?;
    called(id, Sum { result: a + b })
}

fn taken(
    id: &RawValue,
    arguments: Option<&RawValue>,
    take: fn(&str) -> Option<i64>,
) -> Result<Option<Bytes>, Refusal> {
    let result = arguments.and_then(|arguments| take(arguments.get()));
    called(
        id,
        Sum {
            result: result.ok_or(bad("not the arguments"))?,
        },
    )
    .map(Some)
}

fn make_counter(id: &RawValue) -> Result<Bytes, Refusal> {
    // As hard to guess as the other server's.
    let mut random = [0; 16];
    getrandom::fill(&mut random).map_err(|_| bad("no randomness"))?;
    let counter = format!("cnt_{:032x}", u128::from_le_bytes(random));
    COUNTERS.insert(
        counter.clone(),
        Counter {
            count: 7,
            name: "visitors".to_owned(),
            expires: Instant::now() + LIFE,
        },
    );
    called(id, Minted { counter: &counter })
}

fn read_counter(id: &RawValue, arguments: Option<&RawValue>) -> Result<Bytes, Refusal> {
    let arguments = arguments
        .and_then(|arguments| serde_json::from_str::<CounterArguments<'_>>(arguments.get()).ok());
    let CounterArguments { counter } = arguments.ok_or(bad("not the arguments of read_counter"))?;
    let mut counter = COUNTERS.get_mut(&*counter).ok_or(bad("no such counter"))?;
    let now = Instant::now();
    if counter.expires <= now {
        return Err(bad("no such counter"));
    }
    counter.expires = now + LIFE;
    called(
        id,
        Count {
            count: counter.count,
        },
    )
}

fn called(id: &RawValue, data: impl Serialize) -> Result<Bytes, Refusal> {
    let answer = Answer::of(id, data).and_then(|answer| serde_json::to_vec(&answer));
    Ok(answer.map_err(|_| bad("no answer"))?.into())
}

fn list(id: &RawValue) -> Bytes {
    static TAIL: LazyLock<String> = LazyLock::new(|| {
        format!(
            r#","result":{{"resultType":"complete","tools":{},"ttlMs":300000,"cacheScope":"public"}}}}"#,
            tools::list()
        )
    });
    [r#"{"jsonrpc":"2.0","id":"#, id.get(), &TAIL]
        .concat()
        .into()
}

/// A stream is opened by its own path: it is no matter here how calls would be told from it.
async fn listen(body: Bytes) -> Response {
    match serde_json::from_slice::<Request<'_>>(&body) {
        Ok(Request { id: Some(id), .. }) => LISTENERS.listen(id),
        _ => bad("not a request").into_response(),
    }
}

async fn mcp(headers: HeaderMap, body: Bytes) -> Response {
    match answer(&headers, &body) {
        Ok(Some(body)) => ([(header::CONTENT_TYPE, "application/json")], body).into_response(),
        Ok(None) => StatusCode::ACCEPTED.into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

fn main() -> std::io::Result<()> {
    runtime::new()?.block_on(async {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", runtime::port())).await?;
        let listener = listener.tap_io(|stream| stream.set_nodelay(true).unwrap_or_default());
        axum::serve(
            listener,
            Router::new()
                .route("/mcp", post(mcp))
                .route("/listen", post(listen)),
        )
        .await
    })
}
