//! Where a request comes from.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use http::request::Parts;

use super::connections::Connection;

/// The port there.
pub(super) fn port(parts: &Parts, connection: Option<&Connection>) -> Option<u16> {
    let told = || Some(parts.extensions.get::<ConnectInfo<SocketAddr>>()?.0.port());
    connection.map(|connection| connection.port).or_else(told)
}

/// Where a request comes from. In another program's router, the program may know.
pub(super) fn peer(parts: &Parts, connection: Option<&Connection>) -> Option<IpAddr> {
    let told = || {
        parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|ConnectInfo(peer)| peer.ip().to_canonical())
    };
    connection.map(|connection| connection.peer).or_else(told)
}
