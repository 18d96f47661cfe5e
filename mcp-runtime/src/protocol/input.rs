//! Questions on the wire.

use serde::{Serialize, Serializer};
use serde_json::Value;

/// A question to the client: one of the protocol's `inputRequests`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct InputRequest {
    pub(crate) method: &'static str,
    pub(crate) params: Value,
}

impl InputRequest {
    pub(crate) fn new(method: &'static str, params: Value) -> Self {
        Self { method, params }
    }
}

/// An answer of the server that asks: the fields of `InputRequiredResult` in the specification's
/// schema.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Asking {
    #[serde(serialize_with = "in_order")]
    pub(crate) input_requests: Vec<(String, InputRequest)>,
    pub(crate) request_state: String,
}

fn in_order<S: Serializer>(
    requests: &[(String, InputRequest)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(requests.iter().map(|(key, request)| (key, request)))
}
