//! Methods that only earlier revisions have.

use http::request::Parts;

use super::fields::Fields;
use super::session::Session;
use super::state;
use crate::call::Identity;
use crate::protocol::{ErrorCode, LogLevel, Refusal};
use crate::server::{Core, Reader};
use crate::store::StoreError;

/// Resources that one session may want to hear of, and their bytes together.
const MOST_URIS: usize = 1000;
const LONGEST_URIS: usize = 128 << 10;

/// The methods that only earlier revisions have.
pub(super) const METHODS: [&str; 4] = [
    "ping",
    "logging/setLevel",
    "resources/subscribe",
    "resources/unsubscribe",
];

/// Methods that only earlier revisions have; `None` for all others.
pub(super) async fn answer<S>(
    core: &Core<S>,
    session: &Session,
    reader: &Identity,
    http: Option<&Parts>,
    method: &str,
    params: &Fields,
) -> Option<Result<(), Refusal>>
where
    S: Send + Sync + 'static,
{
    let invalid =
        |message: &'static str| Some(Err(Refusal::new(ErrorCode::InvalidParams, message)));
    let offers = core.offers();
    let changed: Result<bool, StoreError> = match method {
        "ping" => return Some(Ok(())),
        "logging/setLevel" if offers.logs => {
            let level = params
                .get("level")
                .and_then(|level| serde_json::from_str::<LogLevel>(level).ok());
            let Some(level) = level else {
                return invalid(
                    "`params.level` must be one of debug, info, notice, warning, error, critical, \
                     alert, emergency",
                );
            };
            let change = state::change(core, session, |state| state.level = Some(level));
            change.await.map(|()| true)
        }
        "resources/subscribe" | "resources/unsubscribe" if offers.resources && offers.updates => {
            let Some(uri) = params.text("uri") else {
                return invalid("`params.uri` must be a string: the URI of a resource");
            };
            let subscribe = method == "resources/subscribe";
            if subscribe {
                if let Err(refusal) = core.permit_uris([&uri], &reader.access) {
                    return Some(Err(refusal));
                }
                if !core.tells_of(&uri, &Reader::new(reader, http)).await {
                    return invalid(
                        "`params.uri` names no resource that you have: there is none, it has \
                         ended, or it is somebody else's",
                    );
                }
            }
            state::change(core, session, |state| {
                if !subscribe {
                    state.uris.remove(&uri);
                } else if !state.uris.contains(&uri) {
                    let bytes: usize = state.uris.iter().map(String::len).sum();
                    if state.uris.len() >= MOST_URIS || bytes + uri.len() > LONGEST_URIS {
                        return false;
                    }
                    state.uris.insert(uri.clone());
                }
                true
            })
            .await
        }
        _ => return None,
    };
    Some(match changed {
        Ok(true) => Ok(()),
        Ok(false) => {
            return invalid(
                "The session is subscribed to as many resources as it can be; unsubscribe from some",
            );
        }
        Err(e) => {
            tracing::error!("a session can't be changed: {e}");
            Err(Refusal::new(
                ErrorCode::InternalError,
                "The session can't be changed for the moment; try again in a while",
            ))
        }
    })
}
