//! How a request comes: what its transport alone knows of it.

use std::net::IpAddr;

use crate::protocol::PROTOCOL_VERSION;

/// How a request comes.
#[derive(Clone, Debug)]
pub(crate) struct Arrival {
    pub(super) transport: Transport,
    /// Where it comes from, as far as anybody knows.
    pub(super) peer: Option<IpAddr>,
    pub(super) port: Option<u16>,
    /// The revision that its client speaks.
    pub(super) revision: &'static str,
    /// The session of a client of an earlier revision; nobody is to see it as it is.
    pub(super) session: Option<String>,
    /// The size of its body, in bytes.
    pub(super) bytes: usize,
    /// The trace that its transport carries beside the body.
    #[cfg(feature = "opentelemetry")]
    pub(super) context: Option<opentelemetry::Context>,
    /// The same, as the header has it.
    pub(super) traceparent: Option<String>,
}

/// The transport of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Transport {
    #[cfg(feature = "http")]
    Http(http::Version),
    #[cfg(feature = "stdio")]
    Stdio,
    InProcess,
}

impl Transport {
    /// As the conventions call it; a call within the process has none.
    pub(super) fn network(self) -> Option<&'static str> {
        match self {
            #[cfg(feature = "http")]
            Self::Http(_) => Some("tcp"),
            #[cfg(feature = "stdio")]
            Self::Stdio => Some("pipe"),
            Self::InProcess => None,
        }
    }

    /// The version of HTTP, if it is that.
    pub(super) fn http_version(self) -> Option<&'static str> {
        match self {
            #[cfg(feature = "http")]
            Self::Http(http::Version::HTTP_2) => Some("2"),
            #[cfg(feature = "http")]
            Self::Http(http::Version::HTTP_10) => Some("1.0"),
            #[cfg(feature = "http")]
            Self::Http(_) => Some("1.1"),
            _ => None,
        }
    }
}

impl Arrival {
    fn by(transport: Transport, bytes: usize) -> Self {
        Self {
            transport,
            peer: None,
            port: None,
            revision: PROTOCOL_VERSION,
            session: None,
            bytes,
            #[cfg(feature = "opentelemetry")]
            context: None,
            traceparent: None,
        }
    }

    /// By HTTP. `bytes` may come later.
    #[cfg(feature = "http")]
    pub(crate) fn http(
        parts: &http::request::Parts,
        peer: Option<IpAddr>,
        port: Option<u16>,
    ) -> Self {
        let traceparent = parts.headers.get("traceparent");
        Self {
            peer,
            port,
            traceparent: traceparent.and_then(|value| Some(value.to_str().ok()?.to_owned())),
            #[cfg(feature = "opentelemetry")]
            context: super::parent::of_headers(&parts.headers),
            ..Self::by(Transport::Http(parts.version), 0)
        }
    }

    /// As a line of so many bytes.
    #[cfg(feature = "stdio")]
    pub(crate) fn stdio(bytes: usize) -> Self {
        Self::by(Transport::Stdio, bytes)
    }

    /// By a client in the same process.
    pub(crate) fn in_process(bytes: usize) -> Self {
        Self::by(Transport::InProcess, bytes)
    }

    /// The same, of a client of an earlier revision.
    #[cfg(feature = "legacy")]
    pub(crate) fn of_session(self, revision: &'static str, session: &str) -> Self {
        Self {
            revision,
            session: Some(session.to_owned()),
            ..self
        }
    }
}
