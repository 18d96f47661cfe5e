use std::borrow::Cow;
use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use futures_util::FutureExt as _;
use futures_util::future::{Either, ready};
use http::request::Parts;
use http::{Request, Response, StatusCode};
use tower::{Service, ServiceExt as _, service_fn};

#[cfg(feature = "auth")]
use super::authorization;
use super::connections::Connection;
use super::guard::Denied;
#[cfg(feature = "legacy")]
use super::legacy;
use super::traffic::Answering;
use super::{answer, body, guard, peer as from};
use crate::call::{Caller, Identity};
use crate::params::Principal;
use crate::protocol::without_bom;
use crate::server::{Arrival, Core, Observation, Refused, Routed, Shares, route, start};

/// The MCP endpoint. Its future has no box of its own: axum puts it into one anyway.
pub(super) fn service<S: Send + Sync + 'static>(
    core: Arc<Core<S>>,
) -> impl Service<Request<Body>, Response = Response<Body>, Error = Infallible, Future: Send>
+ Clone
+ Send
+ Sync {
    service_fn(move |request| {
        let core = core.clone();
        async move { Ok(respond(core, request, None).await) }
    })
}

/// The answer to a request: of the MCP endpoint, in front of everything else that a server has. A
/// router takes a tenth of a call's time, so what nearly all requests want is not routed.
pub(super) fn before<S: Send + Sync + 'static>(
    router: &Router,
    core: &Arc<Core<S>>,
    connection: Connection,
    request: Request<Body>,
) -> impl Future<Output = Response<Body>> + Send + use<S> {
    let settings = core.settings();
    let is_endpoint = request.uri().path() == settings.path;
    if is_endpoint && connection.is_surplus {
        let (parts, _) = request.into_parts();
        let mut seen = observed(core, &parts, Some(&connection));
        return Either::Right(ready(turned_away(&mut seen, &NO_ROOM)).boxed());
    }
    if is_endpoint && !settings.cors {
        return Either::Left(respond(core.clone(), request, Some(connection)));
    }
    let (router, mut request) = (router.clone(), request);
    request.extensions_mut().insert(connection);
    let routed = async move {
        let routed = router.oneshot(request).await;
        routed.unwrap_or_else(|never| match never {})
    };
    Either::Right(routed.boxed())
}

const NO_ROOM: Denied = Denied {
    status: StatusCode::SERVICE_UNAVAILABLE,
    reason: Cow::Borrowed("This server has no room for more connections"),
    counts_as: Refused::Room,
};

/// Whoever observes a request, if anybody does.
#[inline]
fn observed<S: Send + Sync + 'static>(
    core: &Core<S>,
    parts: &Parts,
    connection: Option<&Connection>,
) -> Option<Box<Observation>> {
    core.observer().begin(|| {
        let (peer, port) = (from::peer(parts, connection), from::port(parts, connection));
        Arrival::http(parts, peer, port)
    })
}

/// The answer to a request that is refused before anybody reads it.
fn turned_away(seen: &mut Option<Box<Observation>>, denied: &Denied) -> Response<Body> {
    if let Some(seen) = seen {
        seen.turned_away(denied.status.as_u16(), denied.counts_as);
    }
    answer::denied(denied)
}

/// The answer to a request for which there are too many bytes in flight.
#[cold]
fn no_bytes_left(seen: &mut Option<Box<Observation>>, bytes: &Shares) -> Response<Body> {
    bytes.log_full();
    turned_away(seen, &body::NO_ROOM)
}

/// Not an `async fn`, which would have room for its arguments twice, and hyper moves it for each
/// request.
fn respond<S: Send + Sync + 'static>(
    core: Arc<Core<S>>,
    request: Request<Body>,
    connection: Option<Connection>,
) -> impl Future<Output = Response<Body>> + Send + use<S> {
    let (mut parts, body) = request.into_parts();
    let connection = connection.or_else(|| parts.extensions.remove());
    async move {
        let settings = core.settings();
        let peer = from::peer(&parts, connection.as_ref());
        let mut seen = observed(&core, &parts, connection.as_ref());
        let checked = guard::check(&parts, settings, peer);
        // Who may not send anything learns nothing of credentials, and whom nobody knows nothing more.
        #[cfg(feature = "auth")]
        let mut identity = match &checked {
            Err(denied) if denied.is_before_credentials() => {
                return turned_away(&mut seen, denied);
            }
            _ if settings.auth.is_empty() => unrestricted(&parts),
            _ => match authorization::judge(&core, &parts.headers, peer).await {
                Ok(identity) => identity,
                Err(response) => {
                    if let Some(seen) = &mut seen {
                        seen.turned_away(response.status().as_u16(), Refused::Unauthenticated);
                    }
                    return response;
                }
            },
        };
        #[cfg(not(feature = "auth"))]
        let mut identity = unrestricted(&parts);
        identity.peer = peer;
        let mirrored = match checked {
            Ok(mirrored) => mirrored,
            #[cfg(feature = "legacy")]
            Err(denied)
                if denied.status == StatusCode::METHOD_NOT_ALLOWED && !settings.modern_only =>
            {
                #[cfg(feature = "auth")]
                authorization::hide_token(settings, &mut parts);
                return Box::pin(legacy::other_method(core, parts, identity, &denied)).await;
            }
            Err(denied) => return turned_away(&mut seen, &denied),
        };
        let (bytes, caller) = (core.limits().bytes(), Caller::of(&identity));
        if !bytes.are_left(&caller) {
            return no_bytes_left(&mut seen, bytes);
        }
        let body = match body::read(body, settings, bytes, &caller).await {
            Ok(body) => without_bom(body),
            Err(denied) if denied == body::NO_ROOM => return no_bytes_left(&mut seen, bytes),
            Err(denied) => return turned_away(&mut seen, &denied),
        };
        if let Some(seen) = &mut seen {
            seen.received(body.len());
        }
        let answering = connection.map(|connection| Answering::new(connection.traffic));
        let access = &identity.access;
        let call = match route(&core, &body, Some(&mirrored), access, seen.as_deref_mut()) {
            #[cfg(feature = "legacy")]
            routed @ (Routed::Notified(_) | Routed::Unread(_))
                if !settings.modern_only
                    && (matches!(routed, Routed::Unread(_)) || legacy::has_session(&parts)) =>
            {
                let otherwise = match routed {
                    Routed::Unread(refused) => answer::of(refused),
                    _ => answer::accepted(),
                };
                #[cfg(feature = "auth")]
                authorization::hide_token(settings, &mut parts);
                // A client of those who closes its side is gone.
                drop(answering);
                let request = legacy::Request { parts, body };
                return Box::pin(legacy::message(core, request, identity, otherwise, seen)).await;
            }
            Routed::Notified(_) => return answer::accepted(),
            Routed::Unread(answered) => {
                if let Some(seen) = &mut seen {
                    seen.unread(&answered);
                }
                return answer::of(answered);
            }
            Routed::Answered(answered) => {
                if let Some(seen) = &mut seen {
                    seen.answered(&answered);
                }
                return answer::of(answered);
            }
            Routed::Call(route) => {
                #[cfg(feature = "auth")]
                authorization::hide_token(settings, &mut parts);
                let counted = Some(caller.clone());
                start(core, &body, route, identity, Some(parts), counted, seen)
            }
        };
        // Nothing that led to the call is kept while it runs: each connection's future has room for
        // both otherwise.
        drop(body);
        answer::call(call, answering, caller).await
    }
}

/// Whom a layer in front has named, or nobody: this server asks for no credentials.
fn unrestricted(parts: &Parts) -> Identity {
    let named = parts.extensions.get::<Principal>().cloned();
    Identity::unrestricted(named.unwrap_or_else(Principal::anonymous))
}
