//! The trace that a request names, in the keys of `_meta` that the protocol reserves for it.

use serde::Deserialize;

use crate::protocol::read_params;

/// The context of the client's span.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Carrier {
    pub(super) traceparent: Option<String>,
    #[cfg_attr(not(feature = "opentelemetry"), allow(dead_code))]
    pub(super) tracestate: Option<String>,
    #[cfg_attr(not(feature = "opentelemetry"), allow(dead_code))]
    pub(super) baggage: Option<String>,
}

impl Carrier {
    /// Of a request's body. What is malformed is nothing.
    pub(super) fn of(body: &[u8]) -> Self {
        #[derive(Deserialize)]
        struct Params {
            #[serde(default, rename = "_meta")]
            meta: Carrier,
        }
        let Ok(body) = std::str::from_utf8(body) else {
            return Self::default();
        };
        // Most requests name none, and needn't be read again.
        if !body.contains("\"traceparent\"") {
            return Self::default();
        }
        read_params(body).map_or_else(|_| Self::default(), |Params { meta }| meta)
    }
}

/// The id of the trace in a `traceparent`, as W3C's *Trace Context* has it.
pub(super) fn trace_id(traceparent: &str) -> Option<&str> {
    let id = traceparent.split('-').nth(1)?;
    let is_hex = |c: u8| matches!(c, b'0'..=b'9' | b'a'..=b'f');
    (id.len() == 32 && id.bytes().all(is_hex) && id.bytes().any(|c| c != b'0')).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_is_named_by_thirty_two_digits() {
        let id = "0af7651916cd43dd8448eb211c80319c";
        assert_eq!(trace_id(&format!("00-{id}-b7ad6b7169203331-01")), Some(id));
        for wrong in [
            "",
            "00",
            "00--b7ad6b7169203331-01",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
            "00-secret-b7ad6b7169203331-01",
        ] {
            assert_eq!(trace_id(wrong), None, "{wrong}");
        }
    }
}
