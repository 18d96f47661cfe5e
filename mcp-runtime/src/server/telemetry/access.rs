//! The access log: one line for each request, at its end.

use std::borrow::Cow;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

/// The target of its lines, by which a subscriber tells them from the rest of the log.
pub(crate) const TARGET: &str = "mcp_runtime::access";

/// The line of a request: nothing that a client has made up, and nothing that is secret.
pub(super) struct Line<'a> {
    pub(super) peer: Option<IpAddr>,
    pub(super) port: Option<u16>,
    pub(super) caller: Option<String>,
    pub(super) method: Option<&'static str>,
    /// As it is declared.
    pub(super) name: Option<&'a str>,
    pub(super) error: Option<Cow<'static, str>>,
    pub(super) code: Option<i32>,
    pub(super) status: Option<u16>,
    pub(super) took: Duration,
    pub(super) received: usize,
    pub(super) sent: usize,
    pub(super) trace: Option<&'a str>,
}

impl Line<'_> {
    pub(super) fn write(&self) {
        let peer = self.peer.map(|peer| match self.port {
            Some(port) => SocketAddr::new(peer, port).to_string(),
            None => peer.to_string(),
        });
        // To the microsecond.
        let ms = (self.took.as_secs_f64() * 1_000_000.0).round() / 1000.0;
        tracing::info!(
            target: TARGET,
            peer,
            caller = self.caller,
            method = self.method,
            name = self.name,
            status = self.status,
            code = self.code,
            error = self.error.as_deref(),
            ms,
            bytes_in = self.received,
            bytes_out = self.sent,
            trace_id = self.trace,
            "request"
        );
    }
}
