//! Where a request comes from.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use http::request::Parts;

use crate::call::Peer;

/// Notes where a request comes from. In another program's router, the program may know.
pub(super) fn know(parts: &mut Parts, peer: Option<IpAddr>) {
    let told = || {
        parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|ConnectInfo(peer)| peer.ip())
    };
    if let Some(peer) = peer.or_else(told) {
        parts.extensions.insert(Peer(peer));
    }
}
