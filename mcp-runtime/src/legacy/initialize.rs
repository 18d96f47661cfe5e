//! `initialize`, which begins a session.

use bytes::Bytes;
use serde_json::Map;

use super::client::Client;
use super::fields::Fields;
use super::incoming::Params;
use super::modern;
use super::revision::Revision;
use super::translate;
use crate::call::Access;
use crate::protocol::{ErrorCode, LogLevel, Refusal, quotable};
use crate::server::{Core, Observation, Routed, Subject, route};

/// A client that has introduced itself.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) client: Client,
    /// The response.
    pub(crate) message: Vec<u8>,
}

/// Answers `initialize`. The error is a response as well.
pub(crate) fn initialize<S>(
    core: &Core<S>,
    id: &str,
    params: &Params,
    seen: Option<&mut Observation>,
) -> Result<Opened, Vec<u8>>
where
    S: Send + Sync + 'static,
{
    let opened = open(core, id, params);
    if let Some(seen) = seen {
        let revision = opened.as_ref().ok().map(|opened| opened.client.revision);
        seen.of_revision(revision.map(Revision::name));
        let subject = Subject::of_method(Some("initialize"), id);
        seen.identify(&subject.of_revision(revision.is_some()), &[]);
        match &opened {
            Ok(opened) => seen.done(opened.message.len()),
            Err(refusal) => {
                seen.refused(refusal);
                seen.sent(refusal.to_json(Some(id)).len());
            }
        }
    }
    opened.map_err(|refusal| refusal.to_json(Some(id)))
}

fn open<S>(core: &Core<S>, id: &str, params: &Params) -> Result<Opened, Refusal>
where
    S: Send + Sync + 'static,
{
    let refused = |code, message: &'static str| Refusal::new(code, message).answered();
    let asked = params.as_ref().and_then(|p| p.text("protocolVersion"));
    let (Some(asked), Some(params)) = (asked, params) else {
        return Err(refused(
            ErrorCode::InvalidParams,
            "`params.protocolVersion` is missing: the revision that the client speaks, such as \
             \"2025-11-25\"",
        ));
    };
    let client = Client::new(Revision::negotiated(&asked), params);
    let failed = || refused(ErrorCode::InternalError, "No session can be begun now");
    let result = describe(core, &client).ok_or_else(failed)?;
    let (name, version) = client.named();
    let revision = client.revision.name();
    tracing::info!(
        client = quotable(name),
        version = quotable(version),
        revision,
        "a client of an earlier revision begins a session"
    );
    core.note_earlier_client(revision, name, version);
    Ok(Opened {
        client,
        message: translate::answer(id, &result),
    })
}

/// Returns the result of `initialize`, made from the answer to `server/discover`.
fn describe<S>(core: &Core<S>, client: &Client) -> Option<String>
where
    S: Send + Sync + 'static,
{
    let (params, nothing) = (Fields::default(), Map::new());
    let level = LogLevel::Info;
    let body: Bytes = modern::request(
        "0",
        "server/discover",
        &params,
        client,
        &nothing,
        level,
        None,
    )?;
    let Routed::Answered(answer) = route(core, &body, None, &Access::Full, None) else {
        return None;
    };
    let discovered = String::from_utf8(answer.into_message()).ok()?;
    translate::initialized(client.revision, &discovered)
}
